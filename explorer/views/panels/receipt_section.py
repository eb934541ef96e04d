"""The section of the Descent panel called Receipt."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from explorer.controller.intents import Intents
from explorer.views.panels.panel import Shown
from explorer.views.theme import Theme

__all__ = ["ReceiptSection"]


class ReceiptSection(QWidget):
    """Values by :meth:`show`, wishes through the intents."""

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect what it emits; called once."""

    def show_values(self, shown: Shown) -> None:
        """Show these values."""

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take colours and type."""
