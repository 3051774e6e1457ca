"""What the network says of a window, and in which order."""

from __future__ import annotations

from mahdar.model import EVENT_TYPES

KINDS = ("person", "organization", "place", "group")
KIND_TAGS = ("-", *(f"{tag}-{kind}" for kind in KINDS for tag in "BI"))
TRIGGERS = ("-", *EVENT_TYPES)
STATUSES = ("occurred", "future", "hypothetical", "negated", "historical")
RELATIONS = ("actor", "recipient", "place", "speaker", "from", "to")
"""From a trigger's or cue's word to the first of a mention; `from`, `to`: to the first and last of its content."""
