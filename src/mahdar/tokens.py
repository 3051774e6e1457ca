"""Tokens: who may write. The archive keeps their digests alone, so that nobody who reads it can write in their name."""

from __future__ import annotations

import hashlib
import secrets
from hmac import compare_digest

from sqlalchemy import delete, insert, select

from mahdar.errors import BadToken, NotFound
from mahdar.store import Store, View
from mahdar.store.schema import tokens
from mahdar.store.writer import now

LONGEST_NAME = 100
_BYTES = 32


def new_token(store: Store, by: str) -> str:
    """A token for whoever is called `by`, to be shown once. BadToken where the name is none or has one already."""
    name = by.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadToken(f"A token needs the name of whose it is: one line of at most {LONGEST_NAME} signs.")
    token = f"mahdar_{secrets.token_urlsafe(_BYTES)}"
    with store.writer() as writer, writer.transaction():
        if writer.execute(select(tokens.c.by).where(tokens.c.by == name)).scalar():
            raise BadToken(f"{name}: has a token already; revoke that one first.")
        writer.execute(insert(tokens).values(sha256=_digest(token), by=name, at=now()))
    return token


def owner(view: View, token: str) -> str | None:
    """Whose token it is, or None. Every token is looked at, so that the time taken tells nothing."""
    digest = _digest(token)
    found = None
    for sha256, by in view.rows(select(tokens.c.sha256, tokens.c.by)):
        if compare_digest(sha256, digest):
            found = by
    return found


def revoke(store: Store, by: str) -> None:
    """Take back the token of whoever is called `by`; NotFound where there is none."""
    with store.writer() as writer, writer.transaction():
        if not writer.execute(delete(tokens).where(tokens.c.by == by.strip())).rowcount:
            raise NotFound(f"{by}: nobody of this name has a token.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
