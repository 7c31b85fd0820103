"""Words to WordPiece ids and case classes, the same as the run time does it.

Lower-case, strip accents (NFD without Mn), map curly quotes and dashes to ASCII, split at punctuation inside the word, then greedy
longest match with "##" continuations over the pieces of the *word part*; every piece belongs to the word.
"""
import unicodedata

MAP = {ord(a): b for a, b in zip("\u2018\u2019\u201a\u201b\u2032\u02bc\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "''''''\"\"\"\"\"\"\"-------")}
UNK, CLS, SEP = "[UNK]", "[CLS]", "[SEP]"


def is_punctuation(ch):
    """BERT's definition: the ASCII symbols and Unicode category P."""
    c = ord(ch)
    return 33 <= c <= 47 or 58 <= c <= 64 or 91 <= c <= 96 or 123 <= c <= 126 or unicodedata.category(ch).startswith("P")


def normalise(word):
    word = unicodedata.normalize("NFD", word.translate(MAP).lower())
    return "".join(c for c in word if unicodedata.category(c) != "Mn")


def case_class(word):
    """0 lower/other, 1 Title, 2 ALL CAPS (2+ letters), 3 mixed, 4 has a digit, 5 punctuation/symbols only, 6 one capital letter."""
    if any(c.isdigit() for c in word):
        return 4
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 5
    upper = [c.isupper() for c in letters]
    if not any(upper):
        return 0
    if all(upper):
        return 2 if len(letters) > 1 else 6
    return 1 if upper[0] else 3


def kept_pieces(vocab):
    """The pieces worth shipping: specials, all single characters, and everything Latin; unused slots and other scripts' words go."""
    keep = []
    for p in vocab:
        body = p[2:] if p.startswith("##") else p
        special = p in ("[PAD]", UNK, CLS, SEP)
        unused = p.startswith("[") and p.endswith("]") and len(p) > 2
        latin = all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x2200 for c in body)
        if special or (not unused and (len(body) == 1 or latin)):
            keep.append(p)
    return keep


class WordPiece:
    def __init__(self, pieces):
        self.pieces = list(pieces)
        self.id = {p: i for i, p in enumerate(self.pieces)}
        self.unk, self.cls, self.sep = self.id[UNK], self.id[CLS], self.id[SEP]
        self.cache = {}

    def __call__(self, word):
        got = self.cache.get(word)
        if got is None:
            got = self.cache[word] = self._word(word)
        return got

    def _word(self, word, rng=None):
        if len(word) > 100:
            return (self.unk,)
        parts, run = [], ""
        for c in normalise(word):
            if is_punctuation(c):
                if run:
                    parts.append(run)
                parts.append(c)
                run = ""
            else:
                run += c
        if run:
            parts.append(run)
        out = []
        for part in parts:
            out.extend(self._part(part, rng))
        return tuple(out) or (self.unk,)

    def otherwise(self, word, rng):
        """Pieces of the word cut at random places (after BPE-dropout, Provilkov et al., 2020): now and then not the longest that fits."""
        return self._word(word, rng)

    def _part(self, part, rng=None):
        out, i = [], 0
        while i < len(part):
            for j in range(len(part), i, -1):
                k = self.id.get(("##" if i else "") + part[i:j])
                if k is not None and (rng is None or j == i + 1 or rng.random() < 0.6):
                    out.append(k)
                    i = j
                    break
            else:
                return [self.unk]
        return out
