"""Scripts as text: whatever a name holds stays a name, in each dialect's way of reading, and the bytes never vary."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import ladybug
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khorasan_graph.export.cypher import PROFILES
from khorasan_graph.export.cypher.graph import EDITION, Row
from khorasan_graph.export.cypher.rows import property_graph
from khorasan_graph.export.cypher.text import literal, name, properties, text
from khorasan_graph.export.cypher.ties import relationship_type
from tests.authoring.projects import projects
from tests.export import cypher_reading as reading
from tests.export.cypher_reading import SLOW, ask
from tests.export.test_cypher import ABOUT, GRAPH
from tests.support import base_from

HOSTILE = st.text(st.sampled_from("'\"\\uU0027/*;`{}\n\t aé😀\u2028")) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0")
)
NASTY = r"""'}]) DETACH DELETE n; // \u0027 \\u0027 " ` /* */ =HYPERLINK("x") \ """.strip() + "\n;"


def unescaped(inside: str) -> str:
    """The inside of a literal, as openCypher reads it, and Memgraph and Ladybug with it."""
    short = {"n": "\n", "r": "\r", "t": "\t"}

    def one(match: re.Match[str]) -> str:
        found = match.group(1)
        return chr(int(found[1:], 16)) if len(found) == 5 else short.get(found, found)

    return re.sub(r"\\(u[0-9A-Fa-f]{4}|.)", one, inside, flags=re.DOTALL)


def as_neo4j_sees_it(query: str) -> str:
    """A query after the first pass of Neo4j, which takes `\\uXXXX` for its character wherever it stands, unless the
    backslash is itself escaped."""
    return re.sub(
        r"\\(?:u+([0-9A-Fa-f]{4})|(.))",
        lambda match: chr(int(match[1], 16)) if match[1] else match[0],
        query,
        flags=re.DOTALL,
    )


@given(HOSTILE)
def test_a_text_ends_where_it_should_in_every_dialect(value: str) -> None:
    written = text(value)
    assert re.fullmatch(r"'(?:[^'\\\n\r;]|\\.)*'", written)
    assert not re.search(r"//|/\*", written)
    assert unescaped(written[1:-1]) == value
    seen = as_neo4j_sees_it(written)
    assert re.fullmatch(r"'(?:[^'\\]|\\.)*'", seen, flags=re.DOTALL)
    inside = re.sub(r"\\(.)", lambda it: {"n": "\n", "r": "\r", "t": "\t"}.get(it[1], it[1]), seen[1:-1])
    assert inside == value


@pytest.fixture(scope="module")
def engine() -> ladybug.Connection:
    return reading.database()


@given(st.lists(HOSTILE, min_size=1, max_size=8))
def test_an_engine_reads_every_text_as_it_was(engine: ladybug.Connection, values: list[str]) -> None:
    assert ask(engine, f"RETURN {', '.join(f'{text(value)} AS c{i}' for i, value in enumerate(values))}") == [values]


def test_values_have_their_types(engine: ladybug.Connection) -> None:
    row: Row = {"a": True, "end": 5, "by": -3.5, "d": date(1, 2, 3), "e": ("x", ";'"), "f": "t"}
    ((read,),) = ask(engine, f"RETURN {properties(row)}")
    assert read == {**row, "e": ["x", ";'"]}
    assert literal(date(2014, 1, 2)) == "date('2014-01-02')"


@pytest.mark.parametrize(
    ("value", "written"),
    [("Person", "Person"), ("a b", "`a b`"), ("a`) DELETE n //", "`a``) DELETE n //`"), ("end", "`end`"), ("ü", "`ü`")],
)
def test_names_that_could_be_anything_else_are_in_backticks(value: str, written: str) -> None:
    assert name(value) == written


@pytest.mark.parametrize(
    ("local", "called"),
    [("coordinatesWith", "COORDINATES_WITH"), ("partOf", "PART_OF"), ("leads", "LEADS"), ("hasHQIn", "HAS_HQ_IN")],
)
def test_types_are_called_as_the_ontology_calls_them(local: str, called: str) -> None:
    assert relationship_type(local) == called


def maps(script: str) -> list[list[str]]:
    """The maps of every statement that has a list of them, each on a line."""
    found = re.findall(r"^UNWIND \[\n(.*?)\n\] AS row ", script, flags=re.MULTILINE | re.DOTALL)
    return [[line.removesuffix(",") for line in part.split("\n")] for part in found]


@pytest.mark.parametrize("profile", ["neo4j", "memgraph"])
@SLOW
@given(files=projects())
def test_what_neo4j_and_memgraph_are_told_is_the_whole_graph(
    engine: ladybug.Connection, profile: str, files: dict[str, str]
) -> None:
    """Each map of the script is read by an engine: it is a node or a relationship, and none is missing."""
    base = replace(reading.loaded(files), about=ABOUT)
    graph = property_graph(reading.request(base))
    read = [ask(engine, f"RETURN {line}")[0][0] for part in maps(reading.script(base, profile)) for line in part]
    wanted: list[dict[str, Any]] = [dict(row) for nodes in graph.nodes for _, row in nodes.rows()]
    for links in graph.links:
        wanted += [{"s": start, "o": end, **({"p": row} if row else {})} for start, end, row in links.rows()]
    assert read == _plain(wanted)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def test_the_statements_of_neo4j_and_memgraph_are_the_same_but_for_the_schema() -> None:
    base = base_from(GRAPH)
    neo4j, memgraph = (
        [line for line in reading.script(base, profile).split("\n") if not line.startswith(("CREATE ", "//"))]
        for profile in ("neo4j", "memgraph")
    )
    assert neo4j == memgraph
    heads = [line for line in reading.script(base, "memgraph").split("\n") if line.startswith("CREATE ")]
    assert "CREATE CONSTRAINT ON (n:Entity) ASSERT n.id IS UNIQUE;" in heads
    assert "CREATE INDEX ON :Entity(id);" in heads
    heads = [line for line in reading.script(base).split("\n") if line.startswith("CREATE ")]
    assert "CREATE CONSTRAINT khorasan_entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;" in heads


def test_a_node_has_the_labels_of_its_class_and_no_other() -> None:
    found = [
        (match[1], match[2].split(":"), match[3].split(":"))
        for match in re.finditer(
            r"\] AS row MERGE \(n:(Entity|Relation) \{id: row.id\}\) REMOVE n:(\S+) SET n = row, "
            rf"n.{EDITION} = '[0-9a-f]{{16}}' SET n:(\S+);\n",
            reading.script(base_from(GRAPH)),
        )
    ]
    given_ = {(basic, tuple(labels)) for basic, _, labels in found}
    assert ("Entity", ("Actor", "Organization", "MilitantOrganization")) in given_
    assert ("Entity", ("Place", "Country")) in given_
    assert ("Relation", ("Cooperation", "Alliance")) in given_
    for _, removed, labels in found:
        assert not set(removed) & set(labels)
        assert {"Person", "Alliance"} & {*removed, *labels}


@pytest.mark.parametrize("profile", PROFILES)
def test_no_text_breaks_out_of_a_script(profile: str) -> None:
    base = base_from(GRAPH)
    entity = replace(base.entities["a"], name=NASTY, description=NASTY, identifiers=())
    hostile = replace(base, entities={**base.entities, "a": entity}, about=replace(ABOUT, title=NASTY))
    one, other = reading.script(base, profile), reading.script(hostile, profile)
    assert len(reading.statements(one)) == len(reading.statements(other))
    assert "\n".join(re.findall(r"^.*;$", one, re.MULTILINE)).count(";") == other.count(";")
    if profile == "ladybug":
        connection = reading.by_script(hostile)
        assert ask(connection, "MATCH (n:Entity {id: 'a'}) RETURN n.name, n.names[1], n.description") == [
            [NASTY, NASTY, NASTY]
        ]


def test_cells_are_quoted_as_importers_read_them() -> None:
    base = base_from(GRAPH)
    entity = replace(base.entities["a"], name=NASTY, description="a;b,c")
    found = reading.tables(replace(base, entities={**base.entities, "a": entity}))
    rows = list(csv.reader(io.StringIO(found["entity.csv"], newline="")))
    head = rows[0]
    assert head[0] == "id:ID(Entity)"
    assert head[-1] == ":LABEL"
    assert {"names:string[]", "start_earliest:date", "latitude:double"} < set(head)
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in rows[1:]}
    assert by_id["a"]["name:string"] == NASTY
    assert by_id["a"]["names:string[]"].split("\x1f") == [NASTY, "Alif"]
    assert by_id["a"][":LABEL"].split("\x1f") == ["Entity", "Actor", "Organization", "MilitantOrganization"]
    assert by_id["north"]["latitude:double"] == "34.5"
    assert ',"",' not in found["entity.csv"]
    ties = list(csv.reader(io.StringIO(found["tie.csv"], newline="")))
    assert ties[0][:4] == [":START_ID(Entity)", ":END_ID(Entity)", ":TYPE", "id:string"]
    assert {"symmetric:boolean", "credibility:long"} < set(ties[0])
    assert ["a", "c", "PLEDGED_ALLEGIANCE_TO"] in [row[:3] for row in ties]
    assert not [row for row in ties if "RIVAL_OF" in row]


def test_the_arguments_of_the_importer_name_every_table_once() -> None:
    found = reading.tables(base_from(GRAPH))
    lines = found["import.args"].split()
    named = [line.split("=")[1] for line in lines if line.startswith(("--nodes=", "--relationships="))]
    assert sorted(named) == sorted(path for path in found if path.endswith(".csv"))
    assert {"--array-delimiter=U+001F", "--multiline-fields=true"} < set(lines)
    for path in named:
        assert f"| `{path}` |" in found["README.md"]
        kind = "relationships" if found[path].startswith(":START_ID(") else "nodes"
        assert f"--{kind}={path}" in lines
    assert list(found)[-1] == "README.md"


def test_the_same_graph_is_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "import hashlib, khorasan_graph as kg\n"
        "from khorasan_graph.export import FORMATS, Request\n"
        "base = kg.load().knowledge_base\n"
        "text = ''.join(FORMATS['cypher'].write(Request(base, profile='neo4j')))\n"
        "text += ''.join(path + ''.join(chunks) for path, chunks in FORMATS['neo4j-csv'].files(Request(base)))\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Kabul"))
    }
    assert len(found) == 1


def test_two_exports_share_an_edition_only_if_they_are_the_same() -> None:
    base = base_from(GRAPH)
    changed = replace(base, entities={**base.entities, "a": replace(base.entities["a"], description="other")})
    editions = [property_graph(reading.request(it)).edition for it in (base, base_from(GRAPH), changed)]
    assert editions[0] == editions[1] != editions[2]
    assert f"edition {editions[0]}" in reading.script(base)
