"""Lists about people: names, name particles, role heads, titles, and the common words that are never names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from mahdar.arabic import key
from mahdar.model import Word
from mahdar.tools.gazetteer import Gazetteer
from mahdar.tools.tables import items, rows

Use = Literal["office", "human", "rank"]
Number = Literal["one", "two", "many"]
_PRONOUNS = ("هما", "هم", "ها", "نا", "هن", "ه", "ي")
_ENDINGS = ("ه", "ات", "ين", "ون", "ان", "تين", "تان", "ا", "ي", "يه", "يا", "و", "وا", *_PRONOUNS, "ته", "تها", "تهم",
            "ائه", "ائها", "ائهم", "اته", "اتها", "اتهم", "ينها", "يه", "يها", "يهم", "نا")  # fmt: skip
_SHORTEST_STEM = 2
_KEPT_WORDS = 120_000


class RoleHead(Struct, frozen=True):
    """The first word of a naming by office or job: what it may do, its sector, its number; `stem` joins its forms."""

    stem: str
    use: Use
    sector: str
    number: Number
    human: bool  # may stand alone when indefinite: مسؤول تركي


class Title(Struct, frozen=True):
    """Words of honour before a name; `use` is "title", "person" (names somebody by itself) or ""."""

    use: str
    sector: str | None


class Traits(Struct, frozen=True):
    """What one written word may be in a person's name. `lead` is split off before `rest`."""

    lead: str
    rest: str
    given: bool
    family: bool
    alone: bool  # a surname that means nothing else
    joins: bool
    opens: bool
    common: bool  # an ordinary word of the language
    role: RoleHead | None
    role_lead: str
    definite: bool  # of the role: bears the article
    owned: bool  # of the role: bears a pronoun (نظيره)


class People:
    """All lists about people; `traits(word)` tells what a written word may be, kept once computed."""

    def __init__(self) -> None:
        self.given = _names("people/given.tsv", "people/given_faker.tsv")
        self.family = _names("people/family.tsv", "people/family_faker.tsv")
        self.alone = _group("people/family.tsv", "alone")
        self.joins = _group("people/particles.tsv", "joins")
        self.opens = _group("people/particles.tsv", "opens")
        self.holy = _group("people/particles.tsv", "god") | _group("people/particles.tsv", "faith")
        self.common = frozenset(word for _, cell in rows("people/vocabulary.tsv", 2) for word in map(key, items(cell)))
        self.titles: Gazetteer[Title] = Gazetteer()
        for title, use, sector in rows("people/titles.tsv", 3):
            self.titles.add(title, Title(use, sector or None))
        self.roles = dict(_role_forms())
        self._traits: dict[str, Traits] = {}

    def traits(self, word: Word) -> Traits:
        """What `word` may be."""
        found = self._traits.get(word.folded)
        if found is None:
            if len(self._traits) >= _KEPT_WORDS:
                self._traits.clear()
            found = self._traits[word.folded] = self._look(word)
        return found

    def is_common(self, rest: str) -> bool:
        """Whether `rest`, folded and without particles, is an ordinary word in any of its forms."""
        return any(stem in self.common for stem in _stems(rest))

    def _look(self, word: Word) -> Traits:
        lead, rest = self._name_reading(word)
        role_lead, head, definite, owned = self._role_reading(word)
        return Traits(
            lead=lead,
            rest=rest,
            given=rest in self.given,
            family=rest in self.family,
            alone=rest in self.alone,
            joins=word.folded in self.joins,
            opens=rest in self.opens,
            common=head is not None or any(self.is_common(reading.rest) for reading in word.readings),
            role=head,
            role_lead=role_lead,
            definite=definite,
            owned=owned,
        )

    def _name_reading(self, word: Word) -> tuple[str, str]:
        for reading in word.readings:
            if "ك" in reading.lead or "س" in reading.lead:
                continue
            if reading.rest in self.given or reading.rest in self.family or reading.rest in self.opens:
                return reading.lead, reading.rest
        return "", word.folded

    def _role_reading(self, word: Word) -> tuple[str, RoleHead | None, bool, bool]:
        for reading in word.readings:
            if "س" in reading.lead:
                continue
            head = self.roles.get(reading.stem)
            if head is not None:
                return reading.lead, head, reading.stem != reading.rest, False
            for pronoun in ("هما", "هم", "ها", "ه"):
                if reading.rest.endswith(pronoun) and (owned := self._owned(reading.rest[: -len(pronoun)])) is not None:
                    return reading.lead, owned, False, True
        return "", None, False, False

    def _owned(self, stem: str) -> RoleHead | None:
        """The role head before a pronoun: زوجت(ه), زملائ(ه)."""
        if stem.endswith("ت"):
            return self.roles.get(stem[:-1] + "ه") or self.roles.get(stem)
        return self.roles.get(stem)


def _names(*paths: str) -> frozenset[str]:
    return frozenset(key(name) for path in paths for _, cell in rows(path, 2) for name in items(cell))


def _group(path: str, wanted: str) -> frozenset[str]:
    return frozenset(key(word) for group, cell in rows(path, 2) if group == wanted for word in items(cell))


def _role_forms() -> Iterator[tuple[str, RoleHead]]:
    """Written forms, without the article, of all role heads; the first line that gives a form decides."""
    found: dict[str, RoleHead] = {}
    human = {key(one) for _, use, cell in rows("people/roles.tsv", 3) if use == "human" for one in _singulars(cell)}
    for sector, use, cell in rows("people/roles.tsv", 3):
        for item in items(cell):
            one, _, broken = item.partition("/")
            for form, number in _inflected(key(one), key(broken)):
                held = found.get(form)
                if held is None or (held.number != "one" and number == "one"):
                    found[form] = RoleHead(key(one), _use(use), sector, number, key(one) in human)
    yield from found.items()


def _singulars(cell: str) -> Iterator[str]:
    return (item.partition("/")[0] for item in items(cell))


def _use(cell: str) -> Use:
    if cell not in ("office", "human", "rank"):
        raise ValueError(f"data/people/roles.tsv: no such use: {cell!r}")
    return cell  # type: ignore[return-value]


def _inflected(one: str, broken: str) -> Iterator[tuple[str, Number]]:
    base = one[:-1] if one.endswith("ه") else one
    yield one, "one"
    yield base + "ه", "one"
    yield one + "ا", "one"
    for ending in ("ان", "ين", "تان", "تين"):
        yield base + ending, "many"
    for ending in ("ون", "ات", "و"):
        yield base + ending, "many"
    if broken:
        yield broken, "many"


def _stems(rest: str) -> Iterator[str]:
    """`rest` and what is left of it without article and endings, كتابه -> كتاب, الأمنية -> امني -> امن."""
    bare = rest[2:] if rest.startswith("ال") and len(rest) > 4 else rest
    yield rest
    yield bare
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) > _SHORTEST_STEM:
            stem = bare[: -len(ending)]
            yield stem
            yield stem + "ه"
