"""The wheel in one process: the same bytes as the command, whatever the batches, threads and column types."""

import concurrent.futures
import doctest
import gzip
import importlib
import json
import pickle
import pkgutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Expected, command, digest
from pages import ROOT, jsonl, table

import dunlin

FAST = {"model": "fast"}


def test_docstrings() -> None:
    names = [f"dunlin.{module.name}" for module in pkgutil.iter_modules(dunlin.__path__) if module.name != "_dunlin"]
    tried = 0
    for name in ["dunlin", *names]:
        outcome = doctest.testmod(importlib.import_module(name))
        assert outcome.failed == 0, name
        tried += outcome.attempted
    assert tried > 20


def test_every_field_of_the_record_is_a_column() -> None:
    record = json.loads((ROOT / "docs/record.schema.json").read_text())
    assert {*dunlin.SCHEMA.names} == {*record["properties"], "error", "left_out"}
    assert dunlin.SCHEMA.names[0] == "id"

    def check(described: dict[str, Any], column: pa.DataType) -> None:
        """Every field that the JSON Schema describes stands in the column, with its type."""
        described = next((d for d in described.get("anyOf", []) if d.get("type") != "null"), described)
        if "$ref" in described:
            described = record["$defs"][described["$ref"].removeprefix("#/$defs/")]
        kind = described.get("type", "string")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "array" and described.get("maxItems") == 2:
            assert [(f.name, f.type) for f in column] == [("start", pa.int64()), ("end", pa.int64())]
        elif kind == "array":
            check(described["items"], column.value_type)
        elif kind == "object":
            assert {field.name for field in column} == {*described["properties"]}
            for field in column:
                check(described["properties"][field.name], field.type)
        else:
            single = described.get("format") == "float"
            number = pa.float32() if single else pa.float64()
            kinds = {"string": pa.string(), "boolean": pa.bool_(), "integer": pa.int64(), "number": number}
            assert column == kinds[kind]

    for name, described in record["properties"].items():
        check(described, dunlin.SCHEMA.field(name).type)
    assert "`events` ARRAY<STRUCT<`id`: STRING, `according_to`: ARRAY<STRING>, " in dunlin.DDL


@pytest.mark.parametrize(("rows", "threads", "cut"), [(64, 1, 1000), (1, 1, 7), (5, 3, 4)])
def test_lines_are_the_commands(expected: Expected, rows: int, threads: int, cut: int) -> None:
    batches = table(expected.rows).to_batches(max_chunksize=cut)
    coded = list(dunlin.code(batches, rows=rows, threads=threads, **FAST))
    assert all(batch.schema == dunlin.SCHEMA for batch in coded)
    whole = pa.Table.from_batches(coded)
    assert whole.column("id").to_pylist() == [row["id"] for row in expected.rows], "rows keep their order"
    lines = list(dunlin.to_json(coded))
    assert [line for line in lines if line is not None] == expected.lines
    errors = [error for error in whole.column("error").to_pylist() if error is not None]
    assert len(errors) == expected.failed
    assert lines.count(None) == expected.failed


def test_what_parquet_pandas_and_polars_make_of_the_rows(expected: Expected, tmp_path: Path) -> None:
    pl = pytest.importorskip("polars")
    pages = table(expected.rows)
    coded = dunlin.code_table(pl.from_arrow(pages), **FAST)
    assert digest(dunlin.to_json(coded)) == expected.digest, "string views and large lists"
    pq.write_table(coded, tmp_path / "coded.parquet")
    assert digest(dunlin.to_json(pq.read_table(tmp_path / "coded.parquet"))) == expected.digest
    frame = pl.from_arrow(coded)
    assert digest(dunlin.to_json(frame)) == expected.digest
    events = frame.explode("events").select(pl.col("events").struct.field("type")).drop_nulls()
    flat = pa.Table.from_batches(dunlin.events(coded))
    assert events["type"].to_list() == flat.column("type").to_pylist()
    assert flat.num_rows > 20
    pandas = pages.to_pandas()
    assert digest(dunlin.to_json(dunlin.code_table(pa.Table.from_pandas(pandas), **FAST))) == expected.digest
    large = pages.cast(pa.schema([(f.name, pa.large_binary() if f.name == "html" else pa.large_string()) for f in pages.schema]))
    assert digest(dunlin.to_json(dunlin.code_table(large, **FAST))) == expected.digest


def test_flat_tables_are_those_of_the_command(expected: Expected, tmp_path: Path) -> None:
    source = tmp_path / "coded.jsonl"
    source.write_text("\n".join(expected.lines) + "\n")
    subprocess.run([command(), "export", str(source), "--to", "parquet", "-o", str(tmp_path / "tables")], check=True)
    coded = dunlin.code_table(table(expected.rows), **FAST)
    for name in dunlin.TABLES:
        theirs = pq.read_table(tmp_path / "tables" / f"{name}.parquet")
        ours = pa.Table.from_batches(dunlin.flatten(coded, name), dunlin.schema(name))
        assert ours.to_pylist() == theirs.to_pylist(), name


def test_documents_of_a_web_archive(tmp_path: Path) -> None:
    archive = tmp_path / "crawl.warc.gz"
    with gzip.open(archive, "wb") as out:
        for number, path in enumerate(sorted((ROOT / "examples").glob("*.html"))):
            out.write(response(f"https://outlet.example/{number}", "text/html", path.read_bytes()))
        out.write(response("https://outlet.example/logo.png", "image/png", b"\x89PNG\r\n"))
        out.write(response("https://outlet.example/empty", "text/html", b"<p></p>"))
    run = subprocess.run([command(), "code", str(archive), "--model", "fast"], capture_output=True, text=True)
    lines = run.stdout.splitlines()
    assert len(lines) == 8
    by_path = list(dunlin.documents(archive, rows=3))
    assert all(batch.schema == dunlin.DOCUMENTS_SCHEMA for batch in by_path)
    for documents in (by_path, dunlin.documents(archive.read_bytes(), name=str(archive))):
        coded = pa.Table.from_batches(dunlin.code(documents, **FAST))
        assert [line for line in dunlin.to_json(coded) if line] == lines
        told = coded.column("error").to_pylist() + coded.column("left_out").to_pylist()
        for words in (words for words in told if words):
            assert f"dunlin: {words}\n" in run.stderr, "what the command says on standard error is in a row"
        assert sum(words is not None for words in told) == 2


def response(url: str, kind: str, body: bytes) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-09T10:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def test_single_texts(expected: Expected) -> None:
    coder = dunlin.Coder(model="fast")
    by_id = {json.loads(line)["id"]: line for line in expected.lines}
    for row in expected.rows[:6] + expected.rows[-1:]:
        told = {key: value for key, value in row.items() if value is not None}
        assert coder.line(**told) == by_id[row["id"]]
        assert coder.code(**told) == json.loads(by_id[row["id"]])
    assert pickle.loads(pickle.dumps(coder)).made_by == coder.made_by
    assert coder.made_by != dunlin.Coder(model="accurate").made_by


def test_dictionaries_of_ones_own(tmp_path: Path) -> None:
    folder = ROOT / "crates/petrarch/tests/dictionaries"
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "Fredonia openly praised Sylvania.", "published": "1933-05-01"}\n')
    code = [command(), "code", str(tmp_path / "a.jsonl"), "--model", "fast", "--petrarch", str(folder), "--petrarch-alone"]
    run = subprocess.run(code, capture_output=True, text=True, check=True)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        coder = dunlin.Coder("fast", petrarch=folder, petrarch_alone=True)
    assert [f"dunlin: {warning.message}" for warning in said] == [line for line in run.stderr.splitlines() if "odd" in line]
    told = {"id": "a", "text": "Fredonia openly praised Sylvania.", "published": "1933-05-01"}
    assert coder.line(**told) + "\n" == run.stdout
    assert [event["code"] for event in coder.code(**told)["events"]] == ["051"]
    assert pickle.loads(pickle.dumps(coder)).line(**told) == coder.line(**told)


@pytest.mark.parametrize("least", [0.0, 0.75])
def test_the_least_confidence_is_the_commands(expected: Expected, tmp_path: Path, least: float) -> None:
    source = tmp_path / "pages.jsonl"
    source.write_text(jsonl(expected.rows[:9]))
    code = [command(), "code", str(source), "--model", "fast", "--min-confidence", str(least)]
    lines = subprocess.run(code, capture_output=True, text=True, check=True).stdout.splitlines()
    assert list(dunlin.to_json(dunlin.code(table(expected.rows[:9]), min_confidence=least, **FAST))) == lines
    assert lines != expected.lines[:9], "the bound is another than without it"


def test_threads_share_an_engine(expected: Expected) -> None:
    coder = dunlin.Coder(model="fast")
    rows = [row for row in expected.rows if row["text"]]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        lines = list(pool.map(lambda row: coder.line(id=row["id"], url=row["url"], published=row["published"], text=row["text"]), rows))
    assert set(lines) <= set(expected.lines)


def test_faults_name_cause_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match='no column holds the pages: the batch has body, id; name the column "text"'):
        list(dunlin.code(pa.table({"body": ["x"], "id": ["1"]}), **FAST))
    with pytest.raises(ValueError, match="column published is Timestamp.*cast it to a date"):
        list(dunlin.code(pa.table({"text": ["x"], "published": pa.array([0], pa.timestamp("s"))}), **FAST))
    with pytest.raises(TypeError, match="int is no pyarrow.RecordBatch"):
        list(dunlin.code([1], **FAST))
    with pytest.raises(ValueError, match='no model "quick"; there are "accurate" and "fast"'):
        dunlin.Coder(model="quick")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="min_confidence is 2; give a number from 0 to 1"):
        dunlin.Coder(model="fast", min_confidence=2)
    with pytest.raises(dunlin.OpenError, match="nowhere"):
        dunlin.Coder(model="fast", lexicon=tmp_path / "nowhere")
    with pytest.raises(dunlin.PageError, match="a binary|binary|PDF"):
        dunlin.Coder(model="fast").code(page=b"%PDF-1.7\x00")
    with pytest.raises(FileNotFoundError, match="check the name"):
        dunlin.documents(tmp_path / "none.warc")
    with pytest.raises(ValueError, match="lacks .* of the columns"):
        list(dunlin.events(dunlin.code_table(pa.table({"text": ["x"]}), **FAST).select(["id", "events"])))


def test_days_and_numbers_are_taken_from_typed_columns() -> None:
    import datetime

    pages = pa.table({"id": [7], "published": [datetime.date(2026, 3, 5)], "text": ["It sailed on Monday."]})
    [row] = dunlin.code_table(pages, **FAST).to_pylist()
    assert (row["id"], row["published"], row["published_basis"]) == ("7", "2026-03-05", "given")
