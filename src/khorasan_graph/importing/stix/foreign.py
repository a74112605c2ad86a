"""Anybody's bundle: actors, identities, places, incidents, reports and their relationships as drafts.

STIX says less of an actor than we ask (a `threat-actor` may be a man or a movement), and its relationship types are not
ours. So the kind of a thing is taken where STIX has the same word (a person, a country), else it is left open with what
it may be; the type of a tie always is, with the types that fit its ends. A confidence is no credibility. Techniques,
malware and observables are no business of ours, and are left over by their kinds.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from khorasan_graph.export.stix.common import OPENCTI
from khorasan_graph.importing.drafts import CREDIBILITY, STANCE, Open, Record
from khorasan_graph.importing.stix.objects import Object, Objects, listed, mapping, name_of, shown, text, texts
from khorasan_graph.importing.values import dated, identifier, name, tie_types
from khorasan_graph.model.words import many

_TIME = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-(\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z", re.ASCII)
_NEGATED = ("not-", "denied", "denies", "non-", "no-")
_ACTORS = ("threat-actor", "intrusion-set", "campaign")
_PLACES = {"City": "Settlement", "Country": "Country", "Region": "Place", "Position": "Place"}
"""OpenCTI's words for places that are ours as well; its administrative area may be a province or a district."""

_OPENCTI_UNDERSTOOD = frozenset(
    "extension_type id type aliases reliability created_at updated_at creator_ids is_inferred stix_ids".split()
)
"""What OpenCTI's extension says that is a field here, or of its own database."""

_GRADE = re.compile(r"([A-F]) - ")
_MARKED = re.compile(r"TLP:(?:AMBER(?:\+STRICT)?|RED)", re.IGNORECASE)


def read(objects: Objects) -> None:
    """Read a bundle into drafts."""
    _Foreign(objects).read()


class _Foreign:
    """Drafts of the objects of a bundle: sources first, for entities and ties cite them."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.drafts = objects.drafts
        self.vocabulary = objects.drafts.vocabulary
        self.types: dict[str, tuple[str, ...]] = {}
        """By the id of an object that is an entity: its class; what it may be, if that is open."""
        self.fitting: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}
        self.ids: dict[str, str] = {}
        self.backed: dict[str, list[str]] = {}
        """By the id of an object: the sources that a report makes of it."""
        self.denials: dict[str, list[Record]] = {}

    def read(self) -> None:
        readers = {
            "identity": self.identity,
            "location": self.location,
            "incident": self.event,
            "event": self.event,
            **dict.fromkeys(_ACTORS, self.actor),
        }
        self.marked()
        gone = {id_ for id_, item in self.objects.by_id.items() if item.get("revoked") is True}
        for id_ in sorted(gone):
            self.objects.leave_object(self.objects.by_id[id_], "it was revoked")
        rest = [item for id_, item in self.objects.by_id.items() if id_ not in gone]
        for item in rest:
            if item["type"] == "report":
                self.report(item)
        for item in rest:
            if item["type"] in readers:
                readers[item["type"]](item)
        for item in rest:
            if item["type"] == "opinion":
                self.opinion(item)
        for item in rest:
            if item["type"] == "relationship":
                self.tie(item)
            elif item["type"] not in readers and item["type"] not in ("report", "opinion"):
                self.objects.leave_object(item, "there is no such thing among the data")
        for id_, claims in self.denials.items():
            for claim in claims:
                self.objects.leave(
                    "opinion", "a denial", "no tie was drafted that it is about", claim.text("note") or id_
                )

    def marked(self) -> None:
        """Say how the file may be passed on, if its markings say so."""
        for item in self.objects.of("marking-definition"):
            told = f"{text(item.get('name')) or ''} {text(mapping(item.get('definition')).get('tlp')) or ''}"
            found = _MARKED.search(told) or _MARKED.search(f"TLP:{told.strip()}")
            if found is not None:
                every = self.objects.by_id.values()
                count = sum(item["id"] in listed(it.get("object_marking_refs")) for it in every)
                self.drafts.note(f"marked {found[0].upper()}: {many(count, 'object')}; heed it before you publish")

    # Entities

    def identity(self, item: Object) -> None:
        kind = text(item.get("identity_class"))
        type_ = {"individual": "Person", "organization": "Organization"}.get(kind or "")
        record = Record()
        if type_ is None or not self.has(type_):
            choices = self.below("Organization", "Person")
            record.put("type", Open("what it is", says=kind or "", choices=choices))
            type_ = None
        elif type_ == "Organization":
            record.remarks["type"] = "the file says that it is an organization: choose a narrower class if one fits"
        self.entity(item, type_, record, "identity_class")

    def actor(self, item: Object) -> None:
        kind = str(item["type"])
        roots = ("Event",) if kind == "campaign" else ("Organization", "Person")
        says = ", ".join((kind, *texts(item.get("threat_actor_types"))))
        opencti = text(item.get("x_opencti_type")) or text(_opencti(item).get("type")) or ""
        type_ = None
        record = Record()
        if opencti.lower() == "threat-actor-individual" and self.has("Person"):
            type_ = "Person"
        else:
            record.put("type", Open("what it is", says=says, choices=self.below(*roots)))
        if kind == "campaign":
            record.put("date", Open("when it happened (EDTF)", says=_seen(item)))
        self.entity(
            item, type_, record, "threat_actor_types", *(("first_seen", "last_seen") if kind == "campaign" else ())
        )

    def event(self, item: Object) -> None:
        record = Record()
        says = ", ".join(texts(item.get("labels")) or texts(item.get("event_types")))
        record.put("type", Open("what kind of event it is", says=says, choices=self.below("Event")))
        record.put("date", Open("when it happened (EDTF)", says=_seen(item)))
        self.entity(item, None, record, "labels", "event_types", "first_seen", "last_seen", "start_time", "stop_time")

    def location(self, item: Object) -> None:
        record = Record()
        called = text(item.get("name"))
        opencti = text(item.get("x_opencti_location_type")) or text(_opencti(item).get("type")) or ""
        city, country = text(item.get("city")), text(item.get("country"))
        type_ = _PLACES.get(opencti)
        narrower = [city, text(item.get("administrative_area")), text(item.get("street_address")), item.get("latitude")]
        if type_ is None and not opencti:
            if country and called is None and not any(narrower):
                type_ = "Country"
            elif city and called in (None, city):
                type_ = "Settlement"
        understood = ["x_opencti_location_type"]
        if type_ is None or not self.has(type_):
            record.put("type", Open("what kind of place it is", says=opencti, choices=self.below("Place")))
            type_ = None
        for key in ("name", "city", "administrative_area", "country", "region"):
            if called is None and text(item.get(key)):
                called = text(item.get(key))
                record.remarks["name"] = f"its {key.replace('_', ' ')}, for it has no name"
            if called == item.get(key):
                understood.append(key)
        if type_ == "Country" and country and re.fullmatch(r"[A-Z]{2}", country):
            record.put("code", country)
            understood.append("country")
        latitude, longitude = (_degrees(item.get(key)) for key in ("latitude", "longitude"))
        if latitude and longitude:
            record.put("coordinates", Record({"latitude": latitude, "longitude": longitude}))
            understood += ["latitude", "longitude"]
        self.entity({**item, "name": called} if called else item, type_, record, *understood)

    def entity(self, item: Object, type_: str | None, record: Record, *understood: str) -> None:
        """Draft an entity with what all of them have: names, description, identifiers and sources."""
        called = text(item.get("name"))
        if called is not None:
            put, remark = name(called)
            record.put("name", put)
            if remark:
                record.remarks["name"] = remark
        else:
            record.put("name", Open("its name"))
        kinds = tuple(self.vocabulary.terms("NameKind"))
        for alias in texts([*listed(item.get("aliases")), *listed(_opencti(item).get("aliases"))]):
            if alias != called:
                kind = "alias" if "alias" in kinds else Open("what kind of name it is", choices=kinds)
                record.records("names").append(Record({"text": name(alias)[0], "kind": kind}))
        record.put("description", text(item.get("description")))
        sources: list[str] = list(dict.fromkeys(self.backed.get(item["id"], ())))
        for reference in map(mapping, listed(item.get("external_references"))):
            known = identifier(self.vocabulary, text(reference.get("url")) or "")
            if known is not None:
                scheme, value = known
                record.records("identifiers").append(Record({"scheme": scheme, "value": value}))
            elif (cited := self.cited(reference)) and cited not in sources:
                sources.append(cited)
        record.put("sources", tuple(sources))
        record.comments.append(f"From {item['type']} {item['id']}.")
        record.comments += self.drafts.proposals(filter(None, [called, *texts(item.get("aliases"))]))
        id_ = self.drafts.ids.make(f"entity:{item['id']}", called or str(item["id"]))
        self.ids[item["id"]] = id_
        still = record.fields.get("type")
        self.types[item["id"]] = still.choices if isinstance(still, Open) else (type_ or "",)
        self.drafts.entity(id_, type_, record)
        self.rest(item, "name", "aliases", "description", "external_references", *understood)

    def has(self, type_: str) -> bool:
        cls = self.vocabulary.entity_classes.get(type_)
        return cls is not None and not cls.abstract

    def below(self, *roots: str) -> tuple[str, ...]:
        """The concrete classes below some, in the order of the vocabulary."""
        classes = self.vocabulary.entity_classes.values()
        return tuple(cls.name for cls in classes if not cls.abstract and not set(roots).isdisjoint(cls.ancestors))

    # Sources

    def report(self, item: Object) -> None:
        """A report as a source; what it refers to rests on it."""
        record = Record()
        record.put("title", text(item.get("name")))
        if "published" in item:
            record.put("published", _dated(item["published"], "when it was published", whole_days=True))
        maker = mapping(self.objects.by_id.get(text(item.get("created_by_ref")) or ""))
        references = [mapping(it) for it in listed(item.get("external_references"))]
        told = [text(maker.get("name")), *(text(it.get("source_name")) for it in references[:1])]
        record.put("publisher", Open("who published it?", says="; ".join(dict.fromkeys(filter(None, told)))))
        grade = _GRADE.match(text(_opencti(item).get("reliability")) or "")
        record.put("reliability", grade[1] if grade else None)
        for reference in references:
            url = _address(reference)
            if url and "url" not in record.fields:
                record.put("url", url)
            else:
                self.objects.leave("report", "an external reference", "a source has one address", reference)
        record.put("note", text(item.get("description")))
        record.comments.append(f"From report {item['id']}.")
        id_ = self.drafts.ids.make(f"source:{item['id']}", f"report {text(item.get('name')) or item['id']}")
        self.drafts.source(id_, record)
        for backed in texts(item.get("object_refs")):
            self.backed.setdefault(backed, []).append(id_)
        self.rest(item, "name", "published", "object_refs", "external_references", "description")

    def cited(self, reference: Object) -> str | None:
        """The id of the source that an external reference is; None, and left over, if it names no document."""
        url, said, called = _address(reference), text(reference.get("description")), text(reference.get("source_name"))
        if url is None and said is None:
            self.objects.leave("external references", "an id of another data set", "it is none that we know", reference)
            return None
        key = f"source:{url or f'{called}: {said}'}"
        if key not in self.drafts.ids.by_key:
            record = Record()
            record.put("url", url)
            record.put("title", Open("the title as published", says=said or ""))
            record.put("publisher", Open("who published it?", says=called or ""))
            record.comments.append("An external reference of the bundle.")
            self.drafts.source(self.drafts.ids.make(key, f"source {called or url}"), record)
        return self.drafts.ids.by_key[key]

    # Ties

    def tie(self, item: Object) -> None:
        """A relationship between two entities as a tie, one claim for each source; its type is open."""
        ends = [text(item.get(key)) or "" for key in ("source_ref", "target_ref")]
        kind = text(item.get("relationship_type")) or ""
        if not all(end in self.ids for end in ends):
            strangers = sorted({_kind(end) for end in ends if end not in self.ids})
            self.objects.leave("relationship", f"`{kind}`", f"no draft at its end: {', '.join(strangers)}", _told(item))
            return
        if self.ids[ends[0]] == self.ids[ends[1]]:
            self.objects.leave("relationship", f"`{kind}`", "a tie of a thing to itself", _told(item))
            return
        turned = kind == "attributed-to" and _kind(ends[0]) in ("campaign", "incident")
        start, finish = reversed(ends) if turned else ends
        says = ", ".join((kind, *texts(item.get("labels"))))
        choices = self.choices(self.types[start], self.types[finish])
        record = Record({"subject": self.ids[start], "object": self.ids[finish]})
        record.put("type", Open("what kind of tie", says=says, choices=choices))
        record.comments.append(
            f"From relationship {item['id']}: {self.called(ends[0])} - {kind} - {self.called(ends[1])}"
        )
        if turned:
            record.comments.append("Turned round: here the actor comes first, and then what it did.")
        for key, field, asks in (("start_time", "start", "when it began"), ("stop_time", "end", "when it ended")):
            if key in item:
                record.put(field, _dated(item[key], asks))
                record.remarks[field] = f"the day of {shown(item[key])}"
        record.put("note", text(item.get("description")))
        record.put("claims", [*self.claims(item), *self.denials.pop(item["id"], ())])
        self.drafts.tie(record)
        understood = "relationship_type source_ref target_ref labels start_time stop_time description confidence"
        self.rest(item, *understood.split(), "external_references")

    def choices(self, subjects: tuple[str, ...], targets: tuple[str, ...]) -> tuple[str, ...]:
        """The types of ties that can lead from something that may be this to something that may be that."""
        if (subjects, targets) not in self.fitting:
            found = {kind for one in subjects for other in targets for kind in tie_types(self.vocabulary, one, other)}
            self.fitting[subjects, targets] = tuple(sorted(found))
        return self.fitting[subjects, targets]

    def claims(self, item: Object) -> Iterator[Record]:
        """A claim for each document that the relationship cites and each report that has it; else the file's own."""
        sources = [self.cited(reference) for reference in map(mapping, listed(item.get("external_references")))]
        found = dict.fromkeys([*(source for source in sources if source), *self.backed.get(item["id"], ())])
        confidence = item.get("confidence")
        says = f"confidence {confidence} of 100" if isinstance(confidence, int) else ""
        for source in found or (self.drafts.import_source(),):
            record = Record({"source": source, "credibility": Open(CREDIBILITY.asks, says=says)})
            record.put("stance", _stance(item))
            yield record

    def opinion(self, item: Object) -> None:
        """An opinion that a relationship is wrong as a claim that denies it; every other one is left over."""
        about = texts(item.get("object_refs"))
        if item.get("opinion") != "strongly-disagree" or not all(_kind(each) == "relationship" for each in about):
            self.objects.leave_object(item, "it denies no relationship")
            return
        for each in about:
            record = Record({"source": self.drafts.import_source(), "credibility": CREDIBILITY, "stance": "denies"})
            authors = "; ".join(texts(item.get("authors")))
            if authors:
                record.put("by", Open("who denies it? The id of an entity", says=authors))
            record.put("note", text(item.get("explanation")))
            record.comments.append(f"From opinion {item['id']}.")
            self.denials.setdefault(each, []).append(record)
        self.rest(item, "opinion", "object_refs", "authors", "explanation")

    def rest(self, item: Object, *understood: str) -> None:
        """Leave over the properties of an object that no field holds, those in OpenCTI's extension too."""
        extensions = mapping(item.get("extensions"))
        for key, value in _opencti(item).items():
            if key not in _OPENCTI_UNDERSTOOD and value not in (None, False, [], {}, ""):
                self.objects.leave(str(item["type"]), f"OpenCTI's `{key}`", "no field holds it", value)
        known = ("extensions",) if set(extensions) <= {OPENCTI} else ()
        self.objects.leave_rest(item, (*understood, *known, "revoked"))

    def called(self, id_: str) -> str:
        return text(self.objects.by_id[id_].get("name")) or id_


def _opencti(item: Object) -> Object:
    return mapping(mapping(item.get("extensions")).get(OPENCTI))


def _kind(reference: str) -> str:
    return reference.partition("--")[0] or "nothing"


def _told(item: Object) -> str:
    return text(item.get("description")) or name_of(item)


def _dated(value: object, asks: str, *, whole_days: bool = False) -> str | Open:
    """The day of a timestamp, as it stands there; open, if the timestamp may stand for more than that day.

    STIX has no less precise dates: a month or a year is written as its first or its last moment, and a day as its own.
    `whole_days` are times of what is mostly dated to the day: there, only the edges of a month are open.
    """
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return Open(f"{asks} (EDTF)", says=shown(value))
    year, month, day, at = found.groups()
    edge = at.startswith(("00:00:00", "23:59:59"))
    if not edge or (whole_days and "01" != day != f"{monthrange(int(year), int(month))[1]}"):
        return dated(f"{year}-{month}-{day}")
    choices = (f"{year}-{month}-{day}", f"{year}-{month}", year)
    return Open(f"{asks} (EDTF), no more precisely than is known", says=shown(value), choices=choices)


def _stance(item: Object) -> Open | None:
    """Open, if a relationship may say that something is not so: STIX has only words for that."""
    kind, told = text(item.get("relationship_type")) or "", item.get("description")
    if told in (None, "") and not kind.lower().replace("_", "-").startswith(_NEGATED):
        return None
    return Open(STANCE.asks, says=": ".join(filter(None, (kind, shown(told) if told else ""))))


def _seen(item: Object) -> str:
    """The times of an event or a campaign, as they stand there."""
    keys = ("start_time", "stop_time", "first_seen", "last_seen")
    return ", ".join(f"{key} {item[key]}" for key in keys if text(item.get(key)))


def _degrees(value: object) -> str | None:
    """A number of degrees as it can be written."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return f"{value:.8f}".rstrip("0").rstrip(".") if -180 <= value <= 180 else None


def _address(reference: Object) -> str | None:
    url = text(reference.get("url"))
    return url if url and url.startswith(("https://", "http://")) and not any(map(str.isspace, url)) else None
