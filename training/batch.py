"""Windows to tensors."""
import torch
import torch.nn.functional as F

from data import cased
from wordpiece import case_class

IGNORE = -100
MOST_PIECES = 250  # that a window has, with room for what letter case changes
HEADS = ("upos", "xpos", "lemma", "ner", "derived", "role")  # one label a word; "derived": names of GUM, in training only


class Collator:
    """`split`: the share of words cut into other pieces than usual, by random numbers of `rng`; in training only."""

    def __init__(self, wp, labels, split=0.0, rng=None):
        self.wp, self.split, self.rng = wp, split, rng
        self.index = {k: {x: i for i, x in enumerate(v)} for k, v in labels.items()}
        self.index["derived"] = self.index["ner"]

    def __call__(self, windows):
        wp, ids, pos, case, first, last = self.wp, [], [], [], [], []
        lengths, flat = [], []
        lab = {k: [] for k in ("sent", *HEADS)}
        nomisc, sentences, heads, rels, links, link_groups = [], [], [], [], [], []
        for w in windows:
            d, base, p = w.doc, len(first), 1
            ids.append(wp.cls); pos.append(0); case.append(0)
            slot, spare = {}, MOST_PIECES - w.pieces
            for k, i in enumerate(w.words):
                if k in w.breaks:
                    ids.append(wp.sep); pos.append(p); case.append(0)
                    p += 1
                form = cased(d.form[i], w.case)
                pieces, c = wp(form), case_class(form)
                if self.split and len(form) > 3 and form.isalpha() and self.rng.random() < self.split:
                    other = wp.otherwise(form, self.rng)
                    if len(other) - len(pieces) <= spare:
                        spare -= len(other) - len(pieces)
                        pieces = other
                first.append(len(ids))
                ids.extend(pieces); pos.extend(range(p, p + len(pieces))); case.extend([c] * len(pieces))
                last.append(len(ids) - 1)
                p += len(pieces)
                slot[i] = base + k
            ids.append(wp.sep); pos.append(p); case.append(0)
            lengths.append(p + 1)
            flat.extend((w, i) for i in w.words)
            for k in HEADS:
                col = (d.ner if (k == "derived") == (d.source == "gum") else None) if k in ("ner", "derived") else getattr(d, k)
                lab[k].extend([IGNORE] * len(w.words) if col is None else [self.index[k].get(col[i], IGNORE) for i in w.words])
            nomisc.extend([not d.misc] * len(w.words))
            if d.head is None:
                lab["sent"].extend([IGNORE] * len(w.words))
                heads.extend([IGNORE] * len(w.words)); rels.extend([IGNORE] * len(w.words))
            else:
                n, run = len(w.words), []
                for k, i in enumerate(w.words):
                    end = k + 1 == n or d.sent[w.words[k + 1]] != d.sent[i]
                    lab["sent"].append(int(end))
                    run.append(base + k)
                    h = d.head[i]
                    heads.append(-1 if h == -1 else slot.get(h, IGNORE))
                    rels.append(self.index["deprel"].get(d.deprel[i], IGNORE))
                    if end:
                        if len(run) <= 160:
                            sentences.append(run)
                        run = []
            if d.link is None:
                links.extend([IGNORE] * len(w.words))
            else:
                # Every word in a role points to its cue's first word; -1 is NONE (no cue, or outside the window).
                links.extend(IGNORE if d.role[i] == "O" else slot.get(d.link[i], -1) for i in w.words)
                link_groups.append(list(range(base, len(first))))
        n = len(ids)
        tt = torch.tensor
        return {"ids": tt(ids), "pos": tt(pos), "case": tt(case), "first": tt(first), "last": tt(last), "lengths": lengths,
                "lab": {k: tt(v) for k, v in lab.items()}, "nomisc": tt(nomisc),
                "groups": self._groups(sentences, len(first)), "head": tt(heads), "rel": tt(rels),
                "link_groups": self._groups(link_groups, len(first)), "link": tt(links), "pieces": n, "flat": flat, "sentences": sentences}

    @staticmethod
    def _groups(groups, absent):
        m = max(map(len, groups), default=0)
        return torch.tensor([g + [absent] * (m - len(g)) for g in groups], dtype=torch.long).view(len(groups), m)


def pointer_targets(groups, target, n):
    """Column of each word's target in its group (0 is root/NONE), IGNORE where there is none."""
    t = F.pad(target, (0, 1), value=IGNORE)[groups]
    base = groups[:, :1]
    return torch.where(t >= 0, t - base + 1, torch.where(t == -1, torch.zeros_like(t), t))
