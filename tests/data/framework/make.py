#!/usr/bin/env python3
"""Pores of a made-up framework (framework.xyz) by Zeo++, through pyzeo: expected.yaml.

    pip install pyzeo==0.2.0 && ./make.py

24 atoms of carbon at random in a skewed cell, none closer than 2.5 A to another (Python's generator, seed 4), with the
radius 1.70 A of Zeo++. Its largest sphere is 0.008 A smaller than the one that random climbs find (7.66962 A); surface and
volumes are counts of its random points: 5,000 an atom, and 200,000 in the cell.
"""
import random
import tempfile
from pathlib import Path

from pyzeo.area_volume import surface_area, volume
from pyzeo.netstorage import AtomNetwork

here = Path(__file__).parent
cell = [[13.0, 0.0, 0.0], [2.0, 12.0, 0.0], [-1.5, 1.0, 14.0]]
atoms, least, probe = 24, 2.5, 1.2


def cartesian(s):
    return [sum(s[k] * cell[k][d] for k in range(3)) for d in range(3)]


def distance(a, b):
    images = [cartesian([i, j, k]) for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1)]
    return min(sum((a[d] - b[d] + t[d]) ** 2 for d in range(3)) for t in images) ** 0.5


def positions():
    generator = random.Random(4)
    found = []
    while len(found) < atoms:
        r = [round(x, 4) for x in cartesian([generator.random() for _ in range(3)])]
        if all(distance(r, s) >= least for s in found):
            found.append(r)
    return found


def network(r):
    with tempfile.TemporaryDirectory() as folder:
        name = Path(folder) / "framework.v1"
        with open(name, "w") as out:
            print("Unit cell vectors:", file=out)
            for letter, row in zip("abc", cell):
                print(f"v{letter}=", *row, file=out)
            print(len(r), file=out)
            for x in r:
                print("C", *x, file=out)
        return AtomNetwork.read_from_V1(str(name), rad_flag=True)


def diameters(net):
    with tempfile.TemporaryDirectory() as folder:
        name = Path(folder) / "framework.res"
        net.calculate_free_sphere_parameters(str(name))
        return name.read_text().split()[1:4]


def number(text, key):
    words = text.replace("\n", " ").split()
    return words[words.index(key) + 1]


r = positions()
with open(here / "framework.xyz", "w") as out:
    lattice = " ".join(f"{x:g}" for row in cell for x in row)
    print(f'{atoms}\nLattice="{lattice}" pbc="T T T" Properties=species:S:1:pos:R:3', file=out)
    for x in r:
        print("C", *(f"{c:.4f}" for c in x), file=out)
net = network(r)
largest, limiting, on_path = diameters(net)
area = surface_area(net, probe, probe, 5000, False)
void = volume(net, probe, probe, 200000, False)
area, void = (t.decode() if isinstance(t, bytes) else t for t in (area, void))
with open(here / "expected.yaml", "w") as out:
    print("# make.py with pyzeo 0.2.0 (Zeo++)", file=out)
    print(f"probe: {probe}\nlcd: {largest}\npld: {limiting}\nlcd_on_path: {on_path}", file=out)
    print(f"open_surface: {number(area, 'ASA_A^2:')}\nclosed_surface: {number(area, 'NASA_A^2:')}", file=out)
    print(f"open_accessible: {number(void, 'AV_Volume_fraction:')}\nclosed_accessible: "
          f"{number(void, 'NAV_Volume_fraction:')}", file=out)
