"""Executes every notebook of this folder in a folder of its own, and writes nothing back. Exit code 1 when one fails."""

import pathlib
import sys
import tempfile
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

here = pathlib.Path(__file__).resolve().parent


def execute(path: pathlib.Path) -> bool:
    begin = time.perf_counter()
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(f"import pathlib; REPOSITORY = pathlib.Path({str(here.parents[1])!r})"))
        try:
            NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
        except CellExecutionError as problem:
            print(f"{path.name}: failed\n{problem}")
            return False
    print(f"{path.name}: {time.perf_counter() - begin:.1f} s")
    return True


if __name__ == "__main__":
    names = sys.argv[1:]
    notebooks = [p for p in sorted(here.glob("*.ipynb")) if not names or p.stem in names]
    sys.exit(0 if notebooks and all([execute(p) for p in notebooks]) else 1)
