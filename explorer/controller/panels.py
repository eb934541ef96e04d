"""The panels at the right edge, in the order of the rail: identity, word on the rail, title, icon."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PANELS", "PanelRow"]


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One panel of the window."""

    identity: str
    word: str
    title: str
    icon: str


PANELS = (
    PanelRow("partials", "Partials", "Partial derivatives", "partials"),
    PanelRow("derivation", "Derivation", "Derivation", "derivation"),
    PanelRow("direction", "Direction", "Directional derivative", "direction"),
    PanelRow("approximation", "Tangent", "Tangent plane and quadratic", "approximation"),
    PanelRow("points", "Points", "Critical points", "target"),
    PanelRow("constraint", "Constraint", "Extrema on a constraint", "constraint"),
    PanelRow("sensitivity", "Sensitivity", "Sensitivity to every input", "sensitivity"),
    PanelRow("check", "Check", "Gradient check", "check-gradient"),
    PanelRow("graph", "Graph", "Computation graph", "graph"),
    PanelRow("descent", "Descent", "Descent", "descent"),
    PanelRow("view", "View", "View", "layers"),
    PanelRow("gallery", "Gallery", "Gallery", "gallery"),
)
