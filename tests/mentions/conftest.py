from __future__ import annotations

import pytest

from mahdar.tools import Tools, load_tools


@pytest.fixture(scope="session")
def tools() -> Tools:
    """All lists, loaded once for these tests."""
    return load_tools()
