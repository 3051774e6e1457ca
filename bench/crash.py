"""An add killed twenty times at random moments: is the archive whole each time, and is nothing lost?

    .venv/bin/python bench/crash.py > bench/results/crash.txt

SHARED says where the data lies, if not in ../shared. `--archive URL` takes PostgreSQL, an empty database there.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import msgspec
from archive import CORPUS, first_lines

from mahdar import Settings
from mahdar.keep import add
from mahdar.sources import open_sources
from mahdar.store import open_store
from mahdar.store.verify import verify

KILLS = 20
LATEST = 5.0
"""Seconds after which it is killed at the latest: a few batches further."""
ADD = """
import sys
from mahdar import Settings
from mahdar.batch import rules
from mahdar.keep import add
from mahdar.sources import open_sources
from mahdar.store import open_store

archive, folder, path = sys.argv[1:]
settings = Settings(pages=folder)
with open_store(archive, settings, make=True) as store:
    rules()  # the lists are loaded
    print("begun", flush=True)
    for told in add(store, open_sources([path], settings), settings):
        print(told.kept.key, flush=True)
"""


def killed(archive: str, folder: Path, path: Path, moment: float) -> tuple[list[str], bool]:
    """The ids that an add told of until it was killed, so many seconds after it had begun; and whether it was."""
    words = [sys.executable, "-c", ADD, archive, str(folder), str(path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().split()
    return told, process.returncode == -signal.SIGKILL


def lines_of(archive: str, settings: Settings) -> list[bytes]:
    """Every record as JSON, as `mahdar export --format jsonl` writes it."""
    with open_store(archive, settings) as store, store.view() as view:
        return [msgspec.json.encode(record) for record in view.every_record()]


def add_all(archive: str, settings: Settings, path: Path) -> None:
    """An add that nobody disturbs."""
    with open_store(archive, settings, make=True) as store:
        for _ in add(store, open_sources([str(path)], settings), settings):
            pass


def main() -> int:
    """Print what was lost; the exit status is 1 where anything was."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--first", type=int, default=2_000, metavar="N", help="articles of the corpus")
    asked.add_argument("--seed", type=int, default=2015)
    asked.add_argument("--archive", default="", help="an empty PostgreSQL database; a folder of its own if not given")
    given = asked.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = first_lines(CORPUS, given.first, folder)
        settings = Settings(pages=str(folder / "pages"))
        archive = given.archive or str(folder / "killed")
        told: set[str] = set()
        kills = wrong = 0
        for _ in range(KILLS):
            some, was_killed = killed(archive, folder / "pages", path, chance.uniform(0, LATEST))
            told.update(some)
            kills += was_killed
            with open_store(archive, settings) as store:
                wrong += sum(not problem.harmless for problem in islice(verify(store), 100))
                with store.view() as view:
                    wrong += sum(not view.page(key).data for key in told)
        print(f"killed {kills} times while adding {given.first:,} articles, {len(told):,} pages told of by then")
        print(f"faults that verify found, and pages lost: {wrong}")
        add_all(archive, settings, path)
        add_all(str(folder / "undisturbed"), Settings(), path)
        same = lines_of(archive, settings) == lines_of(str(folder / "undisturbed"), Settings())
        print(f"after running it again, the same records as an undisturbed run: {'yes' if same else 'no'}")
        return 0 if same and not wrong and kills == KILLS else 1


if __name__ == "__main__":
    sys.exit(main())
