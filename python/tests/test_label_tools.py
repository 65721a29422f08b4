"""tools/label: programs that label one frame with CP2K, VASP or Quantum ESPRESSO, here with stand-ins for the codes that print
what those print, with numbers chosen by hand."""

import stat
import subprocess
import sys

import numpy as np
import pytest
from ase.io import read
from conftest import ROOT

TOOLS = ROOT / "tools" / "label"
HARTREE, BOHR, RYDBERG = 27.211386245988, 0.529177210903, 13.605693122994  # eV, A, eV (CODATA 2018)
GPA = 1 / 160.21766208  # eV/A^3
FRAME = """3
Lattice="4 0 0 0 5 0 0 0 6" pbc="T T T" config_type=test Properties=species:S:1:pos:R:3
Na 0.1 0.2 0.3
C 2.0 2.5 3.0
Na 3.0 0.5 1.0
"""
FORCES = np.array([[0.1, 0, -0.2], [0.3, 0.05, 0], [-0.4, -0.05, 0.2]])  # Na C Na, in the code's unit
STRESS = np.array([[1.5, 0.25, 0], [0.25, -2, 0.5], [0, 0.5, 3]])  # in the code's unit and sign


def rows(head, array):
    return "\n".join(head(i) + " ".join(f"{x:.8f}" for x in row) for i, row in enumerate(array))


CP2K = f"""
 *** SCF run converged in    12 steps ***
 ENERGY| Total FORCE_EVAL ( QS ) energy [a.u.]:             -1.500000000000000
 ATOMIC FORCES in [a.u.]

 # Atom   Kind   Element          X                Y                Z
{rows(lambda i: f"      {i + 1}      1      X    ", FORCES)}
 SUM OF ATOMIC FORCES           0.0 0.0 0.0 0.0

 STRESS| Analytical stress tensor [GPa]
 STRESS|                        x                   y                   z
{chr(10).join(f" STRESS|      {c}  " + " ".join(f"{x:.11E}" for x in row) for c, row in zip("xyz", STRESS))}
 STRESS| 1/3 Trace                                             0.8
  **** **** ******  **  PROGRAM ENDED AT                 2026-01-01 00:00:00.000
"""

# POSCAR, and with it vasprun.xml, has the elements in blocks: C Na Na.
VASPRUN = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<modeling>
 <kpoints><varray name="kpointlist"><v>0 0 0</v></varray><varray name="weights"><v>1</v></varray></kpoints>
 <parameters><separator name="electronic"><i type="int" name="NELM">60</i></separator></parameters>
 <atominfo><array name="atoms"><set><rc><c>C </c><c>1</c></rc><rc><c>Na</c><c>2</c></rc><rc><c>Na</c><c>2</c></rc></set></array></atominfo>
 <structure name="initialpos"><crystal><varray name="basis"><v>4 0 0</v><v>0 5 0</v><v>0 0 6</v></varray></crystal>
  <varray name="positions"><v>0.5 0.5 0.5</v><v>0.025 0.04 0.05</v><v>0.75 0.1 0.16666667</v></varray></structure>
 <calculation>
  <structure><crystal><varray name="basis"><v>4 0 0</v><v>0 5 0</v><v>0 0 6</v></varray></crystal>
   <varray name="positions"><v>0.5 0.5 0.5</v><v>0.025 0.04 0.05</v><v>0.75 0.1 0.16666667</v></varray></structure>
  <varray name="forces">{"".join("<v>%.8f %.8f %.8f</v>" % tuple(FORCES[i]) for i in (1, 0, 2))}</varray>
  <varray name="stress">{"".join("<v>%.8f %.8f %.8f</v>" % tuple(row) for row in 10 * STRESS)}</varray>
  <scstep><energy><i name="e_fr_energy">-20.5</i><i name="e_wo_entrp">-20.0</i><i name="e_0_energy">-20.25</i></energy></scstep>
  <energy><i name="e_fr_energy">-20.5</i><i name="e_wo_entrp">-20.0</i><i name="e_0_energy">-20.25</i></energy>
 </calculation>
</modeling>
"""
OUTCAR = "------------------------ aborting loop because EDIFF is reached ----------------------\n General timing and accounting"

ESPRESSO = f"""
     Program PWSCF v.6.7MaX starts on  1Jan2026 at  0: 0: 0

     bravais-lattice index     =            0
     lattice parameter (alat)  =       7.5589  a.u.
     number of atoms/cell      =            3
     number of atomic types    =            2

     celldm(1)=   7.558904  celldm(2)=   0.000000  celldm(3)=   0.000000

     crystal axes: (cart. coord. in units of alat)
               a(1) = (   1.000000   0.000000   0.000000 )
               a(2) = (   0.000000   1.250000   0.000000 )
               a(3) = (   0.000000   0.000000   1.500000 )

   Cartesian axes

     site n.     atom                  positions (alat units)
         1           Na  tau(   1) = (   0.0250000   0.0500000   0.0750000  )
         2           C   tau(   2) = (   0.5000000   0.6250000   0.7500000  )
         3           Na  tau(   3) = (   0.7500000   0.1250000   0.2500000  )

!    total energy              =      -3.50000000 Ry

     convergence has been achieved in  12 iterations

     Forces acting on atoms (cartesian axes, Ry/au):

{rows(lambda i: f"     atom {i + 1:4d} type  1   force = ", FORCES)}

     Total force =     0.100000     Total SCF correction =     0.000001

     Computing stress (Cartesian axis) and pressure

          total   stress  (Ry/bohr**3)                   (kbar)     P=        5.00
{chr(10).join("  " + "".join(f"{x / 1000:14.8f}" for x in row) + "    0.00 0.00 0.00" for row in STRESS)}

   JOB DONE.
"""

CODES = {
    "cp2k": dict(files={"frame.out": CP2K}, options=[], energy=-1.5 * HARTREE, force=HARTREE / BOHR, virial=GPA),
    "vasp": dict(files={"vasprun.xml": VASPRUN, "OUTCAR": OUTCAR}, options=["--potcar", "C=POT_C", "Na=POT_Na"],
                 energy=-20.5, force=1, virial=GPA),
    "espresso": dict(files={"pw.out": ESPRESSO}, options=["--pseudo", "C=C.upf", "Na=Na.upf"], energy=-3.5 * RYDBERG,
                     force=RYDBERG / BOHR, virial=RYDBERG / BOHR**3 / 1000),
}


@pytest.fixture(params=sorted(CODES))
def code(request, tmp_path):
    return Code(request.param, tmp_path)


class Code:
    """A labelling program in a folder of its own, with a stand-in for its code that copies prepared files."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.__dict__.update(CODES[name])
        (folder / "in.xyz").write_text(FRAME)
        (folder / "POT_C").write_text("carbon\n")
        (folder / "POT_Na").write_text("sodium\n")
        self.prepare(lambda name, text: text)

    def prepare(self, change):
        prepared = self.folder / "prepared"
        prepared.mkdir(exist_ok=True)
        for name, text in self.files.items():
            (prepared / name).write_text(change(name, text))
        script = self.folder / "code"
        # What such a code prints goes to standard output, other files into its folder.
        script.write_text(f'#!/bin/sh\nfor f in {prepared}/*; do case $f in *.out) cat $f ;; *) cp $f . ;; esac; done\n')
        script.chmod(script.stat().st_mode | stat.S_IXUSR)

    def label(self, *more, command=None):
        return subprocess.run([sys.executable, str(TOOLS / f"{self.name}.py"), "in.xyz", "out.xyz", "--command",
                               command or str(self.folder / "code"), *self.options, *more], cwd=self.folder, text=True,
                              capture_output=True)


def test_labels_are_those_of_the_code(code):
    done = code.label("--keep")
    assert done.returncode == 0, done.stderr
    frame = read(code.folder / "out.xyz")
    assert frame.get_chemical_symbols() == ["Na", "C", "Na"]
    assert frame.get_potential_energy() == pytest.approx(code.energy, rel=2e-7)  # ASE has the Rydberg of CODATA 2006
    np.testing.assert_allclose(frame.get_forces(), FORCES * code.force, rtol=1e-6, atol=1e-8)
    volume = 4 * 5 * 6  # printed stresses are positive under compression, as the virial is
    np.testing.assert_allclose(np.reshape(frame.info["virial"], (3, 3)), volume * STRESS * code.virial, rtol=1e-6)
    assert frame.info["config_type"] == "test"
    assert (code.folder / "out.xyz.work").is_dir()


def test_the_folder_of_the_calculation_is_removed(code):
    assert code.label().returncode == 0
    assert not (code.folder / "out.xyz.work").exists()


def expect_no_label(code, done):
    assert done.returncode == 1
    assert "in.xyz: " in done.stderr and "out.xyz.work" in done.stderr
    assert not (code.folder / "out.xyz").exists()
    assert (code.folder / "out.xyz.work").is_dir()


def test_what_was_cut_or_did_not_converge_is_no_label(code):
    converged = {"cp2k": "SCF run converged", "vasp": "EDIFF is reached", "espresso": "convergence has been achieved"}
    code.prepare(lambda name, text: text[: len(text) // 2])
    expect_no_label(code, code.label())
    code.prepare(lambda name, text: text.replace(converged[code.name], "no luck"))
    expect_no_label(code, code.label())


def test_a_command_that_fails_or_is_not_there_gives_no_label(tmp_path):
    code = Code("cp2k", tmp_path)
    for command in ("false", "/no/such/code"):
        expect_no_label(code, code.label(command=command))


def test_input_of_vasp(tmp_path):
    code = Code("vasp", tmp_path)
    assert code.label("--keep", "--k-length", "12").returncode == 0
    work = tmp_path / "out.xyz.work"
    assert (work / "POTCAR").read_text() == "carbon\nsodium\n"
    assert (work / "KPOINTS").read_text().split("\n")[2:4] == ["Gamma", "3 3 2"]
    poscar = read(work / "POSCAR", format="vasp")
    assert poscar.get_chemical_symbols() == ["C", "Na", "Na"]
    np.testing.assert_allclose(poscar.positions, [[2, 2.5, 3], [0.1, 0.2, 0.3], [3, 0.5, 1]], atol=1e-8)
    assert "ISIF = 2" in (work / "INCAR").read_text()


def test_input_of_espresso(tmp_path):
    code = Code("espresso", tmp_path)
    assert code.label("--keep", "--k-length", "12").returncode == 0
    text = (tmp_path / "out.xyz.work" / "pw.in").read_text()
    assert "@" not in text.split("\n", 1)[1]
    written = read(tmp_path / "out.xyz.work" / "pw.in", format="espresso-in")
    assert written.get_chemical_symbols() == ["Na", "C", "Na"]
    np.testing.assert_allclose(written.positions[1], [2, 2.5, 3], atol=1e-8)
    np.testing.assert_allclose(written.cell.lengths(), [4, 5, 6], atol=1e-8)
    assert "K_POINTS automatic\n3 3 2 0 0 0\n" in text


def test_a_frame_that_is_none(tmp_path):
    code = Code("cp2k", tmp_path)
    for text, words in (("no frame\n", "cannot be read"), ("1\n\nC 0 0 0\n", "has no cell")):
        (tmp_path / "in.xyz").write_text(text)
        done = code.label()
        assert done.returncode == 1 and done.stderr.startswith("in.xyz: " + words), done.stderr


def test_an_element_without_a_file_is_named(tmp_path):
    for name, option in (("vasp", "--potcar"), ("espresso", "--pseudo")):
        code = Code(name, tmp_path)
        code.options = [option, "C=POT_C"]
        done = code.label()
        assert done.returncode == 1 and f"no {option} for Na" in done.stderr


def test_k_mesh():
    folder = str(ROOT / "tools" / "dft")
    sys.path.insert(0, folder)
    try:
        import level
    finally:
        sys.path.remove(folder)
    from ase import Atoms

    sheet = Atoms("C2", positions=[[0, 0, 5], [1, 1, 5.5]], cell=[4, 6, 15], pbc=True)
    assert level.k_mesh(sheet, 25, 5.5) == (7, 5, 1)  # 15 A with 14.5 A of nothing: one division
    sheet.info["kgrid"] = "2x3x4"
    assert level.k_mesh(sheet, 25, 5.5) == (2, 3, 4)
