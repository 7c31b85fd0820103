#!/usr/bin/env python3
"""Fits the weights of `lexicon/events/confidence.tsv` on events whose rightness is known, and prints how well they hold.

usage: confidence.py fit OUT.tsv SOURCE...      SOURCE is one of
           gold:RECORDS.jsonl:GOLD.jsonl        events coded by hand (news_dev, gsr_dev)
           read:RECORDS.jsonl:DRAWN.jsonl:VERDICTS   sentences drawn by draw.py, with what a reader found
       confidence.py table DRAWN.jsonl VERDICTS      reliability of the confidence in records, as a table

RECORDS are those of `cargo run --release -p dunlin-coding --example code`, which carry `signs`, what each confidence was
made of. An event is right when its type is, and all its actors and recipients (of gold: their countries). The weights
are those of a logistic regression with a quadratic penalty; the printed table comes from ten folds, so that no event
is judged by weights it helped to fit.
"""
import collections, json, math, sys


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def verdicts(path):
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and line[0] != "#"]
    names = rows[0]
    return {int(r[names.index("event")]): all(r[names.index(k)] == "1" for k in ("type", "actor", "recipient"))
            for r in rows[1:]}


def squeezed(text):
    return " ".join(text.split())


def countries(side):
    return {(a.get("country") or "").upper() for a in side or []} - {""}


def of_gold(records, gold):
    """(signs, right) of every coded event of articles coded by hand."""
    wanted = {g["id"]: g for g in lines(gold)}
    for r in lines(records):
        g = wanted.get(r["id"])
        if g is None:
            continue
        for e, signs in zip(r["events"], r["signs"]):
            def right(x):
                actor, recipient = ("actor", "recipient") if "actor" in x else ("source", "target")
                if "trigger_at" in x and not e["sentence"][0] <= x["trigger_at"] < e["sentence"][1]:
                    return False
                both = x.get("reciprocal")
                ours = countries(e["actor"]), countries(e["recipient"])
                theirs = countries(x[actor]), countries(x.get(recipient))
                same = ours[0] | ours[1] == theirs[0] | theirs[1] if both else ours == theirs
                return x["type"] == e["type"] and same
            yield signs, any(right(x) for x in g["events"])


def of_read(records, drawn, judged):
    """(signs, right) of every event that a reader judged and that is still coded alike."""
    coded = {r["id"]: r for r in lines(records)}
    right = verdicts(judged)
    for s in lines(drawn):
        r = coded.get(s["id"])
        for e in s["events"]:
            for now, signs in zip(r["events"], r["signs"]) if r else ():
                same = now["type"] == e["type"] and now["trigger"][0][0] == e["at"]
                codes = lambda side: [a.get("code") for a in side]
                alike = codes(now["actor"]) == codes(e["actor"]) and codes(now["recipient"]) == codes(e["recipient"])
                if same and alike:
                    yield signs, right[e["event"]]


def fitted(events, penalty=4.0, steps=4000, rate=0.05):
    counts = collections.Counter(s for signs, _ in events for s in signs)
    weights = {"always": 0.0, **{s: 0.0 for s, n in counts.items() if n >= 5}}
    memory = dict.fromkeys(weights, 0.0)
    for _ in range(steps):
        slope = {s: (penalty * w / len(events) if s != "always" else 0.0) for s, w in weights.items()}
        for signs, right in events:
            p = likely(weights, signs)
            for s in ("always", *signs):
                if s in slope:
                    slope[s] += (p - right) / len(events)
        for s in weights:
            memory[s] = 0.9 * memory[s] + slope[s]
            weights[s] -= rate * memory[s]
    return weights


def likely(weights, signs):
    return 1 / (1 + math.exp(-weights["always"] - sum(weights.get(s, 0.0) for s in signs)))


def table(pairs):
    print("| confidence | events | mean confidence | right |\n|---|---|---|---|")
    for low, high in ((0, 0.4), (0.4, 0.55), (0.55, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        inside = [(p, right) for p, right in pairs if low <= p < high]
        if inside:
            n = len(inside)
            print(f"| {low} to {min(high, 1.0)} | {n} | {sum(p for p, _ in inside) / n:.2f} | {sum(r for _, r in inside) / n:.2f} |")


def main():
    if sys.argv[1] == "table":
        right = verdicts(sys.argv[3])
        return table([(e["confidence"], right[e["event"]]) for s in lines(sys.argv[2]) for e in s["events"] if e["event"] in right])
    events = []
    for source in sys.argv[3:]:
        kind, *paths = source.split(":")
        found = list(of_gold(*paths) if kind == "gold" else of_read(*paths))
        print(f"{source}: {len(found)} events, {sum(r for _, r in found) / max(1, len(found)):.2f} right", file=sys.stderr)
        events += found
    folds = [fitted([e for at, e in enumerate(events) if at % 10 != fold], steps=800) for fold in range(10)]
    table([(likely(folds[at % 10], signs), right) for at, (signs, right) in enumerate(events)])
    weights = fitted(events)
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write("# How much each sign says for an event being right in type, actors and recipients (logistic scale). Made by\n"
                  f"# training/events/confidence.py from {len(events)} judged events; edit nothing here by hand.\nsign\tweight\n")
        for sign in sorted(weights):
            if abs(weights[sign]) >= 0.05:
                out.write(f"{sign}\t{weights[sign]:.2f}\n")


main()
