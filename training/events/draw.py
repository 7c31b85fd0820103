#!/usr/bin/env python3
"""Draws sentences of news at random and codes them, to be read by a person; then counts what was read.

usage: draw.py draw --dunlin PATH --seed N [--each 50] [--skip GOLD.jsonl] RAW.jsonl[.gz]... > drawn.jsonl
       draw.py show drawn.jsonl              the sentences with their events, for reading
       draw.py table drawn.jsonl VERDICTS    the table: right by type, actor, recipient, all three

`draw` codes whole articles (as a user would) and takes `--each` sentences of every file with a fixed seed, at most one of
an article, among those that hold a coded event (with `--any`: among all). Articles whose id stands in `--skip` are left
out: rules were chosen on them. VERDICTS is a tab-separated file with a header and
the columns `event` (as `show` numbers it), `type`, `actor`, `recipient`: 1 for right, 0 for wrong. An event is right in
type when PLOVER's manual of 2021 would code one of this type for what the words say; in a side when all of its
actors, with country and sector, and nobody else, are named. PATH is the program, or, to read every text but
once, the example `code` of crates/coding with its first three arguments, in quotes.
"""
import argparse, collections, gzip, json, random, subprocess, sys, tempfile


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
    chance = random.Random(args.seed)
    number = 0
    for path in args.files:
        docs = [d for d in documents(path) if d["id"] not in skip]
        chosen = chance.sample(docs, min(len(docs), args.each * 4))
        records, sentences = coded(args.dunlin, chosen)
        left = args.each
        for doc in (d["id"] for d in chosen):
            record = records[doc]
            events = [event(record, e) for e in record.get("events") or []]
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
            print(json.dumps({"id": doc, "sentence": n, "text": text, "before": before, "events": found}, ensure_ascii=False))


def shown(actors):
    return " + ".join(f'{a["text"]} [{a.get("code", "?")}{"~" if a.get("inferred") else ""}]' for a in actors) or "-"


def show(args):
    for s in documents(args.files[0]):
        print(f'\n({s["id"]})  {s["before"][-200:]}\n>> {s["text"]}')
        for e in s["events"]:
            print(f'   {e["event"]}. {e["type"]}/{e["mode"] or ""}  {shown(e["actor"])}  >  {shown(e["recipient"])}'
                  f'   «{" … ".join(e["trigger"])}» {e["factuality"]} {e["rule"]} {e["confidence"]}')


def table(args):
    drawn, verdicts = args.files
    events = {e["event"]: e for s in documents(drawn) for e in s["events"]}
    with open(verdicts, encoding="utf-8") as lines:
        names = next(lines).rstrip("\n").split("\t")
        rows = [dict(zip(names, line.rstrip("\n").split("\t"))) for line in lines if line.strip() and line[0] != "#"]
    counts = collections.defaultdict(collections.Counter)
    read = set()
    for row in rows:
        number = int(row["event"])
        read.add(number)
        right = {k: int(row[k]) for k in ("type", "actor", "recipient")}
        for name in (events[number]["type"], "all"):
            counts[name].update(right, events=1, whole=int(all(right.values())))
    if read != set(events):
        sys.exit(f"not read: {sorted(set(events) - read)}")
    print("| type | coded | type right | actor right | recipient right | all three |\n|---|---|---|---|---|---|")
    for name in sorted(counts, key=lambda n: (n == "all", n)):
        c = counts[name]
        print(f'| {name} | {c["events"]} | {c["type"]} | {c["actor"]} | {c["recipient"]} | {c["whole"]} |')


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["draw", "show", "table"])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--dunlin", default="target/release/dunlin")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--any", action="store_true")
    parser.add_argument("--skip", action="append", default=[])
    args = parser.parse_args()
    {"draw": draw, "show": show, "table": table}[args.what](args)
