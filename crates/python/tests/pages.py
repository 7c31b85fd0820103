"""A few dozen short pages for the tests: the example pages with other names, numbers and days, as Parquet and as JSONL."""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa

ROOT = Path(__file__).parents[3]
NAMES = [
    ("Varland", "Kerrin", "Tolmark"),
    ("Orrenia", "Sabria", "Nessia"),
    ("Oslo", "Geneva", "Vienna"),
    ("Norway", "Switzerland", "Austria"),
    ("March", "April", "May"),
]


def vary(page: str, turn: int) -> str:
    """The page with the names of another turn, and every number of two to four digits that is no year or day moved on."""
    if turn == 0:
        return page
    for names in NAMES:
        page = page.replace(names[0], names[turn % len(names)])
    return re.sub(r"(?<![\d\-:./,])([1-9]\d{1,2})(?![\d\-:./,]|th)", lambda n: str(int(n[1]) + turn), page)


def in_cp1252(page: bytes) -> bytes:
    """A page of UTF-8 in windows-1252, which it then names; as it is where that cannot be."""
    try:
        text = page.decode("utf-8")
        return re.sub(r'<meta charset="?utf-8"?>', '<meta charset="windows-1252">', text, flags=re.I).encode("cp1252")
    except UnicodeError:
        return page


def pages(turns: int = 3) -> list[dict[str, Any]]:
    """Rows of `id`, `url`, `published`, `html` (bytes) and `text`; among them are a page in another charset, one without
    words, one that is no text, and a row without anything."""
    rows: list[dict[str, Any]] = []

    def add(published: str | None, html: bytes | None, text: str | None) -> None:
        number = f"p{len(rows):03}"
        url = f"https://outlet.example/{number}"
        rows.append({"id": number, "url": url, "published": published, "html": html, "text": text})

    for turn in range(turns):
        for path in sorted((ROOT / "examples").glob("*.html")):
            # Names and numbers are ASCII in every charset.
            page = vary(path.read_bytes().decode("latin-1"), turn).encode("latin-1")
            add(None, in_cp1252(page) if turn == 1 else page, None)
        for path in sorted((ROOT / "examples").glob("*.txt")):
            add(f"2026-03-{10 + turn}", None, vary(path.read_text(encoding="utf-8"), turn))
    add(None, b"<html><body></body></html>", None)
    add(None, b"%PDF-1.7\x00\xff\xfe binary \x00\x01", None)
    add(None, None, None)
    add("2026-02-31", None, "\U0001d518 Kerrin\u0301s minister \u201csaid\u201d on Monday that 자유 was \u202e30 percent\u202c.")
    return rows


SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("url", pa.string()),
        ("published", pa.string()),
        ("html", pa.binary()),
        ("text", pa.string()),
    ]
)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, SCHEMA)


def jsonl(rows: list[dict[str, Any]]) -> str:
    """The same rows for the command."""
    lines = []
    for row in rows:
        document = {key: value for key, value in row.items() if value is not None}
        if "html" in document:
            document["html_base64"] = base64.b64encode(document.pop("html")).decode()
        lines.append(json.dumps(document))
    return "\n".join(lines) + "\n"
