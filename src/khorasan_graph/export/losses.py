"""What several formats lose: finders of the records concerned, and what an export says of its own losses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from khorasan_graph.export.formats import Format, Loss, Request
from khorasan_graph.rdf.dataset import name_id


@dataclass(frozen=True, slots=True)
class Lost:
    """One loss of one export: what it is, and the records concerned, in the order of their names; never none."""

    loss: Loss
    records: tuple[str, ...]


def losses(form: Format, request: Request) -> tuple[Lost, ...]:
    """What an export drops or flattens, in the order in which the format declares it."""
    found = ((loss, tuple(sorted(set(loss.records(request))))) for loss in form.losses)
    return tuple(Lost(loss, records) for loss, records in found if records)


def report(name: str, request: Request, found: tuple[Lost, ...], generator: str) -> dict[str, Any]:
    """The losses of an export as plain values, for `--loss-report`."""
    asked: dict[str, object] = {"format": name}
    if request.profile:
        asked["profile"] = request.profile
    if request.about:
        asked["about"] = list(request.about)
    return {
        "generator": generator,
        **asked,
        "selection": request.selection.as_json(),
        "losses": [
            {
                "key": lost.loss.key,
                "how": lost.loss.how,
                "says": lost.loss.says,
                "count": len(lost.records),
                "records": list(lost.records),
            }
            for lost in found
        ],
    }


def denied_ties(request: Request) -> Iterator[str]:
    """Ties that are only denied."""
    return (f"relation/{tie.id}" for tie in request.base.relations.values() if tie.status == "denied")


def claims(request: Request) -> Iterator[str]:
    """All claims on ties."""
    return (f"claim/{claim.id}" for tie in request.base.relations.values() for claim in tie.claims)


def names(request: Request) -> Iterator[str]:
    """The names of entities beside the one that is shown."""
    entities = request.base.entities.values()
    return (f"name/{name_id(entity.id, name)}" for entity in entities for name in entity.names)


def quantities(request: Request) -> Iterator[str]:
    """Numbers that sources state of entities."""
    return (f"claim/{it.claim.id}" for entity in request.base.entities.values() for it in entity.quantities)


def fates(request: Request) -> Iterator[str]:
    """What sources say became of people."""
    return (f"claim/{it.claim.id}" for entity in request.base.entities.values() for it in entity.fates)
