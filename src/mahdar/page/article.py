"""Page -> Article: the furniture told from the body, the day of publication from the page's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from mahdar.model import Article, Given, Page, Reason
from mahdar.page.body import Parts, take_apart
from mahdar.page.decode import decode
from mahdar.page.html import html_lines, is_html, parse
from mahdar.page.language import find_foreign
from mahdar.page.lines import text_lines
from mahdar.page.metadata import Metadata, find_metadata
from mahdar.page.published import Shown, find_published
from mahdar.page.sites import find_site
from mahdar.page.sorting import letters
from mahdar.page.titles import find_outlet_name, find_title, find_writer

if TYPE_CHECKING:
    from mahdar.tools import Tools
    from mahdar.tools.furniture import Furniture

LARGEST_PAGE = 30_000_000  # bytes
LONGEST_TEXT = 2_000_000  # letters of a page that came as text; a long newspaper article has 60,000
MOST_LINES = 20_000  # of a page; the fullest front pages have 3,000
LONGEST_BODY = 300_000
SHORTEST_BODY = 60
"""Letters. A flash of one sentence has 60 to 120; what is shorter is a caption or a menu."""
_THIN = 250  # letters: where the article's place holds fewer, the whole page is read
_HEADLINES = 8  # of other news; with a thin body the page is a list
_SAMPLE = 200  # lines of a page without body, to tell its language


def read_article(page: Page, tools: Tools) -> Article | Reason:
    """The article on `page`, or why there is none."""
    given = page.given or Given()
    if given.text is not None:
        return _given_article(given, given.text, page.fetched, tools)
    # 1. Bytes -> text.
    if len(page.data) > LARGEST_PAGE:
        return Reason("body", f"larger than {LARGEST_PAGE:,} bytes: no news page")
    decoded = decode(page.data, page.charset, page.media_type)
    if isinstance(decoded, Reason):
        return decoded
    text, charset = decoded
    # 2. Text -> lines -> title, paragraphs, furniture, days shown.
    taken = (
        _take_html(text, page, tools.furniture) if is_html(text, page.media_type) else _take_text(text, tools.furniture)
    )
    if isinstance(taken, Reason):
        return taken
    parts, metadata = taken
    body = "\n".join(parts.paragraphs)
    if len(body) > LONGEST_BODY:
        return Reason("body", f"{len(body):,} letters of text: no single article")
    if foreign := find_foreign(body, tools.furniture):
        return foreign
    # 3. When it was published, and every other day of the page.
    urls = tuple(url for url in (given.url, page.uri, *metadata.urls) if url and "://" in url)
    published, dates = find_published(
        Shown(
            given=given.published,
            fetched=page.fetched or given.fetched,
            metadata=metadata,
            urls=urls,
            seen=parts.seen,
            text=body,
        )
    )
    return Article(
        title=given.title or parts.title,
        text=body,
        byline=given.byline or parts.byline or find_writer(metadata, tools.furniture),
        outlet=given.outlet or find_outlet_name(metadata, urls, tools.furniture) or parts.outlet,
        published=published,
        dates=dates,
        dropped=parts.dropped,
        charset=charset,
    )


def _given_article(given: Given, text: str, fetched: str | None, tools: Tools) -> Article | Reason:
    """The article that a JSON Lines input gives: its text untouched and never too short."""
    if not text.strip():
        return Reason("body", "the text is empty")
    if foreign := find_foreign(text, tools.furniture):
        return foreign
    shown = Shown(given=given.published, fetched=fetched or given.fetched, text=text)
    published, dates = find_published(shown)
    return Article(
        title=given.title, text=text, byline=given.byline, outlet=given.outlet, published=published, dates=dates
    )


def _take_text(text: str, furniture: Furniture) -> tuple[Parts, Metadata] | Reason:
    if len(text) > LONGEST_TEXT:
        return Reason("body", f"{len(text):,} letters of text: no news page")
    lines = text_lines(text)
    if len(lines) > MOST_LINES:
        return Reason("body", f"{len(lines):,} lines: no news page")
    parts = take_apart(lines, None, furniture)
    return _refuse(parts, text[:20_000], furniture) or (parts, Metadata())


def _take_html(text: str, page: Page, furniture: Furniture) -> tuple[Parts, Metadata] | Reason:
    tree = parse(text)
    if isinstance(tree, Reason):
        return tree
    metadata = find_metadata(text)
    site = find_site((page.uri, *metadata.urls))
    lines = html_lines(tree, site.body if site else ())
    if len(lines) > MOST_LINES:
        return Reason("body", f"{len(lines):,} lines: no news page")
    title = find_title(lines, metadata, furniture)
    parts = take_apart(lines, title, furniture)
    if _size(parts) < _THIN:
        whole = [line if line.main else msgspec.structs.replace(line, main=True) for line in lines]
        second = take_apart(whole, title, furniture)
        parts = second if _size(parts) < SHORTEST_BODY or _size(second) > 2 * _size(parts) else parts
    return _refuse(parts, "\n".join(line.text for line in lines[:_SAMPLE]), furniture) or (parts, metadata)


def _refuse(parts: Parts, page_text: str, furniture: Furniture) -> Reason | None:
    """Why the page's text is no article: not Arabic, a list of headlines, or hardly any text."""
    size = _size(parts)
    if size >= _THIN or (size >= SHORTEST_BODY and parts.headlines < _HEADLINES):
        return None
    if foreign := find_foreign(page_text, furniture):
        return foreign
    if parts.headlines >= _HEADLINES:
        return Reason("body", f"a list of {parts.headlines} headlines with {size} letters of running text")
    return Reason("body", f"only {size} letters of running text")


def _size(parts: Parts) -> int:
    return sum(map(letters, parts.paragraphs))
