"""Options of the whole test run, and the one browser that all of it uses: two cannot be started in one process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

settings.register_profile("gate", deadline=None)  # how long an example takes says what else the machine is doing
settings.load_profile("gate")


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail(f"the explorer is tested in a real browser: install one of {', '.join(BROWSERS)}", pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()
