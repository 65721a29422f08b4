"""Runs one call in a throw-away folder and says what is wrong with how it ended."""
import os
import pathlib
import pwd
import resource
import signal
import subprocess
import time

from mutate import ABSENT, FOLDER, LOOP

CODES = (0, 1, 2, 130)
RAW_WORDS = ("std::", "basic_", "vector::", "filesystem error", "bad_alloc", "terminate called", "what()", "_M_",
             "stoi", "stod", "map::at", "yaml-cpp", "Assertion")
CPU_SECONDS = 5      # of a call that cannot be stopped, and of one that is asked to stop after a second
ASK_SECONDS = 1      # then a call that can stop is asked to
CAN_STOP = ("run", "train", "insert", "pipeline")
WALL_SECONDS = 60    # of a call that sleeps
MEMORY = 4 << 30
LONGEST = 20000      # bytes of a message


def nobody():
    """As root the calls get a user without rights: what they are told to write may stand anywhere."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        return None


def can_run_as(user, program):
    if user is None:
        return False
    try:
        return subprocess.run([program, "--version"], user=user.pw_uid, group=user.pw_gid, extra_groups=[],
                              capture_output=True, check=False).returncode == 0
    except OSError:
        return False


class Place:
    """A folder deep enough that `..` stays inside of ours."""

    def __init__(self, base, user):
        self.base, self.user = base, user
        self.path = base / "a" / "b" / "case"

    def fill(self, files):
        self.path.mkdir(parents=True)
        for name, content in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is FOLDER:
                path.mkdir()
            elif content is LOOP:
                path.symlink_to(name)
            elif content is not ABSENT:
                path.write_bytes(content)
        if self.user is not None:
            for folder, _, names in os.walk(self.base):
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
                for name in names:
                    os.chown(pathlib.Path(folder) / name, self.user.pw_uid, self.user.pw_gid, follow_symlinks=False)


def cpu_seconds(process):
    try:
        fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 << 20, 256 << 20))
    os.nice(int(os.environ.get("NACRE_FUZZ_NICE", "0")))


class Ending:
    def __init__(self):
        self.code, self.out, self.err, self.late = None, "", "", ""


def watch(process, can_stop):
    """Waits; asks to stop, then ends it. What was wrong with the time it took, or ''."""
    begin, asked = time.monotonic(), False
    while True:
        try:
            process.wait(0.2)
            return ""
        except subprocess.TimeoutExpired:
            pass
        used = cpu_seconds(process)
        if used > CPU_SECONDS or time.monotonic() - begin > WALL_SECONDS:
            process.kill()
            process.wait()
            return "asked to stop, it went on" if asked else "took too long"
        if can_stop and used > ASK_SECONDS and not asked:
            process.send_signal(signal.SIGTERM)
            asked = True


def run(program, words, place):
    """Standard output and error go to files, so that nothing waits for a reader."""
    end = Ending()
    user = place.user
    as_user = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    out, err = place.base / "stdout", place.base / "stderr"
    with open(out, "wb") as stdout, open(err, "wb") as stderr, open(os.devnull, "rb") as stdin:
        arguments = [os.fsencode(word) for word in [program, *words]]
        process = subprocess.Popen(arguments, cwd=place.path, stdin=stdin, stdout=stdout, stderr=stderr,
                                   preexec_fn=limit_memory, start_new_session=True, **as_user)
        end.late = watch(process, bool(words) and words[0] in CAN_STOP)
    end.code = process.returncode
    end.out, end.err = (path.read_bytes().decode("utf-8", "replace") for path in (out, err))
    return end


def is_result(words, name):
    """Files that the call goes on with or replaces: they are its own."""
    return words and words[0] in ("run", "train", "insert", "pipeline", "sites") and \
        name in ("nacre.checkpoint", "nacre.train", "nacre.insert", "thermo.out", "loss.out", "nep.txt", "nep.restart",
                 "insert.csv", "structures.xyz", "final.xyz", "forest.yaml")


def changed_inputs(files, words, place):
    changed = []
    for name, content in files.items():
        path = place.path / name
        if isinstance(content, bytes) and not is_result(words, name):
            if not path.is_file() or path.read_bytes() != content:
                changed.append(name)
    return changed


def is_long_work(words):
    """Millions of atoms are built for as long as it takes."""
    digits = [word for word in words if word.isdigit()]
    return bool(words) and words[0] == "build" and any(int(word) >= 1000000 for word in digits)


def findings(end, files, words, place):
    """Every rule that the call broke, as (kind, text)."""
    found = []
    if end.late and not is_long_work(words):
        return [("time", end.late)]
    if end.code not in CODES and not end.late:
        found.append(("exit code", str(end.code)))
    if end.code not in (0, None) and not end.late and not end.err.strip():
        found.append(("silent", f"exit code {end.code} without a word"))
    if end.code == 130 and "ended at once" in end.err:
        found.append(("time", "it could not be stopped"))
    if len(end.err) > LONGEST:
        found.append(("long message", f"{len(end.err)} characters"))
    for word in RAW_WORDS:
        if word in end.err or (end.code != 0 and word in end.out):
            found.append(("raw message", word))
    for name in changed_inputs(files, words, place):
        found.append(("input changed", name))
    if end.code in CODES and any(".nacre-part" in path.name for path in place.path.rglob("*")):
        found.append(("half-written file", "left behind"))
    return found
