from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mahdar.tools import Tools, load_tools

ENTRY = "from mahdar.faces.cli import main; main()"
Mahdar = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def mahdar(tmp_path: Path) -> Mahdar:
    """The command as a user runs it, in an empty folder; keyword arguments are environment variables."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAHDAR_")}

    def run(*words: str | Path, stdin: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-c", ENTRY, *map(str, words)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**clean, **environ},
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def tools() -> Tools:
    """All lists, loaded once for the whole run."""
    return load_tools()
