"""HTML -> lines. The tree is walked by Resiliparse; nested tags without end are refused before it sees them."""

from __future__ import annotations

import html as entities
import re
from collections import Counter

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from mahdar.model import Reason
from mahdar.page.lines import Line, Tag

DEEPEST = 2_000
"""Nested elements. Real pages stay under 100; at 2,000 the parser takes .1 s, at 20,000 8 s, at 100,000 it dies."""

_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|div|article|p|table)\b[^<>]{0,2000}>", re.I
)
_ELEMENT = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_FOREIGN = re.compile(r"<(/?)(svg|math)\b", re.I)  # inside them void elements nest without end
_FLAT = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "optgroup",
        "dt",
        "dd",
        "colgroup",
        "rp",
        "rt",
        "body",
        "html",
        "head",
    ]
)  # void, or closed by the next of their kind: they nest only inside others, which are counted
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
_TAGS: dict[str, Tag] = {
    "h1": "title", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "p": "paragraph", "li": "item",
}  # fmt: skip
_BLOCK = re.compile(r"<(/?)(h[1-6]|p|li)>")
_EMPTY = " \t\xa0\u200b\ufeff"


def is_html(text: str, media_type: str) -> bool:
    """True where the page is HTML by its declared type or by its first tags."""
    return "html" in media_type or bool(_LOOKS_LIKE_HTML.search(text[:4000]))


def parse(text: str) -> HTMLTree | Reason:
    """The page's tree, or why it is not built."""
    if text.count("<") - text.count("</") > DEEPEST and _depth(text) > DEEPEST:
        return Reason("body", f"HTML nested deeper than {DEEPEST:,} elements")
    return HTMLTree.parse(_FOREIGN.sub(r"<\1x-\2", text))


def html_lines(tree: HTMLTree, body_selectors: tuple[str, ...] = ()) -> list[Line]:
    """The page's lines in reading order; `main` where Resiliparse sees the article, or where a selector points."""
    every = _lines(extract_plain_text(tree, preserve_formatting="minimal_html", links=True, alt_texts=False))
    main = Counter(_main_texts(tree, body_selectors))
    flagged = []
    for line in every:
        inside = main[line.text] > 0
        main[line.text] -= inside
        flagged.append(Line(line.text, line.tag, line.links, inside))
    return flagged


def _main_texts(tree: HTMLTree, selectors: tuple[str, ...]) -> list[str]:
    nodes = [node for one in selectors if tree.document for node in tree.document.query_selector_all(one)]
    written = [extract_plain_text(node.html, preserve_formatting="minimal_html", links=True) for node in nodes]
    inside = [text for minimal in written for raw in minimal.split("\n") if (text := _text(raw))]
    if inside:
        return inside
    minimal = extract_plain_text(
        tree, preserve_formatting="minimal_html", links=True, alt_texts=False, main_content=True
    )
    return [text for raw in minimal.split("\n") if (text := _text(raw))]


def _lines(minimal: str) -> list[Line]:
    """The lines of Resiliparse's minimal HTML, whose only tags are headings, paragraphs, lists, breaks and links."""
    lines: list[Line] = []
    tag: Tag = "text"
    linked = False
    for raw in minimal.split("\n"):
        shown, links = tag, len(raw) if linked else 0
        if "<" in raw:
            if linked or "<a" in raw:
                links, linked = _link_letters(raw, linked)
            for closing, name in _BLOCK.findall(raw):
                shown = _TAGS[name]
                tag = "text" if closing else shown
        if text := _text(raw):
            lines.append(Line(text, shown, min(links / len(text), 1.0)))
        linked = linked and tag != "text"  # an empty link is never closed
    return lines


def _text(raw: str) -> str:
    """A line of minimal HTML without its tags."""
    whole = _TAG.sub("", raw) if "<" in raw else raw
    return (entities.unescape(whole) if "&" in whole else whole).strip(_EMPTY)


def _link_letters(raw: str, linked: bool) -> tuple[int, bool]:
    """How many letters of a line are link, and whether the link goes on below it."""
    links = at = 0
    for found in _TAG.finditer(raw):
        links += found.start() - at if linked else 0
        at = found.end()
        linked = not found[1] if found[2] == "a" else linked
    return links + (len(raw) - at if linked else 0), linked


def _depth(text: str) -> int:
    """An upper bound of how deep elements nest: those opened and not yet closed, by name."""
    still_open: Counter[str] = Counter()
    depth = deepest = 0
    for found in _ELEMENT.finditer(text):
        name = found[2].lower()
        if name in _FLAT:
            continue
        if not found[1]:
            still_open[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif still_open[name]:
            still_open[name] -= 1
            depth -= 1
    return deepest
