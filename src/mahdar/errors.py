"""The few exceptions.

MahdarError
├── Unreadable      an input that cannot be opened or taken apart at all: the run goes on, its exit status says so
├── Refused         an address that may not be fetched: private network, robots.txt, too large, too many redirects
│   └── Barred      one that may not even be asked, now or later: private network, robots.txt, no web address
├── Unwritable      an output that takes no more: full, closed or forbidden
├── BadArchive      an archive that is not there, damaged, or made by a newer Mahdar
├── NotFound        nothing in the archive has this id or name
├── BadQuery        a query that cannot be understood: where, and what was expected there
├── TooSlow         a question whose answer takes longer than it may
├── BadToken        a token for nobody, or a second one for the same name
├── BadJudgement    a judgement that says too little or too much
├── BadWatch        a watch that cannot be: no name, a name that is taken, an address that nothing can be sent to
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


class Barred(Refused):
    """An address that may not be asked, whenever one tries."""


class Unwritable(MahdarError):
    """An output that takes no more; what was written before stays."""


class BadArchive(MahdarError):
    """An archive that cannot be opened, or a page in it that is not what it was."""


class NotFound(MahdarError):
    """Nothing in the archive has this id or name."""


class BadQuery(MahdarError):
    """A query that cannot be understood: `expected` says what should stand at `at`, an offset in `query`."""

    def __init__(self, query: str, at: int, expected: str) -> None:
        shown = query if len(query) <= 100 else query[:100] + "…"
        super().__init__(f"in the query {shown!r}, at letter {at + 1}: expected {expected}")
        self.query = query
        self.at = at
        self.expected = expected


class TooSlow(MahdarError):
    """A question whose answer takes longer than it may."""


class BadToken(MahdarError):
    """A token for nobody, or a second one for the same name."""


class BadJudgement(MahdarError):
    """A judgement that says too little or too much."""


class BadWatch(MahdarError):
    """A watch that cannot be saved as it was asked for."""


class BadData(MahdarError):
    """A word list with a line that cannot be."""


class BadSettings(MahdarError):
    """A setting with a value that it cannot have."""
