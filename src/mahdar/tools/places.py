"""Places that news names: countries, capitals, regions, cities; adjectives of nationality; words that open a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from mahdar.arabic import key
from mahdar.model import Word
from mahdar.tools.gazetteer import Gazetteer, Starts
from mahdar.tools.tables import items, rows

PlaceKind = Literal["country", "capital", "region", "city"]
_ENDINGS = ("", "ه", "ين", "ون", "ان", "ا", "ات", "تين", "تان")


class Place(Struct, frozen=True):
    """A place: ISO 3166-1 alpha-3 of its country (its own where it is one), latitude and longitude, GeoNames id."""

    name: str
    kind: PlaceKind
    country: str | None = None
    at: tuple[float, float] | None = None
    geonames: int | None = None


class Places:
    """All lists about places. `named` holds names that count by themselves, `weak` those that count only after a word
    such as مدينة, `heads` such words with what may follow them, `capitals` the capital of each country
    and `lands` the country by its code, `adjectives` those that end a site's name, `compound` first words
    of longer names; `nationalities` every form of an adjective of nationality, without the article, with its country,
    `peoples` those that are a broken plural (أتراك); `may_start` whether a word may start a place."""

    def __init__(self) -> None:
        self.named: Gazetteer[Place] = Gazetteer()
        self.weak: Gazetteer[Place] = Gazetteer()
        self.capitals: dict[str, Place] = {}
        self.lands: dict[str, Place] = {}
        self.countries: dict[str, str] = {}  # every folded name of a country -> its ISO code
        self._common = frozenset(key(word) for (word,) in rows("places/common.tsv", 1))
        self.heads: dict[str, str] = {key(word): follows for word, follows in rows("places/heads.tsv", 2)}
        self.nationalities: dict[str, str] = dict(_nationalities())
        self.adjectives = frozenset(key(one) + end for (one,) in rows("places/adjectives.tsv", 1) for end in ("", "ه"))
        self.compound = frozenset(key(word) for (word,) in rows("places/compound.tsv", 1))
        listed = rows("places/nationalities.tsv", 3)
        self.peoples = frozenset(plural for _, _, plurals in listed for plural in _accusative(plurals))
        cities = [*_cities()]
        by_name = {key(name): place for place, names, weak in reversed(cities) for name in (*names, *weak)}
        self._add_countries(by_name)
        for path in ("places/regions.tsv", "places/arab.tsv", "places/world.tsv"):
            self._add_regions(path, by_name)
        for place, names, weak in cities:
            self._add(self.named, place, names)
            self._add(self.weak, place, weak)
        self.may_start = Starts(self._starts)

    def _starts(self, word: Word) -> bool:
        return self.named.may_start(word) or any(reading.rest in self.heads for reading in word.readings)

    def _add_countries(self, by_name: dict[str, Place]) -> None:
        for iso, geonames, latitude, longitude, names, capital in rows("places/countries.tsv", 6):
            named = items(names)
            self.countries.update((key(name), iso) for name in named)
            at = (float(latitude), float(longitude))
            country = Place(named[0], "country", iso, at, int(geonames) if geonames else None)
            self._add(self.named, country, named)
            self.lands[iso] = country
            seats = items(capital)
            if seats:
                city = next((by_name[key(seat)] for seat in seats if key(seat) in by_name), None)
                place = Place(seats[0], "capital", iso, city.at if city else at, city.geonames if city else None)
                self.capitals.setdefault(iso, place)
                self._add(self.named, place, seats)

    def _add_regions(self, path: str, by_name: dict[str, Place]) -> None:
        for names, iso, latitude, longitude in rows(path, 4):
            named = items(names)
            at = (float(latitude), float(longitude)) if latitude else None
            city = next((by_name[key(n)] for n in named if key(n) in by_name and by_name[key(n)].country == iso), None)
            place = Place(named[0], "city" if city else "region", iso or None, at or (city.at if city else None),
                          city.geonames if city else None)  # fmt: skip
            for name in named:
                (self.weak if key(name) in self._common else self.named).add(name, place)

    def _add(self, gazetteer: Gazetteer[Place], place: Place, names: tuple[str, ...]) -> None:
        for name in names:
            gazetteer.add(name, place)


def _cities() -> Iterator[tuple[Place, tuple[str, ...], tuple[str, ...]]]:
    for geonames, iso, latitude, longitude, _people, names, weak in rows("places/cities.tsv", 7):
        first = (items(names) or items(weak))[0]
        yield Place(first, "city", iso, (float(latitude), float(longitude)), int(geonames)), items(names), items(weak)


def _accusative(plurals: str) -> list[str]:
    """Broken plurals folded, as they stand and in the accusative: أتراك, أتراكا."""
    return [key(plural) + ending for plural in items(plurals) for ending in ("", "ا")]


def _nationalities() -> Iterator[tuple[str, str]]:
    for iso, stems, plurals in reversed([*rows("places/nationalities.tsv", 3)]):
        for plural in _accusative(plurals):
            yield plural, iso
        for stem in items(stems):
            for ending in _ENDINGS:
                yield key(stem) + ending, iso
