"""What the fast model sees of a word: its normalised form, first and last characters, and shape, as rows of four tables.

The same as `crates/language/src/model/fast/features.rs` does it, to the bit."""
import re

MARKS = {ord(a): b for a, b in zip("\u2018\u2019\u201a\u201b\u2032\u02bc\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "''''''\"\"\"\"\"\"\"-------")}
DIGITS = re.compile("[0-9]")
PREFIXES, SUFFIXES, SHAPES = 4096, 8192, 1024
UNKNOWN, BORDER = 0, 1  # rows of the word table; a border stands between stretches of text, and row 0 of the other tables is its


def normalise(form):
    """Lower case, straight marks, every digit a 0."""
    return DIGITS.sub("0", form.translate(MARKS).lower())


def fnv(text):
    """FNV-1a, 32 bits, of the UTF-8 bytes."""
    h = 0x811C9DC5
    for b in text.encode("utf-8"):
        h = ((h ^ b) * 0x01000193) & 0xFFFFFFFF
    return h


def bucket(text, size):
    h = fnv(text)
    return 1 + (h ^ (h >> 15)) % (size - 1)


def shape(form):
    """Capitals X, other letters x, digits 0, ASCII marks themselves, all else *; no more than two of one kind together, eight in all."""
    out = ""
    for c in form:
        if "0" <= c <= "9":
            s = "0"
        elif c.isupper():
            s = "X"
        elif c.isalpha():
            s = "x"
        else:
            s = c if c.isascii() else "*"
        if out[-2:] != s + s:
            out += s
            if len(out) == 8:
                break
    return out


class Features:
    def __init__(self, words):
        """`words`: the normalised forms of the rows after UNKNOWN and BORDER."""
        self.words = list(words)
        self.id = {w: i + 2 for i, w in enumerate(self.words)}
        self.cache = {}

    def __call__(self, form):
        got = self.cache.get(form)
        if got is None:
            n = normalise(form)
            got = self.cache[form] = (self.id.get(n, UNKNOWN), bucket(n[:3], PREFIXES), bucket(n[-3:], SUFFIXES), bucket(shape(form), SHAPES))
        return got


if __name__ == "__main__":
    f = Features(["plover", "0,000", '"', "caf\u00e9"])
    for w in ("Plover", "32,300", "\u201c", "CAF\u00c9", "U.S.", "xx", "re-election", "iPhone15", "\uc11c\uc6b8", "\u2014", "WASHINGTONIANS!!!?"):
        print(f'            ("{w}", {list(f(w))}),'.replace('("""', '("\\""'))
