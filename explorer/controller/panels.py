"""The panels at the right edge, in the order of the rail: identity, word, title, icon, shortcut."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PANELS", "PanelRow"]


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One panel of the window; ``on_rail`` False where other buttons open it."""

    identity: str
    word: str
    title: str
    icon: str
    shortcut: str
    on_rail: bool = True


PANELS = (
    PanelRow("partials", "Partials", "Partial derivatives", "partials", "Ctrl+1"),
    PanelRow("derivation", "Derivation", "Derivation", "derivation", "Ctrl+2"),
    PanelRow("direction", "Direction", "Directional derivative", "direction", "Ctrl+3"),
    PanelRow("approximation", "Tangent", "Tangent plane and quadratic", "approximation", "Ctrl+4"),
    PanelRow("points", "Points", "Critical points", "target", "Ctrl+5"),
    PanelRow("constraint", "Constraint", "Extrema on a constraint", "constraint", "Ctrl+6"),
    PanelRow("sensitivity", "Sensitivity", "Sensitivity to every input", "sensitivity", "Ctrl+7"),
    PanelRow("check", "Check", "Gradient check", "check-gradient", "Ctrl+8"),
    PanelRow("graph", "Graph", "Computation graph", "graph", "Ctrl+9"),
    PanelRow("descent", "Descent", "Descent", "descent", "Ctrl+Alt+D"),
    PanelRow("sweep", "Sweep", "Basins and sweeps", "sweep", "Ctrl+Alt+S"),
    PanelRow("data", "Data", "Data", "data", "Ctrl+Alt+A"),
    PanelRow("fit", "Fit", "Fit a model", "fit", "Ctrl+Alt+L"),
    PanelRow("network", "Network", "Network", "network", "Ctrl+Alt+W"),
    PanelRow("view", "View", "View", "layers", "Ctrl+Alt+V", on_rail=False),
    PanelRow("gallery", "Gallery", "Gallery", "gallery", "Ctrl+Alt+G", on_rail=False),
)
