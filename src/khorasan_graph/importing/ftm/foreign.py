"""FollowTheMoney of others as drafts: people, organizations, places, events, documents, and the links between them.

FollowTheMoney says of a link that it is there, and seldom what it is; of its documents, not what each says. So the type
of most ties is open, with the role that the file gives it, and every claim's credibility is. Where a link says anything
in words of its own, in whatever language, they may deny it: then it is open who asserts and who denies. Contact
details, identity papers, accounts and relatives are left over, and what they are is not repeated in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from khorasan_graph.importing.drafts import STANCE, Drafts, Open, Record, claim
from khorasan_graph.importing.ftm.documents import ASKED, CUT_TIME, DOCUMENTS, Documents, date, day
from khorasan_graph.importing.ftm.lines import Line
from khorasan_graph.importing.values import dated, identifier, name, tie_types

_CLASSES = {
    "Person": "Person",
    "Organization": "Organization",
    "PublicBody": "Organization",
    "Company": "OtherOrganization",
    "Event": "Event",
    "LegalEntity": None,
}
"""Our class for a schema: none narrower than what the schema says; None is a person or an organization."""
_LEVELS = {"country": "Country", "adm1": "Province", "adm2": "District", "locality": "Settlement"}
_ENDS = {
    "UnknownLink": ("subject", "object"),
    "Membership": ("member", "organization"),
    "Directorship": ("director", "organization"),
    "Employment": ("employee", "employer"),
    "Succession": ("successor", "predecessor"),
    "Associate": ("person", "associate"),
    "Representation": ("agent", "client"),
}
"""The links that may be ties of ours, and the properties of their subject and object."""
_MEANT = {
    "Membership": ("Membership", "Leadership", "Spokesmanship", "UmbrellaMembership", "FactionOf", "Affiliation"),
    "Directorship": ("Leadership", "Membership", "Spokesmanship"),
    "Employment": ("Membership", "Leadership", "Spokesmanship"),
    "Succession": ("Succession", "Split", "Merger"),
    "parent": ("FactionOf", "Affiliation", "UmbrellaMembership"),
    "organizer": ("Responsibility", "Participation"),
    "involved": ("Participation", "Responsibility"),
}
"""The types of ties that a link is likely to mean, of those that can lead from one end to the other."""
_NAMES = {"abbreviation": "acronym", "previousName": "former", "alias": "alias", "weakAlias": "alias"}
_LIVES = {
    "Person": ("birthDate", "deathDate"),
    **dict.fromkeys(("Organization", "PublicBody", "Company"), ("incorporationDate", "dissolutionDate")),
}
_DESCRIBING = ("description", "summary", "notes", "biography")
_PRIVATE = frozenset(
    "address addressEntity appearance education email ethnicity eyeColor fatherName gender hairColor height idNumber "
    "images innCode motherName nationality passportNumber phone religion socialSecurityNumber spokenLanguage taxNumber "
    "weight".split()
)
_PRIVATE_SCHEMATA = frozenset(
    "Address Airplane BankAccount Call CryptoWallet Email Family Identification Image Message Passport Payment "
    "RealEstate TaxRoll UserAccount Vehicle Vessel".split()
)
_PRIVATE_WHY = "a private detail, which the data policy keeps out"
_SAYING = ("status", "summary", "reason", "description", "notes")
_NOT_SAYING = frozenset(
    "alephUrl authority authorityId country date duration endDate entity listingDate modifiedAt program programId "
    "programUrl proof publishedAt publisher publisherUrl recordId retrievedAt sourceUrl startDate unscId".split()
)
"""Properties of links that hold no words of their own, beside their ends; any other may."""
_ROLES = frozenset(
    "administrator amir and assistant board captain ceo chair chairman chairperson chairwoman chief co cofounder "
    "commander council deputy director emir employee executive first founder founding general governor head in leader "
    "leadership manager member minister of officer official owner partner president prime representative second "
    "secretary senior shura spokesman spokesperson spokeswoman staff the treasurer vice".split()
)
"""A role of these words alone names a position; what any other says, in whatever language, nobody knows here."""


class Foreigners:
    """Reads entities that are not of our own making into drafts; `left` is where it says what it did not take."""

    def __init__(self, drafts: Drafts, left: list[tuple[str, str, str, str]]) -> None:
        self.drafts = drafts
        self.left = left
        self.lines: dict[str, Line] = {}
        self.documents = Documents(drafts, {})
        self.ids: dict[str, str] = {}
        """The id of every drafted entity by the one it has in the file."""
        self.types: dict[str, str | None] = {}
        self.rests_on: dict[str, list[str]] = {}
        self.said: dict[str, list[str]] = {}
        """What a line says in words of its own, which may deny its links."""
        self.points: set[str] = set()
        self.cut_time = False

    def read(self, lines: list[Line]) -> None:
        """Read the entities, then the links between them, then what is left."""
        self.lines = {line.id: line for line in lines}
        self.documents = Documents(self.drafts, self.lines)
        things = [line for line in lines if line.schema in _CLASSES or line.schema == "Territory"]
        for line in things:
            shown = line.caption or next(iter(line.peek("name", "alias", "weakAlias")), line.id)
            self.ids[line.id] = self.drafts.ids.make(line.id, shown)
            self.types[line.id] = self.class_of(line)
        for line in things:
            self.entity(line)
        for line in lines:
            if line.schema in _ENDS:
                self.link(line)
            elif line.schema == "Sanction":
                self.sanction(line)
        for line in things:
            self.links_of_properties(line)
        for line in lines:
            if line.schema == "Article":
                self.documents.id_of(line)
        if any(line.schema == "Person" for line in things):
            self.drafts.note("people: keep those who have a public part in what the graph is of, and delete the others")
        if self.cut_time:
            self.drafts.note("dates: times of day were left out")
        self.leave(lines)

    def class_of(self, line: Line) -> str | None:
        if line.schema == "Territory":
            levels = line.peek("level")
            return _LEVELS.get(levels[0], "Place") if len(levels) == 1 else "Place"
        return _CLASSES[line.schema]

    # Entities

    def entity(self, line: Line) -> None:
        type_ = self.types[line.id]
        record = Record()
        record.comments.append(f"{line.where} of the file.")
        if type_ is None:
            fitting = self.drafts.vocabulary.entities_below("Actor")
            record.put("type", Open("a person or an organization", says=line.schema, choices=tuple(sorted(fitting))))
        elif type_ == "Organization":
            record.remarks["type"] = f"{line.schema} in the file: a narrower class says more"
        self.names(line, record)
        self.said[line.id] = line.peek(*_DESCRIBING)
        self.description(line, record)
        self.identifiers(line, record)
        self.dates(line, record)
        if line.schema == "Territory":
            self.place(line, record)
        record.put("sources", tuple(self.documents.proofs(line)))
        self.drafts.entity(self.ids[line.id], type_, record)

    def names(self, line: Line, record: Record) -> None:
        """The name that is shown, and the others; of a second `name` nobody knows what kind of name it is."""
        given = line.take("name")
        shown = line.caption if line.caption in given else next(iter(given), line.caption)
        record.fields["name"] = Open("its name")
        if shown:
            record.fields["name"], record.remarks["name"] = name(shown)
        told: set[str | None] = {record.text("name")}
        open_kind = Open("kind of name", says="name", choices=tuple(self.drafts.vocabulary.terms("NameKind")))
        others: list[tuple[str, str | Open]] = [(text, open_kind) for text in given]
        for property_, known in _NAMES.items():
            others += [(text, known) for text in line.take(property_)]
        for text, kind in others:
            written, remark = name(text)
            if isinstance(written, Open) or written in told:
                continue
            told.add(written)
            item = Record({"text": written, "kind": kind}, remarks={"text": remark})
            record.records("names").append(item)
        record.comments += self.drafts.proposals([text for text in told if text])

    def description(self, line: Line, record: Record) -> None:
        for property_ in _DESCRIBING:
            values = line.peek(property_)
            if values and "description" not in record.fields:
                record.put("description", values[0])
                record.remarks["description"] = "the file's own words: say it in yours"
                line.properties[property_] = values[1:]

    def identifiers(self, line: Line, record: Record) -> None:
        known = self.drafts.vocabulary.terms("IdentifierScheme")
        pattern = known["wikidata"].pattern if "wikidata" in known else None
        for value in line.peek("wikidataId"):
            if pattern and re.fullmatch(pattern, value):
                record.records("identifiers").append(Record({"scheme": "wikidata", "value": value}))
                line.properties["wikidataId"].remove(value)
        for value in line.peek("sourceUrl"):
            found = identifier(self.drafts.vocabulary, value)
            item = Record({"scheme": found[0], "value": found[1]}) if found else None
            if item is not None:
                line.properties["sourceUrl"].remove(value)
                if item.fields not in [other.fields for other in record.records("identifiers")]:
                    record.records("identifiers").append(item)
        if record.fields.get("identifiers") == []:
            del record.fields["identifiers"]

    def dates(self, line: Line, record: Record) -> None:
        if line.schema == "Event":
            first, last = line.take("startDate"), line.take("endDate")
            if len(first) == len(last) == 1 and not line.peek("date"):
                record.put("date", dated(f"{day(first[0])}/{day(last[0])}"))
            else:
                record.put("date", self.date([*line.take("date"), *first, *last]))
            record.fields.setdefault("date", Open("when it happened (EDTF)"))
            return
        start, end = _LIVES.get(line.schema, ("", ""))
        if line.schema == "Person":
            born = line.take(start)
            years = list(dict.fromkeys(value[:4] for value in born))
            record.put("start", self.date(years, asks="the year of birth"))
            if any(len(value) > 4 for value in born):
                why = "the data policy keeps the day of birth out: the year was taken"
                self.left.append((line.where, f"`{start}`", why, ""))
        else:
            record.put("start", self.date(line.take(start)))
        record.put("end", self.date(line.take(end)))

    def date(self, values: list[str], asks: str = ASKED) -> str | Open | None:
        """The date that all values say; open if they differ."""
        self.cut_time = self.cut_time or any(CUT_TIME.fullmatch(value) for value in values)
        return date(values, asks)

    def place(self, line: Line, record: Record) -> None:
        around = [each for each in line.peek("partOf") if each in self.ids]
        if len(around) == 1:
            record.put("part_of", self.ids[around[0]])
            line.properties["partOf"].remove(around[0])
        line.take("level")
        if self.types[line.id] == "Country":
            codes = {code.upper() for code in line.take("territoryCode", "country")}
            if len(codes) == 1 and len(code := codes.pop()) == 2:
                record.put("code", code)
            elif codes:
                record.put("code", Open("ISO 3166-1 alpha-2", says="; ".join(sorted(codes))))
        points = [self.lines[each] for each in line.peek("addressEntity") if each in self.lines]
        for point in points:
            both = point.peek("latitude"), point.peek("longitude")
            if len(both[0]) == len(both[1]) == 1 and "coordinates" not in record.fields:
                self.points.add(point.id)
                line.properties["addressEntity"].remove(point.id)
                record.put("coordinates", Record({"latitude": both[0][0], "longitude": both[1][0]}))

    # Ties

    def link(self, line: Line) -> None:
        one, other = _ENDS[line.schema]
        pairs = [
            (subject, target)
            for subject in line.take(one)
            for target in line.take(other)
            if self.are_ends(line, subject, target)
        ]
        if not pairs:
            line.properties.clear()  # the link as a whole is left over, and was said to be
            return
        roles = line.take("role", "relationship")
        words = [f"Role: {role}" for role in roles] + self.words(line, roles)
        for subject, target in pairs:
            type_ = self.type_of(line.schema, subject, target, "; ".join(roles) or line.schema)
            if line.schema == "Membership" and not roles and self.types[subject] == "Person":
                type_ = "Membership"
            self.tie(line, subject, type_, target, words)
        line.take("startDate", "endDate", *(("date",) if isinstance(type_, Open) else ()))

    def are_ends(self, line: Line, subject: str, target: str) -> bool:
        """Whether both ends are drafted; what is not is said."""
        for end in (subject, target):
            if end not in self.ids:
                kind = self.lines[end].schema if end in self.lines else ""
                why = f"one end is a {kind}, which is not drafted" if kind else "the file does not have one end of it"
                self.left.append((line.where, "a link", why, end))
                return False
        if subject == target:
            self.left.append((line.where, "a link", "a tie of a thing to itself", subject))
            return False
        return True

    def words(self, line: Line, roles: Iterable[str] = ()) -> list[str]:
        """What a link says in words, taken as comments, and noted for its claims with any role that is no position."""
        told = line.take(*_SAYING)
        silent = _NOT_SAYING | _PRIVATE
        others = [text for name, texts in line.properties.items() if name not in silent for text in texts]
        self.said[line.id] = [*(role for role in roles if not _is_position(role)), *told, *others]
        return [f"It says: {text}" for text in told]

    def type_of(self, meant: str, subject: str, target: str, says: str) -> str | Open:
        fitting = tie_types(self.drafts.vocabulary, self.types[subject], self.types[target])
        likely = tuple(each for each in _MEANT.get(meant, ()) if not fitting or each in fitting)
        return Open("what kind of tie", says=says, choices=likely or fitting)

    def tie(self, line: Line, subject: str, type_: str | Open, target: str, words: Iterable[str]) -> None:
        record = Record({"subject": self.ids[subject], "type": type_, "object": self.ids[target]})
        record.comments += [f"{line.where} of the file.", *words]
        record.put("start", self.date(line.peek("startDate")))
        record.put("end", self.date(line.peek("endDate")))
        if isinstance(type_, Open):
            record.put("date", self.date(line.peek("date")))
        record.put("claims", self.claims(line))
        self.drafts.tie(record)

    def claims(self, line: Line) -> list[Record]:
        """A claim for each document. Where the link says something in words, who asserts and who denies is open."""
        if line.id not in self.rests_on:
            self.rests_on[line.id] = self.documents.under(line)
        said = self.said.get(line.id)
        stance = Open(STANCE.asks, says="; ".join(said)) if said else None
        return [claim(source, stance=stance) for source in self.rests_on[line.id]]

    def sanction(self, line: Line) -> None:
        """A sanction is a designation; who its authority is among the entities, only a person can say."""
        subjects = []
        for subject in line.take("entity"):
            type_ = self.types.get(subject, "")
            if type_ is None or (type_ and self.drafts.vocabulary.is_entity_a(type_, "Actor")):
                subjects.append(subject)
            else:
                self.left.append((line.where, "a sanction", "whom it is on is not drafted", subject))
        if not subjects:
            line.properties.clear()
            return
        authority, programs = "; ".join(line.take("authority")), line.take("program")
        reference = line.take("authorityId") or line.take("unscId")
        if reference == line.peek("unscId"):
            line.take("unscId")
        start = line.take("startDate") or line.take("listingDate")
        if start == line.peek("listingDate"):
            line.take("listingDate")
        end, words = line.take("endDate"), self.words(line)
        for subject in subjects:
            record = Record({"subject": self.ids[subject], "type": "Designation"})
            record.put("object", Open("the id of the authority that lists it", says=authority))
            record.comments += [f"{line.where} of the file.", *words]
            for field, given in (("list", programs), ("reference", reference)):
                several = Open("one of several", says="; ".join(given)) if len(given) > 1 else None
                record.put(field, several or next(iter(given), None))
            record.put("start", self.date(start))
            record.put("end", self.date(end))
            record.put("claims", self.claims(line))
            self.drafts.tie(record)

    def links_of_properties(self, line: Line) -> None:
        """Links that are properties: of an event to who was in it, of an organization to the one above it."""
        for property_, forward in (("organizer", False), ("involved", False), ("parent", True)):
            for other in line.take(property_):
                subject, target = (line.id, other) if forward else (other, line.id)
                if self.are_ends(line, subject, target):
                    bare = Line(line.number, line.id, line.schema)
                    type_ = self.type_of(property_, subject, target, property_)
                    self.tie(bare, subject, type_, target, [f"By its `{property_}`."])

    # What is left

    def leave(self, lines: Iterable[Line]) -> None:
        """Say what nobody took: of what is drafted, by property; of all else, by schema."""
        for line in lines:
            if line.id in self.ids or line.id in self.documents.cited or line.schema in ("Sanction", *_ENDS):
                for property_, values in line.properties.items():
                    private = property_ in _PRIVATE and line.id in self.ids
                    why = _PRIVATE_WHY if private else _WHY.get(property_, "no field of ours says this")
                    self.left += [(line.schema, f"`{property_}`", why, "" if private else value) for value in values]
            elif line.id not in self.points:
                private = line.schema in _PRIVATE_SCHEMATA
                why = "nothing that is drafted cites it" if line.schema in DOCUMENTS else _WHY_NOT
                told = next(iter(line.peek("name", "title", "fileName", "description", "role")), line.id)
                self.left.append((line.schema, "entities", _PRIVATE_WHY if private else why, "" if private else told))


def _is_position(role: str) -> bool:
    """Whether a role names a position, and says nothing else."""
    return _ROLES.issuperset(re.findall(r"[^\s,;/()&-]+", role.casefold()))


_WHY_NOT = "not of a kind that is recorded here"
_WHY = {
    "topics": "a topic says what somebody is, and not who says so",
    "birthPlace": "where somebody was born is a tie to a place",
    "location": "where something happened is a tie to a place",
    "proof": "the file does not have this document",
}
