"""Wrong input ends LAMMPS with our message, on all ranks."""
import unittest

from lammps_case import SOURCE, Lammps, rattled, setup

MODEL = SOURCE / "tests/data/nep-random/nep4_NaC/nep.txt"
STRUCTURE = rattled((3, 3, 3), 2.4)
HEAD = setup(STRUCTURE, MODEL)

CASES = {
    "pair_style nacre precision": (HEAD.replace("pair_style nacre ", "pair_style nacre precision"), ["no value after precision"]),
    "unknown word": (HEAD.replace("pair_style nacre ", "pair_style nacre precision half"),
                     ["precision half", "allowed: precision single"]),
    "wrong element": (HEAD.replace("C Na", "C K"), ["has no element K", "it has Na C"]),
    "too few elements": (HEAD.replace("C Na", "C"), ["names 1 elements, there are 2 atom types"]),
    "missing file": (HEAD.replace(str(MODEL), "nowhere.txt"), ["nowhere.txt", "No such file"]),
    "not a potential": (HEAD.replace(str(MODEL), "data.lammps"), ["data.lammps:1", "unknown potential"]),
    "units": (HEAD.replace("units metal", "units lj") + "run 0\n", ["units lj", "allowed: metal, real"]),
    "newton": ("newton off\n" + HEAD + "run 0\n", ["newton off"]),
    "exclude": (HEAD + "neigh_modify exclude type 1 2\nrun 0\n", ["neigh_modify exclude"]),
    "double on a GPU": (HEAD.replace("pair_style nacre ", "pair_style nacre precision double device cuda"), ["cuda"]),
}


class Errors(unittest.TestCase):
    def test_messages(self):
        for name, (script, words) in CASES.items():
            with self.subTest(name):
                lammps = Lammps(script, {"data.lammps": STRUCTURE.data()}, 2, ok=False)
                self.assertNotEqual(lammps.code, 0)
                self.assertIn("ERROR: pair_style nacre: ", lammps.output)
                for word in words:
                    self.assertIn(word, lammps.output)

    def test_an_atom_that_is_lost_is_lammps_s_error(self):
        script = HEAD.replace("boundary p p p", "boundary f f f") + "velocity all create 1e9 3\nfix move all nve\nrun 200\n"
        lammps = Lammps(script, {"data.lammps": STRUCTURE.data()}, 2, ok=False)
        self.assertNotEqual(lammps.code, 0)
        self.assertRegex(lammps.output, "Lost atoms|pair_style nacre|Atoms have moved too far")


if __name__ == "__main__":
    unittest.main()
