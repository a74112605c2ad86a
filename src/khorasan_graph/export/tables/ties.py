"""The tables of ties: who is tied to whom, and what else is stated of a tie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from khorasan_graph.export.tables.columns import Column, Table, View, dated
from khorasan_graph.model.records import STATUSES, Relation
from khorasan_graph.model.vocabulary import Vocabulary

SIGNS = {"+": 1, "-": -1, "0": 0}
"""The signs of ties as numbers, to be summed; as texts, `+` and `-` would be taken for formulas."""


class Qualified(NamedTuple):
    relation: Relation
    key: str
    position: int
    value: str


def _qualifiers(vocabulary: Vocabulary) -> Iterable[str]:
    return sorted({one.key for cls in vocabulary.relation_classes.values() for one in cls.qualifiers})


def _qualified(view: View) -> Iterator[Qualified]:
    for tie in view.base.relations.values():
        for key, values in tie.qualifiers:
            for position, value in enumerate(values, start=1):
                yield Qualified(tie, key, position, value)


RELATIONS: Table[Relation] = Table(
    "relations",
    "Ties",
    "Who is tied to whom, how, when, and how well it is attested: a row for each tie. Rows whose status is `denied` "
    "are no ties: somebody denies them and nobody asserts them. Filter them out before you count or draw.",
    ("id",),
    lambda it: f"relation/{it.id}",
    lambda view: view.base.relations.values(),
    (
        Column("id", "string", "The id of the tie.", lambda view, it: it.id, required=True),
        Column(
            "status",
            "string",
            "corroborated: independent publishers assert it, nobody denies it; reported: asserted, not corroborated; "
            "contested: some assert it, some deny it; denied: only denied, no tie.",
            lambda view, it: it.status,
            required=True,
            enum=lambda vocabulary: STATUSES,
            reading=True,
        ),
        Column(
            "type",
            "string",
            "Its class in the ontology.",
            lambda view, it: it.type,
            required=True,
            enum=lambda vocabulary: (cls.name for cls in vocabulary.relation_classes.values() if not cls.abstract),
        ),
        Column(
            "sentence",
            "string",
            "The tie in words. Begins with `denied:`, `contested:` or `may hold as of` where it is no more than that.",
            lambda view, it: view.sentence(it),
            required=True,
            reading=True,
        ),
        Column("subject", "string", "Who is tied.", lambda view, it: it.subject, required=True, references="entities"),
        Column(
            "subject_name",
            "string",
            "The name of the subject.",
            lambda view, it: view.name(it.subject),
            required=True,
            reading=True,
        ),
        Column(
            "subject_type",
            "string",
            "The class of the subject.",
            lambda view, it: view.base.entities[it.subject].type,
            required=True,
            reading=True,
        ),
        Column(
            "object", "string", "To whom or what.", lambda view, it: it.object, required=True, references="entities"
        ),
        Column(
            "object_name",
            "string",
            "The name of the object.",
            lambda view, it: view.name(it.object),
            required=True,
            reading=True,
        ),
        Column(
            "object_type",
            "string",
            "The class of the object.",
            lambda view, it: view.base.entities[it.object].type,
            required=True,
            reading=True,
        ),
        Column(
            "family",
            "string",
            "The family of its type.",
            lambda view, it: view.cls(it).family,
            required=True,
            reading=True,
        ),
        Column(
            "sign",
            "integer",
            "1: a friendly tie; -1: a hostile one; 0: neither.",
            lambda view, it: SIGNS[view.cls(it).sign],
            required=True,
            least=-1,
            most=1,
            reading=True,
        ),
        Column(
            "symmetric",
            "boolean",
            "Whether it reads the same from both ends.",
            lambda view, it: view.cls(it).symmetric,
            required=True,
            reading=True,
        ),
        Column(
            "punctual",
            "boolean",
            "Whether it happened on a date (`start`) and is true ever after, as a split; else it lasts for a period.",
            lambda view, it: view.cls(it).punctual,
            required=True,
            reading=True,
        ),
        *dated("start", "When it began or happened, in the editor's reading.", lambda view, it: it.start),
        *dated(
            "end",
            "When it ended, in the editor's reading. `..`: still in force; `unknown`: nobody knows when.",
            lambda view, it: it.end,
        ),
        Column(
            "known_from",
            "date",
            "The day from which it is known to hold; later than `known_to` where it held on some day between the two; "
            "empty where no day is known.",
            lambda view, it: it.known_from,
            reading=True,
        ),
        Column(
            "known_to",
            "date",
            "The day to which it is known to hold; empty, with a day in `known_from`, for what holds ever after.",
            lambda view, it: it.known_to,
            reading=True,
        ),
        Column(
            "possible_from",
            "date",
            "The first day on which it may hold; empty: no bound.",
            lambda view, it: it.possible_from,
            reading=True,
        ),
        Column(
            "possible_to",
            "date",
            "The last day on which it may hold; empty: no bound.",
            lambda view, it: it.possible_to,
            reading=True,
        ),
        Column(
            "activity",
            "string",
            "Where a date was asked for: active (known to hold then) or possible (may hold then). Else empty.",
            lambda view, it: view.selection.activity(it),
            enum=lambda vocabulary: ("active", "possible"),
            reading=True,
        ),
        Column("place", "string", "The place where it holds.", lambda view, it: it.place, references="entities"),
        Column("place_name", "string", "The name of the place.", lambda view, it: view.name(it.place), reading=True),
        Column(
            "details",
            "string",
            "Its qualifiers in words, such as an office; the table `qualifiers` has them one by one.",
            lambda view, it: view.details(it),
            reading=True,
        ),
        Column(
            "asserting",
            "integer",
            "How many claims assert it.",
            lambda view, it: it.count("asserts"),
            required=True,
            least=0,
            reading=True,
        ),
        Column(
            "denying",
            "integer",
            "How many claims deny it.",
            lambda view, it: it.count("denies"),
            required=True,
            least=0,
            reading=True,
        ),
        Column(
            "credibility",
            "integer",
            "The best credibility with which a claim asserts it (1 is best); empty where none does.",
            lambda view, it: it.asserted_credibility,
            least=1,
            most=6,
            reading=True,
        ),
        Column(
            "asserted_by",
            "list",
            "Who asserts it, by name: whoever makes the claims, be it in a document of another publisher.",
            lambda view, it: view.speakers(it, "asserts"),
            reading=True,
        ),
        Column(
            "denied_by",
            "list",
            "Who denies it, by name: whoever makes the claims, be it in a document of another publisher.",
            lambda view, it: view.speakers(it, "denies"),
            reading=True,
        ),
        Column(
            "asserted_in",
            "list",
            "The publishers of the documents with the claims that assert it.",
            lambda view, it: view.publishers(it, "asserts"),
            reading=True,
        ),
        Column(
            "denied_in",
            "list",
            "The publishers of the documents with the claims that deny it.",
            lambda view, it: view.publishers(it, "denies"),
            reading=True,
        ),
        Column("note", "string", "A remark of the editor.", lambda view, it: it.note),
    ),
)


QUALIFIERS: Table[Qualified] = Table(
    "qualifiers",
    "Details of ties",
    "What else is stated of a tie, such as an office, the content of a support, the group left in a defection: a row "
    "for each value.",
    ("relation", "key", "position"),
    lambda it: f"relation/{it.relation.id}",
    _qualified,
    (
        Column(
            "relation", "string", "The tie.", lambda view, it: it.relation.id, required=True, references="relations"
        ),
        Column(
            "relation_status",
            "string",
            "The status of the tie.",
            lambda view, it: it.relation.status,
            required=True,
            enum=lambda vocabulary: STATUSES,
            reading=True,
        ),
        Column(
            "relation_type",
            "string",
            "The type of the tie.",
            lambda view, it: it.relation.type,
            required=True,
            reading=True,
        ),
        Column(
            "subject_name",
            "string",
            "Who is tied, by name.",
            lambda view, it: view.name(it.relation.subject),
            required=True,
            reading=True,
        ),
        Column(
            "object_name",
            "string",
            "To whom, by name.",
            lambda view, it: view.name(it.relation.object),
            required=True,
            reading=True,
        ),
        Column("key", "string", "Which qualifier it is.", lambda view, it: it.key, required=True, enum=_qualifiers),
        Column(
            "position",
            "integer",
            "1, 2 ...: the order of several values.",
            lambda view, it: it.position,
            required=True,
            least=1,
        ),
        Column(
            "value",
            "string",
            "The value: a text, a term of the ontology, or the id of an entity.",
            lambda view, it: it.value,
            required=True,
        ),
        Column(
            "entity",
            "string",
            "The value once more where it is an entity; else empty.",
            lambda view, it: it.value if view.cls(it.relation).qualifier_by_key[it.key].is_entity else None,
            references="entities",
            reading=True,
        ),
        Column(
            "value_name",
            "string",
            "The value in words: a name, a label, or the text.",
            lambda view, it: view.value(it.relation, it.key, it.value),
            required=True,
            reading=True,
        ),
    ),
)
