"""Labels one frame with Quantum ESPRESSO's pw.x. The namelists are the user's (templates/pw.in to begin with); atoms, cell and
k mesh are added.

  label: python3 tools/label/espresso.py --command "srun pw.x" --template pw.in --pseudo-dir pseudo --pseudo C=C.upf Na=Na.upf

With smearing, pw.x prints the free energy, whose derivatives the forces are.
"""
import os

from ase.data import atomic_masses, atomic_numbers
from ase.io import read

import labelling

TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates", "pw.in")


def write_input(atoms, path, template, pseudo_dir, pseudo, mesh):
    elements = sorted(set(atoms.get_chemical_symbols()))
    missing = [e for e in elements if e not in pseudo]
    if missing:
        raise labelling.Failed("no --pseudo for " + " ".join(missing))
    rows = lambda a: "\n".join(" ".join("%.10f" % x for x in row) for row in a)
    with open(template) as f:
        text = f.read()
    for word in ("@NAT@", "@NTYP@", "@PSEUDO_DIR@"):
        if word not in text:
            raise labelling.Failed("%s: where is %s to stand?" % (template, word))
    text = text.replace("@NAT@", str(len(atoms))).replace("@NTYP@", str(len(elements)))
    text = text.replace("@PSEUDO_DIR@", os.path.abspath(pseudo_dir))
    text += "ATOMIC_SPECIES\n"
    for e in elements:
        text += "%s %.6f %s\n" % (e, atomic_masses[atomic_numbers[e]], pseudo[e])
    text += "CELL_PARAMETERS angstrom\n%s\n" % rows(atoms.cell)
    text += "K_POINTS automatic\n%d %d %d 0 0 0\n" % mesh
    text += "ATOMIC_POSITIONS angstrom\n"
    for symbol, place in zip(atoms.get_chemical_symbols(), rows(atoms.positions).split("\n")):
        text += "%s %s\n" % (symbol, place)
    with open(path, "w") as f:
        f.write(text)


def read_output(path):
    """Energy, forces and stress."""
    with open(path) as f:
        text = f.read()
    if "JOB DONE" not in text:
        raise labelling.Failed("pw.x did not end normally")
    if "convergence has been achieved" not in text:
        raise labelling.Failed("the electrons did not converge")
    try:
        done = read(path, format="espresso-out")
        return done.get_potential_energy(), done.get_forces(), done.get_stress(voigt=False)
    except Exception as e:  # whatever ASE says of an output without forces or stress
        raise labelling.Failed("the output: %r" % e)


def main():
    p = labelling.arguments("Labels one frame with pw.x.", "pw.x")
    p.add_argument("--template", default=TEMPLATE, help="namelists of every frame (default: %(default)s)")
    p.add_argument("--pseudo-dir", default=".", help="folder of the pseudopotentials (default: where the program starts)")
    p.add_argument("--pseudo", nargs="+", required=True, metavar="ELEMENT=FILE", help="pseudopotential of each element")
    options = p.parse_intermixed_args()

    def calculate(atoms, work):
        pseudo = labelling.by_element(options.pseudo, "--pseudo")
        mesh = labelling.k_mesh(atoms, options)
        write_input(atoms, os.path.join(work, "pw.in"), options.template, options.pseudo_dir, pseudo, mesh)
        labelling.start(options.command + " -in pw.in", work, options.limit, "pw.out")
        return read_output(os.path.join(work, "pw.out"))

    labelling.label(options, calculate)


if __name__ == "__main__":
    main()
