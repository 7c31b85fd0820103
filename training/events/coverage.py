#!/usr/bin/env python3
"""Of the sentences that hold a verb of conflict or cooperation: how many were coded, and what is said of the others.

usage: coverage.py RECORDS.jsonl...     as `cargo run --release -p dunlin-coding --example code` writes them

The verbs are a list of our own, made before looking at the lexicon's, in forms of the present and the past; a sentence
counts when one of its words is among them. It is `coded` when it has an event, `explained` when `dunlin explain` names,
for a word of it that the lexicon knows, what the nearest entry lacked, `unknown` when it says that no entry has the verb.
"""
import collections, json, re, sys

CONFLICT = """accuse arrest assassinate assault attack ban bar besiege blame block blockade bomb boycott capture censor charge
clash condemn confiscate convict criticize defy demand demonstrate denounce deny deport destroy detain dismiss displace evict
execute expel fight fire fine halt imprison injure invade investigate jail kidnap kill loot march mobilize murder oppose
oust overthrow prosecute protest punish raid rally reject refuse resist riot sanction seize sentence shell shoot stab storm
strike sue suppress suspend threaten torture veto vow warn wound""".split()
COOPERATION = """accept agree aid allow apologize appeal approve ask assist authorize call cede compensate concede confer congratulate
consult cooperate donate ease endorse evacuate exchange free fund grant help host invite legalize lift mediate meet negotiate
offer pardon pledge praise promise provide ratify recognize release rescue resign resume sign supply support surrender
sympathize talk thank urge visit welcome withdraw yield""".split()


def forms(verb):
    stem = verb[:-1] if verb.endswith("e") else verb
    y = verb[:-1] + "ie" if re.search("[^aeiou]y$", verb) else None
    yield from (verb, verb + "s", verb + "es", stem + "ed", stem + "ing", stem + stem[-1] + "ed", stem + stem[-1] + "ing")
    if y:
        yield from (y + "s", y + "d")


IRREGULAR = ["shot", "fought", "struck", "met", "withdrew", "withdrawn", "forbade", "stricken"]
WANTED = {f for v in CONFLICT + COOPERATION for f in forms(v)} | set(IRREGULAR)


def main():
    count, why = collections.Counter(), collections.Counter()
    for path in sys.argv[1:]:
        for r in map(json.loads, open(path, encoding="utf-8")):
            coded = {" ".join(r["text"][a:b].split()) for a, b in (e["sentence"] for e in r["events"])}
            for s in r["verbs"]:
                if not WANTED & set(re.findall("[a-z]+", s["text"].lower())):
                    continue
                count["all"] += 1
                reasons = [lack for _, lack in s["tried"] if lack != "coded"]
                if s["text"] in coded:
                    count["coded"] += 1
                elif reasons:
                    count["explained"] += 1
                    why[re.sub("`.*`|of .*", "…", reasons[0])] += 1
                else:
                    count["unknown"] += bool(s["unknown"])
    print(json.dumps({**count, "coded_share": round(count["coded"] / max(1, count["all"]), 3),
                      "coded_or_reason": round((count["coded"] + count["explained"] + count["unknown"]) / max(1, count["all"]), 3),
                      "reasons": why.most_common(12)}))


main()
