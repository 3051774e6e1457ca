"""`mahdar ledger`: asks and promises with what came of each, printed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import typer

from mahdar.faces.answers import act_item, act_row, print_json, print_tables, terminal
from mahdar.faces.options import ArchiveOption, JsonOption, LimitOption, QueryArgument, looked_at
from mahdar.faces.tables import Table
from mahdar.query.duties import Ledger, Owed, Step, find_ledger


def register(main: typer.Typer) -> None:
    """Put the command among those of `main`."""
    main.command("ledger")(_ledger)


def _ledger(
    query: QueryArgument = "",
    archive: ArchiveOption = "",
    as_json: JsonOption = False,
    actor: Annotated[str, typer.Option(metavar="NAME", help="Only what this one asks or promises.")] = "",
    only_open: Annotated[bool, typer.Option("--open", help="Only what nothing has come of yet.")] = False,
    limit: LimitOption = 50,
) -> None:
    """Who asks whom for what, who promises what, and what came of it: needs `mahdar link` to have been run.

    \b
    Examples:
      mahdar ledger --archive minutes
      mahdar ledger --actor 'الأمم المتحدة' --open
      mahdar ledger 'type:AGREE date:2024-07' --json
    """
    states = ("open", "repeated") if only_open else ()
    today = datetime.now(UTC).date().isoformat()
    with looked_at(archive) as view:
        ledger = find_ledger(view, with_actor(query, actor), today, states, limit)
    if as_json:
        print_json(map(owed_item, ledger.owed))
    else:
        _print(ledger)


def with_actor(query: str, actor: str) -> str:
    """`query` and, quoted, the actor."""
    if not actor:
        return query
    named = 'actor:"' + actor.replace('"', " ") + '"'
    return f"({query}) {named}" if query.strip() else named


def owed_item(owed: Owed) -> dict[str, Any]:
    """One ask or promise, with its steps."""
    steps = [{**msgspec.structs.asdict(step), "act": act_item(step.act)} for step in owed.steps]
    return {**act_item(owed.act), "state": owed.state, "decided": owed.decided, "due": owed.due, "steps": steps}


def _print(ledger: Ledger) -> None:
    console = terminal()
    columns = ("day", "who", "what", "whom", "status", "words", "id", "stands")
    rows = [row for owed in ledger.owed for row in _rows(owed)]
    print_tables(console, (Table("Who asks whom for what, who promises what, what came of it", columns, tuple(rows)),))
    console.print(f"{len(ledger.owed)} shown, {ledger.looked_at} looked at, of {ledger.total}", style="dim")


def _rows(owed: Owed) -> Iterable[tuple[str, ...]]:
    """The ask or promise and, below it, its steps."""
    due = f", due {owed.due}" if owed.due else ""
    yield (*act_row(owed.act), owed.state + due)
    for step in owed.steps:
        yield (*act_row(step.act), f"↳ {step.verdict} ({_sure(step)})")


def _sure(step: Step) -> str:
    return f"{step.score:.2f}" if step.judgement is None else f"judged by {step.by}"
