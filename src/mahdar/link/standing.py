"""What is told of two bearers of names beside the names: countries, offices, fields of life; whether it agrees."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct

from mahdar.link.lists import Phrases, bare, country, country_names, items, phrases, plain, rows, stemmed

Agreement = Literal["same", "other", "unknown"]

FIELDS_APART = frozenset(("sport", "arts", "media", "science", "crime"))
"""Fields whose people seldom hold office as well: who is told of in one alone is not the minister of that name."""
_MOST_ROLES = 12
_KEPT = 20_000
_PRONOUN = re.compile(r"\s*\S{2,}(?:ه|ها|هم|هما)(?:\s|$)")  # والده, نجلها: kin of whom the article speaks, no calling
_FORMER = frozenset(stemmed("السابق الأسبق المخلوع المعزول الراحل المقال الجديد الحالي former ex late"))


class Standing(Struct, frozen=True):
    """Whether what is told of two agrees. `company`: how many others appear with both."""

    country: Agreement = "unknown"
    office: Agreement = "unknown"
    field: Agreement = "unknown"
    company: int = 0

    @property
    def clashes(self) -> bool:
        """Whether country or field of life speak against one bearer."""
        return "other" in (self.country, self.field)

    @property
    def supports(self) -> bool:
        """Whether something speaks for one bearer and nothing against it."""
        return not self.clashes and ("same" in (self.country, self.office) or self.company > 1)


class Office(Struct, frozen=True):
    """What a role tells: the office, in stems, the same for its several names; its fields of life; its countries."""

    words: tuple[str, ...]
    fields: frozenset[str]
    countries: frozenset[str]


def standing(
    one: tuple[str, ...], other: tuple[str, ...], countries: tuple[frozenset[str], frozenset[str]]
) -> Standing:
    """How the roles of two, and the countries that each is of, agree."""
    mine, others = [list(map(office, roles[:_MOST_ROLES])) for roles in (one, other)]
    return Standing(
        country=_agreement(countries[0], countries[1]),
        office=_offices(mine, others),
        field=_fields(_joined(mine), _joined(others)),
    )


def countries_of(told: tuple[str, ...], roles: tuple[str, ...]) -> frozenset[str]:
    """The countries that are told of somebody, in code or in words; where none is, those that the roles name."""
    said = frozenset(filter(None, map(country, told)))
    return said or frozenset().union(*(office(role).countries for role in roles[:_MOST_ROLES]))


def fields_of(roles: tuple[str, ...]) -> frozenset[str]:
    """The fields of life that the roles stand in."""
    return _joined(list(map(office, roles[:_MOST_ROLES])))


@lru_cache(maxsize=_KEPT)
def office(role: str) -> Office:
    """What `role` tells."""
    words = tuple(map(bare, plain(role).split()))
    rest, countries = without_countries(words)
    stems = tuple(stem for stem in stemmed(" ".join(rest)) if stem not in _FORMER)
    found = _office_names().at(stems, 0)
    if found and (found[0] == len(stems) or found[0] > 1):
        stems = (found[1], *stems[found[0] :])
    fields = _fields_named(stemmed(" ".join(rest))) if not _PRONOUN.match(role) else frozenset()
    return Office(stems, fields, countries)


def without_countries(words: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """`words`, without articles, less those that name countries or nationalities; and those countries."""
    rest: list[str] = []
    found: set[str] = set()
    index = 0
    while index < len(words):
        named = country_names().at(words, index) or _with_particle(words, index)
        if named:
            found.add(named[1])
        else:
            rest.append(words[index])
        index += named[0] if named else 1
    return tuple(rest), frozenset(found)


def _with_particle(words: tuple[str, ...], index: int) -> tuple[int, str] | None:
    """A country behind ل or ب: لليمن, بلبنان."""
    word = words[index]
    if word[:1] not in ("ل", "ب") or len(word) < 4:
        return None
    rest = bare("ا" + word) if word.startswith("لل") else bare(word[1:])
    return country_names().at((rest, *words[index + 1 : index + 4]), 0)


def _agreement(one: frozenset[str], other: frozenset[str]) -> Agreement:
    if not one or not other:
        return "unknown"
    return "same" if one & other else "other"


def _offices(mine: list[Office], others: list[Office]) -> Agreement:
    """Whether both hold one office; offices that are told of differently may still be one person's."""
    one, other = [{office.words for office in offices if office.words} for offices in (mine, others)]
    if not one or not other:
        return "unknown"
    return "same" if one & other or any(_near(a, b) for a in one for b in other) else "other"


def _near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one office is the other, told at more length: رئيس المجلس, رئيس المجلس الوطني."""
    short, long = sorted((set(one), set(other)), key=len)
    return len(short) >= 2 and short <= long


def _fields(one: frozenset[str], other: frozenset[str]) -> Agreement:
    if not one or not other:
        return "unknown"
    if one & other:
        return "same"
    kin = "kin" in one | other
    return "other" if kin or FIELDS_APART & (one | other) else "unknown"


def _joined(offices: list[Office]) -> frozenset[str]:
    return frozenset().union(*(office.fields for office in offices))


def _fields_named(stems: tuple[str, ...]) -> frozenset[str]:
    """The field of the first phrase that has one: رئيس نادي is of sport, not of the state."""
    for index in range(len(stems)):
        found = _field_words().at(stems, index)
        if found:
            return frozenset((found[1],))
    return frozenset()


@cache
def _office_names() -> Phrases:
    pairs = []
    for arabic, english in rows("naming/offices.tsv", 2):
        name = " ".join(stemmed(items(arabic)[0]))
        pairs += [
            (stemmed(" ".join(map(bare, plain(words).split()))), name) for words in items(arabic) + items(english)
        ]
    return phrases(pairs)


@cache
def _field_words() -> Phrases:
    pairs = []
    for field, arabic, english in rows("naming/fields.tsv", 3):
        pairs += [
            (stemmed(" ".join(map(bare, plain(words).split()))), field) for words in items(arabic) + items(english)
        ]
    return phrases(pairs)
