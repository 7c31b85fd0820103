"""Articles a second of one core, by the wheel and by the command, on the same pages.

    python crates/python/benches/throughput.py --model fast --turns 40
    python crates/python/benches/throughput.py --model accurate --jsonl articles.jsonl

The pages are the example pages varied (`tests/pages.py`), or documents of one's own. Times are processor seconds, which
other work on the machine disturbs least; opening the model is measured apart and taken off.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import pages
import pyarrow as pa
import pyarrow.parquet as pq

import dunlin


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def command(path: Path, model: str, out: Path) -> float:
    """Processor seconds of `dunlin code` on one thread."""
    program = os.environ.get("DUNLIN") or str(pages.ROOT / "target/release/dunlin")
    before = children()
    subprocess.run([program, "code", str(path), "--model", model, "--threads", "1", "--quiet", "-o", str(out)], stderr=subprocess.DEVNULL)
    return children() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=["accurate", "fast"], default="fast")
    parser.add_argument("--turns", type=int, default=20, help="how often the example pages are varied")
    parser.add_argument("--jsonl", type=Path, help="documents of one's own with `text`, instead of the example pages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        jsonl, one, out = (Path(folder) / name for name in ("pages.jsonl", "one.jsonl", "out.jsonl"))
        if options.jsonl:
            rows = [json.loads(line) for line in options.jsonl.read_text().splitlines()]
            table = pa.Table.from_pylist([{key: row.get(key) for key in ("id", "url", "published", "text")} for row in rows])
            jsonl.write_text("".join(json.dumps(row) + "\n" for row in table.to_pylist()))
        else:
            rows = pages.pages(options.turns)[:-4]
            table = pages.table(rows)
            jsonl.write_text(pages.jsonl(rows))
        one.write_text(jsonl.read_text().splitlines()[0] + "\n")
        opening = command(one, options.model, out)
        theirs = command(jsonl, options.model, out) - opening
        lines = out.read_text().splitlines()

        list(dunlin.code(table.slice(0, 1), model=options.model))
        before = time.process_time()
        coded = pa.Table.from_batches(dunlin.code(table, model=options.model))
        ours = time.process_time() - before
        assert [line for line in dunlin.to_json(coded) if line] == lines, "the same records"

        before = time.process_time()
        flat = sum(batch.num_rows for batch in dunlin.events(coded))
        flattening = time.process_time() - before
        before = time.process_time()
        list(dunlin.sketches(coded))
        sketching = time.process_time() - before
        pq.write_table(coded, Path(folder) / "coded.parquet", compression="zstd")
        size = (Path(folder) / "coded.parquet").stat().st_size
    words = sum(len((text or "").split()) for text in coded.column("text").to_pylist())
    made = len(lines)
    print(f"model {options.model}: {made} articles, {words} words, {words / made:.0f} a article")
    print(f"command  {theirs:7.2f} CPU-s  {made / theirs:7.1f} articles/s  {words / theirs:8.0f} words/s")
    print(f"wheel    {ours:7.2f} CPU-s  {made / ours:7.1f} articles/s  {words / ours:8.0f} words/s  ({ours / theirs - 1:+.1%})")
    print(f"opening the command's model {opening:.2f} CPU-s")
    print(f"events as a flat table {flattening / made * 1000:.2f} ms an article ({flat} rows); sketch {sketching / made * 1000:.2f} ms")
    print(f"an article takes {sum(map(len, lines)) / made:.0f} bytes as JSON, {size / made:.0f} in Parquet (zstd)")
    print(f"most memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
