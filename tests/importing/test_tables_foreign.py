"""An analyst's table: taken word for word, by names of columns or by what is said of them; nothing guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khorasan_graph.importing import report
from khorasan_graph.importing.drafts import LimitError, NotUnderstoodError, UnreadableError
from khorasan_graph.importing.tables.rows import table
from tests.importing.common import base_of, imported, loaded
from tests.support import base_from

KNOWN = """
--- organizations/ttp.yaml
type: MilitantOrganization
name: Tehrik-i-Taliban Pakistan
names:
  - {text: TTP, kind: acronym}
relations:
  - {type: Alliance, object: a, claims: [{source: s1, credibility: 3}]}
--- organizations/a.yaml
type: Faction
name: A
"""


def left(drafts: object) -> list[tuple[str, str]]:
    return [(item.where, item.why) for item in report.left_over(drafts)]  # type: ignore[arg-type]


def test_a_table_of_ties() -> None:
    text = '''subject,type,object,start,source,Remarks
TTP,allied with,Group B,2014,"Dawn, 12 December 2017",seen
Group B,Alliance,"Group ""C""",circa 2015,https://www.example.org/a?b=c,
"Group ""C""",Support,TTP,2016-02-30,,
'''
    drafts, files = imported("csv", "ties.csv", text)
    ties = files["relations/ties-ties-csv.yaml"]
    assert 'type: TODO  # what kind of tie; the file says "allied with"' in ties
    assert "type: Alliance" in ties
    assert 'write `2015~`; the file says "circa 2015"' in ties
    assert "source: import-ties-csv" in ties
    assert "locator: row 4" in ties
    assert sorted(files) == [
        "relations/ties-ties-csv.yaml", "sources/import-ties-csv.yaml", "sources/source-dawn-12-december-2017.yaml",
        "sources/source-example-org-a.yaml", "undecided/group-b.yaml", "undecided/group-c.yaml", "undecided/ttp.yaml",
    ]  # fmt: skip
    assert "# From rows 2, 4." in files["undecided/ttp.yaml"]
    assert left(drafts) == [("column `Remarks`", "no field is mapped to it")]
    assert loaded(files).knowledge_base is None


def test_when_a_person_has_decided_the_drafts_are_data() -> None:
    text = "subject,subject_type,type,object,object_type,credibility,source\nA,Faction,Alliance,B,umbrella,3,Report X\n"
    _, files = imported("csv", "ties.csv", text)
    assert {"organizations/a.yaml", "organizations/b.yaml"} <= files.keys()
    source = files["sources/source-report-x.yaml"]
    source = source.replace("publisher:", "publisher: P").replace("published: TODO", "published: 2018")
    files["sources/source-report-x.yaml"] = source.replace("reliability: TODO", "reliability: C")
    base = base_of(files)
    assert base.entities["b"].type == "Umbrella"
    assert base.relations["a.alliance.b"].claims[0].credibility == 3
    assert base.sources["source-report-x"].title == "Report X"


def test_columns_are_said_and_must_be_there() -> None:
    text = "Group;Target;Since\nA;B;2014\n"
    with pytest.raises(NotUnderstoodError, match="nothing says what the columns hold"):
        imported("csv", "t.csv", text)
    columns = {"subject": "Group", "object": "Target", "start": "Since"}
    drafts, files = imported("csv", "t.csv", text, columns=columns)
    assert "start: 2014" in files["relations/ties-t-csv.yaml"]
    assert drafts.notes == [
        "utf-8, separated by semicolons, 1 row",
        "`subject` is the column `Group`",
        "`object` is the column `Target`",
        "`start` is the column `Since`",
    ]
    for wrong, told in (({"nobody": "Group"}, "is no field"), ({"subject": "Gruop"}, "no column `Gruop`")):
        with pytest.raises(NotUnderstoodError, match=told):
            imported("csv", "t.csv", text, columns={**columns, **wrong})
    with pytest.raises(NotUnderstoodError, match="two columns"):
        imported("csv", "t.csv", "a;a;b\n1;2;3", columns={"subject": "a", "object": "b"})


def test_what_the_project_has_is_taken_by_id_and_proposed_by_name() -> None:
    text = "subject,type,object,source\nttp,Alliance,TTP,s2\nTTP,Alliance,a,s3 \nttp,Support,TTP,S2\n"
    drafts, files = imported("csv", "t.csv", text, known=base_from(KNOWN))
    (draft,) = [path for path in files if path.startswith("undecided/")]
    assert draft != "undecided/ttp.yaml"
    assert "Perhaps known already: `ttp` (Tehrik-i-Taliban Pakistan) is called TTP." in files[draft]
    ties = files["relations/ties-t-csv.yaml"]
    assert "subject: ttp\n" in ties
    assert "object: a\n" in ties
    assert "source: s2\n" in ties
    assert "source: s3\n" in ties
    assert "sources/source-s2.yaml" in files  # `S2` is no id
    assert left(drafts) == [("the id `ttp`", "they may be one; they are kept apart")]


def test_rows_that_say_nothing_new_or_not_enough_are_left_over() -> None:
    text = "subject,object,note\nA,B,x\n,B,x\nA,,x\nA,B,x\n , ,\nA,A,\nA,C,x,beyond\n"
    drafts, files = imported("csv", "t.csv", text)
    assert left(drafts) == [
        ("row 8", "no column has them"),
        ("row 5", "it says the same as row 2"),
        ("row 3", "it has no subject"),
        ("row 4", "it has no object"),
        ("row 7", "a tie of a thing to itself"),
    ]
    assert files["relations/ties-t-csv.yaml"].count("- subject:") == 2


def test_a_table_of_entities() -> None:
    text = (
        "id,name,type,acronym,wikidata,start,part_of,latitude,longitude,code,colour\n"
        "x1,Group X,militant organization,GX,Q1,2007-12,,,,,red\n"
        ",Kunar,Province,,,,Afghanistan,34.8,71.1,,\n"
        ",Afghanistan,Country,,,,,,,AF,\n"
        ",Kunar,,,,,Elsewhere,,,,\n"
        ",,,,,,,,,,blue\n"
    )
    drafts, files = imported("csv", "entities-of-mine.csv", text)
    assert "part_of: afghanistan" in files["places/kunar.yaml"]
    assert 'the file says "Elsewhere"' in next(text for path, text in files.items() if path.startswith("undecided/"))
    assert left(drafts) == [
        ("column `colour`", "no field is mapped to it"),
        ("the id `kunar`", "they may be one; they are kept apart"),
    ]
    organization = {path: text for path, text in files.items() if "undecided" not in path and "sources" not in path}
    source = "publisher: P\ntitle: T\npublished: 2018\nreliability: B\n"
    base = base_of({**organization, **{path: source for path in files if path.startswith("sources/")}})
    assert base.entities["x1"].names[0].text == "GX"
    assert base.entities["kunar"].latitude == "34.8"


def test_hostile_cells_do_nothing() -> None:
    cells = ["../../etc/passwd", '"\n- evil: true', "=1+1", "\u202eabc", "a: b # c", "`|x|` [y](z) <b>", "{{x}}", "con"]
    rows = "".join(f'"{cell.replace(chr(34), chr(34) * 2)}","B","{cell[:3]}"\n' for cell in cells)
    drafts, files = imported("csv", "t.csv", f"subject,object,zzz\n{rows}")
    assert all(path.count("/") == 1 and ".." not in path for path in files)
    found = loaded(files)
    assert not {item.code for item in found.diagnostics} & {"KG120", "KG121", "KG122", "KG123", "KG127"}
    assert "<b>" not in report.markdown(drafts).replace("`", "")


def test_how_a_file_is_read_follows_from_rules() -> None:
    for content, note in (
        (b"\xef\xbb\xbfa,b\n1,2", "utf-8, separated by commas, 1 row"),
        ("a\tb\n1\t2".encode("utf-16"), "utf-16-le, separated by tabs, 1 row"),
        (b"sep=;\r\na,x;b\r\n1;2", "utf-8, separated by semicolons, 1 row"),
        (b'"a;x",b\n1,2', "utf-8, separated by commas, 1 row"),
        (b"a\n1", "utf-8, separated by commas, 1 row"),
    ):
        assert table(content, "t").notes == (note,), content
    with pytest.raises(NotUnderstoodError, match="commas and semicolons"):
        table(b"a;b,c\n1;2,3", "t")
    assert table(b"a;b,c\n1;2,3", "t", separator="semicolon").columns == ["a", "b,c"]
    with pytest.raises(UnreadableError, match="--encoding"):
        table("a,b\nÜber,é".encode("cp1252"), "t")
    read = table("a,b\nÜber,é".encode("cp1252"), "t", encoding="windows-1252")
    assert read.rows[0].cells == ["Über", "é"]
    assert read.notes == ("cp1252, as you said, separated by commas, 1 row",)
    for wrong in ("rot13", "nonsense", "base64"):
        with pytest.raises(NotUnderstoodError, match="no encoding"):
            table(b"a,b", "t", encoding=wrong)
    with pytest.raises(NotUnderstoodError, match="no separator"):
        table(b"a,b", "t", separator="comet")
    for broken in (b"", b"\n\n", b'a,b\n"1,2', b"%PDF-1.4"):
        with pytest.raises(UnreadableError):
            table(broken, "t")
    with pytest.raises(LimitError):
        table(b"a,b\n" + b"1,2\n" * 200_001, "t")


OF_TIES = (
    "subject type object subject_type object_type start end date place note source credibility stance by as_of locator "
    "citing office content from provider zzz"
).split()
OF_ENTITIES = (
    "id name type description start end date part_of latitude longitude code source acronym wikidata zzz".split()
)
WORDS = ["", " ", "Alliance", "Split", "Support", "Faction", "Attack", "Province", "ttp", "a", "2014", *"WWWW"]


@given(
    st.sampled_from([OF_TIES, OF_ENTITIES]),
    st.lists(st.lists(st.sampled_from(WORDS), min_size=22, max_size=24), max_size=6),
    st.booleans(),
)
def test_every_word_of_a_table_is_drafted_or_left_over(
    columns: list[str], rows: list[list[str]], with_project: bool
) -> None:
    cells = [
        [f"word{row}.{place}." if cell == "W" else cell for place, cell in enumerate(cells[: len(columns) + 1])]
        for row, cells in enumerate(rows)
    ]
    text = "\n".join(";".join(row) for row in [columns, *cells])
    known = base_from(KNOWN) if with_project else None
    drafts, files = imported("csv", "t.csv", text, known=known)
    assert not {item.code for item in loaded(files).diagnostics} & {"KG120", "KG122", "KG123", "KG201", "KG203"}
    told = "".join(files.values()) + " ".join(example for item in drafts.left for example in item.examples)
    unmapped = {row[columns.index("zzz")] for row in cells if len(row) > columns.index("zzz")}
    words = {cell for row in cells for cell in row if cell.startswith("word")}
    assert {word for word in words - unmapped if word not in told} == set()
    counted = sum(item.count for item in drafts.left if item.where == "column `zzz`")
    assert counted == sum(bool(row[columns.index("zzz")].strip()) for row in cells if len(row) > columns.index("zzz"))
