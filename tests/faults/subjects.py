"""What is disturbed: one small call of each command that writes checkpoints, its inputs, and which of its files count.

Each takes a few tenths of a second and writes every kind of file that its command knows: files that grow, files that are
replaced, checkpoints, folders. Nothing here knows how it is disturbed.
"""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "tests" / "data"

RUN_DECK = """potential Ar.lj
velocity 60 seed 7
time_step 4
minimize fire 0.001 20 dump 5 mini.xyz
ensemble nvt_lan 60 80 50
dump_thermo 3
dump_exyz 20 1 1 1
dump_restart 25
compute_msd 5 20
run {first}
ensemble npt_scr 80 80 50 0.01 2 500
dump_thermo 7
dump_xyz 50 f.*.xyz velocity
compute_rdf 6 50 10
run {second}
"""

TRAIN_INPUT = """type 2 C Na
cutoff 4 3
n_max 1 1
basis_size 1 1
l_max 1
neuron 2
seed 5
generation {generations}
population 10
output_interval 2
"""

INSERT_INPUT = """structure: host.xyz
potential: NaC.lj
until: {{count: {count}}}
bulk_energy: -0.5
candidates: {{spacing: 1.5, min_distance: {{Na-C: 2.0, Na-Na: 2.0}}}}
screen: {{keep: 2}}
smoothing: 2
structures: {{every: 1}}
relax: {{host: false, finalists: 1, radius: 4, local_steps: 2, max_steps: 2}}
"""

PIPELINE_INPUT = """output: out
threads: 1
seed: 3
stages:
  build:
    kind: random
    species: C
    atoms: 32
    density: 0.3
    min_distance: 3.2
  anneal:
    checkpoint_interval: 20
    deck: |
      potential NaC.lj
      velocity 300
      time_step 0.5
      ensemble nvt_bdp 300 300 20
      dump_thermo 5
      run {steps}
  analyze:
    coordination: {{cutoff: C-C=3.9, output: bonds.csv}}
  insert:
    potential: NaC.lj
    until: {{count: {count}}}
    bulk_energy: -0.5
    candidates: {{spacing: 2.5, min_distance: {{Na-C: 2.8, Na-Na: 2.8}}}}
    screen: {{keep: 2}}
    smoothing: 2
    structures: {{every: 1}}
    relax: {{host: false, finalists: 1, radius: 4, local_steps: 2, max_steps: 2}}
"""


# What depends on where a call was cut off.
PASSING = (".previous", ".old")


class Subject:
    """A call of the program in a folder of its own.

    files      inputs: name and content
    start      words of the command line; `resume` and `restart` are what goes on and what begins anew
    growing    files that are only appended to: at any moment the beginning of what they are in the end
    passing    files that are replaced by a newer state, and the last of them is the result
    unequal    files whose bytes a clock or the history of the calls decides; they are not compared
    masks      file name, pattern, replacement: seconds in files that are compared
    """

    def __init__(self, name, files, start, resume, restart, growing, passing=(), unequal=(), masks=(),
                 checkpoint=None):
        self.name, self.files, self.start, self.resume, self.restart = name, files, start, resume, restart
        self.growing, self.passing, self.unequal = growing, passing, unequal
        self.masks, self.checkpoint = masks, checkpoint

    def prepare(self, folder):
        folder.mkdir(parents=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)

    def is_compared(self, name):
        return not name.endswith(PASSING) and not any(re.fullmatch(pattern, name) for pattern in self.unequal)

    def is_growing(self, name):
        return any(re.fullmatch(pattern, name) for pattern in self.growing)

    def is_passing(self, name):
        return any(re.fullmatch(pattern, name) for pattern in self.passing)

    def masked(self, name, content):
        for file, pattern, by in self.masks:
            if re.fullmatch(file, name):
                content = re.sub(pattern, by, content)
        return content


# Warnings of all calls that led to it, seconds of rows.
PAGE = r"index\.html"

# The sixteenth column of a ledger: seconds of the row.
LEDGER_SECONDS = (rb"(?m)^((?:[^,#\n]*,){15})[^,\n]*", rb"\1-")


def text(content):
    return content.encode()


def run_subject(size):
    case = ROOT / "tests" / "cases" / "argon"
    files = {name: (case / name).read_bytes() for name in ("Ar.lj", "model.xyz")}
    files["run.in"] = text(RUN_DECK.format(first=120 * size, second=150 * size))
    words = ["run", ".", "--threads", "1", "--checkpoint-interval", "30"]
    return Subject("run", files, words, words + ["--resume"], words + ["--restart"],
                   [r"thermo\.out", r"dump\.xyz", r"msd\.out", r"rdf\.out", r"mini\.xyz"],
                   passing=[r"restart\.xyz", r"nacre\.checkpoint"], checkpoint="nacre.checkpoint")


def train_subject(size):
    files = {"train.xyz": (DATA / "v0.1" / "train" / "train.xyz").read_bytes(),
             "nep.in": text(TRAIN_INPUT.format(generations=6 * size))}
    words = ["train", ".", "--threads", "1"]
    return Subject("train", files, words, words + ["--resume"], words + ["--restart"], [r"loss\.out"],
                   passing=[r"nep\.txt", r"nep\.restart", r"loss\.svg", r"[a-z]*_train\.out", r"parity_.*\.svg"],
                   unequal=[r"nacre\.train", PAGE], checkpoint="nacre.train")


def insert_subject(size):
    files = {"host.xyz": (DATA / "v0.1" / "insert" / "host.xyz").read_bytes(),
             "NaC.lj": (DATA / "lj" / "NaC.lj").read_bytes(),
             "insert.yaml": text(INSERT_INPUT.format(count=2 + 2 * size))}
    words = ["insert", "insert.yaml", "--threads", "1"]
    return Subject("insert", files, words, words + ["--resume"], words + ["--restart"],
                   [r"insert\.csv", r"structures\.xyz"], passing=[r"insert\.svg", r"final\.xyz"], unequal=[r"nacre\.insert", PAGE],
                   masks=[(r"insert\.csv", *LEDGER_SECONDS)], checkpoint="nacre.insert")


def pipeline_subject(size):
    files = {"NaC.lj": (DATA / "lj" / "NaC.lj").read_bytes(),
             "chain.yaml": text(PIPELINE_INPUT.format(steps=60 * size, count=1 + size))}
    words = ["pipeline", "chain.yaml"]
    clock = [r"out/[^/]*/log\.txt", r"out/[^/]*/stage\.yaml", r"out/page\.txt", r"out/summary\.yaml",
             r"out/[^/]*/summary\.yaml", r"out/[^/]*/nacre\.insert",
             r"out/(.*/)?index\.html",
             r"out/[^/]*/nacre\.checkpoint"]  # nobody's any more when its stage is done
    return Subject("pipeline", files, words, words, words,
                   [r"out/[^/]*/thermo\.out", r"out/[^/]*/insert\.csv", r"out/[^/]*/structures\.xyz"],
                   passing=[r"out/[^/]*/insert\.svg", r"out/04-insert/final\.xyz"], unequal=clock,
                   masks=[(r"out/[^/]*/insert\.csv", *LEDGER_SECONDS)])


MAKERS = {"run": run_subject, "train": train_subject, "insert": insert_subject, "pipeline": pipeline_subject}


def make(name, size=1):
    """`size`: 1 for about a tenth of a second, more for longer."""
    return MAKERS[name](size)
