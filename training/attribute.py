"""Roles and links to attributions: python attribute.py --data DIR --out PRED.jsonl FILE, for the scorer of attribution data.

A plain decoder, to see what the two heads are worth together: cue spans that point to the same first word are one cue; a source or
content span goes to the cue that most of its words point to, or else stands alone.
"""
import argparse
import json
from collections import Counter

import torch

import data as D
from evaluate import decode_roles, load, predict, seven_bit


def attributions(doc):
    """[{source, cue, content}], each a list of (first word, last word)."""
    spans = sorted(decode_roles(doc.p["role"]))
    cue_at = {i: (a, b) for a, b, k in spans if k == "cue" for i in range(a, b + 1)}
    first = {}
    for a, b in sorted(set(cue_at.values())):
        # A cue in pieces: the later piece points back to the first one's first word.
        t = doc.p["link"][a]
        first[(a, b)] = first.get(cue_at.get(t), a) if t is not None and t != a and cue_at.get(t, (a, b)) < (a, b) else a
    out = {}
    for cue, f in first.items():
        out.setdefault(f, {"source": [], "cue": [], "content": []})["cue"].append(cue)
    for a, b, k in spans:
        if k == "cue":
            continue
        votes = Counter(first.get(cue_at.get(doc.p["link"][i])) for i in range(a, b + 1))
        f = max(votes, key=lambda x: (votes[x], x is not None, -(x or 0)))
        if f is None and k == "source":
            continue
        out.setdefault(f if f is not None else ("alone", a), {"source": [], "cue": [], "content": []})[k].append((a, b))
    return [v for _, v in sorted(out.items(), key=lambda x: x[0] if isinstance(x[0], int) else x[0][1])]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--data", required=True)
    a.add_argument("--out", required=True)
    a.add_argument("--seven-bit", action="store_true")
    a.add_argument("file")
    a = a.parse_args()
    torch.set_num_threads(1)
    model, wp = load(a.file)
    if a.seven_bit:
        seven_bit(model)
    docs = D.read_attributions(f"{a.data}/attribution/polnear_dev.jsonl", "polnear")
    predict(model, wp, docs)
    with open(a.out, "w", encoding="utf-8") as f:
        for d in docs:
            found = [{"id": f"a{n}", **{k: [[d.spans[i][0], d.spans[j][1]] for i, j in v] for k, v in x.items()}} for n, x in enumerate(attributions(d))]
            f.write(json.dumps({"id": d.name, "attributions": found}) + "\n")


if __name__ == "__main__":
    main()
