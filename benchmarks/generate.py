"""A project of any size, made up but shaped like a real one, the same for the same numbers on every machine.

One file for each entity with its names, dates, description and inline ties; people, organizations, places and events
mixed; a tenth as many sources; names in Latin, Arabic and Cyrillic script. The compiler finds no error in it, and no
warning as long as there are at least as many ties as entities (an entity that nothing is said of is a warning).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KINDS = ("organizations", "people", "places", "events")
SHARES = (35, 35, 12, 18)

LATIN = "ba da fa ga ha ja ka la ma na pa ra sa ta wa za bo do go lo mo no ro so".split()
ARABIC = "ب د ف ج ح خ ق ل م ن پ ر س ت و ز ش ص ض ط ظ ع غ چ".split()
CYRILLIC = "ба да фа га ха жа ка ла ма на па ра са та ва за бо до го ло мо но ро со".split()

PREFIXES = {
    "organizations": ("Harakat", "Tehrik", "Lashkar-e", "Jamaat", "Front of"),
    "people": ("Abdul", "Mullah", "Omar", "Zainab", "Commander", "Farid"),
    "places": ("Upper", "Lower", "New", "Old"),
    "events": ("Bombing at", "Raid on", "Attack in", "Siege of"),
}
CLASSES = {
    "organizations": ("MilitantOrganization", "Faction", "Branch", "MilitantOrganization", "StateBody", "MediaOutlet"),
    "people": ("Person",),
    "places": ("Province", "District", "Settlement", "District"),
    "events": ("Attack", "Attack", "MilitaryOperation", "Meeting"),
}
PUBLISHERS = [f"{paper} of {place}" for paper in ("Gazette", "Herald", "Courier", "Observer", "Mail") for place in
              ("Nawshar", "Dasht", "Kohistan", "Safedpur", "Zarghun", "Margala", "Tirah", "Sholgara")]  # fmt: skip
AMONG_ORGANIZATIONS = ("FactionOf", "Split", "UmbrellaMembership", "Affiliation")
AMONG_ACTORS = ("Alliance", "Coordination", "Rivalry", "ArmedConflict", "Support", "Allegiance", "Endorsement")
IN_PLACES = ("OperatesIn", "OperatesIn", "Headquarters", "Sanctuary", "TrainingCamp", "Control")
ROLES = ("Leadership", "Membership", "Membership", "Spokesmanship")
PUNCTUAL = frozenset({"Split", "Defection", "Responsibility", "Targeting", "TookPlaceIn", "BornIn"})
OFFICES = ("emir", "deputy", "spokesman", "head of finance", "field commander")
CONTENTS = ("training", "arms", "funds", "fighters", "shelter")


@dataclass
class Draft:
    """An entity while it is being made up."""

    id: str
    kind: str
    number: int
    word: str
    name: str
    date: str = ""
    ties: list[str] = field(default_factory=list)


def word(number: int, syllables: list[str]) -> str:
    """A word that no other number has."""
    letters: list[str] = []
    while number or len(letters) < 4:
        number, digit = divmod(number, len(syllables))
        letters.append(syllables[digit])
    return "".join(letters)


class Generator:
    """Makes up one project; every choice comes from one seeded generator, in a fixed order."""

    def __init__(self, entities: int, relations: int, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.drafts = [self.draft(number) for number in range(entities)]
        self.by_kind = {kind: [draft for draft in self.drafts if draft.kind == kind] for kind in KINDS}
        self.turn = dict.fromkeys(KINDS, 0)
        self.sources = [f"report-{word(number * 7, LATIN)}" for number in range(max(entities // 10, 4))]
        self.taken: set[tuple[str, str]] = set()
        subjects = [draft for draft in self.drafts if draft.kind != "places"]
        for number in range(relations):
            self.tie(subjects[number % len(subjects)], first=number < len(subjects))

    def draft(self, number: int) -> Draft:
        share = number * 37 % 100
        kind = next(kind for kind, limit in zip(KINDS, self.limits(), strict=True) if share < limit)
        own = word(number * 5, LATIN)
        prefix = self.random.choice(PREFIXES[kind])
        name = f"{prefix}{'-' if prefix.endswith('-e') else ' '}{own.capitalize()}"
        draft = Draft(name.lower().replace(" ", "-"), kind, number, own, name)
        if kind == "events":
            draft.date = self.day(2008, 2024)
        return draft

    @staticmethod
    def limits() -> Iterator[int]:
        total = 0
        for share in SHARES:
            total += share
            yield total

    def day(self, first: int, last: int) -> str:
        """A date of one of the precisions that reports give."""
        year, month, day = self.random.randint(first, last), self.random.randint(1, 12), self.random.randint(1, 28)
        return self.random.choice((f"{year}-{month:02}-{day:02}", f"{year}-{month:02}-{day:02}", f"{year}-{month:02}"))

    def next(self, kind: str, subject: Draft, *, earlier: bool = False) -> Draft | None:
        """The next entity of a kind that is not tied to the subject yet, each in its turn."""
        pool = self.by_kind[kind]
        for _ in range(min(len(pool), 50)):
            draft = pool[self.turn[kind] % len(pool)]
            self.turn[kind] += 1
            pair = (min(subject.id, draft.id), max(subject.id, draft.id))
            if draft is not subject and pair not in self.taken and (not earlier or draft.number < subject.number):
                self.taken.add(pair)
                return draft
        return None

    def tie(self, subject: Draft, *, first: bool) -> None:
        """Add one tie to an entity; the kinds of ends are those that the ontology allows."""
        chance = self.random.random()
        choose = self.random.choice
        if subject.kind == "events":
            type_, kind = ("TookPlaceIn", "places") if first else ("Targeting", choose(("organizations", "people")))
        elif subject.kind == "people":
            if chance < 0.55:
                type_, kind = choose(ROLES), "organizations"
            elif chance < 0.65:
                type_, kind = "Defection", "organizations"
            elif chance < 0.85:
                type_, kind = choose(AMONG_ACTORS), "people"
            else:
                type_, kind = choose((("Responsibility", "events"), ("BornIn", "places"), ("OperatesIn", "places")))
        elif chance < 0.2:
            type_, kind = choose(AMONG_ORGANIZATIONS), "organizations"
        elif chance < 0.7:
            type_, kind = choose(AMONG_ACTORS), choose(("organizations", "organizations", "people"))
        elif chance < 0.85:
            type_, kind = choose(IN_PLACES), "places"
        else:
            type_, kind = "Responsibility", "events"
        target = self.next(kind, subject, earlier=type_ in AMONG_ORGANIZATIONS)
        if target is None:
            type_, target = "Coordination", self.next("organizations", subject)
            if subject.kind == "events":
                type_ = "Targeting"
        if target is None:
            raise SystemExit("there are more ties than pairs of entities: ask for more entities or fewer relations")
        subject.ties.append(self.tie_text(type_, subject, target))

    def tie_text(self, type_: str, subject: Draft, target: Draft) -> str:
        choose, chance = self.random.choice, self.random.random
        lines = [f"  - type: {type_}", f"    object: {target.id}"]
        lasting = type_ not in PUNCTUAL
        if lasting and chance() < 0.8:
            year = self.random.randint(2006, 2015)
            lines.append(f"    start: {choose((f'{year}', f'{year}-{year % 12 + 1:02}', f'{year}~', f'../{year}'))}")
        if lasting and chance() < 0.4:
            lines.append(f"    end: {choose(('..', 'unknown', '2019', '2021-06', '2022~', '2020/..'))}")
        if type_ in ("Split", "Defection"):
            lines.append(f"    date: {self.day(2006, 2016)}")
        if type_ == "Defection":
            left = choose([draft for draft in self.by_kind["organizations"][:50] if draft is not target])
            lines.append(f"    from: {left.id}")
        if type_ in ("Leadership", "Spokesmanship"):
            lines.append(f"    office: {choose(OFFICES)}")
        if type_ == "Support":
            lines.append(f"    content: [{', '.join(sorted(self.random.sample(CONTENTS, 2)))}]")
        if type_ in AMONG_ACTORS and chance() < 0.15:
            lines.append(f"    place: {choose(self.by_kind['places']).id}")
        if chance() < 0.2:
            lines.append("    note: The accounts agree on the tie, and differ on how close it was.")
        lines.append("    claims:")
        sources = self.random.sample(self.sources, choose((1, 2)))
        lines.extend(f"      - {{{self.claim_text(source, lasting=lasting)}}}" for source in sources)
        return "\n".join(lines)

    def claim_text(self, source: str, *, lasting: bool | None = None) -> str:
        """The fields of a claim; `lasting` says which period it may state of its own, None that it may not."""
        choose, chance = self.random.choice, self.random.random
        fields = [f"source: {source}", f"credibility: {self.random.randint(2, 5)}"]
        if chance() < 0.2:
            fields.append(f"by: {choose(self.by_kind['organizations']).id}")
        if chance() < 0.06:
            fields.append("stance: denies")
        if chance() < 0.3:
            fields.append(f"as_of: {self.day(2017, 2018)}")
        if lasting is not None and chance() < 0.04:
            fields.append("start: 2011" if lasting else "date: 2012")
        if chance() < 0.3:
            fields.append(f"locator: paragraph {self.random.randint(1, 40)}")
        if chance() < 0.1:
            fields.append(f'citing: "{choose(PUBLISHERS)}, {self.random.randint(1, 28)} May 2018"')
        return ", ".join(fields)

    def names_text(self, draft: Draft) -> list[str]:
        number = draft.number * 5
        lines = ["names:", f"  - {{text: {draft.word.capitalize()}i, kind: spelling}}"]
        if draft.kind == "organizations":
            letters = "".join(chr(65 + number // 26**place % 26) for place in range(5))
            lines.append(f"  - {{text: {letters}, kind: acronym, source: {self.random.choice(self.sources)}}}")
        if draft.number % 3:
            script, lang = ((CYRILLIC, "tg"), (ARABIC, "ur"), (ARABIC, "ps"), (ARABIC, "fa"))[draft.number % 4]
            lines += [f"  - text: {word(number, script)}", "    kind: native", f"    lang: {lang}"]
        if self.random.random() < 0.1:
            lines += [f"  - text: Former {draft.word.capitalize()}", "    kind: former", "    end: 2012"]
        return lines

    def entity_text(self, draft: Draft) -> str:
        choose, chance = self.random.choice, self.random.random
        place_class = "Country" if draft in self.by_kind["places"][:3] else choose(CLASSES[draft.kind])
        lines = [
            "# yaml-language-server: $schema=../../ontology/entity.schema.json",
            f"type: {place_class}",
            f"name: {draft.name}",
            *self.names_text(draft),
            f"description: {draft.name} is made up for measuring; what is said of it follows no real events.",
        ]
        if draft.kind == "organizations":
            lines.append(f"start: {choose((self.day(1990, 2004), '1998', '2001~', '199X'))}")
        elif draft.kind == "people":
            lines.append(f"start: {choose(('1961', '1974~', '1980?', '1985'))}")
        elif draft.kind == "events":
            lines.append(f"date: {draft.date}")
        else:
            places = self.by_kind["places"]
            position = places.index(draft) if place_class == "Country" else draft.number
            if place_class != "Country":
                lines.append(f"part_of: {places[position % 3 if len(places) > 3 else 0].id}")
            latitude, longitude = 29 + position % 90 / 10 + 0.01, 60 + position % 150 / 10 + 0.05
            lines.append(f"coordinates: {{latitude: {latitude:.2f}, longitude: {longitude:.2f}}}")
            if place_class == "Country":
                lines.append(f"code: {('AF', 'PK', 'IR')[position]}")
        if chance() < 0.3:
            lines += ["identifiers:", f"  - {{scheme: wikidata, value: Q{900000000 + draft.number}}}"]
        lines.append(f"sources: [{choose(self.sources)}]")
        if draft.ties:
            lines += ["relations:", *draft.ties]
        if draft.kind in ("organizations", "events") and chance() < 0.3:
            measure = "strength" if draft.kind == "organizations" else choose(("killed", "wounded"))
            amount = self.random.randint(3, 900)
            value = choose((f"value: {amount}", f"max: {amount}", f"min: {amount}, max: {amount * 2}"))
            lines += ["quantities:", f"  - {{measure: {measure}, {value}, {self.claim_text(choose(self.sources))}}}"]
        if draft.kind == "people" and chance() < 0.2:
            fate = choose(("killed", "captured", "died"))
            claim = self.claim_text(choose(self.sources))
            lines += ["fates:", f"  - {{fate: {fate}, date: {self.day(2017, 2023)}, {claim}}}"]
        return "\n".join(lines) + "\n"

    def source_text(self, number: int) -> str:
        choose, chance = self.random.choice, self.random.random
        lines = [
            "# yaml-language-server: $schema=../../ontology/source.schema.json",
            f"publisher: {choose(PUBLISHERS)}",
            f"title: A report on {choose(self.drafts).name}, number {number + 1}",
            f"published: {self.day(2016, 2023)}",
            f"url: https://news.example.org/{number}/{self.sources[number]}",
            f"lang: {choose(('en', 'en', 'ur', 'ps'))}",
            f"authors: [Reporter {choose('ABCDEFGH')}, Reporter {choose('KLMNOP')}]",
            f"reliability: {choose('ABBCCD')}",
        ]
        if number and chance() < 0.15:
            lines.append(f"derived_from: [{self.sources[self.random.randrange(number)]}]")
        if chance() < 0.5:
            lines.append("accessed: 2024-09-01")
        return "\n".join(lines) + "\n"

    def files(self) -> Iterator[tuple[str, str]]:
        """Every file: its path below the project, and its text."""
        for draft in self.drafts:
            yield f"graph_data/{draft.kind}/{draft.id}.yaml", self.entity_text(draft)
        for number, source in enumerate(self.sources):
            yield f"graph_data/sources/{source}.yaml", self.source_text(number)


def generate(root: Path, entities: int, relations: int, seed: int = 1) -> None:
    """Write a project of that size below `root`."""
    for path, text in Generator(entities, relations, seed).files():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a made-up project of any size.")
    parser.add_argument("root", type=Path)
    parser.add_argument("--entities", type=int, default=1000)
    parser.add_argument("--relations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    generate(arguments.root, arguments.entities, arguments.relations, arguments.seed)
