"""Two that write and ten that read at once: no error, nothing lost, each reader sees one moment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from mahdar.store import open_store
from mahdar.store.schema import articles, pages
from mahdar.store.verify import verify

Wire = Callable[..., Path]

WRITE = """
import sys
from mahdar import Settings
from mahdar.keep import add
from mahdar.sources import open_sources
from mahdar.store import open_store

archive, folder, *paths = sys.argv[1:]
settings = Settings(pages=folder)
with open_store(archive, settings, make=True) as store:
    print(*sorted(each.kept.change for each in add(store, open_sources(paths, settings), settings)))
"""
READ = """
import sys, time
from sqlalchemy import func, select
from mahdar import Settings
from mahdar.errors import BadArchive
from mahdar.store import open_store
from mahdar.store.schema import articles, pages

archive, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
settings, seen, views, end = Settings(pages=folder), 0, 0, time.monotonic() + 90
with open_store(archive, settings, make=True) as store:
    while seen < count and time.monotonic() < end:
        with store.view() as view:
            keys = [record.id for record in view.every_record()]
            assert len(keys) == view.value(select(func.count()).select_from(articles))
            assert len(keys) == view.value(select(func.count()).select_from(pages))
            assert len(keys) >= seen, "an older moment than before"
            if keys:
                assert view.page(keys[len(keys) // 2]).data
        seen, views = len(keys), views + 1
        time.sleep(0.05)
print(seen)
"""


def test_two_writers_and_ten_readers(place: Any, wire: Wire) -> None:
    both, one, two = wire(60, "both"), wire(140, "one"), wire(140, "two")
    run = [sys.executable, "-c"]
    where = [place.archive, place.settings.pages]
    writers = [
        subprocess.Popen([*run, WRITE, *where, *map(str, paths)], **PIPES) for paths in ((one, both), (both, two))
    ]
    readers = [subprocess.Popen([*run, READ, *where, "340"], **PIPES) for _ in range(10)]
    said = [process.communicate(timeout=120) for process in writers + readers]
    assert [errors for _, errors in said if errors] == []
    changes = " ".join(out for out, _ in said[:2]).split()
    assert (changes.count("new"), changes.count("known")) == (340, 60)
    assert {out.strip() for out, _ in said[2:]} == {"340"}
    with open_store(place.archive, place.settings) as store:
        assert list(verify(store)) == []
        with store.view() as view:
            assert view.value(select(func.count()).select_from(articles)) == 340
            assert len(view.rows(select(pages.c.segment).distinct())) == 2


PIPES: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
