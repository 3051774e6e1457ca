"""What people say of what was read: accept, reject, unsure, or how it should be. Never overwritten, undone by one row.

A judgement stands on the page and its letters, not on a reading's own numbers: when newer rules read the page again, it
is found at the same place of the same kind, and one that nothing answers to any more is kept and says so.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct
from sqlalchemy import insert, select, update

from mahdar.errors import BadJudgement, NotFound
from mahdar.model import Entity, Event, Record, Reference, Span, Statement
from mahdar.store import Store, View
from mahdar.store.rows import plain, unpacked
from mahdar.store.schema import articles, judgements, pages, records
from mahdar.store.writer import now

Kind = Literal["entity", "statement", "event", "reference"]
Verdict = Literal["accept", "reject", "unsure", "edit"]
Fact = Entity | Statement | Event | Reference

LONGEST_WHY = 2_000
LONGEST_NAME = 100
LONGEST_EDIT = 20_000

_KINDS: dict[type, Kind] = {Entity: "entity", Statement: "statement", Event: "event", Reference: "reference"}


class Judgement(Struct, frozen=True, kw_only=True):
    """One judgement. `part` is what it is about in the present reading, null where nothing answers to it any more;
    `seen` is what was judged, as it was read then, with the names of those it speaks of; `edit` what it should be."""

    id: int
    article: str
    part: str | None
    kind: Kind
    start: int
    end: int
    verdict: Verdict
    by: str
    at: str
    why: str | None
    seen: dict[str, Any]
    edit: dict[str, Any] | None
    undone: str | None


class Verdicts(Struct, frozen=True, kw_only=True):
    """What somebody says of a part of an article ("v3", "s2", "e5", or "r1" for its first reference)."""

    article: str
    part: str
    verdict: Verdict
    by: str
    why: str | None = None
    edit: dict[str, Any] | None = None


def judge(store: Store, said: Verdicts) -> int:
    """Record a judgement; its number. NotFound where there is no such part, BadJudgement where it says too little or
    too much."""
    _check(said)
    with store.view() as view:
        record = view.record(said.article)
        page = view.value(select(pages.c.id).where(pages.c.key == said.article))
    fact = _part(record, said.part)
    start, end = _span(fact)
    with store.writer() as writer, writer.transaction():
        number = writer.next_id(judgements.c.id)
        writer.execute(
            insert(judgements).values(
                id=number,
                page=page,
                kind=_KINDS[type(fact)],
                start=start,
                end=end,
                seen=plain(msgspec.json.encode(_seen(record, fact)).decode()),
                verdict=said.verdict,
                edit=plain(msgspec.json.encode(said.edit).decode()) if said.edit is not None else None,
                why=plain(said.why),
                by=plain(said.by),
                at=now(),
            )
        )
    return number


def undo(store: Store, number: int) -> None:
    """Take a judgement back; it stays on record. NotFound where there is none, or it has been undone already."""
    with store.writer() as writer, writer.transaction():
        standing = (judgements.c.id == number) & judgements.c.undone.is_(None)
        if not writer.execute(update(judgements).where(standing).values(undone=now())).rowcount:
            raise NotFound(f"{number}: no standing judgement has this number.")


def find_judgements(view: View, article: str | None = None, limit: int = 200, offset: int = 0) -> tuple[Judgement, ...]:
    """The judgements on one article or on all, the newest first, the undone ones among them."""
    chosen = select(judgements, pages.c.key, records.c.record).join(pages, pages.c.id == judgements.c.page)
    chosen = chosen.outerjoin(articles, articles.c.page == pages.c.id)
    chosen = chosen.outerjoin(records, records.c.article == articles.c.id).order_by(judgements.c.id.desc())
    if article is not None:
        chosen = chosen.where(pages.c.key == article)
    return tuple(_judgement(row) for row in view.rows(chosen.limit(limit).offset(offset)))


def _judgement(row: Any) -> Judgement:
    record = unpacked(row.record) if row.record else None
    seen = msgspec.json.decode(row.seen)
    return Judgement(
        article=row.key,
        part=_answering(record, row.kind, (row.start, row.end), seen) if record else None,
        seen=seen,
        edit=msgspec.json.decode(row.edit) if row.edit else None,
        **{name: getattr(row, name) for name in ("id", "kind", "start", "end", "verdict", "by", "at", "why", "undone")},
    )


def _answering(record: Record, kind: Kind, span: Span, seen: dict[str, Any]) -> str | None:
    """The part of the present reading that a judgement is about: of its kind and type, at its place."""
    for own, fact in _parts(record):
        if _KINDS[type(fact)] == kind and _span(fact) == span and getattr(fact, "type", None) == seen.get("type"):
            return own
    return None


def _seen(record: Record, fact: Fact) -> dict[str, Any]:
    """A fact as it was read, and under `names` who is meant by the ids in it: another reading may number anew."""
    ids: set[str | None] = set()
    if isinstance(fact, Event):
        ids = {*fact.actors, *fact.recipients, *(one for side in fact.sides for one in side), fact.place}
    elif isinstance(fact, Statement):
        ids = {fact.speaker, *fact.addressees}
    names = {entity.id: entity.name for entity in record.entities if entity.id in ids}
    return {**msgspec.to_builtins(fact), "names": names}


def _part(record: Record, own: str) -> Fact:
    for each, fact in _parts(record):
        if each == own:
            return fact
    raise NotFound(f"{record.id}/{own}: the article has no such part; its events are v1, v2, …, its statements s1, …")


def _parts(record: Record) -> list[tuple[str, Fact]]:
    named: list[tuple[str, Fact]] = [(each.id, each) for each in record.entities]
    named += [(each.id, each) for each in record.statements]
    named += [(each.id, each) for each in record.events]
    return named + [(f"r{number}", each) for number, each in enumerate(record.references, 1)]


def _span(fact: Fact) -> Span:
    """Where a fact stands: an entity where it is first named, a statement at its content, an event at its trigger."""
    if isinstance(fact, Entity):
        return min(fact.mentions, default=(0, 0))
    if isinstance(fact, Statement):
        return fact.content
    return fact.trigger if isinstance(fact, Event) else fact.span


def _check(said: Verdicts) -> None:
    if said.verdict not in get_args(Verdict):
        raise BadJudgement(f"{said.verdict}: a verdict is one of {', '.join(get_args(Verdict))}.")
    if not said.by.strip() or len(said.by) > LONGEST_NAME:
        raise BadJudgement(f"A judgement needs the name of whoever makes it, of at most {LONGEST_NAME} letters.")
    if (said.verdict == "edit") != (said.edit is not None):
        raise BadJudgement("The verdict `edit` needs `edit`, which says how it should be; other verdicts have none.")
    if len(said.why or "") > LONGEST_WHY or len(msgspec.json.encode(said.edit)) > LONGEST_EDIT:
        raise BadJudgement(f"Too long: `why` has at most {LONGEST_WHY} letters, `edit` {LONGEST_EDIT} bytes.")
