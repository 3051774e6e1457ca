"""Options that several commands share, spelt and explained once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from mahdar.settings import Settings, load_settings
from mahdar.store import Store, View, open_store


class Reader(StrEnum):
    """What reads pages."""

    rules = "rules"
    model = "model"


def _known_reader(reader: Reader) -> Reader:
    if reader is Reader.model:
        raise typer.BadParameter("this version reads by rules alone; leave the option out or say --reader rules.")
    return reader


ReaderOption = Annotated[
    Reader, typer.Option("--reader", callback=_known_reader, help="What reads pages: rules (model is yet to come).")
]
ArchiveOption = Annotated[
    str,
    typer.Option(
        "--archive",
        "-a",
        metavar="DIR|URL",
        help="The archive: a folder or postgresql+psycopg://…; MAHDAR_ARCHIVE says it once for all.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON array instead of tables.")]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, max=200, metavar="N", help="How many to show.")]
QueryArgument = Annotated[str, typer.Argument(metavar="QUERY", help="See `mahdar find --help`; empty finds all.")]
OffsetOption = Annotated[int, typer.Option("--offset", min=0, metavar="N", help="How many to pass over first.")]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="How many processes read.")]


def settings_of_environment() -> Settings:
    """The settings that MAHDAR_* variables ask for."""
    return load_settings(os.environ)


def named(archive: str, settings: Settings) -> str:
    """The archive that --archive or the setting names; wrong usage where neither does."""
    if not (archive or settings.archive):
        raise typer.BadParameter("say which: --archive DIR, or set MAHDAR_ARCHIVE.", param_hint="--archive")
    return archive or settings.archive


@contextmanager
def opened(archive: str, settings: Settings, make: bool = False) -> Iterator[Store]:
    """The archive that --archive or the setting names, open."""
    with open_store(named(archive, settings), settings, make) as store:
        yield store


@contextmanager
def looked_at(archive: str) -> Iterator[View]:
    """The archive as it is now."""
    with opened(archive, settings_of_environment()) as store, store.view() as view:
        yield view
