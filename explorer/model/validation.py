"""Whether a document or a view from outside can be used: types, ranges and sizes.

Everything that a file, a gallery entry or a script hands over passes here before the window
sees it, so that nothing behind has to ask whether a window is inside out or a step is NaN.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from explorer.core.camera import Camera
from explorer.model.document import (
    Document,
    Layers,
    OptimiserSettings,
    Pin,
    RunSpec,
    ScheduleSettings,
    Slider,
    Studies,
    SweepSettings,
)
from explorer.model.errors import SessionError
from explorer.model.learn_settings import SUBJECTS
from explorer.model.learn_validation import validate_learning
from explorer.model.resources import resource_bytes, resource_names
from explorer.model.view_state import ViewState

__all__ = ["validate", "validate_view"]

LARGEST = 1e12
FORMULA_LENGTH = 10_000
TITLE_LENGTH = 500
NAME_LENGTH = 64
LAYOUT_LENGTH = 1_000_000
ITEMS = 256
STEPS = 1_000_000
MOST_CONSTRAINTS = 2
MOST_PINS = 8
Struct = TypeVar("Struct", Document, ViewState)
HEIGHTS = ("linear", "logarithmic")
ARROW_LENGTHS = ("unit", "true")
SWEEP_KINDS, SWEEP_GOALS = ("basins", "settings", "rate", "tuning"), ("steps", "loss")
SENSITIVITIES = ("parameters", "prediction")
MOST_STARTS, MOST_CELLS, MOST_SWEEP_STEPS = 512, 128, 100_000


def validate(document: Document) -> Document:
    """The same document, every type and range of it checked.

    Raises:
        SessionError: says in one sentence which part cannot be used.
    """
    document = _typed(document, Document)
    _text(document.formula, "the formula", FORMULA_LENGTH)
    _text(document.title, "the title", TITLE_LENGTH)
    _window(document)
    _numbers(document.probe, "the probe")
    _names(document.variables or (), "the variables")
    _names(document.axes or (), "the axes")
    _names(document.locked, "the locked variables")
    _sliders(document.parameters, "parameter")
    _sliders(document.held, "held variable")
    _layers(document.layers)
    _studies(document.studies)
    _optimiser(document.optimiser)
    _schedule(document.schedule)
    _noise(document.noise)
    _seed(document.seed, "the next run's")
    _steps(document.steps)
    _within(document.tolerance, "the tolerance of ‖∇f‖", 0.0, LARGEST)
    _count(document.runs, "runs")
    for place, run in enumerate(document.runs):
        _run(run, place)
    _pins(document.pins)
    _within(document.batch, "the rows of a step", 0, LARGEST)
    validate_learning(document.learn)
    _left_subjects(document)
    return document


def validate_view(view: ViewState) -> ViewState:
    """The same view state, every type and range of it checked.

    Raises:
        SessionError: says in one sentence which part cannot be used.
    """
    view = _typed(view, ViewState)
    _camera(view.camera)
    _within(view.playhead, "the playhead", 0.0, STEPS)
    _within(view.speed, "the playback speed", 1e-3, 1e5)
    _within(view.text_scale, "the text size", 0.25, 8.0)
    _text(view.panel, "the panel's name", NAME_LENGTH)
    _within(view.derivation_step, "the step of the derivation", 0, STEPS)
    _within(view.graph_step, "the step of the graph", 0, STEPS)
    _within(view.run, "the chosen run", 0, ITEMS)
    _within(view.sample, "the sample shown", -1, LARGEST)
    _within(view.batch_step, "the step of the batch", 0, STEPS)
    _within(view.pass_step, "the step of the network's passes", -1, STEPS)
    if view.beside not in ("", "surface", "map"):
        raise SessionError(f"a stage cannot stand beside {_shown(view.beside)}; choose surface or map")
    _text(view.data_x + view.data_y, "the columns that are drawn", 2 * TITLE_LENGTH)
    _text(view.edge, "the weight explained", NAME_LENGTH)
    if view.edge_numbers not in ("", "weights", "gradients", "none"):
        raise SessionError(f"edges cannot tell {_shown(view.edge_numbers)}; choose weights, gradients or none")
    _text(view.emphasis, "what stands out on the map", NAME_LENGTH)
    for quantity in view.quantities:
        _text(quantity, "what a chart shows", NAME_LENGTH)
    _within(view.smoothing, "the charts' smoothing", 0, STEPS)
    _text(view.layout, "the window layout", LAYOUT_LENGTH)
    if f"{view.theme}.json" not in resource_names("themes", ".json") or view.theme == "colour_maps":
        raise SessionError(f"there is no theme called {_shown(view.theme)}; choose light or dark")
    return view


def _typed(value: Struct, kind: type[Struct]) -> Struct:
    """Scripts may put anything into a struct: a trip through plain values checks each field's type."""
    try:
        return msgspec.convert(msgspec.to_builtins(value), kind)
    except (msgspec.ValidationError, TypeError, OverflowError, RecursionError) as error:
        raise SessionError(f"this is not a valid {kind.__name__}: {error}") from error


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")


def _text(text: str, what: str, longest: int) -> None:
    if len(text) > longest:
        raise SessionError(f"{what} has {len(text)} characters; the most is {longest}")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise SessionError(f"{what} holds half of a character; type it again")


def _numbers(values: Iterable[float], what: str) -> None:
    for value in values:
        if not math.isfinite(value) or abs(value) > LARGEST:
            raise SessionError(f"{what} has the number {value!r}; it must be finite and at most {LARGEST:g} in size")


def _within(value: float, what: str, least: float, most: float) -> None:
    if not least <= value <= most:
        raise SessionError(f"{what} is {value!r}; it must be between {least:g} and {most:g}")


def _count(items: tuple[object, ...], what: str) -> None:
    if len(items) > ITEMS:
        raise SessionError(f"there are {len(items)} {what}; the most is {ITEMS}")


def _names(names: tuple[str, ...], what: str) -> None:
    _count(names, f"entries in {what}")
    for name in names:
        _text(name, f"a name among {what}", NAME_LENGTH)
        if not name:
            raise SessionError(f"a name among {what} is empty")
    if len(set(names)) < len(names):
        raise SessionError(f"a name occurs twice among {what}")


def _window(document: Document) -> None:
    window = document.window
    for axis, low, high in (("first", window.x_min, window.x_max), ("second", window.y_min, window.y_max)):
        _numbers((low, high), f"the window's {axis} range")
        if not high - low > 1e-9 * max(abs(low), abs(high), 1e-3):
            raise SessionError(
                f"the window's {axis} range goes from {low!r} to {high!r}; its end must be above its start"
            )


def _sliders(sliders: tuple[Slider, ...], what: str) -> None:
    _names(tuple(slider.name for slider in sliders), f"the {what}s")
    for slider in sliders:
        label = f"the {what} {_shown(slider.name)}"
        _numbers((slider.value, slider.minimum, slider.maximum, slider.step), label)
        if not slider.minimum < slider.maximum:
            raise SessionError(f"{label} has a range from {slider.minimum!r} to {slider.maximum!r}; it must go upwards")
        if not slider.minimum <= slider.value <= slider.maximum:
            raise SessionError(f"{label} is {slider.value!r}, which is outside its own range")
        if not slider.step > 0:
            raise SessionError(f"{label} has the step {slider.step!r}; it must be above zero")


def _layers(layers: Layers) -> None:
    if layers.arrow_length not in ARROW_LENGTHS:
        raise SessionError(f"arrows cannot be {_shown(layers.arrow_length)} long; choose unit or true")
    maps = msgspec.json.decode(resource_bytes("themes", "colour_maps.json"), type=dict[str, list[str]])
    if layers.heights not in HEIGHTS:
        raise SessionError(f"heights cannot be {_shown(layers.heights)}; choose linear or logarithmic")
    if layers.colour_map not in maps:
        raise SessionError(f"there is no colour map called {_shown(layers.colour_map)}; choose {', '.join(maps)}")


def _studies(studies: Studies) -> None:
    _text(studies.derive_by, "the variable of the derivation", NAME_LENGTH)
    _numbers((studies.secant, studies.direction, studies.radius, studies.difference_step), "the panels' settings")
    if not studies.radius > 0:
        raise SessionError(f"the radius of the error chart is {studies.radius!r}; it must be above zero")
    if not 0 < studies.difference_step <= 1:
        raise SessionError(f"the step of the gradient check is {studies.difference_step!r}; choose one up to 1")
    if len(studies.constraints) > MOST_CONSTRAINTS:
        raise SessionError(f"there are {len(studies.constraints)} constraints; the most is {MOST_CONSTRAINTS}")
    for text in studies.constraints:
        _text(text, "a constraint", FORMULA_LENGTH)
    _names(tuple(name for name, _ in studies.nudge), "the nudge")
    _numbers((value for _, value in studies.nudge), "the nudge")
    if studies.sensitivity_of not in SENSITIVITIES:
        raise SessionError(f"there is no sensitivity of {_shown(studies.sensitivity_of)}")
    _text(studies.feature, "the charted feature", NAME_LENGTH)
    _names(tuple(name for name, _ in studies.feature_nudge), "the nudge of features")
    _numbers((value for _, value in studies.feature_nudge), "the nudge of features")
    _count(studies.graph_opened, "opened folds")
    for identity in studies.graph_opened:
        _within(identity, "an opened fold", 0, STEPS)
    _sweep(studies.sweep)


def _sweep(sweep: SweepSettings) -> None:
    if sweep.kind not in SWEEP_KINDS or sweep.goal not in SWEEP_GOALS:
        raise SessionError(f"there is no sweep called {_shown(sweep.kind)} by {_shown(sweep.goal)}")
    _within(sweep.side, "the number of starts along an axis", 2, MOST_STARTS)
    _within(sweep.cells, "the number of values of a setting", 2, MOST_CELLS)
    _within(sweep.steps, "the number of steps of a sweep", 1, MOST_SWEEP_STEPS)
    _within(sweep.rate_steps, "the number of steps of the learning-rate finder", 1, MOST_SWEEP_STEPS)
    _within(sweep.tolerance, "the tolerance of a sweep", 0.0, LARGEST)
    _text(sweep.first + sweep.second, "the settings of a sweep", 2 * NAME_LENGTH)
    for values in (sweep.first_range, sweep.second_range, sweep.rates):
        _numbers(values or (), "a range of a sweep")


def _optimiser(settings: OptimiserSettings) -> None:
    _text(settings.name, "the optimiser's name", NAME_LENGTH)
    _names(tuple(name for name, _ in settings.hyperparameters), "the hyperparameters")
    for name, value in settings.hyperparameters:
        values = value if isinstance(value, tuple) else (value,)
        _count(values, f"values of {_shown(name)}")
        _numbers(values, f"the hyperparameter {_shown(name)}")


def _steps(steps: int) -> None:
    if not 1 <= steps <= STEPS:
        raise SessionError(f"a run cannot have {steps} steps; choose 1 to {STEPS}")


def _schedule(schedule: ScheduleSettings) -> None:
    _text(schedule.name, "the schedule's name", NAME_LENGTH)
    _names(tuple(name for name, _ in schedule.keywords), "the schedule's settings")
    _numbers((value for _, value in schedule.keywords), "the schedule")
    _within(schedule.warm_up, "the warm-up", 0, STEPS)


def _noise(noise: float) -> None:
    _within(noise, "the noise on the gradient", 0.0, LARGEST)


def _seed(seed: int, whose: str) -> None:
    if not 0 <= seed < 2**63:
        raise SessionError(f"{whose} seed is {seed}; it must be at least 0 and below 2⁶³")


def _run(run: RunSpec, place: int) -> None:
    _names(tuple(name for name, _ in run.start), "a run's start")
    _numbers((value for _, value in run.start), "a run's start")
    _optimiser(run.optimiser)
    _steps(run.steps)
    _schedule(run.schedule)
    _noise(run.noise)
    _seed(run.seed, "a run's")
    _within(run.batch, "the rows of a run's step", 0, LARGEST)
    if run.parent is not None and not 0 <= run.parent < place:
        raise SessionError(f"run {place} continues run {run.parent}, which does not come before it")
    if run.fork_step is not None and not 0 <= run.fork_step <= STEPS:
        raise SessionError(f"a run forks at step {run.fork_step}, which is not there")


def _left_subjects(document: Document) -> None:
    subjects = (document.subject, *(left.subject for left in document.left))
    if not set(subjects) <= set(SUBJECTS) or len(set(subjects)) < len(subjects):
        raise SessionError(f"it cannot be about {_shown(', '.join(subjects))}; each subject is there once")
    for left in document.left:
        own = {name: getattr(left, name) for name in left.__struct_fields__}
        validate(replace(document, left=(), **own))


def _pins(pins: tuple[Pin, ...]) -> None:
    if len(pins) > MOST_PINS:
        raise SessionError(f"there are {len(pins)} pinned runs; the most is {MOST_PINS}")
    for pin in pins:
        _text(pin.label, "a pinned run's label", TITLE_LENGTH)
        _count(pin.runs, "runs behind a pinned one")
        if not pin.runs:
            raise SessionError(f"the pinned run {_shown(pin.label)} is empty")
        for place, run in enumerate(pin.runs):
            _run(run, place)
            if run.parent != (place - 1 if place else None):
                raise SessionError(f"the runs behind the pinned {_shown(pin.label)} do not follow each other")


def _camera(camera: Camera) -> None:
    _within(camera.azimuth, "the camera's azimuth", -36_000.0, 36_000.0)
    _within(camera.elevation, "the camera's elevation", -90.0, 90.0)
    _within(camera.distance, "the camera's distance", 1e-2, 1e4)
    for value in camera.centre:
        _within(value, "the camera's centre", -1e4, 1e4)
