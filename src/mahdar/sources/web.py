"""One HTTP request at a time, in bounded time and size, to an address that was checked.

A host name is looked up once, every address of it is checked, and the connection goes to a checked address: a name that
points elsewhere a moment later gains nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

import httpx
from msgspec import Struct

from mahdar.errors import Barred, Refused
from mahdar.settings import Settings
from mahdar.sources.guard import Line, checked_addresses
from mahdar.sources.packing import unpack

TRIED_ADDRESSES = 3  # of one host, before it counts as out of reach
_PORTS = {"http": 80, "https": 443}


class Request(Struct, frozen=True, kw_only=True):
    """What is asked of a site."""

    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = {}
    body: bytes | None = None


class Answer(Struct, frozen=True):
    """What a site answered; `body` is unpacked, and cut one byte above the limit that it was asked for with."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Content-Type without its parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset that Content-Type declares."""
        parameters = self.headers.get("content-type", "").lower().partition("charset=")[2]
        return parameters.partition(";")[0].strip(" \t\"'") or None

    @property
    def onward(self) -> httpx.URL | None:
        """Where the site sends us on."""
        location = self.headers.get("location")
        return web_url(location, self.url) if location and self.status in (301, 302, 303, 307, 308) else None


def web_url(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """`address`, seen from `base`, as a URL that may be fetched; Barred where it is none."""
    try:
        url = base.join(address) if base else httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as wrong:
        raise Barred(address, f"no address that can be fetched: {wrong}") from None
    if url.scheme not in _PORTS or not url.host:
        raise Barred(address, f"only http and https addresses are fetched, not {url.scheme or 'this'}:")
    if url.userinfo:
        raise Barred(address, "addresses with a user name or password in them are not fetched")
    return url.copy_with(fragment=None)


class Web:
    """Asks one address at a time, under `settings`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _client(self) -> httpx.Client:
        # No proxy from the environment: it would look names up itself, past the check. No connection is kept: it is
        # known by its IP address, and another host there must show a certificate of its own.
        return httpx.Client(
            timeout=httpx.Timeout(self._settings.timeout_s),
            headers={"User-Agent": self._settings.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate, br"},
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
            follow_redirects=False,
        )

    def ask(self, url: httpx.URL, request: Request, line: Line, limit: int) -> Answer:
        """What `url` answers to `request`; Refused where it may not be asked or does not answer."""
        port = url.port or _PORTS[url.scheme]
        host = url.raw_host.decode("ascii")
        addresses = checked_addresses(str(url), host, port, self._settings.allow_private)
        problem = ""
        for address in addresses[:TRIED_ADDRESSES]:
            try:
                answer = self._send(request, url, address, line, limit)
                if not line.hung_up:  # hanging up looks like an end where the site did not tell the length
                    return answer
            except httpx.ConnectError as wrong:  # the host's next address may be better
                problem = _said(wrong)
            except httpx.TimeoutException:
                line.hung_up = True
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as wrong:
                problem = _said(wrong)
                break
            if line.hung_up:
                break
        if line.hung_up:
            problem = f"it took longer than {self._settings.timeout_s:g} seconds (setting timeout_s)"
        raise Refused(str(url), f"{url.host} cannot be read: {problem}")

    def _send(self, request: Request, url: httpx.URL, address: str, line: Line, limit: int) -> Answer:
        built = self._client.build_request(
            request.method,
            url.copy_with(host=address),
            content=request.body,
            headers={**request.headers, "Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii"), "trace": line.trace},
        )
        response = self._client.send(built, stream=True)
        try:
            raw = bytearray()
            for piece in response.iter_raw():
                raw += piece
                if len(raw) > limit:
                    break
        finally:
            response.close()
        body = unpack(bytes(raw[: limit + 1]), response.headers.get("content-encoding", ""), limit)
        return Answer(url, response.status_code, response.headers, body)


def _said(wrong: Exception) -> str:
    return " ".join(str(wrong).split()) or type(wrong).__name__
