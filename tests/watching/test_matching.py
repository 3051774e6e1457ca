from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from mahdar import keep
from mahdar.model import MadeBy
from mahdar.settings import Settings
from mahdar.store import Store, View, open_store
from mahdar.store.schema import matches, pages
from mahdar.store.schema import watches as table
from mahdar.watching import Wanted, add_watch, find_watch, match, matching, watches

Put = Callable[..., list[str]]
OPENED = "قال الوزير إن الحدود مفتوحة."
OTHER = "قال الوزير إن الطريق آمن."


def save(store: Store, name: str = "w", query: str = "الحدود", from_start: bool = False) -> None:
    add_watch(store, Wanted(name=name, query=query, by="سلمى", from_start=from_start), Settings())


def found(store: Store, name: str = "w") -> list[str]:
    with store.view() as view:
        mine = (
            select(pages.c.key)
            .join(matches, matches.c.page == pages.c.id)
            .where(matches.c.watch == find_watch(view, name).id)
        )
        return sorted(key for (key,) in view.rows(mine))


def test_a_watch_finds_what_comes_after_it(store: Store, put: Put) -> None:
    put(store, before=OPENED)
    save(store)
    assert found(store) == [] and match(store) == 0
    put(store, after=OPENED, other=OTHER)
    assert found(store) == ["after"] and match(store) == 0


def test_from_the_start_it_finds_all(store: Store, put: Put) -> None:
    put(store, before=OPENED, other=OTHER)
    save(store, from_start=True)
    assert match(store) == 1
    put(store, after=OPENED)
    assert found(store) == ["after", "before"]


def test_words_are_found_in_every_shape(store: Store, put: Put) -> None:
    save(store, query="المهجرين")
    put(store, a="قال الوزير إن عودة والمهجرين قريبة.")
    assert found(store) == ["a"]


def reread(store: Store, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """Read all again, as by other rules."""
    monkeypatch.setattr(keep, "rules", lambda: MadeBy(mahdar=version, rules=version))
    assert {each.kept.change for each in keep.reread(store, Settings()) if each.kept} == {"read anew"}


def test_what_is_read_anew_matches_once(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    save(store)
    put(store, a=OPENED)
    reread(store, monkeypatch, "9")
    assert found(store) == ["a"]


def test_what_came_long_before_stays_old_when_read_anew(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, old=OPENED, recent=OPENED + " وأضاف أنه باق.")
    with store.writer() as writer, writer.transaction():
        writer.execute(update(pages).where(pages.c.key == "old").values(added="2020-01-01T00:00:00Z"))
    save(store)
    reread(store, monkeypatch, "9")
    # Of the last day before the watch nobody knows which clock was right.
    assert found(store) == ["recent"]


def test_a_removed_page_is_no_match(store: Store, put: Put) -> None:
    save(store)
    put(store, a=OPENED)
    with store.writer() as writer:
        writer.remove("a", "لا يجوز نشره")
    assert found(store) == []
    put(store, b=OPENED + " وأضاف أنه باق.")
    assert found(store) == ["b"]


def test_a_run_that_was_killed_before_matching_is_caught_up(
    store: Store, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(store)
    with monkeypatch.context() as killed:
        killed.setattr(keep, "match", lambda store: 0)
        put(store, a=OPENED)
    assert found(store) == []
    with open_store(store.archive, Settings()) as again:
        assert match(again) == 1 and found(again) == ["a"]


def test_two_at_once_find_each_once(store: Store, put: Put, folder: str) -> None:
    put(store, **{f"a{number}": f"{OPENED} وأضاف أن {number} بقوا." for number in range(30)})
    for number in range(5):
        save(store, f"w{number}", from_start=True)
    counts = []

    def look() -> None:
        with open_store(folder, Settings()) as mine:
            counts.append(match(mine))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 150 and len(counts) == 4


def meanwhile(monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> None:
    """Have `what` happen between the next look and the keeping of what it found."""
    genuine = matching._looks

    def looks(view: View) -> list[matching._Look]:
        found = genuine(view)
        monkeypatch.setattr(matching, "_looks", genuine)
        what()
        return found

    monkeypatch.setattr(matching, "_looks", looks)


def test_a_slow_run_takes_no_watch_back(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, a=OPENED)
    save(store, from_start=True)
    meanwhile(monkeypatch, lambda: put(store, b=OPENED + " وأضاف أنه باق."))
    assert match(store) == 0 and found(store) == ["a", "b"]
    with store.view() as view:
        assert find_watch(view, "w").reached == 2


def test_a_page_removed_meanwhile_is_no_match(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, a=OPENED, b=OPENED + " وأضاف أنه باق.")
    save(store, from_start=True)

    def remove() -> None:
        with store.writer() as writer:
            writer.remove("a", "لا يجوز نشره")

    meanwhile(monkeypatch, remove)
    assert match(store) == 1 and found(store) == ["b"]


def test_a_query_of_other_times_stops_nobody(store: Store, put: Put) -> None:
    save(store, "bad")
    save(store, "good")
    with store.writer() as writer, writer.transaction():
        writer.execute(update(table).where(table.c.name == "bad").values(query="("))
    put(store, a=OPENED)
    assert found(store, "good") == ["a"] and found(store, "bad") == []
    with store.view() as view:
        assert [bool(watch.problem) for watch in watches(view)] == [True, False]
    with store.writer() as writer, writer.transaction():
        writer.execute(update(table).where(table.c.name == "bad").values(query="الحدود"))
    assert match(store) == 1 and found(store, "bad") == ["a"]


def test_without_watches_nothing_is_written(store: Store, put: Put) -> None:
    put(store, a=OPENED)
    with store.view() as view:
        before = view.revision()
    assert match(store) == 0
    with store.view() as view:
        assert view.revision() == before
