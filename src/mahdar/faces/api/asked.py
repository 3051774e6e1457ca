"""The archive as the routes ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter
from msgspec import Struct

from mahdar.settings import Settings
from mahdar.store import Store, View
from mahdar.store.deadline import within

MOST = 200
FARTHEST = 100_000
LONGEST_QUERY = 2_000
NO_NUL = r"^[^\x00]*$"
"""What PostgreSQL may be asked for: it takes no NUL."""

Query = Annotated[
    str,
    QueryParameter(
        max_length=LONGEST_QUERY, description='Words, "phrases", AND, OR, NOT, ( ), field:value, date:[a TO b].'
    ),
]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST, description="So many at most.")]
Offset = Annotated[int, QueryParameter(ge=0, le=FARTHEST, description="From which one on.")]
Key = Annotated[str, PathParameter(pattern=NO_NUL, description="The article's id.")]


class Archive(Struct, frozen=True):
    """An open archive, and how it may be asked."""

    store: Store
    settings: Settings

    @contextmanager
    def view(self) -> Iterator[View]:
        """The archive as it is now, for as long as a question may take."""
        with self.store.view() as view, within(view, self.settings.question_seconds):
            yield view

    def revision(self) -> int:
        """The number that every change makes larger."""
        return self.store.revision()


Asked = NamedDependency[Archive]
