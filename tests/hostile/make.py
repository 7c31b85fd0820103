#!/usr/bin/env python3
"""Makes a collection of inputs that are out to do harm, one file each, and a good page beside them.

    python3 tests/hostile/make.py FOLDER

Every file gives its record or its message, none ends the run, and memory stays below 500 MB: tests/hostile/run.py makes the
collection, runs dunlin over it and checks that. The files are made and not kept, since some are long: about 2 GB in all.
`--small` makes the long ones a hundredth as long.
"""

import base64
import bz2
import gzip
import io
import json
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
    yield "charset-two.html", b"<meta charset=euc-kr><meta charset=utf-8><p>" + "배가 떠났다. A ship ran aground.".encode("euc-kr")
    yield "escapes.txt", b"A ship ran aground.\x1b$B\x1b(B\x1b$B\x0e\x0f\x1b[31m It was empty.\x1b$B"
    yield "utf16-odd.html", PAGE.decode().encode("utf-16-le")[:-1]
    # Length.
    yield "line-long.jsonl", b'{"text": "' + b"x" * long + b'"}\n{"text": "A ship ran aground off Kerrin."}\n'
    yield "line-long.txt", b"A ship ran aground. " + b"x" * long
    yield "array-long.json", b'[{"text": "' + b"x" * long + b'"}, {"text": "A ship ran aground off Kerrin."}]'
    for kind, start in {
        "html": b"<html><p>", "eml": b"From: a@kerrin.example\nDate: Mon, 2 Mar 2026 08:00:00 +0000\nSubject: x\n\n",
        "rss": b"<rss><channel><item><description>", "nitf.xml": b"<nitf><body><body.content><p>",
        "ninjs.json": b'{"uri": "urn:kerrin:1", "type": "text", "body_text": "',
    }.items():
        yield f"line-long.{kind}", start + b"x" * long
    # As much as is read, again and again: what is held at a time must not grow with what follows.
    story = "<p>" + "A ship ran aground. <i>It was empty.</i> " * 5000
    pages = min(long, 15 << 20) // len(story) * story
    yield "pages-long.jsonl", b"".join(json.dumps({"id": n, "html": pages}).encode() + b"\n" for n in range(12))
    yield "tags-long.jsonl", b"".join(json.dumps({"id": n, "html": "<b></b>" * (min(long, 15 << 20) // 7) + "<p>A ship ran aground."}).encode() + b"\n" for n in range(6))
    yield "base64-long.jsonl", b'{"html_base64": "' + base64.b64encode(b"<p>" + b"x" * (min(long, 11 << 20))) + b'"}'
    words = "A ship ran aground off Kerrin on Monday, the harbour office said. " * (min(long, 260_000) // 66)
    yield "words-lines.jsonl", b"".join(json.dumps({"id": n, "text": words}).encode() + b"\n" for n in range(4))
    yield "word-long.txt", b"A ship ran aground. " + b"x" * min(long, 260_000)
    yield "sentence-long.txt", b"A ship and a tug " + b"and a ferry " * (min(long, 260_000) // 12) + b"ran aground."
    yield "numbers.txt", b"It cost " + b"1,234 million " * (min(long, 260_000) // 14)
    yield "dates-many.txt", b"On " + b"Monday, March 2, 2026, at 10:15 p.m. or " * (min(long, 260_000) // 42)
    yield "quotes.txt", b'He said: "' + b'"Yes," he said. "No." ' * (min(long, 260_000) // 22)
    yield "words-many.txt", b"A ship ran aground. " * min(13_000, long // 20)
    yield "words-over.txt", b"A ship ran aground. " * 14_000
    yield "words-more.txt", b"A ship ran aground. " * min(800_000, long)
    # Nesting and number.
    yield "deep.html", b"<div>" * 200_000 + b"A ship ran aground.</div>"
    yield "tags-million.html", b"<p>A ship ran aground off Kerrin.</p>" + b"<b></b>" * 1_000_000
    yield "attributes.html", b"<p " + b" ".join(b"a%d=x" % n for n in range(100_000)) + b">A ship ran aground.</p>"
    yield "deep.json", b'{"text": ' + b"[" * 200_000
    yield "deep-closed.json", b'{"id": "d", "text": "A ship ran aground.", "own": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    yield "deep.rss", b"<rss><channel><item><description><p>A ship ran aground.</p>" + b"<x>" * 200_000
    yield "deep-quotes.html", b"<blockquote><table><tr><td>" * 50_000 + b"A ship ran aground.</td></tr></table></blockquote>"
    yield "formatting.html", b"<p><b><i><a href=x><font>" * 20_000 + b"A ship ran aground.</p>"
    part = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
    yield "deep.eml", b"From: a@kerrin.example\nDate: Mon, 2 Mar 2026 08:00:00 +0000\nSubject: x\nMIME-Version: 1.0\n" + b"".join(
        part % (n, n) for n in range(20_000)) + b"Content-Type: text/plain\n\nA ship ran aground."
    yield "items-many.rss", b"<rss><channel><title>K</title>" + b"<item><title>x</title></item>" * 100_000 + b"</channel></rss>"
    yield "lines-empty.jsonl", b"\n" * 1_000_000 + b'{"text": "A ship ran aground off Kerrin."}'
    yield "deep.nitf.xml", b"<nitf><body><body.content>" + b"<block>" * 200_000 + b"<p>A ship ran aground.</p>"
    # Signs.
    yield "right-to-left.txt", "A ship \u202eran aground\u202c off Ker\u200brin\u2066, the har\u00adbour office said.\u2069".encode()
    yield "zero-width.txt", "A ship".encode() + "\u200b\u200d\ufeff\u2060".encode() * 50_000 + b" ran aground."
    yield "marks.txt", b"A ship ran a" + "\u0301\u0300".encode() * 100_000 + b"ground off Kerrin."
    yield "surrogate.jsonl", b'{"text": "A ship \\ud83d ran aground."}\n{"text": "A ship \\ud83d\\ude00 ran aground."}\n'
    yield "ids.jsonl", b'{"id": 1e999, "text": "a"}\n{"id": {}, "text": "b"}\n{"id": "../../x\\u0000", "text": "A ship ran aground."}\n'
    yield "nuls.txt", b"A ship ran aground\x00 off Kerrin.\x00\x00 It was empty."
    yield "zeros.bin", bytes(1 << 20)
    # Values.
    yield "dates.txt", b"It happened on January 5, 0000, and on March 3, 99999, and on 32 May 2026, and at 25:61."
    yield "dates.html", b'<meta property="article:published_time" content="99999-13-45T25:61:61Z"><time datetime="0000-00-00">x</time><p>A ship ran aground.'
    yield "dates.jsonl", b'{"text": "It sank yesterday.", "published": "0000-00-00"}\n{"text": "It sank yesterday.", "published": "99999-01-01"}\n{"text": "It sank yesterday and next year.", "published": "9999-12-31"}\n{"text": "It sank last century.", "published": "0001-01-01"}\n'
    yield "digits.txt", b"The ship cost $" + b"9" * 1000 + b" and carried " + b"1," * 500 + b"1 sheep."
    # Packed.
    packed = gzip.compress(PAGE)
    yield "cut.html.gz", packed[:-12]
    yield "crc.html.gz", packed[:-6] + bytes([packed[-6] ^ 255]) + packed[-5:]
    yield "head-only.html.gz", packed[:10]
    yield "flags.html.gz", packed[:3] + b"\xff" + packed[4:]
    yield "bomb.gz", gzip.compress(b"x" * long)
    yield "bomb.jsonl.gz", gzip.compress(b'{"text": "A ship ran aground."}\n{"text": "' + b"x" * long)
    yield "nested.gz", gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(PAGE)))))))
    yield "other.bz2", bz2.compress(PAGE)
    # Archives.
    yield "lengths.warc", page("a") + warc("https://kerrin.example/b", PAGE, length=40) + page("c") + warc(
        "https://kerrin.example/d", PAGE, length=4000) + page("e") + warc("https://kerrin.example/f", PAGE, length=10**15)
    yield "lengths-odd.warc", b"".join(page("a").replace(b"Content-Length: ", b"Content-Length: " + odd) for odd in (b"-", b"99999999999999999999", b"x")) + page("b")
    yield "head-long.warc", b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"x" * (1 << 20) + b"\r\n\r\n" + page("a")
    yield "chunks.warc", warc("https://kerrin.example/a", b"ffffffffffffffff\r\n" + PAGE, "text/html\r\nTransfer-Encoding: chunked") + page("b")
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
    yield "laughs.newsml.xml", entities("newsItem", "<newsItem guid='k'><contentSet><inlineXML><nitf><body><body.content><p>A ship ran aground. &e11;&f;</p></body.content></body></nitf></inlineXML></contentSet></newsItem>")
    yield "laughs.html", entities("html", "<html><body><p>A ship ran aground. &e11;&f;</p></body></html>")
    yield "laughs.opml", entities("opml", "<opml><body><outline text='&e11;'/></body></opml>")


def main():
    folder = sys.argv[1]
    long = (200 << 20) // (100 if "--small" in sys.argv else 1)
    os.makedirs(folder, exist_ok=True)
    for name, content in collection(long):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    # What is no file of pages at all: an empty one, a folder with a page's name, circles of links, a pipe nobody writes to.
    open(os.path.join(folder, "empty.html"), "wb").close()
    os.makedirs(os.path.join(folder, "folder.html"), exist_ok=True)
    for name, target in {"circle": ".", "nowhere.html": "no-such-page.html", "itself.html": "itself.html"}.items():
        if not os.path.lexists(os.path.join(folder, name)):
            os.symlink(target, os.path.join(folder, name))
    if not os.path.lexists(os.path.join(folder, "pipe.html")):
        os.mkfifo(os.path.join(folder, "pipe.html"))


if __name__ == "__main__":
    main()
