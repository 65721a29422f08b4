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
    "a shell of ghosts that is too thin": (
        HEAD.replace(str(MODEL), "short.lj") + f"fix move all nve\nrun 0\npair_coeff * * {MODEL} C Na\nrun 1 pre no\n",
        ["ghosts reach 4.000000 A", "nep.txt is 7.000000 A", "without `pre no`"]),
    "atoms at no place": (
        HEAD + "variable none equal 1e308*10-1e308*10\nfix push all addforce v_none 0 0\nfix move all nve\n"
        "neigh_modify every 100 delay 100 check no\nrun 5\n", ["position", "not finite"]),
    "double on a GPU": (HEAD.replace("pair_style nacre ", "pair_style nacre precision double device cuda"), ["cuda"]),
}


# Made up; its cutoff is 3 Å.
SHORT = "lj 2 Na C\n" + 4 * "0.05 1.2 3.0\n"


class Errors(unittest.TestCase):
    def test_messages(self):
        for name, (script, words) in CASES.items():
            with self.subTest(name):
                lammps = Lammps(script, {"data.lammps": STRUCTURE.data(), "short.lj": SHORT}, 2, ok=False)
                self.assertNotEqual(lammps.code, 0)
                self.assertRegex(lammps.output, "ERROR( on proc [01])?: pair_style nacre: ")
                for word in words:
                    self.assertIn(word, lammps.output)

    def test_a_shell_that_follows_the_cutoff_is_thick_enough(self):
        """The same change of potential, and a run that starts anew: the numbers of a fresh run."""
        files = {"data.lammps": STRUCTURE.data(), "short.lj": SHORT}
        changed = HEAD.replace(str(MODEL), "short.lj") + f"run 0\npair_coeff * * {MODEL} C Na\nrun 0\n"
        fresh = Lammps(HEAD + "run 0\n", files, 2).thermo()[-1]
        self.assertEqual(Lammps(changed, files, 2).thermo()[-1], fresh)

    def test_lost_atoms_are_lammps_s_error(self):
        script = HEAD.replace("boundary p p p", "boundary f f f") + "velocity all create 1e9 3\nfix move all nve\nrun 200\n"
        lammps = Lammps(script, {"data.lammps": STRUCTURE.data()}, 2, ok=False)
        self.assertNotEqual(lammps.code, 0)
        self.assertRegex(lammps.output, "ERROR: Lost atoms: original 27 current")

    def test_places_that_are_no_numbers_are_lammps_s_error(self):
        lammps = Lammps(HEAD + "timestep 1e200\nfix move all nve\nrun 10\n", {"data.lammps": STRUCTURE.data()}, 2, ok=False)
        self.assertNotEqual(lammps.code, 0)
        self.assertIn("Non-numeric atom coords", lammps.output)


if __name__ == "__main__":
    unittest.main()
