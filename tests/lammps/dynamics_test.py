"""Minimisation, relaxation of the cell, restarts: the same as `nacre run` gives, and the same on more ranks."""
import tempfile
import unittest
from pathlib import Path

from lammps_case import NACRE, SOURCE, Lammps, Structure, at_thermo, rattled, read_extxyz, run, setup, vector

MODEL = SOURCE / "input/potentials/C.tersoff"


def diamond(a=3.6):
    """64 atoms, rattled, too wide."""
    sites = [(0, 0, 0), (0, 2, 2), (2, 0, 2), (2, 2, 0), (1, 1, 1), (1, 3, 3), (3, 1, 3), (3, 3, 1)]
    noise = iter(c for r in rattled((4, 4, 4), 0.0, seed=3).positions for c in r)
    positions = [[a * (cell + s / 4) + 0.3 * next(noise) for cell, s in zip((i, j, k), site)]
                 for i in range(2) for j in range(2) for k in range(2) for site in sites]
    return Structure([[2 * a, 0, 0], [0, 2 * a, 0], [0, 0, 2 * a]], ["C"] * 64, positions)


def minimised(structure, line):
    """The last frame of a minimisation by `nacre run`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "model.xyz").write_text(structure.extxyz())
        Path(folder, "run.in").write_text(f"potential {MODEL}\n{line} dump 1000000 frames.xyz\n")
        run([NACRE, "run", ".", "--quiet", "--threads", "1", "--device", "cpu"], folder)
        return read_extxyz(Path(folder, "frames.xyz").read_text())[-1]


class Minimisation(unittest.TestCase):
    def test_the_same_basin(self):
        told = float(minimised(diamond(), "minimize lbfgs 1e-6 1000")["keys"]["energy"])
        script = setup(diamond(), MODEL) + at_thermo("pe") + "min_modify norm inf\nminimize 0.0 1e-6 2000 20000\n"
        for ranks in (1, 2):
            row = Lammps(script, {"data.lammps": diamond().data()}, ranks).thermo()[-1]
            self.assertAlmostEqual(row["PotEng"], told, delta=1e-8)

    def test_the_same_cell(self):
        frame = minimised(diamond(), "minimize lbfgs 1e-6 2000 hydrostatic")
        told = vector(frame["keys"]["Lattice"])[0]
        script = setup(diamond(), MODEL) + at_thermo("lx pe press") + """min_modify norm inf
fix relax all box/relax iso 0 vmax 0.01
minimize 0.0 1e-6 2000 20000
minimize 0.0 1e-6 2000 20000
"""
        row = Lammps(script, {"data.lammps": diamond().data()}, 2).thermo()[-1]
        self.assertAlmostEqual(row["Lx"], told, delta=1e-4)
        self.assertLess(abs(row["Press"]), 100)  # bar


class Restart(unittest.TestCase):
    STRUCTURE = rattled((4, 3, 4), 2.4, (0.7, 0, 0.5), seed=9)
    MODEL = SOURCE / "tests/data/nep-random/nep4_zbl_NaC/nep.txt"
    MOVE = "timestep 0.0005\nfix move all nve\n"

    def test_a_restart_goes_on(self):
        start = setup(self.STRUCTURE, self.MODEL, "precision double") + "velocity all create 500 4 loop geom\n"
        through = start + at_thermo("pe etotal") + self.MOVE + "run 10\n"
        cut = start + at_thermo("pe etotal") + self.MOVE + f"""run 5
write_restart middle
clear
read_restart middle
pair_style nacre precision double
pair_coeff * * {self.MODEL} C Na
thermo 1
""" + at_thermo("pe etotal") + self.MOVE + "run 5\n"
        for ranks in (1, 2):
            whole = Lammps(through, {"data.lammps": self.STRUCTURE.data()}, ranks).thermo()
            parts = Lammps(cut, {"data.lammps": self.STRUCTURE.data()}, ranks).thermo()
            for a, b in zip(whole[5:], parts):
                self.assertEqual(a["Step"], b["Step"])
                self.assertAlmostEqual(a["PotEng"], b["PotEng"], delta=1e-9)
                self.assertAlmostEqual(a["TotEng"], b["TotEng"], delta=1e-9)

    def test_lists_are_kept_and_made_anew(self):
        """Energy is conserved over rebuilds of both lists; ours is not made in every step."""
        script = setup(self.STRUCTURE, self.MODEL, "precision double") + "velocity all create 3000 4 loop geom\n"
        script += at_thermo("pe etotal c_n[1] c_n[3]") + "timestep 0.0002\nfix move all nve\nrun 200\n"
        rows = Lammps(script, {"data.lammps": self.STRUCTURE.data()}, 2).thermo()
        lists = rows[-1]["c_n[3]"] / 2 - rows[0]["c_n[3]"] / 2
        self.assertGreater(lists, 1)
        self.assertLess(lists, 100)
        drift = max(abs(r["TotEng"] - rows[0]["TotEng"]) for r in rows)
        swing = max(r["PotEng"] for r in rows) - min(r["PotEng"] for r in rows)
        self.assertLess(drift, 1e-3 * swing)


if __name__ == "__main__":
    unittest.main()
