"""FollowTheMoney's own package takes every file as it is; what the loss report does not name can be read back."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from followthemoney import model
from followthemoney.types import registry
from hypothesis import given, settings

import khorasan_graph as kg
from khorasan_graph.authoring.countries import COUNTRY_CODES
from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import load_files
from khorasan_graph.export import FORMATS, Request, ftm, losses
from khorasan_graph.export.ftm import values as ftm_values
from khorasan_graph.export.ftm.entities import entity_id, other_id
from khorasan_graph.model.about import NOTHING
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.names import Name
from khorasan_graph.model.selection import narrow, select
from khorasan_graph.rdf.dataset import name_id
from tests.authoring.projects import HARD_TEXTS, projects
from tests.support import TODAY, base_from, vocabulary

FTM = Path(sys.executable).with_name("ftm")
Line = dict[str, Any]


def load(files: dict[str, str]) -> KnowledgeBase:
    loaded = load_files([RawFile(path, text.encode()) for path, text in files.items()], vocabulary(), [], today=TODAY)
    assert loaded.knowledge_base is not None, [item for item in loaded.diagnostics if item.severity == "error"]
    return loaded.knowledge_base


def lines(request: Request) -> dict[str, Line]:
    return {line["id"]: line for line in map(json.loads, ftm.write(request))}


def assert_valid(found: dict[str, Line]) -> None:
    """Every property is known, every value is what FollowTheMoney's cleaning makes of it, every reference fits."""
    for id_, line in found.items():
        assert registry.entity.validate(id_)
        assert "." not in id_, "what stands behind a dot is taken for a signature"
        schema = model.get(line["schema"])
        assert schema is not None
        assert not schema.abstract
        data: Any = line
        schema.validate(data)
        assert set(schema.required) <= line["properties"].keys() or schema.name in ("Note", "Address", "Article")
        for key, values in line["properties"].items():
            property_ = schema.properties[key]
            assert not property_.stub
            assert values
            assert len(values) == len(set(values))
            for value in values:
                assert property_.type.clean(value, format=property_.format) == value, (id_, key, value)
                assert len(value) <= property_.max_length
                if property_.type == registry.entity:
                    target = model.get(found[value]["schema"])
                    assert target is not None
                    assert property_.range is not None
                    assert target.is_a(property_.range)


def rebuilt(found: dict[str, Line]) -> KnowledgeBase:
    """The knowledge base that the key `khorasan` holds; JSON is YAML, so that no writer of ours is needed."""
    files: dict[str, str] = {}
    ties = []
    for line in found.values():
        kind, id_, record = (line["khorasan"].get(key) for key in ("kind", "id", "record"))
        if kind == "relations" and record is not None:
            ties.append(record)
        elif record:
            path = "about" if kind == "about" else f"{kind}/{id_}"
            files[f"graph_data/{path}.yaml"] = json.dumps(record, ensure_ascii=False)
    if ties:
        files["graph_data/relations/ties.yaml"] = json.dumps(ties, ensure_ascii=False)
    return load(files)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(projects())
def test_any_project_is_valid_and_comes_back(files: dict[str, str]) -> None:
    base = load(files)
    request = Request(base)
    found = lines(request)
    assert_valid(found)
    assert replace(rebuilt(found), about=NOTHING) == replace(base, about=NOTHING)
    assert_properties_tell(request, found)


def assert_properties_tell(request: Request, found: dict[str, Line]) -> None:
    """What the loss report does not name, the properties alone say."""
    base = request.base
    lost = {one.loss.key: set(one.records) for one in losses.losses(FORMATS["ftm"], request)}
    cleaned, imprecise, denied, contested, named = (
        lost.get(key, set()) for key in ("letters", "imprecise-dates", "denied-ties", "contested-ties", "names")
    )
    for entity in base.entities.values():
        given = found[entity_id(entity.id)]["properties"]
        if entity.id not in cleaned:
            assert given["name"] == [entity.name]
            assert given.get("description", [None]) == [entity.description]
            told = {
                text for key in ("alias", "weakAlias", "previousName", "abbreviation") for text in given.get(key, ())
            }
            assert told | {entity.name} == set(entity.all_names)
        if entity.id not in imprecise:
            dates = {text for key, texts in given.items() if key.endswith(("Date", "date")) for text in texts}
            written = {side for when in (entity.start, entity.end) if when for side in when.text.split("/")}
            assert dates == {text.replace("-XX", "") for text in written}
    for relation in base.relations.values():
        name = f"relation/{relation.id}"
        assert (name in denied, name in contested) == (relation.status == "denied", relation.status == "contested")
        line = found.get(other_id("tie", relation.id))
        assert (line is None) == (name in denied)
        if line is None or line["schema"] == "Sanction":
            continue
        given = line["properties"]
        assert given["status"][0] == relation.status
        assert given["role"][0].startswith("contested: ") == (name in contested)
        assert set(given["proof"]) == {other_id("source", claim.source) for claim in relation.claims}
        if name not in imprecise:
            dates = {text for key in ("date", "startDate", "endDate") for text in given.get(key, ())}
            written = {side for when in (relation.start, relation.end) if when for side in when.text.split("/")}
            assert dates == {text.replace("-XX", "") for text in written}
    for source in base.sources.values():
        given = found[other_id("source", source.id)]["properties"]
        if f"source/{source.id}" not in cleaned:
            assert given["title"] == [source.title]
            assert given["publisher"] == [source.publisher]
            assert set(given.get("author", ())) == set(source.authors)
            assert given.get("sourceUrl", [None]) == [source.url]
        if f"source/{source.id}" not in imprecise:
            assert given["publishedAt"] == [source.published.text]
    names = {f"name/{name_id(entity.id, name)}" for entity in base.entities.values() for name in entity.names}
    assert names == named


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_hard_texts_are_valid_everywhere(text: str) -> None:
    base = base_from("--- organizations/a.yaml\ntype: Faction\nname: A\n--- places/p.yaml\ntype: Place\nname: P\n")
    base.entities["a"] = replace(
        base.entities["a"], name=text, description=text, names=(Name(text, "alias"), Name(f"“{text}”", "former"))
    )
    base.entities["p"] = replace(base.entities["p"], name=f"{text}; <BR>,. {text}")
    base.sources["s1"] = replace(base.sources["s1"], title=text * 1500, publisher=text, authors=(text,), note=text)
    request = Request(base)
    assert_valid(lines(request))
    (letters,) = [one.records for one in losses.losses(FORMATS["ftm"], request) if one.loss.key == "letters"]
    assert {"p", "source/s1"} <= set(letters)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        ("HTTPS://example.org", "https://example.org/"),
        ("http://example.org:80/[a]", "http://example.org:80/[a]"),
        ("https://example.org:99999/", None),
        ("https://exa mple.org/", None),
        ("https://localhost/", None),
        ("doi:10.1000/182", None),
        ("urn:isbn:0451450523", None),
        ("https://دانشنامه.ایران/", "https://دانشنامه.ایران/"),
        ("https://[::1]/", None),
    ],
)
def test_addresses_on_the_web(url: str, expected: str | None) -> None:
    assert ftm_values.url(url) == expected
    if expected is not None:
        assert registry.url.clean(url) == registry.url.clean(expected) == expected


def test_every_country_and_language_is_known_there() -> None:
    for code in COUNTRY_CODES:
        assert registry.country.clean(code.lower()) == code.lower()
    for tag in ("en", "ur", "ps", "prs", "fa-AF", "nb", "zh", "fil", "deu"):
        code_there = ftm_values.language(tag)
        assert code_there is not None
        assert registry.language.clean(code_there) == code_there
    assert {ftm_values.language(code) for code in registry.language.LANGUAGES} >= set(registry.language.LANGUAGES) - {
        "cnr",
        "mul",
    }
    assert ftm_values.language("pnb") is None


@cache
def shipped() -> KnowledgeBase:
    base = kg.load().knowledge_base
    assert base is not None
    return base


def run(*arguments: str | Path) -> None:
    """Run FollowTheMoney's own program."""
    told = subprocess.run([FTM, *arguments], capture_output=True, text=True, check=False, env=dict(os.environ))
    assert told.returncode == 0, told.stderr


def node(id_: str) -> str:
    """What FollowTheMoney calls the node of one of our entities in a picture."""
    return f"entity:{entity_id(id_)}"


@pytest.fixture(scope="module")
def picture(export: Path, tmp_path_factory: pytest.TempPathFactory) -> nx.MultiDiGraph[str]:
    """The graph as FollowTheMoney draws it for Gephi."""
    path = tmp_path_factory.mktemp("ftm") / "graph.gexf"
    run("export-gexf", "-i", export, "-o", path)
    graph: Any = nx.read_gexf(path)
    assert isinstance(graph, nx.MultiDiGraph)
    return graph


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ftm") / "graph.ftm.json"
    path.write_text("".join(ftm.write(Request(shipped()))), encoding="utf-8")
    return path


def test_the_shipped_graph_is_valid_and_comes_back(export: Path) -> None:
    found = {line["id"]: line for line in map(json.loads, export.read_text(encoding="utf-8").splitlines())}
    assert_valid(found)
    assert rebuilt(found) == shipped()
    assert_properties_tell(Request(shipped()), found)
    # All are in version 3.5.9 already: a program refuses the whole file for one schema that it does not know.
    old = {"Address", "Article", "Event", "Membership", "Note", "Organization", "Person", "PublicBody", "Sanction"}
    assert {line["schema"] for line in found.values()} == old | {"Succession", "UnknownLink"}


def test_ftm_validate_changes_nothing(export: Path, tmp_path: Path) -> None:
    run("validate", "-i", export, "-o", tmp_path / "valid.json")
    after = [json.loads(line) for line in (tmp_path / "valid.json").read_text(encoding="utf-8").splitlines()]
    before = [json.loads(line) for line in export.read_text(encoding="utf-8").splitlines()]
    assert [{key: line[key] for key in ("id", "schema", "properties", "khorasan")} for line in after] == before


def test_signed_for_aleph_every_id_stays_its_own(export: Path, tmp_path: Path) -> None:
    run("sign", "-s", "khorasan", "-i", export, "-o", tmp_path / "signed.json")
    signed = [json.loads(line)["id"] for line in (tmp_path / "signed.json").read_text(encoding="utf-8").splitlines()]
    assert len(set(signed)) == len(export.read_text(encoding="utf-8").splitlines())


def test_tables_of_ftm_tell_who_split_from_whom(export: Path, tmp_path: Path) -> None:
    """Question: which groups split from Tehrik-i-Taliban Pakistan, and when, as far as nobody contests it?"""
    run("export-csv", "-i", export, "-o", tmp_path)
    with open(tmp_path / "Succession.csv", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    told = {
        (row["successor"], row["date"])
        for row in rows
        if row["predecessor"] == "khorasan-ttp" and row["role"] == "split from"
    }
    expected = {
        (entity_id(tie.subject), (ftm_values.date(tie.start) if tie.start else None) or "")
        for tie in shipped().relations.values()
        if tie.type == "Split" and tie.object == "ttp" and tie.status in ("corroborated", "reported")
    }
    assert told == expected
    assert told


def test_the_picture_of_ftm_marks_every_contested_link(picture: nx.MultiDiGraph[str]) -> None:
    """Question: with whom is Islamic State Khorasan allied or coordinated, and which of that is contested?"""
    group = "islamic-state-khorasan"
    here = node(group)
    told: dict[str, set[str]] = defaultdict(set)
    for one, other, values in (*picture.in_edges(here, data=True), *picture.out_edges(here, data=True)):
        role = values.get("role", "")
        if role.removeprefix("contested: ") in ("is allied with", "coordinates with"):
            told[one if other == here else other].add(role)
    expected: dict[str, set[str]] = defaultdict(set)
    for tie in shipped().relations_of[group]:
        if tie.type in ("Alliance", "Coordination") and tie.status != "denied" and group in (tie.subject, tie.object):
            other = tie.object if tie.subject == group else tie.subject
            mark = "contested: " if tie.status == "contested" else ""
            expected[node(other)].add(mark + shipped().relation_class(tie).phrase)
    assert told == expected
    assert any(role.startswith("contested: ") for roles in told.values() for role in roles)


def test_no_denied_tie_is_an_edge_there(picture: nx.MultiDiGraph[str]) -> None:
    denied = {frozenset((tie.subject, tie.object)) for tie in shipped().relations.values() if tie.status == "denied"}
    others = [tie for tie in shipped().relations.values() if tie.status != "denied"]
    only_denied = denied - {frozenset((one, other)) for tie in others for one, other, _ in shipped().edges(tie)}
    assert only_denied
    for one, other in only_denied:
        assert {node(one), node(other)} <= picture.nodes.keys()
        assert not picture.has_edge(node(one), node(other))
        assert not picture.has_edge(node(other), node(one))
    linked = next((tie.subject, tie.object) for tie in others if tie.type == "Alliance")
    assert picture.has_edge(node(linked[0]), node(linked[1]))


def test_a_part_of_the_graph_is_whole() -> None:
    base = shipped()
    for selection in (select(base.vocabulary, as_of="2017-08"), select(base.vocabulary, types=["Role"])):
        request = Request(narrow(base, selection), selection)
        assert_valid(lines(request))


def test_lines_are_sorted_as_sorted_aggregate_wants_them(export: Path) -> None:
    written = export.read_bytes().splitlines()
    assert written == sorted(written)
