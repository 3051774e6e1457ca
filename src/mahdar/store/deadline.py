"""A question may take so long and no longer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from mahdar.errors import TooSlow
from mahdar.store.view import View

_STEPS = 20_000
"""SQLite looks at the clock after so many of its steps: about once a millisecond."""
_CANCELLED = "57014"  # PostgreSQL's word for it


@contextmanager
def within(view: View, seconds: float) -> Iterator[View]:
    """`view`, to be asked for so many seconds; TooSlow where an answer is not there by then."""
    connection = view._connection
    raw = connection.connection.dbapi_connection
    end = monotonic() + seconds
    if isinstance(raw, sqlite3.Connection):
        raw.set_progress_handler(lambda: monotonic() > end, _STEPS)
    else:
        connection.execute(text(f"SET LOCAL statement_timeout = {max(1, int(seconds * 1000))}"))
    try:
        yield view
    except OperationalError as wrong:
        if getattr(wrong.orig, "sqlstate", None) == _CANCELLED or str(wrong.orig) == "interrupted":
            raise TooSlow(
                f"the answer took more than {seconds:g} seconds; narrow the query, to a month for one."
            ) from None
        raise
    finally:
        if isinstance(raw, sqlite3.Connection):
            raw.set_progress_handler(None, 0)
