"""From the measures of a run to findings in words: each function looks for one thing.

A finding's sentence gives the numbers that tell it. Thresholds: a step is too long where the learning
rate is above the limit of :mod:`.survey`; a ravine bends at least 5 times as much across as along; on a
plateau the slope over the whole extent is under a hundredth of how f varies there; a rate is tiny
where it is under a fiftieth of the limit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from explorer.core.optim.batches import HasRows
from explorer.core.optim.course import Course
from explorer.core.optim.diagnosis import Finding, Kind
from explorer.core.optim.endings import blow_up, converged, left_the_domain, unbounded
from explorer.core.optim.finding_words import (
    bends_at,
    has_momentum,
    is_noisy,
    limit_words,
    steps_words,
)
from explorer.core.optim.finding_words import number_words as _n
from explorer.core.optim.symptoms import Symptoms

__all__ = ["findings_of"]

_RAVINE: Final = 5.0
_TURNING: Final = 0.5
_FLAT: Final = 0.01
_TINY: Final = 0.02
_RISING: Final = 0.2

_ALSO_TOLD: Final = frozenset(("zigzag", "overshoot", "saddle"))
_SAID_WITH: Final[dict[Kind, tuple[Kind, ...]]] = {
    "zigzag": ("zigzag", "overshoot"),
    "overshoot": ("overshoot", "zigzag"),
}

Search = Callable[[Symptoms], Finding | None]


def findings_of(seen: Symptoms) -> tuple[Finding, ...]:
    """All findings, the one that explains the run first; never none."""
    searches = _OF_OUTCOME[seen.run.outcome]
    found = [finding for search in searches if (finding := search(seen)) is not None]
    others = {finding.kind: finding for finding in found[:0:-1] if finding.kind in _ALSO_TOLD}
    for kind in _SAID_WITH.get(found[0].kind, (found[0].kind,)):
        others.pop(kind, None)
    return (found[0], *reversed(others.values()))


def _zigzag(seen: Symptoms) -> Finding | None:
    if seen.turning < _TURNING or len(seen.run.variables) < 2 or is_noisy(seen):
        return None
    places = np.flatnonzero(seen.survey.steps <= max(seen.span, 1))
    conditions = seen.survey.conditions[places]
    conditions = conditions[np.isfinite(conditions)]
    condition = float(np.median(conditions)) if len(conditions) else 1.0
    if condition < _RAVINE:
        return None
    step = int(np.argmax(seen.turns)) + 1
    place = seen.survey.nearest(step)
    count = int(np.sum(seen.turns))
    last = int(np.flatnonzero(seen.turns)[-1]) + 2
    told = (
        f"{count} of the first {steps_words(last)} turn back across the ravine, which bends "
        f"{_n(condition)} times as much across as along"
    )
    share = float(seen.survey.shares[place])
    if np.isfinite(share) and share > 0:
        told += f"; the learning rate {_n(seen.survey.rates[place])} is {_n(share)} of the limit {limit_words(seen)}"
    evidence = (("turns", float(count)), ("condition number", condition), *bends_at(seen, place))
    return Finding("zigzag", "Zigzags across a ravine", f"{told}.", step, evidence)


def _overshoot(seen: Symptoms) -> Finding | None:
    if (seen.rising < _RISING and seen.turning < _TURNING) or is_noisy(seen):
        return None
    return _overshot(seen)


def _overshot_once(seen: Symptoms) -> Finding | None:
    """A rise that counts: by more than a twentieth of what f gained in all."""
    gained = float(seen.run.losses[0] - np.min(seen.run.losses))
    if not len(seen.rises) or float(np.max(seen.rises)) <= 0.05 * gained or is_noisy(seen):
        return None
    return _overshot(seen)


def _overshot(seen: Symptoms) -> Finding:
    rises = seen.rises > 0
    step = int(np.argmax(seen.rises)) if rises.any() else int(np.argmax(seen.turns)) + 1 if len(seen.turns) else 0
    place = seen.survey.nearest(step)
    share = float(seen.survey.shares[place])
    if rises.any():
        count = f"{int(np.sum(rises))} of {steps_words(len(seen.rises))}"
        told = f"f rises with {count}, most at step {step + 1}, by {_n(seen.rises[step])}"
    else:
        told = f"{int(np.sum(seen.turns))} of {steps_words(len(seen.turns) + 1)} go past the bottom and turn back"
    if np.isfinite(share) and share >= 0.5:
        told += (
            f": the learning rate {_n(seen.survey.rates[place])} is {_n(share)} of the limit "
            f"{limit_words(seen)} = {_n(seen.survey.limits[place])} there"
        )
    elif has_momentum(seen):
        told += ": its momentum carries it past the bottom and up again"
    return Finding("overshoot", "Overshoots", f"{told}.", step, bends_at(seen, place))


def _plateau(seen: Symptoms) -> Finding | None:
    flat = np.flatnonzero(seen.flatness < _FLAT)
    ended_flat = seen.flatness[-1] < _FLAT and seen.run.losses[-1] > seen.run.losses[0] - 0.02 * seen.variation
    if not ended_flat or len(flat) < 0.5 * len(seen.run.points) or _bottom_is_near(seen):
        return None
    place = seen.survey.nearest(int(flat[0]))
    if seen.bending[place] > _FLAT * 10:
        return None
    size = max(abs(float(seen.survey.least[place])), abs(float(seen.survey.greatest[place])))
    told = (
        f"f is nearly flat here: ‖∇f‖ = {_n(seen.run.gradient_norms[flat[0]])} and no eigenvalue above "
        f"{_n(size)} in size, while f varies by {_n(seen.variation)} nearby. "
        f"{steps_words(len(seen.run))} moved {_n(np.sum(seen.lengths))} in all"
    )
    return Finding("plateau", "On a plateau", f"{told}.", int(flat[0]), bends_at(seen, place))


def _bottom_is_near(seen: Symptoms) -> bool:
    """Whether, by slope and curvature, a minimum is within a hundredth of the extent: that is flat too."""
    least = float(seen.survey.least[-1])
    return least > 0 and float(seen.run.gradient_norms[-1]) <= 0.01 * seen.extent * least


def _saddle(seen: Symptoms) -> Finding | None:
    passed = seen.saddle()
    if passed is None:
        return None
    told = (
        f"Near a saddle the slope sank to {_n(passed.slope)} at step {passed.step}; "
        f"{steps_words(passed.last - passed.first + 1)} went by there "
        f"before f bending down (λ = {_n(passed.least)}) led away"
    )
    return Finding(
        "saddle",
        "Held up at a saddle",
        f"{told}.",
        passed.step,
        (("least λ", passed.least), ("greatest λ", passed.greatest), ("‖∇f‖", passed.slope)),
    )


def _long_saddle(seen: Symptoms) -> Finding | None:
    """A saddle that took a third of the way."""
    passed = seen.saddle()
    if passed is None or passed.last - passed.first + 1 < max(10, 0.3 * seen.span):
        return None
    return _saddle(seen)


def _many_turns(seen: Symptoms) -> Finding | None:
    return _zigzag(seen) if len(seen.turns) >= 20 else None


def _tiny_rate(seen: Symptoms) -> Finding | None:
    shares = seen.survey.shares[np.isfinite(seen.survey.shares)]
    rate = float(seen.survey.rates[0])
    if rate == 0:
        return Finding("tiny rate", "Learning rate zero", "With learning rate 0 no step leads anywhere.", 0)
    largest = float(np.max(shares)) if len(shares) else np.inf
    if largest > _TINY or not np.isfinite(rate) or seen.rising > 0.05:
        return None
    told = (
        f"The learning rate {_n(rate)} is only {_n(largest)} of the limit {limit_words(seen)} "
        f"= {_n(np.nanmin(seen.survey.limits))}: "
        f"{steps_words(len(seen.run))} moved {_n(np.sum(seen.lengths))} in all, "
        f"and ‖∇f‖ is still {_n(seen.run.gradient_norms[-1])}"
    )
    return Finding("tiny rate", "Learning rate too small", f"{told}.", 0, bends_at(seen, 0))


def _slow_valley(seen: Symptoms) -> Finding | None:
    condition = float(seen.survey.conditions[-1])
    if not np.isfinite(condition) or condition < _RAVINE or not seen.survey.greatest[-1] > 0 or is_noisy(seen):
        return None
    told = (
        f"The way leads along a valley that bends {_n(condition)} times as much across as along: steps that fit "
        f"across are short along it, {_n(seen.lengths[-1])} at the end, with ‖∇f‖ = {_n(seen.run.gradient_norms[-1])}"
    )
    evidence = (("condition number", condition), *bends_at(seen, -1))
    return Finding("slow valley", "Crawls along a valley", f"{told}.", len(seen.run), evidence)


def _noise_floor(seen: Symptoms) -> Finding | None:
    course = seen.run.course
    if course is None or not course.is_noisy or not seen.hovers():
        return None
    half = seen.run.losses[len(seen.run.losses) // 2 :]
    told = (
        f"For the last {steps_words(len(half) - 1)} f only goes up and down "
        f"by about {_n(np.std(half))} around {_n(np.mean(half))}: "
        f"{_blurred(course)} these steps come no closer"
    )
    evidence = (("rows a step", float(course.batch)),) if course.batch else (("noise", course.noise),)
    return Finding("noise floor", "On the noise floor", f"{told}.", len(seen.run) - len(half) + 1, evidence)


def _blurred(course: Course) -> str:
    """What keeps the rule from seeing the slope, and that it does."""
    objective = course.objective
    if not course.batch or not isinstance(objective, HasRows):
        return f"noise of {_n(course.noise)} on the slope lets"
    few = "one row has another slope" if course.batch == 1 else f"{course.batch:,} rows have another slope"
    return f"{few} than all {objective.rows:,}, which lets"


def _unfinished(seen: Symptoms) -> Finding:
    run = seen.run
    if not len(run):
        return Finding("unfinished", "No step made", run.reason, 0)
    fell = "f still falls" if run.losses[-1] < run.losses[-2] else "f is no longer falling"
    norm = _n(run.gradient_norms[-1])
    told = f"After {steps_words(len(run))} {fell} and ‖∇f‖ = {norm}: nothing is wrong, it is not there yet"
    return Finding("unfinished", "Not there yet", f"{told}.", len(run), bends_at(seen, -1))


_WHILE_UNDER_WAY: Final[tuple[Search, ...]] = (
    _noise_floor,
    _plateau,
    _tiny_rate,
    _zigzag,
    _overshoot,
    _saddle,
    _slow_valley,
    _overshot_once,
    _unfinished,
)
_OF_OUTCOME: Final[dict[str, tuple[Search, ...]]] = {
    "converged": (_plateau, _many_turns, _long_saddle, converged, _saddle, _overshot_once),
    "diverged": (unbounded, blow_up, _saddle, _unfinished),
    "left the domain": (left_the_domain, _zigzag, _saddle),
    "stalled": _WHILE_UNDER_WAY,
    "out of steps": _WHILE_UNDER_WAY,
}
