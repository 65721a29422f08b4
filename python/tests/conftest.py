"""What the tests share: folders of the repository, small systems. None of them calls the program `nacre`."""

import os
import pathlib
import shutil

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, graphene

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
MODELS = sorted((DATA / "nep-random").iterdir())
NEP4 = [m for m in MODELS if m.name.startswith("nep4")]


@pytest.fixture(autouse=True)
def no_program_on_path(monkeypatch):
    """Bindings, not calls of the program."""
    folders = [f for f in os.environ["PATH"].split(os.pathsep) if not (pathlib.Path(f) / "nacre").exists()]
    monkeypatch.setenv("PATH", os.pathsep.join(folders))


@pytest.fixture
def sheet():
    """Graphene, rattled, in a periodic cell."""
    atoms = graphene(size=(4, 4, 1), vacuum=5.0)
    atoms.pbc = True
    atoms.rattle(0.05, seed=1)
    return atoms


@pytest.fixture
def diamond():
    atoms = bulk("C", "diamond", a=3.6).repeat(2)
    atoms.rattle(0.05, seed=2)
    return atoms


@pytest.fixture
def argon_deck(tmp_path):
    """A folder with a short run of 32 argon atoms."""
    atoms = bulk("Ar", "fcc", a=5.3, cubic=True).repeat(2)
    import nacre

    nacre.write(tmp_path / "model.xyz", atoms)
    (tmp_path / "Ar.lj").write_text("lj 1 Ar\n0.0103 3.4 8.5\n")
    (tmp_path / "run.in").write_text("potential Ar.lj\nvelocity 80 seed 3\ntime_step 2\nensemble nve\ndump_thermo 10\nrun 200\n")
    return tmp_path


@pytest.fixture
def small_training(tmp_path):
    shutil.copytree(ROOT / "input" / "train-argon", tmp_path, dirs_exist_ok=True)
    nep_in = tmp_path / "nep.in"
    text = nep_in.read_text()
    nep_in.write_text(text.replace("epoch            2000", "epoch            20").replace("interval  50", "interval  5") + "early_stop 0\n")
    return tmp_path


def finite_stress(atoms, strain=1e-4):
    """(6,) eV/A^3 by differences of the energy under strain: ASE's sign, xx yy zz yz xz xy."""
    found = []
    for i, j in ((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1)):
        energies = []
        for sign in (1, -1):
            turned = atoms.copy()
            turned.calc = atoms.calc
            matrix = np.eye(3)
            matrix[i, j] += sign * strain / 2
            matrix[j, i] += sign * strain / 2
            turned.set_cell(atoms.cell.array @ matrix, scale_atoms=True)
            energies.append(turned.get_potential_energy())
        found.append((energies[0] - energies[1]) / (2 * strain) / atoms.get_volume())
    return np.array(found)


def labelled_frames(folder) -> list[Atoms]:
    from ase.io import read

    return read(folder / "reference.xyz", ":")
