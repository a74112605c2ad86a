"""The dossier site: a static page for everything in a knowledge base, each linkable, none asking for anything."""

from khorasan_graph.site.pages import pages

__all__ = ["pages"]
