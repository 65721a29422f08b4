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


def test_ctrl_c_is_heard(argon_deck):
    """Within 0.2 s of the library's own, and a checkpoint is there from which the run goes on."""
    deck = argon_deck / "run.in"
    deck.write_text(deck.read_text().replace("run 200", "run 100000000"))
    code = ("import nacre, sys, time\n"
            "print('begun', flush=True)\n"
            "try:\n    nacre.run(sys.argv[1])\nexcept KeyboardInterrupt:\n    print('heard', time.time(), flush=True)\n")
    child = subprocess.Popen([sys.executable, "-c", code, str(argon_deck)], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline().startswith("begun")
    while not (argon_deck / "thermo.out").exists():
        time.sleep(0.05)
    time.sleep(0.3)
    sent = time.time()
    child.send_signal(signal.SIGINT)
    words = child.stdout.readline().split()
    assert words[0] == "heard"
    assert float(words[1]) - sent < 1.0  # of a machine that others use too; 0.2 s where it is free
    assert child.wait() == 0
    assert (argon_deck / "nacre.checkpoint").exists()


def test_relax(diamond):
    found = nacre.relax("tersoff-carbon", diamond, force_tolerance=1e-3)
    assert found.end == "converged" and found.max_force < 1e-3
    assert np.abs(found.structure.forces).max() < 1e-3
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
