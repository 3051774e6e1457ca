"""Articles that no pass has looked at yet go through all four, some at a time, each time in one transaction: killed at
any moment, the archive is as after the last, and the next run goes on there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select, update

from mahdar.linking.judging import fit
from mahdar.linking.passes import Arrival, Passes
from mahdar.store import Store, Writer
from mahdar.store.rows import unpacked
from mahdar.store.schema import articles, meta, records

ARTICLES_AT_A_TIME = 100
"""About a second's work: so long may another writer have to wait."""


class Linked(Struct, frozen=True):
    """How far a run has come: articles looked at by it, articles left, and the links it has found by their kind."""

    articles: int
    left: int
    links: dict[str, int]


def link(store: Store, anew: bool = False) -> Iterator[Linked]:
    """Look at all articles that came since the last run, in the order of their coming; with `anew`, or where every
    article has been read anew since, at all there are. Tells how far it has come after each transaction."""
    with store.writer() as writer:
        yield from _Linking(writer).run(anew)


class _Linking:
    """One run."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._passes = Passes(writer)
        self._done = 0
        self._links: Counter[str] = Counter()
        self._left_at = -1  # the archive's revision

    def run(self, anew: bool) -> Iterator[Linked]:
        with self._writer.transaction():
            if anew or self._all_read_anew():
                self._writer.forget_links()
            self._passes.remember_entries()
        left = 1
        while left:
            with self._writer.transaction():
                some = self._next()
                self._take(some)
                left = self._value(select(func.count()).where(articles.c.id > self._reached()))
            yield Linked(self._done, left, dict(self._links))

    def _take(self, some: list[Arrival]) -> None:
        """Have the passes look at some articles, knowing what they knew, if nobody else has written meanwhile."""
        revision = self._value(select(meta.c.value).where(meta.c.key == "revision"))
        if revision != self._left_at:
            self._passes.forget()
        self._left_at = revision + 1  # the transaction's end will make it so
        if some:
            self._links.update(link.kind for link in self._passes.take(some))
            fit(self._writer, [arrival.page for arrival in some])
            reach(self._writer, some[-1].article)
            self._done += len(some)

    def _next(self) -> list[Arrival]:
        chosen = select(articles.c.id, articles.c.page, records.c.record)
        chosen = chosen.join(records, records.c.article == articles.c.id).where(articles.c.id > self._reached())
        rows = self._writer.execute(chosen.order_by(articles.c.id).limit(ARTICLES_AT_A_TIME)).all()
        return [Arrival(row.id, row.page, unpacked(row.record)) for row in rows]

    def _reached(self) -> int:
        return self._value(select(meta.c.value).where(meta.c.key == "linked"))

    def _all_read_anew(self) -> bool:
        """Whether no article is left of those that were looked at."""
        reached = self._reached()
        return reached > 0 and not self._value(select(func.count()).where(articles.c.id <= reached))

    def _value(self, question: Any) -> int:
        return int(self._writer.execute(question).scalar() or 0)


def reach(writer: Writer, article: int) -> None:
    """Note up to which article the passes have come."""
    writer.execute(update(meta).where(meta.c.key == "linked").values(value=str(article)))
