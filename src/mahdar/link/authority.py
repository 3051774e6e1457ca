"""An authority's file, read into names with ids: a Wikidata JSON dump or excerpt, FollowTheMoney entities, CSV.

https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html and https://followthemoney.tech/docs/schema say what
the first two hold. What cannot be read is a `Problem` with its line; the rest is read all the same.
"""

from __future__ import annotations

import bz2
import csv
import gzip
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec import Struct

from mahdar.link.lists import country, plain, rows
from mahdar.link.named import Named
from mahdar.model import EntityKind

LONGEST_LINE = 20_000_000
"""Bytes of one entity, and of a file that is one JSON value."""
_LONGEST_NAME = 200
_MOST_NAMES = 40
_LANGUAGES = ("ar", "arz", "en", "fr", "de", "tr")
_KINDS: tuple[EntityKind, ...] = ("person", "organization", "place")
_COLUMNS = ("id", "kind", "name")
_SCHEMATA: dict[str, EntityKind] = {
    "Person": "person", "Organization": "organization", "Company": "organization", "PublicBody": "organization",
    "LegalEntity": "organization",
}  # fmt: skip
_Lines = IO[bytes] | gzip.GzipFile | bz2.BZ2File
HELP = "Give a Wikidata JSON dump, FollowTheMoney JSON Lines, or a CSV file with the columns id, kind and name."


ENTRY = "authority"
"""What an entry's key begins with, where an article's id stands in others: "authority/Q42"."""


class Authority(Struct, frozen=True, kw_only=True):
    """An entry of an authority: `key` is "authority/ID"; `named` is what is told of it."""

    key: str
    id: str
    named: Named
    born: str | None = None


class Problem(Struct, frozen=True):
    """A line that gives no entry, and why."""

    line: int
    why: str


def read_authority(path: Path) -> Iterator[Authority | Problem]:
    """The entries of the file at `path`, one after the other, however large it is; .gz and .bz2 are unpacked. A file
    that cannot be opened raises OSError."""
    name = path.name.lower().removesuffix(".gz").removesuffix(".bz2")
    with _open(path) as lines:
        try:
            yield from _csv(lines) if name.endswith((".csv", ".tsv")) else _json(lines)
        except (EOFError, gzip.BadGzipFile, OSError) as error:
            yield Problem(0, f"The file ends early or is damaged ({error}); fetch it again.")


def _open(path: Path) -> _Lines:
    if path.name.endswith(".gz"):
        return gzip.open(path, "rb")
    return bz2.open(path, "rb") if path.name.endswith(".bz2") else path.open("rb")


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _json(lines: _Lines) -> Iterator[Authority | Problem]:
    """One entity a line, or the lines of an array with a comma behind each; or one array or object, the whole file."""
    number = 0
    while line := lines.readline(LONGEST_LINE):
        number += 1
        text = line.strip().rstrip(b",")
        if not text or text in (b"[", b"]", b"\xef\xbb\xbf"):
            continue
        if number == 1 and (text.startswith(b"[") or text in (b"{", b'{"entities":{')):
            yield from _whole(line + lines.read(LONGEST_LINE))
            return
        try:
            yield _entity(msgspec.json.decode(text), number)
        except (msgspec.DecodeError, RecursionError):
            yield Problem(number, f"This line is no JSON object, or longer than {LONGEST_LINE} bytes. {HELP}")


def _whole(data: bytes) -> Iterator[Authority | Problem]:
    """The entities of a small file that is one JSON value."""
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        yield Problem(1, f"This file is no JSON, or longer than {LONGEST_LINE} bytes: write one entity a line. {HELP}")
        return
    if isinstance(found, dict) and isinstance(found.get("entities"), dict):
        found = list(found["entities"].values())
    yield from (_entity(each, 1) for each in (found if isinstance(found, list) else [found]))


def _entity(found: Any, line: int) -> Authority | Problem:
    if isinstance(found, dict) and "labels" in found:
        return _wikidata(found, line)
    if isinstance(found, dict) and isinstance(found.get("properties"), dict):
        return _follow_the_money(found, line)
    return Problem(line, f"This is neither a Wikidata nor a FollowTheMoney entity. {HELP}")


def _wikidata(found: dict[str, Any], line: int) -> Authority | Problem:
    claims: Any = found.get("claims")
    claims = claims if isinstance(claims, dict) else {}
    kind = _kind(claims)
    names = list(_names(found))
    if kind is None:
        return Problem(line, f"{_text(found.get('id'))}: neither a person nor an organization nor a place; left out.")
    lands = [_lands().get(each, "") for each in (*_values(claims, "P27"), *_values(claims, "P17"))]
    roles = [role for role in (_label(found.get("descriptions"), language) for language in ("ar", "en")) if role]
    born = next(iter(_values(claims, "P569")), None)
    told = _Told(id=_text(found.get("id")), kind=kind, names=names, roles=roles, lands=lands, born=born)
    return _entry(told, line)


def _names(found: dict[str, Any]) -> Iterator[str]:
    for language in _LANGUAGES:
        yield _label(found.get("labels"), language)
    aliases = found.get("aliases")
    for language in _LANGUAGES:
        listed = aliases.get(language) if isinstance(aliases, dict) else None
        for each in listed if isinstance(listed, list) else ():
            yield _text(each.get("value")) if isinstance(each, dict) else ""


def _label(labels: Any, language: str) -> str:
    label = labels.get(language) if isinstance(labels, dict) else None
    return _text(label.get("value")) if isinstance(label, dict) else ""


def _kind(claims: Any) -> EntityKind | None:
    """What sort of thing it is: by what it is an instance of, else by what is told of it."""
    for each in _values(claims, "P31"):
        listed = _classes().get(each)
        if listed in _KINDS:
            return listed
    told: tuple[tuple[str, EntityKind], ...] = (("P569", "person"), ("P625", "place"), ("P571", "organization"))
    return next((kind for property_, kind in told if property_ in claims), None)


def _values(claims: Any, property_: str) -> list[str]:
    """The values of a property: ids of entities, or days."""
    found = []
    for claim in claims.get(property_) or () if isinstance(claims.get(property_), list) else ():
        value: Any = claim
        for step in ("mainsnak", "datavalue", "value"):
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, dict):
            value = value.get("id") or str(value.get("time", "")).lstrip("+")[:10]
        if isinstance(value, str) and value:
            found.append(value)
    return found


def _follow_the_money(found: dict[str, Any], line: int) -> Authority | Problem:
    kind = _SCHEMATA.get(_text(found.get("schema")))
    if kind is None:
        return Problem(line, f"{_text(found.get('schema'))}: not a schema of people or organizations; left out.")
    told = {
        key: [_text(each) for each in values] for key, values in found["properties"].items() if isinstance(values, list)
    }
    names = [name for key in ("name", "alias", "previousName") for name in told.get(key, ())]
    lands = [land for key in ("nationality", "citizenship", "country", "jurisdiction") for land in told.get(key, ())]
    born = next(iter(told.get("birthDate", ())), None)
    wikidata = next(iter(told.get("wikidataId", ())), "")
    roles, id_ = told.get("position", []), _text(found.get("id"))
    return _entry(_Told(id=id_, kind=kind, names=names, roles=roles, lands=lands, wikidata=wikidata, born=born), line)


# ── CSV ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _csv(lines: _Lines) -> Iterator[Authority | Problem]:
    """Columns id, kind, name, and optionally aliases and role (several separated by ;) and country."""
    texts = (
        line.decode("utf-8-sig", "replace").replace("\0", "")
        for line in iter(lambda: lines.readline(LONGEST_LINE), b"")
    )
    table = csv.DictReader(texts)
    missing = [column for column in _COLUMNS if column not in (table.fieldnames or ())]
    if missing:
        yield Problem(1, f"The first line names no column {', '.join(missing)}. {HELP}")
        return
    rest = iter(table)
    while True:
        try:
            row = next(rest)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(table.line_num, f"This line is no CSV ({error}): close its quotation marks.")
            continue
        yield _row({key: value for key, value in row.items() if isinstance(key, str)}, table.line_num)


def _row(row: dict[str, Any], line: int) -> Authority | Problem:
    cells = {key: _text(value) for key, value in row.items()}
    kind = next((kind for kind in _KINDS if kind == cells.get("kind")), None)
    if kind is None:
        return Problem(line, f"The kind is {cells.get('kind') or 'missing'}: write person, organization or place.")
    names = [cells["name"], *cells.get("aliases", "").split(";")]
    roles, lands = cells.get("role", "").split(";"), cells.get("country", "").split(";")
    return _entry(_Told(id=cells["id"], kind=kind, names=names, roles=roles, lands=lands), line)


# ── an entry ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Told(Struct, frozen=True, kw_only=True):
    """What a file tells of one entry, as it stands there."""

    id: str
    kind: EntityKind
    names: list[str]
    roles: list[str]
    lands: list[str]
    wikidata: str = ""
    born: str | None = None


def _entry(told: _Told, line: int) -> Authority | Problem:
    names = list(dict.fromkeys(name.strip()[:_LONGEST_NAME] for name in told.names if plain(name)))[:_MOST_NAMES]
    if not told.id or not names:
        return Problem(line, f"{told.id or 'An entry'} has no {'name' if told.id else 'id'}: give it one.")
    wikidata = told.wikidata or (told.id if told.id[:1] == "Q" and told.id[1:].isdigit() else "")
    named = Named(
        name=names[0],
        kind=told.kind,
        names=tuple(names[1:]),
        roles=tuple(role.strip()[:_LONGEST_NAME] for role in told.roles if role.strip())[:_MOST_NAMES],
        countries=tuple(dict.fromkeys(filter(None, map(country, told.lands))))[:_MOST_NAMES],
        ids={"wikidata": wikidata} if wikidata else {},
    )
    id_ = told.id[:_LONGEST_NAME]
    return Authority(key=f"{ENTRY}/{id_}", id=id_, named=named, born=told.born)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


@cache
def _lands() -> dict[str, str]:
    return {number: code for use, number, code in rows("naming/wikidata.tsv", 3) if use == "country"}


@cache
def _classes() -> dict[str, EntityKind]:
    kinds = {kind: kind for kind in _KINDS}
    return {number: kinds[use] for use, number, _ in rows("naming/wikidata.tsv", 3) if use in kinds}
