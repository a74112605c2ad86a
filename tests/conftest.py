"""Options of the whole test run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden transcripts anew")
    parser.addoption("--fuzz", action="store_true", help="property tests with twenty times the examples, at random")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--fuzz"):
        return
    for item in items:
        test = getattr(item, "obj", None)
        known = getattr(test, "_hypothesis_internal_use_settings", None)
        if known is not None:
            many = settings(
                known,
                max_examples=known.max_examples * 20,
                derandomize=False,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            )
            setattr(getattr(test, "__func__", test), "_hypothesis_internal_use_settings", many)  # noqa: B010
