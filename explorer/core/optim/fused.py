"""A descent loop compiled for one formula and one update rule: gradient and step as straight-line Python.

Goal: a step of descent costs about what its arithmetic costs, so that sweeps of thousands of runs
are cheap. The statements of f and its partials and those of the rule, once a component, become one
function around a ``for`` loop, built as an ``ast`` tree whose identifiers are all ours. Rejected: one
call of the gradient and one of the rule a step, which spends three quarters of the time on calls and
tuples.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from explorer.core.expression.nodes import Node
from explorer.core.kernels.scalar import build_function, compile_scalar, emit
from explorer.core.optim.rule import NOISE, ClosedRule

__all__ = ["FusedLoop", "fuse"]

UPDATE_FAILED: Final = 1
NOT_FINITE: Final = 2
WITHIN_TOLERANCE: Final = 3


@dataclass(frozen=True, slots=True)
class FusedLoop:
    """The compiled loop and how its arguments are laid out.

    ``run(ticks, tolerance, constants…, parameters…, schedule…, memory…, x…, slopes…, puts…)`` where
    memory is component by component and ``puts`` are the ``append`` methods that record x…, f and
    ‖∇f‖. ``ticks`` are the numbers of the steps; with something ``varying`` or noise, a tuple a step
    of that number, the varying values and the noise of each component. It returns (status, schedule…,
    memory…, x…, slopes…, f, ‖∇f‖); at a status other than 0 the
    last position was recorded only if it lies within the tolerance.
    """

    run: Callable[..., tuple[Any, ...]]
    evaluate: Callable[..., tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class _Names:
    """Identifiers of the loop's locals; ``varying`` and ``noise`` are new at every step."""

    varying: list[str]
    noise: list[str]
    constants: list[str]
    parameters: list[str]
    schedule: list[str]
    memory: list[list[str]]
    positions: list[str]
    slopes: list[str]

    @property
    def state(self) -> list[str]:
        return [*self.schedule, *(name for names in self.memory for name in names), *self.positions, *self.slopes]


@lru_cache(maxsize=64)
def fuse(
    value: Node,
    slopes: tuple[Node, ...],
    variables: tuple[str, ...],
    parameters: tuple[str, ...],
    hyperparameters: tuple[str, ...],
    rule: ClosedRule,
    varying: tuple[str, ...] = (),
    noisy: bool = False,
) -> FusedLoop:
    """Compile the loop for f = ``value`` with partials ``slopes`` under ``rule``.

    ``varying`` are hyperparameters that change from step to step, none of them in ``hyperparameters``.
    """
    count = len(variables)
    names = _Names(
        [f"r{i}" for i in range(len(varying))],
        [f"n{i}" for i in range(count if noisy else 0)],
        [f"h{i}" for i in range(len(hyperparameters) + len(rule.constants))],
        [f"p{i}" for i in range(len(parameters))],
        [f"s{i}" for i in range(len(rule.schedule))],
        [[f"k{i}_{j}" for j in range(len(rule.memory))] for i in range(count)],
        [f"x{i}" for i in range(count)],
        [f"g{i}" for i in range(count)],
    )
    evaluate = compile_scalar((value, *slopes), (*variables, *parameters))
    constants = (*hyperparameters, *(name for name, _ in rule.constants))
    loop = ast.For(
        target=_tick(names),
        iter=_load("ticks"),
        body=[
            _guarded(
                _update(rule, names, constants, varying), [_assign("status", ast.Constant(UPDATE_FAILED)), ast.Break()]
            ),
            _guarded(_evaluation(value, slopes, variables, parameters, names), _slow_evaluation(names)),
            *_record(names),
        ],
        orelse=[],
    )
    results = ["status", *names.state, "f", "norm"]
    body: list[ast.stmt] = [
        _assign("status", ast.Constant(0)),
        _assign("f", ast.Constant(math.nan)),
        _assign("norm", ast.Constant(math.nan)),
        loop,
        ast.Return(ast.Tuple([_load(name) for name in results], ast.Load())),
    ]
    puts = [*(f"put_{name}" for name in names.positions), "put_f", "put_norm"]
    arguments = ["ticks", "tolerance", *names.constants, *names.parameters, *names.state, *puts]
    extra = {"m_slow": evaluate, "m_norm": math.hypot, "m_inf": math.inf}
    return FusedLoop(build_function(arguments, body, extra, "descend"), evaluate)


def _tick(names: _Names) -> ast.expr:
    """What the loop assigns at the head of every step."""
    if not (names.varying or names.noise):
        return _store("t")
    return ast.Tuple([_store(name) for name in ("t", *names.varying, *names.noise)], ast.Store())


def _update(rule: ClosedRule, names: _Names, constants: Sequence[str], varying: Sequence[str]) -> list[ast.stmt]:
    """The shared assignments, then each component's new memory and position."""
    statements: list[ast.stmt] = []
    held: dict[str, str | ast.expr] = dict(zip(constants, names.constants, strict=True))
    held |= {"t": "t", **dict(zip(rule.schedule, names.schedule, strict=True))}
    held |= dict(zip(varying, names.varying, strict=True))
    for index, (target, tree) in enumerate(rule.shared):
        local = held[target] if target in rule.schedule else f"c{index}"
        assert isinstance(local, str)
        before, (result,) = emit((tree,), held, f"q{index}_")
        statements += [*before, _assign(local, result)]
        held[target] = local
    for i, memory in enumerate(names.memory):
        own = {**held, "g": names.slopes[i], "x": names.positions[i], **dict(zip(rule.memory, memory, strict=True))}
        if names.noise:
            own[NOISE] = names.noise[i]
        before, results = emit(rule.each, own, f"u{i}_")
        statements += [*before, _assign_together([*memory, names.positions[i]], results)]
    return statements


def _evaluation(
    value: Node, slopes: Sequence[Node], variables: Sequence[str], parameters: Sequence[str], names: _Names
) -> list[ast.stmt]:
    held: dict[str, str | ast.expr] = dict(zip(variables, names.positions, strict=True))
    held |= dict(zip(parameters, names.parameters, strict=True))
    before, results = emit((value, *slopes), held, "v")
    targets = ["f", *names.slopes]
    return [*before, *(_assign(target, result) for target, result in zip(targets, results, strict=True))]


def _slow_evaluation(names: _Names) -> list[ast.stmt]:
    """Where the fast arithmetic raised: f may be undefined, or only a part of it overflowed."""
    call = ast.Call(_load("m_slow"), [_load(name) for name in (*names.positions, *names.parameters)], [])
    targets = ast.Tuple([_store(name) for name in ("f", *names.slopes)], ast.Store())
    return [ast.Assign([targets], call)]


def _record(names: _Names) -> list[ast.stmt]:
    """Stop at anything that is not finite, else record, else stop within the tolerance."""
    finite = ast.BoolOp(
        ast.And(),
        [
            ast.Compare(ast.UnaryOp(ast.USub(), _load("m_inf")), [ast.Lt(), ast.Lt()], [_load("f"), _load("m_inf")]),
            ast.Compare(_load("norm"), [ast.Lt()], [_load("m_inf")]),
        ],
    )
    norm = ast.Call(_load("m_norm"), [_load(name) for name in names.slopes], [])
    puts = [ast.Expr(ast.Call(_load(f"put_{name}"), [_load(name)], [])) for name in (*names.positions, "f", "norm")]
    return [
        _assign("norm", norm),
        ast.If(ast.UnaryOp(ast.Not(), finite), [_assign("status", ast.Constant(NOT_FINITE)), ast.Break()], []),
        *puts,
        ast.If(
            ast.Compare(_load("norm"), [ast.LtE()], [_load("tolerance")]),
            [_assign("status", ast.Constant(WITHIN_TOLERANCE)), ast.Break()],
            [],
        ),
    ]


def _guarded(body: list[ast.stmt], otherwise: list[ast.stmt]) -> ast.stmt:
    """``body``, and ``otherwise`` where its arithmetic raises (which costs nothing where it does not)."""
    handler = ast.ExceptHandler(_load("m_arithmetic_errors"), None, otherwise)
    return ast.Try(body, [handler], [], [])


def _assign_together(targets: list[str], values: list[ast.expr]) -> ast.stmt:
    if len(targets) == 1:
        return _assign(targets[0], values[0])
    return ast.Assign([ast.Tuple([_store(name) for name in targets], ast.Store())], ast.Tuple(list(values), ast.Load()))


def _assign(target: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([_store(target)], value)


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _store(name: str) -> ast.Name:
    return ast.Name(name, ast.Store())
