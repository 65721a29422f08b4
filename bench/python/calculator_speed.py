#!/usr/bin/env python3
"""Seconds of a call of the ASE calculator with list reuse, beside `nacre run` in the library and beside peers, in one run.

    build/python-venv/bin/python bench/python/calculator_speed.py POTENTIAL --atoms 5000 --steps 40 --output FILE.yaml

Random carbon at 1.4 g/cm3 is annealed for a moment, then moved by small steps: once by nacre.run (velocity Verlet inside), once by
ASE's VelocityVerlet, whose time besides the calculator is taken off. The two take turns; the best of each counts.
Peers that are installed are timed on the same Atoms: calorine's CPUNEP. The batch: many small structures through
Potential.batch, beside the library's own loop over structures that are made already.
"""

import argparse
import pathlib
import tempfile
import time

import numpy as np
from ase import Atoms, units
from ase.md.velocitydistribution import MaxwellBoltzmannDistribution
from ase.md.verlet import VelocityVerlet

import nacre


def random_carbon(count, density, seed):
    edge = (count * 12.011 * 1.66053906660 / density) ** (1 / 3)
    side = int(np.ceil(count ** (1 / 3)))
    grid = np.stack(np.meshgrid(*[np.arange(side)] * 3), -1).reshape(-1, 3)[:count] * edge / side
    jitter = np.random.default_rng(seed).uniform(-0.2, 0.2, grid.shape)
    return Atoms("C" * count, grid + jitter, cell=[edge] * 3, pbc=True)


def prepared(potential, count):
    """After some steps at 2000 K: neighbours as a carbon has them."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        nacre.write(path / "model.xyz", random_carbon(count, 1.4, 1))
        (path / "run.in").write_text(f"potential {potential}\nvelocity 2000 seed 1\ntime_step 1 0.1\nensemble nvt_bdp 2000 2000 10\nrun 100\n")
        return nacre.to_ase(nacre.run(path).structure)


def seconds_of_run(potential, atoms, steps):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder)
        nacre.write(path / "model.xyz", atoms)
        (path / "run.in").write_text(f"potential {potential}\ntime_step 0.5\nensemble nve\nrun {steps}\n")
        return nacre.run(path).runs[0]["seconds"] / steps


class Timed:
    """A calculator that counts the seconds inside."""

    def __init__(self, calculator):
        self.calculator, self.seconds, self.calls = calculator, 0.0, 0
        inner = calculator.calculate

        def calculate(*args, **kwargs):
            begin = time.perf_counter()
            inner(*args, **kwargs)
            self.seconds += time.perf_counter() - begin
            self.calls += 1

        calculator.calculate = calculate


def seconds_of_calculator(calculator, atoms, steps):
    moving = atoms.copy()
    timed = Timed(calculator)
    moving.calc = timed.calculator
    dynamics = VelocityVerlet(moving, 0.5 * units.fs)
    dynamics.run(2)
    timed.seconds, timed.calls = 0.0, 0
    dynamics.run(steps)
    return timed.seconds / timed.calls


def batch_rates(potential, count):
    """Atoms a second of Potential.batch on ASE's Atoms, and on structures of the library."""
    atoms = [random_carbon(50, 1.4, seed) for seed in range(64)]
    many = [atoms[k % 64] for k in range(count)]
    ready = [nacre.to_structure(a) for a in atoms]
    ready = [ready[k % 64] for k in range(count)]
    found = {"ase": [], "library": []}
    for _ in range(3):
        for name, frames in (("ase", many), ("library", ready)):
            begin = time.perf_counter()
            potential.batch(frames)
            found[name].append(50 * count / (time.perf_counter() - begin))
    return {name: max(rates) for name, rates in found.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("potential")
    parser.add_argument("--atoms", type=int, default=5000)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--structures", type=int, default=10000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output")
    options = parser.parse_args()
    nacre.set_threads(options.threads)
    potential = str(pathlib.Path(options.potential).resolve())
    atoms = prepared(potential, options.atoms)
    MaxwellBoltzmannDistribution(atoms, temperature_K=1000, rng=np.random.default_rng(1))
    run, calculator = [], []
    for _ in range(options.repeat):
        run.append(seconds_of_run(potential, atoms, options.steps))
        calculator.append(seconds_of_calculator(nacre.ase.Calculator(potential), atoms, options.steps))
    lines = {"atoms": options.atoms, "threads": options.threads, "run_ms_per_step": 1e3 * min(run), "calculator_ms_per_call": 1e3 * min(calculator),
             "share_of_run": min(run) / min(calculator)}
    try:
        from calorine.calculators import CPUNEP

        lines["cpunep_ms_per_call"] = 1e3 * seconds_of_calculator(CPUNEP(potential), atoms, 3)
    except (ImportError, ValueError) as problem:
        lines["cpunep_ms_per_call"] = f"not measured: {problem}"
    rates = batch_rates(nacre.Potential(potential), options.structures)
    lines.update({"batch_atoms_per_second": rates["ase"], "library_batch_atoms_per_second": rates["library"],
                  "batch_share": rates["ase"] / rates["library"]})
    text = "".join(f"{key}: {value if isinstance(value, (int, str)) else f'{value:.6g}'}\n" for key, value in lines.items())
    print(text, end="")
    if options.output:
        pathlib.Path(options.output).write_text(text)


if __name__ == "__main__":
    main()
