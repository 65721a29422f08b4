"""Runs LAMMPS with pair_style nacre and reads what it wrote; structures, and numbers from `nacre predict --double`.

The programs are named by the environment: LMP_NACRE, NACRE_BINARY, and MPIRUN with its words.
"""
import os
import random
import re
import shlex
import subprocess
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
LMP = os.environ.get("LMP_NACRE", str(SOURCE / "build/lammps/lmp-nacre"))
NACRE = os.environ.get("NACRE_BINARY", str(SOURCE / "build/cpu-release/nacre"))
MPIRUN = shlex.split(os.environ.get("MPIRUN", "mpirun --allow-run-as-root --oversubscribe --bind-to none"))
NUMBER = r"[-+]?(\d+\.?\d*([eE][-+]?\d+)?|nan|inf)"
MASSES = {"C": 12.011, "Na": 22.98976928, "Si": 28.085, "Ar": 39.948}


class Structure:
    """cell: three rows, lower triangle with a positive diagonal (what LAMMPS wants); positions in Å."""

    def __init__(self, cell, species, positions, periodic=(True, True, True)):
        self.cell, self.species, self.positions, self.periodic = cell, species, positions, periodic

    def elements(self):
        return sorted(set(self.species))

    def extxyz(self, positions=None):
        lattice = " ".join(f"{c:.17g}" for row in self.cell for c in row)
        pbc = " ".join("T" if p else "F" for p in self.periodic)
        lines = [str(len(self.species)), f'Lattice="{lattice}" pbc="{pbc}" Properties=species:S:1:pos:R:3']
        for s, r in zip(self.species, positions or self.positions):
            lines.append(s + " " + " ".join(f"{c:.17g}" for c in r))
        return "\n".join(lines) + "\n"

    def data(self, velocities=None):
        elements = self.elements()
        high = [self.cell[k][k] for k in range(3)]
        lines = ["structure of a test", "", f"{len(self.species)} atoms", f"{len(elements)} atom types", ""]
        lines += [f"0 {high[k]:.17g} {a}lo {a}hi" for k, a in enumerate("xyz")]
        tilts = (self.cell[1][0], self.cell[2][0], self.cell[2][1])
        if any(tilts):
            lines.append(" ".join(f"{t:.17g}" for t in tilts) + " xy xz yz")
        lines += ["", "Masses", ""] + [f"{t + 1} {MASSES[e]}" for t, e in enumerate(elements)]
        lines += ["", "Atoms # atomic", ""]
        for i, (s, r) in enumerate(zip(self.species, self.positions)):
            lines.append(f"{i + 1} {elements.index(s) + 1} " + " ".join(f"{c:.17g}" for c in r))
        if velocities:
            lines += ["", "Velocities", ""]
            lines += [f"{i + 1} " + " ".join(f"{c:.17g}" for c in v) for i, v in enumerate(velocities)]
        return "\n".join(lines) + "\n"

    def boundary(self):
        return "boundary " + " ".join("p" if p else "f" for p in self.periodic)


def rattled(repeat, spacing, tilt=(0, 0, 0), periodic=(True, True, True), seed=1, elements=("C", "C", "C", "Na")):
    """Elements in turn on a cubic lattice, moved a little; the cell is sheared by `tilt` (xy xz yz in Å)."""
    rng = random.Random(seed)
    cell = [[repeat[0] * spacing, 0, 0], [tilt[0], repeat[1] * spacing, 0], [tilt[1], tilt[2], repeat[2] * spacing]]
    species, positions = [], []
    for a in range(repeat[0]):
        for b in range(repeat[1]):
            for c in range(repeat[2]):
                s = [(n + 0.5) / m for n, m in zip((a, b, c), repeat)]
                species.append(elements[len(species) % len(elements)])
                positions.append([sum(s[k] * cell[k][d] for k in range(3)) + rng.uniform(-0.25, 0.25) for d in range(3)])
    return Structure(cell, species, positions, periodic)


def read_extxyz(text):
    """Frames as dicts: species, columns by name, and the keys of the comment line."""
    lines, frames = text.splitlines(), []
    while lines:
        count = int(lines[0])
        keys = {k: a or b for k, a, b in re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', lines[1])}
        rows = [line.split() for line in lines[2:2 + count]]
        frame, at = {"keys": keys, "n": count}, 0
        words = keys["Properties"].split(":")
        for name, kind, width in zip(words[::3], words[1::3], map(int, words[2::3])):
            values = [row[at:at + width] for row in rows]
            frame[name] = [v[0] for v in values] if kind == "S" else [[float(x) for x in v] for v in values]
            at += width
        frames.append(frame)
        lines = lines[2 + count:]
    return frames


def vector(text):
    return [float(w) for w in text.split()]


def run(words, folder, ok=True, **more):
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=300,
                          env=dict(os.environ, OMP_NUM_THREADS="1", NACRE_THREADS="1", **more))
    if ok and done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, words))} ended with {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done


def predicted(model, structure, positions=None):
    """Energy, forces, virial and atomic energies in double precision."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "ask.xyz").write_text(structure.extxyz(positions))
        run([NACRE, "predict", str(model), "ask.xyz", "--double", "--output", "told.xyz", "--quiet", "--device", "cpu"], folder)
        return read_extxyz(Path(folder, "told.xyz").read_text())[0]


class Lammps:
    """One input in a folder of its own. thermo: rows of numbers by name; dump(name): columns by name, sorted by id."""

    def __init__(self, script, files=(), ranks=1, ok=True, program=LMP, mpirun=MPIRUN):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in dict(files).items():
                Path(folder, name).write_text(text)
            Path(folder, "in.lammps").write_text(script)
            done = run([*mpirun, "-n", str(ranks), program, "-in", "in.lammps", "-log", "log.lammps"], folder, ok)
            self.files = {p.name: p.read_text(errors="replace") for p in Path(folder).iterdir()}
        self.output, self.code = done.stdout + done.stderr, done.returncode

    def text(self, name):
        return self.files[name]

    def all_thermo(self, last=False):
        """Rows of all runs, or of the last one."""
        names, rows = [], []
        for line in self.text("log.lammps").splitlines():
            words = line.split()
            if words[:1] == ["Step"]:
                names, rows = words, [] if last else rows
            elif names and len(words) == len(names) and all(re.fullmatch(NUMBER, w) for w in words):
                rows.append(dict(zip(names, map(float, words))))
        return rows

    def thermo(self):
        return self.all_thermo(last=True)

    def dumps(self, name):
        """Frames: a dict of columns each."""
        frames, lines = [], self.text(name).splitlines()
        while lines:
            count = int(lines[3])
            names = lines[8].split()[2:]
            rows = sorted(([float(w) for w in line.split()] for line in lines[9:9 + count]), key=lambda r: r[0])
            frames.append({n: [r[k] for r in rows] for k, n in enumerate(names)})
            lines = lines[9 + count:]
        return frames


def setup(structure, model, style="", more=""):
    """The head of an input: a data file is read, and the style is told its elements."""
    return f"""units metal
atom_style atomic
{structure.boundary()}
box tilt large
read_data data.lammps
pair_style nacre {style}
pair_coeff * * {model} {' '.join(structure.elements())}
neighbor 1.0 bin
neigh_modify delay 0 every 1 check yes
compute n all pair nacre
thermo_modify format float %.15g
thermo 1
{more}
"""


def at_thermo(columns):
    """thermo_style anew needs its format anew."""
    return f"thermo_style custom step {columns}\nthermo_modify format float %.15g\n"


def largest(a, b):
    """Largest difference of two lists of numbers or vectors."""
    if isinstance(a[0], (list, tuple)):
        return max(largest(x, y) for x, y in zip(a, b))
    assert len(a) == len(b)
    return max(abs(x - y) for x, y in zip(a, b))


def rows(frame, *names):
    return [list(v) for v in zip(*(frame[n] for n in names))]
