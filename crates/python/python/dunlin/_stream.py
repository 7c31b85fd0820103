"""Streams of batches: pages in, coded rows out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import pyarrow as pa

from . import _dunlin
from ._coder import Coder, Day, Model, Path, told
from ._schema import SCHEMA

Batches: TypeAlias = Iterable[pa.RecordBatch] | pa.RecordBatch | pa.Table


def each(batches: Any) -> Iterator[pa.RecordBatch]:
    """Record batches of whatever holds some: an iterator of them, one, a table, a data frame of Polars."""
    if isinstance(batches, pa.RecordBatch):
        yield batches
    elif isinstance(batches, pa.Table):
        yield from batches.to_batches()
    elif hasattr(batches, "__arrow_c_stream__"):
        yield from pa.RecordBatchReader.from_stream(batches)
    elif isinstance(batches, Iterable):
        for batch in batches:
            if isinstance(batch, pa.RecordBatch):
                yield batch
            elif isinstance(batch, pa.Table):
                yield from batch.to_batches()
            else:
                raise TypeError(f"{type(batch).__name__} is no pyarrow.RecordBatch; pandas: pyarrow.RecordBatch.from_pandas")
    else:
        raise TypeError(f"{type(batches).__name__} gives no batches; give an iterator of pyarrow.RecordBatch or a table")


def code(
    batches: Batches,
    *,
    model: Model = "accurate",
    weights: Path | None = None,
    lexicon: Path | None = None,
    petrarch: Path | Sequence[Path] = (),
    petrarch_alone: bool = False,
    min_confidence: float | None = None,
    published: Day | None = None,
    outlet: str | None = None,
    rows: int = 64,
    threads: int = 1,
) -> Iterator[pa.RecordBatch]:
    """Codes batches of pages; yields batches of ``dunlin.SCHEMA``, one row for each row, in order.

    The columns are found by their names. One of these holds the page:

    - ``text``: a text, taken as it is;
    - ``html``: a page of HTML, as text or as bytes in any charset;
    - ``page``: the bytes of any page, its kind told from its content.

    ``id``, ``url``, ``outlet``, ``title``, ``published`` (a day, or text), ``byline`` and ``content_type`` are used
    where they are; other columns are not read: join on ``id``. A page that cannot be read is a row whose ``error`` says
    why. The rows are the same whatever the batches, and the same as the records of ``dunlin code``.

    At most ``rows`` rows are coded before they are handed on. ``threads`` is for programs of one process; 0 means as
    many as there are cores. On Spark and Ray leave it at 1: they run a process a core. The other options are those of
    :class:`dunlin.Coder`.

    >>> page = pa.record_batch({"html": [b"<h1>Ferry sails again</h1><p>The harbour master said so on Monday.</p>"]})
    >>> [batch] = code([page], model="fast", published="2026-03-05")
    >>> batch.column("headline")[0].as_py(), batch.column("times")[0][0]["value"].as_py()
    ('Ferry sails again', '2026-03-02')
    """
    coder = Coder(
        model,
        weights=weights,
        lexicon=lexicon,
        petrarch=petrarch,
        petrarch_alone=petrarch_alone,
        min_confidence=min_confidence,
        published=published,
        outlet=outlet,
    )
    for batch in each(batches):
        if batch.num_rows > 0:
            yield from coder.batches(batch, rows=rows, threads=threads)


def code_table(pages: Any, **options: Any) -> pa.Table:
    """As :func:`code`, whole tables: for Ray's ``map_batches(dunlin.code_table, batch_format="pyarrow")``, for pandas
    (``pyarrow.Table.from_pandas``) and Polars (a data frame goes in as it is).

    >>> pages = pa.table({"text": ["The ministry denied the report."]})
    >>> code_table(pages, model="fast").column("attributions")[0][0]["form"].as_py()
    'indirect'
    """
    return pa.Table.from_batches(code(pages, **options), SCHEMA)


def documents(
    source: Path | bytes,
    *,
    name: str | None = None,
    published: Day | None = None,
    outlet: str | None = None,
    rows: int = 256,
) -> Iterator[pa.RecordBatch]:
    """The documents of a file, or of the bytes of one, as rows for :func:`code`: web archives (WARC, WACZ), feeds, JSONL,
    agencies' formats, mail, zips, gzip and Zstandard around them, single pages.

    The file is read as a stream. A document that cannot be read is a row whose ``error`` says why, and what an archive
    holds beside articles is counted in a row's ``left_out``; both go through ``code``. ``name`` is what messages call bytes.

    >>> lines = b'{"id": "1", "text": "Kerrin sent aid."}\\n{"id": "2"}\\n'
    >>> [batch] = documents(lines, name="wire.jsonl")
    >>> batch.column("place").to_pylist(), batch.column("text").to_pylist()
    (['wire.jsonl, line 1', 'wire.jsonl, line 2'], ['Kerrin sent aid.', None])
    """
    given = told(published=published, outlet=outlet)
    if isinstance(source, (bytes, bytearray, memoryview)):
        return iter(_dunlin.Documents(None, bytes(source), name or "the bytes", given, rows))
    path = os.fspath(source)
    return iter(_dunlin.Documents(path, None, str(path), given, rows))
