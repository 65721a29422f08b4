"""Files of every format through nacre.read and nacre.write, against ASE."""

import gzip
import lzma

import numpy as np
import pytest
from ase.io import read
from conftest import DATA, ROOT

import nacre

FORMATS = DATA / "formats"
FILES = sorted(p.name[: -len(".ase.xyz")] for p in FORMATS.glob("*.ase.xyz"))


@pytest.mark.parametrize("name", FILES)
def test_reads_what_ase_reads(name):
    found = nacre.read(FORMATS / name, ":")
    expected = read(FORMATS / (name + ".ase.xyz"), ":", format="extxyz")
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected):
        atoms = ours.to_ase() if hasattr(ours, "to_ase") else nacre.to_ase(ours)
        assert atoms.get_chemical_formula() == theirs.get_chemical_formula()
        np.testing.assert_allclose(atoms.cell.array, theirs.cell.array, atol=1e-7)
        if theirs.calc is not None and "stress" in theirs.calc.results:
            np.testing.assert_allclose(atoms.get_stress(), theirs.get_stress(), atol=1e-8)
        if theirs.calc is not None and "energy" in theirs.calc.results:
            assert atoms.get_potential_energy() == pytest.approx(theirs.get_potential_energy(), abs=1e-7)


@pytest.mark.parametrize("name", ["a.xyz", "POSCAR", "a.cif", "a.data"])
def test_ase_reads_what_is_written(name, sheet, tmp_path):
    sheet.symbols[3] = "Na"
    path = tmp_path / name
    nacre.write(path, sheet)
    options = {"a.data": {"format": "lammps-data", "style": "atomic"}}.get(name, {})
    if name == "a.data":
        options = {"format": "lammps-data"}
    again = read(path, **options)
    assert sorted(again.get_chemical_symbols()) == sorted(sheet.get_chemical_symbols())
    ours, theirs = (np.sort(a.get_all_distances(mic=True).ravel()) for a in (sheet, again))
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_compressed(tmp_path):
    text = (FORMATS / "OUTCAR").read_bytes()
    for name, packed in (("a.gz", gzip.compress(text)), ("a.xz", lzma.compress(text))):
        (tmp_path / name).write_bytes(packed)
        assert nacre.read(tmp_path / name).energy == nacre.read(FORMATS / "OUTCAR").energy


def test_labels_go_there_and_back(diamond, tmp_path):
    diamond.calc = nacre.ase.Calculator("tersoff-carbon")
    diamond.get_stress()
    diamond.set_velocities(np.random.default_rng(1).normal(0, 0.01, diamond.positions.shape))
    nacre.write(tmp_path / "a.xyz", diamond)
    again = nacre.to_ase(nacre.read(tmp_path / "a.xyz"))
    np.testing.assert_allclose(again.get_velocities(), diamond.get_velocities(), rtol=1e-9)
    by_ase = read(tmp_path / "a.xyz")
    for atoms in (again, by_ase):
        assert atoms.get_potential_energy() == pytest.approx(diamond.get_potential_energy(), abs=1e-12)
        np.testing.assert_allclose(atoms.get_forces(), diamond.get_forces(), atol=1e-12)
        np.testing.assert_allclose(atoms.get_stress(), diamond.get_stress(), atol=1e-12)


def test_a_cif_is_no_number_of_atoms():
    """The friction this began with: "number of atoms: not an integer, given 'data_x'"."""
    with pytest.raises(nacre.Error, match="the site Na1 is not full") as caught:
        nacre.read(FORMATS / "partial.cif")
    assert "number of atoms" not in str(caught.value)
    assert caught.value.file.endswith("partial.cif")


def test_types_of_lammps():
    structure = nacre.read(FORMATS / "full.data", types=["Si", "Cl"])
    assert set(structure.symbols) == {"Si", "Cl"}
    with pytest.raises(nacre.Error, match="--types"):
        nacre.read(ROOT / "tests" / "cases" / "foreign-formats" / "x.data")


def test_slices():
    frames = nacre.read(FORMATS / "XDATCAR", ":")
    assert len(frames) == 3 and len(nacre.read(FORMATS / "XDATCAR", "::2")) == 2
    np.testing.assert_array_equal(nacre.read(FORMATS / "XDATCAR", 1).positions, frames[1].positions)
    assert isinstance(nacre.read(FORMATS / "XDATCAR"), nacre.Structure)
