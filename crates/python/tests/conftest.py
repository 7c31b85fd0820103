"""What the tests compare with: the records that the command writes of the same pages."""

import hashlib
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pages
import pytest


def command() -> str:
    """The `dunlin` to compare with: DUNLIN, or the release build."""
    path = os.environ.get("DUNLIN") or str(pages.ROOT / "target/release/dunlin")
    if not Path(path).exists():
        pytest.fail(f"{path} is missing: cargo build --release, or name the command in DUNLIN")
    return path


def digest(lines: Iterable[str | None]) -> str:
    """One hash over all records in the order of their lines, so that it does not matter in which order they came."""
    return hashlib.sha256("\n".join(sorted(line for line in lines if line is not None)).encode()).hexdigest()


@dataclass
class Expected:
    """The command's output for the pages."""

    rows: list[dict[str, Any]]
    lines: list[str]
    digest: str
    failed: int


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Expected:
    rows = pages.pages()
    path = tmp_path_factory.mktemp("pages") / "pages.jsonl"
    path.write_text(pages.jsonl(rows))
    run = subprocess.run([command(), "code", str(path), "--model", "fast"], capture_output=True, text=True)
    lines = run.stdout.splitlines()
    failed = len(rows) - len(lines)
    assert run.returncode == 1 and failed == 3, run.stderr
    return Expected(rows, lines, digest(lines), failed)
