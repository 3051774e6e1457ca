"""The documentation against the code: every option, setting and field has its line, and every command shown runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer

from mahdar import model
from mahdar.faces.api import make_app
from mahdar.faces.cli import app
from mahdar.settings import Settings, explain
from mahdar.store import open_store

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
SHOWN = {line[2:]: page for page in PAGES for line in page.read_text().splitlines() if line.startswith("$ ")}


def commands_of(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Every command with its full name, those of groups too."""
    if name not in ("archive", "authority", "watches"):  # a group without options of its own
        yield name or "mahdar", command
    for each, inner in getattr(command, "commands", {}).items():
        yield from commands_of(f"{name} {each}".strip(), inner)


def option_names() -> set[tuple[str, str]]:
    """Every (command, option) that the command line has."""
    commands = dict(commands_of("", typer.main.get_command(app)))
    return {
        (name, option)
        for name, command in commands.items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("-")
    }


@pytest.mark.parametrize(("command", "option"), sorted(option_names()))
def test_every_option_is_documented_under_its_command(command: str, option: str) -> None:
    pages = re.split(r"^## ", (DOCS / "command-line.md").read_text(), flags=re.M)
    section = next((page for page in pages if page.startswith(f"`mahdar {command}")), pages[0])
    assert re.search(rf"`(mahdar )?{re.escape(option)}( [A-Z]+)?`", section)


def test_every_documented_option_is_there() -> None:
    named = set(re.findall(r"`(-{1,2}[a-z][a-z-]*)", (DOCS / "command-line.md").read_text()))
    assert named <= {option for _, option in option_names()} | {"--help", "-h"}


def test_settings_are_documented_as_they_are() -> None:
    lines = (DOCS / "settings.md").read_text().splitlines()
    assert [line for line in lines if line.startswith("| `MAHDAR_")] == [
        f"| `{name}` | `{default}` | {meaning} |" for name, default, meaning in explain()
    ]


def test_every_field_of_a_record_is_documented() -> None:
    page = (DOCS / "record.md").read_text()
    kinds = (model.Record, model.PageInfo, model.Published, model.FoundDate, model.Dropped, model.Entity)
    kinds += (model.Statement, model.Event, model.Reference, model.Rejected, model.Reason)
    fields = {field.name for kind in kinds for field in msgspec.structs.fields(kind)}
    assert {field for field in fields if f"`{field}`" not in page} == set()


def test_every_type_of_event_is_documented() -> None:
    page = (DOCS / "codebook.md").read_text()
    assert [kind for kind in model.EVENT_TYPES if f"| {kind} |" not in page] == []


def test_every_command_that_is_shown_runs(tmp_path: Path) -> None:
    """One page after the other, each from its top, as a reader would; what two pages show runs once."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    entry = binaries / "mahdar"
    entry.write_text(f"#!{sys.executable}\nfrom mahdar.faces.cli import main\nmain()\n")
    entry.chmod(0o755)
    (tmp_path / "src").symlink_to(ROOT / "src")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAHDAR_")}
    path = {"PATH": f"{binaries}:{clean['PATH']}"}
    assert SHOWN
    for line, page in SHOWN.items():
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, env=clean | path, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{page.name}: {line}\n{done.stderr.decode()}"


def test_the_first_change_is_one(tmp_path: Path) -> None:
    """CONTRIBUTING's lines, added to a copy: the lists load, the cases pass, and without the lines they do not."""
    blocks = re.findall(r'```tsv title="(.+)"\n((?:.+\n)+?) *```', (ROOT / "CONTRIBUTING.md").read_text())
    assert len(blocks) == 4
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    shutil.copytree(ROOT / "tests" / "cases", tmp_path / "tests" / "cases")
    shutil.copy(ROOT / "tests" / "test_inflect.py", tmp_path / "tests")
    cases = [(path, lines) for path, lines in blocks if path.startswith("tests/")]
    assert [added_and_tested(tmp_path, each) for each in (cases, blocks[:3])] == [1, 0]


def added_and_tested(folder: Path, blocks: list[tuple[str, str]]) -> int:
    for path, lines in blocks:
        with open(folder / path, "a", encoding="utf-8") as list_:
            list_.writelines(line.strip(" ") for line in lines.splitlines(keepends=True))
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_inflect.py"]
    environ = os.environ | {"PYTHONPATH": str(folder / "src")}
    return subprocess.run(words, cwd=folder, env=environ, capture_output=True, timeout=60, check=False).returncode


@pytest.mark.parametrize("page", [DOCS / "index.md", ROOT / "README.md"], ids=lambda page: page.name)
def test_python_that_is_shown_runs(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.+?)```", page.read_text(), re.S)
    names: dict[str, object] = {}
    exec("\n".join(blocks), names)
    assert isinstance(names["record"], model.Record)


def test_every_address_that_is_served_is_documented(tmp_path: Path) -> None:
    page = (DOCS / "server.md").read_text()
    with open_store(str(tmp_path / "archive"), Settings(), make=True) as store:
        served = {re.sub(r":\w+}", "}", route.path) for route in make_app(store, Settings()).routes}
    assert {path for path in served if path.startswith(("/api", "/feeds")) and f"{path}`" not in page} == set()
