"""What a transaction writes of records: gathered page by page, written table by table, and taken back the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Connection, Table, delete, func, insert, select, tuple_, update

from mahdar.model import Record
from mahdar.store.engines import GAP, INDEXES, Database
from mahdar.store.linked import bearers
from mahdar.store.rows import (
    Name,
    Row,
    article_row,
    entity_row,
    event_row,
    indexed_name,
    indexed_text,
    names_of,
    packed,
    parts_of,
    plain,
    unpacked,
)
from mahdar.store.schema import (
    articles,
    called,
    cited,
    entities,
    events,
    meta,
    names,
    parties,
    records,
    statements,
    vocabulary,
)

KEPT_NAMES = 100_000
KEPT_STEMS = 300_000
"""How many names and stems a writer remembers as known; it forgets all when there are more, and asks again."""
_AT_A_TIME = 400  # values in one question

_WRITTEN = (articles, records, names, entities, called, statements, events, parties, cited, vocabulary)
_OF_ARTICLES = (cited, events, statements, entities, records)
_COUNTED = {articles: "last_article", vocabulary: "last_stem"}
"""Tables whose numbers are never given again, so that what is behind a number is always new; `meta` keeps the last."""

_T = TypeVar("_T")


class _Taken(Struct, frozen=True):
    """A record to be written: its page, its number if it has one already, and the names that each entity bears."""

    page: int
    record: Record
    number: int | None
    called: dict[str, list[Name]]


class Reading:
    """The rows of the records that one transaction stores."""

    def __init__(self, connection: Connection, database: Database) -> None:
        self._connection = connection
        self._database = database
        self._dropped = -1
        self.forget()
        self._start()

    def begin(self) -> None:
        """Start with nothing gathered, knowing what this writer knew, if nobody has dropped of it meanwhile."""
        dropped = kept_number(self._connection, "dropped")
        if dropped != self._dropped:
            self.forget()
            self._dropped = dropped
        self._start()

    def _start(self) -> None:
        self._taken: list[_Taken] = []
        self._dropped_names: set[int] = set()
        self._dropped_stems: set[str] = set()
        self._last: dict[Table, int] = {}

    def forget(self) -> None:
        """Forget which names and stems are known: after a transaction that was taken back."""
        self._names: dict[tuple[str, str], int] = {}
        self._stems: set[str] = set()
        self._dropped = -1

    def take(self, page: int, record: Record, number: int | None = None) -> None:
        """Gather `record`, read from this page; `number` where the article has one already."""
        called_by = {entity.id: names_of(entity) for entity in record.entities}
        self._taken.append(_Taken(page, record, number, called_by))

    def write(self) -> None:
        """Write all that was gathered, and let go of names and stems that nothing has any more."""
        self._rows: dict[Table, list[Row]] = {table: [] for table in _WRITTEN}
        self._texts: list[tuple[int, Sequence[str]]] = []
        self._named: list[tuple[int, Sequence[str]]] = []
        self._number_names()
        for taken in self._taken:
            self._gather(taken)
        self._learn()
        for table, rows in self._rows.items():
            if rows:
                self._connection.execute(insert(table), rows)
        self._database.index(self._connection, "words", self._texts)
        self._database.index(self._connection, "name_words", self._named)
        if self._dropped_names or self._dropped_stems:
            self._drop_names()
            self._drop_stems()
            self._dropped = count_up(self._connection, "dropped")
        for table, what in _COUNTED.items():
            if table in self._last:
                keep_number(self._connection, what, self._last[table])
        self._start()

    # ── gathering ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _gather(self, taken: _Taken) -> None:
        """The rows of one record."""
        record = taken.record
        number = self._next(articles) if taken.number is None else taken.number
        self._rows[articles].append({"id": number, "page": taken.page, **article_row(record)})
        self._rows[records].append({"article": number, "record": packed(record)})
        self._texts.append((number, indexed_text(record)))
        own = self._gather_entities(number, taken)
        for statement in record.statements:
            self._add(statements, article=number, own=statement.id, speaker=own.get(statement.speaker or ""))
        for event in record.events:
            at = self._add(events, article=number, place=own.get(event.place or ""), **event_row(event))
            self._rows[parties] += [
                {"entity": own[one], "event": at, "part": part} for part, one in parts_of(event) if one in own
            ]
        for place, reference in enumerate(record.references):
            row = {"article": number, "number": place, "kind": reference.kind, "reference": plain(reference.number)}
            self._rows[cited].append(row)

    def _gather_entities(self, number: int, taken: _Taken) -> dict[str, int]:
        """The rows of the entities; the number of each by the record's own id."""
        own: dict[str, int] = {}
        for entity in taken.record.entities:
            borne = [self._names[name.folded, name.kind] for name in taken.called[entity.id]]
            first, *others = dict.fromkeys(borne)
            own[entity.id] = self._add(entities, article=number, name=first, **entity_row(entity))
            self._rows[called] += [{"name": other, "entity": own[entity.id]} for other in others]
        return own

    def _add(self, table: Table, **row: Any) -> int:
        """Gather a row under the next free number."""
        number = self._next(table)
        self._rows[table].append({"id": number, **row})
        return number

    def _next(self, table: Table) -> int:
        if table not in self._last:
            self._last[table] = self._last_of(table)
        self._last[table] += 1
        return self._last[table]

    def _last_of(self, table: Table) -> int:
        if table in _COUNTED:
            return kept_number(self._connection, _COUNTED[table])
        return self._connection.execute(select(func.max(table.c.id))).scalar() or 0

    def _number_names(self) -> None:
        """Find the numbers of all names that are borne; gather those that the archive does not have yet."""
        if len(self._names) > KEPT_NAMES:
            self._names = {}
        borne = (name for taken in self._taken for several in taken.called.values() for name in several)
        missing: dict[tuple[str, str], Name] = {}
        for name in borne:
            pair = name.folded, name.kind
            if pair not in self._names:
                missing.setdefault(pair, name)
        for some in _some(missing):
            known = select(names.c.folded, names.c.kind, names.c.id)
            for folded, kind, number in self._connection.execute(
                known.where(tuple_(names.c.folded, names.c.kind).in_(some))
            ):
                self._names[folded, kind] = number
        for pair, name in missing.items():
            if pair not in self._names:
                number = self._add(names, kind=name.kind, folded=name.folded, name=name.name)
                self._names[pair] = number
                self._named.append((number, (indexed_name(name.name),)))

    def _learn(self) -> None:
        """Gather the stems that the archive does not know yet."""
        if len(self._stems) > KEPT_STEMS:
            self._stems = set()
        unsure: dict[str, None] = {}
        for _, columns in self._texts + self._named:
            for column in columns:
                unsure.update(dict.fromkeys(stem for stem in column.split() if stem not in self._stems))
        unsure.pop(GAP, None)
        self._stems.update(unsure)
        for some in _some(unsure):
            held = select(vocabulary.c.stem).where(vocabulary.c.stem.in_(some))
            known = set(self._connection.execute(held).scalars())
            for stem in some:
                if stem not in known:
                    self._add(vocabulary, stem=stem)

    # ── taking back ───────────────────────────────────────────────────────────────────────────────────────────────

    def drop(self, page: int, and_words: bool = False) -> None:
        """Take back what was read from a page; with the next `write` the names that no other page has go too and, if
        asked for, the stems."""
        if any(taken.page == page for taken in self._taken):
            self.write()
        chosen = select(records).join(articles).where(articles.c.page == page)
        for number, data in self._connection.execute(chosen).all():
            text = indexed_text(unpacked(data))
            self._database.unindex(self._connection, "words", [(number, text)])
            mine = select(entities.c.id).where(entities.c.article == number)
            acts = select(events.c.id).where(events.c.article == number)
            self._dropped_names.update(self._all(select(entities.c.name).where(entities.c.article == number)))
            self._dropped_names.update(self._all(select(called.c.name).where(called.c.entity.in_(mine))))
            for gone in (
                delete(parties).where(parties.c.event.in_(acts)),
                delete(bearers).where(bearers.c.entity.in_(mine)),
                delete(called).where(called.c.entity.in_(mine)),
                *(delete(table).where(table.c.article == number) for table in _OF_ARTICLES),
                delete(articles).where(articles.c.id == number),
            ):
                self._connection.execute(gone)
            if and_words:
                self._dropped_stems.update(" ".join(text).split())
                for name in self._all(select(names.c.name).where(names.c.id.in_(sorted(self._dropped_names)))):
                    self._dropped_stems.update(indexed_name(name).split())

    def _drop_names(self) -> None:
        for some in _some(sorted(self._dropped_names)):
            kept = {*self._all(select(entities.c.name).where(entities.c.name.in_(some)))}
            kept |= {*self._all(select(called.c.name).where(called.c.name.in_(some)))}
            gone = [number for number in some if number not in kept]
            chosen = select(names.c.id, names.c.name, names.c.folded, names.c.kind).where(names.c.id.in_(gone))
            for number, name, folded, kind in self._connection.execute(chosen).all():
                self._database.unindex(self._connection, "name_words", [(number, (indexed_name(name),))])
                self._names.pop((folded, kind), None)
            self._connection.execute(delete(names).where(names.c.id.in_(gone)))

    def _drop_stems(self) -> None:
        for stem in sorted(self._dropped_stems - {GAP}):
            if not any(self._holds(index, stem) for index in INDEXES):
                self._connection.execute(delete(vocabulary).where(vocabulary.c.stem == stem))
                self._stems.discard(stem)

    def _holds(self, index: str, stem: str) -> bool:
        rows = names.c.id if index == "name_words" else articles.c.id
        held = self._database.found(index, self._database.phrase([stem], INDEXES[index]), rows)
        return self._connection.execute(select(rows).where(held).limit(1)).scalar() is not None

    def _all(self, question: Any) -> Iterable[Any]:
        return self._connection.execute(question).scalars()


def _some(values: Iterable[_T]) -> Iterator[list[_T]]:
    """`values`, as many at a time as one question may hold."""
    left = list(values)
    for at in range(0, len(left), _AT_A_TIME):
        yield left[at : at + _AT_A_TIME]


def kept_number(connection: Connection, what: str) -> int:
    """A number in `meta`: the revision, the last article's, the last stem's, how often names were dropped."""
    return int(connection.execute(select(meta.c.value).where(meta.c.key == what)).scalar() or 0)


def keep_number(connection: Connection, what: str, number: int) -> None:
    """Put a number into `meta`."""
    connection.execute(update(meta).where(meta.c.key == what).values(value=str(number)))


def count_up(connection: Connection, what: str) -> int:
    """Make a number in `meta` one larger, and say which it is now."""
    number = kept_number(connection, what) + 1
    keep_number(connection, what, number)
    return number
