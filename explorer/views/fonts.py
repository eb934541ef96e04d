"""The two faces of the window: Inter (or the system's) for words and figures, STIX Two Math for mathematics.

Both need a running QGuiApplication. Figures are tabular, so that a number that changes keeps its width.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

__all__ = ["MINUS", "formula_font", "is_formula_text", "math_italic", "ui_font"]

MINUS = "−"
SMALLEST_PIXEL_SIZE = 12
FORMULA_SIGNS = frozenset("∇‖∥↦∂∑Σ∫√𝑓Δ")
_ITALIC_LATIN_CAPITAL, _ITALIC_LATIN_SMALL = 0x1D434, 0x1D44E
_ITALIC_GREEK_CAPITAL, _ITALIC_GREEK_SMALL = 0x1D6E2, 0x1D6FC


def ui_font(pixel_size: float, weight: int = 400) -> QFont:
    """Inter where installed, else the system's face, at that size and weight (100 … 900), figures tabular."""
    font = QFont()
    font.setFamilies(["Inter", *_system_families()])
    font.setPixelSize(_whole_pixels(pixel_size))
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font


def formula_font(pixel_size: float, italic: bool = False) -> QFont:
    """STIX Two Math at that size.

    The face has no slanted variant of its own; ``italic`` slants it. Single letters look better as
    :func:`math_italic` characters in the upright font.
    """
    font = QFont()
    font.setFamilies([_formula_family(), *_system_families()])
    font.setPixelSize(_whole_pixels(pixel_size))
    font.setItalic(italic)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font


def math_italic(text: str) -> str:
    """The same text with Latin and Greek letters replaced by the face's own mathematical italics."""
    return "".join(map(_italic_letter, text))


def is_formula_text(text: str) -> bool:
    """Whether a label must be set wholly in the formula face (Inter lacks ∇; its ‖ is heavy)."""
    return not FORMULA_SIGNS.isdisjoint(text)


def _whole_pixels(pixel_size: float) -> int:
    return max(round(pixel_size), SMALLEST_PIXEL_SIZE)


def _italic_letter(letter: str) -> str:
    if letter == "h":
        return "ℎ"
    for first, last, start in (
        ("A", "Z", _ITALIC_LATIN_CAPITAL),
        ("a", "z", _ITALIC_LATIN_SMALL),
        ("Α", "Ω", _ITALIC_GREEK_CAPITAL),
        ("α", "ω", _ITALIC_GREEK_SMALL),
    ):
        if first <= letter <= last:
            return chr(start + ord(letter) - ord(first))
    return letter


@cache
def _system_families() -> tuple[str, ...]:
    return (QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family(),)


@cache
def _formula_family() -> str:
    """The family name of ziamath's font file, or the system's face where the file is missing."""
    if QGuiApplication.instance() is None:
        raise RuntimeError("fonts need a running QGuiApplication")
    for path in _formula_files():
        families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
        if families:
            return families[0]
    return _system_families()[0]


def _formula_files() -> list[Path]:
    """Where ziamath keeps its font; found without importing ziamath."""
    found = find_spec("ziamath")
    places = found.submodule_search_locations if found is not None else None
    files = [Path(place) / "fonts" / "STIXTwoMath-Regular.ttf" for place in places or ()]
    return [path for path in files if path.is_file()]
