"""All views of the window, made once and put into their docks; it knows where they are, not what they show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from explorer.views.charts import LossChart
from explorer.views.curve_view import CurveView
from explorer.views.dock import DockTitle, ViewDock
from explorer.views.main_window import MainWindow
from explorer.views.map import MapView
from explorer.views.panels.descent_panel import DescentPanel
from explorer.views.panels.gallery_panel import GalleryPanel
from explorer.views.panels.partials_panel import PartialsPanel
from explorer.views.panels.view_panel import ViewPanel
from explorer.views.rail import Rail
from explorer.views.style import scaled
from explorer.views.surface import create_surface_view
from explorer.views.theme import Theme
from explorer.views.transport import Transport
from explorer.views.widgets.basics import IconButton

__all__ = ["PANELS", "Workspace"]

PANELS = (
    ("partials", "Partials", "partials"),
    ("descent", "Descent", "descent"),
    ("view", "View", "layers"),
    ("gallery", "Gallery", "gallery"),
)
TITLES = {"partials": "Partial derivatives", "descent": "Descent", "view": "View", "gallery": "Gallery"}


class Workspace:
    """The window and every view in it."""

    def __init__(self, force_painter: bool = False) -> None:
        self.rail = Rail(PANELS)
        self.window = MainWindow(self.rail)
        self.partials = PartialsPanel()
        self.descent = DescentPanel()
        self.view = ViewPanel()
        self.gallery = GalleryPanel()
        self.transport = Transport()
        self.loss_chart = LossChart()
        self.norm_chart = LossChart("‖∇f‖")
        self.map = MapView()
        self.curve = CurveView()
        self.surface = create_surface_view(force_painter)
        self._theme: Theme | None = None
        self._scale = 1.0
        self._make_docks()
        self.window.place(self.surface_dock, self.map_dock, self.animator_dock, self.panel_dock)

    # Making

    def _make_docks(self) -> None:
        self.surface_dock = ViewDock("surfaceDock", "Surface", self.surface)
        self.surface_home = self.surface_dock.title.add_button("home", "Look from the usual side (Home)")
        self.surface_layers = self.surface_dock.title.add_button("layers", "Choose what is drawn")
        self.surface_camera = self.surface_dock.title.add_button("camera", "Save a picture of the surface")
        self.surface_dock.add_float_button()
        self.plane = QStackedWidget()
        self.plane.addWidget(self.map)
        self.plane.addWidget(self.curve)
        self.map_dock = ViewDock("mapDock", "Map", self.plane)
        self.map_home = self.map_dock.title.add_button("home", "Back to the function's usual window")
        self.map_layers = self.map_dock.title.add_button("layers", "Choose what is drawn")
        self.map_camera = self.map_dock.title.add_button("camera", "Save a picture of the map")
        self.map_dock.add_float_button()
        self.animator_dock = ViewDock("animatorDock", "Animator", self._make_animator())
        self.animator_dock.setTitleBarWidget(QWidget())
        self.animator_dock.setFeatures(ViewDock.DockWidgetFeature.NoDockWidgetFeatures)
        self._stack = QStackedWidget()
        self._pages: dict[str, QScrollArea] = {}
        for identity, page in (
            ("partials", self.partials),
            ("descent", self.descent),
            ("view", self.view),
            ("gallery", self.gallery),
        ):
            self._pages[identity] = self._scrolled(page)
            self._stack.addWidget(self._pages[identity])
        self.panel_dock = ViewDock("panelDock", "Partial derivatives", self._stack)
        self.panel_dock.setFeatures(
            ViewDock.DockWidgetFeature.DockWidgetClosable | ViewDock.DockWidgetFeature.DockWidgetMovable
        )
        self.panel_close: IconButton = self.panel_dock.title.add_button("close", "Close the panel (Ctrl+0)")

    def _make_animator(self) -> QWidget:
        animator = QWidget()
        column = QVBoxLayout(animator)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        self.charts = QWidget()
        row = QHBoxLayout(self.charts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self.loss_chart, 1)
        row.addWidget(self.norm_chart, 1)
        column.addWidget(self.charts, 1)
        self.charts.hide()
        return animator

    @staticmethod
    def _scrolled(page: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        return area

    # Showing

    @property
    def docks(self) -> Sequence[ViewDock]:
        """All docks."""
        return (self.surface_dock, self.map_dock, self.animator_dock, self.panel_dock)

    def show_panel(self, identity: str) -> None:
        """Open that panel, or none for ""."""
        page = self._pages.get(identity)
        was_hidden = self.panel_dock.isHidden()
        self.rail.set_open(identity if page is not None else "")
        self.panel_dock.setVisible(page is not None)
        if page is not None:
            self._stack.setCurrentWidget(page)
            self.panel_dock.title.set_title(TITLES[identity])
            self.panel_dock.title.set_subtitle("")
        if was_hidden != self.panel_dock.isHidden():
            self.window.share_out(self._scale)

    def show_charts(self, shown: bool) -> None:
        """Show the charts under the transport when there is a run."""
        if self.charts.isHidden() == shown:
            self.charts.setVisible(shown)
        self.charts.setMinimumHeight(scaled(170, self._scale) if shown else 0)
        height = scaled(56, self._scale) + (max(160, round(self.window.height() * 0.235)) if shown else 0)
        self.animator_dock.setMinimumHeight(scaled(56, self._scale))
        self.window.resizeDocks([self.animator_dock], [height], Qt.Orientation.Vertical)
        self.animator_dock.setMaximumHeight(16_777_215 if shown else scaled(58, self._scale))

    def show_dimension(self, dimension: int) -> None:
        """With two variables surface and map, with one the curve alone."""
        self.plane.setCurrentWidget(self.curve if dimension == 1 else self.map)
        self.map_dock.title.set_title("Curve" if dimension == 1 else "Map")
        if dimension == 1:
            self.surface_dock.hide()
        elif self.surface_dock.isHidden():
            self.surface_dock.show()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to every view."""
        self._theme, self._scale = theme, text_scale
        self.window.set_theme(theme, text_scale)
        for panel in (self.partials, self.descent, self.view, self.gallery, self.transport):
            panel.set_theme(theme, text_scale)
        for picture in (self.surface, self.map, self.curve, self.loss_chart, self.norm_chart):
            picture.set_theme(theme)
            picture.set_text_scale(text_scale)
        self.panel_dock.setMinimumWidth(scaled(400, text_scale))

    def panel_title(self) -> DockTitle:
        """The title bar of the open panel."""
        return self.panel_dock.title
