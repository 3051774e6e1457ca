"""A brief for people, in Markdown: for each article its meetings, asks and promises, statements and events, each with a
footnote to the page: address, digest, when it was fetched, and the exact words with their place in the text.

Words of a page are shown as they stand, a line's end as a space, signs that a reader's screen would obey by their
number; nothing in them is Markdown or HTML any more. They are isolated, so that each keeps its own direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

from mahdar.faces.export.parts import Parts, address, parts
from mahdar.faces.export.whole import Out
from mahdar.faces.tables import LEDGER, published, visible
from mahdar.model import Event, Record, Statement

_ISOLATE, _END = "\u2068", "\u2069"
# All that Markdown and its usual extensions read inside a line, addresses that become links among it. No line begins
# with a page's words.
_MARKUP = re.compile(r"([\\`*_\[\]<>&!~^$|{}@#=+]|:(?=//)|(?<=www)\.)", re.IGNORECASE)


def write(records: Iterable[Record], out: Out) -> None:
    """Write a section for each article."""
    numbers = count(1)
    for record in records:
        out.write(("\n".join(_section(parts(record), numbers)) + "\n\n").encode())


def shown(text: str) -> str:
    """`text` of a page as Markdown that says the same and does nothing."""
    plain = " ".join(visible(text).split())
    return _ISOLATE + _MARKUP.sub(r"\\\1", plain) + _END


def _section(of: Parts, numbers: Iterator[int]) -> Iterator[str]:
    record = of.record
    yield f"## {shown(record.title or 'Without a title')}"
    yield ""
    yield " · ".join(shown(told) for told in (record.outlet, record.byline, published(record)) if told)
    notes: list[str] = []
    for heading, lines in _chapters(of):
        if lines:
            yield from ("", f"### {heading}", "")
        for line, part in lines:
            number = next(numbers)
            yield f"- {line}[^{number}]"
            notes.append(f"[^{number}]: {_note(of, part)}")
    yield ""
    yield "\n\n".join(notes)


def _chapters(of: Parts) -> Iterator[tuple[str, list[tuple[str, Event | Statement]]]]:
    events = of.record.events
    yield "Meetings", [(_meeting(of, event), event) for event in events if event.type == "CONSULT"]
    yield "Asks and promises", [(_ask(of, event), event) for event in events if event.type in LEDGER]
    yield "Statements", [(_statement(of, one), one) for one in of.record.statements]
    others = [event for event in events if event.type != "CONSULT" and event.type not in LEDGER]
    yield "Events", [(_event(of, event), event) for event in others]


def _meeting(of: Parts, event: Event) -> str:
    first, other = (*event.sides, ())[:2] if event.sides else (event.actors, event.recipients)
    return " · ".join((f"{_who(of, first)} – {_who(of, other)}" if other else _who(of, first), *_standing(of, event)))


def _ask(of: Parts, event: Event) -> str:
    whom = f" {_who(of, event.recipients)}" if event.recipients else ""
    what = of.words(event.content) or of.words(event.trigger) or ""
    line = f"{_who(of, event.actors)} {LEDGER[event.type]}{whom}: «{shown(what)}»"
    return " · ".join((line, *_standing(of, event)))


def _statement(of: Parts, one: Statement) -> str:
    teller = "".join(f", as told by {shown(name)}" for name in of.tellers(one.said_by))
    whom = f" to {_who(of, one.addressees)}" if one.addressees else ""
    return f"{_who(of, [one.speaker] if one.speaker else [])}{whom}{teller}: «{shown(of.words(one.content) or '')}»"


def _event(of: Parts, event: Event) -> str:
    deed = " ".join((event.type, *event.modes))
    line = f"{shown(deed)}: {_who(of, event.actors)}"
    line += f" → {_who(of, event.recipients)}" if event.recipients else ""
    return " · ".join((line, f"«{shown(of.words(event.trigger) or '')}»", *_standing(of, event)))


def _standing(of: Parts, event: Event) -> Iterator[str]:
    """When and where, whether it took place, and whose claim it is."""
    if event.date:
        yield shown(event.date)
    if event.place:
        yield shown(of.name(event.place) or "")
    if event.counts:
        yield shown(", ".join(f"{what}: {figure}" for what, figure in event.counts.items()))
    yield event.status
    if tellers := of.tellers(event.said_by):
        yield "**claim of " + ", as told by ".join(map(shown, tellers)) + "**"


def _who(of: Parts, entities: Iterable[str]) -> str:
    return "، ".join(map(shown, of.names(entities))) or "—"


def _note(of: Parts, part: Event | Statement) -> str:
    """Where the words stand: the page, its digest, when it was fetched, the letters, and the words."""
    page, (start, end) = of.record.page, of.stands_on(part)
    link = f"<{page.uri}>" if address(of.record) else shown(page.uri)
    told = (
        link,
        f"SHA-256 {shown(page.sha256)}",
        f"fetched {shown(page.fetched)}" if page.fetched else "day of fetching not known",
        f"letters {start}–{end}: «{shown(of.words((start, end)) or '')}»",
        shown(of.cite(part.id)),
    )
    return " · ".join(told)
