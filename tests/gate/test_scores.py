"""The figures on gold that is kept beside the project, against floors that only ever rise."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from scores import SHARED, figures

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text())
CASES = [(part, name, floor) for part, floors in FLOORS.items() for name, floor in floors.items()]

pytestmark = pytest.mark.skipif(not (SHARED / "score").exists(), reason="the data of the gates is not here")


@pytest.mark.parametrize(("part", "name", "floor"), CASES, ids=[f"{part}: {name}" for part, name, _ in CASES])
def test_no_figure_falls_below_its_floor(part: str, name: str, floor: float) -> None:
    assert figures(part)[name] >= floor
