"""Whatever is asked wrongly is refused in one sentence, and nothing that is let in does harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select

from mahdar.faces.api.app import LARGEST_BODY
from mahdar.store import Store, deadline
from mahdar.store.schema import articles

Client = TestClient[Any]

INJECTIONS = [
    "' OR 1=1 --",
    "'; DROP TABLE articles; --",
    '" OR rowid > 0 OR "',
    "') UNION SELECT sha256 FROM tokens --",
    "title : *",
    "NEAR(a b)",
    "{body} : x",
    "a AND NOT",
    '"',
    "^x",
    "word*)--",
    "x\0y",
    "\ud7ff\uffff",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "%s%s%n",
    "../../../../etc/passwd",
    "..\\..\\mahdar.sqlite",
    "/etc/passwd",
    "\u202eمقلوب",
    "م" * 1999,
    "(" * 1999,
    "-" * 1999,
    "NOT " * 499,
]


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("/nowhere", 404, "There is no such address"),
        ("/api/articles/nobody", 404, "nobody: nothing in the archive has this id"),
        ("/api/articles/nobody/page", 404, "nobody"),
        ("/api/articles/a%00b", 400, "key: Expected `str` matching regex"),
        ("/api/judgements?article=a%00b", 400, "article: Expected `str` matching regex"),
        ("/api/articles/nobody/cite", 404, "nobody"),
        ("/api/articles/wire-1/cite?part=v99", 404, "no such part"),
        ("/api/articles/wire-1/cite?style=apa", 400, "style: Invalid enum value 'apa'"),
        ("/api/who?name=زيدون", 404, "زيدون"),
        ("/api/who", 400, "name"),
        ("/api/search?limit=201", 400, "limit: Expected `int` <= 200"),
        ("/api/search?limit=x", 400, "limit: Expected `int`, got `str`"),
        ("/api/search?limit=" + "9" * 5000, 400, "limit"),
        ("/api/search?offset=100001", 400, "offset: Expected `int` <= 100000"),
        ("/api/search?q=" + "a" * 2001, 400, "q: Expected `str` of length <= 2000"),
        ("/api/timeline?by=hour", 400, "by: Invalid enum value 'hour'"),
        ("/feeds/nobody.atom", 404, "nobody"),
        ("/feeds/nobody", 404, "There is no such address"),
    ],
)
def test_what_is_asked_wrongly(client: Client, path: str, status: int, detail: str) -> None:
    answer = client.get(path)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"]) == (status, status)
    assert detail in problem["detail"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_bad_query_says_where_and_what_was_expected(client: Client) -> None:
    problem = client.get("/api/search", params={"q": "عودة (المهجرين"}).json()
    assert problem["status"] == 400
    assert problem["at"] >= 5
    assert problem["expected"] and problem["expected"] in problem["detail"]


@pytest.mark.parametrize("said", INJECTIONS)
def test_nothing_is_injected(client: Client, store: Store, said: str) -> None:
    for path, name in (
        ("search", "q"),
        ("events", "q"),
        ("who", "name"),
        ("suggest", "beginning"),
        ("judgements", "article"),
    ):
        answer = client.get(f"/api/{path}", params={name: said})
        assert answer.status_code in (200, 400, 404), answer.text
        assert "database answers" not in answer.text
    for path in ("articles/{}", "articles/{}/page"):
        assert client.get("/api/" + path.format(quote(said, safe=""))).status_code in (400, 404)
    with store.view() as view:
        assert view.value(select(func.count()).select_from(articles)) == 5


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_question_takes_no_other_method(client: Client, method: str) -> None:
    answer = client.request(method, "/api/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff\xfe", 400),
        (b'{"article": "wire-1"}', 400),
        (b'{"article": 1, "part": "v1", "verdict": "accept"}', 400),
        (b'{"article": "wire-1", "part": "v1", "verdict": "perhaps"}', 400),
        (b'{"article": "wire-1", "part": "v1", "verdict": "accept", "by": "someone else"}', 400),
        (b'{"article": "wire-1", "part": "v1", "verdict": "edit"}', 422),
        (
            b'{"article": "wire-1", "part": "v1", "verdict": "edit", "edit": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
            400,
        ),
        (b'{"article": "wire-1", "part": "v1", "verdict": "accept", "why": "\\ud800"}', 400),
        (b'{"article": "wire-1", "part": "v99", "verdict": "accept"}', 404),
        (b'{"article": "' + b"x" * LARGEST_BODY + b'"}', 413),
    ],
)
def test_bodies_that_cannot_be(client: Client, token: dict[str, str], body: bytes, status: int) -> None:
    answer = client.post("/api/judgements", content=body, headers=token)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/api/judgements").json() == []


def test_a_question_that_takes_too_long_is_given_up(
    serve: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "_STEPS", 1)
    answer = serve(question_seconds=1e-9).get("/api/stats")
    assert answer.status_code == 503
    assert "narrow the query" in answer.json()["detail"]
    page = serve(question_seconds=1e-9).get("/")
    assert page.status_code == 503
    assert "narrow the query" in page.text


def test_what_is_wrong_with_the_archive_is_for_the_log(
    client: Client, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    for segment in store.evidence.folder.iterdir():
        segment.unlink()
    answer = client.get("/api/articles/wire-1/page")
    assert answer.status_code == 503
    assert str(store.archive) not in answer.text
    assert str(store.archive) in caplog.text


def test_a_bug_shows_nothing_of_itself(client: Client, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    client.app.state.archive.store.database.begin_reading = None  # what no code of ours expects
    answer = client.get("/api/stats")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "NoneType" not in answer.text
    assert "NoneType" in caplog.text
