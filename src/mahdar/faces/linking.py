"""`mahdar link …`: copies, stories, actors and the ledger made, exported, judged."""

from __future__ import annotations

import sys
from getpass import getuser
from typing import Annotated, cast, get_args

import msgspec
import typer
from rich.console import Console

from mahdar.faces import naming
from mahdar.faces.answers import print_json, print_tables
from mahdar.faces.options import ArchiveOption, JsonOption, LimitOption, looked_at, opened, settings_of_environment
from mahdar.faces.progress import told_of
from mahdar.faces.run import tell
from mahdar.faces.tables import Table, visible
from mahdar.linking import link
from mahdar.linking.judging import NewVerdict, find_link_judgements, judge_link, undo_link
from mahdar.model import LinkKind
from mahdar.query.actors import find_contradictions
from mahdar.query.links import every_link

app = typer.Typer(rich_markup_mode=None)

app.command("compare")(naming.compare_names)

_KINDS = get_args(LinkKind)

KindOption = Annotated[str, typer.Option("--kind", "-k", metavar="KIND", help=f"One of {', '.join(_KINDS)}.")]


def _kind(name: str) -> LinkKind:
    if name not in _KINDS:
        raise typer.BadParameter(f"{name} is none of {', '.join(_KINDS)}.", param_hint="--kind")
    return cast(LinkKind, name)


@app.callback(invoke_without_command=True)
def _link(
    context: typer.Context,
    archive: ArchiveOption = "",
    anew: Annotated[bool, typer.Option("--anew", help="Forget what earlier runs found; judgements stay.")] = False,
) -> None:
    """Link the articles of an archive: copies, stories, who is who, and what became of each ask and promise.

    Looks at what came since the last run; stopped at any moment, the next run goes on there.

    \b
    Examples:
      mahdar link --archive minutes
      mahdar link --archive minutes --anew
      mahdar link export --kind duplicate --archive minutes
      mahdar link compare نتنياهو نتانياهو --kind person
      mahdar link judge actor wire-1/e2 wire-9/e4 same --why "the same minister" --archive minutes
    """
    if context.invoked_subcommand:
        return
    with opened(archive, settings_of_environment()) as store, told_of("linked") as tells:
        for done in link(store, anew):
            tells(done.articles, done.articles + done.left)
    found = ", ".join(f"{count} {kind}" for kind, count in sorted(done.links.items()))
    tell(f"{done.articles} articles linked; links: {found or 'none'}")


@app.command("export")
def _export(archive: ArchiveOption = "", kind: KindOption = "") -> None:
    """Print links as JSON Lines: left, right, kind, verdict, score, why, and by whom: "rules" or who judged it.

    \b
    Examples:
      mahdar link export --kind duplicate --archive minutes
      mahdar link export --archive minutes | jq 'select(.verdict == "met")'
    """
    chosen = _kind(kind) if kind else None
    with looked_at(archive) as view:
        for tie in every_link(view, chosen):
            sys.stdout.write(msgspec.json.encode(tie).decode() + "\n")


@app.command("judge")
def _judge(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of {', '.join(_KINDS)}.")],
    left: Annotated[str, typer.Argument(metavar="LEFT", help="An article's id, an entity (ID/e3) or an ask (ID/v2).")],
    right: Annotated[str, typer.Argument(metavar="RIGHT", help="The other one, or what came of the ask.")],
    verdict: Annotated[
        str,
        typer.Argument(
            metavar="VERDICT",
            help="same, different or unsure; of a ledger link repeated, answered, met, refused, contradicted too.",
        ),
    ],
    archive: ArchiveOption = "",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason.")] = "",
) -> None:
    """Say that two are one, or are not. It outranks what the rules find, outlives every run, and can be undone.

    \b
    Examples:
      mahdar link judge actor wire-1/e2 wire-9/e4 same --why "the same minister" --archive minutes
      mahdar link judge duplicate wire-1 wire-9 different --archive minutes
      mahdar link judge ledger wire-1/v2 wire-9/v5 met --archive minutes
    """
    said = NewVerdict(kind=_kind(kind), left=left, right=right, verdict=verdict, by=getuser(), why=why)
    with opened(archive, settings_of_environment()) as store:
        number = judge_link(store, said)
    tell(f"judgement {number}; `mahdar link undo {number}` takes it back")


@app.command("undo")
def _undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The judgement's number.")],
    archive: ArchiveOption = "",
) -> None:
    """Take a judgement back. It stays on record.

    \b
    Example:
      mahdar link undo 3 --archive minutes
    """
    with opened(archive, settings_of_environment()) as store:
        undo_link(store, number)
    tell(f"judgement {number}: taken back")


@app.command("judgements")
def _judgements(archive: ArchiveOption = "", as_json: JsonOption = False, limit: LimitOption = 50) -> None:
    """Print what people said of links, the newest first, what was taken back among them.

    \b
    Example:
      mahdar link judgements --archive minutes
    """
    with looked_at(archive) as view:
        known = find_link_judgements(view, limit)
    if as_json:
        print_json(map(msgspec.structs.asdict, known))
        return
    rows = tuple(
        (
            str(each.id),
            each.kind,
            each.left,
            each.right,
            each.verdict,
            each.by,
            each.at,
            each.why or "—",
            _state(each.undone, each.fits),
        )
        for each in known
    )
    columns = ("number", "of", "left", "right", "verdict", "by", "at", "why", "")
    print_tables(Console(width=None if sys.stdout.isatty() else 120), (Table("Judgements of links", columns, rows),))


@app.command("contradictions")
def _contradictions(archive: ArchiveOption = "", as_json: JsonOption = False) -> None:
    """Print judgements of actors that cannot all hold, and what came of them.

    \b
    Example:
      mahdar link contradictions --archive minutes
    """
    with looked_at(archive) as view:
        found = find_contradictions(view)
    if as_json:
        print_json(map(msgspec.structs.asdict, found))
        return
    for each in found:
        for said in each.links:
            print(visible(f"{said.left} {said.verdict} {said.right} ({said.by}: {said.why or 'no reason given'})"))
        print(visible(f"  {each.outcome}"))
    tell(f"{len(found)} contradictions")


def _state(undone: str | None, fits: bool) -> str:
    if undone:
        return f"taken back {undone}"
    return "" if fits else "a part of it is not there in the present reading"
