"""The Network panel: the diagram beside the loss, one number of its passes explained at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.controller.intents import Intents
from explorer.views.network.stage import NetworkStage
from explorer.views.panels.edge_card import EdgeCard
from explorer.views.panels.panel import Panel, Shown
from explorer.views.theme import Theme

__all__ = ["NetworkPanel"]


class NetworkPanel(Panel):
    """Page and stage."""

    beside = "surface"
    stage_title = "Network"

    def __init__(self) -> None:
        self.page = QWidget()
        self.page.setObjectName("page")
        self.diagram = NetworkStage()
        self.stage = self.diagram
        self.edge = EdgeCard()
        column = QVBoxLayout(self.page)
        column.setContentsMargins(20, 8, 20, 20)
        column.addWidget(self.edge)
        column.addStretch(1)

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect the stage."""
        self.diagram.wire(intents, run_action)

    def show(self, shown: Shown) -> None:
        """The diagram and what is explained."""
        self.diagram.show_values(shown)
        self.edge.show_values(shown)

    def stage_subtitle(self, shown: Shown) -> str:
        """Whose numbers the diagram shows."""
        return self.diagram.words()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour page and stage."""
        self.diagram.set_theme(theme, text_scale)
        self.edge.set_theme(theme, text_scale)
