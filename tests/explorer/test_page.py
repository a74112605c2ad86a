from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from khorasan_graph.explorer import network, render, to_pyvis
from khorasan_graph.explorer.page import island
from tests.explorer.sample import HOSTILE, hostile, sample
from tests.explorer.test_packing import unpack

ROOT = Path(__file__).resolve().parents[2]


class Reader(HTMLParser):
    """Collects the elements of a page as a browser would see them, and the text of scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style", "title"):
            self.inside = tag
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[self.inside][-1] += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


def hashed(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def test_the_policy_allows_these_scripts_and_this_style_only() -> None:
    reader = read(render(sample()))
    metas = [attributes for tag, attributes in reader.tags if tag == "meta"]
    assert metas[0] == {"charset": "utf-8"}
    assert metas[1]["http-equiv"] == "Content-Security-Policy"
    rules = dict(rule.split(" ", 1) for rule in (metas[1]["content"] or "").split("; "))
    data, library, program = reader.texts["script"]
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == f"{hashed(library)} {hashed(program)}"
    assert rules["style-src"] == hashed(reader.texts["style"][0])
    assert rules["trusted-types"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["connect-src"] == rules["object-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data: blob:"
    assert {"name": "referrer", "content": "no-referrer"} in metas
    assert "unsafe" not in (metas[1]["content"] or "")
    assert unpack(json.loads(data))["meta"]["title"] == "Khorasan graph"


def test_the_page_names_no_address_to_fetch() -> None:
    reader = read(render(sample()))
    for tag, attributes in reader.tags:
        assert not {"src", "href", "style", "srcset", "action"} & set(attributes), (tag, attributes)
        assert not any(name.startswith("on") for name in attributes)
        assert tag not in ("link", "iframe", "object", "embed", "img", "base", "form")


def test_hostile_text_opens_no_element() -> None:
    calm, loud = read(render(sample())), read(render(hostile(), title=HOSTILE[0], marking="x"))
    calm_tags = [tag for tag, _ in calm.tags]
    assert (
        [tag for tag, attributes in loud.tags if attributes.get("id") != "marking"].count("script")
        == calm_tags.count("script")
        == 3
    )
    assert len(loud.tags) == len(calm.tags) + 2  # the marking, and its isolate
    assert loud.texts["title"] == [HOSTILE[0]]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_island_holds_any_text(text: str) -> None:
    written = island({"text": text, text: [text]})
    assert not re.search("[<>&\u2028\u2029]", written)
    written.encode("utf-8")
    assert json.loads(written)["text"] == text.replace("\ud800", "?")


def test_numbers_that_json_has_not_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        island({"a": float("nan")})


SCRIPT = """
import hashlib, sys
from khorasan_graph.explorer import render
from tests.explorer.sample import sample
sys.stdout.write(hashlib.sha256(render(sample(), marking="M").encode()).hexdigest())
"""


def test_the_same_data_gives_the_same_bytes_whatever_the_hash_seed() -> None:
    found = set()
    for seed in ("0", "1", "12345"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(done.stdout)
    assert len(found) == 1


def test_pyvis_is_imported_by_rendering_only() -> None:
    script = (
        "import sys, khorasan_graph.explorer; print(any(name.startswith(('pyvis', 'IPython')) for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_another_vis_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "VIS_NETWORK", ("templates", "lib", "vis-9.0.4", "vis-network.min.js"))
    with pytest.raises(network.BundledScriptError, match=r"needs pyvis 0\.3\.2"):
        render(sample())
    monkeypatch.setattr(network, "VIS_NETWORK", ("nowhere.js",))
    with pytest.raises(network.BundledScriptError, match="has no nowhere"):
        render(sample())


def test_a_notebook_gets_a_plain_pyvis_network() -> None:
    from pyvis.network import Network

    base = sample()
    given = to_pyvis(base)
    assert type(given) is Network
    assert given.num_nodes() == len(base.entities)
    assert given.num_edges() == sum(len(base.edges(relation)) for relation in base.relations.values())
    assert not any("href" in item.get("title", "").lower() for item in (*to_pyvis(hostile()).nodes, *given.edges))
