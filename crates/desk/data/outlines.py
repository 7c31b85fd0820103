"""Outlines of the countries for the desk's map, from Natural Earth (public domain) as the npm package world-atlas 2.0.2
carries them.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python3 crates/desk/data/outlines.py package/countries-50m.json > crates/desk/data/outlines.path

Writes the `d` of one SVG path: equirectangular, 20 units a degree, x = longitude, y = -latitude. Lines are simplified
(Douglas and Peucker) by 0.1 degree and islands below 0.03 square degrees left out: the map shows where, not how a coast runs.
"""

import json
import sys

UNITS, TOLERANCE, SMALLEST = 20, 0.1, 0.03


def arcs(topology):
    """The topology's arcs in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def simpler(points):
    """The line without points that lie nearer than the tolerance to it."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5

    def distance(p):
        if length == 0:
            return ((p[0] - ax) ** 2 + (p[1] - ay) ** 2) ** 0.5
        return abs((bx - ax) * (ay - p[1]) - (ax - p[0]) * (by - ay)) / length

    far = max(range(1, len(points) - 1), key=lambda i: distance(points[i]))
    if distance(points[far]) <= TOLERANCE:
        return [points[0], points[-1]]
    return simpler(points[: far + 1])[:-1] + simpler(points[far:])


def area(ring):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))) / 2


def main():
    sys.setrecursionlimit(100_000)
    topology = json.load(open(sys.argv[1]))
    lines = [simpler(points) for points in arcs(topology)]
    out = []
    for country in topology["objects"]["countries"]["geometries"]:
        if country.get("id") == "010":  # Antarctica: nothing is printed there, and it takes a fifth of the map
            continue
        shapes = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for shape in shapes:
            for ring in shape:
                points = []
                for arc in ring:
                    line = lines[arc] if arc >= 0 else lines[~arc][::-1]
                    points += line if not points else line[1:]
                if area(points) < SMALLEST:
                    continue
                for points in turned(points):
                    out.append(path(points))
    print("".join(out).replace(" -", "-"))


def turned(ring):
    """The ring without jumps at the date line; one that runs across it is drawn on both sides of the map."""
    out, turn = [ring[0]], 0
    for (before, _), (x, y) in zip(ring, ring[1:]):
        turn += 360 if x - before < -180 else -360 if x - before > 180 else 0
        out.append((x + turn, y))
    low, high = min(x for x, _ in out), max(x for x, _ in out)
    yield out
    if high > 180.01:
        yield [(x - 360, y) for x, y in out]
    if low < -180.01:
        yield [(x + 360, y) for x, y in out]


def path(points):
    """One ring as a subpath; empty where nothing is left of it."""
    whole = [(round(x * UNITS), round(-y * UNITS)) for x, y in points]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in zip(whole, whole[1:])]
    steps = [step for step in steps if step != (0, 0)][:-1]
    if len(steps) < 2:
        return ""
    return f"M{whole[0][0]} {whole[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps) + "z"


main()
