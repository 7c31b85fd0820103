"""Reading the annotated sets into one kind of document, and cutting documents into windows for the encoder.

A document is parallel lists, one entry a word: form, paragraph, sentence, and the labels that its source has (None where not).
Labels of one text that two sources annotate (EWT and UNER-EWT, GUM and its derived names) are joined by their characters.
"""
import gzip
import json
import os
import random
from collections import Counter

from tokenise import tokenise
from wordpiece import case_class

NON_COMMERCIAL = {"essay", "fiction", "letter", "podcast", "whow"}
ROLES = ["O"] + [f"{p}-{k}" for k in ("source", "cue", "content") for p in "BI"]
NAMES = ["O"] + [f"{p}-{k}" for k in ("PER", "ORG", "LOC", "MISC") for p in "BIES"]
COLUMNS = ("upos", "xpos", "lemma", "deprel", "head", "ner", "role", "link")


def open_text(path):
    return gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")


class Doc:
    def __init__(self, name, source):
        self.name, self.source, self.misc = name, source, False
        self.form, self.para, self.sent = [], [], []
        self.spans, self.text = None, None
        for c in COLUMNS:
            setattr(self, c, None)

    def __len__(self):
        return len(self.form)


# ---- CoNLL-U

def lemma_rule(form, lemma):
    """The rule that makes `lemma` of `form`: FLAG;-N;+S (lower/keep/title the form, drop N characters, add S) or set;LEMMA."""
    if lemma == "_" and form != "_":
        return None
    low = lemma == lemma.lower()
    for flag, base in (("lower", form.lower()),) if low else (("keep", form), ("title", form.capitalize())):
        k = 0
        while k < min(len(base), len(lemma)) and base[k] == lemma[k]:
            k += 1
        if k > 0 and len(base) - k <= 4 and len(lemma) - k <= 4:
            return f"{flag};-{len(base) - k};+{lemma[k:]}"
    return "set;" + lemma


def apply_lemma(rule, form):
    if rule.startswith("set;"):
        return rule[4:]
    flag, n, s = rule.split(";", 2)
    base = {"lower": str.lower, "keep": str, "title": str.capitalize}[flag](form)
    return base[: len(base) - int(n[1:])] + s[1:]


def read_conllu(path, source):
    docs, doc, newpar, rows = [], None, True, []

    def flush():
        nonlocal rows, newpar
        if not rows:
            return
        start = len(doc.form)
        if newpar or not doc.form:
            doc.para_now += 1
        doc.sent_now += 1
        for r in rows:
            doc.form.append(r[1]); doc.para.append(doc.para_now); doc.sent.append(doc.sent_now)
            doc.upos.append(r[3]); doc.xpos.append(r[4]); doc.lemma.append(lemma_rule(r[1], r[2])); doc.deprel.append(r[7])
            h = int(r[6])
            doc.head.append(start + h - 1 if h else -1)
        rows, newpar = [], False

    with open_text(path) as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                doc = Doc(line.partition("=")[2].strip(), source)
                doc.para_now = doc.sent_now = -1
                doc.genre = None
                for c in ("upos", "xpos", "lemma", "deprel", "head"):
                    setattr(doc, c, [])
                docs.append(doc)
            elif line.startswith("# meta::genre"):
                doc.genre = line.partition("=")[2].strip()
            elif line.startswith("# newpar"):
                newpar = True
            elif line and line[0].isdigit():
                r = line.split("\t")
                if r[0].isdigit():
                    rows.append(r)
            elif not line:
                flush()
        flush()
    return docs


def read_conllu_text(path):
    """Per document the text that a reader of raw text gets (# text lines joined) and the gold word spans in it.

    Words of a multiword token share its characters; where their forms do not spell it, they are left out."""
    out, text, gold, newpar, sent, rows, mwt = [], "", set(), True, None, [], {}
    with open_text(path) as f:
        for line in list(f) + ["\n"]:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                if text:
                    out.append((text, gold))
                text, gold, newpar = "", set(), True
            elif line.startswith("# newpar"):
                newpar = True
            elif line.startswith("# text ="):
                sent = line.partition("=")[2].strip()
            elif line and line[0].isdigit():
                r = line.split("\t")
                if r[0].isdigit():
                    rows.append(r[1])
            elif not line and rows:
                text += ("\n\n" if newpar else " ") if text else ""
                at, base = 0, len(text)
                for w in rows:
                    while at < len(sent) and sent[at].isspace():
                        at += 1
                    if sent.startswith(w, at):
                        gold.add((base + at, base + at + len(w)))
                        at += len(w)
                    else:
                        k = sent.find(w, at, at + 12)
                        if k >= 0:
                            gold.add((base + k, base + k + len(w)))
                            at = k + len(w)
                text, rows, newpar = text + sent, [], False
    if text:
        out.append((text, gold))
    return out


# ---- names

def bioes(doc, spans):
    """spans: (first word, last word, label) without overlap."""
    tags = ["O"] * len(doc)
    for a, b, label in spans:
        if any(t != "O" for t in tags[a : b + 1]):
            continue
        if a == b:
            tags[a] = "S-" + label
        else:
            tags[a : b + 1] = ["B-" + label] + ["I-" + label] * (b - a - 1) + ["E-" + label]
    return tags


def spans_to_words(offsets, spans):
    """[(start, end, x)] in characters to [(first, last, x)] in words that lie at least half inside."""
    out = []
    for s, e, x in spans:
        hit = [i for i, (a, b) in enumerate(offsets) if s <= (a + b - 1) / 2 < e]
        if hit:
            out.append((hit[0], hit[-1], x))
    return out


def join_names(docs, path, labels=("PER", "ORG", "LOC")):
    """Puts the names of a JSONL file on the documents of the same id, by characters without white space."""
    records = {}
    with open_text(path) as f:
        for line in f:
            r = json.loads(line)
            records[r["id"]] = r
    joined = 0
    for doc in docs:
        r = records.get(doc.name)
        if not r:
            continue
        squeezed, where = [], []
        for i, c in enumerate(r["text"]):
            if not c.isspace():
                squeezed.append(c); where.append(i)
        squeezed, at, offsets = "".join(squeezed), 0, []
        ok = 0
        for w in doc.form:
            w = "".join(w.split())
            k = squeezed.find(w, at, at + len(w) + 12)
            if k < 0:
                offsets.append((-1, -1))
                continue
            ok += 1
            offsets.append((where[k], where[k + len(w) - 1] + 1))
            at = k + len(w)
        if ok < 0.95 * len(doc):
            continue
        doc.ner = bioes(doc, spans_to_words(offsets, [(e["start"], e["end"], e["label"]) for e in r["entities"] if e["label"] in labels]))
        joined += 1
    return joined


def read_names(path, source):
    docs = []
    with open_text(path) as f:
        for line in f:
            r = json.loads(line)
            doc = raw_doc(r["id"], source, r["text"].replace("\n", "\n\n") if "\n\n" not in r["text"] else r["text"], r["text"])
            doc.misc = True
            doc.ner = bioes(doc, spans_to_words(doc.spans, [(e["start"], e["end"], e["label"]) for e in r["entities"]
                                                            if e["label"] in ("PER", "ORG", "LOC", "MISC")]))
            docs.append(doc)
    return docs


def raw_doc(name, source, text, original=None):
    """A document from raw text; sentences are only guessed, as places where a window may be cut."""
    doc = Doc(name, source)
    words = tokenise(text)
    if original is not None and original != text:
        # Line breaks were doubled to make paragraphs: each costs one character before a word.
        extra, k, moved = 0, 0, []
        breaks = [i for i, c in enumerate(original) if c == "\n"]
        for s, e, p in words:
            while k < len(breaks) and breaks[k] + 2 * (k + 1) - k - 1 < s:
                k += 1
            moved.append((s - k, e - k, p))
        words = moved
    doc.spans, doc.text = [(s, e) for s, e, _ in words], original if original is not None else text
    n = 0
    for i, (s, e, p) in enumerate(words):
        if i and (p != doc.para[-1] or (doc.form[-1] in ".?!" or (doc.form[-1] in "\"\u201d)'" and len(doc.form) > 1 and doc.form[-2] in ".?!"))
                  and not (doc.text[s] in "\"\u201d)'")):
            n += 1
        doc.form.append(doc.text[s:e]); doc.para.append(p); doc.sent.append(n)
    return doc


# ---- attribution

def read_attributions(path, source):
    """PolNeAR: BIO roles, and for every word in a role the first word of its attribution's cue (None: it has no cue)."""
    docs = []
    with open_text(path) as f:
        for line in f:
            r = json.loads(line)
            doc = raw_doc(r["id"], source, r["text"])
            doc.record = r
            doc.role, doc.link = ["O"] * len(doc), [-1] * len(doc)
            for a in r["attributions"]:
                cue = spans_to_words(doc.spans, [(s, e, 0) for s, e in a["cue"]])
                first = min((c[0] for c in cue), default=-1)
                for kind in ("source", "cue", "content"):
                    for i, j, _ in spans_to_words(doc.spans, [(s, e, 0) for s, e in a[kind]]):
                        for k in range(i, j + 1):
                            doc.role[k] = ("B-" if k == i else "I-") + kind
                            doc.link[k] = first
            docs.append(doc)
    return docs


# ---- everything

def load(data, part):
    """{"tree": [...], "name": [...], "role": [...]} for part "train" or "dev"."""
    p = lambda *x: os.path.join(data, *x)
    if part == "train":
        ewt = read_conllu(p("treebank", "ewt-train.conllu.gz"), "ewt")
        gum = [d for d in read_conllu(p("treebank", "gum-train.conllu.gz"), "gum") if d.genre not in NON_COMMERCIAL]
        n = join_names(ewt, p("ner", "uner_ewt_train.jsonl.gz")), join_names(gum, p("ner", "gum_train.jsonl.gz"))
        name = read_names(p("ner", "wikigold_train.jsonl"), "wikigold") + read_names(p("ner", "meantime_train.jsonl"), "meantime")
        role = read_attributions(p("attribution", "polnear_train.jsonl.gz"), "polnear")
    else:
        ewt = read_conllu(p("treebank", "ewt-dev.conllu"), "ewt")
        gum = [d for d in read_conllu(p("treebank", "gum-dev.conllu.gz"), "gum") if d.genre not in NON_COMMERCIAL]
        n = join_names(ewt, p("ner", "uner_ewt_dev.jsonl")), join_names(gum, p("ner", "gum_dev.jsonl"))
        name = read_names(p("ner", "wikigold_dev.jsonl"), "wikigold")
        role = read_attributions(p("attribution", "polnear_dev.jsonl"), "polnear")
    print(f"{part}: ewt {len(ewt)} docs ({n[0]} with names), gum {len(gum)} ({n[1]}), names {len(name)}, attribution {len(role)}; words",
          *(sum(map(len, x)) for x in (ewt, gum, name, role)), flush=True)
    return {"tree": ewt + gum, "name": name, "role": role}


def label_sets(docs):
    """Labels of every head, from training documents; lemma rules and XPOS that are seen fewer than 3 times are left out."""
    seen = {k: Counter() for k in ("upos", "xpos", "lemma", "deprel")}
    for d in docs:
        for k in seen:
            seen[k].update(x for x in getattr(d, k) if x not in (None, "_"))
    least = {"upos": 1, "xpos": 3, "lemma": 3, "deprel": 3}
    labels = {k: [x for x, n in sorted(c.items(), key=lambda t: (-t[1], t[0])) if n >= least[k]] for k, c in seen.items()}
    # A rule that writes digits or an address is one text's accident.
    labels["lemma"] = [r for r in labels["lemma"] if not any(c.isdigit() or c == "@" for c in r.rpartition(";")[2])]
    return {**labels, "ner": NAMES, "role": ROLES}


# ---- windows

class Window:
    """A run of words of one document that goes into the encoder at once, with its changes to the text (drop, case)."""
    __slots__ = ("doc", "words", "breaks", "case", "pieces")


def cut(doc, wp, limit, rng=None, merge=0.0):
    """Consecutive sentences packed into windows of at most `limit` pieces (or limit(rng) drawn for each), separators counted."""
    starts = [i for i in range(len(doc)) if i == 0 or doc.sent[i] != doc.sent[i - 1]] + [len(doc)]
    room, cur, size, out = None, [], 0, []
    merged = False

    def close():
        nonlocal cur
        if cur:
            w = Window()
            w.doc, w.words, w.case, w.pieces = doc, cur, None, size
            w.breaks = set() if merged else {i for i in range(1, len(cur)) if doc.para[cur[i]] != doc.para[cur[i - 1]]}
            out.append(w)
        cur = []

    for a, b in zip(starts, starts[1:]):
        words = list(range(a, b))
        if rng and len(words) > 3 and doc.head and rng.random() < 0.03 and doc.form[b - 1] == "." and (b - 1) not in doc.head[a:b]:
            words.pop()
        while words:
            if room is None:
                room = limit(rng) if callable(limit) else limit
                merged = bool(rng) and rng.random() < merge
                size = 2
            need = sum(len(wp(doc.form[i])) for i in words) + (1 if cur and doc.para[cur[-1]] != doc.para[a] else 0)
            if size + need <= room:
                cur += words
                size += need
                break
            if cur:
                close()
                room = None
                continue
            # One sentence that is longer than a window: cut at a word.
            for k, i in enumerate(words):
                if size + len(wp(doc.form[i])) > room:
                    break
                size += len(wp(doc.form[i]))
            cur = words[: max(k, 1)]
            words = words[max(k, 1) :]
            close()
            room = None
    close()
    if rng:
        for w in out:
            x = rng.random()
            w.case = "upper" if x < 0.03 else "lower" if x < 0.06 else "title" if x < 0.08 else None
    return out


def cased(form, how):
    return form if how is None else form.upper() if how == "upper" else form.lower() if how == "lower" else form[:1].upper() + form[1:]


class Stream:
    """Endless windows of a set of documents; each pass shuffles and cuts anew."""

    def __init__(self, docs, wp, limit, merge, seed):
        self.docs, self.wp, self.limit, self.merge = docs, wp, limit, merge
        self.rng, self.queue, self.passes = random.Random(seed), [], 0

    def next(self):
        if not self.queue:
            self.queue = [w for d in self.docs for w in cut(d, self.wp, self.limit, self.rng, self.merge)]
            self.rng.shuffle(self.queue)
            self.passes += 1
        return self.queue.pop()
