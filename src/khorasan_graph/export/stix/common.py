"""What all STIX objects of a bundle share: their ids, their times, their markings, and how they cite.

**Ids** are UUIDs of version 5 (RFC 9562, section 5.5): the namespace is that of the IRI of the data, the name is the
part of a record's IRI behind it (`ttp`, `relation/ID`, `claim/ID`, `source/ID`). The specification (section 2.9) keeps
its own namespace for cyber-observables, of which there are none here.

**Times** come from the data: `created` is the day of the oldest source that speaks for an object, `modified` that of
the newest source of the bundle. An imprecise day of publication counts as the last day that it can mean, so that
nothing is dated before it can have been published. A date of the data becomes a timestamp only if it is one known day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import NAMESPACE_URL, uuid5

from khorasan_graph.export.formats import Request
from khorasan_graph.export.stix.mapping import PROFILES, Profile, object_type
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.knowledge_base import KnowledgeBase
from khorasan_graph.model.records import Source
from khorasan_graph.model.vocabulary import DATA

Object = dict[str, Any]
"""A STIX object, or a part of one, as JSON has it."""

NAMESPACE = uuid5(NAMESPACE_URL, DATA)
OPENCTI = "extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba"
"""The extension in which OpenCTI keeps what STIX has no property for."""

CONFIDENCE = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}
"""Credibility as STIX puts it (appendix A, Admiralty Credibility); 6, which cannot be judged, has no number there."""

_OLD = date(2026, 11, 21)
"""The day on which version 1.0.0 of the extension was laid down: part of its identity, like its version."""

_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LISTED = re.compile(r"CVE-\d{4}-\d{4,}|CAPEC-\d+")
_SAFE = "/:@!$&'()*+,;=-._~%"


def stix_id(kind: str, path: str) -> str:
    """The id of the object of a type that stands for a record, by the part of its IRI behind the namespace."""
    return f"{kind}--{uuid5(NAMESPACE, path)}"


EXTENSION = stix_id("extension-definition", "stix/extension/1")
GENERATOR = stix_id("identity", "stix/generator")
DATA_SET = stix_id("identity", "stix/data-set")


def first_second(day: date) -> str:
    """The beginning of a day, as a timestamp."""
    return f"{day.isoformat()}T00:00:00.000Z"


def last_second(day: date) -> str:
    """The end of a day: an end on a day includes the day, and STIX wants it later than a start on the same day."""
    return f"{day.isoformat()}T23:59:59.000Z"


def known_day(when: EdtfDate | None) -> date | None:
    """The day that a date is, if it is one day and no doubt is written on it."""
    if when is None or when.earliest is None or when.earliest != when.latest:
        return None
    return when.earliest


def published_day(when: EdtfDate) -> date | None:
    """The last day that a date of publication can mean; the first, if it is open to the future."""
    return when.latest or when.earliest


def uri(address: str | None) -> str | None:
    """An address with only the characters that a URI may have (RFC 3986; RFC 3987, section 3.1), or None if it is none.

    >>> uri("https://example.org/[a] ä")
    'https://example.org/%5Ba%5D%20%C3%A4'
    """
    if address is None:
        return None
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    netloc = quote(parts.netloc, safe=_SAFE + ("[]" if ":" in host else ""))
    path, query, fragment = (
        quote(_PERCENT.sub("%25", part), safe=_SAFE + more)
        for part, more in ((parts.path, ""), (parts.query, "?"), (parts.fragment, "?"))
    )
    return urlunsplit((parts.scheme, _PERCENT.sub("%25", netloc), path, query, fragment))


def reference(
    source: str, *, description: str | None = None, url: str | None = None, external_id: str | None = None
) -> Object:
    """An external reference. STIX reserves two names of sources and the ids of two lists for what they are."""
    name = source if source.strip().lower() not in ("cve", "capec") else f"{source.strip()} (publisher)"
    found: Object = {"source_name": name}
    if external_id is not None and _LISTED.match(external_id):
        external_id, description = None, f"{external_id}: {description}" if description else external_id
    if description:
        found["description"] = description
    if url is not None:
        found["url"] = url
    if external_id is not None:
        found["external_id"] = external_id
    return found


def citation(source: Source) -> Object:
    """A source as an external reference: publisher, title with the day as it is known, and address."""
    return reference(source.publisher, description=f"{source.title} ({source.published})", url=uri(source.url))


@dataclass(frozen=True)
class Bundle:
    """What is exported, with what every object of the bundle needs to know of it."""

    request: Request

    @property
    def profile(self) -> Profile:
        return next((profile for profile in PROFILES if profile == self.request.profile), PROFILES[0])

    @property
    def base(self) -> KnowledgeBase:
        return self.request.base

    @cached_property
    def modified(self) -> date:
        newest = self.base.newest_date
        return (newest and published_day(newest)) or _OLD

    @cached_property
    def markings(self) -> list[str]:
        terms = self.base.about.license
        return [stix_id("marking-definition", f"stix/license/{terms}")] if terms else []

    def created(self, sources: Iterable[str]) -> date:
        """When an object was made that these sources speak for."""
        days = (published_day(self.base.sources[source].published) for source in sources)
        return min((day for day in days if day is not None and day < self.modified), default=self.modified)

    def entity_id(self, entity: str) -> str:
        """The id of the object that an entity is."""
        return stix_id(object_type(self.base, self.base.entities[entity]), entity)

    def start(self, kind: str, path: str, sources: Iterable[str] = ()) -> Object:
        """The properties with which every object begins."""
        found: Object = {
            "type": kind,
            "spec_version": "2.1",
            "id": stix_id(kind, path),
            "created_by_ref": DATA_SET,
            "created": first_second(self.created(sources)),
            "modified": first_second(self.modified),
        }
        if self.markings:
            found["object_marking_refs"] = self.markings
        return found


def extended(carried: Object, opencti: Object | None = None) -> Object:
    """The extensions of an object: ours, and OpenCTI's if there is something for it."""
    found: Object = {EXTENSION: {"extension_type": "property-extension", **carried}}
    if opencti:
        found[OPENCTI] = {"extension_type": "property-extension", **opencti}
    return found


def about_objects(bundle: Bundle, generator: str) -> list[Object]:
    """What the bundle says of itself: who made the extension, what it is, the data set, and its license."""
    laid_down = first_second(_OLD)
    base, about = bundle.base, bundle.base.about
    found: list[Object] = [
        {
            "type": "identity",
            "spec_version": "2.1",
            "id": GENERATOR,
            "created": laid_down,
            "modified": laid_down,
            "name": "khorasan-graph",
            "description": "The program that writes such bundles, and the owner of the extension in which they carry "
            "what STIX has no property for.",
            "identity_class": "system",
        },
        {
            "type": "extension-definition",
            "spec_version": "2.1",
            "id": EXTENSION,
            "created_by_ref": GENERATOR,
            "created": laid_down,
            "modified": laid_down,
            "name": "Sourced claims",
            "description": "Who says what of whom, on which evidence, and for when: entities, ties with their claims, "
            "and sources as records, with dates as imprecise as they are known.",
            "schema": _SCHEMA,
            "version": "1.0.0",
            "extension_types": ["property-extension"],
        },
    ]
    data_set = bundle.start("identity", "stix/data-set", base.sources)
    del data_set["created_by_ref"]
    carried: Object = {"record": "data-set", "generator": generator, "profile": bundle.profile}
    for key in ("title", "description", "license", "version", "homepage"):
        if getattr(about, key) is not None:
            carried[key] = getattr(about, key)
    if about.creators:
        carried["creators"] = list(about.creators)
    if chosen := bundle.request.selection.as_json():
        carried["selection"] = chosen
    data_set |= {"name": about.title or "Data set without a title", "identity_class": "group"}
    if about.description:
        data_set["description"] = about.description
    if address := uri(about.homepage):
        data_set["external_references"] = [reference("homepage", url=address)]
    found.append({**data_set, "extensions": extended(carried)})
    found.extend(_license(bundle, marking) for marking in bundle.markings)
    return found


def _license(bundle: Bundle, marking: str) -> Object:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": marking,
        "created_by_ref": DATA_SET,
        "created": first_second(bundle.created(bundle.base.sources)),
        "definition_type": "statement",
        "definition": {"statement": f"License: {bundle.base.about.license}"},
    }


_SCHEMA = (
    "`record` says what an object stands for: data-set, entity, relation, denied-relation, denial, facts, part-of or "
    "source. An entity has `id`, `type`, `name`, `description`, `names` (text, kind, lang, start, end, source, "
    "shared), `start` and `end`, or of an event `date`, `part_of`, `coordinates` (latitude, longitude), `code`, "
    "`identifiers` (scheme, value), `different_from`, `sources`, `quantities` (measure, and value or min and max) and "
    "`fates` (fate, date). A relation has `id`, `type`, `subject`, `object`, `status`, `start` and `end`, or of what "
    "happens at once `date`, `place`, `qualifiers`, `note`, the days `known_from`, `known_to`, `possible_from`, "
    "`possible_to`, `activity` on the date asked for, and `claims`. Each claim, quantity and fate has `source`, "
    "`stance` (asserts or denies), `credibility` (1 to 6), `by` (who says so), `as_of`, `locator`, `citing` and "
    "`note`, a claim of a tie its own `start` and `end` or `date` as well. A source has `id`, `title`, `publisher`, "
    "`published`, `reliability` (A to F), `url`, `archive_url`, `lang`, `authors`, `via`, `derived_from`, `accessed` "
    "and `note`. Entities, places, who says so, and sources are named by the `id` of their object. Dates are EDTF (ISO "
    "8601-2, levels 0 and 1), `unknown`, or `..` for an end that has not come. What is absent was not recorded."
)
