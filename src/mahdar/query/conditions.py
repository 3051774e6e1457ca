"""A query as a condition on `articles.id`.

What a query says of an event holds of one and the same event where it stands in one conjunction:
`type:ASSAULT actor:X status:occurred` finds articles with an assault by X that took place, not those with an assault by
somebody else and another deed of X's. The same goes for what is said with NOT beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, true, union

from mahdar.arabic import key as folded
from mahdar.query.nodes import And, Days, Equals, Fuzzy, Named, Node, Not, Or, Prefix, Words
from mahdar.store.engines import INDEXES
from mahdar.store.schema import articles, called, cited, entities, events, names, parties, statements
from mahdar.store.view import View

MOST_SPELLINGS = 200
"""A fuzzy word stands for so many of the archive's stems at most, the nearest first."""

_PARTS = {"actor": ("actor",), "recipient": ("recipient",), "party": ("actor", "recipient", "side1", "side2")}
_KINDS = {"person": "person", "organization": "organization", "place": "place"}
_OF_EVENTS = {"type", "mode", "status"}
_COLUMNS = {"text": ("title", "body"), "title": ("title",), "body": ("body",)}

Condition = ColumnElement[bool]
Leaf = Words | Prefix | Fuzzy


def condition(view: View, node: Node | None, walking: bool = False) -> Condition:
    """Which `articles.id` the query finds; None finds all. `walking` is for whoever goes through all articles in their
    order until there are enough: the engine is not to begin with what the index finds."""
    article = articles.c.id + 0 if walking else articles.c.id  # a sum has no index
    return _Conditions(view, article).of(node) if node else true()


def counted(view: View, node: Node | None) -> Select[Any]:
    """How many articles the query finds; of words alone, the index knows that without a look at the articles."""
    expression = _Conditions(view, articles.c.id).expression(node) if node else None
    if expression:
        return view.database.counted("words", expression)
    return select(func.count()).select_from(articles).where(condition(view, node))


def event_condition(view: View, node: Node | None) -> Condition:
    """Which `events.id` the query finds: what it says of events holds of the event, all else of its article."""
    return and_(*_Conditions(view, events.c.article, joined=False).of_events(node))


def events_of_articles(view: View, node: Node | None) -> tuple[Condition, Condition]:
    """The same in two, for whoever walks through articles: what holds of an event, and of the article that it is in."""
    return _Conditions(view, articles.c.id + 0).of_events(node)


def statement_condition(view: View, node: Node | None) -> Condition:
    """Which `statements.id` the query finds: `speaker:` holds of the statement, all else of its article."""
    return and_(*_Conditions(view, statements.c.article, joined=False).of_statements(node))


def statements_of_articles(view: View, node: Node | None) -> tuple[Condition, Condition]:
    """The same in two: what holds of a statement, and of the article that it is in."""
    return _Conditions(view, articles.c.id + 0).of_statements(node)


def _parted(node: Node | None, of_fact: Callable[[Node], bool]) -> tuple[list[Node], Node | None]:
    """What a query says of the fact itself, and all else."""
    parts = node.parts if isinstance(node, And) else (node,) if node else ()
    said = [part for part in parts if of_fact(part)]
    left = tuple(part for part in parts if not of_fact(part))
    return said, And(left, left[0].at) if len(left) > 1 else left[0] if left else None


def called_so(view: View, name: Named) -> Any:
    """A selection of the `entities.id` that are called as `name` says."""
    return _Conditions(view, articles.c.id).entities(name)


class _Conditions:
    """Conditions on `article`, an article's id; `joined` says that the table of articles is there to be looked at."""

    def __init__(self, view: View, article: ColumnElement[int], joined: bool = True) -> None:
        self._view = view
        self._id = article
        self._joined = joined
        self._database = view.database

    def of(self, node: Node) -> Condition:
        """The condition on articles that `node` is."""
        if (expression := self.expression(node)) is not None:
            return self._database.found("words", expression, self._id) if expression else false()
        if _of_event(node):
            return self._id.in_(_apart(select(events.c.article).where(self.of_event(node))))
        if isinstance(node, And):
            return self._all(node)
        if isinstance(node, Or):
            return or_(*map(self.of, node.parts))
        if isinstance(node, Not):
            return not_(self.of(node.part))
        if isinstance(node, Named):
            return self._named(node)
        if isinstance(node, Days):
            return self._about(_within(node))
        assert isinstance(node, Equals)
        return self._equals(node)

    def _all(self, node: And) -> Condition:
        """Text with text into one look at the index, what is said of events into one event, the rest one by one."""
        texts = [part for part in node.parts if self.expression(part) is not None]
        of_events = [part for part in node.parts if _of_event(part)]
        rest = [part for part in node.parts if part not in texts and part not in of_events]
        found = [self.of(part) for part in rest]
        if texts:
            found.append(self.of(texts[0] if len(texts) == 1 else And(tuple(texts), node.at)))
        if of_events:
            positive = any(not isinstance(part, Not) for part in of_events)
            joined = and_(*map(self.of_event, of_events))
            mine = self._id.in_(_apart(select(events.c.article).where(joined)))
            found.append(mine if positive else and_(*map(self.of, of_events)))
        return and_(*found)

    def of_events(self, node: Node | None) -> tuple[Condition, Condition]:
        """What the query says of an event, and of its article."""
        return self._of_facts(node, _of_event, self.of_event)

    def of_statements(self, node: Node | None) -> tuple[Condition, Condition]:
        """What the query says of a statement, and of its article."""
        return self._of_facts(node, _of_speaker, self.of_speaker)

    def _of_facts(
        self, node: Node | None, of_fact: Callable[[Node], bool], fact: Callable[[Node], Condition]
    ) -> tuple[Condition, Condition]:
        said, left = _parted(node, of_fact)
        return and_(true(), *map(fact, said)), self.of(left) if left else true()

    def _about(self, found: Condition) -> Condition:
        """A condition on the columns of articles."""
        return found if self._joined else self._id.in_(_apart(select(articles.c.id).where(found)))

    # ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def expression(self, node: Node) -> str | None:
        """`node` as an expression for an index of stems: "" where nothing can be found, None where it says other
        things too, or only what must not be there."""
        if isinstance(node, Words | Prefix | Fuzzy):
            return self._leaf(node, _COLUMNS[node.field])
        if isinstance(node, Or):
            return _joined([self.expression(part) for part in node.parts], self._database.either)
        if isinstance(node, And):
            return self._conjunction(node)
        return None

    def _conjunction(self, node: And) -> str | None:
        wanted = [self.expression(part) for part in node.parts if not isinstance(part, Not)]
        barred = [self.expression(part.part) for part in node.parts if isinstance(part, Not)]
        if not wanted or None in wanted or None in barred:
            return None
        if "" in wanted:
            return ""
        both = reduce(self._database.both, filter(None, wanted))
        return reduce(self._database.without, filter(None, barred), both)

    def _leaf(self, leaf: Leaf, columns: tuple[str, ...]) -> str:
        if isinstance(leaf, Words):
            return self._database.phrase(leaf.stems, columns)
        if isinstance(leaf, Prefix):
            return self._database.prefix(leaf.start, columns)
        phrases = [self._database.phrase([stem], columns) for stem in spellings(self._view, leaf)]
        return _joined(phrases, self._database.either) or ""

    # ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _named(self, node: Named) -> Condition:
        if node.field == "speaker":
            mine = select(statements.c.article).where(self.of_speaker(node))
        else:
            mine = select(entities.c.article).where(entities.c.id.in_(self.entities(node)))
        return self._id.in_(_apart(mine))

    def entities(self, node: Named) -> Any:
        """The ids of the entities that are called so."""
        expression = self._leaf(node.value, INDEXES["name_words"])
        if not expression:
            return select(entities.c.id).where(false())
        found = self._database.found("name_words", expression, names.c.id)
        if kind := _KINDS.get(node.field):
            found = and_(found, names.c.kind == kind)
        borne = select(names.c.id).where(found)
        return union(
            select(entities.c.id).where(entities.c.name.in_(borne)),
            select(called.c.entity).where(called.c.name.in_(borne)),
        )

    def of_speaker(self, node: Node) -> Condition:
        """The condition on statements that `node`, which names their speaker, is."""
        assert isinstance(node, Named)
        return statements.c.speaker.in_(self.entities(node))

    # ── events ────────────────────────────────────────────────────────────────────────────────────────────────────

    def of_event(self, node: Node) -> Condition:
        """The condition on events that `node`, which speaks of nothing else, is."""
        if isinstance(node, And):
            return and_(*map(self.of_event, node.parts))
        if isinstance(node, Or):
            return or_(*map(self.of_event, node.parts))
        if isinstance(node, Not):
            return not_(self.of_event(node.part))
        if isinstance(node, Named):
            mine = select(parties.c.event).where(
                parties.c.entity.in_(self.entities(node)), parties.c.part.in_(_PARTS[node.field])
            )
            return events.c.id.in_(mine)
        assert isinstance(node, Equals)
        if node.field == "mode":
            return events.c.modes.contains(f" {node.value} ", autoescape=True)
        return events.c[node.field] == node.value

    # ── the rest ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _equals(self, node: Equals) -> Condition:
        if node.field == "id":
            return self._about(articles.c.key == node.value)
        if node.field == "outlet":
            known = articles.c.outlet.in_(self._outlets(folded(node.value)))
            return self._about(and_(articles.c.outlet.is_not(None), known))
        if node.field == "country":
            return self._id.in_(_apart(select(entities.c.article).where(entities.c.country == node.value)))
        return self._id.in_(_apart(select(cited.c.article).where(cited.c.reference == node.value)))

    def _outlets(self, wanted: str) -> list[str]:
        known = self._view.rows(select(articles.c.outlet).where(articles.c.outlet.is_not(None)).distinct())
        return [outlet for (outlet,) in known if folded(outlet) == wanted]


def spellings(view: View, leaf: Fuzzy) -> list[str]:
    """The archive's stems within the distance that `leaf` allows, the nearest first, those of one distance in order."""
    known = view.stems()
    near = process.extract(leaf.stem, known, scorer=OSA.distance, score_cutoff=leaf.distance, limit=None)
    return [stem for stem, _, _ in sorted(near, key=lambda found: (found[1], found[0]))][:MOST_SPELLINGS]


def _apart(inner: Select[Any]) -> Select[Any]:
    """`inner` as a question of its own, whatever tables the one around it looks at."""
    return inner.correlate(None)


def _of_speaker(node: Node) -> bool:
    """Whether `node` names a speaker."""
    return isinstance(node, Named) and node.field == "speaker"


def _of_event(node: Node) -> bool:
    """Whether `node` speaks of events alone."""
    if isinstance(node, And | Or):
        return all(map(_of_event, node.parts))
    if isinstance(node, Not):
        return _of_event(node.part)
    if isinstance(node, Named):
        return node.field in _PARTS
    return isinstance(node, Equals) and node.field in _OF_EVENTS


def _joined(expressions: Sequence[str | None], join: Callable[[str, str], str]) -> str | None:
    if None in expressions:
        return None
    found = list(filter(None, expressions))
    return reduce(join, found) if found else ""


def _within(days: Days) -> Condition:
    """Published on a day in the range; of an article of which only the month is known, the month must begin in it."""
    day = articles.c.published if days.field == "date" else articles.c.day
    # Unknown is not between any two days: said outright, for NOT would leave a comparison with nothing unanswered.
    found: list[Condition] = [day.is_not(None), day != "", day >= (days.first or "")]
    if days.last:
        found.append(day <= days.last + "~")  # behind every longer date
    return and_(*found)
