"""The 2D contour map."""

from explorer.views.map.view import MapView

__all__ = ["MapView"]
