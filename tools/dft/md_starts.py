"""Folders for molecular dynamics from which frames are picked for labelling.

  python3 md_starts.py OUT_DIR --potential nep.txt --seed 1 [--carbon HOSTS.xyz]

Each folder gets model.xyz and run.in: random carbon that is annealed and quenched (carbon-*), sodium in
annealed carbon (host-*, from --carbon: the last frames of earlier anneals), between layers, on sheets and at
edges, and sodium alone. The cells have 16 to 50 atoms, so that a label costs a minute or two. `nacre run` on each
leaves dump.xyz, the input of `nacre select`.
"""
import argparse
import os

import numpy as np
from ase import Atoms
from ase.io import read, write

import structures as s

DENSITY = 12.011 * 1.66053907  # g/cm3 of one carbon atom in a cubic Angstrom

ANNEAL = """potential {potential}
velocity 3000 seed {seed}
time_step 1 0.1
ensemble nvt_bdp 3500 3500 10
run 300
ensemble nvt_bdp {hot} {hot} 50
dump_exyz 100
run 2500
ensemble nvt_bdp {hot} 300 20
dump_exyz 100
run 1500
"""
WARM = """potential {potential}
velocity {cold} seed {seed}
time_step 1 0.1
ensemble nvt_bdp {cold} {hot} 50
dump_exyz 100
run 2500
"""


def random_carbon(density, rng):
    """Atoms at random, none closer than 1.25 A. The cell is a little wider than the 8 A from which two k points in
    each direction do (run_frames.py), because k points cost more than atoms."""
    side = rng.uniform(8.05, 8.5)
    count = int(round(side ** 3 * density / DENSITY))
    cell = np.eye(3) * side
    points = []
    while len(points) < count:
        p = rng.random(3) * side
        if not points or np.linalg.norm(s.minimum_image(np.array(points) - p, cell), axis=1).min() > 1.25:
            points.append(p)
    return Atoms("C%d" % count, positions=points, cell=cell, pbc=True)


def starts(seed, hosts):
    """(name, atoms, deck, temperatures) of every start."""
    rng = np.random.default_rng(seed)
    for k in range(8):
        density = (1.2, 1.5, 1.8, 1.4, 1.0, 1.7, 2.0, 1.3)[k]
        yield "carbon-%d" % k, random_carbon(density, rng), ANNEAL, (3000, int(rng.integers(3200, 4300)))
    for k, host in enumerate(hosts):
        atoms = Atoms(host.get_chemical_symbols(), positions=host.positions, cell=host.cell, pbc=True)
        s.add_na(atoms, 1 + k % 6, rng, prefer=("void", "surface", "cluster", None)[k % 4])
        yield "host-%d" % k, atoms, WARM, (300, (600, 1200, 2000)[k % 3])
    for k in range(5):
        atoms = s.layers("md-%d-%d" % (seed, k), stacking=("AB", "AA", "slip")[k % 3], nx=2 + k % 2, ny=1 + k % 2,
                         na=(1, 2, 3, 0, 4)[k], d1=(4.5, 4.3, 5.2, 3.4, 6.6)[k], top=0.05)
        yield "layers-%d" % k, atoms, WARM, (300, (600, 1000)[k % 2])
    for k in range(3):
        atoms = s.sheet("md-%d-%d" % (seed, k), kind=("vacancy", "ring57", None)[k], na=(2, 1, 4)[k], top=0.05)
        yield "sheet-%d" % k, atoms, WARM, (300, 800)
    for k in range(3):
        atoms = s.ribbon("md-%d-%d" % (seed, k), edge=("armchair", "zigzag")[k % 2], width=3, length=2, na=1 + k)
        yield "edge-%d" % k, atoms, WARM, (300, 800)
    for k, kind in enumerate(("melt", "bcc", "cluster")):
        atoms = s.metal("md-%d-%d" % (seed, k), kind=kind, repeat=(20, 2, 7)[k])
        yield "sodium-%d" % k, atoms, WARM, (300, (900, 500, 400)[k])


def main():
    p = argparse.ArgumentParser()
    p.add_argument("out")
    p.add_argument("--potential", required=True)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--carbon", help="extended XYZ with one carbon host a frame")
    args = p.parse_args()
    hosts = read(args.carbon, ":") if args.carbon else []
    for name, atoms, deck, (cold, hot) in starts(args.seed, hosts):
        if atoms is None:
            continue
        folder = os.path.join(args.out, name)
        os.makedirs(folder, exist_ok=True)
        atoms.info = {}
        write(os.path.join(folder, "model.xyz"), atoms, format="extxyz")
        with open(os.path.join(folder, "run.in"), "w") as f:
            f.write(deck.format(potential=os.path.abspath(args.potential), seed=args.seed, cold=cold, hot=hot))


if __name__ == "__main__":
    main()
