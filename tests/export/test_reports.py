"""Dossiers for reports: all that is recorded is told, nobody's denial is lost, and no text becomes markup."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from playwright.sync_api import Browser

import khorasan_graph as kg
from khorasan_graph.export import request_for
from khorasan_graph.export.archive import content, joined
from khorasan_graph.export.reports.html import text
from khorasan_graph.export.reports.markdown import inline, paragraph
from khorasan_graph.graph.between import between
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Relation
from khorasan_graph.model.selection import EVERYTHING, Selection, select
from khorasan_graph.model.words import sentence
from tests.authoring.projects import TEXTS
from tests.support import base_from, vocabulary

SMALL = """
--- organizations/red-front.yaml
type: MilitantOrganization
name: Red_Front *of* <b>Ashes</b>
names: [{text: جبهه سرخ, kind: native, lang: fa, source: s4}]
sources: [s2]
start: 2009~
description: An invented movement.
relations:
  - type: Coordination
    object: blue-brigade
    note: Said to plan together.
    claims:
      - {source: s1, credibility: 3, as_of: 2016, locator: page 4}
      - {source: s2, credibility: 4, by: red-front, stance: denies, citing: a broadcast}
      - {source: s4, credibility: 3}
  - type: Support
    object: blue-brigade
    content: [arms]
    claims: [{source: s3, credibility: 4, by: red-front, stance: denies}]
  - {type: Rivalry, object: white-column, start: 2015, end: 2017, claims: [{source: s1, credibility: 2}]}
quantities: [{measure: strength, min: 200, max: 400, source: s1, credibility: 4}]
--- organizations/blue-brigade.yaml
type: MilitantOrganization
name: Blue Brigade
--- organizations/white-column.yaml
type: MilitantOrganization
name: White Column
relations:
  - {type: Alliance, object: blue-brigade, claims: [{source: s3, credibility: 3, by: red-front}]}
"""


@cache
def small() -> KnowledgeBase:
    return base_from(SMALL)


@cache
def shipped() -> KnowledgeBase:
    base = kg.load().knowledge_base
    assert base is not None
    return base


def printed(base: KnowledgeBase, form: str, *about: str, selection: Selection = EVERYTHING) -> str:
    return joined(content(*request_for(base, form, selection, about))).decode()


class Read(HTMLParser):
    """What a page holds: its words but for the numbers of notes, its elements, the ids and the addresses in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.inside.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        while tag in self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"sup", "style"} & set(self.inside):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def rendered(markdown: str) -> Read:
    """The page that a Markdown processor other than ours makes."""
    made = MarkdownIt("commonmark").use(footnote_plugin).render(markdown)
    return Read(made)


PAGE_TAGS = set("html head meta title style body main h1 h2 p ul li span strong sup a bdi ol section footer".split())


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_dossier_tells_who_asserts_and_who_denies(form: str) -> None:
    made = printed(small(), form, "red-front")
    told = (rendered(made) if form == "markdown" else Read(made)).text
    for part in (
        "Red_Front *of* <b>Ashes</b> coordinates with Blue Brigade",
        "contested",
        "According to Publisher 1 and Publisher 4.",
        "Denied by Red_Front *of* <b>Ashes</b>.",
        "Said to plan together.",
        "Denied, and asserted by nobody",
        "It is denied that Red_Front *of* <b>Ashes</b> supports Blue Brigade",
        "From about 2009",
        "جبهه سرخ (native script, fa)",
        "200-400",
        "claim 4 (doubtful)",
        "page 4",
        "Citing a broadcast",
        "The name جبهه سرخ: Publisher 4, “Report 4”, 4 January 2018",
        "Red_Front *of* <b>Ashes</b>: Publisher 2, “Report 2”",
    ):
        assert part.lower() in told.lower(), (part, told)


def test_the_dossier_of_two_says_where_the_record_disagrees() -> None:
    told = rendered(printed(small(), "markdown", "red-front", "blue-brigade")).text
    assert "1 tie recorded." in told
    assert told.index("Where the record disagrees") < told.index("Coordination")
    assert "What either says of the other's ties with others" in told
    assert "on this: White Column is allied with Blue Brigade" in told
    assert told.index("It is denied that") > told.index("Denied, and asserted by nobody")
    nothing = rendered(printed(small(), "markdown", "red-front", "white-column", selection=select(
        vocabulary(), types=["Alliance"])))  # fmt: skip
    assert "That none is recorded does not mean that there is none." in nothing.text
    assert "1 tie left out by it." in nothing.text


def test_what_only_may_hold_is_marked() -> None:
    chosen = select(vocabulary(), as_of="2012")
    told = rendered(printed(small(), "markdown", "red-front", selection=chosen)).text
    assert "contested; may hold as of 2012, and is not known to" in told
    assert "is a rival of" not in told
    assert "as of: 2012" in told


def claims_of(ties: tuple[Relation, ...]) -> set[str]:
    return {claim.id for tie in ties for claim in tie.claims}


def test_every_claim_of_the_shipped_graph_has_its_footnote_once() -> None:
    base = shipped()
    for entity in ("ttp", "islamic-state-khorasan", "hafiz-saeed-khan", "kunar"):
        if entity not in base.entities:
            continue
        record = base.entities[entity]
        wanted = claims_of(base.relations_of.get(entity, ()))
        wanted |= {it.claim.id for it in record.quantities} | {it.claim.id for it in record.fates}
        made = printed(base, "markdown", entity)
        assert len(re.findall(r"^\[\^\d+\]: ", made, re.MULTILINE)) == len(wanted)
        page = Read(printed(base, "html", entity))
        notes = [each for each in page.ids if each.startswith("note")]
        assert len(notes) == len(set(notes)) == len(wanted)
        assert {link[1:] for link in page.links if link.startswith("#")} == set(page.ids)


def test_the_shipped_dossier_of_two_answers_in_another_tool() -> None:
    base = shipped()
    found = between(base, "ttp", "islamic-state-khorasan")
    page = rendered(printed(base, "markdown", "ttp", "islamic-state-khorasan"))
    for tie in found.ties:
        assert " ".join(sentence(base, tie).split()) in page.text
        assert f"({tie.status})" in page.text
    sources = {base.sources[claim.source].url for tie in found.ties for claim in tie.claims}
    assert {unquote(url) for url in sources if url} <= {unquote(link) for link in page.links}


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_text_becomes_markdown(given_text: str) -> None:
    for put in (inline(given_text), paragraph(given_text)):
        read = rendered(f"{paragraph('a')} {put}\n" if put is not paragraph(given_text) else f"{put}\n")
        assert read.tags <= {"p"}
        assert read.text.endswith(" ".join(given_text.split()))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_no_text_becomes_html(given_text: str) -> None:
    read = Read(f"<p>{text(given_text)}</p>")
    assert read.tags <= {"p", "bdi"}
    assert "".join(read.words) == given_text


@pytest.mark.parametrize(
    "hostile",
    [
        "[a](javascript:alert(1))", "<img src=x onerror=alert(1)>", "![x](http://x/)", "http://evil.example/",
        "www.evil.example", "a@evil.example", "# Heading", "1. one", "- item", "> quote", "```", "---", "| a | b |",
        "&lt;b&gt;", "[^1]: gone", "$x$", "~~gone~~", "\\", "`code`", "=====", "+ plus", "    code", ":::",
    ],
)  # fmt: skip
def test_hostile_names_stay_words(hostile: str) -> None:
    for markdown in (MarkdownIt("commonmark").use(footnote_plugin), MarkdownIt("gfm-like").use(footnote_plugin)):
        made = Read(markdown.render(f"- {paragraph(hostile)}\n\n{paragraph(hostile)}\n"))
        assert made.tags <= {"p", "ul", "li"}, made.tags
        assert made.text == " ".join([" ".join(hostile.split())] * 2)
        assert made.links == []


def test_the_page_opens_offline_and_is_silent(browser: Browser, tmp_path: Path) -> None:
    page_file = tmp_path / "dossier.html"
    page_file.write_text(printed(small(), "html", "red-front"), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    said: list[Any] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    assert page.locator("h1").inner_text() == "Red_Front *of* <b>Ashes</b>"
    page.locator("sup a").first.click()
    assert "#note1" in page.url
    assert page.locator("#note1").is_visible()
    assert said == []
    assert {url.partition("#")[0] for url in asked} == {page_file.as_uri()}
    context.close()


def test_the_page_has_the_elements_of_a_page_only() -> None:
    page = Read(printed(shipped(), "html", "ttp"))
    assert page.tags <= PAGE_TAGS
    assert all(link.startswith(("#", "http://", "https://")) for link in page.links)
