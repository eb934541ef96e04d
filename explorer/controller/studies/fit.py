"""The study of a fit at the probe: the data with the model's curve, both losses, the gradient by every parameter."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.controller.data_picture import DataCurve, DataPicture
from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.learning.fit_picture import fit_curve, fit_picture
from explorer.controller.learning.learned import Learned
from explorer.controller.learning.place import chosen_run, run_position
from explorer.controller.plots import Plot
from explorer.controller.studies.study import StudyInput
from explorer.core.expression.text import name_text
from explorer.core.learn.loss import Loss
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = ["FitAnswer", "compute_fit", "fit_key", "fit_problem", "undefined_sentence"]

NO_NUMBER: Final = "no number"


@dataclass(frozen=True, slots=True, eq=False)
class FitAnswer:
    """``value`` is L at P, ``validation`` the same model's on the rows set aside (NaN where there are none).

    ``gradient`` has (parameter, ∂L by it) in the loss's order. ``run_values`` are both losses at the playhead of the
    chosen run, ``run_words`` where that is. Nothing but the ``message`` where there is one; with ``note`` the
    numbers are there and need a word.
    """

    message: str = ""
    note: str = ""
    picture: DataPicture | None = None
    value: float = math.nan
    validation: float = math.nan
    position: tuple[tuple[str, float], ...] = ()
    gradient: tuple[tuple[str, float], ...] = ()
    run_words: str = ""
    run_values: tuple[float, float] = (math.nan, math.nan)
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def fit_problem(learned: Learned) -> str:
    """Why there is no loss to show, "" if there is one."""
    if learned.loss is not None and learned.used is not None:
        return ""
    if learned.problem is not None:
        return " ".join(part for part in (learned.problem.message, learned.problem.hint) if part)
    return learned.data_problem or "There is no model: open Fit to write one."


def fit_key(given: StudyInput) -> tuple[object, ...]:
    """Loss, data, probe, and where the chosen run is."""
    learned, run = given.learned, chosen_run(given)
    found = run_position(given)
    at_step = None if run is None or found is None else (id(run.positions), found[1], run.colour_index)
    return (*given.probe_key, learned.loss, learned.validation_loss, learned.used, learned.problem, at_step)


def compute_fit(given: StudyInput, token: CancelToken) -> FitAnswer:
    """Points, curves and numbers of the model at the probe."""
    learned, problem = given.learned, fit_problem(given.learned)
    if problem or learned.loss is None:
        return FitAnswer(problem)
    loss, position = learned.loss, given.position
    value, gradient = loss.value_and_gradient(position)
    found, run = run_position(given), chosen_run(given)
    curves: tuple[DataCurve, ...] = ()
    words, run_values = "", (math.nan, math.nan)
    if found is not None and run is not None and len(found[0]) == len(position):
        words = f"step {found[1]}"
        run_values = _both(learned, found[0])
        curves += fit_curve(learned, found[0], "run", words, run.colour_index)
    curves += fit_curve(learned, position, "probe", "P")
    named = tuple(zip(loss.variables, position.tolist(), strict=True))
    return FitAnswer(
        note=undefined_sentence(loss, position) if not math.isfinite(value) else "",
        picture=fit_picture(learned, position, curves),
        value=value,
        validation=_both(learned, position)[1],
        position=named,
        gradient=tuple(zip(loss.variables, gradient.tolist(), strict=True)),
        run_words=words,
        run_values=run_values,
    )


def _both(learned: Learned, position: FloatArray) -> tuple[float, float]:
    """L of the training rows and of those set aside."""
    assert learned.loss is not None
    aside = learned.validation_loss
    return learned.loss.value_at(position), math.nan if aside is None else aside.value_at(position)


def undefined_sentence(loss: Loss, position: FloatArray) -> str:
    """Which row has no finite loss at a position, and what to do."""
    losses = loss.row_losses(position)
    bad = np.flatnonzero(~np.isfinite(losses))
    place = ", ".join(
        f"{name_text(name)} = {format_value(value, 2)}"
        for name, value in zip(loss.variables[:4], position.tolist(), strict=False)
    )
    if not len(bad):
        return f"L is too large at P ({place}) to be told. Drag P nearer to the data's model."
    says = float(loss.predict(position)[bad[0]])
    told = NO_NUMBER if math.isnan(says) else format_value(says)
    rows = "row" if len(bad) == 1 else f"{len(bad):,} rows, the first of them row"
    return f"L is undefined at P ({place}): the model says {told} for {rows} {int(bad[0]) + 1:,}. Drag P elsewhere."
