from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mahdar.polling.states import FeedState, feeds, keep_states, states, stored
from mahdar.settings import Settings
from mahdar.store import Store

NOW = datetime(2024, 7, 21, 12, 0, 0, tzinfo=UTC)
QUARTER = Settings(poll_minutes=15)


def wait_after(failures: int, retry_after: str | None = None) -> float:
    """Minutes to wait after so many failures in a row and one more."""
    state = FeedState(url="u", failures=failures).failed("x", QUARTER, NOW, retry_after)
    assert state.next and state.failures == failures + 1
    return (datetime.fromisoformat(state.next) - NOW) / timedelta(minutes=1)


@pytest.mark.parametrize(("failures", "minutes"), [(0, 15), (1, 30), (2, 60), (6, 960), (7, 1440), (10**6, 1440)])
def test_waiting_doubles_up_to_a_day(failures: int, minutes: float) -> None:
    assert wait_after(failures) == minutes


@pytest.mark.parametrize(
    ("asked", "minutes"),
    [("3600", 60), (" 3600 ", 60), ("5", 15), ("9" * 300, 1440), ("-5", 15), ("soon", 15), ("", 15), ("١٢", 15),
     ("Sun, 21 Jul 2024 14:00:00 GMT", 120), ("Sun, 21 Jul 2019 14:00:00 GMT", 15),
     ("Sun, 21 Jul 2999 14:00:00 GMT", 1440), ("Sun, 21 Jul 9999 23:59:59 -1200", 1440),
     ("Sun, 99 Jul 2024 14:00:00 GMT", 15), ("Sun, 21 Jul 2024 14:00:00", 15)],
)  # fmt: skip
def test_what_a_site_asks_for_is_kept_to_within_reason(asked: str, minutes: float) -> None:
    assert wait_after(0, asked) == minutes


def test_due() -> None:
    state = FeedState(url="u").failed("x", QUARTER, NOW)
    assert FeedState(url="u").due(NOW) and not state.due(NOW) and state.due(NOW + timedelta(minutes=15))
    assert state.unchanged(NOW).due(NOW) and state.unchanged(NOW).problem is None


@pytest.mark.parametrize("mark", ["a\r\nX: y", "é", "x" * 1_001, "", "\x00"])
def test_marks_that_cannot_be_sent_back_are_dropped(mark: str) -> None:
    assert FeedState(url="u").answered({"etag": mark, "last-modified": mark}, NOW).known() == {}


def test_marks() -> None:
    state = FeedState(url="u").answered({"etag": 'W/"1"', "last-modified": "Sun, 21 Jul 2024 14:00:00 GMT"}, NOW)
    assert state.known() == {"If-None-Match": 'W/"1"', "If-Modified-Since": "Sun, 21 Jul 2024 14:00:00 GMT"}
    assert state.forgotten().known() == {}


def test_states_are_kept(store: Store) -> None:
    first = FeedState(url="https://a.example/feed", etag='"1"')
    keep_states(store, [first, FeedState(url="https://b.example/feed").failed("x", QUARTER, NOW)])
    keep_states(store, [first.failed("y", QUARTER, NOW)])
    with store.view() as view:
        assert [(state.failures, state.problem, state.etag) for state in feeds(view)] == [
            (1, "y", '"1"'),
            (1, "x", None),
        ]
        found = states(view, ["https://c.example/feed", "https://a.example/feed"])
        assert [(state.url, state.failures) for state in found] == [
            ("https://c.example/feed", 0), ("https://a.example/feed", 1)
        ]  # fmt: skip
        assert stored(view, [f"https://a.example/{number}" for number in range(1_000)]) == set()
