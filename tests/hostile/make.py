#!/usr/bin/env python3
"""Makes a collection of inputs that are out to do harm, one file each, and a good page beside them.

    python3 tests/hostile/make.py /tmp/hostile
    /usr/bin/time -v dunlin code --model fast /tmp/hostile -o /dev/null

Every file gives its record or its message, none ends the run, and memory stays below 500 MB. The files are made and not
kept, since some are long: about 700 MB in all. `--small` makes the long ones a hundredth as long.
"""

import bz2
import gzip
import io
import os
import sys
import zipfile

PAGE = b"<html><body><p>A ship ran aground off Kerrin on Monday, the harbour office said. It was empty.</p></body></html>"


def warc(uri, body, kind="text/html", length=None, status="200 OK"):
    block = b"HTTP/1.1 %s\r\nContent-Type: %s\r\n\r\n" % (status.encode(), kind.encode()) + body
    length = len(block) if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {uri}\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def page(name):
    return warc(f"https://kerrin.example/{name}", PAGE)


def entities(root, inside):
    chain = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return (
        f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY e0 "ha">{chain}<!ENTITY f SYSTEM "file:///etc/passwd">]>{inside}'
    ).encode()


def collection(long):
    """Name and bytes of each input; `long` is how many bytes a long one has."""
    yield "good.html", PAGE
    # Charsets: broken, mixed, declared wrongly.
    yield "charset-broken.html", b"<meta charset=utf-8><p>" + bytes(range(128, 256)) * 20 + b" said a ship ran aground.</p>"
    yield "charset-mixed.html", "<meta charset=utf-8><p>Café: a ship ran aground.</p>".encode() + "<p>Café again.</p>".encode("latin-1")
    yield "charset-unknown.html", b"<meta charset=klingon><p>A ship ran aground off Kerrin.</p>"
    yield "utf16-odd.html", PAGE.decode().encode("utf-16-le")[:-1]
    # Length.
    yield "line-long.jsonl", b'{"text": "' + b"x" * long + b'"}\n{"text": "A ship ran aground off Kerrin."}\n'
    yield "line-long.txt", b"A ship ran aground. " + b"x" * long
    yield "array-long.json", b'[{"text": "' + b"x" * long + b'"}, {"text": "A ship ran aground off Kerrin."}]'
    yield "words-many.txt", b"A ship ran aground. " * 26_000
    yield "words-more.txt", b"A ship ran aground. " * 800_000
    # Nesting and number.
    yield "deep.html", b"<div>" * 200_000 + b"A ship ran aground.</div>"
    yield "tags-million.html", b"<p>A ship ran aground off Kerrin.</p>" + b"<b></b>" * 1_000_000
    yield "attributes.html", b"<p " + b" ".join(b"a%d=x" % n for n in range(100_000)) + b">A ship ran aground.</p>"
    yield "deep.json", b'{"text": ' + b"[" * 200_000
    yield "deep.nitf.xml", b"<nitf><body><body.content>" + b"<block>" * 200_000 + b"<p>A ship ran aground.</p>"
    # Signs.
    yield "right-to-left.txt", "A ship \u202eran aground\u202c off Ker\u200brin\u2066, the har\u00adbour office said.\u2069".encode()
    yield "nuls.txt", b"A ship ran aground\x00 off Kerrin.\x00\x00 It was empty."
    yield "zeros.bin", bytes(1 << 20)
    # Values.
    yield "dates.txt", b"It happened on January 5, 0000, and on March 3, 99999, and on 32 May 2026, and at 25:61."
    yield "digits.txt", b"The ship cost $" + b"9" * 1000 + b" and carried " + b"1," * 500 + b"1 sheep."
    # Packed.
    packed = gzip.compress(PAGE)
    yield "cut.html.gz", packed[:-12]
    yield "crc.html.gz", packed[:-6] + bytes([packed[-6] ^ 255]) + packed[-5:]
    yield "bomb.gz", gzip.compress(b"x" * long)
    yield "bomb.jsonl.gz", gzip.compress(b'{"text": "A ship ran aground."}\n{"text": "' + b"x" * long)
    yield "nested.gz", gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(PAGE)))))))
    yield "other.bz2", bz2.compress(PAGE)
    # Archives.
    yield "lengths.warc", page("a") + warc("https://kerrin.example/b", PAGE, length=40) + page("c") + warc(
        "https://kerrin.example/d", PAGE, length=4000) + page("e") + warc("https://kerrin.example/f", PAGE, length=10**15)
    yield "member-cut.warc.gz", gzip.compress(page("a")) + gzip.compress(page("b"))[:90] + gzip.compress(page("c"))
    yield "record-long.warc", warc("https://kerrin.example/film", b"x" * long, "video/mp4") + warc(
        "https://kerrin.example/long", b"x" * long) + page("a")
    yield "body-bomb.warc", warc("https://kerrin.example/a", gzip.compress(b"x" * long), "text/html\r\nContent-Encoding: gzip") + page("b")
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "A ship ran aground off Kerrin.")
        archive.writestr("../../outside.txt", "A ship ran aground off Kerrin.")
        archive.writestr("bomb.txt", b"x" * long)
    yield "bomb.zip", zipped.getvalue()
    yield "cut.zip", zipped.getvalue()[:-30]
    # Markup that grows.
    item = "<channel><title>K</title><item><description>&e11;&f;</description></item></channel>"
    yield "laughs.rss", entities("rss", f"<rss>{item}</rss>")
    yield "laughs.nitf.xml", entities("nitf", "<nitf><body><body.content><p>A ship ran aground. &e11;&f;</p></body.content></body></nitf>")
    yield "laughs.opml", entities("opml", "<opml><body><outline text='&e11;'/></body></opml>")


def main():
    folder = sys.argv[1]
    long = (200 << 20) // (100 if "--small" in sys.argv else 1)
    os.makedirs(folder, exist_ok=True)
    for name, content in collection(long):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)


if __name__ == "__main__":
    main()
