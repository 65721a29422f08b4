"""compute nacre/grade: extrapolation grades of atoms, as `nacre predict --active` gives them."""
import tempfile
import unittest
from pathlib import Path

from lammps_case import NACRE, SOURCE, Lammps, at_thermo, rattled, read_extxyz, rows, run, setup

FOLDER = SOURCE / "tests/data/nep-random/nep4_NaC"
MODEL, ACTIVE = FOLDER / "nep.txt", FOLDER / "nep.asi"
OTHER = SOURCE / "tests/data/nep-random/nep4_zbl_NaC/nep.txt"

STRUCTURES = {
    "triclinic": rattled((4, 3, 3), 2.1, (0.9, -0.5, 0.6), seed=21),
    "thinner than two cutoffs": rattled((2, 2, 5), 2.3, seed=22),
    "open along c": rattled((4, 4, 2), 2.0, (1.1, 0, 0), (True, True, False), seed=23),
}


def told(structure):
    """[atom] by `nacre predict`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "ask.xyz").write_text(structure.extxyz())
        run([NACRE, "predict", str(MODEL), "ask.xyz", "--active", str(ACTIVE), "--output", "told.xyz", "--quiet", "--device",
             "cpu"], folder)
        return [g[0] for g in read_extxyz(Path(folder, "told.xyz").read_text())[0]["grade"]]


def script(structure, style="", more="", group="all"):
    return setup(structure, MODEL, style, f"group carbon type 1\ncompute grade {group} nacre/grade {ACTIVE}\n{more}") + at_thermo(
        "pe c_grade")


DUMP = "dump d all custom 1 dump.txt id c_grade\ndump_modify d format float %.17g\n"


class Grade(unittest.TestCase):
    def compare(self, got, wanted):
        for a, b in zip(got, wanted):
            self.assertAlmostEqual(a, b, delta=2e-8 * b)

    def test_grades_are_those_of_predict_on_any_number_of_ranks(self):
        for name, structure in STRUCTURES.items():
            wanted = told(structure)
            self.assertGreater(max(wanted), 1)
            self.assertLess(min(wanted), 0.9 * max(wanted))
            for style in ("", "precision double"):
                for ranks in (1, 2, 4):
                    with self.subTest(name, style=style, ranks=ranks):
                        lammps = Lammps(script(structure, style) + DUMP + "run 0\n", {"data.lammps": structure.data()}, ranks)
                        grades = [g for (g,) in rows(lammps.dumps("dump.txt")[0], "c_grade")]
                        self.compare(grades, wanted)
                        self.compare([lammps.thermo()[0]["c_grade"]], [max(wanted)])

    def test_a_group(self):
        structure = STRUCTURES["triclinic"]
        wanted = [g if s == "C" else 0 for g, s in zip(told(structure), structure.species)]
        lammps = Lammps(script(structure, group="carbon") + DUMP + "run 0\n", {"data.lammps": structure.data()}, 2)
        self.compare([g for (g,) in rows(lammps.dumps("dump.txt")[0], "c_grade")], wanted)
        self.compare([lammps.thermo()[0]["c_grade"]], [max(wanted)])

    def test_an_instance_of_a_hybrid_style(self):
        structure = STRUCTURES["triclinic"]
        elements = " ".join(structure.elements())
        text = script(structure).replace("pair_style nacre", "pair_style hybrid/overlay nacre nacre")
        text = text.replace(f"pair_coeff * * {MODEL} {elements}",
                            f"pair_coeff * * nacre 1 {OTHER} {elements}\npair_coeff * * nacre 2 {MODEL} {elements}")
        text = text.replace("compute n all pair nacre\n", "").replace(str(ACTIVE), f"{ACTIVE} pair 2")
        lammps = Lammps(text + "run 0\n", {"data.lammps": structure.data()}, 2)
        self.compare([lammps.thermo()[0]["c_grade"]], [max(told(structure))])

    def test_a_run_stops_above_a_grade(self):
        structure = STRUCTURES["triclinic"]
        more = "variable grade equal c_grade\nfix stop all halt 5 v_grade > {} error {}\n"
        run_it = "velocity all create 600 4\nfix move all nve\ntimestep 0.0005\nrun 10\nprint \"the last line\"\n"
        files = {"data.lammps": structure.data()}
        highest = max(told(structure))
        stopped = Lammps(script(structure, more=more.format(0.5 * highest, "hard")) + run_it, files, 2, ok=False)
        self.assertIn("Fix halt condition", stopped.output)
        self.assertNotIn("the last line", stopped.output)
        through = Lammps(script(structure, more=more.format(100 * highest, "hard")) + run_it, files, 2)
        self.assertEqual([row["Step"] for row in through.thermo()], list(range(11)))
        self.assertNotEqual(through.thermo()[0]["c_grade"], through.thermo()[-1]["c_grade"])


class Errors(unittest.TestCase):
    def test_messages(self):
        structure = STRUCTURES["triclinic"]
        good = script(structure)
        cases = {
            "missing file": (good.replace(str(ACTIVE), "nowhere.asi"), ["nowhere.asi"]),
            "not an active set": (good.replace(str(ACTIVE), "data.lammps"), ["data.lammps:1", "not an active set"]),
            "the set of another potential": (good.replace(str(MODEL), str(OTHER)), ["another potential"]),
            "no NEP": (good.replace(str(MODEL), str(SOURCE / "tests/data/lj/NaC.lj")), ["no extrapolation grades", "lj"]),
            "no words": (good.replace(f"nacre/grade {ACTIVE}", "nacre/grade"), ["nacre/grade FILE"]),
            "a wrong word": (good.replace(str(ACTIVE), f"{ACTIVE} pear 1"), ["pear 1", "pair N"]),
            "a wrong number": (good.replace(str(ACTIVE), f"{ACTIVE} pair 2"), ["there is no pair_style nacre"]),
            "another style": (good.replace("pair_style nacre", "pair_style zero 5").replace(
                f"* * {MODEL} C Na", "* *").replace("compute n all pair nacre\n", ""), ["there is no pair_style nacre"]),
        }
        for name, (text, words) in cases.items():
            with self.subTest(name):
                lammps = Lammps(text + "run 0\n", {"data.lammps": structure.data()}, 2, ok=False)
                self.assertNotEqual(lammps.code, 0)
                self.assertIn("ERROR: compute nacre/grade: ", lammps.output)
                for word in words:
                    self.assertIn(word, lammps.output)


if __name__ == "__main__":
    unittest.main()
