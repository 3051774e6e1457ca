"""Questions about many articles at a time."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import get
from litestar.params import FromQuery, QueryParameter

from mahdar.faces.api.asked import Asked, Limit, Offset, Query
from mahdar.faces.api.problems import may_be
from mahdar.query.facts import LEDGER, MEETINGS, Acts, Sayings, find_events, find_statements
from mahdar.query.overview import (
    Network,
    Period,
    Spot,
    Stats,
    Timeline,
    find_network,
    find_places,
    find_stats,
    find_timeline,
)
from mahdar.query.people import Spelling, Who, find_who, suggest
from mahdar.query.search import Facets, Hits, Order, facets, search

Kind = Literal["person", "organization", "place"]
Name = Annotated[str, QueryParameter(min_length=1, max_length=200, description="One or more words of a name.")]

_ASKED = may_be(304)


Look = Annotated[int, QueryParameter(ge=1, le=500, description="Of so many of the newest articles, the roles.")]


@get("/search", responses=_ASKED, sync_to_thread=True)
def get_search(
    archive: Asked, q: Query = "", order: FromQuery[Order] = "newest", limit: Limit = 20, offset: Offset = 0
) -> Hits:
    """Articles that a query finds, with the words that were found."""
    with archive.view() as view:
        return search(view, q, order, limit, offset)


@get("/facets", responses=_ASKED, sync_to_thread=True)
def get_facets(archive: Asked, q: Query = "") -> Facets:
    """What the articles found are about, where they stand, when they were published."""
    with archive.view() as view:
        return facets(view, q)


@get("/events", responses=_ASKED, sync_to_thread=True)
def get_events(archive: Asked, q: Query = "", limit: Limit = 20, offset: Offset = 0) -> Acts:
    """Events that a query finds, each with its words and its page."""
    with archive.view() as view:
        return find_events(view, q, (), limit, offset)


@get("/meetings", responses=_ASKED, sync_to_thread=True)
def get_meetings(archive: Asked, q: Query = "", limit: Limit = 20, offset: Offset = 0) -> Acts:
    """Who met whom."""
    with archive.view() as view:
        return find_events(view, q, MEETINGS, limit, offset)


@get("/ledger", responses=_ASKED, sync_to_thread=True)
def get_ledger(archive: Asked, q: Query = "", limit: Limit = 20, offset: Offset = 0) -> Acts:
    """Who asks whom for what, and who promised what."""
    with archive.view() as view:
        return find_events(view, q, LEDGER, limit, offset)


@get("/statements", responses=_ASKED, sync_to_thread=True)
def get_statements(archive: Asked, q: Query = "", limit: Limit = 20, offset: Offset = 0) -> Sayings:
    """Who said what."""
    with archive.view() as view:
        return find_statements(view, q, limit, offset)


@get("/who", responses=may_be(304, 404), sync_to_thread=True)
def get_who(archive: Asked, name: Name, kind: FromQuery[Kind | None] = None, limit: Limit = 10, look: Look = 50) -> Who:
    """Everything about those who are called so: roles, meetings, what they said, asked, promised, did and suffered."""
    with archive.view() as view:
        return find_who(view, name, kind, limit, look)


@get("/suggest", responses=_ASKED, sync_to_thread=True)
def get_suggestions(archive: Asked, beginning: Name, limit: Limit = 10) -> tuple[Spelling, ...]:
    """Names with a word that begins so."""
    with archive.view() as view:
        return suggest(view, beginning, limit)


@get("/timeline", responses=_ASKED, sync_to_thread=True)
def get_timeline(archive: Asked, q: Query = "", by: FromQuery[Period] = "month") -> Timeline:
    """Articles and events by day, month or year of publication."""
    with archive.view() as view:
        return find_timeline(view, q, by)


@get("/network", responses=_ASKED, sync_to_thread=True)
def get_network(archive: Asked, q: Query = "", limit: Limit = 200) -> Network:
    """Who met, asked, accused, attacked whom."""
    with archive.view() as view:
        return find_network(view, q, limit)


@get("/places", responses=_ASKED, sync_to_thread=True)
def get_places(archive: Asked, q: Query = "", limit: Limit = 200) -> tuple[Spot, ...]:
    """Places that the articles found name."""
    with archive.view() as view:
        return find_places(view, q, limit)


@get("/stats", responses=_ASKED, sync_to_thread=True)
def get_stats(archive: Asked) -> Stats:
    """What the archive holds."""
    with archive.view() as view:
        return find_stats(view)


QUESTIONS = (
    get_search,
    get_facets,
    get_events,
    get_meetings,
    get_ledger,
    get_statements,
    get_who,
    get_suggestions,
    get_timeline,
    get_network,
    get_places,
    get_stats,
)
