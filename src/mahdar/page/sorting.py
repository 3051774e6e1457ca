"""Each line of a page by itself: furniture, a day, running text, a headline; and which of them is the title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.arabic import key
from mahdar.page.byline import is_byline
from mahdar.page.lines import Line
from mahdar.page.stamps import Stamp, find_stamps

if TYPE_CHECKING:
    from mahdar.tools.furniture import Entry, Furniture

_FULL = 100  # letters of a paragraph that ends without a full stop; headlines are shorter
_SENTENCE_WORDS = 5  # of a paragraph that ends with one
_QUESTION_WORDS = 12  # of one that ends with ? or !, as headlines do too
_SHORT = 60  # letters
_FOLDED = 300  # letters; longer lines are running text, nobody looks them up
_LONGEST_TITLE = 200  # letters
_TITLE_WORDS = range(3, 36)
_OUTLET_WORDS = range(2, 7)
_SEPARATORS = frozenset("-–—/\\|»«›>:•")
_BEFORE_OUTLET = re.compile(r"\s+[-–—|»]\s+|\s*\|\s*")
_AGO = re.compile(r"منذ\s*\d+\s*(?:ثاني|دقيق|دقائق|ساع|يوم|[أا]يام|[أا]سبوع|[أا]سابيع|شهر|[أا]شهر|سن[ةو]|عام|[أا]عوام)")
_MINUTES = re.compile(r"^[\d.,\s]*\d+\s*(?:دقيقة|دقائق|ثانية|ثوان)(?:\s+(?:واحدة|قراءة|للقراءة))?$")
_NEAR = 60  # lines
LINKED = 0.6
"""Share of a line that is link: above it is a menu's item or the headline of other news."""
_LETTERS = re.compile(r"[^\W\d_]+")
_STOP = re.compile(r"(?<!\.)\.[\s\"'”»)\]]*$")
_PAUSE = re.compile(r"(?:[؟?!:؛…،,]|\.\.)[\s\"'”»)\]]*$")
_DEGREES = re.compile(r"^[\s+-]*\d{1,2}(?:[.,]\d)?\s*(?:[°º℃]\s*[CcFfمس]?|[CcFf]|درجة|درجات|مئوية)(?:\s*مئوية)?$")
_OUTLET_KINDS = frozenset(
    map(
        key,
        [
            "وكالة",
            "صحيفة",
            "جريدة",
            "قناة",
            "موقع",
            "شبكة",
            "إذاعة",
            "راديو",
            "مجلة",
            "تلفزيون",
            "فضائية",
            "يومية",
            "بوابة",
        ],
    )
)


def letters(text: str) -> int:
    """How many letters `text` has."""
    return sum(map(len, _LETTERS.findall(text)))


def is_paragraph(text: str) -> bool:
    """True where a line is running text: it ends like a sentence, or is longer than headlines are."""
    if ends_with_stop(text):
        return len(text.split(None, _SENTENCE_WORDS)) >= _SENTENCE_WORDS
    if _PAUSE.search(text[-12:]) and len(text.split(None, _QUESTION_WORDS)) > _QUESTION_WORDS:
        return True
    return len(text) > _FULL and letters(text) >= _FULL


def ends_with_stop(text: str) -> bool:
    """True where `text` ends with a full stop, inside closing marks too."""
    return bool(_STOP.search(text[-12:]))


class Sorted(Struct, frozen=True):
    """A line and what it is by itself: `entry` where it is furniture, `stamps` where it shows days and little else."""

    line: Line
    key: str
    entry: Entry | None
    stamps: tuple[Stamp, ...]
    running: bool

    @property
    def plain(self) -> bool:
        """True where nothing speaks against its being the article's."""
        return self.entry is None and not self.stamps


def sort_lines(lines: list[Line], furniture: Furniture) -> list[Sorted]:
    """What each line is by itself; the line above may be the label of a day."""
    return [_sort(line, lines[n - 1].text if n else "", furniture) for n, line in enumerate(lines)]


def _sort(line: Line, before: str, furniture: Furniture) -> Sorted:
    text = line.text
    if not line.main and (line.links >= LINKED or len(text) > _LONGEST_TITLE):
        return Sorted(line, "", None, (), False)  # hundreds on a page, and the article's none
    if line.tag == "code":
        return Sorted(line, "", furniture.made("other"), (), False)
    if _DEGREES.match(text[:40]):
        return Sorted(line, "", furniture.made("weather"), (), False)
    if len(text) <= _SHORT and (_MINUTES.match(text) or (_AGO.search(text) and not ends_with_stop(text))):
        return Sorted(line, "", furniture.made("other"), (), False)  # "3 days ago", "2 minutes to read"
    folded = key(text) if len(text) <= _FOLDED else ""
    stamps = find_stamps(text, before, furniture)
    entry = None if stamps else furniture.entry(text, folded)
    caption = before.startswith("alt=") and text in before  # the crawler left the picture's own words above it
    return Sorted(line, folded, entry, stamps, entry is None and not stamps and (caption or is_paragraph(text)))


# ── the title of a page that came as text ─────────────────────────────────────────────────────────────────────────


def find_title(page: list[Sorted], title: str | None, furniture: Furniture) -> int | None:
    """Where the title stands; `title` where it is known."""
    if title is not None:
        wanted = key(title)
        return next((n for n, s in enumerate(page) if s.key == wanted), None)
    start = next((n for n, s in enumerate(page) if s.running and not is_twin(n, page)), len(page))
    found = [n for n in range(start) if page[n].plain and _could_be_title(page[n], furniture)]
    found = [n for n in found if not any(_is_trail(page[n].key, page[other].key) for other in found)] or found
    if found:
        last_menu = max((n for n in range(found[-1]) if _is_menu(page[n])), default=-1)
        return max(
            found, key=lambda n: (is_twin(n, page), n > last_menu, len(page[n].key.split()) > _TITLE_WORDS.start, -n)
        )
    first = page[start].line.text if start < len(page) else ""
    followed = any(s.running for s in page[start + 1 : start + 3])
    return start if followed and len(first) < _LONGEST_TITLE and not ends_with_stop(first) else None


def _is_menu(one: Sorted) -> bool:
    return one.entry is not None and one.entry.kind in ("menu", "weather", "related")


def _could_be_title(one: Sorted, furniture: Furniture) -> bool:
    words = len(one.key.split())
    first = one.line.text.partition(" - ")[0]
    named = find_outlet(one, furniture) or furniture.outlet(first)
    return words in _TITLE_WORDS and not named and not is_byline(one.line.text, furniture)


def is_twin(n: int, page: list[Sorted]) -> bool:
    """True where a short line stands near the head once more, whole or as the end of "outlet - section - title"."""
    own = page[n].key
    if not own or len(own) > 250 or ends_with_stop(own):
        return False
    near = page[max(n - _NEAR, 0) : n + _NEAR // 2]
    return any(other is not page[n] and _same_title(own, other.key) for other in near)


def _same_title(one: str, other: str) -> bool:
    return one == other or _is_trail(other, one) or _is_trail(one, other)


def _is_trail(line: str, title: str) -> bool:
    """True where `line` is "outlet - section - title" or "section/title"."""
    if len(line) <= len(title) or not line.endswith(title) or title.count(" ") < _TITLE_WORDS.start - 1:
        return False
    return line.removesuffix(title).rstrip()[-1:] in _SEPARATORS


def find_outlet(one: Sorted, furniture: Furniture) -> str | None:
    """The outlet that a line of the page's head names: one that is known, or "وكالة …", "صحيفة …"."""
    if one.entry is not None:
        return None  # "الأخبار" is a paper, and a menu's item on every other page
    known = furniture.outlet(one.line.text)
    words = one.key.split()
    if known or one.stamps or not is_outlet_name(words):
        return known
    return one.line.text.strip(" •*|-–")


def is_outlet_name(words: list[str]) -> bool:
    """True where folded words are "وكالة …", "صحيفة …" and few."""
    return words[:1] != [] and words[0] in _OUTLET_KINDS and len(words) in _OUTLET_WORDS


def split_title(title: str, furniture: Furniture) -> tuple[str, str | None]:
    """A title as text pages show it, and the outlet's name where it stands behind: "… | وكالة الشمال"."""
    *_, last = _BEFORE_OUTLET.split(title)
    outlet = furniture.outlet(last) or (last.strip() if is_outlet_name(key(last).split()) else None)
    before = _BEFORE_OUTLET.split(title.removesuffix(last))[0] if outlet else ""
    if outlet is None or len(before.split()) < _TITLE_WORDS.start:
        return title, None
    return title.removesuffix(last).rstrip(" |»-–—"), outlet
