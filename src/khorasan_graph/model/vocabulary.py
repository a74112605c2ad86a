"""The vocabulary: which kinds of entities, ties and values exist. Read from the ontology, never listed in code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

KG = "https://w3id.org/khorasan-graph/ontology#"
DATA = "https://w3id.org/khorasan-graph/id/"

SIGNS = ("+", "-", "0")


@dataclass(frozen=True, slots=True)
class EntityClass:
    """A class of entities. `ancestors` holds every superclass, nearest first, and the class itself at the front.

    `passage` names the word (`state`, `place`, `event`) with which path search must be told to pass through such
    entities; None means that it always may. `folder` is the folder of `graph_data/` where they live.
    """

    name: str
    label: str
    definition: str
    ancestors: tuple[str, ...]
    folder: str | None
    passage: str | None
    abstract: bool


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A further statement that a class of ties can carry, such as the content of a support.

    `range` is the local name of an entity class or of a scheme, or None for free text. `many`: a list is written.
    `projects_edge`: in a graph, the entity it names becomes an end of the tie as well; `phrase` and `inverse_phrase`
    say how that edge reads ("defected from"), `projects_to` names its direct property in RDF.
    """

    key: str
    iri_name: str
    label: str
    definition: str
    range: str | None
    is_entity: bool
    many: bool
    projects_edge: bool
    projects_to: str | None
    phrase: str
    inverse_phrase: str


@dataclass(frozen=True)
class RelationClass:
    """A class of ties: its family and sign, which ends it allows, and how it is put in words.

    `phrase` reads from subject to object ("split from"), `inverse_phrase` the other way. `punctual` ties happen on
    a date and are true ever after; the others last for a period. `acyclic` ties never lead back to where they began
    (nothing splits from its own splinter). `projects_to` is the local name of the direct
    property that stands for the tie in RDF.
    """

    name: str
    label: str
    definition: str
    ancestors: tuple[str, ...]
    family: str
    sign: str
    symmetric: bool
    punctual: bool
    abstract: bool
    acyclic: bool
    subject_classes: tuple[str, ...]
    object_classes: tuple[str, ...]
    projects_to: str | None
    phrase: str
    inverse_phrase: str
    qualifiers: tuple[Qualifier, ...]

    @cached_property
    def qualifier_by_key(self) -> dict[str, Qualifier]:
        return {qualifier.key: qualifier for qualifier in self.qualifiers}


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a closed list: a measure, a fate, a kind of name, a scheme of identifiers."""

    scheme: str
    key: str
    iri_name: str
    label: str
    definition: str
    unit: str | None = None
    pattern: str | None = None
    url_template: str | None = None


@dataclass(frozen=True)
class Vocabulary:
    """Everything the ontology says that the compiler needs. Mappings are sorted by key."""

    version: str
    entity_classes: dict[str, EntityClass]
    relation_classes: dict[str, RelationClass]
    schemes: dict[str, dict[str, Term]]

    def is_entity_a(self, name: str, *ancestors: str) -> bool:
        """Whether entity class `name` is one of `ancestors` or below one of them."""
        return not set(ancestors).isdisjoint(self.entity_classes[name].ancestors)

    def relations_below(self, name: str) -> frozenset[str]:
        """The concrete relation classes that `name` covers: itself, or what lies below a family."""
        return frozenset(
            cls.name for cls in self.relation_classes.values() if name in cls.ancestors and not cls.abstract
        )

    def entities_below(self, name: str) -> frozenset[str]:
        """The concrete entity classes that `name` covers."""
        return frozenset(cls.name for cls in self.entity_classes.values() if name in cls.ancestors and not cls.abstract)

    def terms(self, scheme: str) -> dict[str, Term]:
        """The values of a closed list by the key that authors write."""
        return self.schemes.get(scheme, {})
