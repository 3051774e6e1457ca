"""What came of each ask and promise: repeated, answered, met, refused, contradicted, lapsed, or still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from mahdar.link.duties import Act, Duty, acts_of, duties_of
from mahdar.link.fulfilment import Step, step
from mahdar.link.memory import Memory, trait
from mahdar.model import Link, Record

LEAST = 0.45
"""Steps of a lower score are not told. In bench/ledger.py 78 of 97 from .6 on are right, 14 of 28 from .5 on and 7 of
17 from here on."""
_MOST_PARTIES = 6  # of a duty or an act
_MOST_WORDS = 8
"""The rarest words of a passage, by which what is owed is found again."""
_MOST_TRAITS = 600  # that one record asks for
_MOST_SHARING = 300
"""A party and a word that more asks and promises of half a year share are too common to find one of them by."""
_PRIOR = 50.0  # records that an empty memory is taken to have seen, so that the first words are not all common
_RECORDS = trait("ledger records")

Name = Literal["open", "repeated", "answered", "met", "refused", "contradicted", "lapsed"]


class Owed(Struct, frozen=True, kw_only=True):
    """What is remembered of a record: its asks and promises."""

    key: str
    duties: tuple[Duty, ...]


class State(Struct, frozen=True):
    """What has become of an ask or promise, and the link that decided it, null where none did."""

    name: Name
    by: Link | None = None


def link_ledger(record: Record, actors: Mapping[str, str], memory: Memory[Owed], copy_of: bool = False) -> list[Link]:
    """The steps that `record` tells in the lives of earlier asks and promises, one at most for each, the surest first.

    `actors` names the record's entities (id -> key) as in all records; one without a key goes by its name's stems.
    A copy of an earlier record (`copy_of`) tells nothing, and nothing of it is remembered."""
    if copy_of:
        return []
    duties, acts = duties_of(record, actors), acts_of(record, actors)
    counted = memory.tally({_RECORDS, *map(_mark, _marks(duties, acts)), *map(_word, _words(duties, acts))})
    weights = _Weights(counted)
    duties = tuple(replace(duty, rarity=tuple(map(weights.word, duty.content))) for duty in duties)
    owed = _found(record, acts, memory, weights)
    links = [*_later(owed, acts, weights), *_within(duties, acts, weights)]
    _remember_met(owed, links, memory)
    _remember(Owed(key=record.id, duties=duties), acts, memory)
    return sorted(links, key=lambda link: (-link.score, link.left, link.right))


def state(duty: Duty, links: Iterable[Link], today: str | None) -> State:
    """What has become of `duty` on the day `today` (YYYY-MM-DD), by its links in the order of their arrival.

    Met is the end of it; else the last word of who was to act decides. Where its own term has passed and it was neither
    met nor refused nor contradicted, it has lapsed."""
    own = [link for link in links if link.kind == "ledger" and link.left == duty.key]
    last: dict[str, Link] = {link.verdict: link for link in own}
    if "met" in last:
        return State("met", last["met"])
    replies = [link for link in own if link.verdict in ("answered", "refused", "contradicted")]
    if replies and replies[-1].verdict == "refused":
        return State("refused", replies[-1])
    if replies and replies[-1].verdict == "contradicted":
        return State("contradicted", replies[-1])
    if duty.due and today and duty.due < today:
        return State("lapsed", replies[-1] if replies else last.get("repeated"))
    if replies:
        return State("answered", replies[-1])
    return State("repeated", last["repeated"]) if "repeated" in last else State("open")


# ── finding what is owed ──────────────────────────────────────────────────────────────────────────────────────────


class _Weights:
    """How much words and marks tell: 1 where never counted, towards 0 the more records had them."""

    def __init__(self, counted: Mapping[int, int]) -> None:
        self._counted = counted
        self._records = counted.get(_RECORDS, 0) + _PRIOR

    def word(self, word: str) -> float:
        return self._weigh(_word(word))

    def mark(self, mark: str) -> float:
        return self._weigh(_mark(mark))

    def _weigh(self, one: int) -> float:
        seen = self._counted.get(one, 0) + 1
        return max(0.0, log(self._records / seen) / log(self._records))

    def is_owed(self, word: str) -> bool:
        """Whether an ask or promise has this word: by no other is one found."""
        return _word(word) in self._counted

    def rarest(self, words: Iterable[str]) -> list[str]:
        return sorted(set(words), key=lambda word: (-self.word(word), word))


def _found(record: Record, acts: Sequence[Act], memory: Memory[Owed], weights: _Weights) -> list[Owed]:
    """Records that share a party and a deed, or a party and a rare word, with an act; this one apart."""
    ranked = [
        (rank, trait("owed", season, party, what))
        for act in acts
        for rank, what in enumerate(_what(act.deeds, weights.rarest(filter(weights.is_owed, act.words))))
        for party in (act.by + act.to)[:_MOST_PARTIES]
        for season in _seasons(act.day)
    ]
    asked = dict.fromkeys(one for _, one in sorted(ranked, key=lambda pair: pair[0]))
    common = memory.tally(list(asked)[:_MOST_TRAITS])
    telling = [one for one, count in common.items() if count <= _MOST_SHARING]
    return [owed for owed in memory.find(telling) if owed.key != record.id] if telling else []


def _remember(owed: Owed, acts: Sequence[Act], memory: Memory[Owed]) -> None:
    """Put what is owed; count what it is made of, unless the record has come before."""
    again, traits = bool(memory.get([owed.key])), _traits(owed)
    memory.put(owed, traits)
    if not again:
        words = {word for duty in owed.duties for word in duty.content}
        memory.count([_RECORDS, *map(_mark, _marks(owed.duties, acts)), *map(_word, sorted(words)), *sorted(traits)])


def _remember_met(owed: Iterable[Owed], links: Iterable[Link], memory: Memory[Owed]) -> None:
    """Note on each duty that one of these links tells as met, so that another one must be surer to be told."""
    met = {link.left: (link.right.split("/")[0], link.score) for link in links if link.verdict == "met"}
    for one in owed:
        if any(duty.key in met for duty in one.duties):
            duties = tuple(replace(duty, met=met.get(duty.key, duty.met)) for duty in one.duties)
            told = Owed(key=one.key, duties=duties)
            memory.put(told, _traits(told))


def _traits(owed: Owed) -> set[int]:
    """By what a record's asks and promises are found: each party with each deed and with each of the rarest words."""
    return {
        trait("owed", _seasons(duty.day)[0], party, what)
        for duty in owed.duties
        for what in _what(duty.deeds, _rarest(duty))
        for party in (duty.by + duty.to + duty.about)[:_MOST_PARTIES]
    }


def _what(deeds: Iterable[str], words: Sequence[str]) -> list[str]:
    return [*(f"={deed}" for deed in sorted(deeds)), *words[:_MOST_WORDS]]


def _rarest(duty: Duty) -> list[str]:
    rarity = dict(zip(duty.content, duty.rarity, strict=True))
    return sorted(rarity, key=lambda word: (-rarity[word], word))


def _seasons(day: str | None) -> tuple[str, ...]:
    """The quarter of `day` and the one before, so far back what is owed is looked for; "" for all that bears no day."""
    if day is None or len(day) < len("2024-01"):
        return ("",)
    quarter = int(day[:4]) * 4 + (int(day[5:7]) - 1) // 3
    return str(quarter), str(quarter - 1)


def _marks(duties: Iterable[Duty], acts: Iterable[Act]) -> list[str]:
    found = {mark for act in acts for mark in act.by + act.to}
    return sorted(found | {mark for duty in duties for mark in duty.by + duty.to})


def _words(duties: Iterable[Duty], acts: Iterable[Act]) -> list[str]:
    found = {word for duty in duties for word in duty.content}
    return sorted(found | {word for act in acts for word in act.words})


@lru_cache(maxsize=20_000)  # the same words and parties come again and again
def _mark(mark: str) -> int:
    return trait("owing", mark)


@lru_cache(maxsize=50_000)
def _word(word: str) -> int:
    return trait("owed word", word)


# ── the steps ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _later(owed: Sequence[Owed], acts: Sequence[Act], weights: _Weights) -> Iterator[Link]:
    """For each duty of earlier records the surest step among the acts; met is told again by a surer report alone."""
    for duty in (duty for one in owed for duty in one.duties):
        steps = [(found, act) for act in acts if (found := step(duty, act, weights.mark))]
        yield from _surest(duty, [(found, act) for found, act in steps if not _is_told(duty, found, act)])


def _is_told(duty: Duty, found: Step, act: Act) -> bool:
    """True where another record has told as surely that the duty was met."""
    if found.verdict != "met" or duty.met is None:
        return False
    return found.score <= duty.met[1] and not act.key.startswith(duty.met[0] + "/")


def _within(duties: Sequence[Duty], acts: Sequence[Act], weights: _Weights) -> Iterator[Link]:
    """Answers in the article that tells the ask: in a passage of their own, further on."""
    places = {act.key: act.at for act in acts}
    for duty in duties:
        told = places.get(duty.key)
        replies = [act for act in acts if told and act.at[0] >= told[1] and "refers" in act.said]
        steps = [(found, act) for act in replies if (found := step(duty, act, weights.mark))]
        yield from _surest(duty, [one for one in steps if one[0].verdict in ("answered", "refused")])


def _surest(duty: Duty, steps: Sequence[tuple[Step, Act]]) -> Iterator[Link]:
    sure = [(found, act) for found, act in steps if found.score >= LEAST]
    if sure:
        found, act = max(sure, key=lambda one: one[0].score)
        yield Link(left=duty.key, right=act.key, kind="ledger", verdict=found.verdict, score=found.score, why=found.why)
