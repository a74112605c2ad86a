"""The explorer inside a notebook: a frame that may run its own script and nothing else."""

from __future__ import annotations

from html import escape

from khorasan_graph.explorer.page import render
from khorasan_graph.model.knowledge_base import KnowledgeBase

HEIGHT = 640
"""Of the frame, in pixels."""


def inline(base: KnowledgeBase) -> str:
    """The explorer of a knowledge base as HTML for a notebook's cell.

    The page stands in a sandboxed frame without an origin: it cannot reach the notebook, nor anything else.
    """
    page = escape(render(base), quote=True)
    return (
        f'<iframe sandbox="allow-scripts allow-downloads" srcdoc="{page}" title="Khorasan graph explorer"'
        f' style="width: 100%; height: {HEIGHT}px; border: 1px solid #8884;"></iframe>'
    )
