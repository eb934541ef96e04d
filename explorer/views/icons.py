"""The window's icons: our own line drawings, recoloured from the theme, sharp at every scale.

The files in ``resources/icons`` draw in ``currentColor`` on a grid of 20; the colour is put in
before the drawing is parsed, since Qt's renderer takes that word for black.
"""

from __future__ import annotations

import atexit
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from explorer.model.resources import resource_names, resource_text
from explorer.views.theme import Theme

__all__ = ["app_icon", "icon", "icon_file", "icon_image", "icon_names"]

_APP = "app"
_APP_SIZES = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256, 512)
_USUAL_RATIOS = (1.0, 2.0)


def icon_names() -> list[str]:
    """The names that :func:`icon` knows, sorted."""
    stems = (name.removesuffix(".svg") for name in resource_names("icons", ".svg"))
    return [stem for stem in stems if stem != _APP]


def icon(name: str, theme: Theme, size: int = 20, colour: str | None = None) -> QIcon:
    """The icon ``name``, ``size`` device-independent pixels wide, for every screen in use.

    It is drawn in ``colour`` (by default the theme's text colour), in the disabled colour where the
    control is disabled, and in the accent where it is switched on, unless its colour has a meaning
    of its own. Raises FileNotFoundError for a name that is not shipped.
    """
    drawn = colour or theme.text
    switched_on = theme.accent if drawn in (theme.text, theme.text2) else drawn
    result = QIcon()
    for ratio in _ratios():
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
            result.addPixmap(_pixmap(name, drawn, size, ratio), mode, QIcon.State.Off)
            result.addPixmap(_pixmap(name, switched_on, size, ratio), mode, QIcon.State.On)
        for state in (QIcon.State.Off, QIcon.State.On):
            result.addPixmap(_pixmap(name, theme.disabled, size, ratio), QIcon.Mode.Disabled, state)
    return result


def app_icon() -> QIcon:
    """The program's own icon at every size that a desktop asks for; it keeps its colours."""
    result = QIcon()
    for size in _APP_SIZES:
        result.addPixmap(QPixmap.fromImage(icon_image(_APP, "", size)))
    return result


@cache
def icon_file(name: str, colour: str) -> str:
    """The icon in that colour as a file, for a style sheet, which takes nothing else; gone with the program."""
    path = Path(_folder().name) / f"{name}-{colour.lstrip('#')}.svg"
    path.write_text(_source(name, colour), encoding="utf-8")
    return path.as_posix()


@cache
def _folder() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory(prefix="gradient-explorer-")
    atexit.register(folder.cleanup)
    return folder


def _source(name: str, colour: str) -> str:
    return resource_text("icons", f"{name}.svg").replace("currentColor", colour)


def _ratios() -> list[float]:
    """The device-pixel ratios of the screens in use, and the usual ones for a screen to come."""
    screens = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    return sorted(screens.union(_USUAL_RATIOS))


def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    return QPixmap.fromImage(icon_image(name, colour, size, ratio))


@lru_cache(maxsize=1024)
def icon_image(name: str, colour: str, size: int, ratio: float = 1.0) -> QImage:
    """An icon as a picture of ``size`` × ``ratio`` pixels a side on a transparent ground.

    Pictures are kept, not pixmaps: these may outlive the application.
    """
    renderer = QSvgRenderer(QByteArray(_source(name, colour).encode()))
    side = round(size * ratio)
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image
