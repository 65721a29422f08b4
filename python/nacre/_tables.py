"""Tables that runs, trainings and insertions write, as DataFrames; attrs['units'] has the unit of each column."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from ._errors import Error

if TYPE_CHECKING:
    import pandas

_THERMO = ["temperature", "kinetic_energy", "potential_energy", "stress_xx", "stress_yy", "stress_zz", "stress_yz",
           "stress_xz", "stress_xy", "ax", "ay", "az", "bx", "by", "bz", "cx", "cy", "cz"]
_LOSS = ["generation", "loss", "l1", "l2", "energy_train", "force_train", "virial_train", "energy_test", "force_test",
         "virial_test"]


def _numbers(path: str | os.PathLike) -> tuple[np.ndarray, list[str]]:
    """The rows of numbers, and the lines that begin with #."""
    rows, comments = [], []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#"):
                comments.append(line[1:].strip())
            elif line.strip():
                try:
                    rows.append([float(word) for word in line.split()])
                except ValueError as problem:
                    raise _error(path, number, str(problem)) from None
                if len(rows[-1]) != len(rows[0]):
                    raise _error(path, number, f"{len(rows[-1])} columns, and {len(rows[0])} in the rows before")
    return np.array(rows), comments


def _error(path: str | os.PathLike, line: int, message: str) -> Error:
    error = Error(f"{os.fspath(path)}:{line}: {message}")
    error.kind, error.file, error.line, error.message = "bad_input", os.fspath(path), line, message
    return error


def _frame(values: np.ndarray, names: list[str], units: dict[str, str]) -> pandas.DataFrame:
    import pandas

    frame = pandas.DataFrame(values, columns=names)
    frame.attrs["units"] = units
    return frame


def thermo(path: str | os.PathLike = "thermo.out") -> pandas.DataFrame:
    """thermo.out of Nacre or GPUMD: temperature (K), energies (eV), stress (GPa, positive = compressed), cell (A).

    Files of GPUMD before 3 with 12 columns have the edges of an orthogonal cell alone, and zeros take the other places.
    """
    values, comments = _numbers(path)
    if values.size == 0:
        values = np.empty((0, 18))
    if values.shape[1] == 12:
        full = np.zeros((len(values), 18))
        full[:, :9], full[:, [9, 13, 17]] = values[:, :9], values[:, 9:]
        values = full
    if values.shape[1] != 18:
        raise _error(path, 1, f"{values.shape[1]} columns; thermo.out has 18, or 12 where it is old")
    units = {"temperature": "K", "kinetic_energy": "eV", "potential_energy": "eV"}
    units.update({name: "GPa" for name in _THERMO if name.startswith("stress")})
    units.update({name: "A" for name in _THERMO[9:]})
    frame = _frame(values, _THERMO, units)
    frame.attrs["comments"] = comments
    return frame


def loss(path: str | os.PathLike = "loss.out") -> pandas.DataFrame:
    """loss.out of a training: generation or epoch, loss, its parts, root mean square errors (eV/atom, eV/A, eV/atom)."""
    values, comments = _numbers(path)
    if values.size and values.shape[1] != len(_LOSS):
        raise _error(path, 1, f"{values.shape[1]} columns; loss.out of a potential has {len(_LOSS)}")
    units = {name: "eV/A" if name.startswith("force") else "eV/atom" for name in _LOSS[4:]}
    frame = _frame(values.reshape(-1, len(_LOSS)), _LOSS, units)
    frame["generation"] = frame["generation"].astype(int)
    frame.attrs["comments"] = comments
    return frame


def ledger(path: str | os.PathLike = "insert.csv") -> pandas.DataFrame:
    """The ledger of an insertion; the units are those of its head."""
    import pandas

    frame = pandas.read_csv(path, comment="#")
    units = {}
    for name in frame.columns:
        for ending, unit in (("_eV", "eV"), ("_V", "V"), ("_mAh_g", "mAh/g"), ("_A", "A"), ("_s", "s")):
            if name.endswith(ending):
                units[name] = unit
    frame.attrs["units"] = units
    return frame
