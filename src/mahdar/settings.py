"""One frozen struct of settings, read from MAHDAR_* variables; nothing else in the package reads the environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, get_type_hints

import msgspec
from msgspec import Meta, Struct

from mahdar.errors import BadSettings

PREFIX = "MAHDAR_"


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
    user_agent: Annotated[str, Meta(pattern="^[!-~][ -~]*$", description="The name given to sites.")] = "mahdar"


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
        (PREFIX + field.upper(), str(defaults[field]).lower(), str(hints[field].__metadata__[0].description))
        for field in Settings.__struct_fields__
    ]
