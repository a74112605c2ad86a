"""Several entities chosen at once, by mouse and by keyboard: what links them."""

from __future__ import annotations

from pathlib import Path

from khorasan_graph.explorer import render
from tests.explorer.conftest import Opened, OpenPage
from tests.support import base_from


def click(opened: Opened, entity: str, *, key: str | None = None) -> None:
    spot = opened.js(f"khorasan.onScreen({entity!r})")
    box = opened.js("(({left, top}) => [left, top])(document.getElementById('canvas').getBoundingClientRect())")
    if key:
        opened.page.keyboard.down(key)
    opened.page.mouse.click(box[0] + spot["x"], box[1] + spot["y"])
    opened.page.wait_for_timeout(400)
    if key:
        opened.page.keyboard.up(key)


def panel(opened: Opened) -> str:
    return " ".join(opened.page.locator("#details").inner_text().split())


def heard(opened: Opened, words: str) -> None:
    opened.poll(f"document.getElementById('live').textContent.includes({words!r})", what=words)


def test_clicks_with_a_key_choose_several(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all", reduced_motion="reduce")
    click(opened, "zarnab")
    click(opened, "marjan", key="Shift")
    assert opened.js("khorasan.hash()") == "date=all&entities=zarnab%2Cmarjan"
    heard(opened, "2 chosen: 0 ties among them, 2 common neighbours")
    text = panel(opened)
    assert "What links these 2" in text
    assert "No tie among them is visible." in text
    assert "Katiba Baran" in text
    for key in ("Control", "Meta"):
        click(opened, "kohsar", key=key)
        assert ("kohsar" in opened.js("khorasan.hash()")) == (key == "Control")
    click(opened, "sohrab")
    assert opened.js("khorasan.hash()") == "date=all&entity=sohrab"
    opened.assert_silent()


def test_the_panel_shows_what_links_them_with_the_evidence(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all&entities=zarnab,baran,marjan,zarnab,nobody")
    assert opened.js("khorasan.hash()") == "date=all&entities=zarnab%2Cbaran%2Cmarjan"
    text = panel(opened)
    assert "What links these 3" in text
    assert "TIES AMONG THEM 2" in text.upper()
    assert "Katiba Baran is a faction of Tehrik-e Zarnab" in text
    assert "Publisher 1" in text
    assert "Dr. Sohrab linked to 2 of them" in text
    assert "State Alpha linked to 2 of them" in text
    svg = opened.js("khorasan.svg()")
    assert "What links Tehrik-e Zarnab, Katiba Baran, Harakat-e Marjan" in svg
    opened.page.get_by_role("button", name="Let go of Katiba Baran").click()
    assert "baran" not in opened.js("khorasan.hash()")
    opened.page.get_by_role("button", name="Path between them").click()
    assert opened.js("khorasan.hash()") == "date=all&from=zarnab&to=marjan"
    opened.assert_silent()


def test_the_picture_shows_them_and_what_they_have_in_common(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all&entities=zarnab,marjan")
    assert opened.js("khorasan.focus()") == {
        "entities": ["baran", "marjan", "state-alpha", "zarnab"],
        "ties": [
            "baran.coordination.marjan",
            "baran.factionof.zarnab",
            "state-alpha.armedconflict.zarnab",
            "state-alpha.support.marjan",
        ],
    }
    hostile_off = open_page(sample_file, "#date=all&entities=zarnab,marjan&hide-signs=-")
    assert hostile_off.js("khorasan.focus()")["entities"] == ["baran", "marjan", "zarnab"]


def test_what_links_nobody_is_not_counted(open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "small.html"
    path.write_text(render(base_from(UNLINKED)), encoding="utf-8")
    opened = open_page(path, "#date=all&entities=one,two&hide-statuses=")
    text = panel(opened).lower()
    assert "ties among them 1" in text
    assert "recorded among them, and no link 2" in text
    assert "denied: that one supports two" in text
    assert "neighbours in common 0" in text
    assert opened.js("khorasan.focus()") == {"entities": ["one", "two"], "ties": ["one.alliance.two"]}
    hidden = open_page(path, "#date=all&entities=one,two")
    assert "denied: that one supports two" in panel(hidden).lower()
    opened.assert_silent()


UNLINKED = """
--- organizations/one.yaml
type: MilitantOrganization
name: One
relations:
  - {type: Alliance, object: two, claims: [{source: s1, credibility: 2}]}
  - {type: DifferentFrom, object: two, claims: [{source: s1, credibility: 2}]}
  - {type: Support, object: two, claims: [{source: s1, credibility: 2, stance: denies}]}
  - {type: Coordination, object: three, claims: [{source: s1, credibility: 2, stance: denies}]}
--- organizations/two.yaml
type: MilitantOrganization
name: Two
relations:
  - {type: DifferentFrom, object: three, claims: [{source: s1, credibility: 2}]}
--- organizations/three.yaml
type: MilitantOrganization
name: Three
"""


def test_the_space_key_keeps_one_and_adds_others(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all&entity=kohsar", reduced_motion="reduce")
    opened.page.locator("#canvas").focus()
    opened.page.keyboard.press("Space")
    assert opened.js("khorasan.hash()") == "date=all&entities=kohsar"
    heard(opened, "Ittehad-e Kohsar kept")
    opened.page.keyboard.press("ArrowDown")
    heard(opened, "not chosen, Space adds it")
    assert opened.js("khorasan.hash()") == "date=all&entities=kohsar"
    opened.page.keyboard.press("Space")
    assert opened.js("khorasan.hash()").startswith("date=all&entities=kohsar%2C")
    heard(opened, "added; 2 chosen")
    opened.page.keyboard.press("Space")
    heard(opened, "let go; 1 chosen")
    opened.page.keyboard.press("Escape")
    assert opened.js("khorasan.hash()") == "date=all"
    heard(opened, "Nothing chosen")
    opened.assert_silent()


def test_the_search_adds_too(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all&entity=kohsar")
    opened.page.fill("#search", "sohrab")
    opened.page.keyboard.press("Control+Enter")
    assert opened.js("khorasan.hash()") == "date=all&entities=kohsar%2Csohrab"
    assert opened.page.locator("#details h2").inner_text() == "What links these 2"
    opened.assert_silent()
