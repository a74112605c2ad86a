"""The page in a real browser: what it shows, and that it stays silent."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from khorasan_graph import project
from khorasan_graph.explorer import render
from khorasan_graph.model.activity import activity
from khorasan_graph.model.dates import EdtfDate, parse_date
from khorasan_graph.model.names import fold
from khorasan_graph.model.selection import select
from tests.explorer.conftest import Opened, OpenPage
from tests.explorer.sample import HOSTILE, sample

BLANK = """() => {
  const drawn = document.querySelector("#canvas canvas");
  const pixels = drawn.getContext("2d").getImageData(0, 0, drawn.width, drawn.height).data;
  const seen = new Set();
  for (let place = 0; place < pixels.length; place += 4) {
    seen.add((pixels[place] << 16) | (pixels[place + 1] << 8) | pixels[place + 2]);
  }
  return seen.size;
}"""


def row(name: str) -> str:
    return f"[data-filter='{name}']"


def number(opened: Opened, name: str) -> int:
    return int(opened.page.locator(f"{row(name)} .number").inner_text())


def pick(opened: Opened, entity: str) -> None:
    spot = opened.js(f"khorasan.onScreen({entity!r})")
    box = opened.js("(({left, top}) => [left, top])(document.getElementById('canvas').getBoundingClientRect())")
    opened.page.mouse.click(box[0] + spot["x"], box[1] + spot["y"])
    # vis-network waits for a second click before it tells of the first.
    opened.page.wait_for_timeout(400)


def drag(opened: Opened, slider: str, value: int) -> None:
    script = "(box, value) => { box.value = value; box.dispatchEvent(new Event('input')); }"
    opened.page.locator(f"#{slider}").evaluate(script, value)


def test_the_page_draws_and_asks_for_nothing(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    assert opened.js(BLANK) > 20
    assert opened.page.title() == "An invented graph"
    assert opened.page.locator("#marking").inner_text() == "TEST ONLY"
    opened.assert_silent()


def test_hostile_text_is_inert(open_page: OpenPage, hostile_file: Path) -> None:
    opened = open_page(hostile_file, "#date=all&lone=1&hide-statuses=&hide-classes=&hide-relations=")
    entities, ties = opened.js("khorasan.visibleEntities()"), list(opened.js("khorasan.visibleTies()"))
    assert len(HOSTILE) >= 20
    assert len(entities) == len(sample().entities)
    assert len(ties) == len(sample().relations)
    for key, ids in (("entity", entities), ("tie", ties)):
        for one in ids:
            opened.page.evaluate(
                "([key, id]) => { location.hash = new URLSearchParams([[key, id]]).toString(); }", [key, one]
            )
            opened.page.wait_for_timeout(30)
            assert opened.page.locator("#details h2").count() == 1
    opened.js("location.hash = 'view=table&date=all'")
    opened.poll("document.querySelectorAll('#table tbody tr').length > 3")
    for text in ("window", "<", "javascript"):
        opened.page.fill("#search", text)
    assert opened.js("window.__pwn") is None
    assert opened.js("({}).polluted") is None
    links = opened.js("[...document.querySelectorAll('a')].map((link) => [link.protocol, link.rel])")
    assert {protocol for protocol, _ in links} <= {"http:", "https:"}
    assert (
        opened.js("document.querySelectorAll('img, iframe, object, embed, base, body [style*=expression]').length") == 0
    )
    opened.assert_silent()


def test_links_are_of_the_web_and_tell_nobody(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#tie=baran.factionof.zarnab")
    link = opened.page.locator("#details a").first
    assert link.get_attribute("href") == "https://example.org/1"
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"
    assert link.get_attribute("target") == "_blank"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("TZ", "zarnab"),
        ("zarnab movement", "zarnab"),
        ("تحریک زرناب", "zarnab"),
        ("TEHRIK I ZARNAB", "zarnab"),
        ("sohrab", "sohrab"),
        ("Shamal", "valley"),
    ],
)
def test_search_finds_by_any_name(open_page: OpenPage, sample_file: Path, typed: str, found: str) -> None:
    opened = open_page(sample_file)
    opened.page.keyboard.press("/")
    opened.page.keyboard.insert_text(typed)
    assert opened.page.locator("#hits li[role=option]").first.get_attribute("data-id") == found
    opened.page.keyboard.press("Enter")
    assert opened.js("khorasan.hash()").endswith(f"entity={found}")
    opened.assert_silent()


def test_the_page_folds_as_the_model_does(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    texts = [name for entity in sample().entities.values() for name in entity.all_names]
    texts += [
        "Lashkar-e-Ṭayyiba", "Jamaat-ul-Ahrar", "Jaish-ush-Shura", "O'Neil’s", "القاعدة", "طالبان‌ها", "گروه",
        "ٹی ٹی پی",
        "ÀÉÎ straße ΣΑΣ", "a_b-ul-c", "al", "e i", "ﻻ ﷲ", "١٢٣ ۴۵", "پښتو ډله ړنګ", "İstanbul", "كتيبة الإمام", "Ⅷ ½ ²",
    ]  # fmt: skip
    assert opened.page.evaluate("(texts) => texts.map(khorasan.fold)", texts) == [fold(text) for text in texts]


def test_ties_hold_on_the_days_the_model_says(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#hide-statuses=&hide-classes=&hide-relations=")
    base = sample()
    for text in ("1999-01-31", "2009-06-30", "2011-06-30", "2018-01-04"):
        when = parse_date(text)
        assert isinstance(when, EdtfDate)
        opened.js(f"location.hash = 'date={text}&hide-statuses=&hide-classes=&hide-relations='")
        opened.page.wait_for_timeout(60)
        expected = {tie.id: activity(tie, when) for tie in base.relations.values()}
        assert opened.js("khorasan.visibleTies()") == {tie: how for tie, how in expected.items() if how != "inactive"}


def test_hidden_at_first_but_counted(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    shown = opened.js("khorasan.visibleEntities()")
    assert "valley" not in shown
    assert "raid" not in shown
    ties = opened.js("khorasan.visibleTies()")
    assert not any(sample().relations[tie].type in ("Designation", "OperatesIn") for tie in ties)
    assert not any(sample().relations[tie].status == "denied" for tie in ties)
    text = opened.page.locator("#details").inner_text()
    assert "of status denied" in text
    assert "places and events at first" in text
    assert number(opened, "statuses:denied") == 1
    assert number(opened, "relations:Designation") == 1
    assert number(opened, "classes:Province") == 1


def test_filters_count_and_act(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all")
    before = len(opened.js("khorasan.visibleTies()"))
    assert number(opened, "signs:-") == 2
    opened.page.locator(f"{row('signs:-')} input").uncheck()
    assert len(opened.js("khorasan.visibleTies()")) == before - 2
    assert number(opened, "signs:-") == 2  # what it would show again
    assert number(opened, "relations:Rivalry") == 0
    opened.page.locator(f"{row('classes:Person')} input").uncheck()
    assert number(opened, "relations:Leadership") == 0
    opened.page.locator("[aria-label='Evidence (line): none']").click()
    assert opened.js("khorasan.visibleTies()") == {}
    opened.page.locator("[aria-label='Evidence (line): all']").click()
    assert "kohsar.support.baran" in opened.js("khorasan.visibleTies()")
    drag(opened, "worst", 6)
    assert all(sample().relations[tie].credibility == 1 for tie in opened.js("khorasan.visibleTies()"))
    opened.assert_silent()


def test_the_slider_changes_what_is_shown_and_moves_nobody(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    assert opened.page.locator("#date").inner_text() == "4 Jan 2018"
    places = opened.js("khorasan.visibleEntities().map(khorasan.position)")
    names = opened.js("khorasan.visibleEntities()")
    counts = opened.page.locator("#counts").inner_text()
    drag(opened, "slider", 24)
    assert opened.page.locator("#counts").inner_text() != counts
    assert opened.page.evaluate("(names) => names.map(khorasan.position)", names) == places
    opened.page.locator("#all-dates").check()
    assert opened.page.locator("#date").inner_text() == "All dates"
    opened.page.locator(f"{row('switch:undated')} input").uncheck()
    assert "zarnab.coordination.kohsar" not in " ".join(opened.js("khorasan.visibleTies()"))
    opened.page.locator("#all-dates").uncheck()
    opened.page.locator(f"{row('switch:ghosts')} input").check()
    assert "marjan" in opened.js("khorasan.visibleEntities()")
    opened.page.locator("#play").click()
    opened.poll("/ (1999|200\\d)$/.test(document.getElementById('date').textContent)")
    opened.assert_silent()


def test_a_click_opens_the_dossier(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    pick(opened, "zarnab")
    text = opened.page.locator("#details").inner_text()
    for words in (
        "Tehrik-e Zarnab",
        "TZ",
        "تحريك زرناب",
        "from Aug 2001, no end recorded",
        "1,500-3,000",
        "has the faction",
        "Katiba Baran",
    ):
        assert words.lower() in text.lower(), words
    assert opened.page.locator("#details .native").first.get_attribute("dir") == "auto"
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#details h2").inner_text() == "Overview"
    opened.assert_silent()


def test_the_dossier_of_a_tie_has_every_claim(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#tie=kohsar.allegiance.zarnab&date=all")
    text = opened.page.locator("#details").inner_text()
    for words in (
        "pledged allegiance to",
        "contested",
        "Publisher 1",
        "B2",
        "Dr. Sohrab denies it",
        "B3",
        "denied it on the radio",
        "Report 2",
    ):
        assert words in text, words
    opened.assert_silent()


def test_a_click_on_a_line_opens_the_tie(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    spot = opened.js("khorasan.tieOnScreen('baran.factionof.zarnab')")
    box = opened.js("(({left, top}) => [left, top])(document.getElementById('canvas').getBoundingClientRect())")
    opened.page.mouse.click(box[0] + spot["x"], box[1] + spot["y"])
    opened.poll("khorasan.hash().includes('tie=baran.factionof.zarnab')")


def test_arrow_keys_walk_from_entity_to_entity(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    opened.page.locator("#canvas").focus()
    opened.page.keyboard.press("ArrowRight")
    first = opened.js("khorasan.hash()")
    assert first.startswith("entity=")
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        opened.page.keyboard.press(key)
    assert opened.js("khorasan.hash()").startswith("entity=")
    opened.poll("document.getElementById('live').textContent.includes('visible tie')")
    opened.page.keyboard.press("t")
    assert opened.page.locator("#table").is_visible()


def test_a_path_with_its_evidence(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=all")
    pick(opened, "sohrab")
    opened.page.keyboard.press("p")
    opened.page.fill("#search", "zarnab")
    opened.page.keyboard.press("Enter")
    text = opened.page.locator("#details").inner_text()
    assert "2 steps" in text
    assert "Publisher 1" in text
    assert "weakest step: credibility" in text.lower()
    opened.page.get_by_label("Next path").click()
    assert "path 2" in opened.page.locator("#details").inner_text()
    opened.assert_silent()


def test_no_path_says_what_would_help(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#from=zarnab&to=state-alpha")
    assert "No link is recorded" in opened.page.locator("#details").inner_text()
    opened.page.get_by_role("button", name="follow hostile ties too").click()
    assert "1 step" in opened.page.locator("#details").inner_text()
    opened.js("location.hash = 'from=lone&to=zarnab'")
    opened.poll("document.getElementById('details').textContent.includes('Nor is there one without any filter')")


def test_the_table_sorts(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#view=table&date=all")
    count = len(opened.js("khorasan.visibleTies()"))
    assert opened.page.locator("#table tbody tr").count() == count
    assert f"{count} ties" in opened.page.locator("#table caption").inner_text()
    opened.page.get_by_role("button", name="Credibility", exact=True).click()
    grades = [int(text) for text in opened.page.locator("#table tbody td:nth-child(7)").all_inner_texts()]
    assert grades == sorted(grades)
    assert opened.page.locator("#table th[aria-sort=ascending]").inner_text().startswith("Credibility")
    opened.assert_silent()


def test_csv_holds_the_visible_ties(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    with opened.page.expect_download() as waiting:
        opened.page.locator("#csv").click()
    assert (
        waiting.value.suggested_filename == "invented-graph-2018-01-04.csv"
        or waiting.value.suggested_filename.endswith("2018-01-04.csv")
    )
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [line["id"] for line in rows] == list(opened.js("khorasan.visibleTies()"))
    faction = next(line for line in rows if line["id"] == "baran.factionof.zarnab")
    assert (faction["subject"], faction["object"], faction["sign"]) == (
        "Katiba Baran",
        "Tehrik-e Zarnab",
        "cooperative",
    )
    assert (faction["status"], faction["start"], faction["on_date"]) == ("reported", "2007", "may hold")
    opened.assert_silent()


def test_no_cell_of_the_csv_is_a_formula(open_page: OpenPage, hostile_file: Path) -> None:
    opened = open_page(hostile_file, "#date=all&hide-statuses=&hide-classes=&hide-relations=")
    rows = list(csv.reader(io.StringIO(opened.js("khorasan.csv()"))))
    assert any(cell.startswith("'=") for line in rows for cell in line)
    assert not any(re.match(r"[=+\-@\t\r]", cell) for line in rows for cell in line)


def test_png_has_a_caption(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    width, height = opened.js("khorasan.pictureSize()")
    canvas = opened.js("(({width, height}) => [width, height])(document.querySelector('#canvas canvas'))")
    assert width == 2 * canvas[0]
    assert height > 2 * canvas[1] + 100
    assert opened.js("(({width, height}) => [width, height])(document.querySelector('#canvas canvas'))") == canvas
    with opened.page.expect_download() as waiting:
        opened.page.locator("#png").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    opened.assert_silent()


def test_a_narrow_window_keeps_everything_in_reach(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, viewport={"width": 400, "height": 720})
    assert not opened.page.locator("#filters").is_visible()
    opened.page.locator("#filters-toggle").click()
    assert opened.page.locator("#filters").is_visible()
    opened.page.locator("#details-toggle").click()
    assert opened.page.locator("#details").is_visible()
    assert not opened.page.locator("#filters").is_visible()
    assert opened.js("document.documentElement.scrollWidth") <= 400
    opened.assert_silent()


def test_dark_follows_the_system_and_the_button(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, color_scheme="dark", reduced_motion="reduce")
    assert opened.js("document.documentElement.dataset.theme") == "dark"
    assert opened.js("getComputedStyle(document.body).backgroundColor") == "rgb(16, 21, 28)"
    opened.page.locator("#theme").click()
    assert opened.js("document.documentElement.dataset.theme") == "light"
    assert opened.js("khorasan.hash()") == "theme=light"
    opened.assert_silent()


def test_a_link_brings_back_what_was_seen(open_page: OpenPage, sample_file: Path) -> None:
    fragment = "#hide-signs=-&credibility=3&date=2009-06-30&ghosts=1&entity=kohsar&hops=2&theme=dark"
    opened = open_page(sample_file, fragment)
    assert sorted(opened.js("khorasan.hash()").split("&")) == sorted(fragment[1:].split("&"))
    again = open_page(
        sample_file, "#entity=nobody&tie=none&date=never&credibility=99&hide-signs=%F0%9F&from=a&to=b&nth=x"
    )
    assert again.js("khorasan.hash()") == ""
    again.assert_silent()


def test_an_empty_graph_is_a_page_too(open_page: OpenPage, tmp_path: Path) -> None:
    base = sample()
    path = tmp_path / "empty.html"
    path.write_text(render(base, select(base.vocabulary, entities=["lone"])), encoding="utf-8")
    opened = open_page(path)
    assert opened.js("khorasan.visibleTies()") == {}
    assert "made from a part of the data" in opened.page.locator("#details").inner_text()
    opened.assert_silent()


def test_the_shipped_graph_is_shown(open_page: OpenPage, tmp_path: Path) -> None:
    base = project.load(Path(__file__).resolve().parents[2]).knowledge_base
    assert base is not None
    path = tmp_path / "shipped.html"
    path.write_text(render(base), encoding="utf-8")
    opened = open_page(path)
    assert opened.js(BLANK) > 50
    assert len(opened.js("khorasan.visibleTies()")) > 20
    names = [name for entity in base.entities.values() for name in entity.all_names]
    assert opened.page.evaluate("(texts) => texts.map(khorasan.fold)", names) == [fold(name) for name in names]
    opened.js("location.hash = 'hide-classes=&hide-relations=&hide-statuses=&date=all&lone=1'")
    opened.poll(f"khorasan.visibleEntities().length === {len(base.entities)}")
    assert len(opened.js("khorasan.visibleTies()")) == len(base.relations)
    opened.assert_silent()


def test_a_tie_looked_at_is_drawn_even_to_a_hidden_class(open_page: OpenPage, sample_file: Path) -> None:
    base = sample()
    places = {entity.id for entity in base.entities.values() if entity.type in ("Province", "District", "Country")}
    tie = next(tie for tie in base.relations.values() if tie.object in places and tie.status != "denied")
    opened = open_page(sample_file, f"#tie={tie.id}&date=all")
    assert tie.object in opened.js("khorasan.visibleEntities()")
    opened.page.keyboard.press("Escape")
    assert tie.object not in opened.js("khorasan.visibleEntities()")


def made_as_of(path: Path, when: str) -> Path:
    path.write_text(render(sample(), select(sample().vocabulary, as_of=when)), encoding="utf-8")
    return path


def test_the_date_asked_for_is_not_called_the_newest(open_page: OpenPage, sample_file: Path, tmp_path: Path) -> None:
    def said(opened: Opened) -> list[str]:
        return [opened.page.locator(f"#{name}").inner_text() for name in ("date", "date-note")]

    newest = open_page(sample_file)
    assert said(newest) == ["4 Jan 2018", "as of · newest in the data"]
    year = open_page(made_as_of(tmp_path / "year.html", "2011"))
    assert said(year) == ["31 Dec 2011", "as of · end of the date asked for, 2011"]
    assert "As of 31 Dec 2011 · end of the date asked for, 2011" in year.js("khorasan.svg()")
    assert "what ended earlier in it is not shown at first" in year.page.locator("#details").inner_text()
    day = open_page(made_as_of(tmp_path / "day.html", "2011-06-30"))
    assert said(day) == ["30 Jun 2011", "as of · the date asked for"]
    year.assert_silent()


def test_without_a_site_no_page_is_offered(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#entity=zarnab")
    assert opened.page.locator("#details a.page").count() == 0
