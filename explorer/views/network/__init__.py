"""The network diagram: values, weights and gradients of one sample or of the batch, stepped through."""

from explorer.views.network.view import DiagramView

__all__ = ["DiagramView"]
