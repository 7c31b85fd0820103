"""Roles and links to attributions: python attribute.py --data DIR --out PRED.jsonl FILE, for the scorer of attribution data.

A plain decoder, window by window: the best BIO sequence (Viterbi over the allowed transitions); each span chooses the cue that the
sum of its words' log-probabilities of pointing to that cue's first word makes likeliest; a cue may choose an earlier cue, of which it
is then a later piece. A content without a cue and a cue without a content are left out.
"""
import argparse
import json

import torch

import data as D
from batch import Collator
from evaluate import decode_roles, load, seven_bit


def viterbi(scores, labels, outside=0.0):
    """Labels of the best sequence in which I-x follows only B-x or I-x; `outside` is added to O."""
    k = len(labels)
    bad = torch.tensor([[b.startswith("I-") and a[1:] != b[1:] for b in labels] for a in labels]) * -1e9
    scores = scores + outside * (torch.arange(k) == labels.index("O"))
    s = scores[0] + torch.tensor([-1e9 if l.startswith("I-") else 0.0 for l in labels])
    back = []
    for row in scores[1:]:
        s, best = (s[:, None] + bad).max(0)
        s = s + row
        back.append(best)
    y = [int(s.argmax())]
    for best in reversed(back):
        y.append(int(best[y[-1]]))
    return [labels[i] for i in reversed(y)]


def attributions(role, link, labels, outside=0.0):
    """[{source, cue, content}] of one window, each a list of (first word, last word); `role` and `link` are log-probabilities."""
    spans = sorted(decode_roles(viterbi(role, labels, outside)))
    cues = [(a, b) for a, b, k in spans if k == "cue"]
    choose = lambda a, b, among: max(among, key=lambda c: float(link[a : b + 1, c[0] + 1].sum()))
    of, out = {}, {}
    for c in cues:
        best = choose(*c, [x for x in cues if x <= c])
        of[c] = of.get(best, c)
        out.setdefault(of[c], {"source": [], "cue": [], "content": []})["cue"].append(c)
    for a, b, k in spans:
        if k != "cue" and cues:
            best = choose(a, b, cues)
            if float(link[a : b + 1, best[0] + 1].sum()) >= float(link[a : b + 1, 0].sum()):
                out[of[best]][k].append((a, b))
    return [x for x in out.values() if x["content"]]


@torch.no_grad()
def main():
    a = argparse.ArgumentParser()
    a.add_argument("--data", required=True)
    a.add_argument("--out", required=True)
    a.add_argument("--seven-bit", action="store_true")
    a.add_argument("--outside", type=float, default=0.0, help="added to the log-probability of O: above 0 for precision, below for recall")
    a.add_argument("file")
    a = a.parse_args()
    torch.set_num_threads(1)
    model, wp = load(a.file)
    if a.seven_bit:
        seven_bit(model)
    collate, labels = Collator(wp, model.config["labels"]), model.config["labels"]["role"]
    with open(a.out, "w", encoding="utf-8") as f:
        for d in D.read_attributions(f"{a.data}/attribution/polnear_dev.jsonl", "polnear"):
            found = []
            for win in D.cut(d, wp, 256):
                w = model.words(collate([win]))
                role = model.heads["role"](w).log_softmax(-1)
                link = model.pointer(model.link, w, torch.arange(len(w))[None])[0].log_softmax(-1)
                for x in attributions(role, link, labels, a.outside):
                    found.append({"id": f"a{len(found)}", **{k: [[d.spans[win.words[i]][0], d.spans[win.words[j]][1]] for i, j in v] for k, v in x.items()}})
            f.write(json.dumps({"id": d.name, "attributions": found}) + "\n")


if __name__ == "__main__":
    main()
