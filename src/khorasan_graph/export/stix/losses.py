"""What a bundle says less exactly to readers that know STIX and not our extension, as OpenCTI and MISP are.

All is flattened, and nothing is dropped: the extension has every record as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from khorasan_graph.export import losses
from khorasan_graph.export.formats import Loss, Request
from khorasan_graph.export.stix import entities, ties
from khorasan_graph.export.stix.common import CONFIDENCE, Bundle, known_day, uri
from khorasan_graph.export.stix.mapping import RELATED, is_person, object_type, relationship
from khorasan_graph.model.dates import EdtfDate
from khorasan_graph.model.records import FACTUAL, Entity, Relation, Source

Finder = Callable[[Request], Iterator[str]]


def _entities(holds: Callable[[Bundle, Entity], bool]) -> Finder:
    def found(request: Request) -> Iterator[str]:
        bundle = Bundle(request)
        return (entity.id for entity in bundle.base.entities.values() if holds(bundle, entity))

    return found


def _relationships(holds: Callable[[Bundle, Relation], bool]) -> Finder:
    """Of the ties that are relationships: not those that are only denied."""

    def found(request: Request) -> Iterator[str]:
        bundle = Bundle(request)
        stated = (tie for tie in bundle.base.relations.values() if tie.status != "denied")
        return (f"relation/{tie.id}" for tie in stated if holds(bundle, tie))

    return found


def _sources(holds: Callable[[Source], bool]) -> Finder:
    return lambda request: (f"source/{source.id}" for source in request.base.sources.values() if holds(source))


def _typed(related: bool) -> Finder:
    """Ties that nobody denies, by whether they are `related-to`."""

    def holds(bundle: Bundle, tie: Relation) -> bool:
        kind, _ = relationship(bundle.profile, bundle.base, tie, bundle.request.selection.activity(tie))
        return tie.status in FACTUAL and (kind == RELATED) is related

    return _relationships(holds)


def _dates(request: Request) -> Iterator[str]:
    yield from _entities(_entity_dates)(request)
    yield from _relationships(_tie_dates)(request)
    yield from _sources(lambda source: known_day(source.published) is None)(request)


def _entity_dates(bundle: Bundle, entity: Entity) -> bool:
    kept = entities.known_days(entity) if object_type(bundle.base, entity) == "threat-actor" else {}
    return _unkept(entity.start, "first_seen" in kept) or _unkept(entity.end, "last_seen" in kept)


def _tie_dates(bundle: Bundle, tie: Relation) -> bool:
    kept = ties.known_days(bundle, tie)
    return _unkept(tie.start, "start_time" in kept) or _unkept(tie.end, "stop_time" in kept)


def _unkept(when: EdtfDate | None, kept: bool) -> bool:
    return when is not None and not kept


def _ungraded(request: Request) -> Iterator[str]:
    """Relationships and opinions whose credibility is no confidence."""
    yield from _relationships(lambda bundle, tie: tie.credibility not in CONFIDENCE)(request)
    for tie in request.base.relations.values():
        if tie.status == "contested":
            denials = (claim for claim in tie.claims if claim.stance == "denies")
            yield from (f"claim/{claim.id}" for claim in denials if claim.credibility not in CONFIDENCE)


def _renamed(request: Request) -> Iterator[str]:
    shown = entities.Entities(Bundle(request))
    return (entity.id for entity in request.base.entities.values() if shown.name(entity) != entity.name)


def _texts(request: Request) -> Iterator[str]:
    yield from _entities(lambda bundle, entity: entity.description is not None)(request)
    yield from _relationships(lambda bundle, tie: tie.note is not None)(request)
    yield from _sources(lambda source: source.note is not None)(request)


def _has_details(source: Source) -> bool:
    more = (source.authors, source.lang, source.via, source.accessed, source.derived_from, source.archive_url)
    return any(more) or uri(source.url) != source.url


LOSSES = (
    Loss(
        "denied-ties", "flattened",
        "ties that are only denied are no relationships, but notes on both ends that say in words who denies what",
        losses.denied_ties,
    ),
    Loss(
        "contested-ties", "flattened",
        "contested ties are `related-to`, with the label `contested` and an opinion that disagrees for every denial",
        _relationships(lambda bundle, tie: tie.status == "contested"),
    ),
    Loss(
        "types-of-ties", "flattened",
        "ties for which the profile has no type of relationship, and those that only may hold on the date asked for,"
        " are `related-to`: a label and `description` say what they are",
        _typed(related=True),
    ),
    Loss(
        "coarse-types-of-ties", "flattened",
        "other ties are of a type that says less than theirs (`located-at`, `targets`, `part-of`), and may run the"
        " other way: a label and `description` say what they are",
        _typed(related=False),
    ),
    Loss(
        "claims", "flattened",
        "a relationship cites its documents, but what each of them says, who says it and how credible it is are words"
        " in `description`, for a denial in an opinion; `confidence` is the grade of the best claim",
        losses.claims,
    ),
    Loss(
        "credibility-6", "flattened",
        "ties and denials whose credibility cannot be judged have no `confidence`, as if nobody had graded them",
        _ungraded,
    ),
    Loss(
        "places-and-qualifiers-of-ties", "flattened",
        "where a tie holds, and its office, content or list, are words in `description`",
        _relationships(lambda bundle, tie: tie.place is not None or bool(tie.qualifiers)),
    ),
    Loss(
        "dates", "flattened",
        "only days that are known become timestamps, and only of armed groups, ties and publications: all other"
        " dates are in words, and `published` is the last day that it may mean",
        _dates,
    ),
    Loss("numbers", "flattened", "numbers that sources state are notes in words", losses.quantities),
    Loss("fates", "flattened", "what sources say became of people are notes in words", losses.fates),
    Loss(
        "names", "flattened",
        "other names are aliases or words in `description`; their kinds, languages, times of use and sources are only"
        " in the extension",
        losses.names,
    ),
    Loss(
        "homonyms", "flattened",
        "for OpenCTI, which takes things of one name for one, a name that two bear has an id behind it",
        _renamed,
    ),
    Loss(
        "kinds-of-entities", "flattened",
        "the class of an organization, event or place is a label; of the places around a place only country, province"
        " and town are named; coordinates are numbers, without the zeros at the end; whom an entity is confused with"
        " is told in `description`",
        _entities(lambda bundle, entity: not is_person(bundle.base, entity) or bool(entity.different_from)),
    ),
    Loss(
        "texts", "flattened",
        "our own descriptions and notes stand in `description` among words that the export makes",
        _texts,
    ),
    Loss(
        "reliability", "flattened",
        "the reliability of a source is words in the description of its report: STIX has no field for it, and it is no"
        " confidence (for OpenCTI it is in its own extension as well)",
        _sources(lambda source: True),
    ),
    Loss(
        "documents", "flattened",
        "the authors of a source, and what it restates, are words in `description`; its language, where it was read"
        " and when are only in the extension; its archived copy is one reference among others, and addresses are"
        " written as URIs",
        _sources(_has_details),
    ),
)  # fmt: skip
