#!/usr/bin/env python3
"""Form factors by the package periodictable (public domain), whose table of the coefficients of Waasmaier and Kirfel was
typed apart from Nacre's: f0.csv, electrons, for Q in 1/A.

    pip install periodictable==2.1.0 && ./make.py
"""
import math
from pathlib import Path

import periodictable
from periodictable import cromermann

Q = [0, 0.25, 0.5, 1, 2, 4, 8, 16, 32]
with open(Path(__file__).parent / "f0.csv", "w") as out:
    print(f"# make.py with periodictable {periodictable.__version__}", file=out)
    print("element," + ",".join(f"{q:g}" for q in Q), file=out)
    for element in list(periodictable.elements)[:98]:
        f = [float(cromermann.getCMformula(element.symbol).atstol(q / (4 * math.pi))) for q in Q]
        print(element.symbol + "," + ",".join(f"{x:.7f}" for x in f), file=out)
