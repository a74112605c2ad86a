"""The script that a competent user of PyYAML and rdflib would write instead: YAML in, Turtle out, nothing checked.

    python benchmarks/plain_script.py FOLDER OUT.ttl [--flat]

It emits the same triples as the compiler for the same correct data, so it derives what the compiler derives: ids,
the status of a tie, the days that a date can mean and the days on which a tie is known to hold. What it leaves out,
each to its own advantage:

- no check of any kind, and no place of anything in a file;
- the data set is not described (license, version, how many of what), which takes counting all of it;
- the ontology is not read: the direct property of each kind of tie stands below;
- publishers are compared as written (the compiler forgives spelling);
- dates are of the forms that occur here, not all of EDTF; a coordinate such as `34.50` would lose its last digit.

`--flat` joins the parts of claims' and names' ids by a hyphen instead of a colon. rdflib takes what stands before the
colon for a namespace of its own, and looking through all of them makes its Turtle writer quadratic: four fifths of the
time at 10,000 entities. The triples are then not quite the same; the comparison of speed is fairer.
"""

import sys
from datetime import date, timedelta
from hashlib import blake2s
from pathlib import Path

import yaml
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, SKOS

DATA = "https://w3id.org/khorasan-graph/id/"
KG = Namespace("https://w3id.org/khorasan-graph/ontology#")
SCHEMA = Namespace("https://schema.org/")
GEO = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF-level1")

DIRECT = {
    "Affiliation": KG.branchOf,
    "Allegiance": KG.pledgedAllegianceTo,
    "Alliance": KG.alliedWith,
    "ArmedConflict": KG.fights,
    "BornIn": KG.bornIn,
    "Control": KG.controls,
    "Coordination": KG.coordinatesWith,
    "Defection": KG.defectedTo,
    "Endorsement": KG.endorses,
    "FactionOf": KG.factionOf,
    "Headquarters": KG.headquarteredIn,
    "Leadership": KG.leads,
    "Membership": KG.memberOf,
    "OperatesIn": KG.operatesIn,
    "Responsibility": KG.responsibleFor,
    "Rivalry": KG.rivalOf,
    "Sanctuary": KG.hasSanctuaryIn,
    "Split": KG.splitFrom,
    "Spokesmanship": KG.speaksFor,
    "Support": KG.supports,
    "Targeting": KG.targeted,
    "TookPlaceIn": KG.tookPlaceIn,
    "TrainingCamp": KG.runsTrainingCampIn,
    "UmbrellaMembership": KG.memberGroupOf,
}
SYMMETRIC = {"Alliance", "ArmedConflict", "Coordination", "Rivalry"}
PUNCTUAL = {"BornIn", "Defection", "Responsibility", "Split", "Targeting", "TookPlaceIn"}


FLAT = "--flat" in sys.argv


def iri(*parts):
    local = "/".join(parts)
    return URIRef(DATA + (local.replace(":", "-") if FLAT else local))


def edtf(value):
    return Literal(str(value), datatype=EDTF)


def bounds(value):
    """The first and the last day that a date can mean."""
    text = str(value)
    if text in ("unknown", ".."):
        return None, None
    if "/" in text:
        begin, finish = text.split("/")
        return (
            None if begin in ("", "..") else bounds(begin)[0],
            None if finish in ("", "..") else bounds(finish)[1],
        )
    plain = text.rstrip("?~")
    doubt = 1 if plain != text else 0
    parts = plain.split("-")
    if len(parts) == 1:
        return (
            date(int(plain.replace("X", "0")) - doubt, 1, 1),
            date(int(plain.replace("X", "9")) + doubt, 12, 31),
        )
    year, month = int(parts[0]), int(parts[1])
    if len(parts) == 2:
        following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
        return date(year, month, 1), following - timedelta(days=1)
    day = date(year, month, int(parts[2]))
    return day, day


def load(folder):
    records = {}
    for kind in ("organizations", "people", "places", "events", "sources"):
        records[kind] = {}
        for path in sorted((folder / kind).glob("*.yaml")):
            with open(path, encoding="utf-8") as stream:
                records[kind][path.stem] = yaml.load(stream, Loader=yaml.CSafeLoader)
    return records


def add_period(graph, node, start, end, start_property=KG.start):
    if start == "unknown":
        graph.add((node, KG.unknownStart, Literal(True)))
    elif start is not None:
        graph.add((node, start_property, edtf(start)))
        earliest, latest = bounds(start)
        if earliest:
            graph.add((node, KG.earliestStart, Literal(earliest)))
        if latest:
            graph.add((node, KG.latestStart, Literal(latest)))
    if end == "..":
        graph.add((node, KG.openEnd, Literal(True)))
    elif end == "unknown":
        graph.add((node, KG.unknownEnd, Literal(True)))
    elif end is not None:
        graph.add((node, KG.end, edtf(end)))
        earliest, latest = bounds(end)
        if earliest:
            graph.add((node, KG.earliestEnd, Literal(earliest)))
        if latest:
            graph.add((node, KG.latestEnd, Literal(latest)))


def add_claim(graph, owner, claim, cls=KG.Claim):
    stance = claim.get("stance", "asserts")
    key = f"{owner}:{claim['source']}"
    if "by" in claim:
        key += f":by-{claim['by']}"
    if stance == "denies":
        key += ":denies"
    if "as_of" in claim:
        key += f":{claim['as_of']}"
    node = iri("claim", key)
    graph.add((node, RDF.type, cls))
    graph.add((node, KG.stance, KG[stance]))
    graph.add((node, DCTERMS.source, iri("source", claim["source"])))
    graph.add((node, KG.credibility, Literal(claim["credibility"])))
    if "by" in claim:
        graph.add((node, KG.claimedBy, iri(claim["by"])))
    if "as_of" in claim:
        graph.add((node, KG.asOf, edtf(claim["as_of"])))
    for name, predicate in (("locator", KG.locator), ("citing", KG.citing), ("note", SKOS.note)):
        if name in claim:
            graph.add((node, predicate, Literal(claim[name])))
    return node


def add_entity(graph, id_, kind, entity):
    node = iri(id_)
    graph.add((node, RDF.type, KG[entity["type"]]))
    graph.add((node, SKOS.prefLabel, Literal(entity["name"])))
    for name in entity.get("names", []):
        text = Literal(name["text"], lang=name.get("lang"))
        graph.add((node, SKOS.altLabel, text))
        period = (str(name.get("start", "")), str(name.get("end", "")))
        identity = "\x1f".join((name["text"], name["kind"], name.get("lang", ""), *period))
        name_node = iri("name", f"{id_}:{blake2s(identity.encode(), digest_size=6).hexdigest()}")
        graph.add((node, KG.name, name_node))
        graph.add((name_node, RDF.type, KG.Name))
        graph.add((name_node, KG.text, text))
        graph.add((name_node, KG.nameKind, KG["name-" + name["kind"]]))
        add_period(graph, name_node, name.get("start"), name.get("end"))
        if name.get("shared"):
            graph.add((name_node, KG.shared, Literal(True)))
        if "source" in name:
            graph.add((name_node, DCTERMS.source, iri("source", name["source"])))
    if "description" in entity:
        graph.add((node, DCTERMS.description, Literal(entity["description"])))
    if kind == "events":
        add_period(graph, node, entity["date"], None, KG.date)
    else:
        add_period(graph, node, entity.get("start"), entity.get("end"))
    if "part_of" in entity:
        graph.add((node, KG.partOf, iri(entity["part_of"])))
    if "coordinates" in entity:
        position = entity["coordinates"]
        graph.add((node, GEO.lat, Literal(str(position["latitude"]), datatype=XSD.decimal)))
        graph.add((node, GEO.long, Literal(str(position["longitude"]), datatype=XSD.decimal)))
    if "code" in entity:
        graph.add((node, KG.countryCode, Literal(entity["code"])))
    for identifier in entity.get("identifiers", []):
        graph.add((node, KG.identifier, Literal(f"{identifier['scheme']}:{identifier['value']}")))
    for source in entity.get("sources", []):
        graph.add((node, DCTERMS.source, iri("source", source)))
    for quantity in entity.get("quantities", []):
        claim = add_claim(graph, f"{id_}:measure-{quantity['measure']}", quantity, KG.Quantity)
        graph.add((claim, KG.about, node))
        graph.add((claim, KG.measure, KG["measure-" + quantity["measure"]]))
        for name, predicate in (("value", KG.value), ("min", KG.minimum), ("max", KG.maximum)):
            if name in quantity:
                graph.add((claim, predicate, Literal(quantity[name])))
    for fate in entity.get("fates", []):
        claim = add_claim(graph, f"{id_}:fate-{fate['fate']}", fate, KG.FateClaim)
        graph.add((claim, KG.about, node))
        graph.add((claim, KG.fate, KG["fate-" + fate["fate"]]))
        if "date" in fate:
            graph.add((claim, KG.date, edtf(fate["date"])))


def add_source(graph, id_, source):
    node = iri("source", id_)
    graph.add((node, RDF.type, KG.Source))
    graph.add((node, DCTERMS.publisher, Literal(source["publisher"])))
    graph.add((node, DCTERMS.title, Literal(source["title"])))
    graph.add((node, DCTERMS.issued, edtf(source["published"])))
    graph.add((node, KG.reliability, Literal(source["reliability"])))
    if "url" in source:
        graph.add((node, SCHEMA.url, Literal(source["url"], datatype=XSD.anyURI)))
    if "lang" in source:
        graph.add((node, DCTERMS.language, Literal(source["lang"])))
    for author in source.get("authors", []):
        graph.add((node, DCTERMS.creator, Literal(author)))
    if len(source.get("authors", [])) > 1:
        graph.add((node, KG.byline, Literal("; ".join(source["authors"]))))
    for parent in source.get("derived_from", []):
        graph.add((node, KG.derivedFrom, iri("source", parent)))
    if "accessed" in source:
        graph.add((node, KG.accessed, edtf(source["accessed"])))


def origins(sources, id_):
    """A source with all that it is derived from."""
    found = {id_}
    for parent in sources[id_].get("derived_from", []):
        found |= origins(sources, parent)
    return found


def status(sources, claims):
    asserting = {claim["source"] for claim in claims if claim.get("stance") != "denies"}
    if not asserting:
        return "denied"
    if any(claim.get("stance") == "denies" for claim in claims):
        return "contested"
    families = [origins(sources, source) for source in asserting]
    publishers = [{sources[source]["publisher"] for source in family} for family in families]
    independent = any(
        not families[one] & families[other] and not publishers[one] & publishers[other]
        for one in range(len(families))
        for other in range(one)
    )
    return "corroborated" if independent else "reported"


def sightings(sources, claim):
    """When a claim saw the tie: on the date it speaks of, else over its own period, else when it was published."""
    if claim.get("stance") == "denies":
        return []
    if "as_of" in claim:
        return [claim["as_of"]]
    own = [claim.get("date", claim.get("start")), claim.get("end")]
    own = [bound for bound in own if bound not in (None, "unknown", "..")]
    return own or [sources[claim["source"]]["published"]]


def holding(start, end, seen, punctual, lives):
    """The days over which a tie is known to hold and may hold; `lives` are the entities that it ties."""
    begins = [bounds(start)[0]] if start is not None else []
    begins += [bounds(life["start"])[0] for life in lives if "start" in life]
    finishes = []
    if not punctual:
        finishes = [bounds(end)[1]] if end is not None else []
        finishes += [bounds(life["end"])[1] for life in lives if "end" in life]
    possible_from = max((day for day in begins if day), default=None)
    possible_to = min((day for day in finishes if day), default=None)
    low, high = possible_from or date.min, possible_to or date.max
    firsts, lasts = [], []
    for value in (start, end, *seen):
        earliest, latest = bounds(value) if value is not None else (None, None)
        if not earliest and not latest:
            continue
        if low <= high and (latest or date.max) >= low and (earliest or date.min) <= high:
            if latest or possible_to:
                firsts.append(min(latest or date.max, high))
            if earliest or possible_from:
                lasts.append(max(earliest or date.min, low))
    for_good = punctual or (end == ".." and possible_to is None)
    if not firsts or not (lasts or for_good):
        return None, None, possible_from, possible_to
    return min(firsts), None if for_good else max(lasts), possible_from, possible_to


def add_relation(graph, records, subject, relation):
    type_, target, claims = relation["type"], relation["object"], relation["claims"]
    sources, events = records["sources"], records["events"]
    first, second = sorted((subject, target)) if type_ in SYMMETRIC else (subject, target)
    id_ = f"{first}.{type_.lower()}.{second}"
    node = iri("relation", id_)
    derived = status(sources, claims)
    graph.add((node, RDF.type, KG[type_]))
    graph.add((node, KG.subject, iri(subject)))
    graph.add((node, KG.object, iri(target)))
    graph.add((node, KG.status, KG[derived]))
    for claim in claims:
        claim_node = add_claim(graph, id_, claim)
        graph.add((node, KG.claim, claim_node))
        add_period(graph, claim_node, claim.get("date", claim.get("start")), claim.get("end"))
    start, end = relation.get("date", relation.get("start")), relation.get("end")
    for event in (subject, target):
        if event in events:
            start = events[event]["date"]
    add_period(graph, node, start, end)
    seen = [sighting for claim in claims for sighting in sightings(sources, claim)]
    lives = [
        records[kind][end_id]
        for end_id in (subject, target, relation.get("from"), relation.get("provider"))
        for kind in ("organizations", "people", "places")
        if end_id in records[kind]
    ]
    days = holding(start, end, seen, type_ in PUNCTUAL, lives)
    if derived == "denied":
        days = None, None, *days[2:]
    for predicate, day in zip((KG.knownFrom, KG.knownTo, KG.possibleFrom, KG.possibleTo), days, strict=True):
        if day:
            graph.add((node, predicate, Literal(day)))
    if "place" in relation:
        graph.add((node, KG.place, iri(relation["place"])))
    if "from" in relation:
        graph.add((node, KG["from"], iri(relation["from"])))
    if "office" in relation:
        graph.add((node, KG.office, Literal(relation["office"])))
    for content in relation.get("content", []):
        graph.add((node, KG.content, KG["content-" + content]))
    if "note" in relation:
        graph.add((node, SKOS.note, Literal(relation["note"])))
    if derived in ("corroborated", "reported"):
        graph.add((iri(subject), DIRECT[type_], iri(target)))
        if type_ in SYMMETRIC:
            graph.add((iri(target), DIRECT[type_], iri(subject)))
        if "from" in relation:
            graph.add((iri(subject), KG.defectedFrom, iri(relation["from"])))


def main():
    folder, out = Path(sys.argv[1]), sys.argv[2]
    records = load(folder / "graph_data")
    graph = Graph()
    graph.bind("kg", KG)
    graph.bind("data", DATA)
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    for kind in ("organizations", "people", "places", "events"):
        for id_, entity in records[kind].items():
            add_entity(graph, id_, kind, entity)
            for relation in entity.get("relations", []):
                add_relation(graph, records, id_, relation)
    for id_, source in records["sources"].items():
        add_source(graph, id_, source)
    graph.serialize(destination=out, format="turtle")


if __name__ == "__main__":
    main()
