"""How long linking an archive takes, what a hundred more articles cost, and whether they come out as in a full run.

    .venv/bin/python bench/link.py --archive DIR > bench/results/link.txt

DIR is an archive of the whole corpus, as `bench/archive.py --keep DIR` leaves it; it is copied, not changed. SHARED is
not needed. Other work on the machine slows it down; the processor's own seconds stand beside those on the clock.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import resource
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, select

from mahdar import Settings
from mahdar.linking import link
from mahdar.store import Store, open_store
from mahdar.store.linked import bearers, links, tallies, things
from mahdar.store.schema import articles
from mahdar.store.store import DATABASE

MORE = 100


def linked(store: Store, leave: int = 0) -> tuple[float, float]:
    """Link all but so many articles; seconds on the clock and of the processor."""
    clock, own = perf_counter(), process_time()
    for done in link(store):
        if done.left <= leave:
            break
    return perf_counter() - clock, process_time() - own


def printed(store: Store) -> str:
    """A digest of what the passes wrote, without the numbers of things, which depend on what was written together."""
    digest = hashlib.sha256()
    left, right, bearer = things.alias(), things.alias(), things.alias()
    found = select(links, left.c.key, right.c.key).outerjoin(left, left.c.id == links.c.left_profile)
    found = found.outerjoin(right, right.c.id == links.c.right_profile).order_by(links.c.id)
    with store.view() as view:
        for row in view.stream(found):
            digest.update(repr((*row[1:9], *row[-2:])).encode())
        for row in view.stream(select(things).order_by(things.c["pass"], things.c.key)):
            digest.update(repr((row.key, row.traits, row.data)).encode())
        for row in view.stream(select(tallies).order_by(tallies.c.trait)):
            digest.update(repr(tuple(row)).encode())
        borne = select(bearers.c.entity, bearer.c.key).join(bearer, bearer.c.id == bearers.c.profile)
        for row in view.stream(borne.order_by(bearers.c.entity)):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def main() -> None:
    """Print one line per measurement."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--archive", required=True, metavar="DIR", help="an archive of the corpus")
    asked.add_argument("--same", action="store_true", help="link a second copy at once, and compare: twice as long")
    given = asked.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory() as name:
        parts = Path(name, "parts")
        shutil.copytree(given.archive, parts)
        with open_store(str(parts), Settings()) as store:
            measure(store, parts / DATABASE)
            if given.same:
                whole = Path(name, "whole")
                shutil.copytree(given.archive, whole)
                with open_store(str(whole), Settings()) as other:
                    linked(other)
                    print(f"the same as linked at once: {printed(other) == printed(store)}")


def measure(store: Store, database: Path) -> None:
    """Link all but a hundred articles, then these."""
    with store.view() as view:
        count = view.value(select(func.count()).select_from(articles))
    before = database.stat().st_size
    clock, own = linked(store, leave=MORE)
    more = linked(store)
    rate = count / (own + more[1])
    print(f"link, {count:,} articles: {clock + more[0]:.1f} s ({own + more[1]:.1f} s of the processor, {rate:.0f}/s)")
    print(f"the last {MORE} of them: {more[0]:.1f} s ({more[1]:.1f} s), {more[1] / (own + more[1]):.2%} of the whole")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")
    print(f"database {before / 1e6:.1f} MB before, {database.stat().st_size / 1e6:.1f} MB after", flush=True)
    with store.view() as view:
        counted = select(links.c.kind, links.c.verdict, func.count()).group_by(links.c.kind, links.c.verdict)
        for kind, verdict, found in sorted(map(tuple, view.rows(counted))):
            print(f"  {kind} {verdict}: {found:,}")


if __name__ == "__main__":
    main()
