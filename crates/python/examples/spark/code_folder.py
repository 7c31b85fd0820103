"""Codes a folder of web archives or Parquet files on Spark, and finds the copies among the articles.

    spark-submit crates/python/examples/spark/code_folder.py s3a://crawl/2026/ s3a://coded/2026/ --model fast

INPUT holds Parquet files with the columns that `dunlin.code` reads (`id`, `url`, `published`, `html` or `text`, …), or
files of any kind that `dunlin code` reads: WARC, WACZ, JSONL, feeds, pages, gzipped or not. OUTPUT becomes a folder of
Parquet:

    articles/       one row an article, the whole record nested; a page that could not be read is a row with its `error`
    events/ attributions/ amounts/     the same as flat tables
    sketches/       what of each article's words finds its copies
    copies/         pairs of articles of which one repeats the other: same, edited, partial, with the shares
    stories/        each article's story: the least id among its copies

Every executor needs the wheel (`pip install dunlin`) in its Python.
"""

import argparse
import functools
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

import dunlin

# The ledger's bounds (crates/ledger/src/copies/store.rs): a sample leads to the first articles that had it, two shared
# samples make a pair worth comparing, and an article is compared with those that share most.
ARTICLES_A_SAMPLE = 24
SHARED = 2
COMPARED = 16


def settings(builder: SparkSession.Builder) -> SparkSession.Builder:
    """What Dunlin wants of Spark: one core a task, since `dunlin.code` uses one thread; small batches, since an article
    takes milliseconds and a page may be large."""
    return (
        builder.config("spark.task.cpus", "1")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "256")
        .config("spark.sql.execution.arrow.maxBytesPerBatch", str(16 << 20))
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--model", choices=["accurate", "fast"], default="accurate")
    parser.add_argument("--lexicon", help="a folder laid out like lexicon/, at the same path on every executor")
    parser.add_argument("--published", help="day of publication where neither page nor row says one, YYYY-MM-DD")
    parser.add_argument("--files", action="store_true", help="INPUT holds files of other kinds than Parquet")
    parser.add_argument("--partitions", type=int, help="parts to cut the pages into; a few for every core")
    options = parser.parse_args()
    spark = settings(SparkSession.builder.appName("dunlin")).getOrCreate()
    pages = files(spark, options.input) if options.files else spark.read.parquet(options.input)
    run(pages, options.output, options.model, options.lexicon, options.published, options.partitions)
    spark.stop()


def run(
    pages: DataFrame,
    output: str,
    model: str = "accurate",
    lexicon: str | None = None,
    published: str | None = None,
    partitions: int | None = None,
) -> None:
    """Codes the pages and writes everything; what is written first is read back for the rest, so that no page is coded
    twice."""
    spark = pages.sparkSession
    if partitions:
        pages = pages.repartition(partitions)
    code = functools.partial(dunlin.code, model=model, lexicon=lexicon, published=published)
    pages.mapInArrow(code, dunlin.DDL).write.parquet(f"{output}/articles")
    coded = spark.read.parquet(f"{output}/articles")
    for name in ("events", "attributions", "amounts"):
        flat = functools.partial(dunlin.flatten, table=name)
        coded.mapInArrow(flat, dunlin.ddl(name)).write.parquet(f"{output}/{name}")
    sketches = coded.select("id", "text", "blocks").mapInArrow(dunlin.sketches, dunlin.SKETCHES_DDL)
    sketches.dropDuplicates(["id"]).write.parquet(f"{output}/sketches")
    copies(spark.read.parquet(f"{output}/sketches")).write.parquet(f"{output}/copies")
    ids = spark.read.parquet(f"{output}/sketches").select("id")
    spark.sparkContext.setCheckpointDir(f"{output}/_checkpoints")
    stories(ids, spark.read.parquet(f"{output}/copies")).write.parquet(f"{output}/stories")


def files(spark: SparkSession, folder: str) -> DataFrame:
    """The documents of all files below a folder. Files that every executor sees at the same path are read as streams;
    those of an object store come as bytes, two gigabytes a file at most."""
    found = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(folder)
    if urlsplit(folder).scheme in ("", "file"):
        found = found.select("path")
    else:
        found = found.select("path", "content")
    return found.mapInArrow(read_files, dunlin.DOCUMENTS_DDL)


def read_files(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The documents of the files in rows of `path` and, where they are not on this machine, `content`."""
    for batch in batches:
        for row in batch.to_pylist():
            name = row["path"]
            if "content" in row:
                yield from dunlin.documents(row["content"], name=name)
            else:
                yield from dunlin.documents(unquote(urlsplit(name).path))


def copies(sketches: DataFrame) -> DataFrame:
    """The pairs of articles of which one repeats the other. `first` is the one whose id is less: give ids that sort as
    the articles came, and it had the words first."""
    samples = sketches.select("id", F.explode("samples").alias("sample"))
    in_order = Window.partitionBy("sample").orderBy("id")
    first = (
        samples.withColumn("rank", F.row_number().over(in_order))
        .where(F.col("rank") <= ARTICLES_A_SAMPLE)
        .select(F.col("id").alias("first"), "sample")
    )
    shared = (
        first.join(samples.select(F.col("id").alias("second"), "sample"), "sample")
        .where(F.col("first") < F.col("second"))
        .groupBy("first", "second")
        .agg(F.count("*").alias("shared"))
        .where(F.col("shared") >= SHARED)
    )
    most = Window.partitionBy("second").orderBy(F.desc("shared"), "first")
    words = sketches.select("id", "words")
    pairs = (
        shared.withColumn("rank", F.row_number().over(most))
        .where(F.col("rank") <= COMPARED)
        .join(words.select(F.col("id").alias("first"), F.col("words").alias("first_words")), "first")
        .join(words.select(F.col("id").alias("second"), F.col("words").alias("second_words")), "second")
    )
    return pairs.select("first", "second", "first_words", "second_words").mapInArrow(
        dunlin.compare_pairs, dunlin.PAIRS_DDL
    )


def stories(ids: DataFrame, pairs: DataFrame) -> DataFrame:
    """Each article's story: the least id that copies (same, edited) lead to. Labels go from neighbour to neighbour until
    none changes; a story's copies nearly all stand beside its first article, so that two or three rounds do."""
    joined = pairs.where(F.col("relation") != "partial").select("first", "second")
    edges = joined.union(joined.select(F.col("second"), F.col("first"))).toDF("id", "other").checkpoint()
    labels = ids.select("id", F.col("id").alias("story")).checkpoint()
    while True:
        told = edges.join(labels.select(F.col("id").alias("other"), F.col("story").alias("told")), "other")
        least = told.groupBy("id").agg(F.min("told").alias("told"))
        after = labels.join(least, "id", "left").select(
            "id", F.least("story", F.coalesce("told", "story")).alias("story"), F.col("story").alias("before")
        ).checkpoint()
        if after.where(F.col("story") != F.col("before")).isEmpty():
            return after.select("id", "story")
        labels = after.select("id", "story")


if __name__ == "__main__":
    main()
