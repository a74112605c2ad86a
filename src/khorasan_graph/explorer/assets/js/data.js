// The data of the page, indexed once. Maps, not plain objects: an id may be any word, `constructor` included.

const DATA = JSON.parse(document.getElementById("data").textContent);
const META = DATA.meta;
const ENTITIES = new Map(DATA.entities.map((entity) => [entity.id, entity]));
const TIES = new Map(DATA.ties.map((tie) => [tie.id, tie]));
const SOURCES = new Map(Object.entries(DATA.sources));
const ENTITY_CLASSES = new Map(Object.entries(DATA.entity_classes));
const RELATION_CLASSES = new Map(Object.entries(DATA.relation_classes));
const LOOKS = new Map(DATA.looks.map((look) => [look.id, look]));
const STATUSES = ["corroborated", "reported", "contested", "denied"];
const SIGNS = [["+", "cooperative"], ["-", "hostile"], ["0", "neutral"]];

for (const tie of TIES.values()) {
  tie.cls = RELATION_CLASSES.get(tie.type);
  tie.look = LOOKS.get(tie.cls.look);
  tie.claims ??= [];
  tie.qualifiers ??= [];
  // No date but the sightings: nobody says when it began or ended.
  tie.undated = tie.possible_from === undefined && tie.possible_to === undefined && tie.end !== "..";
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
  entity.cls = ENTITY_CLASSES.get(entity.type);
  entity.role = entity.cls.role;
  entity.native = entity.names.find((name) => name.kind === "native")?.text ?? "";
  entity.acronym = entity.names.find((name) => name.kind === "acronym")?.text ?? "";
  entity.texts = [...new Set([entity.name, ...entity.names.map((name) => name.text)])];
}

function nameOf(id) {
  return ENTITIES.get(id)?.name ?? id;
}
