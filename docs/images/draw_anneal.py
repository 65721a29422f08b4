#!/usr/bin/env python3
"""Draws docs/images/anneal.svg: temperature and bond shares of a finished run of input/anneal-carbon.

Usage: draw_anneal.py NACRE RUN_FOLDER OUT.svg
The bond shares are those that `nacre analyze coordination` gives for each frame of RUN_FOLDER/dump.xyz.
Needs Python 3.9 and nothing else.
"""
import pathlib
import subprocess
import sys
import tempfile

WIDTH, HEIGHT, LEFT, RIGHT, GAP = 760, 460, 70, 110, 34
INK, GRID = "#222222", "#dddddd"
COLOURS = {1: "#888888", 2: "#0072b2", 3: "#d55e00", 4: "#009e73"}
NAMES = {1: "1 bond", 2: "2 (sp)", 3: "3 (sp2)", 4: "4 (sp3)"}


def read_temperature(path):
    """Time (fs) and temperature (K) of every row; the interval stands in the header of each run."""
    rows, time, step = [], 0.0, 0.0
    for line in open(path):
        if line.startswith("# dt_output"):
            step = float(line.split()[2])
        elif not line.startswith("#"):
            time += step
            rows.append((time, float(line.split()[0])))
    return rows


def read_shares(nacre, path):
    """Time (fs) and {bonds: share} of every frame."""
    lines, at, result = open(path).read().splitlines(), 0, []
    while at < len(lines):
        count = int(lines[at])
        frame = lines[at : at + count + 2]
        time = float(frame[1].split("Time=")[1].split()[0])
        with tempfile.TemporaryDirectory() as folder:
            one = pathlib.Path(folder, "frame.xyz")
            one.write_text("\n".join(frame) + "\n")
            summary = pathlib.Path(folder, "summary.yaml")
            subprocess.run([nacre, "analyze", "coordination", one, "--cutoff", "C-C=1.85", "--summary", summary],
                           check=True, stdout=subprocess.DEVNULL)
            result.append((time, shares_of(summary.read_text())))
        at += count + 2
    return result


def shares_of(yaml):
    shares, inside = {}, False
    for line in yaml.splitlines():
        if line.startswith("shares:"):
            inside = True
        elif inside and line.startswith("  "):
            bonds, share = line.split(":")
            shares[int(bonds)] = float(share)
        else:
            inside = False
    return shares


class Panel:
    """One plot: data in, SVG elements out."""

    def __init__(self, top, height, times, values):
        self.top, self.height, self.times, self.values = top, height, times, values
        self.parts, self.names = [], []

    def x(self, t):
        return LEFT + (WIDTH - LEFT - RIGHT) * (t - self.times[0]) / (self.times[1] - self.times[0])

    def y(self, v):
        return self.top + self.height * (self.values[1] - v) / (self.values[1] - self.values[0])

    def text(self, x, y, words, anchor="middle", colour=INK, turn=""):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{turn}>{words}</text>')

    def axes(self, ticks, label, times=()):
        for v in ticks:
            self.parts.append(f'<path d="M{LEFT} {self.y(v):.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>')
            self.text(LEFT - 8, self.y(v) + 4, f"{v:g}", "end")
        for t in times:
            self.text(self.x(t), self.top + self.height + 18, f"{t / 1000:g}")
        self.parts.append(f'<path d="M{LEFT} {self.top}V{self.top + self.height}H{WIDTH - RIGHT}" stroke="{INK}" fill="none"/>')
        middle = self.top + self.height / 2
        self.text(18, middle, label, turn=f' transform="rotate(-90 18 {middle:.1f})"')

    def line(self, points, colour, name=None, dots=False):
        d = "M" + "L".join(f"{self.x(t):.1f} {self.y(v):.1f}" for t, v in points)
        self.parts.append(f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        if dots:
            self.parts += [f'<circle cx="{self.x(t):.1f}" cy="{self.y(v):.1f}" r="2.6" fill="{colour}"/>' for t, v in points]
        if name:
            self.names.append((self.y(points[-1][1]) + 4, name, colour))

    def name_lines(self):
        """Names at the right end of the lines, pushed up where they would cover each other."""
        below = float("inf")
        for y, name, colour in sorted(self.names, reverse=True):
            below = min(y, below - 15)
            self.text(WIDTH - RIGHT + 8, below, name, "start", colour)


def main(nacre, folder, out):
    temperature = read_temperature(pathlib.Path(folder, "thermo.out"))
    shares = read_shares(nacre, pathlib.Path(folder, "dump.xyz"))
    end = temperature[-1][0]
    hottest = 1000 * (int(max(v for _, v in temperature) / 1000) + 1)
    height = (HEIGHT - 3 * GAP - 20) / 2
    top = Panel(GAP, height, (0, end), (0, hottest))
    top.axes(range(0, hottest + 1, 2000), "temperature (K)")
    top.line(temperature, INK)
    low = Panel(2 * GAP + height, height, (0, end), (0, 100))
    low.axes(range(0, 101, 25), "atoms (%)", range(0, int(end) + 1, 1000))
    low.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "time (ps)")
    for bonds, colour in COLOURS.items():
        low.line([(t, 100 * s.get(bonds, 0.0)) for t, s in shares], colour, NAMES[bonds], dots=True)
    low.name_lines()
    body = "\n".join(top.parts + low.parts)
    pathlib.Path(out).write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n')


if __name__ == "__main__":
    main(*sys.argv[1:])
