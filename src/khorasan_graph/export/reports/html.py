"""A dossier as one HTML page to read and to print: no script, nothing loaded from anywhere, notes that lead back."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape

from khorasan_graph.export.formats import Format, Request
from khorasan_graph.export.reports.markdown import PROSE
from khorasan_graph.export.reports.report import Item, Voice, by_speaker, footnote, report

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #fff; --link: #0a58ca;
  --alarm: #8a4b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa4af; --line: #30363d; --paper: #10151c;
  --link: #6cb0ff; --alarm: #f0b35a; } }
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 Georgia, "Noto Serif", "Noto Naskh Arabic", serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; } h2 { margin-top: 2rem; border-bottom: 1px solid var(--line);
  font-size: 1.15rem; }
li { margin: .45rem 0; } a { color: var(--link); } sup { line-height: 0; }
sup a { padding: 0 .15em; text-decoration: none; }
.mark { border: 1px solid currentColor; border-radius: .25rem; padding: 0 .3em; font-size: .85em; color: var(--soft); }
.doubt { color: var(--alarm); } .after, footer, .notes { color: var(--soft); } .notes { font-size: .88rem; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); font-size: .88rem; }
@media print { :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 10.5pt; }
  li { break-inside: avoid; } h2 { break-after: avoid; } }
"""


def html(request: Request) -> Iterator[str]:
    """The dossier of one entity or of two as a page that opens offline; see `report` for what it tells."""
    told = report(request)
    numbers = {claim.id: number for number, claim in enumerate(told.claims, 1)}
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f"<title>{escape(told.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
    yield f"<h1>{text(told.title)}</h1>\n"
    for line in told.head:
        yield f"<p>{text(line)}</p>\n"
    used: set[str] = set()
    for section in told.sections:
        yield f"<h2>{text(section.title)}</h2>\n<ul>\n"
        for item in section.items:
            yield f"<li>{_item(item, numbers, used)}</li>\n"
        yield "</ul>\n"
    if told.claims:
        yield '</main>\n<section class="notes" aria-label="Sources">\n<h2>Sources</h2>\n<ol>\n'
        for claim in told.claims:
            number = numbers[claim.id]
            said, addresses = footnote(request.base, claim)
            link = _links(addresses)
            back = f'<a href="#ref{number}" aria-label="back to the text">\u21a9\ufe0e</a>'
            yield f'<li id="note{number}">{text(said)}{link} {back}</li>\n'
        yield "</ol>\n</section>\n"
    else:
        yield "</main>\n"
    yield "<footer>\n"
    for line in told.foot:
        yield f"<p>{text(line)}</p>\n"
    if told.license:
        address = escape(told.license)
        yield f'<p>License: <a href="{address}" rel="license noopener noreferrer">{address}</a></p>\n'
    yield "</footer>\n</body>\n</html>\n"


def _item(item: Item, numbers: dict[str, int], used: set[str]) -> str:
    parts = [text(item.text)]
    if item.mark:
        doubtful = item.mark not in ("corroborated", "reported")
        parts.append(f' <span class="mark{" doubt" if doubtful else ""}">{text(item.mark)}</span>')
    parts.append(".")
    if item.asserted:
        parts.append(f" According to {_voices(item.asserted, numbers, used)}.")
    if item.denied:
        parts.append(f" <strong>Denied</strong> by {_voices(item.denied, numbers, used)}.")
    if item.after:
        parts.append(f' <span class="after">{" ".join(text(after) for after in item.after)}</span>')
    return "".join(parts) + _links(item.addresses)


def _links(addresses: Sequence[str]) -> str:
    return "".join(f' <a href="{escape(url)}" rel="noopener noreferrer">{escape(url)}</a>' for url in addresses)


def _voices(voices: Sequence[Voice], numbers: dict[str, int], used: set[str]) -> str:
    told = []
    for speaker, claims in by_speaker(voices).items():
        notes = []
        for claim in claims:
            number = numbers[claim.id]
            # A claim may be told twice; a note leads back to the first place.
            place = "" if claim.id in used else f' id="ref{number}"'
            used.add(claim.id)
            notes.append(f'<a href="#note{number}"{place}>{number}</a>')
        told.append(f"{text(speaker)}<sup>{' '.join(notes)}</sup>")
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def text(given: str) -> str:
    """A text as HTML shows it; one with letters that run from right to left is kept apart from what surrounds it."""
    shown = escape(given)
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in given):
        return f"<bdi>{shown}</bdi>"
    return shown


FORMATS = {
    "html": Format(
        "the same dossier as a page to read and to print, which opens offline",
        ".html",
        "text/html",
        losses=(PROSE,),
        write=html,
        dossier=True,
    ),
}
