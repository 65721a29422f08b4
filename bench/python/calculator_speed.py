#!/usr/bin/env python3
"""Speed of the Python package: processor seconds, ratios of things that take turns in one run.

    build/python-venv/bin/python bench/python/calculator_speed.py POTENTIAL --library library_batch --output FILE.yaml

Random carbon at 1.4 g/cm3 is annealed for a moment, then moved by small steps: once by nacre.run (velocity Verlet inside), once by
ASE's VelocityVerlet, of which the calculator alone counts. Peers that are installed get the same Atoms: calorine's CPUNEP and
nep-adapters. The batch: many structures of 50 atoms through Potential.batch, as ASE's Atoms and as nacre.Structure, beside the
library's own loop in C++ (library_batch.cpp). The import: of nacre beside numpy.
Processor seconds are of all threads and of little use for threads that wait: measure with one.
"""

import argparse
import pathlib
import subprocess
import sys
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
    """Of a step: what twice the steps take longer, so that reading and writing do not count."""
    seconds = []
    for count in (steps, 2 * steps):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            nacre.write(path / "model.xyz", atoms)
            (path / "run.in").write_text(f"potential {potential}\ntime_step 0.5\nensemble nve\nrun {count}\n")
            begin = time.process_time()
            nacre.run(path)
            seconds.append(time.process_time() - begin)
    return (seconds[1] - seconds[0]) / steps


def seconds_of_calculator(calculator, atoms, steps):
    """Of a call, inside dynamics."""
    spent = []
    inner = calculator.calculate

    def calculate(*args, **kwargs):
        begin = time.process_time()
        inner(*args, **kwargs)
        spent.append(time.process_time() - begin)

    calculator.calculate = calculate
    moving = atoms.copy()
    moving.calc = calculator
    dynamics = VelocityVerlet(moving, 0.5 * units.fs)
    dynamics.run(2)
    spent.clear()
    dynamics.run(steps)
    return sum(spent) / len(spent)


def seconds_of_predictions(predict, atoms, calls):
    """Of a call on atoms that move a little, where there is no calculator of ASE."""
    moving = atoms.copy()
    predict(moving)
    spent = 0.0
    for k in range(calls):
        moving.positions += np.random.default_rng(k).normal(0, 0.005, moving.positions.shape)
        begin = time.process_time()
        predict(moving)
        spent += time.process_time() - begin
    return spent / calls


def peers(potential):
    """Functions of the peers that are installed: seconds of a call on these atoms."""
    found, missing = {}, {}
    try:
        from calorine.calculators import CPUNEP

        found["cpunep"] = lambda atoms: seconds_of_calculator(CPUNEP(potential), atoms, 3)
    except ImportError as problem:
        missing["cpunep"] = str(problem)
    try:
        from nep_adapters import NEPCalculator

        peer = NEPCalculator(potential)
        found["nep_adapters"] = lambda atoms: seconds_of_predictions(lambda moved: peer.predict_structures([moved]), atoms, 3)
    except ImportError as problem:
        missing["nep_adapters"] = str(problem)
    return found, missing


def calculators(options, potential, atoms):
    found, missing = peers(potential)
    seconds = {name: [] for name in ("run", "calculator", *found)}
    for _ in range(options.repeat):
        seconds["run"].append(seconds_of_run(potential, atoms, options.steps))
        seconds["calculator"].append(seconds_of_calculator(nacre.ase.Calculator(potential), atoms, options.steps))
        for name, measure in found.items():
            seconds[name].append(measure(atoms))
    best = {name: min(all_of) for name, all_of in seconds.items()}
    lines = {f"{name}_ms": 1e3 * value for name, value in best.items()}
    lines.update({f"{name}_ms": f"not measured: {why}" for name, why in missing.items()})
    lines["share_of_run"] = best["run"] / best["calculator"]
    lines.update({f"times_faster_than_{name}": best[name] / best["calculator"] for name in found})
    return lines


def library_seconds(program, potential, frames, count, threads):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "frames.xyz"
        nacre.write(path, frames)
        out = subprocess.run([program, potential, path, str(count), str(threads)], capture_output=True, text=True, check=True).stdout
    return float(out.split()[0])


def batches(options, potential):
    frames = [random_carbon(50, 1.4, seed) for seed in range(64)]
    ready = [nacre.to_structure(a) for a in frames]
    engine = nacre.Potential(potential)
    share = options.structures // options.repeat // 2000 * 2000
    seconds = {"atoms": [], "structures": [], "library": []}
    for _ in range(options.repeat):  # all the structures in as many turns
        for name, given in (("atoms", frames), ("structures", ready)):
            begin = time.process_time()
            engine.batch(given[k % 64] for k in range(share))
            seconds[name].append(time.process_time() - begin)
        if options.library:
            seconds["library"].append(library_seconds(options.library, potential, frames, share, options.threads))
    lines = {"batch_structures": share * options.repeat}
    for name, found in seconds.items():
        if found:
            lines[f"batch_{name}_us_per_atom"] = 1e6 * min(found) / (50 * share)
    if options.library:
        for name in ("atoms", "structures"):
            lines[f"batch_{name}_share_of_library"] = min(seconds["library"]) / min(seconds[name])
    return lines


def imports(repeat):
    def seconds(module):
        code = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
        return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)

    pairs = [(seconds("nacre"), seconds("numpy")) for _ in range(repeat)]
    nacre_best, numpy_best = (min(column) for column in zip(*pairs))
    return {"import_nacre_s": nacre_best, "import_numpy_s": numpy_best, "import_above_numpy_s": nacre_best - numpy_best}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("potential")
    parser.add_argument("--library", help="the program of library_batch.cpp")
    parser.add_argument("--atoms", type=int, default=5000)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--structures", type=int, default=100000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--output")
    options = parser.parse_args()
    nacre.set_threads(options.threads)
    potential = str(pathlib.Path(options.potential).resolve())
    atoms = prepared(potential, options.atoms)
    MaxwellBoltzmannDistribution(atoms, temperature_K=1000, rng=np.random.default_rng(1))
    lines = {"benchmark": "python", "date": time.strftime("%Y-%m-%d", time.gmtime()), "clock": "processor seconds",
             "atoms": options.atoms, "threads": options.threads, "repeat": options.repeat}
    lines.update(calculators(options, potential, atoms))
    lines.update(batches(options, potential))
    lines.update(imports(2 * options.repeat))
    text = "".join(f"{key}: {value if isinstance(value, (int, str)) else f'{value:.5g}'}\n" for key, value in lines.items())
    print(text, end="")
    if options.output:
        pathlib.Path(options.output).write_text(text)


if __name__ == "__main__":
    main()
