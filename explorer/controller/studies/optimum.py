"""The study of a fit's true optimum: where it is, how it was found, how round the bowl is with and without scaling."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.controller.data_picture import DataCurve
from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure, Mark
from explorer.controller.learning.fit_picture import fit_curve
from explorer.controller.learning.fit_window import is_attained
from explorer.controller.learning.learned import Learned, UsedData
from explorer.controller.plots import Plot
from explorer.controller.studies.fit import fit_problem
from explorer.controller.studies.study import StudyInput
from explorer.core.learn.errors import DataError
from explorer.core.learn.loss import Loss
from explorer.core.learn.minimum import Minimum, minimize
from explorer.core.learn.scaling import standardise
from explorer.core.sampling.field import FloatArray
from explorer.model.public_data import public_data

__all__ = ["OptimumAnswer", "compute_optimum", "is_quick_optimum", "is_slow_optimum", "optimum_key"]

APART: Final = (
    "There is no minimum: the classes can be told apart, so the loss falls on towards 0 as the parameters grow. "
    "An L2 penalty gives it one."
)
QUICK_ROWS: Final = 1_500  # for which the closed form takes about as long as the rest of a frame
CONDITION_WORK: Final = 200_000  # rows times parameters for which a second minimum is looked for
NEAR: Final = 1e-9
KEY: Final = "optimum"


@dataclass(frozen=True, slots=True, eq=False)
class OptimumAnswer:
    """``found`` is the minimum, ``validation`` its loss on the rows set aside, ``curves`` the model there.

    ``raw`` and ``standardised`` are the condition numbers of the loss at its minimum with the inputs as they are and
    at mean 0 and deviation 1, NaN where it is not known; ``condition_note`` says why. ``is_shown`` tells that
    the minimum lies in the drawn plane.
    """

    message: str = ""
    found: Minimum | None = None
    validation: float = math.nan
    curves: tuple[DataCurve, ...] = ()
    raw: float = math.nan
    standardised: float = math.nan
    condition_note: str = ""
    is_shown: bool = True
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    found: Minimum
    is_minimum: bool


def optimum_key(given: StudyInput) -> tuple[object, ...]:
    """The loss, and the plane that is drawn."""
    learned = given.learned
    return (learned.loss, learned.validation_loss, learned.used, learned.problem, given.axes, given.problem.held)


def is_quick_optimum(given: StudyInput) -> bool:
    """Whether the minimum can follow a drag."""
    loss = given.learned.loss
    if loss is None or len(loss) > QUICK_ROWS or loss.l1 or len(loss.variables) > 8:
        return False
    return loss.is_linear and loss.kind in ("squared", "huber")


def is_slow_optimum(given: StudyInput) -> bool:
    """Whether the minimum is looked for behind the window's back."""
    return not is_quick_optimum(given)


def compute_optimum(given: StudyInput, token: CancelToken) -> OptimumAnswer:
    """The minimum, its mark and its curve."""
    learned, problem = given.learned, fit_problem(given.learned)
    if problem or learned.loss is None or learned.used is None:
        return OptimumAnswer(problem)
    known = _minimum(learned.loss, _start(learned))
    token.check()
    raw, standardised, note = _conditions(learned.loss, learned.used, known)
    found = known.found
    if not known.is_minimum:
        apart = APART if found.converged else found.reason
        return OptimumAnswer(apart, None, raw=raw, standardised=standardised, condition_note=note)
    position = np.array([found.position[name] for name in learned.loss.variables])
    aside = learned.validation_loss
    held = dict(given.problem.held)
    is_shown = all(abs(held[name] - found.position[name]) <= NEAR * max(1.0, abs(held[name])) for name in held)
    return OptimumAnswer(
        "",
        found,
        math.nan if aside is None else aside.value_at(position),
        fit_curve(learned, position, "minimum", "optimum"),
        raw,
        standardised,
        note,
        is_shown,
        _mark(given.axes, found, is_shown),
    )


def _mark(axes: tuple[str, ...], found: Minimum, is_shown: bool) -> tuple[Figure, ...]:
    if not axes:
        return ()
    if len(axes) == 1:
        return (Mark(found.position[axes[0]], 0.0, "minimum", "success", "optimum", found.value, KEY),)
    x, y = (found.position[name] for name in axes[:2])
    if is_shown:
        return (Mark(x, y, "minimum", "success", "optimum", key=KEY),)
    return (Mark(x, y, "ring", "success", "optimum, off this plane", on=frozenset({"map"})),)


def _start(learned: Learned) -> tuple[float, ...]:
    """Where the search begins: as the public data say, else at 0 or, for what bends, at 1."""
    assert learned.loss is not None
    loss, data = learned.loss, learned.settings.data
    known = public_data().get(data.title) if data.origin == "public" else None
    usual = 0.0 if loss.is_linear else 1.0
    given = {} if known is None else dict(known.start)
    return tuple(float(given.get(name, usual)) for name in loss.variables)


@lru_cache(maxsize=16)
def _minimum(loss: Loss, start: tuple[float, ...]) -> _Known:
    found = minimize(loss, dict(zip(loss.variables, start, strict=True)))
    return _Known(found, found.converged and is_attained(loss, found.position))


# How round the bowl is


def _conditions(loss: Loss, used: UsedData, known: _Known) -> tuple[float, float, str]:
    """Condition numbers (with the inputs as they are, standardised), and why one of them is not known."""
    if loss.kind == "absolute":
        return math.nan, math.nan, "An absolute loss has no curvature, so its bowl has no condition number."
    if len(loss.variables) < 2:
        return math.nan, math.nan, "With one parameter there is one curvature: nothing can be long and narrow."
    here = _condition(loss, known)
    try:
        other = _otherwise_scaled(loss, used)
    except DataError as error:
        return here, math.nan, str(error)
    heavy = not loss.is_linear and len(loss) * len(loss.variables) > CONDITION_WORK
    there = math.nan if heavy else _condition(other, None)
    note = "With so many rows the other scale is not tried." if heavy else ""
    return (there, here, note) if used.scaling is not None else (here, there, note)


@lru_cache(maxsize=16)
def _otherwise_scaled(loss: Loss, used: UsedData) -> Loss:
    """The same loss with the inputs as they are if they are standardised now, standardised if they are not."""
    rows = used.data.rows(used.training_rows)
    return loss.on(rows if used.scaling is not None else standardise(rows, used.inputs)[0])


def _condition(loss: Loss, known: _Known | None) -> float:
    """Largest over smallest curvature at the minimum, or at 0 where there is none or it does not matter."""
    position: FloatArray = np.zeros(len(loss.variables))
    if not (loss.is_linear and loss.kind == "squared"):
        start = (0.0 if loss.is_linear else 1.0,) * len(loss.variables)
        known = _minimum(loss, start) if known is None else known
        if known.is_minimum:
            position = np.array([known.found.position[name] for name in loss.variables])
    return loss.condition_number(position)
