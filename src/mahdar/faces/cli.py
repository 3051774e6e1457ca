"""The command line: reading and showing here, the archive's commands in `archiving`, `asking` and `standing`.

Exit status: 0 when every page became a record or a rejected page; 1 when an input could not be read, a page failed or
the output could not be written, or the archive has no answer; 2 for wrong usage.
"""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer
from rich.console import Console

from mahdar.batch import read_all
from mahdar.errors import BadQuery, BadSettings, MahdarError, Unwritable
from mahdar.faces import archiving, asking, ledgers, linking, naming, standing, stories
from mahdar.faces.options import JobsOption, Reader, ReaderOption
from mahdar.faces.output import STANDARD, Lines, hindrance
from mahdar.faces.progress import watched
from mahdar.faces.run import Run, tell
from mahdar.faces.show import show
from mahdar.faces.stored import found_in
from mahdar.settings import PREFIX, explain, load_settings, shown
from mahdar.sources import open_sources

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(archiving.app, name="archive")
app.add_typer(linking.app, name="link")
app.add_typer(naming.app, name="authority")
asking.register(app)
ledgers.register(app)
stories.register(app)
standing.register(app)

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", help="Files, folders, addresses (https://…), or - for standard input."),
]


def main() -> None:
    """The command `mahdar`."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app(prog_name="mahdar")
    except MahdarError as problem:
        tell(str(problem))
        sys.exit(2 if isinstance(problem, BadSettings | BadQuery) else 1)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"mahdar {version('mahdar')}")
        raise typer.Exit


@app.callback()
def _mahdar(
    shown: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Arabic news pages into a record that can be cited: who met, said, asked, promised and did what to whom."""


@app.command("read")
def _read(
    paths: Paths,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Where records go: a file, a device or -.")
    ] = STANDARD,
    rejected: Annotated[
        str | None, typer.Option(metavar="FILE", help="Where pages that give no article go, with the reason.")
    ] = None,
    reader: ReaderOption = Reader.rules,
    jobs: JobsOption = 1,
) -> None:
    """Read pages and write one record per article.

    Text, HTML, WARC, RSS, Atom and JSON Lines are told apart by themselves; a folder is read whole.

    \b
    Examples:
      mahdar read page.html
      mahdar read pages/ -o records.jsonl --rejected rejected.jsonl --jobs 4
      mahdar read crawl.warc.gz -o records.jsonl
      curl -s https://example.org/news | mahdar read - | head -1
    """
    _check_targets(paths, output, rejected)
    run = Run(Lines(output), Lines(rejected) if rejected else None)
    settings = load_settings(os.environ)
    seen = output == STANDARD and sys.stdout.isatty()
    outcomes = read_all(open_sources(paths, settings), settings, jobs)
    try:
        for outcome in watched(outcomes, paths) if sys.stderr.isatty() and not seen else outcomes:
            run.take(outcome)
        run.close()
        status = run.status()
    except Unwritable as problem:
        tell(str(problem))
        status = 1
    except KeyboardInterrupt:
        tell("stopped")
        status = 130
    tell(run.summary())
    raise typer.Exit(status)


@app.command("show")
def _show(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Records written by `mahdar read`, or pages.")],
    chosen: Annotated[str | None, typer.Option("--id", metavar="ID", help="Show this record alone.")] = None,
    reader: ReaderOption = Reader.rules,
) -> None:
    """Show records for people: title, dates, parties, meetings, who asks whom for what, statements, events.

    \b
    Examples:
      mahdar show records.jsonl
      mahdar show records.jsonl --id wire-1
      mahdar show page.html
      mahdar read page.html | mahdar show -
    """
    console = Console(width=None if sys.stdout.isatty() else 120)
    settings = load_settings(os.environ)
    status = 0
    for path in paths:
        for found in found_in(path, settings):
            if isinstance(found, str):
                tell(found)
                status = 1
            elif chosen in (None, found.id):
                show(found, console)
    raise typer.Exit(status)


@app.command("settings")
def _show_settings() -> None:
    """Print every setting with its value, its default and what it does. Set one by its environment variable.

    \b
    Example:
      MAHDAR_PAGE_SECONDS=5 mahdar read pages/ -o records.jsonl
    """
    settings = load_settings(os.environ)
    for name, default, meaning in explain():
        value = shown(settings, name.removeprefix(PREFIX).lower())
        print(f"{name}={value}\n    {meaning} Default: {default}.")


def _check_targets(paths: list[str], output: str, rejected: str | None) -> None:
    """Wrong usage where an output cannot be one, or would overwrite, or be read as, an input."""
    inputs = [os.path.realpath(path) for path in paths if path != STANDARD]
    for option, target in (("--output", output), ("--rejected", rejected)):
        if target is None or target == STANDARD:
            continue
        real = os.path.realpath(target)
        if problem := hindrance(target):
            raise typer.BadParameter(f"{target}: {problem}.", param_hint=option)
        if any(real == path or (os.path.isdir(path) and real.startswith(os.path.join(path, ""))) for path in inputs):
            raise typer.BadParameter(f"{target} is or lies in what is to be read; write elsewhere.", param_hint=option)
    same = rejected and STANDARD not in (output, rejected) and os.path.realpath(output) == os.path.realpath(rejected)
    if same and (os.path.isfile(output) or not os.path.exists(output)):
        raise typer.BadParameter("the same file as --output.", param_hint="--rejected")
