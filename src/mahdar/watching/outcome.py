"""What became of a message."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Outcome(Struct, frozen=True):
    """`refused`: not this message; `later`: nothing for this watch now; `unreachable`: nothing for anybody there."""

    kind: Literal["sent", "refused", "later", "unreachable"]
    problem: str = ""


SENT = Outcome("sent")
