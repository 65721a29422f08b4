"""The kinds of disturbance of scripts/torture. Each is a function of a trial that runs the program, disturbs it and returns
complaints; what a user does next, and whether the files are right then, is rules.follow_up()."""
import os
import resource
import signal
import subprocess
import time

import rules

MEBI = 1 << 20


class Trial:
    """A folder with the inputs of a subject, random numbers of its own, and a word on how it ended."""

    def __init__(self, whole, folder, draw):
        self.whole, self.subject, self.folder, self.draw = whole, whole.subject, folder, draw
        self.ends, self.details = [], []

    def start(self, words, **how):
        """In the background."""
        how = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **how}
        return subprocess.Popen([self.whole.program, *words], cwd=self.folder, **how)

    def finish(self, process):
        try:
            _, err = process.communicate(timeout=rules.SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return rules.Outcome("hangs", "", "")
        return rules.Outcome(process.returncode, "", (err or b"").decode("utf-8", "replace"))

    def some_moment(self):
        """Seconds, within what an undisturbed call takes; early moments are as likely as late ones."""
        return self.draw.random() * 1.05 * self.whole.seconds

    def signalled(self, words, number):
        process = self.start(words)
        moment = self.some_moment()
        self.details.append(f"{signal.Signals(number).name} after {moment:.3f} s")
        time.sleep(moment)
        process.send_signal(number)
        return self.finish(process)

    def follow_up(self):
        end, complaints = rules.follow_up(self.whole, self.folder)
        self.ends.append(end)
        return complaints


def is_first_word(code):
    """A program that ends before it has installed its handlers is ended by the signal, as any other."""
    return code in (-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)


def kills(trial):
    """One to four times in a row, with a resume in between."""
    complaints = []
    words = trial.subject.start
    for _ in range(trial.draw.randint(1, 4)):
        outcome = trial.signalled(words, signal.SIGKILL)
        complaints += trial.whole.wrong_files(trial.folder)
        if outcome.code not in (-9, 0):
            complaints += rules.of_message(outcome)
        words = trial.subject.resume
    return complaints + trial.follow_up()


def signals(trial):
    complaints = []
    words = trial.subject.start
    for _ in range(trial.draw.randint(1, 3)):
        outcome = trial.signalled(words, trial.draw.choice([signal.SIGTERM, signal.SIGINT, signal.SIGHUP]))
        if not is_first_word(outcome.code):
            complaints += rules.of_message(outcome)
        complaints += trial.whole.wrong_files(trial.folder)
        words = trial.subject.resume
    return complaints + trial.follow_up()


# ---------------------------------------------------------------- disks

def can_mount(folder):
    return os.geteuid() == 0 and mount(folder, 1 << 16) and unmount(folder)


def mount(folder, size):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True,
                          check=False).returncode == 0


def unmount(folder):
    return subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0


def full_disk(trial):
    """A file system of a few pages more than the inputs. Later it gets room, as when somebody has tidied up."""
    taken = sum(len(content) + 8192 for content in trial.subject.files.values())
    all_of_it = sum(len(content) + 8192 for content in trial.whole.files.values())
    size = trial.draw.randint(taken, taken + all_of_it) // 4096 * 4096
    trial.details.append(f"a disk of {size} bytes")
    disk = trial.folder.parent / "disk"
    disk.mkdir()
    if not mount(disk, size):
        return limited_files(trial)
    try:
        trial.folder = disk / "in"
        trial.subject.prepare(trial.folder)
        outcome = rules.call(trial.whole.program, trial.subject.start, trial.folder)
        complaints = rules.of_message(outcome) + trial.whole.wrong_files(trial.folder)
        subprocess.run(["mount", "-o", "remount,size=256m", str(disk)], check=True)
        return complaints + trial.follow_up()
    finally:
        unmount(disk)


def limited_files(trial):
    """A limit of the file size (ulimit -f) is a disk that is full for large files."""
    largest = max(len(content) for content in trial.whole.files.values())
    limit = trial.draw.randint(1, largest)
    trial.details.append(f"files of at most {limit} bytes")
    outcome = rules.call(trial.whole.program, trial.subject.start, trial.folder,
                         limits=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    return rules.of_message(outcome) + trial.whole.wrong_files(trial.folder) + trial.follow_up()


def disks(trial):
    return full_disk(trial) if trial.draw.random() < 0.7 and os.geteuid() == 0 else limited_files(trial)


# ---------------------------------------------------------------- channels, memory, others

def descriptors(trial):
    """Any of 0 to 2 closed, the others full or as they are."""
    closed = [number for number in range(3) if trial.draw.random() < 0.6]
    full = [number for number in (1, 2) if number not in closed and trial.draw.random() < 0.4]
    trial.details.append(f"closed {closed}, full {full}")

    def surround():
        for number in closed:
            os.close(number)
        for number in full:
            os.dup2(os.open("/dev/full", os.O_WRONLY), number)

    process = trial.start(trial.subject.start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=surround)
    outcome = trial.finish(process)
    complaints = trial.whole.differences(trial.folder)
    if outcome.code not in ((0, 1) if 1 in full else (0,)):
        complaints.append(f"exit code {outcome.code}")
    return complaints + trial.follow_up()


def memory(trial):
    limit = trial.draw.randint(20 * MEBI, max(21 * MEBI, int(1.1 * trial.whole.memory)))
    trial.details.append(f"ulimit -v {limit // 1024}")
    outcome = rules.call(trial.whole.program, trial.subject.start, trial.folder,
                         limits=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    # The loader of the system finds no room for the libraries: nothing of ours has begun.
    is_begun = outcome.code != 127 or "shared librar" not in outcome.err
    complaints = rules.of_message(outcome) if is_begun else []
    return complaints + trial.whole.wrong_files(trial.folder) + trial.follow_up()


def two_processes(trial):
    """The second is refused, or comes when the first has ended."""
    words = trial.draw.choice([trial.subject.start, trial.subject.resume, trial.subject.restart])
    first = trial.start(trial.subject.start)
    moment = trial.some_moment()
    trial.details.append(f"second after {moment:.3f} s: {' '.join(words)}")
    time.sleep(moment)
    second = trial.start(words)
    outcomes = [trial.finish(process) for process in (first, second)]
    complaints = [text for outcome in outcomes for text in rules.of_message(outcome)]
    if all(outcome.code != 0 for outcome in outcomes):
        complaints.append(f"neither came to its end: {outcomes[0].last_words()}; {outcomes[1].last_words()}")
    return complaints + trial.follow_up()


# ---------------------------------------------------------------- damage

def flip_bit(draw, content):
    changed = bytearray(content)
    changed[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def lose_tail(draw, content):
    return content[:draw.randrange(len(content))]


def lose_to_zeros(draw, content):
    keep = draw.randrange(len(content))
    return content[:keep] + b"\0" * (len(content) - keep)


def edit_row(draw, content):
    rows = content.split(b"\n")
    k = draw.randrange(len(rows))
    rows[k:k + 1] = draw.choice([[], [rows[k], rows[k]], [rows[k][::-1]], [b"1 2 3"]])
    return b"\n".join(rows)


def add_tail(draw, content):
    return content + content[-draw.randrange(1, 200):]


def remove(_draw, _content):
    return None


DAMAGES = [flip_bit, lose_tail, lose_to_zeros, edit_row, add_tail, remove]


def damageable(trial):
    """Checkpoints and what grows: what a resume counts on."""
    names = [name for name in rules.files_of(trial.folder) if not rules.is_part(name)]
    last = tuple({"nacre.checkpoint", "nacre.train", "nacre.insert"})
    return [name for name in names if name.endswith(last) or trial.subject.is_growing(name)]


def damage(trial):
    """Work that was cut off, one of its files damaged; then put back as it was."""
    outcome = trial.signalled(trial.subject.start, trial.draw.choice([signal.SIGTERM, signal.SIGKILL]))
    names = damageable(trial)
    if not names:
        return trial.follow_up()
    # What is added to a result stays there: a resume that has nothing to do touches nothing.
    damages = DAMAGES if outcome.code != 0 else [how for how in DAMAGES if how is not add_tail]
    name, how = trial.draw.choice(names), trial.draw.choice(damages)
    trial.details.append(f"{how.__name__} of {name}")
    path = trial.folder / name
    good = path.read_bytes()
    if not good:
        return trial.follow_up()
    bad = how(trial.draw, good)
    path.unlink() if bad is None else path.write_bytes(bad)
    outcome, complaints = rules.refused(trial.whole, trial.subject.resume, trial.folder)
    if outcome.code == 0:
        return complaints + trial.whole.differences(trial.folder) + trial.follow_up()
    path.write_bytes(good)
    trial.ends.append("refused")
    return complaints + trial.follow_up()


KINDS = {"kills": kills, "signals": signals, "disks": disks, "descriptors": descriptors, "damage": damage,
         "two processes": two_processes, "memory": memory}
