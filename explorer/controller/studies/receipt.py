"""The receipt: the chosen run's step at the playhead taken apart, each term tied to an arrow on the map."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure, Vector
from explorer.controller.pictures import RunPicture
from explorer.controller.plots import Plot
from explorer.controller.studies.study import StudyInput
from explorer.core.expression.nodes import Node
from explorer.core.numbers import format_value
from explorer.core.optim.finding_words import number_words
from explorer.core.optim.receipt import BATCH, Receipt, receipt
from explorer.core.optim.receipt_words import term_words, why
from explorer.core.optim.rule import NOISE
from explorer.core.optim.terms import Term
from explorer.core.sampling.field import FloatArray

__all__ = ["STEP_KEY", "ReceiptAnswer", "ReceiptRow", "chosen_run", "compute_receipt", "receipt_key"]

STEP_KEY = "Δ"
SLOPE_PIXELS = 82.0
LONGEST_STEP = 0.15  # of the window, how long the arrows of the step are drawn
PART_MEANINGS = {"g": "gradient", "x": "held", "ξ": "warning"}


@dataclass(frozen=True, slots=True, eq=False)
class ReceiptRow:
    """One term: ``values`` one text a variable (one alone where it is shared), ``key`` the arrow that shows it.

    ``letter`` is what the function is called: like all words about f it becomes L on the way to a panel.
    """

    symbol: str
    formula: Node
    words: str
    values: tuple[str, ...]
    key: str
    is_step: bool = False
    letter: str = "f"


@dataclass(frozen=True, slots=True, eq=False)
class ReceiptAnswer:
    """Step ``step`` (counted from 1 over all, forks too) of the run named ``title``, or ``message`` why there is none.

    ``numbers`` are settings by symbol; ``inputs`` the numbers in the step's formula, one mapping a variable.
    ``magnified`` tells how many times longer than they are its arrows are drawn.
    """

    message: str = ""
    title: str = ""
    colour: str = "text"
    step: int = 0
    variables: tuple[str, ...] = ()
    formula: Node | None = None
    rows: tuple[ReceiptRow, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    inputs: tuple[Mapping[str, str], ...] = ()
    results: tuple[str, ...] = ()
    why: str = ""
    magnified: float = 1.0
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()
    letter: str = "f"


def chosen_run(given: StudyInput) -> RunPicture | None:
    """The run chosen in the table, None while it is not known."""
    last = len(given.problem.runs) - 1
    place = max(0, min(given.chosen, last))
    return next((picture for picture in given.runs if picture.index == place), None)


def receipt_key(given: StudyInput) -> tuple[object, ...]:
    """The run, the whole step, what is drawn."""
    picture = chosen_run(given)
    if picture is None:
        return (len(given.problem.runs), given.function.variables)
    return (picture, _step_of(picture, given.playhead), given.axes, given.window)


def compute_receipt(given: StudyInput, token: CancelToken) -> ReceiptAnswer:
    """Make the step again and name its parts."""
    token.check()
    picture = chosen_run(given)
    if picture is None:
        return ReceiptAnswer(
            "The run is being computed." if given.problem.runs else "Drop a ball: its steps appear here."
        )
    step = _step_of(picture, given.playhead)
    if picture.run is None or step == 0:
        return ReceiptAnswer(f"{picture.label} has made no step to take apart. {picture.reason}".strip())
    made = receipt(picture.run, step)
    colour = f"run{picture.colour_index + 1}"
    magnified, figures = _arrows(given, made, colour)
    delta = made.term("Δ")
    return ReceiptAnswer(
        "",
        picture.label,
        colour,
        picture.first_step + step,
        made.variables,
        delta.formula,
        tuple(_row(made, term) for term in made.terms if term.symbol != "x" and not term.is_shared),
        _numbers(made),
        tuple(_inputs(delta, index) for index in range(len(made.variables))),
        tuple(format_value(value) for value in made.delta.tolist()),
        why(picture.run, made, step),
        magnified,
        figures,
    )


def _step_of(picture: RunPicture, playhead: float) -> int:
    """The step, from 1, that leaves the place at the playhead; at the end the last one, 0 where there is none."""
    return min(math.floor(picture.place_at(playhead) + 1e-9) + 1, picture.steps)


def _row(made: Receipt, term: Term) -> ReceiptRow:
    values = tuple(format_value(value) for value in term.values.tolist())
    carried = {part.symbol for part in made.parts} if len(made.parts) > 1 else set()
    key = term.symbol if term.symbol in carried or term.symbol == "g" else STEP_KEY
    if term.symbol in ("m̂", "c") and "m" in carried:
        key = "m"
    words = term_words(made, term.symbol, NOISE in term.formula.symbols)
    return ReceiptRow(term.symbol, term.formula, words, values, key, term.symbol == "Δ")


def _numbers(made: Receipt) -> tuple[tuple[str, str], ...]:
    """Settings that are in use, then what is shared by all variables."""
    used: set[str] = set()
    for term in made.terms:
        used |= term.formula.symbols
    numbers = {name: value for name, value in made.numbers.items() if name in used}
    numbers |= {term.symbol: float(term.values[0]) for term in made.terms if term.is_shared}
    return tuple((name, _short(value)) for name, value in numbers.items())


def _inputs(delta: Term, index: int) -> Mapping[str, str]:
    return {name: _short(float(values[index])) for name, values in delta.inputs.items()}


def _short(value: float) -> str:
    """A number inside a formula: as few digits as tell it."""
    return number_words(value, 4)


def _arrows(given: StudyInput, made: Receipt, colour: str) -> tuple[float, tuple[Figure, ...]]:
    """−∇f, the parts of the step tip to tail, and the step; how many times longer these are drawn."""
    if len(given.axes) < 2:
        return 1.0, ()
    across = list(given.axis_indices)
    place, slope, delta = made.position[across], -made.gradient[across], made.delta[across]
    parts = [(part.symbol, part.title, part.values[across]) for part in made.parts]
    factor = _magnified(given, [delta, *(np.sum([p[2] for p in parts[: n + 1]], axis=0) for n in range(len(parts)))])
    figures = []
    if len(parts) > 1:
        tail = place
        for symbol, title, values in parts:
            meaning = PART_MEANINGS.get(symbol, "text")
            figures.append(_vector(tail, factor * values, meaning, _part_label(symbol, title), symbol, 1.9))
            tail = tail + factor * values
    label = "Δ" if factor == 1 else f"Δ ×{number_words(factor)}"
    figures.append(_vector(place, factor * delta, colour, label, STEP_KEY, 3.2))
    figures.append(_vector(place, slope, "gradient", "−∇f", "g", 1.9, SLOPE_PIXELS))
    return factor, tuple(figures)


def _part_label(symbol: str, title: str) -> str:
    return {"g": "slope’s part", "x": "decay", "ξ": "batch" if title == BATCH else "noise"}.get(
        symbol, "kept" if "so far" in title else title
    )


def _magnified(given: StudyInput, places: list[FloatArray]) -> float:
    """1, 2, 5, 10 …: how much longer the arrows must be to be seen, 1 where they already are."""
    window = given.window
    size = np.array([window.x_max - window.x_min, window.y_max - window.y_min])
    reach = max(float(np.max(np.abs(place / size))) for place in places)
    if not (math.isfinite(reach) and reach > 0):
        return 1.0
    factor = LONGEST_STEP / reach
    if factor < 2:
        return 1.0
    exponent = math.floor(math.log10(factor))
    return float(max(m for m in (1, 2, 5) if m * 10.0**exponent <= factor) * 10.0**exponent)


def _vector(
    tail: FloatArray, along: FloatArray, meaning: str, label: str, key: str, width: float, pixels: float | None = None
) -> Vector:
    x, y, dx, dy = (float(value) for value in (*tail, *along))
    return Vector(x, y, dx, dy, meaning, label, width, pixels, key=key)
