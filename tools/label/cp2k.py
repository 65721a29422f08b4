"""Labels one frame with CP2K, at the level of tools/dft (level.py): PBE-D3(BJ), Mermin free energy at 1000 K.

  label: python3 tools/label/cp2k.py --command "mpirun -np 4 cp2k.popt"
"""
import os

import labelling
from labelling import level


def main():
    p = labelling.arguments("Labels one frame with CP2K.", "cp2k.popt")
    options = p.parse_args()

    def calculate(atoms, work):
        mesh = labelling.k_mesh(atoms, options)
        with open(os.path.join(work, "frame.inp"), "w") as f:
            f.write(level.write_input(atoms, "frame", kpoints=mesh))
        labelling.start(options.command + " -i frame.inp", work, options.limit, "frame.out")
        with open(os.path.join(work, "frame.out")) as f:
            energy, forces, stress, _ = level.read_output(f.read(), len(atoms))
        return energy, forces, -stress  # level.py prints CP2K's own sign

    labelling.label(options, calculate)


if __name__ == "__main__":
    main()
