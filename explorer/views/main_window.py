"""The main window: it only lays the panels out and says when it is closed."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QStatusBar, QVBoxLayout, QWidget

from explorer.views.dock import ViewDock
from explorer.views.header import Header
from explorer.views.menu_row import MenuRow
from explorer.views.rail import Rail
from explorer.views.slider_row import SliderRow
from explorer.views.status_row import StatusRow
from explorer.views.style import scaled
from explorer.views.theme import Theme

__all__ = ["MainWindow"]

_LAYOUT_VERSION = 2
STAGE_SHARE = 0.55


class _Themed(Protocol):
    def set_theme(self, theme: Theme, text_scale: float, /) -> None: ...


class _Foot(QStatusBar):
    """The status bar as nothing but one row: its own layout would add margins that the look does not have."""

    def __init__(self, row: StatusRow) -> None:
        super().__init__()
        self._row = row
        self.setSizeGripEnabled(False)
        row.setParent(self)

    def set_height(self) -> None:
        """Be as high as the row."""
        self.setFixedHeight(self._row.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The row covers the bar."""
        super().resizeEvent(event)
        self._row.setGeometry(self.rect())


class MainWindow(QMainWindow):
    """Menu, header and sliders above; surface, map and animator as docks; a panel and the rail at the right."""

    close_asked = Signal(object)
    closed = Signal()
    resized = Signal()
    shown = Signal()

    def __init__(self, rail: Rail) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Gradient Explorer")
        self.setDockNestingEnabled(True)
        self.menu_row = MenuRow()
        self.header = Header()
        self.sliders = SliderRow()
        self.status = StatusRow()
        self.rail = rail
        self._docks: list[ViewDock] = []
        self._make_top()
        self._make_foot()
        self.addToolBar(Qt.ToolBarArea.RightToolBarArea, rail)
        centre = QWidget()
        centre.setMaximumSize(0, 0)
        self.setCentralWidget(centre)
        centre.hide()
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.setCorner(Qt.Corner.TopRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)

    def place(
        self, surface: ViewDock, map_dock: ViewDock, stage: ViewDock, animator: ViewDock, panel: ViewDock
    ) -> None:
        """Put the docks where they belong."""
        left, bottom, right = (
            Qt.DockWidgetArea.LeftDockWidgetArea,
            Qt.DockWidgetArea.BottomDockWidgetArea,
            Qt.DockWidgetArea.RightDockWidgetArea,
        )
        self._docks = [surface, map_dock, stage, animator, panel]
        self.addDockWidget(left, stage)
        self.splitDockWidget(stage, surface, Qt.Orientation.Horizontal)
        self.splitDockWidget(surface, map_dock, Qt.Orientation.Horizontal)
        self.addDockWidget(bottom, animator)
        self.addDockWidget(right, panel)
        panel.setAllowedAreas(right | left)

    def share_out(self, text_scale: float) -> None:
        """Give every dock its usual share of the window's width."""
        surface, map_dock, stage, _animator, panel = self._docks
        panel_width = scaled(424, text_scale) if not panel.isHidden() else 0
        rest = self.width() - panel_width - self.rail.width()
        beside = not stage.isHidden() and not (surface.isHidden() and map_dock.isHidden())
        stage_width = round(rest * STAGE_SHARE) if beside else rest
        first, second = (rest - stage_width,) * 2 if beside else (round(rest * 0.535), round(rest * 0.465))
        shares = ((stage, stage_width), (surface, first), (map_dock, second), (panel, panel_width))
        shown = [(dock, width) for dock, width in shares if not dock.isHidden()]
        self.resizeDocks([dock for dock, _ in shown], [width for _, width in shown], Qt.Orientation.Horizontal)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to every part."""
        parts: tuple[_Themed, ...] = (self.menu_row, self.header, self.sliders, self.status, self.rail, *self._docks)
        for part in parts:
            part.set_theme(theme, text_scale)
        self._foot.set_height()

    def layout_text(self) -> str:
        """The layout as text, for the ViewState."""
        return bytes(self.saveState(_LAYOUT_VERSION).toBase64().data()).decode("ascii")

    def restore_layout(self, text: str) -> bool:
        """Bring a layout back; False where it does not fit this version."""
        return bool(text) and self.restoreState(QByteArray.fromBase64(text.encode("ascii")), _LAYOUT_VERSION)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Someone else decides whether unsaved work may be left."""
        self.close_asked.emit(event)
        if event.isAccepted():
            self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell who lays out by width."""
        super().resizeEvent(event)
        self.resized.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Docks take the heights they are given only once there is a window."""
        super().showEvent(event)
        self.shown.emit()

    def sizeHint(self) -> QSize:
        """The size it opens at."""
        return QSize(1600, 1000)

    def _make_top(self) -> None:
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.menu_row, self.header, self.sliders):
            column.addWidget(part)
        top.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMenuWidget(top)

    def _make_foot(self) -> None:
        self._foot = _Foot(self.status)
        self.setStatusBar(self._foot)
