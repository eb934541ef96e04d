"""Formulas as one line of text in the formula face: letters that are names slanted, words upright."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from explorer.views.fonts import formula_font, math_italic
from explorer.views.style import scaled

__all__ = ["FormulaText", "formula_words"]

_LETTERS = re.compile(r"[A-Za-zΑ-Ωα-ω]+")


def formula_words(text: str) -> str:
    """``v₄ = sin(x)`` with v and x as mathematical italics and sin as it is."""
    return _LETTERS.sub(lambda run: math_italic(run[0]) if len(run[0]) == 1 else run[0], text)


class FormulaText(QLabel):
    """A line of mathematics that wraps; ``size`` is that of its letters at text scale 1."""

    def __init__(self, size: float = 18.0) -> None:
        super().__init__()
        self._size = size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def set_formula(self, text: str) -> None:
        """Show it; "" hides the line."""
        self.setText(formula_words(text))
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def set_colour(self, colour: str, text_scale: float) -> None:
        """Colour and size of the letters."""
        self.setFont(formula_font(scaled(self._size, text_scale)))
        self.setStyleSheet(f"color: {colour};")
