"""Potentials on structures, on arrays and on many structures at once; committees of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Iterable, Sequence

import numpy as np

from . import _nacre
from ._structures import voigt

if TYPE_CHECKING:
    from ._structures import Atoms


@dataclass
class Result:
    """Of one structure."""

    energy: float  #: eV
    forces: np.ndarray  #: (n, 3) eV/A
    virial: np.ndarray  #: (3, 3) eV, -dE/d(strain); positive = compressed
    energies: np.ndarray  #: (n,) eV; their sum is the energy
    virials: np.ndarray | None = None  #: (n, 3, 3) eV, where they were asked for

    def stress(self, volume: float) -> np.ndarray:
        """(6,) eV/A^3 in ASE's sign and order: xx yy zz yz xz xy of -virial / volume."""
        return voigt(-self.virial / volume)


@dataclass
class BatchResult:
    """Of many structures: common arrays; `result[k]` is the Result of structure k, whose arrays are views."""

    energies: np.ndarray  #: (structures,) eV
    forces: np.ndarray  #: (atoms, 3) eV/A, all structures one after another
    virials: np.ndarray  #: (structures, 3, 3) eV
    atom_energies: np.ndarray  #: (atoms,) eV
    begin: np.ndarray  #: (structures + 1,) first atom of each

    def __len__(self) -> int:
        return len(self.energies)

    def __getitem__(self, k: int) -> Result:
        if not -len(self) <= k < len(self):
            raise IndexError(k)
        k %= len(self)
        atoms = slice(self.begin[k], self.begin[k + 1])
        return Result(float(self.energies[k]), self.forces[atoms], self.virials[k], self.atom_energies[atoms])


class Potential:
    """A potential file: NEP3, NEP4, NEP5 with and without ZBL, Tersoff, Lennard-Jones; or 'tersoff-carbon', without one.

    device: 'cpu', 'cuda' or 'auto'. double_precision: double in the loops over pairs too (CPU).
    active_set: file of `nacre model active`, for grades().
    One object is for one thread at a time; calls release Python's lock. Raises nacre.Error with file and line.
    """

    def __init__(self, file: str | os.PathLike, *, device: str = "cpu", cuda_device: int = 0,
                 double_precision: bool = False, active_set: str | os.PathLike | None = None):
        self.file = os.fspath(file)
        self.core = _nacre.PotentialCore(self.file, device, cuda_device, double_precision)
        self.species: list[str] = self.core.species
        self.name: str = self.core.name
        self.cutoff: float = self.core.cutoff  #: A
        self._grades = None if active_set is None else _nacre.GradesCore(self.file, os.fspath(active_set))

    def __repr__(self) -> str:
        return f"<nacre.Potential {self.name} of {' '.join(self.species)}, cutoff {self.cutoff:g} A, {self.core.device}>"

    @cached_property
    def _type_of_number(self) -> np.ndarray:
        table = np.full(256, -1, dtype=np.int32)
        probe = _nacre.Structure(self.species, np.zeros((len(self.species), 3)), None, [False] * 3)
        table[probe.numbers] = np.arange(len(self.species))
        return table

    def types_of(self, atoms: Atoms) -> np.ndarray:
        """(n,) index into species of each atom. Raises nacre.Error for an element that the potential lacks."""
        numbers = atoms.numbers
        types = self._type_of_number[numbers]
        if len(types) and types.min() < 0:
            symbol = atoms.symbols[int(np.argmin(types))]
            raise self._bad_input(symbol, f"the potential {self.file} has no such element; it has {' '.join(self.species)}")
        return types

    def __call__(self, atoms: Atoms, *, virials: bool = False) -> Result:
        """Energy, forces and virial of a Structure or an ase.Atoms. The neighbour list is kept from call to call."""
        return self.compute(self.types_of(atoms), atoms.positions, _cell(atoms), atoms.pbc, virials=virials)

    def compute(self, types, positions, cell=None, pbc=True, *, virials: bool = False) -> Result:
        """types: (n,) index into species; positions: (n, 3) A; cell: (3, 3) A, rows are the lattice vectors; pbc: along
        each of them, or one for all. virials: those of the atoms too, (n, 3, 3)."""
        return Result(*self.core.compute(_types(types), _rows(positions), _matrix(cell), _flags(pbc), virials))

    def batch(self, structures: Iterable[Atoms]) -> BatchResult:
        """Many independent structures: shared out among the threads, or the same launches of a GPU. Ctrl-C is heard."""
        return BatchResult(*self.core.compute_batch(structures))

    def descriptors(self, atoms: Atoms) -> np.ndarray:
        """(n, components) of a NEP, before the scaling, in double precision."""
        return self.core.descriptors(self.types_of(atoms), _rows(atoms.positions), _matrix(_cell(atoms)), _flags(atoms.pbc))

    def grades(self, atoms: Atoms) -> np.ndarray:
        """(n,) extrapolation grade of each atom: up to 1 it lies among the environments that the NEP was trained on, far
        above 1 its energy is a guess. Needs active_set."""
        if self._grades is None:
            raise self._bad_input("active_set", "grades need the active set of the potential, a file of nacre model active")
        return self._grades.of(atoms)

    def _bad_input(self, key: str, what: str) -> Exception:
        from ._errors import Error

        error = Error(f"{key}: {what}")
        error.kind, error.key, error.file, error.message = "bad_input", key, self.file, str(error)
        return error

    def reset(self) -> None:
        """Forgets the neighbour list: the next result does not depend on earlier calls, to the last bit."""
        self.core.reset()


@dataclass
class CommitteeResult:
    """Of one structure: means of the members, and how far they are apart."""

    energy: float
    forces: np.ndarray  #: (n, 3) eV/A
    virial: np.ndarray  #: (3, 3) eV
    spread: np.ndarray  #: (n,) eV/A: sqrt(mean |F - mean F|^2), as `nacre predict --committee`
    energy_spread: float  #: eV, standard deviation
    members: list[Result]


class Committee:
    """Potentials of the same elements, trained differently: where they disagree nobody should believe them."""

    def __init__(self, files: Sequence[str | os.PathLike], **options):
        self.members = [Potential(f, **options) for f in files]
        if len(self.members) < 2:
            raise ValueError("a committee has two members or more")

    def __call__(self, atoms: Atoms) -> CommitteeResult:
        results = [member(atoms) for member in self.members]
        forces = np.stack([r.forces for r in results])
        mean = forces.mean(axis=0)
        spread = np.sqrt(((forces - mean) ** 2).sum(axis=2).mean(axis=0))
        energies = np.array([r.energy for r in results])
        return CommitteeResult(float(energies.mean()), mean, np.mean([r.virial for r in results], axis=0), spread,
                               float(energies.std()), results)


def _cell(atoms: Atoms) -> np.ndarray:
    cell = atoms.cell
    return cell.array if hasattr(cell, "array") else cell


def _types(types) -> np.ndarray:
    return np.ascontiguousarray(types, dtype=np.int32)


def _rows(positions) -> np.ndarray:
    return np.ascontiguousarray(positions, dtype=np.float64)


def _matrix(cell) -> np.ndarray | None:
    if cell is None:
        return None
    cell = np.ascontiguousarray(cell, dtype=np.float64)
    return np.diag(cell) if cell.shape == (3,) else cell


def _flags(pbc) -> list[bool]:
    return [bool(pbc)] * 3 if np.ndim(pbc) == 0 else [bool(p) for p in pbc]
