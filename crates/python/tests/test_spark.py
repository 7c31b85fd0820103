"""Spark on a small cluster of two executors: the same records as the command, however the pages are parted, and after an
executor or a Python worker was killed in the middle."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Expected, command, digest
from pages import ROOT, jsonl, table

import dunlin

pyspark = pytest.importorskip("pyspark")


@pytest.fixture(scope="session")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("code_folder", ROOT / "crates/python/examples/spark/code_folder.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # The executors know the script only by its file; its functions travel whole instead.
    import pyspark.cloudpickle as cloudpickle

    sys.modules["code_folder"] = module
    cloudpickle.register_pickle_by_value(module)
    return module


@pytest.fixture(scope="session")
def spark(example: ModuleType) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.executor.memory", "512m").config("spark.driver.host", "127.0.0.1")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.sql.adaptive.enabled", "false")
    session = example.settings(builder).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def pages(expected: Expected, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("spark") / "pages.parquet"
    pq.write_table(table(expected.rows), path)
    return str(path)


def check(coded: str, expected: Expected) -> None:
    rows = pq.read_table(coded)
    assert rows.num_rows == len(expected.rows), "no row lost, none doubled"
    assert digest(dunlin.to_json(rows)) == expected.digest
    assert sum(error is not None for error in rows.column("error").to_pylist()) == expected.failed


@pytest.mark.parametrize(("partitions", "records"), [(1, 1000), (5, 3)])
def test_the_digest_is_the_commands(
    spark: Any, pages: str, expected: Expected, tmp_path: Path, partitions: int, records: int
) -> None:
    def code(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return dunlin.code(batches, model="fast")

    before = spark.conf.get("spark.sql.execution.arrow.maxRecordsPerBatch")
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(records))
    try:
        coded = spark.read.parquet(pages).repartition(partitions).mapInArrow(code, dunlin.DDL)
        coded.write.parquet(str(tmp_path / "coded"))
    finally:
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", before)
    check(str(tmp_path / "coded"), expected)


def killing(victim: Callable[[], int], marker: Path) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """`dunlin.code` that in the first attempt at part 1 kills a process after its first batch."""

    def code(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        task = TaskContext.get()
        assert task is not None
        for batch in dunlin.code(batches, model="fast", rows=2):
            yield batch
            if task.partitionId() == 1 and not marker.exists():
                pid = victim()
                marker.write_text(str(pid))
                os.kill(pid, signal.SIGKILL)

    return code


def worker() -> int:
    return os.getpid()


def executor() -> int:
    """The executor that this Python worker belongs to."""
    pid = os.getpid()
    while pid > 1:
        if b"CoarseGrainedExecutorBackend" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    raise AssertionError("no executor above this process")


@pytest.mark.parametrize("victim", [worker, executor])
def test_a_killed_process_costs_nothing(
    spark: Any, pages: str, expected: Expected, tmp_path: Path, victim: Callable[[], int]
) -> None:
    import pyspark.cloudpickle as cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    marker = tmp_path / "killed"
    coded = spark.read.parquet(pages).repartition(4).mapInArrow(killing(victim, marker), dunlin.DDL)
    coded.write.parquet(str(tmp_path / "coded"))
    assert marker.exists(), "somebody was killed"
    check(str(tmp_path / "coded"), expected)


def test_the_example_codes_files_and_finds_the_ledgers_copies(
    spark: Any, example: ModuleType, expected: Expected, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/pages.jsonl").write_text(jsonl(expected.rows))
    out = tmp_path / "out"
    example.run(example.files(spark, str(tmp_path / "in")), str(out), model="fast", partitions=3)
    check(str(out / "articles"), expected)
    for name in ("events", "attributions", "amounts"):
        flat = dunlin.flatten(pq.read_table(out / "articles"), name)
        ours = sorted(map(json.dumps, pa.Table.from_batches(flat).to_pylist()))
        assert sorted(map(json.dumps, pq.read_table(out / name).to_pylist())) == ours
    inlined = spark.read.parquet(str(out / "articles")).selectExpr("id", "inline(events)").groupBy("type").count()
    flat = spark.read.parquet(str(out / "events")).groupBy("type").count()
    assert sorted(inlined.collect(), key=str) == sorted(flat.collect(), key=str), "nested and flat hold the same"

    ledger = str(tmp_path / "test.ledger")
    add = [command(), "add", str(tmp_path / "in/pages.jsonl"), "--ledger", ledger, "--model", "fast"]
    subprocess.run(add, capture_output=True)
    asked = [command(), "copies", "--ledger", ledger, "--to", "json", "--limit", "1000"]
    found = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    ids = [json.loads(line)["id"] for line in expected.lines]
    theirs = {(*sorted((ids[p["copy"] - 1], ids[p["of"] - 1])), p["relation"]) for p in found}
    ours = {(p["first"], p["second"], p["relation"]) for p in pq.read_table(out / "copies").to_pylist()}
    assert ours == theirs
    assert len(ours) > 10
    stories = {row["id"]: row["story"] for row in pq.read_table(out / "stories").to_pylist()}
    assert len(stories) == len(ids)
    for first, second, relation in ours:
        assert relation == "partial" or stories[first] == stories[second]
