"""What people say of links: kept for good, undone by one row, and fitted to every new reading of the two articles."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, get_args

from msgspec import Struct
from sqlalchemy import delete, insert, select, update

from mahdar.errors import BadJudgement, NotFound
from mahdar.model import LinkKind, Record
from mahdar.query.links import ref
from mahdar.store import Store, View, Writer
from mahdar.store.linked import bearers, link_judgements, links
from mahdar.store.rows import plain, unpacked
from mahdar.store.schema import articles, entities, pages, records
from mahdar.store.writer import now

LONGEST_WHY = 2_000
LONGEST_NAME = 100
ALIKE = ("same", "different", "unsure")
STEPS = ("repeated", "answered", "met", "refused", "contradicted")
VERDICTS: dict[str, tuple[str, ...]] = {
    "duplicate": ALIKE, "story": ALIKE, "actor": ALIKE, "ledger": (*STEPS, "different", "unsure")
}  # fmt: skip
"""What may be said of each kind of link."""
_PARTS = {"duplicate": "", "story": "", "actor": "e", "ledger": "v"}


class NewVerdict(Struct, frozen=True, kw_only=True):
    """What somebody says of two articles ("KEY"), two entities ("KEY/e3") or of an ask and an event ("KEY/v2")."""

    kind: LinkKind
    left: str
    right: str
    verdict: str
    by: str
    why: str = ""


class LinkJudgement(Struct, frozen=True, kw_only=True):
    """One judgement. `fits` says whether both parts are there in the present reading."""

    id: int
    kind: LinkKind
    left: str
    right: str
    verdict: str
    by: str
    at: str
    why: str
    undone: str | None
    fits: bool


class _End(Struct, frozen=True):
    """One end of a link: the page, the part, and where it begins in the text."""

    page: int
    part: str
    start: int


def judge_link(store: Store, said: NewVerdict) -> int:
    """Record a judgement; its number. NotFound where there is no such part, BadJudgement where it says too little, too
    much, or something that is not said of such a link."""
    _check(said)
    with store.view() as view:
        left, right = (_end(view, each, _PARTS[said.kind]) for each in (said.left, said.right))
    with store.writer() as writer, writer.transaction():
        number: int = writer.next_id(link_judgements.c.id)
        writer.execute(
            insert(link_judgements).values(
                id=number,
                kind=said.kind,
                left=left.page,
                left_part=left.part,
                left_start=left.start,
                right=right.page,
                right_part=right.part,
                right_start=right.start,
                verdict=said.verdict,
                why=plain(said.why),
                by=plain(said.by.strip()),
                at=now(),
            )
        )
        fit(writer, (left.page, right.page))
    return number


def undo_link(store: Store, number: int) -> None:
    """Take a judgement back; it stays on record. NotFound where there is none, or it has been undone already."""
    with store.writer() as writer, writer.transaction():
        standing = (link_judgements.c.id == number) & link_judgements.c.undone.is_(None)
        if not writer.execute(update(link_judgements).where(standing).values(undone=now())).rowcount:
            raise NotFound(f"{number}: no standing judgement of a link has this number.")
        writer.execute(delete(links).where(links.c.judgement == number))
        writer.execute(update(bearers).where(bearers.c.apart == number).values(apart=None))


def find_link_judgements(view: View, limit: int = 200, offset: int = 0) -> tuple[LinkJudgement, ...]:
    """The judgements of links, the newest first, those taken back among them."""
    left, right = pages.alias(), pages.alias()
    fits = select(links.c.id).where(links.c.judgement == link_judgements.c.id).exists()
    chosen = select(link_judgements, left.c.key.label("left_key"), right.c.key.label("right_key"), fits.label("fits"))
    chosen = chosen.join(left, left.c.id == link_judgements.c.left).join(right, right.c.id == link_judgements.c.right)
    rows = view.rows(chosen.order_by(link_judgements.c.id.desc()).limit(limit).offset(offset))
    return tuple(
        LinkJudgement(
            left=ref(row.left_key, row.left_part),
            right=ref(row.right_key, row.right_part),
            fits=bool(row.fits),
            **{name: getattr(row, name) for name in ("id", "kind", "verdict", "by", "at", "why", "undone")},
        )
        for row in rows
    )


def fit(writer: Writer, read: Collection[int]) -> None:
    """Make the links of standing judgements on these pages fit their present readings, inside a transaction. A
    judgement with a part that is there no more stays, and gives no link until it is there again."""
    touched = link_judgements.c.left.in_(read) | link_judgements.c.right.in_(read)
    # A spelling that is somebody else's may have come again with any page.
    touched |= (link_judgements.c.kind == "actor") & (link_judgements.c.verdict == "different")
    for row in writer.execute(select(link_judgements).where(touched, link_judgements.c.undone.is_(None))).all():
        writer.execute(delete(links).where(links.c.judgement == row.id))
        left = _present(writer, _End(row.left, row.left_part, row.left_start))
        right = _present(writer, _End(row.right, row.right_part, row.right_start))
        if left is None or right is None:
            continue
        ends = [_bearer(writer, each) if row.kind == "actor" else (None, None) for each in (left, right)]
        writer.execute(
            insert(links).values(
                id=writer.next_id(links.c.id),
                kind=row.kind,
                left=left.page,
                left_part=left.part,
                right=right.page,
                right_part=right.part,
                verdict=row.verdict,
                score=1.0,
                why=row.why,
                judgement=row.id,
                left_profile=ends[0][1],
                right_profile=ends[1][1],
            )
        )
        if row.kind == "actor" and row.verdict == "different" and ends[0][1] == ends[1][1]:
            _part(writer, row.id, ends[0][0], ends[1][0])


def _part(writer: Writer, judgement: int, left: int | None, right: int | None) -> None:
    """Keep `right` apart from the profile that it shares with `left`; with it all that bear its name, if the other does
    not: where a spelling is somebody else's, it is so in each article."""
    name = select(entities.c.name).where(entities.c.id == right)
    of_profile = bearers.c.profile == select(bearers.c.profile).where(bearers.c.entity == right).scalar_subquery()
    mine = bearers.c.entity == right
    if writer.execute(select(entities.c.name).where(entities.c.id == left)).scalar() != writer.execute(name).scalar():
        mine = of_profile & bearers.c.entity.in_(select(entities.c.id).where(entities.c.name == name.scalar_subquery()))
    writer.execute(update(bearers).where(mine).values(apart=judgement))


def _present(writer: Writer, end: _End) -> _End | None:
    """The same part in the present reading: of its kind, at its place."""
    chosen = select(records.c.record).join(articles, articles.c.id == records.c.article)
    data = writer.execute(chosen.where(articles.c.page == end.page)).scalar()
    if data is None:
        return None
    for part, start in _starts(unpacked(data)).items():
        if part[:1] == end.part[:1] and start == end.start:
            return _End(end.page, part, start)
    return None


def _bearer(writer: Writer, end: _End) -> tuple[int | None, int | None]:
    """The entity's row and its profile."""
    chosen = select(entities.c.id, bearers.c.profile).join(articles, articles.c.id == entities.c.article)
    chosen = chosen.outerjoin(bearers, bearers.c.entity == entities.c.id)
    row: Any = writer.execute(chosen.where(articles.c.page == end.page, entities.c.own == end.part)).one_or_none()
    return (row.id, row.profile) if row else (None, None)


def _end(view: View, named: str, begins: str) -> _End:
    """The end that `named` names; NotFound where there is none."""
    key, _, part = named.partition("/")
    record = view.record(key)
    start = _starts(record).get(part)
    if start is None or part[:1] != begins:
        kinds = {"": "an article: its id alone", "e": "an entity: ID/e1", "v": "an event: ID/v1"}
        raise NotFound(f"{named}: this must name {kinds[begins]}, and there must be one.")
    return _End(view.value(select(pages.c.id).where(pages.c.key == key)), part, start)


def _starts(record: Record) -> dict[str, int]:
    """Where each part begins; the article itself is ""."""
    named = {entity.id: min(entity.mentions, default=(0, 0))[0] for entity in record.entities}
    return {"": 0, **named, **{event.id: event.trigger[0] for event in record.events}}


def _check(said: NewVerdict) -> None:
    if said.kind not in get_args(LinkKind):
        raise BadJudgement(f"{said.kind}: a kind of link is one of {', '.join(get_args(LinkKind))}.")
    if said.verdict not in VERDICTS[said.kind]:
        raise BadJudgement(f"{said.verdict}: of a {said.kind} link one says {', '.join(VERDICTS[said.kind])}.")
    if said.left == said.right:
        raise BadJudgement(f"{said.left}: a link joins two things, or keeps them apart; name two.")
    if not said.by.strip() or len(said.by) > LONGEST_NAME:
        raise BadJudgement(f"A judgement needs the name of whoever makes it, of at most {LONGEST_NAME} letters.")
    if len(said.why) > LONGEST_WHY:
        raise BadJudgement(f"Too long: `why` has at most {LONGEST_WHY} letters.")
