"""What every reader fills, written as YAML: open values refuse the check, foreign text comes back as it was."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khorasan_graph.authoring.read import RESERVED_IDS
from khorasan_graph.authoring.tree import Mapping, parse
from khorasan_graph.importing import report
from khorasan_graph.importing.drafts import Drafts, Foreign, Open, Record, claim
from khorasan_graph.importing.folder import write_folder
from khorasan_graph.importing.ids import Ids, is_id
from khorasan_graph.importing.write import completed, write_drafts
from khorasan_graph.output import OutputError
from tests.support import base_from, check_text, vocabulary

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def drafts(*, own: bool = False, known: str = "") -> Drafts:
    base = base_from(known) if known else None
    return Drafts(Foreign(Path("groups.csv"), vocabulary(), base), "csv", own=own)


def errors(files: dict[str, str]) -> list[str]:
    """The codes of the errors that `check` finds in drafts."""
    text = "".join(f"--- {path}\n{content}" for path, content in files.items())
    return [item.code for item in check_text(text) if item.severity == "error"]


def test_a_draft_is_refused_until_each_open_value_is_decided() -> None:
    made = drafts()
    made.entity("a", "MilitantOrganization", Record({"name": "A"}))
    made.entity("b", None, Record({"type": Open("a class", says="gang", choices=("Faction",)), "name": "B"}))
    source = made.import_source()
    tie = Record({"subject": "a", "type": Open("what kind of tie?"), "object": "b", "claims": [claim(source)]})
    made.tie(tie)
    files, made = completed(made)
    assert sorted(files) == [
        "organizations/a.yaml", "relations/ties-groups-csv.yaml", f"sources/{source}.yaml", "undecided/b.yaml"
    ]  # fmt: skip
    assert report.decisions(made) == 1 + 3 + 1 + 1
    assert errors(files)
    text = "".join(files.values())
    assert 'type: TODO  # a class; the file says "gang"' in text
    for old, new in (
        ("publisher:  # TODO", "publisher: P  #"), ("published: TODO", "published: 2020"),
        ("reliability: TODO", "reliability: B"), ("credibility: TODO", "credibility: 3"),
    ):  # fmt: skip
        assert old in text
        files = {path: content.replace(old, new) for path, content in files.items()}
    files["relations/ties-groups-csv.yaml"] = files["relations/ties-groups-csv.yaml"].replace(
        "type: TODO", "type: Alliance"
    )
    assert errors(files)
    moved = files.pop("undecided/b.yaml").replace("type: TODO", "type: Faction")
    assert errors({**files, "organizations/b.yaml": moved}) == []


@given(st.dictionaries(st.sampled_from(["name", "description", "end"]), ANY, min_size=1), ANY, ANY)
def test_any_text_is_quoted_so_that_it_is_read_back(fields: dict[str, str], comment: str, says: str) -> None:
    made = drafts()
    record = Record(dict(fields), [comment], {"name": comment})
    record.fields["start"] = Open(comment, says=says, choices=(says, comment))
    made.entity("a", "Faction", record)
    text = write_drafts(made)["organizations/a.yaml"]
    tree, problems = parse("graph_data/organizations/a.yaml", text)
    assert not [item for item in problems if item.code not in ("KG102", "KG103", "KG104", "KG105", "KG106", "KG107")]
    assert isinstance(tree, Mapping)
    found = {key.value: value.value for key, value in tree.items}  # type: ignore[union-attr]
    assert found.keys() == fields.keys() | {"type", "start"}
    if not problems:
        assert {name: found[name] for name in fields} == fields
    assert found["start"] == "TODO"


def test_half_a_character_and_what_is_too_long_is_left_over() -> None:
    made = drafts()
    made.entity("a", "Faction", Record({"name": "\ud800x", "description": "y" * 70_000}))
    files, made = completed(made)
    text = files["organizations/a.yaml"]
    assert "name:  # TODO" in text
    assert len(text) < 1000
    assert [item.what for item in report.left_over(made)] == ["`name`", "`description`"]
    assert "surrogates" in report.markdown(made)


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=80)), max_size=20))
def test_ids_are_ids_and_no_two_things_share_one(things: list[tuple[str, str]]) -> None:
    ids = Ids(["taken", "a"])
    given_ids = [ids.make(key, text) for key, text in things]
    assert all(is_id(each) and each not in RESERVED_IDS | {"taken", "a"} for each in given_ids)
    by_key = dict(zip((key for key, _ in things), given_ids, strict=True))
    assert len(set(by_key.values())) == len(by_key)


@pytest.mark.parametrize("text", ["../../etc/passwd", "..", "/", "con", "", "\x00", "تحریک", "a" * 500, "007", "A/B"])
def test_an_id_leads_nowhere_else(text: str) -> None:
    ids = Ids()
    assert is_id(ids.keep(text, text))
    assert is_id(ids.make(text, text))


def test_ids_that_collide_are_told_and_kept_apart() -> None:
    made = drafts(known="--- organizations/ttp.yaml\ntype: Faction\nname: TTP\n")
    assert made.ids.make("row 2", "T T P") == "t-t-p"
    assert made.ids.make("row 3", "t-t-p") != "t-t-p"
    assert made.ids.make("row 4", "TTP") != "ttp"
    assert [item.where for item in report.left_over(made)] == ["the id `t-t-p`", "the id `ttp`"]


def test_what_loading_derives_is_not_written() -> None:
    made = drafts(own=True)
    made.entity("a", "Faction", Record({"name": "A"}))
    made.entity("b", "Faction", Record({"name": "B"}))
    made.entity("e", "Attack", Record({"name": "E", "date": "2016"}))
    made.source("s1", Record({"publisher": "P", "title": "T", "published": "2018", "reliability": "B"}))
    for type_, end, fields in (
        ("Alliance", "b", {"id": "a.alliance.b.2014-approx", "start": "2014~"}),
        ("Alliance", "b", {"id": "a.alliance.b"}),
        ("Rivalry", "b", {"id": "a.rivalry.b.2014", "start": "2014"}),
        ("Responsibility", "e", {"id": "a.responsibility.e", "date": "2016"}),
    ):
        made.tie(
            Record({"subject": "a", "type": type_, "object": end, **fields, "claims": [claim("s1", credibility=3)]})
        )
    before = copy.deepcopy(made)
    files = write_drafts(made)
    assert write_drafts(made) == files
    assert (made.entities, made.ties, made.left) == (before.entities, before.ties, before.left)
    assert sorted(files) == ["events/e.yaml", "organizations/a.yaml", "organizations/b.yaml", "sources/s1.yaml"]
    assert "id:" in files["organizations/a.yaml"].replace("id: a.rivalry.b.2014", "id:")
    assert files["organizations/a.yaml"].count("id:") == 1
    base = base_from("".join(f"--- {path}\n{content}" for path, content in files.items()))
    assert sorted(base.relations) == [
        "a.alliance.b", "a.alliance.b.2014-approx", "a.responsibility.e", "a.rivalry.b.2014"
    ]  # fmt: skip


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_folder(tmp_path / "new", {"sources/a.yaml": "x", "LEFT-OVER.md": "y"})
    assert (tmp_path / "new/sources/a.yaml").read_text() == "x"
    with pytest.raises(OutputError, match="not empty"):
        write_folder(tmp_path / "new", {"sources/a.yaml": "z"})
    with pytest.raises(OutputError):
        write_folder(tmp_path / "other", {"sources/a.yaml": "z", "sources/a.yaml/b": "z"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new"]
    (tmp_path / "empty").mkdir()
    write_folder(tmp_path / "empty", {"sources/a.yaml": "x"})
    assert [path.name for path in (tmp_path / "empty").iterdir()] == ["sources"]
