"""The numbers and words that findings share."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from explorer.core.numbers import format_value
from explorer.core.optim.symptoms import Symptoms

__all__ = [
    "bends_at",
    "climbs",
    "has_momentum",
    "is_noisy",
    "limit_words",
    "number_words",
    "rate_words",
    "steps_words",
]


def climbs(seen: Symptoms) -> bool:
    """Whether the rule is set to go uphill."""
    course = seen.run.course
    return course is not None and bool(course.optimizer.values.get("maximize"))


def has_momentum(seen: Symptoms) -> bool:
    """Whether the rule keeps a part of its way."""
    course = seen.run.course
    symbol = course.optimizer.momentum_symbol if course is not None else None
    return course is not None and symbol is not None and course.optimizer.numbers[symbol] > 0


def is_noisy(seen: Symptoms) -> bool:
    """Whether the rule saw another slope than that of f: noise is added to it, or it is that of some rows."""
    return seen.run.course is not None and seen.run.course.is_noisy


def bends_at(seen: Symptoms, place: int) -> tuple[tuple[str, float], ...]:
    """The numbers of one sample that are known."""
    survey = seen.survey
    named = {
        "least λ": survey.least[place],
        "greatest λ": survey.greatest[place],
        "learning rate": survey.rates[place],
        "limit": survey.limits[place],
        "share of the limit": survey.shares[place],
    }
    return tuple((name, float(value)) for name, value in named.items() if np.isfinite(value))


def limit_words(seen: Symptoms) -> str:
    """How the limit is written for this rule."""
    course = seen.run.course
    if course is None:
        return "2/λ"
    kind, momentum = course.optimizer.family().name, course.optimizer.numbers.get("μ", 0.0)
    if kind != "GD":
        return "by its scaled curvature"
    if not momentum:
        return "2/λ"
    return "2(1 + μ)/((1 + 2μ)λ)" if course.optimizer.values["nesterov"] else "2(1 + μ)/λ"


def steps_words(count: int) -> str:
    """``3 steps``."""
    return "1 step" if count == 1 else f"{count} steps"


def number_words(value: float | np.floating[Any], digits: int = 3) -> str:
    """So many significant digits, without zeros at their end; a power of ten where a number is small or large."""
    value = float(value)
    if not math.isfinite(value):
        return format_value(value)
    if value == 0:
        return "0"
    if not 0.001 <= abs(value) < 1e5:
        mantissa, _, power = format_value(value).partition("·")
        mantissa = mantissa.rstrip("0").rstrip(".")
        return {"1": power, "−1": f"−{power}"}.get(mantissa, f"{mantissa}·{power}")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def rate_words(seen: Symptoms, place: int) -> str:
    """The learning rate beside its limit at one sample; "" where that is not known."""
    share = float(seen.survey.shares[place])
    if not (np.isfinite(share) and share > 0):
        return ""
    rate = number_words(seen.survey.rates[place])
    return f"the learning rate {rate} is {number_words(share)} of the limit {limit_words(seen)}"
