#!/usr/bin/env python3
"""Fits the weights of `lexicon/events/confidence.tsv` on events whose rightness is known, and prints how well they hold.

usage: confidence.py fit OUT.tsv [--from OLD.tsv] [--penalty 4] [--without PREFIX]... [--fresh V.tsv]... SOURCE...
       SOURCE is one of
           gold:RECORDS.jsonl:GOLD.jsonl        events coded by hand (news_dev, gsr_dev)
           read:RECORDS.jsonl:VERDICTS.tsv      events of the draws that a reader judged (training/events/read)
       confidence.py table VERDICTS.tsv...      reliability of the confidence at which events were read, as a table

RECORDS are those of `cargo run --release -p dunlin-coding --example code`, which carry `signs`, what each confidence was
made of; for articles that were read `draw.py again` makes them. An event is right when its type is, and all its actors and
recipients (of gold: their countries). The weights are those of a logistic regression with a quadratic penalty, towards
the weights of OLD (signs that it lacks: towards zero), so that what earlier events taught is not lost with their
verdicts; the printed table and the loss come from ten folds of articles, so that no event is judged by weights it helped
to fit. `--without tree-` leaves signs out, to see what they are worth. Events of a draw are judged as coded now, after their
faults were mended, which makes every fit too hopeful; `--fresh` names draws as they were first read, and the constant is
lowered until the confidences at which their events were read say what came out.
"""
import argparse, collections, hashlib, json, math, sys

import verdicts


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def countries(side):
    return {(a.get("country") or "").upper() for a in side or []} - {""}


def of_gold(records, gold):
    """(article, signs, right) of every coded event of articles coded by hand."""
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
            yield r["id"], signs, any(right(x) for x in g["events"])


def of_read(records, judged):
    """(article, signs, right) of every event that a reader judged and of which, as coded now, the verdict is known."""
    coded = {r["id"]: r for r in lines(records)}
    for row, _, signs, right in verdicts.judged(verdicts.read(judged), coded):
        if right is not None:
            yield row["article"], signs, right


def fitted(events, before, penalty, sweeps=40):
    """Newton's steps, one sign after the other, until none moves."""
    holders = collections.defaultdict(list)
    for at, (_, signs, _) in enumerate(events):
        for sign in {"always", *signs}:
            holders[sign].append(at)
    weights = dict(before)
    names = sorted(s for s, held in holders.items() if len(held) >= 5)
    sums = [sum(weights.get(s, 0.0) for s in ("always", *signs)) for _, signs, _ in events]
    for _ in range(sweeps):
        moved = 0.0
        for s in names:
            pull = 0.0 if s == "always" else penalty
            slope, bend = pull * (weights.get(s, 0.0) - before.get(s, 0.0)), pull + 1e-6
            for at in holders[s]:
                p = 1 / (1 + math.exp(-sums[at]))
                slope += p - events[at][2]
                bend += p * (1 - p)
            step = max(-1.0, min(1.0, slope / bend))
            weights[s] = weights.get(s, 0.0) - step
            for at in holders[s]:
                sums[at] -= step
            moved = max(moved, abs(step))
        if moved < 1e-4:
            break
    return weights


def likely(weights, signs):
    return 1 / (1 + math.exp(-weights.get("always", 0.0) - sum(weights.get(s, 0.0) for s in signs)))


def loss(pairs):
    return sum(-math.log(p if right else 1 - p) for p, right in pairs) / max(1, len(pairs))


def table(pairs):
    print("| confidence | events | mean confidence | right |\n|---|---|---|---|")
    for low, high in ((0, 0.4), (0.4, 0.55), (0.55, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)):
        inside = [(p, right) for p, right in pairs if low <= p < high]
        if inside:
            n = len(inside)
            print(f"| {low} to {min(high, 1.0)} | {n} | {sum(p for p, _ in inside) / n:.2f} | {sum(r for _, r in inside) / n:.2f} |")


def fold(article):
    return hashlib.sha256(article.encode()).digest()[0] % 10


def fit(args):
    before = {}
    if args.before:
        with open(args.before, encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and line[0] != "#"]
        before = {sign: float(weight) for sign, weight in rows[1:]}
    events, of_draws = [], []
    for source in args.sources:
        kind, *paths = source.split(":")
        found = list(of_gold(*paths) if kind == "gold" else of_read(*paths))
        print(f"{source}: {len(found)} events, {sum(r for _, _, r in found) / max(1, len(found)):.2f} right", file=sys.stderr)
        events += found
        of_draws += [kind == "read"] * len(found)
    events = [(a, [s for s in signs if not s.startswith(tuple(args.without))] if args.without else signs, r)
              for a, signs, r in events]
    folds = [fitted([e for e in events if fold(e[0]) != n], before, args.penalty) for n in range(10)]
    unseen = [(likely(folds[fold(article)], signs), right) for article, signs, right in events]
    table(unseen)
    old = [(likely(before, signs), right) for _, signs, right in events]
    for name, which in (("all", lambda at: True), ("draws", lambda at: of_draws[at])):
        some = [p for at, p in enumerate(unseen) if which(at)]
        was = [p for at, p in enumerate(old) if which(at)]
        if some:
            print(f"log-loss of {name} ({len(some)}): {loss(some):.4f}; with the weights before: {loss(was):.4f}")
    weights = fitted(events, before, args.penalty)
    fresh = [(float(row["confidence"]), verdicts.whole(row)) for path in args.fresh for row in verdicts.read(path)]
    if fresh:
        moved = lambda by: [(1 / (1 + math.exp(-math.log(p / (1 - p)) - by)), right) for p, right in fresh]
        by = min((step / 100 for step in range(-200, 201)), key=lambda by: loss(moved(by)))
        print(f"moved by {by:.2f}: log-loss of {len(fresh)} events as first read {loss(fresh):.4f}, then {loss(moved(by)):.4f}")
        table(moved(by))
        weights["always"] = weights.get("always", 0.0) + by
    with open(args.out, "w", encoding="utf-8") as out:
        earlier = " and the weights of earlier ones" if before else ""
        out.write("# How much each sign says for an event being right in type, actors and recipients (logistic scale). Made by\n"
                  f"# training/events/confidence.py from {len(events)} judged events{earlier}; edit nothing here by hand.\nsign\tweight\n")
        for sign in sorted(weights):
            if abs(weights[sign]) >= 0.05:
                out.write(f"{sign}\t{weights[sign]:.2f}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    what = parser.add_subparsers(dest="what", required=True)
    fitting = what.add_parser("fit")
    fitting.add_argument("out")
    fitting.add_argument("sources", nargs="+")
    fitting.add_argument("--from", dest="before")
    fitting.add_argument("--penalty", type=float, default=4.0)
    fitting.add_argument("--without", action="append", default=[])
    fitting.add_argument("--fresh", action="append", default=[])
    what.add_parser("table").add_argument("files", nargs="+")
    args = parser.parse_args()
    if args.what == "table":
        return table([(float(row["confidence"]), verdicts.whole(row)) for path in args.files for row in verdicts.read(path)])
    fit(args)


if __name__ == "__main__":
    main()
