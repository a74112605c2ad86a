"""Pictures for reports: well-formed, honest about what they show, and without anything that runs or fetches."""

from __future__ import annotations

import re
import struct
import sys
import xml.etree.ElementTree as ElementTree
import zlib
from dataclasses import replace

import pytest

from khorasan_graph.explorer import crowding
from khorasan_graph.explorer.drawing import draw, visible
from khorasan_graph.explorer.families import LOOKS
from khorasan_graph.explorer.inline import inline
from khorasan_graph.explorer.labels import Room
from khorasan_graph.explorer.raster import RasterError, png
from khorasan_graph.explorer.shapes import convex_hull, edge
from khorasan_graph.model.selection import EVERYTHING, select
from tests.explorer.sample import hostile, sample

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "rect", "g", "path", "circle", "text"}


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def words(text: str) -> str:
    return " ".join(element.text or "" for element in drawn(text).iter(f"{SVG}text"))


def test_the_picture_holds_what_the_page_shows_at_first() -> None:
    base = sample()
    scene = visible(base, EVERYTHING)
    text = draw(base)
    titles = [element.text or "" for element in drawn(text).iter(f"{SVG}title")]
    for entity in scene.entities:
        assert any(title.startswith(f"{base.entities[entity].name} (") for title in titles)
    assert all(relation.status != "denied" for relation in scene.relations)
    assert any("denied" in reason for reason in scene.hidden)
    assert sum("; contested;" in title for title in titles) == sum(tie.status == "contested" for tie in scene.relations)


def test_contested_ties_are_dashed_and_badged_and_denied_ones_only_when_asked_for() -> None:
    base = sample()
    assert 'stroke-dasharray="11 6"' in draw(base)
    assert ">?</text>" in draw(base)
    assert ">×</text>" not in draw(base)
    denied = draw(base, select(base.vocabulary, statuses=["denied"]))
    assert 'stroke-dasharray="3 6"' in denied
    assert ">×</text>" in denied


def test_the_caption_says_what_is_shown_and_what_is_not() -> None:
    base = sample()
    text = words(draw(base, select(base.vocabulary, as_of="2016", min_credibility=3), title="T", marking="HANDLE"))
    scene = visible(base, select(base.vocabulary, as_of="2016", min_credibility=3))
    assert "As of 2016." in text
    assert f"{len(scene.relations)} of {len(base.relations)} ties shown" in text
    assert f"vocabulary {base.vocabulary.version}" in text
    assert "Asked for: min credibility 3." in text
    assert "outside the selection" in text
    assert text.count("HANDLE") == 2
    assert "All dates" in words(draw(base))


def test_nothing_in_it_runs_or_fetches() -> None:
    text = draw(hostile(), title="</title><script>alert(1)</script>", marking='"><img src=x>\ud800\x00')
    for element in drawn(text).iter():
        assert element.tag.removeprefix(SVG) in ALLOWED, element.tag
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert "href" not in name
            assert "url(" not in value
    assert "<script" not in text
    text.encode("utf-8")


def test_the_same_input_gives_the_same_picture() -> None:
    assert draw(sample()) == draw(sample())


def test_a_tie_of_one_entity_with_itself_and_of_two_in_one_place_can_be_drawn() -> None:
    for curve in (edge((0, 0), (0, 0), 1, 10, 10), edge((0, 0), (3, 0), 0.1, 20, 20)):
        assert re.fullmatch(r"[MQA0-9. -]+", curve.path)


def test_a_line_begins_and_ends_at_the_rims() -> None:
    curve = edge((0, 0), (200, 0), 0.1, 20, 10)
    assert abs((curve.start[0] ** 2 + curve.start[1] ** 2) ** 0.5 - 23) < 0.1
    assert abs(((curve.end[0] - 200) ** 2 + curve.end[1] ** 2) ** 0.5 - 13) < 0.1


def test_a_hull_is_the_outermost_corners() -> None:
    assert sorted(convex_hull([(0, 0), (4, 0), (4, 4), (0, 4), (2, 2), (2, 0)])) == [(0, 0), (0, 4), (4, 0), (4, 4)]


def test_names_never_cover_each_other() -> None:
    room = Room(0, 100)
    room.take(10, 20, 10, 20, "a")
    assert room.free(20, 30, 10, 20)
    assert not room.free(15, 30, 15, 30)
    assert room.free(15, 30, 15, 30, "a")
    assert not room.free(-1, 5, 0, 5)


def test_every_family_has_a_head_of_its_own() -> None:
    assert len({look.head for look in LOOKS}) == len(LOOKS)


def test_too_many_entities_leave_the_least_connected_out(monkeypatch: pytest.MonkeyPatch) -> None:
    base = sample()
    assert crowding.uncrowd(base, EVERYTHING) == (EVERYTHING, 0)
    monkeypatch.setattr(crowding, "MOST_ENTITIES", 4)
    kept, left_out = crowding.uncrowd(base, EVERYTHING)
    assert len(kept.entities) == 4
    assert 0 < left_out < len(base.entities)
    assert "kohsar" in kept.entities


def test_a_drawing_becomes_a_png() -> None:
    content = png(draw(sample()))
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    assert width > 1000
    assert height > 500
    assert zlib.crc32(content[12:29]) == int.from_bytes(content[29:33], "big")


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(RasterError, match=r"khorasan-graph\[png\]"):
        png("<svg/>")


def test_a_knowledge_base_shows_itself_in_a_notebook() -> None:
    text = inline(replace(hostile()))
    assert text.startswith('<iframe sandbox="allow-scripts allow-downloads" srcdoc="')
    assert text.count("<") == 2, "the page stands in the attribute, escaped"
    assert "allow-same-origin" not in text
