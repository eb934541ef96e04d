"""The View menu: camera, map, layers, panels, theme, type."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from explorer.controller import edits
from explorer.controller.actions.action import Action
from explorer.controller.actions.context import Context
from explorer.controller.panels import PANELS
from explorer.core.camera import Camera
from explorer.model.document import Document, Window
from explorer.model.gallery import gallery_entries
from explorer.model.learn_settings import FORMULA

__all__ = ["SCALES", "VIEW_MENU", "home_window"]

MENU = "&View"
SCALES = (0.75, 0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)
TURN = 7.5
PAN = 0.1
ZOOM = 1.25
CAMERAS = {
    "reset": Camera(),
    "top": replace(Camera(), azimuth=-90.0, elevation=90.0),
    "first": replace(Camera(), azimuth=-90.0, elevation=4.0),
    "second": replace(Camera(), azimuth=0.0, elevation=4.0),
}
LAYERS = (
    ("surface_contours", "Level curves on the surface"),
    ("surface_arrows", "Gradient arrows on the surface"),
    ("floor", "Map on the floor"),
    ("floor_arrows", "Gradient arrows on the floor"),
    ("tangent_plane", "Tangent plane"),
    ("slices", "Slices through the probe"),
    ("tangents", "Tangent lines"),
    ("map_fill", "Colours of the map"),
    ("map_contours", "Level curves of the map"),
    ("map_labels", "Numbers on level curves"),
    ("map_arrows", "Gradient arrows on the map"),
    ("probe_gradient", "Gradient at the probe"),
    ("gradient_floor", "Gradient at the probe on the floor"),
    ("gradient_lifted", "Gradient at the probe lifted onto the surface"),
    ("components", "Its two components"),
)


def home_window(document: Document) -> Window:
    """The usual window of a formula: the gallery's own, else −3 … 3."""
    for entry in gallery_entries():
        if entry.formula == document.formula:
            return Window(*entry.window)
    return Window()


def _look(name: str, context: Context) -> None:
    context.intents.turn_camera(CAMERAS[name])


def _turn(azimuth: float, elevation: float, context: Context) -> None:
    camera = context.store.view.camera
    context.intents.turn_camera(
        replace(
            camera,
            azimuth=(camera.azimuth + azimuth + 180.0) % 360.0 - 180.0,
            elevation=min(max(camera.elevation + elevation, -90.0), 90.0),
        )
    )


def _dolly(factor: float, context: Context) -> None:
    camera = context.store.view.camera
    context.intents.turn_camera(replace(camera, distance=min(max(camera.distance * factor, 1.5), 40.0)))


def _zoom(factor: float, context: Context) -> None:
    context.store.update(edits.zoom_window(_as_shown(context), factor), "Zoom map")


def _pan(across: float, up: float, context: Context) -> None:
    window = context.engine.window
    width, height = window.x_max - window.x_min, window.y_max - window.y_min
    context.store.update(edits.pan_window(_as_shown(context), across * width, up * height), "Move window")


def _as_shown(context: Context) -> Document:
    """The document with the window that is shown, which a landscape may have of its own."""
    return replace(context.store.document, window=context.engine.window)


def _home(context: Context) -> None:
    document = context.store.document
    if document.subject == FORMULA:
        context.store.update(replace(document, window=home_window(document)), "Usual window")
    else:
        context.intents.learning.go_home()


def _scale_text(direction: int, context: Context) -> None:
    view = context.store.view
    nearest = min(range(len(SCALES)), key=lambda index: abs(SCALES[index] - view.text_scale))
    index = nearest + direction if direction else SCALES.index(1.0)
    context.store.set_view(replace(view, text_scale=SCALES[min(max(index, 0), len(SCALES) - 1)]))


def _toggle_theme(context: Context) -> None:
    view = context.store.view
    context.store.set_view(replace(view, theme="light" if view.theme == "dark" else "dark"))


def _toggle_arrow_length(context: Context) -> None:
    other = "true" if context.store.document.layers.arrow_length == "unit" else "unit"
    context.intents.choose_layer("arrow_length", other)


def _toggle_panel(name: str, context: Context) -> None:
    context.intents.choose_panel("" if context.store.view.panel == name else name)


def _toggle_layer(name: str, context: Context) -> None:
    context.intents.toggle_layer(name)


def _layer_shown(name: str, context: Context) -> bool:
    return bool(getattr(context.store.document.layers, name))


def _panel_open(name: str, context: Context) -> bool:
    return context.store.view.panel == name


def _camera(name: str, title: str, shortcut: str, tooltip: str) -> Action:
    return Action(f"view.camera_{name}", title, MENU, partial(_look, name), "camera", shortcut, tooltip, "camera")


def _turning(name: str, shortcut: str, azimuth: float, elevation: float) -> Action:
    title = f"Turn surface {name}"
    return Action(f"view.turn_{name}", title, MENU, partial(_turn, azimuth, elevation), "turn", shortcut, title)


def _panning(name: str, shortcut: str, across: float, up: float) -> Action:
    title = f"Move map {name}"
    return Action(f"view.pan_{name}", title, MENU, partial(_pan, across, up), "map", shortcut, title)


VIEW_MENU = (
    _camera("reset", "&Usual side", "Alt+1", "Look at the surface from the usual side"),
    _camera("top", "From &above", "Alt+2", "Look at the surface straight from above"),
    _camera("first", "Along the second axis", "Alt+3", "See the surface from the side, the first axis across"),
    _camera("second", "Along the first axis", "Alt+4", "See the surface from the side, the second axis across"),
    _turning("left", "Alt+Left", -TURN, 0.0),
    _turning("right", "Alt+Right", TURN, 0.0),
    _turning("up", "Alt+Up", 0.0, TURN),
    _turning("down", "Alt+Down", 0.0, -TURN),
    Action("view.nearer", "Nearer", MENU, partial(_dolly, 1 / 1.15), "turn", "Alt+PgUp", "Bring the surface nearer"),
    Action("view.farther", "Farther", MENU, partial(_dolly, 1.15), "turn", "Alt+PgDown", "Move the surface away"),
    Action(
        "view.zoom_in",
        "Zoom map &in",
        MENU,
        partial(_zoom, 1 / ZOOM),
        "map",
        "Alt++ | Alt+=",
        "See less of the plane, larger",
        "plus",
    ),
    Action(
        "view.zoom_out", "Zoom map &out", MENU, partial(_zoom, ZOOM), "map", "Alt+-", "See more of the plane", "minus"
    ),
    Action(
        "view.zoom_home", "Usual &window", MENU, _home, "map", "Alt+0", "Back to the function's usual window", "home"
    ),
    _panning("left", "Alt+Shift+Left", -PAN, 0.0),
    _panning("right", "Alt+Shift+Right", PAN, 0.0),
    _panning("up", "Alt+Shift+Up", 0.0, PAN),
    _panning("down", "Alt+Shift+Down", 0.0, -PAN),
    *(
        Action(
            f"view.layer_{name}",
            title,
            MENU,
            partial(_toggle_layer, name),
            "layers",
            tooltip=f"Show or hide: {title[0].lower()}{title[1:]}",
            icon="layers",
            checked=partial(_layer_shown, name),
        )
        for name, title in LAYERS
    ),
    Action(
        "view.true_arrows",
        "Arrows as long as the slope",
        MENU,
        _toggle_arrow_length,
        "layers",
        "Ctrl+Shift+A",
        "Arrow length tells the slope, or the direction only",
        checked=lambda context: context.store.document.layers.arrow_length == "true",
    ),
    *(
        Action(
            f"view.panel_{row.identity}",
            f"Panel {row.word}",
            MENU,
            partial(_toggle_panel, row.identity),
            "panels",
            row.shortcut,
            f"Open or close the panel {row.word}",
            row.icon,
            checked=partial(_panel_open, row.identity),
        )
        for row in PANELS
    ),
    Action(
        "view.close_panel",
        "Close the panel",
        MENU,
        lambda context: context.intents.choose_panel(""),
        "panels",
        "Ctrl+0",
        "Give the views the panel's room",
        "close",
        lambda context: bool(context.store.view.panel),
    ),
    Action(
        "view.theme",
        "&Dark theme",
        MENU,
        _toggle_theme,
        "look",
        "F9",
        "Change between the light and the dark theme",
        "moon",
        checked=lambda context: context.store.view.theme == "dark",
    ),
    Action(
        "view.larger_type",
        "&Larger type",
        MENU,
        partial(_scale_text, 1),
        "look",
        "Ctrl++ | Ctrl+=",
        "Make all type larger",
        "plus",
        lambda context: context.store.view.text_scale < SCALES[-1],
    ),
    Action(
        "view.smaller_type",
        "&Smaller type",
        MENU,
        partial(_scale_text, -1),
        "look",
        "Ctrl+-",
        "Make all type smaller",
        "minus",
        lambda context: context.store.view.text_scale > SCALES[0],
    ),
    Action(
        "view.normal_type",
        "&Normal type",
        MENU,
        partial(_scale_text, 0),
        "look",
        "Ctrl+Alt+0",
        "Type of the usual size",
    ),
    Action(
        "view.full_screen",
        "&Full screen",
        MENU,
        lambda context: context.window.toggle_full_screen(),
        "look",
        "F11",
        "Fill the screen, or return to a window",
        "fullscreen",
    ),
)
