"""Looking names up: exact ones, shared ones, parts, other scripts, and what cannot be found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.model.lookup import AmbiguousNameError, Match, UnknownNameError, exact, find, resolve, suggestions
from tests.support import base_from

BASE = base_from("""
--- organizations/ttp.yaml
type: MilitantOrganization
name: Tehrik-i-Taliban Pakistan
names:
  - {text: TTP, kind: acronym}
  - {text: تحریک طالبان پاکستان, kind: native, lang: ur}
  - {text: HuA, kind: acronym, shared: true}
relations:
  - {type: Alliance, object: lashkar-e-jhangvi, claims: [{source: s1, credibility: 3}]}
  - {type: Rivalry, object: hizb-ul-ahrar, claims: [{source: s1, credibility: 3}]}
  - {type: Rivalry, object: lashkar-e-taiba, claims: [{source: s1, credibility: 3}]}
--- organizations/hizb-ul-ahrar.yaml
type: Faction
name: Hizb-ul-Ahrar
names:
  - {text: HuA, kind: acronym, shared: true}
  - {text: Hua Group, kind: alias}
--- organizations/lashkar-e-taiba.yaml
type: MilitantOrganization
name: Lashkar-e-Taiba
names:
  - {text: لشکر طیبہ, kind: native, lang: ur}
  - {text: Us Front, kind: alias}
--- organizations/lashkar-e-jhangvi.yaml
type: MilitantOrganization
name: Lashkar-e-Jhangvi
--- people/mullah-omar.yaml
type: Person
name: Mullah Omar
relations:
  - {type: Leadership, object: ttp, claims: [{source: s1, credibility: 5}]}
""")


@pytest.mark.parametrize(
    ("text", "entity", "how"),
    [
        ("ttp", "ttp", "id"),
        ("  ttp\n", "ttp", "id"),
        ("TTP", "ttp", "name"),
        ("Ttp", "ttp", "name"),
        ("tehrik-i-taliban pakistan", "ttp", "name"),
        ("Tehrik e Taliban Pakistan", "ttp", "spelling"),
        ("TEHRĪK TALIBAN PAKISTAN", "ttp", "spelling"),
        ("تحریک طالبان پاکستان", "ttp", "name"),
        ("تحريك طالبان پاكستان", "ttp", "spelling"),
        ("تحریکِ طالبانِ پاکستان", "ttp", "spelling"),
        ("لشكر طيبة", "lashkar-e-taiba", "spelling"),
        ("لشکر\u200fطیبہ", None, None),
        ("lashkar-e-taiba", "lashkar-e-taiba", "id"),
        ("Lashkar-i-Taiba", "lashkar-e-taiba", "spelling"),
    ],
)
def test_one_entity_is_found(text: str, entity: str | None, how: str | None) -> None:
    matches = exact(BASE, text)
    assert [(match.entity, match.how) for match in matches] == ([(entity, how)] if entity else [])
    if entity:
        assert resolve(BASE, text) == entity
        assert find(BASE, text)[0] == matches[0]


def test_a_match_shows_the_name_that_matched() -> None:
    assert exact(BASE, "ttp") == (Match("ttp", "Tehrik-i-Taliban Pakistan", "id"),)
    assert exact(BASE, "Ttp") == (Match("ttp", "TTP", "name"),)


def test_a_shared_name_is_never_decided() -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        resolve(BASE, "hua")
    assert {match.entity for match in caught.value.candidates} == {"hizb-ul-ahrar", "ttp"}
    assert "`hizb-ul-ahrar` (HuA)" in str(caught.value)
    assert "give the id" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "first"),
    [("Lashkar-e-Tayba", "lashkar-e-taiba"), ("Lashkar Jangvi", "lashkar-e-jhangvi"), ("Ahrrar", "hizb-ul-ahrar")],
)
def test_a_likeness_is_suggested_and_never_taken(text: str, first: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        resolve(BASE, text)
    assert caught.value.candidates[0].entity == first
    assert caught.value.candidates[0].how == "like"
    assert f"did you mean `{first}`" in str(caught.value)
    assert len({match.entity for match in caught.value.candidates}) == len(caught.value.candidates)
    assert find(BASE, text) == caught.value.candidates


def test_parts_of_names_are_whole_words() -> None:
    assert [(match.entity, match.how) for match in find(BASE, "lashkar")] == [
        ("lashkar-e-jhangvi", "part"),
        ("lashkar-e-taiba", "part"),
    ]
    assert [match.entity for match in find(BASE, "طالبان")] == ["ttp"]
    assert all(match.how != "part" for match in find(BASE, "lash"))


def test_exact_matches_come_before_parts() -> None:
    found = find(BASE, "HUA")
    assert [(match.entity, match.how) for match in found] == [("hizb-ul-ahrar", "name"), ("ttp", "name")]


@pytest.mark.parametrize("text", ["zzzzzzzz", "9", "ж", "漢字", "\x00", "'; DROP TABLE"])
def test_nothing_near_is_suggested_for_what_is_far(text: str) -> None:
    with pytest.raises(UnknownNameError, match="nothing is called") as caught:
        resolve(BASE, text)
    assert caught.value.candidates == ()
    assert "did you mean" not in str(caught.value)
    assert find(BASE, text) == ()


@pytest.mark.parametrize("text", ["", " ", "\n", "-", "'", "\u200c"])
def test_an_empty_text_names_nothing(text: str) -> None:
    assert exact(BASE, text) == find(BASE, text) == suggestions(BASE, text) == ()
    with pytest.raises(UnknownNameError):
        resolve(BASE, text)


@pytest.mark.parametrize("unit", ["a", "لشکر ", "Lashkar-e-", "-", "\u0301"])
def test_a_name_of_ten_kilobytes_is_refused_at_once(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    began = time.perf_counter()
    with pytest.raises(UnknownNameError) as caught:
        resolve(BASE, text)
    found = find(BASE, text)
    assert time.perf_counter() - began < 1
    assert len(str(caught.value)) < 500
    assert all(match.how == "like" for match in found)


def test_words_with_others_between() -> None:
    base = base_from("""
--- people/khorasani.yaml
type: Person
name: Omar Khalid Khorasani
names:
  - {text: عمر خالد خراسانی, kind: native, lang: ur}
relations:
  - {type: Membership, object: long-name, claims: [{source: s1, credibility: 3}]}
--- organizations/long-name.yaml
type: MilitantOrganization
name: Friends of Omar the elder of Khorasani
""")
    assert [(match.entity, match.how) for match in find(base, "omar khorasani")] == [
        ("khorasani", "words"),
        ("long-name", "words"),
    ]
    assert find(base, "عمر خراساني") == (Match("khorasani", "عمر خالد خراسانی", "words"),)
    assert [match.how for match in find(base, "Khalid Khorasani")] == ["part"]
    assert not any(match.how == "words" for match in find(base, "Khorasani Omar"))
    with pytest.raises(UnknownNameError, match="did you mean `khorasani`"):
        resolve(base, "Omar Khorasani")


@pytest.mark.parametrize(
    ("text", "entity", "why"),
    [
        ("Hizb Ahrrar", "hizb-ul-ahrar", "one letter differs"),
        ("hizbahrar", "hizb-ul-ahrar", "only spaces or hyphens differ"),
        ("Lashkar Jangwi", "lashkar-e-jhangvi", "it sounds alike"),
        ("Mollah Umar", "mullah-omar", "it sounds alike"),
        ("Lashgar Tajba", "lashkar-e-taiba", "2 letters differ"),
        ("Tehrik Talibaan Pakistann", "ttp", "it sounds alike"),
        ("Tahreek Talban Pakstan", "ttp", "it sounds alike"),
        ("تحریک طالبان پاکستن", "ttp", "one letter differs"),
        ("لشكر جهنغوى", "lashkar-e-jhangvi", "it sounds alike in the other script"),
        ("ملا لشکر جھنگوی", None, None),
        ("لشکر طیبا", "lashkar-e-taiba", "one letter differs"),
        ("حزب الاحرار", None, None),
    ],
)
def test_a_suggestion_says_in_what_it_is_alike(text: str, entity: str | None, why: str | None) -> None:
    found = suggestions(BASE, text)
    if entity is None:
        assert found == ()
    else:
        assert (found[0].entity, found[0].why) == (entity, why)


@pytest.mark.parametrize("text", ["TTX", "HuB", "Bridge", "Mullah Omid", "Lashkar-e-Islam", "Ahmad"])
def test_what_is_far_fetched_is_not_suggested(text: str) -> None:
    assert suggestions(BASE, text) == ()


def test_suggestions_are_few() -> None:
    assert len(suggestions(BASE, "lashkar", limit=1)) == 1
    assert len(suggestions(BASE, "lashkar")) <= 5


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    matches = exact(BASE, text)
    assert len({match.entity for match in matches}) == len(matches)
    assert find(BASE, text)[: len(matches)] == matches


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_recorded_name_finds_its_entity(data: st.DataObject) -> None:
    entity = data.draw(st.sampled_from(sorted(BASE.entities.values(), key=lambda entity: entity.id)))
    name = data.draw(st.sampled_from(entity.all_names))
    changed = data.draw(st.sampled_from([name, name.upper(), name.lower(), name.replace("-", " "), f" {name} "]))
    assert entity.id in {match.entity for match in exact(BASE, changed)}
