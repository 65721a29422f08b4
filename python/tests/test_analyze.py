"""Analyses: dataclasses, tables, plots; numbers against freud and by hand."""

import matplotlib

matplotlib.use("Agg")

import freud
import numpy as np
import pytest
from ase.build import bulk

import nacre
from nacre import analyze


@pytest.fixture
def gas():
    atoms = bulk("Ar", "fcc", a=5.3, cubic=True).repeat(3)
    atoms.rattle(0.5, seed=5)
    return atoms


def test_rdf_is_that_of_freud(gas):
    ours = analyze.rdf(gas, r_max=7, bins=70)
    box = freud.box.Box.from_matrix(gas.cell.array.T)
    theirs = freud.density.RDF(bins=70, r_max=7, normalization_mode="finite_size")
    theirs.compute((box, box.wrap(gas.positions)))
    np.testing.assert_allclose(ours.r, theirs.bin_centers, atol=1e-5)
    near = ours.total.g > 0.2
    ratio = ours.total.g[near] / theirs.rdf[near]
    np.testing.assert_allclose(ratio, ratio.mean(), rtol=0.02)
    assert ratio.mean() == pytest.approx(1, abs=0.02)
    assert list(ours.to_pandas().columns[:2]) == ["r", "all"]
    assert ours.plot().get_xlabel() == "r (A)"


def test_graphene_has_six_rings(sheet):
    found = analyze.rings(sheet)
    assert found.rings[found.size == 6][0] == len(sheet) // 2
    assert found.rings.sum() == len(sheet) // 2
    assert found.to_pandas()["rings"].sum() == len(sheet) // 2


def test_coordination_with_a_bare_number(sheet):
    found = analyze.coordination(sheet, cutoff=1.85)
    assert found.mean == 3 and found.counts[3] == len(sheet)
    assert (analyze.coordination_numbers(sheet, cutoff={"C-C": 1.85}) == 3).all()
    sheet.symbols[0] = "Na"
    with pytest.raises(ValueError, match="one element"):
        analyze.coordination(sheet, cutoff=1.85)


def test_the_others_answer(diamond, sheet):
    assert analyze.hybridization(diamond).sp3 == 1
    assert analyze.hybridization(sheet).to_pandas()["sp2"] == 1
    assert analyze.adf(diamond, cutoff=1.85).total.mean == pytest.approx(109.4, abs=0.5)
    pattern = analyze.xrd(diamond.repeat(2), low=30, high=60, step=0.1)
    assert pattern.two_theta[np.argmax(pattern.intensity)] == pytest.approx(43.5, abs=1.5)
    pores = analyze.pores(sheet, grid=0.5)
    assert pores.largest_cavity > 5 and len(pores.diameter) == len(pores.distribution)
    for result in (pattern, pores, analyze.adf(diamond, cutoff=1.85), analyze.coordination(sheet, cutoff=1.85)):
        result.plot()
        result.to_pandas()


def test_msd_of_steady_motion(gas):
    frames = []
    for k in range(40):
        moved = gas.copy()
        moved.positions += np.array([0.01, 0.02, 0.0]) * k
        frames.append(moved)
    found = analyze.msd(frames, spacing=0.1, unwrapped=True)
    assert found.curves[0].exponent == pytest.approx(2, abs=0.01)
    np.testing.assert_allclose(found.curves[0].msd[1], [1e-4, 4e-4, 0], atol=1e-10)
    assert found.to_pandas()["all"].iloc[1] == pytest.approx(5e-4)


def test_frames_of_a_file(tmp_path, gas):
    nacre.write(tmp_path / "a.xyz", [gas, gas])
    assert analyze.rdf(nacre.read(tmp_path / "a.xyz", ":"), r_max=5).frames == 2
