"""What a graph says of itself: read beside the records, put into the knowledge base, and no part of the graph."""

from __future__ import annotations

import pyoxigraph
import pytest

from khorasan_graph.authoring.write import write_files
from khorasan_graph.model.about import NOTHING, About
from khorasan_graph.model.selection import narrow, select
from khorasan_graph.project import load, template_root
from tests.authoring.test_write import load_written
from tests.support import base_from, check_text, vocabulary

GROUPS = """
--- organizations/a.yaml
type: Faction
name: A
relations: [{type: Alliance, object: b, claims: [{source: s1, credibility: 3}]}]
--- organizations/b.yaml
type: Faction
name: B
"""
ABOUT = """
--- about.yaml
title: Groups of the valley
license: https://creativecommons.org/licenses/by/4.0/
version: "2022.10"
creators: [B. Author, A. Author]
"""
READ = About(
    title="Groups of the valley",
    license="https://creativecommons.org/licenses/by/4.0/",
    version="2022.10",
    creators=("B. Author", "A. Author"),
)


def test_what_is_written_is_read_and_the_rest_is_nothing() -> None:
    assert base_from(GROUPS + ABOUT).about == READ
    assert base_from(GROUPS).about == NOTHING


def test_it_is_no_record() -> None:
    with_it, without = base_from(GROUPS + ABOUT), base_from(GROUPS)
    assert (with_it.entities, with_it.sources, with_it.relations) == (
        without.entities,
        without.sources,
        without.relations,
    )


def test_a_part_of_the_graph_keeps_it() -> None:
    base = base_from(GROUPS + ABOUT)
    assert narrow(base, select(vocabulary(), types=["Rivalry"])).about == READ


def test_it_is_written_back() -> None:
    base = base_from(GROUPS + ABOUT)
    files = write_files(base)
    first, *lines = files["graph_data/about.yaml"].splitlines()
    assert first == "# yaml-language-server: $schema=../ontology/about.schema.json"
    assert lines == [line for line in ABOUT.splitlines() if line and not line.startswith("---")]
    assert load_written(files) == base
    assert "graph_data/about.yaml" not in write_files(base_from(GROUPS))


@pytest.mark.parametrize("name", ["license", "homepage"])
@pytest.mark.parametrize(
    "address",
    [
        "https://example.org", "HTTPS://example.org:443/a;b=c?d=e&f=%2f#g/h?i", "http://example.org/\u00e9\U00010000",
        "https://example.org/()*+,;=:@!$'~", "https://example.org/%4", "https://example.org/[a]",
        "https://example.org/a b", "https://example.org/#a#b", "https://example.org/\ue000", "https://example.org/a|b", "https://[::1]/",
        "https://[::ffff:127.0.0.1]/", "https://example.org:port/", "urn:isbn:0451450523", "https://example.org/%zz",
        "https://example.org/\\", "https://user:pass@example.org/", "https://example.org/{a}", "CC BY 4.0",
    ],
)  # fmt: skip
def test_an_address_is_one_that_rdf_takes_or_an_error(name: str, address: str) -> None:
    found = check_text(f"{GROUPS}\n--- about.yaml\n{name}: '{address.replace(chr(39), chr(39) * 2)}'\n")
    if found:
        assert [(item.code, item.span.line, item.span.column) for item in found] == [("KG213", 1, len(name) + 3)]
        assert found[0].hint
    else:
        triple = f"<urn:a> <urn:b> <{address}> ."
        assert len(list(pyoxigraph.parse(triple, format=pyoxigraph.RdfFormat.N_TRIPLES))) == 1
        assert address.lower().startswith("http")


@pytest.mark.parametrize("short", ["CC-BY-4.0", "cc by 4.0", "CC BY-SA 4.0", "CC0", "ODbL-1.0"])
def test_a_license_known_by_its_short_name_is_suggested(short: str) -> None:
    (found,) = check_text(f"{GROUPS}\n--- about.yaml\nlicense: {short}\n")
    assert found.hint.startswith("write `https://")


def test_shipped_data_and_template_say_what_they_are() -> None:
    for root in (None, template_root()):
        base = load(root).knowledge_base
        assert base is not None
        assert base.about.title
        assert base.about.creators
    shipped = load().knowledge_base
    assert shipped is not None
    assert shipped.about.license == "https://creativecommons.org/licenses/by/4.0/"
