"""Figures in words and tables, for `stats`: every one with what it stands on, and never without its doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from khorasan_graph.cli import words
from khorasan_graph.cli.terminal import clean
from khorasan_graph.graph.balance import KINDS, Balance, Strain
from khorasan_graph.graph.communities import Communities, Community
from khorasan_graph.graph.counts import RELIABILITIES, Counts
from khorasan_graph.graph.cuts import Bridge, Brokers, CutPoint
from khorasan_graph.graph.measures import Centrality, CorePeriphery, Rank, Size, size
from khorasan_graph.graph.projection import components

if TYPE_CHECKING:
    from khorasan_graph.graph.projection import Projection

NAMES_SHOWN = 5

_TITLES = {
    "degree": "Neighbours: with how many others an actor has ties, however many ties with each",
    "betweenness": "Betweenness: the share of other pairs whose shortest chains lead through an actor",
    "weighted-betweenness": "Betweenness by credibility: the same, a hop being as long as the grade of its best tie",
    "closeness": "Closeness: how near an actor is to all others (1: next to everyone; harmonic mean)",
    "signed": "PN index: above 1 where friends outweigh enemies, and the friends have friends",
    "coreness": "Core: the largest k for which an actor is among actors who all have k neighbours in that set",
}
_TITLES |= {
    "Counts": "Recorded",
    "Brokers": "Brokers: without whom others would no longer be linked",
    "Communities": "Communities (Louvain)",
    "Balance": "Balance: triangles of friends and enemies",
}
_RANKED = frozenset({"degree", "betweenness", "weighted-betweenness", "closeness", "signed", "core"})
_READINGS = {
    "uncontested": "without contested ties",
    "corroborated": "on corroborated ties alone",
    "known": "on ties known to hold then",
}
_UNITS = {"degree": "number", "betweenness": "share", "weighted-betweenness": "share", "coreness": "k"}
_READS = {"+++": "three friends", "+--": "two friends, one enemy of both", "++-": "enemies with a common friend"}
_READS["---"] = "three enemies"


def head(graph: Projection) -> Iterator[str]:
    """What is counted on, and what is left out."""
    when = f" as of {words.day(graph.selection.as_of)}" if graph.selection.as_of else ""
    if not graph.pairs:
        yield f"No tie between actors counts{when} under these filters."
        yield "That none is recorded does not mean that there is none."
    else:
        whole = size(graph)
        actors, pairs = words.many(whole.nodes, "actor"), words.many(whole.pairs, "pair")
        yield f"{actors} and {pairs} of them, by {_ties(whole)}{when}."
        part = size(graph.cooperative)
        sizes = [len(members) for members in components(graph.cooperative)]
        hang = "in one piece" if len(sizes) < 2 else f"in {len(sizes)} pieces, the largest of {sizes[0]:,}"
        yield (
            f"Of these, chains, cores and communities count {_signs(graph)}: {words.many(part.nodes, 'actor')}, "
            f"{words.many(part.pairs, 'pair')}, {_ties(part)}{f'; {hang}' if sizes else ''}."
        )
    possible = sum(graph.selection.activity(relation) == "possible" for relation in graph.ties.values())
    if possible:
        counted = f"{words.many(possible, 'tie')} counted {'is' if possible == 1 else 'are'}"
        yield f"{counted} not known to hold{when}, and may."
    passed = {word: graph.left_out[word] for word in ("place", "event", "state") if word in graph.left_out}
    left = []
    if passed:
        first, *others = passed.items()
        told = ", ".join(
            [f"{words.many(first[1], 'tie')} of {first[0]}s", *(f"{n:,} of {word}s" for word, n in others)]
        )
        left.append(f"{told} (`--through {','.join(passed)}` counts them)")
    left += [f"{words.many(graph.left_out['denied'], 'tie')} only denied"] if "denied" in graph.left_out else []
    left += (
        [f"{words.many(graph.left_out['told apart'], 'tie')} to tell two actors apart"]
        if "told apart" in graph.left_out
        else []
    )
    left += [f"{words.many(graph.untied, 'actor')} without a tie that counts"] if graph.untied else []
    if left:
        yield f"Left out: {'; '.join(left)}."


def foot(measures: Sequence[str], *, brief: bool) -> Iterator[str]:
    """How to read the figures, and what they do not say."""
    if not brief and set(measures) <= {"counts"}:
        return
    if brief or not _RANKED.isdisjoint(measures):
        yield "Ranks: by all ties that count, then in narrower readings (- no tie left): without contested ties, on"
        yield "corroborated ties alone, and as of a date on ties known to hold then."
    if brief:
        yield "More of each, and of closeness, signed and weighted-betweenness: `--measure NAME --top N`."
    yield "These figures count reports: who is well reported looks central, and a tie that nobody recorded may exist."
    yield "The claims behind every tie: `--format json`, or `khorasan-graph between A B`."


def lines(graph: Projection, answer: object, top: int, *, brief: bool) -> Iterator[str]:
    """One answer in words; `brief` where it stands among others in the overview."""
    if not stands_on(answer):
        others = " (`--sign any` counts all kinds)" if graph.pairs and not graph.selection.signs else ""
        return iter((_title(answer), f"  no such tie is recorded under these filters{others}"))
    match answer:
        case Counts():
            return _counts(graph, answer, top, brief=brief)
        case Centrality():
            return _centrality(graph, answer, top)
        case (Centrality() as coreness, CorePeriphery() as core):
            return _core(graph, coreness, core, top)
        case Brokers():
            return _brokers(graph, answer, top, brief=brief)
        case Communities():
            return _communities(graph, answer, top)
        case Balance():
            return _balance(graph, answer, top, brief=brief)
    raise TypeError(f"no words for a {type(answer).__name__}")


def stands_on(answer: object) -> int:
    """How many pairs (for counts: ties) an answer stands on."""
    match answer:
        case Counts():
            return answer.ties
        case Centrality() | Brokers() | Communities() | Balance():
            return answer.sizes["all"].pairs
        case (Centrality() as coreness, _):
            return coreness.sizes["all"].pairs
    raise TypeError(f"no size of a {type(answer).__name__}")


def _title(answer: object) -> str:
    match answer:
        case Centrality() | (Centrality(), _):
            return _TITLES[answer.measure if isinstance(answer, Centrality) else "coreness"]
    return _TITLES[type(answer).__name__]


def _ties(size: Size) -> str:
    return words.many(size.ties, "tie") + (f" ({size.contested:,} contested)" if size.contested else "")


def _signs(graph: Projection) -> str:
    asked = sorted(graph.cooperative.signs)
    return f"ties of sign {' and '.join(asked)}" if graph.selection.signs else "cooperation and roles (sign +)"


def _on(sizes: dict[str, Size]) -> str:
    one = sizes["all"]
    return f"  on {words.many(one.nodes, 'actor')}, {words.many(one.pairs, 'pair')}, {_ties(one)}"


def _names(graph: Projection, entities: Sequence[str], most: int = NAMES_SHOWN) -> str:
    shown = ", ".join(words.name(graph.base, entity) for entity in entities[:most])
    return shown + (f" and {len(entities) - most:,} more" if len(entities) > most else "")


def _table(rows: Sequence[tuple[str, str]], indent: str = "  ") -> Iterator[str]:
    """Two columns, the first to the right."""
    width = max((len(left) for left, _ in rows), default=0)
    for left, right in rows:
        yield f"{indent}{left:>{width}}  {right}"


def _counts(graph: Projection, counts: Counts, top: int, *, brief: bool) -> Iterator[str]:
    claims = sum(counts.claims.values())
    whom = "" if counts.facts is not None else " named by these ties"
    yield _title(counts)
    yield f"  {words.many(sum(counts.entities.values()), 'entity', 'entities')}{whom}: " + ", ".join(
        f"{number:,} {graph.base.vocabulary.entity_classes[name].label}" for name, number in counts.entities.items()
    )
    classes = graph.base.vocabulary.relation_classes
    yield f"  {words.many(counts.ties, 'tie')}: " + ", ".join(
        f"{number:,} {classes[name].label}" for name, number in counts.by_type.items()
    )
    yield "    by status: " + ", ".join(f"{number:,} {status}" for status, number in counts.by_status.items())
    yield "    by sign: {:,} cooperative (+), {:,} hostile (-), {:,} neither (0)".format(*counts.by_sign.values())
    denying = f", {counts.claims['denies']:,} of them denials" if counts.claims["denies"] else ""
    facts = f"; {words.many(counts.facts, 'claim')} of numbers and fates beside" if counts.facts else ""
    yield f"  {words.many(claims, 'claim')}{denying}, in {words.many(counts.sources, 'source')}{facts}"
    if brief or not claims:
        return
    yield ""
    yield "Grades: claims by reliability of the source (A-F) and credibility (1-6)"
    yield from _matrix(counts)
    yield ""
    yield "Publishers: claims, their share of all, sources; ties that nobody else asserts"
    rows = [
        (f"{one.claims:,}", f"{one.claims / claims:4.0%}  {one.sources:>4,}  {one.alone:>4,}  {clean(one.name)}")
        for one in counts.publishers[:top]
    ]
    yield from _table(rows)
    if len(counts.publishers) > top:
        yield f"  and {len(counts.publishers) - top:,} more"
    yield ""
    yield "Years: ties by their beginning, claims by their publication"
    years = sorted({year for year in (*counts.begun, *counts.published) if year is not None})
    shown = years[-2 * top :]
    table = [("year", "  ties  claims")]
    earlier = years[: len(years) - len(shown)]
    if earlier:
        begun, told = (sum(by.get(year, 0) for year in earlier) for by in (counts.begun, counts.published))
        table.append((f"to {earlier[-1]}", f"{begun:>6,}  {told:>6,}"))
    table += [(str(year), f"{counts.begun.get(year, 0):>6,}  {counts.published.get(year, 0):>6,}") for year in shown]
    table.append(("in no one year", f"{counts.begun.get(None, 0):>6,}  {counts.published.get(None, 0):>6,}"))
    table.append(("no date", f"{counts.undated:>6,}       -"))
    yield from _table(table)


def _matrix(counts: Counts) -> Iterator[str]:
    yield "       " + "".join(f"{grade:>7}" for grade in range(1, 7))
    for letter in RELIABILITIES:
        row = [counts.grades.get(f"{letter}{grade}", 0) for grade in range(1, 7)]
        if any(row):
            yield f"      {letter}" + "".join(f"{number or '-':>7}" for number in row)


def _centrality(graph: Projection, found: Centrality, top: int) -> Iterator[str]:
    yield _TITLES[found.measure]
    yield _on(found.sizes) + (
        f"; estimated from {found.starts:,} of them, drawn at random" if found.starts is not None else ""
    )
    unit = _UNITS.get(found.measure, "value")
    value = {row.entity: _value(found.measure, row) for row in found.rows[:top]}
    width = max([len(unit), *(len(text) for text in value.values())])
    narrower = [name for name in found.sizes if name != "all"]
    yield f"  rank  {unit:>{width}}  {'  '.join(narrower)}  actor"
    for row in found.rows[:top]:
        ranks = "  ".join(f"{row.ranks[name] or '-':>{len(name)}}" for name in narrower)
        who = words.titled(graph.base, row.entity)
        yield f"  {row.rank:>4}  {value[row.entity]:>{width}}  {ranks}  {who}{_parts(row)}"
    if len(found.rows) > top:
        yield f"  and {len(found.rows) - top:,} more"


def _value(measure: str, row: Rank) -> str:
    if measure in ("degree", "coreness"):
        return f"{row.value:.0f}"
    if measure == "signed":
        return f"{row.value:.4f}"
    share = measure.endswith("betweenness")
    text = f"{row.value:.1%}" if share else f"{row.value:.3f}"
    if row.error is None:
        return text
    return f"{text} ± {row.error:.1%}" if share else f"{text} ± {row.error:.3f}"


def _parts(row: Rank) -> str:
    if not row.parts:
        return ""
    named = [
        f"{row.parts[key]} {word}"
        for key, word in (("cooperative", "friendly"), ("hostile", "hostile"), ("neutral", "neutral"))
        if row.parts[key]
    ]
    if row.parts["contested"]:
        named.append(f"{row.parts['contested']} by contested ties alone")
    return f": {', '.join(named)}"


def _core(graph: Projection, coreness: Centrality, core: CorePeriphery, top: int) -> Iterator[str]:
    yield from _centrality(graph, coreness, top)
    if coreness.rows:
        innermost = [row.entity for row in takewhile(lambda row: row.rank == 1, coreness.rows)]
        yield f"  the innermost: {words.many(len(innermost), 'actor')}"
    if core.correlation is None:
        yield "  no core and periphery: the pairs allow of no such division"
        return
    yield (
        f"  core and periphery: {len(core.core)} with {core.neighbours} neighbours or more against "
        f"{core.size.nodes - len(core.core):,}, correlation with the ideal {core.correlation:.2f}"
    )
    yield f"    core: {_names(graph, core.core, 2 * top)}"


def _brokers(graph: Projection, found: Brokers, top: int, *, brief: bool) -> Iterator[str]:
    yield _title(found)
    yield _on(found.sizes)
    for number, point in enumerate(found.cut_points[:top], start=1):
        yield from _cut_point(graph, found, point, number)
    if len(found.cut_points) > top:
        yield f"  and {len(found.cut_points) - top:,} more"
    if not found.cut_points:
        yield "  none: nobody's absence would part others"
    if brief:
        yield f"  beside them, {words.many(len(found.bridges), 'pair')} hold two parts together alone"
        return
    yield ""
    contested = sum(bridge.contested for bridge in found.bridges)
    telling = [bridge for bridge in found.bridges if min(bridge.near, bridge.far) > 1]
    yield (
        f"Bridges: {words.many(len(found.bridges), 'pair')} hold two parts together alone"
        f"{f', {contested:,} of them by contested ties alone' if contested else ''}"
    )
    if len(telling) < len(found.bridges):
        yield f"  {len(found.bridges) - len(telling):,} tie one single actor to the rest; the others:"
    for number, bridge in enumerate(telling[:top], start=1):
        yield from _bridge(graph, bridge, number)
    if len(telling) > top:
        yield f"  and {len(telling) - top:,} more"


def _cut_point(graph: Projection, found: Brokers, point: CutPoint, number: int) -> Iterator[str]:
    several = [size for size in point.sizes if size > 1]
    single = len(point.sizes) - len(several)
    told = [f"{size:,}" for size in several[:6]]
    if len(several) > 6:
        told.append(words.many(len(several) - 6, "smaller part"))
    if single:
        told.append(f"{single:,} alone" if several else words.many(single, "single actor"))
    who = words.titled(graph.base, point.entity)
    yield f"  {number}. {who}: parts {words.many(point.pairs_parted, 'pair')} of others{_holds(point)}"
    yield f"     without it, {point.component - 1:,} fall into {' + '.join(told)}"
    off = found.pieces(point)[1:]
    for piece in off[:2]:
        if len(piece) > 1:
            yield f"       {len(piece):,}: {_names(graph, piece)}"
    alone = [piece[0] for piece in off if len(piece) == 1]
    if alone:
        yield f"       alone: {_names(graph, alone)}"


def _holds(point: CutPoint) -> str:
    missing = [_READINGS[name] for name, held in point.readings.items() if not held]
    return f"; not {', nor '.join(missing)}" if missing else ""


def _bridge(graph: Projection, bridge: Bridge, number: int) -> Iterator[str]:
    mark = " (contested ties alone)" if bridge.contested else ""
    pair = f"{words.titled(graph.base, bridge.one)} - {words.titled(graph.base, bridge.other)}"
    yield f"  {number}. {pair}: {bridge.near:,} on the one side, {bridge.far:,} on the other{mark}"
    for relation in bridge.relations:
        yield f"       {words.headline(graph.base, relation, graph.selection)}"


def _communities(graph: Projection, found: Communities, top: int) -> Iterator[str]:
    best = f"the best of {found.runs} runs, {found.lowest:.3f} to {found.highest:.3f}" if found.runs > 1 else "one run"
    yield f"{_title(found)}: {len(found.communities)}, modularity {found.modularity:.3f} ({best})"
    yield _on(found.sizes)
    told = [f"{value:.2f} {_READINGS[name]}" for name, value in found.agreement.items() if value is not None]
    if told:
        yield f"  agreement with the division {', '.join(told)} (1 the same, 0 as by chance)"
    if found.runs > 1:
        yield "  firm: the share of a community's pairs of members that the other runs put together too"
    for community in found.communities[:top]:
        yield from _community(graph, community)
    if len(found.communities) > top:
        rest = found.communities[top:]
        yield f"  and {len(rest):,} more, of {len(rest[0].members):,} actors or fewer"


def _community(graph: Projection, community: Community) -> Iterator[str]:
    hostile = community.hostile_inside + community.hostile_outside
    told = f"{words.many(community.inside, 'pair')} within, {community.outside:,} outwards"
    if hostile:
        told += f"; hostile: {community.hostile_inside:,} within, {community.hostile_outside:,} outwards"
    if community.firmness is not None:
        told += f"; {community.firmness:.0%} firm"
    yield f"  {community.number}. {words.many(len(community.members), 'actor')}; {told}"
    yield f"     {_names(graph, community.members)}"


def _balance(graph: Projection, found: Balance, top: int, *, brief: bool) -> Iterator[str]:
    yield _title(found)
    yield _on(found.sizes)
    yield f"  {'':44}{''.join(f'{name:>14}' for name in found.census)}"
    census = list(found.census.values())
    table: list[tuple[str, list[int] | list[str]]] = [
        (f"{kind}  {_READS[kind]}", [one.kinds[kind] for one in census]) for kind in KINDS
    ]
    table += [
        ("both at once, of no one kind", [one.ambivalent for one in census]),
        ("never at one time", [one.apart_in_time for one in census]),
        ("balanced (the first two of the four kinds)", [_share(one.share) for one in census]),
        ("to be expected of signs dealt at random", [_share(one.expected) for one in census]),
    ]
    for label, cells in table:
        yield f"  {label:44}{''.join(f'{cell:>14}' for cell in cells)}"
    if found.strains:
        yield ""
        yield f"Enemies with common friends: {words.many(len(found.strains), 'pair')}"
    for number, strain in enumerate(found.strains[:top], start=1):
        yield from _strain(graph, strain, number, brief=brief)
    if len(found.strains) > top:
        yield f"  and {len(found.strains) - top:,} more"
    if brief:
        return
    if found.all_enemies:
        yield ""
        yield "Three enemies of one another"
    for three in found.all_enemies[:top]:
        yield f"  {', '.join(words.titled(graph.base, entity) for entity in three.entities)}"
        for relation in (relation for side in three.sides for relation in side):
            yield f"       {words.headline(graph.base, relation, graph.selection)}"
    if len(found.all_enemies) > top:
        yield f"  and {len(found.all_enemies) - top:,} more"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _strain(graph: Projection, strain: Strain, number: int, *, brief: bool) -> Iterator[str]:
    pair = f"{words.titled(graph.base, strain.one)} and {words.titled(graph.base, strain.other)}"
    mark = " (contested enmity)" if strain.contested else ""
    yield f"  {number}. {pair}: {words.many(len(strain.friends), 'common friend')}{mark}"
    if brief:
        yield f"     {_names(graph, [friend.entity for friend in strain.friends])}"
        return
    for relation in strain.hostile:
        yield f"     {words.headline(graph.base, relation, graph.selection)}"
    for friend in strain.friends[:NAMES_SHOWN]:
        doubts = ["by contested ties alone"] if friend.contested else []
        doubts += [] if friend.known else ["not known to have been at one time"]
        told = f" ({'; '.join(doubts)})" if doubts else ""
        yield f"     friend of both: {words.titled(graph.base, friend.entity)}{told}"
        for relation in (*friend.to_one, *friend.to_other):
            yield f"       {words.headline(graph.base, relation, graph.selection)}"
    if len(strain.friends) > NAMES_SHOWN:
        yield f"     and {words.many(len(strain.friends) - NAMES_SHOWN, 'more friend')}"
