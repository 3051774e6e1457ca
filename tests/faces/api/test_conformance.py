"""Schemathesis over the OpenAPI document, against a real server: no 5xx, no answer that the document does not know."""

from __future__ import annotations

from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import allow_header_conformance, positive_data_acceptance

from mahdar.faces.api import make_app
from mahdar.settings import Settings
from mahdar.store import Store

EXAMPLES = 25
NOT_HELD = [
    positive_data_acceptance,  # the query's grammar and what a judgement needs are more than a schema can say
    allow_header_conformance,  # Litestar's own answer to OPTIONS forgets the second method of a path
]

schema = schemathesis.openapi.from_dict(make_app(cast(Store, None), Settings()).openapi_schema.to_schema())


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_sent_breaks_the_api(case: Any, server: tuple[str, dict[str, str]]) -> None:
    address, token = server
    case.call_and_validate(base_url=address, headers=token, excluded_checks=NOT_HELD)


@pytest.mark.parametrize(
    ("path", "key", "query"),
    [
        ("/api/articles/{key}", "wire-1", {}),
        ("/api/articles/{key}", "hostile", {}),
        ("/api/articles/{key}/page", "wire-1", {}),
        ("/api/articles/{key}/cite", "wire-1", {"part": "v1", "style": "csl"}),
        ("/api/search", "", {"q": "المهجرين"}),
        ("/api/events", "", {"q": "type:ASSAULT"}),
        ("/api/meetings", "", {}),
        ("/api/ledger", "", {}),
        ("/api/statements", "", {"q": "speaker:حداد"}),
        ("/api/who", "", {"name": "الراوي"}),
        ("/api/suggest", "", {"beginning": "الرا"}),
        ("/api/network", "", {}),
        ("/api/judgements", "", {"article": "wire-1"}),
        ("/api/judgements", "", {"article": "wire-2"}),
        ("/api/watches", "", {}),
        ("/feeds/{feed}", "إدلب.atom", {}),
    ],
)
def test_answers_are_as_described(
    path: str, key: str, query: dict[str, str], server: tuple[str, dict[str, str]]
) -> None:
    named = {"feed" if "{feed}" in path else "key": key} if key else {}
    case = schema[path]["GET"].Case(path_parameters=named, query=query)
    answer = case.call_and_validate(base_url=server[0], excluded_checks=NOT_HELD)
    assert answer.status_code == 200
    assert len(answer.content) > 50
