"""Schemathesis over the OpenAPI document, against a real server: no 5xx, no answer that the document does not know."""

from __future__ import annotations

from typing import Any, cast

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
