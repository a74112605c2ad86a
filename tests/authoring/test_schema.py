"""The schemas that editors use: current, valid, met by all data, and strict enough to catch what people mistype."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from khorasan_graph.authoring.schema import schemas
from khorasan_graph.authoring.write import write_files
from khorasan_graph.model.dates import EdtfDate, parse_bound
from tests.authoring.projects import projects
from tests.authoring.test_write import load_written
from tests.support import ROOT, vocabulary

DATA_FILES = sorted(path for path in (ROOT / "graph_data").rglob("*.yaml") if path.name != "floors.yaml")


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it: the types of YAML 1.2's core schema, in which a date is a text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), first)


@cache
def validator(kind: str) -> Any:
    return jsonschema.Draft202012Validator(json.loads(schemas(vocabulary())[f"{kind}.schema.json"]))


def kind_of(path: str) -> str:
    folder = path.split("/")[-2]
    return {"sources": "source", "relations": "relations", "graph_data": "about"}.get(folder, "entity")


def problems(kind: str, text: str) -> list[str]:
    return [error.message for error in validator(kind).iter_errors(yaml.load(text, EditorLoader))]


@pytest.mark.parametrize("name", sorted(schemas(vocabulary())))
def test_schemas_are_current_and_valid(name: str) -> None:
    text = schemas(vocabulary())[name]
    assert (ROOT / "ontology" / name).read_text(encoding="utf-8") == text, (
        "run python -m khorasan_graph.authoring.schema"
    )
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("path", DATA_FILES, ids=lambda path: path.stem)
def test_shipped_data_is_valid(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    assert problems(kind_of(str(path)), text) == []
    schema = f"{kind_of(str(path))}.schema.json"
    up = "/".join(".." for _ in path.relative_to(ROOT).parts[1:])
    assert text.startswith(f"# yaml-language-server: $schema={up}/ontology/{schema}\n")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(projects())
def test_whatever_loads_is_valid(files: dict[str, str]) -> None:
    """Both as the analyst wrote it, all in quotes, and as it is written back, mostly without."""
    for path, text in (*files.items(), *write_files(load_written(files)).items()):
        assert problems(kind_of(path), text) == [], path


NUMBER = "{measure: strength, value: 5, source: s1, credibility: 3}"
CLAIM = "{source: s1, credibility: 3}"


def tie(cls: str, more: str = "", claim: str = "source: s1, credibility: 3") -> str:
    return f"{ENTITY}relations: [{{type: {cls}, object: b, {more}{', ' if more else ''}claims: [{{{claim}}}]}}]"


ENTITY = "type: Faction\nname: A\n"
PERSON = "type: Person\nname: A\n"
SOURCE = "publisher: P\ntitle: T\npublished: 2014\nreliability: B\n"
MISTAKES = {
    "no type": ("entity", "name: A"),
    "no name": ("entity", "type: Faction"),
    "unknown class": ("entity", "type: Groupe\nname: A"),
    "abstract class": ("entity", "type: Actor\nname: A"),
    "unknown field": ("entity", ENTITY + "aliases: [B]"),
    "id": ("entity", ENTITY + "id: a"),
    "empty": ("entity", ""),
    "a list": ("entity", "- " + ENTITY.replace("\n", "\n  ")),
    "no value": ("entity", ENTITY + "description:"),
    "date of an organization": ("entity", ENTITY + "date: 2014"),
    "event without date": ("entity", "type: Attack\nname: A"),
    "start of an event": ("entity", "type: Attack\nname: A\ndate: 2014\nstart: 2014"),
    "start of a place": ("entity", "type: Country\nname: A\nstart: 2014"),
    "fates of a place": ("entity", "type: Country\nname: A\nfates: []"),
    "fates of a group": ("entity", ENTITY + "fates: []"),
    "private field": ("entity", PERSON + "religion: x"),
    "country code": ("entity", "type: Country\nname: A\ncode: UK"),
    "latitude": ("entity", "type: Country\nname: A\ncoordinates: {latitude: 91, longitude: 0}"),
    "half a position": ("entity", "type: Country\nname: A\ncoordinates: {latitude: 34}"),
    "day first": ("entity", ENTITY + "start: 26-08-2014"),
    "month without zero": ("entity", ENTITY + "start: 2014-8"),
    "month 13": ("entity", ENTITY + "start: 2014-13"),
    "words": ("entity", ENTITY + "start: around 2014"),
    "two digits": ("entity", ENTITY + "start: 14"),
    "open start": ("entity", ENTITY + "start: .."),
    "text for a list": ("entity", ENTITY + "sources: s1"),
    "id with a capital": ("entity", ENTITY + "sources: [S1]"),
    "id with an underscore": ("entity", ENTITY + "different_from: [a_b]"),
    "kind of name": ("entity", ENTITY + "names: [{text: B, kind: nickname}]"),
    "name as text": ("entity", ENTITY + "names: [B]"),
    "language": ("entity", ENTITY + "names: [{text: B, kind: native, lang: Urdu}]"),
    "identifier": ("entity", ENTITY + "identifiers: [{scheme: wikidata, value: 42418}]"),
    "scheme": ("entity", ENTITY + "identifiers: [{scheme: facebook, value: a}]"),
    "measure": ("entity", ENTITY + "quantities: [{measure: size, value: 5, source: s1, credibility: 3}]"),
    "no number": ("entity", ENTITY + "quantities: [{measure: strength, source: s1, credibility: 3}]"),
    "two numbers": ("entity", ENTITY + f"quantities: [{NUMBER[:-1]}, min: 2}}]"),
    "number in words": ("entity", ENTITY + "quantities: [{measure: strength, value: 1k, source: s1, credibility: 3}]"),
    "number below zero": ("entity", ENTITY + f"quantities: [{NUMBER.replace('5', '-5')}]"),
    "fate without source": ("entity", PERSON + "fates: [{fate: killed, credibility: 3}]"),
    "fate": ("entity", PERSON + "fates: [{fate: dead, source: s1, credibility: 3}]"),
    "tie without claims": ("entity", ENTITY + "relations: [{type: Alliance, object: b}]"),
    "tie without a claim": ("entity", ENTITY + "relations: [{type: Alliance, object: b, claims: []}]"),
    "tie of a family": ("entity", tie("Conflict")),
    "subject": ("entity", tie("Alliance", "subject: a")),
    "date of a lasting tie": ("entity", tie("Alliance", "date: 2014")),
    "start of a punctual tie": ("entity", tie("Split", "start: 2014")),
    "qualifier of another": ("entity", tie("Alliance", "office: x")),
    "content as text": ("entity", tie("Support", "content: arms")),
    "content": ("entity", tie("Support", "content: [weapons]")),
    "claim without source": ("entity", tie("Alliance", claim="credibility: 3")),
    "grade": ("entity", tie("Alliance", claim="source: s1, credibility: B2")),
    "grade 7": ("entity", tie("Alliance", claim="source: s1, credibility: 7")),
    "stance": (
        "entity",
        tie("Alliance", claim="source: s1, credibility: 3, stance: confirms"),
    ),
    "date of a claim": (
        "entity",
        tie("Alliance", claim="source: s1, credibility: 3, date: 2014"),
    ),
    "start of a punctual claim": (
        "entity",
        tie("Split", claim="source: s1, credibility: 3, start: 2014"),
    ),
    "tie without subject": ("relations", f"- {{type: Alliance, object: b, claims: [{CLAIM}]}}"),
    "ties as a mapping": ("relations", f"relations: [{{subject: a, type: Alliance, object: b, claims: [{CLAIM}]}}]"),
    "source without publisher": ("source", SOURCE.replace("publisher: P\n", "")),
    "source without date": ("source", SOURCE.replace("published: 2014\n", "")),
    "reliability": ("source", SOURCE.replace("B", "2")),
    "address": ("source", SOURCE + "url: www.example.org"),
    "script": ("source", SOURCE + "url: javascript:alert(1)"),
    "author as text": ("source", SOURCE + "authors: A. Author"),
    "unknown when read": ("source", SOURCE + "accessed: unknown"),
    "misspelt description": ("about", "titel: T"),
    "license by its short name": ("about", "license: CC-BY-4.0"),
    "creator as text": ("about", "creators: A. Author"),
    "broken address": ("about", "homepage: https://example.org/100%"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_caught(name: str) -> None:
    assert problems(*MISTAKES[name]) != []


@pytest.mark.parametrize("text", [ENTITY, PERSON, tie("Split", "date: 2014")])
def test_what_the_mistakes_are_made_in_is_right(text: str) -> None:
    assert problems("entity", text) == []
    assert problems("source", SOURCE) == []


PARTS = st.sampled_from([
    *"0123456789-/.X?~%", "2014", "0000", "20XX", "201X", "-02", "-13", "-21", "-00", "-XX", "-30", "..", "unknown",
    "٢",
])  # fmt: skip


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(st.lists(PARTS, min_size=1, max_size=5).map("".join), st.booleans())
def test_dates_are_those_of_the_loader(text: str, end: bool) -> None:
    """Nothing that the loader reads is refused; what the schema lets through in addition takes a calendar to see."""
    accepted = problems("entity", tie("Alliance", f'{"end" if end else "start"}: "{text}"')) == []
    parsed = parse_bound(text, end=end)
    if isinstance(parsed, EdtfDate):
        assert accepted
    elif accepted:
        assert parsed.kind in ("impossible", "reversed") or "XX" in text or re.search("X-|-2[1-4]-", text)
