from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mahdar.errors import Unreadable
from mahdar.model import Page
from mahdar.settings import Settings
from mahdar.sources import open_source

Reader = Callable[..., tuple[list[Page], list[Unreadable]]]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Writes bytes to a file (or takes a path) and reads it: the pages, and what could not be read."""

    def read_file(
        data: bytes | str, name: str = "input", limit: int = 10_000_000
    ) -> tuple[list[Page], list[Unreadable]]:
        path = data if isinstance(data, str) else str(tmp_path / name)
        if isinstance(data, bytes):
            Path(path).write_bytes(data)
        every = list(open_source(path, Settings(max_page_bytes=limit)))
        return [one for one in every if isinstance(one, Page)], [one for one in every if isinstance(one, Unreadable)]

    return read_file
