"""Analyses of structures: docs/analysis.md says what each means and where it is valid.

    >>> g = nacre.analyze.rdf(nacre.read("dump.xyz", ":"), r_max=8)
    >>> g.to_pandas(); g.plot()

frames: a structure or many (nacre.Structure, ase.Atoms). cutoff: bonds, one number (A) where there is one element, or
{"C-C": 1.85, ...}. Results are dataclasses of numpy arrays with to_pandas() and plot(ax).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Mapping, Sequence, Union

import numpy as np

from . import _nacre

if TYPE_CHECKING:
    import matplotlib.axes
    import pandas

Cutoff = Union[float, Mapping[str, float]]


def _bonds(frames: Any, cutoff: Cutoff) -> list[tuple[str, str, float]]:
    if isinstance(cutoff, Mapping):
        return [(*pair.split("-"), float(value)) for pair, value in cutoff.items()]
    first = frames if hasattr(frames, "positions") else frames[0]
    elements = sorted(set(first.symbols))
    if len(elements) != 1:
        raise ValueError(f"a bare cutoff is for one element; here are {', '.join(elements)}: cutoff={{'A-B': value, ...}}")
    return [(elements[0], elements[0], float(cutoff))]


def _frames(frames: Any) -> Any:
    return frames if hasattr(frames, "positions") or isinstance(frames, list) else list(frames)


def _axes(ax: matplotlib.axes.Axes | None) -> matplotlib.axes.Axes:
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots()[1]


class _Scalars:
    """Results that are single numbers."""

    def to_pandas(self) -> pandas.Series:
        """The numbers as a Series."""
        import pandas

        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return pandas.Series({k: v for k, v in values.items() if np.isscalar(v)})


def _table(columns: dict[str, Any], units: dict[str, str]) -> pandas.DataFrame:
    import pandas

    frame = pandas.DataFrame(columns)
    frame.attrs["units"] = units
    return frame


@dataclass
class RdfCurve:
    first: str  #: element; "" for all
    second: str
    g: np.ndarray  #: (bins,)
    error: np.ndarray  #: (bins,) standard error
    coordination: np.ndarray  #: (bins,) of `first` by `second`, up to the bin's upper edge

    @property
    def name(self) -> str:
        return f"{self.first}-{self.second}" if self.first else "all"


@dataclass
class Rdf:
    r: np.ndarray  #: (bins,) A, middles
    total: RdfCurve
    pairs: list[RdfCurve]  #: every ordered pair of elements
    frames: int

    def to_pandas(self) -> pandas.DataFrame:
        columns = {"r": self.r, "all": self.total.g}
        columns.update({c.name: c.g for c in self.pairs})
        return _table(columns, {"r": "A"})

    def plot(self, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        ax = _axes(ax)
        for curve in self.pairs if len(self.pairs) > 1 else [self.total]:
            ax.plot(self.r, curve.g, label=curve.name)
        ax.set(xlabel="r (A)", ylabel="g(r)")
        ax.legend()
        return ax


def rdf(frames, *, r_max: float = 10.0, bins: int = 500, blocks: int = 5) -> Rdf:
    """Radial distribution functions. r_max: A, may exceed half the cell. blocks: of frames, for the errors."""
    d = _nacre.rdf(_frames(frames), r_max, bins, blocks)
    return Rdf(d["r"], RdfCurve(**d["total"]), [RdfCurve(**c) for c in d["pairs"]], d["frames"])


@dataclass
class AdfCurve:
    name: str  #: first-centre-second
    density: np.ndarray  #: (bins,) 1/degree; its integral is 1
    angles: int
    mean: float  #: degrees
    deviation: float


@dataclass
class Adf:
    angle: np.ndarray  #: (bins,) degrees, middles
    total: AdfCurve
    kinds: list[AdfCurve]
    frames: int

    def to_pandas(self) -> pandas.DataFrame:
        columns = {"angle": self.angle, "all": self.total.density}
        columns.update({c.name: c.density for c in self.kinds})
        return _table(columns, {"angle": "degree"})

    def plot(self, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        ax = _axes(ax)
        ax.plot(self.angle, self.total.density)
        ax.set(xlabel="angle (degree)", ylabel="density (1/degree)")
        return ax


def adf(frames, *, cutoff: Cutoff, bins: int = 180) -> Adf:
    """Angles between bonds."""
    d = _nacre.adf(_frames(frames), _bonds(frames, cutoff), bins)
    return Adf(d["angle"], AdfCurve(**d["total"]), [AdfCurve(**c) for c in d["kinds"]], d["frames"])


@dataclass
class Coordination:
    counts: np.ndarray  #: (z,) atoms with z neighbours, all frames together
    atoms: int
    mean: float

    def to_pandas(self) -> pandas.DataFrame:
        return _table({"neighbors": np.arange(len(self.counts)), "atoms": self.counts, "share": self.counts / self.atoms}, {})

    def plot(self, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        ax = _axes(ax)
        ax.bar(np.arange(len(self.counts)), self.counts / self.atoms)
        ax.set(xlabel="neighbours", ylabel="share of atoms")
        return ax


def coordination(frames, *, cutoff: Cutoff) -> Coordination:
    """Numbers of neighbours within the cutoffs."""
    return Coordination(**_nacre.coordination(_frames(frames), _bonds(frames, cutoff)))


def coordination_numbers(structure, *, cutoff: Cutoff) -> np.ndarray:
    """(n,) neighbours of each atom of one structure."""
    return _nacre.coordination_numbers(structure, _bonds(structure, cutoff))


@dataclass
class Hybridization(_Scalars):
    atoms: int
    sp: float  #: shares of the atoms with 2, 3 and 4 bonds
    sp2: float
    sp3: float
    bond_length: float  #: A
    bond_angle: float  #: degrees
    bond_length_deviation: float
    bond_angle_deviation: float
    pentagons: int
    heptagons: int
    pairs_5_7: int
    layer_spacing: float  #: A; 0 where there are no stacks
    layer_spacing_deviation: float
    stack_height: float

    def plot(self, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        ax = _axes(ax)
        ax.bar(["sp", "sp2", "sp3"], [self.sp, self.sp2, self.sp3])
        ax.set(ylabel="share of atoms")
        return ax


def hybridization(frames, *, cutoff: Cutoff = {"C-C": 1.85}) -> Hybridization:  # noqa: B006
    """Hybridisation of carbon by the number of bonds, and what goes with it."""
    return Hybridization(**_nacre.hybridization(_frames(frames), _bonds(frames, cutoff)))


@dataclass
class MsdCurve:
    species: str  #: "" for all atoms
    atoms: int
    msd: np.ndarray  #: (lags, 3) A^2, along x, y, z
    vacf: np.ndarray  #: (lags, 3) A^2/ps^2; empty where velocities are missing
    diffusion: float  #: A^2/ps
    diffusion_error: float  #: below 0: not known
    exponent: float  #: growth in the window of the fit: 1 for diffusion


@dataclass
class Msd:
    time: np.ndarray  #: (lags,) ps
    curves: list[MsdCurve]  #: all atoms first
    frames: int

    def to_pandas(self) -> pandas.DataFrame:
        columns = {"time": self.time}
        columns.update({c.species or "all": c.msd.sum(axis=1) for c in self.curves})
        return _table(columns, {"time": "ps", **{c.species or "all": "A^2" for c in self.curves}})

    def plot(self, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        ax = _axes(ax)
        for curve in self.curves:
            ax.plot(self.time, curve.msd.sum(axis=1), label=curve.species or "all")
        ax.set(xlabel="time (ps)", ylabel="mean squared displacement (A^2)")
        ax.legend()
        return ax


def msd(frames, *, spacing: float, longest: float = 0.0, fit_from: float = -1.0, fit_to: float = -1.0,
        unwrapped: bool = False, remove_drift: bool = False) -> Msd:
    """Mean squared displacement and diffusion. spacing: ps between frames. longest: ps; 0: half of the trajectory."""
    d = _nacre.msd(_frames(frames), spacing, longest, fit_from, fit_to, unwrapped, remove_drift)
    return Msd(d["time"], [MsdCurve(**c) for c in d["curves"]], d["frames"])


@dataclass
class Rings:
    size: np.ndarray  #: (sizes,) atoms of a ring: 3 ... max_size
    rings: np.ndarray  #: (sizes,) how many
    per_atom: np.ndarray
    share: np.ndarray  #: of the atoms that are in at least one
    mean_planarity: np.ndarray  #: A
    mean_roundness: np.ndarray
    atoms: int

    def to_pandas(self) -> pandas.DataFrame:
        names = ["size", "rings", "per_atom", "share", "mean_planarity", "mean_roundness"]
        return _table({n: getattr(self, n) for n in names}, {"mean_planarity": "A"})

    def plot(self, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        ax = _axes(ax)
        ax.bar(self.size, self.per_atom)
        ax.set(xlabel="ring size", ylabel="rings per atom")
        return ax


def rings(frames, *, cutoff: Cutoff = {"C-C": 1.85}, max_size: int = 12, criterion: str = "primitive") -> Rings:  # noqa: B006
    """Rings of bonds. criterion: primitive, king or guttman."""
    return Rings(**_nacre.rings(_frames(frames), _bonds(frames, cutoff), max_size, criterion))


@dataclass
class XrdPeak:
    two_theta: float  #: degrees
    two_theta_error: float
    d: float  #: A
    height: float
    fwhm: float  #: degrees
    converged: bool


@dataclass
class Xrd:
    two_theta: np.ndarray  #: degrees
    intensity: np.ndarray  #: electrons squared an atom
    peaks: list[XrdPeak]
    has_layers: bool  #: a maximum between d = 2.8 and 5.5 A
    layer_d: float  #: A
    layer_d_corrected: float
    layer_spacing: float  #: A, from the positions; 0: no stacks
    Lc: float  #: A, by Scherrer's formula; 0: none
    La: float
    resolution: float  #: 1/A

    def to_pandas(self) -> pandas.DataFrame:
        return _table({"two_theta": self.two_theta, "intensity": self.intensity}, {"two_theta": "degree"})

    def plot(self, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        ax = _axes(ax)
        ax.plot(self.two_theta, self.intensity)
        ax.set(xlabel="2 theta (degree)", ylabel="intensity")
        return ax


def xrd(frames, *, method: str = "debye", wavelength: float = 1.5406, low: float = 10.0, high: float = 90.0,
        step: float = 0.02, polarization: bool = True, r_max: float = 0.0, cutoff: float = 1.85) -> Xrd:
    """Powder pattern of X-rays. method: debye or fft. wavelength: A. r_max: A, of Debye's sum; 0: chosen by the cell. cutoff: A, bonds, for the
    geometric spacing."""
    d = _nacre.xrd(_frames(frames), method, wavelength, low, high, step, polarization, r_max, cutoff)
    return Xrd(**{**d, "peaks": [XrdPeak(**p) for p in d["peaks"]]})


@dataclass
class Pores(_Scalars):
    largest_cavity: float  #: A, diameter
    limiting: float  #: A, diameter of the largest sphere that can pass the cell
    void_fraction: float
    accessible: float  #: share of the cell where the probe's centre can be
    accessible_open: float
    occupiable: float  #: share that the probe can fill
    occupiable_open: float
    surface: float  #: m^2/g
    surface_open: float
    density: float  #: g/cm^3
    diameter: np.ndarray  #: (bins,) A
    distribution: np.ndarray  #: (bins,) share of the cell

    def plot(self, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        ax = _axes(ax)
        ax.plot(self.diameter, self.distribution)
        ax.set(xlabel="diameter (A)", ylabel="share of the cell")
        return ax


def pores(frames, *, probe: float = 1.657, grid: float = 0.2, bin: float = 0.1, radii: str = "uff",
          guests: Sequence[str] = ()) -> Pores:
    """Pores of cells that are periodic in all directions. probe: A, radius. guests: elements that are no walls."""
    return Pores(**_nacre.pores(_frames(frames), probe, grid, bin, radii, list(guests)))
