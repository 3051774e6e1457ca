"""FollowTheMoney's own model reads every entity and finds nothing to correct."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

if not os.environ.get("CI"):
    pytest.importorskip("followthemoney", reason="pip install 'mahdar[ftm]', which needs a compiler and libicu-dev")
from followthemoney import model
from followthemoney.types import registry

from mahdar.faces.export.countries import ALPHA_2
from mahdar.faces.export.ftm import entities
from mahdar.model import Entity, Event, Record

Exported = Callable[[str, Iterable[Record]], Path]


def read(path: Path) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


def checked(found: list[dict[str, Any]]) -> None:
    """Each is of a known schema with all that it requires, and every value valid as it stands."""
    by_id = {one["id"]: one for one in found}
    assert len(by_id) == len(found)
    for one in found:
        proxy = model.get_proxy(one)
        proxy.schema.validate(one)
        assert proxy.to_dict()["properties"].keys() == one["properties"].keys()
        for prop, value in proxy.itervalues():
            assert prop.type.validate(value), (prop.name, value)
            if prop.type == registry.entity:
                assert model.get(by_id[value]["schema"]).is_a(prop.range), (prop.name, value)


def test_every_entity_is_valid(exported: Exported, samples: list[Record]) -> None:
    checked(read(exported("ftm", samples)))


def test_what_a_hostile_page_gives_is_valid(exported: Exported, evil: list[Record]) -> None:
    checked(read(exported("ftm", evil)))


def test_counts_and_words_agree(exported: Exported, samples: list[Record]) -> None:
    found = read(exported("ftm", samples))
    kinds = [one["schema"] for one in found]
    assert kinds.count("Article") == len(samples)
    assert kinds.count("Event") == sum(len(record.events) for record in samples)
    assert kinds.count("Person") == sum(e.kind == "person" for record in samples for e in record.entities)
    parties = sum(kinds.count(kind) for kind in ("Person", "Organization", "PublicBody", "LegalEntity"))
    assert kinds.count("Mention") == parties
    texts = {one["id"]: one["properties"]["bodyText"][0] for one in found if one["schema"] == "Article"}
    assert sorted(texts.values()) == sorted(record.text for record in samples)
    for one in found:
        if one["schema"] == "Event":
            [summary], [proof] = one["properties"]["summary"], one["properties"]["proof"]
            assert summary in texts[proof]


def test_a_claim_does_not_look_like_a_fact(evil: list[Record]) -> None:
    parties = (Entity(id="e1", kind="person", name="سالم"),)
    event = Event(id="v1", type="ASSAULT", trigger=(0, 5), said_by="s2", status="negated")
    record = msgspec.structs.replace(evil[0], entities=parties, events=(event,))
    names = [one["properties"]["name"] for one in entities(record) if one["schema"] == "Event"]
    assert names == [["ASSAULT (negated, claim of somebody not identified, as told by سالم): التقى"]]


@pytest.mark.parametrize(
    ("kind", "sector", "schema"),
    [
        ("person", "GOV", "Person"), ("organization", "GOV", "PublicBody"), ("organization", "JUD", "PublicBody"),
        ("organization", "BUS", "Organization"), ("organization", None, "Organization"),
        ("group", "CVL", "LegalEntity"), ("place", None, "LegalEntity"),
    ],
)  # fmt: skip
def test_who_acts_has_a_schema(kind: Any, sector: str | None, schema: str, evil: list[Record]) -> None:
    one = Entity(id="e1", kind=kind, name="اسم", sector=sector)
    event = Event(id="v1", type="ACCUSE", trigger=(0, 5), actors=("e1",))
    record = msgspec.structs.replace(evil[0], entities=(one,), events=(event,), statements=())
    assert [made["schema"] for made in entities(record)] == ["Article", schema, "Mention", "Event"]


def test_the_same_article_gives_the_same_ids_and_another_gives_others(samples: list[Record]) -> None:
    ids = {one["id"] for one in entities(samples[0])}
    assert ids == {one["id"] for one in entities(samples[0])}
    assert not ids & {one["id"] for one in entities(msgspec.structs.replace(samples[0], id="another"))}


@pytest.mark.parametrize("alpha_3", sorted(ALPHA_2))
def test_every_country_is_known_there(alpha_3: str) -> None:
    assert registry.country.clean(alpha_3) == ALPHA_2[alpha_3]
