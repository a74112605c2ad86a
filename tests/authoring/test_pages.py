"""Every diagnostic code has a page, and the examples of the page are true: the bad one gives that code, the good none.

A block of an example is a file, and its info string says which: `yaml graph_data/organizations/a.yaml`. Where that is
not enough there are three other kinds:

- `yaml PATH escaped`: in the path and the text, `\\u200b` stands for a character and `\\xff` for a byte.
- `file-system`: what else is done to the folder of the project, in order, one directive a line: `mkdir PATH`,
  `mkfifo PATH`, `remove PATH`, `symlink PATH TARGET`, `unreadable PATH`, `write PATH NUMBER-OF-BYTES`.
- `ontology-append`: lines added at the end of the ontology.

`Also reports: KG123, KG124` in a page names the codes that its bad example cannot help giving as well.
"""

from __future__ import annotations

import builtins
import os
import re
import shutil
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import pytest

from khorasan_graph.authoring import files
from khorasan_graph.authoring.codes import CODES
from khorasan_graph.authoring.explain import page
from khorasan_graph.authoring.load import load
from khorasan_graph.model.diagnostics import Diagnostic
from khorasan_graph.rdf.ontology import read_ontology
from tests.support import ROOT, SOURCES, TODAY, vocabulary

PAGES = {
    Path(item.name).stem: item.read_text(encoding="utf-8")
    for item in sorted((resources("khorasan_graph.authoring") / "pages").iterdir(), key=lambda item: item.name)
}
_BLOCK = re.compile(r"^```(\S+) ?(.*)\n((?:.*\n)*?)^```$", re.MULTILINE)
_ESCAPE = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")


@dataclass(frozen=True)
class Page:
    """A page taken apart: its lines above the examples, and each example's blocks (kind, what it is of, text)."""

    head: list[str]
    bad: list[tuple[str, str, str]]
    good: list[tuple[str, str, str]]

    @classmethod
    def of(cls, text: str) -> Page:
        head, bad, good = re.split(r"^## (?:Bad|Good)$", text, flags=re.MULTILINE)
        assert text.index("## Bad") < text.index("## Good")
        assert not _BLOCK.sub("", bad + good).strip(), "an example is nothing but blocks"
        return cls(head.splitlines(), _BLOCK.findall(bad), _BLOCK.findall(good))

    @property
    def also(self) -> set[str]:
        """The codes that the bad example gives beside its own."""
        return {code for line in self.head if line.startswith("Also reports:") for code in re.findall(r"KG\d{3}", line)}


def unescaped(text: str) -> bytes:
    """A text with escapes, as bytes."""
    found, position = b"", 0
    for match in _ESCAPE.finditer(text):
        byte, short, long = match.groups()
        found += text[position : match.start()].encode()
        found += bytes.fromhex(byte) if byte else chr(int(short or long, 16)).encode()
        position = match.end()
    return found + text[position:].encode()


class Project:
    """The project of one example, written into a folder."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.monkeypatch = monkeypatch
        self.ontology = ""
        for path, text in SOURCES.items():
            self.put(path.encode(), text.encode())

    def put(self, path: bytes, content: bytes) -> None:
        target = os.path.join(os.fsencode(self.root), path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as stream:
            stream.write(content)

    def add(self, kind: str, of: str, text: str) -> None:
        if kind == "yaml":
            path, _, escaped = of.partition(" ")
            assert escaped in ("", "escaped"), of
            self.put(*(map(unescaped, (path, text)) if escaped else (path.encode(), text.encode())))
        elif kind == "ontology-append":
            self.ontology += text
        else:
            assert (kind, of) == ("file-system", "")
            for line in text.splitlines():
                self.carry_out(*line.split(" "))

    def carry_out(self, verb: str, name: str, argument: str = "") -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if verb == "mkdir":
            path.mkdir(parents=True)
        elif verb == "mkfifo":
            os.mkfifo(path)
        elif verb == "remove":
            shutil.rmtree(path)
        elif verb == "symlink":
            path.symlink_to(argument)
        elif verb == "unreadable":
            self.forbid(path)
        elif verb == "write":
            path.write_bytes(b"x" * int(argument))
        else:
            raise AssertionError(verb)

    def forbid(self, path: Path) -> None:
        """Let opening a file fail as for want of permission, which root never lacks."""

        def refusing(target: str, *arguments: Any) -> Any:
            if Path(target) == path:
                raise PermissionError(13, "Permission denied", target)
            return builtins.open(target, *arguments)

        self.monkeypatch.setattr(files, "open", refusing, raising=False)

    def codes(self) -> list[str]:
        """The codes of all that is wrong with the project."""
        known = vocabulary()
        problems: list[Diagnostic] = []
        if self.ontology:
            text = (ROOT / "ontology/khorasan.ttl").read_text(encoding="utf-8") + self.ontology
            found, problems = read_ontology(text, "ontology/khorasan.ttl")
            known = found or known
        return [item.code for item in (*problems, *load(self.root, known, today=TODAY).diagnostics)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return Project(tmp_path, monkeypatch)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_page(code: str) -> None:
    assert page(code) is not None


def test_every_page_has_a_code() -> None:
    assert set(PAGES) <= set(CODES)


@pytest.mark.parametrize("code", ["KG000", "", "kg207", "../codes", "KG207.md"])
def test_what_is_no_code_has_no_page(code: str) -> None:
    assert page(code) is None


@pytest.mark.parametrize("code", PAGES)
def test_the_page_begins_with_what_the_code_is(code: str) -> None:
    severity, title = CODES[code]
    head = Page.of(PAGES[code]).head
    assert head[:4] == [f"# {code}: {title}", "", severity, ""]
    assert sum(len(line) for line in head[4:]) > 120
    assert max(len(line) for line in head) <= 120


@pytest.mark.parametrize("code", PAGES)
def test_the_bad_example_gives_the_code(code: str, project: Project) -> None:
    parts = Page.of(PAGES[code])
    for block in parts.bad:
        project.add(*block)
    found = set(project.codes())
    assert found == {code, *parts.also}


@pytest.mark.parametrize("code", PAGES)
def test_the_good_example_gives_nothing(code: str, project: Project) -> None:
    parts = Page.of(PAGES[code])
    assert parts.good != parts.bad
    for block in parts.good:
        project.add(*block)
    assert project.codes() == []
