"""Every question has its route, and answers with the words and the page they stand on."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from mahdar.faces.api.reading import pieces


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("search?q=المهجرين", lambda a: {hit["id"] for hit in a["hits"]} == {"wire-1", "wire-3"}),
        ("search?q=الراوي&order=oldest&limit=1&offset=1", lambda a: [h["id"] for h in a["hits"]] == ["wire-2"]),
        ("search", lambda a: a["total"] == 5),
        ("facets?q=إدلب", lambda a: a["counted"] == 2 and {"value": "2024-03", "articles": 2} in a["month"]),
        ("articles/wire-1", lambda a: a["id"] == "wire-1" and "سامر الراوي" in a["text"]),
        ("events?q=type:ASSAULT", lambda a: {e["source"]["id"] for e in a["events"]} == {"wire-2"}),
        ("meetings", lambda a: {e["type"] for e in a["events"]} == {"CONSULT"}),
        ("ledger", lambda a: {e["type"] for e in a["events"]} <= {"REQUEST", "AGREE"} and a["total"] > 0),
        ("statements?q=speaker:حداد", lambda a: "المهجرين" in a["statements"][-1]["content"]["words"]),
        ("who?name=الراوي&kind=person", lambda a: a["articles"] == 4),
        ("suggest?beginning=الرا", lambda a: "سامر الراوي" in {each["name"] for each in a}),
        ("timeline?by=month", lambda a: [b["period"] for b in a["beats"]] == ["2024-03", "2024-04"]),
        ("network", lambda a: len(a["nodes"]) >= 2 and a["edges"]),
        ("places", lambda a: "إدلب" in {each["name"] for each in a}),
        ("stats", lambda a: a["articles"] == 5),
        ("judgements", lambda a: a == []),
        ("watches", lambda a: a == []),
    ],
)
def test_a_question_is_answered(client: TestClient[Any], path: str, found: Any) -> None:
    answer = client.get(f"/api/{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert found(answer.json())


def test_marks_fall_on_the_letters_of_the_source(client: TestClient[Any]) -> None:
    text = client.get("/api/articles/wire-3").json()["text"]
    [hit] = client.get("/api/search", params={"q": "المهجرين date:2024-04"}).json()["hits"]
    assert [text[start:end] for passage in hit["passages"] for start, end in passage["marks"]] == ["والمهجرين"]


@pytest.mark.parametrize(("style", "begins"), [("text", "«"), ("bibtex", "@article{"), ("csl", "[")])
def test_an_article_and_its_parts_are_cited(client: TestClient[Any], style: str, begins: str) -> None:
    answer = client.get("/api/articles/wire-1/cite", params={"style": style, "part": "v1"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith(begins)
    assert "wire-1/v1" in answer.text


def test_the_document_describes_every_route_and_loads_nothing(client: TestClient[Any]) -> None:
    answer = client.get("/schema")
    document = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert {"/api/search", "/api/articles/{key}/page", "/api/judgements", "/feeds/{feed}"} <= set(document["paths"])
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert "cdn" not in answer.text
    assert client.get("/schema/swagger").status_code == 404


def test_pieces_are_the_words_again() -> None:
    assert list(pieces("عودة والمهجرين غدا", 10, [(15, 24)])) == [
        ("عودة ", False),
        ("والمهجرين", True),
        (" غدا", False),
    ]


@pytest.mark.parametrize("path", ["/", "/api/articles/wire-1", "/api/articles/nobody", "/api/search?q=(", "/schema"])
def test_head_is_get_without_the_body(client: TestClient[Any], path: str) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers == whole.headers
    assert client.head("/api/watches/none").status_code == 405  # which GET does not know either
