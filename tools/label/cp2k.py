"""Labels one frame with CP2K, at the level of tools/dft (level.py): PBE-D3(BJ), Mermin free energy at 1000 K.

  label: python3 tools/label/cp2k.py --command "mpirun -np 4 cp2k.popt"
"""
import os
import sys

import labelling

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "dft"))
import level  # noqa: E402


def main():
    p = labelling.arguments("Labels one frame with CP2K.", "cp2k.popt")
    options = p.parse_args()

    def calculate(atoms, work):
        mesh = labelling.k_mesh(atoms, options.k_length, options.gap)
        with open(os.path.join(work, "frame.inp"), "w") as f:
            f.write(level.write_input(atoms, "frame", kpoints=mesh))
        labelling.start(options.command + " -i frame.inp", work, options.limit, "frame.out")
        try:
            with open(os.path.join(work, "frame.out")) as f:
                energy, forces, stress, _ = level.read_output(f.read(), len(atoms))
        except level.Failed as reason:
            raise labelling.Failed(str(reason))
        return energy, forces, -stress  # level.py prints CP2K's own sign

    labelling.label(options, calculate)


if __name__ == "__main__":
    main()
