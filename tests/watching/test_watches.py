from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mahdar.errors import BadQuery, BadWatch, MahdarError, NotFound, Refused
from mahdar.settings import Settings
from mahdar.store import Store
from mahdar.watching import Wanted, add_watch, find_watch, match, remove_watch, watches
from mahdar.watching import watches as listed
from mahdar.watching.saved import MOST_WATCHES

OPEN = Settings(allow_private=True)
Put = Callable[..., list[str]]


def save(store: Store, name: str = "الحدود", query: str = "الحدود", settings: Settings = OPEN, **more: Any) -> None:
    add_watch(store, Wanted(name=name, query=query, by="سلمى", **more), settings)


def test_a_watch_is_saved_listed_and_forgotten(store: Store) -> None:
    save(store, webhook=" http://127.0.0.1:9/x ", email="desk@news.example")
    save(store, "الأنهار", "النهر")
    with store.view() as view:
        first, second = watches(view)
        assert find_watch(view, "الحدود") == second
    assert (first.name, first.webhook, first.email, first.reached, first.problem) == ("الأنهار", None, None, 0, "")
    assert (second.webhook, second.email, second.by) == ("http://127.0.0.1:9/x", "desk@news.example", "سلمى")
    remove_watch(store, "الحدود")
    with store.view() as view:
        assert [watch.name for watch in listed(view)] == ["الأنهار"]
        with pytest.raises(NotFound, match="الحدود"):
            find_watch(view, "الحدود")
    with pytest.raises(NotFound, match="الحدود"):
        remove_watch(store, "الحدود")


@pytest.mark.parametrize(
    ("wrong", "kind", "said"),
    [
        ({"name": ""}, BadWatch, "needs a name"),
        ({"name": "a\nb"}, BadWatch, "one line"),
        ({"name": "a\u202eb"}, BadWatch, "hidden"),
        ({"name": "ا" * 101}, BadWatch, "100"),
        ({"query": " "}, BadWatch, "query"),
        ({"query": "("}, BadQuery, ""),
        ({"email": "desk@news.example\r\nBcc: all@news.example"}, BadWatch, "e-mail"),
        ({"email": "a@b.example, c@d.example"}, BadWatch, "e-mail"),
        ({"email": "Desk <desk@news.example>"}, BadWatch, "e-mail"),
        ({"email": "desk"}, BadWatch, "e-mail"),
        ({"email": "مكتب@news.example"}, BadWatch, "e-mail"),
        ({"webhook": "http://127.0.0.1:9/x"}, Refused, "private or reserved"),
        ({"webhook": "http://[::ffff:10.0.0.1]/x"}, Refused, "private or reserved"),
        ({"webhook": "http://169.254.169.254/latest"}, Refused, "private or reserved"),
        ({"webhook": "file:///etc/passwd"}, Refused, "only http"),
        ({"webhook": "https://user:word@93.184.215.14/"}, Refused, "password"),
        ({"webhook": "http://93.184.215.14/" + "x" * 2_000}, BadWatch, "shorter"),
        ({"webhook": "http://a b/"}, Refused, "address"),
    ],
)
def test_what_cannot_be_watched(store: Store, wrong: dict[str, str], kind: type[MahdarError], said: str) -> None:
    with pytest.raises(kind) as refused:
        save(store, settings=Settings(), **wrong)
    assert said in str(refused.value) and "\n" not in str(refused.value)
    with store.view() as view:
        assert watches(view) == []


def test_a_name_is_taken_once(store: Store) -> None:
    save(store)
    with pytest.raises(BadWatch, match="already"):
        save(store, query="النهر")


def test_there_is_a_most(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_WATCHES <= 1_000
    monkeypatch.setattr("mahdar.watching.saved.MOST_WATCHES", 1)
    save(store)
    with pytest.raises(BadWatch, match="1 watches at most"):
        save(store, "آخر")


def test_what_it_found_is_counted_and_goes_with_it(store: Store, put: Put) -> None:
    save(store, webhook="http://127.0.0.1:9/x")
    save(store, "بلا عنوان")
    put(store, a="قال الوزير إن الحدود مفتوحة.", b="قال الوزير إن الطريق آمن.")
    with store.view() as view:
        assert [(watch.matched, watch.waiting) for watch in watches(view)] == [(1, 1), (1, 0)]
    remove_watch(store, "الحدود")
    save(store, webhook="http://127.0.0.1:9/x")
    assert match(store) == 0
    with store.view() as view:
        assert find_watch(view, "الحدود").matched == 0
