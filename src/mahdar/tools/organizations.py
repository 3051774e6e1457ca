"""Organisations that news names: known bodies, and the words of which the names of others are made."""

from __future__ import annotations

from msgspec import Struct

from mahdar.arabic import key
from mahdar.model import Word
from mahdar.tools.gazetteer import Gazetteer, Starts
from mahdar.tools.tables import items, names_in, rows

_ENDINGS = ("", "ه", "ين", "ون", "ان", "تين", "تان")
_GENERIC = "organizations/generic.tsv"
_OWNERS = ("ه", "ها", "هم", "نا")


class Organization(Struct, frozen=True):
    """A known body: its usual name ("" where every state has such a body), ISO 3166-1 alpha-3 or IGO, PLOVER sector."""

    name: str
    country: str | None
    sector: str


class Head(Struct, frozen=True):
    """A word that opens the name of an organisation, PLOVER's sector, and what may follow: data/…/heads.tsv says what
    each of its `may` means."""

    word: str
    sector: str
    may: frozenset[str]


class Organizations:
    """All lists about organisations. `named` holds bodies that count by themselves, `weak` those that count only
    between marks or after a head; `heads` words without article, `owned` such words with a pronoun (حكومته); the other
    lists of data/organizations/grammar/ as folded words, the adjectives in all forms and without article;
    `may_start` whether a word may start an organisation."""

    def __init__(self) -> None:
        self.named: Gazetteer[Organization] = Gazetteer()
        self.weak: Gazetteer[Organization] = Gazetteer()
        for path in names_in("organizations"):
            for bodies, country, sector, weak in rows(path, 4):
                for names in filter(None, bodies.split(";")):
                    name = "" if path == _GENERIC else items(names)[0]
                    body = Organization(name, country or None, sector)
                    self._add(self.named, body, names)
                for name in items(weak):
                    self._add_weak(name, bodies, country, sector)
        found = [_head(*row) for row in rows("organizations/grammar/heads.tsv", 3)]
        self.heads: dict[str, Head] = {head.word: head for head in found}
        self.owned: dict[str, Head] = {form: head for head in found if "bare" in head.may for form in _owned(head.word)}
        self.adjectives = frozenset(word + ending for word in _words("adjectives") for ending in _ENDINGS)
        self.inner, self.own = _words("inner"), _words("own")
        self.stops, self.before = _words("stops"), _words("before")
        self.may_start = Starts(self._starts)

    def _starts(self, word: Word) -> bool:
        if self.named.may_start(word) or self.weak.may_start(word):
            return True
        return any(r.rest in self.heads or r.rest[2:] in self.heads or r.rest in self.owned for r in word.readings)

    def _add_weak(self, name: str, bodies: str, country: str, sector: str) -> None:
        """Put a short name in, for the body of its row whose names have it (الأهرام: صحيفة الأهرام), else the first."""
        listed = bodies.split(";")
        fits = [names for names in listed if key(name) in key(names)] or listed
        self.weak.add(name, Organization((items(fits[0]) or (name,))[0], country or None, sector))

    def _add(self, gazetteer: Gazetteer[Organization], body: Organization, names: str) -> None:
        for name in items(names):
            gazetteer.add(name, body)


def _head(word: str, sector: str, may: str) -> Head:
    return Head(key(word), sector, frozenset(may.split()))


def _words(name: str) -> frozenset[str]:
    return frozenset(key(word) for (word,) in rows(f"organizations/grammar/{name}.tsv", 1))


def _owned(word: str) -> list[str]:
    return [(word[:-1] + "ت" if word.endswith("ه") else word) + owner for owner in _OWNERS]
