"""Citations of an article or of one of its parts: as a line of text, BibTeX or CSL-JSON.

A part is an event ("v3"), a statement ("s2") or a reference ("r1", the first); its handle is RECORD_ID/v3. A citation
holds what finds the words again: address, day, digest of the page as received, when it was fetched, and the words with
their letters' numbers. No day is made up: where the page does not say when it was published, neither does the citation.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct

from mahdar.errors import MahdarError, NotFound
from mahdar.faces.export.parts import Parts, address, parts, whole_day
from mahdar.faces.tables import visible
from mahdar.model import Record, Span

Style = Literal["text", "bibtex", "csl"]

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,60}")
_TEX = {ord(sign): f"\\{sign}" for sign in "#$%&_"} | {
    ord("\\"): r"{\textbackslash}",
    ord("{"): r"{\textbraceleft}",  # even behind a backslash, BibTeX counts a brace
    ord("}"): r"{\textbraceright}",
    ord("~"): r"{\textasciitilde}",
    ord("^"): r"{\textasciicircum}",
}
_TEX_URL = {ord(sign): f"%{ord(sign):02X}" for sign in "{}\\"}  # an address stands there as it is, save for these


class Citation(Struct, frozen=True):
    """What is cited, in plain words; None where the page does not say."""

    handle: str
    key: str
    title: str | None
    byline: str | None
    outlet: str | None
    day: str | None
    not_after: str | None
    uri: str
    url: str | None
    fetched: str | None
    accessed: str | None
    sha256: str
    lang: str
    passage: str | None
    tellers: tuple[str, ...]


def cite(record: Record, part: str | None = None, style: Style = "text", today: str | None = None) -> str:
    """The citation of `record`, or of its part with the id `part`. `today` (2025-03-18) is the day of access where it
    is not known when the page was fetched. NotFound where the record has no such part."""
    if style not in get_args(Style):
        raise MahdarError(f"{style}: no such style; choose one of {', '.join(get_args(Style))}")
    citation = _citation(parts(record), part, today)
    if style == "bibtex":
        return _bibtex(citation)
    return _csl(citation) if style == "csl" else _text(citation)


# ── what is cited ─────────────────────────────────────────────────────────────────────────────────────────────────


def _citation(of: Parts, part: str | None, today: str | None) -> Citation:
    record = of.record
    span, tellers = _cited(of, part) if part else (None, ())
    return Citation(
        handle=_line(of.cite(part) if part else record.id) or "",
        key=_key(record, part),
        title=_line(record.title),
        byline=_line(record.byline),
        outlet=_line(record.outlet),
        day=_line(record.published.value),
        not_after=_line(record.published.not_after),
        uri=_line(record.page.uri) or "",
        url=address(record),
        fetched=_line(record.page.fetched),
        accessed=whole_day((record.page.fetched or today or "")[:10]),
        sha256=record.page.sha256,
        lang=record.lang,
        passage=f"letters {span[0]}–{span[1]}: «{_line(of.words(span))}»" if span else None,
        tellers=tellers,
    )


def _cited(of: Parts, part: str) -> tuple[Span, tuple[str, ...]]:
    """The stretch of text that a part stands on, and whose claim it is."""
    for event in of.record.events:
        if event.id == part:
            return of.stands_on(event), of.tellers(event.said_by)
    for statement in of.record.statements:
        if statement.id == part:
            return of.stands_on(statement), of.tellers(part)
    for number, reference in enumerate(of.record.references, 1):
        if part == f"r{number}":
            return reference.span, ()
    raise NotFound(f"{of.cite(part)}: no such part; {of.record.id} has {_has(of.record)}")


def _has(record: Record) -> str:
    counts = (
        ("v", "events", len(record.events)),
        ("s", "statements", len(record.statements)),
        ("r", "references", len(record.references)),
    )
    return ", ".join(f"{count} {what} ({sign}1 …)" for sign, what, count in counts if count) or "no parts to cite"


def _key(record: Record, part: str | None) -> str:
    """The same ASCII key for the same part, ever."""
    told = f"{record.id}-{part}" if part else record.id
    if not _KEY.fullmatch(told):  # no ASCII, or long: a digest is both short and ASCII
        told = "-".join(filter(None, (sha256(record.id.encode()).hexdigest()[:16], part)))
    return f"mahdar-{told}"


def _line(text: str | None) -> str | None:
    return " ".join(visible(text).split()) if text is not None else None


# ── styles ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _text(cited: Citation) -> str:
    told = (
        f"{cited.byline}." if cited.byline else None,
        f"«{cited.title or 'without a title'}».",
        ", ".join(filter(None, (cited.outlet, _day(cited)))).removesuffix(".") + ".",
        f"{cited.url or cited.uri},",
        f"{_access(cited)}.",
        f"SHA-256 {cited.sha256}.",
        f"{cited.passage[0].upper()}{cited.passage[1:]}{_told(cited)}." if cited.passage else None,
        f"[{cited.handle}]",
    )
    return " ".join(filter(None, told))


def _bibtex(cited: Citation) -> str:
    date = _DATE.fullmatch(cited.day or "")
    year, month, day = date.groups() if date else (None, None, None)
    fields = {
        "author": f"{{{_tex(cited.byline)}}}" if cited.byline else None,
        "title": f"{{{_tex(cited.title)}}}" if cited.title else None,
        "journal": _tex(cited.outlet) if cited.outlet else None,
        "year": year,
        "month": month,
        "day": day,
        "url": cited.url.translate(_TEX_URL) if cited.url else None,
        "urldate": cited.accessed,
        "language": "arabic" if cited.lang == "ar" else _tex(cited.lang),
        "note": _tex(_note(cited)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{'article' if cited.outlet else 'misc'}{{{cited.key},\n{lines}}}\n"


def _csl(cited: Citation) -> str:
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "article-newspaper",
        "title": cited.title,
        "author": [{"literal": cited.byline}] if cited.byline else None,
        "container-title": cited.outlet,
        "issued": _date_parts(cited.day),
        "accessed": _date_parts(cited.accessed),
        "URL": cited.url,
        "language": cited.lang,
        "note": _note(cited),
    }
    return msgspec.json.format(msgspec.json.encode([{n: v for n, v in item.items() if v}])).decode() + "\n"


def _note(cited: Citation) -> str:
    told = (
        None if cited.day else _day(cited),
        None if cited.url else f"page {cited.uri}",
        _access(cited),
        f"SHA-256 {cited.sha256}",
        f"{cited.passage}{_told(cited)}" if cited.passage else None,
        f"[{cited.handle}]",
    )
    return "; ".join(filter(None, told))


def _day(cited: Citation) -> str:
    if cited.day:
        return cited.day
    return f"n.d., not after {cited.not_after}" if cited.not_after else "n.d."


def _access(cited: Citation) -> str:
    if cited.fetched:
        return f"fetched {cited.fetched}"
    return f"accessed {cited.accessed}" if cited.accessed else "day of fetching not known"


def _told(cited: Citation) -> str:
    return f", as said by {', as told by '.join(map(visible, cited.tellers))}" if cited.tellers else ""


def _date_parts(date: str | None) -> dict[str, list[list[int]]] | None:
    found = _DATE.fullmatch(date or "")
    return {"date-parts": [[int(part) for part in found.groups() if part]]} if found else None


def _tex(text: str) -> str:
    return text.translate(_TEX)
