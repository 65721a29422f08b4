"""What a Na-C potential says about things that are known: lattices, binding between layers, sodium on graphene.

  python3 try_potential.py nep.txt FRAMES.xyz OUT_DIR [--nacre build/cpu-release/nacre]

FRAMES.xyz: labelled frames with the sources curve-* and crystal-* (input/data/nac-dft). The same curves are read
from the labels, so that the potential is compared with its own reference and not with another level of theory.
Writes report.yaml and curves.svg (matplotlib). Needs python3-ase, python3-matplotlib.
"""
import argparse
import os
import re
import subprocess

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.io import read, write

A_CC = 1.425  # bond of the sheets in the curve frames, A


def graphene(height, bond=A_CC, nx=2, ny=1):
    ax, ay = bond * np.sqrt(3), 3 * bond
    base = np.array([[0, 0, 0], [ax / 2, bond / 2, 0], [ax / 2, 1.5 * bond, 0], [0, 2 * bond, 0]])
    pos = np.concatenate([base + [i * ax, j * ay, 0] for i in range(nx) for j in range(ny)])
    return Atoms("C%d" % len(pos), positions=pos, cell=[nx * ax, ny * ay, height], pbc=True)


def graphite(spacing, bond=A_CC):
    """Two AB layers."""
    one = graphene(2 * spacing, bond)
    two = one.copy()
    two.positions += [0, bond, spacing]
    return one + two


def sodium_on_sheet(height, site):
    atoms = graphene(16.0, nx=3, ny=2)
    place = atoms.positions[0] + ([A_CC * np.sqrt(3) / 2, -0.5 * A_CC, 0] if site == "hollow" else [0, 0, 0])
    return atoms + Atoms("Na", positions=[place + [0, 0, height]])


def gallery(spacing):
    atoms = graphene(spacing, nx=3, ny=2)
    return atoms + Atoms("Na", positions=[atoms.positions[0] + [A_CC * np.sqrt(3) / 2, -0.5 * A_CC, 0.5 * spacing]])


class Potential:
    def __init__(self, nacre, path, scratch):
        self.nacre, self.path, self.scratch = nacre, path, scratch

    def energies(self, frames):
        """eV, of every frame."""
        source, result = (os.path.join(self.scratch, n) for n in ("in.xyz", "out.xyz"))
        for f in frames:
            f.calc, f.info = None, {}
        write(source, frames, format="extxyz")
        subprocess.run([self.nacre, "predict", self.path, source, "--output", result, "--quiet"], check=True)
        return np.array([float(re.search(r"[ ^]energy=(\S+)", " " + line).group(1))
                         for line in open(result) if "Lattice=" in line])


def minimum(x, e):
    """Place and value of the minimum of a cubic through the points around the lowest one."""
    k = min(max(int(np.argmin(e)), 2), len(x) - 3)
    c = np.polyfit(x[k - 2:k + 3], e[k - 2:k + 3], 3)
    fine = np.linspace(x[k - 2], x[k + 2], 4001)
    values = np.polyval(c, fine)
    return float(fine[values.argmin()]), float(values.min())


def scans(potential):
    """{curve: (x, eV an atom or eV a sodium atom)}"""
    def scan(make, x, per):
        e = potential.energies([make(v) for v in x])
        return np.array(x), e, per

    x = {"diamond": np.arange(3.40, 3.76, 0.02), "layer": np.arange(1.36, 1.50, 0.01),
         "AB": np.arange(2.9, 6.05, 0.1), "bcc": np.arange(3.8, 4.61, 0.05),
         "na-hollow": np.arange(1.8, 6.6, 0.1), "na-top": np.arange(1.8, 6.6, 0.1), "gallery": np.arange(3.6, 7.0, 0.1)}
    out = {"diamond": scan(lambda a: bulk("C", "diamond", a=a, cubic=True), x["diamond"], 8),
           "layer": scan(lambda b: graphite(3.35, b), x["layer"], 16),
           "AB": scan(graphite, x["AB"], 16),
           "bcc": scan(lambda a: bulk("Na", "bcc", a=a, cubic=True), x["bcc"], 2),
           "na-hollow": scan(lambda h: sodium_on_sheet(h, "hollow"), x["na-hollow"], 1),
           "na-top": scan(lambda h: sodium_on_sheet(h, "top"), x["na-top"], 1),
           "gallery": scan(gallery, x["gallery"], 1)}
    return {k: (v[0], v[1] / v[2]) for k, v in out.items()}


def labels(path):
    """The same curves from the labelled frames: {curve: (x, e)}"""
    points = {}
    for a in read(path, ":"):
        source, n = a.info.get("source", ""), len(a)
        if not source.startswith(("curve-", "crystal-")):
            continue
        e, symbols, cell = a.get_potential_energy(), a.get_chemical_symbols(), a.cell.lengths()
        sodium = symbols.count("Na")
        carbon = a.positions[[k for k in range(n) if symbols[k] == "C"]]
        key = None
        if sodium == n and n == 16 and np.ptp(a.cell.angles()) < 1e-6:
            key, x, per = "bcc", cell[0] / 2, n
        elif sodium == 0 and n == 8 and np.ptp(cell) < 1e-6 and a.get_forces().ptp() < 1e-3:
            key, x, per = "diamond", cell[0], n
        elif sodium == 0 and n == 16 and source.startswith("curve"):
            key, x, per = "AB", cell[2] / 2, n
        elif sodium == 0 and n == 16 and a.get_forces().ptp() < 0.1:
            key, x, per = "layer", cell[1] / 3, n
        elif sodium == 1 and source.startswith("curve"):
            p = a.positions[symbols.index("Na")]
            if cell[2] < 10:
                key, x, per = "gallery", cell[2], 1
            else:
                near = np.linalg.norm((carbon - p)[:, :2], axis=1).min()
                key, x, per = "na-top" if near < 0.1 else "na-hollow", p[2] - carbon[:, 2].mean(), 1
        if key:
            points.setdefault(key, []).append((float(x), e / per))
    return {k: tuple(np.array(sorted(v)).T) for k, v in points.items()}


def report(model, dft):
    def binding(curves, key):
        x, e = curves[key]
        return 1e3 * (e[-1] - (minimum(x, e)[1] if len(x) > 6 else e.min()))

    rows = {"diamond_a_A": minimum(*model["diamond"])[0],
            "graphite_a_A": float(np.sqrt(3) * minimum(*model["layer"])[0]),
            "graphite_spacing_A": minimum(*model["AB"])[0],
            "interlayer_binding_to_6A_meV_per_atom": binding(model, "AB"),
            "bcc_sodium_a_A": minimum(*model["bcc"])[0],
            "na_over_hollow_height_A": minimum(*model["na-hollow"])[0],
            "diamond_less_graphite_meV_per_atom": 1e3 * (minimum(*model["diamond"])[1] - minimum(*model["AB"])[1])}
    reference = {"interlayer_binding_to_6A_meV_per_atom": binding(dft, "AB")}
    for key, name, factor in (("diamond", "diamond_a_A", 1), ("layer", "graphite_a_A", np.sqrt(3)),
                              ("bcc", "bcc_sodium_a_A", 1), ("AB", "graphite_spacing_A", 1)):
        x, e = dft[key]
        if len(x) >= 3:                       # a parabola through the three lowest points, in 1/x
            k = min(max(int(e.argmin()), 1), len(x) - 2)
            c = np.polyfit(1 / x[k - 1:k + 2], e[k - 1:k + 2], 2)
            reference[name] = float(factor / (-c[1] / (2 * c[0])))
    if "diamond" in dft:
        reference["diamond_less_graphite_meV_per_atom"] = 1e3 * (dft["diamond"][1].min() - dft["AB"][1].min())
    return rows, reference


def errors(potential, frames):
    """Differences of labelled curves to the potential's, each curve shifted to its own mean, meV."""
    families = {}
    for a in read(frames, ":"):
        if a.info.get("source", "").startswith("curve"):
            families.setdefault((a.get_chemical_formula(), len(a)), []).append(a)
    rows = {}
    for (formula, n), group in families.items():
        e = np.array([a.get_potential_energy() for a in group])
        d = potential.energies(group) - e
        if len(group) > 1:
            rows[formula] = float(1e3 * np.sqrt(np.mean((d - d.mean()) ** 2)) / n)
    return rows


def draw(model, dft, path):
    import matplotlib
    matplotlib.use("svg")
    import matplotlib.pyplot as plt
    titles = {"AB": "graphite AB, spacing", "layer": "graphite, bond in the layers", "bcc": "bcc Na, lattice constant",
              "diamond": "diamond, lattice constant", "na-hollow": "Na over a hexagon, height",
              "gallery": "Na between AA layers, spacing"}
    fig, axes = plt.subplots(2, 3, figsize=(11, 6))
    for ax, (key, title) in zip(axes.flat, titles.items()):
        x, e = model[key]
        per = "Na" if key in ("na-hollow", "gallery") else "atom"
        if key in dft:
            xd, ed = dft[key]
            k = ed.argmin()
            shift = np.interp(xd[k], x, e)
            ax.plot(xd, ed - ed[k], "o", color="#c03030", label="PBE-D3")
            e = e - shift
        else:
            e = e - e.min()
        ax.plot(x, e, color="#205080", label="NEP")
        ax.set(title=title + " (Å)", ylabel="eV/" + per)
        ax.grid(alpha=.3)
        top = max(ed.max() - ed.min(), 0.02) if key in dft else 1
        ax.set_ylim(-0.25 * top, 1.6 * top)
    axes.flat[0].legend()
    fig.tight_layout()
    fig.savefig(path)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("potential")
    p.add_argument("frames")
    p.add_argument("out")
    p.add_argument("--nacre", default="build/cpu-release/nacre")
    args = p.parse_args()
    os.makedirs(args.out, exist_ok=True)
    potential = Potential(args.nacre, args.potential, args.out)
    model, dft = scans(potential), labels(args.frames)
    rows, reference = report(model, dft)
    with open(os.path.join(args.out, "report.yaml"), "w") as f:
        f.write("# NEP; PBE-D3 from the labelled curves where there are points enough\n")
        for key, value in rows.items():
            f.write("%s: {nep: %.4g, dft: %s}\n" % (key, value, "%.4g" % reference[key] if key in reference else "none"))
        f.write("curve_errors_meV_per_atom:\n")
        for key, value in errors(potential, args.frames).items():
            f.write("  %s: %.2f\n" % (key, value))
    print(open(os.path.join(args.out, "report.yaml")).read(), end="")
    draw(model, dft, os.path.join(args.out, "curves.svg"))


if __name__ == "__main__":
    main()
