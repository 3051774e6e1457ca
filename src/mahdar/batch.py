"""Many pages: a plain loop or worker processes, with the same outcome in the same order.

One bad page never stops a run: a page that trips a bug, takes too long or takes its worker down is an outcome of its
own, and so is an input that cannot be read.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from traceback import extract_tb
from types import FrameType
from typing import Literal

import msgspec

from mahdar.errors import BadData, Unreadable
from mahdar.model import MadeBy, Page, Record, Rejected
from mahdar.read import made_by, read
from mahdar.settings import Settings
from mahdar.tools import Tools, load_tools

CHUNK_PAGES = 8  # pages sent to a worker at a time: about 60 ms of work against 0.2 ms of sending
CHUNK_BYTES = 1 << 20  # a chunk is full at this size, so that memory stays flat on huge pages
AHEAD = 4  # chunks per worker that may be read before the oldest is handed out
GRACE_SECONDS = 5.0  # how long after its time limit a worker that does not answer is ended
ORPHAN_SECONDS = 5.0  # how often an idle worker looks whether its parent still lives
OBJECTS_BETWEEN_COLLECTIONS = 10_000  # those of about ten articles; the garbage collector's own 700 are one's

_encode = msgspec.json.Encoder().encode


class Outcome(msgspec.Struct, frozen=True):
    """What came of one page (`record`, `rejected`, `failed`), or of an input that gave no page (`unreadable`)."""

    kind: Literal["record", "rejected", "failed", "unreadable"]
    uri: str
    size: int = 0  # bytes of the page
    line: bytes = b""  # the record or rejected page as JSON
    problem: str = ""  # one line for people: why there is no record

    def found(self) -> Record | Rejected | None:
        """The record or rejected page itself."""
        if self.kind == "record":
            return msgspec.json.decode(self.line, type=Record)
        return msgspec.json.decode(self.line, type=Rejected) if self.kind == "rejected" else None


def read_all(sources: Iterable[Page | Unreadable], settings: Settings, jobs: int = 1) -> Iterator[Outcome]:
    """What comes of every page of `sources`, in their order; `jobs` above 1 is how many processes read."""
    _tools()  # before any worker is forked, and where a broken list can still be told
    if jobs <= 1:
        for source in sources:
            yield _outcome(source, settings.page_seconds) if isinstance(source, Page) else _unreadable(source)
    else:
        yield from _Pool(settings.page_seconds, jobs).run(sources)


def rules() -> MadeBy:
    """What every record that is read here and now is made by."""
    return made_by(_tools())


# ── one page ──────────────────────────────────────────────────────────────────────────────────────────────────────


class TooLong(BaseException):
    """A page's time is up. No `Exception`, so that no library's own catch-all can swallow it."""


def _outcome(page: Page, seconds: float) -> Outcome:
    """The page boundary: the one place that catches everything."""
    try:
        with _time_limit(seconds):
            found = read(page, _tools())
            line = _encode(found)
    except TooLong:
        signal.setitimer(signal.ITIMER_REAL, 0)  # should it have gone off while it was being stopped
        return _failed(page, f"not read within {seconds:g} seconds (setting page_seconds)")
    except Exception as bug:
        last = extract_tb(bug.__traceback__)[-1]
        where = f"{os.path.basename(last.filename)}, line {last.lineno}"
        return _failed(page, f"a fault in Mahdar, please report it: {type(bug).__name__}: {bug} ({where})")
    if isinstance(found, Record):
        return Outcome("record", page.uri, len(page.data), line)
    return Outcome("rejected", page.uri, len(page.data), line, f"{found.rejected.stage}: {found.rejected.reason}")


def _failed(page: Page, problem: str) -> Outcome:
    return Outcome("failed", page.uri, len(page.data), problem=" ".join(f"{page.uri}: {problem}".split()))


def _unreadable(source: Unreadable) -> Outcome:
    return Outcome("unreadable", source.uri, problem=" ".join(str(source).split()))


@cache
def _tools() -> Tools:
    """Loaded once per process; forked workers share their parent's. They hold 300,000 objects that live as long as the
    process: the garbage collector need not walk over them again and again, nor write to memory that workers share."""
    try:
        tools = load_tools()
    except ValueError as wrong:
        raise BadData(str(wrong)) from None
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    return tools


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raises TooLong when the block takes longer; without effect outside a main thread or where there is no alarm."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def too_long(signum: int, frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)  # again each second, should something swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# ── processes ─────────────────────────────────────────────────────────────────────────────────────────────────────


class _Chunk:
    """Pages that are read together, and what came of them once it is known."""

    def __init__(self, pages: list[Page], outcomes: list[Outcome] | None = None) -> None:
        self.pages = pages
        self.outcomes = outcomes


def _chunks(sources: Iterable[Page | Unreadable]) -> Iterator[_Chunk]:
    pages: list[Page] = []
    for source in sources:
        if isinstance(source, Page):
            pages.append(source)
        if pages and (isinstance(source, Unreadable) or len(pages) == CHUNK_PAGES or _size(pages) >= CHUNK_BYTES):
            yield _Chunk(pages)
            pages = []
        if isinstance(source, Unreadable):
            yield _Chunk([], [_unreadable(source)])
    if pages:
        yield _Chunk(pages)


def _size(pages: list[Page]) -> int:
    return sum(len(page.data) for page in pages)


class _Worker:
    """A process that reads chunks. It is sent one only while it waits for one, so that no pipe can jam."""

    def __init__(self, seconds: float) -> None:
        context = get_context("fork") if sys.platform == "linux" else get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, seconds, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()
        self._seconds = seconds
        self.chunk = _Chunk([])
        self.deadline = 0.0

    def start(self, chunk: _Chunk) -> None:
        """Have `chunk` read; `answer` tells what came of it."""
        self.chunk = chunk
        self.deadline = monotonic() + len(chunk.pages) * self._seconds + GRACE_SECONDS
        with suppress(OSError):  # a dead worker shows when it does not answer
            self.connection.send(chunk.pages)

    def answer(self) -> list[Outcome] | None:
        """What came of the chunk, waiting until the deadline; None where the process died or gave no answer."""
        with suppress(EOFError, OSError):
            if self.connection.poll(max(0.0, self.deadline - monotonic())):
                outcomes: list[Outcome] = self.connection.recv()
                return outcomes
        return None

    def end(self) -> None:
        """Stop the process, whatever it is at."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def _serve(connection: Connection, seconds: float, parent: int) -> None:
    """A worker's life: chunks in, outcomes out, until the parent hangs up or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        while not connection.poll(ORPHAN_SECONDS):
            if os.getppid() != parent:
                return
        try:
            connection.send([_outcome(page, seconds) for page in connection.recv()])
        except (EOFError, OSError):
            return


class _Pool:
    """Workers, idle and busy."""

    def __init__(self, seconds: float, jobs: int) -> None:
        self._seconds = seconds
        self._idle = [_Worker(seconds) for _ in range(jobs)]
        self._busy: list[_Worker] = []
        self._window = AHEAD * jobs

    def run(self, sources: Iterable[Page | Unreadable]) -> Iterator[Outcome]:
        """The outcomes of all sources, in their order."""
        coming = _chunks(sources)
        begun: deque[_Chunk] = deque()
        try:
            while True:
                while self._idle and len(begun) < self._window and (chunk := next(coming, None)):
                    begun.append(chunk)
                    if chunk.outcomes is None:
                        self._begin(self._idle.pop(), chunk)
                if not begun:
                    return
                if begun[0].outcomes is None:
                    self._collect()
                while begun and begun[0].outcomes is not None:
                    yield from begun.popleft().outcomes or ()
        finally:
            for worker in self._idle + self._busy:
                worker.end()

    def _begin(self, worker: _Worker, chunk: _Chunk) -> None:
        worker.start(chunk)
        self._busy.append(worker)

    def _collect(self) -> None:
        """Wait until a worker has answered, died or gone past its deadline, and take what it has."""
        first = min(worker.deadline for worker in self._busy)
        ready = wait([worker.connection for worker in self._busy], max(0.0, first - monotonic()))
        for worker in list(self._busy):
            if worker.connection in ready or worker.deadline <= monotonic():
                self._busy.remove(worker)
                worker.chunk.outcomes = worker.answer()
                self._idle.append(worker if worker.chunk.outcomes is not None else self._read_singly(worker))

    def _read_singly(self, lost: _Worker) -> _Worker:
        """Read a lost worker's chunk page by page, to find the page that it was lost on; a worker to go on with."""
        lost.end()
        worker = _Worker(self._seconds)
        lost.chunk.outcomes = []
        for page in lost.chunk.pages:
            worker.start(_Chunk([page]))
            outcomes = worker.answer()
            if outcomes is None:
                worker.end()
                worker = _Worker(self._seconds)
                outcomes = [_failed(page, "the process that read it died or gave no answer")]
            lost.chunk.outcomes += outcomes
        return worker
