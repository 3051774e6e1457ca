"""ETags, the memory of answers, and turns."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from litestar.exceptions import ServiceUnavailableException
from litestar.testing import TestClient

from mahdar.faces.api import remembering
from mahdar.faces.api.asked import Archive
from mahdar.faces.api.remembering import LARGEST_KEPT, Answers, Kept
from mahdar.settings import Settings
from mahdar.store import Store

Client = TestClient[Any]
JUDGED = {"article": "wire-1", "part": "v1", "verdict": "accept"}


def test_nothing_is_sent_again_until_something_changes(client: Client, token: dict[str, str]) -> None:
    first = client.get("/api/judgements")
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get("/api/judgements", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["content-security-policy"]
    assert client.post("/api/judgements", json=JUDGED, headers=token).status_code == 201
    changed = client.get("/api/judgements", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert len(changed.json()) == 1


def test_each_question_has_its_own_tag(client: Client) -> None:
    paths = ["/api/stats", "/api/search", "/api/search?q=a", "/api/search?q=b", "/api/events?q=a", "/"]
    assert len({client.get(path).headers["etag"] for path in paths}) == len(paths)


def test_what_was_answered_is_not_asked_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/api/search?q=الراوي")
    monkeypatch.setattr("mahdar.faces.api.questions.search", None)
    again = client.get("/api/search?q=الراوي")
    assert again.content == first.content
    assert again.headers == first.headers
    assert client.get("/api/search?q=حداد").status_code == 500


def test_problems_have_no_tag(client: Client) -> None:
    assert "etag" not in client.get("/api/search?q=(").headers


def answer(size: int) -> list[Any]:
    return [
        {"type": "http.response.start", "status": 200, "headers": []},
        {"type": "http.response.body", "body": b"x" * size},
    ]


def test_memory_is_bounded_and_keeps_what_is_asked_for() -> None:
    kept = Kept(5_000)
    for tag in ("a", "b"):
        kept.keep(tag, answer(1_000))
    assert kept.get("a")
    kept.keep("c", answer(1_000))
    assert [bool(kept.get(tag)) for tag in "abc"] == [True, False, True]
    kept.keep("large", answer(LARGEST_KEPT))
    assert kept.get("large") is None and kept.get("a")


def test_who_waits_too_long_for_a_turn_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "AT_A_TIME", 1)
    answers = Answers(Archive(store, Settings(question_seconds=0.05)))
    scope: Any = {"type": "http", "method": "POST", "path": "/", "headers": []}
    sent = []

    async def both() -> None:
        going, done = asyncio.Event(), asyncio.Event()

        async def slow(*_: Any) -> None:
            going.set()
            await done.wait()

        async def send(message: Any) -> None:
            sent.append(message)

        first = asyncio.create_task(answers.handle(scope, None, send, slow))  # type: ignore[arg-type]
        await going.wait()
        with pytest.raises(ServiceUnavailableException) as told:
            await answers.handle(scope, None, send, slow)  # type: ignore[arg-type]
        assert told.value.headers == {"Retry-After": "1"}
        done.set()
        await first
        await answers.handle(scope, None, send, slow)  # type: ignore[arg-type]  # its turn came again

    asyncio.run(both())
