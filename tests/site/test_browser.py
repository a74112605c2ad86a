"""The site in a real browser, from a disk, without a network: what it shows, and that it stays silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from khorasan_graph.model.names import fold
from khorasan_graph.site import pages
from khorasan_graph.site.addresses import EXPLORER
from khorasan_graph.site.folder import write_site
from tests.explorer.sample import HOSTILE, sample
from tests.site.conftest import Visitor
from tests.site.support import MARKING, TITLE
from tests.support import base_from


def paths(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html") if path.name != EXPLORER)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_opens_and_asks_for_nothing(visit: Visitor, sample_site: Path, scheme: str) -> None:
    window = visit(sample_site, color_scheme=scheme)
    paper = {"light": "rgb(251, 250, 247)", "dark": "rgb(16, 21, 28)"}[scheme]
    for path in paths(sample_site):
        page = window.open(path)
        assert page.locator("h1").count() == 1, path
        assert window.js("getComputedStyle(document.body).backgroundColor") == paper, path
        window.assert_silent()


def test_hostile_text_is_inert(visit: Visitor, hostile_site: Path) -> None:
    window = visit(hostile_site)
    assert len(HOSTILE) >= 20
    found = paths(hostile_site)
    assert len(found) > 30
    for path in found:
        window.open(path)
        assert window.js("window.__pwn") is None, path
        assert (
            window.js("document.querySelectorAll('img, iframe, object, embed, base, link, form, template').length") == 0
        )
        assert window.js("document.querySelectorAll('meta[http-equiv]').length") == 1
        assert window.js("document.querySelectorAll('style').length") == 1
        assert window.js("document.querySelectorAll('script').length") == (2 if path == "index.html" else 0)
        links = window.js(
            "[...document.querySelectorAll('a')].map((a) => [a.protocol || 'file:', a.rel, a.href.baseVal ?? ''])"
        )
        assert {protocol for protocol, _, _ in links} <= {"file:", "http:", "https:"}, path
        assert {rel for protocol, rel, _ in links if protocol != "file:"} <= {"noopener noreferrer nofollow"}
        window.assert_silent()
    page = window.open("index.html")
    for text in ("window", "<", "javascript", "img", "script"):
        page.fill("#search", text)
        window.js("document.querySelectorAll('#hits li').length")
    assert window.js("document.querySelectorAll('#hits img, #hits script, #hits svg').length") == 0
    assert window.js("document.querySelectorAll('#hits li').length") > 0
    assert window.js("window.__pwn") is None
    window.assert_silent()


def test_hostile_pages_keep_their_width(visit: Visitor, hostile_site: Path) -> None:
    window = visit(hostile_site, viewport={"width": 390, "height": 800})
    for path in paths(hostile_site):
        window.open(path)
        assert window.js("document.documentElement.scrollWidth") <= 390, path


NAMES = """
--- organizations/ttp.yaml
type: MilitantOrganization
name: Tehrik-i-Taliban Pakistan
names:
  - {text: TTP, kind: acronym}
  - {text: تحریک طالبان پاکستان, kind: native, lang: ur}
--- organizations/let.yaml
type: MilitantOrganization
name: Lashkar-e-Ṭayyiba
names:
  - {text: لشکر طیبہ, kind: native, lang: ur}
--- people/zawahiri.yaml
type: Person
name: Ayman al-Zawahiri
names:
  - {text: أيمن الظواهري, kind: native, lang: ar}
"""


def test_the_search_finds_names_in_all_scripts_and_spellings(visit: Visitor, tmp_path: Path) -> None:
    write_site(tmp_path / "site", pages(base_from(NAMES)))
    window = visit(tmp_path / "site")
    page = window.open("index.html")
    for text, entity in (
        ("TTP", "ttp"),
        ("tehrik i taliban", "ttp"),
        ("تحريك طالبان", "ttp"),  # Arabic letters for the Urdu ones
        ("تحـریک\u200e طالبان", "ttp"),  # a lengthened line, a mark of direction
        ("پاکستان", "ttp"),
        ("pakistan taliban", "ttp"),
        ("Lashkar e Tayyiba", "let"),
        ("ṬAYYIBA", "let"),
        ("لشكر طيبه", "let"),
        ("ایمن الظواهری", "zawahiri"),
        ("zawahiri", "zawahiri"),
    ):
        page.fill("#search", text)
        assert page.locator("#hits a").first.get_attribute("href") == f"id/{entity}.html", text
    page.fill("#search", "Report 2")
    assert page.locator("#hits a").first.get_attribute("href") == "id/source/s2.html"
    page.fill("#search", "nobody at all")
    assert page.locator("#found").inner_text() == "Nothing is recorded under that name."
    page.fill("#search", "TTP")
    page.locator("#search").press("Enter")
    window.poll("document.readyState === 'complete' && location.pathname.endsWith('/id/ttp.html')")
    page = window.open("index.html", "#q=%D9%84%D8%B4%DA%A9%D8%B1")
    assert page.locator("#hits a").first.inner_text() == "Lashkar-e-Ṭayyiba"
    page.locator("h1").click()
    page.keyboard.press("/")
    assert window.js("document.activeElement.id") == "search"
    window.assert_silent()


FOLDED = (
    "Lashkar-e-Ṭayyiba",
    "Jamaat-ul-Ahrar",
    "Straße ΣΊΣΥΦΟΣ",
    "تحریک طالبان پاکستان",
    "حركة الشباب",
    "می‌خواهم",
    "ټول ډېر ړوند",
    "أيمن الظواهري",
    "ISK-P",
    "al el ul",
    "Ḥizb-ul-Mujāhidīn",
    "O’Neil ʿAbd",
    "ﷺ ﻻ",
    "ＩＳＫＰ",
    "naïve café",
    "گروه ھزارہ",
)


def test_the_page_folds_as_the_data_does(visit: Visitor, sample_site: Path) -> None:
    """The function that folds what is typed is run as it stands in the page, on its own table of letters."""
    window = visit(sample_site, bypass_csp=True)
    window.open("index.html")
    script = window.js("[...document.scripts].at(-1).textContent")
    body = script[script.index("const DATA") : script.index("/** How well")]
    for text in FOLDED:
        assert window.page.evaluate(f"(text) => {{ {body}; return fold(text); }}", text) == fold(text), text


def test_links_lead_from_page_to_page_and_into_the_explorer(visit: Visitor, sample_site: Path) -> None:
    window = visit(sample_site)
    page = window.open("index.html")
    page.get_by_role("link", name="Ittehad-e Kohsar").first.click()
    assert page.locator("h1").inner_text() == "Ittehad-e Kohsar"
    page.locator("figure a", has_text="Tehrik-e Zarnab").click()
    assert page.locator("h1").inner_text() == "Tehrik-e Zarnab"
    page.locator("article .permalink").first.click()
    assert "Claims" in page.locator("h2").first.inner_text()
    page.locator(".ref a").first.click()
    assert page.locator("h1").inner_text().startswith("Report")
    window.assert_silent()
    for start, kind, told in (
        ("id/kohsar.html", "entity", "Ittehad-e Kohsar"),
        ("id/valley.html", "entity", "Shamal Valley"),
        ("id/raid.html", "entity", "Raid on the pass"),
        ("id/relation/kohsar.allegiance.zarnab.html", "tie", "pledged allegiance to"),
    ):
        page = window.open(start)
        page.get_by_role("link", name="Open in the explorer").click()
        window.poll("document.body.dataset.ready === 'yes'")
        assert f"{kind}=" in page.url
        assert told in page.locator("#details h2").first.inner_text()
    window.assert_silent()


def test_the_picture_is_drawn_and_its_names_do_not_overlap(visit: Visitor, sample_site: Path) -> None:
    window = visit(sample_site)
    for name in ("zarnab", "kohsar", "baran", "state-alpha"):
        window.open(f"id/{name}.html")
        boxes = window.js(
            "[...document.querySelectorAll('figure a text')].map((t) => t.getBoundingClientRect())"
            ".map((r) => [r.left, r.top, r.right, r.bottom])"
        )
        frame = window.js(
            "(({left, right}) => [left, right])(document.querySelector('figure svg').getBoundingClientRect())"
        )
        assert boxes
        for number, (left, top, right, bottom) in enumerate(boxes):
            assert frame[0] <= left < right <= frame[1]
            for other in boxes[number + 1 :]:
                assert right <= other[0] or other[2] <= left or bottom <= other[1] + 2 or other[3] <= top + 2
    window.open("id/kohsar.html")
    dash = "getComputedStyle(document.querySelector('figure g.contested path')).strokeDasharray"
    assert window.js(dash).startswith("11px, 6px")
    assert window.js("document.querySelectorAll('figure .badge').length") == 1
    assert "Not drawn: 1 tie that nobody asserts." in window.page.locator("figcaption").inner_text()


def test_narrow_windows_and_paper_lose_nothing(visit: Visitor, sample_site: Path) -> None:
    window = visit(sample_site, viewport={"width": 360, "height": 700})
    for path in paths(sample_site):
        window.open(path)
        assert window.js("document.documentElement.scrollWidth") <= 360, path
    page = window.open("id/kohsar.html")
    page.emulate_media(media="print", color_scheme="dark")
    assert window.js("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav.bar").is_visible()
    assert page.locator(".claim").first.is_visible()
    assert page.locator(".marking").first.inner_text() == MARKING
    assert page.title() == f"Ittehad-e Kohsar · {TITLE}"


def test_names_from_right_to_left_stay_in_their_place(visit: Visitor, sample_site: Path) -> None:
    window = visit(sample_site)
    window.open("id/zarnab.html")
    assert window.js("getComputedStyle(document.querySelector('.native bdi')).direction") == "rtl"
    assert window.js("document.querySelector('.native bdi').lang") == "ps"
    assert window.js("getComputedStyle(document.querySelector('.native')).direction") == "ltr"
    assert sample().entities["zarnab"].names[2].text in window.page.locator("#names").inner_text()


def test_the_explorer_leads_to_the_pages(visit: Visitor, sample_site: Path) -> None:
    window = visit(sample_site)
    for fragment, heading in (
        ("#entity=zarnab", "Tehrik-e Zarnab"),
        ("#tie=kohsar.allegiance.zarnab&date=all", "Ittehad-e Kohsar"),
    ):
        window.open("index.html")
        page = window.open(EXPLORER, fragment)
        window.poll("document.body.dataset.ready === 'yes'")
        page.get_by_role("link", name="Open its page").click()
        page.wait_for_url("**/id/**")
        assert heading in page.locator("h1").inner_text()
        window.assert_silent()
