"""An HTML page's title and its outlet's name, from what it shows and what its metadata says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mahdar.arabic import arabic_share, key
from mahdar.page.lines import Line
from mahdar.page.metadata import Metadata

if TYPE_CHECKING:
    from mahdar.tools.furniture import Furniture

_SIDES = re.compile(r"\s+[-–—»«:]+\s+|\s*[|]\s*")
_TITLE_WORDS = 3
_SUFFIX_WORDS = 3  # of a last part that is an outlet's or a section's name


def find_title(lines: list[Line], metadata: Metadata, furniture: Furniture) -> str | None:
    """The title as the page shows it, else as its metadata says it without the outlet's name."""
    said = [short for title in metadata.titles if (short := without_outlet(title, metadata, furniture))]
    keys = [key(title) for title in said]
    heads = [line.text for line in lines if line.tag == "title" and len(line.text.split()) >= 2]
    for head in heads:
        own = key(head)
        if any(own in other or other in own for other in keys):
            return head
    for line in lines:
        if line.tag != "item" and len(line.text) < 300 and key(line.text) in keys:
            return line.text
    long = (head for head in heads if len(head.split()) >= _TITLE_WORDS)
    own_words = (head for head in long if not furniture.entry(head) and not furniture.outlet(head))
    return next(own_words, None) or next(iter(said), None)


def without_outlet(title: str, metadata: Metadata, furniture: Furniture) -> str:
    """`title` without the outlet's name before or after it: "… - اليوم السابع", "المدينة نيوز - …"."""
    parts = [part for part in _SIDES.split(title.strip()) if part]
    own = {key(name) for name in (metadata.site, metadata.publisher) if name}
    kept = [p for p in parts if not furniture.outlet(p) and key(p) not in own and (arabic_share(p) or len(parts) == 1)]
    if len(kept) > 1 and len(kept[-1].split()) <= _SUFFIX_WORDS < len(kept[0].split()) and kept[-1] == parts[-1]:
        kept.pop()
    if not kept:
        return title.strip()
    start = title.index(kept[0])
    return title[start : title.rindex(kept[-1]) + len(kept[-1])].strip()


def find_outlet_name(metadata: Metadata, urls: tuple[str, ...], furniture: Furniture) -> str | None:
    """The outlet by its address, by the name it gives itself, or by the end of the page's title."""
    for url in urls:
        host = urlsplit_host(url)
        if host and (known := furniture.outlet_at(host)):
            return known
    names = [name for name in (metadata.site, metadata.publisher) if name and "://" not in name and "." not in name]
    ends = [part for title in metadata.titles for part in _SIDES.split(title)]
    known_name = next((known for name in (*names, *ends) if (known := furniture.outlet(name))), None)
    return known_name or next(iter(names), None)


def find_writer(metadata: Metadata, furniture: Furniture) -> str | None:
    """The writer whom the metadata names, in Arabic and not the outlet itself."""
    author = metadata.author or ""
    outlet = {key(name) for name in (metadata.site, metadata.publisher) if name}
    named = arabic_share(author) and len(author) <= 80 and key(author) not in outlet and not furniture.outlet(author)
    return author if named else None


def urlsplit_host(url: str) -> str:
    """The host of `url`, "" where it has none or is no address."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
