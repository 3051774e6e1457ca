"""Judgements and watches: written by who has a token, in that name, and read by everybody."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from litestar.testing import TestClient

from mahdar.store import Store
from mahdar.tokens import new_token, revoke
from mahdar.watching import match

Client = TestClient[Any]
JUDGED = {"article": "wire-1", "part": "v1", "verdict": "reject", "why": "ليس لقاء"}
WATCH = {"name": "إدلب / حلب", "query": "إدلب", "email": "desk@news.example", "from_start": True}


@pytest.mark.parametrize(
    "sent",
    ["", "Bearer", "Bearer ", "Bearer wrong", "Basic bWFoZGFy", "Bearer mahdar_", "bearer \xff", "Bearer ' OR 1=1 --"],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/judgements"),
        ("POST", "/api/judgements/1/undo"),
        ("POST", "/api/watches"),
        ("DELETE", "/api/watches/x"),
    ],
)
def test_nobody_writes_without_a_token(client: Client, store: Store, method: str, path: str, sent: str) -> None:
    new_token(store, "ندى")
    headers = {"Authorization": sent.encode("latin-1")} if sent else {}
    answer = client.request(method, path, json=JUDGED, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/api/judgements").json() == []


def test_a_judgement_bears_its_owners_name(client: Client, token: dict[str, str]) -> None:
    made = client.post("/api/judgements", json=JUDGED, headers=token)
    assert made.status_code == 201
    [judgement] = client.get("/api/judgements", params={"article": "wire-1"}).json()
    assert judgement["id"] == made.json()["id"]
    assert (judgement["by"], judgement["part"], judgement["why"]) == ("ندى", "v1", "ليس لقاء")
    assert judgement["seen"]["type"]
    assert client.get("/api/judgements", params={"article": "wire-2"}).json() == []


def test_a_judgement_is_taken_back_once(client: Client, token: dict[str, str]) -> None:
    number = client.post("/api/judgements", json=JUDGED, headers=token).json()["id"]
    assert client.post(f"/api/judgements/{number}/undo", headers=token).status_code == 204
    assert client.get("/api/judgements").json()[0]["undone"]
    for wrong in (number, 99, 2**31 - 1):
        assert client.post(f"/api/judgements/{wrong}/undo", headers=token).status_code == 404
    for wrong in ("0", "-1", str(2**31), "9" * 400, "9" * 5000, "x"):
        assert client.post(f"/api/judgements/{wrong}/undo", headers=token).status_code in (400, 404)


def test_a_token_that_was_revoked_writes_no_more(client: Client, store: Store, token: dict[str, str]) -> None:
    revoke(store, "ندى")
    assert client.post("/api/judgements", json=JUDGED, headers=token).status_code == 401


def test_a_watch_is_saved_shown_followed_and_forgotten(client: Client, store: Store, token: dict[str, str]) -> None:
    made = client.post("/api/watches", json=WATCH, headers=token)
    assert made.status_code == 201, made.text
    assert made.json()["by"] == "ندى"
    match(store)
    shown = client.get("/api/watches")
    assert shown.json()[0]["matched"] == 2
    assert "desk@news.example" not in shown.text
    feed = client.get("/feeds/إدلب%20%2F%20حلب.atom")
    assert feed.status_code == 200, feed.text
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert len(ElementTree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")) == 2
    assert client.delete("/api/watches/إدلب%20%2F%20حلب", headers=token).status_code == 204
    assert client.get("/api/watches").json() == []
    assert client.delete("/api/watches/إدلب%20%2F%20حلب", headers=token).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"query": "("}, 400),
        ({"query": ""}, 422),
        ({"name": ""}, 422),
        ({"name": "a\nb"}, 422),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, 422),
        ({"webhook": "http://127.0.0.1/"}, 422),
        ({"webhook": "file:///etc/passwd"}, 422),
        ({"by": "someone else"}, 400),
        ({"from_start": "yes"}, 400),
    ],
)
def test_watches_that_cannot_be(client: Client, token: dict[str, str], change: dict[str, Any], status: int) -> None:
    answer = client.post("/api/watches", json=WATCH | change, headers=token)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/api/watches").json() == []
