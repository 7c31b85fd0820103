"""A checkpoint's averaged weights to the 8-bit file that the program reads: python save.py CHECKPOINT OUT.safetensors [--room WORDS]"""
import argparse
import json
import os
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from export import quantise
from features import PREFIXES, SHAPES, SUFFIXES

TRAINED_ON = ("UD English EWT train and UNER-EWT train (CC BY-SA 4.0); UD English GUM train without essay, fiction, letter, podcast, whow and names derived "
              "from it (CC BY, CC BY-SA and public-domain genres); as read by the accurate model: the raw text of these, Wikinews (CC BY 2.5), Wikipedia's "
              "current events (CC BY-SA 4.0); the accurate model's word piece vectors")


def layout(config):
    """(name in the file, name in the network, kind) of every tensor; kind is "linear", "rows" or "plain"."""
    norm = lambda name, key: [(name + ".g", key + ".weight", "plain"), (name + ".b", key + ".bias", "plain")]
    out = [(f"emb.{name}", f"tables.{i}.weight", "rows") for i, name in enumerate(("word", "prefix", "suffix", "shape"))] + norm("emb.ln", "ln")
    for part in ("before", "after"):
        for i in range(config[part]):
            out += [(f"{part}.{i}", f"{part}.{i}.lin", "linear")] + norm(f"{part}.{i}.ln", f"{part}.{i}.ln")
    out += [("att.qkv", "attention.qkv", "linear"), ("att.out", "attention.out", "linear"), ("att.near", "attention.keys", "plain")]
    out += norm("att.ln", "attention.ln") + [(f"head.{k}", f"heads.{k}", "linear") for k in ("sent", "upos", "xpos", "lemma", "ner", "role")]
    for k in ("arc", "link"):
        out += [(f"{k}.dep", f"{k}.dep", "linear"), (f"{k}.head", f"{k}.head", "linear"), (f"{k}.u", f"{k}.u", "plain"),
                ("link.none" if k == "link" else "arc.root", f"{k}.none", "plain")]
    out += [("arc.near", "arc.keys", "plain"), ("rel.dep", "rel_dep", "linear"), ("rel.head", "rel_head", "linear")]
    return out + [("rel.root", "rel_root", "plain"), ("rel.u", "rel_u", "plain")]


def export(checkpoint, path, room):
    old = torch.load(checkpoint, weights_only=False)
    state, config = old["ema"], old["config"]
    out = {"vocab": torch.tensor(list("\n".join(old["words"]).encode("utf-8")), dtype=torch.uint8)}
    for name, key, kind in layout(config):
        if kind == "rows":
            out[name], out[name + ".scale"] = quantise(state[key])
        elif kind == "linear":
            out[name + ".w"], out[name + ".scale"] = quantise(state[key + ".weight"])
            out[name + ".b"] = state[key + ".bias"].float().contiguous()
        else:
            out[name] = state[key].float().contiguous()
    public = {k: config[k] for k in ("hidden", "before", "after", "heads", "inner", "near", "arc", "rel", "link", "labels")}
    public.update(arc_near=config["near"], max_pieces=room, buckets=[PREFIXES, SUFFIXES, SHAPES])
    meta = {"format": "dunlin-fast-1", "config": json.dumps(public, ensure_ascii=False), "trained_on": TRAINED_ON, "seed": str(old["args"]["seed"]),
            "steps": str(old["s"]["steps"]), "words_seen": str(old["s"]["words"]), "training_minutes_cpu": f"{old['s']['cpu'] / 60:.1f}"}
    save_file(out, path, metadata=meta)


def read_saved(path):
    """An exported file as a checkpoint that a new plan can begin from (`train.py --resume`)."""
    with safe_open(path, "pt") as f:
        meta, get = f.metadata(), f.get_tensor
        config, state = json.loads(meta["config"]), {}
        words = bytes(get("vocab").tolist()).decode("utf-8").split("\n")
        config["words"] = len(words) + 2
        for name, key, kind in layout(config):
            if kind == "plain":
                state[key] = get(name)
            elif kind == "rows":
                state[key] = get(name).float() * get(name + ".scale")[:, None]
            else:
                state[key + ".weight"] = get(name + ".w").float() * get(name + ".scale")[:, None]
                state[key + ".bias"] = get(name + ".b")
    s = {"steps": int(meta["steps"]), "words": int(meta["words_seen"]), "seconds": 0.0, "cpu": 60 * float(meta["training_minutes_cpu"])}
    return {"config": config, "words": words, "ema": state, "s": s}


if __name__ == "__main__":
    a = argparse.ArgumentParser()
    a.add_argument("checkpoint")
    a.add_argument("out")
    a.add_argument("--room", type=int, default=192, help="words in a window at most")
    a = a.parse_args()
    export(a.checkpoint, a.out, a.room)
