"""Contrast of colours, so that a company's own colour stays readable.

Luminance and contrast as defined by the Web Content Accessibility Guidelines 2.1.
"""

from __future__ import annotations

import re

AA_TEXT = 4.5
WHITE, BLACK = "#ffffff", "#000000"


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, from 0 (black) to 1 (white)."""
    parts = [value / 255 for value in _channels(colour)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 (the same) to 21 (black on white)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def safe(colour: str | None, default: str) -> str:
    """``colour`` as ``#rrggbb`` in small letters, or ``default`` if it is no colour."""
    text = (colour or "").strip().lower()
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        text = "#" + "".join(2 * digit for digit in text[1:])
    return text if re.fullmatch(r"#[0-9a-f]{6}", text) else default


def text_on(colour: str) -> str:
    """Black or white, whichever is easier to read on ``colour``."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))


def readable_on_white(colour: str, ratio: float = AA_TEXT) -> str:
    """``colour``, made darker until it can be read on white.

    :param ratio: contrast wanted; 4.5 is what WCAG AA asks of normal text
    """
    while contrast(colour, WHITE) < ratio:
        colour = "#" + "".join(f"{int(part * 0.9):02x}" for part in _channels(colour))
    return colour
