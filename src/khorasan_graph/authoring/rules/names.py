"""Rules about names: one name for two entities is an error unless both say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from khorasan_graph.authoring.codes import diagnostic
from khorasan_graph.authoring.resolve import Resolved
from khorasan_graph.model.diagnostics import Diagnostic, Note, Span
from khorasan_graph.model.names import fold
from khorasan_graph.model.records import Entity


def names(resolved: Resolved, today: date) -> Iterator[Diagnostic]:
    """One name for two entities is an error unless both say so; names that differ only in spelling are suspect."""
    owners: dict[str, dict[str, Entity]] = defaultdict(dict)
    folded: dict[str, set[str]] = defaultdict(set)
    entities = resolved.base.entities
    for entity in entities.values():
        for text in entity.all_names:
            key = text.casefold()
            owners[key][entity.id] = entity
            folded[fold(text)].add(key)
    for key, holders in owners.items():
        for entity in holders.values():
            other = entities.get(key)
            if other is not None and other.id != entity.id:
                message = f"the name `{key}` is the id of another entity"
                note = Note("the other", Span(other.origin.path))
                yield diagnostic("KG309", message, _name_span(resolved, entity, key), "leave the name out", (note,))
        if len(holders) > 1 and not all(_shares(entity, key) for entity in holders.values()):
            first, *rest = holders.values()
            for entity in rest:
                note = Note("the other", _name_span(resolved, first, key))
                message = f"`{first.id}` bears the name `{_text(entity, key)}` too"
                hint = "if both are really called so, put it under `names` with `shared: true` in both files"
                yield diagnostic("KG309", message, _name_span(resolved, entity, key), hint, (note,))
    for form, keys in folded.items():
        if len(keys) < 2 or not form:
            continue
        spelt = {entity.id: (entity, key) for key in sorted(keys) for entity in owners[key].values()}
        if len(spelt) > 1 and not all(_shares(entity, key) for entity, key in spelt.values()):
            (first, first_key), *others = (spelt[id_] for id_ in sorted(spelt))
            for entity, key in others:
                note = Note("the other", _name_span(resolved, first, first_key))
                message = (
                    f"`{_text(entity, key)}` and `{_text(first, first_key)}` of `{first.id}` differ only in spelling"
                )
                hint = "are they one entity? if not, mark both names `shared: true`"
                yield diagnostic("KG310", message, _name_span(resolved, entity, key), hint, (note,))


def _shares(entity: Entity, key: str) -> bool:
    return any(name.shared and name.text.casefold() == key for name in entity.names)


def _text(entity: Entity, key: str) -> str:
    return next((text for text in entity.all_names if text.casefold() == key), key)


def _name_span(resolved: Resolved, entity: Entity, key: str) -> Span:
    document = resolved.documents[entity.id]
    if entity.name.casefold() == key:
        return document.span("name")
    for raw in document.records[0].get("names") or ():
        if raw.complete and raw.get("text").casefold() == key:
            return document.span("names", raw.index, "text")
    return document.span()
