"""Frames chosen by `nacre select` as a start file for run_frames.py.

  python3 queue_frames.py OUT.xyz NAME SELECTED.xyz...

The class (config_type) of a frame is the name of its file; its source is NAME-class-number. Frames of several files
are interleaved and those chosen first come first, so that a run that is cut short has something of all.
"""
import os
import sys

from ase import Atoms
from ase.io import read, write


def chosen(path, name):
    """[(place in the queue from 0 to 1, frame)]"""
    family = os.path.splitext(os.path.basename(path))[0]
    frames = sorted(enumerate(read(path, ":")), key=lambda k: k[1].info.get("order", k[0]))
    for place, (number, a) in enumerate(frames):
        atoms = Atoms(a.get_chemical_symbols(), positions=a.positions, cell=a.cell, pbc=True)
        atoms.wrap()
        atoms.info = dict(config_type=family, source="%s-%s-%03d" % (name, family, number))
        yield (place + 0.5) / len(frames), atoms


def main():
    out, name, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    queue = sorted((entry for f in files for entry in chosen(f, name)), key=lambda entry: entry[0])
    write(out, [atoms for _, atoms in queue], format="extxyz")
    print(len(queue), "frames")


if __name__ == "__main__":
    main()
