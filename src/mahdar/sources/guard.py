"""Which addresses may be connected to, and a deadline that ends a connection that only trickles."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Lock, Timer
from typing import Any

from mahdar.errors import Barred, Refused

_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv6 names of IPv4 addresses, to be had through a NAT64 gateway


def checked_addresses(uri: str, host: str, port: int, allow_private: bool) -> list[str]:
    """All addresses of `host`, IPv4 first; Refused where it has none, Barred where one is in a private network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as wrong:
        raise Refused(uri, f"the host {host} has no address ({wrong})") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in sorted(found, key=lambda entry: entry[0])))
    private = [address for address in addresses if not is_public(address)]
    if private and not allow_private:
        reason = f"{host} is at {private[0]}, in a private or reserved network; MAHDAR_ALLOW_PRIVATE=true allows it"
        raise Barred(uri, reason)
    return addresses


def is_public(address: str) -> bool:
    """True where every IP address that `address` stands for belongs to the open internet."""
    return all(
        each.is_global and not each.is_multicast and not each.is_reserved for each in _meant(ip_address(address))
    )


def _meant(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """The IPv4 addresses inside an IPv6 one, where there are any; else the address itself."""
    if isinstance(address, IPv4Address):
        yield address
    elif address in _TRANSLATED:
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
    else:
        inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        yield from [each for each in inside if each is not None] or [address]


class Line:
    """The connection in use, told by httpx's trace of itself, so that it can be hung up from another thread."""

    def __init__(self) -> None:
        self.hung_up = False
        self._lock = Lock()
        self._stream: Any = None

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """httpx calls this at every step of a request."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._lock:
                self._stream = info["return_value"]
            if self.hung_up:
                self.hang_up()

    def hang_up(self) -> None:
        """End the connection: whoever waits for its bytes waits no longer."""
        self.hung_up = True
        with self._lock:
            connected = self._stream and self._stream.get_extra_info("socket")
            try:
                if connected:
                    connected.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other end was faster


@contextmanager
def line_for(seconds: float) -> Iterator[Line]:
    """A Line that is hung up after `seconds`."""
    line = Line()
    timer = Timer(seconds, line.hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield line
    finally:
        timer.cancel()
