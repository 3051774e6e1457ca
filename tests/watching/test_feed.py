from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
import pytest

from mahdar.errors import NotFound
from mahdar.settings import Settings
from mahdar.store import Store
from mahdar.watching import Wanted, add_watch, atom, remove_watch

Put = Callable[..., list[str]]
OPENED = "قال الوزير إن الحدود مفتوحة أمام {}."
HERE = "https://desk.example/api/watches/حدود/atom?a=1&b=2"


def save(store: Store, name: str = "حدود <&>", query: str = "الحدود") -> None:
    add_watch(store, Wanted(name=name, query=query, by="سلمى"), Settings())


def fed(store: Store, name: str = "حدود <&>", desk: str = "") -> bytes:
    with store.view() as view:
        return atom(view, name, HERE, desk)


def test_a_feed_that_readers_take(store: Store, put: Put) -> None:
    save(store)
    put(
        store,
        a=("فتح <b>الحدود</b> &amp;", OPENED.format("الناس")),
        b=OPENED.format("الجميع"),
        c="قال الوزير: الطريق آمن.",
    )
    found = feedparser.parse(fed(store, desk="https://desk.example"))
    assert not found.bozo and found.version == "atom10" and found.feed.title == "حدود <&>"
    assert found.feed.id.startswith("urn:sha256:") and found.feed.updated and found.feed.author == "Mahdar"
    assert [link.rel for link in found.feed.links] == ["self"]
    assert found.feed.links[0].href.isascii() and found.feed.links[0].href.endswith("?a=1&b=2")
    first = next(entry for entry in found.entries if entry.link == "https://desk.example/articles/a")
    assert len(found.entries) == 2 and len({entry.id for entry in found.entries}) == 2
    assert first.title == "فتح <b>الحدود</b> &amp;" and first.author == "صحيفة الضفة"
    assert "2024-07-21" in first.content[0].value and "مفتوحة" in first.content[0].value
    assert [(link.rel, link.href) for link in first.links][1] == ("via", "https://news.example/a")


def test_entries_stay_as_they_are(store: Store, put: Put) -> None:
    save(store)
    put(store, a=OPENED.format("الناس"))
    before = feedparser.parse(fed(store)).entries[0]
    put(store, b=OPENED.format("الجميع"))
    after = {entry.id: entry for entry in feedparser.parse(fed(store)).entries}
    assert after[before.id].updated == before.updated and after[before.id].link == "https://news.example/a"
    assert fed(store) == fed(store)


def test_the_newest_hundred(store: Store, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mahdar.watching.feed.ENTRIES", 2)
    save(store)
    put(store, a=OPENED.format("الناس"))
    put(store, b=OPENED.format("الجميع"))
    put(store, c=OPENED.format("الكل"))
    links = [entry.link for entry in feedparser.parse(fed(store)).entries]
    assert links == ["https://news.example/c", "https://news.example/b"]


def test_hostile_letters_do_no_harm(store: Store, put: Put) -> None:
    save(store)
    put(store, a=("]]>\x00\x0b\ufffe\u202e<!DOCTYPE x [<!ENTITY y 'z'>]>&y;", OPENED.format("الناس") + "\x08\uffff"))
    data = fed(store)
    ElementTree.fromstring(data)
    (entry,) = feedparser.parse(data).entries
    assert entry.title == "]]> <!DOCTYPE x [<!ENTITY y 'z'>]>&y;" and "\u202e".encode() not in data


def test_an_empty_one_and_none(store: Store) -> None:
    save(store)
    found = feedparser.parse(fed(store))
    assert not found.bozo and not found.entries and found.feed.updated
    remove_watch(store, "حدود <&>")
    with pytest.raises(NotFound):
        fed(store)
