"""What the pages hold: every entity, tie, claim and source, where a reader looks for it; and links that lead there."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from khorasan_graph import project
from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.words import spoken
from khorasan_graph.rdf.dataset import PREFIXES
from khorasan_graph.site import words
from khorasan_graph.site.addresses import anchor, entity_page, file_name, source_page, tie_page, web
from khorasan_graph.site.sections import sections
from tests.authoring.projects import projects
from tests.explorer.sample import hostile, sample
from tests.site.support import MARKING, TITLE, broken_links, read, site_text
from tests.support import TODAY, base_from, vocabulary

GOLDEN = Path(__file__).parent / "golden"


@cache
def shipped() -> KnowledgeBase:
    base = project.load().knowledge_base
    assert base is not None
    return base


@cache
def small() -> dict[str, str]:
    return site_text(sample())


def test_there_is_a_page_for_everything() -> None:
    base = sample()
    assert {entity_page(one) for one in base.entities} <= small().keys()
    assert {tie_page(one) for one in base.relations} <= small().keys()
    assert {source_page(one) for one in base.sources} <= small().keys()
    assert {"index.html", "reading.html", "organizations.html", "contested.html"} <= small().keys()


def test_the_path_of_a_page_is_the_path_of_its_iri() -> None:
    root = PREFIXES["data"].removesuffix("id/")
    for page, prefix, one in (
        (entity_page("ttp"), "data", "ttp"),
        (source_page("dawn-2017"), "source", "dawn-2017"),
        (tie_page("a.split.b.2014"), "relation", "a.split.b.2014"),
    ):
        assert root + page.removesuffix(".html") == PREFIXES[prefix] + one
    for base in (sample(), shipped()):
        assert all(file_name(one) == one for one in (*base.entities, *base.relations, *base.sources))
        assert all(anchor(claim.id) == claim.id for claim in base.claims())


@pytest.mark.parametrize("base", [sample, hostile], ids=["sample", "hostile"])
def test_every_page_is_well_formed(base: object) -> None:
    for path, text in (small() if base is sample else site_text(hostile())).items():
        page = read(text)
        assert page.faults == [], path
        assert page.count("h1") == 1, path
        assert page.elements[0] == ("html", {"lang": "en"})
        assert [tag for tag, _ in page.elements[:4]] == ["html", "head", "meta", "meta"]
        assert page.elements[3][1]["http-equiv"] == "Content-Security-Policy"
        assert page.count("script") == (2 if path == "index.html" else 0), path
        ids = [values["id"] for _, values in page.elements if "id" in values]
        assert len(ids) == len(set(ids)), path
        assert not any(name.startswith("on") or name == "style" for _, values in page.elements for name in values)
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_every_link_leads_somewhere() -> None:
    assert broken_links(small()) == []
    assert broken_links(site_text(hostile())) == []


def test_every_link_of_the_shipped_site_leads_somewhere() -> None:
    site = site_text(shipped())
    assert broken_links(site) == []
    assert len(site) > 300


@given(projects())
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_any_project_has_a_site(files: dict[str, str]) -> None:
    raw = [RawFile(path, content.encode()) for path, content in sorted(files.items())]
    base = load_files(raw, vocabulary(), [], today=TODAY).knowledge_base
    assert base is not None
    site = site_text(base)
    assert broken_links(site) == []
    assert [fault for text in site.values() for fault in read(text).faults] == []


def test_every_tie_is_told_once_on_each_page_of_those_it_names() -> None:
    for base in (sample(), shipped()):
        for entity in base.entities:
            told = [
                line.relation.id
                for section in sections(base, entity)
                for group in section.groups
                for line in group.lines
            ]
            assert sorted(told) == sorted(tie.id for tie in base.relations_of.get(entity, ()))


def test_ties_stand_in_the_order_of_time() -> None:
    text = read(small()["id/zarnab.html"]).text
    order = ["Has the faction", "Is allied with", "Received the pledge of", "Fights", "Is a rival of"]
    assert [text.index(phrase) for phrase in order] == sorted(text.index(phrase) for phrase in order)
    base = base_from(
        """
--- organizations/a.yaml
type: MilitantOrganization
name: A
relations:
  - {type: ArmedConflict, object: b, claims: [{source: s1, credibility: 3, as_of: 2010}]}
  - {type: ArmedConflict, object: c, start: 2005, claims: [{source: s1, credibility: 3}]}
  - {type: ArmedConflict, object: d, start: 2012~, claims: [{source: s1, credibility: 3}]}
  - {type: ArmedConflict, object: e, start: ../2001, claims: [{source: s1, credibility: 3}]}
"""
        + "".join(f"--- organizations/{one}.yaml\ntype: State\nname: The {one}\n" for one in "bcde")
    )
    (section,) = sections(base, "a")
    assert [line.other for line in section.groups[0].lines] == ["e", "c", "b", "d"]


def test_all_claims_stand_on_the_pages_of_both_ends_of_the_tie_and_of_the_source() -> None:
    base = sample()
    for relation in base.relations.values():
        pages = [read(small()[page]).text for page in map(entity_page, (relation.subject, relation.object))]
        own = read(small()[tie_page(relation.id)])
        for claim in relation.claims:
            source = base.sources[claim.source]
            said = f"{base.grade(claim)} {base.speaker(claim)} {'denies' if claim.stance == 'denies' else 'asserts'} it"
            for text in (*pages, own.text):
                assert f"{said}, as of {words.date_words(base.sighting(claim))}" in text
                assert source.title in text
            assert claim.id in {values.get("id") for _, values in own.elements}
            stance = "denies it" if claim.stance == "denies" else "asserts it"
            assert stance in read(small()[source_page(claim.source)]).text


def test_denials_stand_beside_assertions_and_denied_ties_apart() -> None:
    kohsar = read(small()["id/kohsar.html"]).text
    assert "Asserted by B2 Publisher 1 asserts it" in kohsar
    assert "Denied by B3 Dr. Sohrab denies it, as of 2 January 2018 The emir denied it on the radio." in kohsar
    denied = kohsar.index("Sources say only that these are not so.")
    assert kohsar.index("Denied: that Ittehad-e Kohsar supports Katiba Baran") > denied
    tie = read(small()[tie_page("kohsar.support.baran")])
    assert tie.text.count("Denied: that Ittehad-e Kohsar supports Katiba Baran") >= 2  # title and heading
    assert "to hold" not in tie.text
    assert "Asserted to hold" in read(small()[tie_page("kohsar.allegiance.zarnab")]).text
    contested = read(small()["contested.html"]).text
    assert contested.index("Contested 2") < contested.index("Denied, and asserted by nobody 1")


def test_a_dossier_tells_names_numbers_fates_and_what_is_said() -> None:
    zarnab = read(small()["id/zarnab.html"]).text
    for told in ("Tehrik-e Zarnab", "TZ", "تحريك زرناب", "native script", "from August 2001", "1,500-3,000 fighters"):
        assert told in zarnab
    assert '<bdi lang="ps">تحريك زرناب</bdi>' in small()["id/zarnab.html"]
    sohrab = read(small()["id/sohrab.html"]).text
    assert "Killed, April 2017" in sohrab
    assert "What Dr. Sohrab says 1" in sohrab
    assert "denies : Ittehad-e Kohsar pledged allegiance to" in sohrab.replace("denies:", "denies :")
    assert "lost by defection" in read(small()["id/marjan.html"]).text.lower()


def test_places_tell_what_happens_within_them() -> None:
    site = site_text(
        base_from(
            """
--- organizations/a.yaml
type: MilitantOrganization
name: Group A
relations:
  - {type: OperatesIn, object: inner, start: 2010, claims: [{source: s1, credibility: 3}]}
  - {type: Headquarters, object: outer, claims: [{source: s1, credibility: 3}]}
  - {type: Alliance, object: b, place: inner, claims: [{source: s2, credibility: 3}]}
--- organizations/b.yaml
type: MilitantOrganization
name: Group B
--- places/outer.yaml
type: Country
name: Outer Land
--- places/middle.yaml
type: Province
name: Middle Land
part_of: outer
--- places/inner.yaml
type: District
name: Inner Land
part_of: middle
"""
        )
    )
    outer, inner = read(site["id/outer.html"]).text, read(site["id/inner.html"]).text
    assert "Places within 2" in outer
    assert "In the places within 2 Inner Land 2" in outer
    assert "Group A operates in Inner Land · from 2010" in outer
    assert "Hosts the headquarters of Group A" in outer
    assert "Outer Land Middle Land District" in inner
    assert "Ties located here 1" in inner
    assert "Outer Land country · 1 (3)" in read(site["places.html"]).text


def test_homonyms_point_to_each_other() -> None:
    group = "--- organizations/{0}.yaml\ntype: MilitantOrganization\nname: Front {0}\n{1}"
    shared = "names: [{{text: Jundullah, kind: alias, shared: true}}]\ndifferent_from: [{0}]\n"
    site = site_text(
        base_from(group.format("a", shared.format("b")) + group.format("b", shared.format("a")) + group.format("c", ""))
    )
    assert "Not to be confused with Front b (militant organization)." in read(site["id/a.html"]).text
    assert "Not to be confused with Front a (militant organization)." in read(site["id/b.html"]).text
    assert "confused" not in site["id/c.html"]


def test_a_small_page_in_full(pytestconfig: pytest.Config) -> None:
    page = small()["id/relation/kohsar.allegiance.zarnab.html"]
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)
    page = re.sub(r"'sha256-[^']*'", "'sha256-'", page)
    golden = GOLDEN / "tie.html"
    if pytestconfig.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(page, encoding="utf-8", newline="\n")
    assert page == golden.read_text(encoding="utf-8")


def test_title_and_marking_are_on_every_page() -> None:
    for path, text in small().items():
        assert read(text).text.count(MARKING) == 2, path
        assert TITLE in text.split("</title>")[0], path


def test_a_graph_without_anything_has_a_site() -> None:
    base = base_from("--- organizations/a.yaml\ntype: State\nname: A\n")
    site = site_text(base)
    assert broken_links(site) == []
    assert "none recorded" in site["id/a.html"]
    assert "people.html" not in site


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("2014", "2014"),
        ("2014-08", "August 2014"),
        ("2014-08-06", "6 August 2014"),
        ("2014-08~", "about August 2014"),
        ("2014?", "2014 (uncertain)"),
        ("2014%", "about 2014 (uncertain)"),
        ("201X", "the 2010s"),
        ("20XX", "the years 2000 to 2099"),
        ("200X~", "about the 2000s"),
        ("2014-XX-XX", "2014"),
        ("2014-08-XX", "August 2014"),
        ("2010-21", "spring 2010"),
        ("unknown", "unknown"),
    ],
)
def test_dates_are_spoken_as_written(date: str, told: str) -> None:
    assert spoken(date) == told


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=c&d=%20#e", True),
        ("http://example.org:80/[a]", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org/", False),
        ("https://", False),
        ("https://exa mple.org/", False),
        ("https://example.org/\x00", False),
        ('https://example.org/"onclick="x', False),
        ("https://[", False),
        (" https://example.org/", False),
    ],
)
def test_only_addresses_of_the_web_are_linked_to(url: str, linked: bool) -> None:
    assert web(url) == (url if linked else None)


def test_numbers_and_fates_stand_once_with_all_who_tell_them() -> None:
    person = """
--- people/p.yaml
type: Person
name: A. Person
fates:
  - {fate: killed, date: 2013-11, source: s1, credibility: 2}
  - {fate: killed, date: 2013-11, source: s2, credibility: 3}
  - {fate: killed, date: 2009, source: s3, credibility: 5, stance: denies}
"""
    text = read(site_text(base_from(person))["id/p.html"]).text
    assert text.count("Killed, November 2013") == 1
    assert text.index("Denied: Killed, 2009") < text.index("Killed, November 2013 B2 Publisher 1 asserts it")
    assert "Fate, as told 3" in text
