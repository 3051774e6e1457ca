"""Mahdar (محضر, "the minutes"): Arabic news pages into a record that can be cited.

from mahdar import load_tools, open_source, read

tools = load_tools()
for page in open_source("page.html", Settings()):
    record = read(page, tools)
"""

from mahdar.faces.notebook import record_html
from mahdar.model import Page, Record, Rejected
from mahdar.read import read
from mahdar.settings import Settings
from mahdar.sources import open_source
from mahdar.tools import Tools, load_tools

__all__ = ["Page", "Record", "Rejected", "Settings", "Tools", "load_tools", "open_source", "read"]

# A notebook asks a value for `_repr_html_`. The model holds fields alone, so the front door hangs its face on.
Record._repr_html_ = record_html  # type: ignore[attr-defined]
