"""Telling by e-mail: one digest of what a watch found."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from typing import ClassVar

from mahdar.errors import BadWatch
from mahdar.settings import Settings
from mahdar.watching.items import ChannelName, Found, Item, digest, one_line
from mahdar.watching.outcome import SENT, Outcome
from mahdar.watching.saved import Watch, checked_email


class Mail:
    """Sends digests through the mail server of the settings."""

    name: ClassVar[ChannelName] = "email"
    most = 50
    messages = 1

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def place(self, watch: Watch) -> str:
        """The mail server, the same for all."""
        return f"mail server {self._settings.smtp_host}"

    def send(self, watch: Watch, found: list[Found]) -> Outcome:
        """Send one digest of all that was found."""
        if not self._settings.smtp_host or not self._settings.smtp_from:
            return Outcome("unreachable", "no mail server is known; set MAHDAR_SMTP_HOST and MAHDAR_SMTP_FROM")
        try:
            message = written(watch, [each.item for each in found], self._settings, more=len(found) == self.most)
            return self._hand_over(message)
        except BadWatch as wrong:
            return Outcome("refused", str(wrong))
        except (OSError, ValueError) as wrong:  # ValueError: a name or password that is not ASCII
            return Outcome("unreachable", f"{self.place(watch)}: {' '.join(str(wrong).split())}")

    def _hand_over(self, message: EmailMessage) -> Outcome:
        server = self._connected()
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, told = next(iter(refused.recipients.values()))
            return _answer(code, told)
        except smtplib.SMTPDataError as refused:
            return _answer(refused.smtp_code, refused.smtp_error)
        finally:
            with suppress(OSError):  # it has the message, however it says goodbye
                server.quit()
        return SENT

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        host, port, seconds = settings.smtp_host, settings.smtp_port, settings.timeout_s
        safely = ssl.create_default_context()
        if settings.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=seconds, context=safely)
        else:
            server = smtplib.SMTP(host, port, timeout=seconds)
        try:
            if settings.smtp_security == "starttls":
                server.starttls(context=safely)
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
        except (OSError, ValueError):
            server.close()
            raise
        return server


def written(watch: Watch, items: list[Item], settings: Settings, more: bool = False) -> EmailMessage:
    """A digest; the same items give the same Message-ID."""
    message = EmailMessage(policy=SMTP)
    sender = checked_email(settings.smtp_from)
    key = digest(watch.name, watch.at, *(item.sha256 for item in items))
    message["From"] = sender
    message["To"] = checked_email(watch.email or "")
    message["Subject"] = f"Mahdar: {one_line(watch.name)} ({len(items)})"
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{key}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(_lines(watch, items, more)))
    return message


def _lines(watch: Watch, items: list[Item], more: bool) -> Iterator[str]:
    yield f"{watch.name}: {one_line(watch.query)}"
    for number, item in enumerate(items, 1):
        yield ""
        yield f"{number}. {one_line(item.title or item.id)}"
        yield " · ".join(one_line(told) for told in (item.outlet, published(item)) if told)
        yield from (f"«{one_line(passage.words)}»" for passage in item.passages)
        yield from (one_line(address) for address in (item.url, item.uri) if address)
    if more:
        yield ""
        yield "As many as one e-mail holds; there may be more with the next."


def published(item: Item) -> str:
    """The day of publication, or what bounds it."""
    return item.published or (f"not after {item.not_after}" if item.not_after else "day not known")


def _answer(code: int, told: bytes | str) -> Outcome:
    """A server's refusal: for good from 500 on, else for now."""
    said = told.decode("utf-8", "replace") if isinstance(told, bytes) else told
    return Outcome("refused" if code >= 500 else "later", one_line(f"the mail server answered: {code} {said}"))
