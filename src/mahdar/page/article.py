"""Page -> Article: the furniture told from the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mahdar.model import Article, Page, Published, Reason

if TYPE_CHECKING:
    from mahdar.tools import Tools


def read_article(page: Page, tools: Tools) -> Article | Reason:
    """The article on `page`, or why there is none."""
    if page.given and page.given.text is not None:
        return Article(title=page.given.title, text=page.given.text, outlet=page.given.outlet,
                       published=Published(value=page.given.published, basis="given" if page.given.published else None))
    return Reason("body", "not built yet")
