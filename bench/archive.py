"""How fast pages go into an archive on one core, reading included, what it weighs, and what looking after it takes.

    .venv/bin/python bench/archive.py > bench/results/archive.txt

SHARED says where the data lies, if not in ../shared. `--first 2000` takes so many articles alone. Other work on the
machine slows it down; the processor's own seconds stand beside those on the clock.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from scores import SHARED

from mahdar import Settings
from mahdar.batch import rules
from mahdar.keep import add
from mahdar.sources import open_sources
from mahdar.store import open_store
from mahdar.store.backup import backup
from mahdar.store.restore import restore
from mahdar.store.store import DATABASE
from mahdar.store.verify import verify

CORPUS = SHARED / "corpus/saudinewsnet.jsonl.gz"


def first_lines(corpus: Path, count: int, folder: Path) -> Path:
    """The first articles of the corpus, unpacked into a file of `folder`."""
    path = folder / "articles.jsonl"
    with gzip.open(corpus) as lines, path.open("wb") as out:
        out.writelines(islice(lines, count))
    return path


@contextmanager
def timed(what: str, count: int) -> Iterator[None]:
    """Prints how long the block took."""
    clock, own = perf_counter(), process_time()
    yield
    clock, own = perf_counter() - clock, process_time() - own
    print(f"{what}: {clock:.1f} s, {count / clock:.0f} articles/s ({own:.1f} s of the processor, {count / own:.0f}/s)")


def main() -> None:
    """Print one line per measurement."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--first", type=int, default=sys.maxsize, metavar="N", help="so many articles alone")
    asked.add_argument("--keep", metavar="DIR", help="leave the archive there, for bench/search.py and others")
    given = asked.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores")
    rules()  # the lists are loaded
    with tempfile.TemporaryDirectory() as name:
        folder, settings = Path(name), Settings()
        path = first_lines(CORPUS, given.first, folder)
        size = path.stat().st_size
        archive = folder / "archive"
        with path.open("rb") as file:
            count = sum(1 for _ in file)
        what = f"archive add, {count:,} articles, reading included, one process"
        with open_store(str(archive), settings, make=True) as store, timed(what, count):
            for told in add(store, open_sources([str(path)], settings), settings):
                assert told.kept, told.problem
        weight, pages = (archive / DATABASE).stat().st_size, sum(each.stat().st_size for each in archive.rglob("*.gz"))
        print(f"database {weight / 1e6:.1f} MB, {weight / size:.2f} times the JSON Lines ({size / 1e6:.1f} MB)")
        print(f"pages as received {pages / 1e6:.1f} MB, {pages / size:.2f} times")
        with open_store(str(archive), settings) as store:
            with timed("verify", count):
                assert list(verify(store)) == []
            with timed("backup", count):
                backup(store, folder / "backup.tar")
        print(f"backup file {(folder / 'backup.tar').stat().st_size / 1e6:.1f} MB")
        with timed("restore, checked", count):
            restore(folder / "backup.tar", str(folder / "again"), settings)
        if given.keep:
            shutil.copytree(archive, given.keep)


if __name__ == "__main__":
    main()
