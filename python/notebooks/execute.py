"""Executes the notebooks of this folder, or those named, each in a folder of its own, and writes nothing back. Two at a time:
half of a notebook's seconds are those of its start. Exit code 1 when one fails."""

import pathlib
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from traitlets.config import Config

here = pathlib.Path(__file__).resolve().parent
files_not_ports = Config({"KernelManager": {"transport": "ipc"}})


def execute(path: pathlib.Path) -> bool:
    begin = time.perf_counter()
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(f"import pathlib; REPOSITORY = pathlib.Path({str(here.parents[1])!r})"))
        try:
            NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}},
                           config=files_not_ports).execute()
        except CellExecutionError as problem:
            print(f"{path.name}: failed\n{problem}", flush=True)
            return False
    print(f"{path.name}: {time.perf_counter() - begin:.1f} s", flush=True)
    return True


if __name__ == "__main__":
    names = sys.argv[1:]
    notebooks = [p for p in sorted(here.glob("*.ipynb")) if not names or p.stem in names]
    with ThreadPoolExecutor(2) as pool:
        passed = list(pool.map(execute, notebooks))
    sys.exit(0 if passed and all(passed) else 1)
