"""One frozen struct of settings, read from MAHDAR_* variables; nothing else in the package reads the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_type_hints

import msgspec
from msgspec import Meta, Struct

from mahdar.errors import BadSettings

PREFIX = "MAHDAR_"
_SECRET = {"smtp_password"}


class Settings(Struct, frozen=True, kw_only=True):
    """What a user may set. MAHDAR_TIMEOUT_S sets `timeout_s`, and so on; `explain()` lists them with their help."""

    max_page_bytes: Annotated[int, Meta(ge=1, description="A larger page, line or fetched file is refused.")] = (
        10_000_000
    )
    page_seconds: Annotated[float, Meta(gt=0, le=86_400, description="Reading one page may take so many seconds.")] = (
        30.0
    )
    timeout_s: Annotated[float, Meta(gt=0, le=86_400, description="Fetching one page may take so many seconds.")] = 30.0
    max_redirects: Annotated[int, Meta(ge=0, le=50, description="A fetch may be sent on so many times.")] = 5
    allow_private: Annotated[bool, Meta(description="Fetch from private and loopback addresses too.")] = False
    respect_robots: Annotated[bool, Meta(description="Keep to a site's robots.txt.")] = True
    archive: Annotated[str, Meta(description="The archive where no --archive is given: a folder or an address.")] = ""
    pages: Annotated[str, Meta(description="Where an archive at a database's address keeps its pages: a folder.")] = ""
    question_seconds: Annotated[
        float, Meta(gt=0, le=3_600, description="The server looks for an answer for so many seconds.")
    ] = 5.0
    user_agent: Annotated[str, Meta(pattern="^[!-~][ -~]*$", description="The name given to sites.")] = "mahdar"
    host_delay_s: Annotated[
        float, Meta(ge=0, le=3_600, description="Watching feeds, so many seconds between two pages of one host.")
    ] = 2.0
    poll_minutes: Annotated[
        float, Meta(gt=0, le=10_080, description="Watching feeds, so many minutes from one round to the next.")
    ] = 15.0
    public_url: Annotated[
        str, Meta(pattern=r"^(https?://\S*[^/\s])?$", description="Where readers find the desk: https://desk.example.")
    ] = ""
    smtp_host: Annotated[str, Meta(description="The mail server that takes a watch's e-mail.")] = ""
    smtp_port: Annotated[int, Meta(ge=1, le=65_535, description="Its port.")] = 587
    smtp_security: Annotated[
        Literal["starttls", "tls", "none"], Meta(description="How the way to it is kept secret: starttls, tls or none.")
    ] = "starttls"
    smtp_user: Annotated[str, Meta(description="The name to log in with; none where it asks for none.")] = ""
    smtp_password: Annotated[str, Meta(description="The password to log in with; never shown.")] = ""
    smtp_from: Annotated[str, Meta(description="The address that a watch's e-mail comes from.")] = ""


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` (usually os.environ) asks for; BadSettings says what it cannot have."""
    asked = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    hints = get_type_hints(Settings, include_extras=True)
    found = {}
    for name, value in sorted(asked.items()):
        field = name.removeprefix(PREFIX).lower()
        if field not in hints:
            known = ", ".join(PREFIX + each.upper() for each in Settings.__struct_fields__)
            raise BadSettings(f"{name} is no setting; the settings are {known}.")
        try:
            found[field] = msgspec.convert(value.strip(), hints[field], strict=False)
        except msgspec.ValidationError as wrong:
            raise BadSettings(f"{name} cannot be {value!r}: {wrong}.") from None
    return Settings(**found)


def explain() -> list[tuple[str, str, str]]:
    """Every setting as (environment variable, default, help), for the command line and the documentation."""
    defaults = msgspec.to_builtins(Settings())
    hints = get_type_hints(Settings, include_extras=True)
    return [
        (PREFIX + field.upper(), str(defaults[field]).lower() or "unset", str(hints[field].__metadata__[0].description))
        for field in Settings.__struct_fields__
    ]


def shown(settings: Settings, field: str) -> str:
    """A setting's value for people to see: a secret as ***."""
    value = getattr(settings, field)
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return "***" if written and field in _SECRET else written
