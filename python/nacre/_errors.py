"""The one exception of the library."""

from __future__ import annotations


class Error(Exception):
    """What went wrong; str() is the whole sentence with file, line, key, value and what is allowed.

    Attributes: kind ('bad_input', 'failed', 'interrupted'), message (without file and line), file, line (from 1; 0: none),
    key (the argument or keyword; may be empty).
    """

    kind: str = "failed"
    message: str = ""
    file: str = ""
    line: int = 0
    key: str = ""
