"""One article: its record, the page as it was received, and how to cite it."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated

from litestar import MediaType, Response, get
from litestar.params import FromQuery, QueryParameter

from mahdar.faces.api.asked import Asked, Key
from mahdar.faces.api.problems import may_be
from mahdar.faces.api.safety import NOTHING
from mahdar.faces.cite import Style, cite
from mahdar.model import Record

Part = Annotated[
    str | None, QueryParameter(max_length=20, description="v3, an event; s2, a statement; r1, a reference.")
]

_FOUND = may_be(304, 404)


@get("/articles/{key:str}", responses=_FOUND, sync_to_thread=True)
def get_article(archive: Asked, key: Key) -> Record:
    """The record of an article: everything that was read from it."""
    with archive.view() as view:
        return view.record(key)


@get("/articles/{key:str}/page", responses=_FOUND, media_type="application/octet-stream", sync_to_thread=True)
def get_page(archive: Asked, key: Key) -> Response[bytes]:
    """The page's bytes as they were received, to be saved and never shown: they are somebody else's."""
    with archive.view() as view:
        data = view.page(key).data
    digest = sha256(data).digest()
    return Response(
        data,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{digest.hex()[:16]}.page"',
            "Content-Security-Policy": f"{NOTHING}; sandbox",
            "Repr-Digest": f"sha-256=:{b64encode(digest).decode()}:",
        },
    )


@get("/articles/{key:str}/cite", responses=_FOUND, media_type=MediaType.TEXT, sync_to_thread=True)
def get_citation(archive: Asked, key: Key, part: Part = None, style: FromQuery[Style] = "text") -> str:
    """A citation of the article or of one of its parts, as a line of text, BibTeX or CSL-JSON."""
    with archive.view() as view:
        record = view.record(key)
    return cite(record, part, style, datetime.now(UTC).date().isoformat())


ARTICLES = (get_article, get_page, get_citation)
