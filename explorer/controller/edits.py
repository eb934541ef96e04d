"""What the user can choose, each as a pure function from a Document to a Document.

Nothing here knows a window, a store or a kernel; a function that needs the names of the current
formula takes them. An edit that makes no sense (a window turned inside out, a name that is not
there) returns the document it was given.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from explorer.controller.learning.subject_edits import with_subject
from explorer.controller.run_edits import set_start
from explorer.model.document import BOWL_FORMULA, Document, Layers, Slider, Window
from explorer.model.learn_settings import FORMULA, NETWORK

__all__ = [
    "axes_of",
    "bowl_with_same_settings",
    "new_slider",
    "pan_window",
    "set_axes",
    "set_formula",
    "set_held",
    "set_layer",
    "set_locked",
    "set_parameter",
    "set_probe",
    "set_slider_range",
    "set_study",
    "set_title",
    "set_window",
    "swap_axes",
    "synchronise",
    "toggle_layer",
    "zoom_window",
]

LARGEST = 1e12
HELD_AT = 1.0  # not 0, at which a product such as xyz would be flat


def axes_of(document: Document, variables: Sequence[str]) -> tuple[str, ...]:
    """The variables drawn: the chosen axes where they still exist, else the first two (or fewer)."""
    chosen = document.axes
    if chosen is not None and chosen[0] != chosen[1] and set(chosen) <= set(variables):
        return chosen
    return tuple(variables[:2])


def set_formula(
    document: Document,
    text: str,
    variables: Sequence[str] | None = None,
    parameters: Mapping[str, float] | None = None,
) -> Document:
    """The text as typed. With the names that it parsed to, sliders follow; without, they stay."""
    changed = replace(document, formula=text)
    if variables is None or parameters is None:
        return changed
    return synchronise(changed, variables, parameters)


def synchronise(document: Document, variables: Sequence[str], parameters: Mapping[str, float]) -> Document:
    """Give every parameter and every held variable a slider, keep those that remain, drop the others."""
    axes = axes_of(document, variables)
    held_names = [name for name in variables if name not in axes]
    return replace(
        document,
        axes=document.axes if document.axes == axes else None,
        parameters=_sliders_for(parameters, document.parameters + document.held),
        held=_sliders_for(dict.fromkeys(held_names, HELD_AT), document.held + document.parameters),
        locked=tuple(name for name in document.locked if name in variables),
    )


def _sliders_for(defaults: Mapping[str, float], known: Iterable[Slider]) -> tuple[Slider, ...]:
    existing = {slider.name: slider for slider in known}
    return tuple(existing.get(name) or new_slider(name, value) for name, value in defaults.items())


def new_slider(name: str, value: float) -> Slider:
    """A slider at ``value`` whose range holds it with room on both sides."""
    reach = max(5.0, 2.0 * abs(value))
    return Slider(name, value, -reach, reach, 0.01 if reach <= 10 else _nice_step(2 * reach))


def _nice_step(width: float) -> float:
    return float(10.0 ** math.floor(math.log10(width / 500)))


def set_title(document: Document, title: str) -> Document:
    """The name shown in the window's title and saved."""
    return replace(document, title=title)


# Sliders


def set_parameter(document: Document, name: str, value: float) -> Document:
    """A parameter's value; a value outside the slider's range widens it."""
    return replace(document, parameters=_with_value(document.parameters, name, value))


def set_held(document: Document, name: str, value: float) -> Document:
    """The value at which a variable that is not drawn is held."""
    return replace(document, held=_with_value(document.held, name, value))


def _with_value(sliders: tuple[Slider, ...], name: str, value: float) -> tuple[Slider, ...]:
    if not _usable(value):
        return sliders
    if all(slider.name != name for slider in sliders):
        return (*sliders, new_slider(name, value))
    return tuple(_moved(slider, value) if slider.name == name else slider for slider in sliders)


def _moved(slider: Slider, value: float) -> Slider:
    return replace(slider, value=value, minimum=min(slider.minimum, value), maximum=max(slider.maximum, value))


def set_slider_range(
    document: Document, name: str, minimum: float, maximum: float, step: float | None = None
) -> Document:
    """Range and step of a parameter's or a held variable's slider; its value is moved into the range."""
    if not (_usable(minimum, maximum) and minimum < maximum and (step is None or (_usable(step) and step > 0))):
        return document

    def ranged(slider: Slider) -> Slider:
        if slider.name != name:
            return slider
        value = min(max(slider.value, minimum), maximum)
        return Slider(name, value, minimum, maximum, slider.step if step is None else step)

    return replace(
        document,
        parameters=tuple(map(ranged, document.parameters)),
        held=tuple(map(ranged, document.held)),
    )


# Window, axes, probe


def set_window(document: Document, x_min: float, x_max: float, y_min: float, y_max: float) -> Document:
    """The ranges of both axes; ranges too small for double precision or too large are refused."""
    for low, high in ((x_min, x_max), (y_min, y_max)):
        if not (_usable(low, high) and high - low > 1e-9 * max(abs(low), abs(high), 1e-3)):
            return document
    learn = document.learn
    if learn.landscape.follows and document.subject == NETWORK:
        learn = replace(learn, landscape=replace(learn.landscape, follows=False))
    window = Window(float(x_min), float(x_max), float(y_min), float(y_max))
    return replace(document, window=window, learn=learn)


def zoom_window(document: Document, factor: float, centre: tuple[float, float] | None = None) -> Document:
    """Make the window ``factor`` times as wide and high; ``centre`` (default the middle) stays in place."""
    window = document.window
    x, y = centre or ((window.x_min + window.x_max) / 2, (window.y_min + window.y_max) / 2)
    if not _usable(factor, x, y) or factor <= 0:
        return document
    return set_window(
        document,
        x + (window.x_min - x) * factor,
        x + (window.x_max - x) * factor,
        y + (window.y_min - y) * factor,
        y + (window.y_max - y) * factor,
    )


def pan_window(document: Document, across: float, up: float) -> Document:
    """Move the window by so many axis units."""
    window = document.window
    return set_window(document, window.x_min + across, window.x_max + across, window.y_min + up, window.y_max + up)


def set_probe(document: Document, x: float, y: float, axes: Sequence[str] = ()) -> Document:
    """Move the probe; along a locked axis (``axes`` names them) it keeps its place.

    With both locked it moves freely: each slice then holds the other variable, and P shows where.
    """
    if not _usable(x, y):
        return document
    locked = [name in document.locked for name in (*axes, "", "")[:2]]
    if all(locked):
        locked = [False, False]
    return replace(
        document,
        probe=(document.probe[0] if locked[0] else float(x), document.probe[1] if locked[1] else float(y)),
    )


def set_locked(document: Document, name: str, locked: bool) -> Document:
    """Hold a drawn variable constant, or let it go."""
    others = tuple(other for other in document.locked if other != name)
    return replace(document, locked=(*others, name) if locked else others)


def swap_axes(document: Document, variables: Sequence[str]) -> Document:
    """The second axis becomes the first, with its range and the probe's place on it."""
    axes = axes_of(document, variables)
    if len(axes) < 2:
        return document
    window, (x, y) = document.window, document.probe
    return replace(
        document,
        axes=None if (axes[1], axes[0]) == tuple(variables[:2]) else (axes[1], axes[0]),
        window=Window(window.y_min, window.y_max, window.x_min, window.x_max),
        probe=(y, x),
    )


def set_axes(document: Document, first: str, second: str, variables: Sequence[str]) -> Document:
    """Draw over two other variables.

    A variable that comes in brings its held value and its slider's range; one that goes out is
    held where the probe was, within the range it had.
    """
    old = axes_of(document, variables)
    if first == second or not {first, second} <= set(variables) or old == (first, second):
        return document
    ranges = {slider.name: slider for slider in document.held}
    window, probe = document.window, document.probe
    spans = ((window.x_min, window.x_max), (window.y_min, window.y_max))
    for name, (low, high), value in zip(old, spans, probe, strict=False):
        ranges[name] = Slider(name, value, min(low, value), max(high, value), _nice_step(high - low))
    x, y = (ranges.get(name) or new_slider(name, 0.0) for name in (first, second))
    changed = replace(
        document,
        axes=(first, second),
        window=Window(x.minimum, x.maximum, y.minimum, y.maximum),
        probe=(x.value, y.value),
        held=tuple(ranges.get(n) or new_slider(n, HELD_AT) for n in variables if n not in (first, second)),
    )
    return replace(changed, axes=None) if (first, second) == tuple(variables[:2]) else changed


# Layers


def set_layer(document: Document, name: str, value: bool | str) -> Document:
    """One field of :class:`~explorer.model.document.Layers`."""
    if name not in Layers.__struct_fields__:
        return document
    return replace(document, layers=replace(document.layers, **{name: value}))


def toggle_layer(document: Document, name: str) -> Document:
    """Show a hidden layer, hide a shown one."""
    shown = getattr(document.layers, name, None)
    return set_layer(document, name, not shown) if isinstance(shown, bool) else document


def set_study(document: Document, **changes: object) -> Document:
    """Some fields of :class:`~explorer.model.document.Studies`; a number that is not finite is refused."""
    if any(isinstance(value, float) and not _usable(value) for value in changes.values()):
        return document
    return replace(document, studies=replace(document.studies, **changes))


# Descent


def bowl_with_same_settings(document: Document) -> Document:
    """x² + y², which has a minimum, with the start of the last run and the settings of all."""
    start = (*(value for _, value in document.runs[-1].start), *document.probe)[:2] if document.runs else document.probe
    reach = max(3.0, *(1.25 * abs(value) for value in start))
    bowl = replace(
        with_subject(document, FORMULA),
        formula=BOWL_FORMULA,
        title="",
        variables=None,
        axes=None,
        parameters=(),
        held=(),
        locked=(),
        window=Window(-reach, reach, -reach, reach),
        probe=(float(start[0]), float(start[1])),
    )
    place = dict(zip("xy", map(float, start), strict=True))
    return set_start(replace(bowl, same_start=True), place)


def _usable(*values: float) -> bool:
    return all(math.isfinite(value) and abs(value) <= LARGEST for value in values)
