"""Links as they stand: what the passes found, and what people said of the same, which outranks it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, or_, select

from mahdar.link.authority import ENTRY
from mahdar.link.clusters import RULES
from mahdar.model import Link, LinkKind
from mahdar.store.linked import link_judgements, links
from mahdar.store.schema import pages
from mahdar.store.view import View

MOST_LINKS = 2_000
"""So many links of one answer."""


class Tie(Struct, frozen=True, kw_only=True):
    """A link; `by` is "rules" or who judged it, `judgement` the number under which that can be undone."""

    left: str
    right: str
    kind: LinkKind
    verdict: str
    score: float
    why: str
    by: str = RULES
    judgement: int | None = None


def every_link(view: View, kind: LinkKind | None = None) -> Iterator[Tie]:
    """All links of a kind or of all, those that people made among them, in a fixed order."""
    where = links.c.kind == kind if kind else links.c.kind.is_not(None)
    for row in view.stream(_chosen(where).order_by(links.c.kind, links.c.id)):
        yield _tie(row)


def judged_links(view: View, kind: LinkKind) -> tuple[Tie, ...]:
    """The links of a kind that people made."""
    return tuple(map(_tie, view.rows(_chosen((links.c.kind == kind) & links.c.judgement.is_not(None)))))


def links_of(view: View, kind: LinkKind, keys: Collection[str]) -> tuple[Tie, ...]:
    """The standing links of a kind that have one of these articles at either end, the likeliest first."""
    numbers = [number for (number,) in view.rows(select(pages.c.id).where(pages.c.key.in_(keys)))]
    return links_where(view, (links.c.kind == kind) & or_(links.c.left.in_(numbers), links.c.right.in_(numbers)))


def links_where(view: View, where: ColumnElement[bool]) -> tuple[Tie, ...]:
    """The standing links that meet a condition, the likeliest first."""
    ties = map(_tie, view.rows(_chosen(where).limit(MOST_LINKS)))
    return tuple(sorted(standing(ties), key=lambda tie: (-tie.score, tie.left, tie.right)))


def standing(ties: Iterable[Tie]) -> list[Tie]:
    """`ties` without those of the rules that somebody has judged."""
    listed = list(ties)
    judged = {frozenset((tie.left, tie.right)) for tie in listed if tie.by != RULES}
    return [tie for tie in listed if tie.by != RULES or frozenset((tie.left, tie.right)) not in judged]


def as_link(tie: Tie) -> Link:
    """The tie as the passes of `link` take it."""
    return Link(
        left=tie.left, right=tie.right, kind=tie.kind, verdict=tie.verdict, score=tie.score, why=tie.why, by=tie.by
    )


def _chosen(where: ColumnElement[bool]) -> Select[Any]:
    left, right = pages.alias(), pages.alias()
    columns = (links.c.kind, links.c.left_part, links.c.right_part, links.c.verdict, links.c.score, links.c.why)
    ends = (left.c.key.label("left_key"), right.c.key.label("right_key"))
    chosen = select(*columns, links.c.judgement, link_judgements.c.by, *ends).join(right, right.c.id == links.c.right)
    chosen = chosen.outerjoin(left, left.c.id == links.c.left)
    return chosen.outerjoin(link_judgements, link_judgements.c.id == links.c.judgement).where(where)


def _tie(row: Any) -> Tie:
    return Tie(
        left=ref(row.left_key or ENTRY, row.left_part),
        right=ref(row.right_key, row.right_part),
        by=row.by or RULES,
        **{name: getattr(row, name) for name in ("kind", "verdict", "score", "why", "judgement")},
    )


def ref(key: str, part: str) -> str:
    """A part of an article by its id and its own: "KEY/v2"; the article itself has the part ""."""
    return f"{key}/{part}" if part else key
