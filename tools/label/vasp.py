"""Labels one frame with VASP: POSCAR, KPOINTS and POTCAR are made, INCAR is the user's (templates/INCAR to begin with).

  label: python3 tools/label/vasp.py --command "srun vasp_std" --incar INCAR --potcar C=paw/C/POTCAR Na=paw/Na_pv/POTCAR

The energy is the free energy, whose derivatives the forces are.
"""
import os
import shutil

import numpy as np
from ase.io import read
from ase.io.vasp import write_vasp

import labelling

TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates", "INCAR")


def write_input(atoms, work, incar, potcars, mesh):
    """`atoms`: in blocks of elements, as POSCAR has them."""
    elements = list(dict.fromkeys(atoms.get_chemical_symbols()))
    missing = [e for e in elements if e not in potcars]
    if missing:
        raise labelling.Failed("no --potcar for " + " ".join(missing))
    write_vasp(os.path.join(work, "POSCAR"), atoms, direct=True)
    shutil.copyfile(incar, os.path.join(work, "INCAR"))
    with open(os.path.join(work, "KPOINTS"), "w") as f:
        f.write("made by tools/label/vasp.py\n0\nGamma\n%d %d %d\n" % mesh)
    with open(os.path.join(work, "POTCAR"), "wb") as f:
        for element in elements:
            with open(potcars[element], "rb") as part:
                f.write(part.read())


def read_output(work):
    """Energy, forces and stress of the only step."""
    outcar = os.path.join(work, "OUTCAR")
    text = open(outcar).read() if os.path.exists(outcar) else ""
    if "General timing" not in text:
        raise labelling.Failed("VASP did not end normally")
    if "aborting loop because EDIFF is reached" not in text:
        raise labelling.Failed("the electrons did not converge")
    try:
        done = read(os.path.join(work, "vasprun.xml"), index=-1)
        return done.get_potential_energy(force_consistent=True), done.get_forces(), done.get_stress(voigt=False)
    except Exception as e:  # whatever ASE says of a file that is cut or has no stress
        raise labelling.Failed("vasprun.xml: %r" % e)


def main():
    p = labelling.arguments("Labels one frame with VASP.", "vasp_std")
    p.add_argument("--incar", default=TEMPLATE, help="INCAR of every frame (default: %(default)s)")
    p.add_argument("--potcar", nargs="+", required=True, metavar="ELEMENT=FILE", help="POTCAR of each element")
    options = p.parse_intermixed_args()

    def calculate(atoms, work):
        order = np.argsort(atoms.get_chemical_symbols(), kind="stable")
        mesh = labelling.k_mesh(atoms, options)
        write_input(atoms[order], work, options.incar, labelling.by_element(options.potcar, "--potcar"), mesh)
        labelling.start(options.command, work, options.limit)
        energy, sorted_forces, stress = read_output(work)
        forces = np.empty_like(sorted_forces)
        forces[order] = sorted_forces
        return energy, forces, stress

    labelling.label(options, calculate)


if __name__ == "__main__":
    main()
