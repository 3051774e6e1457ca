"""Judgements: everybody reads them, who has a token writes them."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta, Struct

from mahdar.faces.api.asked import NO_NUL, Asked, Limit, Offset
from mahdar.faces.api.owners import WRITING, Owned
from mahdar.faces.api.problems import may_be, too_deep
from mahdar.judging import Judgement, Verdict, Verdicts, find_judgements, judge, undo

Article = Annotated[
    str | None, QueryParameter(max_length=200, pattern=NO_NUL, description="Those on this article alone.")
]
Number = Annotated[int, PathParameter(ge=1, le=2**31 - 1, description="The judgement's number.")]


class NewJudgement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is judged and how; whose judgement it is, the token says. `edit` says how it should be."""

    article: Annotated[str, Meta(pattern=NO_NUL)]
    part: str
    verdict: Verdict
    why: str | None = None
    edit: dict[str, Any] | None = None


class Made(Struct, frozen=True):
    """The number of what was made."""

    id: int


class Judgements(Controller):
    """What people say of what was read."""

    path = "/judgements"
    exception_handlers = {RecursionError: too_deep}  # noqa: RUF012

    @get(responses=may_be(304), sync_to_thread=True)
    def get_judgements(
        self, archive: Asked, article: Article = None, limit: Limit = 100, offset: Offset = 0
    ) -> tuple[Judgement, ...]:
        """Judgements, the newest first, those taken back among them."""
        with archive.view() as view:
            return find_judgements(view, article, limit, offset)

    @post(responses=may_be(401, 404, 413, 422), **WRITING)
    def post_judgement(self, archive: Asked, data: JSONBody[NewJudgement], request: Owned) -> Made:
        """Judge a part of an article."""
        said = {name: getattr(data, name) for name in NewJudgement.__struct_fields__}
        return Made(judge(archive.store, Verdicts(by=request.user, **said)))

    @post("/{number:int}/undo", status_code=204, responses=may_be(401, 404), **WRITING)
    def post_undo(self, archive: Asked, number: Number) -> None:
        """Take a judgement back; it stays on record."""
        undo(archive.store, number)
