"""Any bundle is STIX 2.1 to the library and to the schemas of OASIS, and carries everything that was recorded."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import stix2
import stix2validator
from hypothesis import given, settings

from khorasan_graph.export import FORMATS
from khorasan_graph.export.stix.common import uri
from tests.authoring.projects import HARD_TEXTS, projects
from tests.authoring.test_write import load_written
from tests.export.stix_reading import exported, extension_id, objects, read, without_claim_ids
from tests.support import base_from

PROFILES = FORMATS["stix"].profiles

UNAVOIDABLE = {
    "103": "ids of UUID version 5: the recommendation of version 4 cannot be had with the same bytes for the same data",
    "302": "addresses without a hash of what stands there",
    "223": "a region that is none of the list: the place that nobody says where it is",
}
"""Recommendations that a bundle does not follow; everything else is asked for, and every requirement."""


def faults(text: str, profile: str = "strict") -> list[str]:
    """What the validator finds: breaches of the schemas and of requirements, and of all other recommendations.

    Which relationships the specification names is asked of the strict profile only: OpenCTI has its own.
    """
    left_out = [*UNAVOIDABLE, *(["202"] if profile == "opencti" else [])]
    options = stix2validator.ValidationOptions(
        version="2.1", enforce_refs=True, strict_types=True, strict_properties=True, disabled=",".join(left_out)
    )
    result = stix2validator.validate_string(text, options)
    return [str(item) for item in (*(result.errors or ()), *(result.warnings or ()))]


def parsed(text: str) -> list[object]:
    """The objects as the library makes them, with nothing allowed that it does not know."""
    made = stix2.parse(text, allow_custom=False).objects
    assert not [item for item in made if isinstance(item, dict)], "what it cannot make it leaves a mapping"
    return list(made)


def test_validator_has_its_schemas() -> None:
    """A release of the validator without the schemas finds nothing wrong with anything."""
    text = exported(base_from("--- people/a.yaml\ntype: Person\nname: A\n"))
    assert not faults(text)
    assert faults(text.replace('"identity_class": "individual"', '"identity_class": "individual", "revoked": "no"'))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(projects())
def test_any_project_is_valid(files: dict[str, str]) -> None:
    base = load_written(files)
    for profile in PROFILES:
        text = exported(base, profile)
        assert parsed(text)
        assert faults(text, profile) == []


@settings(max_examples=60, deadline=None, derandomize=True)
@given(projects())
def test_nothing_is_dropped(files: dict[str, str]) -> None:
    """No declared loss drops anything: so the whole base can be read back from what the extension carries."""
    assert {loss.how for loss in FORMATS["stix"].losses} == {"flattened"}
    base = load_written(files)
    for profile in PROFILES:
        text = exported(base, profile)
        assert read(text, base.vocabulary) == without_claim_ids(base)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(projects())
def test_what_a_naive_reader_takes_for_a_link_is_asserted(files: dict[str, str]) -> None:
    base = load_written(files)
    for profile in PROFILES:
        text = exported(base, profile)
        key = extension_id(text)
        links = [item for item in objects(text, "relationship") if item["extensions"][key]["record"] == "relation"]
        assert {item["extensions"][key]["id"] for item in links} == {
            tie.id for tie in base.relations.values() if tie.status != "denied"
        }
        for link in links:
            tie = base.relations[link["extensions"][key]["id"]]
            assert tie.status in link["labels"]
            if tie.status == "contested":
                assert link["relationship_type"] == "related-to"
                assert link["description"].startswith("CONTESTED: ")
        opinions = Counter(item["object_refs"][0] for item in objects(text, "opinion"))
        denials = {
            link["id"]: sum(claim["stance"] == "denies" for claim in link["extensions"][key]["claims"])
            for link in links
        }
        assert opinions == Counter({link: count for link, count in denials.items() if count})


@pytest.mark.parametrize("profile", PROFILES)
def test_hostile_names_are_only_text(profile: str) -> None:
    texts = [
        *HARD_TEXTS,
        "=HYPERLINK(1)",
        "<script>alert(1)</script>",
        "](javascript:alert(1))",
        "x" * 5000,
        "cve",
        "CAPEC",
    ]
    texts = [text.strip() for text in texts if text.strip()]
    files = {}
    for number, text in enumerate(texts):
        name = json.dumps(text, ensure_ascii=False)
        files[f"graph_data/organizations/o{number}.yaml"] = (
            f'{{"type": "Faction", "name": "Group {number}", "description": {name}}}'
        )
        files[f"graph_data/sources/s{number}.yaml"] = (
            f'{{"publisher": {name}, "title": {name}, "published": "2018", "reliability": "F"}}'
        )
    text = exported(load_written(files), profile)
    assert faults(text, profile) == []
    parsed(text)
    key = extension_id(text)
    kept = [item["extensions"][key]["description"] for item in objects(text, "threat-actor")]
    assert sorted(kept) == sorted(texts)
    titles = [item["name"] for item in objects(text, "report")]
    assert sorted(titles) == sorted(texts)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        ("http://example.org:80/[a]", "http://example.org:80/%5Ba%5D"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://مثال.example/ä?ö#ü", "https://%D9%85%D8%AB%D8%A7%D9%84.example/%C3%A4?%C3%B6#%C3%BC"),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
        ("http://[2001:db8::1/", None),
        ("ftp://example.org/", None),
        ("https:///nowhere", None),
        (None, None),
    ],
)
def test_addresses_become_uris(address: str | None, expected: str | None) -> None:
    assert uri(address) == expected
