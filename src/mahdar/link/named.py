"""What is compared, a name and what is told beside it, and what comes out: a judgement with its reason."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

from msgspec import Struct

from mahdar.link.lists import Lines, country, is_latin, items, lines, rows
from mahdar.link.persons import Name, person_name
from mahdar.model import EntityKind

Verdict = Literal["same", "different", "unsure"]
Known = frozenset[int]
"""Numbers of lines of a list in which a name stands."""

NOBODY: Known = frozenset()


class Named(Struct, frozen=True, kw_only=True):
    """A name and what is told of its bearer: other names that are surely the bearer's, roles, countries (a code or
    words), ids by which an authority knows the bearer (geonames, wikidata)."""

    name: str
    kind: EntityKind
    names: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    ids: dict[str, int | str] = {}


class Judged(Struct, frozen=True):
    """Whether two names are one bearer's: the verdict, how likely it is that they are (0 to 1), and why."""

    verdict: Verdict
    score: float
    why: str


def same(score: float, why: str) -> Judged:
    """The verdict "same"."""
    return Judged("same", round(score, 2), why)


def different(score: float, why: str) -> Judged:
    """The verdict "different"."""
    return Judged("different", round(score, 2), why)


def unsure(score: float, why: str) -> Judged:
    """The verdict "unsure"."""
    return Judged("unsure", round(score, 2), why)


class Famous(Struct, frozen=True):
    """A list of bearers with several names: the lines of each name, the country of each line, its first names."""

    lines: Lines
    countries: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]

    def of(self, keys: tuple[str, ...], countries: frozenset[str]) -> Known:
        """The lines that have one of these names and are of one of these countries; where none is told, the one line
        that has the name, none where several have."""
        found = NOBODY.union(*(self.lines.get(key, NOBODY) for key in keys))
        if not countries:
            return found if len(found) == 1 else NOBODY
        return frozenset(line for line in found if not self.countries[line] or self.countries[line] in countries)


@cache
def known_people() -> Famous:
    """The people of data/naming/known.tsv, by their names as they are written and without titles."""
    return famous("naming/known.tsv", person_keys)


def famous(path: str, keys: object) -> Famous:
    """The list data/`path`: name, country, other names, Latin names; `keys` gives what a name is looked up by."""
    table = list(rows(path, 4))
    names = [(name, *items(others), *items(latin)) for name, _, others, latin in table]
    assert callable(keys)
    found = lines([key for name in line for key in keys(name)] for line in names)
    return Famous(found, tuple(country(row[1]) or "" for row in table), tuple(names))


@lru_cache(maxsize=50_000)
def person_keys(name: str) -> tuple[str, ...]:
    """What a person is looked up by: the name as written, and its parts where there are two at least, or no title."""
    found: Name = person_name(name)
    whole = found.whole
    if len(found.parts) > 1 or (found.parts and len(whole.split()) == 1):
        if found.number or found.age:
            return (f"{found.key} {found.number or found.age}",)
        return (found.key,) if is_latin(whole) else (whole, found.key)
    return (whole,)
