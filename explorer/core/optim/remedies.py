"""What may help a run, in the order of trying, and the trying itself.

A change is suggested only once it was made and helped: the run is descended anew with it, over as many
steps as it was given, and judged by :func:`is_better`. The bowl alone is suggested untried.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from typing import Final

import numpy as np

from explorer.core.objective import Objective
from explorer.core.optim.descent import descend_chunks
from explorer.core.optim.diagnosis import Change, Finding
from explorer.core.optim.finding_words import number_words, steps_words
from explorer.core.optim.learning_rate import propose_learning_rate
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.registry import OPTIMIZERS
from explorer.core.optim.run import Run
from explorer.core.optim.schedules import SCHEDULES
from explorer.core.optim.symptoms import Symptoms, around
from explorer.core.sampling.field import FloatArray

__all__ = ["BOWL", "changes_for", "is_better", "promise_of", "tried_chunks"]

BOWL: Final = Change("Use the bowl", bowl=True)
_MOST_TRIED_STEPS: Final = 5000
_MOMENTUM: Final = 0.9


def changes_for(finding: Finding, seen: Symptoms, steps: int) -> tuple[Change, ...]:
    """The changes worth trying against ``finding``, the likeliest first; ``steps`` is how many the run was given."""
    return (*_downhill(seen), *_against(finding, seen, steps))


def _against(finding: Finding, seen: Symptoms, steps: int) -> tuple[Change, ...]:
    kind = finding.kind
    if kind == "unbounded":
        return (BOWL,)
    if kind == "zigzag":
        return (*_momentum(seen), *_lower_rates(seen), *_others(seen))
    if kind == "left the domain":
        return (*_lower_rates(seen), *_cosine(seen, steps), *_other_starts(seen))
    if kind in ("overshoot", "blow-up"):
        kinked = not _limits(seen)
        return (*(_cosine(seen, steps) if kinked else ()), *_lower_rates(seen), *_others(seen))
    if kind in ("saddle", "maximum"):
        return (*_momentum(seen), *_off_the_ridge(seen, finding), *_others(seen))
    if kind == "plateau":
        return (*_other_starts(seen), *_others(seen))
    if kind == "tiny rate":
        return (*_stable_rates(seen), *_others(seen))
    if kind == "noise floor":
        return (*_cosine(seen, steps), *_lower_rates(seen))
    if kind == "slow valley":
        return (*_momentum(seen), *_others(seen), *_stable_rates(seen))
    if kind == "unfinished":
        return (*_stable_rates(seen), *_more_steps(steps))
    return ()


def tried_chunks(f: Objective, run: Run, change: Change, steps: int) -> Generator[None, None, Run | None]:
    """The run with a change made to it; None where it cannot be made. Yields between pieces."""
    course = run.course
    if course is None or change.bowl:
        return None
    try:
        optimizer = _changed(course.optimizer, change)
        schedule = course.schedule if optimizer.rate == "lr" and "lr" in optimizer.values else None
        if change.schedule is not None:
            schedule = SCHEDULES[change.schedule[0]](**dict(change.schedule[1]))
        start = dict(zip(run.variables, run.points[0].tolist(), strict=True)) | dict(change.start or ())
        made = descend_chunks(
            f,
            start,
            optimizer,
            min(change.steps or steps, _MOST_TRIED_STEPS),
            schedule=schedule,
            noise=course.noise,
            seed=course.seed,
            batch_size=course.batch,
        )
    except (TypeError, ValueError):
        return None
    while True:
        try:
            next(made)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        except (TypeError, ValueError):
            return None
        yield


def is_better(new: Run, old: Run, variation: float) -> bool:
    """Whether ``new`` ended clearly better than ``old``, where f varies by ``variation`` around.

    By the word of its outcome, unless it ends higher; else by a twentieth of the variation or of what
    ``old`` gained, a tenth of the slope, a lower and calmer end under noise, or by how soon it got there.
    """
    first, second = _rank(new), _rank(old)
    if second >= 3 or first >= 3:
        return first < second or (old.outcome == new.outcome == "left the domain" and len(new) > len(old) == 0)
    lowest, gained = float(np.min(old.losses)), float(np.max(old.losses) - np.min(old.losses))
    if old.course is not None and old.course.is_noisy:
        level, spread = _end_level(old), float(np.std(old.losses[len(old.losses) // 2 :]))
        # A few rows that throw the run far out make a spread beyond anything that there is to gain.
        return _end_level(new) < level - 0.5 * min(spread, level - lowest)
    if first > second or new.losses[-1] > old.losses[-1] + 1e-4 * gained:
        return False
    if new.losses[-1] < lowest - 0.05 * (gained if gained > 0.02 * variation else variation):
        return True
    if second == 2 and old.outcome == "converged":
        return False
    if first == 0 and second > 0:
        return True
    if old.outcome == "converged":
        return _soon(new) < 0.7 * _soon(old)
    return bool(new.gradient_norms[-1] < 0.1 * old.gradient_norms[-1])


def _end_level(run: Run) -> float:
    """The mean of f over the last quarter."""
    return float(np.mean(run.losses[-max(1, len(run.losses) // 4) :]))


def promise_of(new: Run) -> str:
    """What came of a change that was tried."""
    tiny = abs(new.losses[-1]) < 1e-9 * float(np.max(np.abs(new.losses)))
    value = "0 to nine digits" if tiny and new.losses[-1] else number_words(new.losses[-1])
    if new.outcome == "converged":
        return f"Tried: it is at rest from step {_soon(new)} on, f = {value}."
    return f"Tried: after {steps_words(len(new))} f = {value} and ‖∇f‖ = {number_words(new.gradient_norms[-1])}."


def _rank(run: Run) -> int:
    """0 for a minimum reached, up to 4 for a run lost."""
    if run.outcome == "converged":
        assert run.course is not None
        hessian = run.course.objective.hessian_at(run.points[-1]) if len(run.variables) <= 60 else np.zeros((1, 1))
        bends = np.linalg.eigvalsh(hessian) if np.isfinite(hessian).all() else np.zeros(1)
        return 0 if bends[0] >= -1e-6 * np.max(np.abs(bends)) else 2
    return {"out of steps": 1, "stalled": 2, "left the domain": 3, "diverged": 4}[run.outcome]


def _soon(run: Run) -> int:
    """The first step at which the slope is a ten-thousandth of the greatest, and stays so."""
    norms = run.gradient_norms
    above = np.flatnonzero(norms > 1e-4 * np.max(norms))
    return int(above[-1]) + 1 if len(above) else 0


def _changed(optimizer: Optimizer, change: Change) -> Optimizer:
    if change.optimizer is None:
        return optimizer.changed(**dict(change.settings))
    kind = OPTIMIZERS[change.optimizer]
    return kind(**{**kind.watched, **dict(change.settings)})


def _optimizer(seen: Symptoms) -> Optimizer | None:
    return seen.run.course.optimizer if seen.run.course is not None else None


def _rate(seen: Symptoms) -> float | None:
    optimizer = _optimizer(seen)
    return optimizer.number("lr") if optimizer is not None and optimizer.rate == "lr" else None


def _downhill(seen: Symptoms) -> Iterator[Change]:
    optimizer = _optimizer(seen)
    if optimizer is not None and optimizer.values.get("maximize"):
        yield Change("Go downhill", settings=(("maximize", False),))


def _lower_rates(seen: Symptoms) -> Iterator[Change]:
    """Half of the lowest limit on the way, then ever less."""
    rate = _rate(seen)
    if rate is None or rate <= 0:
        return
    yielded = rate
    for wished, why in _limits(seen):
        if _down(wished) < 0.9 * yielded:
            yielded = _down(wished)
            yield _set_rate(yielded, why)
    for factor in (4, 20, 100, 1000, 100_000):
        if _down(rate / factor) < 0.9 * yielded:
            yield _set_rate(_down(rate / factor), f"a {_ordinal(factor)} of what it is")


def _limits(seen: Symptoms) -> list[tuple[float, str]]:
    limits = seen.survey.limits[np.isfinite(seen.survey.limits)]
    if not len(limits):
        return []
    first, least = float(limits[0]), float(np.min(limits))
    found = [(0.5 * first, "half of the limit at the start"), (0.5 * least, "half of the lowest limit on the way")]
    if least >= 0.99 * first:
        found = [(0.5 * first, "half of 2/λ" if _is_plain(seen) else "half of the limit")]
    return found


def _stable_rates(seen: Symptoms) -> Iterator[Change]:
    """Half of the limit, then less, as long as that is more than now."""
    rate = _rate(seen)
    if rate is None:
        return
    for wished, why in _limits(seen):
        if _down(wished) > 1.2 * rate:
            yield _set_rate(_down(wished), why)
    optimizer = _optimizer(seen)
    assert optimizer is not None
    start = dict(zip(seen.run.variables, seen.run.points[0].tolist(), strict=True))
    proposed = propose_learning_rate(seen.f, start, optimizer.name, seen.extent)
    if proposed > 1.2 * rate:
        yield _set_rate(proposed, "from the curvature at the start")


def _momentum(seen: Symptoms) -> Iterator[Change]:
    """Momentum 0.9 at the same rate, then at one that holds with it."""
    optimizer = _optimizer(seen)
    if optimizer is None or optimizer.name != "GD" or optimizer.values["momentum"]:
        return
    rate = optimizer.number("lr")
    yield Change("Add momentum 0.9", "Momentum", (("lr", rate), ("momentum", _MOMENTUM)))
    for share in (3, 10):
        lower = _down(rate / share)
        words = f"Add momentum 0.9 at rate {number_words(lower)}"
        yield Change(words, "Momentum", (("lr", lower), ("momentum", _MOMENTUM)))


def _others(seen: Symptoms) -> Iterator[Change]:
    """Other rules that look after the length of their steps."""
    optimizer = _optimizer(seen)
    name = optimizer.name if optimizer is not None else ""
    start = dict(zip(seen.run.variables, seen.run.points[0].tolist(), strict=True))
    if name not in ("Adam", "AdamW", "AMSGrad", "NAdam"):
        rate = propose_learning_rate(seen.f, start, "Adam", seen.extent)
        yield Change(f"Use Adam with learning rate {number_words(rate)}", "Adam", (("lr", rate),))
    if name != "LineSearch":
        yield Change("Use a line search", "LineSearch")
    if name != "LBFGS":
        yield Change("Use L-BFGS", "LBFGS")


def _cosine(seen: Symptoms, steps: int) -> Iterator[Change]:
    if _rate(seen) is not None and seen.run.course is not None and seen.run.course.schedule is None:
        yield Change("Lower the rate over time (cosine)", schedule=("Cosine", (("T_max", float(max(steps, 1))),)))


def _more_steps(steps: int) -> Iterator[Change]:
    for factor in (2, 5, 20):
        if steps * factor <= _MOST_TRIED_STEPS:
            yield Change(f"Make {steps * factor} steps", steps=steps * factor)


def _off_the_ridge(seen: Symptoms, finding: Finding) -> Iterator[Change]:
    """The start moved a little to where f bends down at the finding's step."""
    step = finding.step or 0
    hessian = seen.f.hessian_at(seen.run.points[step])
    if not np.isfinite(hessian).all():
        return
    _, directions = np.linalg.eigh(hessian)
    start = seen.run.points[0]
    for share in (0.02, -0.02, 0.1, -0.1):
        yield _start_at(seen, start + share * seen.extent * directions[:, 0])


def _other_starts(seen: Symptoms) -> Iterator[Change]:
    """Places nearby where f is defined and slopes well, the nearest first."""
    start = seen.run.points[0]
    places = np.concatenate([around(start, radius * seen.extent) for radius in (0.1, 0.25, 0.5, 1.0, 2.0)])
    slopes = np.sqrt(np.sum(seen.f.gradients_at(places) ** 2, axis=1))
    usable = np.isfinite(seen.f.values_at(places)) & np.isfinite(slopes)
    if not usable.any():
        return
    distances = np.sqrt(np.sum((places - start) ** 2, axis=1))
    tried: set[int] = set()
    for share in (0.2, 0.5, 0.8, 0.05):
        good = usable & (slopes > 0) & (slopes >= share * np.max(slopes[usable]))
        nearest = np.argsort(np.where(good, distances, np.inf))[: min(2, int(np.sum(good)))].tolist()
        for index in (index for index in nearest if index not in tried):
            tried.add(index)
            yield _start_at(seen, places[index])


def _start_at(seen: Symptoms, place: FloatArray) -> Change:
    place = np.array([float(f"{value:.3g}") for value in place])
    words = ", ".join(number_words(value) for value in place.tolist())
    where = f"({words})" if 1 < len(place) <= 3 else words if len(place) == 1 else "another place"
    return Change(f"Start at {where}", start=tuple(zip(seen.run.variables, place.tolist(), strict=True)))


def _set_rate(rate: float, why: str) -> Change:
    return Change(f"Set the learning rate to {number_words(rate)}", settings=(("lr", rate),), reason=why)


def _is_plain(seen: Symptoms) -> bool:
    optimizer = _optimizer(seen)
    return optimizer is not None and optimizer.family().name == "GD" and not optimizer.values["momentum"]


def _ordinal(factor: int) -> str:
    return {4: "quarter", 20: "twentieth", 100: "hundredth", 1000: "thousandth"}.get(factor, "tiny share")


def _down(rate: float) -> float:
    """``rate`` rounded down to two significant digits."""
    if not 0 < rate < math.inf:
        return rate
    unit = 10.0 ** (math.floor(math.log10(rate)) - 1)
    return float(f"{math.floor(rate / unit * (1 + 1e-9)) * unit:.2g}")
