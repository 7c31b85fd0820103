"""The fast model: tables of word features, gated convolutions over three words, one attention, and the heads of the accurate model."""
import torch
import torch.nn.functional as F
from torch import nn

from model import Dropout
from features import PREFIXES, SHAPES, SUFFIXES


class Conv(nn.Module):
    def __init__(self, h):
        super().__init__()
        self.lin, self.ln = nn.Linear(3 * h, 2 * h), nn.LayerNorm(h, eps=1e-12)

    def forward(self, x):
        p = F.pad(x, (0, 0, 1, 1))
        a, b = self.lin(torch.cat([p[:, :-2], x, p[:, 2:]], -1)).chunk(2, -1)
        return self.ln(x + a * torch.sigmoid(b))


def distances(t, near, device=None):
    i = torch.arange(t)
    return (i[None] - i[:, None]).clamp(-near, near) + near


class Attention(nn.Module):
    """Every word to every word of the window, with a key for each distance (Shaw et al., 2018)."""

    def __init__(self, h, inner, heads, near):
        super().__init__()
        self.inner, self.heads, self.near = inner, heads, near
        self.qkv, self.out, self.ln = nn.Linear(h, 3 * inner), nn.Linear(inner, h), nn.LayerNorm(h, eps=1e-12)
        self.keys = nn.Parameter(torch.randn(inner // heads, 2 * near + 1) * 0.05)

    def forward(self, x):
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q = q * (self.inner // self.heads) ** -0.5
        d = distances(t, self.near).expand(b, self.heads, t, t)
        s = q @ k.transpose(-1, -2) + (q @ self.keys).gather(-1, d)
        a = (s.softmax(-1) @ v).transpose(1, 2).reshape(b, t, self.inner)
        return self.ln(x + self.out(a))


class Pointer(nn.Module):
    """Scores of candidates for words: [dependent; 1] U candidate, and for arcs a candidate for each distance."""

    def __init__(self, h, size, near=0):
        super().__init__()
        self.dep, self.head = nn.Linear(h, size), nn.Linear(h, size)
        self.none = nn.Parameter(torch.randn(size) * 0.1)
        self.u = nn.Parameter(torch.cat([torch.eye(size) * 0.3, torch.zeros(1, size)]))
        self.near = near
        if near:
            self.keys = nn.Parameter(torch.zeros(size, 2 * near + 1))

    def forward(self, w):
        """[B, T, 1 + T]"""
        dep, head = (F.relu(f(w)) for f in (self.dep, self.head))
        mixed = dep @ self.u[:-1] + self.u[-1]
        s = mixed @ head.transpose(1, 2)
        if self.near:
            b, t, _ = s.shape
            s = s + (mixed @ self.keys).gather(-1, distances(t, self.near).expand(b, t, t))
        return torch.cat([(mixed @ self.none)[..., None], s], -1)


class Fast(nn.Module):
    def __init__(self, config):
        super().__init__()
        c, self.config = config, config
        h, lab = c["hidden"], c["labels"]
        # Few passes are made over much text: only what the tables give and what the heads read is dropped.
        self.drop = Dropout(c.get("dropout", 0.1))
        self.tables = nn.ModuleList(nn.Embedding(n, h) for n in (c["words"], PREFIXES, SUFFIXES, SHAPES))
        for t in self.tables:
            nn.init.normal_(t.weight, std=0.1)
        self.ln = nn.LayerNorm(h, eps=1e-12)
        self.before = nn.ModuleList(Conv(h) for _ in range(c["before"]))
        self.attention = Attention(h, c["inner"], c["heads"], c["near"])
        self.after = nn.ModuleList(Conv(h) for _ in range(c["after"]))
        self.heads = nn.ModuleDict({k: nn.Linear(h, n) for k, n in
                                    [("sent", 2)] + [(k, len(lab[k])) for k in ("upos", "xpos", "lemma", "ner", "role")]})
        self.arc = Pointer(h, c["arc"], c["near"])
        self.link = Pointer(h, c["link"])
        r = c["rel"]
        self.rel_dep, self.rel_head = nn.Linear(h, r), nn.Linear(h, r)
        self.rel_root = nn.Parameter(torch.randn(r) * 0.1)
        self.rel_u = nn.Parameter(torch.randn(len(lab["deprel"]), r + 1, r + 1) * 0.02)

    def words(self, ids):
        x = sum(t(ids[..., i]) for i, t in enumerate(self.tables))
        x = self.drop(self.ln(x))
        for l in self.before:
            x = l(x)
        x = self.attention(x)
        for l in self.after:
            x = l(x)
        return self.drop(x)

    def relations(self, w, dep, head):
        """Of word vectors [N, H], pairs of row numbers; head -1 is the root."""
        d = F.relu(self.rel_dep(w))
        h = F.relu(self.rel_head(w))
        h = torch.cat([h, self.rel_root[None]])[head]
        d, h = F.pad(d[dep], (0, 1), value=1.0), F.pad(h, (0, 1), value=1.0)
        return (d[:, :, None] * h[:, None]).flatten(1) @ self.rel_u.flatten(1).T
