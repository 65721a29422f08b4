#!/usr/bin/env python3
"""Makes the files of this folder, and beside each NAME.ase.xyz: what ASE reads in it (extended XYZ of ASE, eight digits).

Needs ase (made with 3.29.0) and numpy. The files that ASE cannot write are written here, in the layout of the programs.
argon.out is CP2K 2023.1 (Debian 12) on argon.inp, without its banners; argon.ase.xyz stands for its numbers in ASE's units.
"""
import pathlib
import re

import numpy as np
from ase import Atoms, units
from ase.build import bulk
from ase.calculators.lj import LennardJones
from ase.calculators.singlepoint import SinglePointCalculator
from ase.io import read, write

here = pathlib.Path(__file__).resolve().parent
random = np.random.default_rng(18)
CUTOFF, EPSILON, SIGMA = 9.0, 0.0103, 3.4


def salt():
    atoms = bulk("NaCl", "rocksalt", a=5.64).repeat((2, 1, 1))
    atoms.symbols[atoms.symbols == "Cl"] = "C"
    atoms.rattle(0.1, rng=random)
    return atoms[np.argsort(atoms.numbers, kind="stable")]


def argon():
    atoms = Atoms("Ar4", cell=[[10.4, 0, 0], [0.3, 10.5, 0], [-0.2, 0.4, 10.6]], pbc=True,
                  positions=[[0.1, 0.2, 0], [3.5, 0.1, 0.3], [0.2, 3.6, 7.1], [5.3, 5.6, 5.1]])
    atoms.calc = LennardJones(epsilon=EPSILON, sigma=SIGMA, rc=CUTOFF, smooth=False)
    return atoms


def lj_labels(atoms):
    """Energy without ASE's shift at the cutoff, forces, pressure tensor (eV/A^3, positive = compressed)."""
    shift = 4 * EPSILON * ((SIGMA / CUTOFF) ** 12 - (SIGMA / CUTOFF) ** 6)
    from ase.neighborlist import neighbor_list
    pairs = len(neighbor_list("i", atoms, CUTOFF)) / 2
    return (atoms.get_potential_energy() + pairs * shift, atoms.get_forces(), -atoms.get_stress(voigt=False))


def expected(name, frames):
    write(here / (name + ".ase.xyz"), frames, format="extxyz")


def keep(name, **options):
    expected(name, read(here / name, index=":", **options))


def put(name, text):
    (here / name).write_text(text)


def rows(array, form="{:18.10f}"):
    return "".join(" ".join(form.format(x) for x in row) + "\n" for row in array)


def poscars():
    atoms = salt()
    from ase.constraints import FixAtoms
    write(here / "POSCAR_direct", atoms, format="vasp", direct=True)
    fixed = atoms.copy()
    fixed.set_constraint(FixAtoms([0]))
    write(here / "POSCAR_selective", fixed, format="vasp")
    cell = atoms.cell.array
    put("POSCAR_volume", "C Na\n%.12f\n" % -atoms.get_volume() + rows(cell / 3) + " 2 2\ncartesian\n" + rows(atoms.positions / 3))
    put("POSCAR_three_scales", "made by hand\n2.0 1.0 0.5\n" + rows(cell / [2, 1, 0.5]) +
        "C_s Na_pv\n2 2\nDirect\n" + rows(atoms.get_scaled_positions(wrap=False)))
    velocities = random.normal(0, 0.01, (4, 3))
    put("CONTCAR", "C Na\n1.0\n" + rows(cell) + "C Na\n2 2\nDirect\n" + rows(atoms.get_scaled_positions(wrap=False)) +
        "\n" + rows(velocities, "{:16.8e}"))
    atoms.set_velocities(velocities * units.Ang / units.fs)
    for name in ("POSCAR_direct", "POSCAR_selective", "POSCAR_volume"):
        keep(name, format="vasp")
    expected("POSCAR_three_scales", Atoms(atoms.symbols, atoms.positions, cell=atoms.cell, pbc=True))
    expected("CONTCAR", atoms)


def xdatcar():
    frames = []
    for k in range(3):
        atoms = salt()
        atoms.set_cell(atoms.cell * (1 + 0.01 * k), scale_atoms=True)
        atoms.wrap()
        frames.append(atoms)
    text = ""
    for k, atoms in enumerate(frames):
        text += "C Na\n           1\n" + rows(atoms.cell.array) + "   C    Na\n     2     2\nDirect configuration=%6d\n" % (k + 1)
        text += rows(atoms.get_scaled_positions())
    put("XDATCAR", text)
    expected("XDATCAR", frames)


CIFS = {
    "graphite.cif": """# made by hand
data_graphite
_cell_length_a 2.464(2)
_cell_length_b 2.464(2)
_cell_length_c 6.711(4)
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 120
_symmetry_space_group_name_H-M 'P 63/m m c'
_symmetry_Int_Tables_number 194
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
C1 C 0 0 0.25 1.0
C2 C 0.33333 0.66667 0.25 1.0
""",
    "diamond.cif": """data_diamond
_cell_length_a 3.567
_cell_length_b 3.567
_cell_length_c 3.567
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_space_group_name_H-M_alt 'F d -3 m'
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
C1 0 0 0
""",
    "operations.cif": """data_chain
_cell_length_a 5.1
_cell_length_b 6.2
_cell_length_c 7.3
_cell_angle_alpha 90
_cell_angle_beta 104.5
_cell_angle_gamma 90
_symmetry_Int_Tables_number 14
loop_
_symmetry_equiv_pos_as_xyz
'x, y, z'
'-x, y+1/2, -z+1/2'
'-x, -y, -z'
'x, -y+1/2, z+1/2'
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Na1 Na1+ 0.13 0.27 0.31
C1 C 0 0 0
""",
}


def cifs():
    for name, text in CIFS.items():
        put(name, text)
        keep(name, format="cif")
    put("partial.cif", CIFS["graphite.cif"].replace("C2 C 0.33333 0.66667 0.25 1.0", "Na1 Na 0.33333 0.66667 0.25 0.5"))


def lammps():
    atoms = salt()
    atoms.rotate(30, "z", rotate_cell=True)
    turned = atoms.copy()
    write(here / "atomic.data", turned, format="lammps-data", masses=True, specorder=["C", "Na"])
    keep("atomic.data", format="lammps-data", atom_style="atomic")
    cell = np.array([[8.0, 0, 0], [1.0, 9.0, 0], [-0.5, 0.7, 10.0]])
    low = np.array([-1.0, 2.0, 0.5])
    positions = random.uniform(0, 1, (4, 3)) @ cell
    velocities = random.normal(0, 0.02, (4, 3))
    forces = random.normal(0, 30, (4, 3))
    symbols = ["Na", "C", "C", "Na"]
    types = [2, 1, 1, 2]
    order = [2, 0, 3, 1]
    head = ("LAMMPS data file via write_data, version 2 Aug 2023, timestep = 100, units = real\n\n4 atoms\n2 atom types\n\n" +
            "".join("%.10f %.10f %slo %shi\n" % (low[k], low[k] + cell[k, k], "xyz"[k], "xyz"[k]) for k in range(3)) +
            "%g %g %g xy xz yz\n\nMasses\n\n1 12.01\n2 22.99\n\n" % (cell[1, 0], cell[2, 0], cell[2, 1]))
    text = head + "Atoms # full\n\n"
    for i in order:
        text += "%d 1 %d %.4f %s 0 0 0\n" % (i + 1, types[i], 0.1 * i, " ".join("%.12f" % x for x in positions[i] + low))
    text += "\nVelocities\n\n" + "".join("%d %s\n" % (i + 1, " ".join("%.12f" % x for x in velocities[i])) for i in order)
    put("full.data", text + "\nBonds\n\n1 1 1 2\n")
    made = Atoms(symbols, positions, cell=cell, pbc=True)
    made.set_velocities(velocities / units.fs)
    expected("full.data", made)
    xy, xz, yz = cell[1, 0], cell[2, 0], cell[2, 1]
    bounds = [(low[0] + min(0, xy, xz, xy + xz), low[0] + cell[0, 0] + max(0, xy, xz, xy + xz), xy),
              (low[1] + min(0, yz), low[1] + cell[1, 1] + max(0, yz), xz), (low[2], low[2] + cell[2, 2], yz)]
    frames, text = [], ""
    for step in (0, 50):
        moved = positions + 0.1 * step / 50
        text += "ITEM: UNITS\nreal\n" if step == 0 else ""
        text += "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n4\nITEM: BOX BOUNDS xy xz yz pp pp ff\n" % step
        text += "".join("%.12f %.12f %.12f\n" % b for b in bounds)
        text += "ITEM: ATOMS id type mass x y z vx vy vz fx fy fz\n"
        for i in order:
            text += "%d %d %g %s\n" % (i + 1, types[i], (12.011, 22.98977)[types[i] - 1],
                                       " ".join("%.12f" % x for x in np.concatenate([moved[i] + low, velocities[i], forces[i]])))
        made = Atoms(symbols, moved, cell=cell, pbc=(True, True, False))
        made.set_velocities(velocities / units.fs)
        made.calc = SinglePointCalculator(made, forces=forces * units.kcal / units.mol)
        frames.append(made)
    put("dump.lammpstrj", text)
    expected("dump.lammpstrj", frames)
    scaled = "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n4\nITEM: BOX BOUNDS pp pp pp\n-1 7\n0 9\n0.5 10.5\nITEM: ATOMS element xs ys zs id\n"
    cube = Atoms(symbols, np.array([[0.1, 0.2, 0.3], [0.5, 0.6, 0.7], [0.9, 0.1, 0.2], [0.4, 0.4, 0.4]]) @ np.diag([8, 9, 10]),
                 cell=[8, 9, 10], pbc=True)
    for i in order:
        scaled += "%s %s %d\n" % (symbols[i], " ".join("%.10f" % x for x in cube.get_scaled_positions()[i]), i + 1)
    put("scaled.lammpstrj", scaled)
    expected("scaled.lammpstrj", cube)


def pdb():
    frames = []
    for k in range(2):
        atoms = salt()
        atoms.set_cell(atoms.cell.cellpar(), scale_atoms=True)
        frames.append(atoms)
    write(here / "models.pdb", frames, format="proteindatabank")
    keep("models.pdb", format="proteindatabank")


def vasp_outputs():
    outcar, calculations, frames = "", "", []
    atoms = argon()
    for k in range(2):
        atoms.positions += 0.1 * k * np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]])
        energy, forces, pressure = lj_labels(atoms)
        frames.append(Atoms(atoms.symbols, atoms.positions, cell=atoms.cell, pbc=True))
        frames[-1].calc = SinglePointCalculator(frames[-1], energy=energy, free_energy=energy, forces=forces, stress=-pressure)
        kbar = pressure / units.GPa * 10
        p = [kbar[0, 0], kbar[1, 1], kbar[2, 2], kbar[0, 1], kbar[1, 2], kbar[2, 0]]
        reciprocal = np.linalg.inv(atoms.cell.array).T
        outcar += "  in kB " + "".join("%12.6f" % x for x in p) + "\n  external pressure = %12.2f kB  Pullay stress = 0.00 kB\n" % (sum(p[:3]) / 3)
        outcar += "\n VOLUME and BASIS-vectors are now :\n" + "-" * 80 + "\n  energy-cutoff  :      300.00\n  volume of cell :  %.2f\n" % atoms.get_volume()
        outcar += "      direct lattice vectors                 reciprocal lattice vectors\n"
        outcar += rows(np.hstack([atoms.cell.array, reciprocal]), "{:13.9f}") + "\n"
        outcar += " POSITION                                       TOTAL-FORCE (eV/Angst)\n " + "-" * 83 + "\n"
        outcar += rows(np.hstack([atoms.positions, forces]), "{:14.9f}") + " " + "-" * 83 + "\n"
        outcar += "    total drift:                                0.000000      0.000000      0.000000\n\n" + "-" * 98 + "\n\n"
        outcar += "  FREE ENERGIE OF THE ION-ELECTRON SYSTEM (eV)\n  " + "-" * 51 + "\n"
        outcar += "  free  energy   TOTEN  = %18.8f eV\n\n" % energy
        outcar += "  energy  without entropy= %16.8f  energy(sigma->0) = %16.8f\n\n" % (energy + 0.02, energy + 0.01)
        calculations += " <calculation>\n  <scstep>\n   <energy>\n    <i name=\"e_fr_energy\"> %.8f </i>\n    <i name=\"e_0_energy\"> %.8f </i>\n   </energy>\n  </scstep>\n" % (energy - 1, energy - 0.99)
        calculations += "  <structure>\n   <crystal>\n    <varray name=\"basis\" >\n" + vectors(atoms.cell.array) + "    </varray>\n"
        calculations += "    <i name=\"volume\"> %.8f </i>\n   </crystal>\n   <varray name=\"positions\" >\n" % atoms.get_volume()
        calculations += vectors(atoms.get_scaled_positions(wrap=False)) + "   </varray>\n  </structure>\n  <varray name=\"forces\" >\n" + vectors(forces)
        calculations += "  </varray>\n  <varray name=\"stress\" >\n" + vectors(kbar) + "  </varray>\n  <energy>\n"
        calculations += "   <i name=\"e_fr_energy\"> %.8f </i>\n   <i name=\"e_wo_entrp\"> %.8f </i>\n   <i name=\"e_0_energy\"> %.8f </i>\n  </energy>\n </calculation>\n" % (energy, energy + 0.02, energy + 0.01)
    put("OUTCAR", " vasp.6.3.2 27Jun22 (build Mar 11 2023 11:13:14) complex\n\n executed on             LinuxGNU date 2023.03.11  11:32:24\n"
        "\n INCAR:\n POTCAR:    PAW_PBE Ar 07Sep2000\n   VRHFIN =Ar: s2p6\n   TITEL  = PAW_PBE Ar 07Sep2000\n"
        "   number of dos      NEDOS =    301   number of ions     NIONS =      4\n   ions per type =               4\n"
        "      direct lattice vectors                 reciprocal lattice vectors\n" +
        rows(np.hstack([argon().cell.array, np.linalg.inv(argon().cell.array).T]), "{:13.9f}") + "\n  ISPIN  =      1    spin polarized calculation?\n"
        "   k-points           NKPTS =      1   k-points in BZ     NKDIM =      1   number of bands    NBANDS=     24\n"
        " Following reciprocal coordinates:\n k-points in reciprocal lattice and weights: automatic\n"
        "   0.00000000  0.00000000  0.00000000       1.000\n\n" +
        "".join("-" * 40 + " Iteration    %d(   1)  " % (k + 1) + "-" * 40 + "\n" + part for k, part in
                enumerate(re.split(r"(?=  in kB )", outcar)[1:])))
    put("vasprun.xml", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<modeling>\n <kpoints>\n"
        "  <varray name=\"kpointlist\" >\n   <v> 0.0 0.0 0.0 </v>\n  </varray>\n  <varray name=\"weights\" >\n   <v> 1.0 </v>\n  </varray>\n"
        " </kpoints>\n <atominfo>\n  <atoms>       4 </atoms>\n  <types>       1 </types>\n"
        "  <array name=\"atoms\" >\n   <dimension dim=\"1\">ion</dimension>\n   <field type=\"string\">element</field>\n   <field type=\"int\">atomtype</field>\n   <set>\n" +
        "    <rc><c>Ar</c><c>   1</c></rc>\n" * 4 + "   </set>\n  </array>\n </atominfo>\n <structure name=\"initialpos\" >\n  <crystal>\n   <varray name=\"basis\" >\n" +
        vectors(argon().cell.array) + "   </varray>\n  </crystal>\n  <varray name=\"positions\" >\n" + vectors(argon().get_scaled_positions(wrap=False)) +
        "  </varray>\n </structure>\n" + calculations + "</modeling>\n")
    expected("vasprun.xml", frames)
    expected("OUTCAR", frames)
    check_with_ase(frames)
    energy, forces, pressure = lj_labels(argon())
    one = argon()
    one.calc = SinglePointCalculator(one, energy=energy, forces=forces, stress=-pressure)
    expected("argon.out", one)


def vectors(array):
    return "".join("     <v> %s </v>\n" % " ".join("%16.8f" % x for x in row) for row in array)


def outcar_as_ase(lines):
    """What ASE's parsers of single properties find: its reader as a whole wants k-points and bands too."""
    from ase.io.vasp_parsers import vasp_outcar_parsers as parsers
    found = {}
    for parser in (parsers.Stress(), parsers.PositionsAndForces(), parsers.Energy()):
        for cursor in range(len(lines)):
            if parser.has_property(cursor, lines):
                parser.header = {"natoms": 4, "nkpts": 1}
                for key, value in parser.parse(cursor, lines).items():
                    found.setdefault(key, []).append(value)
    return found


def check_with_ase(frames):
    """ASE reads the same in both files: signs and units are VASP's."""
    found = outcar_as_ase((here / "OUTCAR").read_text().splitlines())
    for k, made in enumerate(frames):
        np.testing.assert_allclose(found["forces"][k], made.get_forces(), atol=1e-8)
        np.testing.assert_allclose(found["stress"][k], made.get_stress(), atol=1e-8)
        np.testing.assert_allclose(found["free_energy"][k], made.get_potential_energy(), atol=1e-7)
    for found, made in zip(read(here / "vasprun.xml", index=":", format="vasp-xml"), frames, strict=True):
        np.testing.assert_allclose(found.get_forces(), made.get_forces(), atol=1e-8)
        np.testing.assert_allclose(found.get_stress(), made.get_stress(), atol=1e-8)
        np.testing.assert_allclose(found.calc.results["free_energy"], made.get_potential_energy(), atol=1e-7)


if __name__ == "__main__":
    for make in (poscars, xdatcar, cifs, lammps, pdb, vasp_outputs):
        make()
