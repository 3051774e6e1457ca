"""What an HTML page says of itself: meta elements, JSON-LD, addresses, marked-up times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import unquote

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

MetaRole = Literal["published", "updated"]

_LARGEST_SCRIPT = 500_000  # letters of a JSON-LD script
_MOST_NODES = 5_000  # of its tree
_LONGEST_VALUE = 300  # letters of a day or a title in an element
_PUBLISHED = frozenset(
    [
        "article:published_time",
        "og:article:published_time",
        "og:published_time",
        "published_time",
        "article:published",
        "datepublished",
        "publish_date",
        "publish-date",
        "publishdate",
        "published-date",
        "publication_date",
        "publication-date",
        "pubdate",
        "pub_date",
        "dc.date",
        "dc.date.issued",
        "dc.date.created",
        "dcterms.date",
        "dcterms.issued",
        "dcterms.created",
        "date",
        "parsely-pub-date",
        "sailthru.date",
        "article.published",
        "article_date_original",
        "article:post_date",
        "bt:pubdate",
        "cxenseparse:recs:publishtime",
        "citation_date",
        "citation_publication_date",
        "originalpublicationdate",
        "rnews:datepublished",
        "datecreated",
        "article.created",
        "article:created",
        "dc:date",
        "dc:created",
        "dcterms:created",
        "schema:datepublished",
        "schema:datecreated",
    ]
)
_UPDATED = frozenset(
    [
        "article:modified_time",
        "og:article:modified_time",
        "og:updated_time",
        "datemodified",
        "lastmod",
        "last-modified",
        "dc.date.modified",
        "dcterms.modified",
        "article.updated",
        "article:modified",
        "schema:datemodified",
        "dcterms:modified",
        "revised",
    ]
)
_TITLES = ("og:title", "twitter:title", "dc.title", "headline")
_ARTICLES = re.compile(r"Article|BlogPosting|Report|Posting$", re.I)
_MARKED = (
    "meta,title,link[rel=canonical],time[datetime],[itemprop=datePublished],[itemprop=dateCreated],[itemprop=dateModified],"
    "[itemprop=headline],[property~='dc:date'],[property~='schema:datePublished'],[property~='schema:dateCreated']"
)
_URL_DAYS = (
    re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/_.\-?#]|$)"),
    re.compile(r"/((?:19|20)\d\d)/[a-z][a-z_-]{2,30}/(\d{1,2})/(\d{1,2})/"),  # CNN: /2013/middle_east/8/3/
    re.compile(r"(?<![\d])((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)"),
    re.compile(r"(?<![\d])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
)


class Metadata(Struct, frozen=True, kw_only=True):
    """Titles, days and addresses, each list in the order of trust; `days` are the words as the page has them."""

    titles: tuple[str, ...] = ()
    days: tuple[tuple[MetaRole, str], ...] = ()
    times: tuple[str, ...] = ()  # <time datetime>, in page order
    urls: tuple[str, ...] = ()
    site: str | None = None
    publisher: str | None = None
    author: str | None = None


def find_metadata(page: str) -> Metadata:
    """What the page's metadata says. (Resiliparse needs 90 µs for each node that is looked at.)"""
    said: dict[str, list[str]] = {}
    tree = LexborHTMLParser(page)
    for node in tree.css(_MARKED):
        for name, value in _said(node):
            said.setdefault(name, []).append(value)
    for node in tree.css("script[type='application/ld+json']"):
        for name, value in _json_ld(node.text()):
            said.setdefault("ld:" + name, []).append(value)
    return Metadata(
        titles=tuple(value for name in (*_TITLES, "ld:headline", "title") for value in said.get(name, ())),
        days=tuple(_days(said)),
        times=tuple(said.get("time", ())),
        urls=tuple(value for name in ("canonical", "og:url") for value in said.get(name, ())),
        site=next(iter(said.get("og:site_name", ())), None),
        publisher=next(iter(said.get("ld:publisher", ())), None),
        author=next(iter(said.get("ld:author", said.get("author", ()))), None),
    )


def _said(node: LexborNode) -> Iterator[tuple[str, str]]:
    """(name in lower case, value) of one element: a meta's several names, the title, the canonical link."""
    held = node.attributes
    if node.tag == "title":
        yield "title", node.text().strip()
    elif node.tag == "link":
        yield "canonical", held.get("href") or ""
    else:
        if node.tag == "time" and held.get("datetime"):
            yield "time", held["datetime"] or ""
        value = (held.get("content") or held.get("datetime") or "").strip()
        shown = value or (node.text().strip()[:_LONGEST_VALUE] if node.tag != "meta" else "")
        names = " ".join(held.get(kind) or "" for kind in ("property", "name", "itemprop")).lower().split()
        for name in dict.fromkeys(names):
            if shown:
                yield name, shown


def _days(said: dict[str, list[str]]) -> Iterator[tuple[MetaRole, str]]:
    for value in (
        said.get("article:published_time", []) + said.get("ld:datePublished", []) + said.get("datepublished", [])
    ):
        yield "published", value
    for name, values in said.items():
        if name in _PUBLISHED or name == "ld:dateCreated":
            for value in values:
                yield "published", value
    for name, values in said.items():
        if name in _UPDATED or name == "ld:dateModified":
            for value in values:
                yield "updated", value


def _json_ld(script: str) -> Iterator[tuple[str, str]]:
    """What JSON-LD says of the article in it: the node whose type is an article, in a @graph or a list too."""
    if len(script) > _LARGEST_SCRIPT:
        return
    try:
        found = json.loads(script.strip().removesuffix(";"), strict=False)
    except (ValueError, RecursionError):
        return
    for node in _nodes(found):
        kinds = node.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLES.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            for name in ("headline", "datePublished", "dateCreated", "dateModified"):
                if isinstance(value := node.get(name), str) and value:
                    yield name, value
            for name in ("author", "publisher"):
                if named := _name(node.get(name)):
                    yield name, named
            return


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]
        elif isinstance(node, list):
            waiting += node


def _name(value: Any) -> str | None:
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() if isinstance(value, str) and value.strip() else None


def url_day(url: str) -> str | None:
    """The day in an address (/2015/07/21/, /20240505…), as YYYY-MM-DD whether or not the calendar has it, or None."""
    path = unquote(url.partition("://")[2].partition("/")[2].partition("?")[0])
    for pattern in _URL_DAYS:
        if found := pattern.search("/" + path):
            year, month, day = map(int, found.groups())
            return f"{year:04}-{month:02}-{day:02}"
    return None
