"""How a record shows itself in a notebook: marked up, right to left, every letter of the page escaped."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from msgspec import Struct

from mahdar.faces.tables import Table, published, tables, visible
from mahdar.model import Record, Span

# Inline, since a notebook keeps no style sheet beside a cell; half clear, so that they hold on light and dark grounds.
_STYLES = {
    "person": "background:#7db7ff66",
    "organization": "background:#ffc46b66",
    "place": "background:#8bd48b66",
    "group": "background:#d0a6ff66",
    "event": "background:#ff8a8a88",
    "said": "background:none;border-bottom:1px dotted",
}


class _Mark(Struct, frozen=True):
    span: Span
    kind: str
    label: str


def record_html(record: Record) -> str:
    """`record` as a piece of HTML that stands alone: title, dates, the body with its marks, and what was found."""
    about = " · ".join(_isolated(part) for part in (record.outlet, record.byline, published(record)) if part)
    legend = " ".join(f'<mark style="{style};color:inherit">{kind}</mark>' for kind, style in _STYLES.items())
    found = "".join(_table(table) for table in tables(record))
    return (
        f'<article dir="rtl" lang="{_escaped(record.lang)}" style="max-width:60em;text-align:right">'
        f"<h3>{_isolated(record.title or '')}</h3><p><small>{about}</small></p>"
        f'<div style="line-height:1.9">{_body(record)}</div><p><small>{legend}</small></p>'
        f"<details><summary>{len(record.statements)} statements, {len(record.events)} events</summary>{found}</details>"
        "</article>"
    )


def _body(record: Record) -> str:
    """The text in pieces, cut wherever a mark begins or ends; no isolation inside, which would tear joined letters."""
    marks = _marks(record)
    cuts = {0, len(record.text), *(at for mark in marks for at in mark.span)}
    cuts.update(at for at, sign in enumerate(record.text) if sign == "\n")
    pieces = []
    open_marks: list[_Mark] = []
    waiting = sorted(marks, key=lambda mark: mark.span, reverse=True)
    for start, end in pairwise(sorted(cuts)):
        while waiting and waiting[-1].span[0] <= start:
            open_marks.append(waiting.pop())
        open_marks = [mark for mark in open_marks if mark.span[1] > start]
        pieces.append(_piece(record.text[start:end], open_marks))
    return "".join(pieces)


def _piece(text: str, marks: list[_Mark]) -> str:
    shown = _escaped(text).replace("\n", "<br>")
    if not marks:
        return shown
    style = ";".join(dict.fromkeys(_STYLES[mark.kind] for mark in sorted(marks, key=lambda m: m.kind != "said")))
    label = " · ".join(dict.fromkeys(mark.label for mark in marks))
    return f'<mark style="{style};color:inherit" title="{_escaped(label)}">{shown}</mark>'


def _marks(record: Record) -> list[_Mark]:
    names = {entity.id: entity.name for entity in record.entities}
    marks = [_Mark(span, e.kind, f"{e.kind}: {e.name}") for e in record.entities for span in e.mentions]
    marks += [_Mark(s.content, "said", f"said by {names.get(s.speaker or '', '—')}") for s in record.statements]
    marks += [_Mark(v.trigger, "event", f"{v.type} ({v.status})") for v in record.events]
    return marks


def _table(table: Table) -> str:
    head = "".join(f"<th>{column}</th>" for column in table.columns)
    rows = "".join("<tr>" + "".join(f"<td>{_isolated(cell)}</td>" for cell in row) + "</tr>" for row in table.rows)
    return f"<h4>{table.caption}</h4><table><tr>{head}</tr>{rows}</table>"


def _isolated(text: str) -> str:
    """`text` escaped, its direction its own."""
    return f"<bdi>{_escaped(text)}</bdi>"


def _escaped(text: str) -> str:
    return escape(visible(text))
