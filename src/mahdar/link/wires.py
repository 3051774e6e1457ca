"""Which agency an article says it is taken from: "الرياض – واس", "القاهرة (رويترز) -", "(أ ف ب)" at the end, «وكالات».

A credit says where the article comes from. It stands in the byline, opens the text as far as a dash, colon or line's
end closes it, or stands behind the last sentence, in brackets or on a line of its own. What runs on within a sentence
("قالت رويترز إن", "نقلا عن وكالة تاس أن", "وكالة الأنباء السعودية (واس) أن") cites an agency for a fact and is none;
nor is the source of a picture ("الصورة من رويترز"). "نقلا عن" and "المصدر:" open a credit only where one may stand.

The agencies are those of data/wires.tsv; "agencies" stands for «وكالات», whichever they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from mahdar.arabic import fold, key
from mahdar.model import Record, Span

Where = Literal["outlet", "byline", "opening", "end"]

_LABELS = 4  # of a host, as arabic.spa.gov.sa has them
_BYLINE = 400  # characters of a byline: a dozen names; what is longer is none
_HEAD = 160  # characters of a text that an opening may take up: the longest place, two dates and an agency
_TAIL = 300  # characters of a text that a line of credits and the agency's own end marks may take up
_OPENING_WORDS = 4  # of a piece before the agency: مدينة الملك عبدالله الاقتصادية
_LINE_WORDS = 14  # of a line that only says where and when: "مكة المكرمة 25 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس"
_SHORT_WORDS = 4  # of a byline's piece that an agency ends or begins without a sign between: "جدة واس"

_PIECES = re.compile(r"[()\[\]{}«»\"“”'‘’:/|\\+،,;*•\n<>_]+|[-–—]+|&\w+;|\s{2,}")
_CLOSES = re.compile(r"[-–—:/|\n]")
_TWO = re.compile(r"\s+و\s*")
_NAME = r"\s*([^«»\"“”()\[\]\n]{2,60}?)\s*"
# Quotes hold a name within the sentence too, so that it must have ended before them.
_LAST = re.compile(rf"(?:[.!؟?»\"”…)]\s*[«\"“]{_NAME}[»\"”]|[(\[]{_NAME}[)\]])[.\s]*\Z")
_CITING = re.compile(r"(?:وكال|الصور|صوره|تصوير)[^.!؟?\n]*\Z")  # in the sentence: the name is of whom it cites
_END_MARK = re.compile(r"\W*(?:انتهي|النهايه|\d[\d:. ]*(?:ت م|جمت|جرينتش|غرينتش)?|ت م|يتبع)?\W*")
_DATE = re.compile(r"\d")
_DAY = re.compile(r"\s+(?:في\s+)?(?=\d)")  # between place and day
_SOURCES = frozenset(
    "المصدر|المصادر|مصدر|مصادر|نقلا عن|نقلا من|عن|بالاتفاق مع|بالتعاون مع|خدمه|ترجمه|متابعه|متابعات|متابعه خاصه|خاص|"
    "رصد|مراسل|مراسلو|مكتب".split("|")
)
_FROM = re.compile(f"^(?:{'|'.join(sorted(_SOURCES, key=len, reverse=True))})\\s+")
_TITLES = frozenset(("كتب", "كتبت", "د", "دكتور", "الدكتور", "ا د", "م", "بقلم", "حوار", "تقرير", "اعداد", "تصوير"))

_GIVEN = ("people/given.tsv", "people/given_faker.tsv")
_PLACES = {"places/cities.tsv": 5, "places/arab.tsv": 0, "places/world.tsv": 0}  # the column of the names


class Credit(Struct, frozen=True):
    """An agency that an article is taken from, or, where `where` is "outlet", that published it."""

    agency: str  # its id in data/wires.tsv
    name: str  # as the page writes it
    where: Where
    span: Span | None = None  # in the text; none in the byline or of the outlet
    reporter: str | None = None  # named beside it in the byline: then the article is not the agency's alone


class Wires(Struct, frozen=True):
    """What data/wires.tsv holds, folded."""

    names: Mapping[str, str]  # name -> agency
    doubtful: Mapping[str, str]  # name that is also another word -> agency
    seats: Mapping[str, frozenset[str]]  # agency -> its seats
    outlets: Mapping[str, str]  # host or name of an outlet -> agency
    signs: Mapping[str, str]  # what only its articles end in -> agency
    given: frozenset[str]  # given names
    places: frozenset[str]  # names of towns, some of which begin like a person's


def find_credits(record: Record) -> tuple[Credit, ...]:
    """The agencies that the article credits, each once, in this order: its outlet where that is an agency, byline,
    opening, end. None where it names none; whatever the text, nothing is raised."""
    wires = load_wires()
    found: dict[str, Credit] = {}
    for credit in (
        *_of_outlet(record, wires),
        *_of_byline((record.byline or "")[:_BYLINE], wires),
        *_of_text(record.text, wires),
    ):
        found.setdefault(credit.agency, credit)
    return tuple(found.values())


# ── where credits stand ───────────────────────────────────────────────────────────────────────────────────────────


def _of_outlet(record: Record, wires: Wires) -> Iterator[Credit]:
    """The agency whose own article this is, by the outlet's name or the address."""
    host = _host(record.page.uri)
    labels = host.split(".")[-_LABELS:]
    hosts = (".".join(labels[at:]) for at in range(len(labels) - 1))
    agency = next((wires.outlets[each] for each in hosts if each in wires.outlets), None)
    outlet = (record.outlet or "")[:_BYLINE]
    names = [_spelled(outlet), *(piece for piece, _, _ in _pieces(outlet))]
    agency = agency or next(
        (found for name in names if (found := wires.outlets.get(name) or wires.names.get(name))), None
    )
    if agency and agency != "agencies":
        yield Credit(agency, outlet or host, "outlet")


def _of_byline(byline: str, wires: Wires) -> Iterator[Credit]:
    pieces = list(_pieces(byline))
    spelled = [piece for piece, _, _ in pieces]
    named = (byline[start:end] for piece, start, end in pieces if _is_person(piece, wires))
    reporter = next(named, None)
    for piece, start, end in pieces:
        for agency in _agencies(piece, spelled, wires) or _at_edge(piece, wires):
            yield Credit(agency, byline[start:end], "byline", None, reporter)


def _of_text(text: str, wires: Wires) -> Iterator[Credit]:
    start = len(text) - len(text.lstrip())
    for agency, span in _opening(text[start : start + _HEAD], wires):
        yield Credit(agency, text[start + span[0] : start + span[1]], "opening", (start + span[0], start + span[1]))
    after = max(0, len(text) - _TAIL)
    for agency, span in _ending(text[after:], wires):
        yield Credit(agency, text[after + span[0] : after + span[1]], "end", (after + span[0], after + span[1]))


def _opening(head: str, wires: Wires) -> Iterator[tuple[str, Span]]:
    """The agencies before the first words of the report: all pieces up to them are short, and a sign closes them."""
    line_end = head.find("\n") if "\n" in head else len(head)
    line, pieces = head[:line_end], list(_pieces(head))
    spelled = [piece for piece, _, _ in pieces]
    for at, (piece, start, end) in enumerate(pieces):
        rest = head[end : pieces[at + 1][1] if at + 1 < len(pieces) else len(head)]
        closed = bool(_CLOSES.search(rest)) and end < len(head)
        found = _agencies(piece, spelled[:at], wires)
        if found and closed:
            yield from ((agency, (start, end)) for agency in found)
        elif (
            start < line_end and end >= len(line.rstrip()) and len(line.split()) <= _LINE_WORDS and _DATE.search(piece)
        ):
            yield from ((agency, (start, end)) for agency in _at_edge(piece, wires, len(piece.split())))
        if not found and (len(piece.split()) > _OPENING_WORDS and not _DATE.search(piece) or "وكال" in piece):
            return


def _ending(tail: str, wires: Wires) -> Iterator[tuple[str, Span]]:
    """The agencies behind the last sentence: on the last line that is no end mark, or in brackets at its end."""
    start, end = _last_line(tail)
    line = tail[start:end]
    found = list(_line_of_credits(line, wires)) if start > 0 and len(line.split()) <= _LINE_WORDS else []
    if not found and (last := _LAST.search(line)) and not _CITING.search(fold(line[: last.start() + 1]).text):
        span = last.span(last.lastindex or 0)
        found = [(agency, span) for agency in _agencies(_spelled(line[slice(*span)]), (), wires)]
    folded = fold(line).text
    found += [(agency, (0, end - start)) for sign, agency in wires.signs.items() if sign in folded]
    return ((agency, (start + first, start + last)) for agency, (first, last) in found)


def _line_of_credits(line: str, wires: Wires) -> Iterator[tuple[str, Span]]:
    """The agencies on a line that holds nothing else: "المصدر: الأناضول + وكالات"."""
    pieces = list(_pieces(line))
    spelled = [piece for piece, _, _ in pieces]
    each = [_agencies(piece, spelled, wires) for piece in spelled]
    if all(found or piece in _SOURCES for found, piece in zip(each, spelled, strict=True)):
        for found, (_, first, last) in zip(each, pieces, strict=True):
            yield from ((agency, (first, last)) for agency in found)


def _last_line(tail: str) -> Span:
    """Where the last line of `tail` stands that is no end mark: "// انتهى //", "14:58 ت م"."""
    end = len(tail)
    while end > 0:
        start = tail.rfind("\n", 0, end) + 1
        if not _END_MARK.fullmatch(_spelled(tail[start:end])):
            return start, end
        end = start - 1
    return 0, 0


# ── what names an agency ──────────────────────────────────────────────────────────────────────────────────────────


def _agencies(piece: str, others: list[str] | tuple[str, ...], wires: Wires) -> list[str]:
    """The agencies that `piece` names and nothing else beside them; `others` are the pieces around it."""
    piece = _FROM.sub("", piece)
    if agency := _agency(piece, others, wires):
        return [agency]
    parts = [_agency(part, others, wires) for part in _TWO.split(piece)]
    return [part for part in parts if part] if len(parts) > 1 and all(parts) else []


def _agency(name: str, others: list[str] | tuple[str, ...], wires: Wires) -> str | None:
    """The agency of this name; where it is another word too, only beside one of the agency's seats."""
    sure, unsure = wires.names.get(name), wires.doubtful.get(name)
    if sure or not unsure:
        return sure
    places = {_DAY.split(other, maxsplit=1)[0] for other in others}
    return None if wires.seats[unsure].isdisjoint(places) else unsure


def _at_edge(piece: str, wires: Wires, most: int = _SHORT_WORDS) -> list[str]:
    """The agency that begins or ends a short piece: "جدة واس", "وكالات عواصم"."""
    words = piece.split()
    if not 2 <= len(words) <= most:
        return []
    edges = [(words[:at], words[at:]) for at in range(1, len(words))]
    behind = [" ".join(last) for first, last in edges if len(first[-1]) > 1 or first[-1] == "م"]  # 2015 م واس
    before = [" ".join(first) for first, last in reversed(edges) if len(last[0]) > 1]
    return [wires.names[name] for name in behind + before if name in wires.names][:1]


def _is_person(piece: str, wires: Wires) -> bool:
    """True where `piece` is a writer's name: two words to five, the first of them given to people."""
    words = piece.split()
    while words and words[0] in _TITLES:
        words = words[1:]
    given = bool(words) and (words[0] in wires.given or words[0].startswith("عبد"))
    return given and 2 <= len(words) <= 5 and " ".join(words) not in wires.places


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """What stands between signs, folded, with its place in `text`."""
    folded = fold(text)
    start = 0
    for sign in [*_PIECES.finditer(folded.text), None]:
        end = sign.start() if sign else len(folded.text)
        written = folded.text[start:end]
        left = start + len(written) - len(written.lstrip(" .\t"))
        right = start + len(written.rstrip(" .\t"))
        if left < right and (piece := _bare(written.lower())):
            yield piece, *folded.span(left, right)
        start = sign.end() if sign else end


def _spelled(words: str) -> str:
    """`words` folded, dots gone: "أ.ف.ب", "أ. ف. ب" and "ا ف ب" are one."""
    return _bare(key(words))


def _bare(folded: str) -> str:
    return " ".join(folded.replace(".", " ").replace("`", "").split())


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:  # brackets that hold no address
        return ""


@cache
def load_wires() -> Wires:
    """The agencies of data/wires.tsv and the given names of data/people, read once."""
    names, doubtful, seats, outlets, signs = {}, {}, {}, {}, {}
    for agency, _, sure, unsure, towns, own, ends in _rows("wires.tsv", 7):
        names.update(dict.fromkeys(map(_spelled, _items(sure)), agency))
        names.update((f"وكاله {_spelled(name)}", agency) for name in _items(unsure))
        doubtful.update(dict.fromkeys(map(_spelled, _items(unsure)), agency))
        seats[agency] = frozenset(map(_spelled, _items(towns)))
        outlets.update(dict.fromkeys(_items(own), agency))
        signs.update(dict.fromkeys(map(_spelled, _items(ends)), agency))
    given = {name for path in _GIVEN for _, cell in _rows(path, 2) for name in _items(cell)}
    places = {name for path, column in _PLACES.items() for row in _rows(path, 7) for name in _items(row[column])}
    spelled = [frozenset(map(_spelled, each)) for each in (given, places)]
    return Wires(names, doubtful, seats, outlets, signs, *spelled)


def _rows(path: str, columns: int) -> Iterator[list[str]]:
    for line in (files("mahdar") / "data" / path).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            yield ["" if cell == "-" else cell for cell in cells] + [""] * (columns - len(cells))


def _items(cell: str) -> list[str]:
    return [item for item in map(str.strip, cell.replace("،", ",").split(",")) if item]
