"""The limits on what is read, in one table. Whoever hits one is told so; nothing is cut silently."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes unless named otherwise. They keep one bad file from exhausting the machine."""

    file_bytes: int = 1 << 20
    files: int = 250_000
    total_bytes: int = 1 << 30
    depth: int = 32
    scalar_bytes: int = 64 << 10
    nodes_per_file: int = 200_000
    id_characters: int = 64
    name_characters: int = 300
    names_per_entity: int = 200


DEFAULT_LIMITS = Limits()
