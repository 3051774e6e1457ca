"""RSS and Atom: a page for every item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from html import escape
from io import BytesIO
from typing import Any

import feedparser  # type: ignore[import-untyped]
from resiliparse.extract.html2text import extract_plain_text

from mahdar.errors import Unreadable
from mahdar.model import Given, Page
from mahdar.sources.lines import day
from mahdar.sources.origin import Origin, readable, whole

MOST_TAGS = 500_000
"""feedparser reads 30,000 tags a second; a feed of a hundred articles has a few thousand."""
LONGEST_NAME = 200
"""Letters of a feed's name, which every item of it bears."""
_TAG = re.compile(r"<[a-zA-Z/!]|&\w+;|&#")


def read_feed(data: bytes, origin: Origin) -> Iterator[Page | Unreadable]:
    """A Page for every item: HTML where the feed carries the whole article, else its summary as given text."""
    if data.count(b"<") > MOST_TAGS:
        yield origin.unreadable(f"a feed with more than {MOST_TAGS:,} tags")
        return
    declared = f"{origin.media_type or 'application/xml'}{f'; charset={origin.charset}' if origin.charset else ''}"
    headers = {"content-type": declared}
    found = feedparser.parse(BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not found.entries and found.bozo:
        reason = " ".join(str(found.get("bozo_exception", "")).split())
        yield origin.unreadable(f"the feed cannot be taken apart: {reason}")
    for number, item in enumerate(found.entries, 1):
        yield _item(item, f"{origin.uri}#{number}", _name(item.get("source")) or _name(found.feed), origin)


def _name(feed: Any) -> str:
    """What a feed calls itself, "" where it does not or at a length that is no name."""
    name = " ".join(_plain(_text(feed.get("title"))).split()) if isinstance(feed, dict) else ""
    return name if len(name) <= LONGEST_NAME else ""


def _item(item: Any, at: str, outlet: str, origin: Origin) -> Page | Unreadable:
    """The item's page. A whole article leaves its outlet's name to be told from its address first."""
    link, title = _text(item.get("link")), _plain(_text(item.get("title")))
    content = max((_text(each.get("value")) for each in item.get("content", ())), key=len, default="")
    summary = "" if content else _plain(_text(item.get("summary")))
    given = Given(
        title=title or None,
        url=link or None,
        byline=_text(item.get("author")) or None,
        published=_published(item),
        outlet=None if content else outlet or None,
        text=None if content else summary,
    )
    data = _document(title, outlet, content) if content else f"{title}\n{summary}".encode()
    if len(data) > origin.settings.max_page_bytes:
        return origin.page(data, "")
    media_type = "text/html" if content else "text/plain"
    uri = readable(link) if link else at
    return Page(uri=uri, data=data, media_type=media_type, charset="utf-8", fetched=origin.fetched, given=given)


def _text(value: object) -> str:
    return whole(value).strip() if isinstance(value, str) else ""


def _plain(markup: str) -> str:
    return extract_plain_text(markup, alt_texts=False).strip() if _TAG.search(markup) else markup


def _document(title: str, outlet: str, content: str) -> bytes:
    site = f'<meta property="og:site_name" content="{escape(outlet)}">' if outlet else ""
    head = f'<!DOCTYPE html>\n<html><head><meta charset="utf-8">{site}<title>{escape(title)}</title></head>'
    return f"{head}\n<body><article>\n<h1>{escape(title)}</h1>\n{content}\n</article></body></html>\n".encode()


def _published(item: Any) -> str | None:
    """The day as the feed writes it: an hour after midnight in Damascus is not the day before, as it is in UTC."""
    written = _text(item.get("published"))
    if found := day(written):
        return found
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, IndexError, OverflowError):
        parsed = item.get("published_parsed")
        return date(*parsed[:3]).isoformat() if parsed else None
