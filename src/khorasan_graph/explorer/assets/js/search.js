// The search box: every recorded name in every script, compared as the data's own look-up compares them.

const MOST_HITS = 12;
let hits = [];
let hitAt = -1;

/** The entities that a text may mean, the surest first, each with the name that matched. */
function searchEntities(text) {
  const query = fold(text);
  const plain = text.trim().toLowerCase();
  if (!query && !plain) return [];
  const found = [];
  for (const entity of ENTITIES.values()) {
    let best = entity.id === plain ? 0 : 9,
      name = entity.name;
    entity.folded ??= entity.texts.map(fold);
    entity.folded.forEach((folded, place) => {
      const rank = !query
        ? 9
        : folded === query
          ? 1
          : folded.startsWith(query)
            ? 2
            : ` ${folded}`.includes(` ${query}`)
              ? 3
              : folded.includes(query)
                ? 4
                : 9;
      if (rank < best) [best, name] = [rank, entity.texts[place]];
    });
    if (best < 9) found.push({ entity, name, best });
  }
  const context = (hit) => (CONTEXT_ROLES.has(hit.entity.role) ? 1 : 0);
  return found.sort(
    (a, b) =>
      a.best - b.best ||
      context(a) - context(b) ||
      TIES_OF.get(b.entity.id).length - TIES_OF.get(a.entity.id).length ||
      (a.entity.id < b.entity.id ? -1 : 1),
  );
}

function showHits() {
  const list = $("hits"),
    box = $("search");
  const all = searchEntities(box.value);
  hits = all.slice(0, MOST_HITS);
  hitAt = hits.length ? 0 : -1;
  list.replaceChildren(
    ...hits.map((hit, place) =>
      make(
        "li",
        {
          role: "option",
          id: `hit-${place}`,
          "data-id": hit.entity.id,
          onmousedown: (event) => {
            event.preventDefault();
            takeHit(place, event);
          },
        },
        shapeSample(hit.entity.cls.shape, hit.entity.size),
        make(
          "span",
          { class: "text" },
          bdi(hit.entity.name, { class: "who", dir: "auto" }),
          hit.name === hit.entity.name ? null : make("span", { class: "meta" }, "as ", bdi(hit.name, { dir: "auto" })),
        ),
        make("span", { class: "meta" }, hit.entity.cls.label, view.entities.has(hit.entity.id) ? "" : " · not shown"),
      ),
    ),
  );
  if (all.length > MOST_HITS)
    list.append(make("li", { class: "meta more", "aria-hidden": "true" }, `and ${all.length - MOST_HITS} more`));
  if (box.value.trim() && !hits.length)
    list.append(make("li", { class: "meta more", "aria-hidden": "true" }, "nothing is recorded under that name"));
  list.hidden = !box.value.trim();
  box.setAttribute("aria-expanded", String(!list.hidden));
  markHit();
  if (box.value.trim()) announce(all.length ? plural(all.length, "match", "matches") : "No match");
}

function markHit() {
  $("hits")
    .querySelectorAll("[role=option]")
    .forEach((item, place) => item.setAttribute("aria-selected", String(place === hitAt)));
  if (hitAt >= 0) $("search").setAttribute("aria-activedescendant", `hit-${hitAt}`);
  else $("search").removeAttribute("aria-activedescendant");
  $("hits").querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
}

function takeHit(place, event) {
  const hit = hits[place];
  if (!hit) return;
  closeSearch();
  $("search").value = "";
  if (addsToChoice(event)) toggleChosen(hit.entity.id);
  else if (state.picking && state.picking !== hit.entity.id) showPath(state.picking, hit.entity.id);
  else selectEntity(hit.entity.id, { centre: true });
  if (state.view === "graph") $("canvas").focus();
}

function closeSearch() {
  $("hits").hidden = true;
  $("search").setAttribute("aria-expanded", "false");
}

function buildSearch() {
  const box = $("search");
  box.addEventListener("input", showHits);
  box.addEventListener("focus", () => box.value && showHits());
  box.addEventListener("blur", closeSearch);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (hits.length) hitAt = (hitAt + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length;
      markHit();
    } else if (event.key === "Enter") {
      event.preventDefault();
      takeHit(hitAt, event);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (box.value) {
        box.value = "";
        closeSearch();
      } else box.blur();
    }
  });
}
