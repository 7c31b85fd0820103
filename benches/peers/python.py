"""A peer that is a Python package: `python python.py {trafilatura,quantulum3} FOLDER TURNS`. Prints the processor seconds, each
document's in its best turn after one that is not measured, and how much was found: characters of story, amounts."""

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
    least, found = [float("inf")] * len(documents), 0
    for turn in range(int(turns) + 1):
        found = 0
        for at, document in enumerate(documents):
            start = time.process_time()
            found += read(document)
            if turn:
                least[at] = min(least[at], time.process_time() - start)
    print(json.dumps({"seconds": sum(least), "found": found}))


main()
