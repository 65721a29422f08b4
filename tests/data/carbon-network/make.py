#!/usr/bin/env python3
"""A random network of carbon (network.xyz) and its rings and neighbours by programs that share nothing with Nacre
(expected.yaml).

    pip install ase==3.29.0 matscipy==1.3.1 && ./make.py

300 points at random in a skewed cell, none closer than 1.3 A to another, taken in the order of Python's generator with
seed 1; bonds are pairs below 1.85 A. The rings are matscipy's shortest-path rings (Franzblau,
10.1103/PhysRevB.44.4925), which Nacre calls primitive; the other numbers are counts over ase's list of neighbours.
"""
import random
from pathlib import Path

import ase
import ase.io
import matscipy
import numpy as np
from ase.neighborlist import neighbor_list
from matscipy.rings import ring_statistics

here = Path(__file__).parent
cutoff, longest, least, atoms = 1.85, 13, 1.3, 300
cell = np.array([[12.0, 0.0, 0.0], [1.5, 11.8, 0.0], [-1.0, 2.0, 12.4]])


def points():
    generator = random.Random(1)
    images = [np.array([a, b, c]) @ cell for a in (-1, 0, 1) for b in (-1, 0, 1) for c in (-1, 0, 1)]
    found = np.empty((0, 3))
    while len(found) < atoms:
        point = np.round(np.array([generator.random() for _ in range(3)]) @ cell, 5)
        if all(np.all(np.linalg.norm(found + image - point, axis=1) >= least) for image in images):
            found = np.vstack([found, point])
    return found


def angles(structure):
    """Mean and number of the angles between two bonds of one atom, in degrees."""
    first, vectors = neighbor_list("iD", structure, cutoff)
    found = []
    for i in range(len(structure)):
        v = vectors[first == i]
        v = v / np.linalg.norm(v, axis=1)[:, None]
        for k in range(len(v)):
            found += list(np.degrees(np.arccos(np.clip(v[:k] @ v[k], -1, 1))))
    return np.mean(found), len(found)


structure = ase.Atoms("C" * atoms, points(), cell=cell, pbc=True)
with open(here / "network.xyz", "w") as out:
    print(atoms, file=out)
    lattice = " ".join(f"{x:g}" for x in cell.ravel())
    print(f'Lattice="{lattice}" pbc="T T T" Properties=species:S:1:pos:R:3', file=out)
    for x, y, z in structure.positions:
        print(f"C {x:.5f} {y:.5f} {z:.5f}", file=out)
rings = ring_statistics(structure, cutoff, maxlength=longest + 1)  # below it
first, lengths = neighbor_list("id", structure, cutoff)
neighbours = np.bincount(np.bincount(first, minlength=atoms))
mean_angle, number = angles(structure)
with open(here / "expected.yaml", "w") as out:
    print(f"# make.py with ase {ase.__version__} and matscipy {matscipy.__version__}", file=out)
    print(f"cutoff: {cutoff}", file=out)
    print("atoms_with_neighbours: [" + ", ".join(str(n) for n in neighbours) + "]  # 0, 1, 2, ...", file=out)
    print(f"bonds: {len(first) // 2}", file=out)
    print(f"mean_bond: {lengths.mean():.9f}", file=out)
    print(f"angles: {number}", file=out)
    print(f"mean_angle: {mean_angle:.9f}", file=out)
    print(f"longest_ring: {longest}", file=out)
    print("primitive_rings: {" + ", ".join(f"{n}: {c}" for n, c in enumerate(rings) if c) + "}", file=out)
