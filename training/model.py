"""The encoder (BERT architecture, read from MiniLM safetensors) and its heads. Shapes and names follow the file the run time reads.

Everything runs over the pieces of all windows end to end, without padding; only the biaffines see padded blocks.
"""
import torch
import torch.nn.functional as F
from torch import nn


class Dropout(nn.Module):
    """Dropout whose mask is a slice, at a random place, of one pool of random bits: drawing fresh bits costs a tenth of a step."""

    POOL = 1 << 23

    def __init__(self, p):
        super().__init__()
        self.p = p
        g = torch.Generator().manual_seed(int(p * 1000))
        self.pool = (torch.rand(self.POOL, generator=g) >= p).float().div_(1 - p)

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        n = x.numel()
        if n >= self.POOL:
            return F.dropout(x, self.p)
        at = int(torch.randint(self.POOL - n, ()))
        return x * self.pool[at : at + n].view(x.shape)


class Layer(nn.Module):
    def __init__(self, h, ffn, heads, dropout):
        super().__init__()
        self.heads, self.drop = heads, dropout
        self.qkv, self.out = nn.Linear(h, 3 * h), nn.Linear(h, h)
        self.up, self.down = nn.Linear(h, ffn), nn.Linear(ffn, h)
        self.ln1, self.ln2 = nn.LayerNorm(h, eps=1e-12), nn.LayerNorm(h, eps=1e-12)

    def forward(self, x, lengths):
        h, out = x.shape[1], []
        # One attention call a window: nothing is padded or masked, and split's gradient is one concatenation.
        for part in self.qkv(x).split(lengths):
            q, k, v = part.view(1, len(part), 3, self.heads, h // self.heads).permute(2, 0, 3, 1, 4)
            out.append(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(len(part), h))
        a = torch.cat(out)
        x = self.ln1(x + self.drop(self.out(a)))
        return self.ln2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Biaffine(nn.Module):
    """Dependent and head representations of one size and a candidate that is no word (ROOT or NONE)."""

    def __init__(self, h, size, labels=0):
        super().__init__()
        self.dep, self.head = nn.Linear(h, size), nn.Linear(h, size)
        self.root = nn.Parameter(torch.randn(size) * 0.1)
        self.u = nn.Parameter(torch.zeros(labels, size + 1, size + 1) if labels else torch.zeros(size + 1, size))
        nn.init.normal_(self.u, std=0.02)
        self.drop = 0.2

    def reps(self, w):
        return (F.dropout(F.relu(f(w)), self.drop, self.training) for f in (self.dep, self.head))


class Dunlin(nn.Module):
    def __init__(self, config):
        super().__init__()
        c, self.config = config, config
        h, lab = c["hidden"], c["labels"]
        self.word = nn.Embedding(c["vocab"], h)
        self.pos = nn.Embedding(c["max_pieces"], h)
        self.case = nn.Embedding(7, h)
        nn.init.zeros_(self.case.weight)
        self.ln = nn.LayerNorm(h, eps=1e-12)
        self.drop = Dropout(c.get("dropout", 0.1))
        self.layers = nn.ModuleList(Layer(h, c["ffn"], c["heads"], self.drop) for _ in range(c["layers"]))
        self.heads = nn.ModuleDict({k: nn.Linear(h, n) for k, n in
                                    [("sent", 2)] + [(k, len(lab[k])) for k in ("upos", "xpos", "lemma", "ner", "role")]})
        # Names derived from GUM follow another convention than the hand-marked sets: a head of their own, used in training only.
        self.derived = nn.Linear(h, len(lab["ner"])) if c.get("derived") else None
        self.arc = Biaffine(h, c["arc"])
        self.rel = Biaffine(h, c["rel"], len(lab["deprel"]))
        self.link = Biaffine(h, c["link"])

    def load_minilm(self, state, rows):
        """`rows`: for each piece kept, its row in the published embedding table."""
        g = lambda k: state[k]
        with torch.no_grad():
            self.word.weight.copy_(g("embeddings.word_embeddings.weight")[rows])
            self.pos.weight.copy_((g("embeddings.position_embeddings.weight") + g("embeddings.token_type_embeddings.weight")[0])[: self.config["max_pieces"]])
            pairs = [(self.ln, "embeddings.LayerNorm")]
            for i, l in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                for part in ("weight", "bias"):
                    qkv = torch.cat([g(f"{p}attention.self.{n}.{part}") for n in ("query", "key", "value")])
                    getattr(l.qkv, part).copy_(qkv)
                pairs += [(l.out, p + "attention.output.dense"), (l.ln1, p + "attention.output.LayerNorm"),
                          (l.up, p + "intermediate.dense"), (l.down, p + "output.dense"), (l.ln2, p + "output.LayerNorm")]
            for m, k in pairs:
                m.weight.copy_(g(k + ".weight"))
                m.bias.copy_(g(k + ".bias"))

    def words(self, b):
        """Word vectors [W, hidden] of a collated batch."""
        x = self.word(b["ids"]) + self.pos(b["pos"]) + self.case(b["case"])
        x = self.drop(self.ln(x))
        for l in self.layers:
            x = l(x, b["lengths"])
        return self.drop((x[b["first"]] + x[b["last"]]) / 2)

    def pointer(self, bi, w, groups):
        """Scores [G, T, 1 + T] of each word of a group for the root candidate (column 0) and the group's words."""
        dep, head = (F.pad(r, (0, 0, 0, 1))[groups] for r in bi.reps(w))
        head = torch.cat([bi.root.expand(len(groups), 1, -1), head], 1)
        scores = F.pad(dep, (0, 1), value=1.0) @ bi.u @ head.transpose(1, 2)
        absent = F.pad(groups == len(w), (1, 0))
        return scores.masked_fill(absent[:, None], -1e4)

    def relations(self, w, dep, head):
        """Label scores [N, K] for pairs of word numbers; head -1 is the root."""
        d, h = self.rel.reps(w)
        h = torch.cat([h, self.rel.root[None]])[head]
        d, h = F.pad(d[dep], (0, 1), value=1.0), F.pad(h, (0, 1), value=1.0)
        return torch.einsum("nkj,nj->nk", torch.einsum("ni,kij->nkj", d, self.rel.u), h)
