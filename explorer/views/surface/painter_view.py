"""The surface view where there is no OpenGL."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.views.surface.painter_body import PainterBody
from explorer.views.surface.view import SurfaceView

__all__ = ["PainterSurfaceView"]


class PainterSurfaceView(SurfaceView):
    """A :class:`SurfaceView` that never asks for OpenGL."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, PainterBody())
