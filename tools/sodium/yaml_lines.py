"""Numbers out of a flat YAML summary, and results into YAML; JSON is YAML, so the standard library is enough."""
import json
import pathlib
import re


def numbers(path):
    found = re.findall(r"(?m)^(\w+): ([-+\d.eE]+)$", pathlib.Path(path).read_text())
    return {key: float(value) for key, value in found}


def text(result):
    lines = [f"{key}: {json.dumps(value)}" for key, value in result.items() if key != "rows"]
    lines += ["rows:"] + [f"  - {json.dumps(row)}" for row in result["rows"]]
    return "\n".join(lines) + "\n"
