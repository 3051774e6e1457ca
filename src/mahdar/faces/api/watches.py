"""Watches, and the feeds of what they found: everybody reads them, who has a token writes them."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from litestar import Controller, Request, Response, delete, get, post
from litestar.exceptions import NotFoundException
from litestar.params import JSONBody, PathParameter
from msgspec import Struct

from mahdar.faces.api.asked import NO_NUL, Asked
from mahdar.faces.api.owners import WRITING, Owned
from mahdar.faces.api.problems import may_be, too_deep
from mahdar.watching import Wanted, Watch, add_watch, atom, remove_watch, watches

ATOM = "application/atom+xml"
_ENDING = ".atom"

Name = Annotated[str, PathParameter(pattern=NO_NUL, description="The watch's name.")]
Feed = Annotated[str, PathParameter(description="The watch's name, and .atom behind it.")]


class NewWatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A search to be saved; with `from_start` it begins with all that the archive holds."""

    name: str
    query: str
    webhook: str | None = None
    email: str | None = None
    from_start: bool = False


class SavedSearch(Struct, frozen=True, kw_only=True):
    """A watch as everybody may see it: whom it tells is its owner's business."""

    id: int
    name: str
    query: str
    by: str
    at: str
    matched: int
    problem: str


class Watches(Controller):
    """Saved searches."""

    path = "/watches"
    exception_handlers = {RecursionError: too_deep}  # noqa: RUF012

    @get(responses=may_be(304), sync_to_thread=True)
    def get_watches(self, archive: Asked) -> tuple[SavedSearch, ...]:
        """Saved searches, by name."""
        with archive.view() as view:
            found = watches(view)
        shown = SavedSearch.__struct_fields__
        return tuple(SavedSearch(**{name: getattr(watch, name) for name in shown}) for watch in found)

    @post(responses=may_be(401, 413, 422), **WRITING)
    def post_watch(self, archive: Asked, data: JSONBody[NewWatch], request: Owned) -> Watch:
        """Save a search."""
        wanted = {name: getattr(data, name) for name in NewWatch.__struct_fields__}
        return add_watch(archive.store, Wanted(by=request.user, **wanted), archive.settings)

    @delete("/{name:path}", responses=may_be(401, 404), **WRITING)
    def delete_watch(self, archive: Asked, name: Name) -> None:
        """Forget a watch and what it has found."""
        remove_watch(archive.store, name.removeprefix("/"))


@get("/feeds/{feed:path}", responses=may_be(304, 404), media_type=ATOM, sync_to_thread=True)
def get_feed(archive: Asked, feed: Feed, request: Request[Any, Any, Any]) -> Response[bytes]:
    """The newest matches of a watch as an Atom feed."""
    name = feed.removeprefix("/")
    if not name.endswith(_ENDING):
        raise NotFoundException
    desk = archive.settings.public_url or str(request.base_url).rstrip("/")
    with archive.view() as view:
        found = atom(view, name.removesuffix(_ENDING), f"{desk}/feeds/{quote(name, safe='')}", desk)
    return Response(found, media_type=ATOM)
