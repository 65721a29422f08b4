"""Files of ours that other programs read: calorine, ASE, freud, phonopy."""

import subprocess
import sys

import numpy as np
import pytest
from ase.io import read
from calorine.gpumd import read_thermo
from calorine.nep import read_loss, read_structures
from conftest import DATA

import nacre


def test_calorine_reads_thermo_out(argon_deck):
    deck = argon_deck / "run.in"
    deck.write_text(deck.read_text() + "ensemble nve\ndump_thermo 20\nrun 100\n")
    nacre.run(argon_deck)
    theirs, ours = read_thermo(str(argon_deck / "thermo.out")), nacre.thermo(argon_deck / "thermo.out")
    assert len(theirs) == len(ours) == 25
    np.testing.assert_allclose(theirs["temperature"], ours["temperature"])
    np.testing.assert_allclose(theirs["kinetic_energy"], ours["kinetic_energy"])
    np.testing.assert_allclose(theirs["stress_xx"], ours["stress_xx"])
    assert theirs["time"].iloc[-1] == pytest.approx(0.6, rel=0.1)  # ps


def test_calorine_reads_a_training(small_training):
    nacre.train(small_training)
    train, test = read_structures(str(small_training))
    assert len(train) > 0 and len(test) > 0
    predicted = np.ravel([a.info["energy_predicted"] for a in train])
    target = np.ravel([a.info["energy_target"] for a in train])
    # What was subtracted stands in a file beside, not in a head that calorine would take for a frame.
    element, subtracted = (small_training / "reference_energy.out").read_text().splitlines()[1].split()
    assert element == "Ar"
    assert np.isfinite(predicted).all()
    given = read(small_training / "train.xyz", ":")
    np.testing.assert_allclose(target + float(subtracted), [a.get_potential_energy() / len(a) for a in given], atol=1e-6)
    theirs, ours = read_loss(str(small_training / "loss.out")), nacre.loss(small_training / "loss.out")
    assert len(theirs) == 4
    for one, other in (("RMSE_E_train", "energy_train"), ("RMSE_F_test", "force_test"), ("total_loss", "loss")):
        np.testing.assert_allclose(theirs[one], ours[other])


def test_ase_reads_frames_of_a_run(argon_deck):
    deck = argon_deck / "run.in"
    deck.write_text(deck.read_text().replace("run 200", "dump_exyz 50 1 1 1\nrun 200"))
    nacre.run(argon_deck)
    frames = read(argon_deck / "dump.xyz", ":")
    assert len(frames) == 4
    last = frames[-1].copy()
    last.calc = nacre.ase.Calculator(argon_deck / "Ar.lj")
    assert frames[-1].get_potential_energy() == pytest.approx(last.get_potential_energy(), rel=1e-6)
    np.testing.assert_allclose(frames[-1].get_forces(), last.get_forces(), atol=1e-6)
    np.testing.assert_allclose(frames[-1].get_stress(), last.get_stress(), atol=1e-8)


def test_ase_reads_what_a_committee_predicts(tmp_path):
    """Energies of the atoms by the name that ASE knows, beside the spread."""
    folder = DATA / "nep-random"
    files = [str(folder / name / "nep.txt") for name in ("nep4_NaC", "nep4_NaC_some_flags")]
    atoms = read(folder / "nep4_NaC" / "reference.xyz", 0)
    nacre.write(tmp_path / "a.xyz", atoms)
    made = subprocess.run([sys.executable, "-m", "nacre", "predict", files[0], "a.xyz", "-o", "b.xyz", "--double", "--committee", *files],
                          cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    found = read(tmp_path / "b.xyz")
    ours = nacre.Potential(files[0], double_precision=True)(atoms)
    np.testing.assert_allclose(found.get_potential_energies(), ours.energies, atol=1e-9)
    np.testing.assert_allclose(found.get_stress(), ours.stress(atoms.get_volume()), atol=1e-10)
    np.testing.assert_allclose(found.arrays["force_spread"], nacre.Committee(files)(atoms).spread, rtol=1e-4)
