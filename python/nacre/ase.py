"""nacre.ase.Calculator: the potentials as a calculator of ASE."""

from __future__ import annotations

import os

from ase.calculators.calculator import Calculator as _Base
from ase.calculators.calculator import all_changes

from ._potential import Potential
from ._structures import voigt


class Calculator(_Base):
    """Energy, free_energy, forces, stress (periodic cells), energies and stresses of the atoms.

        >>> atoms.calc = nacre.ase.Calculator("nep.txt")

    potential: a file, 'tersoff-carbon', or a nacre.Potential. The neighbour list is kept while atoms move a little, so
    steps of an optimiser or of dynamics cost what a step of `nacre run` costs. stress: eV/A^3, ASE's sign and order
    (xx yy zz yz xz xy). stresses: (n, 6), whose sum is the stress.
    """

    implemented_properties = ["energy", "free_energy", "forces", "stress", "energies", "stresses"]
    nolabel = True

    def __init__(self, potential: str | os.PathLike | Potential, *, device: str = "cpu", double_precision: bool = False,
                 **kwargs):
        super().__init__(**kwargs)
        self.potential = potential if isinstance(potential, Potential) else Potential(
            potential, device=device, double_precision=double_precision)

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        wants_virials = "stresses" in properties
        result = self.potential(self.atoms, virials=wants_virials)
        self.results = {"energy": result.energy, "free_energy": result.energy, "forces": result.forces,
                        "energies": result.energies}
        if all(self.atoms.pbc):
            volume = self.atoms.cell.volume
            self.results["stress"] = result.stress(volume)
            if wants_virials:
                self.results["stresses"] = voigt(-result.virials / volume)
        elif wants_virials or "stress" in properties:
            from ase.calculators.calculator import PropertyNotImplementedError

            raise PropertyNotImplementedError("a stress needs a cell that is periodic in all directions")
