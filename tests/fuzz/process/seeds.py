"""What the process fuzzer starts from: small folders and right command lines, every command and every analysis."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "faults"))
import subjects  # noqa: E402

DATA = ROOT / "tests" / "data"
CASES = ROOT / "tests" / "cases"


def read(path):
    return path.read_bytes()


def trajectory(frames=12):
    """The argon of the tests, each frame a little farther on, with velocities."""
    rows = read(CASES / "argon" / "model.xyz").decode().splitlines()[2:18]
    text = ""
    for number in range(frames):
        text += f'{len(rows)}\nTime={20 * number} pbc="T T T" Lattice="22.4 0 0 0 22.4 0 0 0 22.4" ' \
                "Properties=species:S:1:pos:R:3:vel:R:3:group:I:1\n"
        for k, row in enumerate(rows):
            x, y, z = (float(v) for v in row.split()[1:4])
            text += f"Ar {x + .1 * number:.4f} {y - .05 * number:.4f} {z:.4f} 0.001 {.0001 * k:.4f} 0 {k % 2}\n"
    return text.encode()


def folder(**names):
    """Keys with a double underscore for the dot: model__xyz."""
    return {name.replace("__", "."): content for name, content in names.items()}


ARGON = folder(Ar__lj=read(CASES / "argon/Ar.lj"), model__xyz=read(CASES / "argon/model.xyz"))
DECKS = [
    "potential Ar.lj\nvelocity 60 seed 7\nensemble nvt_lan 60 80 50\ndump_thermo 3\ndump_exyz 9 1 1 1\nrun 20\n",
    "potential Ar.lj\nvelocity 60\ntime_step 4\nensemble npt_scr 80 80 50 0.01 2 500\ndump_xyz 5 f.*.xyz velocity\n"
    "compute_rdf 6 50 5\ncompute_sdc 2 5\ncompute_dos 2 5 300\ncompute_hac 5 3 1\ncompute_viscosity 2 5\n"
    "compute 0 5 2 temperature jp jk\ndump_velocity 10\nrun 20\nguard pressure off\nensemble npt_ber 80 80 50 0 0 0 "
    "50 50 50 500\nrun 5\n",
    "replicate 2 1 1\npotential Ar.lj\nvelocity 60\nminimize fire 0.01 20 dump 5 mini.xyz\nensemble nvt_nhc 60 60 40\n"
    "fix 0\ndump_position 4\ndump_restart 10\ncompute_msd 2 6\ncompute_adf 4 40 0 5\ndump_force 5\nrun 12\n",
    "potential Ar.lj 0\nchange_box 0.1 0 0\nvelocity 60\ncorrect_velocity 10\nensemble nvt_ber 60 60 100\n"
    "dump_thermo 1\nrun 10\nensemble nvt_bao 60 60 50\nrun 5\nensemble nvt_bdp 60 60 50\nrun 5\nminimize lbfgs 1 5\n",
    "potential Ar.lj\nvelocity 60\nensemble npt_mttk temp 60 80 x 0 0 z 0 0.01 pperiod 300\ndump_thermo 5\nrun 10\n"
    "ensemble npt_ber 80 80 50 0 0 0 50 50 50 500\ndeform 1e-3 1 0 0\nrun 5\n",
]
NEP = read(DATA / "nep-random/nep4_NaC/nep.txt")
NEP_ZBL = read(DATA / "nep-random/nep4_zbl_NaC/nep.txt")
HOST = read(DATA / "v0.1/insert/host.xyz")
SODIUM = read(DATA / "v0.1/sites/final.xyz")
CARBON = read(CASES / "doped-host/carbon.xyz")
# Open, because the pattern of a crystal takes seconds.
DIAMOND = b"8\npbc=\"F F F\" Lattice=\"3.567 0 0 0 3.567 0 0 0 3.567\" Properties=species:S:1:pos:R:3\n" + b"".join(
    f"C {x} {y} {z}\n".encode() for x, y, z in
    [(0, 0, 0), (0, 1.7835, 1.7835), (1.7835, 0, 1.7835), (1.7835, 1.7835, 0), (.89175, .89175, .89175),
     (.89175, 2.67525, 2.67525), (2.67525, .89175, 2.67525), (2.67525, 2.67525, .89175)])
INSERTED = {name: read(DATA / "v0.1/insert" / name) for name in
            ("host.xyz", "insert.yaml", "insert.csv", "structures.xyz", "final.xyz", "nacre.insert")}
INSERTED["NaC.lj"] = read(DATA / "lj/NaC.lj")
TRAINING = {name: read(DATA / "v0.1/train" / name) for name in ("nep.in", "train.xyz")}
ADAM = b"type 2 C Na\ncutoff 4 3\nn_max 1 1\nbasis_size 2 2\nl_max 2 0\nneuron 3\nlambda_1 0.1\nlambda_2 0.1\n" \
       b"lambda_e 1\nlambda_f 1\nlambda_v 0.1\nreference_energy least_squares\noptimizer adam\nepoch 4\n" \
       b"learning_rate 0.03\nbatch 2\noutput_interval 2\nseed 1\n"
CUT_RUN = {name: read(DATA / "v0.1/run" / name) for name in ("model.xyz", "run.in", "nacre.checkpoint", "thermo.out")}
CUT_TRAINING = {**TRAINING, **{name: read(DATA / "v0.1/train" / name) for name in
                               ("nacre.train", "loss.out", "nep.txt", "nep.restart")}}


def decks():
    for deck in DECKS:
        files = {**ARGON, "run.in": deck.encode()}
        yield files, "run . --threads 1"
        yield files, "check ."
        yield files, "convert deck . --to lammps -o out"
    yield files, "run run.in --threads 1 --checkpoint-interval 5 --stop-after 8 --summary s.yaml --seed 3"
    yield CUT_RUN, "run . --resume --threads 1"
    model = {"nep.txt": NEP_ZBL, "model.xyz": HOST,
             "run.in": b"potential nep.txt\nvelocity 300\nensemble nve\ndump_thermo 1\nrun 3\n"}
    yield model, "run . --threads 1"
    yield {**model, "run.in": b"potential C.tersoff\nvelocity 300\nensemble nve\nrun 3\n",
           "C.tersoff": read(ROOT / "input/potentials/C.tersoff")}, "run . --threads 1"


def trainings():
    yield TRAINING, "train . --threads 1"
    yield TRAINING, "train . --check"
    yield TRAINING, "check ."
    yield {**TRAINING, "nep.in": ADAM, "test.xyz": TRAINING["train.xyz"]}, "train . --threads 1 --stop-after 3"
    yield CUT_TRAINING, "train . --resume --threads 1"
    yield {**TRAINING, "nep.txt": NEP}, "predict nep.txt train.xyz -o predicted.xyz --files out --double --reference"
    yield {**TRAINING, "nep.txt": NEP}, "model active nep.txt train.xyz -o nep.asi"
    yield {**TRAINING, "nep.txt": NEP}, "model keep nep.txt --elements C -o c.txt"
    yield {**TRAINING, "nep.txt": NEP}, "model compare nep.txt nep.txt train.xyz"
    yield {**TRAINING, "a.txt": NEP, "b.txt": NEP_ZBL}, "predict a.txt train.xyz --committee a.txt b.txt -o p.xyz"
    yield ({**TRAINING, "a.txt": NEP, "b.txt": NEP_ZBL}, "select train.xyz --potential a.txt --committee a.txt b.txt "
           "--band 0 1000 --number 2 -o chosen.xyz --seed 1")


def insertions():
    yield INSERTED, "insert insert.yaml --threads 1 --restart"
    yield INSERTED, "insert insert.yaml --resume --threads 1"
    yield INSERTED, "check insert.yaml"
    yield {**INSERTED, "other.csv": INSERTED["insert.csv"]}, "insert --band insert.csv other.csv"
    fresh = {name: INSERTED[name] for name in ("host.xyz", "NaC.lj")}
    fresh["insert.yaml"] = subjects.make("insert").files["insert.yaml"]
    for more in (b"mode: random\nbatch_size: 1\n", b"seed: [1, 2]\n", b"charge: 1\nhost_molar_mass: 12\n"):
        yield {**fresh, "insert.yaml": fresh["insert.yaml"] + more}, "insert . --threads 1"
    yield {**fresh, "start.xyz": INSERTED["final.xyz"], "insert.yaml": INSERTED["insert.yaml"].replace(b"host.xyz", b"start.xyz").replace(
        b"{count: 2}", b"{count: 1}") + b"mode: remove\n"}, "insert . --threads 1"


def pipelines():
    chain = subjects.make("pipeline").files
    yield chain, "pipeline chain.yaml"
    yield chain, "pipeline chain.yaml --dry-run"
    yield chain, "pipeline chain.yaml --only build --force --threads 1"
    yield chain, "check chain.yaml"
    small = b"output: out\nstages:\n  host: {command: build, kind: crystal, name: diamond, repeat: [1, 1, 1]}\n" \
            b"  relax: {command: run, deck: [potential tersoff-carbon, minimize lbfgs 0.1 5]}\n" \
            b"  look: {command: analyze, structure: stage:host, rdf: {rmax: 4, output: r.csv}}\n"
    yield {"chain.yaml": small}, "pipeline chain.yaml --threads 1"


ANALYSES = [
    "adf dump.xyz --cutoff Ar-Ar=4.2 -o adf.csv --figure adf.svg",
    "coordination dump.xyz --cutoff Ar-Ar=4.2 --frames last --summary s.yaml",
    "msd dump.xyz -o msd.csv --fit-from 0.02 --fit-to 0.1 --figure m.svg --vacf v.csv --spectrum s.csv",
    "rdf dump.xyz --rmax 6 --bins 50 -o rdf.csv --figure rdf.svg --blocks 2",
    "xrd dump.xyz -o xrd.csv --figure xrd.svg --frames last",
]
CARBON_ANALYSES = [
    "hybridization carbon.xyz --cutoff C-C=1.85 --figure h.svg -o h.csv",
    "pores carbon.xyz --grid 1 --probe 1.2 -o p.csv --table t.csv --figure p.svg",
    "rings carbon.xyz --cutoff C-C=1.85 --max-size 8 -o r.csv --figure r.svg",
    "rdf carbon.xyz --rings C-C=1.85 --ring-size 6 --ring-figure r.svg --rmax 5 --bins 40",
    "coordination carbon.xyz --config c.yaml",
    "domains carbon.xyz --cutoff C-C=1.85 -o d.csv",
]


def analyses():
    frames = {"dump.xyz": trajectory(), "other.xyz": trajectory(2)}
    for words in ANALYSES:
        yield frames, "analyze " + words
    small = {"a.xyz": DIAMOND, "b.xyz": DIAMOND.replace(b"3.567 0 0 0", b"3.6 0 0 0")}
    yield small, "analyze all a.xyz -o out --bond 1.85"
    yield small, "analyze compare a.xyz b.xyz -o comparison"
    for words in CARBON_ANALYSES:
        yield {"carbon.xyz": CARBON, "c.yaml": b"cutoff: [C-C=1.85]\nframes: last\n"}, "analyze " + words


def others():
    yield {}, "build random --species C --atoms 20 --box 12 --min-distance 1.2 --seed 1 -o model.xyz"
    yield {}, "build random --species C H --atoms 10 5 --density 0.5 --min-distance 1.2 -o model.xyz"
    for name in ("graphite", "graphene", "diamond", "bcc"):
        yield {}, f"build crystal {name} --repeat 2 2 1 --rattle 0.05 --seed 1 -o out.xyz"
    for words in ("layers --metal Na --count 2 --size 8 --strain 0.02 --stacking AB", "slit --width 8 --sheets 2 --size 6 6",
                  "wedge --angle 20 --length 12 --depth 5", "edge --edge armchair --width 9 --length 5 --hydrogen",
                  "tube --indices 5 3 --length 5"):
        yield {}, "build " + words + " -o out.xyz"
    yield {}, "build domains --atoms 600 --la 10 --la-deviation 1 --lc 7 --edge zigzag --deck run.in --table s.csv -o model.xyz"
    yield {"d.xyz": DIAMOND}, "formation tersoff-carbon d.xyz --energy C=-7.4 --per C --edge-length 3 -o f.csv"
    forest = {"final.xyz": SODIUM, "forest.yaml": read(DATA / "v0.1/sites/forest.yaml")}
    yield forest, "sites features final.xyz -o features.csv --hull concave"
    yield forest, "sites label final.xyz --forest forest.yaml -o labels"
    yield INSERTED, "sites all . --threshold median -o sites --trees 3"
    yield INSERTED, "sites train . --threshold median -o forest.yaml --trees 3 --output-dir training"
    yield {"s.yaml": b"features:\n  radius: 4\n  hull: concave\n", "final.xyz": SODIUM}, \
        "sites features final.xyz --settings s.yaml"
    yield {}, "info --summary info.yaml"
    yield {}, "info --keywords"
    yield {}, "insert --schema"
    yield {}, "insert --keywords"
    yield {}, "--version"


def all_seeds():
    """(files, words) of every command."""
    groups = (decks, trainings, insertions, pipelines, analyses, others)
    return [(files, words.split()) for group in groups for files, words in group()]
