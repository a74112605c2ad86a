"""Which STIX object a thing becomes, and which relationship type a tie may bear.

Two dialects know different pairs of object types: `strict` those of the tables of the STIX 2.1 specification (section
4, "Relationships" of each object, and appendix B), `opencti` those that OpenCTI takes on import (its mapping of core
relationships). A tie is given a type of theirs only where that says no more than the tie does; everything else is
`related-to`, which both allow between any two objects, and says in its label and its extension what it is.

No person becomes a threat actor: whether somebody is one is a judgement that this program does not make. An armed
group does, for it is an actual organization, and an intrusion set is no organization but a pattern of behaviour.
"""

from __future__ import annotations

from typing import Literal

from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import FACTUAL, Entity, Relation

Profile = Literal["strict", "opencti"]
PROFILES: tuple[Profile, ...] = ("strict", "opencti")

RELATED = "related-to"

_AREAS = ("Administrative-Area", "City", "Country", "Position", "Region")

_CANDIDATES: dict[str, tuple[tuple[str, bool], ...]] = {
    "OperatesIn": (("located-at", False),),
    "Headquarters": (("located-at", False),),
    "Control": (("located-at", False),),
    "TrainingCamp": (("located-at", False),),
    "Sanctuary": (("located-at", False),),
    "ArmedConflict": (("targets", False), ("targets", True)),
    "Targeting": (("targets", False),),
    "Responsibility": (("attributed-to", True),),
    "FactionOf": (("part-of", False),),
    "Affiliation": (("part-of", False),),
    "UmbrellaMembership": (("part-of", False),),
    "Leadership": (("part-of", False),),
    "Membership": (("part-of", False),),
    "Spokesmanship": (("part-of", False),),
    "Alliance": (("cooperates-with", False),),
    "Coordination": (("cooperates-with", False),),
}
"""By class of tie: the types that say what it says, each with whether it runs from the object to the subject.

What is missing is missing on purpose: a pledge is no membership, a successor derives from nobody, what happened in a
town need not have been aimed at it, and who sources call the same man is not yet a duplicate.
"""

_ACCEPTED: dict[Profile, frozenset[tuple[str, str, str]]] = {
    "strict": frozenset(
        {
            ("threat-actor", "located-at", "location"),
            ("threat-actor", "targets", "identity"),
            ("identity", "located-at", "location"),
        }
    ),
    "opencti": frozenset(
        {
            *(("Threat-Actor-Group", "located-at", area) for area in _AREAS),
            ("Threat-Actor-Group", "targets", "Individual"),
            ("Threat-Actor-Group", "targets", "Organization"),
            ("Threat-Actor-Group", "part-of", "Threat-Actor-Group"),
            ("Threat-Actor-Group", "cooperates-with", "Threat-Actor-Group"),
            *(("Individual", "located-at", area) for area in _AREAS),
            ("Individual", "part-of", "Individual"),
            ("Individual", "part-of", "Organization"),
            *(("Organization", "located-at", area) for area in _AREAS),
            ("Organization", "part-of", "Organization"),
            *(("Incident", "targets", area) for area in _AREAS),
            ("Incident", "targets", "Individual"),
            ("Incident", "targets", "Organization"),
            ("Incident", "attributed-to", "Threat-Actor-Group"),
            *(("City", "located-at", area) for area in ("Administrative-Area", "Country", "Region")),
            *(("Position", "located-at", area) for area in ("City", "Administrative-Area", "Country", "Region")),
            *(("Administrative-Area", "located-at", area) for area in ("Country", "Region")),
            ("Country", "located-at", "Region"),
            ("Region", "located-at", "Region"),
        }
    ),
}
"""By profile: from what, which type, to what, of those that the candidates name."""


def object_type(base: KnowledgeBase, entity: Entity) -> str:
    """The type of STIX object that an entity is, the same in both profiles, so that its id is the same as well."""
    cls = base.vocabulary.entity_classes[entity.type]
    if cls.folder == "places":
        return "location"
    if cls.folder == "events":
        return "incident"
    return "threat-actor" if "MilitantOrganization" in cls.ancestors else "identity"


def opencti_type(base: KnowledgeBase, entity: Entity) -> str:
    """What OpenCTI calls an entity. Its own word for a place depends on what kind of place it is."""
    kind = object_type(base, entity)
    if kind == "location":
        cls = base.vocabulary.entity_classes[entity.type]
        for name, area in (
            ("Country", "Country"),
            ("Province", "Administrative-Area"),
            ("District", "Administrative-Area"),
            ("Settlement", "City"),
        ):
            if name in cls.ancestors:
                return area
        return "Position" if entity.latitude and entity.longitude else "Region"
    if kind == "identity":
        return "Individual" if is_person(base, entity) else "Organization"
    return {"threat-actor": "Threat-Actor-Group", "incident": "Incident"}[kind]


def is_person(base: KnowledgeBase, entity: Entity) -> bool:
    return base.vocabulary.entity_classes[entity.type].folder == "people"


def accepts(profile: Profile, base: KnowledgeBase, start: Entity, kind: str, finish: Entity) -> bool:
    """Whether a profile knows a relationship of this type between two such things."""
    name = opencti_type if profile == "opencti" else object_type
    return (name(base, start), kind, name(base, finish)) in _ACCEPTED[profile]


def relationship(profile: Profile, base: KnowledgeBase, tie: Relation, activity: str | None) -> tuple[str, bool]:
    """The type of a tie's relationship, and whether it runs from the tie's object to its subject.

    A class that is not in the table goes the way of the nearest class above it that is: vocabularies may be extended.
    What some deny is related, and no more is said of it, and so is what only may hold on the date asked for: as in RDF,
    only ties that nobody denies are stated outright.
    """
    if tie.status not in FACTUAL or activity == "possible":
        return RELATED, False
    subject, target = base.entities[tie.subject], base.entities[tie.object]
    cls = base.relation_class(tie)
    candidates = next((_CANDIDATES[name] for name in cls.ancestors if name in _CANDIDATES), ())
    for kind, turned in candidates:
        ends = (target, subject) if turned else (subject, target)
        if accepts(profile, base, ends[0], kind, ends[1]):
            return kind, turned
    return RELATED, False
