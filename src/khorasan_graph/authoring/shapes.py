"""Which fields a record has and of what form: one table, from which the reader checks and the JSON Schema is made.

The classes, qualifiers and closed lists come from the vocabulary; only what is common to all graphs stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from khorasan_graph.model.vocabulary import Qualifier, RelationClass, Vocabulary

KINDS: dict[str, str] = {
    "organizations": "Organization",
    "people": "Person",
    "places": "Place",
    "events": "Event",
}
"""The folders of entities and the root class of each."""
SOURCES, RELATIONS = "sources", "relations"

PRIVATE_FIELDS = frozenset(
    "address phone telephone email passport national_id id_number account accounts bank_account religion ethnicity "
    "sect tribe date_of_birth birth_date dob family relatives wife wives husband spouse children sons daughters father "
    "mother".split()
)
"""What is never recorded of a person, under any of the names it is likely to be given."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `form` names the reader of its value, `of` the closed list or shape that the form needs."""

    name: str
    form: str
    help: str
    required: bool = False
    of: str = ""
    example: str = ""


_PERIOD_FIELDS = (
    Field("start", "start", "When it began (EDTF), or `unknown`.", example="2014-08"),
    Field("end", "end", "When it ended (EDTF), `unknown`, or `..` if it is still in force.", example="2015-03"),
)
_DATE = Field("date", "date", "When it happened (EDTF date or interval).", example="2014-08-26")
_DATE_OF_TIE = Field("date", "start", "When it happened (EDTF), or `unknown`.", example="2014-08-26")
_NOTE = Field("note", "text", "A remark in our own words.", example="In our own words.")

CLAIM = (
    Field("source", "source", "The id of the source that was read.", required=True, example="voa-2024-08-16"),
    Field("credibility", "credibility", "1 confirmed to 5 improbable, 6 cannot be judged.", required=True, example="3"),
    Field("by", "entity", "Who says so; left out, the publisher of the source.", example="united-nations"),
    Field(
        "stance", "term", "Whether the claim asserts or denies; left out, it asserts.", of="Stance", example="denies"
    ),
    Field("as_of", "date", "The date it speaks of; left out, the source's.", example="2024-07"),
    Field("locator", "text", "Where in the source: a page, a paragraph.", example="paragraph 4"),
    Field("citing", "text", "What the source itself cites.", example="Dawn, 12 December 2017"),
    _NOTE,
)
CLAIM_OF_TIE = (*CLAIM, *_PERIOD_FIELDS)
CLAIM_OF_PUNCTUAL_TIE = (*CLAIM, _DATE)
QUANTITY = (
    Field("measure", "term", "What is counted.", required=True, of="Measure", example="strength"),
    Field("value", "count", "The number.", example="600"),
    Field("min", "count", "The least it is.", example="1500"),
    Field("max", "count", "The most it is.", example="3000"),
    *CLAIM,
)
FATE = (
    Field("fate", "term", "What became of the person.", required=True, of="Fate", example="killed"),
    _DATE,
    *CLAIM,
)
NAME = (
    Field("text", "name", "The name as met.", required=True, example="TTP"),
    Field("kind", "term", "What kind of name it is.", required=True, of="NameKind", example="acronym"),
    Field("lang", "lang", "Its language (BCP 47).", example="ur"),
    *_PERIOD_FIELDS,
    Field("source", "source", "The id of a source that uses it.", example="voa-2024-08-16"),
    Field("shared", "flag", "true if another entity bears it too; both must say so.", example="true"),
)
IDENTIFIER = (
    Field("scheme", "term", "Whose identifier it is.", required=True, of="IdentifierScheme", example="wikidata"),
    Field("value", "text", "The identifier.", required=True, example="Q42418"),
)
COORDINATES = (
    Field("latitude", "latitude", "Degrees north (WGS84).", required=True, example="34.43"),
    Field("longitude", "longitude", "Degrees east (WGS84).", required=True, example="70.45"),
)
_TIE = (
    Field("type", "relation_class", "What kind of tie it is.", required=True, example="Coordination"),
    Field("object", "entity", "The id of the entity at the other end.", required=True, example="al-qaida"),
    Field("id", "relation_id", "Only where the id that follows from the content will not do.", example="a.alliance.b"),
    Field("place", "entity", "The id of the place where the tie holds.", example="nangarhar"),
    _NOTE,
    Field("claims", "claims", "Who says so, on what evidence: at least one.", required=True),
)
_SUBJECT = Field(
    "subject", "entity", "The id of the entity whose tie it is.", required=True, example="hafiz-gul-bahadur-group"
)
_ENTITY = (
    Field("type", "entity_class", "Its class.", required=True, example="Faction"),
    Field("name", "name", "The name that is shown.", required=True, example="Jamaat-ul-Ahrar"),
    Field("names", "list", "Its other names.", of="name"),
    Field("description", "text", "One or two sentences in our own words.", example="In our own words."),
    Field("identifiers", "list", "What other data sets call it.", of="identifier"),
    Field("different_from", "entities", "Ids of entities that people confuse with it.", example="[jundallah-iran]"),
    Field("sources", "sources", "Ids of the sources of this file's own fields.", example="[voa-2024-08-16]"),
    Field("relations", "relations", "The ties of which it is the subject."),
    Field("quantities", "list", "Numbers that sources state.", of="quantity"),
)
_ENTITY_BY_FOLDER: dict[str, tuple[Field, ...]] = {
    "organizations": _PERIOD_FIELDS,
    "people": (*_PERIOD_FIELDS, Field("fates", "list", "What sources say became of the person.", of="fate")),
    "places": (
        Field("part_of", "entity", "The id of the place around it.", example="nangarhar"),
        Field("coordinates", "coordinates", "Where it is."),
        Field("code", "country_code", "A country's ISO 3166-1 code.", example="AF"),
    ),
    "events": (Field("date", "date", "When it happened (EDTF).", required=True, example="2016-03-27"),),
}
SOURCE = (
    Field("publisher", "text", "Who published it.", required=True, example="Voice of America"),
    Field("title", "text", "Its title.", required=True, example="The title as printed"),
    Field("published", "date", "When it was published (EDTF).", required=True, example="2024-08-16"),
    Field("reliability", "reliability", "A reliable to E unreliable, F cannot be judged.", required=True, example="B"),
    Field("url", "url", "Where it was published.", example="https://www.example.org/a"),
    Field("archive_url", "url", "Where a copy is kept.", example="https://web.archive.org/web/2024/a"),
    Field("lang", "lang", "Its language (BCP 47).", example="en"),
    Field("authors", "texts", "Who wrote it.", example="[A. Author]"),
    Field("via", "text", "The copy it was read in, if another.", example="a reposted copy"),
    Field("derived_from", "sources", "Ids of the sources it copies or restates.", example="[afp-2024-08-16]"),
    Field("accessed", "date", "When it was read (EDTF).", example="2024-09-01"),
    _NOTE,
)  # fmt: skip
ABOUT = (
    Field("title", "text", "What the graph is called.", example="Armed groups of the Sample Valley"),
    Field("description", "text", "What it holds, in a few sentences.", example="In our own words."),
    Field(
        "license", "iri", "The address of the license that its data are under.",
        example="https://creativecommons.org/licenses/by/4.0/",
    ),
    Field("version", "text", "Whatever its authors count by.", example="2026.2"),
    Field("creators", "texts", "Who made it.", example="[A. Author]"),
    Field("homepage", "iri", "Where it is told of.", example="https://www.example.org/graph"),
)  # fmt: skip
"""What may be said of a graph as a whole; none of it must be."""


class Shape(dict[str, Field]):
    """The fields of a record by name; `required` are those that it cannot do without."""

    def __init__(self, fields: Iterable[Field]) -> None:
        super().__init__((field.name, field) for field in fields)
        self.required = tuple(field for field in self.values() if field.required)


@dataclass(frozen=True)
class Shapes:
    """The shapes of all records under one vocabulary."""

    vocabulary: Vocabulary

    @cached_property
    def entities(self) -> dict[str, Shape]:
        """The shape of an entity by folder."""
        return {folder: Shape((*_ENTITY, *_ENTITY_BY_FOLDER[folder])) for folder in KINDS}

    @cached_property
    def source(self) -> Shape:
        return Shape(SOURCE)

    @cached_property
    def about(self) -> Shape:
        return Shape(ABOUT)

    @cached_property
    def records(self) -> dict[str, Shape]:
        """The shapes of what stands in lists inside an entity."""
        return {
            "name": Shape(NAME),
            "identifier": Shape(IDENTIFIER),
            "quantity": Shape(QUANTITY),
            "fate": Shape(FATE),
        }

    @cached_property
    def coordinates(self) -> Shape:
        return Shape(COORDINATES)

    @cached_property
    def claims(self) -> dict[bool, Shape]:
        """The shape of a claim by whether its tie is punctual."""
        return {False: Shape(CLAIM_OF_TIE), True: Shape(CLAIM_OF_PUNCTUAL_TIE)}

    @cached_property
    def relations(self) -> dict[tuple[str, bool], Shape]:
        """The shape of a tie by its class and by whether it stands alone, with a `subject` of its own."""
        found = {}
        for cls in self.vocabulary.relation_classes.values():
            if not cls.abstract:
                inline = (*_TIE, *tie_fields(cls))
                found[cls.name, False] = Shape(inline)
                found[cls.name, True] = Shape((_SUBJECT, *inline))
        return found

    @cached_property
    def relation_fields(self) -> dict[str, list[str]]:
        """Every field that some class of ties has, with the classes that have it."""
        found: dict[str, list[str]] = {}
        for (name, alone), fields in self.relations.items():
            if alone:
                for field in fields:
                    found.setdefault(field, []).append(name)
        return found


def tie_fields(cls: RelationClass) -> tuple[Field, ...]:
    """The fields that a class of ties has beside the common ones: its period or date, and its qualifiers."""
    period = (_DATE_OF_TIE,) if cls.punctual else _PERIOD_FIELDS
    return (*period, *(_qualifier_field(qualifier) for qualifier in cls.qualifiers))


def _qualifier_field(qualifier: Qualifier) -> Field:
    if qualifier.is_entity:
        form = "entities" if qualifier.many else "entity"
    elif qualifier.range is not None:
        form = "terms" if qualifier.many else "term"
    else:
        form = "texts" if qualifier.many else "text"
    return Field(qualifier.key, form, qualifier.definition, of=qualifier.range or "")
