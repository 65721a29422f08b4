"""Compute start geometries one after another and append the results.

  python3 run_frames.py START.xyz DATA_DIR --work SCRATCH --until HH:MM

Resumable: a source id already in DATA_DIR/frames.xyz or failed.txt is skipped.
frames.xyz is rewritten to a temporary file and renamed, so that it is whole at
every moment.  Stop early by creating DATA_DIR/STOP.

Several runners may share one DATA_DIR: give each `--share K/N` (it takes every
Nth frame) and `--ranks 1`. Beside other work, N runners of one rank are faster
than one runner of N ranks, whose ranks wait for one another.
"""
import argparse
import contextlib
import fcntl
import os
import shutil
import subprocess
import time
from datetime import datetime, timezone

import numpy as np
from ase.io import read

import level

COMMAND = ("nice -n {nice} mpirun --allow-run-as-root --oversubscribe --bind-to none "
           "-np {ranks} cp2k.popt -i {name}.inp -o {name}.out")
LIMIT = 600            # seconds for one calculation
K_LENGTH_CARBON = 16.0  # Angstrom: divisions * cell length, frames with carbon
K_LENGTH_METAL = 24.0   # the same for frames of sodium only
GAP = 5.5              # Angstrom of empty space that makes a direction aperiodic


def kpoint_grid(atoms):
    """Divisions for a frame of this kind."""
    carbon = "C" in atoms.get_chemical_symbols()
    return level.k_mesh(atoms, K_LENGTH_CARBON if carbon else K_LENGTH_METAL, GAP)


def frame_text(atoms, energy, forces, stress, info):
    """One extended-XYZ frame; virial = volume * printed CP2K stress = -dE/deps."""
    virial = atoms.get_volume() * stress
    virial = 0.5 * (virial + virial.T)
    nums = lambda a: " ".join("%.8f" % x for x in np.ravel(a))
    head = ('Lattice="%s" pbc="T T T" energy=%.8f virial="%s" config_type=%s source=%s '
            % (nums(atoms.cell), energy, nums(virial), info["config_type"], info["source"]))
    head += " ".join("%s=%s" % kv for kv in info["extra"].items())
    head += " Properties=species:S:1:pos:R:3:forces:R:3"
    rows = ["%-2s %s %s" % (s, " ".join("%14.8f" % x for x in p),
                            " ".join("%14.8f" % x for x in f))
            for s, p, f in zip(atoms.get_chemical_symbols(), atoms.positions, forces)]
    return "%d\n%s\n%s\n" % (len(atoms), head, "\n".join(rows))


@contextlib.contextmanager
def locked(folder):
    """One runner at a time writes into the folder."""
    with open(os.path.join(folder, ".lock"), "w") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield


def append_whole(path, text):
    """Append by copy and rename: readers never see half a frame."""
    part = path + ".part"
    with locked(os.path.dirname(path) or "."):
        if os.path.exists(path):
            shutil.copyfile(path, part)
        with open(part, "a") as f:
            f.write(text)
            f.flush()
            os.fsync(f.fileno())
        os.replace(part, path)


def finished(data):
    done = set()
    for name, key in (("frames.xyz", "source="), ("failed.txt", "")):
        path = os.path.join(data, name)
        if os.path.exists(path):
            for line in open(path):
                if key and key in line:
                    done.add(line.split(key)[1].split()[0])
                elif not key and line.strip():
                    done.add(line.split()[0])
    return done


def calculate(atoms, name, work, limit=LIMIT, ranks=2, nice=19, **options):
    """Run CP2K; returns energy, forces, stress, SCF steps, seconds."""
    out = os.path.join(work, name + ".out")
    if os.path.exists(out):
        os.remove(out)                      # CP2K appends to an existing output
    with open(os.path.join(work, name + ".inp"), "w") as f:
        f.write(level.write_input(atoms, name, **options))
    env = dict(os.environ, OMP_NUM_THREADS="1")
    start = time.time()
    try:
        subprocess.run(COMMAND.format(name=name, ranks=ranks, nice=nice).split(), cwd=work,
                       env=env, timeout=limit, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        raise level.Failed("longer than %d s" % limit)
    if not os.path.exists(out):
        raise level.Failed("no output")
    result = level.read_output(open(out).read(), len(atoms))
    return result + (time.time() - start,)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("start")
    p.add_argument("data")
    p.add_argument("--work", default="work")
    p.add_argument("--until", help="HH:MM UTC: start no calculation after this")
    p.add_argument("--ranks", type=int, default=2, help="MPI ranks of one calculation")
    p.add_argument("--nice", type=int, default=19)
    p.add_argument("--limit", type=float, default=LIMIT, help="seconds for one calculation")
    p.add_argument("--share", default="0/1", help="K/N: only every Nth frame, from the Kth on")
    args = p.parse_args()
    first, step = (int(n) for n in args.share.split("/"))
    os.makedirs(args.work, exist_ok=True)
    frames = os.path.join(args.data, "frames.xyz")
    done = finished(args.data)
    for atoms in read(args.start, ":")[first::step]:
        source = atoms.info["source"]
        if source in done:
            continue
        now = datetime.now(timezone.utc).strftime("%H:%M")
        if (args.until and now >= args.until) or os.path.exists(os.path.join(args.data, "STOP")):
            print("stopped before", source, flush=True)
            return
        grid = kpoint_grid(atoms)
        try:
            energy, forces, stress, steps, seconds = calculate(
                atoms, source, args.work, kpoints=grid, limit=args.limit,
                ranks=args.ranks, nice=args.nice)
        except level.Failed as reason:
            append_whole(os.path.join(args.data, "failed.txt"), "%s  %s  kpoints %s\n"
                         % (source, reason, "x".join(map(str, grid))))
            print(now, source, "FAILED", reason, flush=True)
            continue
        extra = {"kgrid": "x".join(map(str, grid)), "scf_steps": steps,
                 "seconds": "%.0f" % seconds}
        for key in ("parent", "pair", "relative_to"):   # the last two: differences that a training counts
            if key in atoms.info:
                extra[key] = atoms.info[key]
        info = dict(config_type=atoms.info["config_type"], source=source, extra=extra)
        append_whole(frames, frame_text(atoms, energy, forces, stress, info))
        print("%s %-22s %2d C %2d Na k %s %3d steps %4.0f s  E %.4f  max F %.2f  sum F %.4f"
              % (now, source, atoms.get_chemical_symbols().count("C"),
                 atoms.get_chemical_symbols().count("Na"), extra["kgrid"], steps, seconds,
                 energy, np.linalg.norm(forces, axis=1).max(),
                 abs(forces.sum(0)).max()), flush=True)


if __name__ == "__main__":
    main()
