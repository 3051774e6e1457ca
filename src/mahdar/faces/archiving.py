"""`mahdar archive …`: pages into an archive and out of it, and what keeps it safe."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from typing import Annotated

import typer

from mahdar.faces.options import ArchiveOption, JobsOption, Reader, ReaderOption, named, opened, settings_of_environment
from mahdar.faces.progress import told_of, watched
from mahdar.faces.run import tell
from mahdar.faces.standing import tell_round
from mahdar.faces.tables import visible
from mahdar.keep import Added, add, reread
from mahdar.sources import open_sources
from mahdar.store.backup import backup
from mahdar.store.restore import restore
from mahdar.store.verify import verify
from mahdar.tokens import new_token, revoke
from mahdar.watching import deliver

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Keep pages and what was read from them.")

ListOption = Annotated[
    bool,
    typer.Option("--list", help="Print a line for each page once it is safe: what became of it, id, address."),
]


@app.command("add")
def _add(
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files, folders, addresses, or - for input.")],
    archive: ArchiveOption = "",
    reader: ReaderOption = Reader.rules,
    jobs: JobsOption = 1,
    listed: ListOption = False,
) -> None:
    """Read pages and store them, as received, with what was read. The same page twice is one page.

    The archive is made where there is none. A run that was stopped goes on where it was when started again.

    \b
    Examples:
      mahdar archive add --archive minutes pages/
      mahdar archive add --archive minutes crawl.warc.gz --jobs 2
      mahdar archive add --archive postgresql+psycopg://me@localhost/minutes https://example.org/news
    """
    settings = settings_of_environment()
    if any(_holds(path, named(archive, settings)) for path in paths):
        raise typer.BadParameter("it is or lies in what is to be read; keep it elsewhere.", param_hint="--archive")
    with opened(archive, settings, make=True) as store:
        found = add(store, open_sources(paths, settings), settings, jobs)
        shown = watched(found, paths) if sys.stderr.isatty() and not listed else found
        status = _tell(shown, listed)
        raise typer.Exit(status | tell_round(deliver(store, settings)))


def _holds(path: str, archive: str) -> bool:
    """Whether the folder `path` is the archive's, or one above it."""
    outer, inner = (os.path.join(os.path.realpath(each), "") for each in (path, archive))
    return os.path.isdir(path) and inner.startswith(outer)


@app.command("reread")
def _reread(
    archive: ArchiveOption = "",
    reader: ReaderOption = Reader.rules,
    jobs: JobsOption = 1,
    listed: ListOption = False,
) -> None:
    """Read all pages again that older rules have read, and replace their readings. Judgements stay.

    \b
    Example:
      mahdar archive reread --archive minutes --jobs 2
    """
    settings = settings_of_environment()
    with opened(archive, settings) as store:
        found = reread(store, settings, jobs)
        raise typer.Exit(_tell(watched(found, []) if sys.stderr.isatty() and not listed else found, listed))


@app.command("verify")
def _verify(archive: ArchiveOption = "") -> None:
    """Recompute every digest and look whether pages, records and indexes fit; say what does not. Exit status 1 then.

    \b
    Example:
      mahdar archive verify --archive minutes
    """
    with opened(archive, settings_of_environment()) as store, told_of("verified") as tells:
        problems = 0
        for problem in verify(store, tells):
            problems += not problem.harmless
            print(visible(f"{problem.where}: {problem.what}{' (harmless)' if problem.harmless else ''}"))
        tell(f"{problems} problems" if problems else "all pages, records and indexes fit")
        raise typer.Exit(1 if problems else 0)


@app.command("remove")
def _remove(
    key: Annotated[str, typer.Argument(metavar="ID", help="The article's id.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="Why it is removed; kept with the tombstone.")],
    archive: ArchiveOption = "",
) -> None:
    """Remove a page and all that was read from it. A tombstone with its digest and the reason stays.

    \b
    Example:
      mahdar archive remove wire-1 --why "names a minor" --archive minutes
    """
    with opened(archive, settings_of_environment()) as store, store.writer() as writer:
        writer.remove(key, why)
    tell(f"{key}: removed; copies in earlier backups are not touched")


@app.command("backup")
def _backup(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file to write, a tar.")],
    archive: ArchiveOption = "",
) -> None:
    """Write the whole archive as it is now into one file, while readers and writers go on.

    \b
    Example:
      mahdar archive backup minutes-2024-12-05.tar --archive minutes
    """
    with opened(archive, settings_of_environment()) as store, told_of("written") as tells:
        backup(store, file, tells)
    tell(f"written to {file}")


@app.command("restore")
def _restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file that `mahdar archive backup` wrote.")],
    archive: ArchiveOption = "",
) -> None:
    """Make an archive again from a backup, in an empty place; SQLite or PostgreSQL, whichever it came from.

    \b
    Example:
      mahdar archive restore minutes-2024-12-05.tar --archive minutes-again
    """
    settings = settings_of_environment()
    where = named(archive, settings)
    with told_of("restored") as tells:
        restore(file, where, settings, tells)
    tell(f"{where}: restored")


@app.command("token")
def _token(
    by: Annotated[str, typer.Argument(metavar="NAME", help="Who judges and watches with it.")],
    revoked: Annotated[bool, typer.Option("--revoke", help="Take the person's token back.")] = False,
    archive: ArchiveOption = "",
) -> None:
    """Print a new token, with which somebody may write through the API. It is shown this once.

    \b
    Examples:
      mahdar archive token Salma --archive minutes
      mahdar archive token Salma --revoke --archive minutes
    """
    with opened(archive, settings_of_environment()) as store:
        if revoked:
            revoke(store, by)
            tell(f"{by}: revoked")
        else:
            print(new_token(store, by))


def _tell(found: Iterable[Added], listed: bool) -> int:
    """Tell of each page as it comes, count, and sum up; the exit status."""
    counts: Counter[str] = Counter()
    for added in found:
        kept = added.kept
        counts["unreadable" if kept is None else kept.state if kept.change == "new" else kept.change] += 1
        if listed and kept:
            print("\t".join((kept.change, kept.state, kept.key, visible(added.uri))), flush=True)
        if kept is None or (kept.change != "known" and kept.why):
            tell(f"{added.uri}: {kept.state} ({kept.why})" if kept else added.problem)
    said = {"record": "records stored", "known": "known already", "read anew": "read anew", "refused": "refused"}
    tell(", ".join(f"{count} {said.get(what, what)}" for what, count in sorted(counts.items())) or "nothing to add")
    return 1 if counts["unreadable"] or counts["failed"] else 0
