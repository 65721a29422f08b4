"""nacre.so, loaded as LAMMPS's package PLUGIN does, computes what lmp-nacre computes."""
import os
import tempfile
import unittest
from pathlib import Path

from lammps_case import MPIRUN, SOURCE, Lammps, at_thermo, rattled, run, setup

PLUGIN = os.environ.get("NACRE_PLUGIN", str(SOURCE / "build/cpu-release/lammps/nacre.so"))
LOAD = os.environ.get("LOAD_PLUGIN", str(SOURCE / "build/cpu-release/lammps/load_plugin"))


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


if __name__ == "__main__":
    unittest.main()
