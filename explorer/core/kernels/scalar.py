"""Expression trees as straight-line Python on floats: for one point at a time, thousands of times a second.

Goal: a descent step costs what hand-written ``math`` code costs. Constraints: nothing from a formula
ever becomes source text. The function is built as an :mod:`ast` tree whose every identifier is ours
(``v0``, ``v1`` … for values, ``m_…`` for functions), compiled, and wrapped by
:class:`types.FunctionType`; nothing is executed to define it. Python's compiler recurses, so nesting
is bounded: a value that is used twice, or nested too deeply, gets a statement of its own.

The pieces (:func:`emit`, :func:`build_function`) are public so that a whole loop can be fused around
the statements. What they produce may raise one of :data:`ARITHMETIC_ERRORS` where a function is
undefined or overflows; :func:`compile_scalar` answers that by :func:`evaluate`, outside the fast path.
"""

from __future__ import annotations

import ast
import math
import types
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Apply, Node, Symbol, postorder
from explorer.core.expression.operators import OPERATORS
from explorer.core.kernels.folding import prepare
from explorer.core.kernels.scalar_operators import ARITHMETIC_ERRORS, FUNCTIONS, GUARDED, Emitter, name

__all__ = ["ARITHMETIC_ERRORS", "ScalarFunction", "build_function", "compile_scalar", "emit"]

ScalarFunction = Callable[..., tuple[float, ...]]


def emit(
    nodes: Sequence[Node], names: Mapping[str, str | ast.expr], prefix: str = "v"
) -> tuple[list[ast.stmt], list[ast.expr]]:
    """Statements that compute ``nodes``, and for each node the expression that then holds its value.

    ``names`` maps every symbol to the local identifier (or the expression) that holds it. Assigned
    identifiers are ``prefix`` and a number: give several fragments of one function different
    prefixes. Identifiers that start with ``m_`` belong to :func:`build_function`.

    Raises ValueError if a symbol is missing from ``names``.
    """
    folded = prepare(nodes)
    known = {symbol: name(held) if isinstance(held, str) else held for symbol, held in names.items()}
    for node in postorder(*folded):
        if isinstance(node, Symbol) and node.name not in known:
            raise ValueError(f"The expression uses {node.name}, which is none of {', '.join(names) or 'no names'}.")
    emitter = Emitter(folded, known, prefix)
    return emitter.statements, [emitter.number(node) for node in folded]


def build_function(
    argument_names: Sequence[str],
    body: Sequence[ast.stmt],
    extra_globals: Mapping[str, object] | None = None,
    function_name: str = "kernel",
) -> Callable[..., Any]:
    """A Python function of positional arguments from statements, without executing anything.

    ``body`` sees the functions that :func:`emit` calls, and ``extra_globals``.
    """
    parameters = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(arg=argument) for argument in argument_names],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    definition = ast.FunctionDef(name=function_name, args=parameters, body=list(body), decorator_list=[])
    module = ast.fix_missing_locations(ast.Module(body=[definition], type_ignores=[]))
    compiled = compile(module, "<kernel>", "exec", dont_inherit=True)
    code = next(part for part in compiled.co_consts if isinstance(part, types.CodeType))
    scope = {**FUNCTIONS, **_SAFE, **(extra_globals or {}), "__builtins__": {}}
    return types.FunctionType(code, scope, function_name)


def _without_raising(operator: str) -> Callable[..., float]:
    """The operator as a function of floats that gives NaN or inf instead of raising; compiled when first called."""
    names = ("a", "b")[: OPERATORS[operator].least]
    node = Apply(operator, map(Symbol, names))

    @lru_cache(maxsize=1)
    def compiled() -> ScalarFunction:
        return compile_scalar((node,), names)

    return lambda *operands: compiled()(*operands)[0]


_SAFE: Final = {f"m_safe_{operator}": _without_raising(operator) for operator in GUARDED}


def compile_scalar(outputs: Sequence[Node], names: Sequence[str], domain: Node | bool | None = True) -> ScalarFunction:
    """A function of the values of ``names``, positional floats, that returns one float an output.

    It never raises for a value: an undefined output is NaN, an overflow is ±inf. Where ``domain``
    is NaN every output is: a derivative has the holes of its function (1/x is no derivative of
    log x at −1). By default the first output is the domain; False means none.
    """
    return _compiled(tuple(outputs), tuple(names), domain_of(outputs, domain))


def domain_of(outputs: Sequence[Node], domain: Node | bool | None) -> Node | None:
    """The node whose holes all outputs share: the first output if ``domain`` is True, or none."""
    if isinstance(domain, Node):
        return domain
    return outputs[0] if domain and len(outputs) > 1 else None


@lru_cache(maxsize=128)
def _compiled(outputs: tuple[Node, ...], names: tuple[str, ...], domain: Node | None) -> ScalarFunction:
    arguments = [f"a{index}" for index in range(len(names))]
    roots = outputs if domain is None else (domain, *outputs)
    statements, results = emit(roots, dict(zip(names, arguments, strict=True)))
    undefined = (math.nan,) * len(outputs)
    if domain is not None:
        inside = results.pop(0)
        if not isinstance(inside, ast.Name):
            statements.append(ast.Assign(targets=[ast.Name(id="inside", ctx=ast.Store())], value=inside))
            inside = name("inside")
        unequal = ast.Compare(left=inside, ops=[ast.NotEq()], comparators=[inside])
        statements.append(ast.If(test=unequal, body=[ast.Return(value=name("m_undefined"))], orelse=[]))
    statements.append(ast.Return(value=ast.Tuple(elts=results, ctx=ast.Load())))
    fallback = ast.Call(func=name("m_beyond"), args=[name(argument) for argument in arguments], keywords=[])
    handler = ast.ExceptHandler(type=name("m_arithmetic_errors"), name=None, body=[ast.Return(value=fallback)])
    body: list[ast.stmt] = [ast.Try(body=statements, handlers=[handler], orelse=[], finalbody=[])]
    beyond = _evaluated(outputs, names, domain)
    return build_function(arguments, body, {"m_beyond": beyond, "m_undefined": undefined})


def _evaluated(outputs: tuple[Node, ...], names: tuple[str, ...], domain: Node | None) -> ScalarFunction:
    """The slow route, taken where the fast one met an undefined value or an overflow."""

    def beyond(*arguments: float) -> tuple[float, ...]:
        values = dict(zip(names, arguments, strict=True))
        if domain is not None and math.isnan(evaluate(domain, values)):
            return (math.nan,) * len(outputs)
        return tuple(evaluate(output, values) for output in outputs)

    return beyond
