"""The lists of data/naming and what data/people and data/places give beside them, read once: what is known of names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

from mahdar.arabic import MARKS, key
from mahdar.stems import stems

LONGEST = 200
"""Letters of a name; what a longer one has behind them is not looked at."""

_MARKS = re.compile(f"[^\\w\\s{MARKS}]|_")
Lines = dict[str, frozenset[int]]
"""A folded name -> the numbers of the lines of a list that it stands in."""


def rows(path: str, columns: int) -> Iterator[tuple[str, ...]]:
    """The rows of data/`path`, each of `columns` cells, "" where a cell is missing or a hyphen."""
    for line in (files("mahdar") / "data" / path).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            cells = ["" if cell.strip() == "-" else cell.strip() for cell in line.split("\t")]
            yield (*cells, *("",) * columns)[:columns]


def items(cell: str) -> list[str]:
    """A cell's items, separated by commas, Arabic ones too."""
    return [item.strip() for item in cell.replace("،", ",").split(",") if item.strip()]


def plain(name: str) -> str:
    """`name` in one spelling, without quotation marks, dots and hyphens, cut to `LONGEST` letters."""
    return _plain(name[:LONGEST])


@lru_cache(maxsize=50_000)
def _plain(name: str) -> str:
    return " ".join(_MARKS.sub(" ", key(without_accents(name))).split())


def without_accents(name: str) -> str:
    """Latin letters without accents and Turkish dots; Arabic as it was."""
    return name if name.isascii() else name.translate(_ACCENTS)


_ACCENTS = str.maketrans(
    "àáâãäåāăąçćčďđèéêëēęěğģìíîïīıķłļñńňòóôõöøōőřśşšșťţțùúûüūůűýÿžźżÀÁÂÃÄÅÇĆČĐÈÉÊËĞÌÍÎÏİŁÑÒÓÔÕÖØŘŚŞŠÙÚÛÜÝŽŹŻʿʾ‘’´`",
    "aaaaaaaaacccddeeeeeeeggiiiiiikllnnnoooooooorssssttt"
    + "uuuuuuuyyzzzAAAAAACCCDEEEEGIIIIILNOOOOOORSSSUUUUYZZZ''''''",
)


def is_latin(word: str) -> bool:
    """Whether `word` begins with a Latin letter."""
    return "a" <= word[:1] <= "z"


def bare(word: str) -> str:
    """`word` without the article, where enough is left."""
    return word[2:] if word.startswith("ال") and len(word) >= 5 else word


def stemmed(words: str) -> tuple[str, ...]:
    """The stems of `words`."""
    return tuple(stem.text for stem in stems(words))


class Phrases(Struct, frozen=True):
    """Phrases of one or more words, each with what it means; `longest` is how many words the longest has."""

    meanings: dict[tuple[str, ...], str]
    longest: int

    def at(self, words: tuple[str, ...], index: int) -> tuple[int, str] | None:
        """How many words from `index` on are a phrase, the longest there is, and what it means."""
        for length in range(min(self.longest, len(words) - index), 0, -1):
            found = self.meanings.get(words[index : index + length])
            if found is not None:
                return length, found
        return None


def phrases(pairs: Iterable[tuple[tuple[str, ...], str]]) -> Phrases:
    """The phrases of `pairs` of words and meaning, the first meaning kept."""
    meanings: dict[tuple[str, ...], str] = {}
    for words, meaning in pairs:
        if words:
            meanings.setdefault(words, meaning)
    return Phrases(meanings, max(map(len, meanings), default=0))


def lines(named: Iterable[Iterable[str]]) -> Lines:
    """Each name -> the lines it stands in."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, names in enumerate(named):
        for name in names:
            found[name].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


# ── countries ─────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def codes() -> frozenset[str]:
    """All countries, by ISO 3166-1 alpha-3."""
    return frozenset(code for code, *_ in rows("naming/countries.tsv", 1))


@cache
def country_names() -> Phrases:
    """Names of countries and adjectives of nationality, Arabic ones without the article, -> ISO 3166-1 alpha-3."""
    return phrases((tuple(map(bare, plain(name).split())), code) for code, name in _country_names())


def _country_names() -> Iterator[tuple[str, str]]:
    for code, _, _, _, names, _ in rows("places/countries.tsv", 6):
        yield from ((code, name) for name in items(names))
    for code, adjectives, plurals in rows("places/nationalities.tsv", 3):
        yield from ((code, adjective + ending) for adjective in items(adjectives) for ending in ("", "ة", "ون", "ين"))
        yield from ((code, plural) for plural in items(plurals))
    for code, _, names, adjectives in rows("naming/countries.tsv", 4):
        yield from ((code, name) for name in items(names) + items(adjectives))


@cache
def _short_codes() -> dict[str, str]:
    return {short: code for code, short in rows("naming/countries.tsv", 2)}


def country(words: str) -> str | None:
    """The country that `words` name: a code of two or three letters, an Arabic, English or French name, an adjective;
    None where they name none, or an international body."""
    upper = words.strip().upper()
    if upper in codes():
        return upper
    if upper in _short_codes():
        return _short_codes()[upper]
    named = tuple(map(bare, plain(words).split()))
    found = country_names().at(named, 0)
    return found[1] if found and found[0] == len(named) else None


# ── people's names ────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def native() -> frozenset[str]:
    """Arabic given and family names, folded, without the article: their long vowels tell one from another."""
    listed = [names for origin, names in _names() if origin.split()[0] in ("arabic", "maghrebi", "gulf")]
    return frozenset(bare(plain(name)) for names in listed for name in names)


@cache
def common() -> frozenset[str]:
    """Names that many bear, folded, without the article and inner spaces: to share one means little."""
    own = (name for arabic, latin in rows("naming/given.tsv", 2) for name in items(arabic) + items(latin))
    listed = (name for path in _GIVEN for _, names in rows(path, 2) for name in items(names))
    families = (name for _, names in rows("naming/common.tsv", 2) for name in items(names))
    return frozenset(bare(plain(name)).replace(" ", "") for group in (own, listed, families) for name in group)


_GIVEN = ("people/given.tsv", "people/given_faker.tsv")


def _names() -> Iterator[tuple[str, list[str]]]:
    for path in (*_GIVEN, "people/family.tsv", "people/family_faker.tsv"):
        yield from ((origin, items(names)) for origin, names in rows(path, 2))


@cache
def given() -> Lines:
    """Given names, folded, without article and inner spaces -> the lines of given.tsv."""
    return lines(map(_joined, (items(arabic) + items(latin) for arabic, latin in rows("naming/given.tsv", 2))))


@cache
def short_forms() -> tuple[Lines, Lines]:
    """Short forms of given names -> lines of nicknames.tsv, and whole names -> the same lines."""
    table = list(rows("naming/nicknames.tsv", 4))
    short = lines(_joined(items(row[0]) + items(row[1])) for row in table)
    return short, lines(_joined(items(row[2]) + items(row[3])) for row in table)


def _joined(names: Iterable[str]) -> list[str]:
    return [bare(plain(name)).replace(" ", "") for name in names]
