"""Outside of CI: OVITO and pymatgen read what nacre writes."""

import numpy as np
from ase.build import graphene

import nacre


def sheet():
    atoms = graphene(size=(3, 3, 1), vacuum=4.0)
    atoms.pbc = True
    return atoms


def test_pymatgen(tmp_path):
    from pymatgen.core import Structure

    atoms = sheet()
    for name in ("POSCAR", "a.cif"):
        nacre.write(tmp_path / name, atoms)
        found = Structure.from_file(tmp_path / name)
        assert len(found) == len(atoms)
        np.testing.assert_allclose(found.lattice.volume, atoms.get_volume(), rtol=1e-9)


def test_ovito(tmp_path):
    from ovito.io import import_file

    atoms = sheet()
    for name in ("a.xyz", "a.data"):
        nacre.write(tmp_path / name, atoms)
        options = {"atom_style": "atomic"} if name == "a.data" else {}
        data = import_file(str(tmp_path / name), **options).compute()
        assert data.particles.count == len(atoms)
        np.testing.assert_allclose(data.cell.volume, atoms.get_volume(), rtol=1e-9)
