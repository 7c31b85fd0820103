"""News pages into records: who did what to whom, when, where, how many, according to whom, how certain.

Batches in, batches out, one row an article:

>>> import dunlin, pyarrow as pa
>>> pages = pa.table({
...     "id": ["a", "b"],
...     "published": ["2026-03-05", "2026-03-06"],
...     "text": ["Varland accused Orrenia of shelling a border post on Wednesday.", None],
... })
>>> rows = dunlin.code_table(pages, model="fast")
>>> rows.column("id").to_pylist()
['a', 'b']
>>> rows.column("attributions")[0][0]["act"].as_py()
'accuse'
>>> rows.column("error").to_pylist()
[None, 'b: it has no "text", "html" or "page"; give one of them']

The same rows as flat tables:

>>> said = pa.Table.from_batches(dunlin.attributions(rows.to_batches()))
>>> said.select(["article", "source", "cue"]).to_pylist()
[{'article': 'a', 'source': 'Varland', 'cue': 'accused'}]

Single texts as plain dictionaries: see :class:`Coder`. On Spark: ``df.mapInArrow(dunlin.code, dunlin.DDL)``.
"""

from ._coder import Coder, OpenError, PageError
from ._copies import compare, compare_pairs, sketch, sketches
from ._dunlin import __version__
from ._flat import TABLES, amounts, attributions, events, flatten, to_json
from ._stream import code, code_table, documents
from ._schema import (
    DDL,
    DOCUMENTS_DDL,
    DOCUMENTS_SCHEMA,
    PAIRS_DDL,
    PAIRS_SCHEMA,
    SCHEMA,
    SKETCHES_DDL,
    SKETCHES_SCHEMA,
    ddl,
    schema,
)

__all__ = [
    "DDL",
    "DOCUMENTS_DDL",
    "DOCUMENTS_SCHEMA",
    "PAIRS_DDL",
    "PAIRS_SCHEMA",
    "SCHEMA",
    "SKETCHES_DDL",
    "SKETCHES_SCHEMA",
    "TABLES",
    "Coder",
    "OpenError",
    "PageError",
    "__version__",
    "amounts",
    "attributions",
    "code",
    "code_table",
    "compare",
    "compare_pairs",
    "ddl",
    "documents",
    "events",
    "flatten",
    "schema",
    "sketch",
    "sketches",
    "to_json",
]
