"""The layouts of the rows, as Arrow schemas and as Spark's DDL, all from the types of the record."""

import pyarrow as pa

from . import _dunlin


def schema(name: str = "coded") -> pa.Schema:
    """The schema of ``coded`` rows, of ``documents``, ``sketches``, or of a flat table (see ``dunlin.TABLES``).

    >>> schema("amounts").names[:6]
    ['article', 'id', 'words', 'start', 'end', 'low']
    """
    return _dunlin.schema(name)


def ddl(name: str = "coded") -> str:
    """The same as the string that Spark's ``mapInArrow`` takes.

    >>> ddl("forecasts")
    '`article` STRING, `words` STRING, `start` BIGINT, `end` BIGINT, `attribution` STRING, `strength` STRING'
    """
    return _dunlin.ddl(name)


#: The rows that ``dunlin.code`` yields.
SCHEMA: pa.Schema = schema()
#: The same for Spark.
DDL: str = ddl()
#: The rows that ``dunlin.documents`` yields: everything that ``dunlin.code`` looks at.
DOCUMENTS_SCHEMA: pa.Schema = schema("documents")
#: The same for Spark.
DOCUMENTS_DDL: str = ddl("documents")
#: The rows that ``dunlin.sketches`` yields.
SKETCHES_SCHEMA: pa.Schema = schema("sketches")
#: The same for Spark.
SKETCHES_DDL: str = ddl("sketches")
#: The rows that ``dunlin.compare_pairs`` yields.
PAIRS_SCHEMA: pa.Schema = pa.schema(
    [
        ("first", pa.string()),
        ("second", pa.string()),
        ("relation", pa.string()),
        ("of_first", pa.float64()),
        ("of_second", pa.float64()),
    ]
)
#: The same for Spark.
PAIRS_DDL: str = "`first` STRING, `second` STRING, `relation` STRING, `of_first` DOUBLE, `of_second` DOUBLE"
