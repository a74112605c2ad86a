"""Pairs, what is recorded between them, and drafts, which no check accepts as they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from khorasan_graph.text.document import document_from
from khorasan_graph.text.drafting import Draft, draft
from khorasan_graph.text.mentions import MOST_IN_A_PARAGRAPH, Mentions, mentions
from tests.support import base_from, check_text, load_text
from tests.text.sample import TEXT, sample, told

ARTICLE = """<html lang="en"><head><title>T</title><meta property="og:site_name" content="Example: Times">
<meta property="og:title" content="Of # and &quot;quotes&quot;: yes">
<meta property="article:published_time" content="2016-03-28">
<link rel="canonical" href="https://example.org/a?b=c#d"><meta name="author" content="Ann Writer">
</head><body><p>The White Column and the RF-Karachi men met Omar Surkh. The Blue Brigade did not come.
<p>The Red Front sent the White Column away in High Valley. The UN was silent.
<p>Jabha, and the Blue Brigade in Swat.</body></html>
"""


def article(text: str = ARTICLE) -> tuple[Mentions, Draft]:
    found = mentions(sample(), document_from(text))
    return found, draft(sample(), found)


def test_pairs_with_what_is_recorded() -> None:
    found, _ = article()
    shown = {
        (pair.one, pair.other): (
            pair.sentences,
            pair.paragraphs,
            [tie.id for tie in pair.ties],
            [tie.id for tie in pair.denied],
            [tie.id for tie in pair.others],
        )
        for pair in found.pairs
    }
    assert shown["red-front", "white-column"] == ((3,), (2,), [], ["red-front.support.white-column"], [])
    assert shown["high-valley", "red-front"] == ((3,), (2,), ["red-front.operatesin.high-valley"], [], [])
    assert shown["surkh", "white-column"] == ((1,), (1,), ["surkh.defection.white-column"], [], [])
    rivalry = ["blue-brigade.rivalry.white-column"]
    assert shown["blue-brigade", "white-column"] == ((), (1,), rivalry, [], ["surkh.defection.white-column"])
    assert shown["blue-brigade", "surkh"] == ((), (1,), ["surkh.defection.white-column"], [], [])
    assert [(place.text, len(place.candidates)) for place in found.ambiguous] == [("Jabha", 2)]
    assert [pair for pair in shown if "swat" in pair] == [("blue-brigade", "swat")]


def test_two_places_form_no_pair_and_are_counted() -> None:
    found = told("The men of High Valley and of Swat met there.")
    assert (found.pairs, found.unfit) == ((), 1)


def test_only_what_is_not_recorded_is_drafted() -> None:
    _, drafted = article()
    assert [(pair.one, pair.other) for pair in drafted.pairs] == [
        ("blue-brigade", "swat"),
        ("high-valley", "white-column"),
        ("red-front-karachi", "surkh"),
        ("red-front-karachi", "white-column"),
    ]
    assert not any(pair.is_recorded for pair in (*drafted.pairs, *drafted.passed_over))
    assert [(pair.one, pair.other) for pair in drafted.passed_over if pair.sentences] == []
    assert set(drafted.files) == {f"{kind}/example-times-2016-03-28-quotes.yaml" for kind in ("sources", "relations")}


def as_project(drafted: Draft) -> str:
    return TEXT + "".join(f"--- {name}\n{text}" for name, text in drafted.files.items())


def test_a_draft_cannot_be_compiled_unedited() -> None:
    _, drafted = article()
    loaded = load_text(as_project(drafted))
    assert loaded.knowledge_base is None
    errors = [item for item in loaded.diagnostics if item.severity == "error"]
    by_file = {name: [item for item in errors if item.span.path.endswith(name)] for name in drafted.files}
    relations = next(name for name in by_file if name.startswith("relations"))
    assert [item.message for item in by_file[relations]] == ["`TODO` is not a type of tie"] * len(drafted.pairs)


HOLES = re.compile(r"^( *(?:- )?(\w+):)(?: TODO(?:  #.*)?|  # TODO.*)$", re.MULTILINE)
FILLINGS = {
    "type": "OperatesIn",
    "stance": "asserts",
    "credibility": "3",
    "reliability": "B",
    "publisher": "Example Times",
    "title": "A title",
    "published": "2016-03-28",
}


def filled(text: str, but: int | None = None) -> str:
    """A draft with every hole filled, but one."""
    number = -1

    def fill(match: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return match[0] if number == but else f"{match[1]} {FILLINGS[match[2]]}"

    return HOLES.sub(fill, text)


@pytest.mark.parametrize("text", [ARTICLE, "The White Column has men in High Valley."], ids=["page", "text"])
def test_each_hole_alone_keeps_a_draft_from_being_compiled(text: str) -> None:
    found = mentions(sample(), document_from(text))
    whole = as_project(draft(sample(), found))
    only = whole if text != ARTICLE else whole[: whole.index("\n# Red Front Karachi")]
    holes = len(HOLES.findall(only))
    assert holes >= 4
    assert [item for item in check_text(filled(only)) if item.severity == "error"] == []
    for number in range(holes):
        assert any(item.severity == "error" for item in check_text(filled(only, but=number)))


def test_what_a_document_says_of_itself_is_what_the_completed_record_says() -> None:
    _, drafted = article()
    whole = as_project(drafted)
    loaded = load_text(filled(whole[: whole.index("\n# Red Front Karachi")]))
    assert loaded.knowledge_base is not None
    source = loaded.knowledge_base.sources["example-times-2016-03-28-quotes"]
    assert (source.publisher, source.title, source.published.text) == (
        "Example: Times",
        'Of # and "quotes": yes',
        "2016-03-28",
    )
    assert (source.url, source.lang, source.authors) == ("https://example.org/a?b=c#d", "en", ("Ann Writer",))


def test_no_sentence_of_the_article_is_in_the_draft() -> None:
    _, drafted = article()
    for text in drafted.files.values():
        assert "did not come" not in text
        assert "met Omar" not in text


def test_a_document_that_is_a_source_already_is_cited_by_its_id() -> None:
    base = base_from(
        TEXT
        + "--- sources/known.yaml\npublisher: P\ntitle: T\npublished: 2016\nreliability: B\nurl: https://example.org/a?b=c#d\n"
    )
    found = mentions(base, document_from(ARTICLE))
    drafted = draft(base, found)
    assert found.recorded_as == "known"
    assert list(drafted.files) == ["relations/known.yaml"]
    assert "- source: known\n" in drafted.files["relations/known.yaml"]


def test_a_pair_of_many_paragraphs_is_located_in_the_first() -> None:
    found = mentions(sample(), document_from("The White Column has men in High Valley.\n\n" * 12))
    text = "".join(draft(sample(), found).files.values())
    assert "locator: paragraphs 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more\n" in text


def test_an_id_is_never_one_that_is_there() -> None:
    base = base_from(TEXT + "--- sources/draft-source.yaml\npublisher: P\ntitle: T\npublished: 2016\nreliability: B\n")
    found = mentions(base, document_from("The White Column has men in High Valley."))
    assert draft(base, found).source == "draft-source-2"


def test_nothing_is_drafted_where_all_is_recorded() -> None:
    _, drafted = article("The Red Front has men in High Valley.")
    assert drafted.files == {}


def test_a_list_of_names_forms_no_pairs() -> None:
    many = "".join(
        f"--- organizations/g{n}.yaml\ntype: MilitantOrganization\nname: Group Number{n}x\n" for n in range(60)
    )
    base = base_from(many)
    text = ", ".join(f"Group Number{n}x" for n in range(MOST_IN_A_PARAGRAPH + 1))
    found = mentions(base, document_from(f"{text}.\n\nGroup Number1x and Group Number2x."))
    assert found.crowded == (1,)
    assert [(pair.one, pair.other) for pair in found.pairs] == [("g1", "g2")]


TITLES = st.text(st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=150, deadline=None)
@example("", "False", "")
@given(TITLES, TITLES, TITLES)
def test_whatever_a_page_says_of_itself_its_draft_is_well_formed(title: str, publisher: str, author: str) -> None:
    def escaped(text: str) -> str:
        return "".join(f"&#{ord(letter)};" for letter in text)

    page = (
        f'<html><meta property="og:title" content="{escaped(title)}">'
        f'<meta property="og:site_name" content="{escaped(publisher)}"><meta name="author" content="{escaped(author)}">'
        "<p>The White Column has men in High Valley."
    )
    found = mentions(sample(), document_from(page))
    whole = as_project(draft(sample(), found))
    assert any(item.severity == "error" for item in check_text(whole))
    left = [item.message for item in check_text(filled(whole)) if item.severity == "error"]
    assert left == []
