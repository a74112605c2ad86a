"""The path that the page finds is the path that the command line finds: both are asked, about the same data.

The page's own scripts for data, filters and paths run in the browser, on bases that are made here, without a page
around them; and the page itself, with all its scripts, on the shipped graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib import resources
from itertools import permutations
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from khorasan_graph import project
from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.explorer import payload, render
from khorasan_graph.explorer.layout import Layout
from khorasan_graph.explorer.packing import pack
from khorasan_graph.explorer.page import island
from khorasan_graph.graph.paths import Path as Chain
from khorasan_graph.graph.paths import PathAnswer, misfits, search
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import STATUSES
from khorasan_graph.model.selection import EVERYTHING, Selection, select
from tests.authoring.projects import projects
from tests.explorer.conftest import OpenPage
from tests.explorer.sample import sample
from tests.graph.small import bases, dated, selections
from tests.support import TODAY, vocabulary

Found = dict[str, Any]
Ask = Callable[[KnowledgeBase, list[str]], list[Found]]
Pair = tuple[str, str]

SCRIPTS = ("data.js", "words.js", "state.js", "selection.js", "several.js", "paths.js")
PRELUDE = """
const document = { getElementById: () => ({ textContent: island }) };
const LANES = new Map(), EXTRAS = new Set();
"""
ASK = """
return questions.map((question) => {
  Object.assign(state, hashToState(question));
  computeView();
  return {
    complete: foundAll,
    paths: foundPaths.map((path) => ({
      ids: [path.hops[0].from, ...path.hops.map((hop) => hop.to)],
      ties: path.hops.map((hop) => hop.ties.map((tie) => tie.id)),
      weakest: path.weakest,
      contested: path.hops.map((hop) => hop.contested),
      together: path.together,
    })),
    notFollowed: notFollowed(state.path).map((tie) => tie.id),
    conflict: !foundPaths.length && relaxations().options.some(([words]) => words === "follow hostile ties too"),
  };
});
"""
WORDS = ("event", "place", "state")


def source() -> str:
    folder = resources.files("khorasan_graph.explorer").joinpath("assets", "js")
    return "\n".join([PRELUDE, *(folder.joinpath(name).read_text(encoding="utf-8") for name in SCRIPTS), ASK])


def carried(base: KnowledgeBase) -> str:
    """What the page would hold, but for the picture, which no path needs."""
    layout = Layout(dict.fromkeys(base.entities, (0, 0)), ())
    return island(pack({**payload.build(base, EVERYTHING, layout), "picture": {"nodes": [], "edges": []}}))


@pytest.fixture(scope="module")
def ask(browser: Browser) -> Iterator[Ask]:
    """Ask the page's scripts, in one window for all."""
    page = browser.new_page()
    page.evaluate("(source) => { window.answer = new Function('island', 'questions', source); }", source())

    def asked(base: KnowledgeBase, questions: list[str]) -> list[Found]:
        content = carried(base)
        found: list[Found] = page.evaluate("([island, questions]) => answer(island, questions)", [content, questions])
        return found

    yield asked
    page.close()


def question(base: KnowledgeBase, pair: Pair, selection: Selection, through: frozenset[str]) -> str:
    """The link to the page that asks what a selection asks on the command line."""
    concrete = {cls.name for cls in base.vocabulary.relation_classes.values() if not cls.abstract}
    fields = {
        "from": pair[0],
        "to": pair[1],
        "through": ",".join(sorted(through)),
        "conflict": int("-" in selection.signs),
        "date": selection.as_of.text if selection.as_of else "all",
        "credibility": selection.min_credibility or 6,
        "hide-classes": "",
        "hide-relations": ",".join(sorted(concrete - selection.types)) if selection.types else "",
        "hide-statuses": ",".join(sorted(set(STATUSES) - selection.statuses)) if selection.statuses else "",
        "hide-signs": ",".join(sorted(set("+-0") - selection.signs)) if selection.signs else "",
    }
    return urlencode(fields)


def described(path: Chain) -> Found:
    return {
        "ids": list(path.entities),
        "ties": [[tie.id for tie in hop.relations] for hop in path.hops],
        "weakest": path.weakest,
        "contested": [hop.contested for hop in path.hops],
        "together": misfits(path).common_day,
    }


def expected(answer: PathAnswer, selection: Selection) -> Found:
    opened = [one.changes for one in answer.relaxations]
    return {
        "complete": answer.complete,
        "paths": [described(path) for path in answer.paths],
        "notFollowed": [tie.id for tie in answer.not_followed],
        "conflict": ("--sign any",) in opened and not selection.signs,
    }


def check(ask: Ask, base: KnowledgeBase, pairs: list[Pair], selection: Selection, through: frozenset[str]) -> None:
    told = ask(base, [question(base, pair, selection, through) for pair in pairs])
    for pair, found in zip(pairs, told, strict=True):
        wanted = expected(search(base, *pair, selection, through=through, seconds=60), selection)
        if selection.signs:  # which the page hides as a filter, and the command line asks for
            found["conflict"] = wanted["conflict"] = False
        if selection.signs and "-" not in selection.signs:  # conflict was not asked about; the page still tells of it
            of_conflict = {tie.id for tie in base.relations.values() if base.relation_class(tie).sign == "-"}
            of_conflict -= {tie.id for tie in base.relations.values() if tie.status == "denied"}
            found["notFollowed"] = [tie for tie in found["notFollowed"] if tie not in of_conflict]
        assert found == wanted, (pair, selection, through)


def on_one_day(selection: Selection) -> Selection:
    """The page asks about a day; a year is another question."""
    if selection.as_of is None or selection.as_of.earliest is None:
        return selection
    return replace(selection, as_of=dated(date(selection.as_of.earliest.year, 6, 30).isoformat()))


@pytest.mark.parametrize("day", [None, "2001-12-31", "2009-06-30", "2018-01-04"])
@pytest.mark.parametrize("through", [frozenset(), frozenset(["state"]), frozenset(WORDS)])
@pytest.mark.parametrize("signs", [(), ("any",)])
def test_on_the_sample(ask: Ask, day: str | None, through: frozenset[str], signs: tuple[str, ...]) -> None:
    base = sample()
    pairs = list(permutations(base.entities, 2))
    check(ask, base, pairs, select(base.vocabulary, signs=signs, as_of=day), through)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(bases(), selections(), st.sets(st.sampled_from(WORDS)))
def test_on_small_dense_bases(ask: Ask, base: KnowledgeBase, selection: Selection, through: set[str]) -> None:
    check(ask, base, list(permutations(base.entities, 2)), on_one_day(selection), frozenset(through))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(projects(), st.sets(st.sampled_from(WORDS)), st.booleans(), st.sampled_from([None, "2004-06-30", "2017-01-01"]))
def test_on_any_project(ask: Ask, files: dict[str, str], through: set[str], conflict: bool, day: str | None) -> None:
    raw = [RawFile(path, content.encode()) for path, content in sorted(files.items())]
    base = load_files(raw, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    selection = select(base.vocabulary, signs=["any"] if conflict else (), as_of=day)
    check(ask, base, list(permutations(base.entities, 2)), selection, frozenset(through))


PAIRS = (
    ("ttp", "islamic-state-khorasan"),
    ("ttp", "hafiz-gul-bahadur-group"),
    ("al-qaida", "islamic-state"),
    ("haqqani-network", "islamic-state-khorasan"),
    ("jamaat-ul-ahrar", "afghan-taliban"),
    ("lashkar-e-islam", "islamic-movement-of-uzbekistan"),
    ("government-of-pakistan", "al-qaida"),
    ("mangal-bagh", "ehsanullah-ehsan"),
)


@pytest.fixture(scope="module")
def shipped() -> KnowledgeBase:
    base = project.load(Path(__file__).resolve().parents[2]).knowledge_base
    assert base is not None
    return base


@pytest.mark.parametrize("day", [None, "2014-12-31", "2018-06-30", "2024-06-30"])
def test_on_the_shipped_graph(ask: Ask, shipped: KnowledgeBase, day: str | None) -> None:
    pairs = [pair for pair in PAIRS if set(pair) <= set(shipped.entities)]
    assert len(pairs) == len(PAIRS)
    for signs, through in (((), frozenset()), (("any",), frozenset()), ((), frozenset(WORDS))):
        check(ask, shipped, pairs, select(shipped.vocabulary, signs=signs, as_of=day), through)
    strong = select(shipped.vocabulary, as_of=day, min_credibility=2, statuses=["corroborated", "reported"])
    check(ask, shipped, pairs, strong, frozenset())


def test_the_page_itself_says_so_too(open_page: OpenPage, shipped: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "shipped.html"
    path.write_text(render(shipped), encoding="utf-8")
    opened = open_page(path, "#date=all")
    for pair in PAIRS[:4]:
        for signs in ((), ("any",)):
            selection = select(shipped.vocabulary, signs=signs)
            opened.page.evaluate("(text) => { location.hash = text; }", question(shipped, pair, selection, frozenset()))
            opened.poll(f"khorasan.hash().includes('from={pair[0]}&to={pair[1]}')")
            opened.page.wait_for_timeout(60)
            wanted = [list(chain.entities) for chain in search(shipped, *pair, selection, seconds=60).paths]
            assert opened.js("khorasan.paths()") == wanted
    opened.assert_silent()


def test_a_search_that_takes_too_long_is_cut_short_and_says_so(browser: Browser) -> None:
    page = browser.new_page()
    hasty = source().replace("MOST_STEPS = 60000", "MOST_STEPS = 8")
    assert hasty != source()
    page.evaluate("(source) => { window.answer = new Function('island', 'questions', source); }", hasty)
    base = sample()
    content = carried(base)
    asked = [question(base, ("sohrab", "state-alpha"), select(base.vocabulary, signs=["any"]), frozenset())]
    [found] = page.evaluate("([island, questions]) => answer(island, questions)", [content, asked])
    page.close()
    best = search(base, "sohrab", "state-alpha", select(base.vocabulary, signs=["any"]))
    assert not found["complete"]
    assert found["paths"] == [described(path) for path in best.paths][: len(found["paths"])]


def test_where_a_search_was_cut_short_nobody_is_told_that_there_is_none(browser: Browser) -> None:
    """Nor, where none could be seen with the places hidden, that there is none without any filter."""
    page = browser.new_page()
    asking = """
      return questions.map((question) => {
        Object.assign(state, hashToState(question));
        computeView();
        const { options, complete } = relaxations();
        return [options.map(([words]) => words), complete, [...state.off.classes].length > 0];
      });
    """
    whole = source().replace(ASK, asking)
    hasty = whole.replace("MOST_STEPS = 60000", "MOST_STEPS = 1")
    content = carried(sample())
    far = urlencode({"from": "sohrab", "to": "state-alpha", "date": "2001-12-31"})
    lone = urlencode({"from": "lone", "to": "zarnab", "date": "all"})
    placed = urlencode({"from": "zarnab", "to": "valley", "date": "all"})
    told = {}
    for name, text in (("whole", whole), ("hasty", hasty)):
        page.evaluate("(source) => { window.answer = new Function('island', 'questions', source); }", text)
        told[name] = page.evaluate("([island, questions]) => answer(island, questions)", [content, [far, lone, placed]])
    page.close()
    assert told["whole"] == [
        [["look at all dates", "take away all filters"], True, True],
        [[], True, True],
        [["take away all filters"], True, True],
    ]
    assert told["hasty"][0] == [[], False, True]


def test_a_path_does_not_hide_what_stands_between_its_ends(open_page: OpenPage, sample_file: Path) -> None:
    opened = open_page(sample_file, "#from=zarnab&to=kohsar&date=all")
    assert opened.page.locator("#details h2").inner_text() == "1 step"
    text = opened.page.locator("#details section.apart").inner_text()
    assert "recorded between the two themselves, and not followed as a link" in text.lower()
    assert "Tehrik-e Zarnab is a rival of Ittehad-e Kohsar" in text
    opened.page.get_by_label("hostile ties too").check()
    assert opened.page.locator("#details section.apart").count() == 0
    opened.js("location.hash = 'from=kohsar&to=baran&date=all'")
    opened.poll("document.querySelector('#details section.apart')?.textContent.includes('denied: that')")
    text = opened.page.locator("#details section.apart summary").inner_text()
    assert text.startswith("denied: that Ittehad-e Kohsar")
    assert opened.page.locator("#details h2").inner_text() == "2 steps"
    opened.assert_silent()
