from __future__ import annotations

import pytest

from mahdar.tools import Tools, load_tools


@pytest.fixture(scope="session")
def tools() -> Tools:
    return load_tools()
