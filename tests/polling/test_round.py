from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Timer
from typing import Any

import pytest
from sqlalchemy import select, update

from mahdar.keep import Added
from mahdar.polling import FeedState, feeds
from mahdar.polling.round import Pace, Round
from mahdar.settings import Settings
from mahdar.store import Store
from mahdar.store.schema import feeds as table
from mahdar.store.schema import pages

OPEN = Settings(allow_private=True, timeout_s=2, host_delay_s=0, max_page_bytes=1_000_000)


def follow(store: Store, *urls: str, settings: Settings = OPEN) -> list[Added]:
    return list(Round(store, settings, lambda host: True).run(urls))


def kept(store: Store) -> list[str]:
    """The paths of all pages in the archive."""
    with store.view() as view:
        return sorted("/" + uri.split("/", 3)[-1] for (uri,) in view.rows(select(pages.c.uri)))


def state(store: Store) -> FeedState:
    with store.view() as view:
        (found,) = feeds(view)
    return found


def made_due(store: Store) -> None:
    with store.writer() as writer, writer.transaction():
        writer.execute(update(table).values(next=None))


def problems(found: list[Added]) -> list[str]:
    return [each.problem for each in found if not each.kept]


def test_linked_pages_are_fetched_once(store: Store, site: Any) -> None:
    feed = site.feed("/feed", "/1", "/2?x=%D8%AE", "/1#part", more="<pubDate>Sun, 21 Jul 2024 00:30:00 +0300</pubDate>")
    assert [each.kept.state for each in follow(store, feed) if each.kept] == ["record", "record"]
    assert kept(store) == ["/1", "/2?x=خ"]
    with store.view() as view:
        assert {record.published.value for record in view.every_record()} == {"2024-07-21"}
        assert {record.page.media_type for record in view.every_record()} == {"text/html"}
    site.feed("/feed", "/1", "/2?x=%D8%AE", "/3")
    follow(store, feed)
    assert sorted(site.paths()) == ["/1", "/2?x=%D8%AE", "/3", "/feed", "/feed"]


def test_what_is_unchanged_is_not_sent_again(store: Store, site: Any) -> None:
    feed = site.feed("/feed", "/1")
    follow(store, feed)
    assert follow(store, feed) == []
    assert site.asked[-1][2]["If-None-Match"] == state(store).etag and state(store).asked
    site.feed("/feed", "/1", "/2")
    assert len(follow(store, feed)) == 1


def test_items_that_the_feed_carries_whole_need_no_fetching(store: Store, site: Any) -> None:
    content = "<![CDATA[<p>قال الوزير سالم الراوي إن الحدود مفتوحة، وأضاف أن الطريق آمن أمام الناس جميعا.</p>]]>"
    more = f"<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>{content}</content:encoded>"
    feed = site.feed("/feed", "/1", more=more)
    follow(store, feed)
    site.feed("/feed", "/1", more=more.replace("آمن", "آمن دائما"))  # changed: the archive has what came first
    follow(store, feed)
    assert kept(store) == ["/1"] and site.paths() == ["/feed", "/feed"]


def test_an_item_without_a_link_is_its_own_page(store: Store, site: Any) -> None:
    summary = "قال الوزير سالم الراوي إن الحدود مفتوحة."
    site.feeds["/feed"] = (
        f"<rss version='2.0'><channel><item><title>خ</title><description>{summary}</description></item></channel></rss>"
    )
    assert [each.kept.change for each in follow(store, site.url + "/feed") if each.kept] == ["new"]
    site.feeds["/feed"] += " "
    assert [each.kept.change for each in follow(store, site.url + "/feed") if each.kept] == ["known"]


@pytest.mark.parametrize("status", [500, 404, 403])
def test_a_feed_that_fails_is_left_alone_and_heals(store: Store, site: Any, status: int) -> None:
    feed = site.feed("/feed", "/1")
    site.statuses["/feed"] = [status, status]
    for failures in (1, 2):
        (said,) = problems(follow(store, feed))
        assert str(status) in said and (state(store).failures, state(store).problem) == (failures, said_of(said))
        assert follow(store, feed) == [] and len(site.paths()) == failures
        made_due(store)
    assert len(follow(store, feed)) == 1
    assert (state(store).failures, state(store).next, state(store).problem) == (0, None, None)


def said_of(problem: str) -> str:
    return problem.partition(": ")[2]


def test_retry_after_is_kept_to(store: Store, site: Any) -> None:
    feed = site.feed("/feed", "/1")
    site.statuses["/feed"] = [503]
    site.headers = {"Retry-After": "7200"}
    begun = time.time()
    follow(store, feed)
    until = time.mktime(time.strptime(state(store).next or "", "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    assert 7_190 < until - begun < 7_220


def test_a_page_that_fails_for_now_comes_in_the_next_round(store: Store, site: Any) -> None:
    feed = site.feed("/feed", "/1", "/2")
    site.statuses["/1"] = [503]
    assert ["503" in problem for problem in problems(follow(store, feed))] == [True]
    assert kept(store) == ["/2"] and state(store).etag is None and state(store).failures == 0
    follow(store, feed)
    assert kept(store) == ["/1", "/2"] and state(store).etag


def test_a_page_that_is_gone_is_let_go(store: Store, site: Any) -> None:
    feed = site.feed("/feed", "/1", "/2")
    site.statuses["/1"] = [404]
    assert ["404" in problem for problem in problems(follow(store, feed))] == [True]
    assert follow(store, feed) == [] and kept(store) == ["/2"]


def test_a_host_that_keeps_failing_is_left_alone(store: Store, site: Any) -> None:
    feed = site.feed("/feed", *(f"/{number}" for number in range(20)))
    site.statuses |= {f"/{number}": [500] for number in range(20)}
    assert len(problems(follow(store, feed))) == 3 and len(site.paths()) == 4


def test_robots_and_private_networks_are_respected(store: Store, site: Any) -> None:
    site.robots = "User-agent: *\nDisallow: /closed"
    feed = site.feed("/feed", "/closed/1", "/open", "ftp://a.example/", "javascript:1", "http://[")
    found = problems(follow(store, feed))
    assert len(found) == 4 and sum("robots.txt" in problem for problem in found) == 1
    assert kept(store) == ["/open"] and "/closed/1" not in site.paths()
    made_due(store)
    site.feed("/feed", "/new")
    (said,) = problems(follow(store, feed, settings=Settings(host_delay_s=0)))
    assert "private or reserved" in said and kept(store) == ["/open"]


def test_a_feed_may_not_lead_inside(store: Store, site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public feed whose items point at the archive's own network."""
    feed = site.feed("/feed", "http://127.0.0.1:1/admin", "http://169.254.169.254/latest", "http://[::1]/")
    genuine = Settings(allow_private=False, timeout_s=2)
    answer = Round(store, OPEN, lambda host: True)._fetcher.ask(feed)
    round_ = Round(store, genuine, lambda host: True)
    fetcher = round_._fetcher
    monkeypatch.setattr(
        fetcher, "ask", lambda url, *known: answer if url == feed else type(fetcher).ask(fetcher, url, *known)
    )
    found = problems(list(round_.run([feed])))
    assert len(found) == 3 and all("private or reserved" in problem for problem in found)


def test_slow_and_huge_pages_are_refused(store: Store, site: Any) -> None:
    feed = site.feed("/feed", "/1")
    site.slow = 1.5
    begun = time.monotonic()
    (slow,) = problems(follow(store, feed, settings=Settings(allow_private=True, timeout_s=0.4, host_delay_s=0)))
    assert "timeout_s" in slow and time.monotonic() - begun < 2
    site.slow, site.huge = 0, True
    (huge,) = problems(follow(store, feed))
    assert "max_page_bytes" in huge


@pytest.mark.parametrize(
    ("body", "said"),
    [("<html><body>لا شيء</body></html>", "no feed"), ("", "no feed"), ("<rss", "taken apart"),
     ("<rss>" + "<a>" * 600_000, "tags"), ('{"id": "x", "text": "نص"}', "no feed")],
)  # fmt: skip
def test_what_is_no_feed_is_a_failure(store: Store, site: Any, body: str, said: str) -> None:
    site.feeds["/feed"] = body
    found = problems(follow(store, site.url + "/feed", settings=Settings(allow_private=True)))
    assert len(found) == 1 and said in found[0] and state(store).failures == 1
    assert kept(store) == []


@pytest.mark.parametrize("kind", ["application/json", "application/warc", "application/rss+xml", "image/png"])
def test_only_text_and_html_are_articles(store: Store, site: Any, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = site.feed("/feed", "/1")
    site.feeds["/1"] = '{"id": "forged", "text": "قال الوزير سالم الراوي إن الحدود مفتوحة أمام الناس."}'
    assert len(problems(follow(store, feed))) == 1 and kept(store) == []


def test_more_than_one_round_takes_comes_in_the_next(store: Store, site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mahdar.polling.round.MOST_ITEMS", 3)
    feed = site.feed("/feed", *(f"/{number}" for number in range(5)))
    assert [len(follow(store, feed)) for _ in range(3)] == [3, 2, 0]


def test_a_round_that_is_stopped_loses_nothing(store: Store, site: Any) -> None:
    feed = site.feed("/feed", *(f"/{number}" for number in range(5)))
    turns = iter([True, True, True, False, False, False])
    assert len(list(Round(store, OPEN, lambda host: next(turns)).run([feed]))) == 2
    assert len(follow(store, feed)) == 3 and len(kept(store)) == 5


def test_hosts_take_turns_and_have_their_pause(store: Store, sites: Callable[[], Any]) -> None:
    first, second = sites(), sites()
    urls = [each.feed("/feed", "/1", "/2") for each in (first, second)]
    urls[1] = second.feed("/feed", *(f"http://localhost:{second.server_port}/{number}" for number in (1, 2)))
    asked: list[str] = []
    list(Round(store, OPEN, lambda host: not asked.append(host)).run(urls))
    assert asked == ["127.0.0.1", "127.0.0.1", "127.0.0.1", "localhost", "127.0.0.1", "localhost"]


def test_a_pause_is_a_host_s_own_and_ends_when_all_is_to_stop() -> None:
    stop = Event()
    pace = Pace(0.2, stop)
    begun = time.monotonic()
    assert pace.wait("a") and pace.wait("b") and time.monotonic() - begun < 0.15
    assert pace.wait("a") and time.monotonic() - begun >= 0.2
    pace = Pace(60, stop)
    assert pace.wait("a")
    Timer(0.1, stop.set).start()
    assert not pace.wait("a") and time.monotonic() - begun < 2
