"""Files and folders that appear when they are whole: written beside their place, then moved there in one step.

A writer that fails or is stopped leaves nothing behind; one that is killed leaves a hidden file ending in .part.
"""

from __future__ import annotations

import io
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from mahdar.errors import Unwritable
from mahdar.faces.output import STANDARD

Opener = Callable[[str], "Out"]
"""Opens a file of this name in the folder that is being written."""


class Out(io.RawIOBase):
    """An open file that writes all that it is given, or raises Unwritable naming `target`."""

    def __init__(self, fd: int, target: str) -> None:
        self._fd = fd
        self._target = target

    def writable(self) -> bool:
        """True."""
        return True

    def fileno(self) -> int:
        """The file's number with the system."""
        return self._fd

    def write(self, data: Any) -> int:
        """Write `data`, all of it."""
        left = memoryview(data).cast("B")
        size = len(left)
        with _told(self._target):
            while left:
                left = left[os.write(self._fd, left) :]
        return size

    def finish(self) -> None:
        """Have all of it on the disk, and close; a full disk may show only now."""
        with _told(self._target):
            os.fsync(self._fd)
        self.abandon()

    def abandon(self) -> None:
        """Close, whatever became of it."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with _told(self._target):
                os.close(fd)


@contextmanager
def whole_file(target: str) -> Iterator[Out]:
    """An open file that becomes `target` at the end of the block. Standard output and devices are written at once."""
    if target == STANDARD:
        sys.stdout.flush()
        yield Out(sys.stdout.fileno(), "standard output")
    elif os.path.isdir(target):
        raise Unwritable(f"{target}: is a folder; give the name of a file")
    elif os.path.exists(target) and not os.path.isfile(target):
        with _told(target):
            fd = os.open(target, os.O_WRONLY)
        try:
            yield Out(fd, target)
        finally:
            os.close(fd)
    else:
        place = Path(os.path.realpath(target))
        part = _beside(place)
        out = _new(part, target)
        try:
            yield out
            out.finish()
            with _told(target):
                os.replace(part, place)
        finally:
            out.abandon()
            part.unlink(missing_ok=True)


@contextmanager
def whole_folder(target: str) -> Iterator[Opener]:
    """What opens the files of the folder `target`. At the end of the block they stand there: in a new folder, or in
    place of those of the same name; other files in it are left alone."""
    if target == STANDARD:
        raise Unwritable("this format has several files; give a folder with -o")
    if os.path.exists(target) and not os.path.isdir(target):
        raise Unwritable(f"{target}: is no folder, and this format has several files; give a folder")
    place = Path(os.path.realpath(target))
    part = _beside(place)
    with _told(target):
        part.mkdir()
    try:
        with ExitStack() as opened:
            outs: list[Out] = []

            def open_in(name: str) -> Out:
                outs.append(_new(part / name, target))
                opened.callback(outs[-1].abandon)
                return outs[-1]

            yield open_in
            for out in outs:
                out.finish()
        with _told(target):
            _move(part, place)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name[:200]}.{secrets.token_hex(4)}.part")


def _new(path: Path, target: str) -> Out:
    with _told(target):
        return Out(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), target)


def _move(part: Path, place: Path) -> None:
    with suppress(OSError):
        os.rename(part, place)  # all at once where there is no such folder yet, or an empty one
        return
    for made in sorted(part.iterdir()):
        os.replace(made, place / made.name)


@contextmanager
def _told(target: str) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise Unwritable(f"{target}: {problem.strerror}; make room there or write elsewhere") from None
