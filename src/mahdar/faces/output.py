"""Where records go: a file, a device or standard output, whole lines at a time."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from mahdar.errors import Unwritable

STANDARD = "-"


class Lines:
    """Lines written through at once, each whole or not at all. The file is made, or emptied, with the first of them."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.count = 0  # of lines that are written whole
        self._fd: int | None = None
        self._size = 0  # of the file up to its last whole line; a device has none

    def write(self, line: bytes) -> None:
        """Write `line`, or raise Unwritable with nothing of it left behind in a file."""
        fd = self.open()
        left = memoryview(line)
        try:
            while left:
                left = left[os.write(fd, left) :]
        except OSError as problem:
            if self.target != STANDARD and stat.S_ISREG(os.fstat(fd).st_mode):
                os.ftruncate(fd, self._size)
            raise Unwritable(
                f"{self.target}: {problem.strerror}; {self.count} lines before this one are whole"
            ) from None
        self._size += len(line)
        self.count += 1

    def open(self) -> int:
        """The open file; made and emptied the first time."""
        if self._fd is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            try:
                self._fd = sys.stdout.fileno() if self.target == STANDARD else os.open(self.target, flags, 0o666)
            except OSError as problem:
                raise Unwritable(f"{self.target}: {problem.strerror}") from None
        return self._fd

    def close(self) -> None:
        """Close the file; a full disk behind a network may show only now."""
        if self._fd is not None and self.target != STANDARD:
            try:
                os.close(self._fd)
            except OSError as problem:
                raise Unwritable(f"{self.target}: {problem.strerror}") from None
            self._fd = None


def hindrance(target: str) -> str | None:
    """Why nothing could be written to `target`, or None where nothing is known to hinder it. Leaves it as it is."""
    path = Path(target)
    if target == STANDARD:
        return None
    if path.is_dir():
        return "is a folder"
    if not path.parent.is_dir():
        return f"no folder {path.parent}"
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return "may not be written"
    return None
