"""The package: what it brings, how fast it comes, and that its documents are there."""

import importlib.resources
import inspect
import subprocess
import sys
import time

import nacre


def test_import_is_quick():
    """0.1 s above numpy's: seconds of the processor, best of several, because others may use the machine."""
    def seconds(module):
        code = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
        return min(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
                   for _ in range(5))

    assert seconds("nacre") - seconds("numpy") < 0.1


def test_ase_pandas_and_matplotlib_come_later():
    code = "import nacre, sys; print([m for m in ('ase', 'pandas', 'matplotlib') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_the_command_comes_with_it():
    from nacre.__main__ import program

    out = subprocess.run([sys.executable, "-m", "nacre", "--version"], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == f"nacre {nacre.__version__}"
    assert program().exists()


def test_stubs_and_docstrings():
    folder = importlib.resources.files("nacre")
    assert (folder / "py.typed").is_file()
    stub = (folder / "_nacre.pyi").read_text()
    for name in ("class Structure", "class PotentialCore", "def run", "def relax"):
        assert name in stub
    for name in nacre.__all__:
        thing = getattr(nacre, name)
        assert inspect.getdoc(thing), name


def test_threads_and_devices():
    nacre.set_threads(1)
    assert isinstance(nacre.cuda_devices(), list)
    assert "nep4" in nacre.known_potentials() and "cg" in nacre.known_minimizers()
    begin = time.perf_counter()
    assert nacre.__version__
    assert time.perf_counter() - begin < 1
