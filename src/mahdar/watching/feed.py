"""A watch as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from urllib.parse import quote
from xml.etree import ElementTree as Xml

from mahdar.store import View
from mahdar.watching.items import Item, digest, newest, one_line
from mahdar.watching.mail import published
from mahdar.watching.saved import find_watch

ENTRIES = 100
_ATOM = "http://www.w3.org/2005/Atom"
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SAFE = "/:?#[]@!$&'()*+,;=%~"

Xml.register_namespace("", _ATOM)


def atom(view: View, name: str, address: str, desk: str = "") -> bytes:
    """The latest matches of the watch of this name, as the feed that stands at `address`, with links to the desk at
    `desk`; NotFound where there is no such watch. An entry's id is its page's digest, and `updated` the moment of the
    match, so both stay as they are."""
    watch = find_watch(view, name)
    items = [found.item for found in newest(view, watch, ENTRIES, desk)]
    feed = Xml.Element(_tag("feed"))
    _add(feed, "id", f"urn:sha256:{digest(watch.name, watch.at)}")
    _add(feed, "title", one_line(watch.name))
    _add(feed, "subtitle", one_line(watch.query))
    _add(feed, "updated", max([watch.at, *(item.matched for item in items)]))
    _link(feed, "self", address)
    _add(Xml.SubElement(feed, _tag("author")), "name", "Mahdar")
    for item in items:
        _entry(feed, item)
    written: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: Xml.Element, item: Item) -> None:
    entry = Xml.SubElement(feed, _tag("entry"))
    _add(entry, "id", f"urn:sha256:{item.sha256}")
    _add(entry, "title", one_line(item.title or item.id))
    _add(entry, "updated", item.matched)
    if outlet := one_line(item.outlet or ""):
        _add(Xml.SubElement(entry, _tag("author")), "name", outlet)
    page = item.uri if _WEB.match(item.uri) else None
    if at_desk_or_page := item.url or page:
        _link(entry, "alternate", at_desk_or_page)
    if page and item.url:
        _link(entry, "via", page)
    _add(entry, "content", " … ".join([published(item), *(one_line(passage.words) for passage in item.passages)]))


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, _tag(name)).text = text


def _link(parent: Xml.Element, relation: str, address: str) -> None:
    Xml.SubElement(parent, _tag("link"), rel=relation, href=quote(address, safe=_SAFE, errors="replace"))


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"
