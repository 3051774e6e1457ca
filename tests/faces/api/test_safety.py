"""No page that was read is ever shown as a page, and no other site speaks through a reader's browser."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from litestar.testing import TestClient

Client = TestClient[Any]


@pytest.mark.parametrize(
    "path", ["/", "/?q=الراوي", "/articles/hostile", "/api/search", "/api/articles/hostile/page", "/schema", "/nowhere"]
)
def test_every_answer_says_what_a_browser_may_do(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "script" not in policy and "unsafe" not in policy
    assert "access-control-allow-origin" not in headers


def test_the_page_is_handed_over_as_bytes(client: Client) -> None:
    [hit] = client.get("/api/search", params={"q": "ترحب بالاتفاق"}).json()["hits"]
    answer = client.get(f"/api/articles/{hit['id']}/page")
    assert b"<script>alert(document.cookie)</script>" in answer.content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert answer.headers["content-security-policy"].endswith("; sandbox")
    digest = b64encode(sha256(answer.content).digest()).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"


@pytest.mark.parametrize("path", ["/?q=الراوي", "/?q=عادي", "/articles/hostile", '/?q="><script>alert(3)</script>'])
def test_hostile_words_are_words_on_the_pages_for_people(client: Client, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<script|<img|onerror=\"|</style>.*</style>", page, re.DOTALL)
    assert "&lt;script&gt;" in page


def test_the_first_page_works_without_scripts(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200 and not answer.history
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert '<form action="/" method="get"' in answer.text
    found = client.get("/", params={"q": "المهجرين"}).text
    assert "<mark>المهجرين</mark>" in found and "<mark>والمهجرين</mark>" in found
    assert 'href="/articles/wire-3"' in found and 'href="/api/articles/wire-3"' in found
    for passage in re.findall(r"<p>(.*)</p>", found):
        assert passage.startswith("<bdi>") or "<bdi" not in passage


def test_the_style_is_the_one_that_the_policy_allows(client: Client) -> None:
    answer = client.get("/")
    style = re.search("<style>(.*)</style>", answer.text, re.DOTALL)
    assert style
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_pages_of_hits_lead_to_each_other(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mahdar.faces.api.reading.HITS", 2)
    first = client.get("/", params={"q": "سامر OR المهجرين"}).text
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after and 'rel="prev"' not in first
    second = client.get(after[1].replace("&amp;", "&")).text
    assert 'rel="prev"' in second
    assert not set(re.findall('href="(/articles/[^"]+)"', first)) & set(re.findall('href="(/articles/[^"]+)"', second))


def test_what_is_wrong_with_a_query_stands_on_the_page(client: Client) -> None:
    answer = client.get("/", params={"q": "عودة ("})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8000", 200),
        ("localhost:8000", 200),
        ("LOCALHOST", 200),
        ("[::1]:8000", 200),
        ("192.168.1.5:8000", 200),
        ("desk.example", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("desk.example.evil.example", 421),
        ("localhost@evil.example", 421),
        ("[", 421),
        ("", 421),
    ],
)
def test_only_known_hosts_are_answered(serve: Callable[..., Client], host: str, status: int) -> None:
    client = serve(public_url="https://desk.example")
    for path in ("/", "/api/stats", "/schema"):
        assert client.get(path, headers={"Host": host}).status_code == status
