"""Pages from http and https addresses: redirects followed and bounded, every hop checked, robots.txt kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.robotparser import RobotFileParser

import httpx

from mahdar.errors import Barred, Refused
from mahdar.settings import Settings
from mahdar.sources.guard import Line, line_for
from mahdar.sources.origin import Origin, readable, too_large, utc
from mahdar.sources.web import Answer, Request, Web, web_url

ROBOTS_BYTES = 512_000  # RFC 9309 asks for at least 500 kibibytes
_READABLE = ("text/", "html", "xml", "json", "warc", "gzip", "octet-stream")


def _now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Fetches addresses under `settings`; keeps each site's robots.txt for the run."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = _now) -> None:
        self._settings = settings
        self._now = now
        self._web = Web(settings)
        self._robots: dict[str, RobotFileParser] = {}

    def fetch(self, address: str) -> tuple[bytes, Origin]:
        """What `address` answers and what is known of it; Refused, naming `address`, where it cannot be had."""
        return self.content(address, self.ask(address))

    def ask(self, address: str, known: Mapping[str, str] | None = None) -> Answer:
        """The answer where the redirects end, whatever its status; `known` are headers that tell what is here already
        (If-None-Match). Refused, naming `address`, where there is none, Barred where it may not be asked."""
        request = Request(headers=known or {})
        try:
            with line_for(self._settings.timeout_s) as line:
                return self._follow(web_url(address), request, line, self._settings.max_page_bytes, self._ask_robots)
        except Refused as refused:
            raise type(refused)(readable(address), refused.reason) from None

    def content(self, address: str, answer: Answer) -> tuple[bytes, Origin]:
        """What `answer` holds and what is known of it; Refused where it is no success, no text or too large."""
        uri = readable(address)
        if answer.status != 200:
            raise Refused(uri, f"the site answered with status {answer.status}")
        if answer.media_type and not any(part in answer.media_type for part in _READABLE):
            raise Refused(uri, f"the site sent {answer.media_type}, which is no text")
        if len(answer.body) > self._settings.max_page_bytes:
            raise Refused(uri, too_large(self._settings))
        return answer.body, Origin(
            uri=uri,
            settings=self._settings,
            name=answer.url.path.rpartition("/")[2],
            media_type=answer.media_type,
            charset=answer.charset,
            fetched=utc(self._now()),
        )

    def _follow(
        self, url: httpx.URL, request: Request, line: Line, limit: int, before: Callable[[httpx.URL, Line], None]
    ) -> Answer:
        """The answer where the redirects end; `before` is called before every hop."""
        for _ in range(self._settings.max_redirects + 1):
            before(url, line)
            answer = self._web.ask(url, request, line, limit)
            onward = answer.onward
            if onward is None:
                return answer
            url = onward
        raise Refused(str(url), f"sent on more than {self._settings.max_redirects} times (setting max_redirects)")

    def _ask_robots(self, url: httpx.URL, line: Line) -> None:
        if not self._settings.respect_robots:
            return
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(httpx.URL(f"{site}/robots.txt"), line)
        if not self._robots[site].can_fetch(self._settings.user_agent, str(url)):
            raise Barred(str(url), f"robots.txt of {url.host} does not allow it (setting respect_robots)")

    def _read_robots(self, url: httpx.URL, line: Line) -> RobotFileParser:
        """A site's rules. As RFC 9309 has it, one without robots.txt (4xx) allows all, a broken one (5xx) nothing."""
        answer = self._follow(url, Request(), line, ROBOTS_BYTES, lambda url, line: None)
        if answer.status >= 500:
            raise Refused(str(url), f"robots.txt of {url.host} cannot be read: status {answer.status}")
        text = answer.body.decode("utf-8-sig", "replace") if answer.status == 200 else ""
        rules = RobotFileParser()
        rules.parse(text.splitlines())
        return rules
