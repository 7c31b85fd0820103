"""Gold and silver words in one form: long arrays, a row a unit. A unit is a word or the border between two stretches of text.

Every layer is a few likely labels with their weights; gold has one of weight 1, what a set does not say weighs 0."""
import numpy as np

LAYERS = (("upos", 3), ("xpos", 3), ("lemma", 2), ("ner", 3), ("role", 3), ("head", 4), ("deprel", 3), ("link", 2))
NONE = 0x7FFF  # a role word without a cue
MISC_FROM = 13


class Corpus:
    """`form` a list, None for a border; `last`, `sentence` (its number) and for each layer `label[k]`, `weight[k]`."""

    def __init__(self, n):
        self.form = [None] * n
        self.end = np.zeros(n, np.float32)
        self.has_end = np.zeros(n, np.float32)
        self.sentence = np.full(n, -1, np.int64)
        self.starts = []
        self.label = {k: np.zeros((n, m), np.int32) for k, m in LAYERS}
        self.weight = {k: np.zeros((n, m), np.float32) for k, m in LAYERS}
        self.nomisc = np.zeros(n, bool)

    def __len__(self):
        return len(self.form)


def gold(docs, labels):
    index = {k: {x: i for i, x in enumerate(v)} for k, v in labels.items()}
    n = sum(len(d) + 1 + sum(a != b for a, b in zip(d.para, d.para[1:])) for d in docs)
    c, at, sentence = Corpus(n), 0, 0
    for d in docs:
        place = []
        for i in range(len(d)):
            if i == 0 or d.para[i] != d.para[i - 1]:
                at += 1
            place.append(at)
            at += 1
        for i, p in enumerate(place):
            c.form[p] = d.form[i]
            if i == 0 or d.sent[i] != d.sent[i - 1]:
                sentence += 1
                c.starts.append(p)
            c.sentence[p] = sentence
            c.nomisc[p] = not d.misc
            c.end[p], c.has_end[p] = i + 1 == len(d) or d.sent[i + 1] != d.sent[i], 1
            for k in ("upos", "xpos", "lemma", "deprel", "ner"):
                col = getattr(d, k)
                j = None if col is None else index[k].get(col[i])
                if j is not None:
                    c.label[k][p, 0], c.weight[k][p, 0] = j, 1
            h = d.head[i]
            c.label["head"][p, 0], c.weight["head"][p, 0] = 0 if h < 0 else place[h] - p, 1
    assert at == n, (at, n)
    return c


def silver(path):
    raw = np.fromfile(path + ".bin", "<u2")
    forms = open(path + ".forms", encoding="utf-8").read().split("\n")
    raw = raw[: len(raw) // 48 * 48].reshape(-1, 48)
    n = min(len(raw), len(forms) - 1)
    raw, forms = raw[:n], forms[:n]
    border = np.concatenate([[True], (raw[:-1, 0] & 2) > 0])
    place = np.arange(n) + np.cumsum(border)
    c = Corpus(int(place[-1]) + 1)
    for p, f in zip(place.tolist(), forms):
        c.form[p] = f
    ends = (raw[:, 0] & 1) > 0
    first = np.concatenate([[True], ends[:-1]])
    c.sentence[place] = np.cumsum(first)
    c.starts = place[first].tolist()
    c.end[place], c.has_end[place] = raw[:, 1] / 65535, 1
    at = 2
    for k, m in LAYERS:
        part = raw[:, at : at + 2 * m].reshape(n, m, 2)
        lab = part[..., 0].astype(np.int16).astype(np.int32) if k in ("head", "link") else part[..., 0].astype(np.int32)
        w = part[..., 1] / np.float32(65535)
        c.label[k][place] = lab
        c.weight[k][place] = w / np.maximum(w.sum(1, keepdims=True), 1e-6)
        at += 2 * m
    return c


class Windows:
    """Endless batches of windows of one corpus, each of `length` units from the start of a sentence on."""

    def __init__(self, corpus, features, seed):
        self.c, self.features = corpus, features
        self.ids = np.array([(1, 0, 0, 0) if f is None else features(f) for f in corpus.form], np.int32)
        self.cased = {}
        self.starts = np.array(corpus.starts)
        self.rng = np.random.default_rng(seed)
        self.queue, self.length, self.passes = np.zeros(0, np.int64), 0, 0

    def picks(self, count, length):
        """Starts of windows; a pass goes through the text with a random offset."""
        while len(self.queue) < count:
            self.passes += 1
            at, out, n = int(self.rng.integers(0, length)), [], len(self.c)
            marks = np.arange(at, max(n - length - 1, at + 1), int(length * 0.9))
            i = np.minimum(np.searchsorted(self.starts, marks), len(self.starts) - 1)
            got = self.starts[i] - 1
            self.queue = np.concatenate([self.queue, self.rng.permutation(np.clip(got, 0, n - 257))])
        out, self.queue = self.queue[:count], self.queue[count:]
        return out

    def batch(self, count, length):
        rows = self.picks(count, length)[:, None] + np.arange(length)
        c, ids = self.c, self.ids[rows]
        for b in range(count):
            x = self.rng.random()
            if x < 0.06:
                how = str.upper if x < 0.025 else str.lower if x < 0.05 else (lambda f: f[:1].upper() + f[1:])
                ids[b] = [(1, 0, 0, 0) if c.form[r] is None else self.features(how(c.form[r])) for r in rows[b]]
        word = ids[..., 0]
        word[(self.rng.random(word.shape) < 0.04) & (word > 1)] = 0
        out = {"ids": ids, "sentence": c.sentence[rows], "end": c.end[rows], "has_end": c.has_end[rows], "nomisc": c.nomisc[rows]}
        # What a window cuts off at its end is no sentence end seen whole.
        out["label"] = {k: v[rows] for k, v in c.label.items()}
        out["weight"] = {k: v[rows] for k, v in c.weight.items()}
        return out
