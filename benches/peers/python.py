"""A peer that is a Python package: `python python.py {trafilatura,quantulum3} FOLDER TURNS`. Prints the processor seconds of the turn that
took least, after one that is not measured, and how much was found: characters of story, amounts."""

import json
import sys
import time
from pathlib import Path


def trafilatura():
    import trafilatura

    return lambda page: len(trafilatura.extract(page) or "")


def quantulum3():
    from quantulum3 import parser

    return lambda text: len(parser.parse(text))


def main() -> None:
    name, folder, turns = sys.argv[1:]
    read = {"trafilatura": trafilatura, "quantulum3": quantulum3}[name]()
    documents = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).iterdir())]
    least, found = float("inf"), 0
    for turn in range(int(turns) + 1):
        start = time.process_time()
        found = sum(map(read, documents))
        if turn:
            least = min(least, time.process_time() - start)
    print(json.dumps({"seconds": least, "found": found}))


main()
