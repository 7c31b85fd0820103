"""A checkpoint's averaged weights to the 8-bit file that the program reads, and back.

python export.py CHECKPOINT OUT.safetensors [--with FILE …] [--reference OUT.json]

Every matrix is stored as signed bytes with one scale a row (w = q * scale, |q| <= 127); biases, layer norms and the biaffine tensors
stay 32-bit. `--reference` also writes, for three short windows, what the heads give with full and with 8-bit weights.
"""
import argparse
import json

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from batch import Collator
from data import raw_doc, cut
from model import Dunlin
from wordpiece import WordPiece

TRAINED_ON = ("all-MiniLM-L6-v2 (Apache-2.0); UD English EWT train (CC BY-SA 4.0); UD English GUM train without essay, fiction, letter, podcast, whow "
              "(CC BY, CC BY-SA and public-domain genres); UNER-EWT train (CC BY-SA 4.0); GUM-derived names, same documents (CC BY 4.0); "
              "WikiGold train (CC BY 4.0); MEANTIME train (CC BY 4.0); PolNeAR 1.0 train (annotation; texts belong to their publishers)")
LINEAR = "linear"


def layout(config):
    """(name in the file, name in the model, kind) of every tensor; kind is "linear", "rows" or "plain"."""
    out = [("emb.word", "word.weight", "rows"), ("emb.pos", "pos.weight", "plain"), ("emb.case", "case.weight", "plain"),
           ("emb.ln.g", "ln.weight", "plain"), ("emb.ln.b", "ln.bias", "plain")]
    for i in range(config["layers"]):
        out += [(f"layer.{i}.{k}", f"layers.{i}.{k}", LINEAR) for k in ("qkv", "out", "up", "down")]
        out += [(f"layer.{i}.{k}.{a}", f"layers.{i}.{k}.{b}", "plain") for k in ("ln1", "ln2") for a, b in (("g", "weight"), ("b", "bias"))]
    out += [(f"head.{k}", f"heads.{k}", LINEAR) for k in ("sent", "upos", "xpos", "lemma", "ner", "role")]
    for k in ("arc", "rel", "link"):
        out += [(f"{k}.dep", f"{k}.dep", LINEAR), (f"{k}.head", f"{k}.head", LINEAR), (f"{k}.u", f"{k}.u", "plain"),
                ("link.none" if k == "link" else f"{k}.root", f"{k}.root", "plain")]
    return out


def quantise(w):
    scale = (w.abs().amax(1) / 127).clamp_min(1e-12)
    return (w / scale[:, None]).round().clamp(-127, 127).to(torch.int8), scale


def export(checkpoint, path, others=()):
    """Writes the mean of the checkpoint's averaged weights and those of `others`, which must be ends of one line of training."""
    old = torch.load(checkpoint, weights_only=False)
    state, config, pieces = old["ema"], old["config"], old["pieces"]
    more = [read_exported(o)[0].state_dict() if o.endswith(".safetensors") else torch.load(o, weights_only=False)["ema"] for o in others]
    # An exported file lacks the heads that are for training only.
    mean = lambda k, v: sum((m[k] for m in more if k in m), v) / (1 + sum(k in m for m in more))
    state = {k: mean(k, v) if v.is_floating_point() else v for k, v in state.items()}
    out = {"vocab": torch.tensor(list("\n".join(pieces).encode("utf-8")), dtype=torch.uint8)}
    for name, key, kind in layout(config):
        if kind == "plain":
            out[name] = state[key].float().contiguous()
        elif kind == "rows":
            out[name], out[name + ".scale"] = quantise(state[key])
        else:
            out[name + ".w"], out[name + ".scale"] = quantise(state[key + ".weight"])
            out[name + ".b"] = state[key + ".bias"].float().contiguous()
    wp = WordPiece(pieces)
    public = {k: config[k] for k in ("layers", "hidden", "heads", "ffn", "max_pieces", "arc", "rel", "link", "labels")}
    public.update(cls=wp.cls, sep=wp.sep, unk=wp.unk)
    meta = {"format": "dunlin-encoder-1", "config": json.dumps(public, ensure_ascii=False), "trained_on": TRAINED_ON, "seed": str(old["seed"]),
            "steps": str(old["s"]["steps"]), "pieces_seen": str(old["s"]["pieces"]), "training_minutes": f"{old['s']['trained_seconds'] / 60:.1f}"}
    save_file(out, path, metadata=meta)


def metadata(path):
    with safe_open(path, "pt") as f:
        return f.metadata()


def read_exported(path):
    """(model with the 8-bit values as floats, word pieces)"""
    with safe_open(path, "pt") as f:
        config = json.loads(f.metadata()["config"])
        get = f.get_tensor
        pieces = bytes(get("vocab").tolist()).decode("utf-8").split("\n")
        config["vocab"] = len(pieces)
        model, state = Dunlin(config), {}
        for name, key, kind in layout(config):
            if kind == "plain":
                state[key] = get(name)
            elif kind == "rows":
                state[key] = get(name).float() * get(name + ".scale")[:, None]
            else:
                state[key + ".weight"] = get(name + ".w").float() * get(name + ".scale")[:, None]
                state[key + ".bias"] = get(name + ".b")
    model.load_state_dict(state)
    return model.eval(), WordPiece(pieces)


EXAMPLES = [
    "The ministry said on Tuesday that 32,300 permits had been issued.",
    "Harbour workers end strike\n\n\u201cWe can\u2019t wait any longer,\u201d union leader Anna Okoye told reporters in L\u00fcbeck. She denied that talks had failed.",
    "PORT REOPENS AFTER STORM\n\nVis-\u00e0-vis the U.S. plan, he said it\u2019s \u201cnot serious\u201d.",
]


@torch.no_grad()
def reference(checkpoint, exported, path):
    old = torch.load(checkpoint, weights_only=False)
    full = Dunlin(old["config"])
    full.load_state_dict(old["ema"])
    small, wp = read_exported(exported)
    out = []
    for text in EXAMPLES:
        doc = raw_doc("x", "x", text)
        win = cut(doc, wp, 256)
        assert len(win) == 1
        b = Collator(wp, old["config"]["labels"])(win)
        e = {"text": text, "words": doc.form, "paragraph": doc.para, "pieces": b["ids"].tolist(), "piece_text": [wp.pieces[i] for i in b["ids"]], "case": b["case"].tolist(),
             "first": b["first"].tolist(), "last": b["last"].tolist()}
        # For the biaffines the whole window is taken as one sentence: heads of every word are the first word, and ROOT for it.
        group = torch.arange(len(doc))[None]
        for kind, model in (("fp32", full), ("int8_weights", small)):
            model.eval()
            w = model.words(b)
            dep = torch.arange(len(doc))
            e[kind] = {"word": rounded(w[:, :8]), **{f"head.{k}": rounded(h(w)[:, :8]) for k, h in model.heads.items()},
                       **{f"head.{k}.best": h(w).argmax(-1).tolist() for k, h in model.heads.items()},
                       "arc": rounded(model.pointer(model.arc, w, group)[0, :, :8]), "link": rounded(model.pointer(model.link, w, group)[0, :, :8]),
                       "rel": rounded(model.relations(w, dep, dep * 0 - (dep == 0).long())[:, :8])}
        out.append(e)
    note = ("Values of the first 8 columns for every word. arc and link: column 0 is ROOT or NONE, column k the window's word k - 1 (from 0); all words of the "
            "window are candidates here. rel: label scores with the window's first word as head of each word (ROOT for the first word itself).")
    with open(path, "w", encoding="utf-8") as f:
        json.dump({"note": note, "windows": out}, f, ensure_ascii=False, indent=1)


def rounded(t):
    return [[round(float(x), 5) for x in row] for row in t]


def main():
    a = argparse.ArgumentParser()
    a.add_argument("checkpoint")
    a.add_argument("out")
    a.add_argument("--with", dest="others", nargs="*", default=[], help="checkpoints or exported files whose weights are averaged with the first one's")
    a.add_argument("--reference")
    a = a.parse_args()
    torch.set_num_threads(1)
    export(a.checkpoint, a.out, a.others)
    if a.reference:
        reference(a.checkpoint, a.out, a.reference)


if __name__ == "__main__":
    main()
