"""The name of a place: its sort (a town, a river), what makes it another place (ريف، شمال), its own words; and whether
two are one place."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

from msgspec import Struct

from mahdar.link.lists import bare, country, is_latin, items, plain, rows
from mahdar.link.named import NOBODY, Famous, Judged, Known, different, famous, same, unsure
from mahdar.link.spellings import OTHER, apart
from mahdar.link.standing import Standing

_KEPT = 50_000
_MOST_WORDS = 10
_SORTS_LEFT_OUT = frozenset(("", "town"))
_SMALL = frozenset("في من علي الي ل ب of the in city".split())


class Spot(Struct, frozen=True):
    """A place's name: its sort ("" where no word tells it), the words that make another place of it, its own words
    without articles, and the whole, folded."""

    sort: str
    other: frozenset[str]
    words: tuple[str, ...]
    whole: str


@lru_cache(maxsize=_KEPT)
def spot(name: str) -> Spot:
    """A place's name, taken apart. Any string will do."""
    whole = plain(name)
    words = [word for word in whole.replace("'", "").split() if word not in ("al", "el", "the")][:_MOST_WORDS]
    sort, others, own = "", set(), []
    for index, word in enumerate(words):
        use = _uses().get(word) or _uses().get(bare(word), "")
        if use == "other" and len(words) > 1:
            others.add(_direction(word))
        elif use.startswith("sort:") and index == 0 and len(words) > 1:
            sort = use[5:]
        elif word not in _SMALL or len(words) == 1:
            own.append(bare(word))
    return Spot(sort, frozenset(others), tuple(own) or tuple(map(bare, words)), whole)


def _direction(word: str) -> str:
    """شمال, شمالي and الشمالية alike."""
    return bare(word).removesuffix("ه").removesuffix("ي")


@lru_cache(maxsize=_KEPT)
def place_keys(name: str) -> tuple[str, ...]:
    """What a place is looked up by: its name, articles taken off."""
    return (" ".join(bare(word) for word in plain(name).replace("'", "").split() if word not in ("al", "el", "the")),)


@cache
def known_places() -> Famous:
    """The places of data/naming/places.tsv."""
    return famous("naming/places.tsv", place_keys)


@cache
def gazetteer() -> dict[str, dict[str, str]]:
    """Countries and cities: name -> what is called so, with its country; "" stands for a country itself."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for code, _, _, _, names, _ in rows("places/countries.tsv", 6):
        for name in items(names):
            found[place_keys(name)[0]][code] = ""
    for code, _, names in rows("naming/countries.tsv", 3):
        for name in items(names):
            found[place_keys(name)[0]][code] = ""
    latin = {row[0]: row[1] for row in rows("naming/cities.tsv", 2)}
    for number, code, _, _, _, names, after in rows("places/cities.tsv", 7):
        for name in [*items(names), *items(after), latin.get(number, "")]:
            if name:
                found[place_keys(name)[0]].setdefault(number, code)
    return dict(found)


def places_called(name: str, countries: frozenset[str]) -> frozenset[str]:
    """The countries and cities called so that lie in one of these countries, where any is told."""
    called = gazetteer().get(place_keys(name)[0], {})
    lands = frozenset(one for one, code in called.items() if not code)
    if lands:
        return lands
    return frozenset(one for one, code in called.items() if not code or not countries or code in countries)


# ── two places ────────────────────────────────────────────────────────────────────────────────────────────────────


def judge_spots(one: str, other: str, told: Standing, countries: tuple[frozenset[str], frozenset[str]]) -> Judged:
    """Whether two names are one place's; `countries`: in which each is told to lie."""
    if told.country == "other":
        return different(0.05, "places of different countries")
    known = _known(one, countries[0]), _known(other, countries[1])
    if known[0] and known[1]:
        return (
            same(0.97, "names of one place in the list")
            if known[0] & known[1]
            else different(0.05, "two places of the list")
        )
    named = places_called(one, countries[0]), places_called(other, countries[1])
    mine, others = spot(one), spot(other)
    cost = _words_apart(mine.words, others.words)
    if named[0] and named[1] and place_keys(one) != place_keys(other):
        return _both_called(named, cost)
    if mine.other != others.other:
        return different(0.1, "one is a part of the other, or another place of that name")
    if cost >= OTHER or (cost and named[0] and named[1]):
        return different(0.1, "other names")
    return _same_words(mine, others, told, cost)


def _both_called(named: tuple[frozenset[str], frozenset[str]], cost: float) -> Judged:
    """Names of the gazetteer that are written otherwise."""
    if len(named[0] & named[1]) == 1:
        return same(0.95, "names of one place in the gazetteer")
    if named[0] & named[1]:
        return unsure(0.5, "several places are called so")
    return (
        different(0.1, "two places of the gazetteer") if cost >= OTHER else unsure(0.5, "two spellings, or two places")
    )


def _same_words(one: Spot, other: Spot, told: Standing, cost: float) -> Judged:
    """Names whose own words are the same, or spelled otherwise."""
    sorts = {one.sort, other.sort}
    if len(sorts) == 2 and not sorts <= _SORTS_LEFT_OUT:
        found = different if "" not in sorts else unsure
        return found(0.4, "a place of another sort, or named after it")
    if told.country == "unknown" and _is_ambiguous(one) and not one.words[1:]:
        return unsure(0.5, "places of several countries are called so, and no country is told")
    return same(0.95 - cost * 0.4, "the same name" if not cost else "the same name in another spelling")


def _is_ambiguous(one: Spot) -> bool:
    return len(set(gazetteer().get(" ".join(one.words), {}).values()) - {""}) > 1


def _words_apart(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How far apart the words of two names are: listed names of one script that differ are two; words may be parted
    otherwise (دير الزور, ديرالزور)."""
    mine, others = "".join(one), "".join(other)
    if mine == others:
        return 0.0
    if mine in _listed() and others in _listed() and is_latin(mine) == is_latin(others):
        return OTHER
    if len(one) != len(other):
        return OTHER
    costs = [apart(word, another) for word, another in zip(one, other, strict=True)]
    return min(OTHER, sum(costs)) if max(costs) < OTHER else OTHER


def _known(name: str, countries: frozenset[str]) -> Known:
    found = known_places().of(place_keys(name), countries)
    own = country(name)
    return NOBODY if own and not found else found


@cache
def _listed() -> frozenset[str]:
    return frozenset(name.replace(" ", "") for name in gazetteer())


@cache
def _uses() -> dict[str, str]:
    table = rows("naming/directions.tsv", 3)
    return {plain(word): use for use, arabic, latin in table for word in items(arabic) + items(latin)}
