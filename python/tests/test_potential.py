"""Potentials: numbers of the oracle, of calorine's CPUNEP, arrays, batches, committees, errors."""

import subprocess
import sys

import numpy as np
import pytest
from calorine.calculators import CPUNEP
from conftest import DATA, MODELS, NEP4, labelled_frames

import nacre


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.name)
def test_labels_of_the_oracle(model):
    potential = nacre.Potential(model / "nep.txt", double_precision=True)
    for atoms in labelled_frames(model):
        found = potential(atoms)
        assert found.energy == pytest.approx(atoms.get_potential_energy(), abs=1e-8)
        np.testing.assert_allclose(found.forces, atoms.arrays["force"], atol=2e-9)


@pytest.mark.parametrize("model", NEP4, ids=lambda m: m.name)
def test_equal_to_cpunep(model):
    """On the same Atoms in memory; CPUNEP reads NEP4 alone."""
    for atoms in labelled_frames(model):
        ours, theirs = atoms.copy(), atoms.copy()
        ours.calc = nacre.ase.Calculator(model / "nep.txt", double_precision=True)
        theirs.calc = CPUNEP(str(model / "nep.txt"))
        scale = max(1, abs(theirs.get_potential_energy()))
        assert abs(ours.get_potential_energy() - theirs.get_potential_energy()) < 1e-10 * scale
        np.testing.assert_allclose(ours.get_forces(), theirs.get_forces(), atol=1e-10 * np.abs(theirs.get_forces()).max())
        if all(atoms.pbc):
            np.testing.assert_allclose(ours.get_stress(), theirs.get_stress(), atol=1e-10 * np.abs(theirs.get_stress()).max())


def test_same_numbers_from_atoms_structure_file_and_arrays(sheet, tmp_path):
    potential = nacre.Potential("tersoff-carbon")
    first = potential(sheet)
    nacre.write(tmp_path / "a.xyz", sheet)
    structure = nacre.read(tmp_path / "a.xyz")
    potential.reset()
    assert potential(structure).energy == first.energy
    potential.reset()
    arrays = potential.compute(np.zeros(len(sheet)), sheet.positions, sheet.cell.array, True)
    np.testing.assert_array_equal(arrays.forces, first.forces)
    assert first.forces.shape == (len(sheet), 3)
    assert first.energies.sum() == pytest.approx(first.energy)
    virials = potential(sheet, virials=True).virials
    np.testing.assert_allclose(virials.sum(axis=0), first.virial, atol=1e-9)


def test_batch_is_the_single_results(sheet, diamond):
    potential = nacre.Potential("tersoff-carbon")
    piece = diamond.copy()
    piece.pbc = (False, True, False)
    frames = [sheet, diamond, sheet, piece]
    batch = potential.batch(iter(frames))
    assert len(batch) == 4 and batch[3].energy != batch[1].energy
    for k, atoms in enumerate(frames):
        potential.reset()
        one = potential(atoms)
        assert batch[k].energy == one.energy
        np.testing.assert_array_equal(batch[k].forces, one.forces)
        np.testing.assert_array_equal(batch[k].virial, one.virial)
    assert batch[-1].forces.base is not None  # a view
    with pytest.raises(IndexError):
        batch[4]


def test_descriptors():
    model = DATA / "nep-random" / "nep4_NaC"
    potential = nacre.Potential(model / "nep.txt")
    atoms = labelled_frames(model)[0]
    found = potential.descriptors(atoms)
    assert found.shape == (len(atoms), potential.core.descriptor_size)
    turned = atoms.copy()
    turned.rotate(40, (1, 2, 3), rotate_cell=True)
    np.testing.assert_allclose(potential.descriptors(turned), found, atol=1e-8)
    with pytest.raises(nacre.Error, match="no descriptors"):
        nacre.Potential("tersoff-carbon").descriptors(atoms[atoms.symbols == "C"])


def small_nep(path):
    """The words of the head and the numbers of a nep.txt."""
    words = [line.split() for line in path.read_text().splitlines()]
    head = {w[0]: w[1:] for w in words if not w[0].lstrip("-")[0].isdigit()}
    numbers = np.array([float(w[0]) for w in words if len(w) == 1])
    return head, numbers


def test_grades_are_those_of_the_formula(tmp_path):
    """gamma_i = max |(phi_i A^-1)|, phi = (tanh(w0 q s - b0), 1): from the files, in numpy."""
    model = DATA / "nep-random" / "nep4_NaC"
    nacre.write(tmp_path / "train.xyz", labelled_frames(model))
    made = subprocess.run([sys.executable, "-m", "nacre", "model", "active", str(model / "nep.txt"), "train.xyz", "-o", "nep.asi"],
                          cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    potential = nacre.Potential(model / "nep.txt", active_set=tmp_path / "nep.asi")
    atoms = labelled_frames(model)[0]
    atoms.rattle(0.1, seed=3)
    found = potential.grades(atoms)
    head, numbers = small_nep(model / "nep.txt")
    neurons, components = int(head["ANN"][0]), potential.core.descriptor_size
    size = neurons * (components + 2)
    scale = numbers[-components:]
    q = potential.descriptors(atoms) * scale
    active = (tmp_path / "nep.asi").read_text().splitlines()[2:]
    inverses = {}
    for _ in potential.species:
        symbol, rows, columns = active[0].split()
        rows, columns = int(rows), int(columns)
        inverses[symbol] = np.array([float(x) for x in active[1:1 + rows * columns]]).reshape(rows, columns)
        active = active[1 + rows * columns:]
    expected = []
    for i, symbol in enumerate(atoms.get_chemical_symbols()):
        own = numbers[potential.species.index(symbol) * size:]
        w0, b0 = own[:neurons * components].reshape(neurons, components), own[neurons * components:neurons * (components + 1)]
        phi = np.append(np.tanh(w0 @ q[i] - b0), 1.0)
        expected.append(np.abs(phi @ inverses[symbol]).max())
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert found.max() > 1.01  # rattled: no atom of the set
    with pytest.raises(nacre.Error, match="active set"):
        nacre.Potential(model / "nep.txt").grades(atoms)
    with pytest.raises(nacre.Error, match="another potential"):
        nacre.Potential(DATA / "nep-random" / "nep4_zbl_NaC" / "nep.txt", active_set=tmp_path / "nep.asi")


def test_committee():
    folder = DATA / "nep-random"
    files = [folder / name / "nep.txt" for name in ("nep4_NaC", "nep4_NaC_some_flags", "nep5_NaC")]
    atoms = labelled_frames(folder / "nep4_NaC")[0]
    found = nacre.Committee(files)(atoms)
    forces = np.array([nacre.Potential(f)(atoms).forces for f in files])
    deviation = forces - forces.mean(axis=0)
    np.testing.assert_allclose(found.spread, np.sqrt((deviation**2).sum(-1).mean(0)), rtol=1e-6)
    np.testing.assert_allclose(found.forces, forces.mean(axis=0), rtol=1e-6)


def test_errors_have_their_place(tmp_path, sheet):
    path = tmp_path / "bad.txt"
    path.write_text("nep4 1 C\ncutoff 8 4\nn_max 4 four\n")
    with pytest.raises(nacre.Error) as caught:
        nacre.Potential(path)
    assert caught.value.file == str(path)
    assert caught.value.line == 3
    assert caught.value.kind == "bad_input"
    assert "four" in str(caught.value)
    sheet.symbols[0] = "Na"
    with pytest.raises(nacre.Error, match="no such element"):
        nacre.Potential("tersoff-carbon")(sheet)
    with pytest.raises(nacre.Error, match="volume"):
        nacre.Potential("tersoff-carbon").compute([0], np.zeros((1, 3)), np.zeros((3, 3)))


def test_no_copy_of_what_comes_back(sheet):
    forces = nacre.Potential("tersoff-carbon")(sheet).forces
    assert forces.flags.c_contiguous and forces.flags.writeable and forces.dtype == np.float64
