"""Coded rows as flat tables, and as the lines of ``dunlin code``."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from . import _dunlin
from ._stream import Batches, each

#: The names of the flat tables, the same as those of ``dunlin code --to parquet``.
TABLES: tuple[str, ...] = tuple(_dunlin.tables())


def flatten(batches: Batches, table: str) -> Iterator[pa.RecordBatch]:
    """One of ``dunlin.TABLES`` of coded rows, which must be whole; ``(article, id)`` joins the tables.

    On Spark: ``coded.mapInArrow(functools.partial(dunlin.flatten, table="places"), dunlin.ddl("places"))``.

    >>> import dunlin
    >>> rows = list(dunlin.code(pa.table({"id": ["a"], "text": ["At least 30 people died."]}), model="fast"))
    >>> [batch] = flatten(rows, "amounts")
    >>> batch.select(["article", "words", "low", "high"]).to_pylist()
    [{'article': 'a', 'words': 'At least 30', 'low': 30.0, 'high': None}]
    >>> list(flatten(rows, "birds"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ValueError: there is no table "birds"; there are articles, blocks, ...
    """
    for batch in each(batches):
        yield _dunlin.flatten(batch, table)


def events(batches: Batches) -> Iterator[pa.RecordBatch]:
    """The events of coded rows, one row an event."""
    return flatten(batches, "events")


def attributions(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Who says what, one row an attribution."""
    return flatten(batches, "attributions")


def amounts(batches: Batches) -> Iterator[pa.RecordBatch]:
    """The amounts of coded rows, one row an amount."""
    return flatten(batches, "amounts")


def to_json(batches: Batches) -> Iterator[str | None]:
    """The line of JSON that ``dunlin code`` writes of each row's document, byte for byte; ``None`` for a row without a
    record. The lines are made from the rows' columns: what went through Parquet or Spark unharmed comes out the same.

    >>> import dunlin
    >>> rows = dunlin.code(pa.table({"id": ["a"], "text": ["Kerrin sent aid."]}), model="fast")
    >>> [line] = to_json(rows)
    >>> line == dunlin.Coder(model="fast").line(id="a", text="Kerrin sent aid.")
    True
    """
    for batch in each(batches):
        yield from _dunlin.lines(batch)
