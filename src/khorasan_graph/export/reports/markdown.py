"""A dossier as Markdown, with footnotes as Pandoc, GitHub and most editors know them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from khorasan_graph.export.formats import Format, Loss, Request
from khorasan_graph.export.reports.report import Item, Voice, by_speaker, footnote, report

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~^|$@{}#]")
_LINK = re.compile(r"(?i)(://|www\.)")
_OPENING = re.compile(r"^(\d*)([-+=:.)])")


def markdown(request: Request) -> Iterator[str]:
    """The dossier of one entity or of two; see `report` for what it tells.

    Footnotes are written as `[^1]` (https://pandoc.org/MANUAL.html#footnotes). Whatever a text of the data could mean
    in Markdown is escaped (https://spec.commonmark.org/0.31.2/#backslash-escapes): it is shown as it was written.
    """
    told = report(request)
    numbers = {claim.id: number for number, claim in enumerate(told.claims, 1)}
    yield f"# {inline(told.title)}\n"
    for line in told.head:
        yield f"\n{paragraph(line)}\n"
    for section in told.sections:
        yield f"\n## {inline(section.title)}\n\n"
        for item in section.items:
            yield f"- {_item(item, numbers)}\n"
    if told.foot:
        yield "\n---\n"
    for line in told.foot:
        yield f"\n{paragraph(line)}\n"
    if told.license:
        yield f"\nLicense: <{told.license}>\n"
    yield "\n"
    for claim in told.claims:
        text, addresses = footnote(request.base, claim)
        links = "".join(f" <{address}>" for address in addresses)
        yield f"[^{numbers[claim.id]}]: {paragraph(text)}{links}\n"


def _item(item: Item, numbers: dict[str, int]) -> str:
    parts = [paragraph(item.text) + (f" (**{item.mark}**)" if item.mark else "") + "."]
    if item.asserted:
        parts.append(f"According to {_voices(item.asserted, numbers)}.")
    if item.denied:
        parts.append(f"**Denied** by {_voices(item.denied, numbers)}.")
    links = [f"<{address}>" for address in item.addresses]
    return " ".join([*parts, *(inline(after) for after in item.after), *links])


def _voices(voices: Sequence[Voice], numbers: dict[str, int]) -> str:
    told = [
        inline(speaker) + "".join(f"[^{numbers[claim.id]}]" for claim in claims)
        for speaker, claims in by_speaker(voices).items()
    ]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def paragraph(text: str) -> str:
    """A text at the beginning of a line, where a figure or a dash could begin a list."""
    return _OPENING.sub(r"\1\\\2", inline(text))


def inline(text: str) -> str:
    """A text as Markdown shows it: in one line, nothing in it read as markup, no address made a link."""
    escaped = _SPECIAL.sub(lambda match: f"\\{match[0]}", " ".join(text.split()))
    return _LINK.sub(lambda match: match[1][:-1] + "\\" + match[1][-1], escaped)


def _told(request: Request) -> Iterator[str]:
    return (f"claim/{claim.id}" for claim in report(request).claims)


PROSE = Loss(
    "prose",
    "flattened",
    "everything is told in sentences, for people to read: a program cannot take the claims apart again",
    _told,
)

FORMATS = {
    "markdown": Format(
        "the dossier of one entity or of two for a report, with footnotes to the sources",
        ".md",
        "text/markdown",
        losses=(PROSE,),
        write=markdown,
        dossier=True,
    ),
}
