"""A widget that shows typeset mathematics, coloured by name, crisp at every scale of the screen."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QPointF, QRectF, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from explorer.core.expression.nodes import Node, number_of_nodes
from explorer.export.formula import FormulaPicture, typeset
from explorer.export.formula_rows import FormulaItem, FormulaRow
from explorer.views.glyph_paths import drawing_path
from explorer.views.theme import Theme, theme

__all__ = ["FormulaLabel"]

SMALLEST_SCALE: Final = 0.7
SMALLEST_HEIGHT: Final = 0.5
_TYPESET_AT_ONCE: Final = 150
_PAD: Final = 1
_TOUCHED: Final = 2
_FADE: Final = 28

Work = Callable[[], None]


def _run_in_pool(work: Work) -> None:
    QThreadPool.globalInstance().start(work)


class FormulaLabel(QWidget):
    """Shows a row of trees, prepared rows and plain text.

    Small formulas are typeset at once; large ones, and the first of all, by ``executor`` (the
    global thread pool) while the last picture stays. Where the widget is too narrow the formula
    is scaled down to 70 % and then fades out at the edge, with the whole text as its tooltip; where it
    is too low it is scaled to fit, down to 50 %.
    ``token`` names the theme's colour for what has none of its own.
    """

    settled = Signal()
    """The formula last given is now shown."""

    _typeset = Signal(int, object)

    def __init__(
        self, parent: QWidget | None = None, token: str = "text", executor: Callable[[Work], None] = _run_in_pool
    ) -> None:
        super().__init__(parent)
        self._token = token
        self._executor = executor
        self._items: tuple[FormulaItem, ...] = ()
        self._colours: dict[str, str] = {}
        self._theme: Theme = theme("light")
        self._pixel_size = 18.0
        self._picture: FormulaPicture | None = None
        self._wraps = False
        self._generation = 0
        self._shown_generation = 0
        self._pixmap: tuple[tuple[object, ...], QPixmap] | None = None
        self._broken: dict[int, FormulaPicture] = {}
        self._typeset.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    # What to show

    def set_formula(self, items: Sequence[FormulaItem] | FormulaItem, colours: Mapping[str, str] | None = None) -> None:
        """Show ``items``; ``colours`` (name → ``#RRGGBB``) replace the earlier ones if given. () shows nothing."""
        before, is_first = self._items, self._generation == 0
        self._items = (items,) if isinstance(items, (Node, FormulaRow)) else tuple(items)
        if colours is not None:
            self.set_colours(colours)
        if is_first or self._items != before:
            self._layout()

    def set_row(self, row: FormulaRow) -> None:
        """Show one prepared row."""
        self.set_formula(row)

    def set_colours(self, colours: Mapping[str, str]) -> None:
        """The colour of each name; names that are absent take the theme's text colour."""
        if colours != self._colours:
            self._colours = dict(colours)
            self.update()

    def set_theme(self, new: Theme) -> None:
        """Recolour."""
        self._theme = new
        self.update()

    def set_token(self, token: str) -> None:
        """The theme's colour for what has none of its own, e.g. ``text2`` for a line of numbers."""
        self._token = token
        self.update()

    def set_pixel_size(self, size: float) -> None:
        """The size of the formula's letters in logical pixels."""
        if size != self._pixel_size:
            self._pixel_size = float(size)
            self._layout()

    def set_wrapping(self, wraps: bool) -> None:
        """Break a long sum into lines instead of scaling it down."""
        self._wraps = wraps
        policy = self.sizePolicy()
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)
        self.updateGeometry()
        self.update()

    @property
    def picture(self) -> FormulaPicture | None:
        """What is shown, on one line; None before the first formula."""
        return self._picture

    @property
    def is_settled(self) -> bool:
        """Whether the formula last given is the one shown."""
        return self._shown_generation == self._generation

    @property
    def text(self) -> str:
        """The formula as plain text."""
        return self._picture.text if self._picture else ""

    # Typesetting

    def _layout(self) -> None:
        self._generation += 1
        generation, items, size = self._generation, self._items, self._pixel_size
        if not items:
            self._take(generation, None)
        elif self._is_quick():
            self._take(generation, typeset(items, size))
        else:
            self._executor(lambda: self._finish(generation, typeset(items, size)))

    def _is_quick(self) -> bool:
        # The typesetter's import reads a font and takes longer than a keystroke may.
        if "ziamath" not in sys.modules:
            return False
        return number_of_nodes(*(item for item in self._items if isinstance(item, Node))) <= _TYPESET_AT_ONCE

    def _finish(self, generation: int, picture: FormulaPicture) -> None:
        try:
            self._typeset.emit(generation, picture)
        except RuntimeError:
            return  # the widget was deleted meanwhile

    def _take(self, generation: int, picture: FormulaPicture | None) -> None:
        if generation != self._generation:
            return
        self._shown_generation = generation
        before = self._room()
        self._picture = picture
        self._pixmap = None
        self._broken.clear()
        self.setAccessibleName(self.text)
        self.setAccessibleDescription((picture.message if picture else None) or "")
        if self._room() != before:  # other digits take the same room, and laying out a whole page takes long
            self.updateGeometry()
        self.update()
        self.settled.emit()

    # Geometry

    def sizeHint(self) -> QSize:
        """The formula at its full size."""
        picture = self._picture
        if picture is None:
            return QSize(0, math.ceil(self._pixel_size * 1.4))
        if picture.message:
            return QSize(240, self.fontMetrics().height() + 2 * _PAD)
        return QSize(math.ceil(picture.width) + 2 * _PAD, math.ceil(picture.height) + 2 * _PAD)

    def minimumSizeHint(self) -> QSize:
        """Narrow: what does not fit is scaled down and then faded."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), 40), hint.height())

    def heightForWidth(self, width: int) -> int:
        """The height of the broken formula."""
        if self._picture is None or not self._wraps:
            return self.sizeHint().height()
        return math.ceil(self._broken_at(self._picture, width).height) + 2 * _PAD

    def _broken_at(self, picture: FormulaPicture, width: int) -> FormulaPicture:
        """The picture broken for a widget that wide; a layout asks for the same few widths again and again."""
        if width not in self._broken:
            self._broken[width] = picture.broken(max(width - 2 * _PAD, 1))
        return self._broken[width]

    def _room(self) -> tuple[object, ...]:
        """What a layout may ask of the picture shown."""
        picture = self._picture
        pieces = picture.pieces if picture is not None and self._wraps else ()
        return self.sizeHint(), tuple((piece.x, piece.y, piece.width, piece.height) for piece in pieces)

    def _scale(self, picture: FormulaPicture) -> float:
        if not picture.width:
            return 1.0
        across = max(SMALLEST_SCALE, (self.width() - 2 * _PAD) / picture.width)
        return min(1.0, across, max(SMALLEST_HEIGHT, (self.height() - 2 * _PAD) / picture.height))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pieces, or the text of a formula too long to typeset."""
        picture = self._picture
        if picture is None:
            return
        painter = QPainter(self)
        if picture.message:
            self._paint_text(painter, picture)
            return
        if self._wraps:
            picture = self._broken_at(picture, self.width())
        scale = self._scale(picture)
        pixmap = self._rendered(picture, scale)
        size = pixmap.deviceIndependentSize()
        painter.drawPixmap(QPointF(0, round((self.height() - size.height()) / 2)), pixmap)
        self.setToolTip(picture.text if size.width() > self.width() else "")

    def _rendered(self, picture: FormulaPicture, scale: float) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key: tuple[object, ...] = (
            picture,
            self._theme.name,
            self._token,
            tuple(self._colours.items()),
            scale,
            ratio,
            self.width(),
        )
        if self._pixmap is not None and self._pixmap[0] == key:
            return self._pixmap[1]
        width, height = picture.width * scale + 2 * _PAD, picture.height * scale + 2 * _PAD
        pixmap = QPixmap(max(1, math.ceil(width * ratio)), max(1, math.ceil(height * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_touched(painter, picture, scale)
        self._paint_pieces(painter, picture, scale)
        if width > self.width() + 1:
            self._fade(painter, height)
        painter.end()
        self._pixmap = key, pixmap
        return pixmap

    def _paint_pieces(self, painter: QPainter, picture: FormulaPicture, scale: float) -> None:
        """Glyphs and bars, each in the colour of its meaning."""
        default = getattr(self._theme, self._token)
        roles = {"gradient": self._theme.gradient, "folded": self._theme.text2, "held": self._theme.held}
        paths = [drawing_path(piece.drawing) for piece in picture.pieces]
        outlines = [path for path in paths if path is not None]
        if len(outlines) < len(paths):
            target = QRectF(_PAD, _PAD, picture.width * scale, picture.height * scale)
            QSvgRenderer(QByteArray(picture.svg(default, self._colours, roles).encode())).render(painter, target)
            return
        painter.save()
        painter.translate(_PAD, _PAD)
        painter.scale(scale, scale)
        painter.translate(0.0, picture.ascent)
        for piece, path in zip(picture.pieces, outlines, strict=True):
            colour = self._colours.get(piece.name or "") or roles.get(piece.role or "") or default
            painter.fillPath(path if piece.shift == (0.0, 0.0) else path.translated(*piece.shift), QColor(colour))
        painter.restore()

    def _paint_touched(self, painter: QPainter, picture: FormulaPicture, scale: float) -> None:
        """A tinted ground under the part at work."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent_background))
        for x, y, width, height in picture.touched_boxes():
            box = QRectF(x * scale + _PAD, y * scale + _PAD, width * scale, height * scale)
            painter.drawRoundedRect(box.adjusted(-_TOUCHED, -_TOUCHED, _TOUCHED, _TOUCHED), 4, 4)

    def _fade(self, painter: QPainter, height: float) -> None:
        """Let the formula run out before the right edge, where an ellipsis stands."""
        edge = self.width() - _FADE
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        for step in range(_FADE):
            strength = min(255, 32 * step)
            painter.fillRect(QRectF(edge + step, 0, 1, height), QColor(0, 0, 0, strength))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setPen(QColor(self._theme.text2))
        box = QRectF(edge + 8, 0, _FADE - 8, height)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), "…")

    def _paint_text(self, painter: QPainter, picture: FormulaPicture) -> None:
        painter.setPen(QColor(self._theme.text2))
        shown = self.fontMetrics().elidedText(picture.text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(QRectF(self.rect()), int(Qt.AlignmentFlag.AlignVCenter), shown)
        self.setToolTip(picture.message or "")

    def changeEvent(self, event: QEvent) -> None:
        """A new font or style changes the fallback's size."""
        self.updateGeometry()
        super().changeEvent(event)

    # Copying

    def copy_text(self) -> None:
        """Put the plain text on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    def copy_latex(self) -> None:
        """Put the LaTeX on the clipboard."""
        QGuiApplication.clipboard().setText(self._picture.latex if self._picture else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the text."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_text()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the formula as text and as LaTeX."""
        if self._picture is None:
            return
        menu = self.copy_menu()
        menu.popup(event.globalPos())

    def copy_menu(self) -> QMenu:
        """The menu of ways to copy; it deletes itself when closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy as text", self.copy_text)
        if self._picture is not None and self._picture.latex:
            menu.addAction("Copy as LaTeX", self.copy_latex)
        return menu
