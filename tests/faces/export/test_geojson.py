"""GeoJSON as shapely reads it: each event whose place is known, where it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from shapely.geometry import Point, box, shape

from mahdar.faces.export.parts import on_map
from mahdar.model import Entity, Record

Exported = Callable[[str, Iterable[Record]], Path]
ARAB_LANDS = box(-18, -5, 60, 49)  # longitudes before latitudes; Paris, which the sample names, is within


def test_each_event_with_a_place_on_the_map(exported: Exported, samples: list[Record]) -> None:
    found = json.loads(exported("geojson", samples).read_text())
    assert found["type"] == "FeatureCollection"
    placed = {}
    for record in samples:
        at = {entity.id: entity.at for entity in record.entities if entity.at}
        placed |= {f"{record.id}/{v.id}": (record, v, at[v.place]) for v in record.events if v.place in at}
    assert [feature["id"] for feature in found["features"]] == list(placed)
    assert placed
    for feature in found["features"]:
        record, event, (latitude, longitude) = placed[feature["id"]]
        point = shape(feature["geometry"])
        assert point == Point(longitude, latitude)
        assert point.within(ARAB_LANDS)
        told = feature["properties"]
        assert told["words"] == record.text[told["start"] : told["end"]]
        assert told["trigger"] == record.text[slice(*event.trigger)]
        assert (told["url"], told["status"]) == (record.page.uri, event.status)


def test_a_place_off_the_globe_is_none(exported: Exported, evil: list[Record]) -> None:
    found = json.loads(exported("geojson", evil).read_text())
    assert [feature["properties"]["place"] for feature in found["features"]] == ["عمّان"]


def test_an_empty_map_is_a_map(exported: Exported) -> None:
    assert json.loads(exported("geojson", []).read_text()) == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize(
    ("at", "known"),
    [((31.9, 35.9), True), ((-90.0, 180.0), True), ((90.1, 0.0), False), ((0.0, -180.1), False), (None, False),
     ((float("nan"), 0.0), False), ((0.0, float("inf")), False)],
)  # fmt: skip
def test_what_lies_on_the_globe(at: tuple[float, float] | None, known: bool) -> None:
    assert (on_map(Entity(id="e1", kind="place", name="", at=at)) is not None) == known
