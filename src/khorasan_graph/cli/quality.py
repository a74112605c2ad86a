"""Showing the quality of a graph: as text, as JSON, and as a page of its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from khorasan_graph.authoring.quality import STALE_YEARS, Quality
from khorasan_graph.cli import words
from khorasan_graph.cli.terminal import clean
from khorasan_graph.model.knowledge_base import KnowledgeBase

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1C2430;"
    "background:#FBFAF7}h1,h2{line-height:1.2}table{border-collapse:collapse}td,th{padding:.15rem .8rem .15rem 0;"
    "text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "code{color:#5D656E}details{margin:.3rem 0}"
    "@media(prefers-color-scheme:dark){body{color:#E7EBF0;background:#10151C}code{color:#9aa4b0}}"
)


def _gaps(quality: Quality) -> list[tuple[str, str, tuple[str, ...], bool]]:
    """Each kind of gap: its title, what it means, the ids, and whether they are ties."""
    return [
        ("Contested", "some claims assert the tie and some deny it", quality.contested, True),
        ("Denied", "every claim denies the tie", quality.denied, True),
        ("Single-source", "one independent voice alone asserts the tie", quality.single_source, True),
        ("One speaker", "corroborated, but all publishers quote the same speaker", quality.one_speaker, True),
        ("Undated", "no beginning and no end, only sightings", quality.undated, True),
        ("Explicitly undated", "said to be unknown", quality.explicitly_undated, True),
        ("Stale", f"lasting, no end recorded, nothing newer than {STALE_YEARS} years", quality.stale, True),
        ("Without ties", "entities that no tie names", quality.without_ties, False),
        ("Without identifiers", "actors known to no other data set", quality.without_identifiers, False),
    ]  # fmt: skip


def as_json(quality: Quality) -> dict[str, Any]:
    """The figures and the ids, in plain values."""
    return {
        "counts": quality.counts,
        "corroborated_share": round(quality.corroborated_share, 4),
        "statuses": dict(quality.statuses),
        "grades": dict(quality.grades),
        "sources_by_year": dict(quality.years),
        "claims_by_publisher": dict(quality.publishers),
        "gaps": {title.lower().replace(" ", "_").replace("-", "_"): list(ids) for title, _, ids, _ in _gaps(quality)},
    }


def text_lines(base: KnowledgeBase, quality: Quality, *, most: int = 10) -> Iterator[str]:
    """The report for a terminal; of long lists the first few, and how many more there are."""
    yield "Quality of the graph"
    yield ""
    for name, number in quality.counts.items():
        yield f"  {number:>6,}  {name}"
    yield ""
    yield f"Corroborated by independent publishers: {quality.corroborated_share:.0%} of the ties"
    yield ""
    yield f"Grades of claims:     {_row(quality.grades)}"
    yield f"Sources by year:      {_row(quality.years)}"
    yield f"Claims by publisher:  {_row(quality.publishers[:most])}{_more(len(quality.publishers), most, 'publishers')}"
    for title, meaning, ids, are_ties in _gaps(quality):
        yield ""
        yield f"{title}: {len(ids)} ({meaning})"
        for id_ in ids[:most]:
            yield f"  {_told(base, id_, are_ties)}  [{id_}]"
        if len(ids) > most:
            yield f"  and {len(ids) - most} more: `--format json` or `--format html` lists them all"


def html_page(base: KnowledgeBase, quality: Quality) -> str:
    """The report as one page that loads nothing and runs nothing."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">"
        '<meta name="viewport" content="width=device-width"><title>Quality of the graph</title>'
        f"<style>{_STYLE}</style></head><body><h1>Quality of the graph</h1>"
        f"<p>{quality.corroborated_share:.0%} of the ties are corroborated by independent publishers.</p>"
    )
    parts = [head]
    for title, rows in (
        ("Counts", list(quality.counts.items())),
        ("Grades of claims", quality.grades),
        ("Sources by year", quality.years),
        ("Claims by publisher", quality.publishers),
    ):
        cells = "".join(
            f'<tr><th scope="row">{_html(name)}</th><td class="n">{number:,}</td></tr>' for name, number in rows
        )
        parts.append(f"<h2>{title}</h2><table>{cells}</table>")
    for title, meaning, ids, are_ties in _gaps(quality):
        items = "".join(f"<li>{_html(_told(base, id_, are_ties))} <code>{_html(id_)}</code></li>" for id_ in ids)
        listed = f"<details><summary>all {len(ids):,}</summary><ul>{items}</ul></details>" if ids else ""
        parts.append(f"<h2>{title}: {len(ids):,}</h2><p>{_html(meaning)}</p>{listed}")
    parts.append("</body></html>\n")
    return "\n".join(parts)


def _html(text: str) -> str:
    isolated = text.replace("\u2068", "").replace("\u2069", "")
    return f"<bdi>{escape(isolated)}</bdi>"


def _told(base: KnowledgeBase, id_: str, is_tie: bool) -> str:
    if is_tie:
        return words.headline(base, base.relations[id_])
    return words.name(base, id_)


def _row(rows: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{clean(name)} {number}" for name, number in rows)


def _more(number: int, shown: int, what: str) -> str:
    return f", and {number - shown} more {what}" if number > shown else ""
