"""The engine: a language model and a lexicon, opened once in a process and shared by its threads."""

from __future__ import annotations

import datetime
import json
import os
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal

import pyarrow as pa

from . import _dunlin
from ._dunlin import OpenError, PageError

Model = Literal["accurate", "fast"]
Path = str | os.PathLike[str]
Day = str | datetime.date

__all__ = ["Coder", "Day", "Model", "OpenError", "PageError", "Path", "told"]


def told(**fields: str | datetime.date | None) -> dict[str, str | None]:
    """What is told about documents, every field named; days become text."""
    names = ("id", "url", "outlet", "title", "published", "byline", "content_type")
    out: dict[str, str | None] = dict.fromkeys(names)
    for name, value in fields.items():
        if isinstance(value, (datetime.date, datetime.datetime)):
            value = value.isoformat()
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} is {type(value).__name__}; give it as text")
        out[name] = value
    return out


@lru_cache(maxsize=4)
def _engine(
    model: str,
    weights: str | None,
    lexicon: str | None,
    petrarch: tuple[str, ...],
    petrarch_alone: bool,
    min_confidence: float | None,
) -> _dunlin.Engine:
    engine = _dunlin.Engine(model, weights, lexicon, petrarch, petrarch_alone, min_confidence)
    if engine.odd_lines() > 0:
        warnings.warn(
            f"{engine.odd_lines()} lines of the dictionaries are odd; dunlin lexicon check names them", stacklevel=4
        )
    return engine


class Coder:
    """Codes single texts and pages into plain dictionaries, laid out as in ``docs/record.schema.json``.

    ``model`` is ``"accurate"`` or ``"fast"``; ``weights`` a weights file of one's own; ``lexicon`` a folder laid out like
    ``lexicon/``; ``petrarch`` PETRARCH or TABARI dictionaries of one's own, to code events with beside the lexicon or alone
    (``docs/dictionaries.md``); ``min_confidence`` the least that an event must have, 0 to 1, where not the command's own bound;
    ``published`` and ``outlet`` hold for what does not say so itself. Coders of the same model and lexicon
    share one engine in a process, which any number of threads may use at once; Python's lock is given back meanwhile.

    >>> coder = Coder(model="fast", published="2026-03-05")
    >>> record = coder.code(text="Varland accused Orrenia of shelling a border post on Wednesday.")
    >>> [a["act"] for a in record["attributions"]], record["times"][0]["value"]
    (['accuse'], '2026-03-04')
    >>> coder.code(html="<p></p>", url="https://outlet.example/1")
    Traceback (most recent call last):
        ...
    dunlin.PageError: https://outlet.example/1: it has no visible text; give a page with an article on it
    """

    def __init__(
        self,
        model: Model = "accurate",
        *,
        weights: Path | None = None,
        lexicon: Path | None = None,
        petrarch: Path | Sequence[Path] = (),
        petrarch_alone: bool = False,
        min_confidence: float | None = None,
        published: Day | None = None,
        outlet: str | None = None,
    ) -> None:
        own = [petrarch] if isinstance(petrarch, (str, os.PathLike)) else petrarch
        self._made = (
            str(model),
            None if weights is None else os.fspath(weights),
            None if lexicon is None else os.fspath(lexicon),
            tuple(os.fspath(path) for path in own),
            bool(petrarch_alone),
            min_confidence,
        )
        self._told = told(published=published, outlet=outlet)
        self._engine = _engine(*self._made)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_open, (*self._made, self._told["published"], self._told["outlet"]))

    @property
    def made_by(self) -> dict[str, str]:
        """Version, weights and lexicon (SHA-256, and what else decides about the bytes), as every record names them.

        >>> sorted(Coder(model="fast").made_by)
        ['dunlin', 'lexicon', 'weights']
        """
        return dict(zip(("dunlin", "weights", "lexicon"), self._engine.made_by()))

    def line(
        self,
        *,
        text: str | None = None,
        html: str | bytes | None = None,
        page: str | bytes | None = None,
        id: str | None = None,
        url: str | None = None,
        outlet: str | None = None,
        title: str | None = None,
        published: Day | None = None,
        byline: str | None = None,
        content_type: str | None = None,
    ) -> str:
        """As :meth:`code`, the line of JSON that ``dunlin code`` writes, byte for byte."""
        own = told(
            id=id, url=url, outlet=outlet, title=title, published=published, byline=byline, content_type=content_type
        )
        given = {name: self._told[name] if value is None else value for name, value in own.items()}
        return self._engine.line(text, html, page, given)

    def code(
        self,
        *,
        text: str | None = None,
        html: str | bytes | None = None,
        page: str | bytes | None = None,
        id: str | None = None,
        url: str | None = None,
        outlet: str | None = None,
        title: str | None = None,
        published: Day | None = None,
        byline: str | None = None,
        content_type: str | None = None,
    ) -> dict[str, Any]:
        """Codes ``text`` (taken as it is), ``html`` (a page of HTML) or ``page`` (the bytes of any page, its kind told
        from its content).

        Raises :class:`PageError` when the page cannot be read.
        """
        line = self.line(
            text=text,
            html=html,
            page=page,
            id=id,
            url=url,
            outlet=outlet,
            title=title,
            published=published,
            byline=byline,
            content_type=content_type,
        )
        record: dict[str, Any] = json.loads(line)
        return record

    def batches(self, batch: pa.RecordBatch, *, rows: int = 64, threads: int = 1) -> Iterator[pa.RecordBatch]:
        """Codes a batch of pages, so many rows at a time; see ``dunlin.code``."""
        if rows < 1:
            raise ValueError(f"rows is {rows}; a batch has at least one")
        if threads < 0:
            raise ValueError(f"threads is {threads}; 0 means as many as there are cores")
        for start in range(0, max(batch.num_rows, 1), rows):
            yield from self._engine.batch(batch.slice(start, rows), self._told, threads)


def _open(
    model: Model,
    weights: str | None,
    lexicon: str | None,
    petrarch: tuple[str, ...],
    petrarch_alone: bool,
    min_confidence: float | None,
    published: str | None,
    outlet: str | None,
) -> Coder:
    return Coder(
        model,
        weights=weights,
        lexicon=lexicon,
        petrarch=petrarch,
        petrarch_alone=petrarch_alone,
        min_confidence=min_confidence,
        published=published,
        outlet=outlet,
    )
