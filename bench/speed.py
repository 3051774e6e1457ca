"""How fast Mahdar reads, warm, on one core and on two, and how much memory it takes.

    .venv/bin/python bench/speed.py > bench/results/speed.txt

SHARED says where the data lies, if not in ../shared. Each rate is the best of several rounds, since
other work on the machine only ever slows it down.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from scores import SHARED

from mahdar import Page, Settings
from mahdar.batch import read_all
from mahdar.errors import Unreadable
from mahdar.sources import open_source

GOLD, CORPUS, HTML = SHARED / "gold/dev.jsonl", SHARED / "corpus/saudinewsnet.jsonl.gz", SHARED / "pages/html"
FEW, MANY = 1_000, 10_000  # articles at which memory is looked at
PAGES = 120  # HTML pages read
PAIRED = 1_200  # articles read by one process and by two, in turn
ROUNDS = 4

Source = Page | Unreadable


def pages(path: Path) -> Iterator[Source]:
    """The pages in `path`, read from it as they are asked for."""
    return open_source(str(path), Settings())


def rate(sources: Iterable[Source], jobs: int = 1) -> float:
    """Pages a second, from bytes to records in /dev/null."""
    count, start = 0, perf_counter()
    with open(os.devnull, "wb") as nowhere:
        for outcome in read_all(sources, Settings(), jobs):
            nowhere.write(outcome.line)
            count += 1
    return count / (perf_counter() - start)


def best(sources: list[Source]) -> float:
    """The best rate of several rounds."""
    return max(rate(sources) for _ in range(ROUNDS))


def megabytes() -> float:
    """What this process holds in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def noting(sources: Iterator[Source], at: dict[int, float]) -> Iterator[Source]:
    """`sources`, noting memory when so many have been read."""
    for count, source in enumerate(sources):
        if count in (FEW, MANY):
            at[count] = megabytes()
        yield source


def processor() -> str:
    """What the machine's processor calls itself."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def main() -> None:
    """Print one line per measurement."""
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, {processor()}")
    gold = list(pages(GOLD))
    rate(gold)  # warm: lists loaded, caches filled as in a run of any length
    letters = sum(len(page.given.text or "") for page in gold if isinstance(page, Page) and page.given) / len(gold)
    print(f"JSON Lines, gold articles ({letters:.0f} letters each): {best(gold):.0f} articles/s")
    html = [page for page in pages(HTML) if isinstance(page, Page) and page.media_type == "text/html"]
    print(f"HTML, {len(html)} pages again and again: {best(list(islice(cycle(html), PAGES))):.0f} pages/s")
    alone, both = (rate(islice(pages(CORPUS), PAIRED), jobs) for jobs in (1, 2))
    print(
        f"JSON Lines, {PAIRED:,} corpus articles: one process {alone:.0f}/s, two {both:.0f}/s, {both / alone:.2f} times"
    )
    held: dict[int, float] = {}
    speed = rate(islice(noting(pages(CORPUS), held), MANY + 1))
    print(
        f"memory after {FEW:,} articles {held[FEW]:.0f} MB, after {MANY:,} {held[MANY]:.0f} MB ({speed:.0f} articles/s)"
    )


if __name__ == "__main__":
    sys.exit(main())
