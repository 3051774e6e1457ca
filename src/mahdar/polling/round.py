"""One look at all feeds that are due, and at what is new in them.

The pages that items link to are fetched one host after the other in turn. What a feed gave last is remembered only once
all its pages are stored, so a round that is cut short, or a page that could not be had today, loses nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, zip_longest
from threading import Event
from time import monotonic

import httpx
from msgspec import Struct, structs

from mahdar.errors import Barred, Refused, Unreadable
from mahdar.keep import Added, add
from mahdar.model import Given, Page
from mahdar.polling.states import FeedState, keep_states, states, stored
from mahdar.settings import Settings
from mahdar.sources.addresses import Fetcher
from mahdar.sources.feeds import read_feed
from mahdar.sources.origin import readable
from mahdar.sources.sniff import HEAD_BYTES, sniff
from mahdar.sources.web import Answer, web_url
from mahdar.store import Store

MOST_ITEMS = 200
"""New items of one feed in one round; the rest comes in the next."""
MOST_FAILURES = 3
"""Pages of one host that may fail for now in one round, before it is left alone until the next."""
_LATER = {408, 425, 429}

Source = Page | Unreadable
Wait = Callable[[str], bool]


class Link(Struct, frozen=True):
    """An item that only links to its page."""

    feed: str
    url: httpx.URL
    uri: str
    published: str | None


class Pace:
    """Keeps time between two requests to one host."""

    def __init__(self, seconds: float, stop: Event) -> None:
        self._seconds = seconds
        self._stop = stop
        self._next: dict[str, float] = {}

    def wait(self, host: str) -> bool:
        """Wait for the host's turn; False where everything is to stop."""
        stopped = self._stop.wait(max(0.0, self._next.get(host, 0.0) - monotonic()))
        self._next[host] = monotonic() + self._seconds
        return not stopped


class Round:
    """One round; `wait` waits for a host's turn."""

    def __init__(self, store: Store, settings: Settings, wait: Wait) -> None:
        self._store = store
        self._settings = settings
        self._wait = wait
        self._fetcher = Fetcher(settings)
        self._after: dict[str, FeedState] = {}
        self._missed: set[str] = set()  # feeds of which something could not be had yet
        self._failures: Counter[str] = Counter()  # by host
        self._seen: set[str] = set()

    def run(self, urls: Iterable[str]) -> Iterator[Added]:
        """Ask the feeds that are due and store what is new; what became of each page, or why there is none."""
        with self._store.view() as view:
            asked = [state for state in states(view, urls) if state.due(_now())]
        yield from add(self._store, self._sources(asked), self._settings)
        after = [state.forgotten() if url in self._missed else state for url, state in self._after.items()]
        keep_states(self._store, after)

    def _sources(self, asked: list[FeedState]) -> Iterator[Source]:
        queues: list[list[Link]] = []
        for state in asked:
            links = yield from self._feed(state)
            # In no set order, so that pages that never come do not keep the same others waiting in every round.
            queues.append(random.sample(links, len(links)))
        for link in chain.from_iterable(zip_longest(*queues)):
            if link:
                yield from self._linked(link)

    # ── a feed ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _feed(self, state: FeedState) -> Generator[Source, None, list[Link]]:
        """Ask a feed; gives the items that it carries whole, and returns those that it links to."""
        retry_after = None
        try:
            if not self._wait(web_url(state.url).host):
                return []
            answer = self._fetcher.ask(state.url, state.known())
            if answer.status == 304:
                self._after[state.url] = state.unchanged(_now())
                return []
            retry_after = answer.headers.get("retry-after")
            items = self._items(state, answer)
        except Refused as refused:
            self._after[state.url] = state.failed(refused.reason, self._settings, _now(), retry_after)
            yield refused
            return []
        self._after[state.url] = state.answered(answer.headers, _now())
        return (yield from self._new(state.url, answer, items))

    def _items(self, state: FeedState, answer: Answer) -> list[Source]:
        """The items of a feed; Refused where the answer is none."""
        data, origin = self._fetcher.content(state.url, answer)
        if sniff(data[:HEAD_BYTES], origin.name, origin.media_type) != "feed":
            raise Refused(origin.uri, "this is no feed, neither RSS nor Atom; give the address of one")
        items = list(read_feed(data, origin))
        for item in items:
            if isinstance(item, Unreadable) and item.uri == origin.uri:  # the feed itself
                raise Refused(item.uri, item.reason)
        return items

    def _new(self, feed: str, answer: Answer, items: list[Source]) -> Generator[Source, None, list[Link]]:
        found = [_placed(feed, item, answer.url) for item in items]
        with self._store.view() as view:
            self._seen |= stored(view, {uri for uri, _ in found if uri} - self._seen)
        links: list[Link] = []
        new = [each for each in found if each[0] is None or each[0] not in self._seen]
        if len(new) > MOST_ITEMS:
            self._missed.add(feed)
        for uri, what in new[:MOST_ITEMS]:
            if uri and uri in self._seen:  # twice in this feed
                continue
            self._seen |= {uri} if uri else set()
            if isinstance(what, Link):
                links.append(what)
            else:
                yield what
        return links

    # ── a page ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _linked(self, link: Link) -> Iterator[Source]:
        """The page that an item links to, or why there is none."""
        host = link.url.host
        if self._failures[host] >= MOST_FAILURES or not self._wait(host):
            self._missed.add(link.feed)
            return
        try:
            answer = self._fetcher.ask(str(link.url))
        except Barred as barred:
            yield barred
            return
        except Refused as refused:
            problem = refused
        else:
            if answer.status not in _LATER and answer.status < 500:
                yield self._page(link, answer)
                return
            problem = Refused(link.uri, f"the site answered with status {answer.status}")
        self._missed.add(link.feed)
        self._failures[host] += 1
        yield problem

    def _page(self, link: Link, answer: Answer) -> Source:
        try:
            data, origin = self._fetcher.content(str(link.url), answer)
        except Refused as refused:
            return refused
        kind = sniff(data[:HEAD_BYTES], origin.name, origin.media_type)
        if kind not in ("html", "text"):
            return origin.unreadable(f"no page of an article but {kind}")
        page = origin.page(data, "text/html" if kind == "html" else "text/plain")
        if isinstance(page, Page) and link.published:
            return structs.replace(page, given=Given(published=link.published))
        return page


def _placed(feed: str, item: Source, base: httpx.URL) -> tuple[str | None, Source | Link]:
    """An item and the address that it is known by: its link's; None where it has none, or is no item."""
    if isinstance(item, Unreadable) or item.given is None or item.given.url is None:
        return None, item
    try:
        url = web_url(item.given.url, base)
    except Barred as barred:
        return None, item if item.given.text is None else barred
    uri = readable(str(url))
    if item.given.text is None:  # the feed carries it whole
        return uri, structs.replace(item, uri=uri)
    return uri, Link(feed, url, uri, item.given.published)


def _now() -> datetime:
    return datetime.now(UTC)
