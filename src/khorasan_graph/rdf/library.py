"""The library of named queries: SPARQL files whose leading comment says what they answer and what they do not.

A project has its own in `ontology/queries/`; a file there is a query of the command line by its name. The comment is
paragraphs divided by empty comment lines: a title, what it answers, `Caveat: ...`, and one line for each parameter,
`Set group (entity): ...`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from khorasan_graph.rdf.gate import LONGEST_QUERY
from khorasan_graph.rdf.parameters import parameters

FOLDER = "ontology/queries"


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query of the library. `settings` are its parameters, each with what it takes."""

    name: str
    title: str
    answers: str
    caveat: str
    settings: tuple[tuple[str, str], ...]
    text: str


def read_library(folder: Path) -> dict[str, NamedQuery]:
    """The queries in a folder by name; files that cannot be read as text are left out."""
    found = {}
    for path in sorted(folder.glob("*.rq")):
        if path.is_file() and path.stat().st_size <= LONGEST_QUERY:
            text = path.read_bytes().decode("utf-8-sig", "replace")
            found[path.stem] = read_query(path.stem, text)
    return found


def read_query(name: str, text: str) -> NamedQuery:
    """A query and what its leading comment says of it; a file without one has its name for a title.

    >>> read_query("who", "# Who there is\\n#\\n# Everybody.\\n#\\n# Caveat: none.\\n\\nSELECT ?x { ?x ?y ?z }").caveat
    'none.'
    """
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if not line.startswith("#   "):  # an example, to be read in the file
            lines.append(line[1:].strip())
    paragraphs = [" ".join(part.split("\n")) for part in re.split(r"\n{2,}", "\n".join(lines)) if part.strip()]
    told = {name: " ".join(what.split()) for name, what in _settings("\n".join(lines))}
    rest = [one for one in paragraphs[1:] if not one.startswith(("Caveat:", "Set "))]
    return NamedQuery(
        name=name,
        title=paragraphs[0] if paragraphs else name,
        answers=" ".join(rest),
        caveat=next((one.removeprefix("Caveat:").strip() for one in paragraphs if one.startswith("Caveat:")), ""),
        settings=tuple((one, told.get(one, "")) for one in parameters(text)),
        text=text,
    )


def _settings(comment: str) -> list[tuple[str, str]]:
    """The names that the comment says can be set, each with what it takes."""
    return re.findall(r"^Set (\w+) (?:\(\w+\))?:\s*(.*(?:\n(?!Set |\n|$).*)*)", comment, re.MULTILINE)
