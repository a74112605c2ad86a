"""Packing loses nothing: what Python packs, Python and the page's own script read back the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from khorasan_graph.explorer.packing import LIST, pack

ROOT = Path(__file__).resolve().parents[2]

texts = (
    st.sampled_from(["tie-1", "tie-10", "tie-2", "x" * 90, "x" * 91, "😀a", "😀b"])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
    | st.sampled_from(["a", "__proto__", "", "constructor"])
)
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | texts | numbers,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=40,
)


def unpack(packed: dict[str, Any]) -> Any:
    table = [*packed["common"]]
    before = ""
    for coded in packed["rare"]:
        before = before[: ord(coded[0]) - ord("0")] + coded[1:]
        table.append(before)

    def read(value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return table[value] if isinstance(table[value], str) else read(table[value])
        if isinstance(value, str):
            return json.loads(value)
        if value[0] == LIST:
            return [read(item) for item in value[1:]]
        return {table[key]: read(item) for key, item in zip(table[value[0]], value[1:], strict=True)}

    return read(packed["root"])


@given(values)
def test_a_packed_value_is_read_back(value: object) -> None:
    packed = json.loads(json.dumps(pack(value)))
    assert unpack(packed) == value
    assert json.dumps(unpack(packed)) == json.dumps(value)


def test_nothing_is_written_twice() -> None:
    content = [
        {"arrow": {"type": "vee", "on": True}, "id": f"tie-{number}", "tie": f"tie-{number}"} for number in range(5)
    ]
    written = json.dumps(pack(content))
    assert written.count("arrow") == written.count("vee") == 1
    assert written.count("true") == 1
    assert written.count("tie") == 1, "what alphabetical neighbours share is written once"


def test_what_json_cannot_write_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        pack({"a": {1}})
    with pytest.raises(ValueError, match="JSON"):
        pack([float("nan")])


def test_the_page_reads_it_back(browser: Browser) -> None:
    script = (ROOT / "src/khorasan_graph/explorer/assets/js/data.js").read_text(encoding="utf-8")
    function = re.search(r"^function unpack.*?^}\n", script, re.DOTALL | re.MULTILINE)
    assert function is not None
    content = {
        "list": [[], [-1], {}, {"list": {}}],
        "numbers": [0, -1, 2.5, 1e300, 738000],
        "same": [{"a": "b"}, {"a": "b"}, {"b": "a"}],
        "texts": ["", "0", "-1", "__proto__", "داعش", "\u2028", "null"],
        "words": [None, True, False],
    }
    page = browser.new_page()
    answer = page.evaluate(f"(packed) => {{ {function[0]} return JSON.stringify(unpack(packed)); }}", pack(content))
    page.close()
    assert json.loads(answer) == content


def test_the_page_gives_a_record_any_key(browser: Browser) -> None:
    script = (ROOT / "src/khorasan_graph/explorer/assets/js/data.js").read_text(encoding="utf-8")
    function = re.search(r"^function unpack.*?^}\n", script, re.DOTALL | re.MULTILINE)
    assert function is not None
    page = browser.new_page()
    answer = page.evaluate(
        f"(text) => {{ {function[0]} const read = unpack(JSON.parse(text)); "
        "return [Object.keys(read), read.innocent === undefined, ({}).innocent === undefined]; }",
        json.dumps(pack({"__proto__": {"innocent": "no"}})),
    )
    page.close()
    assert answer == [["__proto__"], True, True]
