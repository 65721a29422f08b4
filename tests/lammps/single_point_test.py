"""`run 0`: all models of tests/data/nep-random against the stored numbers, Lennard-Jones and Tersoff, stresses, units real,
hybrid/overlay, two models at once, NULL."""
import math
import random
import unittest
from pathlib import Path

from lammps_case import MASSES, SOURCE, Lammps, Structure, at_thermo, largest, predicted, rattled, read_extxyz, rows, setup, vector

RANDOM = SOURCE / "tests/data/nep-random"
BAR = 160.21766208 * 1e4  # LAMMPS's own eV/Å^3, of 1998; ours differs in the eighth digit
ALL_COLUMNS = "id fx fy fz c_energy"


def point(structure, model, style, ranks=1, columns=ALL_COLUMNS, more="", thermo="pe pxx pyy pzz pxy pxz pyz"):
    script = setup(structure, model, style, "compute energy all pe/atom\n" + more) + at_thermo(thermo) + f"""
dump d all custom 1 dump.txt {columns}
dump_modify d format float %.17g
run 0
"""
    lammps = Lammps(script, {"data.lammps": structure.data()}, ranks)
    return lammps.thermo()[0], lammps.dumps("dump.txt")[0]


def volume(cell):
    return cell[0][0] * cell[1][1] * cell[2][2]


def stored():
    """Frames whose cell is LAMMPS's: lower triangle, periodic. deck_test.py turns others."""
    for folder in sorted(RANDOM.iterdir()):
        for frame in read_extxyz((folder / "reference.xyz").read_text()):
            c = vector(frame["keys"]["Lattice"])
            cell = [c[0:3], c[3:6], c[6:9]]
            if all(cell[i][j] == 0 for i in range(3) for j in range(i + 1, 3)) and "F" not in frame["keys"]["pbc"]:
                yield folder.name, folder / "nep.txt", Structure(cell, frame["species"], frame["pos"]), frame


def points(cases, style, ranks):
    """Many structures in one process: rows of thermo and dumps. `clear` forgets the style and must know it anew."""
    script, files = "", {}
    for k, (_, model, structure, _) in enumerate(cases):
        files[f"data.{k}"] = structure.data()
        script += setup(structure, model, style, "compute energy all pe/atom").replace("data.lammps", f"data.{k}")
        script += at_thermo("pe pxx pyy pzz pxy pxz pyz") + f"""
dump d all custom 1 dump.{k} {ALL_COLUMNS}
dump_modify d format float %.17g
run 0
clear
"""
    lammps = Lammps(script, files, ranks)
    return lammps.all_thermo(), [lammps.dumps(f"dump.{k}")[0] for k in range(len(cases))]


class StoredNumbers(unittest.TestCase):
    """Labels of tests/reference in double precision, ten decimals."""
    CASES = list(stored())

    def test_all_models_in_double(self):
        self.assertEqual({case[0] for case in self.CASES}, {p.name for p in RANDOM.iterdir()})
        for ranks in (1, 2):
            for case, row, dump in zip(self.CASES, *points(self.CASES, "precision double", ranks)):
                with self.subTest(case[0], ranks=ranks):
                    self.compare(case, row, dump)

    def compare(self, case, row, dump):
        _, _, structure, frame = case
        self.assertAlmostEqual(row["PotEng"], float(frame["keys"]["energy"]), delta=1e-8)
        self.assertLess(largest(rows(dump, "fx", "fy", "fz"), frame["force"]), 1e-8)
        self.assertLess(largest(rows(dump, "c_energy"), frame["energy_atom"]), 1e-8)
        w = vector(frame["keys"]["virial"])
        stress = [w[k] / volume(structure.cell) * BAR for k in (0, 4, 8, 1, 2, 5)]
        told = [row[k] for k in ("Pxx", "Pyy", "Pzz", "Pxy", "Pxz", "Pyz")]
        self.assertLess(largest(told, stress), 1e-7 * max(map(abs, stress)))

    def test_all_models_in_single(self):
        for case, row, dump in zip(self.CASES, *points(self.CASES, "precision single", 2)):
            with self.subTest(case[0]):
                size = max(max(map(abs, f)) for f in case[3]["force"])
                self.assertLess(largest(rows(dump, "fx", "fy", "fz"), case[3]["force"]), 2e-6 * max(1, size))


class OtherPotentials(unittest.TestCase):
    def test_lennard_jones_and_tersoff(self):
        cases = {
            SOURCE / "tests/data/lj/NaC.lj": rattled((3, 3, 4), 3.1, (1, 0.5, -0.7)),
            SOURCE / "tests/data/tersoff/SiC.tersoff": rattled((4, 3, 3), 2.0, (0.8, 0, 0.4), elements=("C", "Si")),
            "tersoff-carbon": rattled((4, 4, 3), 1.7, elements=("C",)),
        }
        for model, structure in cases.items():
            told = predicted(model, structure)
            for ranks in (1, 4):
                with self.subTest(str(model), ranks=ranks):
                    row, dump = point(structure, model, "", ranks)
                    self.assertAlmostEqual(row["PotEng"], float(told["keys"]["energy"]), delta=1e-8)
                    self.assertLess(largest(rows(dump, "fx", "fy", "fz"), told["forces"]), 1e-8)


class Stress(unittest.TestCase):
    STRUCTURE = rattled((4, 3, 3), 2.4, (1.1, -0.4, 0.6), seed=4)
    MODEL = RANDOM / "nep4_zbl_NaC/nep.txt"
    MORE = "compute s all stress/atom NULL virial\ncompute c all centroid/stress/atom NULL virial\n"
    SIX, NINE = [f"c_s[{k}]" for k in range(1, 7)], [f"c_c[{k}]" for k in range(1, 10)]

    def of_atoms(self, ranks, model=None, structure=None):
        columns = " ".join(["id x y z"] + self.SIX + self.NINE)
        return point(structure or self.STRUCTURE, model or self.MODEL, "precision double", ranks, columns, self.MORE)

    def test_atoms_sum_to_the_pressure(self):
        for ranks in (1, 4):
            row, dump = self.of_atoms(ranks)
            volume_ = volume(self.STRUCTURE.cell)
            for k, name in enumerate(("Pxx", "Pyy", "Pzz", "Pxy", "Pxz", "Pyz")):
                six, nine = -sum(dump[self.SIX[k]]) / volume_, -sum(dump[self.NINE[k]]) / volume_
                self.assertAlmostEqual(six, row[name], delta=1e-3)  # bar, of 1e5
                self.assertAlmostEqual(nine, row[name], delta=1e-3)

    def test_ranks_agree(self):
        for model, structure in ((self.MODEL, self.STRUCTURE),
                                 (SOURCE / "tests/data/tersoff/SiC.tersoff", rattled((4, 3, 3), 2.0, elements=("C", "Si")))):
            one, four = (self.of_atoms(ranks, model, structure)[1] for ranks in (1, 4))
            for name in self.SIX + self.NINE:
                self.assertLess(largest(one[name], four[name]), 1e-2)  # bar Å^3, of 1e6

    def test_heat_current_is_the_rate_of_the_energy_s_first_moment(self):
        """Of a cluster: d/dt sum_i r_i (U_i + m v_i^2/2) = sum_i v_i (U_i + m v_i^2/2) + V_i v_i. The left side is
        sum_i r_i (F_i v_i) and a difference of two places of the atoms; the kinetic terms of the right side are taken off."""
        rng = random.Random(5)
        cluster = rattled((3, 3, 2), 2.4, seed=6)
        cluster.cell = [[60, 0, 0], [0, 60, 0], [0, 0, 60]]
        cluster.positions = [[c + 25 for c in r] for r in cluster.positions]
        v = [[rng.gauss(0, 8) for _ in range(3)] for _ in cluster.species]  # Å/ps
        for model in (self.MODEL, SOURCE / "tests/data/lj/NaC.lj"):
            with self.subTest(str(model)):
                self.compare_current(cluster, model, v)

    def compare_current(self, cluster, model, v):
        dt = 2e-5  # ps
        dipole = []
        for sign in (-1, 1):
            moved = [[c + sign * dt * w for c, w in zip(r, u)] for r, u in zip(cluster.positions, v)]
            told = predicted(model, cluster, moved)
            energies = [e[0] for e in told["energy_atom"]]
            dipole.append([sum(e * r[k] for e, r in zip(energies, moved)) for k in range(3)])
        work = [sum(f * w for f, w in zip(*fw)) for fw in zip(predicted(model, cluster)["forces"], v)]
        rate = [(b - a) / (2 * dt) + sum(w * r[k] for w, r in zip(work, cluster.positions))
                for k, (a, b) in enumerate(zip(*dipole))]
        script = setup(cluster, model, "precision double", """compute ke all ke/atom
compute energy all pe/atom
compute c all centroid/stress/atom NULL virial
compute heat all heat/flux ke energy c
""") + at_thermo("c_heat[1] c_heat[2] c_heat[3]") + "run 0\n"
        row = Lammps(script, {"data.lammps": cluster.data(v)}, 2).thermo()[0]
        kinetic = [0.0] * 3
        for s, u in zip(cluster.species, v):
            for k in range(3):
                kinetic[k] += 0.5 * MASSES[s] * 1.0364269e-4 * sum(c * c for c in u) * u[k]
        current = [row[f"c_heat[{k + 1}]"] - kinetic[k] for k in range(3)]
        size = math.sqrt(sum(c * c for c in rate))
        self.assertGreater(size, 1)
        self.assertLess(largest(current, rate), 1e-5 * size)


class Inputs(unittest.TestCase):
    STRUCTURE = rattled((4, 3, 3), 2.4, seed=8)
    MODEL = RANDOM / "nep4_NaC/nep.txt"

    def test_units_real(self):
        metal, dump = point(self.STRUCTURE, self.MODEL, "precision double")
        script = setup(self.STRUCTURE, self.MODEL, "precision double").replace("units metal", "units real")
        script += at_thermo("pe press") + "dump d all custom 1 dump.txt id fx fy fz\ndump_modify d format float %.17g\nrun 0\n"
        lammps = Lammps(script, {"data.lammps": self.STRUCTURE.data()})
        self.assertAlmostEqual(lammps.thermo()[0]["PotEng"], 23.060549 * metal["PotEng"], delta=1e-7)
        pressure = sum(metal[k] for k in ("Pxx", "Pyy", "Pzz")) / 3
        self.assertAlmostEqual(lammps.thermo()[0]["Press"] * 1.01325, pressure, delta=1e-5 * abs(pressure))  # atm, bar
        real = rows(lammps.dumps("dump.txt")[0], "fx", "fy", "fz")
        self.assertLess(largest(real, [[23.060549 * c for c in f] for f in rows(dump, "fx", "fy", "fz")]), 1e-8)

    def test_hybrid_overlay_adds_two_models(self):
        models = [self.MODEL, RANDOM / "nep5_zbl_NaC/nep.txt"]
        parts = [point(self.STRUCTURE, m, "precision double") for m in models]
        script = setup(self.STRUCTURE, self.MODEL, "precision double")
        elements = " ".join(self.STRUCTURE.elements())
        script = script.replace("pair_style nacre precision double",
                                "pair_style hybrid/overlay nacre precision double nacre precision double")
        script = script.replace(f"pair_coeff * * {self.MODEL} {elements}",
                                "\n".join(f"pair_coeff * * nacre {k + 1} {m} {elements}" for k, m in enumerate(models)))
        script = script.replace("compute n all pair nacre\n", "")
        script += at_thermo("pe") + "dump d all custom 1 dump.txt id fx fy fz\ndump_modify d format float %.17g\nrun 0\n"
        lammps = Lammps(script, {"data.lammps": self.STRUCTURE.data()}, 2)
        self.assertAlmostEqual(lammps.thermo()[0]["PotEng"], sum(row["PotEng"] for row, _ in parts), delta=1e-9)
        both = [[sum(c) for c in zip(a, b)] for a, b in zip(*(rows(d, "fx", "fy", "fz") for _, d in parts))]
        self.assertLess(largest(rows(lammps.dumps("dump.txt")[0], "fx", "fy", "fz"), both), 1e-9)

    def test_a_type_without_element_is_not_seen(self):
        carbon = [(s, r) for s, r in zip(self.STRUCTURE.species, self.STRUCTURE.positions) if s == "C"]
        alone = Structure(self.STRUCTURE.cell, [s for s, _ in carbon], [r for _, r in carbon])
        row, _ = point(alone, self.MODEL, "precision double")
        script = setup(self.STRUCTURE, self.MODEL, "").replace("C Na", "C NULL")
        script = script.replace("pair_style nacre ", "pair_style hybrid/overlay nacre precision double zero 3.0")
        script = script.replace("pair_coeff * * /", "pair_coeff * * zero\npair_coeff * * nacre /")
        lammps = Lammps(script + at_thermo("pe") + "run 0\n", {"data.lammps": self.STRUCTURE.data()}, 2)
        self.assertAlmostEqual(lammps.thermo()[0]["PotEng"], row["PotEng"], delta=1e-9)


if __name__ == "__main__":
    unittest.main()
