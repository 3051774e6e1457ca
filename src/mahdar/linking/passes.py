"""The four passes over one article after the other, and the rows of what they find."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, insert, or_, select

from mahdar.link.actors import link_actors
from mahdar.link.authority import ENTRY, Authority
from mahdar.link.duplicates import Sketch, link_duplicates
from mahdar.link.ledger import Owed, link_ledger
from mahdar.link.likeness import Report
from mahdar.link.profiles import Profile
from mahdar.link.stories import link_story
from mahdar.linking.entries import remember_entries
from mahdar.linking.memory import Stored
from mahdar.model import Link, Record
from mahdar.store import Writer
from mahdar.store.linked import authorities, bearers, links
from mahdar.store.rows import plain, unpacked
from mahdar.store.schema import articles, entities, pages, records


class Arrival(Struct, frozen=True):
    """An article that no pass has looked at, with the numbers of its row and its page."""

    article: int
    page: int
    record: Record


class _Found(Struct, frozen=True):
    """What the passes found of one article."""

    assigned: dict[str, str]
    links: list[Link]


class Passes:
    """What the passes remember, and where their links go; used inside a writer's transactions."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._sketches = Stored(writer, "duplicate", Sketch)
        self._reports = Stored(writer, "story", Report)
        self._profiles = Stored(writer, "actor", Profile)
        self._owed = Stored(writer, "ledger", Owed)
        self._entries = Stored(writer, "authority", Authority)
        self._memories = (self._sketches, self._reports, self._profiles, self._owed, self._entries)

    def forget(self) -> None:
        """Forget what is at hand, since somebody else has written, or a transaction was taken back."""
        for memory in self._memories:
            memory.forget()

    def remember_entries(self) -> None:
        """See that all entries of authority files are remembered, which they are not after links were forgotten."""
        first = self._writer.execute(select(authorities.c.id).order_by(authorities.c.id).limit(1)).scalar()
        if first is not None and not self._entries.numbers([f"{ENTRY}/{first}"]):
            remember_entries(self._writer, self._entries)

    def take(self, some: Sequence[Arrival]) -> list[Link]:
        """Look at some articles, one after the other, and store what comes of it; their links."""
        forget_pages(self._writer, [arrival.page for arrival in some])
        asking = self._writer.execute(select(authorities.c.id).limit(1)).scalar() is not None
        found = [self._found(arrival.record, asking) for arrival in some]
        for memory in self._memories:
            memory.flush()
        profiles = self._keep_bearers(some, found)
        links = [link for each in found for link in each.links]
        self._keep(links, {arrival.record.id: arrival.page for arrival in some}, profiles)
        return links

    def _found(self, record: Record, asking: bool) -> _Found:
        copies = link_duplicates(record, self._sketches, self._records)
        story = link_story(record, self._reports)
        actors = link_actors(record, self._profiles, self._entries if asking else None)
        ledger = link_ledger(record, actors.assigned, self._owed, copy_of=bool(copies))
        return _Found(actors.assigned, [*copies, *([story] if story else []), *actors.links, *ledger])

    def _keep_bearers(self, some: Sequence[Arrival], found: Sequence[_Found]) -> dict[str, int]:
        """Note whose profile each entity has; the number of each profile by the entity's "KEY/e3"."""
        numbers = self._profiles.numbers({profile for each in found for profile in each.assigned.values()})
        known = {
            f"{arrival.record.id}/{own}": numbers[profile]
            for arrival, each in zip(some, found, strict=True)
            for own, profile in each.assigned.items()
            if profile in numbers
        }
        of = {arrival.article: arrival.record.id for arrival in some}
        chosen = select(entities.c.id, entities.c.article, entities.c.own).where(entities.c.article.in_(of))
        refs = ((row.id, f"{of[row.article]}/{row.own}") for row in self._writer.execute(chosen))
        rows = [{"entity": number, "profile": known[ref]} for number, ref in refs if ref in known]
        if rows:
            self._writer.execute(insert(bearers), rows)
        return known

    def _keep(self, found: Collection[Link], arrived: Mapping[str, int], profiles: Mapping[str, int]) -> None:
        """The links' rows; `profiles` are those of the entities that arrived."""
        ends = {end.partition("/")[0] for link in found for end in (link.left, link.right)}
        numbers = {**self._pages(ends - {*arrived, ENTRY}), **arrived}
        theirs = self._profiles.numbers({link.left for link in found if link.kind == "actor"})
        first = self._writer.next_id(links.c.id)
        rows: list[dict[str, Any]] = []
        for number, link in enumerate(found, first):
            (left, left_part), (right, right_part) = (end.partition("/")[::2] for end in (link.left, link.right))
            rows.append(
                {
                    "id": number,
                    "kind": link.kind,
                    "left": numbers.get(left),
                    "left_part": plain(left_part),
                    "right": numbers[right],
                    "right_part": right_part,
                    "verdict": link.verdict,
                    "score": link.score,
                    "why": plain(link.why),
                    "left_profile": theirs.get(link.left),
                    "right_profile": profiles.get(link.right),
                }
            )
        if rows:
            self._writer.execute(insert(links), rows)

    def _pages(self, keys: Collection[str]) -> dict[str, int]:
        chosen = select(pages.c.key, pages.c.id).where(pages.c.key.in_(sorted(keys)))
        return {row.key: row.id for row in self._writer.execute(chosen)} if keys else {}

    def _records(self, keys: Collection[str]) -> Mapping[str, Record]:
        chosen = select(articles.c.key, records.c.record).join(records, records.c.article == articles.c.id)
        rows = self._writer.execute(chosen.where(articles.c.key.in_(sorted(keys))))
        return {row.key: unpacked(row.record) for row in rows}


def forget_pages(writer: Writer, numbers: Collection[int]) -> None:
    """Take back what earlier readings of these pages were linked to, but for what people judged."""
    mine = or_(links.c.left.in_(numbers), links.c.right.in_(numbers))
    writer.execute(delete(links).where(mine, links.c.judgement.is_(None)))
