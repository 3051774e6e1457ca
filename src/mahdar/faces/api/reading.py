"""Pages for people: a search box with what it finds, and an article. They work without scripts and have none."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader
from litestar import MediaType, Response, get
from litestar.params import FromQuery

from mahdar.errors import MahdarError
from mahdar.faces.api.asked import Asked, Key, Offset
from mahdar.faces.api.problems import status_of
from mahdar.faces.api.problems import told as what_to_say
from mahdar.model import Span
from mahdar.query.overview import find_stats
from mahdar.query.search import search

HITS = 20

_CSS = (files(__package__) / "pages" / "first.css").read_text("utf-8")
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_CSS.encode()).digest()).decode()}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@get("/", media_type=MediaType.HTML, include_in_schema=False, sync_to_thread=True)
def first_page(archive: Asked, q: FromQuery[str] = "", offset: Offset = 0) -> Response[str]:
    """The search box, and what was found for `q`; what is wrong with it stands on the page too."""
    told: dict[str, Any] = {"q": q}
    status = 200
    try:
        with archive.view() as view:
            if q.strip():
                told |= _found(search(view, q, "newest", HITS, offset), offset)
            else:
                told["articles"] = find_stats(view).articles
    except MahdarError as wrong:
        status, told["wrong"] = int(status_of(wrong)), what_to_say(wrong)
    return _page("first.html", status, **told)


@get("/articles/{key:str}", media_type=MediaType.HTML, include_in_schema=False, sync_to_thread=True)
def article_page(archive: Asked, key: Key) -> Response[str]:
    """An article to be read, in its own words."""
    with archive.view() as view:
        return _page("article.html", record=view.record(key))


def pieces(words: str, start: int, marks: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """`words`, which begin at the offset `start`, in pieces, and whether each is marked."""
    at = 0
    for first, last in marks:
        yield words[at : first - start], False
        yield words[first - start : last - start], True
        at = last - start
    yield words[at:], False


def _found(hits: Any, offset: int) -> dict[str, Any]:
    after = offset + HITS
    return {
        "hits": hits,
        "before": max(0, offset - HITS) if offset else None,
        "after": after if after < hits.total else None,
    }


def _page(name: str, status: int = 200, **told: Any) -> Response[str]:
    text = _PAGES.get_template(name).render(css=_CSS, **told)
    return Response(text, media_type=MediaType.HTML, status_code=status, headers={"Content-Security-Policy": _POLICY})


_PAGES = Environment(
    loader=PackageLoader("mahdar.faces.api", "pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_PAGES.filters["pieces"] = pieces

READING = (first_page, article_page)
