"""The page says when a tie held as every other output does: what nobody recorded, it does not assert."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Browser

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.explorer import payload
from khorasan_graph.explorer.layout import Layout
from khorasan_graph.explorer.packing import pack
from khorasan_graph.explorer.page import island
from khorasan_graph.graph.adjacency import is_undated
from khorasan_graph.model import words
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.selection import EVERYTHING
from tests.authoring.projects import projects
from tests.explorer.conftest import OpenPage
from tests.explorer.sample import sample
from tests.support import TODAY, base_from, vocabulary

Told = dict[str, Any]
Tell = Callable[[KnowledgeBase], Told]

TELL = """
const document = { getElementById: () => ({ textContent: island }) };
SCRIPTS
return {
  ties: Object.fromEntries([...TIES].map(([id, tie]) => [id, [tieWhen(tie), tieYears(tie), tie.undated]])),
  put: Object.fromEntries(dates.map((text) => [text, dateWords(text)])),
};
"""

DATES = {
    "2014": "2014",
    "2014-08": "Aug 2014",
    "2014-08-06": "6 Aug 2014",
    "2014-22": "summer 2014",
    "2014-XX": "2014",
    "2014-08-XX": "Aug 2014",
    "2014~": "about 2014",
    "2014-08?": "Aug 2014 (uncertain)",
    "2014%": "about 2014 (uncertain)",
    "201X": "2010s",
    "19XX": "1900s",
    "2002/2003": "some time between 2002 and 2003",
    "../2021": "2021 or before",
    "/2021": "2021 or before",
    "2012/..": "2012 or after",
    "unknown": "unknown",
    "..": "still in force",
}


def source() -> str:
    folder = resources.files("khorasan_graph.explorer").joinpath("assets", "js")
    scripts = [folder.joinpath(name).read_text(encoding="utf-8") for name in ("data.js", "words.js")]
    return TELL.replace("SCRIPTS", "\n".join(scripts))


@pytest.fixture(scope="module")
def tell(browser: Browser) -> Iterator[Tell]:
    """Ask the page's scripts for their words, in one window for all."""
    page = browser.new_page()
    page.evaluate("(source) => { window.told = new Function('island', 'dates', source); }", source())

    def asked(base: KnowledgeBase) -> Told:
        layout = Layout(dict.fromkeys(base.entities, (0, 0)), ())
        content = {**payload.build(base, EVERYTHING, layout), "picture": {"nodes": [], "edges": []}}
        texts = sorted(single_dates(base) | set(DATES))
        found: Told = page.evaluate("([island, dates]) => told(island, dates)", [island(pack(content)), texts])
        return found

    yield asked
    page.close()


def single_dates(base: KnowledgeBase) -> set[str]:
    """Every date of the base without a slash, and the sides of every interval."""
    found = {source.published for source in base.sources.values()}
    for relation in base.relations.values():
        found |= {when for when in (relation.start, relation.end) if when is not None}
        for claim in relation.claims:
            found |= {when for when in (claim.as_of, claim.start, claim.end) if when is not None}
    return {side for when in found for side in when.text.split("/") if side not in ("", "..")}


def check(tell: Tell, base: KnowledgeBase) -> None:
    """How a single date is put is the page's own way; what is said of a period is not."""
    told = tell(base)
    put = {**told["put"], "None": "unknown"}
    for relation in base.relations.values():
        when, _, undated = told["ties"][relation.id]
        assert when == words.period(base, relation, put.__getitem__), (relation.start, relation.end, relation.claims)
        assert undated == is_undated(relation), (relation.start, relation.end)


def test_the_words_for_a_date(tell: Tell) -> None:
    put = tell(sample())["put"]
    assert {text: put[text] for text in DATES} == DATES


def test_on_the_sample(tell: Tell) -> None:
    check(tell, sample())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects())
def test_on_any_project(tell: Tell, files: dict[str, str]) -> None:
    raw = [RawFile(path, content.encode()) for path, content in sorted(files.items())]
    base = load_files(raw, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    check(tell, base)


CLAIM = "claims: [{source: s1, credibility: 2, as_of: 2017}]"
PERIODS = f"""
--- organizations/here.yaml
type: MilitantOrganization
name: Here
relations:
  - {{id: a, type: Alliance, object: there, start: 1995, claims: [{{source: s1, credibility: 2, as_of: 2012}}]}}
  - {{id: b, type: Alliance, object: there, start: 2002/2003, end: 2010-02, {CLAIM}}}
  - {{id: c, type: Alliance, object: there, start: ../2001, end: .., {CLAIM}}}
  - {{id: d, type: Alliance, object: there, start: unknown, {CLAIM}}}
  - {{id: e, type: Alliance, object: there, start: 201X, end: 2017, {CLAIM}}}
  - {{id: f, type: Alliance, object: there, start: 2014~, end: 2016-05, {CLAIM}}}
  - {{id: g, type: Alliance, object: there, end: 2015, {CLAIM}}}
  - {{id: h, type: Alliance, object: there, {CLAIM}}}
  - {{id: i, type: Alliance, object: there, end: .., {CLAIM}}}
  - {{id: j, type: Alliance, object: there, start: 2009-02, end: 2009-05, {CLAIM}}}
  - {{id: k, type: Split, object: there, date: 2012-03/2014-06, {CLAIM}}}
  - {{id: l, type: Coordination, object: there, claims: [{{source: s1, credibility: 2, stance: denies}}]}}
--- organizations/there.yaml
type: MilitantOrganization
name: There
"""
WORDS = {
    "a": ("from 1995, no end recorded, sighted 2012", "1995–?"),
    "b": ("from some time between 2002 and 2003, until Feb 2010", "2002/2003–2010"),
    "c": ("from 2001 or before, still in force", "≤2001–"),
    "d": ("start unknown, sighted 2017", ""),
    "e": ("from 2010s until 2017", "2010s–2017"),
    "f": ("from about 2014 until May 2016", "~2014–2016"),
    "g": ("until 2015, no start recorded", "?–2015"),
    "h": ("undated, sighted 2017", ""),
    "i": ("no start recorded, still in force", "?–"),
    "j": ("from Feb 2009 until May 2009", "2009"),
    "k": ("some time between Mar 2012 and Jun 2014", "2012/2014"),
    "l": ("", ""),
}


def test_no_line_looks_as_if_it_went_on(tell: Tell) -> None:
    base = base_from(PERIODS)
    check(tell, base)
    assert {id_: (when, years) for id_, (when, years, _) in tell(base)["ties"].items()} == WORDS


def test_the_page_tells_the_same(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#tie=kohsar.alliance.zarnab&date=all")
    base = sample()
    dates = sorted(single_dates(base))
    put = opened.page.evaluate(
        "(dates) => Object.fromEntries(dates.map((one) => [one, khorasan.dateWords(one)]))", dates
    )
    told = opened.js("khorasan.periods()")
    wanted = {tie.id: words.period(base, tie, put.__getitem__) for tie in base.relations.values()}
    assert {id_: when for id_, (when, _) in told.items()} == wanted
    text = opened.page.locator("#details").inner_text()
    assert "from Dec 2002, no end recorded, sighted" in text
    assert "since" not in text
    assert "no end is recorded" in opened.page.locator("#filters").inner_text()
    assert "Years 2014–?: no end is recorded." in opened.js("khorasan.svg()")
    opened.assert_silent()
