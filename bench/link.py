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
from mahdar.store.linked import DERIVED, links
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


def printed(store: Store) -> dict[str, str]:
    """A digest of each table that the passes write."""
    with store.view() as view:
        found = {}
        for table in DERIVED:
            digest = hashlib.sha256()
            for row in view.stream(select(table).order_by(*table.primary_key)):
                digest.update(repr(tuple(row)).encode())
            found[table.name] = digest.hexdigest()
        return found


def main() -> None:
    """Print one line per measurement."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--archive", required=True, metavar="DIR", help="an archive of the corpus")
    given = asked.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as name:
        copies = [Path(name, which) for which in ("whole", "parts")]
        for copy in copies:
            shutil.copytree(given.archive, copy)
        with open_store(str(copies[0]), Settings()) as whole, open_store(str(copies[1]), Settings()) as parts:
            with whole.view() as view:
                count = view.value(select(func.count()).select_from(articles))
            before = (copies[0] / DATABASE).stat().st_size
            clock, own = linked(whole)
            print(
                f"link, {count:,} articles: {clock:.1f} s ({own:.1f} s of the processor, {count / own:.0f} articles/s)"
            )
            print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")
            with whole.view() as view:
                kinds = view.rows(
                    select(links.c.kind, links.c.verdict, func.count()).group_by(links.c.kind, links.c.verdict)
                )
            for kind, verdict, found in sorted(map(tuple, kinds)):
                print(f"  {kind} {verdict}: {found:,}")
            after = (copies[0] / DATABASE).stat().st_size
            print(f"database {before / 1e6:.1f} MB before, {after / 1e6:.1f} MB after")
            linked(parts, leave=MORE)
            more = linked(parts)
            print(
                f"{MORE} more: {more[0]:.1f} s ({more[1]:.1f} s of the processor), {more[1] / own:.1%} of the full run"
            )
            print(f"the same as in a full run: {printed(whole) == printed(parts)}")


if __name__ == "__main__":
    main()
