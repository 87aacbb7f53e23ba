"""The colours that meet on a page keep their distance, light and dark (WCAG 2.2: 1.4.3 and 1.4.11)."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

TOKENS_CSS = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text()
PAIRS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", TOKENS_CSS)
}
GROUNDS = ["paper", "surface", "sunk"]
TEXT = [
    *[(ink, ground) for ink in ["ink", "ink-quiet", "accent", "attention", "danger", "done"] for ground in GROUNDS],
    *[("ink", f"{kind}-soft") for kind in ["accent", "attention", "danger", "done"]],
    *[(kind, f"{kind}-soft") for kind in ["accent", "attention", "danger", "done"]],
    *[(f"on-level-{level}", f"level-{level}") for level in range(1, 5)],
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("accent-strong", "paper"),
]
CONTROLS = [("line-control", "paper"), ("line-control", "surface"), ("accent", "paper"), ("accent", "surface")]


def luminance(colour: str) -> float:
    """Relative luminance 0-1 of ``#RRGGBB`` (WCAG 2.2, definition of relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1-21 of two colours (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink, ground, scheme):
    assert contrast(PAIRS[ink][scheme], PAIRS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_edges_of_controls_can_be_seen(edge, ground, scheme):
    assert contrast(PAIRS[edge][scheme], PAIRS[ground][scheme]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_levels_go_one_way(scheme):
    """From faint to strong against the page, so that the scale also reads in grey."""
    steps = [contrast(PAIRS[f"level-{level}"][scheme], PAIRS["paper"][scheme]) for level in range(1, 5)]
    assert steps == sorted(steps)
    assert all(later / earlier > 1.3 for earlier, later in pairwise(steps))


def test_every_colour_stands_in_the_tokens():
    """Other style sheets name tokens; only the sheets for paper, which WeasyPrint reads, have colours of their own."""
    for sheet in (Path(settings.BASE_DIR) / "static" / "css").glob("*.css"):
        if sheet.name not in {"tokens.css", "print.css", "book.css"}:
            plain = re.sub(r"url\([^)]*\)", "", sheet.read_text())
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=\s*[;,)])", plain), f"{sheet.name}: use a token"


def test_every_named_token_exists():
    known = set(re.findall(r"--([\w-]+):", TOKENS_CSS))
    for sheet in (Path(settings.BASE_DIR) / "static" / "css").glob("*.css"):
        text = sheet.read_text()
        used = set(re.findall(r"var\(--([\w-]+)\)", text)) - set(re.findall(r"--([\w-]+):", text))
        assert used <= known, f"{sheet.name} names unknown tokens: {used - known}"
