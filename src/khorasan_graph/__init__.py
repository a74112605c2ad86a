"""A compiler for sourced claims about who is linked to whom.

    import khorasan_graph as kg

    base = kg.load().knowledge_base          # the shipped data; kg.load("folder") for your own
    kg.paths(base, "TTP", "ISK-P", as_of="2017-08")
    kg.to_networkx(base)
    kg.render(base, "explorer.html")

Questions take filters as keywords: `as_of` (a date or a span in EDTF, `2014/2016`), `types`, `signs`, `statuses` and
`min_credibility`; what each means says `select`. Heavy libraries are imported by the functions that need them, not by
the package.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Unpack

if TYPE_CHECKING:
    import networkx
    import rdflib
    from pyvis.network import Network

    from khorasan_graph.authoring.load import Loaded
    from khorasan_graph.export.formats import ExportError
    from khorasan_graph.export.losses import Lost
    from khorasan_graph.graph.balance import balance
    from khorasan_graph.graph.between import Dossier, History
    from khorasan_graph.graph.changes import Changes
    from khorasan_graph.graph.common import CommonAnswer
    from khorasan_graph.graph.communities import communities
    from khorasan_graph.graph.counts import counts
    from khorasan_graph.graph.cuts import brokers
    from khorasan_graph.graph.lineage import Lineage
    from khorasan_graph.graph.links import LinksAnswer
    from khorasan_graph.graph.measures import centralities, centrality, core_periphery
    from khorasan_graph.graph.paths import Path
    from khorasan_graph.graph.projection import Projection
    from khorasan_graph.graph.timeline import Timeline
    from khorasan_graph.model.difference import Difference
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.model.lookup import AmbiguousNameError, Match, UnknownNameError
    from khorasan_graph.model.selection import EVERYTHING, Filters, Selection, SelectionError, narrow, select
    from khorasan_graph.output import OutputError
    from khorasan_graph.rdf.answer import Answer, QueryLimitError
    from khorasan_graph.rdf.gate import QueryError
    from khorasan_graph.rdf.library import NamedQuery
    from khorasan_graph.text.document import UnreadableError
    from khorasan_graph.text.drafting import Draft, draft
    from khorasan_graph.text.mentions import Mentions

__version__ = "0.1.0"

__all__ = [
    "EVERYTHING",
    "AmbiguousNameError",
    "Answer",
    "Difference",
    "Draft",
    "ExportError",
    "Filters",
    "KnowledgeBase",
    "Loaded",
    "Lost",
    "Match",
    "Mentions",
    "NamedQuery",
    "OutputError",
    "QueryError",
    "QueryLimitError",
    "Selection",
    "SelectionError",
    "UnknownNameError",
    "UnreadableError",
    "balance",
    "between",
    "brokers",
    "centralities",
    "centrality",
    "changes",
    "common",
    "communities",
    "core_periphery",
    "counts",
    "diff",
    "draft",
    "find",
    "history",
    "lineage",
    "links",
    "load",
    "mentions",
    "narrow",
    "paths",
    "projection",
    "queries",
    "query",
    "render",
    "save",
    "select",
    "timeline",
    "to_networkx",
    "to_pyvis",
    "to_rdflib",
    "turtle",
]


_LAZY = {
    "AmbiguousNameError": "khorasan_graph.model.lookup",
    "Answer": "khorasan_graph.rdf.answer",
    "Difference": "khorasan_graph.model.difference",
    "EVERYTHING": "khorasan_graph.model.selection",
    "KnowledgeBase": "khorasan_graph.model.knowledge_base",
    "Draft": "khorasan_graph.text.drafting",
    "ExportError": "khorasan_graph.export.formats",
    "Loaded": "khorasan_graph.authoring.load",
    "Lost": "khorasan_graph.export.losses",
    "Match": "khorasan_graph.model.lookup",
    "Mentions": "khorasan_graph.text.mentions",
    "NamedQuery": "khorasan_graph.rdf.library",
    "OutputError": "khorasan_graph.output",
    "QueryError": "khorasan_graph.rdf.gate",
    "QueryLimitError": "khorasan_graph.rdf.answer",
    "Selection": "khorasan_graph.model.selection",
    "SelectionError": "khorasan_graph.model.selection",
    "UnknownNameError": "khorasan_graph.model.lookup",
    "UnreadableError": "khorasan_graph.text.document",
    "balance": "khorasan_graph.graph.balance",
    "brokers": "khorasan_graph.graph.cuts",
    "centralities": "khorasan_graph.graph.measures",
    "centrality": "khorasan_graph.graph.measures",
    "communities": "khorasan_graph.graph.communities",
    "core_periphery": "khorasan_graph.graph.measures",
    "counts": "khorasan_graph.graph.counts",
    "draft": "khorasan_graph.text.drafting",
    "Filters": "khorasan_graph.model.selection",
    "narrow": "khorasan_graph.model.selection",
    "select": "khorasan_graph.model.selection",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that the command line starts at once."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load(root: FilePath | str | None = None) -> Loaded:
    """Load and check a project: the folder that holds `graph_data/`; None means the shipped data.

    Faults of the data are diagnostics in the result, never exceptions; its `knowledge_base` is None if any is an error.

    >>> load().knowledge_base is not None
    True
    """
    from khorasan_graph.model.knowledge_base import KnowledgeBase
    from khorasan_graph.project import load as load_project

    # Notebooks ask a value for this method. It stands here because the model knows of no pictures.
    setattr(KnowledgeBase, "_repr_html_", _inline)  # noqa: B010
    return load_project(root)


def _inline(base: KnowledgeBase) -> str:
    from khorasan_graph.explorer.inline import inline

    return inline(base)


def paths(
    base: KnowledgeBase,
    start: str,
    end: str,
    *,
    k: int = 5,
    max_hops: int = 6,
    length: int | None = None,
    through: Collection[str] = (),
    via: Iterable[str] = (),
    not_via: Iterable[str] = (),
    **filters: Unpack[Filters],
) -> list[Path]:
    """How two entities are linked: the `k` best paths, each a list of hops with all their ties.

    `start`, `end` and those in `via` and `not_via` are ids or any recorded names. Denied ties are never followed, ties
    of conflict only if `signs` has `-` or `any`, and only actors are passed through unless `through` names `place`,
    `event` or `state`. With `length`, only paths of exactly so many hops. `as_of` takes a span too: `2014/2016`.

    Raises:
        AmbiguousNameError, UnknownNameError: if a name does not mean one entity.
        SelectionError: if a filter cannot be understood.

    >>> base = load().knowledge_base
    >>> best = paths(base, "TTP", "ISK-P")[0]
    >>> best.entities[0], best.entities[-1]
    ('ttp', 'islamic-state-khorasan')
    """
    from khorasan_graph.graph.paths import search
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import select

    chosen = select(base.vocabulary, **filters)
    answer = search(
        base,
        resolve(base, start),
        resolve(base, end),
        chosen,
        k=k,
        max_hops=max_hops,
        length=length,
        through=through,
        via=[resolve(base, name) for name in via],
        not_via=[resolve(base, name) for name in not_via],
    )
    return list(answer.paths)


def common(
    base: KnowledgeBase,
    *entities: str,
    **filters: Unpack[Filters],
) -> CommonAnswer:
    """What two or more entities have in common: ties among them, leaders, places, enemies, events, friends.

    Raises: as `paths` does.

    >>> base = load().knowledge_base
    >>> "government-of-pakistan" in {one.entity for one in common(base, "TTP", "JuA").shared}
    True
    """
    from khorasan_graph.graph.common import common as shared
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import select

    chosen = select(base.vocabulary, **filters)
    return shared(base, [resolve(base, name) for name in entities], chosen)


def links(
    base: KnowledgeBase,
    entity: str,
    *,
    hops: int = 1,
    through: Collection[str] = (),
    **filters: Unpack[Filters],
) -> LinksAnswer:
    """Everyone linked to an entity (an id or any recorded name) within `hops`; rivals too, and denied ties apart.

    Raises: as `paths` does.
    """
    from khorasan_graph.graph.links import links as linked
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import select

    chosen = select(base.vocabulary, **filters)
    return linked(base, resolve(base, entity), chosen, hops=hops, through=through)


def timeline(
    base: KnowledgeBase,
    entity: str,
    **filters: Unpack[Filters],
) -> Timeline:
    """One entity (an id or any recorded name) in time: dated entries in order, sightings and denials apart.

    Raises: as `paths` does.

    >>> base = load().knowledge_base
    >>> timeline(base, "TTP").entity
    'ttp'
    """
    from khorasan_graph.graph.timeline import timeline as timeline_of
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import select

    chosen = select(base.vocabulary, **filters)
    return timeline_of(base, resolve(base, entity), chosen)


def between(
    base: KnowledgeBase,
    one: str,
    other: str,
    **filters: Unpack[Filters],
) -> Dossier:
    """Everything recorded between two entities (ids or any recorded names), by kind of tie.

    Raises: as `paths` does; QuestionError if one entity is given twice.
    """
    from khorasan_graph.graph.between import between as dossier_of
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import select

    chosen = select(base.vocabulary, **filters)
    return dossier_of(base, resolve(base, one), resolve(base, other), chosen)


def history(
    base: KnowledgeBase,
    one: str,
    other: str,
    **filters: Unpack[Filters],
) -> History:
    """Everything recorded between two entities, in the order of time: what began, was seen, was denied, ended.

    Raises: as `between` does.

    >>> base = load().knowledge_base
    >>> {moment.kind for moment in history(base, "TTP", "ISK-P").moments} <= {"happened", "event", "begun", "seen",
    ... "denied", "ended"}
    True
    """
    from khorasan_graph.graph.between import history as history_of
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import select

    chosen = select(base.vocabulary, **filters)
    return history_of(base, resolve(base, one), resolve(base, other), chosen)


def changes(
    base: KnowledgeBase,
    start: str,
    end: str,
    *,
    of: str | None = None,
    types: Iterable[str] = (),
    signs: Iterable[str] = (),
    statuses: Iterable[str] = (),
    min_credibility: int | None = None,
) -> Changes:
    """What changed between two dates (EDTF text), in the whole graph or in what touches the entity `of`.

    Raises: as `paths` does; QuestionError if the first date does not lie before the second.

    >>> base = load().knowledge_base
    >>> all(change.kind for change in changes(base, "2017", "2024", of="ISK-P").ties)
    True
    """
    from khorasan_graph.graph.changes import changes as changed
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import as_of_date, select

    chosen = select(base.vocabulary, types=types, signs=signs, statuses=statuses, min_credibility=min_credibility)
    first, last = as_of_date(start), as_of_date(end)
    assert first is not None
    assert last is not None
    return changed(base, first, last, chosen, of=resolve(base, of) if of is not None else None)


def diff(old: KnowledgeBase, new: KnowledgeBase) -> Difference:
    """What differs between two knowledge bases: entities, names, numbers, fates, ties, claims, sources, the ontology.

    Each change holds the record as it was (`old`) and as it is (`new`), either of which is None, and the fields that
    differ. What is no difference: where a record stands, and the order of lists.

    >>> base = load().knowledge_base
    >>> diff(base, base).is_empty
    True
    """
    from khorasan_graph.model.difference import diff as difference

    return difference(old, new)


def lineage(
    base: KnowledgeBase,
    entity: str,
    **filters: Unpack[Filters],
) -> Lineage:
    """Where an organization (an id or any recorded name) comes from, and what came of it.

    Raises: as `paths` does; QuestionError if it is no organization.

    >>> base = load().knowledge_base
    >>> "jamaat-ul-ahrar" in lineage(base, "TTP").descendants
    True
    """
    from khorasan_graph.graph.lineage import lineage as lineage_of
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import select

    chosen = select(base.vocabulary, **filters)
    return lineage_of(base, resolve(base, entity), chosen)


def find(base: KnowledgeBase, text: str) -> tuple[Match, ...]:
    """Everything that a name may mean, the surest first, each with how it matched; likenesses only if nothing else.

    >>> find(load().knowledge_base, "TTP")[0].entity
    'ttp'
    """
    from khorasan_graph.model.lookup import find as look_up

    return look_up(base, text)


def mentions(base: KnowledgeBase, text: str | bytes) -> Mentions:
    """The known names in an article (plain text or HTML, or the bytes of a file), and the pairs that stand together.

    A name that several bear is ambiguous and never decided; to stand together is no tie. `draft(base, found)` gives the
    YAML that an analyst may complete.

    Raises:
        UnreadableError: for bytes in no certain encoding, or too many of them.

    >>> found = mentions(load().knowledge_base, "The TTP's spokesman spoke.")
    >>> [(place.text, place.line, place.column) for place in found.entities[0].occurrences]
    [('TTP', 1, 5)]
    """
    from khorasan_graph.text.document import document_from
    from khorasan_graph.text.mentions import mentions as look_for

    return look_for(base, document_from(text))


def query(
    base: KnowledgeBase,
    text: str,
    selection: Selection | None = None,
    *,
    values: Mapping[str, str | Sequence[str]] | None = None,
    timeout: float = 30.0,
    max_rows: int = 10_000,
) -> Answer:
    """Ask the data set in SPARQL; the prefixes of the data are declared. Going through the answer gives its rows.

    A row is a dictionary of Python values, so that `pandas.DataFrame(query(...))` is a table. IRIs are written by their
    prefix (`data:ttp`). An answer to ASK is true or false as such; that to CONSTRUCT or DESCRIBE has `turtle`.
    `values` are put into the VALUES blocks of the query as terms (`{"group": "TTP"}`), never pasted into its text.
    `timeout` is in seconds. The query runs in a process of its own, which ends with it.

    Raises:
        QueryError: if the query is refused (SERVICE, FROM, updates) or not understood, or a value does not fit.
        QueryLimitError: if a limit ended it; its `answer` is what had been found until then.
        AmbiguousNameError, UnknownNameError: if a value does not name one entity.

    >>> answer = query(load().knowledge_base, "SELECT ?name { data:ttp skos:prefLabel ?name }")
    >>> [row["name"] for row in answer]
    ['Tehrik-i-Taliban Pakistan']
    """
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import EVERYTHING, narrow
    from khorasan_graph.rdf.answer import complete
    from khorasan_graph.rdf.parameters import bind
    from khorasan_graph.rdf.query import Limits
    from khorasan_graph.rdf.query import query as ask

    if values:
        given = {name: [value] if isinstance(value, str) else list(value) for name, value in values.items()}
        text = bind(base, text, given, lambda value: resolve(base, value))
    chosen = selection or EVERYTHING
    return complete(ask(narrow(base, chosen), text, Limits(timeout=timeout, max_rows=max_rows), chosen))


def queries(root: FilePath | str | None = None) -> dict[str, NamedQuery]:
    """The library of named queries of a project, by name; None means the shipped one.

    >>> queries()["sanctuaries"].title
    'Sanctuaries: who finds refuge where, given by whom, and who denies it'
    """
    from khorasan_graph.project import shipped_root
    from khorasan_graph.rdf.library import FOLDER, read_library

    own = FilePath(root) / FOLDER if root is not None else shipped_root() / FOLDER
    return read_library(own if own.is_dir() else shipped_root() / FOLDER)


def projection(
    base: KnowledgeBase,
    *,
    through: Collection[str] = (),
    **filters: Unpack[Filters],
) -> Projection:
    """The actors and the pairs of them that are tied, on which figures of structure are counted.

    Give it to `centralities`, `brokers`, `communities`, `core_periphery` and `balance`. Denied ties never count, and
    places, events and states only if `through` names them.

    Raises:
        SelectionError, QuestionError: if a filter cannot be understood.

    >>> "ttp" in projection(load().knowledge_base, as_of="2017").nodes
    True
    """
    from khorasan_graph.graph.projection import project
    from khorasan_graph.model.selection import select

    chosen = select(base.vocabulary, **filters)
    return project(base, chosen, through=through)


def to_networkx(base: KnowledgeBase, selection: Selection | None = None) -> networkx.MultiDiGraph[str]:
    """The graph in NetworkX: nodes are ids, edge keys are the ids of ties; denied ties are left out.

    >>> to_networkx(load().knowledge_base).is_multigraph()
    True
    """
    from khorasan_graph.graph.network import to_networkx as project
    from khorasan_graph.model.selection import EVERYTHING

    return project(base, selection or EVERYTHING)


def to_rdflib(base: KnowledgeBase, selection: Selection | None = None) -> rdflib.Dataset:
    """The RDF data set in rdflib: what is stated and the direct triples in graphs of their own, queried as one."""
    from khorasan_graph.model.selection import EVERYTHING, narrow
    from khorasan_graph.rdf.engines import to_rdflib as project

    chosen = selection or EVERYTHING
    return project(narrow(base, chosen), chosen)


def turtle(base: KnowledgeBase, selection: Selection | None = None) -> str:
    """The RDF as Turtle text, with the description of the data set that every export has."""
    from khorasan_graph.model.selection import EVERYTHING, narrow
    from khorasan_graph.rdf.serialization import turtle as write

    chosen = selection or EVERYTHING
    return "".join(write(narrow(base, chosen), chosen, described=True))


def save(
    base: KnowledgeBase,
    form: str,
    path: str | FilePath,
    selection: Selection | None = None,
    *,
    about: Iterable[str] = (),
    profile: str | None = None,
) -> tuple[Lost, ...]:
    """Write the graph in a format of another tool, and give what that format could not carry.

    `form` is a format of `khorasan-graph export --list`; one of several files is written to a folder, or to a `.zip`.
    `about` are the one or two entities of a dossier, ids or any recorded names; `profile` is a dialect of the format.

    Raises:
        ExportError: if there is no such format or profile, or it cannot be made of this graph.
        OutputError: if it cannot be written; what stood there before is untouched.
        AmbiguousNameError, UnknownNameError: if a name does not mean one entity.
    """
    from khorasan_graph.export import request_for
    from khorasan_graph.export.archive import save as write
    from khorasan_graph.export.losses import losses
    from khorasan_graph.model.lookup import resolve
    from khorasan_graph.model.selection import EVERYTHING

    known, request = request_for(base, form, selection or EVERYTHING, [resolve(base, name) for name in about], profile)
    write(known, request, FilePath(path))
    return losses(known, request)


def to_pyvis(base: KnowledgeBase, selection: Selection | None = None) -> Network:
    """A plain pyvis `Network` of the graph, to style and show as one likes."""
    from khorasan_graph.explorer.page import to_pyvis as project
    from khorasan_graph.model.selection import EVERYTHING

    return project(base, selection or EVERYTHING)


def render(
    base: KnowledgeBase,
    path: str | FilePath,
    selection: Selection | None = None,
    *,
    title: str | None = None,
    marking: str | None = None,
) -> FilePath:
    """Write the explorer: one HTML file that opens offline. Gives the path back.

    Raises:
        OutputError: if it cannot be written; what stood there before is untouched.
    """
    from khorasan_graph.explorer.page import render as page
    from khorasan_graph.model.selection import EVERYTHING
    from khorasan_graph.output import write_atomic

    target = FilePath(path)
    write_atomic(target, [page(base, selection or EVERYTHING, title=title, marking=marking)])
    return target
