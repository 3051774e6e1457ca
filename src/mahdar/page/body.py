"""Lines -> title, byline, outlet, paragraphs, days shown; and everything else, by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from mahdar.arabic import key
from mahdar.model import Dropped, DroppedKind
from mahdar.page.byline import is_byline, is_name, writer
from mahdar.page.lines import Line
from mahdar.page.sorting import (
    LINKED,
    Sorted,
    ends_with_stop,
    find_outlet,
    find_title,
    is_twin,
    sort_lines,
    split_title,
)
from mahdar.page.stamps import Stamp

if TYPE_CHECKING:
    from mahdar.tools.furniture import Furniture

Zone = Literal["before", "under", "after"]

_LONGEST_HEADLINE = 250  # letters
_SUBTITLE_WORDS = 6
_CREDIT_WORDS = 8  # of a last line without a full stop, which is a credit, a tag or a caption
_MOST_CREDITS = 4
_REPEATED = 40  # letters of a paragraph that is dropped when it comes again
_CITY_WORDS = 2


class Seen(Struct, frozen=True):
    """A day shown on a line of its own: before the title, under it and before the text, or after."""

    stamp: Stamp
    zone: Zone


class Parts(Struct, frozen=True, kw_only=True):
    """A page taken apart."""

    title: str | None
    byline: str | None
    outlet: str | None
    paragraphs: tuple[str, ...]
    seen: tuple[Seen, ...]
    dropped: tuple[Dropped, ...]
    headlines: int  # of other news


def take_apart(lines: list[Line], title: str | None, furniture: Furniture) -> Parts:
    """`lines` taken apart. `title` is known for HTML, where it need not be one of the lines."""
    page = sort_lines(lines, furniture)
    outlet: str | None = None
    at = find_title(page, title, furniture)
    if title is None and at is not None:
        title, outlet = split_title(page[at].line.text, furniture)
    walk = _Walk(page, title, outlet, furniture)
    for n in range(at or 0):
        walk.before_title(n)
    for n in range(0 if at is None else at + 1, len(page)):
        walk.after_title(n)
    return walk.parts()


class _Walk:
    """One pass over the sorted lines, from the page's head to its foot."""

    def __init__(self, page: list[Sorted], title: str | None, outlet: str | None, furniture: Furniture) -> None:
        self._page = page
        self._title = title
        self._key = key(title or "")
        self._furniture = furniture
        self._block: DroppedKind | None = None  # a heading opened it: headlines below are of its kind
        self._closed: DroppedKind | None = None  # the article is over
        self._paragraphs: list[Sorted] = []
        self._repeated: set[str] = set()
        self._byline: list[str] = []
        self._outlet = outlet
        self._seen: list[Seen] = []
        self._dropped: list[tuple[DroppedKind, list[str]]] = []
        self._headlines = 0

    def before_title(self, n: int) -> None:
        """Head of the page: nothing here is the article's, but the outlet and the clock stand here."""
        one = self._page[n]
        outlet = find_outlet(one, self._furniture)
        if outlet and not self._outlet:
            self._outlet = outlet
            self._drop(one, "other")
        elif one.stamps:
            self._see(one, "before")
        elif one.entry:
            self._drop(one, one.entry.kind)
        elif self._key and (one.key == self._key or one.key.endswith(" " + self._key)):
            self._drop(one, "repeat")
            self._outlet = self._outlet or self._furniture.outlet(one.line.text.partition(" - ")[0])
        elif len(one.key.split()) <= _CITY_WORDS and self._weather_beside(n):
            self._drop(one, "weather")
        else:
            self._drop(one, "menu")

    def after_title(self, n: int) -> None:
        """Title's foot, text and page's foot."""
        one = self._page[n]
        if one.stamps and not self._closed:
            self._see(one, "after" if self._paragraphs else "under")
        elif self._closed:
            self._drop(one, one.entry.kind if one.entry else self._closed)
        elif one.entry:
            self._drop(one, one.entry.kind)
            self._block = one.entry.kind if one.entry.how in ("opens", "ends") else self._block
            self._closed = one.entry.kind if one.entry.how == "ends" and self._paragraphs else None
        elif self._is_other_article(n):
            self._closed = "other"
            self._drop(one, "other")
        elif not self._paragraphs and self._is_writer(n):
            self._byline.append(writer(one.line.text, self._furniture))
            self._drop(one, "other")
        elif not one.line.main:
            self._drop(one, "related" if one.line.links >= LINKED else "other")
        elif one.line.links >= LINKED and len(one.line.text) <= _LONGEST_HEADLINE:
            self._headlines += 1
            self._drop(one, "related")
        elif self._is_repeat(one):
            self._drop(one, "repeat")
        elif self._block and not self._resumes(n):
            self._headlines += 1
            self._drop(one, self._block)
        else:
            self._block = None
            self._take(one)

    def _take(self, one: Sorted) -> None:
        if one.running:
            self._paragraphs.append(one)
            self._repeated.add(one.line.text)
        elif self._paragraphs:
            spoken = one.line.tag != "text" or self._paragraphs[-1].line.tag == "text"
            self._paragraphs.append(one) if spoken else self._drop(one, "other")
        elif find_outlet(one, self._furniture):
            self._outlet = self._outlet or find_outlet(one, self._furniture)
            self._drop(one, "other")
        elif len(one.key.split()) >= _SUBTITLE_WORDS and (one.line.tag != "text" or self._is_text()):
            self._paragraphs.append(one)
        else:
            self._drop(one, "other")

    def parts(self) -> Parts:
        """What was found. Last lines that are no sentences are credits and tags."""
        last = self._last_sentence()
        for one in self._paragraphs[last:]:
            self._drop(one, "other")
        return Parts(
            title=self._title,
            byline=" - ".join(dict.fromkeys(self._byline)) or None,
            outlet=self._outlet,
            paragraphs=tuple(one.line.text for one in self._paragraphs[:last]),
            seen=tuple(self._seen),
            dropped=tuple(Dropped(kind, "\n".join(words)) for kind, words in self._dropped),
            headlines=self._headlines,
        )

    def _is_writer(self, n: int) -> bool:
        """True where the line between title and text names the writer: by its words, or a bare name by its place."""
        one = self._page[n]
        if one.running or is_byline(one.line.text, self._furniture):
            return not one.running
        beside = one.line.main or bool(n and self._page[n - 1].stamps)
        return beside and not self._byline and is_name(one.line.text, self._furniture)

    def _see(self, one: Sorted, zone: Zone) -> None:
        self._seen += [Seen(stamp, zone) for stamp in one.stamps]
        self._drop(one, "other" if one.stamps[0].label in ("published", "updated") else "clock")

    def _drop(self, one: Sorted, kind: DroppedKind) -> None:
        """Keep the words of a line that is not the article's; lines of one kind in a row are kept together."""
        if not self._dropped or self._dropped[-1][0] != kind:
            self._dropped.append((kind, []))
        self._dropped[-1][1].append(one.line.text)

    def _is_text(self) -> bool:
        """True where no line has an element: the page came as plain text."""
        return all(one.line.tag in ("text", "code") for one in self._page)

    def _last_sentence(self) -> int:
        """How many paragraphs are the article's: a few short lines below its last full stop are not, a poem is."""
        last = every = len(self._paragraphs)
        while (
            last
            and not self._paragraphs[last - 1].running
            and len(self._paragraphs[last - 1].key.split()) <= _CREDIT_WORDS
        ):
            last -= 1
        ended = last and (ends_with_stop(self._paragraphs[last - 1].line.text) or not self._is_text())
        return last if ended and every - last <= _MOST_CREDITS else every

    def _is_repeat(self, one: Sorted) -> bool:
        text = one.line.text
        return one.key == self._key != "" or (len(text) >= _REPEATED and text in self._repeated)

    def _resumes(self, n: int) -> bool:
        """True where running text goes on below a block of headlines."""
        one = self._page[n]
        after = self._page[n + 1] if n + 1 < len(self._page) else None
        follows = after is not None and after.running and after.line.main
        return one.running and one.line.links < LINKED and (follows or len(one.line.text) > _LONGEST_HEADLINE)

    def _is_other_article(self, n: int) -> bool:
        """True where a second title stands below running text: another h1, or a headline with a day of its own."""
        one = self._page[n]
        if len(self._paragraphs) < 2 or one.running or one.line.links >= LINKED or len(one.key.split()) < 4:
            return False
        below = self._page[n + 1 : n + 4]
        if one.line.tag == "title":
            return any(other.running for other in below)
        dated = bool(below) and (any(s.label == "published" for s in below[0].stamps) or is_twin(n, self._page))
        return dated and any(other.running for other in below[1:])

    def _weather_beside(self, n: int) -> bool:
        beside = self._page[max(n - 1, 0) : n + 2]
        return any(one.entry is not None and one.entry.kind == "weather" for one in beside)
