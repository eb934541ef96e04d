"""Keeps the pictures of surface, floor and sheets until something that they depend on changes.

Sheets follow the probe while surface and floor stay, so that there are two pictures, one laid over the
other. Should OpenGL fail while drawing, the QPainter body takes over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QImage

from explorer.views.surface.scene import BodyRenderer, BodyScene, Quality, Sheet, SurfaceFailure

__all__ = ["BodyImages", "same_key"]

Key = tuple[Any, ...]


class BodyImages:
    """A body renderer with its latest pictures; ``failed`` gets the sentence when OpenGL is given up."""

    def __init__(self, renderer: BodyRenderer | None, failed: Callable[[str], None]) -> None:
        self.failure: str | None = None
        self.renderer = renderer if renderer is not None else self._first_renderer()
        self._failed = failed
        self._given_up: BodyRenderer | None = None
        self._body: tuple[Key, QImage] | None = None
        self._sheets: tuple[Key, QImage | None] | None = None

    @property
    def without_opengl(self) -> bool:
        """Whether QPainter draws."""
        from explorer.views.surface.painter_body import PainterBody

        return isinstance(self.renderer, PainterBody)

    def body(self, scene: BodyScene, key: Key, quality: Quality) -> QImage:
        """Surface and floor; ``key`` tells all that the scene depends on, its picture first."""
        if self._body is None or not same_key(self._body[0], (*key, quality)):
            self._body = ((*key, quality), self._render(scene, quality, ()))
        return self._body[1]

    def sheets(
        self, scene: BodyScene, key: Key, quality: Quality, make: Callable[[], tuple[Sheet, ...]]
    ) -> QImage | None:
        """What is seen of the sheets, or None where there are none."""
        if self._sheets is None or not same_key(self._sheets[0], (*key, quality)):
            sheets = make()
            self._sheets = ((*key, quality), self._render(scene, quality, sheets) if sheets else None)
        return self._sheets[1]

    def release(self) -> None:
        """Free what the graphics card holds, that of a renderer given up too."""
        for renderer in (self.renderer, self._given_up):
            if renderer is not None:
                renderer.release()

    def _first_renderer(self) -> BodyRenderer:
        from explorer.views.surface.gl_body import GLBody
        from explorer.views.surface.painter_body import PainterBody

        try:
            return GLBody()
        except SurfaceFailure as failure:
            self.failure = str(failure)
            return PainterBody()

    def _render(self, scene: BodyScene, quality: Quality, sheets: tuple[Sheet, ...]) -> QImage:
        from explorer.views.surface.painter_body import PainterBody

        try:
            image = self._render_once(scene, quality, sheets)
        except Exception as failure:  # whatever a driver does, the window keeps a surface
            if self.without_opengl:
                raise
            self._given_up = self.renderer
            self.renderer = PainterBody()
            self.failure = f"{failure} The surface is drawn without OpenGL."
            self._body = self._sheets = None
            self._failed(self.failure)
            image = self._render_once(scene, quality, sheets)
        image.setDevicePixelRatio(scene.pixel)
        return image

    def _render_once(self, scene: BodyScene, quality: Quality, sheets: tuple[Sheet, ...]) -> QImage:
        """The sheets if there are any, else surface and floor."""
        return self.renderer.render_sheets(scene, sheets, quality) if sheets else self.renderer.render(scene, quality)


def same_key(first: Key, second: Key) -> bool:
    """Pictures, which come first, by identity, everything else by value."""
    return first[0] is second[0] and first[1:] == second[1:]
