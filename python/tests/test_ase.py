"""The calculator of ASE: signs, orders, optimisers, dynamics, bands, phonons."""

import numpy as np
import pytest
from ase import units
from ase.build import bulk
from ase.mep import NEB
from ase.md.velocitydistribution import MaxwellBoltzmannDistribution
from ase.md.verlet import VelocityVerlet
from ase.optimize import BFGS
from conftest import finite_stress

import nacre
from nacre.ase import Calculator


def test_stress_and_forces_against_differences(diamond):
    diamond.calc = Calculator("tersoff-carbon")
    np.testing.assert_allclose(diamond.get_stress(), finite_stress(diamond), atol=2e-6)
    assert np.abs(diamond.get_stress()).min() > 1e-5  # no component is nearly zero
    forces = diamond.get_forces()
    step = 1e-4
    for axis in range(3):
        energies = []
        for sign in (1, -1):
            moved = diamond.copy()
            moved.calc = diamond.calc
            moved.positions[3, axis] += sign * step
            energies.append(moved.get_potential_energy())
        assert forces[3, axis] == pytest.approx(-(energies[0] - energies[1]) / (2 * step), abs=1e-5)


def test_what_belongs_together(diamond):
    diamond.calc = Calculator("tersoff-carbon")
    assert diamond.get_potential_energy(force_consistent=True) == diamond.get_potential_energy()
    assert diamond.get_potential_energies().sum() == pytest.approx(diamond.get_potential_energy())
    np.testing.assert_allclose(diamond.get_stresses().sum(axis=0), diamond.get_stress(), atol=1e-10)


def test_open_directions_have_no_stress(sheet):
    sheet.pbc = (True, True, False)
    sheet.calc = Calculator("tersoff-carbon")
    assert np.isfinite(sheet.get_potential_energy())
    with pytest.raises(Exception, match="periodic in all directions"):
        sheet.get_stress()


def test_optimiser(diamond):
    diamond.calc = Calculator("tersoff-carbon")
    before = diamond.get_potential_energy()
    assert BFGS(diamond, logfile=None).run(fmax=0.01, steps=200)
    assert diamond.get_potential_energy() < before


def test_dynamics_keep_their_energy(diamond):
    diamond.calc = Calculator("tersoff-carbon")
    MaxwellBoltzmannDistribution(diamond, temperature_K=300, rng=np.random.default_rng(4))
    first = diamond.get_total_energy()
    VelocityVerlet(diamond, 0.2 * units.fs).run(200)
    assert abs(diamond.get_total_energy() - first) / len(diamond) < 3e-4  # eV/atom; measured: 7e-5


def test_band(diamond):
    start = diamond.copy()
    end = diamond.copy()
    end.positions[0] += (0.1, 0.0, 0.05)
    images = [start] + [start.copy() for _ in range(3)] + [end]
    for image in images:
        image.calc = Calculator("tersoff-carbon")
    band = NEB(images, method="improvedtangent")
    band.interpolate()
    BFGS(band, logfile=None).run(fmax=0.5, steps=20)
    assert all(np.isfinite(image.get_potential_energy()) for image in images)


def test_phonons_of_diamond():
    """Finite displacements of phonopy: three acoustic branches at the zone's centre, and none that is imaginary."""
    from phonopy import Phonopy
    from phonopy.structure.atoms import PhonopyAtoms

    cell = bulk("C", "diamond", a=3.566)
    phonons = Phonopy(PhonopyAtoms(symbols=cell.get_chemical_symbols(), cell=cell.cell.array,
                                   scaled_positions=cell.get_scaled_positions()), supercell_matrix=np.diag([2, 2, 2]))
    phonons.generate_displacements(distance=0.01)
    potential = nacre.Potential("tersoff-carbon", double_precision=True)
    forces = []
    for moved in phonons.supercells_with_displacements:
        structure = nacre.Structure(moved.symbols, moved.positions, moved.cell)
        forces.append(potential(structure).forces)
    phonons.forces = forces
    phonons.produce_force_constants()
    phonons.run_qpoints([[0, 0, 0], [0.25, 0.25, 0.0]])
    gamma, middle = phonons.qpoints.frequencies
    assert np.abs(gamma[:3]).max() < 0.2
    assert 30 < gamma[-1] < 60  # THz; measured: 40
    assert middle.min() > 1


def test_list_is_reused(diamond):
    """The last bits after small moves may differ from a fresh list's; far moves and new cells give a new list."""
    calculator = Calculator("tersoff-carbon")
    diamond.calc = calculator
    for k in range(3):
        diamond.rattle(0.01, seed=k)
        reused = diamond.get_forces()
        np.testing.assert_allclose(reused, nacre.Potential("tersoff-carbon")(diamond).forces, atol=1e-10)
    diamond.set_cell(diamond.cell * 1.3, scale_atoms=True)
    np.testing.assert_allclose(diamond.get_forces(), nacre.Potential("tersoff-carbon")(diamond).forces, atol=1e-10)
