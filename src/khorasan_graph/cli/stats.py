"""`stats`: the structure of the network in figures, each with what it stands on."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from khorasan_graph.cli import options
from khorasan_graph.cli.terminal import CommandError, ExitCode, out, out_json

if TYPE_CHECKING:
    from khorasan_graph.graph.balance import Balance
    from khorasan_graph.graph.communities import Communities
    from khorasan_graph.graph.counts import Counts
    from khorasan_graph.graph.cuts import Brokers
    from khorasan_graph.graph.measures import Centrality, CorePeriphery, Size
    from khorasan_graph.graph.projection import Projection
    from khorasan_graph.model.records import Relation

Json = dict[str, object]


class Measure(StrEnum):
    """What can be asked for."""

    counts = "counts"
    degree = "degree"
    betweenness = "betweenness"
    weighted_betweenness = "weighted-betweenness"
    closeness = "closeness"
    signed = "signed"
    core = "core"
    brokers = "brokers"
    communities = "communities"
    balance = "balance"


OVERVIEW = (
    Measure.counts,
    Measure.degree,
    Measure.betweenness,
    Measure.core,
    Measure.brokers,
    Measure.communities,
    Measure.balance,
)
CENTRALITIES = {
    Measure.degree: "degree",
    Measure.betweenness: "betweenness",
    Measure.weighted_betweenness: "weighted-betweenness",
    Measure.closeness: "closeness",
    Measure.signed: "signed",
    Measure.core: "coreness",
}


def stats(
    measures: Annotated[
        list[Measure] | None, typer.Option("--measure", help="Only this; repeatable. Left out: an overview.")
    ] = None,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="How many rows of each list (10; in the overview 5).")
    ] = None,
    through: Annotated[
        list[str] | None,
        typer.Option("--through", help="Also count places, events or states; repeatable, or place,event,state."),
    ] = None,
    root: options.Root = None,
    as_of: options.AsOf = None,
    types: options.Types = None,
    signs: options.Signs = None,
    statuses: options.Statuses = None,
    min_credibility: options.MinCredibility = None,
    output_format: options.As = options.Format.text,
) -> int:
    """The network in figures: counts, who is central, brokers, communities, core, and triangles out of balance."""
    from khorasan_graph.cli import figures
    from khorasan_graph.cli.ask import passages
    from khorasan_graph.graph.adjacency import QuestionError
    from khorasan_graph.graph.counts import counts
    from khorasan_graph.graph.projection import project

    base = options.load_base(root)
    chosen = options.selection(base, types, signs, statuses, as_of, min_credibility)
    try:
        graph = project(base, chosen, through=passages(through))
    except QuestionError as error:
        raise CommandError(str(error), ExitCode.NOT_UNDERSTOOD) from None
    asked = tuple(dict.fromkeys(measures)) if measures else OVERVIEW
    rows = top or (10 if measures else 5)
    recorded = counts(base, chosen)
    found = _answers(graph, recorded, asked)
    if output_format is options.Format.json:
        told: Json = {
            "selection": {**chosen.as_json(), "through": sorted(graph.through)},
            "top": rows,
            "graph": _graph(graph),
        }
        for measure, answer in found.items():
            told[measure.value] = _as_json(graph, answer, rows)
        out_json(told)
    else:
        for line in figures.head(graph):
            out(line)
        for answer in found.values():
            out()
            for line in figures.lines(graph, answer, rows, brief=not measures):
                out(line)
        out()
        for line in figures.foot(asked, brief=not measures):
            out(line)
    return ExitCode.DONE if any(figures.stands_on(answer) for answer in found.values()) else ExitCode.NO


def _answers(graph: Projection, recorded: Counts, asked: tuple[Measure, ...]) -> dict[Measure, object]:
    """What was asked for, in that order; what two measures share is computed once."""
    from khorasan_graph.graph.balance import balance
    from khorasan_graph.graph.communities import communities
    from khorasan_graph.graph.cuts import brokers
    from khorasan_graph.graph.measures import centralities, core_periphery

    central = centralities(graph, [CENTRALITIES[measure] for measure in asked if measure in CENTRALITIES])
    others: dict[Measure, Callable[[], object]] = {
        Measure.counts: lambda: recorded,
        Measure.core: lambda: (central["coreness"], core_periphery(graph)),
        Measure.brokers: lambda: brokers(graph),
        Measure.communities: lambda: communities(graph),
        Measure.balance: lambda: balance(graph),
    }
    return {measure: others[measure]() if measure in others else central[CENTRALITIES[measure]] for measure in asked}


def _graph(graph: Projection) -> Json:
    from khorasan_graph.graph.measures import size
    from khorasan_graph.graph.projection import components

    part = graph.cooperative
    possible = sum(graph.selection.activity(relation) == "possible" for relation in graph.ties.values())
    return {
        **_size(size(graph)),
        "possible": possible,
        "untied": graph.untied,
        "left_out": graph.left_out,
        "cooperative": {
            "signs": sorted(part.signs),
            **_size(size(part)),
            "components": [len(members) for members in components(part)],
        },
    }


def _size(size: Size) -> Json:
    return {"nodes": size.nodes, "pairs": size.pairs, "ties": size.ties, "contested": size.contested}


def _sizes(sizes: dict[str, Size]) -> Json:
    return {name: _size(size) for name, size in sizes.items()}


def _entity(graph: Projection, entity: str) -> Json:
    record = graph.base.entities[entity]
    return {"id": entity, "name": record.name, "type": record.type}


def _ties(graph: Projection, relations: tuple[Relation, ...]) -> list[Json]:
    from khorasan_graph.graph.answers import relation_json

    return [relation_json(graph.base, relation, graph.selection) for relation in relations]


def _as_json(graph: Projection, answer: object, top: int) -> Json:
    from khorasan_graph.graph.balance import Balance
    from khorasan_graph.graph.communities import Communities
    from khorasan_graph.graph.counts import Counts
    from khorasan_graph.graph.cuts import Brokers
    from khorasan_graph.graph.measures import Centrality, CorePeriphery

    match answer:
        case Counts():
            return _counts(answer, top)
        case Centrality():
            return _centrality(graph, answer, top)
        case (Centrality() as coreness, CorePeriphery() as core):
            return {**_centrality(graph, coreness, top), "core_periphery": _core(graph, core)}
        case Brokers():
            return _brokers(graph, answer, top)
        case Communities():
            return _communities(graph, answer, top)
        case Balance():
            return _balance(graph, answer, top)
    raise TypeError(f"no form for a {type(answer).__name__}")


def _counts(counts: Counts, top: int) -> Json:
    return {
        "entities": counts.entities,
        "ties": counts.ties,
        "by_type": counts.by_type,
        "by_sign": counts.by_sign,
        "by_status": counts.by_status,
        "claims": counts.claims,
        "grades": counts.grades,
        "facts": counts.facts,
        "begun": {str(year or "several years"): number for year, number in counts.begun.items()},
        "undated": counts.undated,
        "published": {str(year or "several years"): number for year, number in counts.published.items()},
        "sources": counts.sources,
        "publishers": {
            "count": len(counts.publishers),
            "rows": [
                {"name": one.name, "sources": one.sources, "claims": one.claims, "alone": one.alone}
                for one in counts.publishers[:top]
            ],
        },
    }


def _centrality(graph: Projection, found: Centrality, top: int) -> Json:
    return {
        "measure": found.measure,
        "on": _sizes(found.sizes),
        "starts": found.starts,
        "count": len(found.rows),
        "rows": [
            {
                **_entity(graph, row.entity),
                "rank": row.rank,
                "value": row.value,
                "error": row.error,
                "ranks": row.ranks,
                **({"parts": row.parts} if row.parts else {}),
            }
            for row in found.rows[:top]
        ],
    }


def _core(graph: Projection, core: CorePeriphery) -> Json:
    return {
        "correlation": core.correlation,
        "neighbours": core.neighbours,
        "core": [_entity(graph, member) for member in core.core],
        "periphery": core.size.nodes - len(core.core),
    }


def _brokers(graph: Projection, found: Brokers, top: int) -> Json:
    return {
        "on": _sizes(found.sizes),
        "components": list(found.components),
        "cut_points": {
            "count": len(found.cut_points),
            "rows": [
                {
                    **_entity(graph, point.entity),
                    "component": point.component,
                    "pairs_parted": point.pairs_parted,
                    "readings": point.readings,
                    "sizes": list(point.sizes),
                    "parted": [[_entity(graph, member) for member in piece] for piece in found.pieces(point)[1:]],
                }
                for point in found.cut_points[:top]
            ],
        },
        "bridges": {
            "count": len(found.bridges),
            "contested": sum(bridge.contested for bridge in found.bridges),
            "rows": [
                {
                    "one": _entity(graph, bridge.one),
                    "other": _entity(graph, bridge.other),
                    "sides": [bridge.near, bridge.far],
                    "pairs_parted": bridge.pairs_parted,
                    "contested": bridge.contested,
                    "ties": _ties(graph, bridge.relations),
                }
                for bridge in found.bridges[:top]
            ],
        },
    }


def _communities(graph: Projection, found: Communities, top: int) -> Json:
    return {
        "on": _sizes(found.sizes),
        "modularity": found.modularity,
        "runs": found.runs,
        "lowest": found.lowest,
        "highest": found.highest,
        "agreement": found.agreement,
        "count": len(found.communities),
        "rows": [
            {
                "number": one.number,
                "size": len(one.members),
                "inside": one.inside,
                "outside": one.outside,
                "hostile_inside": one.hostile_inside,
                "hostile_outside": one.hostile_outside,
                "firmness": one.firmness,
                "members": [_entity(graph, member) for member in one.members],
            }
            for one in found.communities[:top]
        ],
    }


def _balance(graph: Projection, found: Balance, top: int) -> Json:
    return {
        "on": _sizes(found.sizes),
        "census": {
            name: {
                **census.kinds,
                "ambivalent": census.ambivalent,
                "apart_in_time": census.apart_in_time,
                "balanced": census.balanced,
                "unbalanced": census.unbalanced,
                "share": census.share,
                "expected": census.expected,
            }
            for name, census in found.census.items()
        },
        "strains": {
            "count": len(found.strains),
            "rows": [
                {
                    "one": _entity(graph, strain.one),
                    "other": _entity(graph, strain.other),
                    "contested": strain.contested,
                    "hostile": _ties(graph, strain.hostile),
                    "friends": [
                        {
                            **_entity(graph, friend.entity),
                            "contested": friend.contested,
                            "known": friend.known,
                            "hostile": [relation.id for relation in friend.hostile],
                            "to_one": _ties(graph, friend.to_one),
                            "to_other": _ties(graph, friend.to_other),
                        }
                        for friend in strain.friends
                    ],
                }
                for strain in found.strains[:top]
            ],
        },
        "all_enemies": {
            "count": len(found.all_enemies),
            "rows": [
                {
                    "entities": [_entity(graph, entity) for entity in three.entities],
                    "sides": [_ties(graph, side) for side in three.sides],
                }
                for three in found.all_enemies[:top]
            ],
        },
    }
