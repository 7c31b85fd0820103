"""Development figures of a checkpoint (.pt, its averaged weights) or an exported file: python evaluate.py --data DIR FILE

Words are the gold ones for the treebanks and the names of UNER-EWT, and this folder's own tokeniser elsewhere. Sentences are gold
for heads and relations; sentence ends are scored from the model's own. `--seven-bit` rounds the activations as the run time does.
"""
import argparse
import json
import time

import torch

import data as D
from batch import IGNORE, Collator
from model import Dunlin
from wordpiece import WordPiece


def f1(gold, pred):
    hit = len(gold & pred)
    p, r = hit / max(len(pred), 1), hit / max(len(gold), 1)
    return round(200 * p * r / max(p + r, 1e-9), 2)


def edmonds(score):
    """Best tree (Chu-Liu-Edmonds); score[d][h], node 0 is the root; returns the head of every node (0 for node 0)."""
    n = len(score)
    head = [0] + [max((h for h in range(n) if h != d), key=lambda h: score[d][h]) for d in range(1, n)]
    colour, cycle = [0] * n, None
    for start in range(1, n):
        path, v = [], start
        while v and not colour[v]:
            colour[v] = start
            path.append(v)
            v = head[v]
        if v and colour[v] == start and v in path:
            cycle = path[path.index(v):]
            break
    if not cycle:
        return head
    inside = set(cycle)
    rest = [v for v in range(n) if v not in inside]
    new = {v: i for i, v in enumerate(rest)}
    c = len(rest)
    small = [[-1e9] * (c + 1) for _ in range(c + 1)]
    enter, leave = {}, {}
    for d in rest:
        for h in rest:
            small[new[d]][new[h]] = score[d][h]
        if d:
            leave[d] = max(cycle, key=lambda h: score[d][h])
            small[new[d]][c] = score[d][leave[d]]
    for h in rest:
        enter[h] = max(cycle, key=lambda d: score[d][h] - score[d][head[d]])
        small[c][new[h]] = score[enter[h]][h] - score[enter[h]][head[enter[h]]]
    tree = edmonds(small)
    out = list(head)
    for d in rest:
        if d:
            out[d] = leave[d] if tree[new[d]] == c else rest[tree[new[d]]]
    h = rest[tree[c]]
    out[enter[h]] = h
    return out


def tree(score):
    """Heads with exactly one child of the root; score is a tensor [T, 1 + T]."""
    n = len(score)
    s = [[-1e9] * (n + 1)] + score.tolist()
    best = [max(range(n + 1), key=lambda h: s[d][h] if h != d else -1e9) for d in range(1, n + 1)]
    roots = [d for d in range(1, n + 1) if best[d - 1] == 0]
    if len(roots) != 1:
        margin = lambda d: s[d][0] - max(s[d][h] for h in range(1, n + 1) if h != d) if n > 1 else 0.0
        keep = max(roots or range(1, n + 1), key=margin)
        for d in range(1, n + 1):
            if d != keep:
                s[d][0] = -1e6
        s[keep][0] += 1e6
    return edmonds(s)[1:]


def decode_names(tags):
    spans, start, label = set(), None, None
    for i, t in enumerate(tags + ["O"]):
        p, _, l = t.partition("-")
        if start is not None and (p in "OBS" or l != label):
            spans.add((start, i - 1, label))
            start = None
        if p != "O" and start is None:
            start, label = i, l
        if p in ("S", "E") and start is not None:
            spans.add((start, i, label))
            start = None
    return spans


def decode_roles(tags):
    spans, start, label = set(), None, None
    for i, t in enumerate(tags + ["O"]):
        p, _, l = t.partition("-")
        if start is not None and (p != "I" or l != label):
            spans.add((start, i - 1, label))
            start = None
        if p != "O" and start is None:
            start, label = i, l
    return spans


@torch.no_grad()
def predict(model, wp, docs, size=1500):
    """Adds to each document `.p`: the predicted column of each head, word by word."""
    labels = model.config["labels"]
    collate = Collator(wp, labels)
    windows = [w for d in docs for w in D.cut(d, wp, 256)]
    windows.sort(key=lambda w: -w.pieces)
    for d in docs:
        d.p = {k: [None] * len(d) for k in ("sent", "upos", "xpos", "lemma", "ner", "role", "head", "rel", "link")}
    while windows:
        take, n = [], 0
        while windows and (not take or n + windows[0].pieces <= size):
            take.append(windows.pop(0))
            n += take[-1].pieces
        b = collate(take)
        w = model.words(b)
        for k, head in model.heads.items():
            best = head(w).argmax(-1).tolist()
            for (win, i), y in zip(b["flat"], best):
                win.doc.p[k][i] = y if k == "sent" else labels[k][y]
        if len(b["groups"]):
            scores = model.pointer(model.arc, w, b["groups"])
            deps, heads = [], []
            for g, run in enumerate(b["sentences"]):
                t = len(run)
                for j, h in enumerate(tree(scores[g, :t, : t + 1])):
                    deps.append(run[j]); heads.append(run[h - 1] if h else -1)
            rel = model.relations(w, torch.tensor(deps), torch.tensor(heads)).argmax(-1).tolist()
            for d, h, r in zip(deps, heads, rel):
                win, i = b["flat"][d]
                win.doc.p["head"][i], win.doc.p["rel"][i] = (b["flat"][h][1] if h >= 0 else -1), labels["deprel"][r]
        groups = [[j for j, (win, _) in enumerate(b["flat"]) if win is one] for one in take if one.doc.role is not None]
        if groups:
            best = model.pointer(model.link, w, Collator._groups(groups, len(w))).argmax(-1).tolist()
            for g, row in zip(groups, best):
                for j, k in zip(g, row):
                    win, i = b["flat"][j]
                    win.doc.p["link"][i] = b["flat"][g[k - 1]][1] if k else -1


def tree_scores(docs):
    n = {"n": 0, "uas": 0, "las": 0, "las_sub": 0, "upos": 0, "xpos": 0, "lemma": 0}
    gold, pred = set(), set()
    for x, d in enumerate(docs):
        a, b = 0, 0
        for i in range(len(d)):
            n["n"] += 1
            u = d.p["head"][i] == d.head[i]
            n["uas"] += u
            n["las"] += u and (d.p["rel"][i] or "").split(":")[0] == d.deprel[i].split(":")[0]
            n["las_sub"] += u and d.p["rel"][i] == d.deprel[i]
            n["upos"] += d.p["upos"][i] == d.upos[i]
            n["xpos"] += d.p["xpos"][i] == d.xpos[i]
            n["lemma"] += d.lemma[i] is None or D.apply_lemma(d.p["lemma"][i], d.form[i]) == D.apply_lemma(d.lemma[i], d.form[i])
            if i + 1 == len(d) or d.sent[i + 1] != d.sent[i]:
                gold.add((x, a, i)); a = i + 1
            if i + 1 == len(d) or d.para[i + 1] != d.para[i] or d.p["sent"][i]:
                pred.add((x, b, i)); b = i + 1
    return {**{k: round(100 * v / n["n"], 2) for k, v in n.items() if k != "n"}, "sent": f1(gold, pred)}


def name_scores(docs, labels):
    gold, pred = set(), set()
    for x, d in enumerate(docs):
        gold |= {(x, *s) for s in decode_names(d.ner) if s[2] in labels}
        pred |= {(x, *s) for s in decode_names(d.p["ner"]) if s[2] in labels}
    out = {"f1": f1(gold, pred)}
    for l in labels:
        out[l] = f1({s for s in gold if s[3] == l}, {s for s in pred if s[3] == l})
    return out


def role_scores(docs):
    tok = {k: [set(), set()] for k in ("source", "cue", "content")}
    gold, pred, link, n = set(), set(), 0, 0
    for x, d in enumerate(docs):
        for i in range(len(d)):
            for side, t in ((0, d.role[i]), (1, d.p["role"][i])):
                if t != "O":
                    tok[t[2:]][side].add((x, i))
            if d.role[i] != "O" and d.role[i][2:] != "cue":
                n += 1
                link += d.p["link"][i] == d.link[i]
        gold |= {(x, *s) for s in decode_roles(d.role)}
        pred |= {(x, *s) for s in decode_roles(d.p["role"])}
    out = {k: f1(*v) for k, v in tok.items()}
    micro = [{(k, *i) for k, v in tok.items() for i in v[s]} for s in (0, 1)]
    return {**out, "micro": f1(*micro), "spans": f1(gold, pred), "link": round(100 * link / max(n, 1), 2)}


def evaluate(model, wp, dev, part="all"):
    t0 = time.time()
    step = 1 if part == "all" else 4
    ewt = [d for d in dev["tree"] if d.source == "ewt"][::step]
    gum = [d for d in dev["tree"] if d.source == "gum"][::step]
    name, role = dev["name"][::step], dev["role"][:: 2 * step if step > 1 else 1]
    training = model.training
    model.eval()
    predict(model, wp, ewt + gum + name + role)
    model.train(training)
    out = {"ewt": tree_scores(ewt), "gum": tree_scores(gum), "uner": name_scores(ewt, ("PER", "ORG", "LOC")),
           "wikigold": name_scores(name, ("PER", "ORG", "LOC", "MISC")), "polnear": role_scores(role)}
    news = [d for d in gum if d.genre == "news"]
    if news:
        out["gum_news_las"] = tree_scores(news)["las"]
    return {**out, "seconds": round(time.time() - t0)}


def seven_bit(model):
    """Rounds the input of every linear layer to 7 bits a row, as the run time's kernels do."""
    def hook(_, inputs):
        x = inputs[0]
        scale = x.abs().amax(-1, keepdim=True).clamp_min(1e-12) / 63
        return ((x / scale).round() * scale,)
    for m in model.modules():
        if isinstance(m, torch.nn.Linear):
            m.register_forward_pre_hook(hook)


def load(path):
    """(model, word pieces) of a checkpoint's averaged weights or of an exported file."""
    if path.endswith(".pt"):
        old = torch.load(path, weights_only=False)
        model = Dunlin(old["config"])
        model.load_state_dict(old["ema"])
        return model.eval(), WordPiece(old["pieces"])
    from export import read_exported
    return read_exported(path)


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--data", required=True)
    a.add_argument("--part", default="all", choices=("all", "quick"))
    a.add_argument("--seven-bit", action="store_true")
    a.add_argument("--threads", type=int, default=1)
    a.add_argument("file")
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    model, wp = load(a.file)
    if a.seven_bit:
        seven_bit(model)
    for k, v in evaluate(model, wp, D.load(a.data, "dev"), a.part).items():
        print(k, json.dumps(v))


if __name__ == "__main__":
    main()
