"""Whether two reports tell of one occurrence: what is remembered of a report, and a short table of reasons with
weights.

Likeness is the cosine of words weighed by how often they stand and how rare they are (Salton and Buckley,
"Term-weighting approaches in automatic text retrieval", 1988), once of titles with leads, once of whole texts; the
weights are a logistic regression's (data/stories/reasons.tsv). Words that tell only what kind of thing happened, such
as those of weather bulletins and congratulations, weigh half (data/stories/standing.tsv).

Five-fold cross-validated F1 of lead, title and days on all judged pairs is .791, give or take .03. With places .781,
numbers .800, people .801, types of event .806, all these and more .775; with the whole text, which was taken, .811.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import exp, log, sqrt

from msgspec import Struct

from mahdar.model import Record
from mahdar.stems import indexed, stem

Weigh = Callable[[Collection[str]], Mapping[str, float]]
"""Stems -> how much each tells; those that tell nothing left out."""

LEAD_LETTERS = 800
"""Letters of the text that are its lead. F1 of the leads' likeness alone on all pairs: 300 .770, 500 .773, 800 .804,
1,500 .779, the whole text .777."""
LONGEST = 20_000
"""Letters that are looked at: the longest reports of the corpus; what is longer is a document and not a report."""
LEAD_WORDS, TEXT_WORDS = 80, 60
"""Words that are remembered, the weightiest first: a few kB a report. 60 of the text find as much as all do."""
TITLE_WORDS = 40
STANDING = 0.5
"""What is left of a standing word's weight. F1, cross-validated: 1.0 .804, .8 .812, .5 .815, .3 .817. At 1.0
the largest stories of the corpus were a week's receptions, cables and holiday parties; at .5 they no longer are."""
MOST_DAYS = 6


class Report(Struct, frozen=True, kw_only=True):
    """What is remembered of an article: its story, its day, its words with their weights, and, of the article that
    opened a story, how many have joined on each day."""

    key: str
    story: str  # the id of the article that opened it
    day: int | None  # as date.toordinal counts
    title: dict[str, float]
    lead: dict[str, float]  # weightiest first, of length 1
    text: dict[str, float]  # likewise
    same: int  # the same number, the same text
    kinds: tuple[str, ...] = ()  # types of the events that the lead tells of
    joined: dict[int, int] = {}


class Words(Struct, frozen=True):
    """The stems of an article: of its title in order, of title and lead with how often they stand there, of the whole
    those that stand in the lead or more than once, and the whole text's joined by spaces."""

    title: list[str]
    lead: Counter[str]
    text: Counter[str]
    joined: str


def lead_of(record: Record) -> str:
    """The title and the first letters of the text."""
    return f"{(record.title or '')[:LEAD_LETTERS]}\n{record.text[:LEAD_LETTERS]}"


def words_of(record: Record) -> Words:
    """The stems of title and text."""
    title = indexed((record.title or "")[:LEAD_LETTERS]).split()
    lead = Counter(title + indexed(record.text[:LEAD_LETTERS]).split())
    joined = indexed(record.text[:LONGEST])
    text = Counter(title + joined.split())
    return Words(title, lead, Counter({w: times for w, times in text.items() if times > 1 or w in lead}), joined)


def weighed(times: Mapping[str, int], weights: Mapping[str, float], most: int) -> dict[str, float]:
    """The weightiest of these words, as a vector of length 1."""
    full = {word: (1 + log(count)) * weights[word] for word, count in times.items() if word in weights}
    kept = dict(sorted(full.items(), key=lambda each: (-each[1], each[0]))[:most])
    length = sqrt(sum(weight * weight for weight in kept.values())) or 1.0
    return {word: weight / length for word, weight in kept.items()}


def reasons(one: Report, other: Report) -> dict[str, float]:
    """What speaks for and against the two telling of one occurrence. Both have a day."""
    return {
        "start": 1.0,
        "lead": _cosine(one.lead, other.lead),
        "text": _cosine(one.text, other.text),
        "title": (_share(one.title, other.lead) + _share(other.title, one.lead)) / 2,
        "days": float(min(MOST_DAYS, abs((one.day or 0) - (other.day or 0)))),
    }


def likeness(one: Report, other: Report) -> float:
    """How likely it is that the two tell of one occurrence, from 0 to 1."""
    weights = reason_weights()
    return 1 / (1 + exp(-sum(weights[reason] * value for reason, value in reasons(one, other).items())))


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return sum(weight * many[word] for word, weight in few.items() if word in many)


def _share(title: Mapping[str, float], lead: Collection[str]) -> float:
    whole = sum(title.values())
    return sum(weight for word, weight in title.items() if word in lead) / whole if whole else 0.0


@cache
def reason_weights() -> dict[str, float]:
    """Each reason's weight."""
    return {reason: float(weight) for reason, weight, _ in _rows("reasons.tsv")}


@cache
def standing_words() -> frozenset[str]:
    """The stems of standing words."""
    return frozenset(stem(word) for _, words in _rows("standing.tsv") for word in words.split(","))


@cache
def common_words() -> dict[str, float]:
    """The stems of common words and the share of articles that have them."""
    return {word: float(thousandths) / 1000 for word, thousandths in _rows("common.tsv")}


def _rows(name: str) -> Iterable[list[str]]:
    lines = (files("mahdar") / "data" / "stories" / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]
