from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from mahdar.keep import Added
from mahdar.polling import poll, stopped_by_signals
from mahdar.settings import Settings
from mahdar.store import Store, open_store
from mahdar.store.schema import pages
from mahdar.watching import Delivery, Wanted, add_watch, find_watch

OPEN = Settings(allow_private=True, timeout_s=2, host_delay_s=0, poll_minutes=0.001)


def test_one_round_stores_matches_and_tells(store: Store, site: Any) -> None:
    add_watch(store, Wanted(name="w", query="الحدود", by="سلمى", webhook=site.url + "/hook"), OPEN)
    feed = site.feed("/feed", "/1", "/2")
    found = list(poll(store, [feed], OPEN, once=True))
    assert [type(each) for each in found] == [Added, Added, Delivery, Delivery]
    with store.view() as view:
        assert find_watch(view, "w").matched == 2


def test_without_feeds_what_waits_is_told(store: Store, site: Any) -> None:
    assert list(poll(store, [], OPEN, once=True)) == []


def test_it_goes_on_until_it_is_stopped(store: Store, site: Any) -> None:
    feed = site.feed("/feed", "/1")
    stop = threading.Event()
    running = poll(store, [feed], OPEN, stop=stop)
    next(running)
    site.feed("/feed", "/1", "/2")
    assert isinstance(next(running), Added)
    stop.set()
    begun = time.monotonic()
    assert list(running) == [] and time.monotonic() - begun < 1


RUN = """
import sys
from mahdar.polling import poll, stopped_by_signals
from mahdar.settings import Settings
from mahdar.store import open_store
settings = Settings(allow_private=True, host_delay_s=float(sys.argv[3]))
with open_store(sys.argv[1], settings) as store, stopped_by_signals() as stop:
    for found in poll(store, [sys.argv[2]], settings, stop=stop):
        print(found, flush=True)
print("clean", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(store: Store, site: Any, number: signal.Signals) -> None:
    """While it waits for a host's turn, with pages fetched that are not yet stored."""
    feed = site.feed("/feed", *(f"/{each}" for each in range(9)))
    words = [sys.executable, "-c", RUN, store.archive, feed, "0.3"]
    run = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while len(site.paths()) < 3:
        time.sleep(0.02)
    run.send_signal(number)
    out, err = run.communicate(timeout=20)
    assert run.returncode == 0 and out.endswith(b"clean\n") and not err
    with open_store(store.archive, OPEN) as again, again.view() as view:
        assert view.value(select(func.count()).select_from(pages)) == out.count(b"Added") >= 1
    with open_store(store.archive, OPEN) as again:
        list(poll(again, [feed], OPEN, once=True))
        with again.view() as view:
            assert view.value(select(func.count()).select_from(pages)) == 9


def test_killed_in_a_round_nothing_is_lost(store: Store, site: Any) -> None:
    feed = site.feed("/feed", *(f"/{each}" for each in range(9)))
    run = subprocess.Popen([sys.executable, "-c", RUN, store.archive, feed, "0.3"], stdout=subprocess.DEVNULL)
    while len(site.paths()) < 5:
        time.sleep(0.02)
    run.kill()
    run.wait()
    list(poll(store, [feed], OPEN, once=True))
    with store.view() as view:
        assert view.value(select(func.count()).select_from(pages)) == 9


def test_a_second_signal_acts_as_ever() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stopped_by_signals() as stop:
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_two_followers_do_no_harm(store: Store, site: Any, tmp_path: Path) -> None:
    feed = site.feed("/feed", *(f"/{each}" for each in range(9)))
    problems: list[str] = []

    def follow() -> None:
        with open_store(store.archive, OPEN) as mine:
            problems.extend(each.problem for each in poll(mine, [feed], OPEN, once=True) if each.problem)

    threads = [threading.Thread(target=follow) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with store.view() as view:
        assert view.value(select(func.count()).select_from(pages)) == 9
