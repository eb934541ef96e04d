"""Why a step went where it went, in a sentence or two made from the numbers of its receipt."""

from __future__ import annotations

from typing import Final

import numpy as np

from explorer.core.optim.finding_words import number_words
from explorer.core.optim.receipt import Receipt
from explorer.core.optim.run import Run
from explorer.core.sampling.field import FloatArray

__all__ = ["term_words", "why"]

_MEMORIES: Final = ("m", "v", "b")
_SCALED: Final = ("AdaGrad", "RMSProp", "Adadelta", "Adam", "NAdam", "RAdam", "Adamax")
_WORDS: Final = {
    "g": "slope here",
    "m": "mean slope",
    "m̂": "mean, corrected",
    "v̂": "mean square, corrected",
    "G": "sum of squares",
    "r": "size of slopes",
    "s": "scale",
    "u": "largest slope",
    "b": "velocity",
    "c": "blend with the past",
    "d": "direction",
    "p": "Newton's way",
    "ḡ": "mean slope",
    "v_max": "largest mean square",
    "Δ": "step taken",
    "x": "position",
}


def term_words(made: Receipt, symbol: str, is_disturbed: bool = False) -> str:
    """What a term of the receipt is called in words; a slope ``is_disturbed`` by noise, or by rows left out."""
    family = made.optimizer.family().name
    if symbol == "g" and made.rows is not None:
        few, all_ = made.rows
        return f"slope of {few:,} of {all_:,} rows" if is_disturbed else f"slope of all {all_:,} rows"
    if symbol == "g" and is_disturbed:
        return "slope with noise"
    if symbol == "v":
        return "velocity" if family == "GD" else "mean square"
    if family == "Adadelta" and symbol == "u":
        return "mean square step"
    if family == "Adadelta" and symbol == "d":
        return "scaled slope"
    if family in ("BFGS", "LBFGS", "LineSearch") and symbol == "s":
        return "length found"
    if family == "Lion" and symbol == "s":
        return "its sign"
    return _WORDS.get(symbol, "")


def why(run: Run, made: Receipt, step: int) -> str:
    """One or two sentences on step ``step`` of ``run`` (1 … len(run)), whose receipt is ``made``."""
    told = [
        sentence
        for sentence in (
            _nothing(made),
            _climbing(run, made, step),
            "" if run.losses[step] > run.losses[step - 1] and _is_misled(made) else _noise(made),
            _momentum(run, made, step),
            _decay(made),
            _schedule(made),
            _scales(made),
            _curvature(made),
            _turning(run, made, step),
        )
        if sentence
    ]
    return " ".join(told[:2]) or _downhill(made)


def _size(values: FloatArray) -> float:
    return float(np.sqrt(np.sum(np.square(values))))


def _cosine(first: FloatArray, second: FloatArray) -> float:
    """Of the angle between two, 0 where one is nothing."""
    product = _size(first) * _size(second)
    return float(first @ second) / product if product > 0 else 0.0


def _part(made: Receipt, symbol: str) -> FloatArray | None:
    return next((part.values for part in made.parts if part.symbol == symbol), None)


def _nothing(made: Receipt) -> str:
    if _size(made.delta) == 0:
        return "The step is nothing: the slope is 0 here." if _size(made.gradient) == 0 else "The step is nothing."
    return ""


def _memory(made: Receipt) -> tuple[str, FloatArray] | None:
    """What is kept from before, and its share of the step."""
    for symbol in _MEMORIES:
        part = _part(made, symbol)
        if part is not None and _size(part) > 0:
            return symbol, part
    return None


def _keeper(made: Receipt, symbol: str) -> str:
    return "the velocity" if term_words(made, symbol) == "velocity" else "m̂" if _has(made, "m̂") else symbol


def _has(made: Receipt, symbol: str) -> bool:
    return any(term.symbol == symbol for term in made.terms)


def _climbing(run: Run, made: Receipt, step: int) -> str:
    if run.losses[step] <= run.losses[step - 1]:
        return ""
    kept = _memory(made)
    if kept is not None and _cosine(made.delta, made.gradient) > 0:
        return ""
    if made.optimizer.values.get("maximize"):
        return "The rule is set to climb: the step goes uphill."
    rise = number_words(run.losses[step] - run.losses[step - 1])
    if _is_misled(made):
        if made.rows is None:
            return f"Noise turns this step uphill: f rises by {rise}."
        few, all_ = made.rows
        return f"What leads downhill for {few:,} of the {all_:,} rows leads uphill for all: f rises by {rise}."
    return f"The step is too long for how f bends here: it goes past the bottom, and f rises by {rise}."


def _is_misled(made: Receipt) -> bool:
    """Whether the step goes down the slope that the rule saw, and up that of f."""
    return made.noise is not None and _cosine(made.delta, made.gradient) > 0 > _cosine(made.delta, made.slope_seen)


def _momentum(run: Run, made: Receipt, step: int) -> str:
    kept = _memory(made)
    if kept is None:
        return ""
    symbol, part = kept
    keeper, own = _keeper(made, symbol), _part(made, "g")
    before = run.points[step - 1] - run.points[step - 2] if step >= 2 else np.zeros(len(made.delta))
    if _cosine(made.delta, made.gradient) > 0:
        back = "back up the path" if _cosine(-made.gradient, before) < 0 else "another way"
        return f"−∇f points {back}, yet {keeper} still remembers the slope behind: {made.optimizer.name} overshoots."
    if own is None:
        return ""
    share = _size(part) / max(_size(part) + _size(own), 1e-300)
    if share > 0.75:
        return f"What was kept decides: {round(100 * share)} % of the way comes from slopes met before."
    if _cosine(part, own) < -0.3:
        return f"The slope here works against {keeper} and brakes it."
    return ""


def _noise(made: Receipt) -> str:
    if made.noise is None or _size(made.noise) <= 0.5 * _size(made.gradient):
        return ""
    if made.rows is not None:
        few, all_ = made.rows
        told = "one row" if few == 1 else f"{few:,} rows"
        return f"The rule saw the slope of {told} out of {all_:,}, which is far from that of all."
    times = _size(made.noise) / max(_size(made.gradient), 1e-300)
    return f"Noise decides much of this step: it is {number_words(times)} times the slope."


def _decay(made: Receipt) -> str:
    part = _part(made, "x")
    if part is None or _size(part) < 0.2 * _size(made.delta):
        return ""
    share = round(100 * _size(part) / _size(made.delta))
    return f"Weight decay pulls towards the origin, by {share} % of the step's length."


def _schedule(made: Receipt) -> str:
    base = made.optimizer.values.get("lr")
    if made.learning_rate is None or not isinstance(base, float | int) or isinstance(base, bool) or not base:
        return ""
    share = made.learning_rate / base
    if 0.8 <= share <= 1.2:
        return ""
    verb = "lowered" if share < 1 else "raised"
    return f"The schedule has {verb} the rate from {number_words(base)} to {number_words(made.learning_rate)}."


def _scales(made: Receipt) -> str:
    """How a rule that scales each slope evens them out."""
    rate = made.learning_rate
    if made.optimizer.family().name not in _SCALED or not rate or len(made.delta) < 1:
        return ""
    sizes = np.abs(made.delta)
    if made.optimizer.name != "Adadelta" and np.allclose(sizes, rate, rtol=0.05):
        return f"Every variable moves by about the learning rate {number_words(rate)}: its own scale divides its slope."
    name = "m̂" if _has(made, "m̂") else "g"
    turned = float(np.degrees(np.arccos(np.clip(_cosine(made.delta, -made.term(name).values), -1, 1))))
    if len(made.delta) > 1 and turned > 10:
        return f"Each component is divided by its own scale: that turns the step {round(turned)}° away from −{name}."
    return ""


def _turning(run: Run, made: Receipt, step: int) -> str:
    if step < 2 or _cosine(made.delta, run.points[step - 1] - run.points[step - 2]) > -0.5:
        return ""
    return "The step before went past the bottom, so −∇f points back: this one crosses over again."


def _curvature(made: Receipt) -> str:
    family = made.optimizer.family().name
    if family == "Newton":
        if _cosine(made.delta, -made.gradient) < 0:
            return "f bends down here, so Newton's step goes uphill, to a saddle or a maximum."
        return "The step goes to the bottom of the bowl that fits f here."
    if family in ("BFGS", "LBFGS"):
        turned = float(np.degrees(np.arccos(np.clip(_cosine(made.delta, -made.gradient), -1, 1))))
        return f"The curvature learnt from earlier steps turns this one {round(turned)}° away from −∇f."
    if family == "LineSearch":
        return "Straight downhill, as far as the search along that line found f low enough."
    if family == "Lion":
        return "Only signs count: every variable moves by the learning rate."
    return ""


def _downhill(made: Receipt) -> str:
    norm = number_words(_size(made.gradient))
    if made.learning_rate is None:
        return f"Straight downhill, where ‖∇f‖ = {norm}."
    return f"Straight downhill: the slope, ‖∇f‖ = {norm}, times the learning rate {number_words(made.learning_rate)}."
