"""Runs, relaxations and trainings from Python: callbacks, Ctrl-C, errors, tables."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from conftest import ROOT

import nacre


def test_run_and_its_table(argon_deck):
    rows = []
    found = nacre.run(argon_deck, on_thermo=rows.append, thermo_interval=10)
    assert found.steps == 200 and not found.interrupted
    table = nacre.thermo(argon_deck / "thermo.out")
    assert len(table) == 20 == len(rows)
    np.testing.assert_allclose(table["temperature"], [r["temperature"] for r in rows], rtol=1e-6)
    assert table.attrs["units"]["temperature"] == "K" and table.attrs["units"]["stress_xx"] == "GPa"
    assert len(found.structure) == 32
    assert found.structure.velocities is not None


def test_what_a_callback_raises_comes_out(argon_deck):
    def refuse(row):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        nacre.run(argon_deck, on_thermo=refuse, thermo_interval=10)


def test_errors_of_a_deck(argon_deck):
    deck = argon_deck / "run.in"
    deck.write_text(deck.read_text().replace("ensemble nve", "ensemble nvee"))
    with pytest.raises(nacre.Error) as caught:
        nacre.run(argon_deck)
    assert caught.value.line == 4 and caught.value.file.endswith("run.in") and "nvee" in str(caught.value)
    assert nacre.check(argon_deck)[0][1] == 4


def test_the_lock_is_released(argon_deck):
    """Another thread of Python goes on meanwhile."""
    deck = argon_deck / "run.in"
    deck.write_text(deck.read_text().replace("run 200", "run 3000"))
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.01)

    thread = threading.Thread(target=tick)
    thread.start()
    begin = time.perf_counter()
    nacre.run(argon_deck)
    seconds = time.perf_counter() - begin
    done.set()
    thread.join()
    assert len(ticks) > 5 and seconds > 0.05


LONG_CALLS = {
    "run": "lambda: nacre.run(folder)",
    "relax": "lambda: nacre.relax(carbon, sheets, force_tolerance=1e-14, max_steps=10**9, method='sd')",
    "batch": "lambda: carbon.batch(itertools.repeat(sheet))",
    "train": "lambda: nacre.train(folder / 'train')",
    "insert": "lambda: nacre.insert(folder / 'insert')",
}
CHILD = """
import itertools, pathlib, signal, sys, time, nacre
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background of a shell
folder = pathlib.Path(sys.argv[1])
carbon = nacre.Potential("tersoff-carbon")
sheet = nacre.read(folder / "sheet.xyz")
sheets = [sheet] * 20
call = {call}
for _ in range(5):
    for checkpoint in folder.rglob("nacre.*"):
        checkpoint.unlink()
    print("begun", flush=True)
    try:
        call()
    except KeyboardInterrupt:
        print("heard", time.time(), flush=True)
"""


@pytest.mark.parametrize("name", LONG_CALLS)
def test_ctrl_c_is_heard(name, argon_deck, sheet):
    """Within 0.2 s, the median of five."""
    deck = argon_deck / "run.in"
    deck.write_text(deck.read_text().replace("run 200", "run 100000000"))
    nacre.write(argon_deck / "sheet.xyz", sheet)
    shutil.copytree(ROOT / "input" / "train-argon", argon_deck / "train")
    nep_in = argon_deck / "train" / "nep.in"
    nep_in.write_text(nep_in.read_text().replace("epoch            2000", "epoch            1000000"))
    shutil.copytree(ROOT / "input" / "insert-sodium", argon_deck / "insert")
    config = argon_deck / "insert" / "insert.yaml"
    config.write_text(config.read_text().replace("../potentials", str(ROOT / "input" / "potentials")))
    code = CHILD.replace("{call}", LONG_CALLS[name])
    child = subprocess.Popen([sys.executable, "-c", code, str(argon_deck)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True)
    watchdog = threading.Timer(60, child.kill)
    watchdog.start()
    latencies = []
    for _ in range(5):
        assert child.stdout.readline().startswith("begun"), child.stderr.read()
        time.sleep(0.7)
        sent = time.time()
        child.send_signal(signal.SIGINT)
        words = child.stdout.readline().split()
        assert words and words[0] == "heard", child.stderr.read()
        latencies.append(float(words[1]) - sent)
    assert child.wait() == 0
    watchdog.cancel()
    print(name, "heard Ctrl-C after", [round(x, 3) for x in latencies], "s")
    assert np.median(latencies) < 0.2, latencies
    if name == "run":
        assert (argon_deck / "nacre.checkpoint").exists()


def test_relax(diamond):
    found = nacre.relax("tersoff-carbon", diamond, force_tolerance=1e-3)
    assert found.end == "converged" and found.max_force < 1e-3
    assert np.abs(found.structure.forces).max() < 1e-3 and found.structure.energy == found.energy
    many = nacre.relax("tersoff-carbon", [diamond, diamond.copy()], cell="full", method="lbfgs")
    assert [r.end for r in many] == ["converged"] * 2
    assert many[0].energy <= found.energy + 1e-6
    with pytest.raises(nacre.Error):
        nacre.relax("tersoff-carbon", diamond, method="newton")


def test_train_and_its_table(small_training):
    seen = []
    found = nacre.train(small_training, on_progress=seen.append)
    assert found.done == 20 and found.unit == "epoch" and np.isfinite(found.train["force"])
    assert seen[-1]["done"] == 20
    table = nacre.loss(small_training / "loss.out")
    assert len(table) == 4 and table["loss"].iloc[-1] > 0
    assert nacre.Potential(small_training / "nep.txt").species == ["Ar"]


def test_insertion_of_nothing_there(tmp_path):
    with pytest.raises(nacre.Error) as caught:
        nacre.insert(tmp_path / "missing.yaml")
    assert "missing.yaml" in str(caught.value)


def test_thermo_of_old_gpumd(tmp_path):
    (tmp_path / "thermo.out").write_text("300 1 -5 0.1 0.2 0.3 0 0 0 10 11 12\n")
    table = nacre.thermo(tmp_path / "thermo.out")
    assert list(table[["ax", "by", "cz"]].iloc[0]) == [10, 11, 12]
    (tmp_path / "bad.out").write_text("1 2 3\n4 5\n")
    with pytest.raises(nacre.Error) as caught:
        nacre.thermo(tmp_path / "bad.out")
    assert caught.value.line == 2


def test_no_program_is_called():
    assert shutil.which("nacre", path=os.environ["PATH"]) is None
