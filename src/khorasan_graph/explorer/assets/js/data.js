// The data of the page, indexed once. Maps, not plain objects: an id may be any word, `constructor` included.

/** Read back what khorasan_graph.explorer.packing wrote. */
function unpack({ common, rare, root }) {
  const table = [...common];
  let before = "";
  for (const coded of rare) {
    before = before.slice(0, coded.charCodeAt(0) - 48) + coded.slice(1);
    table.push(before);
  }
  const read = (value) => {
    if (typeof value === "number") return typeof table[value] === "string" ? table[value] : read(table[value]);
    if (typeof value === "string") return Number(value);
    if (!Array.isArray(value)) return value;
    if (value[0] === -1) return value.slice(1).map(read);
    const record = {};
    table[value[0]].forEach((key, place) => {
      // Not by assignment: a record may have any key, `__proto__` included.
      Object.defineProperty(record, table[key], {
        value: read(value[place + 1]),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    });
    return record;
  };
  return read(root);
}

const DATA = unpack(JSON.parse(document.getElementById("data").textContent));
const META = DATA.meta;
const ENTITIES = new Map(DATA.entities.map((entity) => [entity.id, entity]));
for (const tie of DATA.ties) tie.id ??= `${tie.subject}.${tie.type.toLowerCase()}.${tie.object}`;
const TIES = new Map(DATA.ties.map((tie) => [tie.id, tie]));
const SOURCES = new Map(Object.entries(DATA.sources));
const ENTITY_CLASSES = new Map(Object.entries(DATA.entity_classes));
const RELATION_CLASSES = new Map(Object.entries(DATA.relation_classes));
// The earliest and the latest day of the dates of claims that are not one day.
const DATED = new Map(Object.entries(DATA.dated));
const LOOKS = new Map(DATA.looks.map((look) => [look.id, look]));
const STATUSES = ["corroborated", "reported", "contested", "denied"];
const SIGNS = [
  ["+", "cooperative"],
  ["-", "hostile"],
  ["0", "neutral"],
];

/** What a claim leaves to its source, and to whoever speaks. */
function complete(claim) {
  const source = SOURCES.get(claim.source);
  claim.stance ??= "asserts";
  claim.spoken = spokenOf(claim);
  claim.as_of = claim.spoken.at(-1);
  claim.grade = `${source.reliability}${claim.credibility}`;
  claim.speaker = claim.by ? nameOf(claim.by) : source.publisher;
}

for (const tie of TIES.values()) {
  tie.edges ??= [[tie.subject, tie.object, ""]];
  tie.claims?.forEach(complete);
  tie.cls = RELATION_CLASSES.get(tie.type);
  tie.look = LOOKS.get(tie.cls.look);
  tie.claims ??= [];
  tie.qualifiers ??= [];
  // No date but the sightings: nobody wrote a day for its start or its end. As khorasan_graph.graph.adjacency.
  tie.undated = !hasDay(tie.start) && !hasDay(tie.end);
}

// What an edge of the picture leaves to its tie: which two it joins, and its name.
for (const edge of DATA.picture.edges) {
  const tie = DATA.ties[edge.tie];
  const [from, to, role] = tie.edges[edge.nth ?? 0];
  Object.assign(edge, { tie: tie.id, from, to, id: role ? `${tie.id}#${role}.${to}` : tie.id });
}

/** The ties that touch an entity, by its id. */
const TIES_OF = new Map(DATA.entities.map((entity) => [entity.id, []]));
for (const tie of TIES.values()) {
  const ends = new Set(tie.edges.flatMap(([start, end]) => [start, end]));
  if (tie.place) ends.add(tie.place);
  for (const qualifier of tie.qualifiers) if (qualifier.entity) qualifier.values.forEach((id) => ends.add(id));
  for (const end of ends) TIES_OF.get(end)?.push(tie);
}

for (const entity of ENTITIES.values()) {
  entity.names ??= [];
  for (const fact of [...(entity.quantities ?? []), ...(entity.fates ?? [])]) complete(fact.claim);
  entity.cls = ENTITY_CLASSES.get(entity.type);
  entity.role = entity.cls.role;
  entity.native = entity.names.find((name) => name.kind === "native")?.text ?? "";
  entity.acronym = entity.names.find((name) => name.kind === "acronym")?.text ?? "";
  entity.texts = [...new Set([entity.name, ...entity.names.map((name) => name.text)])];
}

function nameOf(id) {
  return ENTITIES.get(id)?.name ?? id;
}
