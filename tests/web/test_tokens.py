"""Words stand out from what is behind them, in the light and in the dark."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
SIDES = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS
    )
}
READ_ON = [
    *[(ink, on) for ink in ("ink", "ink-soft", "accent") for on in ("page", "panel", "raised")],
    *[(ink, "hover") for ink in ("ink", "ink-soft", "accent")],
    *[(state, f"{state}-wash") for state in ("good", "warn", "bad", "info")],
    *[(state, "page") for state in ("good", "warn", "bad", "info")],
    *[("ink", f"{state}-wash") for state in ("good", "warn", "bad", "info")],
    ("accent", "accent-wash"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("words,surface", READ_ON)
def test_words_can_be_read_on_their_surface(words, surface, side):
    assert contrast(SIDES[words][side], SIDES[surface][side]) >= 4.5


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("fill", ["accent-fill", "accent-fill-hover"])
def test_white_words_can_be_read_on_buttons(fill, side):
    assert contrast("#ffffff", SIDES[fill][side]) >= 4.5
