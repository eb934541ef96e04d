"""The drawing of a computation graph."""

from explorer.views.graph.view import GraphView

__all__ = ["GraphView"]
