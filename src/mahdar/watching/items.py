"""What a watch tells of an article that it found."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Literal
from urllib.parse import quote

from msgspec import Struct
from sqlalchemy import Select, select, tuple_

from mahdar.query.nodes import Node
from mahdar.query.passages import Passage, passages
from mahdar.query.syntax import parse
from mahdar.store import View
from mahdar.store.rows import glance
from mahdar.store.schema import articles, matches, pages, records
from mahdar.watching.saved import Watch

ChannelName = Literal["webhook", "email"]

# Control signs, and those that turn the direction of what stands behind them.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Item(Struct, frozen=True, kw_only=True):
    """An article that a watch found: `uri` is where the page was, `url` where the desk shows it, if it is known;
    offsets in `passages` count into the record's text."""

    watch: str
    query: str
    id: str
    title: str | None
    outlet: str | None
    published: str | None
    not_after: str | None
    uri: str
    sha256: str
    url: str | None
    matched: str
    passages: tuple[Passage, ...]


class Found(Struct, frozen=True):
    """An item, and the number of its page."""

    page: int
    item: Item


def waiting(
    view: View, watch: Watch, channel: ChannelName, after: tuple[str, int], most: int, desk: str
) -> list[Found]:
    """What was not sent yet, the earliest match first; `after` is (when, page) of the last one looked at."""
    unsent = matches.c[channel].is_(None) & (tuple_(matches.c.at, matches.c.page) > tuple_(*after))
    return _found(view, watch, _of(watch).where(unsent).order_by(matches.c.at, matches.c.page).limit(most), desk)


def newest(view: View, watch: Watch, most: int, desk: str) -> list[Found]:
    """The latest matches, the last first."""
    return _found(view, watch, _of(watch).order_by(matches.c.at.desc(), matches.c.page.desc()).limit(most), desk)


def one_line(text: str) -> str:
    """`text` as one line, without signs that a reader cannot see but a screen would obey."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def digest(*parts: str) -> str:
    """The SHA-256 of `parts`, told apart."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _of(watch: Watch) -> Select[Any]:
    columns = (matches.c.page, matches.c.at, pages.c.sha256, pages.c.uri, records.c.record)
    joined = select(*columns).join_from(matches, pages, pages.c.id == matches.c.page)
    joined = joined.join(articles, articles.c.page == matches.c.page).join(records)
    return joined.where(matches.c.watch == watch.id)


def _found(view: View, watch: Watch, question: Select[Any], desk: str) -> list[Found]:
    node = None if watch.problem else parse(watch.query)
    return [Found(row.page, _item(watch, node, row, desk)) for row in view.rows(question)]


def _item(watch: Watch, node: Node | None, row: Any, desk: str) -> Item:
    record = glance(row.record)
    return Item(
        watch=watch.name,
        query=watch.query,
        id=record.id,
        title=record.title,
        outlet=record.outlet,
        published=record.published.value,
        not_after=record.published.not_after,
        uri=row.uri,
        sha256=row.sha256,
        url=f"{desk}/articles/{quote(record.id, safe='')}" if desk else None,
        matched=row.at,
        passages=passages(record.text, node),
    )
