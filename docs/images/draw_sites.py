#!/usr/bin/env python3
"""Draws docs/images/sites-geometry.svg: what the features of a sodium site measure, to scale.

Usage: draw_sites.py OUT.svg
Left: the environment from the side. Right: the upper network on its plane, convex and concave hull.
Needs Python 3.9 and nothing else.
"""
import math
import sys

INK, FAINT, CARBON, SODIUM, BLUE, RED, GREEN = "#222222", "#dddddd", "#555555", "#e69f00", "#0072b2", "#d55e00", "#009e73"
BOND = 1.42
EDGE = math.sqrt(3) * BOND
SCALE = 37.0
out = []


def line(x1, y1, x2, y2, colour=INK, width=1.2, dash=""):
    style = f' stroke-dasharray="{dash}"' if dash else ""
    out.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
               f'stroke-width="{width}"{style}/>')


def arrow(x1, y1, x2, y2, colour):
    line(x1, y1, x2, y2, colour, 1.6)
    turn = math.atan2(y2 - y1, x2 - x1)
    points = " ".join(f"{x2 + 8 * math.cos(turn + a):.1f},{y2 + 8 * math.sin(turn + a):.1f}" for a in (2.75, -2.75))
    out.append(f'<polygon points="{x2:.1f},{y2:.1f} {points}" fill="{colour}"/>')


def dot(x, y, radius, colour):
    out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>')


def ring(x, y, radius, colour, dash="", fill="none", opacity=1.0):
    style = f' stroke-dasharray="{dash}"' if dash else ""
    out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" fill-opacity="{opacity}" '
               f'stroke="{colour}" stroke-width="1.2"{style}/>')


def text(x, y, words, colour=INK, anchor="start", size=14, weight="normal"):
    out.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-size="{size}" '
               f'font-weight="{weight}">{words}</text>')


def side_view(cx, cy):
    """Two sheets, 2.0 A from the sodium, turned by +6 and -6 degrees."""
    text(cx, 34, "from the side", anchor="middle", weight="bold")
    ring(cx, cy, 5 * SCALE, FAINT, "6 4", "#ffffff")
    text(cx + 5.05 * SCALE * math.cos(0.75), cy + 5.05 * SCALE * math.sin(0.75) + 14, "radius 5 Å", "#888888")
    for side, tilt in ((-1, -6), (1, 6)):
        c, s = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
        def place(u, v=0.0):
            return cx + SCALE * (u * c - v * s), cy + side * 2.0 * SCALE + SCALE * (u * s + v * c)
        line(*place(-5.6), *place(5.6), BLUE, 1.2, "7 4")
        atoms = [place(1.23 * (k + 0.45), 0.13 if k % 2 else -0.13) for k in range(-5, 5)]
        nearest = min(atoms, key=lambda p: math.dist(p, (cx, cy)))
        if side < 0:
            line(cx, cy, *nearest, GREEN, 1.8)
            text(cx - 26, cy - 32, "F4", GREEN, "end")
        for x, y in atoms:
            dot(x, y, 6.5, CARBON if math.hypot(x - cx, y - cy) < 5 * SCALE else FAINT)
    tilt = math.radians(6)
    foot = (cx - SCALE * 2 * math.cos(tilt) * math.sin(tilt), cy - SCALE * 2 * math.cos(tilt) ** 2)
    line(cx, cy, *foot, RED, 1.8)
    dot(*foot, 3.5, RED)
    text(cx + 4, cy - 38, "distance", RED)
    text(foot[0] - 8, foot[1] - 14, "foot", RED, "end")
    dot(cx, cy, 12, SODIUM)
    text(cx - 18, cy + 5, "Na", INK, "end")
    left = cx - 5.7 * SCALE
    gap = 2.0 * SCALE - 5.7 * SCALE * math.tan(math.radians(6))
    text(left - 2, cy + 5, "angle F8", BLUE, "middle")
    arrow(left, cy - 14, left, cy - gap - 52, BLUE)
    arrow(left, cy + 14, left, cy + gap + 52, BLUE)
    text(cx, cy + 5 * SCALE + 30, "networks of ≥ 8 C, each with its plane of least squares (F5); RMSD (F6)",
         anchor="middle", size=13)


def hull_of(points):
    points = sorted(points)
    def half(sequence):
        kept = []
        for p in sequence:
            while len(kept) > 1 and ((kept[-1][0] - kept[-2][0]) * (p[1] - kept[-1][1]) -
                                     (kept[-1][1] - kept[-2][1]) * (p[0] - kept[-1][0])) <= 0:
                kept.pop()
            kept.append(p)
        return kept[:-1]
    return half(points) + half(points[::-1])


def top_view(cx, cy):
    """A sheet that ends in an armchair edge, two hexagons missing, around the foot of the sodium."""
    text(cx, 34, "on the plane of the upper network", anchor="middle", weight="bold")
    atoms = []
    for n in range(-4, 5):
        for m in range(-5, 6):
            for up in (BOND, -BOND):
                x, y = EDGE * (m + 0.5 * n), 1.5 * BOND * n + up
                missing = x > 0.9 * EDGE and abs(y) < 1.6 * BOND
                if math.hypot(x, y) < 4.583 and not missing and x < 1.6 * EDGE:
                    atoms.append((x, y))
    place = lambda p: (cx + SCALE * p[0], cy - SCALE * p[1])
    ring(cx, cy, 4.583 * SCALE, FAINT, "6 4", "#ffffff")
    hull = " ".join(f"{place(p)[0]:.1f},{place(p)[1]:.1f}" for p in hull_of(atoms))
    out.append(f'<polygon points="{hull}" fill="{BLUE}" fill-opacity="0.10" stroke="{BLUE}" stroke-width="1.6"/>')
    best = None
    for i in range(len(atoms)):
        for j in range(len(atoms)):
            dx, dy = (atoms[j][0] - atoms[i][0]) / 2, (atoms[j][1] - atoms[i][1]) / 2
            length = math.hypot(dx, dy)
            if not 0 < length <= 2:
                continue
            rise = math.sqrt(4 - length * length) / length
            c = (atoms[i][0] + dx - rise * dy, atoms[i][1] + dy + rise * dx)
            if all(math.dist(c, p) > 2 - 1e-9 for p in atoms) and (best is None or math.hypot(*c) < math.hypot(*best)):
                best = c
    ring(*place(best), 2 * SCALE, RED, "4 3", RED, 0.10)
    for i, p in enumerate(atoms):
        for q in atoms[i + 1:]:
            if math.dist(p, q) < 1.85:
                line(*place(p), *place(q), CARBON, 2)
    for p in atoms:
        dot(*place(p), 6, CARBON)
    dot(*place((0, 0)), 4.5, RED)
    text(place((0, 0))[0] - 4, place((0, 0))[1] + 20, "foot", RED, "middle")
    x, y = place(best)
    line(*place(best), x + 2 * SCALE * math.cos(0.5), y - 2 * SCALE * math.sin(0.5), RED)
    text(x + 6, y + 24, "alpha 2 Å", RED, "middle")
    tip = best[0] - 2
    arrow(*place((0, 0)), *place((tip, 0)), RED)
    text(place((tip, 0))[0] - 4, place((0, 0))[1] - 9, "border", RED, "end")
    text(cx, cy - 3.85 * SCALE, "convex hull", BLUE, "middle")
    text(cx, cy + 5 * SCALE + 30, "between: the foot lies in the area (border ≥ 0) on both planes", anchor="middle",
         size=13)


def main():
    side_view(250, 260)
    top_view(730, 260)
    head = ('<svg xmlns="http://www.w3.org/2000/svg" width="980" height="490" viewBox="0 0 980 490" '
            'font-family="sans-serif">\n<rect width="980" height="490" fill="white"/>\n')
    open(sys.argv[1], "w", encoding="utf-8").write(head + "\n".join(out) + "\n</svg>\n")


main()
