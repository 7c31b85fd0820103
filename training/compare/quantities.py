#!/usr/bin/env python3
"""Amounts as another reader of quantities finds them, in the form that the scorer of quantities takes.

usage: quantities.py {quantulum3,recognizers} GOLD > PRED
       quantities.py dunlin RECORDS > PRED

GOLD is a file of JSON lines with "id" and "text".  Each line that comes out has "id" and "quantities": "start", "end",
"value" or "range", "unit", "change".  Both readers run with their default settings; what they give is translated
and not mended, so a date that one of them takes for a number stays a number.  User CPU seconds go to stderr, loading
left out.

RECORDS are Dunlin's own (`dunlin code - < GOLD`), put into NewsQuant's terms: currencies by name instead of ISO code; one
mark of change an amount, where a bound ("more than", "about") goes before a direction; the two ends of a series are
amounts that stand still.

    pip install 'quantulum3[classifier]' 'scikit-learn==1.8.0'     # the version its classifier was saved with
    pip install recognizers-text-suite 'emoji<2'                   # it imports a name that later versions lack
"""

import argparse
import json
import sys
import time


def quantulum3():
    """A range is given there as its middle and half its width; nothing is said of bounds or change."""
    from quantulum3 import parser

    def read(text):
        for q in parser.parse(text):
            out = {"start": q.span[0], "end": q.span[1], "value": q.value, "unit": q.unit.name}
            if q.uncertainty:
                out["value"], out["range"] = None, [q.value - q.uncertainty, q.value + q.uncertainty]
            yield out
    return read


def recognizers():
    """Numbers, percentages and the four models with units; of readings that overlap the longest is kept."""
    from recognizers_number import Culture, NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer

    number, measured = NumberRecognizer(Culture.English), NumberWithUnitRecognizer(Culture.English)
    models = [measured.get_currency_model(), measured.get_dimension_model(), measured.get_temperature_model(),
              measured.get_age_model(), number.get_percentage_model(), number.get_number_model()]

    def value(written):
        try:
            return float(written)
        except (TypeError, ValueError):
            return None

    def read(text):
        found = []
        for rank, model in enumerate(models):
            for r in model.parse(text):
                written = (r.resolution or {}).get("value")
                unit = (r.resolution or {}).get("unit")
                if isinstance(written, str) and written.endswith("%"):
                    written, unit = written[:-1], "percent"
                out = {"start": r.start, "end": r.end + 1, "value": value(written), "unit": unit}
                found.append((-(r.end - r.start), rank, r.start, out))
        kept = []
        for _, _, _, out in sorted(found, key=lambda f: f[:3]):
            if all(out["end"] <= k["start"] or out["start"] >= k["end"] for k in kept):
                kept.append(out)
        return sorted(kept, key=lambda k: k["start"])
    return read


CURRENCIES = {
    "USD": "dollar", "EUR": "euro", "GBP": "pound sterling", "JPY": "japanese yen", "CNY": "chinese yuan", "AUD": "australian dollar",
    "NZD": "new zealand dollar", "CAD": "canadian dollar", "HKD": "hong kong dollar", "SGD": "singapore dollar", "ILS": "shekel",
    "MYR": "malaysian ringgit", "DKK": "danish krone", "SEK": "swedish krona", "NOK": "norwegian krone", "CHF": "swiss franc",
    "INR": "indian rupee", "ZAR": "south african rand", "RUB": "russian ruble", "KRW": "south korean won", "TRY": "turkish lira",
    "BRL": "brazilian real", "MXN": "mexican peso", "PHP": "philippine peso", "THB": "thai baht", "PLN": "polish zloty",
}


def records(path):
    """Dunlin's records in NewsQuant's terms."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            found = []
            for a in record.get("amounts", []):
                low, high, change = a.get("low"), a.get("high"), a.get("change")
                head, _, rate = (a.get("unit") or "").partition(" per ")
                unit = CURRENCIES.get(head, head) + (" per " + rate if rate else "")
                mark = "~" if a.get("approx") else "<" if low is None else ">" if high is None else "="
                if mark == "=" and change and not change.get("from") and not change.get("to"):
                    mark = change["direction"]
                wide = low is not None and high is not None and low != high
                found.append({"start": a["span"][0], "end": a["span"][1], "value": None if wide else high if low is None else low,
                              "range": [low, high] if wide else None, "unit": unit or None, "change": mark})
            print(json.dumps({"id": record["id"], "quantities": found}, ensure_ascii=False))


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("reader", choices=["quantulum3", "recognizers", "dunlin"])
    args.add_argument("gold")
    args = args.parse_args()
    if args.reader == "dunlin":
        return records(args.gold)
    read = {"quantulum3": quantulum3, "recognizers": recognizers}[args.reader]()
    list(read("It weighs 3 kg and costs $40 or 5 percent more."))
    failed, started = 0, time.process_time()
    with open(args.gold, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            try:
                found = [{"range": None, "change": "=", **q} for q in read(record["text"])]
            except Exception as error:  # a sentence on which the reader fails has nothing found
                failed, found = failed + 1, []
                print("%s: %s" % (record["id"], error), file=sys.stderr)
            print(json.dumps({"id": record["id"], "quantities": found}, ensure_ascii=False))
    print("%.1f CPU seconds, %d sentences failed" % (time.process_time() - started, failed), file=sys.stderr)


if __name__ == "__main__":
    main()
