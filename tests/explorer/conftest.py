"""A real browser without a network, and a page that records whatever it should not do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from khorasan_graph.explorer import render
from tests.explorer.sample import hostile, sample

WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.__violations.push(event.violatedDirective));
"""


@dataclass
class Opened:
    """A page that is ready, and what went wrong on it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def js(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def poll(self, expression: str, *, what: str = "") -> None:
        """Wait until an expression is true. (`wait_for_function` never resolves under Trusted Types.)"""
        for _ in range(200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"never became true: {what or expression}")

    def violations(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.__violations")
        return found

    def assert_silent(self) -> None:
        assert self.requests == []
        assert self.complaints == []
        assert self.violations() == []


OpenPage = Callable[..., Opened]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a file in a fresh, offline window; refuses and records every request but for the file itself."""
    contexts = []

    def opened(path: Path, fragment: str = "", **options: Any) -> Opened:
        context = browser.new_context(offline=True, **{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        result = Opened(page)

        def refuse(route: Any) -> None:
            if route.request.url.split("#")[0] == path.as_uri():
                route.continue_()
            else:
                result.requests.append(route.request.url)
                route.abort()

        context.route("**/*", refuse)
        page.on("console", lambda message: result.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: result.complaints.append(str(error)))
        page.on("dialog", lambda dialog: result.complaints.append(f"dialog: {dialog.message}"))
        page.goto(path.as_uri() + fragment)
        result.poll("document.body.dataset.ready === 'yes'", what=f"ready; {result.complaints}")
        return result

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "sample.html"
    path.write_text(render(sample(), title="An invented graph", marking="TEST ONLY"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explorer") / "hostile.html"
    text = render(hostile(), title="</title><script>window.__pwn=40</script>", marking="<b onclick=x>\ud800")
    path.write_text(text, encoding="utf-8")
    return path
