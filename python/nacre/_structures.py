"""Structures: files of any format, and ASE's Atoms."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Sequence, Union

import numpy as np

from . import _nacre
from ._nacre import Structure

if TYPE_CHECKING:
    import ase

    Atoms = Union[ase.Atoms, Structure]

# ASE's unit of time in fs: A sqrt(amu/eV).
_FS_PER_ASE_TIME = 10.180505710759414


def _slice(index: int | str | slice) -> int | slice:
    if isinstance(index, str):
        parts = [int(p) if p else None for p in index.split(":")]
        return parts[0] if len(parts) == 1 else slice(*parts)
    return index


def read(path: str | os.PathLike, index: int | str | slice = -1, *, types: Sequence[str] = (), units: str = "",
         style: str = "") -> Structure | list[Structure]:
    """Structures of a file in any format (docs/formats.md), also .gz and .xz.

    index: as in ASE: -1 the last one, ":" all, "::10" every tenth. types, units, style: what a file of LAMMPS does not say
    itself: elements of the types 1, 2, ...; 'metal' or 'real'; style of the atoms. Raises nacre.Error with file and line.
    """
    return _nacre.read_structures(os.fspath(path), list(types), units, style)[_slice(index)]


def write(path: str | os.PathLike, structures: Atoms | Sequence[Atoms], format: str = "") -> None:
    """Writes structures: extxyz, poscar, cif or lammps-data; without format, what the name of the file says.

    Structures carry velocities, energy, forces and virial into extended XYZ; so do ASE's Atoms with results.
    """
    single = isinstance(structures, Structure) or hasattr(structures, "arrays")
    frames = [structures] if single else list(structures)
    _nacre.write_structures_as(format, os.fspath(path), [s if isinstance(s, Structure) else from_ase(s) for s in frames])


def from_ase(atoms: ase.Atoms) -> Structure:
    """A Structure of an ase.Atoms, with velocities, and energy, forces and stress where its calculator has them."""
    structure = _nacre.to_structure(atoms)
    if atoms.has("momenta"):
        structure.velocities = np.ascontiguousarray(atoms.get_velocities() / _FS_PER_ASE_TIME)
    results = getattr(atoms.calc, "results", {}) if atoms.calc is not None else {}
    if "energy" in results:
        structure.energy = float(results["energy"])
    if "forces" in results:
        structure.forces = np.ascontiguousarray(results["forces"], dtype=float)
    if results.get("stress") is not None:
        xx, yy, zz, yz, xz, xy = np.asarray(results["stress"]).ravel()[[0, 1, 2, 3, 4, 5]]
        stress = np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]])
        structure.virial = -atoms.get_volume() * stress
    return structure


def to_ase(structure: Structure) -> ase.Atoms:
    """An ase.Atoms with momenta, and a SinglePointCalculator where energy, forces or virial are known."""
    from ase import Atoms
    from ase.calculators.singlepoint import SinglePointCalculator

    atoms = Atoms(numbers=structure.numbers, positions=structure.positions, cell=structure.cell, pbc=structure.pbc)
    if structure.masses is not None:
        atoms.set_masses(structure.masses)
    if structure.velocities is not None:
        atoms.set_velocities(structure.velocities * _FS_PER_ASE_TIME)
    for method, labels in enumerate(structure.groups):
        atoms.set_array("group" if method == 0 else f"group{method}", np.asarray(labels))
    results = {}
    if structure.energy is not None:
        results["energy"] = results["free_energy"] = structure.energy
    if structure.forces is not None:
        results["forces"] = np.array(structure.forces)
    if structure.virial is not None and all(structure.pbc):
        results["stress"] = voigt(-structure.virial / atoms.get_volume())
    if results:
        atoms.calc = SinglePointCalculator(atoms, **results)
    atoms.info.update(structure.info)
    return atoms


def voigt(tensor: np.ndarray) -> np.ndarray:
    """(..., 3, 3) to (..., 6) in ASE's order: xx yy zz yz xz xy."""
    symmetric = 0.5 * (tensor + np.swapaxes(tensor, -1, -2))
    return symmetric[..., [0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1]]
