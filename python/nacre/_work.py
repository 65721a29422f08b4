"""Runs, relaxations, insertions and trainings, as the commands do them. Ctrl-C writes a checkpoint and raises."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Sequence

import numpy as np

from . import _nacre
from ._nacre import Structure
from ._potential import Potential

if TYPE_CHECKING:
    from ._structures import Atoms


@dataclass
class RunResult:
    """Of a deck."""

    interrupted: bool  #: by stop_after; a checkpoint is written
    steps: int
    seconds: float
    temperature: float  #: K, of the last step
    energy: float  #: eV, potential
    structure: Structure  #: at the end, with velocities
    runs: list[dict[str, Any]]  #: line, steps, seconds, temperature, energy, drift (eV/atom/ns) of each `run`
    minimizations: list[dict[str, Any]]  #: line, end, steps, force_calls, energy, max_force of each `minimize`


def run(deck: str | os.PathLike, *, resume: bool = False, stop_after: int = 0, checkpoint_interval: int = 1000,
        seed: int | None = None, device: str = "cpu", on_thermo: Callable[[dict], Any] | None = None,
        thermo_interval: int = 100, on_frame: Callable[[Structure], Any] | None = None, frame_interval: int = 1000,
        frame_forces: bool = False, on_progress: Callable[[dict], Any] | None = None,
        on_notice: Callable[[str], Any] | None = None) -> RunResult:
    """A deck: a folder with run.in, or the file itself (docs/input.md). Files are written into the folder.

    on_thermo: called every thermo_interval steps with step, time (fs), temperature (K), kinetic_energy, potential_energy
    (eV), stress (GPa: xx yy zz yz xz xy, positive = compressed), cell (A). on_frame: every frame_interval steps with a
    Structure. What a callback raises ends the run and is raised here.
    """
    return RunResult(**_nacre.run(os.fspath(deck), resume, stop_after, checkpoint_interval, seed, device, on_thermo,
                                  thermo_interval, on_frame, frame_interval, frame_forces, on_progress, on_notice))


def check(deck: str | os.PathLike) -> list[tuple[str, int, str, str]]:
    """What is wrong with a deck: (file, line, key, message) of each error; nothing is run."""
    return _nacre.check_deck(os.fspath(deck))


@dataclass
class RelaxResult:
    """Of one structure."""

    end: str  #: converged, all_steps, stalled, runaway, not_finite, failed, interrupted
    message: str
    steps: int
    force_calls: int
    energy: float  #: eV
    enthalpy: float  #: eV, energy + p V where the cell is free
    max_force: float  #: eV/A
    stress_error: float  #: GPa; 0 where the cell is fixed
    structure: Structure  #: relaxed, with energy, forces and virial


def relax(potential: Potential | str | os.PathLike, structures: Atoms | Sequence[Atoms], *, method: str = "cg",
          force_tolerance: float = 1e-3, max_steps: int = 1000, cell: str = "fixed",
          pressure: float | Sequence[float] = 0.0, stress_tolerance: float = 1e-4, max_move: float = 0.2,
          fixed: Sequence[Sequence[int]] = (), on_step: Callable[..., Any] | None = None) -> RelaxResult | list[RelaxResult]:
    """The nearest minimum of one structure, or of each of many, which share every call of the force.

    method: sd, cg, lbfgs or fire. force_tolerance: eV/A. cell: fixed, hydrostatic, orthogonal or full. pressure: GPa.
    max_move: A, of an atom in a step. fixed: 1 for atoms that stay, a list a structure. The given structures are not
    changed. on_step(structure, step, force_calls, value, max_force).
    """
    one = isinstance(structures, Structure) or hasattr(structures, "arrays")
    if not isinstance(potential, Potential):
        potential = Potential(potential)
    pressures = [float(p) for p in np.broadcast_to(pressure, 3)]
    flags = [[int(f) for f in row] for row in fixed]
    found = [RelaxResult(**r) for r in _nacre.relax(potential.core, structures, method, force_tolerance, max_steps, cell,
                                                    pressures, stress_tolerance, max_move, flags, on_step)]
    return found[0] if one else found


@dataclass
class InsertResult:
    """Of an insertion."""

    end: str  #: count, ratio, voltage, no room, nothing left, interrupted
    interrupted: bool
    bulk_energy: float  #: eV an ion, of its metal
    start_number: int
    seconds: float
    rows: list[dict[str, Any]]  #: as in the ledger

    def to_pandas(self):
        """The rows as a DataFrame; attrs['units'] has the unit of each column."""
        import pandas

        frame = pandas.DataFrame([{k: v for k, v in row.items() if k != "position"} for row in self.rows])
        frame.attrs["units"] = {"energy": "eV", "formation_energy": "eV", "voltage": "V", "smoothed_voltage": "V",
                                "capacity": "mAh/g", "seconds": "s"}
        return frame


def insert(config: str | os.PathLike, *, resume: bool = False, seed: int | None = None, device: str = "cpu",
           on_row: Callable[[dict], Any] | None = None, on_notice: Callable[[str], Any] | None = None) -> InsertResult:
    """Insertion of ions into a host, or their removal: insert.yaml or its folder (docs/insert.md)."""
    return InsertResult(**_nacre.insert(os.fspath(config), resume, seed, device, on_row, on_notice))


@dataclass
class TrainResult:
    """Of a training."""

    interrupted: bool
    unit: str  #: generation or epoch
    done: int
    total: int
    loss: float  #: of the model in nep.txt on the whole training set
    train: dict[str, float]  #: root mean square errors: energy (eV/atom), force (eV/A), virial (eV/atom)
    seconds: float
    test: dict[str, float] | None = None


def train(folder: str | os.PathLike, *, resume: bool = False, stop_after: int = 0, device: str = "cpu",
          on_progress: Callable[[dict], Any] | None = None, on_notice: Callable[[str], Any] | None = None) -> TrainResult:
    """Training of a NEP: a folder with nep.in, train.xyz and, if there is one, test.xyz (docs/train.md)."""
    return TrainResult(**_nacre.train(os.fspath(folder), resume, stop_after, device, on_progress, on_notice))
