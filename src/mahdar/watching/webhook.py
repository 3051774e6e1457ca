"""Telling a webhook: one POST an item, its body the item as JSON."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from mahdar.errors import Refused
from mahdar.settings import Settings
from mahdar.sources.guard import line_for
from mahdar.sources.web import Request, Web, web_url
from mahdar.watching.items import ChannelName, Found, digest
from mahdar.watching.outcome import SENT, Outcome
from mahdar.watching.saved import Watch

ANSWER_BYTES = 10_000
_ITS_FAULT = range(400, 500)
_FOR_ALL = {401, 403, 404, 405, 407, 408, 410, 425, 429}
"""Answers that speak of the webhook, not of the item that it was given."""


class Webhook:
    """Sends items to webhooks, one at a time; the address is checked anew each time."""

    name: ClassVar[ChannelName] = "webhook"
    most = 1
    messages = 1_000

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._web = Web(settings)

    def place(self, watch: Watch) -> str:
        """The server behind the webhook."""
        return web_url(watch.webhook or "").netloc.decode("ascii")

    def send(self, watch: Watch, found: list[Found]) -> Outcome:
        """Send the item. Its Idempotency-Key is the same however often it is sent."""
        (item,) = [each.item for each in found]
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": digest(watch.name, watch.at, item.sha256),
        }
        request = Request(method="POST", headers=headers, body=msgspec.json.encode(item))
        try:
            with line_for(self._settings.timeout_s) as line:
                answer = self._web.ask(web_url(watch.webhook or ""), request, line, ANSWER_BYTES)
        except Refused as refused:
            return Outcome("unreachable", refused.reason)
        if 200 <= answer.status < 300:
            return SENT
        told = f"the webhook answered with status {answer.status}"
        return Outcome("refused" if answer.status in _ITS_FAULT and answer.status not in _FOR_ALL else "later", told)
