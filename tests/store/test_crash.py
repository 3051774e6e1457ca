"""An add that is killed: nothing that was told of is lost, and when run again it ends as if it had never been stopped.

bench/crash.py does the same twenty times on a larger input.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from mahdar import Settings
from mahdar.keep import BATCH_PAGES, add
from mahdar.sources import open_sources
from mahdar.store import open_store
from mahdar.store.schema import pages
from mahdar.store.verify import verify

Wire = Callable[..., Path]

ADD = """
import sys
from mahdar import Settings
from mahdar.keep import add, reread
from mahdar.sources import open_sources
from mahdar.store import open_store

archive, folder, path = sys.argv[1:]
settings = Settings(pages=folder)
with open_store(archive, settings, make=True) as store:
    told = add(store, open_sources([path], settings), settings) if path else reread(store, settings)
    print("begun", flush=True)
    for each in told:
        print(each.kept.key, flush=True)
"""
COUNT = 6 * BATCH_PAGES
KILLS = 5


def killed(place: Any, path: Path | str, after: int, seconds: float) -> list[str]:
    """The ids that were told of by an add that was killed some time after it had told of so many."""
    words = [sys.executable, "-c", ADD, place.archive, place.settings.pages, str(path)]
    told: list[str] = []
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            told.append(line.strip())
            if len(told) > after:
                time.sleep(seconds)
                process.send_signal(signal.SIGKILL)
                break
        told += [line.strip() for line in process.stdout]
    return told[1:]


def lines_of(place: Any) -> list[bytes]:
    with open_store(place.archive, place.settings) as store, store.view() as view:
        return [msgspec.json.encode(record) for record in view.every_record()]


def add_all(place: Any, path: Path) -> None:
    with open_store(place.archive, place.settings, make=True) as store:
        list(add(store, open_sources([str(path)], place.settings), place.settings))


@pytest.fixture
def expected(wire: Wire, tmp_path: Path) -> list[bytes]:
    """What an undisturbed run gives."""
    with open_store(str(tmp_path / "undisturbed"), Settings(), make=True) as store:
        list(add(store, open_sources([str(wire(COUNT))], Settings()), Settings()))
        with store.view() as view:
            return [msgspec.json.encode(record) for record in view.every_record()]


def test_an_add_that_is_killed_loses_nothing(place: Any, wire: Wire, expected: list[bytes]) -> None:
    path, chance = wire(COUNT), random.Random(7)
    told: set[str] = set()
    for number in range(KILLS):
        told.update(killed(place, path, number * BATCH_PAGES, chance.uniform(0, 0.5)))
        with open_store(place.archive, place.settings) as store:
            assert [problem for problem in verify(store) if not problem.harmless] == []
            with store.view() as view:
                assert told <= {record.id for record in view.every_record()}
                assert all(view.page(key).data for key in told)
    assert told
    add_all(place, path)
    assert lines_of(place) == expected
    with open_store(place.archive, place.settings) as store:
        assert list(verify(store)) == []


def test_a_reread_that_is_killed_loses_nothing(place: Any, wire: Wire, expected: list[bytes]) -> None:
    add_all(place, wire(COUNT))
    with open_store(place.archive, place.settings) as store, store.writer() as writer, writer.transaction():
        writer.execute(update(pages).values(rules="older"))
    for seconds in (0.1, 0.3):
        killed(place, "", 2 * BATCH_PAGES, seconds)
        assert lines_of(place) == expected
        with open_store(place.archive, place.settings) as store:
            assert [problem for problem in verify(store) if not problem.harmless] == []
