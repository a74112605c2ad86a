"""The tables of a graph: five to work with, and five for what a record has several of.

Names stand beside ids wherever a reader would else have to look them up. Such columns are marked as for reading; all
others together are enough to get the graph back.
"""

from __future__ import annotations

from khorasan_graph.export.tables.claims import CLAIMS, FATES, QUANTITIES
from khorasan_graph.export.tables.columns import AnyTable
from khorasan_graph.export.tables.entities import ENTITIES, IDENTIFIERS, NAMES
from khorasan_graph.export.tables.sources import AUTHORS, SOURCES
from khorasan_graph.export.tables.ties import QUALIFIERS, RELATIONS

TABLES: tuple[AnyTable, ...] = (
    ENTITIES,
    NAMES,
    RELATIONS,
    CLAIMS,
    SOURCES,
    QUANTITIES,
    FATES,
    QUALIFIERS,
    IDENTIFIERS,
    AUTHORS,
)
"""All tables, the five to work with first."""
