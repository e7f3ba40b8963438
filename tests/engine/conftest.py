"""Tests on the real engine: skipped, with the reason, where there is none."""

import pytest

from deploy import engine


@pytest.fixture(scope="session", autouse=True)
def _real_engine() -> None:
    reason = engine.available()
    if reason is not None:
        pytest.skip(reason)
