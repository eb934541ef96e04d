"""What is charted of a run against its steps: four quantities, smoothed, on rows set aside, and if a log exists."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from explorer.controller.pictures import RunPicture
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = [
    "GRADIENT_NORM",
    "LEARNING_RATE",
    "QUANTITIES",
    "SMOOTHINGS",
    "STEP_LENGTH",
    "VALUE",
    "Told",
    "aside",
    "log_obstacle",
    "missing_sentence",
    "moving_average",
    "quantity_name",
    "series",
    "told_aside",
    "told_at",
]

VALUE, GRADIENT_NORM, STEP_LENGTH, LEARNING_RATE = "f", "‖∇f‖", "step length", "learning rate"
QUANTITIES = (VALUE, GRADIENT_NORM, STEP_LENGTH, LEARNING_RATE)
SMOOTHINGS = (0, 5, 20, 100)
LOSS_LETTER = "L"


@dataclass(frozen=True, slots=True)
class Told:
    """What a run tells at a step: a number in words, or why it has none."""

    run: RunPicture
    text: str
    is_value: bool
    is_aside: bool = False


def series(run: RunPicture, quantity: str) -> FloatArray:
    """A quantity of a run; entry k belongs to step ``run.first_step`` + k.

    Step length and learning rate of step k are those of the way from point k to the next, so that they have
    one entry less; empty where the rule has none.
    """
    found = {
        VALUE: run.values,
        GRADIENT_NORM: run.gradient_norms,
        STEP_LENGTH: run.step_lengths,
        LEARNING_RATE: run.learning_rates,
    }[quantity]
    return np.empty(0) if found is None else np.asarray(found, dtype=float)


def aside(run: RunPicture, quantity: str) -> FloatArray:
    """The same quantity over the rows set aside, as :func:`series` has it; empty where there is none."""
    return np.empty(0) if quantity != VALUE or run.validation is None else run.validation


def quantity_name(quantity: str, letter: str = "f") -> str:
    """How a quantity is called where the function is called f or, for a loss, L."""
    if letter == LOSS_LETTER and quantity == VALUE:
        return "Loss"
    return GRADIENT_NORM.replace("f", letter) if quantity == GRADIENT_NORM else quantity


def moving_average(values: FloatArray, window: int) -> FloatArray:
    """The mean of each value and the ``window`` − 1 before it (of as many as there are, at the start).

    Summed window by window, not as differences of running sums, which would drown the small end of a series
    in the rounding of its large beginning. NaN where a window holds a value that is not finite.
    """
    if window < 2 or not len(values):
        return values
    padded = np.concatenate([np.zeros(window - 1), np.where(np.isfinite(values), values, np.nan)])
    counts = np.minimum(np.arange(1, len(values) + 1), window)
    with np.errstate(over="ignore", invalid="ignore"):
        means = np.lib.stride_tricks.sliding_window_view(padded, window).sum(axis=1) / counts
    return np.where(np.isfinite(means), means, np.nan)


def log_obstacle(runs: tuple[RunPicture, ...], quantity: str, letter: str = "f") -> str | None:
    """Why a logarithmic axis is impossible, or None. A length may touch zero: its line leaves the plot there."""
    least, greatest = np.inf, -np.inf
    for run in runs:
        for values in (series(run, quantity), aside(run, quantity)):
            finite = values[np.isfinite(values)]
            if finite.size:
                least, greatest = min(least, float(finite.min())), max(greatest, float(finite.max()))
    if least > 0 or (quantity != VALUE and greatest > 0):
        return None
    return f"{quantity_name(quantity, letter)} reaches {format_value(least)}; a logarithmic axis needs values above 0"


def missing_sentence(runs: tuple[RunPicture, ...], quantity: str) -> str | None:
    """Why there is nothing of a quantity to chart, None where there is something."""
    if not runs or any(len(series(run, quantity)) for run in runs):
        return None
    if any(not run.steps for run in runs):
        return f"No step was made, so there is no {quantity}."
    names = ", ".join(dict.fromkeys(run.label for run in runs))
    return f"{names} chooses its steps itself and has no {quantity}. Choose another quantity above."


def told_at(run: RunPicture, quantity: str, step: int) -> Told:
    """The quantity of a run at a whole step of the playhead's count."""
    return _told(run, series(run, quantity), quantity, step)


def told_aside(run: RunPicture, quantity: str, step: int) -> Told | None:
    """The same over the rows set aside, None where there are none."""
    values = aside(run, quantity)
    return replace(_told(run, values, quantity, step), is_aside=True) if len(values) else None


def _told(run: RunPicture, values: FloatArray, quantity: str, step: int) -> Told:
    place = step - run.first_step
    if not len(values):
        return Told(run, f"no {quantity}", False)
    if place < 0:
        return Told(run, f"forks at step {run.first_step}", False)
    if place >= len(values):
        return Told(run, f"ended at step {run.last_step}", False)
    return Told(run, format_value(float(values[place])), True)
