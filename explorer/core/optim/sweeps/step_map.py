"""One step of an elementwise rule from many positions at once, as one array program.

Goal: a sweep of 160,000 starts costs what its arithmetic costs. The partials of f are put into the
rule, so that a step is one program with shared subexpressions; it runs in blocks that stay in cache for
many steps. Rejected: a call of the gradient kernel and one of the rule's a step, which carries every
intermediate array through memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.kernels.execution import Plan
from explorer.core.kernels.folding import prepare
from explorer.core.kernels.instructions import EVERYWHERE, Program
from explorer.core.kernels.plain import lower_plainly
from explorer.core.optim.course import Course
from explorer.core.optim.rule import NOISE, UpdateRule, chained, substitute
from explorer.core.optim.steppers import HasTree
from explorer.core.sampling.field import FloatArray

__all__ = ["BLOCK", "WINDOW", "StepMap", "Steps"]

BLOCK: Final = 16384
WINDOW: Final = 8
_LEAST_ROOM = 256
_TOTAL: Final = frozenset(
    "add mul neg exp sin cos sinh cosh tanh sech arctan arccot arsinh abs sigmoid relu leaky_relu softplus "
    "gauss erf sinc cbrt hypot min max".split()
)


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """The inputs of the program, none of which can be a name of the user's."""

    positions: tuple[str, ...]
    slopes: tuple[str, ...]
    noise: tuple[str, ...]
    memory: tuple[tuple[str, ...], ...]
    schedule: tuple[str, ...]

    @property
    def state(self) -> tuple[str, ...]:
        """Positions first, then each component's memory, then what is kept once for all."""
        return (*self.positions, *(name for names in self.memory for name in names), *self.schedule)


_Call: TypeAlias = tuple[Callable[..., Any], list[Any], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """``states`` (k + 1, s, m): before and after each of k steps; ``norms`` (k, m): ‖∇f‖² before each."""

    norms: FloatArray
    states: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Workspace:
    """The arrays for so many starts, and the calls of each step of a window bound to them."""

    steps: Steps
    varied: FloatArray
    slopes: FloatArray
    noise: FloatArray
    holders: Mapping[int, NDArray[np.float64]]
    calls: tuple[list[_Call], ...]


class StepMap:
    """A few steps of every start of a block, each step in memory for as long as it takes to look at it.

    ``varied`` are symbols of hyperparameters that each start has for itself; the others are those of
    the course. A state is an array (s, m): rows for the n coordinates, then the rule's memory.
    """

    def __init__(self, course: Course, varied: tuple[str, ...] = ()) -> None:
        rule = course.rule
        assert isinstance(rule, UpdateRule)
        count = len(course.objective.variables)
        self.course, self.varied, self.count = course, varied, count
        self._rule = rule
        self._fused = isinstance(course.objective, HasTree)
        self.names = _Names(
            tuple(f"position {i}" for i in range(count)),
            tuple(f"slope {i}" for i in range(count)),
            tuple(f"noise {i}" for i in range(count)),
            tuple(tuple(f"memory {i} {name}" for name, _ in rule.memory) for i in range(count)),
            tuple(f"schedule {name}" for name, _ in rule.schedule),
        )
        outputs, domain = self._trees(rule)
        own_noise = self.names.noise if course.batch else ()
        everywhere = (*self.names.state, *self.names.slopes, *own_noise, *(f"varied {symbol}" for symbol in varied))
        roots = prepare(outputs if domain is None else (*outputs, domain))
        program, results = lower_plainly(roots, dict.fromkeys(everywhere, EVERYWHERE))
        self._plan = Plan(program, results[: len(outputs)], results[-1] if domain is not None else None)
        moving = {f"varying {symbol}" for symbol in course.varying} | {"t"}
        moving |= set() if course.batch else set(self.names.noise)
        self._moving = [index for index in self._plan.axis_values if _depends(program, index, moving)]
        self._still = _still_values(self._plan, set(self._moving))
        self._workspaces: dict[int, _Workspace] = {}
        self.returns = not self._moving and course.schedule is None and not course.is_noisy

    def _trees(self, rule: UpdateRule) -> tuple[tuple[Node, ...], Node | None]:
        """‖∇f‖² and the new state, and what must be defined for them to be."""
        slopes, domain = self._slopes()
        norm: Node = Number(0.0)
        for slope in slopes:
            norm = norm + slope * slope
        known = self._shared_symbols(rule)
        for assignment in rule.shared:
            known[Symbol(assignment.name)] = substitute(assignment.expression, known)
        positions: list[Node] = []
        memory: list[Node] = []
        new = dict(zip((assignment.name for assignment in rule.each), chained(rule), strict=True))
        for i, slope in enumerate(slopes):
            own = {**known, Symbol("g"): slope, Symbol("x"): Symbol(self.names.positions[i])}
            own[Symbol(NOISE)] = Symbol(self.names.noise[i])
            for (name, _), unique in zip(rule.memory, self.names.memory[i], strict=True):
                own[Symbol(name)] = Symbol(unique)
            positions.append(substitute(new["x"], own))
            memory += [substitute(new.get(name, Symbol(name)), own) for name, _ in rule.memory]
        schedule = [known[Symbol(name)] for name, _ in rule.schedule]
        return (norm, *positions, *memory, *schedule), domain

    def _slopes(self) -> tuple[tuple[Node, ...], Node | None]:
        f = self.course.objective
        if not isinstance(f, HasTree):
            return tuple(Symbol(name) for name in self.names.slopes), None
        renamed: dict[Node, Node] = {
            Symbol(name): Symbol(unique) for name, unique in zip(f.variables, self.names.positions, strict=True)
        }
        renamed |= {Symbol(name): Number(value) for name, value in f.parameters.items()}
        slopes = tuple(substitute(node, renamed) for node in f.gradient_nodes)
        return slopes, None if _is_total(f.root) else substitute(f.root, renamed)

    def _shared_symbols(self, rule: UpdateRule) -> dict[Node, Node]:
        varying = self.course.varying
        known: dict[Node, Node] = {Symbol("t"): Symbol("t")}
        for symbol, value in self.course.optimizer.numbers.items():
            known[Symbol(symbol)] = Symbol(f"varied {symbol}") if symbol in self.varied else Number(value)
        known |= {Symbol(symbol): Symbol(f"varying {symbol}") for symbol in varying}
        known |= {Symbol(name): Symbol(f"schedule {name}") for name, _ in rule.schedule}
        return known

    def begun(self, positions: FloatArray) -> FloatArray:
        """The state of a fresh rule at ``positions`` (m, n)."""
        state = np.empty((len(self.names.state), len(positions)))
        state[: self.count] = positions.T
        first = [value for _ in range(self.count) for _, value in self._rule.memory]
        first += [value for _, value in self._rule.schedule]
        state[self.count :] = np.array(first).reshape(-1, 1)
        return state

    def scalars(self, first: int, count: int) -> dict[int, FloatArray]:
        """The values that change from step to step but not from start to start, for steps ``first`` … of a run."""
        if not self._moving:
            return {}
        course, program = self.course, self._plan.program
        inputs: dict[str, Any] = {"t": np.arange(first + 1, first + count + 1, dtype=np.float64)}
        if course.schedule is not None:
            inputs |= dict(zip((f"varying {s}" for s in course.varying), course.values_at(first, count), strict=True))
        if course.noise:
            inputs |= dict(zip(self.names.noise, course.noise_at(first, count).T, strict=True))
        values: dict[int, Any] = dict(self._still)
        with np.errstate(all="ignore"):
            for index in self._moving:
                step = program.steps[index]
                if step.operation is None:
                    values[index] = inputs[step.name]
                else:
                    values[index] = step.operation.function(*[values[operand] for operand in step.operands])
        return {index: np.broadcast_to(values[index], (count,)) for index in self._moving}

    def run(
        self, state: FloatArray, varied: FloatArray, scalars: Mapping[int, FloatArray], count: int, first: int = 0
    ) -> Steps:
        """``count`` ≤ WINDOW steps from ``state`` (s, m); ``varied`` (v, m) are each start's own hyperparameters.

        ``first`` is the number of the first of them in the run, which decides the rows of a batch. The arrays of the
        answer are used again by the next call.
        """
        size = state.shape[1]
        room = _rounded_up(size)
        work = self._workspaces.get(room)
        if work is None:
            work = self._workspaces[room] = self._workspace(room)
        work.steps.states[0, :, :size] = state
        work.varied[:, :size] = varied
        with np.errstate(all="ignore"):
            for k in range(count):
                for index, holder in work.holders.items():
                    holder[...] = scalars[index][k]
                if not self._fused:
                    positions = work.steps.states[k, : self.count, :size]
                    slopes = self.course.objective.gradients_at(positions.T)
                    work.slopes[:, :size] = slopes.T
                    if self.course.batch:
                        work.noise[:, :size] = self.course.disturbances_at(first + k, positions.T, slopes).T
                for function, operands, target in work.calls[k]:
                    function(*operands, out=target)
        return Steps(work.steps.norms[:, :size], work.steps.states[:, :, :size])

    def _workspace(self, size: int) -> _Workspace:
        steps = Steps(np.zeros((WINDOW, size)), np.zeros((WINDOW + 1, len(self.names.state), size)))
        varied = np.zeros((len(self.varied), size))
        slopes = np.zeros((0 if self._fused else self.count, size))
        noise = np.zeros((self.count if self.course.batch else 0, size))
        holders = {index: np.zeros(()) for index in self._moving}
        buffers = [np.empty(size, dtype=bool if kind else np.float64) for kind in self._plan.kinds]
        rows = dict(zip(self.names.slopes, slopes, strict=False))
        rows |= dict(zip(self.names.noise, noise, strict=False))
        rows |= dict(zip((f"varied {symbol}" for symbol in self.varied), varied, strict=True))
        known: dict[int, Any] = {**self._still, **holders}
        calls = tuple(
            self._bound(
                {**rows, **dict(zip(self.names.state, steps.states[k], strict=True))},
                [steps.norms[k], *steps.states[k + 1]],
                buffers,
                known,
            )
            for k in range(WINDOW)
        )
        return _Workspace(steps, varied, slopes, noise, holders, calls)

    def _bound(
        self, rows: Mapping[str, FloatArray], targets: list[FloatArray], buffers: list[Any], known: Mapping[int, Any]
    ) -> list[_Call]:
        """Every operation of a step with its operands and its target."""
        plan = self._plan
        names = {index: plan.program.steps[index].name for index in plan.inputs}
        values = {**known, **{index: rows[name] for index, name in names.items() if name in rows}}
        calls: list[_Call] = []
        for step in plan.block_steps:
            target = buffers[step.target] if step.target >= 0 else targets[-1 - step.target]
            calls.append((step.function, [values[operand] for operand in step.operands], target))
            values[step.value] = target
        for target, index in zip(targets, plan.outputs, strict=True):
            if values[index] is not target:
                calls.append((_copied, [values[index]], target))
        if plan.domain is not None:
            calls.append((_with_holes, [values[plan.domain]], targets))
        return calls


def _rounded_up(size: int) -> int:
    """One of few sizes, 2ᵏ and 3·2ᵏ: binding the calls of a step to arrays costs as much as some steps."""
    room = _LEAST_ROOM
    while room < size:
        room = room * 3 // 2 if room & (room - 1) == 0 else room * 4 // 3
    return room


def _copied(value: Any, out: Any) -> None:
    out[...] = value


def _with_holes(domain: Any, out: list[FloatArray]) -> None:
    holes = np.isnan(domain)
    if holes.any():
        for row in out:
            row[np.broadcast_to(holes, row.shape)] = np.nan


def _is_total(root: Node) -> bool:
    """Whether f is certainly a number everywhere, so that its holes need no looking after."""
    for node in postorder(root):
        if not isinstance(node, Apply) or node.operator in _TOTAL:
            continue
        if node.operator == "pow":
            base, exponent = node.args
            positive = isinstance(base, Constant) and base.value > 0
            whole = isinstance(exponent, Number) and exponent.value >= 0 and float(exponent.value).is_integer()
            if positive or whole:
                continue
        if node.operator == "div" and isinstance(node.args[1], (Number, Constant)) and node.args[1].value:
            continue
        return False
    return True


def _depends(program: Program, index: int, names: set[str]) -> bool:
    pending = [index]
    while pending:
        step = program.steps[pending.pop()]
        if step.operation is None and step.name in names:
            return True
        pending.extend(step.operands)
    return False


def _still_values(plan: Plan, moving: set[int]) -> dict[int, NDArray[np.float64]]:
    """The values that are the same for every start and step; arrays of no dimension are read fastest."""
    program, values = plan.program, dict[int, NDArray[np.float64]]()
    with np.errstate(all="ignore"):
        for index in plan.axis_values:
            if index in moving:
                continue
            step = program.steps[index]
            if index in program.constants:
                values[index] = np.array(program.constants[index], dtype=np.float64)
            elif step.operation is not None:
                operands = [values[operand] for operand in step.operands]
                values[index] = np.array(step.operation.function(*operands))
    return values
