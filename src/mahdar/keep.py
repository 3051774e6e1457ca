"""Pages into an archive: read, stored, and told of only once they are safe."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from io import BytesIO
from time import monotonic

from msgspec import Struct, structs
from sqlalchemy import select

from mahdar.batch import Outcome, read_all, rules
from mahdar.errors import BadArchive, Unreadable
from mahdar.model import Page
from mahdar.settings import Settings
from mahdar.sources.lines import read_lines
from mahdar.sources.origin import Origin
from mahdar.store import Kept, Store, Writer
from mahdar.store.evidence import Place
from mahdar.store.schema import pages
from mahdar.store.writer import maker
from mahdar.watching.matching import match

BATCH_PAGES = 64
BATCH_BYTES = 16_000_000
BATCH_SECONDS = 2.0
"""What is stored at a time: a commit takes about 10 ms, and nobody waits longer than this for the first page."""


class Added(Struct, frozen=True):
    """What became of one page of an input: how it is kept, or, where there is nothing to keep, the problem."""

    uri: str
    size: int
    kept: Kept | None
    problem: str = ""


def add(store: Store, sources: Iterable[Page | Unreadable], settings: Settings, jobs: int = 1) -> Iterator[Added]:
    """Read all pages of `sources` and store them with what was read, those that the archive has from the same rules
    but looked at. Each is told of, in no set order, once it is safe; then the watches look at what came. Unwritable
    where the archive takes no more."""
    with store.writer() as writer:
        yield from _Adding(store, writer, settings, jobs).run(sources)


def reread(store: Store, settings: Settings, jobs: int = 1) -> Iterator[Added]:
    """Read every page of the archive again that other rules than today's have read, and replace their readings."""
    yield from add(store, stored_pages(store, settings), settings, jobs)


def stored_pages(store: Store, settings: Settings) -> Iterator[Page | Unreadable]:
    """The pages of an archive, as they came from their sources, in the order in which they came."""
    columns = (pages.c.id, pages.c.key, pages.c.segment, pages.c.offset, pages.c.length)
    last = 0
    while True:
        with store.view() as view:
            chosen = select(*columns).where(pages.c.id > last, pages.c.state != "removed")
            some = view.rows(chosen.order_by(pages.c.id).limit(BATCH_PAGES))
        if not some:
            return
        last = some[-1].id
        for _, key, segment, offset, length in some:
            try:
                page, _ = store.evidence.read(Place(segment, offset, length))
            except BadArchive as damaged:
                yield Unreadable(f"{store.archive}, {key}", str(damaged))
            else:
                yield as_given(page, settings)


def as_given(page: Page, settings: Settings) -> Page:
    """A page from the evidence as its source gave it: what a JSON line gives of itself stands in the line."""
    if page.media_type != "application/json":
        return page
    origin = Origin(uri=page.uri, settings=settings, fetched=page.fetched)
    for found in read_lines(BytesIO(page.data), origin):
        if isinstance(found, Page):
            return structs.replace(found, uri=page.uri, fetched=page.fetched)
    return page


class _Adding:
    """One run of `add`."""

    def __init__(self, store: Store, writer: Writer, settings: Settings, jobs: int) -> None:
        self._archive = store
        self._writer = writer
        self._settings = settings
        self._jobs = jobs
        self._rules = maker(rules())
        self._coming: deque[Page | Added] = deque()  # what `read_all` will answer to, in order
        self._ready: list[Added | tuple[Page, Outcome]] = []  # to be told of, or to be stored first
        self._since = monotonic()

    def run(self, sources: Iterable[Page | Unreadable]) -> Iterator[Added]:
        for outcome in read_all(map(self._asked, sources), self._settings, self._jobs):
            coming = self._coming.popleft()
            self._ready.append((coming, outcome) if isinstance(coming, Page) else coming)
            if self._enough():
                yield from self._store()
        yield from self._store()

    def _asked(self, source: Page | Unreadable) -> Page | Unreadable:
        """`source`, or where a page need not or cannot be kept, something that is not read."""
        if isinstance(source, Unreadable):
            self._coming.append(Added(source.uri, 0, None, str(source)))
        elif known := self._writer.known(hashlib.sha256(source.data).hexdigest(), self._rules):
            self._coming.append(Added(source.uri, len(source.data), known, known.why))
            return Unreadable(source.uri, "known")
        else:
            self._coming.append(source)
        return source

    def _enough(self) -> bool:
        size = sum(len(ready[0].data) for ready in self._ready if isinstance(ready, tuple))
        return len(self._ready) >= BATCH_PAGES or size >= BATCH_BYTES or monotonic() - self._since >= BATCH_SECONDS

    def _store(self) -> Iterator[Added]:
        """Store what has been read since the last time, and tell of it."""
        ready, self._ready = self._ready, []
        if any(isinstance(each, tuple) for each in ready):
            with self._writer.transaction():
                ready = [self._keep(*each) if isinstance(each, tuple) else each for each in ready]
            match(self._archive)
        self._since = monotonic()
        yield from (each for each in ready if isinstance(each, Added))

    def _keep(self, page: Page, outcome: Outcome) -> Added:
        try:
            kept = self._writer.keep(page, outcome.found(), self._rules, outcome.problem)
        except Unreadable as problem:
            return Added(page.uri, len(page.data), None, str(problem))
        return Added(page.uri, len(page.data), kept, kept.why)
