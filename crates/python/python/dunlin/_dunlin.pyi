from collections.abc import Iterator, Sequence
from typing import final

import pyarrow as pa

__all__ = [
    "__version__",
    "PageError",
    "OpenError",
    "Engine",
    "Documents",
    "schema",
    "ddl",
    "tables",
    "flatten",
    "lines",
    "sketch",
    "sketches",
    "compare",
]

__version__: str

class PageError(ValueError): ...
class OpenError(Exception): ...

@final
class Engine:
    def __new__(
        cls,
        model: str,
        weights: str | None = None,
        lexicon: str | None = None,
        petrarch: Sequence[str] = ...,
        petrarch_alone: bool = False,
        min_confidence: float | None = None,
    ) -> Engine: ...
    def odd_lines(self) -> int: ...
    def made_by(self) -> tuple[str, str, str]: ...
    def batch(self, batch: pa.RecordBatch, given: dict[str, str | None], threads: int) -> list[pa.RecordBatch]: ...
    def line(
        self,
        text: str | None,
        html: str | bytes | None,
        page: str | bytes | None,
        given: dict[str, str | None],
    ) -> str: ...

@final
class Documents:
    def __new__(
        cls,
        path: str | None,
        content: bytes | None,
        name: str,
        given: dict[str, str | None],
        rows: int,
    ) -> Documents: ...
    def __iter__(self) -> Iterator[pa.RecordBatch]: ...
    def __next__(self) -> pa.RecordBatch: ...

def schema(name: str) -> pa.Schema: ...
def ddl(name: str) -> str: ...
def tables() -> list[str]: ...
def flatten(batch: pa.RecordBatch, table: str) -> pa.RecordBatch: ...
def lines(batch: pa.RecordBatch) -> list[str | None]: ...
def sketch(text: str) -> tuple[list[int], bytes]: ...
def sketches(batch: pa.RecordBatch) -> pa.RecordBatch: ...
def compare(first: bytes, second: bytes) -> tuple[str, float, float] | None: ...
