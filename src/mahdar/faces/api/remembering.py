"""The same question at the same revision has the same answer: it is known by its ETag and not worked out twice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import ServiceUnavailableException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from mahdar.faces.api.asked import Archive

AT_A_TIME = 2
"""So many requests of one process are worked on at a time; others wait their turn as long as a question may take. More
of them only contend for Python's lock: 16 answered 154 requests a second, 2 answer 270."""
LARGEST_KEPT = 500_000
MOST_KEPT = 32_000_000

_VERSION = version("mahdar")


class Answers(ASGIMiddleware):
    """Gives answers their ETag, tells who has one already, and keeps what was answered last."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._slots = asyncio.Semaphore(AT_A_TIME)
        self._kept = Kept(MOST_KEPT)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Answer anew only what is not known. A slow client holds up nobody: its answer is sent after its turn."""
        async with self._turn():
            if scope.get("method") == "GET":
                answer = await self._answer(scope, receive, next_app)
            else:
                answer = await _collected(scope, receive, next_app)
        for message in answer:
            await send(message)

    async def _answer(self, scope: Scope, receive: Receive, next_app: ASGIApp) -> list[Message]:
        tag = _tag(scope, await sync_to_thread(self._archive.revision), self._archive.store.archive)
        if tag in _known_to_client(scope):
            return _not_changed(tag)
        if kept := self._kept.get(tag):
            return kept
        answer = await _collected(scope, receive, next_app)
        if answer and answer[0]["type"] == "http.response.start" and answer[0]["status"] == 200:
            headers = MutableScopeHeaders.from_message(answer[0])
            headers["ETag"] = tag
            headers["Cache-Control"] = "no-cache"
            self._kept.keep(tag, answer)
        return answer

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            await asyncio.wait_for(self._slots.acquire(), self._archive.settings.question_seconds)
        except TimeoutError:
            raise ServiceUnavailableException(
                "Too many questions at a time; ask again in a moment.", headers={"Retry-After": "1"}
            ) from None
        try:
            yield
        finally:
            self._slots.release()


class Kept:
    """Answers of the last questions, all together of at most so many bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[str, tuple[int, list[Message]]] = OrderedDict()

    def get(self, tag: str) -> list[Message] | None:
        """The answer with this tag, as fresh copies of its messages."""
        if tag not in self._answers:
            return None
        self._answers.move_to_end(tag)
        return _copied(self._answers[tag][1])

    def keep(self, tag: str, answer: list[Message]) -> None:
        """Keep an answer, unless it is large, and let go of those that were asked for longest ago."""
        size = sum(len(message["body"]) for message in answer if message["type"] == "http.response.body") + 1_000
        if size > LARGEST_KEPT or tag in self._answers:
            return
        self._answers[tag] = size, _copied(answer)
        self._size += size
        while self._size > self._most:
            _, (gone, _) = self._answers.popitem(last=False)
            self._size -= gone


def _copied(answer: list[Message]) -> list[Message]:
    """Messages whose headers may be changed on their way out."""
    copies: list[Any] = [dict(message) for message in answer]
    for message in copies:
        if "headers" in message:
            message["headers"] = list(message["headers"])
    return copies


async def _collected(scope: Scope, receive: Receive, app: ASGIApp) -> list[Message]:
    answer: list[Message] = []

    async def collect(message: Message) -> None:
        answer.append(message)

    await app(scope, receive, collect)
    return answer


def _tag(scope: Scope, revision: int, archive: str) -> str:
    """The day is part of it since citations name the day of access."""
    today = datetime.now(UTC).date().isoformat()
    asked = (_VERSION, archive, str(revision), today, scope["path"], scope["query_string"].decode("latin-1"))
    digest = sha256("\0".join(asked).encode("utf-8", "surrogatepass")).hexdigest()
    return f'"{digest[:32]}"'


def _known_to_client(scope: Scope) -> set[str]:
    known = dict(scope["headers"]).get(b"if-none-match", b"").decode("latin-1")
    return {tag.strip().removeprefix("W/") for tag in known.split(",")}


def _not_changed(tag: str) -> list[Message]:
    headers = [(b"etag", tag.encode()), (b"cache-control", b"no-cache")]
    return [
        {"type": "http.response.start", "status": 304, "headers": headers},
        {"type": "http.response.body", "body": b"", "more_body": False},
    ]
