#!/usr/bin/env python3
"""Draws sentences of news at random and codes them, to be read by a person; then counts what was read.

usage: draw.py draw --dunlin PATH --seed N [--each 50] [--skip GOLD.jsonl] RAW.jsonl[.gz]... > drawn.jsonl
       draw.py show drawn.jsonl [--least 0.25]       the sentences with their events, for reading
       draw.py judge drawn.jsonl NOTES > read/N.tsv  what was read, as facts without text (verdicts.py)
       draw.py table read/N.tsv... [--least 0.25]    the tables: right by type, actor, recipient, all three
       draw.py again --dunlin PATH read/N.tsv... -- RAW.jsonl[.gz]... > records.jsonl
                                                     codes the articles that were read once more, and says what became of
                                                     the events: which of the wrong ones are right now, which of the right wrong

`draw` codes whole articles (as a user would) and takes `--each` sentences of every file with a fixed seed, at most one of
an article, among those that hold a coded event (with `--any`: among all). Articles whose id stands in `--skip` are left out, and sentences
that were read in a `--read` file: rules were chosen on them. NOTES has a line for every event that is not right: its number as
`show` gives it, then what is wrong of it: `t` the type (or `t` alone for what is no event), `a` the actor, `r` the recipient,
with `a=USAGOV+IRNGOV` where the reader can tell what it should be. An event is right in type when PLOVER's manual of 2021
would code one of this type for what the words say; in a side when all of its actors, with country and sector, and nobody else,
are named. PATH is the program, or, to read every text but once, the example `code` of crates/coding with its first three
arguments, in quotes; it gives events however unsure, of which `--least` takes those that are sure enough.
"""
import argparse, collections, gzip, json, os, random, subprocess, sys, tempfile

import verdicts


def documents(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as lines:
        return [json.loads(line) for line in lines if line.strip()]


def coded(dunlin, docs):
    """Records of the documents, and for each the texts of its sentences."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for d in docs:
            given = {"id": d["id"], "text": d["text"], "published": d.get("date")}
            file.write(json.dumps(given, ensure_ascii=False) + "\n")
        file.flush()
        if " " in dunlin:
            records = subprocess.run([*dunlin.split(), file.name], capture_output=True, text=True, check=True).stdout
            records = {r["id"]: r for r in map(json.loads, records.splitlines())}
            return records, {i: [s["text"] for s in r["verbs"]] for i, r in records.items()}
        records = subprocess.run([dunlin, "code", file.name, "--quiet"], capture_output=True, text=True, check=True).stdout
        trees = subprocess.run([dunlin, "parse", file.name, "--quiet"], capture_output=True, text=True, check=True).stdout
    sentences, at = collections.defaultdict(list), None
    for line in trees.splitlines():
        if line.startswith("# newdoc id = "):
            at = line[14:]
        elif line.startswith("# text = "):
            sentences[at].append(line[9:])
    return {r["id"]: r for r in map(json.loads, records.splitlines())}, sentences


def squeezed(text):
    return " ".join(text.split())


def side(actors):
    return [{k: a.get(k) for k in ("text", "code", "inferred") if a.get(k)} for a in actors or []]


def event(record, e):
    text = record["article"]["text"] if "article" in record else record["text"]
    return {"type": e.get("type"), "mode": e.get("mode"), "actor": side(e.get("actor")), "recipient": side(e.get("recipient")),
            "factuality": e.get("factuality"), "rule": e.get("rule"), "confidence": e.get("confidence"),
            "trigger": [text[a:b] for a, b in e["trigger"]], "at": e["trigger"][0][0],
            "sentence": squeezed(text[e["sentence"][0]:e["sentence"][1]])}


def draw(args):
    skip = {d["id"] for path in args.skip for d in documents(path)}
    read = {(row["article"], int(row["at"])) for path in args.read for row in verdicts.read(path)}
    chance = random.Random(args.seed)
    number = 0
    for path in args.files:
        docs = [d for d in documents(path) if d["id"] not in skip]
        source = os.path.basename(path).split(".")[0]
        chosen = chance.sample(docs, min(len(docs), args.each * 4))
        records, sentences = coded(args.dunlin, chosen)
        left = args.each
        for doc in (d["id"] for d in chosen):
            record = records[doc]
            events = [event(record, e) for e in record.get("events") or [] if e["confidence"] >= args.least - 1e-6]
            seen = {e["sentence"] for e in events if (doc, e["at"]) in read}
            events = [e for e in events if e["sentence"] not in seen]
            texts = [squeezed(text) for text in sentences[doc]]
            pool = [n for n, text in enumerate(texts) if args.any or any(e["sentence"] == text for e in events)]
            if not pool or not left:
                continue
            left -= 1
            n = chance.choice(pool)
            text = texts[n]
            found = [e for e in events if e["sentence"] == text]
            for v in found:
                number += 1
                v["event"] = number
                del v["sentence"]
            before = " ".join(sentences[doc][max(0, n - 2):n])
            print(json.dumps({"id": doc, "source": source, "sentence": n, "text": text, "before": before, "events": found}, ensure_ascii=False))


def shown(actors):
    return " + ".join(f'{a["text"]} [{a.get("code", "?")}{"~" if a.get("inferred") else ""}]' for a in actors) or "-"


def show(args):
    for s in documents(args.files[0]):
        print(f'\n({s["id"]})  {s["before"][-200:]}\n>> {s["text"]}')
        for e in s["events"]:
            print(f'   {e["event"]}. {e["type"]}/{e["mode"] or ""}  {shown(e["actor"])}  >  {shown(e["recipient"])}'
                  f'   «{" … ".join(e["trigger"])}» {e["factuality"]} {e["rule"]} {e["confidence"]}')


def judge(args):
    drawn, notes = args.files
    found = {}
    with open(notes, encoding="utf-8") as lines:
        for line in lines:
            number, *faults = line.split("#")[0].split() or [None]
            if number:
                found[int(number)] = dict(f.partition("=")[::2] for f in faults)
    rows = []
    for s in documents(drawn):
        for e in s["events"]:
            wrong = found.pop(e["event"], {})
            rows.append({"source": s["source"], "article": s["id"], "at": e["at"], "type": e["type"],
                         "actor": verdicts.codes(e["actor"]), "recipient": verdicts.codes(e["recipient"]),
                         "type_right": int("t" not in wrong), "actor_right": int("a" not in wrong),
                         "recipient_right": int("r" not in wrong), "actor_is": wrong.get("a", ""),
                         "recipient_is": wrong.get("r", ""), "confidence": e["confidence"]})
    if found:
        sys.exit(f"no such events: {sorted(found)}")
    verdicts.write(rows, sys.stdout)


def table(args):
    rows = [row for path in args.files for row in verdicts.read(path)]
    kept = [row for row in rows if float(row["confidence"]) >= args.least - 1e-6]
    sides = ("type_right", "actor_right", "recipient_right")

    def line(name, some):
        right = [sum(row[k] == "1" for row in some) for k in sides] + [sum(map(verdicts.whole, some))]
        share = f" ({right[3] / len(some):.0%})" if some else ""
        print(f"| {name} | {len(some)} | {right[0]} | {right[1]} | {right[2]} | {right[3]}{share} |")

    for what, key in (("source", "source"), ("type", "type")):
        print(f"| {what} | coded | type right | actor right | recipient right | all three |\n|---|---|---|---|---|---|")
        for name in sorted({row[key] for row in kept}):
            line(name, [row for row in kept if row[key] == name])
        line("all", kept)
        print()
    print("| confidence of | events | type right | actor right | recipient right | all three |\n|---|---|---|---|---|---|")
    for least in (0.0, 0.25, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.75, 0.8):
        line(f"{least} and more", [row for row in rows if float(row["confidence"]) >= least - 1e-6])


def again(args):
    rows = [row for path in args.files if path.endswith(".tsv") for row in verdicts.read(path)]
    wanted = {row["article"] for row in rows}
    raw = [path for path in args.files if not path.endswith(".tsv")]
    records, _ = coded(args.dunlin, [d for path in raw for d in documents(path) if d["id"] in wanted])
    for record in records.values():
        print(json.dumps(record, ensure_ascii=False))
    became, seen = collections.Counter(), set()
    for row, e, _, right in verdicts.judged(rows, records):
        seen.add((row["article"], row["at"]))
        if e["confidence"] >= args.least - 1e-6:
            became["right" if verdicts.whole(row) else "wrong", {True: "right", False: "wrong", None: "unknown"}[right]] += 1
            if args.names and right is not verdicts.whole(row):
                print(row["article"], row["at"], "was", verdicts.whole(row), "is", right, row["type"], row["actor"], row["recipient"],
                      "now", e["type"], verdicts.codes(e["actor"]), verdicts.codes(e["recipient"]), file=sys.stderr)
    for row in rows:
        if (row["article"], row["at"]) not in seen:
            became["right" if verdicts.whole(row) else "wrong", "gone"] += 1
            if args.names and verdicts.whole(row):
                print(row["article"], row["at"], "was right, is gone", row["type"], row["actor"], row["recipient"], file=sys.stderr)
    for (was, is_now), n in sorted(became.items()):
        print(f"{was} > {is_now}: {n}", file=sys.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["draw", "show", "judge", "table", "again"])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--dunlin", default="target/release/dunlin")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--any", action="store_true")
    parser.add_argument("--skip", action="append", default=[])
    parser.add_argument("--read", action="append", default=[])
    parser.add_argument("--least", type=float, default=0.0)
    parser.add_argument("--names", action="store_true")
    args = parser.parse_args()
    {"draw": draw, "show": show, "judge": judge, "table": table, "again": again}[args.what](args)
