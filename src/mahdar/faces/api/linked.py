"""Questions across documents: stories, copies, and what came of asks and promises."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from litestar import get
from litestar.params import FromQuery, QueryParameter

from mahdar.faces.api.asked import Asked, Key, Limit, Offset, Query
from mahdar.faces.api.problems import may_be
from mahdar.query.duties import Ledger, Standing, find_ledger
from mahdar.query.stories import Copy, Headlines, Told, find_copies, find_stories, find_story

Day = Annotated[
    str | None,
    QueryParameter(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="As it stood on this day; today, unless said."),
]

_FOUND = may_be(304, 404)


@get("/stories", responses=may_be(304), sync_to_thread=True)
def get_stories(archive: Asked, q: Query = "", limit: Limit = 20, offset: Offset = 0) -> Headlines:
    """Stories of two articles or more that have one that the query finds."""
    with archive.view() as view:
        return find_stories(view, q, limit, offset)


@get("/articles/{key:str}/story", responses=_FOUND, sync_to_thread=True)
def get_story(archive: Asked, key: Key) -> Told:
    """The story that an article is in: who reports it, what happened, where the reports differ."""
    with archive.view() as view:
        return find_story(view, key)


@get("/articles/{key:str}/copies", responses=_FOUND, sync_to_thread=True)
def get_copies(archive: Asked, key: Key) -> tuple[Copy, ...]:
    """The copies of an article, with what was changed."""
    with archive.view() as view:
        return find_copies(view, key)


@get("/duties", responses=may_be(304), sync_to_thread=True)
def get_duties(
    archive: Asked,
    q: Query = "",
    stands: FromQuery[Standing | None] = None,
    today: Day = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Ledger:
    """Asks and promises with what came of each, as it stands today or on another day."""
    day = today or datetime.now(UTC).date().isoformat()
    with archive.view() as view:
        return find_ledger(view, q, day, (stands,) if stands else (), limit, offset)


LINKED = (get_stories, get_story, get_copies, get_duties)
