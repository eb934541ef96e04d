"""Which class makes which panel; order, words and icons are in :mod:`explorer.controller.panels`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from explorer.views.panels.approximation_panel import ApproximationPanel
from explorer.views.panels.check_panel import CheckPanel
from explorer.views.panels.constraint_panel import ConstraintPanel
from explorer.views.panels.data_panel import DataPanel
from explorer.views.panels.derivation_panel import DerivationPanel
from explorer.views.panels.descent_panel import DescentPanel
from explorer.views.panels.direction_panel import DirectionPanel
from explorer.views.panels.fit_panel import FitPanel
from explorer.views.panels.graph_panel import GraphPanel
from explorer.views.panels.network_panel import NetworkPanel
from explorer.views.panels.panel import Panel
from explorer.views.panels.partials_part import PartialsPart
from explorer.views.panels.points_panel import PointsPanel
from explorer.views.panels.sensitivity_panel import SensitivityPanel
from explorer.views.panels.sweep_panel import SweepPanel

__all__ = ["FACTORIES"]

FACTORIES: Final[Mapping[str, Callable[[], Panel]]] = {
    "partials": PartialsPart,
    "derivation": DerivationPanel,
    "direction": DirectionPanel,
    "points": PointsPanel,
    "constraint": ConstraintPanel,
    "approximation": ApproximationPanel,
    "sensitivity": SensitivityPanel,
    "check": CheckPanel,
    "graph": GraphPanel,
    "data": DataPanel,
    "network": NetworkPanel,
    "sweep": SweepPanel,
    "descent": DescentPanel,
    "fit": FitPanel,
}
"""Panels that show studies, by identity; each is made once, with the window."""
