"""What must hold after a disturbance: a message and an exit code of ours, no wrong file, and a further start that gives the
files of a call that nobody disturbed.

A complaint is a line of text; no complaint, all is well.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

CODES = (0, 1, 2, 130)
RAW_WORDS = ("std::", "basic_", "vector::", "filesystem error", "bad_alloc", "terminate called", "_M_", "Assertion")
HIDDEN = (".nacre.lock",)
SECONDS = 120  # after which a call hangs


def scratch():
    """A folder of our own, in memory where that can be."""
    shared = pathlib.Path("/dev/shm")
    return pathlib.Path(tempfile.mkdtemp(prefix="nacre-faults-", dir=shared if os.access(shared, os.W_OK) else None))


class Outcome:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def last_words(self):
        return (self.err.strip() or self.out.strip())[-200:].replace("\n", " | ")


def call(program, words, folder, environment=None, limits=None):
    """`limits` is called in the new process, before the program."""
    try:
        done = subprocess.run([program, *words], cwd=folder, env={**os.environ, **(environment or {})},
                              preexec_fn=limits, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Outcome("hangs", "", "")
    return Outcome(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def files_of(folder):
    """Name and content of every file, what .old holds left out."""
    files = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and not path.is_symlink() and path.name not in HIDDEN and not is_old(name):
            files[name] = path.read_bytes()
    return files


def is_old(name):
    return re.search(r"\.old(/|$)", name) is not None


def is_part(name):
    return ".nacre-part" in name


class Whole:
    """The files of the call that nobody disturbs, how long it takes, and bytes of address space that are enough."""

    memory = 400 << 20

    def __init__(self, subject, program):
        self.subject, self.program = subject, str(pathlib.Path(program).resolve())
        base = scratch()
        try:
            subject.prepare(base / "whole")
            begin = time.monotonic()
            outcome = call(self.program, subject.start, base / "whole")
            self.seconds = time.monotonic() - begin
            if outcome.code != 0:
                raise SystemExit(f"the undisturbed call of {subject.name} fails: {outcome.last_words()}")
            self.files = files_of(base / "whole")
        finally:
            shutil.rmtree(base)

    def same(self, name, content):
        return self.subject.masked(name, content) == self.subject.masked(name, self.files[name])

    def differences(self, folder):
        """Of a call that has ended well."""
        found = files_of(folder)
        wanted = {name for name in self.files if self.subject.is_compared(name)}
        complaints = [f"{name} is missing" for name in sorted(wanted - set(found))]
        for name in sorted(found):
            if name in wanted and not self.same(name, found[name]):
                complaints.append(f"{name} differs from that of the undisturbed call")
            if name not in self.files and self.subject.is_compared(name) and not is_part(name):
                complaints.append(f"{name} is too much")
        return complaints

    def wrong_files(self, folder, was_killed=True):
        """Of a call that was cut off: what grows is the beginning of what it will be, and ends with a whole row unless the
        program was killed within one; what is replaced is whole."""
        complaints = []
        for name, content in files_of(folder).items():
            if name not in self.files or not self.subject.is_compared(name) or self.subject.is_passing(name):
                continue
            if self.subject.is_growing(name):
                if not self.subject.masked(name, self.files[name]).startswith(self.subject.masked(name, content)):
                    complaints.append(f"{name} is not the beginning of the undisturbed one")
                elif content and not content.endswith(b"\n") and not was_killed:
                    complaints.append(f"{name} ends within a row")
            elif not self.same(name, content):
                complaints.append(f"{name} is neither absent nor whole")
        return complaints


def of_message(outcome, channel_is_left=True):
    """Rules of every ending that is not a kill."""
    complaints = []
    if outcome.code not in CODES:
        complaints.append(f"exit code {outcome.code}: {outcome.last_words()}")
    elif outcome.code != 0 and channel_is_left and not outcome.err.strip():
        complaints.append(f"exit code {outcome.code} without a word")
    complaints += [f"the message holds {word!r}: {outcome.last_words()}" for word in RAW_WORDS if word in outcome.err]
    return complaints


def leftovers(folder):
    return [f"{path.relative_to(folder)} is left behind" for path in folder.rglob("*")
            if is_part(path.name) or path.name in HIDDEN]


def as_is(folder):
    """For the comparison around a refused start, which may take away what dead processes left half written, and of a
    pipeline write down what it did."""
    return {name: content for name, content in files_of(folder).items() if not is_part(name)
            and not name.endswith(("log.txt", "started.yaml", "out/page.txt", "out/summary.yaml"))}


def refused(whole, words, folder):
    """A start that may be refused: (outcome, complaints)."""
    before = as_is(folder)
    outcome = call(whole.program, words, folder)
    complaints = of_message(outcome)
    if outcome.code not in (0, 130) and as_is(folder) != before:
        changed = sorted(name for name in {**before, **as_is(folder)} if before.get(name) != as_is(folder).get(name))
        complaints.append(f"a refused start ({outcome.last_words()}) changed {', '.join(changed)}")
    return outcome, complaints


def follow_up(whole, folder):
    """What a user does next: --resume, else a start, else a new beginning. (kind of the end, complaints)"""
    subject, complaints = whole.subject, []
    has_checkpoint = subject.checkpoint is not None and (folder / subject.checkpoint).exists()
    for kind, words in (("resumed", subject.resume), ("started", subject.start), ("begun anew", subject.restart)):
        outcome, more = refused(whole, words, folder)
        complaints += [f"{kind}: {text}" for text in more]
        if outcome.code == 0:
            break
    else:
        return "lost", complaints + [f"no start succeeds: {outcome.last_words()}"]
    if kind == "begun anew" or (has_checkpoint and kind != "resumed"):
        complaints.append(f"what was done is lost: it was {kind}, not resumed")
    complaints += whole.differences(folder) + leftovers(folder)
    again, more = refused(whole, subject.resume, folder)
    if again.code != 0:
        complaints.append(f"a call after the last one fails: {again.last_words()}")
    return kind, complaints + more + [f"after one more call {text}" for text in whole.differences(folder)]
