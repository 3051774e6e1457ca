"""Stories and copies: who reports one occurrence, who copies whom, where the reports differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select

from mahdar.link.duplicates import independent
from mahdar.link.merging import Story, merge_story
from mahdar.link.wires import Credit, find_credits
from mahdar.model import Record
from mahdar.query.facts import Source, ground
from mahdar.query.links import Tie, as_link, links_of
from mahdar.query.search import chosen
from mahdar.store.linked import bearers, links
from mahdar.store.schema import articles, entities
from mahdar.store.view import View

MOST_MEMBERS = 300
"""So many articles of a story are read, the first; what is beyond is counted."""


class Headline(Struct, frozen=True, kw_only=True):
    """A story in one line: `id` is the article that opened it."""

    id: str
    title: str | None
    first: str | None
    last: str | None
    articles: int
    outlets: int


class Headlines(Struct, frozen=True, kw_only=True):
    """One page of stories that have two articles at least."""

    query: str
    total: int
    offset: int
    stories: tuple[Headline, ...]


class Told(Struct, frozen=True, kw_only=True):
    """A story with what it stands on. `articles` counts all, also those beyond what was read; `independent` are the
    articles read in groups of one source each: copies, and what relays the same agency; `credits` says which agencies
    an article names."""

    story: Story
    articles: int
    independent: tuple[tuple[str, ...], ...]
    credits: dict[str, tuple[str, ...]]
    links: tuple[Tie, ...]


class Copy(Struct, frozen=True, kw_only=True):
    """A copy of an article: where it stands, how alike, which was first as far as known, and what was changed."""

    source: Source
    link: Tie
    credits: tuple[str, ...]


def find_stories(view: View, query: str = "", limit: int = 20, offset: int = 0) -> Headlines:
    """Stories of two articles or more that have one that `query` finds, those with the newest articles first."""
    member = _members().subquery()
    last = func.max(articles.c.day)
    grouped = (
        select(member.c.story, func.min(articles.c.day), last, func.count(), func.count(articles.c.outlet.distinct()))
        .join(articles, articles.c.page == member.c.page)
        .group_by(member.c.story)
    )
    if query.strip():
        found = select(articles.c.page).where(articles.c.id.in_(chosen(view, query)))
        grouped = grouped.where(member.c.story.in_(select(member.c.story).where(member.c.page.in_(found))))
    total = view.value(select(func.count()).select_from(grouped.subquery()))
    rows = view.rows(grouped.order_by(last.desc(), member.c.story.desc()).limit(limit).offset(offset))
    openers = select(articles.c.page, articles.c.key, articles.c.title)
    titles = {row.page: row for row in view.rows(openers.where(articles.c.page.in_([row[0] for row in rows])))}
    stories = tuple(
        Headline(
            id=titles[page].key,
            title=titles[page].title,
            first=first or None,
            last=last or None,
            articles=count,
            outlets=outlets,
        )
        for page, first, last, count, outlets in rows
        if page in titles
    )
    return Headlines(query=query, total=total, offset=offset, stories=stories)


def find_story(view: View, key: str) -> Told:
    """The story that the article `key` is in, one of its own where it is in none; NotFound where there is no such
    article."""
    view.record(key)
    keys, ties = _story_of(view, key)
    members = _read(view, keys)
    copies = [as_link(tie) for tie in links_of(view, "duplicate", keys)]
    credits = {record.id: find_credits(record) for record in members}
    return Told(
        story=merge_story(members, copies, _actors(view, keys)),
        articles=len(keys),
        independent=tuple(independent([record.id for record in members], copies, credits)),
        credits={key: _names(found) for key, found in credits.items() if found},
        links=ties,
    )


def find_copies(view: View, key: str) -> tuple[Copy, ...]:
    """The copies of an article, the likest first; NotFound where there is no such article."""
    view.record(key)
    ties = [tie for tie in links_of(view, "duplicate", [key]) if tie.verdict == "same"]
    others = {tie: view.record(tie.right if tie.left == key else tie.left) for tie in ties}
    return tuple(
        Copy(source=ground(record).source, link=tie, credits=_names(find_credits(record)))
        for tie, record in others.items()
    )


def _members() -> Any:
    """Pages by the page that opened their story, the opener's own among them, without what people took out of it."""
    judged = links.alias()
    same_pair = (judged.c.left == links.c.left) & (judged.c.right == links.c.right)
    taken_out = select(judged.c.id).where(judged.c.kind == "story", judged.c.judgement.is_not(None), same_pair)
    joined = (links.c.kind == "story") & (links.c.verdict == "same")
    kept = joined & (links.c.judgement.is_not(None) | ~taken_out.exists())
    story = links.c.left.label("story")
    return select(story, links.c.right.label("page")).where(kept).union(select(story, links.c.left).where(kept))


def _story_of(view: View, key: str) -> tuple[list[str], tuple[Tie, ...]]:
    """The articles of a story, its opener first, and the links that join them."""
    reached, ties = {key}, dict[tuple[str, str], Tie]()
    while True:
        found = [tie for tie in links_of(view, "story", reached) if tie.verdict == "same"]
        ties.update({(tie.left, tie.right): tie for tie in found})
        ends = {end for tie in found for end in (tie.left, tie.right)}
        if ends <= reached or len(reached) > MOST_MEMBERS:
            break
        reached |= ends
    return _in_order(view, reached, {tie.left for tie in ties.values()}), tuple(ties.values())


def _in_order(view: View, keys: Iterable[str], openers: Collection[str]) -> list[str]:
    """Those that opened a story first, then by day and as they came."""
    days = select(articles.c.key, articles.c.day, articles.c.id).where(articles.c.key.in_(keys))
    rows = view.rows(days)
    return [row.key for row in sorted(rows, key=lambda row: (row.key not in openers, row.day or "9999", row.id))]


def _read(view: View, keys: Iterable[str]) -> list[Record]:
    """The records, in the order of `keys`."""
    wanted = list(keys)[:MOST_MEMBERS]
    rows = view.rows(select(articles.c.key, articles.c.id).where(articles.c.key.in_(wanted)))
    numbers = {row.key: row.id for row in rows}
    found = view.records(list(numbers.values()))
    return [found[numbers[key]] for key in wanted if key in numbers]


def _actors(view: View, keys: Iterable[str]) -> dict[tuple[str, str], str]:
    """Who is who in these articles."""
    chosen = select(articles.c.key, entities.c.own, bearers.c.profile).join(entities, entities.c.id == bearers.c.entity)
    chosen = chosen.join(articles, articles.c.id == entities.c.article)
    rows = view.rows(chosen.where(articles.c.key.in_(list(keys)[:MOST_MEMBERS]), bearers.c.apart.is_(None)))
    return {(row.key, row.own): str(row.profile) for row in rows}


def _names(credits: Iterable[Credit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(credit.name for credit in credits))
