"""Ray on one node: the same records as the command, in any blocks, and after a worker was killed in the middle."""

import importlib.util
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Expected, digest
from pages import ROOT, table

import dunlin

ray = pytest.importorskip("ray")


@pytest.fixture(scope="module")
def node() -> Iterator[None]:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100 << 20)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


def check(coded: Any, expected: Expected, folder: Path) -> None:
    coded.write_parquet(str(folder))
    rows = pq.read_table(folder)
    assert rows.num_rows == len(expected.rows)
    assert digest(dunlin.to_json(rows)) == expected.digest


def test_the_digest_is_the_commands(node: None, expected: Expected, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("ray_code_folder", ROOT / "crates/python/examples/ray/code_folder.py")
    assert spec and spec.loader
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    pq.write_table(table(expected.rows), tmp_path / "pages.parquet")
    for blocks, size in [(1, 256), (6, 2)]:
        pages = ray.data.read_parquet(str(tmp_path / "pages.parquet")).repartition(blocks)
        check(example.code(pages, batch_size=size, model="fast"), expected, tmp_path / f"coded-{blocks}")


def test_a_killed_worker_costs_nothing(node: None, expected: Expected, tmp_path: Path) -> None:
    marker = tmp_path / "killed"

    def code(pages: pa.Table) -> pa.Table:
        coded = dunlin.code_table(pages, model="fast")
        if not marker.exists() and "p010" in pages.column("id").to_pylist():
            marker.write_text("")
            os.kill(os.getpid(), signal.SIGKILL)
        return coded

    pages = ray.data.from_arrow(table(expected.rows)).repartition(5)
    check(pages.map_batches(code, batch_format="pyarrow", batch_size=4), expected, tmp_path / "coded")
    assert marker.exists(), "somebody was killed"
