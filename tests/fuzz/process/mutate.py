"""Breaks command lines and files: hostile values, other orders, missing files, folders in place of files, any bytes."""
import re

NUMBERS = ["nan", "inf", "-inf", "1e18", "-1e18", "1e400", "-1", "0", "-0.0", "1e-300", "99999999999999999999", "1e9",
           "2147483648", "-2147483649", "4294967296", "1000000", "0x10", "1e", "1.5.2", "1,5", "+3", "1e5", "0.1", "2",
           "3.0", "1_000", "٣", "1d0", ".", "-", "1/2"]
WORDS = ["", " ", "a" * 5000, "\udcff\udcfe", "\udcc3", "%s%n%x", "../x", "-", "--", "--help", "{}", "[1, 2", "&a [*a]",
         "!!binary x", "é", "\x1b[31mred", "\x07", "true", "~", "null", "1:2", "C-C=1", "C-C=nan", "C-C=1e9", "C-X=2",
         "Xx", "H", "Na", "*", ".", "..", "#", "'", '"', "\\", "a\nb", "\t", "=", ":", "/dev/null", "/dev/full",
         "/nowhere/x", "nan:inf", "c=0:nan", "0:99", "all", "last", "cuda:-1", "cuda:99", "auto", "out/", "stage:build",
         "stage:nowhere/x", "nep.txt", "model.xyz", "run.in", "tersoff-carbon", "name with blank", "x" * 300 + ".xyz"]
SMALL_FILES = [b"", b"\n", b"\0", b"\xff\xfe\x00", b"0\n\n", b"1\n\nC 0 0 0\n", b"-1\n", b"a: [", b"{}", b"[]", b"- - -\n",
               b"\x1f\x8b\x08", b"data_x\n_cell_length_a 3\n", b"#" * 100000, b"1 " * 50000 + b"\n", b"&a [*a]\n",
               b"nep4 1 C\n", b"lj 1 Ar\n", b"99999999999\nLattice=\"1 0 0 0 1 0 0 0 1\"\n"]


def hostile(random):
    return random.choice(NUMBERS if random.random() < 0.6 else WORDS)


def as_bytes(word):
    return word.encode("utf-8", "surrogateescape")


def near(random, number):
    """One that may be accepted, and is odd all the same."""
    try:
        value = float(number)
        return random.choice([f"{value * 10:g}", f"{value / 10:g}", f"{value * 1000:g}", f"{-value:g}", f"{value + 1:g}",
                              f"{value - 1:g}", f"{value / 1e6:g}", f"{value:.17g}", "0", "1"])
    except ValueError:
        return hostile(random)


# ---------------------------------------------------------------- one text

def number_places(line):
    return [m.span() for m in re.finditer(rb"(?<![\w.])[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?(?![\w.])", line)]


def change_number(random, line):
    places = number_places(line)
    if not places:
        return line + b" " + as_bytes(hostile(random))
    begin, end = random.choice(places)
    other = near(random, line[begin:end]) if random.random() < 0.5 else hostile(random)
    return line[:begin] + as_bytes(other) + line[end:]


def change_word(random, line):
    words = line.split(b" ")
    k = random.randrange(len(words))
    action = random.randrange(4)
    if action == 0:
        words[k] = as_bytes(hostile(random))
    elif action == 1:
        del words[k]
    elif action == 2:
        words.insert(k, random.choice(words))
    else:
        words.insert(k, as_bytes(hostile(random)))
    return b" ".join(words)


def change_byte(random, line):
    k = random.randrange(len(line) + 1)
    byte = bytes([random.choice([0, 9, 13, 27, 32, 34, 35, 39, 44, 45, 58, 61, 91, 123, 127, 195, 255,
                                 random.randrange(256)])])
    return line[:k] + byte + line[k + random.randrange(2):]


def change_line(random, lines):
    k = random.randrange(len(lines))
    action = random.randrange(8)
    if action < 3:
        lines[k] = change_number(random, lines[k])
    elif action < 5:
        lines[k] = change_word(random, lines[k])
    elif action < 6:
        lines[k] = change_byte(random, lines[k])
    elif action < 7:
        lines[k:k + 1] = random.choice([[], [lines[k], lines[k]], [lines[k] * 2], [b""], [random.choice(lines)]])
    else:
        other = random.randrange(len(lines))
        lines[k], lines[other] = lines[other], lines[k]
    return lines


def change_whole(random, content):
    action = random.randrange(7)
    if action == 0:
        return content[:random.randrange(len(content) + 1)]
    if action == 1:
        return content.replace(b"\n", b"\r\n" if random.random() < 0.5 else b"\r")
    if action == 2:
        return b"\xef\xbb\xbf" + content
    if action == 3:
        return content * random.choice([2, 3])
    if action == 4:
        return random.choice(SMALL_FILES)
    if action == 5:
        return content + random.choice(SMALL_FILES)
    return content.rstrip(b"\n")


def change_text(random, content):
    if random.random() < 0.1 or not content:
        return change_whole(random, content)
    lines = content.split(b"\n")
    # The first lines of a file decide about the rest.
    if len(lines) > 12 and random.random() < 0.5:
        return b"\n".join(change_line(random, lines[:6]) + lines[6:])
    return b"\n".join(change_line(random, lines))


# ---------------------------------------------------------------- a folder

FOLDER, ABSENT, LOOP = object(), object(), object()  # in place of a file's content


def change_file(random, files):
    if not files:
        return
    name = random.choice(sorted(files))
    if not isinstance(files[name], bytes):
        return
    action = random.randrange(40)
    if action < 3:
        files[name] = (FOLDER, ABSENT, LOOP)[action]
    elif action == 3:
        other = files[random.choice(sorted(files))]
        files[name] = other if isinstance(other, bytes) else files[name]
    else:
        files[name] = change_text(random, files[name])


# ---------------------------------------------------------------- a command line

def change_words(random, words, options):
    """`options`: the flags of this command, from its help."""
    action = random.randrange(10)
    k = random.randrange(len(words))
    if action < 3:  # a value
        values = [n for n, word in enumerate(words) if n > 1 and not word.startswith("--")] or [k]
        at = random.choice(values)
        words[at] = near(random, words[at]) if random.random() < 0.5 else hostile(random)
    elif action < 7 and options:  # an option more
        flag = random.choice(options)
        more = [flag] if random.random() < 0.15 else [flag, hostile(random)]
        if random.random() < 0.1:
            more = [flag + "=" + hostile(random)]
        at = len(words) if random.random() < 0.7 else k
        words[at:at] = more
    elif action == 7:
        del words[k]
    elif action == 8:
        words.insert(k, random.choice(words))
    else:
        other = random.randrange(len(words))
        words[k], words[other] = words[other], words[k]
    return words


def mutated(random, files, words, options):
    """A few changes; what was asked of the program may still be right."""
    files, words = dict(files), list(words)
    for _ in range(random.choice([1, 1, 1, 2, 2, 3, 5])):
        if files and random.random() < 0.65:
            change_file(random, files)
        else:
            words = change_words(random, words, options) or ["run"]
    return files, [word.replace("\0", "") for word in words]
