"""The few exceptions.

MahdarError
├── Unreadable      an input that cannot be opened or taken apart at all: the run goes on, its exit status says so
├── Refused         an address that may not be fetched: private network, robots.txt, too large, too many redirects
├── Unwritable      an output that takes no more: full, closed or forbidden
├── BadData         a word list in data/ with a line that cannot be
└── BadSettings     a setting with a value that it cannot have

A page that is no article is not an error: it is returned as `model.Rejected`.
"""

from __future__ import annotations


class MahdarError(Exception):
    """Whatever Mahdar raises on purpose; its text is one sentence that says what to do next."""


class Unreadable(MahdarError):
    """An input that cannot be opened or taken apart; `uri` names it."""

    def __init__(self, uri: str, reason: str) -> None:
        super().__init__(f"{uri}: {reason}")
        self.uri = uri
        self.reason = reason


class Refused(Unreadable):
    """An address that may not or could not be fetched."""


class Unwritable(MahdarError):
    """An output that takes no more; what was written before stays."""


class BadData(MahdarError):
    """A word list with a line that cannot be."""


class BadSettings(MahdarError):
    """A setting with a value that it cannot have."""
