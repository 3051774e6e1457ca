"""`mahdar link compare` and `mahdar authority`: whether two names are one bearer's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import typer
from msgspec import Struct

from mahdar.errors import Unreadable
from mahdar.faces.options import ArchiveOption, JsonOption, opened, settings_of_environment
from mahdar.faces.output import STANDARD
from mahdar.faces.run import tell
from mahdar.faces.tables import visible
from mahdar.link.named import Judged, Named
from mahdar.link.names import compare
from mahdar.linking.entries import import_authority

Kind = Literal["person", "organization", "place"]
LONGEST_LINE = 100_000

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class Context(Struct, frozen=True):
    """What is told of a name beside it."""

    role: str | None = None
    country: str | None = None


class Pair(Struct, frozen=True, kw_only=True):
    """A line of --pairs: two names, their kind, and what is told of each, in words or as role and country."""

    a: str
    b: str
    kind: Kind = "person"
    context_a: Context | str | None = None
    context_b: Context | str | None = None


NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A name, in Arabic or Latin letters.")]
Role = Annotated[str, typer.Option(metavar="WORDS", help="What is told of that one: وزير الخارجية.")]
Country = Annotated[str, typer.Option(metavar="COUNTRY", help="Its country, a code or words: JOR, الأردن.")]


def compare_names(  # noqa: PLR0913, PLR0917 (two names, and what is told of each)
    a: NameArgument = "",
    b: NameArgument = "",
    kind: Annotated[Kind, typer.Option("--kind", "-k", help="What the two are.")] = "person",
    role_a: Role = "",
    country_a: Country = "",
    role_b: Role = "",
    country_b: Country = "",
    pairs: Annotated[
        str,
        typer.Option(metavar="FILE", help="Judge each line of a file: a, b, kind, context_a, context_b in JSON."),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Whether two names are one person's, organisation's or place's: same, different or unsure, how likely, and why.

    \b
    Examples:
      mahdar link compare نتنياهو نتانياهو
      mahdar link compare 'وزارة الدفاع' 'وزارة الدفاع' --kind organization --country-a IRQ --country-b SYR
      mahdar link compare --pairs pairs.jsonl > judged.jsonl
    """
    if pairs:
        raise typer.Exit(_compare_all(pairs))
    if not a or not b:
        raise typer.BadParameter("give two names, or --pairs FILE.")
    one = Pair(a=a, b=b, kind=kind, context_a=Context(role_a, country_a), context_b=Context(role_b, country_b))
    judged = compared(one)
    if as_json:
        print(msgspec.json.encode(judged).decode())
    else:
        print(visible(f"{judged.verdict} ({judged.score:.2f}): {judged.why}"))


def compared(pair: Pair) -> Judged:
    """The judgement on a pair."""
    return compare(_named(pair.a, pair.kind, pair.context_a), _named(pair.b, pair.kind, pair.context_b))


def _named(name: str, kind: Kind, context: Context | str | None) -> Named:
    if isinstance(context, str):
        context = Context(role=context)
    role, country = (context.role, context.country) if context else (None, None)
    return Named(name=name, kind=kind, roles=(role,) if role else (), countries=(country,) if country else ())


def _compare_all(path: str) -> int:
    """Print a judgement for each line of a file; 1 where one of them cannot be judged."""
    status = 0
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            pair = msgspec.json.decode(line, type=Pair)
        except (msgspec.DecodeError, RecursionError) as wrong:
            tell(f"{path}, line {number}: {wrong}")
            status = 1
            continue
        told: dict[str, Any] = {"a": pair.a, "b": pair.b, "kind": pair.kind, **msgspec.structs.asdict(compared(pair))}
        print(msgspec.json.encode(told).decode())
    return status


def _lines(path: str) -> Iterator[bytes]:
    try:
        with sys.stdin.buffer if path == STANDARD else open(path, "rb") as lines:
            while line := lines.readline(LONGEST_LINE):
                yield line
    except OSError as problem:
        raise Unreadable(path, f"{problem.strerror}; name a file of JSON Lines, or -.") from None


@app.command("import")
def _import(
    path: Annotated[str, typer.Argument(metavar="FILE", help="A Wikidata JSON dump or excerpt, FollowTheMoney, CSV.")],
    archive: ArchiveOption = "",
) -> None:
    """Take people, organisations and places from a file; later runs of `mahdar link` join the archive's to them.

    A Wikidata JSON dump or an excerpt of it (.gz and .bz2 too), FollowTheMoney JSON Lines, or a CSV file with the
    columns id, kind, name and, where known, aliases (separated by ;), country and role. Import before the first
    `mahdar link`, or run it with --anew.

    \b
    Examples:
      mahdar authority import people.csv --archive minutes
      mahdar authority import wikidata-excerpt.json.gz --archive minutes
    """
    entries = problems = 0
    with opened(archive, settings_of_environment()) as store:
        for done in import_authority(store, Path(path)):
            entries = done.entries
            problems += len(done.problems)
            for problem in done.problems:
                tell(f"{path}, line {problem.line}: {problem.why}")
    tell(f"{entries} entries taken" + (f", {problems} lines gave none" if problems else ""))
    raise typer.Exit(1 if problems and not entries else 0)


@app.callback()
def _authority() -> None:
    """Files that say who is who, such as Wikidata's."""
