"""A record's parts as exports and citations show them: names for ids, words for spans, whose claim an event is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from msgspec import Struct

from mahdar.model import Entity, Event, Record, Span, Statement

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WEB = re.compile(r"https?://[^\s<>\x00-\x1f\x7f]+", re.IGNORECASE)


class Parts(Struct, frozen=True):
    """A record, and its parts by their ids."""

    record: Record
    entities: dict[str, Entity]
    statements: dict[str, Statement]
    sentences: list[Span]

    def words(self, span: Span | None) -> str | None:
        """The letters of the text at `span`, as they stand."""
        return self.record.text[span[0] : span[1]] if span else None

    def name(self, entity: str | None) -> str | None:
        """The name of the entity with this id; the id itself where the record has no such entity."""
        if entity is None:
            return None
        return self.entities[entity].name if entity in self.entities else entity

    def names(self, entities: Iterable[str]) -> tuple[str, ...]:
        """The names of the entities with these ids."""
        return tuple(self.name(entity) or "" for entity in entities)

    def cite(self, part: str) -> str:
        """The handle by which a part is cited: RECORD/v3."""
        return f"{self.record.id}/{part}"

    def sentence(self, span: Span) -> Span:
        """The sentence in which `span` begins, or `span` where it begins in none."""
        number = self.sentence_number(span)
        return span if number is None else self.sentences[number]

    def sentence_number(self, span: Span) -> int | None:
        """Which sentence `span` begins in, the first being 0."""
        number = bisect_right(self.sentences, (span[0], len(self.record.text))) - 1
        return number if number >= 0 and span[0] < self.sentences[number][1] else None

    def tellers(self, said_by: str | None) -> tuple[str, ...]:
        """Whose claim it is: who says it, who says that he says it, and so on; empty where the outlet reports it."""
        return tuple(self.name(statement.speaker) or "somebody not identified" for statement in self._claims(said_by))

    def _claims(self, said_by: str | None) -> Iterator[Statement]:
        seen = set[str]()
        while said_by in self.statements and said_by not in seen:
            seen.add(said_by)
            yield self.statements[said_by]
            said_by = self.statements[said_by].said_by

    def stands_on(self, part: Event | Statement) -> Span:
        """The stretch of text that a reader must see: an event's sentence with its content, a statement's cue and
        content."""
        spans = [part.cue, part.content] if isinstance(part, Statement) else [self.sentence(part.trigger)]
        if isinstance(part, Event) and part.content:
            spans.append(part.content)
        return min(s[0] for s in spans), max(s[1] for s in spans)


def parts(record: Record) -> Parts:
    """The parts of `record`."""
    return Parts(
        record,
        {entity.id: entity for entity in record.entities},
        {statement.id: statement for statement in record.statements},
        sorted(record.sentences),
    )


def address(record: Record) -> str | None:
    """The page's address on the web, or None where it came from a file."""
    return record.page.uri if _WEB.fullmatch(record.page.uri) else None


def whole_day(date: str | None) -> str | None:
    """`date` where a whole day is known (2021-02-03), else None."""
    return date if date and _DAY.fullmatch(date) else None


def on_map(entity: Entity | None) -> tuple[float, float] | None:
    """Latitude and longitude of a place, where they are known and lie on the globe."""
    if entity is None or entity.at is None:
        return None
    latitude, longitude = entity.at
    return entity.at if abs(latitude) <= 90 and abs(longitude) <= 180 else None
