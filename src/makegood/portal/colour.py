"""The shop's colour, and what can be read on it."""

from __future__ import annotations

from makegood.domain.terms.policy.shop import ShopPolicy

_DARK, _LIGHT = "#000000", "#ffffff"


def sheet_of(shop: ShopPolicy) -> str:
    """A style sheet that names the shop's colour and that of text on it."""
    return f":root {{ --shop: {shop.colour}; --on-shop: {readable_on(shop.colour)}; }}\n"


def readable_on(colour: str) -> str:
    """Black or white, whichever is read better on it (WCAG 2.2, contrast ratio). `colour` as in #1f5f8b."""
    light = _luminance(colour)
    return _LIGHT if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else _DARK


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
