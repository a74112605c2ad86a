"""Ties are known by what they say: one tie stated in several places is one, wherever and in whatever order."""

from __future__ import annotations

import random

import pytest

from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.model.dates import UNKNOWN
from khorasan_graph.model.knowledge_base import KnowledgeBase
from tests.support import SOURCES, TODAY, base_from, check_text, load_text, split_files, vocabulary

A = "--- organizations/a.yaml\ntype: MilitantOrganization\nname: Alpha Group\n"
B = "--- organizations/b.yaml\ntype: MilitantOrganization\nname: Bravo Front\n"
EVENT = "--- events/e.yaml\ntype: Attack\nname: The attack\ndate: 2015-03\n"
ALONE = (
    "--- relations/more.yaml\n- subject: a\n  type: Alliance\n  object: b\n"
    "  claims:\n    - {source: s2, credibility: 2}\n"
)


def tie(type_: str = "Alliance", object_: str = "b", source: str = "s1", **more: str) -> str:
    """One tie in a line."""
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return f"- {{type: {type_}, object: {object_}{extra}, claims: [{{source: {source}, credibility: 3}}]}}\n"


def ids(base: KnowledgeBase) -> list[str]:
    return list(base.relations)


def test_the_id_follows_from_the_content() -> None:
    assert ids(base_from(f"{A}relations:\n{tie()}{B}")) == ["a.alliance.b"]
    assert ids(base_from(f"{A}{B}relations:\n{tie(object_='a')}")) == ["a.alliance.b"], "symmetric"
    assert ids(base_from(f"{A}{B}relations:\n{tie('Allegiance', 'a')}")) == ["b.allegiance.a"], "not symmetric"


def test_two_ties_of_one_pair_differ_in_their_start() -> None:
    two = tie(start="2010", end="2012") + tie(start="2015~")
    assert ids(base_from(f"{A}relations:\n{two}{B}")) == ["a.alliance.b.2010", "a.alliance.b.2015-approx"]


def test_a_written_id_is_kept() -> None:
    base = base_from(f"{A}relations:\n{tie(id='the-pact')}{tie(id='a.alliance.b.second')}{tie('Rivalry')}{B}")
    assert ids(base) == ["a.alliance.b.second", "a.rivalry.b", "the-pact"]


def test_one_id_for_two_ties_is_an_error() -> None:
    (found,) = check_text(f"{A}relations:\n{tie(id='x')}{tie('Endorsement', id='x')}{B}")
    assert (found.code, found.span.line) == ("KG313", 5)


def test_a_tie_of_two_files_has_the_claims_of_both() -> None:
    base = base_from(f"{A}relations:\n{tie()}{B}{ALONE}")
    (relation,) = base.relations.values()
    assert [claim.source for claim in relation.claims] == ["s1", "s2"]
    assert (relation.status, relation.credibility) == ("corroborated", 2)


def test_the_same_claim_in_two_files_is_an_error() -> None:
    alone = ALONE.replace("s2", "s1")
    (found,) = check_text(f"{A}relations:\n{tie()}{B}{alone}")
    assert found.code == "KG308"
    assert [note.span.path for note in found.notes] == ["graph_data/organizations/a.yaml"]


def test_a_symmetric_tie_stated_from_both_ends_is_one() -> None:
    loaded = load_text(f"{A}relations:\n{tie()}{B}relations:\n{tie(object_='a', source='s2')}")
    assert loaded.diagnostics == ()
    assert loaded.knowledge_base is not None
    (relation,) = loaded.knowledge_base.relations.values()
    assert (relation.id, relation.status, len(relation.claims)) == ("a.alliance.b", "corroborated", 2)


def test_both_ends_must_agree() -> None:
    ways = f"{A}relations:\n{tie(note='One.')}{B}relations:\n{tie(object_='a', source='s2', note='Other.')}"
    (found,) = check_text(ways)
    assert (found.code, found.severity) == ("KG307", "warning")
    twice = f"{A}relations:\n{tie(end='2016')}{tie(end='2017', source='s2')}{B}"
    assert [item.code for item in check_text(twice)] == ["KG306"]


def test_a_tie_that_is_not_symmetric_is_another_one_from_the_other_end() -> None:
    base = base_from(f"{A}relations:\n{tie('Endorsement')}{B}relations:\n{tie('Endorsement', 'a')}")
    assert ids(base) == ["a.endorsement.b", "b.endorsement.a"]


def test_a_tie_with_an_event_has_its_date() -> None:
    base = base_from(f"{A}relations:\n{tie('Responsibility', 'e')}{EVENT}")
    (relation,) = base.relations.values()
    assert relation.start is not None
    assert (relation.start.text, relation.id) == ("2015-03", "a.responsibility.e")
    (found,) = check_text(f"{A}relations:\n{tie('Responsibility', 'e', date='2016')}{EVENT}")
    assert found.code == "KG220"


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ("{source: s1, credibility: 3}", "reported"),
        ("{source: s1, credibility: 3}, {source: s2, credibility: 3}", "corroborated"),
        ("{source: s1, credibility: 3}, {source: s1, credibility: 3, as_of: 2016}", "reported"),
        ("{source: s1, credibility: 3}, {source: s2, credibility: 3, stance: denies}", "contested"),
        ("{source: s1, credibility: 3, stance: denies}, {source: s2, credibility: 3, stance: denies}", "denied"),
        ("{source: s1, credibility: 3}, {source: s1, credibility: 3, by: a, stance: denies}", "contested"),
        ("{source: s1, credibility: 3}, {source: copy, credibility: 3}", "reported"),
        ("{source: s2, credibility: 3}, {source: same, credibility: 3}", "reported"),
    ],
)
def test_the_status_follows_from_the_claims(claims: str, status: str) -> None:
    copy = SOURCES["graph_data/sources/s2.yaml"] + "derived_from: [s1]\n"
    same = SOURCES["graph_data/sources/s2.yaml"].replace("Publisher 2", "PUBLISHER  2").replace("2018", "2019")
    base = base_from(
        f"{A}relations:\n- {{type: Alliance, object: b, claims: [{claims}]}}\n{B}"
        f"--- sources/copy.yaml\n{copy}--- sources/same.yaml\n{same}"
    )
    (relation,) = base.relations.values()
    assert relation.status == status


def test_quantities_and_fates_are_claims() -> None:
    base = base_from(
        f"{A}quantities:\n"
        "- {measure: strength, value: 600, source: s1, credibility: 3}\n"
        "- {measure: strength, max: 6500, source: s2, credibility: 2, by: b}\n"
        "- {measure: strength, min: 1500, max: 3000, source: s3, credibility: 4, as_of: 2016}\n"
        "- {measure: killed, min: 70, source: s1, credibility: 3, stance: denies}\n"
        f"{B}--- people/p.yaml\ntype: Person\nname: Someone\nfates:\n"
        "- {fate: killed, date: 2017-04, source: s1, credibility: 3}\n"
        "- {fate: alive, source: s2, credibility: 4, by: b}\n"
    )
    quantities = base.entities["a"].quantities
    assert [quantity.text for quantity in quantities] == ["600", "up to 6,500", "1,500-3,000", "at least 70"]
    assert [quantity.claim.stance for quantity in quantities][-1] == "denies"
    fates = base.entities["p"].fates
    assert [(fate.fate, str(fate.date)) for fate in fates] == [("killed", "2017-04"), ("alive", "None")]
    assert [base.speaker(fate.claim) for fate in fates] == ["Publisher 1", "Bravo Front"]
    assert len({claim.id for claim in base.claims()}) == 6


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        ("min: 9, max: 3", "KG412"),
        ("value: 9, max: 3", "KG202"),
        ("note: many", "KG202"),
        ("value: dozens", "KG206"),
    ],
)
def test_quantities_that_say_nothing_clear(quantity: str, code: str) -> None:
    text = f"{A}quantities:\n- {{measure: strength, {quantity}, source: s1, credibility: 3}}\n"
    assert [item.code for item in check_text(text) if item.severity == "error"] == [code]


def test_the_same_source_states_a_number_twice() -> None:
    number = "- {measure: strength, value: 600, source: s1, credibility: 3}\n"
    assert [item.code for item in check_text(f"{A}quantities:\n{number}{number}")] == ["KG308"]


FLOORS = f"{A}relations:\n{tie()}{B}--- floors.yaml\n"


def test_floors() -> None:
    assert check_text(f"{FLOORS}entities: 2\nrelations: 1\nsources: 4\npublishers: 4\nreported: 1\nclaims: 1\n") == []
    found = check_text(f"{FLOORS}entities: 3\nrelations: 2\npeople: 1\n")
    assert [(item.code, item.span.line, item.span.column) for item in found] == [
        ("KG601", 1, 11),
        ("KG601", 2, 12),
        ("KG601", 3, 9),
    ]
    assert "2 entities, fewer than the floor of 3" in found[0].message


PROJECT = (
    f"{A}relations:\n{tie()}{tie('Rivalry', 'c', start='2010')}{tie('Rivalry', 'c', start='2014', source='s2')}"
    f"{B}relations:\n{tie(object_='a', source='s3', start='2012')}{tie(object_='a', source='s2')}"
    f"--- organizations/c.yaml\ntype: Faction\nname: Charlie\n{EVENT}"
    "relations: [{type: Targeting, object: c, claims: [{source: s1, credibility: 3}, {source: s2, credibility: 4}]}]\n"
    "--- relations/x.yaml\n- {subject: c, type: Split, object: a, claims: [{source: s4, credibility: 3}]}\n"
    "--- relations/y.yaml\n- {subject: c, type: Split, object: a, claims: [{source: s3, credibility: 3}]}\n"
)


def test_nothing_depends_on_the_order_of_files() -> None:
    files = [RawFile(path, text.encode()) for path, text in {**SOURCES, **split_files(PROJECT)}.items()]
    first = load_files(files, vocabulary(), [], today=TODAY)
    assert first.knowledge_base is not None
    assert len(first.knowledge_base.relations) == 6
    for seed in range(20):
        shuffled = list(files)
        random.Random(seed).shuffle(shuffled)
        other = load_files(shuffled, vocabulary(), [], today=TODAY)
        assert other.knowledge_base == first.knowledge_base
        assert list(other.knowledge_base.relations) == list(first.knowledge_base.relations)
        assert list(other.knowledge_base.entities) == list(first.knowledge_base.entities)
        assert other.diagnostics == first.diagnostics


def test_nothing_depends_on_the_name_of_a_file_of_ties() -> None:
    renamed = PROJECT.replace("relations/x.yaml", "relations/zz.yaml")
    assert base_from(renamed) == base_from(PROJECT)


def test_a_punctual_tie_may_say_that_nobody_knows_when() -> None:
    base = base_from("""
--- organizations/a.yaml
type: MilitantOrganization
name: A
relations:
  - {type: Split, object: b, date: unknown, claims: [{source: s1, credibility: 3}]}
--- organizations/b.yaml
type: MilitantOrganization
name: B
""")
    tie = base.relations["a.split.b"]
    assert tie.start == UNKNOWN
    assert tie.possible_from is None


def test_what_everybody_denies_is_not_known_to_hold() -> None:
    base = base_from("""
--- organizations/a.yaml
type: MilitantOrganization
name: A
relations:
  - {type: Alliance, object: b, start: 2014, claims: [{source: s1, credibility: 3, stance: denies}]}
--- organizations/b.yaml
type: MilitantOrganization
name: B
""")
    tie = base.relations["a.alliance.b"]
    assert (tie.status, tie.known_from, tie.known_to) == ("denied", None, None)


def test_the_side_left_bounds_a_defection_too() -> None:
    base = base_from("""
--- people/p.yaml
type: Person
name: P
relations:
  - {type: Defection, object: b, from: a, claims: [{source: s1, credibility: 3}]}
--- organizations/a.yaml
type: MilitantOrganization
name: A
start: 2007
--- organizations/b.yaml
type: MilitantOrganization
name: B
""")
    assert str(base.relations["p.defection.b"].possible_from) == "2007-01-01"
