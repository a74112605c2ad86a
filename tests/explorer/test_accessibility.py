"""axe-core in the tests' browser, on every view, light and dark, wide and narrow.

The page's own policy would let no foreign script in: these tests alone switch it off.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.explorer.conftest import Opened, OpenPage

HERE = Path(__file__).resolve().parent
NARROW = {"width": 400, "height": 760}

VIEWS: dict[str, tuple[str, dict[str, Any]]] = {
    "overview": ("", {}),
    "everything": ("#date=all&lone=1&hide-statuses=&hide-classes=&hide-relations=", {}),
    "no tie": ("#hide-statuses=contested,corroborated,denied,reported", {}),
    "entity": ("#entity=zarnab&date=all", {}),
    "person": ("#entity=sohrab&date=2009-06-30", {}),
    "tie": ("#tie=kohsar.allegiance.zarnab", {}),
    "denied tie": ("#tie=kohsar.support.baran&date=all&hide-statuses=", {}),
    "path": ("#from=sohrab&to=zarnab&date=all", {}),
    "no path": ("#from=zarnab&to=state-alpha", {}),
    "several": ("#entities=zarnab,marjan,kohsar&date=all", {}),
    "table": ("#view=table&date=all", {}),
    "table of one": ("#view=table&date=2009-06-30&entity=kohsar", {}),
    "genealogy": ("#view=genealogy", {}),
    "genealogy of one": ("#view=genealogy&entity=kohsar&date=2009-06-30", {}),
    "narrow": ("", {"viewport": NARROW}),
    "narrow genealogy": ("#view=genealogy", {"viewport": NARROW}),
}


@cache
def axe() -> str:
    script = HERE / "node_modules/axe-core/axe.min.js"
    wanted = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["devDependencies"]["axe-core"]
    if not script.is_file():
        pytest.fail(f"axe-core {wanted} is not here: run tests/ensure-axe.sh", pytrace=False)
    return script.read_text(encoding="utf-8")


def findings(opened: Opened) -> list[str]:
    """What axe-core objects to: impact, rule, and where."""
    opened.page.evaluate(axe())
    found = opened.js(
        """axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.flatMap(
          ({ id, impact, nodes }) => nodes.map(({ target, failureSummary }) =>
            `${impact} ${id} at ${target.join(" ")}: ${failureSummary.replaceAll("\\n", " ")}`)))"""
    )
    assert isinstance(found, list)
    return found


def test_findings_are_found(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, bypass_csp=True)
    opened.js("document.getElementById('bar').append(document.createElement('button'))")
    assert [line.split(" at ")[0] for line in findings(opened)] == ["critical button-name"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_view_has_findings(open_page: OpenPage, sample_file: Path, view: str, scheme: str) -> None:
    fragment, options = VIEWS[view]
    opened = open_page(sample_file, fragment, color_scheme=scheme, bypass_csp=True, **options)
    assert findings(opened) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("drawer", ["filters", "details"])
def test_no_drawer_has_findings(open_page: OpenPage, sample_file: Path, drawer: str, scheme: str) -> None:
    opened = open_page(sample_file, "#entity=zarnab", color_scheme=scheme, bypass_csp=True, viewport=NARROW)
    opened.page.locator(f"#{drawer}-toggle").click()
    assert opened.page.locator(f"#{drawer}").is_visible()
    assert findings(opened) == []


def test_neither_has_the_list_of_matches(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, bypass_csp=True)
    opened.page.fill("#search", "a")
    assert opened.page.locator("#hits li").count() > 3
    assert findings(opened) == []
    opened.page.fill("#search", "nobody at all")
    assert findings(opened) == []


def test_neither_has_the_choice_of_an_end(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#entity=zarnab", bypass_csp=True)
    opened.page.get_by_role("button", name="Path from here").click()
    assert opened.page.locator("#picking").is_visible()
    assert findings(opened) == []
