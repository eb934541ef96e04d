"""The table of runs as values: a row for each, and its numbers at a playhead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.controller.pictures import RunPicture
from explorer.core.numbers import format_power_of_ten, format_value
from explorer.core.optim import OPTIMIZERS
from explorer.core.optim.schedules import SCHEDULES
from explorer.model.document import Document, RunSpec

__all__ = ["RaceRow", "arrival", "numbers_at", "race_rows", "run_names", "tolerance_text"]

MINUS = "\N{MINUS SIGN}"
_TONES: Final[Mapping[str, str]] = {
    "converged": "success",
    "diverged": "error",
    "left the domain": "error",
    "not started": "error",
    "stalled": "warning",
    "out of steps": "text2",
}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class RaceRow:
    """What does not change while the playhead moves.

    ``within`` tells when the run arrived. ``outcome`` is the word of its end, ``tone`` the meaning whose colour
    goes with it.
    """

    index: int
    name: str
    summary: str
    within: str
    outcome: str
    tone: str
    shown: bool


def run_names(runs: tuple[RunSpec, ...]) -> tuple[str, ...]:
    """What each run is called: its optimiser, "fork" for one, and a number where that is not enough."""
    plain = [run.optimiser.name + ("" if run.parent is None else " fork") for run in runs]
    names, seen = [], dict.fromkeys(plain, 0)
    for name in plain:
        seen[name] += 1
        names.append(f"{name} {seen[name]}" if plain.count(name) > 1 else name)
    return tuple(names)


def race_rows(document: Document, runs: tuple[RunPicture, ...]) -> tuple[RaceRow, ...]:
    """A row for every run of the document, in the order in which they were added."""
    pictures = {run.index: run for run in runs}
    rows = []
    for index, (spec, name) in enumerate(zip(document.runs, run_names(document.runs), strict=True)):
        picture = pictures.get(index)
        outcome = "computing" if picture is None else picture.outcome
        step = None if picture is None else arrival(picture, document.tolerance)
        within = "—" if step is None else f"step {step}"
        summary = settings_summary(spec, None if picture is None else picture.learning_rate)
        rows.append(RaceRow(index, name, summary, within, outcome, _TONES.get(outcome, "text2"), spec.shown))
    return tuple(rows)


def arrival(run: RunPicture, tolerance: float) -> int | None:
    """The playhead's step at which ‖∇f‖ first is within ``tolerance``, None if it never is."""
    within = np.asarray(run.gradient_norms) <= tolerance
    return run.first_step + int(np.argmax(within)) if within.any() else None


def numbers_at(run: RunPicture, playhead: float) -> tuple[str, str]:
    """f and ‖∇f‖ at the last whole step before a playhead; nothing of a fork that has not begun."""
    if not run.has_begun(playhead):
        return "", ""
    step = int(run.place_at(playhead))
    return _short(float(run.values[step])), _short(float(run.gradient_norms[step]))


def _short(value: float) -> str:
    """A value in a narrow column: of one with a power of ten only two digits."""
    text = format_value(value)
    if "·" not in text and not 0 < abs(value) < 0.01:
        return text
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa.replace('-', MINUS)}·{format_power_of_ten(int(exponent))}"


def tolerance_text(tolerance: float) -> str:
    """A tolerance as a head of the table tells it: 10⁻² for 0.01."""
    if tolerance > 0:
        exponent = round(float(np.log10(tolerance)))
        if abs(tolerance / 10.0**exponent - 1) < 1e-9 and exponent not in (0, 1, -1):
            return format_power_of_ten(exponent)
    return f"{tolerance:g}"


def settings_summary(spec: RunSpec, learning_rate: float | None) -> str:
    """The settings that tell a run from others, shortest first: where it forks, rate, momentum, what is changed."""
    kind = OPTIMIZERS.get(spec.optimiser.name)
    if kind is None:
        return "unknown"
    given = dict(spec.optimiser.hyperparameters)
    parts = [] if spec.parent is None else [f"from {spec.parent + 1} at {spec.fork_step or 0}"]
    rate = given.get(kind.rate, learning_rate) if kind.rate is not None else None
    if isinstance(rate, (int, float)):
        parts.append(f"{'Δt' if kind.rate == 'time_step' else 'lr'} {_number(rate)}")
    for setting in kind.settings:
        value = given.get(setting.name)
        if setting.name == "momentum" and value is None and spec.optimiser.name in ("Momentum", "Nesterov"):
            value = kind.watched.get(setting.name, setting.default)  # type: ignore[assignment]
        if value is not None and setting.name != kind.rate:
            parts.append(_told(setting.symbols, setting.label, value))
    if spec.schedule.name in SCHEDULES and spec.schedule.name != "Constant":
        parts.append(SCHEDULES[spec.schedule.name].title.lower())
    parts += [f"warm-up {spec.schedule.warm_up}"] if spec.schedule.warm_up else []
    parts += [f"noise {_number(spec.noise)}"] if spec.noise else []
    parts += [f"{spec.batch:,} rows a step"] if spec.batch > 1 else ["one row a step"] if spec.batch else []
    return ", ".join(parts) or "its own steps"


def _told(symbols: tuple[str, ...], label: str, value: float | tuple[float, ...]) -> str:
    if isinstance(value, (bool, str)):
        return label.lower()
    values = value if isinstance(value, tuple) else (value,)
    letters = [symbol.replace("_", "").translate(_SUBSCRIPTS) for symbol in symbols] or [label.lower()]
    return ", ".join(f"{letter} {_number(number)}" for letter, number in zip(letters, values, strict=False))


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}")
