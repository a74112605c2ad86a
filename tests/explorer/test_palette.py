"""The colours: enough contrast on their paper, told apart by those who see fewer of them, and the same in every file.

Colour-blindness is simulated as in Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
Color Vision Deficiency" (IEEE TVCG 15(6), 2009): their matrices for severity 1.0, applied to linear RGB. The distance
of two colours is CIE76 (Euclid in CIELAB, D65), by which the palette was chosen; the more modern CIEDE2000 is checked
too, at the lower figure that this palette has in it. That it can be low is why each family has an arrow head too.
"""

from __future__ import annotations

import re
from itertools import combinations
from math import atan2, cos, degrees, dist, exp, hypot, radians, sin, sqrt
from pathlib import Path

import pytest

from khorasan_graph.explorer import drawing
from khorasan_graph.explorer.families import LOOKS

ASSETS = Path(drawing.__file__).parent / "assets"
THEMES = ("light", "dark")
Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

# Machado, Oliveira, Fernandes 2009, table of the supplementary material, severity 1.0.
SIGHTS: dict[str, Matrix] = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
LEAST_CIE76 = {"light": 17.0, "dark": 21.0}
LEAST_CIEDE2000 = {"light": 9.0, "dark": 7.5}


def linear(colour: str) -> Triple:
    """The light of the three primaries, 0 to 1."""

    def one(place: int) -> float:
        value = int(colour[place : place + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return one(1), one(3), one(5)


def times(matrix: Matrix, vector: Triple) -> Triple:
    one, two, three = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def seen(colour: str, sight: str) -> Triple:
    one, two, three = (min(1.0, max(0.0, value)) for value in times(SIGHTS[sight], linear(colour)))
    return one, two, three


def lab(rgb: Triple) -> Triple:
    to_xyz = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    x, y, z = times(to_xyz, rgb)
    fx, fy, fz = (
        value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
        for value in (x / 0.95047, y, z / 1.08883)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def ciede2000(one: Triple, other: Triple) -> float:
    """As in Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula" (2005)."""
    middle = (hypot(one[1], one[2]) + hypot(other[1], other[2])) / 2
    stretch = 1.5 - 0.5 * sqrt(middle**7 / (middle**7 + 25**7))
    chroma1, chroma2 = hypot(one[1] * stretch, one[2]), hypot(other[1] * stretch, other[2])
    hue1, hue2 = degrees(atan2(one[2], one[1] * stretch)) % 360, degrees(atan2(other[2], other[1] * stretch)) % 360
    turn = (hue2 - hue1 + 180) % 360 - 180
    hue = (hue1 + turn / 2) % 360
    light, chroma = (one[0] + other[0]) / 2, (chroma1 + chroma2) / 2
    weight = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    by_light = (other[0] - one[0]) / (1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2))
    by_chroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
    by_hue = 2 * sqrt(chroma1 * chroma2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    spin = -sin(radians(60 * exp(-(((hue - 275) / 25) ** 2)))) * 2 * sqrt(chroma**7 / (chroma**7 + 25**7))
    return sqrt(by_light**2 + by_chroma**2 + by_hue**2 + spin * by_chroma * by_hue)


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    low, high = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (linear(one), linear(other))
    )
    return (high + 0.05) / (low + 0.05)


def families(theme: str) -> dict[str, str]:
    return {look.id: getattr(look, theme) for look in LOOKS}


def styles(theme: str) -> dict[str, str]:
    """The variables of the page's style in a theme."""
    text = (ASSETS / "explorer.css").read_text(encoding="utf-8")
    start = ":root {" if theme == "light" else ':root[data-theme="dark"] {'
    block = text[text.index(start) :].split("}")[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", block))


def script(theme: str, name: str) -> dict[str, str]:
    """A table of colours of the page's script in a theme."""
    text = (ASSETS / "js/canvas.js").read_text(encoding="utf-8")
    block = text[text.index(f"const {name} = {{") :].split("\n};")[0]
    part = block[block.index(f"{theme}: {{") :].split("}")[0]
    return dict(re.findall(r'(\w+): "(#[0-9A-F]{6})"', part))


def test_the_measures_are_those_of_the_books() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert lab(linear("#FF0000")) == pytest.approx((53.24, 80.09, 67.20), abs=0.02)
    # Three of the pairs that Sharma, Wu and Dalal give to test an implementation by.
    for one, other, expected in (
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ):
        assert ciede2000(one, other) == pytest.approx(expected, abs=0.0001)


@pytest.mark.parametrize("theme", THEMES)
def test_every_family_stands_out_from_the_paper(theme: str) -> None:
    paper = styles(theme)["paper"]
    found = {name: round(contrast(colour, paper), 2) for name, colour in families(theme).items()}
    assert min(found.values()) >= 3, found


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_families_are_told_apart_by_everybody(theme: str, sight: str) -> None:
    colours = {name: lab(seen(colour, sight)) for name, colour in families(theme).items()}
    pairs = list(combinations(colours, 2))
    assert min((dist(colours[a], colours[b]), a, b) for a, b in pairs)[0] >= LEAST_CIE76[theme]
    assert min((ciede2000(colours[a], colours[b]), a, b) for a, b in pairs)[0] >= LEAST_CIEDE2000[theme]


def test_every_family_has_its_own_arrow_head() -> None:
    assert len({look.head for look in LOOKS}) == len(LOOKS)
    samples = (ASSETS / "js/dom.js").read_text(encoding="utf-8")
    picture = (ASSETS / "js/svg.js").read_text(encoding="utf-8")
    for look in LOOKS:
        for text in (samples, picture):
            assert re.search(rf'\b{look.head}: |"{look.head}"', text) or look.head == "curve", look.head


def test_red_and_green_differ_in_lightness_too() -> None:
    for theme in THEMES:
        colours = families(theme)
        red, green = (lab(linear(colours[name]))[0] for name in ("hostility", "alliance"))
        assert abs(red - green) > 3, theme


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    style = styles(theme)
    texts = ("ink", "muted", "accent", "warn", "lineage-text", "hostility-text", "context-text")
    pairs = [(text, ground) for text in texts for ground in ("paper", "panel", "soft")]
    pairs += [(name, "panel") for name in ("command", "alliance", "allegiance", "support")]
    found = {pair: round(contrast(style[pair[0]], style[pair[1]]), 2) for pair in pairs}
    assert min(found.values()) >= 4.5, sorted(found.items(), key=lambda item: item[1])[:5]


@pytest.mark.parametrize("theme", THEMES)
def test_the_picture_can_be_read(theme: str) -> None:
    colours = script(theme, "THEMES")
    for name in ("ink", "muted"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    for name in ("node", "umbrella", "soft"):
        assert contrast(colours[name], colours["paper"]) >= 3, name
    words = {**families(theme), **script(theme, "WORD_COLOURS")}
    found = {name: round(contrast(colour, colours["halo"]), 2) for name, colour in words.items()}
    assert min(found.values()) >= 4.5, found


@pytest.mark.parametrize("theme", THEMES)
def test_every_file_has_the_same_colours(theme: str) -> None:
    style, colours = styles(theme), script(theme, "THEMES")
    assert {name: style[name] for name in families(theme)} == families(theme)
    assert {name: style[name] for name in ("paper", "ink", "ring")} == {
        name: colours[name] for name in ("paper", "ink", "ring")
    }
    for name, colour in script(theme, "WORD_COLOURS").items():
        assert style[f"{name}-text"] == colour
    if theme == "light":
        assert style["paper"] == drawing.PAPER
        assert style["ink"] == drawing.INK
