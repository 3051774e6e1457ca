"""Each watch looks at what came behind the last article that it knows."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import exists, insert, select, update

from mahdar.errors import BadQuery
from mahdar.query.search import matching
from mahdar.sources.origin import utc
from mahdar.store import Store, View, Writer
from mahdar.store.schema import matches, pages
from mahdar.store.schema import watches as table
from mahdar.store.writer import now
from mahdar.watching.saved import last_article

CLOCKS_DIFFER = timedelta(days=1)
"""A page counts as new to a watch that was saved up to so long after it came: machines that share an archive may have
clocks that differ, and telling a page of yesterday is better than losing one of today."""
_AT_A_TIME = 400


class _Look(Struct, frozen=True):
    """What a watch found behind `reached`, up to `last`."""

    watch: int
    query: str
    since: str  # pages that came earlier are old to it, even where they are read anew
    reached: int
    last: int
    pages: list[int]


def match(store: Store) -> int:
    """Have every watch look at the articles behind those that it has seen; how many matches that gave. A page matches
    a watch once, however often it is read anew. Searching holds up no writer; what was found is kept in one
    transaction, in which a watch that another run has moved on meanwhile is passed over."""
    with store.view() as view:
        looks = _looks(view)
    if not looks:
        return 0
    with store.writer() as writer, writer.transaction():
        return sum(_keep(writer, look) for look in looks)


def _looks(view: View) -> list[_Look]:
    last = int(view.value(last_article()) or 0)
    columns = (table.c.id, table.c.query, table.c.at, table.c.reached)
    looks = []
    for number, query, at, reached in view.rows(select(*columns).where(table.c.reached < last)):
        try:
            found = matching(view, query, reached)
        except BadQuery:  # taken by an earlier version; `watches` tells of it
            continue
        # From the first article on, a watch was asked to look at all there is.
        since = utc(datetime.fromisoformat(at) - CLOCKS_DIFFER) if reached else ""
        looks.append(_Look(number, query, since, reached, last, [page for _, page in found]))
    return looks


def _keep(writer: Writer, look: _Look) -> int:
    mine = update(table).where(table.c.id == look.watch, table.c.query == look.query, table.c.reached == look.reached)
    if not writer.execute(mine.values(reached=look.last)).rowcount:
        return 0
    some = (look.pages[at : at + _AT_A_TIME] for at in range(0, len(look.pages), _AT_A_TIME))
    return sum(_keep_some(writer, look, each) for each in some)


def _keep_some(writer: Writer, look: _Look, found: list[int]) -> int:
    """Keep those of the pages that are still there, and are new to the watch."""
    known = exists().where(matches.c.watch == look.watch, matches.c.page == pages.c.id)
    here = pages.c.id.in_(found) & (pages.c.state == "record") & (pages.c.added >= look.since)
    new = writer.execute(select(pages.c.id).where(here, ~known)).scalars().all()
    if new:
        at = now()
        writer.execute(insert(matches).values([{"watch": look.watch, "page": page, "at": at} for page in new]))
    return len(new)
