"""Nothing that is written makes the loader raise or hang: it answers with diagnostics, each with a place and a code."""

from __future__ import annotations

import time
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khorasan_graph.authoring.codes import CODES
from khorasan_graph.authoring.files import RawFile
from khorasan_graph.authoring.load import Loaded, load_files
from khorasan_graph.authoring.shapes import KINDS, RELATIONS, SOURCES, Shapes
from tests import support

FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FOLDERS = (*KINDS, SOURCES, RELATIONS)
_SHAPES = Shapes(support.vocabulary())
FIELDS = sorted(
    {
        field
        for shape in (
            *_SHAPES.entities.values(),
            _SHAPES.source,
            *_SHAPES.records.values(),
            _SHAPES.coordinates,
            *_SHAPES.claims.values(),
            *_SHAPES.relations.values(),
        )
        for field in shape
    }
    | {"status", "id", "confidence", "aliases", "phone"}
)
WORDS = (
    "a", "b", "s1", "s2", "s9", "Alliance", "Split", "Faction", "Person", "Attack", "Country", "3", "B", "B2", "2014",
    "2014~", "../2014", "2016/2014", "2001-02-30", "unknown", "..", "true", "denies", "acronym", "ur", "AF", "UK",
    "https://example.org/", "javascript:x", "Q42", "wikidata", "strength", "killed", "arms", "", "~", " ", "x\u202ey",
    "\u200b", "a" * 400, "9" * 5000, "99999-99-99", "0000", "12345678901234567890", "-1", "1e400", "٣", "²", "ﬁ", "ß",
    "e\u0301", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "الله", "Tаliban", "con", "null",
)  # fmt: skip
SIGNS = st.text(st.sampled_from(list("[]{}:,-?&*!|>'\"%@`#~<= \n\t\\a1\x00\ufeff\u2028é")), max_size=80)
SCALARS = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))
TREES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(FIELDS), st.text(max_size=4)), inner, max_size=7),
    ),
    max_leaves=25,
)


def loads(*files: tuple[str, bytes]) -> Loaded:
    """Load files beside the four sources; check what holds of every answer."""
    raw = {path: text.encode() for path, text in support.SOURCES.items()} | dict(files)
    begun = time.monotonic()
    loaded = load_files(
        [RawFile(path, content) for path, content in raw.items()], support.vocabulary(), [], today=support.TODAY
    )
    assert time.monotonic() - begun < 5
    errors = [item for item in loaded.diagnostics if item.severity == "error"]
    assert (loaded.knowledge_base is None) == bool(errors)
    for item in loaded.diagnostics:
        assert item.severity == CODES[item.code][0]
        assert item.span.path in raw
        assert item.hint
        if item.span.line:
            assert item.span.column >= 1
            assert (item.span.end_line, item.span.end_column) > (item.span.line, item.span.column)
    assert list(loaded.diagnostics) == sorted(loaded.diagnostics, key=lambda item: item.sort_key)
    return loaded


@FEW
@given(st.sampled_from(FOLDERS), st.binary(max_size=300))
def test_any_bytes(folder: str, content: bytes) -> None:
    loads((f"graph_data/{folder}/x.yaml", content))


@FEW
@given(st.sampled_from(FOLDERS), st.one_of(st.text(max_size=300), SIGNS))
def test_any_text(folder: str, text: str) -> None:
    loads((f"graph_data/{folder}/x.yaml", text.encode("utf-8", "surrogatepass")))


@FEW
@given(SIGNS, st.sampled_from(["description: ", "names:\n  - text: ", "relations:\n  - "]))
def test_any_signs_in_a_good_file(signs: str, field: str) -> None:
    loads(("graph_data/organizations/x.yaml", f"type: Faction\nname: X\n{field}{signs}\nend: 2014\n".encode()))


@FEW
@given(st.sampled_from(FOLDERS), TREES, TREES)
def test_any_tree(folder: str, one: Any, other: Any) -> None:
    loads(
        (f"graph_data/{folder}/x.yaml", yaml.safe_dump(one, allow_unicode=True).encode("utf-8", "replace")),
        ("graph_data/organizations/a.yaml", yaml.safe_dump(other, allow_unicode=True).encode("utf-8", "replace")),
    )


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """An entity with the right fields and any values in them: it gets further than any tree."""
    claim = st.fixed_dictionaries(
        {"source": st.sampled_from(["s1", "s2", "b", "x"]), "credibility": st.sampled_from(["1", "3", "7"])},
        optional={
            "by": st.sampled_from(["a", "b", "s1"]),
            "stance": st.sampled_from(["asserts", "denies"]),
            "as_of": SCALARS,
            "start": SCALARS,
            "note": SCALARS,
        },
    )
    tie = st.fixed_dictionaries(
        {
            "type": st.sampled_from(sorted(name for name, _ in _SHAPES.relations)),
            "object": st.sampled_from(["a", "b", "x", "s1"]),
            "claims": st.lists(claim, max_size=3),
        },
        optional=dict.fromkeys(("id", "start", "end", "date", "place", "from", "provider", "office"), SCALARS),
    )
    fields: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {"type": st.sampled_from(sorted(support.vocabulary().entity_classes)), "name": SCALARS},
            optional={
                "start": SCALARS,
                "end": SCALARS,
                "date": SCALARS,
                "part_of": st.sampled_from(["a", "b", "x"]),
                "different_from": st.lists(st.sampled_from(["a", "b", "x", "s1"]), max_size=2),
                "relations": st.lists(tie, max_size=4),
                "names": st.lists(st.fixed_dictionaries({"text": SCALARS, "kind": st.just("alias")}), max_size=3),
                "quantities": st.lists(claim.map(lambda one: {"measure": "strength", "value": "3", **one}), max_size=2),
                "fates": st.lists(claim.map(lambda one: {"fate": "killed", **one}), max_size=2),
            },
        )
    )
    return fields


@FEW
@given(records(), records(), st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(KINDS)))
def test_any_values_in_the_right_fields(one: dict[str, Any], other: dict[str, Any], first: str, second: str) -> None:
    loads(
        (f"graph_data/{first}/a.yaml", yaml.safe_dump(one, allow_unicode=True).encode("utf-8", "replace")),
        (f"graph_data/{second}/b.yaml", yaml.safe_dump(other, allow_unicode=True).encode("utf-8", "replace")),
    )


@FEW
@given(st.one_of(TREES, SIGNS))
def test_any_floors(tree: Any) -> None:
    text = tree if isinstance(tree, str) else yaml.safe_dump(tree, allow_unicode=True)
    loads(("graph_data/floors.yaml", text.encode("utf-8", "replace")))
