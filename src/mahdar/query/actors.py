"""Who is who across articles: the profile that each entity bears, joined by what people and authority files say."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct
from sqlalchemy import func, or_, select

from mahdar.errors import NotFound
from mahdar.link.authority import ENTRY
from mahdar.link.clusters import RULES, Contradiction, clusters
from mahdar.model import Link
from mahdar.query.links import Tie, as_link, judged_links, links_where
from mahdar.store.linked import bearers, links, things
from mahdar.store.schema import articles, entities, names
from mahdar.store.view import View

MOST_ACTORS = 50
MOST_SPELLINGS = 20
_ROUNDS = 20  # of following what is joined to what is joined


class Actor(Struct, frozen=True, kw_only=True):
    """One person, organisation or place: `ref`, the first entity that bore its name, is what to ask for it by;
    `spellings` its names, the most frequent first; `links` what was judged on the way, by the rules or by people."""

    ref: str
    kind: str
    articles: int
    spellings: tuple[str, ...]
    links: tuple[Tie, ...]


def find_actors(view: View, entity: Any, limit: int = MOST_ACTORS) -> tuple[Actor, ...]:
    """The actors that some `entities.id`, a list or a selection, belong to, those of most articles first. Entities that
    no run of `mahdar link` has looked at belong to none."""
    known = bearers.c.entity.in_(entity) & bearers.c.apart.is_(None)
    count = func.count()
    rows = view.rows(
        select(bearers.c.profile).where(known).group_by(bearers.c.profile).order_by(count.desc()).limit(limit)
    )
    found: dict[str, Actor] = {}
    seen: set[int] = set()
    for (profile,) in rows:
        if profile not in seen:
            mine = one_with(view, {profile})
            seen |= mine
            actor = _actor(view, mine)
            found[actor.ref] = actor
    return tuple(sorted(found.values(), key=lambda actor: (-actor.articles, actor.ref)))


def bearers_of(view: View, ref: str) -> list[int]:
    """The `entities.id` of everything that is one with the entity "KEY/e3"; NotFound where there is no such entity."""
    key, _, own = ref.partition("/")
    chosen = select(entities.c.id, bearers.c.profile, bearers.c.apart)
    chosen = chosen.join(articles, articles.c.id == entities.c.article)
    chosen = chosen.outerjoin(bearers, bearers.c.entity == entities.c.id)
    for row in view.rows(chosen.where(articles.c.key == key, entities.c.own == own)):
        if row.profile is None:
            return [row.id]
        if row.apart is not None:
            mine = (bearers.c.profile == row.profile) & (bearers.c.apart == row.apart)
            return [number for (number,) in view.rows(select(bearers.c.entity).where(mine))]
        return [number for (number,) in view.rows(_bearing(bearers.c.entity, one_with(view, {row.profile})))]
    raise NotFound(f"{ref}: the article has no such entity; name one as ID/e3.")


def one_with(view: View, profiles: Collection[int]) -> set[int]:
    """The profiles that are one with these: joined by people's judgements or the same entry of an authority, and not
    kept apart by what people judged."""
    reached = set(profiles)
    joins: list[Link] = []
    for _ in range(_ROUNDS):
        joins = _joining(view, reached)
        numbers = {int(end) for join in joins for end in (join.left, join.right) if end.isdecimal()}
        if numbers <= reached:
            break
        reached |= numbers
    groups, _ = clusters([str(number) for number in reached], joins)
    asked = {str(number) for number in profiles}
    return {int(key) for group in groups if not asked.isdisjoint(group) for key in group if key.isdecimal()}


def find_contradictions(view: View) -> tuple[Contradiction, ...]:
    """What people judged of actors that cannot all hold: the judgements, and what came of it."""
    return tuple(clusters((), map(as_link, judged_links(view, "actor")))[1])


def _joining(view: View, profiles: Collection[int]) -> list[Link]:
    """What joins or parts these profiles and others, as links between numbers: people's judgements, and entries of an
    authority, each entry an end of its own."""
    columns = (links.c.left_profile, links.c.right_profile, links.c.left_part, links.c.verdict, links.c.score)
    entry = links.c.left.is_(None)
    mine = select(links.c.left_part).where(entry, links.c.right_profile.in_(profiles), links.c.verdict == "same")
    touching = or_(links.c.left_profile.in_(profiles), links.c.right_profile.in_(profiles))
    judged = links.c.judgement.is_not(None) & touching
    asked = (links.c.kind == "actor") & links.c.right_profile.is_not(None)
    rows = view.rows(select(*columns, links.c.judgement).where(asked, or_(judged, entry & links.c.left_part.in_(mine))))
    return [
        Link(
            left=f"{ENTRY}/{row.left_part}" if row.left_profile is None else str(row.left_profile),
            right=str(row.right_profile),
            kind="actor",
            verdict=row.verdict,
            score=row.score,
            why="",
            by=RULES if row.judgement is None else "people",
        )
        for row in rows
    ]


def _bearing(what: Any, profiles: Iterable[int]) -> Any:
    return select(what).where(bearers.c.profile.in_(sorted(profiles)), bearers.c.apart.is_(None))


def _actor(view: View, profiles: Collection[int]) -> Actor:
    mine = entities.c.id.in_(_bearing(bearers.c.entity, profiles))
    count = func.count(entities.c.article.distinct())
    spelled = select(names.c.name, names.c.kind).join(entities, entities.c.name == names.c.id).where(mine)
    rows = view.rows(
        spelled.group_by(names.c.id, names.c.name, names.c.kind)
        .order_by(count.desc(), names.c.name)
        .limit(MOST_SPELLINGS)
    )
    keys = [key for (key,) in view.rows(select(things.c.key).where(things.c.id.in_(profiles)).order_by(things.c.id))]
    touching = or_(links.c.left_profile.in_(profiles), links.c.right_profile.in_(profiles))
    return Actor(
        ref=keys[0],
        kind=rows[0].kind,
        articles=view.value(select(count).where(mine)),
        spellings=tuple(row.name for row in rows),
        links=links_where(view, (links.c.kind == "actor") & touching),
    )
