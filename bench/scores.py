"""How well Mahdar reads: ../shared/score over the gold articles and the seeds, as the table of the README.

    .venv/bin/python bench/scores.py            the table
    .venv/bin/python bench/scores.py --floors   the same, cut to two digits, as tests/gate/floors.toml holds them

SHARED says where the data lies, if not in ../shared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from mahdar import Settings
from mahdar.batch import read_all
from mahdar.sources import open_source

SHARED = Path(os.environ.get("SHARED") or Path(__file__).parents[2] / "shared")
PARTS = ("seeds", "dev", "even", "odd")
BARS = {
    "seeds": {
        "person": 0.95,
        "meeting participant": 0.90,
        "statement+speaker": 0.85,
        "ask": 0.80,
        "event+parties": 0.60,
        "reference": 1.0,
    },
    "dev": {
        "person": 0.80,
        "organization": 0.60,
        "place": 0.80,
        "role": 0.60,
        "statement+speaker": 0.60,
        "event": 0.50,
        "event+parties": 0.33,
        "event whole": 0.27,
        "ask": 0.45,
        "meeting participant": 0.50,
        "claim or report": 0.80,
        "status": 0.88,
        "event place": 0.45,
    },
}
SHOWN = tuple(dict.fromkeys((*BARS["dev"], *BARS["seeds"])))


@cache
def figures(part: str) -> dict[str, float]:
    """Every figure of one part: seeds, dev, or the dev articles at even or odd places."""
    name, source = ("seeds", SHARED / "seeds") if part == "seeds" else ("dev", SHARED / "gold" / "dev.jsonl")
    gold = (SHARED / "gold" / f"{name}.jsonl").read_bytes().splitlines()
    return scored(gold[{"even": 0, "odd": 1}.get(part, 0) :: 2 if part in ("even", "odd") else 1], records(source))


@cache
def records(source: Path) -> tuple[bytes, ...]:
    """The records of everything in `source`, as JSON."""
    outcomes = read_all(open_source(str(source), Settings()), Settings())
    return tuple(outcome.line for outcome in outcomes if outcome.kind == "record")


def scored(gold: Sequence[bytes], said: Sequence[bytes]) -> dict[str, float]:
    """What the scorer says of `said`, every figure under its name."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder, "gold.jsonl"), Path(folder, "said.jsonl")]
        for path, lines in zip(paths, (gold, said), strict=True):
            path.write_bytes(b"\n".join(lines) + b"\n")
        command = [sys.executable, str(SHARED / "score"), *map(str, paths), "--json"]
        found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return {name: value["f1"] for name, value in found["f1"].items()} | {
        name: value["accuracy"] for name, value in found["accuracy"].items()
    }


def table() -> str:
    """The README's table."""
    lines = [
        "| figure | bar: seeds | seeds | bar: dev | dev, all 288 | looked at (even) | held (odd) |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in SHOWN:
        bars = [f"{BARS[part][name]:.2f}".removeprefix("0") if name in BARS[part] else "" for part in ("seeds", "dev")]
        seeds, *dev = [f"{figures(part).get(name, 0.0):.3f}" for part in PARTS]
        lines.append("| " + " | ".join((name, bars[0], seeds, bars[1], *dev)) + " |")
    return "\n".join(lines)


def floors() -> str:
    """The figures as floors: cut, not rounded."""
    parts = []
    for part in ("seeds", "dev", "odd"):
        lines = [f'"{name}" = {int(value * 100) / 100:.2f}' for name, value in figures(part).items() if name in SHOWN]
        parts.append("\n".join((f"[{part}]", *lines)))
    return "\n\n".join(parts)


if __name__ == "__main__":
    print(floors() if "--floors" in sys.argv else table())
