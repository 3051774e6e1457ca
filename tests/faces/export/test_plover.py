"""PLOVER 0.8 fields: every event once, with its words, parties and standing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mahdar.faces.export.plover import events
from mahdar.model import EVENT_TYPES, Event, Record

Exported = Callable[[str, Iterable[Record]], Path]

# The codebook's tables "PLOVER JSON" and "Information object for …".
PLOVER = {
    "id", "has_event", "date", "time", "enddate", "endtime", "source", "recipient", "event", "event_loc", "event_text",
    "quad_code", "event_scale", "mode", "context", "link", "text", "text_info", "cite_info", "coder", "coded_date",
    "coded_time", "comment", "size",
}  # fmt: skip
OWN = {"status", "said_by", "told_by", "date_known", "published", "not_after", "sides", "trigger", "content",
       "content_info", "score"}  # fmt: skip
ACTOR = {"code", "sector", "actor_text", "identifier_id", "identifier_text", "actor_loc", "office"}


@pytest.fixture
def lines(exported: Exported, samples: list[Record]) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in exported("plover", samples).read_bytes().splitlines()]


def test_every_event_once_and_no_field_unknown(lines: list[dict[str, Any]], samples: list[Record]) -> None:
    assert [line["id"] for line in lines] == [f"{r.id}/{v.id}" for r in samples for v in r.events]
    assert set().union(*lines) <= PLOVER | OWN
    actors = [one for line in lines for one in line["source"] + line["recipient"]]
    assert set().union(*actors) == ACTOR | {"id", "kind", "names"}


def test_the_words_are_those_of_the_page(lines: list[dict[str, Any]], samples: list[Record]) -> None:
    texts = {record.id: record.text for record in samples}
    for line in lines:
        text = texts[line["id"].rpartition("/")[0]]
        for words, place in (("text", "text_info"), ("content", "content_info")):
            if line[words] is not None:
                assert line[words] == text[line[place]["start"] : line[place]["end"]]
        assert line["event_text"] == [text[line["trigger"]["start"] : line["trigger"]["end"]]]
        assert line["event_text"][0] in line["text"]
        sentences = {record.id: record.sentences for record in samples}[line["id"].rpartition("/")[0]]
        start, end = sentences[line["text_info"]["sequence"] - 1]
        assert start <= line["trigger"]["start"] < end


def test_a_claim_names_who_makes_it(lines: list[dict[str, Any]], samples: list[Record]) -> None:
    claims = [line for line in lines if line["said_by"]]
    assert len(claims) == sum(event.said_by is not None for record in samples for event in record.events) > 0
    assert all(line["told_by"] for line in claims)
    assert not any(line["told_by"] for line in lines if not line["said_by"])


@pytest.mark.parametrize("type", EVENT_TYPES)
def test_every_type_has_its_quad(type: str, evil: list[Record]) -> None:
    record = msgspec.structs.replace(evil[0], events=(Event(id="v1", type=type, trigger=(0, 5)),))
    quads = ["AGREE CONSULT SUPPORT CONCEDE", "COOPERATE AID RETREAT", "REQUEST ACCUSE REJECT THREATEN"]
    quads.append("PROTEST SANCTION MOBILIZE COERCE ASSAULT")
    assert type in quads[next(events(record))["quad_code"] - 1].split()


@pytest.mark.parametrize(
    ("status", "special"),
    [("future", "future"), ("negated", "negation"), ("hypothetical", "hypothetical"), ("historical", "historical")],
)
def test_what_did_not_occur_has_the_special_context(status: Any, special: str, evil: list[Record]) -> None:
    event = Event(id="v1", type="AGREE", trigger=(0, 5), contexts=("legal",), status=status)
    [line] = events(msgspec.structs.replace(evil[0], events=(event,)))
    assert (line["context"], line["status"]) == (["legal", special], status)


@pytest.mark.parametrize(
    ("date", "day"), [("2024-02-03", "2024-02-03"), ("2024-02", None), ("2024", None), (None, None)]
)
def test_no_day_is_made_up(date: str | None, day: str | None, evil: list[Record]) -> None:
    [line] = events(msgspec.structs.replace(evil[0], events=(Event(id="v1", type="AGREE", trigger=(0, 5), date=date),)))
    assert (line["date"], line["date_known"]) == (day, date)


def test_a_place_is_told_as_geonames_tells_it(evil: list[Record]) -> None:
    place = next(events(evil[0]))["event_loc"]
    told = [place[name] for name in ("geonameid", "name", "latitude", "longitude", "country code", "cc3")]
    assert told == [250441, "عمّان", 31.955, 35.945, "JO", "JOR"]
