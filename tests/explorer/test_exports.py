"""What is taken out of the page: pictures and tables that say what they show, of when, and what they leave out."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from khorasan_graph.explorer.families import LOOKS
from tests.explorer.conftest import Opened, OpenPage
from tests.explorer.sample import sample

SVG = "{http://www.w3.org/2000/svg}"
ALL = "#date=all&lone=1&hide-statuses=&hide-classes=&hide-relations="
DRAWN = {"svg", "g", "path", "circle", "rect", "text", "title", "desc"}


def picture(opened: Opened) -> ElementTree.Element:
    return ElementTree.fromstring(opened.js("khorasan.svg()"))


def words(root: ElementTree.Element) -> str:
    """All text of a picture, without the marks that isolate its direction."""
    return re.sub("[\u2066-\u2069]", "", " ".join("".join(root.itertext()).split()))


def layer(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return list(root.find(f".//{SVG}g[@id='{name}']") or ())


def tie(root: ElementTree.Element, sentence: str) -> ElementTree.Element:
    return next(one for one in layer(root, "ties") if (one[0].text or "").startswith(sentence))


def test_the_svg_says_what_it_shows(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=2009-06-30&hide-signs=-")
    text = words(picture(opened))
    entities, ties = len(opened.js("khorasan.visibleEntities()")), len(opened.js("khorasan.visibleTies()"))
    base = sample()
    for part in (
        "An invented graph",
        "TEST ONLY",
        "As of 30 Jun 2009",
        f"shown: {entities} entities and {ties} ties",
        f"not shown: {len(base.entities) - entities} entities and {len(base.relations) - ties} ties",
        f"vocabulary {base.vocabulary.version}, sources to {base.newest_date}",
        "1 tie of status denied",
        "2 ties of a sign that is switched off",
        "places and events at first",
        "lists at first",
        "that do not hold on the date",
    ):
        assert part in text, part
    opened.assert_silent()


def test_the_svg_holds_what_is_on_the_screen(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, ALL)
    root = picture(opened)
    assert len(layer(root, "entities")) == len(sample().entities)
    assert len(layer(root, "ties")) == sum(len(sample().edges(one)) for one in sample().relations.values())
    for name in ("Tehrik-e Zarnab", "Dr. Sohrab", "Shamal Valley"):
        assert f"\u2068{name}\u2069" in [one.text for one in layer(root, "names")]
    contested, denied, plain = (
        tie(root, f"{name} {phrase}")
        for name, phrase in (
            ("Ittehad-e Kohsar", "pledged allegiance to"),
            ("Ittehad-e Kohsar", "supports"),
            ("Katiba Baran", "is a faction of"),
        )
    )
    assert contested[1].get("stroke-dasharray")
    assert denied[1].get("stroke-dasharray") != contested[1].get("stroke-dasharray")
    assert plain[1].get("stroke-dasharray") is None
    assert float(denied.get("opacity") or 1) < float(contested.get("opacity") or 1) == 1
    badges = [one.text for one in layer(root, "names") if one.text in ("?", "×")]
    statuses = [one.status for one in sample().relations.values()]
    assert (badges.count("?"), badges.count("×")) == (statuses.count("contested"), statuses.count("denied"))
    assert "hollow" not in words(root)
    earlier = open_page(sample_file, "#date=2001-06-30&lone=1")
    assert "hollow: does not exist on the date" in words(picture(earlier))


def test_the_svg_shows_the_focus_and_the_theme(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#entity=marjan&date=all&theme=dark")
    root = picture(opened)
    assert "Around Harakat-e Marjan" in words(root)
    assert "outside what was chosen" in words(root)
    faded = [one[0].text or "" for one in layer(root, "entities") if float(one.get("opacity") or 1) < 0.2]
    assert [name.split(" (")[0] for name in faded] == ["Ittehad-e Kohsar", "Tehrik-e Zarnab"]
    rect = root.find(f"{SVG}rect")
    assert rect is not None
    assert rect.get("fill") == "#10151C"
    colours = {one.get("stroke") for group in layer(root, "ties") for one in group}
    assert {look.dark for look in LOOKS if look.id in ("alliance", "support")} <= colours
    assert not {look.light for look in LOOKS} & colours


def test_what_is_cut_away_is_not_in_the_file(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, ALL, reduced_motion="reduce")
    assert len(layer(picture(opened), "entities")) == len(sample().entities)
    opened.page.locator("#canvas").focus()
    for _ in range(6):
        opened.page.keyboard.press("+")
    root = picture(opened)
    names = [(one[0].text or "").split(" (")[0] for one in layer(root, "entities")]
    gone = [entity.name for entity in sample().entities.values() if entity.name not in names]
    assert 0 < len(names) < len(sample().entities)
    assert not [name for name in gone if f"\u2068{name}\u2069" in [one.text for one in layer(root, "names")]]


def test_the_svg_can_do_nothing(open_page: OpenPage, hostile_file: Path) -> None:
    opened = open_page(hostile_file, ALL)
    text = opened.js("khorasan.svg()")
    root = ElementTree.fromstring(text)
    elements = list(root.iter())
    assert {one.tag.removeprefix(SVG) for one in elements} <= DRAWN
    names = {name for one in elements for name in one.attrib}
    assert not [name for name in names if name.startswith(("on", "{", "href", "style", "src"))]
    assert not [one.attrib for one in elements for value in one.attrib.values() if "url(" in value]
    assert "<!DOCTYPE" not in text
    assert "<?xml-stylesheet" not in text
    assert "</title><script>window.__pwn=40</script>" in words(root)  # as text
    opened.assert_silent()


def test_the_svg_is_the_same_every_time(open_page: OpenPage, sample_file: Path) -> None:
    first, second = open_page(sample_file, ALL), open_page(sample_file, ALL)
    assert first.js("khorasan.svg()") == second.js("khorasan.svg()") == second.js("khorasan.svg()")


@pytest.mark.parametrize(("name", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_a_button_saves_the_picture(open_page: OpenPage, sample_file: Path, name: str, start: bytes) -> None:
    opened = open_page(sample_file, "#view=table")
    with opened.page.expect_download() as waiting:
        opened.page.locator(f"#{name}").click()
    assert waiting.value.suggested_filename == f"an-invented-graph-2018-01-04.{name}"
    assert Path(waiting.value.path()).read_bytes().startswith(start)
    opened.poll(f"document.getElementById('live').textContent === 'Picture written as {name.upper()}'")
    opened.assert_silent()


def test_the_png_is_the_svg_twice_as_large(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file)
    root = picture(opened)
    assert opened.js("khorasan.pictureSize()") == [2 * int(root.get("width", 0)), 2 * int(root.get("height", 0))]


def test_every_row_of_the_csv_says_where_it_is_from(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#date=2009-06-30&hide-signs=-")
    rows = list(csv.DictReader(io.StringIO(opened.js("khorasan.csv()"))))
    base = sample()
    shown = len(opened.js("khorasan.visibleTies()"))
    assert len(rows) == shown > 1
    for line in rows:
        assert line["date"] == "2009-06-30"
        assert (line["title"], line["marking"]) == ("An invented graph", "TEST ONLY")
        assert line["data_version"] == f"vocabulary {base.vocabulary.version}, sources to {base.newest_date}"
        assert (line["ties_shown"], line["ties_not_shown"]) == (str(shown), str(len(base.relations) - shown))
        assert "2 ties of a sign that is switched off" in line["filters"]


def test_a_denial_has_no_grade_of_its_own(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#view=table&date=all&hide-statuses=")
    rows = {line["id"]: line for line in csv.DictReader(io.StringIO(opened.js("khorasan.csv()")))}
    denied, contested = rows["kohsar.support.baran"], rows["kohsar.allegiance.zarnab"]
    assert [denied[key] for key in ("status", "credibility", "grades", "grades_against")] == ["denied", "", "", "B4"]
    assert [contested[key] for key in ("credibility", "grades", "grades_against")] == ["2", "B2", "B3"]
    cells = opened.page.locator("#table tr[data-id='kohsar.support.baran'] td")
    assert cells.nth(5).inner_text() == "none"
    opened.page.locator("#view").click()
    opened.js("location.hash = 'date=all&hide-statuses=&tie=kohsar.support.baran'")
    opened.poll("khorasan.hash().includes('tie=')")
    opened.page.wait_for_timeout(500)
    spot = opened.js("khorasan.tieOnScreen('kohsar.support.baran')")
    box = opened.js("(({left, top}) => [left, top])(document.getElementById('canvas').getBoundingClientRect())")
    opened.page.mouse.move(box[0] + spot["x"] + 1, box[1] + spot["y"])
    opened.page.mouse.move(box[0] + spot["x"], box[1] + spot["y"], steps=3)
    opened.poll("document.getElementById('tip').textContent.includes('claim')")
    tip = opened.page.locator("#tip").text_content() or ""
    assert "1 claim, asserted by nobody" in tip
    assert "credibility" not in tip
    opened.assert_silent()


def test_paper_gets_the_picture_and_the_whole_dossier(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#tie=kohsar.allegiance.zarnab&date=all&theme=dark")
    opened.js("dispatchEvent(new Event('beforeprint'))")
    opened.page.emulate_media(media="print")
    sheet = opened.page.locator("#sheet > svg")
    assert sheet.is_visible()
    assert sheet.locator("rect").first.get_attribute("fill") == "#FBFAF7"
    assert "All dates: past and present together" in sheet.inner_html()
    assert "TEST ONLY" in sheet.inner_html()
    assert opened.page.locator("#details").is_visible()
    assert not opened.page.locator("#canvas").is_visible()
    assert not opened.page.locator("#tools").is_visible()
    assert opened.js("getComputedStyle(document.body).overflow") == "visible"
    assert len(opened.page.pdf()) > 5000
    opened.page.emulate_media(media="screen")
    opened.js("dispatchEvent(new Event('afterprint'))")
    assert opened.js("document.documentElement.dataset.theme") == "dark"
    assert opened.page.locator("#sheet svg").count() == 0
    opened.assert_silent()


def test_the_picture_from_the_table_is_the_picture(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#view=table&date=all")
    opened.page.wait_for_timeout(200)
    with opened.page.expect_download() as waiting:
        opened.page.locator("#svg").click()
    root = ElementTree.parse(waiting.value.path()).getroot()
    assert len(layer(root, "entities")) == 6
    assert words(root).count("Tehrik-e Zarnab") >= 2
