"""The archive over HTTP: questions for everybody who can reach it, writing for those who have a token."""

from mahdar.faces.api.app import make_app

__all__ = ["make_app"]
