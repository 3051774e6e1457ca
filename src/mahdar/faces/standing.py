"""`mahdar serve`, `mahdar watch` and `mahdar watches`: what goes on for as long as it is let."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from getpass import getuser
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from mahdar.faces.answers import print_json, print_tables
from mahdar.faces.options import (
    ArchiveOption,
    JsonOption,
    Reader,
    ReaderOption,
    looked_at,
    named,
    opened,
    settings_of_environment,
)
from mahdar.faces.run import tell
from mahdar.faces.serving import serve
from mahdar.faces.tables import Table
from mahdar.keep import Added
from mahdar.polling import feed_addresses, poll, stopped_by_signals
from mahdar.watching import Delivery, Wanted, add_watch, remove_watch, watches

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Saved searches that tell of what is new.")


def register(main: typer.Typer) -> None:
    """Put the standing commands among those of `main`."""
    main.command("serve")(_serve)
    main.command("watch")(_watch)
    main.add_typer(app, name="watches")


def _serve(
    archive: ArchiveOption = "",
    host: Annotated[str, typer.Option(metavar="HOST", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65_535, help="0 is any that is free.")] = 8000,
    workers: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="How many processes answer.")] = 1,
) -> None:
    """Serve the archive: a page for people, the API under /api, its description at /schema.

    \b
    Examples:
      mahdar serve --archive minutes
      mahdar serve --archive minutes --port 8080 --workers 2
    """
    settings = settings_of_environment()
    serve(named(archive, settings), settings, host, port, workers)


def _watch(
    feeds: Annotated[
        list[str] | None, typer.Argument(metavar="FEED", help="Addresses, or files with one a line.")
    ] = None,
    archive: ArchiveOption = "",
    reader: ReaderOption = Reader.rules,
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
) -> None:
    """Follow feeds into the archive and tell of what saved searches find, until stopped.

    Without feeds, what waits is sent.

    \b
    Examples:
      mahdar watch https://example.org/rss --archive minutes
      mahdar watch feeds.txt --once --archive minutes
    """
    settings = settings_of_environment()
    urls = feed_addresses(feeds or ())
    with opened(archive, settings, make=True) as store, stopped_by_signals() as stop:
        raise typer.Exit(tell_round(poll(store, urls, settings, once or not urls, stop)))


def tell_round(found: Iterable[Added | Delivery]) -> int:
    """Tell what became of each page and message; 1 where one of them could not be had or sent."""
    status = 0
    for each in found:
        if isinstance(each, Delivery):
            what = f"{each.items} to {each.to}" if not each.problem else f"not sent to {each.to}: {each.problem}"
            tell(f"{each.watch}: {what}")
            status |= bool(each.problem)
        elif each.kept is None:
            tell(each.problem or f"{each.uri}: nothing new")
            status |= bool(each.problem)
        elif each.kept.change != "known":
            tell(f"{each.uri}: {each.kept.state} {each.kept.key} {each.kept.why}".rstrip())
    return int(status)


@app.command("add")
def _add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the search is called.")],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="As for `mahdar find`.")],
    archive: ArchiveOption = "",
    webhook: Annotated[str | None, typer.Option(metavar="URL", help="Where to post what is new.")] = None,
    email: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Whom to write to.")] = None,
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with all that is there already.")] = False,
) -> None:
    """Save a search. What it finds in pages to come stands in its Atom feed, and is sent where it says.

    \b
    Examples:
      mahdar watches add hudna 'هدنة place:حلب' --archive minutes
      mahdar watches add assaults 'type:ASSAULT' --webhook https://desk.example/hook --email desk@example.org
    """
    settings = settings_of_environment()
    wanted = Wanted(name=name, query=query, by=getuser(), webhook=webhook, email=email, from_start=from_start)
    with opened(archive, settings) as store:
        add_watch(store, wanted, settings)
    tell(f"{name}: saved")


@app.command("list")
def _list(archive: ArchiveOption = "", as_json: JsonOption = False) -> None:
    """Print the saved searches, what they have found and what waits to be sent.

    \b
    Example:
      mahdar watches list --archive minutes
    """
    with looked_at(archive) as view:
        known = watches(view)
    if as_json:
        print_json(map(msgspec.structs.asdict, known))
        return
    rows = tuple((w.name, w.query, str(w.matched), str(w.waiting), w.email or w.webhook or "—") for w in known)
    console = Console(width=None if sys.stdout.isatty() else 120)
    print_tables(console, (Table("Watches", ("name", "query", "found", "waiting", "sent to"), rows),))


@app.command("remove")
def _remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The search's name.")], archive: ArchiveOption = ""
) -> None:
    """Remove a saved search.

    \b
    Example:
      mahdar watches remove hudna --archive minutes
    """
    with opened(archive, settings_of_environment()) as store:
        remove_watch(store, name)
    tell(f"{name}: removed")
