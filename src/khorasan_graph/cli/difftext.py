"""A difference as plain text, and as Markdown for a pull request, in which no text of the data is ever markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from khorasan_graph.cli.differing import Item, Section

ROWS = {
    "entities": "entities",
    "names": "names of them",
    "quantities": "numbers",
    "fates": "fates",
    "relations": "ties",
    "claims": "claims of them",
    "sources": "sources",
    "ontology": "terms of the ontology",
}
Counts = dict[str, dict[str, int]]
GITHUB_LIMIT = 65_536
"""The characters that GitHub takes in a comment or a description."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~&$]")
_REFERENCE = re.compile(r"(?<!\w)([@#])(?=\w)|(?<=\w)([@#])(?=\w)")
_AT_THE_START = re.compile(r"^(?=[-+#=:])|^(\d+)(?=[.)])")
_KIND = re.compile(r"^(?:name )?(?:added|removed|changed):")
_ADDRESS = re.compile(r"https?://[^\s<>\\`|()\"]+")
_FOLDED_FROM = 40


def text_lines(title: str, notes: Iterable[str], counts: Counts, told: Iterable[Section]) -> Iterator[str]:
    """The whole answer as plain text."""
    yield title
    yield from notes
    rows = _rows(counts)
    if not rows:
        yield ""
        yield "No difference: both say the same."
        return
    yield ""
    width = max(len(label) for label, _ in rows)
    yield f"{'':{width}}{'added':>10}{'removed':>10}{'changed':>10}"
    for label, row in rows:
        yield f"{label:{width}}" + "".join(f"{row[kind] or '-':>10}" for kind in ("added", "removed", "changed"))
    for section in told:
        yield ""
        yield section.title.upper()
        for number, item in enumerate(section.items):
            if number and item.heading:
                yield ""
            yield from _text_item(item, 1)


def _text_item(item: Item, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{item.text}"
    if item.url is not None:
        yield f"{indent}  {item.url}"
    for each in item.items:
        yield from _text_item(each, depth + 2)


def markdown_lines(title: str, notes: Iterable[str], counts: Counts, told: Iterable[Section]) -> Iterator[str]:
    """The whole answer as GitHub-flavoured Markdown; long sections are folded."""
    yield f"### {escape(title)}"
    for note in notes:
        yield ""
        yield escape(note)
    rows = _rows(counts)
    yield ""
    if not rows:
        yield "No difference: both say the same."
        return
    yield "| | added | removed | changed |"
    yield "|---|--:|--:|--:|"
    for label, row in rows:
        yield f"| {label} | " + " | ".join(str(row[kind] or "") for kind in ("added", "removed", "changed")) + " |"
    for section in told:
        lines = [line for item in section.items for line in _markdown_item(item, 0)]
        folded = section.long and len(lines) > _FOLDED_FROM
        yield ""
        if folded:
            yield f"<details><summary><b>{section.title}</b> ({len(section.items):,})</summary>"
        else:
            yield f"#### {section.title}"
        yield ""
        yield from lines
        if folded:
            yield ""
            yield "</details>"


def _markdown_item(item: Item, depth: int) -> Iterator[str]:
    told = escape(item.text)
    told = f"**{told}**" if item.heading else _KIND.sub(lambda match: f"**{match.group()}**", told)
    if item.url is not None and _ADDRESS.fullmatch(item.url):
        told += f" <{item.url}>"
    yield f"{'  ' * depth}- {told}"
    for each in item.items:
        yield from _markdown_item(each, depth + 1)


def escape(text: str) -> str:
    """Text in which Markdown and HTML find nothing: no markup, no mention of a person, no reference to an issue.

    >>> escape("<b>Red</b> *Front* @all #1 `x`")
    '\\\\<b\\\\>Red\\\\</b\\\\> \\\\*Front\\\\* @<!-- -->all #<!-- -->1 \\\\`x\\\\`'
    """
    escaped = _MARKUP.sub(lambda match: f"\\{match.group()}", text)
    escaped = _REFERENCE.sub(lambda match: f"{match.group()}<!-- -->", escaped)
    return _AT_THE_START.sub(lambda match: f"{match.group()}\\", escaped)


def _rows(counts: Counts) -> list[tuple[str, dict[str, int]]]:
    return [(label, counts[name]) for name, label in ROWS.items() if any(counts[name].values())]
