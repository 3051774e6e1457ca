"""The tables of what is known across articles. Links, bearers and what the passes remember can be made again from the
records; what people judged and the authority files cannot, and no run of the passes touches them."""

from __future__ import annotations

import sqlalchemy
from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    delete,
    update,
)

from mahdar.store.schema import Text, meta, metadata

_Trait = sqlalchemy.BigInteger()

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),  # duplicate, story, actor, ledger
    Column("left", Integer, ForeignKey("pages.id")),  # null where the left is an authority's entry
    Column("left_part", Text, nullable=False),  # "" for the article itself, else e3, v2, or the entry's id
    Column("right", Integer, ForeignKey("pages.id"), nullable=False),
    Column("right_part", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("why", Text, nullable=False),
    Column("judgement", Integer, ForeignKey("link_judgements.id")),  # whose link it is, else the rules'
    Column("left_profile", Integer),  # of actors: things.id
    Column("right_profile", Integer),
    Index("links_left", "left", "kind"),
    Index("links_right", "right", "kind"),
    Index("links_kind", "kind", "id"),
    Index("links_left_profile", "left_profile"),
    Index("links_right_profile", "right_profile"),
    Index("links_judgement", "judgement"),
)
"""What the passes found, and what people judged, as it fits today's readings."""

bearers = Table(
    "bearers",
    metadata,
    Column("entity", Integer, primary_key=True, autoincrement=False),  # entities.id
    Column("profile", Integer, nullable=False),  # things.id
    Column("apart", Integer, ForeignKey("link_judgements.id")),  # who keeps it apart from the profile's others
    Index("bearers_profile", "profile"),
)
"""Which profile each entity belongs to: a name in a context, the same in all its articles."""

things = Table(
    "things",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("pass", Text, nullable=False),
    Column("key", Text, nullable=False),  # the record's id, or begins with it and "/"
    Column("traits", LargeBinary, nullable=False),  # so that they can be taken back
    Column("data", LargeBinary, nullable=False),
    UniqueConstraint("pass", "key"),
)
"""What the passes remember."""

traits = Table(
    "traits",
    metadata,
    Column("trait", _Trait, primary_key=True, autoincrement=False),
    Column("thing", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

tallies = Table(
    "tallies",
    metadata,
    Column("trait", _Trait, primary_key=True, autoincrement=False),
    Column("times", Integer, nullable=False),
    sqlite_with_rowid=False,
)

link_judgements = Table(
    "link_judgements",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("left", Integer, ForeignKey("pages.id"), nullable=False),
    Column("left_part", Text, nullable=False),  # which it was when it was judged; `left_start` says where it stands
    Column("left_start", Integer, nullable=False),
    Column("right", Integer, ForeignKey("pages.id"), nullable=False),
    Column("right_part", Text, nullable=False),
    Column("right_start", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("undone", Text),  # when; a judgement is never deleted
    Index("link_judgements_left", "left"),
    Index("link_judgements_right", "right"),
)
"""What people say of links. A part is found again by its first letter in the text, whatever newer rules number it."""

authorities = Table(
    "authorities",
    metadata,
    Column("id", Text, primary_key=True),
    Column("entry", Text, nullable=False),  # in JSON
)
"""Entries of imported authority files."""

DERIVED = (links, bearers, traits, things, tallies)
"""What can be made again."""


def forget_links(connection: Connection) -> None:
    """Take back all that the passes found and remember, inside a transaction; what people judged stays. Where a page is
    removed too: what was gathered from several articles does not tell what came from that one."""
    for table in DERIVED:
        connection.execute(delete(table))
    connection.execute(update(meta).where(meta.c.key == "linked").values(value="0"))
