#!/usr/bin/env python3
"""The X-ray pattern of a small particle by Debye's sum over all pairs, written out: particle.xyz and intensity.csv.

    pip install periodictable==2.1.0 && ./make.py

60 atoms of carbon and 12 of sodium at random in a ball of radius 8 A, none closer than 1.3 A (Python's generator, seed
2). I(Q) = sum_ij f_i f_j sin(Q r_ij) / (Q r_ij), electrons squared, i = j included, Q = 4 pi / lambda sin(theta) with lambda
0.7 A; form factors of periodictable.
"""
import math
import random
from pathlib import Path

import periodictable
from periodictable import cromermann

generator = random.Random(2)
atoms = []
while len(atoms) < 72:
    r = [round(generator.uniform(-8, 8), 4) for _ in range(3)]
    if math.hypot(*r) <= 8 and all(math.dist(r, s) >= 1.3 for _, s in atoms):
        atoms.append(("Na" if len(atoms) % 6 == 5 else "C", r))
here = Path(__file__).parent
with open(here / "particle.xyz", "w") as out:
    print(f"{len(atoms)}\nmake.py", file=out)
    for element, r in atoms:
        print(element, *(f"{x:.4f}" for x in r), file=out)
formula = {e: cromermann.getCMformula(e) for e in ("C", "Na")}
with open(here / "intensity.csv", "w") as out:
    print(f"# make.py with periodictable {periodictable.__version__}\ntwo_theta,intensity", file=out)
    for two_theta in range(2, 91):
        Q = 4 * math.pi / 0.7 * math.sin(math.radians(two_theta) / 2)
        f = {e: float(c.atstol(Q / (4 * math.pi))) for e, c in formula.items()}
        total = 0.0
        for a, r in atoms:
            for b, s in atoms:
                x = Q * math.dist(r, s)
                total += f[a] * f[b] * (math.sin(x) / x if x > 0 else 1.0)
        print(f"{two_theta},{total:.9g}", file=out)
