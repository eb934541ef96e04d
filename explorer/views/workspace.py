"""All views of the window, made once and put into their docks; it knows where they are, not what they show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from explorer.controller.panels import PANELS
from explorer.views.charts import LossChart
from explorer.views.curve_view import CurveView
from explorer.views.dock import DockTitle, ViewDock
from explorer.views.file_drop import FileDrop
from explorer.views.main_window import MainWindow
from explorer.views.map import MapView
from explorer.views.panels.descent_panel import DescentPanel
from explorer.views.panels.gallery_panel import GalleryPanel
from explorer.views.panels.panel import Panel
from explorer.views.panels.partials_part import PartialsPart
from explorer.views.panels.registry import FACTORIES
from explorer.views.panels.view_panel import ViewPanel
from explorer.views.rail import Rail
from explorer.views.style import scaled
from explorer.views.surface import create_surface_view
from explorer.views.theme import Theme
from explorer.views.transport import Transport
from explorer.views.widgets.basics import IconButton
from explorer.views.widgets.segments import Segments

__all__ = ["Workspace"]


STAGE_LEAST = 320
OWN_PAGES = ("view", "gallery")
STRIP_SHARE, CHARTS_SHARE, LARGEST_SHARE = 0.265, 0.235, 0.36


class Workspace:
    """The window and every view in it."""

    def __init__(self, force_painter: bool = False) -> None:
        self.panels: dict[str, Panel] = {identity: make() for identity, make in FACTORIES.items()}
        self.rows = tuple(row for row in PANELS if row.identity in (*OWN_PAGES, *self.panels))
        self.rail = Rail([(row.identity, row.word, row.icon) for row in self.rows if row.on_rail])
        self.window = MainWindow(self.rail)
        partials = self.panels["partials"]
        assert isinstance(partials, PartialsPart)
        self.partials = partials.page
        descent = self.panels["descent"]
        assert isinstance(descent, DescentPanel)
        self.descent = descent.descent
        self.view = ViewPanel()
        self.gallery = GalleryPanel()
        self.transport = Transport()
        self.loss_chart = LossChart(extra="pins")
        self.norm_chart = LossChart("‖∇f‖", extra="smoothing")
        self.map = MapView()
        self.curve = CurveView()
        self.surface = create_surface_view(force_painter)
        self._scale = 1.0
        self._open = ""
        self._dimension = 2
        self._beside = self._foot = ""
        self._has_runs = False
        self._make_docks()
        self.drop = FileDrop(self.window)
        self.window.shown.connect(self._arrange_foot, Qt.ConnectionType.QueuedConnection)
        self.window.place(self.surface_dock, self.map_dock, self.stage_dock, self.animator_dock, self.panel_dock)

    # Making

    def _make_docks(self) -> None:
        self.surface_dock = ViewDock("surfaceDock", "Surface", self.surface)
        self.surface_switch, self.map_switch = _switch(), _switch()
        self.surface_dock.title.add_widget(self.surface_switch)
        self.surface_home = self.surface_dock.title.add_button("home", "Look from the usual side (Home)")
        self.surface_layers = self.surface_dock.title.add_button("layers", "Choose what is drawn")
        self.surface_camera = self.surface_dock.title.add_button("camera", "Save a picture of the surface")
        self.surface_dock.add_float_button()
        self.plane = QStackedWidget()
        self.plane.addWidget(self.map)
        self.plane.addWidget(self.curve)
        self.map_dock = ViewDock("mapDock", "Map", self.plane)
        self.map_dock.title.add_widget(self.map_switch)
        self.map_home = self.map_dock.title.add_button("home", "Back to the function's usual window")
        self.map_layers = self.map_dock.title.add_button("layers", "Choose what is drawn")
        self.map_camera = self.map_dock.title.add_button("camera", "Save a picture of the map")
        self.map_dock.add_float_button()
        self.animator_dock = ViewDock("animatorDock", "Animator", self._make_animator())
        self.animator_dock.setTitleBarWidget(QWidget())
        self.animator_dock.setFeatures(ViewDock.DockWidgetFeature.NoDockWidgetFeatures)
        self._make_stage()
        self._stack = QStackedWidget()
        self._pages: dict[str, QScrollArea] = {}
        own: dict[str, QWidget] = {"view": self.view, "gallery": self.gallery}
        for identity, page in (own | {name: panel.page for name, panel in self.panels.items()}).items():
            self._pages[identity] = self._scrolled(page)
            self._stack.addWidget(self._pages[identity])
        self.panel_dock = ViewDock("panelDock", "Partial derivatives", self._stack)
        self.panel_dock.setFeatures(
            ViewDock.DockWidgetFeature.DockWidgetClosable | ViewDock.DockWidgetFeature.DockWidgetMovable
        )
        self.panel_close: IconButton = self.panel_dock.title.add_button("close", "Close the panel (Ctrl+0)")

    def _make_stage(self) -> None:
        self._stages = QStackedWidget()
        for panel in self.panels.values():
            if panel.stage is not None:
                # A stage that is not shown must not make the window wider.
                panel.stage.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
                self._stages.addWidget(panel.stage)
        self.stage_dock = ViewDock("stageDock", "", self._stages)
        self.stage_dock.setFeatures(ViewDock.DockWidgetFeature.NoDockWidgetFeatures)
        self.stage_dock.setMinimumWidth(STAGE_LEAST)
        self.stage_dock.hide()

    def _make_strip(self) -> QStackedWidget:
        """The rows of charts of the panels, one shown at a time."""
        self.strip = QStackedWidget()
        self._strips: dict[str, QWidget] = {}
        for identity, panel in self.panels.items():
            if panel.strip:
                holder = self._strips[identity] = QWidget()
                row = QHBoxLayout(holder)
                row.setContentsMargins(0, 0, 0, 0)
                row.setSpacing(1)
                for chart in panel.strip:
                    row.addWidget(chart, 1)
                self.strip.addWidget(holder)
        self.strip.hide()
        return self.strip

    def _make_animator(self) -> QWidget:
        animator = QWidget()
        column = QVBoxLayout(animator)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_strip(), 1)
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
        return (self.surface_dock, self.map_dock, self.stage_dock, self.animator_dock, self.panel_dock)

    @property
    def open_panel(self) -> Panel | None:
        """The open panel of those that show studies."""
        return self.panels.get(self._open)

    def show_panel(self, identity: str) -> None:
        """Open that panel, or none for ""."""
        page = self._pages.get(identity)
        was_hidden = self.panel_dock.isHidden()
        self._open = identity if page is not None else ""
        self.rail.set_open(self._open)
        self.panel_dock.setVisible(page is not None)
        if page is not None:
            self._stack.setCurrentWidget(page)
            self.panel_dock.title.set_title(next(row.title for row in self.rows if row.identity == identity))
            self.panel_dock.title.set_subtitle("")
        self._arrange_views()
        self._arrange_foot()
        if was_hidden != self.panel_dock.isHidden():
            self.window.share_out(self._scale)

    def show_charts(self, shown: bool) -> None:
        """Whether there is a run, whose charts then stand under the transport where no panel has its own."""
        self._has_runs = shown
        self._arrange_foot()

    def show_dimension(self, dimension: int) -> None:
        """With two variables surface and map, with one the curve alone."""
        self._dimension = dimension
        self.plane.setCurrentWidget(self.curve if dimension == 1 else self.map)
        self.map_dock.title.set_title("Curve" if dimension == 1 else "Map")
        self._arrange_views()

    def _arrange_views(self) -> None:
        """A panel's stage stands in the place of surface and map."""
        panel = self.open_panel
        stage = panel.stage if panel is not None else None
        beside = self._shown_beside(panel)
        if panel is not None and stage is not None:
            self._stages.setCurrentWidget(stage)
            self.stage_dock.title.set_title(panel.stage_title or self._title())
        before = [dock.isHidden() for dock in self.docks[:3]]
        for switch in (self.surface_switch, self.map_switch):
            switch.setVisible(bool(beside) and self._dimension != 1)
            switch.set_chosen(beside)
        for dock, shown in (
            (self.surface_dock, self._dimension != 1 and (stage is None or beside == "surface")),
            (self.map_dock, stage is None or beside == "map" or (bool(beside) and self._dimension == 1)),
            (self.stage_dock, stage is not None),
        ):
            if dock.isHidden() == shown:
                dock.setVisible(shown)
        if before != [dock.isHidden() for dock in self.docks[:3]]:
            self.window.share_out(self._scale)
        self.tell_foot(self._foot)

    def tell_foot(self, sentence: str) -> None:
        """What the picture cannot show, at the foot of the surface or, without one, of the map."""
        self._foot = sentence
        has_surface = not self.surface_dock.isHidden()
        self.surface_dock.foot.tell(sentence if has_surface else "")
        self.map_dock.foot.tell("" if has_surface else sentence)

    def show_beside(self, beside: str) -> None:
        """Which of surface and map stands beside a stage, "" as the panel has it."""
        if beside != self._beside:
            self._beside = beside
            self._arrange_views()

    def _shown_beside(self, panel: Panel | None) -> str:
        if panel is None or panel.stage is None or not panel.beside:
            return ""
        return self._beside or panel.beside

    def _title(self) -> str:
        return next((row.title for row in self.rows if row.identity == self._open), "")

    def _arrange_foot(self) -> None:
        """The open panel's charts above the transport, else those of the runs below it."""
        strip = self._strips.get(self._open)
        charts = self._has_runs and strip is None
        if strip is not None:
            self.strip.setCurrentWidget(strip)
        for widget, shown in ((self.strip, strip is not None), (self.charts, charts)):
            widget.setMinimumHeight(scaled(170, self._scale) if shown else 0)
            if widget.isHidden() == shown:
                widget.setVisible(shown)
        share = STRIP_SHARE if strip is not None else CHARTS_SHARE if charts else 0.0
        least = min(scaled(200, self._scale), round(self.window.height() * LARGEST_SHARE))
        height = scaled(56, self._scale) + (max(least, round(self.window.height() * share)) if share else 0)
        self.animator_dock.setMinimumHeight(scaled(56, self._scale))
        self.window.resizeDocks([self.animator_dock], [height], Qt.Orientation.Vertical)
        self.animator_dock.setMaximumHeight(16_777_215 if share else scaled(58, self._scale))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to every view."""
        self._scale = text_scale
        self.window.set_theme(theme, text_scale)
        self.drop.set_theme(theme, text_scale)
        for panel in (self.view, self.gallery, self.transport):
            panel.set_theme(theme, text_scale)
        for study_panel in self.panels.values():
            study_panel.set_theme(theme, text_scale)
        for picture in (self.surface, self.map, self.curve, self.loss_chart, self.norm_chart):
            picture.set_theme(theme)
            picture.set_text_scale(text_scale)
        self.panel_dock.setMinimumWidth(scaled(400, text_scale))

    def panel_title(self) -> DockTitle:
        """The title bar of the open panel."""
        return self.panel_dock.title


def _switch() -> Segments:
    """Surface or map, for where there is room for one of them."""
    switch = Segments((("surface", "Surface"), ("map", "Map")), "Beside the stage")
    switch.hide()
    return switch
