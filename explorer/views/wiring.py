"""Connects what the views emit to the intents: the way up."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.views.workspace import Workspace

__all__ = ["wire"]


def wire(views: Workspace, intents: Intents, playback: Playback, run_action: Callable[[str], None]) -> None:
    """Every signal of every view, once. ``run_action`` runs an action of the table by its id."""
    _wire_header(views, intents, run_action)
    _wire_panels(views, intents, run_action)
    _wire_transport(views, intents, playback, run_action)
    _wire_surface(views, intents)
    for panel in views.panels.values():
        panel.wire(intents, run_action)
    for plane in (views.map, views.curve):
        plane.probe_moved.connect(intents.move_probe)
        plane.probe_released.connect(intents.settle)
        plane.start_moved.connect(intents.move_start)
        plane.start_released.connect(intents.drop_start)
        plane.start_added.connect(intents.add_run_at)
        plane.window_changed.connect(intents.move_window)
        plane.home_requested.connect(lambda: run_action("view.zoom_home"))
    for button, identity in (
        (views.surface_home, "view.camera_reset"),
        (views.map_home, "view.zoom_home"),
        (views.surface_camera, "file.export_picture"),
        (views.map_camera, "file.export_picture"),
    ):
        button.clicked.connect(lambda _checked=False, identity=identity: run_action(identity))
    for switch in (views.surface_switch, views.map_switch):
        switch.chosen.connect(lambda view: intents.show_step(beside=view))
    for button in (views.surface_layers, views.map_layers):
        button.clicked.connect(lambda: intents.choose_panel("view"))


def _wire_surface(views: Workspace, intents: Intents) -> None:
    """The surface's signals."""
    surface = views.surface
    surface.probe_moved.connect(intents.move_probe)
    surface.probe_released.connect(intents.settle)
    surface.mark_clicked.connect(intents.go_to_mark)
    views.map.mark_clicked.connect(intents.go_to_mark)
    views.map.vector_hovered.connect(lambda key: intents.show_step(emphasis=key))
    views.map.cell_clicked.connect(intents.sweeps.start_at)
    surface.start_moved.connect(intents.move_start)
    surface.start_released.connect(intents.drop_start)
    surface.start_added.connect(intents.add_run_at)
    views.map.start_grabbed.connect(intents.grab_start)
    surface.camera_changed.connect(intents.turn_camera)


def _wire_header(views: Workspace, intents: Intents, run_action: Callable[[str], None]) -> None:
    header = views.window.header
    header.editor.text_edited.connect(intents.type_formula)
    header.editor.committed.connect(intents.settle)
    header.editor.reverted.connect(intents.revert_formula)
    header.mended.connect(intents.enter_formula)
    header.subject_chosen.connect(intents.explore)
    header.gallery_asked.connect(lambda: intents.choose_panel("gallery"))
    header.undo_asked.connect(lambda: run_action("edit.undo"))
    header.redo_asked.connect(lambda: run_action("edit.redo"))
    header.export_asked.connect(lambda: run_action("file.export_picture"))
    views.window.sliders.value_changed.connect(intents.move_slider)
    views.window.sliders.released.connect(lambda _name: intents.settle())
    views.window.sliders.range_changed.connect(intents.range_slider)
    views.window.status.advice_taken.connect(run_action)


def _wire_panels(views: Workspace, intents: Intents, run_action: Callable[[str], None]) -> None:
    views.rail.panel_chosen.connect(intents.choose_panel)
    views.panel_close.clicked.connect(lambda: intents.choose_panel(""))
    views.partials.layer_toggled.connect(intents.toggle_layer)
    views.partials.probe_entered.connect(intents.place_probe)
    views.view.layer_toggled.connect(intents.toggle_layer)
    views.view.layer_chosen.connect(intents.choose_layer)
    views.view.window_entered.connect(intents.enter_window)
    views.view.window_search.connect(lambda: run_action("function.find_window"))
    views.view.axes_chosen.connect(intents.choose_axes)
    views.view.axes_swapped.connect(intents.swap_axes)


def _wire_transport(views: Workspace, intents: Intents, playback: Playback, run_action: Callable[[str], None]) -> None:
    transport = views.transport
    for signal, identity in (
        (transport.first, "descent.first"),
        (transport.back, "descent.back"),
        (transport.play_pause, "descent.play"),
        (transport.forward, "descent.forward"),
        (transport.last, "descent.last"),
    ):
        signal.connect(lambda identity=identity: run_action(identity))
    transport.scrubbed.connect(playback.scrub)
    transport.speed_chosen.connect(playback.set_speed)
    views.loss_chart.scrubbed.connect(playback.scrub)
    views.norm_chart.scrubbed.connect(playback.scrub)
    _wire_charts(views, intents)


def _wire_charts(views: Workspace, intents: Intents) -> None:
    """What is chosen above the charts."""
    charts = intents.charts
    for place, chart in enumerate((views.loss_chart, views.norm_chart)):
        chart.quantity_chosen.connect(partial(charts.choose_quantity, place))
        chart.logarithmic_chosen.connect(partial(charts.set_logarithmic, place))
    views.norm_chart.header.smoothing_chosen.connect(charts.set_smoothing)
    views.loss_chart.header.pin_asked.connect(charts.pin)
    views.loss_chart.header.unpin_asked.connect(charts.unpin_all)
