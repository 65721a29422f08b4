"""`nacre convert deck --to lammps`: LAMMPS starts where `nacre run` does, whatever the cell, and runs all of the deck."""
import tempfile
import unittest
from pathlib import Path

from lammps_case import LMP, MPIRUN, NACRE, SOURCE, Structure, largest, rattled, read_extxyz, run

MODEL = SOURCE / "tests/data/nep-random/nep4_zbl_NaC/nep.txt"
GRADED = SOURCE / "tests/data/nep-random/nep4_NaC"


def frames_of(text):
    """Rows of words of each frame of a dump."""
    frames, lines = [], text.splitlines()
    while lines:
        count = int(lines[3])
        frames.append([line.split() for line in lines[9:9 + count]])
        lines = lines[9 + count:]
    return frames


def turned(structure):
    """The same atoms: a cyclic change of the axes, so that no lattice vector is where LAMMPS wants it."""
    turn = lambda r: [r[1], r[2], r[0]]
    return Structure([turn(v) for v in structure.cell], structure.species, [turn(r) for r in structure.positions],
                     structure.periodic)


def mirrored(structure):
    """Two lattice vectors change places: a left-handed cell."""
    a, b, c = structure.cell
    p = structure.periodic
    return Structure([b, a, c], structure.species, structure.positions, (p[1], p[0], p[2]))


class Deck:
    """A deck, run by Nacre and by LAMMPS."""

    def __init__(self, structure, lines, ranks=2, extra=None, ok=True):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "deck").mkdir()
            Path(folder, "deck/model.xyz").write_text(structure.extxyz())
            for name, source in (extra or {"nep.txt": MODEL}).items():
                Path(folder, "deck", name).write_text(source.read_text())
            Path(folder, "deck/run.in").write_text("potential nep.txt\n" + lines)
            self.said = run([NACRE, "convert", "deck", "deck", "--to", "lammps"], folder).stdout
            self.script = Path(folder, "deck-lammps/in.lammps").read_text()
            self.code = run([NACRE, "run", "deck", "--quiet", "--threads", "1", "--device", "cpu"], folder, ok).returncode
            run([*MPIRUN, "-n", str(ranks), LMP, "-in", "in.lammps"], Path(folder, "deck-lammps"))
            results = {p.name: p.read_text() for p in Path(folder, "deck").glob("*.[ox]*")}
            thermo = [line.split() for line in results.get("thermo.out", "").splitlines() if line[0] != "#"]
            self.ours = [[float(w) for w in row[:4]] for row in thermo]  # temperature, kinetic, potential
            self.frames = results.get("extrapolation_dump.xyz", "")
            self.log = Path(folder, "deck-lammps/log.lammps").read_text()
            self.files = {p.name: p.read_text() for p in Path(folder, "deck-lammps").iterdir() if "restart" not in p.name}

    def theirs(self):
        """Step, temperature, kinetic, potential of all runs."""
        rows = []
        for line in self.log.splitlines():
            words = line.split()
            if len(words) == 16 and words[0].isdigit():
                rows.append([float(w) for w in words])
        return rows


class DeckTranslation(unittest.TestCase):
    def test_nve_in_cells_of_all_kinds(self):
        base = rattled((3, 4, 3), 2.4, (0.9, -0.6, 0.7), seed=11)
        slab = rattled((3, 3, 3), 2.4, (0.9, 0, 0), (True, True, False), seed=12)
        cases = {"turned": turned(base), "mirrored": mirrored(base), "open": slab, "open and turned": turned(slab)}
        cases["open and turned"].periodic = (True, True, False)
        for name, structure in cases.items():
            with self.subTest(name):
                deck = Deck(structure, "velocity 500 seed 3\ntime_step 0.5\nensemble nve\ndump_thermo 1\nrun 10\n")
                self.assertEqual("mirror image" in deck.script, name == "mirrored")
                theirs = deck.theirs()
                self.assertEqual(len(theirs), 11)
                for ours, row in zip(deck.ours[-10:], theirs[1:]):
                    self.assertAlmostEqual(row[3], ours[2], delta=2e-5)  # single precision, 36 atoms
                    self.assertAlmostEqual(row[2], ours[1], delta=2e-5)

    def test_all_keywords(self):
        structure = rattled((4, 3, 3), 2.4, seed=13)
        lines = """velocity 300 seed 5
time_step 0.5
correct_velocity 10
ensemble nvt_nhc 300 400 50
dump_thermo 10
dump_xyz 10 frames.xyz velocity force potential virial
dump_restart 10
compute_rdf 6 60 5 atom 0 1
compute_msd 5 4
run 20
time_step 0.5 0.1
ensemble nvt_lan 400 400 50
guard volume 3
dump_velocity 10
run 10
ensemble nvt_bdp 400 400 50
run 10
ensemble nvt_bao 400 400 50
run 10
ensemble npt_ber 400 400 50 0 100 500
run 10
ensemble npt_scr 400 400 50 0 0 0 100 100 3000 500
run 10
minimize cg 1e-3 20
"""
        deck = Deck(structure, lines)
        for words in ("compute_msd: no counterpart", "guard: no counterpart", "BAOAB", "npt is a Nose-Hoover"):
            self.assertIn(words, deck.said)
            self.assertIn(words, deck.script)
        for name in ("frames.xyz.lammpstrj", "velocity.out.lammpstrj", "rdf.out", "nep.txt"):
            self.assertIn(name, deck.files)
        self.assertIn("fix move all npt temp 400 400 0.025 x 0 0 0.25 y 0 0 0.25\n", deck.script)
        self.assertIn("minimize 0.0 0.001 20", deck.script)
        self.assertEqual(deck.script.count("\nrun "), 6)
        self.assertIn("c_rdf[1]", deck.files["rdf.out"])

    def test_extrapolation_grades(self):
        """Frames of all atoms above gamma_low, of none below; the run ends above gamma_high."""
        structure = rattled((4, 3, 3), 2.1, (0.9, -0.5, 0.6), seed=21)
        extra = {"nep.txt": GRADED / "nep.txt", "nep.asi": GRADED / "nep.asi"}
        lines = "velocity 300 seed 1\nensemble nve\ntime_step 0.5\ncompute_extrapolation asi_file nep.asi check_interval 2 {}\nrun 6\n"
        ours = Deck(structure, lines.format("gamma_low 1"), extra=extra)
        self.assertIn("without atoms where none is above gamma_low", ours.said)
        grades = [[row[0] for row in frame["gamma"]] for frame in read_extxyz(ours.frames)]
        theirs = frames_of(ours.files["extrapolation_dump.xyz.lammpstrj"])
        self.assertEqual([len(f) for f in theirs], [36] * 4)  # LAMMPS writes the start too
        self.assertEqual(len(grades), 3)
        for a, b in zip(grades, theirs[1:]):
            self.assertLess(largest(a, [float(row[-1]) for row in b]), 2e-4)  # %g, single precision
        quiet = Deck(structure, lines.format("gamma_low 50"), extra=extra)
        self.assertEqual([len(f) for f in frames_of(quiet.files["extrapolation_dump.xyz.lammpstrj"])], [0] * 4)
        stopped = Deck(structure, lines.format("gamma_low 1 gamma_high 1.5"), extra=extra, ok=False)
        self.assertEqual(stopped.code, 1)
        self.assertIn("Fix halt condition", stopped.log)
        self.assertEqual(len(frames_of(stopped.files["extrapolation_dump.xyz.lammpstrj"])), 2)
        self.assertEqual(len(read_extxyz(stopped.frames)), 1)

    def test_held_atoms_do_not_move(self):
        structure = rattled((3, 3, 3), 2.4, seed=14)
        text = structure.extxyz().replace("pos:R:3", "pos:R:3:group:I:1").splitlines()
        structure.extxyz = lambda: "\n".join(text[:2] + [f"{line} {int(k % 3 == 0)}" for k, line in enumerate(text[2:])]) + "\n"
        deck = Deck(structure, "velocity 300 seed 1\nensemble nve\nfix 0 1\ndump_thermo 5\ndump_xyz 5 frames.xyz unwrapped_position\nrun 10\n")
        frames = deck.files["frames.xyz.lammpstrj"].splitlines()
        held = lambda lines: {l.split()[0]: l.split()[3:6] for l in lines if len(l.split()) == 6 and int(l.split()[0]) % 3 == 1}
        n = len(structure.species) + 9
        first, last = held(frames[9:n]), held(frames[-n + 9:])
        self.assertEqual(len(first), 9)
        self.assertEqual(first, last)


if __name__ == "__main__":
    unittest.main()
