// The dossiers: of an entity, of a tie with every claim, of a path with the evidence for every step.

const NAME_KINDS = new Map(Object.entries(DATA.name_kinds));

function entityDossier(entity) {
  const isEvent = entity.role === "Event";
  const others = entity.names.filter((name) => name.kind !== "native" && name.text !== entity.name);
  const natives = entity.names.filter((name) => name.kind === "native" && name.text !== entity.name);
  const period = isEvent ? "" : entityPeriod(entity);
  return [
    make("p", { class: "kind" }, shapeSample(entity.cls.shape, entity.size), entity.cls.label),
    make("h2", { tabindex: "-1" }, bdi(entity.name, { dir: "auto" })),
    ...natives.map((name) => make("p", { class: "native", dir: "auto", lang: name.lang }, name.text)),
    entity.description ? make("p", { class: "lead", dir: "auto" }, entity.description) : null,
    make(
      "div",
      { class: "actions" },
      button("Path from here", () => startPath(entity.id), { title: "Key P" }),
      button(state.hops === 1 ? "Two steps around" : "One step around", () => setHops(state.hops === 1 ? 2 : 1), {
        title: "Key F",
        "aria-pressed": String(state.hops === 2),
      }),
      button("Centre", () => fit([...view.focus.entities], { closest: 1.3 }), { title: "Key Enter" }),
      pageLink("", entity.id),
    ),
    make(
      "dl",
      {},
      ...fact(
        "Also called",
        others.map((name) => nameChip(name)),
      ),
      ...fact(
        isEvent ? "Date" : entity.role === "Person" ? "Life" : "Existed",
        isEvent ? dateWords(entity.start) : period,
      ),
      ...fact("Part of", entity.part_of ? entityButton(entity.part_of) : null),
      ...fact("Coordinates", entity.coordinates?.join(", ")),
      ...fact("Country code", entity.code),
      ...fact(
        "Not to confuse with",
        (entity.different_from ?? []).map((id) => entityButton(id)),
      ),
      ...fact(
        "Elsewhere",
        (entity.identifiers ?? []).map((one) =>
          make("span", { class: "line" }, `${one.scheme}: `, one.url ? safeLink(one.url, one.value) : bdi(one.value)),
        ),
      ),
      ...fact("Id", make("code", {}, entity.id)),
    ),
    ...factsSection(
      "Numbers",
      entity.quantities,
      (one) => `${one.label}: ${one.text}${one.unit ? ` ${one.unit}` : ""}`,
    ),
    ...factsSection(
      "What became of them",
      entity.fates,
      (one) => `${one.label}${one.date ? `, ${dateWords(one.date)}` : ""}`,
    ),
    ...tieSections(entity),
    ...sourcesSection(entity.sources),
  ];
}

function entityPeriod(entity) {
  if (entity.role === "Person") {
    return [
      isDated(entity.start) ? `born ${dateWords(entity.start)}` : "",
      entity.end === ".." ? "recorded as living" : isDated(entity.end) ? `died ${dateWords(entity.end)}` : "",
    ]
      .filter(Boolean)
      .join(", ");
  }
  return periodWords(entity.start, entity.end);
}

function nameChip(name) {
  const kind = NAME_KINDS.get(name.kind) ?? name.kind;
  const period = spanWords(name.start, name.end);
  return make(
    "span",
    {
      class: "name-chip",
      lang: name.lang,
      title: [kind, period, name.shared ? "another entity bears this name too" : ""].filter(Boolean).join("; "),
    },
    bdi(name.text, { dir: "auto" }),
    make("small", {}, ` ${kind.toLowerCase()}${period ? `, ${period}` : ""}`),
  );
}

function setHops(hops) {
  change({ hops });
  announce(hops === 2 ? "Two steps around" : "One step around");
}

function factsSection(title, facts, words) {
  if (!facts?.length) return [];
  return [
    heading(3, title, facts.length),
    make(
      "ol",
      { class: "claims" },
      facts.map((one) => claimItem(one.claim, words(one))),
    ),
  ];
}

/** Ties grouped by the words for them, visible ones first; those kept back by a filter stand apart, and are counted. */
function tieSections(entity) {
  const all = TIES_OF.get(entity.id) ?? [];
  const groups = new Map();
  for (const tie of all.filter((one) => view.ties.has(one.id))) {
    const words =
      tie.subject === entity.id || tie.object === entity.id
        ? relationWords(tie, entity.id)
        : `named in: ${tie.cls.label}`;
    const key = `${tie.look.id}|${words}`;
    if (!groups.has(key)) groups.set(key, { words, look: tie.look, ties: [] });
    groups.get(key).ties.push(tie);
  }
  const order = [...LOOKS.keys()];
  const sorted = [...groups.values()].sort(
    (a, b) => order.indexOf(a.look.id) - order.indexOf(b.look.id) || (a.words < b.words ? -1 : 1),
  );
  const shown = sorted.reduce((sum, group) => sum + group.ties.length, 0);
  const rest = all.filter((tie) => !view.ties.has(tie.id));
  const byBeginning = (a, b) => (a.begins ?? Infinity) - (b.begins ?? Infinity) || (a.id < b.id ? -1 : 1);
  const list = (ties) =>
    make(
      "ul",
      { class: "cards" },
      [...ties].sort(byBeginning).map((tie) => tieCard(tie, entity.id)),
    );
  return [
    heading(3, state.date === null ? "Ties, all dates" : `Ties, ${dateLabel()}`, shown),
    shown ? null : make("p", { class: "hint" }, "No tie is visible under the filters and at this date."),
    ...sorted.map((group) =>
      make(
        "section",
        {},
        make(
          "h4",
          { class: `look-${group.look.id}` },
          lineSample({ head: group.look.head }),
          group.words,
          make("span", { class: "count" }, ` ${group.ties.length}`),
        ),
        list(group.ties),
      ),
    ),
    rest.length
      ? make(
          "details",
          { class: "rest" },
          make("summary", {}, `${plural(rest.length, "more tie")} not shown: other dates, or filtered out`),
          list(rest),
        )
      : null,
  ];
}

function sourcesSection(ids) {
  if (!ids?.length) return [];
  return [
    heading(3, "Names and dates from", ids.length),
    make(
      "ul",
      { class: "plain" },
      ids.map((id) => make("li", {}, sourceLine(id))),
    ),
  ];
}

function sourceLine(id) {
  const source = SOURCES.get(id);
  if (!source) return make("span", {}, id);
  return make(
    "span",
    { class: "source" },
    make("cite", {}, bdi(source.title, { dir: "auto", lang: source.lang })),
    " ",
    make(
      "span",
      { class: "meta" },
      bdi([source.authors?.join(", "), source.publisher].filter(Boolean).join(", "), { dir: "auto" }),
      `, ${dateWords(source.published)}`,
      source.via ? [", read in ", bdi(source.via, { dir: "auto" })] : null,
    ),
    make(
      "span",
      { class: "links" },
      source.url ? safeLink(source.url, "source") : null,
      source.archive_url ? safeLink(source.archive_url, "archived copy") : null,
    ),
    source.derived_from?.length
      ? make("span", { class: "meta" }, [
          "Copies or restates: ",
          bdi(source.derived_from.map((other) => SOURCES.get(other)?.publisher ?? other).join(", ")),
        ])
      : null,
  );
}

/** One claim: who says it, how sure, of when, and where it can be read. */
function claimItem(claim, says = "") {
  const source = SOURCES.get(claim.source);
  const [reliability, credibility] = [RELIABILITY[claim.grade[0]], CREDIBILITY[claim.grade[1]]];
  const grade = `${claim.grade}: the source is ${reliability ?? "ungraded"}, the claim ${credibility ?? "ungraded"}`;
  const period = spanWords(claim.start, claim.end);
  return make(
    "li",
    { class: `claim ${claim.stance}` },
    says ? make("p", { class: "says" }, says) : null,
    make(
      "p",
      { class: "who-says" },
      claim.by ? entityButton(claim.by) : make("strong", {}, bdi(claim.speaker, { dir: "auto" })),
      ` ${claim.stance === "denies" ? "denies it" : "says so"} `,
      make("span", { class: "chip grade", title: grade }, claim.grade),
      make("span", { class: "meta" }, ` of ${dateWords(claim.as_of)}`),
    ),
    period ? make("p", { class: "meta" }, `By this account: ${period}`) : null,
    claim.note ? make("p", { class: "note", dir: "auto" }, claim.note) : null,
    source ? sourceLine(claim.source) : null,
    claim.locator || claim.citing
      ? make(
          "p",
          { class: "meta" },
          bdi([claim.locator, claim.citing ? `citing ${claim.citing}` : ""].filter(Boolean).join("; "), {
            dir: "auto",
          }),
        )
      : null,
  );
}

function tieDossier(tie) {
  const assert = tie.claims.filter((claim) => claim.stance === "asserts"),
    deny = tie.claims.filter((claim) => claim.stance === "denies");
  return [
    make(
      "p",
      { class: `kind look-${tie.look.id}` },
      lineSample({ head: tie.look.head }),
      `${tie.cls.label} · ${tie.look.label}`,
    ),
    make(
      "h2",
      { tabindex: "-1", class: "tie-title" },
      entityButton(tie.subject),
      make("span", { class: `phrase look-${tie.look.id}` }, tie.cls.phrase),
      entityButton(tie.object),
    ),
    META.pages ? make("div", { class: "actions" }, pageLink("relation/", tie.id)) : null,
    make(
      "dl",
      {},
      ...fact(
        tie.cls.punctual ? "Date" : "Period",
        tiePeriod(tie),
        isDated(tie.start)
          ? make("code", { class: "raw" }, ` ${[tie.start, tie.end].filter(Boolean).join(" / ")}`)
          : null,
      ),
      ...fact(
        state.date === null ? "" : `On ${dateLabel()}`,
        state.date === null
          ? null
          : make("span", { class: `chip ${activityOn(tie, state.date)}` }, ACTIVITY_WORDS[activityOn(tie, state.date)]),
      ),
      ...fact("Status", statusChip(tie), make("span", { class: "meta" }, ` ${STATUS_WORDS[tie.status]}`)),
      ...fact("Credibility", assert.length ? `${tie.credibility}, ${CREDIBILITY[tie.credibility]} (best claim)` : null),
      ...fact("Known to hold", knownWords(tie)),
      ...fact("Place", tie.place ? entityButton(tie.place) : null),
      ...tie.qualifiers.flatMap((one) =>
        fact(
          one.label,
          one.entity ? one.values.map((id) => entityButton(id)) : bdi(one.values.join(", "), { dir: "auto" }),
        ),
      ),
      ...fact("Id", make("code", {}, tie.id)),
    ),
    tie.note ? make("p", { class: "note", dir: "auto" }, tie.note) : null,
    assert.length ? heading(3, "Asserted by", assert.length) : null,
    assert.length
      ? make(
          "ol",
          { class: "claims" },
          assert.map((claim) => claimItem(claim)),
        )
      : null,
    deny.length ? heading(3, "Denied by", deny.length) : null,
    deny.length
      ? make(
          "ol",
          { class: "claims" },
          deny.map((claim) => claimItem(claim)),
        )
      : null,
  ];
}

function knownWords(tie) {
  if (tie.known_from === undefined) return "on no day for certain";
  if (tie.cls.punctual || tie.known_to === undefined) return `from ${dayWords(tie.known_from)}`;
  if (tie.known_from > tie.known_to) return "on no single day for certain";
  return tie.known_from === tie.known_to
    ? `on ${dayWords(tie.known_from)}`
    : `${dayWords(tie.known_from)} – ${dayWords(tie.known_to)}`;
}

function pathPanel() {
  const { from, to, index } = state.path;
  const path = currentPath();
  const ends = make(
    "p",
    { class: "ends" },
    entityButton(from),
    make("span", { "aria-hidden": "true" }, " → "),
    entityButton(to),
  );
  if (!path)
    return [
      make("p", { class: "kind" }, "Path"),
      make("h2", { tabindex: "-1" }, foundAll ? "No link is recorded" : "No link was found"),
      ends,
      pathOptions(),
      ...apart("Recorded between the two themselves, and not followed as a link", notFollowed(state.path)),
      ...noPath(),
    ];
  const place = Math.min(index, foundPaths.length - 1);
  return [
    make("p", { class: "kind" }, "Path"),
    make("h2", { tabindex: "-1" }, plural(path.hops.length, "step")),
    ends,
    pathOptions(),
    foundPaths.length > 1
      ? make(
          "div",
          { class: "pager" },
          button("‹", () => pathChange({ index: place - 1 }), { disabled: place === 0, "aria-label": "Better path" }),
          make("span", {}, `path ${place + 1} of the best ${foundPaths.length}`),
          button("›", () => pathChange({ index: place + 1 }), {
            disabled: place === foundPaths.length - 1,
            "aria-label": "Next path",
          }),
        )
      : null,
    ...apart("Recorded between the two themselves, and not followed as a link", notFollowed(state.path)),
    make(
      "p",
      { class: "meta" },
      "Over visible ties, whichever way they point. ",
      `Weakest step: credibility ${path.weakest}, ${CREDIBILITY[path.weakest]}.`,
    ),
    foundAll
      ? null
      : make("p", { class: "hint" }, "The search was cut short: these are the best paths, but there may be more."),
    path.together
      ? null
      : make(
          "p",
          { class: "warning" },
          "On no day can all these steps have held together: the chain runs through time.",
        ),
    ...path.hops.flatMap((hop, number) => [
      make("h3", {}, `${number + 1}. `, bdi(nameOf(hop.from)), " — ", bdi(nameOf(hop.to))),
      hop.contested ? make("p", { class: "warning" }, "This step rests on contested ties alone.") : null,
      ...hop.ties.map((tie) => hopEvidence(tie)),
    ]),
  ];
}

/** Ties that carry no link, under a heading of their own. */
function apart(title, ties) {
  if (!ties.length) return [];
  return [
    make(
      "section",
      { class: "apart" },
      heading(3, title, ties.length),
      ties.map((tie) => hopEvidence(tie, { open: false })),
    ),
  ];
}

function hopEvidence(tie, { open = true } = {}) {
  return make(
    "details",
    { class: `evidence look-${tie.look.id}`, open },
    make(
      "summary",
      {},
      tie.status === "denied" ? "denied: that " : null,
      bdi(nameOf(tie.subject), { class: "who" }),
      ` ${tie.cls.phrase} `,
      bdi(nameOf(tie.object), { class: "who" }),
      make("span", { class: "meta" }, make("span", {}, tiePeriod(tie)), statusChip(tie), activityChip(tie)),
    ),
    make(
      "ol",
      { class: "claims" },
      tie.claims.map((claim) => claimItem(claim)),
    ),
    button("Open the tie", () => selectTie(tie.id), { class: "link" }),
  );
}

function pathChange(patch) {
  change({ path: { ...state.path, ...patch } });
  fitPath();
}

function pathOptions() {
  const { through, conflict, from, to } = state.path;
  const tick = (label, checked, action) => {
    const box = make("input", { type: "checkbox", onchange: () => action(box.checked) });
    box.checked = checked;
    return make("label", { class: "row" }, box, make("span", { class: "text" }, label));
  };
  return make(
    "fieldset",
    { class: "options" },
    make("legend", {}, "Follow"),
    tick("hostile ties too", conflict, (on) => pathChange({ conflict: on, index: 0 })),
    [...PASSAGES].sort().map((word) =>
      tick(`through ${word}s`, through.has(word), (on) => {
        const wider = new Set(through);
        on ? wider.add(word) : wider.delete(word);
        pathChange({ through: wider, index: 0 });
      }),
    ),
    button("Turn round", () => pathChange({ from: to, to: from, index: 0 }), { class: "link" }),
  );
}

function noPath() {
  const { options, complete } = relaxations();
  return [
    make(
      "p",
      {},
      foundAll
        ? "That is not to say that they are not linked: no chain of visible ties is in the data under these filters, "
        : "The search was cut short before it could look everywhere: there may be a chain of visible ties ",
      `within ${MOST_HOPS} steps.`,
    ),
    options.length ? heading(3, "A link appears if you") : null,
    options.length
      ? null
      : make(
          "p",
          {},
          complete
            ? "Nor is there one without any filter."
            : "Nor was one found without any filter; but that search was cut short too, and there may be one.",
        ),
    make(
      "ul",
      { class: "plain" },
      options.map(([words, patch]) =>
        make(
          "li",
          {},
          button(words, () => {
            change(patch);
            fitPath();
          }),
        ),
      ),
    ),
  ];
}
