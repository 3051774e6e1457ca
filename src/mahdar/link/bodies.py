"""The name of an organisation: what sort of body, of which country, and its own words; and whether two are one body."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import product

from msgspec import Struct

from mahdar.link.lists import Phrases, bare, is_latin, items, phrases, plain, rows, stemmed
from mahdar.link.named import Famous, Judged, Known, different, famous, same, unsure
from mahdar.link.spellings import OTHER, apart
from mahdar.link.standing import Standing, without_countries
from mahdar.stems import stem

_KEPT = 50_000
_MOST_WORDS = 16
_LONGEST_ACRONYM = 6
_SMALL = frozenset(
    "في من علي الي ل ب عن و ال التابع التابعه المسمي المسماه of the for and in to a an on de la le du des et".split()
)
_LEFT_OUT = frozenset(("loose", "company", "party", "site", "app", "militia", "forces"))
"""Sorts of bodies whose word may be left out: حركة حماس is حماس."""
_AFFAIRS = (stem("شؤون"),)  # وزارة الشؤون الخارجية is وزارة الخارجية
_ALIKE = tuple(
    frozenset(pair.split())
    for pair in ("loose party", "loose company", "loose front", "loose militia", "site company", "site app")
)
_GENERIC = frozenset(
    "ministry army government parliament council court embassy authority bank office commission agency club union "
    "hospital forces regime authorities".split()
)
"""Sorts of bodies that every country has: without the country, a name says little."""


class Body(Struct, frozen=True):
    """An organisation's name: its sort ("" where no word tells it), its other words in order, those that و joins to
    them apart, the countries it names, and the whole, folded."""

    sort: str
    words: tuple[str, ...]
    joined: tuple[str, ...]
    countries: frozenset[str]
    whole: str


@lru_cache(maxsize=_KEPT)
def body(name: str) -> Body:
    """An organisation's name, taken apart. Any string will do."""
    whole = plain(name)
    words = tuple(bare(word) for word in whole.replace("'", "").split() if word not in _SMALL)[:_MOST_WORDS]
    rest, countries = without_countries(words)
    if is_latin(whole):
        rest = _in_arabic(rest)
    joined = tuple(bare(word[1:]) for word in rest if _is_joined(word, rest))
    sort, own = _sorted(tuple(word for word in rest if not _is_joined(word, rest)))
    return Body(sort, own, joined, countries, whole)


def _is_joined(word: str, words: tuple[str, ...]) -> bool:
    """Whether و joins `word` to what stands before it: وزارة الصحة والسكان."""
    return word.startswith("وال") and len(word) > 5 and word != words[0]


def _sorted(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The sort of body that the words tell, and the others; what only ministries are for tells a ministry."""
    stems = tuple(map(stem, words))
    found = _sorts().at(stems, 0)
    if found:
        left = words[found[0] :]
        return found[1], left[1:] if found[1] == "ministry" and stems[1:2] == _AFFAIRS and left[1:] else left
    own = stems[1:] if stems[:1] == _AFFAIRS else stems
    subject = _subjects().at(own, 0)
    return ("ministry", words[len(words) - len(own) :]) if subject and subject[0] == len(own) else ("", words)


def _in_arabic(words: tuple[str, ...]) -> tuple[str, ...]:
    """English words of bodies' names in Arabic, the sort of body put first (Foreign Ministry); others as they are."""
    found: list[str] = []
    index = 0
    while index < len(words):
        meant = _english().at(words, index)
        found.append(meant[1] if meant else words[index])
        index += meant[0] if meant else 1
    return tuple(sorted(found, key=lambda word: _sorts().at(stemmed(word), 0) is None))


def is_generic(one: Body) -> bool:
    """Whether every country has such a body (a ministry, المعارضة), so that its name says little without the country:
    its sort is such, or all its words are the language's own."""
    return one.sort in _GENERIC or all(stem(word) in _ordinary() for word in one.words)


# ── two bodies ────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=_KEPT)
def body_keys(name: str) -> tuple[str, ...]:
    """What an organisation is looked up by: its name without articles, and without a word that may be left out."""
    words = tuple(bare(word) for word in plain(name).replace("'", "").split() if word not in ("al", "the"))
    whole = " ".join(words)
    head = _sorts().at(stemmed(words[0]), 0) if words else None
    return (whole, " ".join(words[1:])) if head and head[1] in _LEFT_OUT and len(words) > 1 else (whole,)


def lines_of(name: str, countries: frozenset[str]) -> Known:
    """The lines of the list that have an organisation's name, and are of these countries where any are told; a name
    without its nationality counts for a body of that country: منظمة بدر العراقية."""
    own = body(name).countries
    found = known_bodies().of(body_keys(name), own or countries)
    words = tuple(bare(word) for word in plain(name).split())
    rest, _ = without_countries(words)
    if found or not own or not rest or len(rest) == len(words):
        return found
    national = known_bodies().of((" ".join(rest),), own)
    return frozenset(line for line in national if known_bodies().countries[line])


@cache
def known_bodies() -> Famous:
    """The organisations of data/naming/organizations.tsv."""
    return famous("naming/organizations.tsv", lambda name: body_keys(name)[:1])


def judge_bodies(one: Body, other: Body, known: tuple[Known, Known], told: Standing) -> Judged:
    """Whether two names are one organisation's. `known`: the lines of the list that they stand in."""
    if told.country == "other" or (one.countries and other.countries and not one.countries & other.countries):
        return different(0.05, "bodies of different countries")
    if known[0] and known[1]:
        return (
            same(0.97, "names of one body in the list")
            if known[0] & known[1]
            else different(0.05, "two bodies of the list")
        )
    if told.field == "other" and "sport" not in (one.sort, other.sort):
        return unsure(0.4, "what is told of them does not fit")
    if _initials(one, other):
        return same(0.85, "one is made of the first letters of the other")
    cost = _words_apart(one.words, other.words)
    if cost >= OTHER:
        return _unlike(one, other)
    return _sorts_judged(one, other, told, cost)


def _sorts_judged(one: Body, other: Body, told: Standing, cost: float) -> Judged:
    """Names whose own words are the same: the sort of body and the country decide."""
    sorts = {one.sort, other.sort}
    here = told.country == "same" or bool(one.countries & other.countries)
    if len(sorts) == 2 and sorts not in _ALIKE and not sorts & {""}:
        return different(0.2 if one.words else 0.1, "another sort of body")
    if "" in sorts and len(sorts) == 2 and not sorts & _LEFT_OUT and not here:
        return unsure(0.5, "only one tells what sort of body it is")
    if one.joined != other.joined and not (here and not (one.joined and other.joined)):
        return different(0.3, "one has more to its name")
    if not here and (is_generic(one) or is_generic(other)):
        return unsure(0.5, "every country has such a body, and only one of them is named, or neither")
    return same(0.95 - cost * 0.3, "the same name" if not cost else "the same name in another spelling")


def _unlike(one: Body, other: Body) -> Judged:
    """Names whose own words differ."""
    short, long = sorted((one.words, other.words), key=len)
    fewer, more = [tuple(map(stem, words)) for words in (short, long)]
    if fewer and more[: len(fewer)] == fewer:
        return unsure(0.4, "one has more to its name")
    if fewer and set(fewer) < set(more):
        return different(0.2, "one has more to its name: a part, or another body")
    return different(0.05 if not set(fewer) & set(more) else 0.15, "other words in the names")


def _words_apart(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How far apart the words of two names are, in whatever order; as one word, where they are parted otherwise."""
    if "".join(one) == "".join(other):
        return 0.0
    if len(one) != len(other) or not one:
        return OTHER
    left, cost = list(other), 0.0
    for word in one:
        nearest = min(left, key=lambda each: (_word_apart(word, each), each))
        cost = max(cost, _word_apart(word, nearest))
        left.remove(nearest)
    return cost


def _word_apart(one: str, other: str) -> float:
    """Arabic words of the language are the same or not; only foreign ones are spelled in several ways."""
    if one == other or (not is_latin(one) and stem(one) == stem(other)):
        return 0.0
    return OTHER if stem(one) in _ordinary() or stem(other) in _ordinary() else apart(one, other)


def _initials(one: Body, other: Body) -> bool:
    """Whether one is the acronym of the other, in Latin letters."""
    short, long = sorted((one.whole, other.whole), key=lambda whole: (len(whole), whole))
    words = [word for word in long.split() if word not in _SMALL]
    if len(short) >= 3 and is_latin(short) and short == "".join(word[0] for word in words) and len(words) > 2:
        return True
    return bool(_read_out(one.whole) & _read_out(other.whole))


@lru_cache(maxsize=_KEPT)
def _read_out(whole: str) -> frozenset[str]:
    """The Latin acronyms that a name is, written or read out in Arabic: bbc, بي بي سي (bbc, bpc, …)."""
    if is_latin(whole):
        return frozenset((whole,)) if 2 <= len(whole) <= _LONGEST_ACRONYM else frozenset()
    letters = [_letters().get(word, "") for word in whole.split()]
    if not 2 <= len(letters) <= _LONGEST_ACRONYM or not all(letters):
        return frozenset()
    return frozenset(map("".join, product(*letters)))


# ── lists ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _sorts() -> Phrases:
    table = [(use[5:], items(words)) for use, words in rows("naming/words.tsv", 2) if use.startswith("head:")]
    return phrases((stemmed(word), sort) for sort, words in table for word in words)


@cache
def _letters() -> dict[str, str]:
    """A Latin letter's name in Arabic -> the letters that it may be."""
    found: dict[str, str] = {}
    for letter, names in rows("naming/letters.tsv", 2):
        for name in items(names):
            found[plain(name)] = found.get(plain(name), "") + letter
    return found


@cache
def _subjects() -> Phrases:
    table = [items(words) for use, words in rows("naming/words.tsv", 2) if use == "ministry"]
    return phrases((stemmed(word), "ministry") for words in table for word in words)


@cache
def _english() -> Phrases:
    table = [(items(arabic)[0], items(latin)) for _, arabic, latin in rows("naming/words.tsv", 3)]
    return phrases((tuple(plain(word).split()), arabic) for arabic, latin in table for word in latin)


@cache
def _ordinary() -> frozenset[str]:
    """Stems of the language that bodies' names are made of."""
    words = [word for _, cell in rows("naming/words.tsv", 2) for word in items(cell)]
    listed = [cell for _, cell in rows("people/vocabulary.tsv", 2)]
    return frozenset(stem for text in [*words, *listed] for stem in stemmed(text))
