"""Stories: reports of one occurrence, grouped as they come. A new article joins the story whose reports it is most
like, or opens one.

It joins by its likeness to several reports, so that a story does not creep from one thing to the next. Compared are
reports of the days around it that share some of its weightiest words; of a story that has grown large only so many of
each day are found again, so that the next report costs no more. An article whose day is not known is put only with one
of the same text: without a day nothing tells this year's flood from the last one's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from math import log

from msgspec import Struct
from msgspec.structs import replace

from mahdar.link.likeness import (
    LEAD_WORDS,
    STANDING,
    TEXT_WORDS,
    TITLE_WORDS,
    Report,
    common_words,
    lead_of,
    likeness,
    standing_words,
    weighed,
    words_of,
)
from mahdar.link.memory import Memory, trait
from mahdar.model import Link, Record
from mahdar.stems import stems

JOINS = 0.33
"""From this likeness on an article joins a story. F1 on the tuning half of tests/gate/stories.tsv, three reports
counted: .30 .783, .33 .818, .36 .791, .40 .795, which is within chance of each other."""
SEVERAL = 3
"""To so many reports of a story an article must be like on average, or to all where it has fewer. With one alone F1 is
.792, with two .791, and what is in one story is rightly so less often (.82 and .85 against .89)."""
DAYS = 3
"""So many days before and after are looked at: the reports of one occurrence that lie further apart are joined by those
between them."""
FINDING_WORDS = 12
"""An article is found again by so many words. Pairs judged to be of one story share one of 8 in .91 of cases, of 12 in
.96, of 15 in .98."""
MOST_COMPARED = 80
"""Reports that an article is compared with: those that share most of these words."""
MOST_A_DAY = 20
"""Reports of one story and day that are found again."""
LARGE = 500
"""A story of so many reports says so: an earthquake has them, and so has a mistake."""
SHORTEST_COPY = 200
"""Letters of a text by which copies are known: shorter ones are captions, the same under other pictures."""

_YOUNG = 5_000  # articles for which the list of common words stands, beside those counted
_UNMET = 0.0004  # share of articles with a word that is not in that list, whose rarest have .005; set by hand
_LEAST_WEIGHT = 1.5  # of a word that one article in five has
_SHOWN = 5


_Liked = list[tuple[float, Report]]
"""A story's reports with how like they are, the likest first."""


class _Choice(Struct, frozen=True):
    """A story, how like its reports are on average, and the likest of them."""

    opener: Report
    score: float
    likest: Report


def link_story(record: Record, memory: Memory[Report]) -> Link | None:
    """The link to the article that opened the story which `record` joins, None where it opens one itself; `memory` then
    knows it. A record that comes again stays in its story."""
    before = next(iter(memory.get([record.id])), None)
    report = _report(record, memory, anew=before is None)
    if before is not None and before.story == record.id:
        memory.put(replace(report, joined=before.joined), _traits(report))
        return None
    liked = _by_story(report, [other for other in _found(report, memory) if other.key != record.id])
    chosen = _chosen(liked, memory) if before is None else _kept(report, liked, before.story, memory)
    if chosen is None:
        memory.put(report, _traits(report))
        return None
    _join(report, chosen.opener, memory, known=before is not None)
    return Link(
        left=chosen.opener.key,
        right=record.id,
        kind="story",
        verdict="same",
        score=round(chosen.score, 3),
        why=_why(record, report, chosen),
    )


def day_of(record: Record) -> int | None:
    """The day of publication, else the latest that it can be, as date.toordinal counts; None where neither is known to
    the day."""
    known = record.published.value or record.published.not_after
    try:
        return date.fromisoformat(known[:10]).toordinal() if known and len(known) >= 10 else None
    except ValueError:
        return None


# ── what is remembered ────────────────────────────────────────────────────────────────────────────────────────────


def _report(record: Record, memory: Memory[Report], anew: bool) -> Report:
    words = words_of(record)
    weights = _weights(words.lead.keys() | words.text.keys(), memory)
    if anew:
        memory.count([trait("articles"), *(_counted(word) for word in sorted(weights.keys() - common_words().keys()))])
    return Report(
        key=record.id,
        story=record.id,
        day=day_of(record),
        title={word: weights[word] for word in words.title[:TITLE_WORDS] if word in weights},
        lead=weighed(words.lead, weights, LEAD_WORDS),
        text=weighed(words.text, weights, TEXT_WORDS),
        same=trait("text", words.joined if len(record.text) >= SHORTEST_COPY else record.id),
        kinds=_kinds(record),
    )


def _weights(words: Iterable[str], memory: Memory[Report]) -> dict[str, float]:
    """How much each word tells: the logarithm of how rare it is, half of that for standing words."""
    common, standing = common_words(), standing_words()
    rare = {word: _counted(word) for word in words if word not in common}
    tally = memory.tally([trait("articles"), *rare.values()])
    articles = tally.get(trait("articles"), 0) + _YOUNG
    weights = {word: -log((tally.get(which, 0) + 0.5 + _YOUNG * _UNMET) / articles) for word, which in rare.items()}
    weights |= {word: -log(common[word]) for word in words if word in common}
    return {
        word: weight * STANDING if word in standing else weight
        for word, weight in weights.items()
        if weight > _LEAST_WEIGHT
    }


def _counted(word: str) -> int:
    return trait("count", word)


def _kinds(record: Record) -> tuple[str, ...]:
    """The types of the events that the first sentences tell of as having happened."""
    first = record.sentences[2][1] if len(record.sentences) > 2 else len(record.text)
    return tuple(sorted({e.type for e in record.events if e.trigger[0] < first and e.status == "occurred"}))


def _traits(report: Report) -> list[int]:
    """What the report is found by: its text, and its weightiest words on its day."""
    return [report.same, *_word_traits(report, 0)]


def _word_traits(report: Report, days: int) -> Iterator[int]:
    if report.day is not None:
        for word in list(report.lead)[:FINDING_WORDS]:
            for day in range(report.day - days, report.day + days + 1):
                yield trait("word", word, str(day))


# ── which story ───────────────────────────────────────────────────────────────────────────────────────────────────


def _found(report: Report, memory: Memory[Report]) -> list[Report]:
    """The first with the same text, else those to compare with."""
    copies = [each for each in memory.find([report.same], most=2) if each.key != report.key]
    words = list(_word_traits(report, DAYS))
    return copies[:1] or (memory.find(words, most=MOST_COMPARED) if words else [])


def _by_story(report: Report, found: Iterable[Report]) -> dict[str, _Liked]:
    stories: defaultdict[str, _Liked] = defaultdict(list)
    for other in found:
        stories[other.story].append((_like(report, other), other))
    return {story: sorted(liked, key=lambda each: (-each[0], each[1].key)) for story, liked in stories.items()}


def _like(report: Report, other: Report) -> float:
    return 1.0 if other.same == report.same else likeness(report, other)


def _chosen(liked: Mapping[str, _Liked], memory: Memory[Report]) -> _Choice | None:
    """The story that the report joins."""
    likely = sorted(story for story, some in liked.items() if some[0][0] >= JOINS)
    choices = [_choice(opener, liked[opener.key], _size(opener)) for opener in memory.get(likely)]
    best = min(choices, key=lambda choice: (-choice.score, choice.opener.key), default=None)
    return best if best is not None and best.score >= JOINS else None


def _kept(report: Report, liked: Mapping[str, _Liked], story: str, memory: Memory[Report]) -> _Choice | None:
    """The story that the report is in, with how like it is now."""
    opener = next(iter(memory.get([story])), None)
    if opener is None:
        return None
    return _choice(opener, liked.get(story) or [(_like(report, opener), opener)], _size(opener) - 1)


def _choice(opener: Report, liked: _Liked, others: int) -> _Choice:
    """How like a report is to a story of so many others: to several of it, or to the one whose very text it has."""
    counted = 1 if liked[0][0] == 1.0 else max(1, min(SEVERAL, others))
    return _Choice(opener, sum(like for like, _ in liked[:counted]) / counted, liked[0][1])


def _size(opener: Report) -> int:
    return 1 + sum(opener.joined.values())


def _join(report: Report, opener: Report, memory: Memory[Report], known: bool) -> None:
    """Remember `report` as one of the story; of many on one day some are found by their text alone."""
    day = report.day or 0
    that_day = opener.joined.get(day, 0)
    report = replace(report, story=opener.key)
    memory.put(report, _traits(report) if that_day < MOST_A_DAY else [report.same])
    if not known:
        memory.put(replace(opener, joined={**opener.joined, day: that_day + 1}), _traits(opener))


# ── in words ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _why(record: Record, report: Report, chosen: _Choice) -> str:
    """The reasons, for people: "same day; most like KEY; shares الحوثيون، عدن، مطار; both ASSAULT"."""
    other = chosen.likest
    if other.same == report.same:
        return f"the same text as {other.key}" + _grown(chosen.opener)
    told = [_apart(report, other)]
    if other.key != chosen.opener.key:
        told.append(f"most like {other.key}")
    told.append(f"shares {'، '.join(_shared_words(record, report, other))}")
    if both := sorted(set(report.kinds).intersection(other.kinds)):
        told.append(f"both {', '.join(both)}")
    return "; ".join(told) + _grown(chosen.opener)


def _apart(report: Report, other: Report) -> str:
    days = abs((report.day or 0) - (other.day or 0))
    return "same day" if days == 0 else "one day apart" if days == 1 else f"{days} days apart"


def _shared_words(record: Record, report: Report, other: Report) -> list[str]:
    """The words that speak most for it, as `record` writes them."""
    text = lead_of(record)
    written: dict[str, str] = {}
    for each in stems(text):
        written.setdefault(each.text, text[each.start : each.end])
    shared = [word for word in report.lead if word in other.lead and word in written]
    return [written[word] for word in sorted(shared, key=lambda word: -report.lead[word] * other.lead[word])[:_SHOWN]]


def _grown(opener: Report) -> str:
    size = _size(opener) + 1
    return (
        f"; with this one the story has {size:,} reports: see whether they are of one occurrence"
        if size > LARGE
        else ""
    )
