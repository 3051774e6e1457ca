"""Watches: saved searches that tell what came after they were saved, as an Atom feed, to a webhook and by e-mail."""

from mahdar.watching.delivery import Delivery, deliver
from mahdar.watching.feed import atom
from mahdar.watching.matching import match
from mahdar.watching.saved import Wanted, Watch, add_watch, find_watch, remove_watch, watches

__all__ = [
    "Delivery",
    "Wanted",
    "Watch",
    "add_watch",
    "atom",
    "deliver",
    "find_watch",
    "match",
    "remove_watch",
    "watches",
]
