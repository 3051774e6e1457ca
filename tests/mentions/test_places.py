"""Places: a table of sentences that a linguist can extend, and what a mention tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from mahdar.mentions.places import find_places
from mahdar.text.sentences import find_sentences
from mahdar.tools import Tools
from mahdar.words import restored

CASES = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "cases" / "places.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def found(text: str, tools: Tools) -> str:
    mentions = find_places(text, find_sentences(text, tools.words), tools)
    return "; ".join(f"{restored(text, m.span, m.lead)}={m.country or '-'}" for m in mentions)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_places_of_a_sentence(text: str, expected: str, tools: Tools) -> None:
    assert found(text, tools) == expected.removeprefix("-")


def test_a_mention_has_coordinates_and_id_and_leaves_the_particle_out(tools: Tools) -> None:
    text = "هاجموا حلب وللبنان موقف"
    city, country = find_places(text, find_sentences(text, tools.words), tools)
    assert city.ids == {"geonames": 170063}
    assert city.at is not None and round(city.at[0]) == 36 and round(city.at[1]) == 37
    assert (text[slice(*country.span)], country.lead, country.ids) == ("لبنان", "ول", {"geonames": 272103})


def test_every_nationality_is_a_known_country(tools: Tools) -> None:
    places = tools.places
    countries = {entry.country for word in ("سوريا", "فرنسا", "كندا") if (entry := _entry(word, tools)) is not None}
    assert countries == {"SYR", "FRA", "CAN"}
    assert all(places.nationalities[form] == "SYR" for form in ("سوري", "سوريه", "سوريين", "سوريون"))
    assert places.nationalities["اتراك"] == "TUR" and places.nationalities["اميركي"] == "USA"


def _entry(word: str, tools: Tools):  # type: ignore[no-untyped-def]
    tokens = find_sentences(word, tools.words)[0].tokens
    match = tools.places.named.at(tokens, 0)
    return match.entry if match else None
