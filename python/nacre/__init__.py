"""Nacre: molecular dynamics of battery carbons with machine-learned potentials.

    >>> import nacre
    >>> carbon = nacre.Potential("tersoff-carbon")
    >>> result = carbon(nacre.read("model.xyz"))
    >>> result.energy, result.forces.shape

Units: A, eV, eV/A, fs, A/fs, amu, K, GPa. Arrays of atoms are (n, 3). A virial is (3, 3) eV, positive = compressed;
a stress is ASE's: -virial / volume, eV/A^3.
"""

from __future__ import annotations

from . import _nacre
from ._errors import Error
from ._nacre import Structure, cuda_devices, known_minimizers, known_potentials, set_threads, to_structure
from ._potential import BatchResult, Committee, CommitteeResult, Potential, Result
from ._structures import from_ase, read, to_ase, write
from ._tables import ledger, loss, thermo
from ._work import check, insert, relax, run, train

_nacre._set_error_type(Error)
__version__ = _nacre.version()

__all__ = [
    "BatchResult", "Committee", "CommitteeResult", "Error", "Potential", "Result", "Structure", "analyze", "check",
    "cuda_devices", "from_ase", "insert", "known_minimizers", "known_potentials", "ledger", "loss", "read", "relax", "run",
    "set_threads", "thermo", "to_ase", "to_structure", "train", "write",
]


def __getattr__(name: str):
    if name in ("ase", "analyze"):  # nacre.ase.Calculator without ASE in `import nacre`, which stays quick
        import importlib

        return importlib.import_module("." + name, __name__)
    raise AttributeError(f"module 'nacre' has no attribute {name!r}")
