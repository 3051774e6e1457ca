"""A small archive on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mahdar.keep import add
from mahdar.settings import Settings
from mahdar.sources import open_sources
from mahdar.store import View, open_store

ARTICLES = Path(__file__).parent / "articles.jsonl"


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def view(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    """An archive of `articles.jsonl`."""
    folder = tmp_path_factory.mktemp("query")
    settings = Settings(pages=str(folder / "pages"))
    archive = str(folder / "archive")
    if request.param == "postgresql":
        archive = request.getfixturevalue("shared_address")
    with open_store(archive, settings, make=True) as store:
        assert all(added.kept for added in add(store, open_sources([str(ARTICLES)], settings), settings))
        with store.view() as opened:
            yield opened
