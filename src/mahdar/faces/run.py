"""One run of `mahdar read`: each outcome to its file or to standard error, counted, and the exit status at the end."""

from __future__ import annotations

import sys
from collections import Counter

from mahdar.batch import Outcome
from mahdar.faces.output import STANDARD, Lines
from mahdar.faces.tables import visible


class Run:
    """Takes outcomes as they come. `records` and `rejected` are where lines go; without `rejected` they are told."""

    def __init__(self, records: Lines, rejected: Lines | None) -> None:
        self.records = records
        self.rejected = rejected
        self.counts: Counter[str] = Counter()

    def take(self, outcome: Outcome) -> None:
        """Write or tell `outcome`. Unwritable where the output is full, closed or forbidden."""
        self.counts[outcome.kind] += 1
        if outcome.kind == "record":
            self.records.write(outcome.line + b"\n")
        elif outcome.kind == "rejected" and self.rejected:
            self.rejected.write(outcome.line + b"\n")
        elif outcome.kind == "rejected":
            tell(f"{outcome.uri}: rejected ({outcome.problem})")
        else:
            tell(outcome.problem)

    def close(self) -> None:
        """Close the files. Where pages were read and none gave a line for it, a file is emptied, not left as it was."""
        for lines in filter(None, (self.records, self.rejected)):
            if self.counts["record"] or self.counts["rejected"]:
                lines.open()
            lines.close()

    def status(self) -> int:
        """The exit status."""
        return 1 if self.counts["failed"] or self.counts["unreadable"] else 0

    def summary(self) -> str:
        """What was written where, as one line."""
        parts = [f"{_many(self.records.count, 'record')} written to {_name(self.records)}"]
        if self.counts["rejected"]:
            where = f" to {_name(self.rejected)}" if self.rejected else ""
            parts.append(f"{_many(self.counts['rejected'], 'page')} rejected{where}")
        parts += [f"{self.counts[kind]} {kind}" for kind in ("failed", "unreadable") if self.counts[kind]]
        return ", ".join(parts)


def tell(line: str) -> None:
    """One line on standard error."""
    print(f"mahdar: {visible(line)}", file=sys.stderr, flush=True)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _name(lines: Lines) -> str:
    return "standard output" if lines.target == STANDARD else lines.target
