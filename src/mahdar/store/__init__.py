"""Where records are kept: an archive of pages as received, and a database of what was read from them.

`open_store` opens one; its `view()` is asked, its `writer()` changes it.
"""

from mahdar.store.store import Store, open_store
from mahdar.store.view import View
from mahdar.store.writer import Kept, Writer

__all__ = ["Kept", "Store", "View", "Writer", "open_store"]
