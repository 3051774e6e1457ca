from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path

import pytest

from mahdar.link.authority import Authority, Problem, read_authority


def item(id_: str, kind: str, names: dict[str, str], land: str = "Q858") -> dict[str, object]:
    def claim(value: object) -> list[object]:
        return [{"mainsnak": {"datavalue": {"value": value}}}]

    claims = {"P31": claim({"id": kind}), "P27": claim({"id": land}), "P569": claim({"time": "+1970-05-01T00:00:00Z"})}
    return {
        "id": id_,
        "labels": {language: {"language": language, "value": name} for language, name in names.items()},
        "aliases": {"ar": [{"language": "ar", "value": "أبو سرمد"}]},
        "claims": claims,
    }


PEOPLE = [
    item("Q900001", "Q5", {"ar": "سرمد النعسان", "en": "Sarmad Naasan"}),
    item("Q900002", "Q7278", {"ar": "حزب الضفاف", "en": "Banks Party"}),
]


def entries(path: Path) -> list[Authority]:
    return [each for each in read_authority(path) if isinstance(each, Authority)]


def problems(path: Path) -> list[Problem]:
    return [each for each in read_authority(path) if isinstance(each, Problem)]


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lines.json", "[\n" + ",\n".join(map(json.dumps, PEOPLE)) + "\n]\n"),
        ("lines.jsonl", "\n".join(map(json.dumps, PEOPLE))),
        ("array.json", json.dumps(PEOPLE)),
        ("pretty.json", json.dumps({"entities": {str(each["id"]): each for each in PEOPLE}}, indent=2)),
    ],
)
def test_wikidata(tmp_path: Path, name: str, data: str) -> None:
    person, party = entries(write(tmp_path / name, data.encode()))
    assert (person.key, person.named.kind, person.named.name) == ("authority/Q900001", "person", "سرمد النعسان")
    assert person.named.names == ("Sarmad Naasan", "أبو سرمد")
    assert (person.named.countries, person.born) == (("SYR",), "1970-05-01")
    assert person.named.ids == {"wikidata": "Q900001"}
    assert party.named.kind == "organization"


def test_packed(tmp_path: Path) -> None:
    data = "\n".join(map(json.dumps, PEOPLE)).encode()
    assert len(entries(write(tmp_path / "a.json.gz", gzip.compress(data)))) == 2
    assert len(entries(write(tmp_path / "a.json.bz2", bz2.compress(data)))) == 2
    assert "ends early" in problems(write(tmp_path / "cut.json.gz", gzip.compress(data)[:-20]))[0].why


def test_follow_the_money(tmp_path: Path) -> None:
    told = {
        "name": ["سرمد النعسان"],
        "alias": ["Sarmad"],
        "nationality": ["sy"],
        "position": ["وزير"],
        "birthDate": ["1970"],
    }
    lines = [{"id": "p1", "schema": "Person", "properties": told}, {"id": "v1", "schema": "Vessel", "properties": {}}]
    path = write(tmp_path / "ftm.jsonl", "\n".join(map(json.dumps, lines)).encode())
    (person,) = entries(path)
    assert (person.named.roles, person.named.countries, person.born) == (("وزير",), ("SYR",), "1970")
    assert [(problem.line, "Vessel" in problem.why) for problem in problems(path)] == [(2, True)]


def test_csv(tmp_path: Path) -> None:
    text = (
        "\ufeffid,kind,name,aliases,country,role\nQ7,person,سرمد النعسان,أبو سرمد;Sarmad,سوريا,وزير;نائب\n"
        "x,boat,قارب,,,\n,person,بلا,,,\n"
    )
    path = write(tmp_path / "people.csv", text.encode())
    (person,) = entries(path)
    assert (person.named.names, person.named.countries, person.named.roles) == (
        ("أبو سرمد", "Sarmad"), ("SYR",), ("وزير", "نائب"),
    )  # fmt: skip
    assert person.named.ids == {"wikidata": "Q7"}
    assert [problem.line for problem in problems(path)] == [3, 4]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe\x00", b"[", b"{", b"[" * 100_000, b'{"labels": 3, "claims": []}',
        b'{"labels": {"ar": 1}, "aliases": {"ar": 3}}', b'{"properties": {"name": "x"}, "schema": 3}',
        b'"x"\nnull\n[[]]\n',
        b'{"labels": {}, "claims": {"P31": [{"mainsnak": 3}, 4]}}',
        b'{"id":"Q1","labels":{"ar":{"value":"\\u0000"}},'
        b'"claims":{"P31":[{"mainsnak":{"datavalue":{"value":{"id":"Q5"}}}}]}}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.json", "a.csv"])
def test_whatever_the_file_holds_nothing_is_raised(tmp_path: Path, name: str, data: bytes) -> None:
    found = list(read_authority(write(tmp_path / name, data)))
    assert all(isinstance(each, Problem) and each.why for each in found)


def test_csv_without_its_columns_says_which(tmp_path: Path) -> None:
    (problem,) = problems(write(tmp_path / "a.csv", b"id,label\n1,x\n"))
    assert "kind, name" in problem.why
