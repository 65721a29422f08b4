"""Start geometries for the Na-C reference set, one function per family.

Every frame is drawn from a random generator seeded by its source id, so the
whole list is reproducible:  python3 structures.py OUT.xyz SOURCE_CELLS.xyz
Without SOURCE_CELLS.xyz the families cut from its cells are left out.
"""
import sys
import zlib

import numpy as np
from ase import Atoms
from ase.build import bulk, fcc111, bcc110, bcc100
from ase.io import read, write
from ase.neighborlist import neighbor_list
from scipy.optimize import minimize

A_CC = 1.425          # C-C bond of flat graphene, Angstrom
MIN_DIST = {("C", "C"): 1.15, ("C", "Na"): 1.95, ("Na", "Na"): 2.4}


def rng_for(source):
    return np.random.default_rng(zlib.crc32(source.encode()))


# ---------------------------------------------------------------- helpers

def minimum_image(vectors, cell):
    frac = vectors @ np.linalg.inv(cell)
    frac -= np.round(frac)
    return frac @ cell


def distances_to(point, atoms):
    shift = np.array([[i, j, k] for i in (-1, 0, 1) for j in (-1, 0, 1)
                      for k in (-1, 0, 1)]) @ np.array(atoms.cell)
    d = minimum_image(atoms.positions - point, np.array(atoms.cell))
    return np.sqrt(((d[:, None, :] + shift) ** 2).sum(-1)).min(1)


def too_close(atoms, scale=1.0):
    i, j, d = neighbor_list("ijd", atoms, 2.6)
    s = np.array(atoms.get_chemical_symbols())
    for a, b, r in zip(i, j, d):
        if r < scale * MIN_DIST[tuple(sorted((s[a], s[b])))]:
            return True
    return False


def rattle(atoms, amplitude, rng, scale=1.0):
    """Gaussian displacements, shrunk until no pair is too close."""
    move = rng.normal(0.0, amplitude, atoms.positions.shape)
    for _ in range(6):
        trial = atoms.copy()
        trial.positions += move
        if not too_close(trial, scale):
            return trial
        move *= 0.7
    return None


def amplitude(rng, top):
    """Rattle size per component: mostly thermal (0.02-0.08 A), a tail up to `top`."""
    return 0.02 + (top - 0.02) * rng.random() ** 2


def strain(atoms, limit, rng, axes=(0, 1, 2)):
    """Random symmetric strain on the chosen axes, at most `limit` per entry."""
    e = np.zeros((3, 3))
    iso = rng.uniform(-limit, limit) * 0.7
    for a in axes:
        e[a, a] = iso + rng.uniform(-limit, limit) * 0.3
        for b in axes:
            if b > a:
                e[a, b] = e[b, a] = rng.uniform(-limit, limit) * 0.25
    atoms.set_cell(np.array(atoms.cell) @ (np.eye(3) + e), scale_atoms=True)
    return atoms


def add_na(atoms, count, rng, na_c=2.0, na_na=2.6, prefer=None, tries=4000,
           region=None):
    """Insert Na at void points; `prefer` ('void'|'surface') weights the pick."""
    added = 0
    for _ in range(count):
        cell = np.array(atoms.cell)
        frac = rng.random((tries // 10, 3))
        if region is not None:
            frac[:, 2] = region[0] + (region[1] - region[0]) * frac[:, 2]
        points, scores = [], []
        s = np.array(atoms.get_chemical_symbols())
        for p in frac @ cell:
            d = distances_to(p, atoms)
            dc = d[s == "C"].min() if (s == "C").any() else 9.0
            dn = d[s == "Na"].min() if (s == "Na").any() else 9.0
            if dc > na_c and dn > na_na:
                points.append(p)
                scores.append((dc, dn))
        if not points:
            break
        scores = np.array(scores)
        if prefer == "void":
            pick = np.argmax(np.minimum(scores[:, 0], 4.0) + rng.normal(0, .2, len(points)))
        elif prefer == "surface":
            pick = np.argmin(abs(scores[:, 0] - rng.uniform(2.3, 2.7)))
        elif prefer == "cluster":
            pick = np.argmin(abs(scores[:, 1] - 3.4) + abs(np.minimum(scores[:, 0], 3.0) - 2.8))
        else:
            pick = rng.integers(len(points))
        atoms += Atoms("Na", positions=[points[pick]])
        added += 1
    return added


def network_relax(atoms, bonds, steps=300, repel=True):
    """Keating-like relaxation of a three-coordinated carbon net."""
    cell = np.array(atoms.cell)
    bonds = np.array(bonds)
    x0 = atoms.positions.copy()
    triples = []
    neigh = {k: [] for k in range(len(atoms))}
    for n, (i, j) in enumerate(bonds):
        neigh[i].append((n, 1))
        neigh[j].append((n, -1))
    for k, lst in neigh.items():
        for a in range(len(lst)):
            for b in range(a + 1, len(lst)):
                triples.append((lst[a][0], lst[a][1], lst[b][0], lst[b][1]))
    triples = np.array(triples)
    d2 = A_CC ** 2

    def energy(x):
        pos = x.reshape(-1, 3)
        v = minimum_image(pos[bonds[:, 1]] - pos[bonds[:, 0]], cell)
        g = np.zeros_like(pos)
        gv = np.zeros_like(v)
        s = (v ** 2).sum(1) - d2
        e = 3.0 * (s ** 2).sum()
        gv += 12.0 * s[:, None] * v
        a = v[triples[:, 0]] * triples[:, 1:2]
        b = v[triples[:, 2]] * triples[:, 3:4]
        t = (a * b).sum(1) + 0.5 * d2
        e += 1.5 * (t ** 2).sum()
        np.add.at(gv, triples[:, 0], 3.0 * t[:, None] * b * triples[:, 1:2])
        np.add.at(gv, triples[:, 2], 3.0 * t[:, None] * a * triples[:, 3:4])
        np.add.at(g, bonds[:, 1], gv)
        np.add.at(g, bonds[:, 0], -gv)
        return e, g.ravel()

    r = minimize(energy, x0.ravel(), jac=True, method="L-BFGS-B",
                 options=dict(maxiter=steps))
    atoms.positions[:] = r.x.reshape(-1, 3)
    return atoms


def graphene(nx, ny, vacuum=None, height=None):
    """Rectangular graphene, nx cells along zigzag (2.468 A), ny along armchair."""
    ax, ay = A_CC * np.sqrt(3), 3 * A_CC
    base = np.array([[0, 0, 0], [ax / 2, A_CC / 2, 0], [ax / 2, 1.5 * A_CC, 0],
                     [0, 2 * A_CC, 0]])
    pos = np.concatenate([base + [i * ax, j * ay, 0]
                          for i in range(nx) for j in range(ny)])
    z = height if height else vacuum
    return Atoms("C%d" % len(pos), positions=pos, cell=[nx * ax, ny * ay, z], pbc=True)


def net_bonds(atoms, reach=1.65):
    i, j = neighbor_list("ij", atoms, reach)
    return [(a, b) for a, b in zip(i, j) if a < b]


def rotate_bond(atoms, bonds, rng):
    """Stone-Wales rotation of a random bond of the net; returns new bonds."""
    bonds = [tuple(sorted(b)) for b in bonds]
    a, b = bonds[rng.integers(len(bonds))]
    na = [x if y == a else y for x, y in bonds if a in (x, y) and b not in (x, y)]
    nb = [x if y == b else y for x, y in bonds if b in (x, y) and a not in (x, y)]
    if len(na) < 2 or len(nb) < 2 or set(na) & set(nb):
        return bonds
    cell = np.array(atoms.cell)
    mid = atoms.positions[a] + 0.5 * minimum_image(atoms.positions[b] - atoms.positions[a], cell)
    axis = minimum_image(atoms.positions[b] - atoms.positions[a], cell)
    turned = np.array([-axis[1], axis[0], axis[2]]) * 0.5
    # a keeps one neighbour and takes over the b-neighbour lying on its new side
    side = lambda k: np.dot(minimum_image(atoms.positions[k] - mid, cell), turned)
    atoms.positions[a], atoms.positions[b] = mid + turned, mid - turned
    four = sorted(na + nb, key=side, reverse=True)
    out = [x for x in bonds if a not in x and b not in x]
    out.append(tuple(sorted((a, b))))
    out += [tuple(sorted((a, k))) for k in four[:2]] + [tuple(sorted((b, k))) for k in four[2:]]
    return out


def ripple(atoms, amplitude, rng):
    frac = atoms.get_scaled_positions()
    phase = rng.uniform(0, 2 * np.pi, 2)
    w = amplitude * (np.sin(2 * np.pi * frac[:, 0] + phase[0])
                     + rng.uniform(0, .7) * np.sin(2 * np.pi * frac[:, 1] + phase[1]))
    atoms.positions[:, 2] += w
    lx = atoms.cell.lengths()[0]
    shrink = 1 - (np.pi * amplitude / lx) ** 2
    cell = np.array(atoms.cell)
    cell[0] *= max(shrink, 0.9)
    atoms.set_cell(cell, scale_atoms=True)
    return atoms


# ---------------------------------------------------------------- families

def sheet(source, kind=None, nx=3, ny=2, na=2, top=0.16):
    """(a) Na on flat, rippled and defective graphene."""
    rng = rng_for(source)
    atoms = graphene(nx, ny, height=rng.uniform(13.0, 16.0))
    bonds = net_bonds(atoms)
    if kind == "vacancy":
        drop = [int(rng.integers(len(atoms)))]
        del atoms[drop]
    elif kind == "divacancy":
        a, b = bonds[rng.integers(len(bonds))]
        na_ = [x if y == a else y for x, y in bonds if a in (x, y) and b not in (x, y)]
        nb_ = [x if y == b else y for x, y in bonds if b in (x, y) and a not in (x, y)]
        keep = [k for k in range(len(atoms)) if k not in (a, b)]
        new = {k: n for n, k in enumerate(keep)}
        bonds = [(new[x], new[y]) for x, y in bonds if x in new and y in new]
        bonds += [(new[na_[0]], new[na_[1]]), (new[nb_[0]], new[nb_[1]])]
        atoms = atoms[keep]
        network_relax(atoms, bonds)
    elif kind in ("stone-wales", "ring57"):
        for _ in range(1 if kind == "stone-wales" else 3):
            bonds = rotate_bond(atoms, bonds, rng)
            atoms.positions[:, 2] += rng.normal(0, 0.05, len(atoms))
            network_relax(atoms, bonds)
    if kind == "rippled":
        ripple(atoms, rng.uniform(0.25, 0.9), rng)
    strain(atoms, 0.03 if rng.random() < .7 else 0.08, rng, axes=(0, 1))
    sheet_atoms = atoms.copy()
    height = rng.choice([2.1, 2.3, 2.5, 2.7, 3.1, 3.8, 4.8], size=na)
    for n in range(na):
        below = n % 4 == 3
        for _ in range(300):
            p = rng.random() * atoms.cell[0] + rng.random() * atoms.cell[1]
            near = sheet_atoms.positions
            dxy = minimum_image(near - p, np.array(atoms.cell))[:, :2]
            r = np.sqrt((dxy ** 2).sum(1))
            local = near[r < 2.2, 2]
            if not len(local):
                local = near[:, 2]
            p = np.array([p[0], p[1], (local.min() - height[n]) if below
                          else (local.max() + height[n])])
            d = distances_to(p, atoms)
            s = np.array(atoms.get_chemical_symbols())
            if d[s == "C"].min() > 2.05 and (not (s == "Na").any() or d[s == "Na"].min() > 2.6):
                atoms += Atoms("Na", positions=[p])
                break
    atoms.positions[:, 2] += 0.35 * atoms.cell[2, 2]
    atoms.wrap()
    return rattle(atoms, amplitude(rng, top), rng)


def layers(source, stacking="AB", nx=2, ny=2, na=3, d1=4.5, d2=3.4,
           top=0.18):
    """(b) two layers, one or two open galleries, Na in the first (and second)."""
    rng = rng_for(source)
    one = graphene(nx, ny, height=d1 + d2)
    two = one.copy()
    shift = [0, A_CC, 0] if stacking == "AB" else [0, 0, 0]
    if stacking == "slip":
        shift = rng.random() * one.cell[0] + rng.random() * one.cell[1]
    two.positions += np.array(shift) + [0, 0, d1]
    atoms = one + two
    n1 = na if d2 < 4 else int(np.ceil(na / 2))
    levels = ([0.5] if d1 < 6.0 else [0.36, 0.64])
    placed = 0
    for gallery, number, base, width in ((0, n1, 0.0, d1), (1, na - n1, d1, d2)):
        for n in range(number):
            frac = levels[n % len(levels)] if gallery == 0 else 0.5
            for _ in range(300):
                p = rng.random() * atoms.cell[0] + rng.random() * atoms.cell[1]
                p = p + np.array([0, 0, base + width * frac])
                p[2] += rng.normal(0, 0.1)
                d = distances_to(p, atoms)
                s = np.array(atoms.get_chemical_symbols())
                if d[s == "C"].min() > min(2.0, 0.5 * width + .25) and (
                        not (s == "Na").any() or d[s == "Na"].min() > 2.7):
                    atoms += Atoms("Na", positions=[p])
                    placed += 1
                    break
    if rng.random() < .25:
        s = np.array(atoms.get_chemical_symbols())
        del atoms[[int(rng.choice(np.where(s == "C")[0]))]]
    strain(atoms, 0.025 if rng.random() < .7 else 0.07, rng, axes=(0, 1))
    atoms.wrap()
    return rattle(atoms, amplitude(rng, top), rng, scale=0.95)


def ribbon(source, edge="zigzag", width=2, length=3, na=2, top=0.18):
    """(c) bare ribbons in vacuum with Na at and above the edges."""
    rng = rng_for(source)
    if edge == "zigzag":
        atoms = graphene(length, width, height=11.0)
        periodic, across = 0, 1
    else:
        atoms = graphene(width, length, height=11.0)
        periodic, across = 1, 0
    cell = np.array(atoms.cell)
    cell[across, across] += rng.uniform(6.5, 8.0) - (0 if edge == "zigzag" else 0)
    atoms.set_cell(cell)
    atoms.positions[:, across] += 3.4
    atoms.positions[:, 2] += 5.5
    if rng.random() < .3:
        del atoms[[int(rng.integers(len(atoms)))]]
    if rng.random() < .35:
        x = atoms.positions[:, across]
        atoms.positions[:, 2] += rng.uniform(.3, 1.0) * np.sin(
            np.pi * (x - x.min()) / np.ptp(x)) * (1 if rng.random() < .5 else -1)
    lo, hi = atoms.positions[:, across].min(), atoms.positions[:, across].max()
    for n in range(na):
        for _ in range(500):
            p = atoms.positions[rng.integers(len(atoms))].copy()
            p[periodic] = rng.random() * cell[periodic, periodic]
            if n % 3 < 2:
                side = rng.random() < .5
                p[across] = (hi + rng.uniform(0.6, 3.2)) if side else (lo - rng.uniform(0.6, 3.2))
                p[2] = 5.5 + rng.normal(0, 0.9)
            else:
                p[across] = rng.uniform(lo - .5, hi + .5)
                p[2] = 5.5 + rng.choice([-1, 1]) * rng.uniform(2.2, 3.0)
            d = distances_to(p, atoms)
            s = np.array(atoms.get_chemical_symbols())
            if 2.05 < d[s == "C"].min() < 3.3 and (
                    not (s == "Na").any() or d[s == "Na"].min() > 2.7):
                atoms += Atoms("Na", positions=[p])
                break
    strain(atoms, 0.03, rng, axes=(periodic,))
    atoms.wrap()
    return rattle(atoms, amplitude(rng, top), rng)


def disordered(source, cells, natoms=48, density=(1.0, 2.25), na=4, prefer="void",
               carve=0, top=0.1, expand=None):
    """(d) disordered carbon with Na in its voids.

    carve > 0 removes that many atoms around the largest void (a pore wall).
    """
    rng = rng_for(source)
    pool = [a for a in cells if len(a) == natoms and
            density[0] <= 12.011 * 1.66054 * len(a) / a.get_volume() <= density[1]]
    ref = pool[rng.integers(len(pool))]
    atoms = Atoms(ref.get_chemical_symbols(), positions=ref.positions, cell=ref.cell, pbc=True)
    parent = ref.info["index"]
    if expand:
        atoms.set_cell(np.array(atoms.cell) * expand, scale_atoms=True)
    if carve:
        points = rng.random((300, 3)) @ np.array(atoms.cell)
        best = max(points, key=lambda p: distances_to(p, atoms).min())
        order = np.argsort(distances_to(best, atoms))
        del atoms[order[:carve]]
        i, j = neighbor_list("ij", atoms, 1.9)
        lonely = [k for k in range(len(atoms)) if k not in set(i)]
        del atoms[lonely]
    strain(atoms, 0.04, rng)
    atoms = rattle(atoms, amplitude(rng, top), rng, scale=0.97)
    if atoms is None:
        return None
    add_na(atoms, na, rng, prefer=prefer)
    atoms.info["parent"] = parent
    atoms.wrap()
    return atoms


def metal(source, kind="bcc", repeat=2, size=0.1, scale=None):
    """(e) metallic Na: crystals, melts, slabs, clusters."""
    rng = rng_for(source)
    f = 1 + (rng.uniform(-0.08, 0.08) if scale is None else scale)
    if kind == "bcc":
        atoms = bulk("Na", "bcc", a=4.20 * f, cubic=True) * repeat
    elif kind == "fcc":
        atoms = bulk("Na", "fcc", a=5.29 * f, cubic=True) * repeat
    elif kind == "hcp":
        atoms = bulk("Na", "hcp", a=3.74 * f, c=6.10 * f) * repeat
    elif kind == "melt":
        n = repeat
        side = (n * 39.0) ** (1 / 3) * f
        atoms = Atoms("Na", positions=[rng.random(3) * side], cell=[side] * 3, pbc=True)
        pos = rng.random((n, 3)) * side
        for _ in range(400):                     # soft-sphere packing
            d = minimum_image(pos[:, None] - pos[None], np.eye(3) * side)
            r = np.sqrt((d ** 2).sum(-1)) + np.eye(n) * 99
            push = np.clip(3.4 - r, 0, None)
            if push.max() < 0.5:
                break
            pos += 0.25 * ((push / r)[..., None] * d).sum(1)
        atoms = Atoms("Na%d" % n, positions=pos, cell=[side] * 3, pbc=True)
        atoms.wrap()
    elif kind == "bcc110":
        atoms = bcc110("Na", (2, 2, repeat), a=4.20 * f, vacuum=6.0, orthogonal=True)
    elif kind == "bcc100":
        atoms = bcc100("Na", (2, 2, repeat), a=4.20 * f, vacuum=6.0)
    elif kind == "fcc111":
        atoms = fcc111("Na", (2, 2, repeat), a=5.29 * f, vacuum=6.0, orthogonal=True)
    elif kind == "cluster":
        pos = [np.zeros(3)]
        while len(pos) < repeat:
            v = rng.normal(size=3)
            p = pos[rng.integers(len(pos))] + v / np.linalg.norm(v) * rng.uniform(2.9, 3.8)
            d = np.linalg.norm(np.array(pos) - p, axis=1)
            if d.min() > 2.75 and np.sort(d)[:3].mean() < 4.6:
                pos.append(p)
        pos = np.array(pos)
        box = np.ptp(pos, axis=0) + 9.0
        atoms = Atoms("Na%d" % repeat, positions=pos - pos.min(0) + 4.5, cell=box)
    atoms.pbc = True
    if kind in ("bcc", "fcc", "hcp"):
        strain(atoms, 0.03, rng)
    return rattle(atoms, size, rng, scale=0.95)


def dimer(source, pair="CC", r=1.2):
    """(f) pair repulsion and binding."""
    a, b = {"CC": ("C", "C"), "CNa": ("C", "Na"), "NaNa": ("Na", "Na")}[pair]
    u = np.array([0.6, 0.48, 0.64])
    return Atoms([a, b], positions=[[4.5] * 3, np.full(3, 4.5) + r * u],
                 cell=np.full(3, 9.0) + r * u, pbc=True)


def curve(source, what="na-hollow", x=2.3):
    """(g) unrattled reference curves: Na height, layer spacing, Na lattice."""
    if what in ("na-hollow", "na-top"):
        atoms = graphene(3, 2, height=16.0)
        site = atoms.positions[0] + ([A_CC * np.sqrt(3) / 2, -0.5 * A_CC, 0]
                                     if what == "na-hollow" else [0, 0, 0])
        atoms += Atoms("Na", positions=[site + [0, 0, x]])
        atoms.positions[:, 2] += 5.0
    elif what in ("AB", "AA"):
        atoms = graphene(2, 1, height=2 * x)
        two = atoms.copy()
        two.positions += [0, A_CC if what == "AB" else 0, x]
        atoms += two
    elif what == "gallery":                  # one Na between AA layers
        atoms = graphene(3, 2, height=x)
        atoms += Atoms("Na", positions=[atoms.positions[0] + [A_CC * np.sqrt(3) / 2,
                                                              -0.5 * A_CC, 0.5 * x]])
    elif what == "bcc":
        atoms = bulk("Na", "bcc", a=x, cubic=True) * 2
    atoms.wrap()
    # one k mesh along a curve, so that it stays smooth
    atoms.info["kgrid"] = {"AB": "4x4x3", "AA": "4x4x3", "gallery": "3x2x4",
                           "bcc": "3x3x3"}.get(what, "3x2x1")
    return atoms


def crystal(source, kind="diamond", scale=0.0, size=0.0, shear=0.0):
    """(h) diamond and AB graphite: strain curves and rattled cells."""
    rng = rng_for(source)
    if kind == "diamond":
        atoms = bulk("C", "diamond", a=3.57 * (1 + scale), cubic=True)
    else:                                    # only the layers are strained
        atoms = graphene(2, 1, height=6.70)
        two = atoms.copy()
        two.positions += [0, A_CC, 3.35]
        atoms += two
        atoms.set_cell(np.array(atoms.cell) * [[1 + scale], [1 + scale], [1.0]],
                       scale_atoms=True)
    if shear:
        strain(atoms, shear, rng)
    atoms.wrap()
    if size:
        atoms = rattle(atoms, size, rng)
    atoms.info["kgrid"] = {"diamond": "5x5x5", "graphite": "4x4x3"}[kind]
    return atoms


# ---------------------------------------------------------------- frame list

def frame_list():
    """(source, family, function, arguments), already in a family-mixing order."""
    fam = {"dis": [], "lay": [], "she": [], "rib": [], "met": [], "dim": [], "cur": []}

    def add(key, family, func, **kw):
        source = "%s-%03d" % (family, len([1 for x in fam[key] if x[1] == family]))
        fam[key].append((source, family, func, kw))

    # (d) disordered carbon, with and without Na; temperatures via the rattle
    # atoms in the parent cell, Na, atoms carved away, largest rattle, expansion
    dis = [(27, 0, 0, .05, None), (36, 3, 0, .10, None), (64, 6, 36, .10, None),
           (27, 3, 0, .08, 1.06), (36, 0, 8, .15, None), (27, 2, 0, .06, 1.09),
           (64, 0, 34, .14, None), (48, 4, 20, .10, None), (27, 0, 0, .25, 1.06),
           (64, 8, 38, .12, None), (36, 3, 10, .15, 1.03), (27, 0, 4, .20, None)]
    for n in range(9 * len(dis)):
        natoms, na, carve, amp, expand = dis[n % len(dis)]
        na = 0 if na == 0 else max(1, na + (n // len(dis)) % 4 - 1)
        dens = (1.0, 1.7) if natoms == 64 and n % 3 else (1.0, 2.25)
        add("dis", "disordered-na" if na else "disordered", disordered, natoms=natoms,
            na=na, carve=carve, top=amp, expand=expand, density=dens,
            prefer=("void", "cluster", None, "surface")[(n // 3) % 4])
    # (b) layers
    spacing = [4.6, 3.4, 5.4, 7.0, 3.8, 6.4, 4.2, 5.0]
    nas = [3, 0, 4, 7, 1, 6, 2, 5, 2, 8, 1, 4]
    stack = ["AA", "AB", "AB", "AA", "slip"]
    for n in range(56):
        d1 = spacing[n % 8]
        na = nas[n % 12] if d1 > 3.5 else (n % 3) // 2
        if d1 < 6 and na > 4:
            na -= 3
        nx, ny = [(2, 2), (2, 1), (3, 1), (2, 1), (3, 1)][n % 5] if n % 10 != 5 else (3, 1)
        add("lay", "layers", layers, stacking=stack[(n + n // 5) % 5], d1=d1,
            d2=(3.4, 3.4, 4.4, 3.7)[n % 4], na=na, nx=nx, ny=ny, top=0.08 if n >= 14 and n % 3 else 0.18)
    small = [f for f in fam["lay"] if f[3]["nx"] * f[3]["ny"] == 2]
    large = [f for f in fam["lay"] if f not in small]
    fam["lay"] = []                          # two cheap cells, then a larger one
    while small or large:
        fam["lay"] += small[:2] + large[:1]
        small, large = small[2:], large[1:]
    # (a) sheets
    kinds = [None, "vacancy", "rippled", "stone-wales", "divacancy", "ring57"]
    for n in range(48):
        add("she", "sheet", sheet, kind=kinds[n % 6], nx=4 if n % 8 == 3 else 3,
            ny=2, na=(1, 2, 3, 0, 4, 2, 6, 1, 5, 3)[n % 10],
            top=0.08 if n >= 6 and n % 3 else 0.16)
    # (c) ribbons
    for n in range(48):
        width, length = ((2, 3), (3, 2), (3, 2), (4, 1))[n % 4]
        add("rib", "edge", ribbon, edge=("zigzag", "armchair")[n % 2], width=width,
            length=length, na=(2, 0, 1, 4, 3, 2, 1)[n % 7],
            top=0.08 if n >= 5 and n % 3 else 0.18)
    # (e) metallic Na
    met = [("bcc", 2, .05), ("cluster", 4, .1), ("fcc", 2, .12), ("melt", 16, .15),
           ("hcp", 2, .08), ("bcc110", 4, .10), ("cluster", 8, .1), ("bcc", 2, .25),
           ("melt", 20, .2), ("cluster", 3, .1), ("fcc111", 4, .1), ("bcc", 2, .15),
           ("melt", 24, .1), ("cluster", 6, .15), ("bcc100", 4, .12), ("cluster", 2, .1),
           ("fcc", 2, .2), ("melt", 16, .25), ("cluster", 5, .1), ("cluster", 7, .15)]
    for n in range(40):
        kind, rep, amp = met[n % len(met)]
        add("met", "na-cluster" if kind == "cluster" else "na-metal", metal,
            kind=kind, repeat=rep, size=amp)
    # (f) pairs
    for k in range(6):
        for pair, rs in (("CC", (1.25, 0.95, 1.5, 1.1, 1.9, 2.4)),
                         ("CNa", (2.2, 1.5, 1.8, 2.6, 3.2, 2.0)),
                         ("NaNa", (3.1, 2.0, 2.5, 3.6, 4.4, 2.8))):
            add("dim", "dimer", dimer, pair=pair, r=rs[k])

    # (g) curves
    values = {"na-hollow": (2.3, 2.0, 2.7, 3.3, 4.5, 6.5), "bcc": (4.15, 4.0, 4.3, 3.85, 4.5),
              "AB": (3.4, 3.1, 3.8, 4.6, 6.0), "gallery": (4.6, 3.8, 5.6, 6.8, 4.2)}
    for k in range(6):
        for what in values:
            if k < len(values[what]):
                add("cur", "curve", curve, what=what, x=values[what][k])

    # (h) crystals, before the others
    crystals = []
    for kind, scale, size, shear in (
            ("diamond", 0.0, 0.0, 0.0), ("graphite", 0.0, 0.0, 0.0),
            ("diamond", 0.03, 0.0, 0.0), ("graphite", -0.02, 0.0, 0.0),
            ("diamond", -0.03, 0.0, 0.0), ("graphite", 0.02, 0.0, 0.0),
            ("diamond", 0.0, 0.05, 0.03), ("graphite", 0.0, 0.05, 0.02),
            ("diamond", 0.0, 0.10, 0.03), ("graphite", 0.0, 0.03, 0.02),
            ("diamond", 0.07, 0.15, 0.03), ("diamond", 0.0, 0.03, 0.03)):
        crystals.append(("crystal-%03d" % len(crystals), "crystal", crystal,
                         dict(kind=kind, scale=scale, size=size, shear=shear)))

    # one cycle: 5 disordered, 3 layers, 2 sheets, 2 ribbons, 2 metal, 1 pair, 2 curve
    share = {"dis": 5, "lay": 3, "she": 2, "rib": 2, "met": 2, "dim": 1, "cur": 2}
    order = ["dis", "lay", "met", "dis", "she", "rib", "dis", "lay", "dim",
             "cur", "dis", "met", "she", "lay", "dis", "cur", "rib"]
    assert all(order.count(k) == v for k, v in share.items())
    frames, used = crystals, {k: 0 for k in fam}
    while any(used[k] < len(fam[k]) for k in fam):
        for k in order:
            if used[k] < len(fam[k]):
                frames.append(fam[k][used[k]])
                used[k] += 1
    return frames


def build(cells):
    made = []
    for number, (source, family, func, kw) in enumerate(frame_list()):
        if func is disordered:
            if not cells:
                continue
            kw = dict(kw, cells=cells)
        try:
            atoms = func(source, **kw)
        except (ValueError, IndexError) as problem:
            print("skipped", source, problem)
            continue
        if atoms is None or (func is not dimer and too_close(atoms, 0.9)):
            print("skipped", source, "too close")
            continue
        keep = {k: atoms.info[k] for k in ("parent", "kgrid") if k in atoms.info}
        atoms.info = dict(config_type=family, source=source, **keep)
        made.append(atoms)
    # long thin disordered cells need two to three times the SCF steps: last
    made.sort(key=lambda a: a.info["config_type"].startswith("disordered")
              and a.cell.lengths().max() > 18)
    return made


if __name__ == "__main__":
    out = sys.argv[1]
    cells = read(sys.argv[2], ":") if len(sys.argv) > 2 else []
    for k, a in enumerate(cells):
        a.info = dict(index=k)
    frames = build(cells)
    write(out, frames, format="extxyz")
    print(len(frames), "frames")
