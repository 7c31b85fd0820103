#!/usr/bin/env python3
"""Factuality and participants of coded events, against MEANTIME's annotation of the same words.

usage: meantime.py GOLD.jsonl RECORDS.jsonl

GOLD holds, an article: id, text, events {start, end, id, polarity, certainty, time}, mentions {start, end, id, type} and links
{kind: HAS_PARTICIPANT, from, to, rel}; RECORDS are those of `dunlin code`. Only events whose words both sides mark are
compared, since MEANTIME marks every verb and Dunlin what is political. Factuality is compared in four classes: fact,
future, possible, not. Participants: of Dunlin's actors and recipients, how many overlap with a participant of the
event; of MEANTIME's participants in Arg0 and Arg1 that are people, bodies or places, how many Dunlin names.
"""
import collections, json, sys

CLASSES = {"happened": "fact", "ongoing": "fact", "background": "fact", "planned": "future", "threatened": "future",
           "possible": "possible", "conditional": "possible"}


def gold_class(e):
    if e.get("polarity") == "NEG":
        return "not"
    if e.get("certainty") in ("POSSIBLE", "PROBABLE"):
        return "possible"
    return "future" if e.get("time") == "FUTURE" else "fact"


def main():
    gold, pred = ({r["id"]: r for r in map(json.loads, open(p, encoding="utf-8"))} for p in sys.argv[1:3])
    table = collections.Counter()
    ours = ours_right = theirs = theirs_found = 0
    for i, g in gold.items():
        mentions = {m["id"]: m for m in g["mentions"]}
        for e in pred.get(i, {}).get("events", []):
            hit = next((x for x in g["events"] if x.get("certainty")
                        and any(a < x["end"] and x["start"] < b for a, b in e["trigger"])), None)
            if not hit:
                continue
            table[gold_class(hit), CLASSES.get(e["factuality"], "not")] += 1
            linked = [(l["rel"], mentions[l["to"]]) for l in g["links"]
                      if l["kind"] == "HAS_PARTICIPANT" and l["from"] == hit["id"] and l["to"] in mentions]
            spans = [a["span"] for a in e["actor"] + e["recipient"]]
            overlap = lambda span, m: span[0] < m["end"] and m["start"] < span[1]
            if linked:
                ours += len(spans)
                ours_right += sum(any(overlap(s, m) for _, m in linked) for s in spans)
                core = [m for rel, m in linked if rel in ("Arg0", "Arg1") and m["type"] in ("PER", "ORG", "LOC")]
                theirs += len(core)
                theirs_found += sum(any(overlap(s, m) for s in spans) for m in core)
    same = sum(n for (a, b), n in table.items() if a == b)
    print(json.dumps({"events": sum(table.values()), "factuality": round(same / max(1, sum(table.values())), 3),
                      "classes": {f"{a}>{b}": n for (a, b), n in sorted(table.items())},
                      "participants_p": round(ours_right / max(1, ours), 3), "of": ours,
                      "participants_r": round(theirs_found / max(1, theirs), 3), "of_gold": theirs}))


main()
