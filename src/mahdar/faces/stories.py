"""`mahdar stories`, `story` and `copies`: who reports the same, printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
import typer

from mahdar.faces.answers import print_json, print_tables, terminal
from mahdar.faces.options import ArchiveOption, JsonOption, LimitOption, OffsetOption, QueryArgument, looked_at
from mahdar.faces.tables import Table
from mahdar.link.merging import StoryEvent, Teller, Version
from mahdar.query.stories import Copy, Told, find_copies, find_stories, find_story

_SHOWN = 4

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="An article's id.")]


def register(main: typer.Typer) -> None:
    """Put the commands among those of `main`."""
    main.command("stories")(_stories)
    main.command("story")(_story)
    main.command("copies")(_copies)


def _stories(
    query: QueryArgument = "",
    archive: ArchiveOption = "",
    as_json: JsonOption = False,
    limit: LimitOption = 20,
    offset: OffsetOption = 0,
) -> None:
    """Stories of two articles or more, those with the newest first: needs `mahdar link` to have been run.

    \b
    Examples:
      mahdar stories --archive minutes
      mahdar stories 'place:عدن type:ASSAULT' --json
    """
    with looked_at(archive) as view:
        found = find_stories(view, query, limit, offset)
    if as_json:
        print_json(map(msgspec.structs.asdict, found.stories))
        return
    columns = ("days", "title", "articles", "outlets", "id")
    rows = tuple(
        (_days(each.first, each.last), each.title or "—", str(each.articles), str(each.outlets), each.id)
        for each in found.stories
    )
    console = terminal()
    print_tables(console, (Table("Stories", columns, rows),))
    console.print(f"{len(found.stories)} of {found.total}", style="dim")


def _story(key: IdArgument, archive: ArchiveOption = "", as_json: JsonOption = False) -> None:
    """The story that an article is in: who reports it, what happened, and where the reports differ.

    \b
    Examples:
      mahdar story wire-1 --archive minutes
      mahdar story wire-1 --json
    """
    with looked_at(archive) as view:
        told = find_story(view, key)
    if as_json:
        print_json([msgspec.structs.asdict(told)])
    else:
        print_tables(terminal(), _story_tables(told))


def _copies(key: IdArgument, archive: ArchiveOption = "", as_json: JsonOption = False) -> None:
    """The copies of an article: how alike, who was first as far as known, and what was changed.

    \b
    Example:
      mahdar copies wire-1 --archive minutes
    """
    with looked_at(archive) as view:
        copies = find_copies(view, key)
    if as_json:
        print_json(map(msgspec.structs.asdict, copies))
    else:
        columns = ("alike", "outlet", "credits", "why", "id")
        print_tables(terminal(), (Table(f"Copies of {key}", columns, tuple(map(_copy_row, copies))),))
        if not copies:
            terminal().print("no copies known; `mahdar link` looks for them", style="dim")


def _copy_row(copy: Copy) -> tuple[str, ...]:
    source, credits = copy.source, "، ".join(copy.credits)
    return f"{copy.link.score:.2f}", source.outlet or "—", credits or "—", copy.link.why, source.id


def _story_tables(told: Told) -> tuple[Table, ...]:
    story = told.story
    whole = (
        ("title", story.title or "—"),
        ("days", _days(story.first, story.last)),
        ("articles", f"{told.articles}, of which {len(told.independent)} independent"),
        ("outlets", "، ".join(story.outlets) or "—"),
        ("blamed", _versions(story.blamed)),
    )
    reports = tuple(
        (each.day or "—", each.outlet or "—", each.title or "—", "، ".join(each.copies) or "—", each.record)
        for each in story.articles
    )
    events = tuple(
        (
            each.type,
            _versions(each.actors),
            _versions(each.recipients),
            _versions(each.places),
            "; ".join(f"{what} {_versions(versions)}" for what, versions in each.counts.items()) or "—",
            _differing(each),
            " ".join(dict.fromkeys(f"{teller.record}/{teller.event}" for teller in each.told_by[:_SHOWN])),
        )
        for each in story.events
    )
    return (
        Table("Story", ("", ""), whole),
        Table("Reports, copies folded", ("day", "outlet", "title", "copies", "id"), reports),
        Table("What happened", ("event", "who", "to whom", "where", "how many", "reports", "told by"), events),
    )


def _differing(event: StoryEvent) -> str:
    """Where the reports part ways, in words."""
    said = [f"differ on {', '.join(event.differs)}"] if event.differs else []
    if event.claimed_by:
        said.append(f"claimed by {'، '.join(event.claimed_by)} alone")
    if event.only_in:
        said.append(f"only in {event.only_in}")
    return "; ".join(said) or "agree"


def _versions(versions: Iterable[Version]) -> str:
    """Each version with the outlets or speakers that tell it."""
    return "; ".join(f"{version.value} ({_tellers(version.by)})" for version in versions) or "—"


def _tellers(tellers: Iterable[Teller]) -> str:
    names = dict.fromkeys(teller.speaker or teller.outlet or teller.record for teller in tellers)
    return "، ".join(list(names)[:_SHOWN])


def _days(first: str | None, last: str | None) -> str:
    return first or "—" if first == last else f"{first or '—'} to {last or '—'}"
