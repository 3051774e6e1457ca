"""Organisations that news names: known bodies, and the words of which the names of others are made."""

from __future__ import annotations

from msgspec import Struct

from mahdar.arabic import key
from mahdar.tools.gazetteer import Gazetteer
from mahdar.tools.tables import items, names_in, rows

_ENDINGS = ("", "ه", "ين", "ون", "تين", "تان")
_OWNERS = ("ه", "ها", "هم", "نا")


class Organization(Struct, frozen=True):
    """A known body: country ISO 3166-1 alpha-3 or IGO, PLOVER sector."""

    name: str
    country: str | None
    sector: str


class Head(Struct, frozen=True):
    """A word that opens the name of an organisation, with PLOVER's sector and what may follow (data/…/heads.tsv)."""

    word: str
    sector: str
    noun: bool
    many: bool
    name: bool
    bare: bool
    back: bool


class Organizations:
    """All lists about organisations. `named` holds bodies that count by themselves, `weak` those that count only between
    marks or after a head; `heads` words without article, `owned` such words with a pronoun (حكومته), `adjectives`,
    `inner` and `stops` folded words, the adjectives in all forms and without article."""

    def __init__(self) -> None:
        self.named: Gazetteer[Organization] = Gazetteer()
        self.weak: Gazetteer[Organization] = Gazetteer()
        for path in names_in("organizations"):
            for names, country, sector, weak in rows(path, 4):
                body = Organization((items(names) or items(weak))[0], country or None, sector)
                self._add(self.named, body, names)
                self._add(self.weak, body, weak)
        found = [_head(word, sector, flags) for word, sector, flags in rows("organizations/grammar/heads.tsv", 3)]
        self.heads: dict[str, Head] = {head.word: head for head in found}
        self.owned: dict[str, Head] = {form: head for head in found if head.bare for form in _owned(head.word)}
        adjectives = [key(word) for (word,) in rows("organizations/grammar/adjectives.tsv", 1)]
        self.adjectives = frozenset(word + ending for word in adjectives for ending in _ENDINGS)
        self.inner = frozenset(key(word) for (word,) in rows("organizations/grammar/inner.tsv", 1))
        self.stops = frozenset(key(word) for (word,) in rows("organizations/grammar/stops.tsv", 1))

    def _add(self, gazetteer: Gazetteer[Organization], body: Organization, names: str) -> None:
        for name in items(names):
            gazetteer.add(name, body)


def _head(word: str, sector: str, flags: str) -> Head:
    given = flags.split()
    return Head(key(word), sector, *(flag in given for flag in ("noun", "many", "name", "bare", "back")))


def _owned(word: str) -> list[str]:
    return [(word[:-1] + "ت" if word.endswith("ه") else word) + owner for owner in _OWNERS]
