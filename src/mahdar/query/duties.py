"""Asks and promises with what came of each: its steps, each with the words that tell it, and how it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from mahdar.errors import NotFound
from mahdar.link.duties import Duty, duties_of
from mahdar.link.ledger import Name, state
from mahdar.query.facts import LEDGER, MOST_FACTS, Act, act, find_events, ground
from mahdar.query.links import Tie, as_link, links_of
from mahdar.store.view import View

Standing = Literal[Name, "unclear"]
MOST_LOOKED_AT = 2_000
"""So many asks and promises at most are looked at to find those that stand as asked: a second's work."""


class Step(Struct, frozen=True, kw_only=True):
    """One step in the life of an ask or promise, and the event that tells it."""

    verdict: str
    score: float
    why: str
    by: str
    judgement: int | None
    act: Act


class Owed(Struct, frozen=True, kw_only=True):
    """An ask or promise. `state` is unclear where it does not say for what; `decided` the step that made
    it so; `due` the day until which it was to be done, where it says one."""

    act: Act
    state: Standing
    decided: str | None
    due: str | None
    steps: tuple[Step, ...]


class Ledger(Struct, frozen=True, kw_only=True):
    """One page of asks and promises: how many there are in all, of which `looked_at` were looked at for this page."""

    query: str
    total: int
    offset: int
    looked_at: int
    today: str
    owed: tuple[Owed, ...]


def find_ledger(
    view: View, query: str, today: str, states: Collection[str] = (), limit: int = 20, offset: int = 0
) -> Ledger:
    """Asks and promises that `query` finds, those of the newest articles first, as they stand on the day `today`
    (YYYY-MM-DD); with `states` only those that stand so, counted from `offset` on among all."""
    found: list[Owed] = []
    looked_at = total = 0
    wanted = min(limit, MOST_FACTS)
    while True:
        at_a_time = min(wanted, MOST_LOOKED_AT - looked_at) if not states else MOST_FACTS
        acts = find_events(view, query, LEDGER, at_a_time, offset + looked_at)
        total = acts.total
        for each in _owed(view, acts.events, today):
            looked_at += 1
            if not states or each.state in states:
                found.append(each)
            if len(found) == wanted:
                break
        if len(found) == wanted or not acts.events or not states or looked_at >= MOST_LOOKED_AT:
            break
    return Ledger(query=query, total=total, offset=offset, looked_at=looked_at, today=today, owed=tuple(found))


def find_owed(view: View, ref: str, today: str) -> Owed:
    """The ask or promise "KEY/v2"; NotFound where there is none."""
    record = view.record(ref.partition("/")[0])
    for event in record.events:
        if f"{record.id}/{event.id}" == ref:
            return next(iter(_owed(view, (act(ground(record), event.id),), today)))
    raise NotFound(f"{ref}: the article has no such event; name one as ID/v2.")


def _owed(view: View, acts: Iterable[Act], today: str) -> Iterator[Owed]:
    listed = list(acts)
    duties = _duties(view, {each.source.id for each in listed})
    ties: defaultdict[str, list[Tie]] = defaultdict(list)
    for tie in links_of(view, "ledger", {each.source.id for each in listed}):
        if tie.verdict not in ("different", "unsure"):
            ties[tie.left].append(tie)
    for each in listed:
        duty = duties.get(each.id)
        mine = sorted(ties[each.id], key=lambda tie: tie.right)
        stands = state(duty, map(as_link, mine), today) if duty else None
        yield Owed(
            act=each,
            state=stands.name if stands else "unclear",
            decided=stands.by.right if stands and stands.by else None,
            due=duty.due if duty else None,
            steps=tuple(_steps(view, mine)),
        )


def _duties(view: View, keys: Collection[str]) -> Mapping[str, Duty]:
    return {duty.key: duty for key in keys for duty in duties_of(view.record(key), {})}


def _steps(view: View, ties: Iterable[Tie]) -> Iterator[Step]:
    for tie in ties:
        key, _, own = tie.right.partition("/")
        record = view.record(key)
        told = act(ground(record), own)
        yield Step(verdict=tie.verdict, score=tie.score, why=tie.why, by=tie.by, judgement=tie.judgement, act=told)
