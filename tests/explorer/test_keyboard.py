"""The page without a mouse: what keys do, where the focus is, what is said."""

from __future__ import annotations

from pathlib import Path

from tests.explorer.conftest import Opened, OpenPage

SCALE = "khorasan.scale()"


def focused(opened: Opened) -> str:
    return str(opened.js("document.activeElement.id"))


def heard(opened: Opened, words: str) -> None:
    opened.poll(f"document.getElementById('live').textContent.includes({words!r})", what=words)


def test_the_keys_of_the_picture(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all", reduced_motion="reduce")
    keys = opened.page.keyboard
    opened.page.locator("#canvas").focus()
    whole = opened.js(SCALE)
    keys.press("+")
    keys.press("+")
    assert opened.js(SCALE) > whole * 1.6
    keys.press("-")
    assert abs(opened.js(SCALE) - whole * 1.3) < 0.01
    keys.press("0")
    assert abs(opened.js(SCALE) - whole) < 0.01
    keys.press("ArrowRight")
    assert opened.js("khorasan.hash()").startswith("date=all&entity=")
    keys.press("f")
    assert opened.js("khorasan.hash()").endswith("hops=2")
    keys.press("p")
    heard(opened, "choose where to")
    assert opened.page.locator("#picking").is_visible()
    keys.press("Escape")
    assert not opened.page.locator("#picking").is_visible()
    keys.press("Escape")
    assert opened.js("khorasan.hash()") == "date=all"
    heard(opened, "Nothing chosen")
    opened.assert_silent()


def test_the_focus_goes_along_with_the_view(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    keys = opened.page.keyboard
    opened.page.locator("#canvas").focus()
    keys.press("t")
    assert focused(opened) == "table"
    heard(opened, "Table")
    keys.press("g")
    assert opened.js("document.getElementById('genealogy').contains(document.activeElement)")
    keys.press("g")
    assert focused(opened) == "canvas"
    heard(opened, "Picture")


def test_whatever_has_the_focus_shows_it(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    seen = set()
    for _ in range(60):
        opened.page.keyboard.press("Tab")
        name, style = opened.js(
            """(() => {
              const one = document.activeElement;
              return [one.id || one.localName, getComputedStyle(one).outlineStyle];
            })()"""
        )
        if name == "body":
            break
        assert style != "none", name
        seen.add(name)
    assert {"search", "genealogy-view", "view", "png", "svg", "csv", "theme"} <= seen


def test_filters_say_what_they_leave(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all")
    opened.page.locator("[data-filter='signs:-'] input").uncheck()
    heard(opened, "9 ties and 6 entities shown")
    assert opened.page.locator("#slider").get_attribute("aria-valuetext") == "All dates"


def test_nothing_glides_where_motion_is_unwelcome(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all", reduced_motion="reduce")
    opened.page.locator("#canvas").focus()
    before = opened.js(SCALE)
    opened.page.keyboard.press("+")
    assert abs(opened.js(SCALE) - 1.3 * before) < 0.001  # at once
    moving = open_page(sample_file, "#date=all")
    moving.page.locator("#canvas").focus()
    for _ in range(3):
        moving.page.keyboard.press("+")
    moving.poll(f"Math.abs({SCALE} - {before} * 1.3 ** 3) < 0.01", what="three steps, however fast")


def test_names_from_right_to_left(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#entity=zarnab&date=all")
    native = opened.page.locator("#details .native").first
    assert native.get_attribute("dir") == "auto"
    assert native.get_attribute("lang") == "ps"
    assert native.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    assert "\u2068تحريك زرناب\u2069" in opened.js("khorasan.svg()")
    names = opened.js("[...document.querySelectorAll('#details .who')].map((one) => one.localName)")
    assert set(names) == {"bdi"}


def test_a_handling_line_is_never_cut_off(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, viewport={"width": 360, "height": 700})
    opened.js(
        "document.querySelector('#marking bdi').textContent = 'OFFICIAL SENSITIVE - EXAMPLE MARKING OF SOME LENGTH'"
    )
    wide, room = opened.js(
        "(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])(document.getElementById('marking'))"
    )
    assert wide <= room
    assert opened.js("document.documentElement.scrollWidth") <= 360
