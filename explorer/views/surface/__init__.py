"""The function as a surface in space: drawn by OpenGL where there is one, else by QPainter."""

from __future__ import annotations

from explorer.views.surface.gl_context import gl_available
from explorer.views.surface.painter_view import PainterSurfaceView
from explorer.views.surface.view import SurfaceView

__all__ = ["PainterSurfaceView", "SurfaceView", "create_surface_view", "gl_available"]


def create_surface_view(force_painter: bool = False) -> SurfaceView:
    """The best surface view for this display.

    Its ``failure`` tells, when OpenGL was wanted and not found, why; None otherwise.
    """
    return PainterSurfaceView() if force_painter else SurfaceView()
