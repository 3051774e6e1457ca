"""The linking pass over an archive: what `mahdar link` does."""

from mahdar.linking.run import Linked, link

__all__ = ["Linked", "link"]
