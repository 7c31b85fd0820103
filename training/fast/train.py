"""Trains the fast model on gold trees and on what the accurate model reads in raw text.

python train.py --data DATA --silver PREFIX --teacher ../../models/accurate.safetensors --out DIR --until HH:MM

PREFIX.forms and PREFIX.bin are written by `cargo run --release -p dunlin-language --example silver`. The rate falls to nothing at the
given time of day; a second call with the same --out goes on where an interrupted one was last saved, with --again it begins a
new plan from the averaged weights of one that ended. SIGUSR2 saves at once."""
import argparse
import json
import math
import os
import signal
import sys
import time
from collections import Counter

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import data as D
from corpus import LAYERS, MISC_FROM, NONE, Windows, gold, silver
from export import read_exported
from features import Features, normalise
from network import Fast
from save import read_saved

WEIGHT = {"sent": 0.5, "upos": 0.5, "xpos": 0.5, "lemma": 0.4, "ner": 0.6, "role": 1.2, "arc": 1.0, "rel": 1.0, "link": 0.6}


def trees(data, part):
    """Gold trees with their names; of the development part EWT alone."""
    p = lambda *x: os.path.join(data, *x)
    end = ".gz" if part == "train" else ""
    ewt = D.read_conllu(p("treebank", f"ewt-{part}.conllu{end}"), "ewt")
    D.join_names(ewt, p("ner", f"uner_ewt_{part}.jsonl{end}"))
    if part == "dev":
        return ewt
    gum = [d for d in D.read_conllu(p("treebank", "gum-train.conllu.gz"), "gum") if d.genre not in D.NON_COMMERCIAL]
    D.join_names(gum, p("ner", "gum_train.jsonl.gz"))
    return ewt + gum


def vocabulary(corpora, pieces, least=3):
    seen = Counter(normalise(f) for c in corpora for f in c.form if f is not None)
    words = {w for w, n in seen.items() if n >= least and w and "\n" not in w}
    words |= {p for p in pieces if p.isalpha() and len(p) > 1 and p.isascii()}
    return sorted(words)


def first_vectors(words, teacher, size):
    """The teacher's vectors of the words' pieces, meaned, on their main axes."""
    model, wp = read_exported(teacher)
    table = model.word.weight.detach()
    ids = [wp(w) for w in words]
    v = torch.stack([table[list(i)].mean(0) for i in ids])
    mean = v.mean(0)
    _, s, axes = torch.linalg.svd(v[:: max(len(v) // 12000, 1)] - mean, full_matrices=False)
    v = (v - mean) @ axes[:size].T
    return v / v.std() * 0.35


def losses(model, b):
    tt = torch.from_numpy
    ids = tt(b["ids"]).long()
    n, t = ids.shape[:2]
    w = model.words(ids)
    out = {}

    def soft(z, label, weight):
        """Cross-entropy with the labels' weights; and how many words had any."""
        some = weight.sum(-1)
        k = some.sum()
        return -(z.log_softmax(-1).gather(-1, label) * weight).sum() / k.clamp_min(1.0), float(k)

    z = model.heads["sent"](w).log_softmax(-1)
    p, has = tt(b["end"]), tt(b["has_end"])
    out["sent"] = -((p * z[..., 1] + (1 - p) * z[..., 0]) * has).sum() / has.sum().clamp_min(1.0), float(has.sum())
    lab = {k: tt(v).long() for k, v in b["label"].items()}
    wei = {k: tt(v) for k, v in b["weight"].items()}
    for k in ("upos", "xpos", "lemma", "ner", "role"):
        if float(wei[k].sum()):
            z = model.heads[k](w)
            if k == "ner":
                z = z.masked_fill(tt(b["nomisc"])[..., None] & (torch.arange(z.shape[-1]) >= MISC_FROM), -1e4)
            out[k] = soft(z, lab[k], wei[k])
    here = torch.arange(t)[None, :, None]

    def targets(label, weight, none):
        to = here + label + 1
        free = label == none
        weight = torch.where(free | (to >= 1) & (to <= t), weight, torch.zeros(()))
        return torch.where(free, torch.zeros_like(to), to.clamp(0, t)), weight

    sentence = tt(b["sentence"])
    other = (sentence[:, :, None] != sentence[:, None]) | torch.eye(t, dtype=torch.bool)
    never = F.pad(other, (1, 0))
    z = model.arc(w).masked_fill(never, -1e4)
    to, weight = targets(lab["head"], wei["head"], 0)
    weight = weight * ~never.gather(-1, to)
    out["arc"] = soft(z, to, weight)
    rows = ((weight[..., 0] > 0) & (wei["deprel"].sum(-1) > 0)).flatten().nonzero()[:, 0]
    head = to[..., 0].flatten()[rows]
    head = torch.where(head == 0, -1, rows // t * t + head - 1)
    z = model.relations(w.flatten(0, 1), rows, head)
    out["rel"] = soft(z, lab["deprel"].flatten(0, 1)[rows], wei["deprel"].flatten(0, 1)[rows])
    inside = (wei["role"][..., 0] > 0) & ~((lab["role"][..., 0] == 0) & (wei["role"][..., 0] > 0.7))
    if inside.any():
        to, weight = targets(lab["link"], wei["link"] * inside[..., None], NONE)
        absent = F.pad((sentence < 0)[:, None].expand(n, t, t), (1, 0))
        weight = weight * ~absent.gather(-1, to)
        out["link"] = soft(model.link(w).masked_fill(absent, -1e4), to, weight)
    return out


def joined(a, b):
    cat = lambda x, y: {k: cat(x[k], y[k]) for k in x} if isinstance(x, dict) else np.concatenate([x, y])
    return cat(a, b)


def bordered(b):
    """Windows begin with a border, and end with one after a whole sentence, as when reading."""
    last = b["end"][:, -2] > 0.5
    for rows, at in ((slice(None), 0), (last, -1)):
        b["ids"][rows, at] = (1, 0, 0, 0)
        b["sentence"][rows, at] = -1
        b["has_end"][rows, at] = 0
        for v in b["weight"].values():
            v[rows, at] = 0
    return b


@torch.no_grad()
def dev_scores(model, c, features, limit=6000):
    """Sentences F1 is left to the whole program; here gold words in gold sentences, heads by greedy choice."""
    model.eval()
    ids = np.array([(1, 0, 0, 0) if f is None else features(f) for f in c.form[:limit]], np.int64)
    right, total = Counter(), 0
    for at in range(0, len(ids), 190):
        x = torch.from_numpy(ids[at : at + 190])[None]
        x = F.pad(x, (0, 0, 1, 1))
        x[:, 0, 0] = x[:, -1, 0] = 1
        t = x.shape[1]
        w = model.words(x)
        s = torch.full((t,), -1, dtype=torch.long)
        s[1:-1] = torch.from_numpy(c.sentence[at : at + t - 2])
        z = model.arc(w)[0].masked_fill(F.pad((s[:, None] != s[None]) | torch.eye(t, dtype=torch.bool), (1, 0)), -1e4)
        head = z.argmax(-1)
        rel = model.relations(w[0], torch.arange(t), head - 1).argmax(-1)
        tags = {k: model.heads[k](w[0]).argmax(-1) for k in ("upos", "xpos", "lemma")}
        ends = model.heads["sent"](w[0]).argmax(-1)
        names = model.config["labels"]["deprel"]
        for i in range(1, t - 1):
            g = at + i - 1
            if c.weight["head"][g, 0] == 0:
                continue
            off = int(c.label["head"][g, 0])
            want = 0 if off == 0 else i + off + 1
            if want < 1 and off or want > t - 2:
                continue
            total += 1
            right["uas"] += int(head[i]) == want
            right["las"] += int(head[i]) == want and names[int(rel[i])].split(":")[0] == names[c.label["deprel"][g, 0]].split(":")[0]
            for k in tags:
                right[k] += c.weight[k][g, 0] > 0 and int(tags[k][i]) == c.label[k][g, 0]
            right["end"] += int(ends[i]) == int(c.end[g] > 0.5)
    model.train()
    return {k: round(100 * v / max(total, 1), 2) for k, v in right.items()}


def main():
    p = argparse.ArgumentParser()
    for k in ("data", "teacher", "out", "until"):
        p.add_argument("--" + k, required=True)
    p.add_argument("--silver", nargs="*", default=[])
    p.add_argument("--hidden", type=int, default=128)
    p.add_argument("--before", type=int, default=2)
    p.add_argument("--after", type=int, default=2)
    p.add_argument("--lr", type=float, default=2.5e-3)
    p.add_argument("--gold", type=float, default=0.45, help="share of gold words")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--again", action="store_true", help="begin a new plan from a finished run's weights")
    p.add_argument("--resume", help="begin a new plan from the weights of an exported file")
    p.add_argument("--eval-every", type=float, default=600)
    a = p.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(a.seed)
    os.makedirs(a.out, exist_ok=True)
    path = os.path.join(a.out, "last.pt")
    old = torch.load(path, weights_only=False) if os.path.exists(path) else read_saved(a.resume) if a.resume else None
    a.again = a.again or old is not None and "opt" not in old
    teacher, wp = read_exported(a.teacher)
    labels = teacher.config["labels"]
    del teacher
    corpora = [gold(trees(a.data, "train"), labels)] + [silver(s) for s in a.silver]
    dev = gold(trees(a.data, "dev"), labels)
    words = old["words"] if old else vocabulary(corpora, wp.pieces)
    config = old["config"] if old else {"hidden": a.hidden, "before": a.before, "after": a.after, "inner": 96, "heads": 6, "near": 31, "arc": 64, "rel": 24,
                                        "link": 32, "words": len(words) + 2, "labels": labels}
    features = Features(words)
    model = Fast(config)
    if old:
        model.load_state_dict(old["ema" if a.again else "model"])
    else:
        with torch.no_grad():
            model.tables[0].weight[2:] = first_vectors(words, a.teacher, a.hidden)
    streams = [Windows(c, features, a.seed + 7 * i + (old["s"]["steps"] if old else 0)) for i, c in enumerate(corpora)]
    print(len(words), "words;", sum(q.numel() for q in model.parameters()), "weights; units", [len(c) for c in corpora], flush=True)
    table = [model.tables[0].weight]
    rest = [q for q in model.parameters() if q is not table[0]]
    opt = torch.optim.AdamW([{"params": rest, "peak": a.lr, "weight_decay": 0.01}, {"params": table, "peak": a.lr * 0.6, "weight_decay": 0.0}],
                            lr=a.lr, betas=(0.9, 0.98), fused=True)
    ema = old["ema"] if old else {k: v.clone() for k, v in model.state_dict().items()}
    s = old["s"] if old else {"steps": 0, "words": 0, "seconds": 0.0, "cpu": 0.0}
    if old and not a.again:
        opt.load_state_dict(old["opt"])
        # The peaks of this call, not those that were saved.
        opt.param_groups[0]["peak"], opt.param_groups[1]["peak"] = a.lr, a.lr * 0.6
    live = dict(model.named_parameters())
    curve = open(os.path.join(a.out, "curve.tsv"), "a", encoding="utf-8")
    clock = time.localtime()
    h, m = map(int, a.until.split(":"))
    left = ((h * 60 + m) * 60 - clock.tm_hour * 3600 - clock.tm_min * 60 - clock.tm_sec) % 86400
    begin, x0 = time.time(), 0.0 if a.again else s.get("x", 0.0)
    last_eval, sums, cpu, cpu0, words0 = begin, {}, time.process_time(), time.process_time(), s["words"]
    rng = np.random.default_rng(a.seed + s["steps"])
    first = s["steps"]

    def save():
        torch.save({"config": config, "words": words, "model": model.state_dict(), "ema": ema, "opt": opt.state_dict(), "s": s, "args": vars(a)}, path + ".new")
        os.replace(path + ".new", path)

    def note(kind, values):
        curve.write(f"{s['seconds'] / 60:.2f}\t{s['cpu'] / 60:.2f}\t{s['steps']}\t{s['words']}\t{kind}\t{json.dumps(values)}\n")
        curve.flush()
        print(f"{s['seconds'] / 60:5.1f} min {s['cpu'] / 60:5.1f} cpu {s['steps']} steps {s['words'] / 1e6:.2f}M", kind, json.dumps(values), flush=True)

    def score(kind):
        twin = Fast(config)
        twin.load_state_dict(ema)
        note(kind, dev_scores(twin, dev, features))

    seconds0, spent0 = s["seconds"], s["cpu"]
    flags = {"save": False}
    signal.signal(signal.SIGUSR2, lambda *_: flags.update(save=True))
    while True:
        x = x0 + (1 - x0) * (time.time() - begin) / left
        if x >= 1:
            break
        f = min(1.0, (s["steps"] - first + 1) / 150) * min(1.0, 1.15 * (1 - x)) ** 1.2
        for g in opt.param_groups:
            g["lr"] = g["peak"] * f
        length = 96 if rng.random() < 0.5 else 192
        count = 1152 // length
        share = max(1, round(count * a.gold)) if len(streams) > 1 else count
        b = streams[0].batch(share, length)
        weights = np.array([len(c) for c in corpora[1:]], float)
        if share < count:
            k = 1 + rng.choice(len(weights), p=weights / weights.sum())
            b = joined(b, streams[k].batch(count - share, length))
        parts = losses(model, bordered(b))
        total = sum(WEIGHT[k] * l * min(1.0, n / 150) for k, (l, n) in parts.items())
        opt.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        opt.step()
        s["steps"] += 1
        s["words"] += count * length
        s["x"] = x
        if s["steps"] % 4 == 0:
            decay = min(0.99, s["steps"] / (40 + s["steps"]))
            with torch.no_grad():
                keys = list(live)
                torch._foreach_lerp_([ema[k] for k in keys], [live[k].detach() for k in keys], 1 - decay)
        for k, (l, n) in parts.items():
            v = sums.setdefault(k, [0.0, 0.0])
            v[0] += float(l.detach()) * n
            v[1] += n
        s["seconds"] = seconds0 + time.time() - begin
        s["cpu"] = spent0 + time.process_time() - cpu0
        if s["steps"] % 100 == 0:
            note("loss", {**{k: round(v[0] / max(v[1], 1), 3) for k, v in sums.items()}, "per_cpu_s": round((s["words"] - words0) / (time.process_time() - cpu)),
                          "passes": [w.passes for w in streams]})
            sums, cpu, words0 = {}, time.process_time(), s["words"]
        if flags["save"]:
            save()
            flags["save"] = False
        if time.time() - last_eval > a.eval_every:
            score("dev")
            save()
            last_eval, cpu, words0 = time.time(), time.process_time(), s["words"]
    save()
    score("end")


if __name__ == "__main__":
    main()
