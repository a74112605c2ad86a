"""Sites written to disk, and a browser that reads them without a network and records whatever it should not do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from khorasan_graph.site import pages
from khorasan_graph.site.folder import write_site
from tests.explorer.conftest import WATCH
from tests.explorer.sample import hostile, sample
from tests.site.support import MARKING, TITLE


@dataclass
class Visit:
    """A window on a site: every page it opens is watched."""

    page: Page
    folder: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str, fragment: str = "") -> Page:
        self.page.goto((self.folder / path).as_uri() + fragment)
        return self.page

    def js(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def poll(self, expression: str) -> None:
        for _ in range(200):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"never became true: {expression}")

    def assert_silent(self) -> None:
        assert self.requests == []
        assert self.complaints == []
        assert self.page.evaluate("window.__violations") == []


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitor]:
    """Open a window on a folder; whatever is asked for beside its own pages is refused and recorded."""
    contexts = []

    def opened(folder: Path, **options: Any) -> Visit:
        context = browser.new_context(offline=True, **{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        context.add_init_script(WATCH)
        found = Visit(context.new_page(), folder)

        def refuse(route: Any) -> None:
            request = route.request
            if request.url.startswith(folder.as_uri() + "/") and request.resource_type == "document":
                route.continue_()
            else:
                found.requests.append(request.url)
                route.abort()

        context.route("**/*", refuse)
        found.page.on("console", lambda message: found.complaints.append(f"{message.type}: {message.text}"))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("dialog", lambda dialog: found.complaints.append(f"dialog: {dialog.message}"))
        return found

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small invented graph."""
    folder = tmp_path_factory.mktemp("site") / "sample"
    write_site(folder, pages(sample(), title=TITLE, marking=MARKING))
    return folder


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a graph in which every text is an attack."""
    folder = tmp_path_factory.mktemp("site") / "hostile"
    write_site(
        folder, pages(hostile(), title="</title><script>window.__pwn=40</script>", marking="<b onclick=x>\ud800")
    )
    return folder
