"""Copies: the ledger's sketches, for joins on Spark and elsewhere.

Articles that share two samples or more are worth comparing; comparing them word by word gives the relation. Both are the
ledger's own, so that what is found on a cluster is what the ledger would find.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import pyarrow as pa

from . import _dunlin
from ._schema import PAIRS_SCHEMA
from ._stream import Batches, each


class Sketch(TypedDict):
    """What of a text's words is kept to find its copies."""

    samples: list[int]
    words: bytes


class Likeness(TypedDict):
    """How alike two articles are: ``same``, ``edited`` or ``partial``, and the shares of each one's words in the other."""

    relation: str
    of_first: float
    of_second: float


def sketch(text: str) -> Sketch:
    """The sketch of a text of plain paragraphs: sampled runs of four words (MinHash under a threshold that depends on the
    length), and two bytes a word for :func:`compare`.

    >>> one, two = sketch("“We sail,” the harbour master said."), sketch('"We sail," the harbour master said.')
    >>> one == two, len(one["words"])
    (True, 12)
    """
    samples, words = _dunlin.sketch(text)
    return {"samples": samples, "words": bytes(words)}


def sketches(batches: Batches) -> Iterator[pa.RecordBatch]:
    """The sketches of coded rows (their ``id``, ``text`` and ``blocks``): batches of ``dunlin.SKETCHES_SCHEMA``."""
    for batch in each(batches):
        yield _dunlin.sketches(batch)


def compare(first: bytes, second: bytes) -> Likeness | None:
    """How alike two articles are, by the ``words`` of their sketches; ``None`` when neither repeats the other.

    >>> words = " ".join(f"gull {n} flew over rock {n * n}" for n in range(40))
    >>> compare(sketch(words)["words"], sketch(words + " and back")["words"])["relation"]
    'edited'
    """
    found = _dunlin.compare(first, second)
    if found is None:
        return None
    relation, of_first, of_second = found
    return {"relation": relation, "of_first": of_first, "of_second": of_second}


def compare_pairs(batches: Batches) -> Iterator[pa.RecordBatch]:
    """Compares pairs of articles (``first``, ``second``, ``first_words``, ``second_words``); yields those of which one
    repeats the other, in batches of ``dunlin.PAIRS_SCHEMA``."""
    names = ("first", "second", "first_words", "second_words")
    for batch in each(batches):
        columns = [batch.column(name) for name in names]
        found = []
        for first, second, first_words, second_words in zip(*columns):
            likeness = compare(first_words.as_py(), second_words.as_py())
            if likeness is not None:
                found.append({"first": first.as_py(), "second": second.as_py(), **likeness})
        yield pa.RecordBatch.from_pylist(found, PAIRS_SCHEMA)
