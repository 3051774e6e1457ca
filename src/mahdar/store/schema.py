"""The tables, the same on SQLite and PostgreSQL.

`pages` says where each page lies in the evidence, `records` holds what was read from it, packed, and all others what
questions are asked of. Everything but `pages`, `judgements`, `watches`, `matches`, `feeds` and `tokens`
can be made again from the pages. Columns named `entity`, `event`, `speaker`, `place` and `name` hold ids of those
tables; they are no foreign keys, for checking them would cost more than all else when an article is read anew.
"""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, UniqueConstraint

metadata = MetaData()

Text = sqlalchemy.Text().with_variant(sqlalchemy.Text(collation="C"), "postgresql")
"""Ordered by code points on both engines, whatever the server's language."""

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),  # version, revision, last_article, last_stem, stems (their version), pages
    Column("value", Text, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),  # the record's id, made unlike any other's
    Column("sha256", Text, nullable=False, unique=True),
    Column("uri", Text, nullable=False),
    Column("state", Text, nullable=False),  # record, rejected, failed, removed
    Column("why", Text),  # why there is no record
    Column("rules", Text),  # what read it, so that the same rules need not read it again
    Column("fetched", Text),
    Column("added", Text, nullable=False),
    Column("segment", Integer),  # where the page lies, or its tombstone
    Column("offset", Integer),
    Column("length", Integer),
    Index("pages_at", "segment", "offset"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # a new one for each reading
    Column("page", Integer, ForeignKey("pages.id"), nullable=False, unique=True),
    Column("key", Text, nullable=False, unique=True),
    Column("title", Text),
    Column("outlet", Text),
    Column("published", Text),
    Column("day", Text, nullable=False),  # to sort by: the day of publication, else what bounds it, else ""
    Index("articles_outlet", "outlet"),
)

Index("articles_order", articles.c.day.desc(), articles.c.key)
"""The newest first, those of one day by their ids: the order of every list."""

records = Table(
    "records",
    metadata,
    Column("article", Integer, ForeignKey("articles.id"), primary_key=True, autoincrement=False),
    Column("record", LargeBinary, nullable=False),
)
"""The whole records, packed: apart, for lists are sorted and counted without them."""

names = Table(
    "names",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("name", Text, nullable=False),  # as first written
    UniqueConstraint("folded", "kind"),
)

entities = Table(
    "entities",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("article", Integer, ForeignKey("articles.id"), nullable=False),
    Column("own", Text, nullable=False),  # the record's e1, e2, …
    Column("name", Integer, ForeignKey("names.id"), nullable=False),
    Column("country", Text),
    Column("lat", Float),
    Column("lon", Float),
    Index("entities_article", "article"),
    Index("entities_name", "name", "article"),
)

called = Table(
    "called",
    metadata,
    Column("name", Integer, primary_key=True),
    Column("entity", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""Other names of an entity, where they hold words that its main name does not."""

statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("article", Integer, ForeignKey("articles.id"), nullable=False),
    Column("own", Text, nullable=False),
    Column("speaker", Integer),
    Index("statements_article", "article"),
    Index("statements_speaker", "speaker"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("article", Integer, ForeignKey("articles.id"), nullable=False),
    Column("own", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("modes", Text, nullable=False),  # each between spaces: " artillery air "
    Column("claimed", Integer, nullable=False),  # 1 where it stands in somebody's mouth
    Column("place", Integer),
    Column("date", Text),
    Index("events_article", "article", "type"),
    Index("events_type", "type", "status"),
)

parties = Table(
    "parties",
    metadata,
    Column("entity", Integer, primary_key=True),
    Column("event", Integer, primary_key=True),
    Column("part", Text, primary_key=True),  # actor, recipient, side1, side2, …
    Index("parties_event", "event"),
    sqlite_with_rowid=False,
)

cited = Table(
    "cited",
    metadata,
    Column("article", Integer, ForeignKey("articles.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # its place in the record's list
    Column("kind", Text, nullable=False),
    Column("reference", Text),
    Index("cited_reference", "reference"),
    sqlite_with_rowid=False,
)

vocabulary = Table(
    "vocabulary",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("stem", Text, nullable=False, unique=True),
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("page", Integer, ForeignKey("pages.id")),
    Column("kind", Text, nullable=False),  # entity, statement, event, reference
    Column("start", Integer, nullable=False),  # where in the text what was judged stands
    Column("end", Integer, nullable=False),
    Column("seen", Text, nullable=False),  # what was judged, as it was read then, in JSON
    Column("verdict", Text, nullable=False),  # accept, reject, unsure, edit
    Column("edit", Text),  # what it should be, in JSON
    Column("why", Text),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("undone", Text),  # when; a judgement is never deleted
    Index("judgements_page", "page"),
)

watches = Table(
    "watches",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
    Column("query", Text, nullable=False),
    Column("webhook", Text),
    Column("email", Text),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reached", Integer, nullable=False),  # the last article that the watch has looked at
)

matches = Table(
    "matches",
    metadata,
    Column("watch", Integer, ForeignKey("watches.id"), primary_key=True),
    Column("page", Integer, ForeignKey("pages.id"), primary_key=True),
    Column("at", Text, nullable=False),
    Column("webhook", Text),  # when it was sent there
    Column("email", Text),
    Index("matches_at", "watch", "at"),
    sqlite_with_rowid=False,
)

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("asked", Text),  # when it was last asked
    Column("next", Text),  # when it may be asked again
    Column("failures", Integer, nullable=False),  # in a row
    Column("problem", Text),
)

tokens = Table(
    "tokens",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("by", Text, nullable=False, unique=True),
    Column("at", Text, nullable=False),
)
