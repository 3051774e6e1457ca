"""Every record type: frozen msgspec Structs, the same in memory, on disk and on the wire (record.md tells each field).

Offsets count Unicode code points; a span is `(start, end)` with the end excluded, into `Record.text` unless told.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Span = tuple[int, int]

EntityKind = Literal["person", "organization", "place", "group"]
Status = Literal["occurred", "future", "hypothetical", "negated", "historical"]
Stage = Literal["decode", "language", "body"]
Basis = Literal["given", "meta", "url", "visible", "dateline"]
DateRole = Literal["clock", "published", "updated", "mentioned"]
Calendar = Literal["gregorian", "hijri"]
DroppedKind = Literal["clock", "weather", "menu", "related", "repeat", "share", "comments", "notice", "other"]
ReferenceKind = Literal["un_resolution", "agreement", "communique", "law", "other"]

EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
"""PLOVER 0.8's sixteen event types."""


# ── pages in ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Given(Struct, frozen=True, kw_only=True):
    """What a JSON Lines input says of its own article: taken as it stands, the text untouched."""

    id: str | None = None
    text: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    fetched: str | None = None


class Page(Struct, frozen=True, kw_only=True):
    """Bytes as received, and where they came from. `given` is set for JSON Lines and feed items alone."""

    uri: str
    data: bytes
    media_type: str = "text/plain"
    charset: str | None = None  # as declared by whoever sent it; may be wrong
    fetched: str | None = None  # RFC 3339, UTC
    given: Given | None = None


class PageInfo(Struct, frozen=True, kw_only=True):
    """What a record keeps of its page."""

    uri: str
    sha256: str
    fetched: str | None
    media_type: str
    charset: str | None
    bytes: int


# ── article ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Published(Struct, frozen=True, kw_only=True):
    """The day of publication, or null: then `not_after` may bound it (the page's own clock, or when it was fetched)."""

    value: str | None = None
    basis: Basis | None = None
    not_after: str | None = None


class FoundDate(Struct, frozen=True, kw_only=True):
    """A date that the page shows: `value` as precise as the words are (2021, 2021-02 or 2021-02-03), always Gregorian;
    `calendar` is that of the words. `span` points into the body, or is null where the words stand outside it."""

    value: str
    role: DateRole
    calendar: Calendar = "gregorian"
    words: str
    span: Span | None = None


class Dropped(Struct, frozen=True):
    """Words of the page that are not the article's, with what they are."""

    kind: DroppedKind
    words: str


class Article(Struct, frozen=True, kw_only=True):
    """One article out of one page. `text` is the body: paragraphs joined by one newline, letters as in the source."""

    title: str | None
    text: str
    byline: str | None = None
    outlet: str | None = None
    lang: str = "ar"
    published: Published = Published()
    dates: tuple[FoundDate, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    charset: str | None = None


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Reading(Struct, frozen=True, gc=False):
    """One way to split a written word: attached particles, article, and the folded rest to look up in lists."""

    lead: str  # "", "و", "ف", "ب", "ل", "ك", "س" or several, as in "وب"
    rest: str  # folded, without the particles: "الرئيس" of "وللرئيس"
    stem: str  # `rest` without the article: "رئيس"


class Word(Struct, frozen=True, gc=False):
    """A written word, whatever text it stands in. `readings` go from no particle split off to all."""

    raw: str
    folded: str
    readings: tuple[Reading, ...]
    kind: Literal["word", "number", "mark"] = "word"
    stems: frozenset[str] = frozenset()  # every reading's rest and stem, for looking the word up whatever it bears


class Token(Struct, frozen=True, gc=False):
    """A word, number or punctuation mark at its place in the text."""

    start: int
    end: int
    word: Word


class Sentence(Struct, frozen=True, gc=False):
    """A sentence's place in the text and its tokens."""

    start: int
    end: int
    tokens: tuple[Token, ...]


# ── who and where ─────────────────────────────────────────────────────────────────────────────────────────────────


class Mention(Struct, frozen=True, kw_only=True):
    """One naming of an entity. `span` covers the name, without attached particles, titles and role; `whole` covers
    name, titles and role together; `lead` is the particle before `whole` ("", "و", "ب", "ل", "ك", "ف" or several)."""

    span: Span
    whole: Span
    kind: EntityKind
    entity: str = ""  # the entity's id, set once mentions are chained
    lead: str = ""
    role: str | None = None  # the role's or title's own words
    country: str | None = None  # what this mention alone tells
    sector: str | None = None
    ids: dict[str, int | str] = {}
    at: tuple[float, float] | None = None


class Entity(Struct, frozen=True, kw_only=True):
    """A person, organisation, place or group of one article, with every span that names it."""

    id: str
    kind: EntityKind
    name: str
    names: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()
    roles: tuple[str, ...] = ()
    country: str | None = None
    sector: str | None = None
    ids: dict[str, int | str] = {}
    at: tuple[float, float] | None = None  # latitude, longitude


# ── facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Statement(Struct, frozen=True, kw_only=True):
    """A stretch of reported speech: `content` is what is said, `cue` the reporting words."""

    id: str
    speaker: str | None
    cue: Span
    content: Span
    addressees: tuple[str, ...] = ()
    direct: bool = False
    said_by: str | None = None
    score: float = 0.5


class Event(Struct, frozen=True, kw_only=True):
    """An event of one of the sixteen types."""

    id: str
    type: str
    trigger: Span
    status: Status = "occurred"
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sides: tuple[tuple[str, ...], ...] = ()
    place: str | None = None
    date: str | None = None
    said_by: str | None = None
    content: Span | None = None
    counts: dict[str, int] = {}
    score: float = 0.5
    why: str = ""


class Reference(Struct, frozen=True, kw_only=True):
    """A resolution, agreement, communiqué or law that is cited."""

    kind: ReferenceKind
    number: str | None
    span: Span


class MadeBy(Struct, frozen=True, kw_only=True):
    """Enough to tell two readings of one page apart."""

    mahdar: str
    rules: str
    model: str | None = None


class Record(Struct, frozen=True, kw_only=True):
    """What Mahdar reads from one article: the public contract."""

    id: str
    made_by: MadeBy
    page: PageInfo
    outlet: str | None
    lang: str
    title: str | None
    byline: str | None
    text: str
    published: Published
    dates: tuple[FoundDate, ...]
    dropped: tuple[Dropped, ...]
    sentences: tuple[Span, ...]
    entities: tuple[Entity, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    references: tuple[Reference, ...]


class Reason(Struct, frozen=True):
    """Why a page gave no record."""

    stage: Stage
    reason: str


class Rejected(Struct, frozen=True, kw_only=True):
    """A page that gives no article, kept with its reason."""

    id: str
    page: PageInfo
    rejected: Reason


LinkKind = Literal["duplicate", "story", "actor", "ledger"]


class Link(Struct, frozen=True, kw_only=True):
    """A judgement across articles: that two are one, are not, or that one followed from the other. `left` and `right`
    are a record's id ("KEY") or a part of it ("KEY/e3", "KEY/v2"); `left` came first. Undone by another judgement."""

    left: str
    right: str
    kind: LinkKind
    verdict: str  # same, different, unsure; of a ledger: repeated, answered, met, refused, contradicted
    score: float
    why: str
    by: str = "rules"
