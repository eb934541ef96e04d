"""The study of two settings: steps to the tolerance, or f at the end, for every pair of their values."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.plots import Plot, PlotAxis, PlotImage, PlotMark
from explorer.controller.studies.study import StudyInput
from explorer.controller.studies.sweeping import follow, held_of, limit_words, spec_of, start_of, sweep_course, sweep_of
from explorer.core.numbers import format_value
from explorer.core.optim.course import Course
from explorer.core.optim.hyperparameters import Hyperparameter
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.registry import OPTIMIZERS
from explorer.core.optim.sweeps import SettingMap, SettingSearch, Swept
from explorer.core.optim.sweeps.ends import CONVERGED, DIVERGED, UNFINISHED
from explorer.core.optim.sweeps.tuning import best_cell, numeric_settings
from explorer.core.sampling.field import FloatArray
from explorer.model.document import OptimiserSettings, SweepSettings

__all__ = [
    "SettingsAnswer",
    "VariedSetting",
    "compute_settings",
    "setting_words",
    "settings_key",
    "swept_settings",
    "wants_settings",
]

NO_VARIABLE = "f has no variable, so there is nowhere to descend."
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
TURNED = "The range of {} goes from {:g} to {:g}; its end must be above its start."


@dataclass(frozen=True, slots=True)
class VariedSetting:
    """A number that can be varied: ``swept`` is how it is now, ``title`` its words, ``value`` what is used."""

    swept: Swept
    title: str
    value: float

    @property
    def keyword(self) -> str:
        """Its public name."""
        return self.swept.keyword


@dataclass(frozen=True, slots=True, eq=False)
class SettingsAnswer:
    """The map as a plot; ``best`` are the (first, second) values of its best cell, ``state`` tells of it."""

    varied: tuple[VariedSetting, VariedSetting] | None = None
    best: tuple[float, float] | None = None
    state: str = ""
    is_good: bool = True
    part: float = 1.0
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()

    def cell(self, first: float, second: float) -> tuple[float, float] | None:
        """The values of the cell at a place of the plot."""
        if self.varied is None or not self.plots or self.plots[0].image is None:
            return None
        rows, columns = self.plots[0].image.shares.shape
        x, y = (one.swept.values(count) for one, count in zip(self.varied, (columns, rows), strict=True))
        return _nearest(x, first, self.varied[0]), _nearest(y, second, self.varied[1])


def wants_settings(given: StudyInput) -> bool:
    """Whether the panel is set to two settings."""
    return sweep_of(given).kind == "settings"


def settings_key(given: StudyInput) -> tuple[object, ...]:
    """Function, held values, start, the chosen run's settings, and what is varied how."""
    sweep, spec = sweep_of(given), spec_of(given)
    start = tuple(start_of(given).tolist())
    varied = sweep.first, sweep.second, sweep.first_range, sweep.second_range
    chosen = (spec.optimiser, spec.schedule, spec.noise, spec.seed, spec.batch)
    followed = (sweep.cells, sweep.goal, sweep.steps, sweep.tolerance)
    return (given.whole, held_of(given), start, chosen, varied, followed)


def compute_settings(given: StudyInput, token: CancelToken) -> SettingsAnswer:
    """The map, published lattice by lattice."""
    if not given.whole.variables:
        return SettingsAnswer(state=NO_VARIABLE, is_good=False)
    sweep, start = sweep_of(given), start_of(given)
    try:
        course = sweep_course(given, start)
        varied = swept_settings(course.optimizer, sweep)
        if varied is None:
            return SettingsAnswer(
                state=f"{course.optimizer.title} has no two numbers to vary; choose another optimiser.", is_good=False
            )
        for one in varied:
            if not one.swept.low < one.swept.high:
                raise ValueError(TURNED.format(one.title, one.swept.low, one.swept.high))
        pair = (varied[0].swept, varied[1].swept)
        search = SettingSearch(course, start, pair, (sweep.cells, sweep.cells), sweep.steps, sweep.tolerance)
    except (ValueError, TypeError) as error:
        return SettingsAnswer(state=str(error), is_good=False)
    answer = SettingsAnswer(varied)
    for _ in follow(search.advance(), token):
        answer = _answer(varied, search.map(), sweep, course)
        if answer.part < 1.0:
            token.publish(answer)
    return answer


def swept_settings(optimizer: Optimizer, sweep: SweepSettings) -> tuple[VariedSetting, VariedSetting] | None:
    """The two settings that vary: the chosen ones where this optimiser has them, else its first two."""
    rows = {keyword: (title, setting) for keyword, title, setting in numeric_settings(optimizer)}
    wanted = [name for name in (sweep.first, sweep.second) if name in rows]
    names = list(dict.fromkeys([*wanted, *_usual(rows)]))[:2]
    if len(names) < 2:
        return None
    if sweep.second in names and names[0] == sweep.second and sweep.first not in rows:
        names.reverse()
    ranges = [
        given if chosen == name else None
        for name, chosen, given in zip(
            names,
            (sweep.first or names[0], sweep.second or names[1]),
            (sweep.first_range, sweep.second_range),
            strict=True,
        )
    ]
    first, second = (_varied(optimizer, name, *rows[name], span) for name, span in zip(names, ranges, strict=True))
    return first, second


def setting_words(chosen: OptimiserSettings) -> tuple[tuple[str, str], ...]:
    """Keyword and words of every number of an optimiser that can be varied."""
    kind = OPTIMIZERS.get(chosen.name)
    if kind is None:
        return ()
    return tuple((keyword, _shown(title)) for keyword, title, _ in numeric_settings(kind()))


def _shown(title: str) -> str:
    """Subscripts as they are written."""
    return title.replace("_", "").translate(_SUBSCRIPTS) if "_" in title else title


def _usual(rows: dict[str, tuple[str, Hyperparameter]]) -> list[str]:
    """What is most often varied first."""
    order = ("lr", "time_step", "momentum", "betas.0", "alpha", "rho", "betas.1")
    return [*(name for name in order if name in rows), *rows]


def _varied(
    optimizer: Optimizer, keyword: str, title: str, setting: Hyperparameter, span: tuple[float, float] | None
) -> VariedSetting:
    name, _, place = keyword.partition(".")
    value = optimizer.values[name]
    number = float(value[int(place)] if isinstance(value, tuple) else value)  # type: ignore[arg-type]
    low, high = span or setting.slider
    logarithmic = setting.scale == "log" and low > 0
    return VariedSetting(Swept(keyword, float(low), float(high), logarithmic), _shown(title), number)


def _answer(
    varied: tuple[VariedSetting, VariedSetting], found: SettingMap, sweep: SweepSettings, course: Course
) -> SettingsAnswer:
    by_loss = sweep.goal == "loss"
    cell = best_cell(found, by_loss)
    best = None if cell is None else (float(found.first[cell[1]]), float(found.second[cell[0]]))
    image = _image(found, by_loss, sweep)
    marks = [PlotMark(varied[0].value, varied[1].value, "probe", "ring", "now")]
    if best is not None:
        marks.append(PlotMark(*best, "success", "maximum", "best"))
    told = f"after {sweep.steps} steps" if by_loss else f"‖∇f‖ ≤ {limit_words(sweep.tolerance)}"
    plot = Plot(
        "f at the end" if by_loss else "Steps to the tolerance",
        _axis(varied[0], found.first),
        _axis(varied[1], found.second),
        marks=tuple(marks),
        subtitle=f"{told} · hatched: {image.hatched}" if np.isnan(image.shares).any() else told,
        image=image,
        clickable=True,
    )
    state, is_good = _state(varied, found, sweep, cell)
    return SettingsAnswer(varied, best, state, is_good, found.part, (), (plot,))


def _axis(one: VariedSetting, values: FloatArray) -> PlotAxis:
    """From half a cell before the first value to half a cell after the last."""
    if one.swept.logarithmic:
        half = np.sqrt(values[1] / values[0])
        low, high = float(values[0] / half), float(values[-1] * half)
        return PlotAxis(one.title, low, high, True, ticks=_decades(low, high))
    half = (values[1] - values[0]) / 2
    return PlotAxis(one.title, float(values[0] - half), float(values[-1] + half))


def _decades(low: float, high: float) -> tuple[tuple[float, str], ...]:
    """Powers of ten in a range, so that the axis ends with its cells and not at the next power."""
    powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    stride = max(1, len(powers) // 6)
    return tuple((10.0**power, "10" + str(power).translate(_SUPERSCRIPTS)) for power in powers[::stride])


def _image(found: SettingMap, by_loss: bool, sweep: SweepSettings) -> PlotImage:
    if not by_loss:
        good = found.kinds == CONVERGED
        steps = np.where(good, found.steps, np.nan)
        low, high = _range(steps)
        return PlotImage(
            (steps - low) / max(high - low, 1e-300), low, high, "steps", hatched=f"not in {sweep.steps} steps"
        )
    good = (found.kinds == CONVERGED) | (found.kinds == UNFINISHED)
    losses = np.where(good & np.isfinite(found.losses), found.losses, np.nan)
    low, high = _range(losses)
    if low > 0 and high / low > 50:
        shares = np.log(losses / low) / np.log(high / low)
        return PlotImage(shares, low, high, "f", True, "diverges")
    high = float(np.nanquantile(losses, 0.9)) if np.isfinite(losses).any() else high
    return PlotImage(np.clip((losses - low) / max(high - low, 1e-300), 0, 1), low, high, "f", hatched="diverges")


def _range(values: FloatArray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    return (low, high) if high > low else (low, low + 1.0)


def _state(
    varied: tuple[VariedSetting, VariedSetting], found: SettingMap, sweep: SweepSettings, cell: tuple[int, int] | None
) -> tuple[str, bool]:
    if cell is None:
        if (found.kinds == DIVERGED).all():
            return "Every run diverges with these settings; lower the range of the learning rate.", False
        return f"No run comes to ‖∇f‖ ≤ {limit_words(sweep.tolerance)} in {sweep.steps} steps; give it more.", False
    names = f"{varied[0].title} {found.first[cell[1]]:.3g} and {varied[1].title} {found.second[cell[0]]:.3g}"
    if sweep.goal == "loss":
        return f"Lowest f, {format_value(float(found.losses[cell]))}, with {names}", True
    return f"Fewest steps, {int(found.steps[cell])}, with {names}", True


def _nearest(values: FloatArray, value: float, one: VariedSetting) -> float:
    if one.swept.logarithmic:
        return float(values[int(np.argmin(np.abs(np.log(values) - np.log(max(value, 1e-300)))))])
    return float(values[int(np.argmin(np.abs(values - value)))])
