"""Whether the rows of the database fit its records, and the indexes their rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Table, func, select

from mahdar.errors import BadArchive
from mahdar.model import Record
from mahdar.stems import version
from mahdar.store.engines import GAP
from mahdar.store.linked import bearers, link_judgements, links, things, traits
from mahdar.store.rows import article_row, indexed_name, indexed_text, parts_of, unpacked
from mahdar.store.schema import (
    articles,
    called,
    cited,
    entities,
    events,
    judgements,
    matches,
    meta,
    names,
    pages,
    parties,
    records,
    statements,
    vocabulary,
)
from mahdar.store.view import View

Wrong = Iterator[tuple[str, str]]
"""Where something does not fit, and what."""

_AT_A_TIME = 200
_MOST = 20  # of one kind that are named one by one

_LINKS: tuple[tuple[Column[Any], Column[Any]], ...] = (
    (articles.c.page, pages.c.id),
    (articles.c.id, records.c.article),
    (records.c.article, articles.c.id),
    (entities.c.article, articles.c.id),
    (entities.c.name, names.c.id),
    (called.c.name, names.c.id),
    (called.c.entity, entities.c.id),
    (statements.c.article, articles.c.id),
    (statements.c.speaker, entities.c.id),
    (events.c.article, articles.c.id),
    (events.c.place, entities.c.id),
    (parties.c.event, events.c.id),
    (parties.c.entity, entities.c.id),
    (cited.c.article, articles.c.id),
    (judgements.c.page, pages.c.id),
    (matches.c.page, pages.c.id),
    (link_judgements.c.left, pages.c.id),
    (link_judgements.c.right, pages.c.id),
    (links.c.left, pages.c.id),
    (links.c.right, pages.c.id),
    (links.c.judgement, link_judgements.c.id),
    (links.c.left_profile, things.c.id),
    (links.c.right_profile, things.c.id),
    (bearers.c.entity, entities.c.id),
    (bearers.c.profile, things.c.id),
    (bearers.c.apart, link_judgements.c.id),
    (traits.c.thing, things.c.id),
)


def check_links(view: View) -> Wrong:
    """Rows that name another row which is not there, and pages whose state says something else than the tables."""
    for source, target in _LINKS:
        missing = source.is_not(None) & source.not_in(select(target))
        for (value,) in view.rows(select(source).where(missing).distinct().limit(_MOST)):
            yield f"{source.table.name}.{source.name}", f"{value} is not in {target.table.name}"
    read = select(articles.c.page)
    for state, wrong in (("has no record", pages.c.id.not_in(read)), ("is removed", pages.c.id.in_(read))):
        expected = "record" if state == "has no record" else "removed"
        for (key,) in view.rows(select(pages.c.key).where(pages.c.state == expected, wrong).limit(_MOST)):
            yield key, f"the page {state}, and should not be so"


def check_records(view: View, count: Callable[[], object]) -> Wrong:
    """Records that cannot be unpacked, are another page's, or differ from their rows."""
    read = select(articles, records.c.record, pages.c.sha256, pages.c.key.label("of")).join(records).join(pages)
    for some in _some(view, read, articles.c.id):
        found = _counted(view, some[0].id, some[-1].id)
        for row in some:
            count()
            try:
                record = unpacked(row.record)
            except BadArchive as wrong:
                yield row.key, str(wrong)
                continue
            if (record.id, record.page.sha256) != (row.of, row.sha256) or row.key != row.of:
                yield row.key, f"its record is that of another page ({record.id}, {record.page.sha256})"
            made = article_row(record)
            differs = [name for name in ("title", "outlet", "published", "day") if made[name] != getattr(row, name)]
            differs += [name for name, number in _expected(record).items() if number != found[name][row.id]]
            if differs:
                yield row.key, f"its rows do not fit its record ({', '.join(differs)}); read it again"


def _expected(record: Record) -> dict[str, int]:
    """How many rows a record has in each table."""
    own = {entity.id for entity in record.entities}
    return {
        "entities": len(record.entities),
        "statements": len(record.statements),
        "events": len(record.events),
        "parties": sum(one in own for event in record.events for _, one in parts_of(event)),
        "cited": len(record.references),
    }


def _counted(view: View, first: int, last: int) -> dict[str, Counter[int]]:
    """How many rows the articles from `first` to `last` have in each table."""
    found = {table.name: _rows_of(view, select(table.c.article), first, last) for table in _OF_ARTICLES}
    acting = select(events.c.article).join(parties, parties.c.event == events.c.id)
    return {**found, "parties": _rows_of(view, acting, first, last)}


_OF_ARTICLES: tuple[Table, ...] = (entities, statements, events, cited)


def _rows_of(view: View, question: Any, first: int, last: int) -> Counter[int]:
    article = question.selected_columns[0]
    counted = question.add_columns(func.count()).where(article.between(first, last)).group_by(article)
    return Counter(dict(view.rows(counted)))


def check_indexes(view: View) -> Wrong:
    """Rows that an index lacks or has too many, and stems that it should not have or has not often enough."""
    if view.value(select(meta.c.value).where(meta.c.key == "stems")) != version():
        return  # made by another stemmer; whoever writes next makes them anew
    learnt = {stem for (stem,) in view.stream(select(vocabulary.c.stem))}
    for index, rows in (("words", _texts(view)), ("name_words", _names(view))):
        ids: set[int] = set()
        times: Counter[str] = Counter()
        inside: Counter[str] = Counter()
        for number, columns in rows:
            ids.add(number)
            stems = " ".join(columns).split()
            times.update(stems)
            inside.update(set(stems))
        expected = {(stem, inside[stem], times[stem]) for stem in times if stem != GAP}
        found = {each for each in view.counts(index) if each[0] != GAP}
        yield from _differ(
            f"the index {index}", expected ^ found, "the stem {0[0]} is not found as often as it is there"
        )
        yield from _differ(f"the index {index}", ids ^ set(view.indexed(index)), "row {0} is in it alone or not in it")
        yield from _differ("vocabulary", {stem for stem, *_ in expected} - learnt, "the stem {0} is missing")


def _differ(where: str, what: set[Any], said: str) -> Wrong:
    for one in sorted(what)[:_MOST]:
        yield where, said.format(one)


def _texts(view: View) -> Iterator[tuple[int, tuple[str, ...]]]:
    for some in _some(view, select(records.c.article.label("id"), records.c.record), records.c.article):
        for number, data in some:
            try:
                yield number, indexed_text(unpacked(data))
            except BadArchive:
                continue  # told of before


def _names(view: View) -> Iterator[tuple[int, tuple[str, ...]]]:
    for some in _some(view, select(names.c.id, names.c.name), names.c.id):
        yield from ((number, (indexed_name(name),)) for number, name in some)


def _some(view: View, question: Any, number: Any) -> Iterator[Sequence[Any]]:
    """The rows of an answer in the order of `number`, some at a time."""
    last = 0
    while rows := view.rows(question.where(number > last).order_by(number).limit(_AT_A_TIME)):
        yield rows
        last = rows[-1].id
