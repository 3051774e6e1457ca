"""Groups that news names without an organisation: plurals of words for people, words that count them, set phrases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from mahdar.arabic import key
from mahdar.model import Word
from mahdar.tools.gazetteer import Gazetteer, Starts
from mahdar.tools.tables import items, rows

Shape = Literal["plural", "construct", "single", "dual", "owned"]
_OWNERS = ("ه", "ها", "هم", "هما", "نا")
_NO_DUAL = frozenset(("طالب", "عالم", "عدو"))  # طالبان, العالمين, عدوان are something else
_ORDER: tuple[Shape, ...] = ("plural", "single", "dual", "construct", "owned")
"""Which reading of a form wins: شعب is a people before it is one of many."""


class People(Struct, frozen=True):
    """A written form of a word for people: its shape, PLOVER sector, whether it says nobody without more words, and
    whether it is an adjective of nationality (الفلسطينيون)."""

    shape: Shape
    sector: str | None
    joined: bool
    nation: bool = False


class Groups:
    """All lists about groups. `forms` folded form without article -> what it is; `adjectives` in all forms; `fixed` set
    phrases -> sector; `stops` definite words that own no people; `quantities` folded words by kind ("noun", "from",
    "big", "unit"); `about` phrases before a number; `may_start` whether a word may start a group."""

    def __init__(self) -> None:
        self.nation = People("plural", "CVL", joined=False, nation=True)
        self.forms: dict[str, People] = {}
        listed = [*rows("groups/people.tsv", 4)]
        for order in _ORDER:
            for single, plural, sector, joined in listed:
                for shape, form in _forms(key(single), key(plural)):
                    if shape == order:
                        self.forms.setdefault(form, People(shape, sector or None, bool(joined)))
        endings = ("", "ا", "ه", "ين", "ون", "ان", "تين", "تان")
        self.adjectives = frozenset(key(word) + end for (word,) in rows("groups/adjectives.tsv", 1) for end in endings)
        self.stops = frozenset(key(word) for (word,) in rows("groups/stops.tsv", 1))
        self.fixed: Gazetteer[str] = Gazetteer()
        for names, sector in rows("groups/fixed.tsv", 2):
            for name in items(names):
                self.fixed.add(name, sector)
        words = {kind: items(cell) for kind, cell in rows("groups/quantities.tsv", 2)}
        self.about: Gazetteer[bool] = Gazetteer()
        for phrase in words.pop("number"):
            self.about.add(phrase, True)
        self.quantities = {kind: frozenset(map(key, cell)) for kind, cell in words.items()}
        nations = [items(plurals) for _, _, plurals in rows("places/nationalities.tsv", 3)]
        peoples = [key(plural) + end for plurals in nations for plural in plurals for end in ("", "ا")]
        some = [word + "ا" for word in self.quantities["from"]]  # عددا من الأشخاص
        self._firsts = frozenset(peoples).union(self.forms, some, *self.quantities.values())
        self.may_start = Starts(self._starts)

    def _starts(self, word: Word) -> bool:
        if word.kind == "number" or self.fixed.may_start(word) or self.about.may_start(word):
            return True
        rests = [form for r in word.readings for form in (r.rest, r.rest[2:])]
        return any(rest in self._firsts or rest.endswith(("ون", "ين")) for rest in rests)


def _forms(single: str, plural: str) -> Iterator[tuple[Shape, str]]:
    if plural:
        yield "plural", plural
        if plural[-1] not in "هاءي":
            yield "plural", plural + "ا"
        stem = plural[:-1] + "ت" if plural.endswith("ه") else plural
        for owner in _OWNERS:
            yield from (("owned", form + owner) for form in _hamza(stem))
    else:
        yield from (("plural", single + ending) for ending in ("ون", "ين"))
        yield from (("construct", single + ending) for ending in "وي")
        yield from (("owned", single + ending + owner) for ending in "وي" for owner in _OWNERS)
    if plural == single:
        return
    yield "single", single
    yield "single", single + "ا"
    if single not in _NO_DUAL:
        stem = single[:-1] + "ت" if single.endswith("ه") else single
        yield from (("dual", stem + ending) for ending in ("ان", "ين"))


def _hamza(stem: str) -> tuple[str, ...]:
    return tuple(stem[:-1] + seat for seat in "ءؤئ") if stem.endswith("ء") else (stem,)
