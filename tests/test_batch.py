"""Many pages: the same outcome with one process and with several, whatever happens on a single page."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mahdar import Page, Record, Rejected, Settings, Tools
from mahdar import batch as many
from mahdar.batch import AHEAD, CHUNK_PAGES, read_all
from mahdar.errors import Unreadable
from mahdar.model import PageInfo, Reason
from mahdar.sources import open_source

SAMPLE = Path(many.__file__).parent / "data" / "sample"
forks = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="stands in for read in workers"
)


def sample(times: int) -> list[Page | Unreadable]:
    found = list(open_source(str(SAMPLE), Settings())) * times
    return [*found, Unreadable("gone.txt", "no such file"), *found]


def test_two_processes_give_the_bytes_of_one() -> None:
    alone = list(read_all(sample(6), Settings()))
    assert {outcome.kind for outcome in alone} >= {"record", "rejected", "unreadable"}
    assert list(read_all(sample(6), Settings(), jobs=2)) == alone


def test_an_outcome_holds_what_was_read() -> None:
    found = [outcome.found() for outcome in read_all(sample(1), Settings())]
    assert {type(one) for one in found} == {Record, Rejected, type(None)}


@forks
def test_pages_are_taken_only_as_fast_as_outcomes_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "read", told_by_its_name)
    taken = 0

    def endless() -> Iterator[Page]:
        nonlocal taken
        while True:
            taken += 1
            yield named("fine")

    outcomes = read_all(endless(), Settings(), jobs=2)
    for _ in range(20):
        next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert taken <= 20 + (2 * AHEAD + 2) * CHUNK_PAGES


def named(name: str) -> Page:
    return Page(uri=name, data=b"")


def told_by_its_name(page: Page, tools: Tools) -> Rejected:
    """Stands in for `read`: does what the page's name says."""
    if page.uri == "faulty":
        raise ValueError("a fault\nin two lines")
    if page.uri == "slow":
        time.sleep(60)
    if page.uri == "deaf":
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])
        time.sleep(60)
    if page.uri == "deadly":
        os._exit(9)
    return refused(page)


def refused(page: Page) -> Rejected:
    info = PageInfo(uri=page.uri, sha256="", fetched=None, media_type="", charset=None, bytes=0)
    return Rejected(id=page.uri, page=info, rejected=Reason("body", "stands in"))


@forks
@pytest.mark.parametrize(
    ("jobs", "name", "says"),
    [
        (1, "faulty", "faulty: a fault in Mahdar, please report it: ValueError: a fault in two lines (test_batch.py"),
        (2, "faulty", "faulty: a fault in Mahdar, please report it: ValueError: a fault in two lines (test_batch.py"),
        (1, "slow", "slow: not read within 0.4 seconds (setting page_seconds)"),
        (2, "slow", "slow: not read within 0.4 seconds (setting page_seconds)"),
        (2, "deaf", "deaf: the process that read it died or gave no answer"),
        (2, "deadly", "deadly: the process that read it died or gave no answer"),
    ],
)
def test_one_bad_page_never_stops_a_run(monkeypatch: pytest.MonkeyPatch, jobs: int, name: str, says: str) -> None:
    monkeypatch.setattr(many, "read", told_by_its_name)
    monkeypatch.setattr(many, "GRACE_SECONDS", 0.4)
    pages = [named(f"fine {number}") for number in range(20)]
    outcomes = list(read_all([*pages, named(name), *pages], Settings(page_seconds=0.4), jobs))
    assert [outcome.kind for outcome in outcomes] == ["rejected"] * 20 + ["failed"] + ["rejected"] * 20
    assert outcomes[20].problem.startswith(says)
