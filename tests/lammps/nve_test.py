"""Ten steps of NVE on 1, 2 and 4 ranks, in double precision against velocity Verlet with forces of `nacre predict
--double`, in single against `nacre run`."""
import math
import random
import tempfile
import unittest
from pathlib import Path

from lammps_case import (MASSES, NACRE, SOURCE, Lammps, at_thermo, largest, predicted, rattled, read_extxyz, rows, run,
                         setup)

MODEL = SOURCE / "tests/data/nep-random/nep4_zbl_NaC/nep.txt"
FS = 1 / 10.180505710759414  # in internal units: Å sqrt(amu/eV)
STEPS, STEP_FS = 10, 1.0
# LAMMPS's constants differ from CODATA in the eighth digit. Energies: of a random network terms of both signs cancel, so
# that an eV an atom is the scale where the sum is smaller.
POSITION, ENERGY = 1e-7, 1e-9
FORCE_SINGLE, FORCE_DOUBLE = 1e-6, 1e-10  # eV/Å
RANKS = (1, 2, 4)

# Denser than the cutoff of 7 Å likes: LAMMPS repeats ghosts of ghosts.
STRUCTURES = {
    "triclinic": rattled((4, 4, 4), 2.3, (1.1, -0.7, 0.9)),
    "thinner than two cutoffs": rattled((2, 3, 6), 2.4, seed=2),
    "open along c": rattled((4, 4, 3), 2.3, (1.3, 0, 0), (True, True, False), seed=3),
}


def velocities(structure, kelvin=600):
    """Å/fs."""
    rng = random.Random(7)
    sigma = [math.sqrt(8.617333262e-5 * kelvin / MASSES[s]) * FS for s in structure.species]
    return [[rng.gauss(0, s) for _ in range(3)] for s in sigma]


def verlet(structure, v):
    """Energies of all steps, the last positions, the first forces."""
    r = [list(x) for x in structure.positions]
    v = [list(x) for x in v]
    told = predicted(MODEL, structure, r)
    energies, first = [float(told["keys"]["energy"])], told["forces"]
    for _ in range(STEPS):
        for half in range(2):
            for i, s in enumerate(structure.species):
                for c in range(3):
                    v[i][c] += 0.5 * STEP_FS * FS * FS * told["forces"][i][c] / MASSES[s]
                    if half == 0:
                        r[i][c] += STEP_FS * v[i][c]
            if half == 0:
                told = predicted(MODEL, structure, r)
                energies.append(float(told["keys"]["energy"]))
    return energies, r, first


def script(structure, style):
    open_box = "" if all(structure.periodic) else "change_box all z final -20 40\n"
    return setup(structure, MODEL, style) + open_box + at_thermo("pe c_n[1] c_n[2]") + f"""
fix move all nve
timestep {STEP_FS * 1e-3}
dump d all custom 1 dump.txt id xu yu zu fx fy fz
dump_modify d format float %.17g
run {STEPS}
"""


class Nve(unittest.TestCase):
    def test_double_is_velocity_verlet(self):
        for name, structure in STRUCTURES.items():
            v = velocities(structure)
            energies, positions, forces = verlet(structure, v)
            data = structure.data([[1000 * c for c in x] for x in v])
            for ranks in RANKS:
                with self.subTest(name, ranks=ranks):
                    lammps = Lammps(script(structure, "precision double"), {"data.lammps": data}, ranks)
                    thermo, frames = lammps.thermo(), lammps.dumps("dump.txt")
                    self.assertEqual(len(thermo), STEPS + 1)
                    for told, row in zip(energies, thermo):
                        self.assertLess(abs(row["PotEng"] - told), ENERGY * max(abs(told), len(structure.species)))
                        # Each atom is evaluated on one rank: no site is computed twice.
                        self.assertEqual(row["c_n[1]"], len(structure.species))
                    self.assertGreater(thermo[0]["c_n[2]"], 0)
                    self.assertLess(largest(rows(frames[0], "fx", "fy", "fz"), forces), FORCE_DOUBLE)
                    print(f"{name}, {ranks} ranks: {thermo[0]['c_n[1]']:.0f} atoms evaluated, {thermo[0]['c_n[2]']:.0f} ghosts")
                    self.assertLess(largest(rows(frames[-1], "xu", "yu", "zu"), positions), POSITION)

    def test_single_is_nacre_run(self):
        structure = STRUCTURES["triclinic"]
        v = velocities(structure)
        with tempfile.TemporaryDirectory() as folder:
            text = structure.extxyz().replace("pos:R:3", "pos:R:3:vel:R:3").splitlines()
            text[2:] = [line + " " + " ".join(f"{c:.17g}" for c in x) for line, x in zip(text[2:], v)]
            Path(folder, "model.xyz").write_text("\n".join(text) + "\n")
            Path(folder, "run.in").write_text(
                f"potential {MODEL}\nensemble nve\ntime_step {STEP_FS}\n"
                f"dump_xyz 1 dump.xyz precision double force unwrapped_position\nrun {STEPS}\n")
            run([NACRE, "run", ".", "--quiet", "--threads", "1", "--device", "cpu"], folder)
            frames = read_extxyz(Path(folder, "dump.xyz").read_text())
        data = structure.data([[1000 * c for c in x] for x in v])
        for ranks in RANKS:
            with self.subTest(ranks=ranks):
                dumped = Lammps(script(structure, "precision single"), {"data.lammps": data}, ranks).dumps("dump.txt")
                name = "forces" if "forces" in frames[0] else "force"  # as ASE names them, or GPUMD
                for ours, theirs in zip(frames, dumped[-len(frames):]):
                    off = largest(rows(theirs, "fx", "fy", "fz"), ours[name])
                    self.assertLess(off, FORCE_SINGLE)
                print(f"single, {ranks} ranks: forces off by {off:.1e} eV/A after {STEPS} steps")


if __name__ == "__main__":
    unittest.main()
