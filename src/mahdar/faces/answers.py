"""What the archive answers, for a terminal: tables for people, and items for programs, each with the page, the span and
the words that it stands on."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import msgspec
from rich.console import Console
from rich.text import Text

from mahdar.faces.show import grid
from mahdar.faces.tables import LEDGER, Table, visible
from mahdar.model import Span
from mahdar.query.facts import Act, Party, Quote, Said, Source
from mahdar.query.overview import Stats
from mahdar.query.people import Who
from mahdar.query.search import Hit, Hits

WORDS = 160


def terminal() -> Console:
    """Where answers are printed: as wide as the terminal, or 120 columns for whoever reads a file or pipe."""
    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def print_json(items: Iterable[dict[str, Any]]) -> None:
    """`items` as one JSON array, an item a line, Arabic as it is."""
    lines = ",\n".join(msgspec.json.encode(item).decode() for item in items)
    print(f"[\n{lines}\n]" if lines else "[]")


def print_tables(console: Console, tables: Iterable[Table]) -> None:
    """The tables that have rows."""
    for table in tables:
        if table.rows:
            console.print(grid(table))


# ── items ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def hit_items(hits: Hits) -> list[dict[str, Any]]:
    """One item for each article found; its words are the first passage."""
    return [
        {
            **{name: getattr(hit, name) for name in ("id", "title", "outlet", "published", "not_after", "uri")},
            "span": [hit.passages[0].start, hit.passages[0].end],
            "words": hit.passages[0].words,
            "marks": hit.passages[0].marks,
            "title_marks": hit.title_marks,
            "passages": hit.passages,
        }
        for hit in hits.hits
    ]


def act_item(act: Act) -> dict[str, Any]:
    """One event."""
    fields = ("id", "type", "status", "modes", "contexts", "actors", "recipients", "sides", "place", "date", "counts")
    more = {"claimed": act.claimed, "said_by": act.said_by, "trigger": act.trigger, "content": act.content}
    return {**{name: getattr(act, name) for name in fields}, **more, **_based(act.quote, act.source)}


def said_item(said: Said) -> dict[str, Any]:
    """One statement."""
    fields = ("id", "speaker", "addressees", "via", "direct", "cue")
    return {**{name: getattr(said, name) for name in fields}, **_based(said.content, said.source)}


def _based(quote: Quote, source: Source) -> dict[str, Any]:
    return {
        "span": [quote.start, quote.end],
        "words": quote.words,
        "article": source.id,
        **{name: getattr(source, name) for name in ("title", "outlet", "published", "not_after", "uri", "sha256")},
    }


def who_items(who: Who) -> list[dict[str, Any]]:
    """Everything about one name, an item each, its `kind` one of name, actor, role, meeting, ask, done, suffered and
    said."""
    items = [{"kind": "name", "name": each.name, "of": each.kind, "articles": each.articles} for each in who.names]
    items += [{**msgspec.structs.asdict(each), "kind": "actor", "of": each.kind} for each in who.actors]
    items += [{"kind": "role", **msgspec.structs.asdict(role)} for role in who.roles]
    for kind, acts in (("meeting", who.meetings), ("ask", who.asks), ("done", who.done), ("suffered", who.suffered)):
        items += [{"kind": kind, **act_item(act)} for act in acts]
    return items + [{"kind": "said", **said_item(said)} for said in who.said]


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────


def print_hits(console: Console, hits: Hits) -> None:
    """Each article found: its title, where and when it stood, and the passages with what was found in them."""
    for hit in hits.hits:
        console.print(_marked(hit.title or "—", hit.title_marks, 0, "bold"))
        console.print(Text(visible(" · ".join(filter(None, (hit.outlet, _day(hit), hit.id, hit.uri)))), "dim"))
        for passage in hit.passages:
            console.print(_marked(passage.words, passage.marks, passage.start))
        console.print()
    shown = f"{hits.offset + 1}–{hits.offset + len(hits.hits)} of {hits.total}" if hits.hits else f"0 of {hits.total}"
    console.print(Text(f"{shown} articles", "dim"))


def _marked(words: str, marks: Iterable[Span], start: int, style: str = "") -> Text:
    """`words`, which stand at `start`, with their marks, line ends as spaces."""
    text = Text(style=style)
    at = start
    for begin, end in marks:
        text.append(_line(words[at - start : begin - start]))
        text.append(_line(words[begin - start : end - start]), "black on yellow")
        at = end
    return text.append(_line(words[at - start :]))


def _line(words: str) -> str:
    return visible(words.replace("\n", " "))


def _day(of: Hit | Source) -> str:
    return of.published or (f"not after {of.not_after}" if of.not_after else "day unknown")


def acts_table(caption: str, acts: Iterable[Act]) -> Table:
    """Events, one a row."""
    columns = ("day", "who", "what", "whom", "status", "words", "id")
    return Table(caption, columns, tuple(map(act_row, acts)))


def act_row(act: Act) -> tuple[str, ...]:
    """An event's day, who, what, whom, status, words and id."""
    first, other = (act.actors, act.recipients) if len(act.sides) < 2 else (act.sides[0], act.sides[1])
    what = LEDGER.get(act.type) or " ".join((act.type, *act.modes))
    status = act.status + (f", says {_names([act.said_by] if act.said_by else [])}" if act.claimed else "")
    words = (act.content or act.quote).words
    return act.date or _day(act.source), _names(first), what, _names(other), status, _short(words), act.id


def said_table(caption: str, sayings: Iterable[Said]) -> Table:
    """Statements, one a row."""
    rows = (
        (_day(said.source), _names([said.speaker] if said.speaker else []), _short(said.content.words), said.id)
        for said in sayings
    )
    return Table(caption, ("day", "who", "what", "id"), tuple(rows))


def who_tables(who: Who) -> tuple[Table, ...]:
    """Everything about one name."""
    names = tuple((name.name, name.kind, str(name.articles)) for name in who.names)
    actors = tuple((each.ref, each.kind, "، ".join(each.spellings), str(each.articles)) for each in who.actors)
    roles = tuple((role.role, role.first or "—", role.last or "—", str(role.articles)) for role in who.roles[:15])
    counts = tuple((kind, str(count)) for kind, count in who.events.items())
    return (
        Table(f"Called so, in {who.articles} articles", ("name", "kind", "articles"), names),
        Table("Told apart; ask for one by its id", ("id", "kind", "spellings", "articles"), actors),
        Table(f"Roles in the newest {who.looked_at} articles", ("role", "first", "last", "articles"), roles),
        Table("Events", ("type", "events"), counts),
        acts_table("Meetings", who.meetings),
        acts_table("Asks and promises", who.asks),
        acts_table("Done by them", who.done),
        acts_table("Done to them", who.suffered),
        said_table(f"Said, {who.statements} in all", who.said),
    )


def stats_tables(stats: Stats) -> tuple[Table, ...]:
    """What the archive holds."""
    days = f"{stats.first or '—'} to {stats.last or '—'}"
    whole = (("articles", str(stats.articles)), ("published", days), ("statements", str(stats.statements)))
    return (
        Table("Archive", ("", ""), whole),
        *(
            Table(caption, (caption.lower(), "number"), tuple((name, str(count)) for name, count in counts.items()))
            for caption, counts in (
                ("Pages", stats.pages),
                ("Outlets", stats.outlets),
                ("Entities", stats.entities),
                ("Events", stats.events),
            )
        ),
    )


def _names(parties: Iterable[Party]) -> str:
    return "، ".join(party.name for party in parties) or "—"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= WORDS else line[: line.rfind(" ", 0, WORDS)] + " …"
