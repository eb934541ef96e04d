"""The study that holds four ways to every partial side by side, with the error of the differences over their step."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from explorer.controller.callables import no_formula, without_formula
from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.learning.words import letter_of
from explorer.controller.plots import Plot
from explorer.controller.results import Partial
from explorer.controller.studies.at_probe import NO_VARIABLE, hole_sentence, kink_sentence, kinks_of
from explorer.controller.studies.step_error_plot import best_steps, step_error_plot
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.gradient_check import (
    GradientRow,
    StepErrors,
    gradient_check,
    numeric_check,
    step_error_curve,
)
from explorer.core.expression.text import name_text
from explorer.core.function import Function
from explorer.core.numbers import format_value

__all__ = ["CheckAnswer", "CheckedPartial", "Way", "check_key", "compute_check"]

NOT_A_FORMULA = without_formula("that its numbers could be checked against")
MOST_OTHERS = 6
ONE_SIDE = "the ways need not agree here, since there is no one slope."


AGREES, CLOSE = 1e-10, 1e-4
Verdict = Literal["reference", "agrees", "close", "differs", "undefined", "awaited", "unknown"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a partial: its title, its value, how far it is from the reference, and what to think of that."""

    title: str
    value: float
    difference: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CheckedPartial:
    """One variable's row with the meaning that colours it and what is known of its formula.

    ``awaited`` tells that the symbolic value is still to come, ``symbolic_note`` why it will not.
    ``best_forward`` and ``best_central`` are the predicted best steps of a partial that ``is_charted``,
    NaN where the difference is exact but for rounding, so that a larger step is a better one. ``own`` is what computes
    the partials of a function without a formula, which has neither forward mode nor a symbolic partial.
    """

    row: GradientRow
    meaning: str
    awaited: bool = False
    symbolic_note: str = ""
    is_charted: bool = False
    best_forward: float = math.nan
    best_central: float = math.nan
    own: str = ""
    letter: str = "f"

    @property
    def is_relative(self) -> bool:
        """Whether differences are relative; to a slope of 0 they are absolute."""
        return _reference(self.row) != 0.0

    @property
    def ways(self) -> tuple[Way, ...]:
        """All five values, the formula's first; without a formula reverse mode is what the others are held against."""
        row, reference = self.row, _reference(self.row)
        has_formula = not self.awaited and not self.symbolic_note
        if has_formula:
            verdict: Verdict = "reference" if math.isfinite(row.symbolic) else "undefined"
        else:
            verdict = "awaited" if self.awaited else "unknown"
        told = [Way("symbolic", row.symbolic, math.nan, verdict)]
        for title, value in (
            (self.own or "reverse mode", row.reverse),
            ("forward mode", row.forward),
            ("central difference", row.central),
            ("one-sided difference", row.one_sided),
        ):
            difference = _difference(value, reference)
            told.append(Way(title, value, difference, _verdict(value, difference)))
        if self.own:
            told[2] = Way("forward mode", math.nan, math.nan, "unknown")
        if verdict != "reference" and math.isfinite(row.reverse):
            told[1] = Way(told[1].title, row.reverse, math.nan, "reference")
        return tuple(told)


@dataclass(frozen=True, slots=True, eq=False)
class CheckAnswer:
    """A row for every variable at step ``h``; nothing but the ``message`` where there is one."""

    message: str = ""
    note: str = ""
    h: float = 1e-5
    partials: tuple[CheckedPartial, ...] = ()
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def check_key(given: StudyInput) -> tuple[object, ...]:
    """The probe, the step and the formulas of the partials as far as they are known."""
    known = tuple((partial.name, partial.node, partial.note) for partial in given.partials)
    return (*given.probe_key, given.choices.difference_step, known)


def compute_check(given: StudyInput, token: CancelToken) -> CheckAnswer:
    """All partials by all ways, and the charts of the drawn ones."""
    function = given.function
    if not given.axes:
        return _told(given, NO_VARIABLE)
    if not isinstance(function, Function) and not getattr(function, "has_gradient", True):
        return _told(given, NOT_A_FORMULA)
    position = given.position
    problem = hole_sentence(given, float(function.value_at(position)))
    if problem:
        return _told(given, problem)
    h = given.choices.difference_step
    partials = _checked(given, function, h) if isinstance(function, Function) else _checked_numbers(given, h)
    token.check()
    plots, kinked = [], {kink.name for kink in kinks_of(given)}
    for name, index in zip(given.axes, given.axis_indices, strict=True):
        place = next(place for place, checked in enumerate(partials) if checked.row.name == name)
        checked = partials[place]
        errors = step_error_curve(function, position, index, _reference(checked.row))
        plots.append(_plot(name, checked, errors, h))
        if not plots[-1].message and name not in kinked:
            forward, central = best_steps(errors)
            partials[place] = replace(checked, is_charted=True, best_forward=forward, best_central=central)
        token.check()
    slopes = function.value_and_gradient(position)[1]
    return CheckAnswer("", kink_sentence(given, slopes, ONE_SIDE), h, tuple(partials), plots=tuple(plots))


def _told(given: StudyInput, message: str) -> CheckAnswer:
    names = given.axes or ("x",)
    return CheckAnswer(message, plots=tuple(step_error_plot(name, "text", None, 1e-5, message) for name in names))


def _checked(given: StudyInput, function: Function, h: float) -> list[CheckedPartial]:
    known = {partial.name: partial for partial in given.partials}
    partials = [known.get(name, Partial(name)) for name in function.variables]
    # A partial without a formula is checked against reverse mode; the others do not wait for it.
    nodes = [partial.node for partial in partials]
    complete = [node for node in nodes if node is not None]
    if len(complete) == len(nodes):
        rows = gradient_check(function, given.position, h, complete).rows
    else:
        rows = gradient_check(function, given.position, h).rows
    meanings = dict(zip(given.axes, ("x", "y"), strict=False))
    return [
        CheckedPartial(
            row,
            meanings.get(row.name, "held"),
            partial.node is None and not partial.note,
            partial.note if partial.node is None else "",
        )
        for row, partial in zip(rows, partials, strict=True)
    ]


def _checked_numbers(given: StudyInput, h: float) -> list[CheckedPartial]:
    """The partials that a function without a formula has by itself, held against differences: the largest of many."""
    function, position, notes = given.function, given.position, getattr(given.function, "notes", ())
    slopes = np.abs(np.nan_to_num(function.value_and_gradient(position)[1]))
    largest = [place for place in np.argsort(-slopes, kind="stable").tolist() if place not in given.axis_indices]
    places = [*given.axis_indices, *largest[:MOST_OTHERS]]
    note = " ".join((f"{no_formula(function)}.", *notes))
    own, letter = getattr(function, "gradient_way", "its gradient"), letter_of(given.learned.subject)
    meanings = dict(zip(given.axes, ("x", "y"), strict=False))
    return [
        CheckedPartial(row, meanings.get(row.name, "held"), False, note, own=own, letter=letter)
        for row in numeric_check(function, position, h, places)
    ]


def _difference(value: float, reference: float) -> float:
    """Relative to the larger of both, absolute where the reference is 0."""
    if value == reference:
        return 0.0
    size = max(abs(value), abs(reference)) if reference != 0.0 else 1.0
    return abs(value - reference) / size if math.isfinite(size) else math.nan


def _verdict(value: float, difference: float) -> Verdict:
    if not math.isfinite(value) or math.isnan(difference):
        return "undefined"
    return "agrees" if difference <= AGREES else "close" if difference <= CLOSE else "differs"


def _reference(row: GradientRow) -> float:
    return row.symbolic if math.isfinite(row.symbolic) else row.reverse


def _plot(name: str, checked: CheckedPartial, errors: StepErrors, h: float) -> Plot:
    exact = _reference(checked.row)
    if not math.isfinite(exact):
        message = (
            f"∂f/∂{name_text(name)} is {format_value(exact)} at P: there is nothing to hold the differences against."
        )
        return step_error_plot(name, checked.meaning, None, h, message)
    return step_error_plot(name, checked.meaning, errors, h)
