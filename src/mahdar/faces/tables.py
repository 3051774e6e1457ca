"""What a record says, as tables of plain words: the one source of what people see, in a terminal and in a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from mahdar.model import Event, Record, Span

LEDGER = {"REQUEST": "asks", "AGREE": "promises"}
WORDS = 90  # how many letters of a sentence stand beside a claim, so that a line stays a line

_BASIS = {
    "given": "as its source gave it",
    "meta": "from the page's metadata",
    "url": "from its address",
    "visible": "shown on the page",
    "dateline": "from the dateline",
    None: "the page does not say why",
}

# Signs that turn what follows them, and control and broken characters, which a terminal or a browser might obey.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Table(Struct, frozen=True):
    """A caption, column names, and rows of words as they stand on the page; whoever shows them makes them `visible`."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def visible(text: str) -> str:
    """`text` with every sign that a terminal or browser would obey shown by its number instead."""
    return _UNSAFE.sub(lambda sign: f"⟨U+{ord(sign.group()):04X}⟩", text)


def published(record: Record) -> str:
    """When the article was published, or what bounds it, and how that is known."""
    found = record.published
    if found.value:
        return f"published {found.value} ({_BASIS[found.basis]})"
    if not found.not_after:
        return "published: the page does not say"
    shown = next((d.words for d in record.dates if d.role == "clock" and d.value == found.not_after), None)
    why = f"the page's own clock: {shown}" if shown else "fetched then"
    return f"published: the page does not say; not after {found.not_after} ({why})"


def tables(record: Record) -> tuple[Table, ...]:
    """All that was found in `record`; kinds of which nothing was found are left out."""
    found = (_parties(record), _meetings(record), _ledger(record), _statements(record), _events(record), _cited(record))
    return tuple(table for table in found if table.rows)


def _parties(record: Record) -> Table:
    rows = tuple(
        (
            e.name,
            e.kind,
            "، ".join(e.roles),
            " ".join(dict.fromkeys(filter(None, (e.country, e.sector)))),
            str(len(e.mentions)),
        )
        for e in record.entities
    )
    return Table("Parties", ("name", "kind", "roles", "of", "named"), rows)


def _meetings(record: Record) -> Table:
    rows = []
    for event in record.events:
        if event.type == "CONSULT":
            first, other = (*event.sides, (), ())[:2] if event.sides else (event.actors, event.recipients)
            rows.append((_who(record, first), _who(record, other), _when_where(record, event), *_basis(record, event)))
    return Table("Meetings", ("one side", "other side", "when, where", "status", "words"), tuple(rows))


def _ledger(record: Record) -> Table:
    rows = tuple(
        (
            _who(record, event.actors),
            LEDGER[event.type] + (f" {_who(record, event.recipients)}" if event.recipients else ""),
            _at(record, event.content) or "—",
            *_basis(record, event),
        )
        for event in record.events
        if event.type in LEDGER
    )
    return Table("Who asks whom for what, who promises what", ("who", "whom", "what", "status", "words"), rows)


def _statements(record: Record) -> Table:
    rows = tuple(
        (_who(record, [s.speaker] if s.speaker else []), _at(record, s.cue), _at(record, s.content))
        for s in record.statements
    )
    return Table("Who says what", ("who", "cue", "what"), rows)


def _events(record: Record) -> Table:
    rows = tuple(
        (
            " ".join((event.type, *event.modes)),
            _who(record, event.actors),
            _who(record, event.recipients),
            _when_where(record, event),
            *_basis(record, event),
        )
        for event in record.events
        if event.type != "CONSULT" and event.type not in LEDGER
    )
    return Table("Who does what", ("event", "who", "to whom", "when, where", "status", "words"), rows)


def _cited(record: Record) -> Table:
    rows = tuple((r.kind.replace("_", " "), r.number or "", _at(record, r.span)) for r in record.references)
    return Table("Cited", ("kind", "number", "words"), rows)


def _basis(record: Record, event: Event) -> tuple[str, str]:
    """Whether it took place and who says so, and the words that it was read from."""
    claim = next((s for s in record.statements if s.id == event.said_by), None)
    said = f", says {_who(record, [claim.speaker] if claim.speaker else [])}" if claim else ""
    return event.status + said, _sentence(record, event.trigger)


def _who(record: Record, ids: Iterable[str]) -> str:
    names = {entity.id: entity.name for entity in record.entities}
    return "، ".join(names.get(one, one) for one in ids) or "—"


def _when_where(record: Record, event: Event) -> str:
    place = _who(record, [event.place]) if event.place else ""
    counts = " ".join(f"{what}: {count}" for what, count in event.counts.items())
    return " · ".join(filter(None, (event.date, place, counts)))


def _at(record: Record, span: Span | None) -> str:
    return " ".join(record.text[span[0] : span[1]].split()) if span else ""


def _sentence(record: Record, span: Span) -> str:
    """The sentence around `span`, cut at spaces to about WORDS letters."""
    whole = next((s for s in record.sentences if s[0] <= span[0] < s[1]), span)
    room = max(0, WORDS - (span[1] - span[0])) // 2
    start, end = max(whole[0], span[0] - room), min(whole[1], span[1] + room)
    if start > whole[0]:
        start = record.text.find(" ", start, span[0]) + 1 or span[0]
    if end < whole[1]:
        end = max(record.text.rfind(" ", span[1], end), span[1])
    return ("… " if start > whole[0] else "") + _at(record, (start, end)) + (" …" if end < whole[1] else "")
