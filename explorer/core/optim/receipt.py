"""One step of a run taken apart: every named quantity with its formula and numbers, and the arrows of the step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Node, Symbol
from explorer.core.kernels import compile_points, compile_scalar
from explorer.core.optim.batches import HasRows, batch_rows
from explorer.core.optim.course import Course, Snapshot
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.resume import state_at
from explorer.core.optim.rule import NOISE, UpdateRule, close, substitute
from explorer.core.optim.run import Run
from explorer.core.optim.steppers import HasTree
from explorer.core.optim.terms import Part, Term, frozen_array
from explorer.core.optim.vector_stepper import vector_step
from explorer.core.optim.vocabulary import SLOPE
from explorer.core.sampling.field import FloatArray

__all__ = ["BATCH", "Receipt", "receipt"]

BATCH: Final = "these rows"
_TITLES: Final = {
    "g": "the slope here",
    "x": "weight decay",
    NOISE: "the noise",
    "m": "the mean slope so far",
    "v": "the velocity so far",
    "b": "the velocity so far",
}


@dataclass(frozen=True, slots=True, eq=False)
class Receipt:
    """Step ``step`` of a run, counted from 1.

    ``terms`` are in the order in which the rule computes them: first the gradient ``g``, near the end
    the step ``Δ``, which is ``delta``; ``position`` + ``delta`` is ``next_position`` to the last bit, and
    both are points of the run. ``parts`` are the arrows that add up to ``delta``: what this slope did,
    what was kept from before, weight decay, noise. ``numbers`` holds the hyperparameters under their
    symbols, with ``learning_rate`` as the schedule has it at this step. Arrays have shape (n,). Where the rule saw the
    slope of some of the data alone, ``rows`` are how many of how many, and ``noise`` is what theirs differs by.
    """

    step: int
    optimizer: Optimizer
    variables: tuple[str, ...]
    position: FloatArray
    next_position: FloatArray
    gradient: FloatArray
    noise: FloatArray | None
    learning_rate: float | None
    numbers: Mapping[str, float]
    terms: tuple[Term, ...]
    parts: tuple[Part, ...]
    rows: tuple[int, int] | None = None

    @property
    def slope_seen(self) -> FloatArray:
        """The slope that the rule saw, (n,): that of f, with noise, or that of the rows of a batch."""
        return self.gradient if self.noise is None else self.gradient + self.noise

    @property
    def delta(self) -> FloatArray:
        """The step."""
        return self.term("Δ").values

    def term(self, symbol: str) -> Term:
        """The last term of that name. Raises KeyError where there is none."""
        for found in reversed(self.terms):
            if found.symbol == symbol:
                return found
        raise KeyError(f"this step has no {symbol}")


def receipt(run: Run, step: int) -> Receipt:
    """The receipt of the step that leads to ``run.points[step]``, 1 ≤ step ≤ len(run).

    Raises ValueError for another step, or for a run that knows nothing of its course.
    """
    if not 1 <= step <= len(run):
        raise ValueError(f"the run has steps 1 to {len(run)}, not {step!r}.")
    here = state_at(run, step - 1)
    course = run.course
    assert course is not None
    noise = course.disturbance_at(here.step, here.position, here.gradient)
    numbers = {**course.optimizer.numbers}
    numbers.update(zip(course.varying, course.values_at(here.step, 1)[:, 0].tolist(), strict=True))
    rate = course.rate_at(here.step)
    if isinstance(course.rule, UpdateRule):
        terms, parts = _elementwise(course, course.rule, here, noise, numbers)
        if course.batch:
            parts = tuple(replace(part, title=BATCH) if part.symbol == NOISE else part for part in parts)
    else:
        made = vector_step(course, here, noise, rate or 0.0)
        terms, parts = made.terms, made.parts
    names = course.objective.variables
    places = (run.points[step - 1], run.points[step], here.gradient)
    return Receipt(
        here.step + 1, course.optimizer, names, *places, noise, rate, numbers, terms, parts, _rows(course, here)
    )


def _rows(course: Course, here: Snapshot) -> tuple[int, int] | None:
    """How many rows of how many a batch has."""
    if not course.batch or not isinstance(course.objective, HasRows):
        return None
    count = course.objective.rows
    return len(batch_rows(count, course.batch, course.seed, here.step)), count


def _elementwise(
    course: Course, rule: UpdateRule, here: Snapshot, noise: FloatArray | None, numbers: Mapping[str, float]
) -> tuple[tuple[Term, ...], tuple[Part, ...]]:
    count = len(here.position)
    shared, results = _computed(course, rule, here, noise, numbers)
    singles = {**numbers, **here.schedule, "t": float(here.tick + 1)}
    known = {name: frozen_array(value, count) for name, value in singles.items()}
    known |= {"∇f": frozen_array(here.gradient, count), "x": frozen_array(here.position, count)}
    known |= {name: frozen_array(values, count) for name, values in here.memory.items()}
    if noise is not None:
        known[NOISE] = frozen_array(noise, count)
    terms = [Term("g", SLOPE, known["∇f"], {"∇f": known["∇f"]})]
    known["g"] = known["∇f"]
    assignments = [(one, frozen_array(shared[one.name], count), True) for one in rule.shared]
    assignments += [(one, frozen_array(values, count), False) for one, values in zip(rule.each, results, strict=True)]
    for one, values, is_shared in assignments:
        inputs = {name: known[name] for name in sorted(one.expression.symbols)}
        terms.append(Term(one.name, one.expression, values, inputs, is_shared))
        known[one.name] = values
    final = {one.name: values for one, values, _ in assignments}
    return tuple(terms), _parts(rule, here, noise, {**singles, **shared}, final)


def _computed(
    course: Course, rule: UpdateRule, here: Snapshot, noise: FloatArray | None, numbers: Mapping[str, float]
) -> tuple[dict[str, float], list[FloatArray]]:
    """What the shared assignments come to, and each of the others, with the very arithmetic of the run."""
    fixed = {name: value for name, value in numbers.items() if name not in course.varying}
    closed = close(rule, tuple(fixed), everything=True)
    values = {**numbers, **here.schedule, "t": float(here.tick + 1)}
    values |= {name: evaluate(tree, fixed) for name, tree in closed.constants}
    for name, tree in closed.shared:
        symbols = sorted(tree.symbols)
        values[name] = compile_scalar((tree,), symbols)(*(values[symbol] for symbol in symbols))[0]
    columns = {"g": here.gradient, "x": here.position, **here.memory}
    if noise is not None:
        columns[NOISE] = noise
    shared = {name: values[name] for name, _ in closed.shared}
    if not isinstance(course.objective, HasTree):
        kernel = compile_points(closed.each, tuple(columns), False)
        return shared, list(kernel(np.array(list(columns.values())).T, values))
    single = {name: value for name, value in values.items() if name not in columns}
    compute = compile_scalar(closed.each, (*columns, *single), False)
    rows = [
        compute(*row, *single.values()) for row in zip(*(column.tolist() for column in columns.values()), strict=True)
    ]
    return shared, list(np.array(rows).T)


@lru_cache(maxsize=64)
def _linear_step(rule: UpdateRule) -> tuple[Node, tuple[str, ...], tuple[str, ...]]:
    """Δ over the quantities in which it is linear, these, and the held ones (renamed) that it needs."""
    new: dict[Node, Node] = {}
    for one in rule.each:
        held = one.name in rule.held
        new[Symbol(one.name)] = Symbol(_held(one.name)) if held else substitute(one.expression, new)
    delta = new[Symbol("Δ")]
    carriers = tuple(n for n in ("g", *(name for name, _ in rule.memory), "x", NOISE) if n in delta.symbols)
    return delta, carriers, tuple(name for name in rule.held if _held(name) in delta.symbols)


def _held(name: str) -> str:
    return f"{name} held"


def _parts(
    rule: UpdateRule,
    here: Snapshot,
    noise: FloatArray | None,
    singles: Mapping[str, float],
    final: Mapping[str, FloatArray],
) -> tuple[Part, ...]:
    """Each carrier's share: the step with all the others set to nothing, less the step with none."""
    delta, carriers, held = _linear_step(rule)
    values = {"g": here.gradient, "x": here.position, **here.memory}
    if noise is not None:
        values[NOISE] = noise
    kernel = compile_points((delta,), (*carriers, *map(_held, held)), False)
    scales = [final[name] for name in held]

    def step_with(carrier: str | None) -> FloatArray:
        zero = np.zeros(len(here.position))
        columns = [values[name] if name == carrier else zero for name in carriers]
        step: FloatArray = kernel(np.array([*columns, *scales]).T, singles)[0]
        return step

    alone = step_with(None)
    parts = [Part("s", "the sign of the momentum", alone)] if alone.any() else []
    for name in carriers:
        parts.append(Part(name, _TITLES.get(name, "what was kept"), step_with(name) - alone))
    return tuple(parts)
