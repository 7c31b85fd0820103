"""What readers found of coded events, kept as facts without text: `training/events/read/SEED.tsv`.

One row an event that was read: the article's id, where its trigger stands (Unicode scalar values from the start of the
article's text), the type and the actor codes it was given, three verdicts (1 right, 0 wrong), and for a side the codes that it
should have had or might have as well, where the reader could tell. Codes are joined by `+`, several readings by `|`; `-` is
nobody, `?` somebody without a code.
"""

COLUMNS = ["source", "article", "at", "type", "actor", "recipient", "type_right", "actor_right", "recipient_right",
           "actor_is", "recipient_is", "confidence"]


def codes(side):
    """The codes of one side of an event, in no order."""
    return "+".join(sorted(a.get("code") or "?" for a in side or [])) or "-"


def read(path):
    """The rows of a file, each a dict."""
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.strip() and line[0] != "#"]
    return [dict(zip(rows[0], row + [""] * (len(rows[0]) - len(row)))) for row in rows[1:]]


def write(rows, out):
    out.write("\t".join(COLUMNS) + "\n")
    for row in rows:
        out.write("\t".join(str(row[c]) for c in COLUMNS) + "\n")


def whole(row):
    """Whether type, actor and recipient were right."""
    return all(row[k] == "1" for k in ("type_right", "actor_right", "recipient_right"))


def now(row, event):
    """Whether the event, coded anew with the same trigger, is right by what the reader found; None: nobody can tell."""
    if event.get("type") != row["type"]:
        return False if row["type_right"] == "1" else None
    if row["type_right"] != "1":
        return False
    for side in ("actor", "recipient"):
        given, was_right = codes(event.get(side)), row[side + "_right"] == "1"
        others = {"+".join(sorted(other.split("+"))) for other in row[side + "_is"].split("|") if other}
        if given in others or was_right and given == row[side]:
            continue
        return None if not was_right and not others and given != row[side] else False
    return True


def judged(rows, records):
    """For every row whose event is still coded: (row, event, signs, right or None). Records by id, as `code` writes them."""
    for row in rows:
        record = records.get(row["article"])
        pairs = zip(record["events"], record.get("signs") or [None] * len(record["events"])) if record else ()
        hits = [(e, s) for e, s in pairs if any(span[0] <= int(row["at"]) < span[1] for span in e["trigger"])]
        hits.sort(key=lambda hit: hit[0].get("type") != row["type"])
        for event, signs in hits[:1]:
            yield row, event, signs, now(row, event)
