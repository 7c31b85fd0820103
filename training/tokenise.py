"""Raw text to words as English UD cuts them, with character spans, and paragraphs.

One pass of one regular expression over each blank-line-separated paragraph, then two splits of what it found:
contractions and possessives ("do|n't", "it|'s") and hyphenated compounds ("long|-|range"), the latter kept whole
after the short prefixes that EWT and GUM do not separate ("re-wording", "e-mail").
Run as a program it scores itself on a CoNLL-U file: python tokenise.py FILE.conllu
"""
import re
import sys

APOS = "'\u2019\u02bc"
DASH = "\u2010\u2011-"  # the ASCII one last: these go into character classes
URL = r"(?:https?://|www\.)[^\s<>\"\u201c\u201d]*[^\s<>\"\u201c\u201d.,;:!?)\]}'\u2019]"
EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
NUMBER = r"\d+(?:[.,:/]\d+)+(?:st|nd|rd|th|s)?(?![\w])|[.]\d+(?![\w])"
PHONE = r"\d{3}-\d{3}-\d{4}|\d{3}-\d{4}(?!\d)"
INITIALS = r"(?:[A-Za-z]\.){2,}(?:[A-Z](?![\w.]))?|[A-Z]\.(?=\s+[A-Z]|[A-Z])"
ABBREVIATIONS = (
    "Mr Mrs Ms Dr Prof Rev Hon St Gen Col Lt Sgt Capt Cmdr Maj Adm Gov Sen Rep Pres Supt Insp Sr Jr Bros Inc Corp Co Ltd "
    "vs etc Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Vol pp Fig al Ave Blvd Rd Mt Ft approx est dept Dept "
    "Univ Assn Calif Mass Pa Fla Ariz Conn Ill Minn Wis Va Tenn Okla Ore Ga Ala Ky Md Mich Miss Mo Neb Nev Del Colo Ark a.m p.m cf "
    "Messrs Mme"
).split()
# Words that also end sentences: the stop is theirs only when more text follows in lower case, digits or a name.
ABBR = r"(?:" + "|".join(re.escape(a) for a in sorted(ABBREVIATIONS, key=len, reverse=True)) + r")\.(?=\s|,|\)|-|;|$)|Nos?\.(?=\s?\d)"
DOTS = r"\.{2,}|\u2026|-{2,}|\u2014+|\u2013|\${2,}|<<|>>|={2,}|\*{2,}|_{2,}|~{2,}|!+\?[!?]*|\?+![!?]*|!{2,}|\?{2,}|``|''"
EMOTICON = r"[:;=8][-o]?[)(DPp|/\\](?=\s|$)|<3"
CURRENCY = r"US\$|A\$|C\$|HK\$|NZ\$|S\$"
# In a word "&" and "/" stand between letters only in names such as AT&T; a slash between words is a word of its own.
WORD = r"[^\W_]+(?:[" + APOS + r"&_." + DASH + r"](?=[^\W_])[^\W_]+)*[" + APOS + r"]?"
TOKEN = re.compile("|".join((URL, EMAIL, r"@\w+", r"b/c\b", EMOTICON, PHONE, INITIALS, ABBR, CURRENCY, NUMBER, DOTS, WORD, r"\S")))

CLITIC = re.compile(r"^(.+?)(n[" + APOS + r"]t|[" + APOS + r"](?:s|S|re|RE|ve|VE|ll|LL|d|D|m|M))$|^(.+?)(N[" + APOS + r"]T)$")
WHOLE_SPLITS = {"cannot": (3,), "gonna": (3,), "wanna": (3,), "gotta": (3,), "lemme": (3,), "gimme": (3,), "outta": (3,), "lets": (3,), "whaddya": (3, 5), "dunno": (2, 3)}
# Without an apostrophe, as in hasty web text.
WHOLE_SPLITS.update({w: (len(w) - 2,) for w in "dont doesnt didnt isnt wasnt arent werent cant wont wouldnt couldnt shouldnt havent hasnt hadnt".split()})
WHOLE_SPLITS.update({"im": (1,), "ive": (1,), "youre": (3,), "theyre": (4,), "thats": (4,)})
PREFIXES = set(
    "anti co counter de e ex extra hyper inter intra macro mega meta micro mid mini mis multi non over para post pre pro proto pseudo "
    "quasi re semi sub super trans ultra un uber vice".split()
)


def _hyphens(text, start, end):
    """Cut points of a hyphenated run: around each hyphen, except after an unseparated prefix."""
    parts, at = [], start
    for m in re.finditer("[" + DASH + "]", text[start:end]):
        i = start + m.start()
        before = text[at:i]
        if before.lower() in PREFIXES and not any(p in "".join(text[a:b] for a, b in parts) for p in DASH):
            continue
        if i > at:
            parts.append((at, i))
        parts.append((i, i + 1))
        at = i + 1
    if at < end:
        parts.append((at, end))
    return parts


def _word(text, start, end):
    out = []
    surface = text[start:end]
    # A trailing apostrophe is a possessive after s, otherwise a closing quote; both are words of their own.
    tail = None
    if surface[-1] in APOS:
        tail, end = (end - 1, end), end - 1
        surface = text[start:end]
    for s, e in _hyphens(text, start, end) if any(d in surface for d in DASH) else [(start, end)]:
        part = text[s:e]
        cuts = WHOLE_SPLITS.get(part.lower())
        m = CLITIC.match(part)
        if cuts:
            edges = [s, *(s + c for c in cuts), e]
            out.extend(zip(edges, edges[1:]))
        elif m:
            k = len(m.group(1) or m.group(3))
            out.extend([(s, s + k), (s + k, e)])
        elif re.search(r"[a-z]{2}\.[A-Z][a-z]", part) and "." in part:
            # A missing space after a full stop ("it.The").
            i = s + part.index(".")
            out.extend([(s, i), (i, i + 1), (i + 1, e)])
        else:
            out.append((s, e))
    if tail:
        out.append(tail)
    return out


WHOLE = re.compile(f"(?:{PHONE}|{EMAIL}|{URL}|{NUMBER}|{INITIALS}|b/c|w/o?)$")
UNIT = re.compile(r"^(\d+(?:[.,]\d+)*)(km|kg|cm|mm|mph|lbs?|am|pm|m|k|K|bn|GB|MB|ft|hrs?|mins?|yrs?)$")


def tokenise(text):
    """[(start, end, paragraph)], spans in characters of `text`; paragraphs are split at blank lines."""
    words, paragraph, at = [], 0, 0
    for block in re.split(r"(\n\s*\n)", text):
        if block.strip():
            for m in TOKEN.finditer(block):
                s, e = at + m.start(), at + m.end()
                first = text[s]
                if first.isalnum() and not WHOLE.match(m.group()):
                    u = UNIT.match(m.group())
                    spans = [(s, s + len(u.group(1))), (s + len(u.group(1)), e)] if u else _word(text, s, e)
                    words.extend((a, b, paragraph) for a, b in spans)
                else:
                    words.append((s, e, paragraph))
            paragraph += 1
        at += len(block)
    return words


def _score(path):
    from data import read_conllu_text

    gold_n = pred_n = hit = 0
    missed = {}
    for text, gold in read_conllu_text(path):
        pred = {(a, b) for a, b, _ in tokenise(text)}
        gold_n, pred_n, hit = gold_n + len(gold), pred_n + len(pred), hit + len(gold & pred)
        for a, b in gold - pred:
            missed[text[max(0, a - 3) : b + 3]] = missed.get(text[max(0, a - 3) : b + 3], 0) + 1
    p, r = hit / pred_n, hit / gold_n
    print(f"words: p {p:.4f} r {r:.4f} f1 {2 * p * r / (p + r):.4f} ({gold_n} gold)")
    for k, n in sorted(missed.items(), key=lambda x: -x[1])[: int(sys.argv[2]) if len(sys.argv) > 2 else 0]:
        print(n, repr(k))


if __name__ == "__main__":
    _score(sys.argv[1])
