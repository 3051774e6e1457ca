"""Saved searches: what they look for, and whom they tell."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, case, delete, func, insert, or_, select

from mahdar.errors import BadQuery, BadWatch, NotFound
from mahdar.query.syntax import parse
from mahdar.settings import Settings
from mahdar.sources.guard import checked_addresses
from mahdar.sources.web import web_url
from mahdar.store import Store, View
from mahdar.store.rows import plain
from mahdar.store.schema import matches, meta
from mahdar.store.schema import watches as table
from mahdar.store.writer import now

MOST_WATCHES = 500
"""Each of them asks one question for every 64 pages that come in, of about 2.5 ms."""
LONGEST_NAME = 100
LONGEST_ADDRESS = 2_000

# One address without comments, quotes or lists: what every mail server takes, and no second header.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")


class Wanted(Struct, frozen=True, kw_only=True):
    """A watch as it is asked for. With `from_start` it begins with all that the archive holds, else with what comes."""

    name: str
    query: str
    by: str
    webhook: str | None = None
    email: str | None = None
    from_start: bool = False


class Watch(Struct, frozen=True, kw_only=True):
    """A saved search. `matched` counts what it has found, `waiting` what it has still to tell; `problem` says what is
    wrong with a query that an earlier version took: such a watch looks at nothing until it is saved anew."""

    id: int
    name: str
    query: str
    webhook: str | None
    email: str | None
    by: str
    at: str
    reached: int
    matched: int
    waiting: int
    problem: str = ""


def add_watch(store: Store, wanted: Wanted, settings: Settings) -> Watch:
    """Save a search. BadWatch, BadQuery or Refused say what is wrong with its name, query or addresses."""
    name, by = _line(wanted.name, "name"), _line(wanted.by, "name of whose it is")
    query = plain(wanted.query.strip())
    if parse(query) is None:
        raise BadWatch(f"{name}: a watch needs something to look for; give it a query.")
    webhook = wanted.webhook and checked_webhook(wanted.webhook.strip(), settings)
    email = wanted.email and checked_email(wanted.email.strip())
    with store.writer() as writer, writer.transaction():
        if writer.execute(select(table.c.id).where(table.c.name == name)).scalar():
            raise BadWatch(f"{name}: a watch has this name already; take another, or remove that one first.")
        if writer.execute(select(func.count()).select_from(table)).scalar() >= MOST_WATCHES:
            raise BadWatch(f"{name}: an archive has {MOST_WATCHES} watches at most; remove one that nobody needs.")
        last = 0 if wanted.from_start else int(writer.execute(last_article()).scalar() or 0)
        row: dict[str, Any] = {"id": writer.next_id(table.c.id), "name": name, "query": query, "by": by}
        row |= {"webhook": webhook or None, "email": email or None, "at": now(), "reached": last}
        writer.execute(insert(table).values(row))
    return Watch(**row, matched=0, waiting=0)


def remove_watch(store: Store, name: str) -> None:
    """Forget a watch and what it has found; NotFound where there is none of this name."""
    with store.writer() as writer, writer.transaction():
        number = writer.execute(select(table.c.id).where(table.c.name == name)).scalar()
        if number is None:
            raise _missing(name)
        writer.execute(delete(matches).where(matches.c.watch == number))
        writer.execute(delete(table).where(table.c.id == number))


def watches(view: View) -> list[Watch]:
    """All watches, by name."""
    unsent = or_(
        table.c.webhook.is_not(None) & matches.c.webhook.is_(None),
        table.c.email.is_not(None) & matches.c.email.is_(None),
    )
    found = (
        select(
            table,
            func.count(matches.c.page).label("matched"),
            func.coalesce(func.sum(case((matches.c.page.is_not(None) & unsent, 1), else_=0)), 0).label("waiting"),
        )
        .join_from(table, matches, matches.c.watch == table.c.id, isouter=True)
        .group_by(table.c.id)
        .order_by(table.c.name)
    )
    return [Watch(**row._mapping, problem=_problem(row.query)) for row in view.rows(found)]


def find_watch(view: View, name: str) -> Watch:
    """The watch of this name; NotFound where there is none."""
    for watch in watches(view):
        if watch.name == name:
            return watch
    raise _missing(name)


def last_article() -> Select[tuple[str]]:
    """The question for the number of the article that was stored last."""
    return select(meta.c.value).where(meta.c.key == "last_article")


def checked_webhook(address: str, settings: Settings) -> str:
    """`address`, where something may be sent to it; Refused where not."""
    if len(address) > LONGEST_ADDRESS:
        raise BadWatch(f"the webhook's address is longer than {LONGEST_ADDRESS:,} signs; give a shorter one.")
    url = web_url(address)
    checked_addresses(address, url.raw_host.decode("ascii"), url.port or 0, settings.allow_private)
    return address


def checked_email(address: str) -> str:
    """`address`, where it is one plain e-mail address; BadWatch where not."""
    if not _EMAIL.fullmatch(address):
        raise BadWatch(f"{address!r} is no e-mail address; give one such as desk@news.example.")
    return address


def _line(text: str, what: str) -> str:
    """`text` as one line that can be shown."""
    text = text.strip()
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise BadWatch(f"a watch needs a {what}: one line of at most {LONGEST_NAME} signs, none of them hidden.")
    return text


def _missing(name: str) -> NotFound:
    return NotFound(f"{name}: no watch has this name; `mahdar watches list` shows them.")


def _problem(query: str) -> str:
    try:
        parse(query)
    except BadQuery as wrong:
        return str(wrong)
    return ""
