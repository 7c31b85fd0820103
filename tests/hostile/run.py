#!/usr/bin/env python3
"""Runs dunlin over the hostile collection and checks what must hold: every input gives a record or a message, none ends the
run, memory stays below the ceiling, and a ledger that the collection was added to is whole.

    python3 tests/hostile/run.py target/release/dunlin             the whole collection, about 2 GB
    python3 tests/hostile/run.py target/release/dunlin --small     a minute's worth of it
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

CEILING = 500  # MB


def run(arguments, limit):
    """Exit status, output, messages, seconds and peak memory in MB of a command."""
    begun = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=said)
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - begun > limit:
                child.kill()
                sys.exit(f"{' '.join(arguments)}: still running after {limit} s")
            time.sleep(0.05)
        out.seek(0), said.seek(0)
        texts = out.read().decode(), said.read().decode()
    return os.waitstatus_to_exitcode(status), *texts, time.monotonic() - begun, usage.ru_maxrss / 1024


def check(fine, message):
    if not fine:
        sys.exit(f"hostile collection: {message}")


def main():
    dunlin, small = sys.argv[1], "--small" in sys.argv
    with tempfile.TemporaryDirectory() as work:
        folder, ledger = os.path.join(work, "hostile"), os.path.join(work, "a.ledger")
        make = os.path.join(os.path.dirname(__file__), "make.py")
        subprocess.run([sys.executable, make, folder, *(["--small"] if small else [])], check=True)
        inputs = sorted(name for name in os.listdir(folder) if not os.path.isdir(os.path.join(folder, name)))
        common = ["--model", "fast", "--quiet"]

        records = os.path.join(work, "records.jsonl")
        status, _, said, seconds, peak = run([dunlin, "code", folder, "-o", records, *common], 3600)
        with open(records) as file:
            coded = [json.loads(line) for line in file]
        print(f"code: {len(inputs)} inputs, {len(coded)} records, {seconds:.0f} s, peak {peak:.0f} MB, exit status {status}")
        check(status == 1, f"some fail and the run goes on, exit status 1 and not {status}:\n{said}")
        check("broke off inside" not in said, f"no stage breaks off:\n{said}")
        check(peak <= CEILING, f"{peak:.0f} MB, more than {CEILING}")

        status, out, told, seconds, peak = run([dunlin, "add", folder, "--ledger", ledger, "--to", "jsonl", *common], 3600)
        lines = [json.loads(line) for line in out.splitlines()]
        print(f"add:  {len(inputs)} inputs, {len(lines)} documents, {seconds:.0f} s, peak {peak:.0f} MB, exit status {status}")
        check(status == 1, f"exit status 1 and not {status}:\n{told}")
        check(peak <= CEILING, f"{peak:.0f} MB, more than {CEILING}")
        kept = [line for line in lines if line["became"] != "failed"]
        check(len(kept) == len(coded), f"{len(kept)} documents kept and {len(coded)} coded")

        # Every input is spoken of: by a record that came of it, or by a message.
        places = "\n".join(line["place"] for line in lines)
        silent = [name for name in inputs if os.path.join(folder, name) not in said + places]
        check(not silent, f"nothing is said of {silent}")
        check(any(line["place"].endswith("good.html") for line in kept), "the good page is kept")

        with sqlite3.connect(ledger) as database:
            check(database.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the ledger is damaged")
            check(not database.execute("PRAGMA foreign_key_check").fetchall(), "the ledger points to what is not there")
        status, _, again, _, _ = run([dunlin, "add", os.path.join(folder, "good.html"), "-L", ledger, *common], 60)
        check(status == 0, f"the ledger takes nothing more:\n{again}")
    print("every input gave a record or a message; the ledger is whole")


if __name__ == "__main__":
    main()
