"""What the articles of one story tell together: who reports it, what happened, and where the reports differ.

Nothing is averaged away. Each version of a figure, a party, a place or a status stands with those who tell it, each at
its place in its article; copies count once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from mahdar.link.likeness import TEXT_WORDS, common_words, weighed, words_of
from mahdar.link.occasions import Actors, Name, Telling, grouped, tellings
from mahdar.link.stories import day_of
from mahdar.model import Link, Record, Span

MOST_MERGED = 200
"""Articles whose events are merged, the most central ones: what the others add, nobody would read."""
_DOERS = ("ASSAULT", "COERCE")


class Teller(Struct, frozen=True, kw_only=True):
    """Who tells something: the outlet, at this place of this article, or a speaker whom it quotes."""

    record: str
    event: str
    span: Span
    outlet: str | None
    speaker: str | None  # "" where the claim is nobody's by name


class Version(Struct, frozen=True):
    """One version of something, with who tells it."""

    value: str
    by: tuple[Teller, ...]


class StoryEvent(Struct, frozen=True, kw_only=True):
    """One event with all that is told of it; two versions or more of a thing are a difference or a supplement."""

    type: str
    statuses: tuple[Version, ...]
    actors: tuple[Version, ...]
    recipients: tuple[Version, ...]
    places: tuple[Version, ...]
    dates: tuple[Version, ...]
    counts: dict[str, tuple[Version, ...]]
    told_by: tuple[Teller, ...]  # once for each article
    outlets: tuple[str, ...]
    differs: tuple[str, ...]  # what the reports tell differently: statuses, dates, a count's name, actors of violence
    claimed_by: tuple[str, ...]  # the speakers whose claim it is, where no article reports it as a fact
    only_in: str | None  # the one outlet that has it, of a story that several have


class Reporting(Struct, frozen=True, kw_only=True):
    """One article of the story with those that copy it."""

    record: str
    outlet: str | None
    title: str | None
    day: str | None
    copies: tuple[str, ...]


class Story(Struct, frozen=True, kw_only=True):
    """A story as it is read."""

    id: str  # of the article that opened it
    title: str | None  # of the article that has most in common with all
    first: str | None
    last: str | None
    outlets: tuple[str, ...]
    articles: tuple[Reporting, ...]  # each is a report of its own, copies folded
    events: tuple[StoryEvent, ...]  # those that most outlets tell first
    blamed: tuple[Version, ...]  # who is named as the doer of violence or accused, and by whom
    left_out: int  # articles whose events are not among these


def merge_story(records: Sequence[Record], duplicates: Iterable[Link] = (), actors: Actors | None = None) -> Story:
    """The story that these articles, one at least, tell; the first opened it. `duplicates` says which are copies,
    `actors` whom an entity is where that is known."""
    originals = _originals(records, duplicates)
    own = [record for record in records if originals[record.id] == record.id]
    central = _by_centrality(own)
    merged = {record.id for record in central[:MOST_MERGED]}
    told = [each for record in own if record.id in merged for each in tellings(record, actors or {})]
    outlets = _distinct(record.outlet for record in records)
    events = [_event(group, len(outlets) > 1) for group in grouped(told)]
    days = sorted(day for record in records if (day := _day(record)))
    return Story(
        id=records[0].id,
        title=central[0].title,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        outlets=outlets,
        articles=tuple(_reporting(record, records, originals) for record in own),
        events=tuple(sorted(events, key=_by_weight)),
        blamed=_blamed(told),
        left_out=len(own) - len(merged),
    )


# ── articles ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _originals(records: Sequence[Record], duplicates: Iterable[Link]) -> dict[str, str]:
    """Each article and the first of those that it copies or that copy it."""
    place = {record.id: number for number, record in enumerate(records)}
    first = {record.id: record.id for record in records}

    def root(article: str) -> str:
        while first[article] != article:
            article = first[article]
        return article

    for link in duplicates:
        if link.kind == "duplicate" and link.verdict == "same" and {link.left, link.right} <= place.keys():
            one, other = sorted((root(link.left), root(link.right)), key=place.__getitem__)
            first[other] = one
    return {record.id: root(record.id) for record in records}


def _by_centrality(records: Sequence[Record]) -> list[Record]:
    """The articles, those that have most in common with all of them first."""
    vectors = [_vector(record) for record in records]
    whole: Counter[str] = Counter()
    for vector in vectors:
        whole.update(vector)
    shared = [sum(weight * whole[word] for word, weight in vector.items()) for vector in vectors]
    return [records[number] for number in sorted(range(len(records)), key=lambda number: (-shared[number], number))]


def _vector(record: Record) -> dict[str, float]:
    """The weightiest words of title and lead; those that are common in all the press tell little."""
    lead = words_of(record).lead
    return weighed(lead, {word: 1 - common_words().get(word, 0.0) ** 0.5 for word in lead}, TEXT_WORDS)


def _reporting(record: Record, records: Iterable[Record], originals: Mapping[str, str]) -> Reporting:
    return Reporting(
        record=record.id,
        outlet=record.outlet,
        title=record.title,
        day=_day(record),
        copies=tuple(each.id for each in records if originals[each.id] == record.id and each.id != record.id),
    )


def _day(record: Record) -> str | None:
    day = day_of(record)
    return date.fromordinal(day).isoformat() if day else None


# ── events ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _by_weight(event: StoryEvent) -> tuple[int, int, int]:
    """What most outlets tell first, then what stands first in its article."""
    return -len(event.outlets), -len({teller.record for teller in event.told_by}), event.told_by[0].span[0]


def _event(group: Sequence[Telling], several: bool) -> StoryEvent:
    outlets = _distinct(each.outlet for each in group)
    statuses, dates = _versions(group, lambda each: [each.event.status]), _versions(group, _dates)
    counts = {what: _versions(group, _count(what)) for what in sorted({w for each in group for w in each.event.counts})}
    actors = _named(group, lambda each: each.actors)
    blame = {"actors": actors} if group[0].event.type in _DOERS else {}
    differing = {"statuses": statuses, **blame, "dates": dates, **counts}
    return StoryEvent(
        type=group[0].event.type,
        statuses=statuses,
        actors=actors,
        recipients=_named(group, lambda each: each.recipients),
        places=_named(group, _places),
        dates=dates,
        counts=counts,
        told_by=_tellers(group),
        outlets=outlets,
        differs=tuple(what for what, versions in differing.items() if len(versions) > 1),
        claimed_by=_distinct(each.speaker for each in group) if all(each.speaker is not None for each in group) else (),
        only_in=outlets[0] if several and len(outlets) == 1 else None,
    )


def _count(what: str) -> Callable[[Telling], list[str]]:
    return lambda telling: [str(telling.event.counts[what])] if what in telling.event.counts else []


def _dates(telling: Telling) -> list[str]:
    return [telling.event.date] if telling.event.date else []


def _places(telling: Telling) -> tuple[Name, ...]:
    return (Name(telling.place.name, telling.place_marks),) if telling.place else ()


def _versions(group: Iterable[Telling], values: Callable[[Telling], Iterable[str]]) -> tuple[Version, ...]:
    """Each value with those who tell it, what most articles tell first."""
    told: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in group:
        for value in values(telling):
            told[value].append(telling)
    return _most_first(Version(value, _tellers(by)) for value, by in told.items())


def _named(group: Iterable[Telling], names: Callable[[Telling], Iterable[Name]]) -> tuple[Version, ...]:
    """Each party or place under the name that it is given most often, with those who name it."""
    told: list[tuple[set[str], list[tuple[str, Telling]]]] = []
    for telling in group:
        for name in names(telling):
            known = next((each for each in told if each[0] & (name.marks or {name.words})), None)
            if known is None:
                told.append((set(name.marks or {name.words}), [(name.words, telling)]))
            else:
                known[0].update(name.marks)
                known[1].append((name.words, telling))
    return _most_first(Version(_usual(words for words, _ in by), _tellers(each for _, each in by)) for _, by in told)


def _usual(names: Iterable[str]) -> str:
    counted = Counter(names)
    return max(counted, key=lambda name: (counted[name], len(name), name))


def _most_first(versions: Iterable[Version]) -> tuple[Version, ...]:
    return tuple(sorted(versions, key=lambda version: (-len({teller.record for teller in version.by}), version.value)))


def _tellers(group: Iterable[Telling]) -> tuple[Teller, ...]:
    """Who tells, once for each article and speaker."""
    found = {(each.record, each.speaker): each for each in reversed(list(group))}
    return tuple(_teller(each) for each in reversed(found.values()))


def _teller(telling: Telling) -> Teller:
    return Teller(
        record=telling.record,
        event=telling.event.id,
        span=telling.event.trigger,
        outlet=telling.outlet,
        speaker=telling.speaker,
    )


def _blamed(told: Collection[Telling]) -> tuple[Version, ...]:
    """Who is named as the doer of violence, and who is accused."""
    happened = [each for each in told if each.event.status == "occurred" and not each.past]
    violence = [each for each in happened if each.event.type in _DOERS]
    accusing = [_by_accuser(each) for each in happened if each.event.type == "ACCUSE"]
    return _named([*violence, *accusing], lambda each: each.recipients if each.event.type == "ACCUSE" else each.actors)


def _by_accuser(telling: Telling) -> Telling:
    """The accusation as its accuser's own claim."""
    return replace(telling, speaker=telling.actors[0].words) if telling.actors else telling


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
