"""The true optimum on the Fit page: where it is and how it was found."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.controller.studies.optimum import OptimumAnswer
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, label

__all__ = ["FitOptimumSection"]

SEARCHING: Final = "Looking for the minimum …"
MOST_NAMED: Final = 8


class FitOptimumSection(QWidget):
    """Setters only."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.card = Card()
        self.place = label("", "", wraps=True)
        self.method = label("", "quiet", wraps=True)
        self.card.body.addWidget(label("True optimum", "quiet"))
        for widget in (self.place, self.method):
            self.card.body.addWidget(widget)
        column.addWidget(self.card)

    def show_values(self, optimum: OptimumAnswer | None) -> None:
        """The minimum as far as it is known."""
        found = None if optimum is None else optimum.found
        self.method.setVisible(found is not None)
        if optimum is None or found is None:
            self.place.setText(SEARCHING if optimum is None else optimum.message or SEARCHING)
            return
        named = [f"{name_text(name)} = {format_value(value, 4)}" for name, value in found.position.items()]
        more = f", and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        self.place.setText(", ".join(named[:MOST_NAMED]) + more)
        plane = "" if optimum.is_shown else " It is not in the drawn plane: others are held elsewhere."
        self.method.setText(f"Found by {found.method}. {found.reason}{plane}")

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the card."""
        self.card.set_bar_colour(theme.success)
