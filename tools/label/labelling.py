"""What the labelling programs of this folder share: one frame in, the same frame with its labels out.

  python3 PROGRAM.py IN.xyz OUT.xyz ...

IN.xyz is one frame of extended XYZ. OUT.xyz gets the energy (eV), the forces (eV/A) and, where the code gives a stress, the
virial (eV; positive under compression). OUT.xyz appears whole, or not at all: a calculation that did not converge is no
label, the program ends with 1 and says why. Beside OUT.xyz lies OUT.work, the folder of the calculation: it is kept after a
failure, and with --keep.
"""
import argparse
import os
import shlex
import shutil
import subprocess
import sys

import numpy as np
from ase.io import read

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "dft"))
import level  # noqa: E402
from level import Failed  # noqa: E402


def arguments(description, command):
    """The options of every program; `command`: how the code is started unless the user says otherwise."""
    p = argparse.ArgumentParser(description=description)
    p.add_argument("frame", help="extended XYZ, one frame")
    p.add_argument("labelled", help="where the labelled frame is wanted")
    p.add_argument("--command", default=command, help="starts the code in the folder of the calculation (default: %(default)s); "
                   "with Slurm: 'srun ...' inside of a job")
    p.add_argument("--limit", type=float, default=86400, help="seconds for one calculation (default: a day)")
    p.add_argument("--k-length", type=float, default=25.0,
                   help="divisions of the k mesh times the height of the cell are at least this, A (default: %(default)s; "
                   "sheets and layers of sodium in carbon want 40 and 28)")
    p.add_argument("--gap", type=float, default=5.5, help="so much empty space, A, makes a direction one of one division")
    p.add_argument("--keep", action="store_true", help="keep the folder of the calculation")
    return p


def k_mesh(atoms, options):
    return level.k_mesh(atoms, options.k_length, options.gap)


def by_element(words, option):
    """The files of C=FILE Na=FILE."""
    files = dict(word.split("=", 1) for word in words if "=" in word)
    if len(files) != len(words):
        raise Failed("%s ELEMENT=FILE ..., once an element" % option)
    return files


def start(command, work, limit, output=None):
    """Runs the user's command in the folder; its standard output goes to the file `output`."""
    try:
        with open(os.path.join(work, output or "standard_output"), "w") as out:
            done = subprocess.run(shlex.split(command), cwd=work, stdout=out, stderr=subprocess.STDOUT, timeout=limit)
    except subprocess.TimeoutExpired:
        raise Failed("longer than %g s" % limit)
    except OSError as e:
        raise Failed("the command does not start: %s" % e)
    if done.returncode != 0:
        raise Failed("the command ended with %d" % done.returncode)


def labelled_text(atoms, energy, forces, stress):
    """Extended XYZ. `stress`: 3 x 3, eV/A^3, positive under tension, or None."""
    if not np.isfinite(energy) or not np.all(np.isfinite(forces)) or np.shape(forces) != (len(atoms), 3):
        raise Failed("labels that are no numbers")
    numbers = lambda a: " ".join("%.10g" % x for x in np.ravel(a))
    periodic = " ".join("T" if p else "F" for p in atoms.pbc)
    head = 'Lattice="%s" pbc="%s" energy=%.10f' % (numbers(atoms.cell), periodic, energy)
    if stress is not None:
        virial = -atoms.get_volume() * 0.5 * (np.array(stress) + np.array(stress).T)
        head += ' virial="%s"' % numbers(virial)
    for key in ("config_type", "source", "pair", "relative_to"):
        if key in atoms.info:
            head += " %s=%s" % (key, atoms.info[key])
    rows = ["%s %s %s" % (s, numbers(p), numbers(f))
            for s, p, f in zip(atoms.get_chemical_symbols(), atoms.positions, forces)]
    return "%d\n%s Properties=species:S:1:pos:R:3:forces:R:3\n%s\n" % (len(atoms), head, "\n".join(rows))


def read_frame(path):
    try:
        atoms = read(path, format="extxyz")
    except Exception as e:  # whatever ASE says of a file that is none
        raise Failed("cannot be read: %r" % e)
    if atoms.cell.rank < 3:
        raise Failed("has no cell: the codes know periodic cells alone, with empty space where nothing is")
    return atoms


def label(options, calculate):
    """calculate(atoms, work) gives energy, forces and stress, in eV and A. Ends the program."""
    work = options.labelled + ".work"
    try:
        atoms = read_frame(options.frame)
        shutil.rmtree(work, ignore_errors=True)
        os.makedirs(work)
        text = labelled_text(atoms, *calculate(atoms, work))
    except Failed as reason:
        sys.exit("%s: %s%s" % (options.frame, reason, "; look into " + work if os.path.isdir(work) else ""))
    part = options.labelled + ".part"
    with open(part, "w") as f:
        f.write(text)
    os.replace(part, options.labelled)
    if not options.keep:
        shutil.rmtree(work)
