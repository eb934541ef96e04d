"""What the user chose: one frozen value, saved, undone and compared as a whole.

A Document holds no arrays and no results: those are recomputed from it. Collections are tuples
of small structs rather than dicts so that a Document is hashable and keeps its order.
"""

from __future__ import annotations

import msgspec

from explorer.model.learn_settings import LearnSettings

__all__ = [
    "BOWL_FORMULA",
    "OPENING_FORMULA",
    "SCHEMA",
    "Document",
    "Layers",
    "LeftSubject",
    "OptimiserSettings",
    "Pin",
    "RunSpec",
    "ScheduleSettings",
    "Slider",
    "Studies",
    "SweepSettings",
    "Window",
]

SCHEMA = 3
OPENING_FORMULA = "x²y + 3xy³"
BOWL_FORMULA = "x² + y²"


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ranges of the two axes."""

    x_min: float = -3.0
    x_max: float = 3.0
    y_min: float = -3.0
    y_max: float = 3.0


class Slider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Value, range and step of a parameter or of a held variable."""

    name: str
    value: float = 1.0
    minimum: float = -5.0
    maximum: float = 5.0
    step: float = 0.01


class Layers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is drawn on the two views."""

    surface_contours: bool = True
    surface_arrows: bool = True
    floor: bool = True
    floor_arrows: bool = True
    tangent_plane: bool = False
    slices: bool = True
    tangents: bool = True
    gradient_floor: bool = True
    gradient_lifted: bool = True
    map_fill: bool = True
    map_contours: bool = True
    map_labels: bool = True
    map_arrows: bool = True
    arrow_length: str = "unit"  # "unit" tells direction only, "true" tells the slope too
    probe_gradient: bool = True
    components: bool = True
    colour_map: str = "strata"
    heights: str = "linear"  # or "logarithmic", for a function that is positive all over the window


class OptimiserSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An update rule by its public name and its hyperparameters as (keyword, value) pairs.

    ``lr`` absent means: propose one from the curvature at the start.
    """

    name: str = "GD"
    hyperparameters: tuple[tuple[str, float | tuple[float, ...]], ...] = ()


class ScheduleSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the learning rate varies: a schedule by its public name and its (keyword, value) pairs.

    ``warm_up`` is over how many steps the rate first rises in a straight line, 0 for none.
    """

    name: str = "Constant"
    keywords: tuple[tuple[str, float], ...] = ()
    warm_up: int = 0


class RunSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One descent: where it starts, with what, and, for a fork, from which step of which run.

    ``start`` is (name, value) pairs over the function's variables. ``steps`` are counted from the
    start of the first run, so that a fork ends where the run that it left would. ``parent`` is the place of
    that run among all, before the fork's own. ``noise`` is the standard deviation of what is added to each
    component of the gradient. ``shown`` tells whether views and charts draw it. ``batch`` is how many rows of the data
    the gradient of a step is taken over, 0 for all.
    """

    start: tuple[tuple[str, float], ...]
    optimiser: OptimiserSettings = OptimiserSettings()
    steps: int = 200
    seed: int = 0
    parent: int | None = None
    fork_step: int | None = None
    schedule: ScheduleSettings = ScheduleSettings()
    noise: float = 0.0
    shown: bool = True
    batch: int = 0


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run kept for comparison as it was when it was pinned.

    ``runs`` is the line from a first run over its forks to the one that is shown, the last; each is the next
    one's parent. It stands by itself, so that changing or removing the runs of the document leaves it alone.
    """

    label: str
    runs: tuple[RunSpec, ...]


class SweepSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the Sweep panel is set to.

    ``kind`` is "basins", "settings", "rate" or "tuning", which has settings of its own.
    ``side`` is how many starts of the basin map lie along an axis,
    ``steps`` and ``tolerance`` (of ‖∇f‖) how far each is followed. ``first`` and ``second`` are the keywords of the two
    settings that vary, "" for the optimiser's own first ones, with their ranges (None: what the slider
    offers) on ``cells`` values each; ``goal`` is "steps" or "loss". ``rates`` is the range of the learning-rate
    finder, ``rate_steps`` how many steps it makes at each.
    """

    kind: str = "basins"
    side: int = 400
    steps: int = 200
    tolerance: float = 1e-4
    first: str = ""
    second: str = ""
    first_range: tuple[float, float] | None = None
    second_range: tuple[float, float] | None = None
    cells: int = 48
    goal: str = "steps"
    rates: tuple[float, float] = (1e-5, 10.0)
    rate_steps: int = 20


class Studies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the panels about the probe are set to.

    ``derive_by`` is the variable of the worked derivation, "" for the first axis. ``secant`` is the
    step h of the secants. ``direction`` is the angle of u in degrees, counter-clockwise from the
    first axis. ``linear`` and ``quadratic`` tell which approximations are drawn, ``radius`` how far
    from the probe their errors are charted. ``constraints`` are up to two texts g (= 0);
    with ``follow_constraint`` a dragged probe stays on the first. ``nudge`` are (name, change) pairs;
    ``sensitivity_scaled`` tells that slopes are shown times the ranges. ``sensitivity_of`` is what a model's or a
    network's panel tells of: the "prediction" by its features, or the loss by the "parameters"; ``feature`` is the one
    that is charted, "" for the most important, ``feature_nudge`` are (name, change) pairs of features.
    ``difference_step`` is the step h of the finite differences.
    ``graph_opened`` are the folds of the computation graph that are open, by their identities.
    ``sweep`` is what the Sweep panel is set to.
    """

    derive_by: str = ""
    secant: float = 0.5
    direction: float = 30.0
    linear: bool = True
    quadratic: bool = True
    radius: float = 1.0
    eigenvectors: bool = True
    constraints: tuple[str, ...] = ()
    follow_constraint: bool = False
    nudge: tuple[tuple[str, float], ...] = ()
    sensitivity_scaled: bool = False
    sensitivity_of: str = "prediction"
    feature: str = ""
    feature_nudge: tuple[tuple[str, float], ...] = ()
    difference_step: float = 1e-5
    graph_opened: tuple[int, ...] = ()
    sweep: SweepSettings = SweepSettings()


class LeftSubject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where one was with a subject (see :class:`Document`) that is not explored now, to go on there."""

    subject: str
    variables: tuple[str, ...] | None = None
    axes: tuple[str, str] | None = None
    parameters: tuple[Slider, ...] = ()
    held: tuple[Slider, ...] = ()
    window: Window = Window()
    probe: tuple[float, float] = (1.0, 2.0)
    locked: tuple[str, ...] = ()
    runs: tuple[RunSpec, ...] = ()
    pins: tuple[Pin, ...] = ()
    optimiser: OptimiserSettings = OptimiserSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    noise: float = 0.0
    steps: int = 200
    batch: int = 0


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that is saved and undone.

    ``formula`` is the text as typed, even when it does not parse. ``axes`` None means the first
    two variables. ``variables`` None means the notation's own rule; a tuple swaps roles.
    ``probe`` is the position on the axes; the other variables are at their ``held`` sliders.
    ``optimiser``, ``schedule``, ``noise``, ``seed`` and ``steps`` are those of the next run. With ``same_start``
    all runs start at one place and are equally long. ``pins`` are runs kept for comparison. ``tolerance`` is
    the ‖∇f‖ at which a run has arrived. ``batch`` is how many rows a step of the next run takes, 0 for all.

    ``subject`` is what is explored: the "formula", the loss of the "model" over the data, or the loss of the "network";
    ``learn`` holds the settings of the latter two, ``left`` where one was with the others.
    """

    formula: str = OPENING_FORMULA
    title: str = ""
    variables: tuple[str, ...] | None = None
    axes: tuple[str, str] | None = None
    parameters: tuple[Slider, ...] = ()
    held: tuple[Slider, ...] = ()
    window: Window = Window()
    probe: tuple[float, float] = (1.0, 2.0)
    locked: tuple[str, ...] = ()
    layers: Layers = Layers()
    studies: Studies = Studies()
    optimiser: OptimiserSettings = OptimiserSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    noise: float = 0.0
    seed: int = 0
    steps: int = 200
    same_start: bool = True
    tolerance: float = 0.01
    runs: tuple[RunSpec, ...] = ()
    pins: tuple[Pin, ...] = ()
    batch: int = 0
    subject: str = "formula"
    learn: LearnSettings = LearnSettings()
    left: tuple[LeftSubject, ...] = ()
