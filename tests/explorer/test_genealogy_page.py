"""The genealogy in a real browser: what it draws, that it can be used without a mouse, and what it gives away."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from khorasan_graph import project
from khorasan_graph.explorer import render
from tests.explorer.conftest import Opened, OpenPage
from tests.explorer.sample import hostile, sample
from tests.explorer.test_genealogy import small

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
ALL_OPEN = "&lanes=(none)&hide-statuses=&hide-classes=&hide-relations=&extras=commanders,defectors"


@pytest.fixture(scope="module")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("genealogy") / "small.html"
    path.write_text(render(small(), title="Small <graph> & co", marking="TEST ONLY"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shipped_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = project.load(ROOT).knowledge_base
    assert base is not None
    path = tmp_path_factory.mktemp("genealogy") / "shipped.html"
    path.write_text(render(base), encoding="utf-8")
    return path


def bars(opened: Opened) -> list[str]:
    found: list[str] = opened.js("[...document.querySelectorAll('.plot g[data-bar]')].map((one) => one.dataset.bar)")
    return found


def ties(opened: Opened) -> set[str]:
    return set(opened.js("[...document.querySelectorAll('.plot g[data-tie]')].map((one) => one.dataset.tie)"))


def attribute(opened: Opened, tie: str, name: str) -> set[str]:
    script = """([tie, name]) => [...document.querySelectorAll('.plot g[data-tie]')]
      .filter((one) => one.dataset.tie === tie)
      .flatMap((one) => [...one.querySelectorAll('.line')].map((line) => line.getAttribute(name)))"""
    return set(opened.page.evaluate(script, [tie, name]))


def line_at(opened: Opened) -> float:
    return float(opened.js("document.querySelector('.plot [data-layer=date] line').getAttribute('x1')"))


def export(opened: Opened) -> tuple[str, ElementTree.Element]:
    with opened.page.expect_download() as waiting:
        opened.page.locator("#svg").click()
    assert waiting.value.suggested_filename.endswith("-genealogy.svg")
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    return text, ElementTree.fromstring(text)


def test_the_view_is_beside_the_others_and_in_the_link(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file)
    assert not opened.page.locator("#genealogy").is_visible()
    opened.page.locator("#genealogy-view").click()
    assert opened.page.locator("#genealogy").is_visible()
    assert opened.js("khorasan.hash()") == "view=genealogy"
    assert opened.page.locator("#genealogy-view").get_attribute("aria-pressed") == "true"
    opened.poll("document.getElementById('live').textContent.includes('Genealogy')")
    opened.page.keyboard.press("t")
    assert opened.page.locator("#table").is_visible()
    assert not opened.page.locator("#genealogy").is_visible()
    opened.page.keyboard.press("g")
    assert opened.page.locator("#genealogy").is_visible()
    opened.page.keyboard.press("g")
    assert opened.page.locator("#canvas").is_visible()
    assert opened.js("khorasan.hash()") == ""
    opened.assert_silent()


def test_every_organization_of_a_lineage_has_a_bar(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy")
    shown = {"movement", "splinter", "grandchild", "wing", "doubted", "front", "ally"}
    assert set(bars(opened)) == shown  # states and those of no lineage are folded at first
    assert "3 organizations without recorded lineage" in opened.page.locator(".plot").text_content()  # type: ignore[operator]
    opened.page.locator("[data-lane='(none)']").click()
    opened.page.locator("[data-lane='state']").click()
    assert set(bars(opened)) == shown | {"stranger", "silent", "listed", "state", "ministry"}
    assert opened.page.locator("[data-lane='(none)']").get_attribute("aria-expanded") == "true"
    assert "lanes=" in opened.js("khorasan.hash()")
    opened.page.locator("#fold-all").click()
    assert bars(opened) == []
    opened.page.locator("#fold-all").click()
    assert len(bars(opened)) == 12
    opened.assert_silent()


def test_a_link_folds_and_unfolds(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy&lanes=(none),movement,nobody")
    assert set(bars(opened)) == {"front", "ally", "stranger", "silent", "listed"}
    assert "nobody" not in opened.js("khorasan.hash()")
    # What is chosen is never folded away.
    opened.js("location.hash = 'view=genealogy&lanes=movement&entity=wing'")
    opened.poll("document.querySelector('g[data-bar=wing]') !== null")


def test_recorded_seen_and_open_lives_look_different(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy")

    def fills(bar: str) -> list[str]:
        found: list[str] = opened.page.evaluate(
            "(id) => [...document.querySelectorAll(`g[data-bar=${id}] [fill]`)].map((one) => one.getAttribute('fill'))",
            bar,
        )
        return found

    assert any("seen-" in fill for fill in fills("ally"))
    assert any("in-" in fill for fill in fills("ally"))
    assert any("out-" in fill for fill in fills("ally"))
    assert not any("url" in fill for fill in fills("movement"))  # recorded, and recorded as still there
    assert not any("in-" in fill for fill in fills("wing"))  # founded
    assert any("out-" in fill for fill in fills("wing"))
    label = opened.page.locator("g[data-bar=splinter]").get_attribute("aria-label")
    assert label == "The Splinter, faction. Began about 2014. Ended 2016. 3 ties of lineage"
    label = opened.page.locator("g[data-bar=ally]").get_attribute("aria-label")
    assert label is not None
    assert "Beginning not recorded; seen by 28 Feb 2009" in label
    assert "End not recorded; last seen 1 Jan 2018" in label


def test_doubt_is_in_the_line(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy")
    assert attribute(opened, "doubted.factionof.movement", "stroke-dasharray") == {"7 4"}
    assert attribute(opened, "splinter.split.movement", "stroke-dasharray") == {None}
    assert "?" in opened.js("[...document.querySelectorAll('.badge')].map((one) => one.textContent)")
    assert "stranger.merger.movement" not in ties(opened)
    assert "1 hidden" in opened.page.locator("#counts").inner_text()
    opened.js("location.hash = 'view=genealogy&hide-statuses='")
    opened.poll("[...document.querySelectorAll('g[data-tie]')].some((one) => one.dataset.tie.startsWith('stranger.m'))")
    assert attribute(opened, "stranger.merger.movement", "stroke-dasharray") == {"2 4"}
    assert "×" in opened.js("[...document.querySelectorAll('.badge')].map((one) => one.textContent)")


def test_the_filters_apply(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy")
    opened.page.locator("[data-filter='relations:Split'] input").uncheck()
    assert "splinter.split.movement" not in ties(opened)
    assert "splinter.merger.movement" in ties(opened)
    opened.page.locator("[data-filter='signs:0'] input").uncheck()
    assert "splinter.merger.movement" not in ties(opened)
    opened.page.locator("[data-filter='classes:Faction'] input").uncheck()
    assert "wing" not in bars(opened)
    opened.js("location.hash = 'view=genealogy&credibility=2'")
    opened.poll("!document.querySelector(\"g[data-tie='wing.factionof.movement']\")")
    assert "splinter.split.movement" in ties(opened)


def test_the_date_moves_the_line_and_pales_what_comes_after(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy&date=2013-06-30")
    before = line_at(opened)
    paper = "document.querySelector('.plot [data-layer=veil] rect')"
    assert float(opened.js(f"{paper}.getAttribute('x')")) == before
    assert float(opened.js(f"{paper}.getAttribute('width')")) > 10
    assert "as of 30 Jun 2013" in opened.page.locator(".axis").text_content()  # type: ignore[operator]
    pale = "document.querySelector('text[data-bar=splinter]').getAttribute('opacity')"
    assert float(opened.js(pale)) < 0.5
    kept = opened.page.locator(".plot g[data-bar=movement]").element_handle()
    opened.page.locator("#slider").evaluate(
        "(box) => { box.value = Number(box.value) + 24; box.dispatchEvent(new Event('input')); }"
    )
    assert line_at(opened) > before
    assert float(opened.js(pale)) == 1
    assert kept.evaluate("(one) => one.isConnected")  # a slider step draws nothing anew
    opened.page.locator("#all-dates").check()
    assert opened.js("document.querySelector('.plot [data-layer=date]').getAttribute('visibility')") == "hidden"
    opened.page.locator(".axis").click(position={"x": 200, "y": 12})
    assert opened.js("document.querySelector('.plot [data-layer=date]').getAttribute('visibility')") == "visible"
    opened.assert_silent()


def test_a_click_opens_the_same_dossier(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy")
    opened.page.locator("text[data-bar=wing]").click()
    assert opened.page.locator("#details h2").inner_text() == "The Wing"
    assert opened.js("khorasan.hash()") == "entity=wing&view=genealogy"
    assert float(opened.js("document.querySelector('g[data-bar=ally]').getAttribute('opacity')")) < 0.5
    assert float(opened.js("document.querySelector('g[data-bar=movement]').getAttribute('opacity')")) == 1
    opened.page.locator("text[data-tie='chief.leadership.movement']").click()
    assert "emir" in opened.page.locator("#details").inner_text()
    opened.page.locator("g[data-event=truce]").click()
    assert opened.page.locator("#details h2").inner_text() == "A Truce"
    opened.page.locator("g[data-tie='splinter.split.movement'] path").first.dispatch_event("click")
    assert "split from" in opened.page.locator("#details h2").inner_text()
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#details h2").inner_text() == "Overview"
    opened.page.locator("text[data-bar=wing]").hover()
    assert "The Wing" in opened.page.locator("#tip").inner_text()
    opened.assert_silent()


def test_leaders_of_parts_and_attacks_wait_to_be_asked_for(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy")
    assert "local.leadership.movement" not in ties(opened)
    assert opened.page.locator("g[data-event]").count() == 1
    opened.page.locator("#extra-commanders").check()
    assert "local.leadership.movement" in ties(opened)
    opened.page.locator("#extra-turns").uncheck()
    assert opened.page.locator("g[data-event]").count() == 0
    assert "extras=commanders%2Cturns" in opened.js("khorasan.hash()")


def test_who_succeeded_stands_where_they_did(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy")
    spot = "[...document.querySelectorAll('text[data-tie]')].find((one) => one.dataset.tie === '{}').getAttribute('x')"
    emir, heir = (float(opened.js(spot.format(f"{who}.leadership.movement"))) for who in ("chief", "heir"))
    year = float(opened.js("document.querySelector('.plot').getAttribute('width')")) / 14
    assert 4 * year < heir - emir < 8 * year  # by the succession of 2013, not the sighting of 2016
    opened.page.locator("g[data-tie='heir.succession.chief']").dispatch_event("click")
    assert "succeeded" in opened.page.locator("#details h2").inner_text()


def test_keys_reach_everything(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy")
    opened.page.locator("#genealogy-scroll").focus()
    focused = "JSON.stringify({...document.activeElement.dataset})"
    seen = set()
    opened.page.keyboard.press("Home")
    assert opened.js(focused) == '{"lane":"movement"}'
    for _ in range(20):
        seen.add(opened.js(focused))
        opened.page.keyboard.press("ArrowDown")
    assert {f'{{"bar":"{bar}"}}' for bar in bars(opened)} <= seen
    assert '{"lane":"(none)"}' in seen
    opened.page.keyboard.press("Enter")
    assert "silent" in bars(opened)
    assert opened.js(focused) == '{"lane":"(none)"}'  # drawn anew, and still where it was
    opened.page.locator("g[data-bar=splinter]").focus()
    opened.page.keyboard.press("ArrowRight")
    assert opened.js(focused) == '{"tie":"splinter.split.movement"}'
    opened.page.keyboard.press("Enter")
    assert "tie=splinter.split.movement" in opened.js("khorasan.hash()")
    assert opened.js(focused) == '{"tie":"splinter.split.movement"}'
    opened.page.locator("g[data-bar=wing]").focus()
    opened.page.keyboard.press(" ")
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("Shift+Enter")
    assert "What links these 2" in opened.page.locator("#details").inner_text()
    before = opened.js("document.querySelector('.plot').getAttribute('width')")
    opened.page.keyboard.press("+")
    assert float(opened.js("document.querySelector('.plot').getAttribute('width')")) > float(before)
    opened.page.keyboard.press("0")
    width = opened.js("document.querySelector('.plot').getAttribute('width')")
    assert float(width) <= opened.js("document.getElementById('genealogy-scroll').clientWidth") + 1
    opened.assert_silent()


LABELS = """() => {
  const boxes = [...document.querySelectorAll('.plot [data-layer=words] text')]
    .filter((one) => one.textContent).map((one) => [one.textContent, one.getBoundingClientRect()]);
  const clashes = [];
  boxes.forEach(([text, a], place) => boxes.slice(place + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 6) clashes.push(`${text} / ${other}`);
  }));
  return clashes;
}"""


@pytest.mark.parametrize("width", [420, 1440])
def test_names_never_cover_each_other(open_page: OpenPage, shipped_file: Path, width: int) -> None:
    opened = open_page(shipped_file, "#view=genealogy&lanes=(none)", viewport={"width": width, "height": 900})
    assert len(bars(opened)) > 30
    for key in ("", "+", "+", "-", "-", "-", "-", "0"):
        if key:
            opened.page.keyboard.press(key)
            opened.page.wait_for_timeout(60)
        assert opened.js(LABELS) == []
    opened.js("document.getElementById('genealogy-scroll').scrollLeft = 300")
    opened.page.wait_for_timeout(80)
    assert opened.js(LABELS) == []
    assert opened.js("document.getElementById('genealogy').scrollWidth") <= width
    opened.assert_silent()


def test_the_shipped_lineage_of_the_ttp(open_page: OpenPage, shipped_file: Path) -> None:
    opened = open_page(shipped_file, "#view=genealogy&entity=ttp")
    lane = opened.js("""[...document.querySelectorAll('.plot g[data-bar]')].map((one) => one.dataset.bar)""")
    assert {"ttp", "jamaat-ul-ahrar", "ttp-karachi"} <= set(lane)
    assert opened.page.locator("#details h2").inner_text().startswith("Tehr")
    spent = opened.js("""(() => { const begin = performance.now();
      document.getElementById('nearer').click();
      document.querySelector('.plot').getBoundingClientRect();
      return performance.now() - begin; })()""")
    assert spent < 1000
    opened.assert_silent()


def test_the_svg_stands_alone(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy&date=2013-06-30")
    text, root = export(opened)
    assert root.tag == f"{SVG}svg"
    words = " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    words = re.sub("[\u2068\u2069]", "", words)
    for said in (
        "Small <graph> & co",
        "TEST ONLY",
        "As of 30 Jun 2013",
        "vocabulary",
        "of status denied",
        "12 organizations over time",
        "1 tie of lineage hidden by filters",
        "Folded",
        "The Splinter",
        "split",
        "merger",
        "contested",
        "known from sightings only",
    ):
        assert said in words, said
    allowed = {
        "svg", "g", "rect", "path", "line", "circle", "polygon", "text", "title", "defs", "pattern", "linearGradient",
        "stop",
    }  # fmt: skip
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= allowed
    for one in root.iter():
        assert not any(name.startswith("on") or "href" in name or name == "style" for name in one.attrib)
        for value in one.attrib.values():
            assert "url(" not in value or re.fullmatch(r"url\(#[a-z-]+\)", value)
    assert "<script" not in text
    assert "transparent" not in text
    opened.assert_silent()


def test_a_picture_of_what_is_chosen_folds_the_rest(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy&entity=wing")
    _, root = export(opened)
    words = re.sub("[\u2068\u2069]", "", " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text")))
    assert "Around The Wing" in words
    assert "The Splinter" in words
    assert "The Front (2)" in words  # folded, and told
    with opened.page.expect_download() as waiting:
        opened.page.locator("#png").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    assert opened.page.locator("#genealogy").is_visible()
    opened.assert_silent()


def test_names_of_lanes_stay_in_sight(open_page: OpenPage, shipped_file: Path) -> None:
    opened = open_page(shipped_file, "#view=genealogy")
    script = """() => {
      const scroller = document.getElementById('genealogy-scroll');
      const header = document.querySelector(`[data-lane] > g`).getBoundingClientRect();
      return header.top - scroller.getBoundingClientRect().top;
    }"""
    opened.js("document.getElementById('genealogy-scroll').scrollTop = 200")
    opened.page.wait_for_timeout(100)
    assert opened.js(script) >= 20


def test_dark_is_dark_in_the_file_too(open_page: OpenPage, small_file: Path) -> None:
    opened = open_page(small_file, "#view=genealogy&theme=dark")
    text, _ = export(opened)
    assert 'fill="#10151C"' in text
    assert "#FBFAF7" not in text


def test_hostile_names_are_inert(open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(render(hostile(), title="</title><script>window.__pwn=40</script>", marking="\ud800<b>"), "utf-8")
    opened = open_page(path, f"#view=genealogy&date=all{ALL_OPEN}")
    organizations = sum(
        sample().vocabulary.is_entity_a(entity.type, "Organization") for entity in sample().entities.values()
    )
    assert len(set(bars(opened))) == organizations
    for number in range(organizations):
        opened.page.locator(".plot g[data-bar]").nth(number).focus()
        opened.page.keyboard.press("Enter")
        assert opened.page.locator("#details h2").count() == 1
    for one in opened.page.locator(".plot text[data-bar]").all():
        one.hover(force=True)
    _, root = export(opened)
    assert {one.tag for one in root.iter()}.isdisjoint({f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject"})
    assert opened.js("window.__pwn") is None
    assert opened.js("document.querySelectorAll('#genealogy img, #genealogy iframe, #genealogy script').length") == 0
    opened.assert_silent()


def test_nothing_to_draw_is_a_view_too(open_page: OpenPage, tmp_path: Path) -> None:
    from khorasan_graph.model.selection import select

    path = tmp_path / "empty.html"
    path.write_text(render(sample(), select(sample().vocabulary, entities=["sohrab"])), encoding="utf-8")
    opened = open_page(path, "#view=genealogy")
    assert bars(opened) == []
    assert "0 organizations" in opened.page.locator("#counts").inner_text()
    export(opened)
    opened.assert_silent()
