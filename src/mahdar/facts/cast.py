"""The article's entities as facts need them: by id, and which of them are countries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from mahdar.arabic import key
from mahdar.model import Entity

if TYPE_CHECKING:
    from mahdar.tools import Tools


class Cast(Struct, frozen=True):
    """Entities by id; `countries` gives the entity of a country by its ISO code where the article names it, `armies`
    that of its army."""

    entities: dict[str, Entity]
    countries: dict[str, str]
    armies: dict[str, str]

    def is_mere_place(self, entity: str) -> bool:
        """True for a place that is no country: things happen there, nothing is done to it."""
        one = self.entities.get(entity)
        return one is not None and one.kind == "place" and entity not in self.countries.values()

    def home(self, place: str) -> str | None:
        """The entity of the country in which a place lies, where the article names it."""
        one = self.entities.get(place)
        return self.countries.get(one.country) if one is not None and one.country else None


def gather(entities: tuple[Entity, ...], tools: Tools) -> Cast:
    """The cast of one article."""
    countries: dict[str, str] = {}
    for entity in entities:
        iso = next(
            (tools.places.countries[key(n)] for n in (entity.name, *entity.names) if key(n) in tools.places.countries),
            None,
        )
        if entity.kind == "place" and iso:
            countries.setdefault(iso, entity.id)
    armies = {
        e.country: e.id for e in reversed(entities) if e.sector == "MIL" and e.country and e.kind == "organization"
    }
    return Cast({e.id: e for e in entities}, countries, armies)
