"""Dossiers for reports: what one tells (`report`), and how it is printed."""

from __future__ import annotations

from khorasan_graph.export.formats import Format
from khorasan_graph.export.reports import html, markdown

FORMATS: dict[str, Format] = {**markdown.FORMATS, **html.FORMATS}
