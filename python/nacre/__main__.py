"""The command `nacre`: the program that comes with the package."""

from __future__ import annotations

import os
import pathlib
import sys


def program() -> pathlib.Path:
    """The program of this package."""
    return pathlib.Path(__file__).resolve().parent / "bin" / "nacre"


def main() -> None:
    path = program()
    if not path.exists():
        sys.exit("nacre: the program is missing from the package; reinstall it")
    os.execv(path, [str(path), *sys.argv[1:]])


if __name__ == "__main__":
    main()
