"""What goes wrong, as application/problem+json (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import ResponseSpec
from msgspec import Struct

from mahdar.errors import BadJudgement, BadQuery, BadWatch, MahdarError, NotFound, Refused, TooSlow

MEDIA_TYPE = "application/problem+json"

_STATUS: tuple[tuple[type[MahdarError], HTTPStatus], ...] = (
    (BadQuery, HTTPStatus.BAD_REQUEST),
    (NotFound, HTTPStatus.NOT_FOUND),
    (BadJudgement, HTTPStatus.UNPROCESSABLE_ENTITY),
    (BadWatch, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Refused, HTTPStatus.UNPROCESSABLE_ENTITY),  # a webhook's address
)
_INSTEAD = {
    404: "There is no such address; /schema lists those that there are.",
    405: "This address knows other methods; /schema lists them.",
    413: "The body is larger than 1 MB; send less.",
    500: "Something went wrong here; what it was stands in the server's log.",
    503: "The archive cannot answer now; why stands in the server's log.",
}
_MEANT = {
    304: "Nothing has changed since the ETag that was sent.",
    400: "A query or parameter that cannot be; `at` and `expected` say where and what.",
    401: "No token, or a wrong one.",
    404: "Nothing has this id or name.",
    413: "The body is too large.",
    421: "The Host header names no host of this server.",
    422: "What was sent says too little or too much.",
    503: "Too slow, too busy, or the archive cannot be reached.",
}


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong, and what to do next; of a query, where it is wrong and what was expected there."""

    title: str
    status: int
    detail: str
    at: int | None = None
    expected: str | None = None


def may_be(*statuses: int) -> dict[int, ResponseSpec]:
    """These statuses and those that every route may answer with, for the route's documentation."""
    return {
        status: ResponseSpec(None if status == 304 else Problem, False, _MEANT[status], MEDIA_TYPE)
        for status in sorted({400, 421, 503, *statuses})
    }


def status_of(error: MahdarError) -> HTTPStatus:
    """The status that tells of `error`."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), HTTPStatus.SERVICE_UNAVAILABLE)


def told(error: MahdarError) -> str:
    """What to say of `error`: what is wrong with the archive itself is for the log, since it names files and hosts."""
    if isinstance(error, TooSlow) or status_of(error) < HTTPStatus.INTERNAL_SERVER_ERROR:
        return str(error)
    logging.getLogger(__name__).error("%s", error)
    return _INSTEAD[503]


def handlers() -> dict[int | type[Exception], Any]:
    """What answers which exception."""
    return {MahdarError: _of_mahdar, HTTPException: _of_http, Exception: _of_bug}


def too_deep(_: Request[Any, Any, Any], __: RecursionError) -> Response[Problem]:
    """The answer to a body that nests deeper than can be read."""
    return _response(HTTPStatus.BAD_REQUEST, "The body nests too deep; send it flatter.")


def _of_mahdar(_: Request[Any, Any, Any], error: MahdarError) -> Response[Problem]:
    where = {"at": error.at, "expected": error.expected} if isinstance(error, BadQuery) else {}
    return _response(status_of(error), told(error), **where)


def _of_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    status = HTTPStatus(error.status_code)
    detail = _invalid(error) if isinstance(error, ValidationException) else error.detail
    if status in (404, 405, 413, 500):
        detail = _INSTEAD[status]
    answer = _response(status, detail)
    answer.headers.update(error.headers or {})
    return answer


def _of_bug(_: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    logging.getLogger(__name__).error("a request failed", exc_info=error)
    return _response(HTTPStatus.INTERNAL_SERVER_ERROR, _INSTEAD[500])


def _invalid(error: ValidationException) -> str:
    """Which parameters cannot be, and why."""
    if not isinstance(error.extra, list):
        return error.detail
    return "; ".join(f"{wrong.get('key', 'the body')}: {wrong['message']}" for wrong in error.extra) + "."


def _response(status: HTTPStatus, detail: str, **where: Any) -> Response[Problem]:
    problem = Problem(title=status.phrase, status=status, detail=detail, **where)
    return Response(problem, status_code=status, media_type=MEDIA_TYPE)
