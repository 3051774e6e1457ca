"""`mahdar find`, `who`, `events`, `stats`, `cite` and `export`: questions to an archive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec
import typer

from mahdar.faces.answers import (
    act_item,
    acts_table,
    hit_items,
    print_hits,
    print_json,
    print_tables,
    stats_tables,
    terminal,
    who_items,
    who_tables,
)
from mahdar.faces.cite import Style, cite
from mahdar.faces.export import FORMATS, export
from mahdar.faces.options import ArchiveOption, JsonOption, LimitOption, OffsetOption, QueryArgument, looked_at
from mahdar.query.facts import Acts, find_events
from mahdar.query.overview import find_stats
from mahdar.query.people import find_who
from mahdar.query.search import chosen, search

_FORMATS = "".join(f"{name}: {each.about}; " for name, each in FORMATS.items()).rstrip("; ") + "."


def register(app: typer.Typer) -> None:
    """Put the questions among the commands of `app`."""
    for name, command in (
        ("find", _find),
        ("who", _who),
        ("events", _events),
        ("stats", _stats),
        ("cite", _cite),
        ("export", _export),
    ):
        app.command(name)(command)


def _find(
    query: QueryArgument,
    archive: ArchiveOption = "",
    as_json: JsonOption = False,
    order: Annotated[Literal["newest", "oldest"], typer.Option(help="Which articles come first.")] = "newest",
    limit: LimitOption = 20,
    offset: OffsetOption = 0,
) -> None:
    """Find articles. Words are found in all their forms: المهجرين finds والمهجرين, ادلب finds إدلب.

    Words, "phrases", AND, OR, NOT, -word, ( ), prefix*, name~2 for other spellings, and fields: actor, recipient,
    party, speaker, person, organization, entity, place, country, type, mode, status, outlet, reference, id, title,
    body, date, seen.

    \b
    Examples:
      mahdar find 'المهجرين إدلب' --archive minutes
      mahdar find '"مجلس الأمن" -روسيا date:[2024-01 TO 2024-06]'
      mahdar find 'type:ASSAULT place:حلب status:occurred' --json
      mahdar find 'actor:نتنياهو~2 OR speaker:"بشار الأسد"'
    """
    with looked_at(archive) as view:
        hits = search(view, query, order, limit, offset)
    if as_json:
        print_json(hit_items(hits))
    else:
        print_hits(terminal(), hits)


def _who(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name or words of it, or ID/e3.")],
    archive: ArchiveOption = "",
    as_json: JsonOption = False,
    kind: Annotated[
        Literal["person", "organization", "place"] | None, typer.Option(help="Only people, organisations or places.")
    ] = None,
    limit: LimitOption = 20,
) -> None:
    """Everything about one name: roles over time, meetings, what was asked, promised, done, suffered and said.

    \b
    Examples:
      mahdar who 'هادي البحرة' --archive minutes
      mahdar who الائتلاف --kind organization --json
      mahdar who wire-1/e3
    """
    with looked_at(archive) as view:
        who = find_who(view, name, kind, limit)
    if as_json:
        print_json(who_items(who))
    else:
        print_tables(terminal(), who_tables(who))


def _events(
    query: QueryArgument = "",
    archive: ArchiveOption = "",
    as_json: JsonOption = False,
    limit: LimitOption = 50,
    offset: OffsetOption = 0,
) -> None:
    """Events of all types, those of the newest articles first.

    \b
    Examples:
      mahdar events 'type:ASSAULT status:occurred place:غزة' --archive minutes
      mahdar events 'type:CONSULT party:لافروف' --json
    """
    with looked_at(archive) as view:
        acts = find_events(view, query, (), limit, offset)
    _print_acts("Who does what to whom", acts, as_json)


def _print_acts(caption: str, acts: Acts, as_json: bool) -> None:
    if as_json:
        print_json(map(act_item, acts.events))
        return
    console = terminal()
    print_tables(console, (acts_table(caption, acts.events),))
    console.print(f"{len(acts.events)} of {acts.total}", style="dim")


def _stats(archive: ArchiveOption = "", as_json: JsonOption = False) -> None:
    """What the archive holds: pages, outlets, entities, events.

    \b
    Example:
      mahdar stats --archive minutes
    """
    with looked_at(archive) as view:
        stats = find_stats(view)
    if as_json:
        print_json([msgspec.structs.asdict(stats)])
    else:
        print_tables(terminal(), stats_tables(stats))


def _cite(
    handle: Annotated[str, typer.Argument(metavar="ID", help="An article's id, or ID/v3 for one of its events.")],
    archive: ArchiveOption = "",
    style: Annotated[Style, typer.Option("--format", "-f", help="How to write it.")] = "text",
) -> None:
    """Print a citation: the page, its digest, when it was fetched, and the words themselves.

    \b
    Examples:
      mahdar cite wire-1 --archive minutes
      mahdar cite wire-1/v3 --format bibtex
      mahdar cite wire-1/s2 --format csl
    """
    key, _, part = handle.partition("/")
    with looked_at(archive) as view:
        record = view.record(key)
    print(cite(record, part or None, style, datetime.now(UTC).date().isoformat()))


def _export(
    query: QueryArgument = "",
    archive: ArchiveOption = "",
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help=_FORMATS)] = "jsonl",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="PATH", help="A file, -, or a folder for csv and parquet.")
    ] = "-",
) -> None:
    """Write what a query finds, or everything, in a format that other tools read.

    \b
    Examples:
      mahdar export --archive minutes -o records.jsonl
      mahdar export 'type:ASSAULT' --format geojson -o assaults.geojson
      mahdar export --format csv -o tables/
      mahdar export 'party:لافروف date:2024' --format md -o brief.md
    """
    if form not in FORMATS:
        raise typer.BadParameter(f"{form} is none of {', '.join(FORMATS)}.", param_hint="--format")
    with looked_at(archive) as view:
        export(form, view.every_record(chosen(view, query) if query.strip() else None), output)
