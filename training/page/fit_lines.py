#!/usr/bin/env python3
"""Grows the trees of crates/page/src/html/lines.tsv, which tell the story of a page from its furniture.

    cargo build --release -p dunlin-page --example rows
    target/release/examples/rows < pages.jsonl > rows.jsonl
    python3 fit_lines.py --gold pages.jsonl --rows rows.jsonl [--silver other.jsonl] --out lines.tsv [--folds 5]

A gold document has `id`, `url` and either `text`, the whole story, or `with` and `without`, pieces that are and are
not in it. A line of the page is story when most of its words are in runs of four words that are aligned with the gold
text; a line with a wanted or an unwanted piece is labelled by that piece.

The lines of a page with pieces that hold none of them have no label. They get a weak one where two agree: the trees
grown on the labelled lines of other sites, and another extractor's text (`--silver`: `id` and `text`). Such lines
count for less than a tenth of one with a label.

`--folds` first measures on sites that the trees have not seen.
"""

import argparse
import json
import math
import random
import re
from collections import Counter
from difflib import SequenceMatcher

import lightgbm
import numpy

TREES = 130
SETTINGS = dict(
    objective="binary", learning_rate=0.06, num_leaves=15, min_data_in_leaf=40, feature_fraction=0.4,
    bagging_fraction=0.8, bagging_freq=1, lambda_l2=8, max_bin=63, verbose=-1, num_threads=1, seed=1,
)
PIECE_WEIGHT, SILVER_WEIGHT = 5.0, 0.3


def words(text):
    return re.findall(r"\w+", text or "")


def folded(text):
    return re.sub(r"\s+", " ", text or "").strip()


def site(url):
    """The first two labels of the host, so that pages of one site are never on both sides."""
    host = re.sub(r"^https?://", "", url.split("::", 1)[-1]).split("/")[0]
    labels = [label for label in host.split(".") if label not in ("www", "html", "htm")]
    return ".".join(labels[:2]) or host


def label_by_text(lines, text):
    mine = [(word, at) for at, line in enumerate(lines) for word in words(line)]
    known = [0] * len(mine)
    for block in SequenceMatcher(None, [word for word, _ in mine], words(text), autojunk=False).get_matching_blocks():
        for at in range(block.a, block.a + block.size):
            known[at] = block.size
    runs = [[] for _ in lines]
    for (_, at), size in zip(mine, known):
        runs[at].append(size)
    return [None if not run else sum(size >= min(4, len(run)) for size in run) >= len(run) / 2 for run in runs]


def label_by_pieces(lines, wanted, unwanted):
    labels = []
    for line in map(folded, lines):
        found = {
            value
            for pieces, value in ((wanted, True), (unwanted, False))
            for piece in map(folded, pieces)
            if piece and (piece in line or len(line) > 20 and line in piece)
        }
        labels.append(found.pop() if len(found) == 1 else None)
    return labels


class Page:
    def __init__(self, gold, row):
        self.gold, self.site = gold, site(gold["url"])
        self.lines = [text for text, _ in row["lines"]]
        self.rows = numpy.array([features for _, features in row["lines"]], dtype=numpy.float32)
        self.lengths = [math.log1p(len(words(line))) + 0.2 for line in self.lines]
        self.whole = "text" in gold
        labels = (label_by_text(self.lines, gold["text"]) if self.whole
                  else label_by_pieces(self.lines, gold["with"], gold["without"]))
        weight = 1.0 if self.whole else PIECE_WEIGHT
        self.labels = labels
        self.weights = [0.0 if label is None else weight * length for label, length in zip(labels, self.lengths)]

    def add_weak_labels(self, likely, other):
        for at, line in enumerate(self.lines):
            if self.labels[at] is not None:
                continue
            also = folded(line) in other if len(line) > 8 and other is not None else None
            if likely[at] > 0.6 and also:
                self.labels[at] = True
            elif likely[at] < 0.3 and also is False or likely[at] < 0.05:
                self.labels[at] = False
            if self.labels[at] is not None:
                self.weights[at] = SILVER_WEIGHT * self.lengths[at]


def grow(pages):
    rows, labels, weights = [], [], []
    for page in pages:
        keep = [at for at, weight in enumerate(page.weights) if weight > 0]
        if keep:
            rows.append(page.rows[keep])
            labels += [float(page.labels[at]) for at in keep]
            weights += [page.weights[at] for at in keep]
    data = lightgbm.Dataset(numpy.concatenate(rows), labels, weight=weights)
    return lightgbm.train(SETTINGS, data, TREES)


def by_fold(pages, folds):
    """How likely each line is, by trees that have not seen its site."""
    sites = sorted({page.site for page in pages})
    random.Random(0).shuffle(sites)
    fold = {name: at % folds for at, name in enumerate(sites)}
    likely = {}
    for at in range(folds):
        trees = grow([page for page in pages if fold[page.site] != at])
        for page in pages:
            if fold[page.site] == at and len(page.lines):
                likely[page.gold["id"]] = trees.predict(page.rows)
    return likely


def shingles(text):
    found = words(text)
    return Counter(tuple(found[at:at + 4]) for at in range(max(1, len(found) - 3))) if found else Counter()


def measure(pages, likely, threshold):
    precisions, recalls, hit, missed, wrong = [], [], 0, 0, 0
    for page in pages:
        odds = likely.get(page.gold["id"], [])
        text = "\n".join(line for line, odd in zip(page.lines, odds) if odd > threshold)
        if page.whole:
            gold, mine = shingles(page.gold["text"]), shingles(text)
            both = sum((gold & mine).values())
            if mine:
                precisions.append(both / sum(mine.values()))
            if gold:
                recalls.append(both / sum(gold.values()))
        else:
            text = folded(text)
            found = sum(folded(piece) in text for piece in page.gold["with"])
            hit, missed = hit + found, missed + len(page.gold["with"]) - found
            wrong += sum(folded(piece) in text for piece in page.gold["without"])
    f1 = lambda p, r: round(2 * p * r / (p + r), 4) if p + r else 0.0
    out = {"threshold": threshold}
    if precisions and recalls:
        out["shingle_f1"] = f1(sum(precisions) / len(precisions), sum(recalls) / len(recalls))
    if hit:
        out["segment_f1"] = f1(hit / (hit + wrong), hit / (hit + missed))
    return out


def write(trees, names, path):
    lines = ["# Trees that tell the story of a page from its furniture; training/page/ says how they were grown."]
    for tree in trees.dump_model()["tree_info"]:
        branches, leaves = [], []

        def walk(node):
            if "leaf_value" in node:
                leaves.append(node["leaf_value"])
                return -len(leaves)
            at = len(branches)
            branches.append(None)
            low, high = walk(node["left_child"]), walk(node["right_child"])
            branches[at] = f"branch\t{names[node['split_feature']]}\t{node['threshold']:.5g}\t{low}\t{high}"
            return at

        walk(tree["tree_structure"])
        lines += ["tree", *branches, *(f"leaf\t{value:.4g}" for value in leaves)]
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", action="append", required=True)
    options.add_argument("--rows", action="append", required=True)
    options.add_argument("--silver")
    options.add_argument("--out", required=True)
    options.add_argument("--folds", type=int, default=5)
    options = options.parse_args()
    gold = {}
    for path in options.gold:
        with open(path, encoding="utf-8") as file:
            gold.update((record["id"], record) for record in map(json.loads, file))
    other = {}
    if options.silver:
        with open(options.silver, encoding="utf-8") as file:
            other = {record["id"]: folded(record["text"]) for record in map(json.loads, file)}
    pages, names = [], None
    for path in options.rows:
        with open(path, encoding="utf-8") as file:
            names = json.loads(next(file))["names"]
            pages += [Page(gold[row["id"]], row) for row in map(json.loads, file) if row["lines"]]
    first = by_fold(pages, options.folds)
    for page in pages:
        if not page.whole:
            page.add_weak_labels(first[page.gold["id"]], other.get(page.gold["id"]))
    likely = by_fold(pages, options.folds)
    for threshold in (0.5, 0.58, 0.65):
        print(json.dumps(measure(pages, likely, threshold)), flush=True)
    write(grow(pages), names, options.out)


if __name__ == "__main__":
    main()
