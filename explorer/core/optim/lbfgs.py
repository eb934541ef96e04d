"""L-BFGS as PyTorch computes it, iteration by iteration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from explorer.core.expression.nodes import Symbol
from explorer.core.optim.hyperparameters import Hyperparameter, Value
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.quasi_newton import LINE_SEARCH, TOLERANCE_CHANGE, first_length, line_terms, place_of
from explorer.core.optim.terms import Part
from explorer.core.optim.vector_rule import Place, Sloped, VectorStep, term
from explorer.core.optim.vocabulary import SLOPE, rate
from explorer.core.optim.wolfe import strong_wolfe
from explorer.core.sampling.field import FloatArray

__all__ = ["LBFGS"]


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """The pairs (s, y) remembered, oldest first, and the last direction, length and slope."""

    iterations: int = 0
    direction: FloatArray | None = None
    length: float = 0.0
    steps: tuple[FloatArray, ...] = ()
    changes: tuple[FloatArray, ...] = ()
    bends: tuple[float, ...] = ()
    scale: float = 1.0
    gradient: FloatArray | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Iteration:
    """What one iteration did: where it led, if f is known there, and how often f was asked."""

    state: _State
    here: Place
    there: Place | None
    moved: FloatArray
    asked: int = 0
    flat: bool = False


def _whole(name: str, label: str, default: int | None, most: float, text: str) -> Hyperparameter:
    return Hyperparameter(name, label, (), default, text, (1.0, most), lowest=1.0, whole=True, optional=default is None)


class LBFGS(Optimizer):
    """Quasi-Newton from the last few steps alone (``torch.optim.LBFGS``).

    A step is one call of PyTorch's ``step``: up to ``max_iter`` iterations and ``max_eval`` evaluations
    (1.25·max_iter unless given). With ``max_iter=1`` every iteration is a step to be seen; the line
    search then needs ``max_eval=25``.
    """

    name = "LBFGS"
    title = "L-BFGS"
    summary = "Learns how f bends from its last few steps, and aims at the bottom of that bowl."
    source = "Liu and Nocedal, 1989; Nocedal and Wright, algorithm 7.4"
    watched: ClassVar[Mapping[str, Value]] = {
        "max_iter": 1,
        "max_eval": 25,
        "line_search_fn": "strong_wolfe",
        "tolerance_change": 1e-12,
        "tolerance_grad": 1e-12,
    }
    settings = (
        rate(1.0, "The length that is tried first, as a share of the whole step."),
        _whole("max_iter", "Iterations", 20, 20.0, "How many iterations make one step."),
        _whole("max_eval", "Evaluations", None, 50.0, "How often f may be evaluated in one step."),
        Hyperparameter(
            "tolerance_grad", "Least slope", (), 1e-7, "A step ends where f is flatter.", (1e-12, 1e-3), "log"
        ),
        TOLERANCE_CHANGE,
        _whole("history_size", "Memory", 100, 100.0, "How many steps are remembered."),
        LINE_SEARCH,
    )
    __slots__ = ()

    def rule(self) -> LBFGS:
        """d = −B⁻¹g by the two-loop recursion, x ← x + s·d."""
        return self

    def begin(self, count: int) -> _State:
        """Nothing is remembered yet."""
        del count
        return _State()

    def step(self, f: Sloped, here: Place, state: _State, rate: float) -> VectorStep:
        """Up to ``max_iter`` iterations."""
        if self._is_flat(here):
            return replace(line_terms(here, np.zeros(len(here.gradient)), 0.0, "B"), state=state, place=here)
        limit = self.values["max_eval"]
        most_asked = self._most_iterations * 5 // 4 if limit is None else int(self.number("max_eval"))
        asked, done, moves = 1, 0, []
        place: Place | None = here
        while done < self._most_iterations and place is not None:
            done += 1
            found = self._iterate(f, place, state, rate, most_asked - asked)
            state, asked = found.state, asked + found.asked
            if found.flat:
                break
            moves.append(found)
            place = found.there or (self._looked_at(f, found) if done < self._most_iterations else None)
            asked += found.there is None and place is not None
            if place is None or asked >= most_asked or self._has_ended(found, place):
                break
        return _told(here, moves, state, place)

    @property
    def _most_iterations(self) -> int:
        return int(self.number("max_iter"))

    def _is_flat(self, place: Place) -> bool:
        return bool(np.max(np.abs(place.gradient)) <= self.number("tolerance_grad"))

    def _looked_at(self, f: Sloped, found: _Iteration) -> Place:
        position = found.here.position + found.moved
        return Place(position, *f.value_and_gradient(position))

    def _has_ended(self, found: _Iteration, place: Place) -> bool:
        least = self.number("tolerance_change")
        undefined = not (np.isfinite(place.value) and np.isfinite(place.gradient).all())
        still = bool(np.max(np.abs(found.moved)) <= least)
        return undefined or self._is_flat(place) or still or abs(place.value - found.here.value) < least

    def _iterate(self, f: Sloped, here: Place, state: _State, rate: float, evaluations: int) -> _Iteration:
        state = _remembered(state, here.gradient, int(self.number("history_size")))
        direction = _direction(state, here.gradient)
        length = first_length(here.gradient, rate) if state.iterations == 1 else rate
        state = replace(state, direction=direction, length=length, gradient=here.gradient)
        least = self.number("tolerance_change")
        if float(here.gradient @ direction) > -least:
            return _Iteration(state, here, None, np.zeros(len(direction)), flat=True)
        if self.values["line_search_fn"] is None:
            return _Iteration(state, here, None, length * direction)
        trial, asked = strong_wolfe(f, here, direction, length, tolerance_change=least, most=evaluations)
        state = replace(state, length=trial.length)
        return _Iteration(state, here, place_of(here, direction, trial), trial.length * direction, asked)


def _remembered(state: _State, gradient: FloatArray, most: int) -> _State:
    """The state with the last step's pair, the oldest dropped."""
    state = replace(state, iterations=state.iterations + 1)
    if state.direction is None or state.gradient is None:
        return state
    change, step = gradient - state.gradient, state.direction * state.length
    bend = float(change @ step)
    if not bend > 1e-10:
        return state
    kept = slice(1 if len(state.steps) >= most else 0, None)
    return replace(
        state,
        steps=(*state.steps[kept], step),
        changes=(*state.changes[kept], change),
        bends=(*state.bends[kept], 1.0 / bend),
        scale=bend / float(change @ change),
    )


def _direction(state: _State, gradient: FloatArray) -> FloatArray:
    """−B⁻¹g by the two-loop recursion (Nocedal and Wright, algorithm 7.4)."""
    pairs = list(zip(state.steps, state.changes, state.bends, strict=True))
    direction, weights = -gradient, []
    for step, change, bend in reversed(pairs):
        weights.append(float(step @ direction) * bend)
        direction = direction - weights[-1] * change
    direction = direction * state.scale
    for (step, change, bend), weight in zip(pairs, reversed(weights), strict=True):
        direction = direction + step * (weight - float(change @ direction) * bend)
    return direction


def _told(here: Place, moves: list[_Iteration], state: _State, place: Place | None) -> VectorStep:
    """One iteration as d, s and Δ = s·d; several as one arrow each."""
    if not moves:
        return replace(line_terms(here, np.zeros(len(here.position)), 0.0, "B"), state=state, place=here)
    if len(moves) == 1:
        only = moves[0].state
        assert only.direction is not None
        told = line_terms(here, only.direction, only.length, "B" if only.steps else "")
        return replace(told, state=state, place=place)
    count = len(here.position)
    names = [f"Δ_{index}" for index in range(1, len(moves) + 1)]
    terms = [term("g", SLOPE, here.gradient, count, {"∇f": here.gradient})]
    terms += [term(name, Symbol(name), move.moved, count) for name, move in zip(names, moves, strict=True)]
    total = Symbol(names[0]) + Symbol(names[1])
    for name in names[2:]:
        total = total + Symbol(name)
    delta: FloatArray = np.sum([move.moved for move in moves], axis=0)
    inputs: dict[str, object] = dict(zip(names, (move.moved for move in moves), strict=True))
    parts = tuple(
        Part(n, f"iteration {i}", move.moved) for i, (n, move) in enumerate(zip(names, moves, strict=True), 1)
    )
    return VectorStep(delta, state, (*terms, term("Δ", total, delta, count, inputs)), parts, place)
