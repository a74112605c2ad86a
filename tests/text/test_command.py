"""The command `mentions`: its transcripts, its JSON, its drafts, and how it ends; `--update-golden` writes anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from khorasan_graph.text.document import LARGEST
from tests.cli.conftest import Cli, process
from tests.cli.project import BROKEN, PROJECT, write_project
from tests.cli.schemas import COUNT, FLAG, ID, MAYBE_ID, RELATION, TEXT, Schema, closed, some
from tests.support import check_text

GOLDEN = Path(__file__).parent / "golden"

ARTICLE = """Fighting in the High Valley

The Red Front said that it had held talks with the Blue Brigade, which denied it. Blue
Brigade commander Ali Sample was seen in High Valley. Jabha would not comment, and the RF's
men kept away from the Lone Union.

The men of جبهه سرخ and of WC-X met on the bridge. The WC was armed by the Red Front,
officials said.\x1b[31m
"""
PAGE = """<!doctype html><html lang=en><head><meta charset=utf-8><title>Talks | The Example Times</title>
<meta property="og:site_name" content="The Example Times"><link rel=canonical href="https://example.org/talks">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2016-03-28T10:00:00Z"}</script>
</head><body><nav>WC</nav><main><h1>Talks</h1><p>The <b>Lone Union</b> met the Blue&nbsp;Brigade.</main></body></html>
"""
NAMELESS = "Nothing that is known occurs in this text.\n"

TRANSCRIPTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "text": (("mentions", "article.txt"),),
    "page": (("mentions", "page.html"), ("mentions", "page.html", "--draft", "-")),
    "draft": (("mentions", "article.txt", "--draft", "drafts"), ("mentions", "article.txt", "--draft", "drafts")),
    "endings": (
        ("mentions", "nameless.txt"),
        ("mentions", "nameless.txt", "--draft", "drafts-of-nothing"),
        ("mentions", "nameless.txt", "--draft", "-"),
        ("mentions", "missing.txt"),
        ("mentions", "."),
        ("mentions", "latin.txt"),
        ("mentions", "large.txt"),
        ("mentions", "article.txt", "--draft", "graph_data/drafts"),
        ("mentions", "article.txt", "--draft", "article.txt"),
        ("mentions", "article.txt", "--draft", "-", "--format", "json"),
        ("mentions",),
    ),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with articles beside it, and the current folder."""
    write_project(tmp_path)
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "nameless.txt").write_text(NAMELESS, encoding="utf-8")
    (tmp_path / "latin.txt").write_bytes("naïve café – yes".encode("cp1252"))
    (tmp_path / "large.txt").write_bytes(b"a" * (LARGEST + 1))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_transcript(cli: Cli, folder: Path, name: str, pytestconfig: pytest.Config) -> None:
    told = []
    for command in TRANSCRIPTS[name]:
        ran = cli(*command, root=folder)
        said = "".join(f"! {line}\n" for line in ran.err.replace(str(folder), "FOLDER").splitlines())
        told.append(f"$ khorasan-graph {' '.join(command)}\n{ran.out}{said}[{ran.code}]\n")
    actual = "\n".join(told)
    golden = GOLDEN / f"{name}.txt"
    if pytestconfig.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(actual, encoding="utf-8", newline="\n")
    assert actual == golden.read_text(encoding="utf-8")


CANDIDATE = closed({"id": ID, "name": TEXT, "matched": TEXT, "how": {"enum": ["name", "spelling"]}})
_PLACE: Schema = {
    "text": TEXT,
    "line": COUNT,
    "column": COUNT,
    "start": COUNT,
    "end": COUNT,
    "paragraph": COUNT,
    "sentence": COUNT,
    "form": {"enum": ["plain", "possessive", "plural", "dotted", "prefixed"]},
    "candidates": {**some(CANDIDATE), "minItems": 1},
}
_PROPOSAL: Schema = {"anyOf": [{"type": "null"}, closed({"value": TEXT, "found": TEXT})]}
MENTIONS = closed(
    {
        "document": closed(
            {
                "name": TEXT,
                "form": {"enum": ["text", "html"]},
                "encoding": TEXT,
                "characters": COUNT,
                "paragraphs": COUNT,
                "sentences": COUNT,
                "notes": some(TEXT),
                "proposals": closed(
                    dict.fromkeys(("title", "publisher", "published", "url", "lang", "authors"), _PROPOSAL)
                ),
                "recorded_as": MAYBE_ID,
            }
        ),
        "entities": some(
            closed({"id": ID, "name": TEXT, "type": TEXT, "count": COUNT, "occurrences": some(closed(_PLACE))})
        ),
        "ambiguous": some(closed(_PLACE)),
        "not_counted": some(closed({**_PLACE, "doubt": TEXT, "why": TEXT})),
        "pairs": some(
            closed(
                {
                    "one": ID,
                    "one_name": TEXT,
                    "other": ID,
                    "other_name": TEXT,
                    "sentences": some(COUNT),
                    "paragraphs": {**some(COUNT), "minItems": 1},
                    "ties": some(RELATION),
                    "denied": some(RELATION),
                    "other_ties": some(RELATION),
                    "types": some(TEXT),
                    "types_turned": some(TEXT),
                    "drafted": FLAG,
                }
            )
        ),
        "pairs_left_out": COUNT,
        "crowded_paragraphs": some(COUNT),
        "not_looked_for": some(closed({"id": ID, "name": TEXT})),
        "draft": {"anyOf": [{"type": "null"}, closed({"folder": TEXT, "source": ID, "files": some(TEXT)})]},
    }
)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("article.txt",), 0), (("page.html", "--draft", "drafts"), 0), (("nameless.txt",), 1)],
)
def test_one_document_of_the_promised_form(cli: Cli, folder: Path, arguments: tuple[str, ...], code: int) -> None:
    ran = cli("mentions", *arguments, "--format", "json", root=folder)
    assert ran.code == code
    assert [error.message for error in Draft202012Validator(MENTIONS).iter_errors(ran.json)] == []


def test_no_denied_tie_is_shown_as_a_tie(cli: Cli, folder: Path) -> None:
    pairs = cli("mentions", "article.txt", "--format", "json", root=folder).json["pairs"]
    assert all(tie["status"] != "denied" for pair in pairs for tie in (*pair["ties"], *pair["other_ties"]))
    denied = [(pair["one"], pair["other"]) for pair in pairs for tie in pair["denied"] if tie["status"] == "denied"]
    assert denied == [("red-front", "white-column")]
    text = cli("mentions", "article.txt", root=folder).out
    assert "denied: that Red Front supports" in text


def test_a_draft_is_two_files_that_the_check_refuses(cli: Cli, folder: Path) -> None:
    assert cli("mentions", "page.html", "--draft", "new", root=folder).code == 0
    written = {
        path.relative_to(folder / "new").as_posix(): path.read_text() for path in (folder / "new").rglob("*.yaml")
    }
    assert set(written) == {f"{kind}/the-example-times-2016-03-28-talks.yaml" for kind in ("sources", "relations")}
    found = check_text(PROJECT + "".join(f"--- {name}\n{text}" for name, text in written.items()))
    codes = {item.span.path.split("/")[1]: item.code for item in found if item.severity == "error"}
    assert codes == {"relations": "KG205", "sources": "KG221"}
    assert cli("check", root=folder).code == 0


def test_a_draft_that_somebody_may_have_worked_on_is_left_alone(cli: Cli, folder: Path) -> None:
    cli("mentions", "page.html", "--draft", "new", root=folder)
    path = folder / "new/relations/the-example-times-2016-03-28-talks.yaml"
    path.write_text("mine")
    ran = cli("mentions", "page.html", "--draft", "new", root=folder)
    assert (ran.code, ran.out) == (4, "")
    assert "is there already" in ran.err
    assert path.read_text() == "mine"


@pytest.mark.parametrize("target", ["graph_data", "graph_data/new", "link/new", "drafts/../graph_data/x"])
def test_no_draft_is_written_into_the_data(cli: Cli, folder: Path, target: str) -> None:
    (folder / "link").symlink_to(folder / "graph_data")
    before = sorted(folder.rglob("*"))
    assert cli("mentions", "page.html", "--draft", target, root=folder).code == 2
    assert sorted(folder.rglob("*")) == before


def test_a_pipe(folder: Path) -> None:
    with open("page.html", "rb") as page:
        ran = process("mentions", "-", "--root", folder, cwd=folder, stdin=page)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "standard input: HTML, utf-8, 2 paragraphs, 2 sentences")


def test_data_with_errors_answer_nothing(cli: Cli, tmp_path: Path) -> None:
    root = write_project(tmp_path, BROKEN)
    (tmp_path / "a.txt").write_text("Red Front")
    assert cli("mentions", tmp_path / "a.txt", root=root).code == 3


def test_the_same_whatever_the_hash_seed(folder: Path) -> None:
    answers = {
        process(
            "mentions", "article.txt", "--root", folder, "--format", "json", cwd=folder, env={"PYTHONHASHSEED": seed}
        ).out
        for seed in ("0", "1", "77")
    }
    assert len(answers) == 1


def test_the_library(project: Path) -> None:
    import khorasan_graph as kg

    base = kg.load(project).knowledge_base
    assert base is not None
    found = kg.mentions(base, ARTICLE)
    assert [mentioned.entity for mentioned in found.entities][:2] == ["red-front", "blue-brigade"]
    assert kg.mentions(base, PAGE.encode()).document.form == "html"
    assert kg.draft(base, found).files
    with pytest.raises(kg.UnreadableError, match="WINDOWS-1252"):
        kg.mentions(base, "naïve café – yes".encode("cp1252"))
