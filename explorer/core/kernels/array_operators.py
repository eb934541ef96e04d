"""What each operator becomes in array code: the table behind the grid and points kernels.

Real arithmetic by NumPy's conventions: NaN where a function is undefined, ±inf at a pole or beyond
the range of the type. Operations are primitive steps wherever possible, so that their parts are shared.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from explorer.core import special
from explorer.core.expression.operators import COMPARISONS
from explorer.core.kernels.instructions import (
    ADD,
    DIVIDE,
    MULTIPLY,
    NEGATIVE,
    RECIPROCAL,
    SQUARE,
    Operation,
    Program,
)

__all__ = ["ARRAY_OPERATORS", "COS", "EXP", "POWER", "SIN", "raised"]

LARGEST_PRODUCT_POWER: Final = 64

Lowering = Callable[..., int]
"""(program, operand values…) → value."""

SIN: Final = Operation(np.sin)
COS: Final = Operation(np.cos)
EXP: Final = Operation(np.exp)
LOG: Final = Operation(np.log)
SQRT: Final = Operation(np.sqrt)
ABS: Final = Operation(np.absolute)
POWER: Final = Operation(np.power)
MINIMUM: Final = Operation(np.minimum)
MAXIMUM: Final = Operation(np.maximum)
HYPOT: Final = Operation(np.hypot)
ARCTAN2: Final = Operation(np.arctan2)
LOG2: Final = Operation(np.log2)
LOG10: Final = Operation(np.log10)
LOG1P: Final = Operation(np.log1p)
STEP: Final = Operation(np.heaviside)
MOD: Final = Operation(np.remainder)
EQUAL: Final = Operation(np.equal, boolean=True)

_SAME_NAME: Final = "sqrt cbrt exp log sin cos tan sinh cosh tanh"
_DIRECT: Final = {
    **{operator: getattr(np, operator) for operator in _SAME_NAME.split()},
    **{f"arc{end}": getattr(np, f"arc{end}") for end in ("sin", "cos", "tan")},
    **{f"ar{end}": getattr(np, f"arc{end}") for end in ("sinh", "cosh")},
    "abs": np.absolute,
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "neg": np.negative,
}
_SAME: Final = {
    "sqrt": SQRT,
    "exp": EXP,
    "log": LOG,
    "sin": SIN,
    "cos": COS,
    "abs": ABS,
    "neg": NEGATIVE,
}
_OPERATIONS: Final = {operator: _SAME.get(operator, Operation(function)) for operator, function in _DIRECT.items()}


def _select(*operands: Any, out: Any = None) -> Any:
    """condition, value, condition, value, …[, otherwise]: the value of the first condition that holds."""
    pairs, otherwise = (operands, math.nan) if len(operands) % 2 == 0 else (operands[:-1], operands[-1])
    result = np.empty(np.broadcast_shapes(*map(np.shape, operands))) if out is None else out
    result[...] = otherwise
    for index in range(len(pairs) - 2, -1, -2):
        np.copyto(result, pairs[index + 1], where=np.asarray(pairs[index], dtype=bool), casting="unsafe")
    return result


def _real_root(x: Any, n: Any, out: Any = None) -> Any:
    """The real n-th root: of a negative x only where n is an odd whole number."""
    root = np.power(np.absolute(x), np.divide(1.0, n))
    odd = np.equal(np.remainder(n, 2.0), 1.0)
    root = np.where(np.less(x, 0.0), np.where(odd, -root, math.nan), root)
    return _delivered(np.where(np.equal(n, 0.0), math.nan, root), out)


def _inverse_tangent(x: Any, out: Any = None) -> Any:
    """artanh, undefined at ±1."""
    return _delivered(np.where(np.equal(np.absolute(x), 1.0), math.nan, np.arctanh(x)), out)


def _reciprocal_of_nonzero(x: Any, out: Any = None) -> Any:
    return _delivered(np.where(np.equal(x, 0.0), math.nan, np.reciprocal(x)), out)


def _zeroth_power(x: Any, out: Any = None) -> Any:
    return _delivered(np.where(np.isnan(x), math.nan, 1.0), out)


def _proper_base(base: Any, out: Any = None) -> Any:
    """Its logarithm, undefined where ``base`` cannot be the base of one."""
    return _delivered(np.where(np.equal(base, 1.0) | np.less_equal(base, 0.0), math.nan, np.log(base)), out)


def _delivered(values: Any, out: Any) -> Any:
    if out is None:
        return values
    np.copyto(out, values, casting="same_kind")
    return out


def _special(function: Callable[[Any], Any]) -> Operation:
    return Operation(lambda x, out=None: _delivered(function(x), out))


def _every(*conditions: Any, out: Any = None) -> Any:
    return _delivered(_joined(np.logical_and, conditions), out)


def _any(*conditions: Any, out: Any = None) -> Any:
    return _delivered(_joined(np.logical_or, conditions), out)


def _joined(function: Callable[[Any, Any], Any], conditions: tuple[Any, ...]) -> Any:
    result = conditions[0]
    for condition in conditions[1:]:
        result = function(result, condition)
    return result


def _truth(value: bool) -> Operation:
    return Operation(lambda out=None: np.bool_(value), boolean=True)


SELECT: Final = Operation(_select, overwrites=False)
ROOT: Final = Operation(_real_root, overwrites=False)
ARTANH: Final = Operation(_inverse_tangent, overwrites=False)
RECIPROCAL_OF_NONZERO: Final = Operation(_reciprocal_of_nonzero)
ZEROTH_POWER: Final = Operation(_zeroth_power)
LOG_OF_BASE: Final = Operation(_proper_base)
GAMMA: Final = _special(special.gamma)


def _primitive(operation: Operation) -> Lowering:
    return lambda program, *operands: program.apply(operation, *operands)


def _chain(operation: Operation) -> Lowering:
    def lower(program: Program, *operands: int) -> int:
        result = operands[0]
        for operand in operands[1:]:
            result = program.apply(operation, result, operand)
        return result

    return lower


def _reciprocal_of(operator: str) -> Lowering:
    return lambda program, u: program.apply(RECIPROCAL, program.apply(_OPERATIONS[operator], u))


def _of_reciprocal(operator: str) -> Lowering:
    def lower(program: Program, u: int) -> int:
        return ARRAY_OPERATORS[operator](program, program.apply(RECIPROCAL_OF_NONZERO, u))

    return lower


def _hypot(program: Program, *operands: int) -> int:
    return _chain(HYPOT)(program, program.apply(ABS, operands[0]), *operands[1:])


def raised(program: Program, base: int, exponent: int) -> int:
    """base to the exponent: by products or a square root where the exponent is a suitable literal."""
    if program.constants.get(base) == math.e:
        return program.apply(EXP, exponent)
    literal = program.constants.get(exponent)
    if literal == 0.0:
        return program.apply(ZEROTH_POWER, base)
    if literal is not None and abs(literal) <= LARGEST_PRODUCT_POWER:
        if literal == math.floor(literal):
            return program.power(base, int(literal))
        if 2 * literal == math.floor(2 * literal):
            half = program.apply(SQRT, base)
            whole = program.power(base, int(abs(literal)))
            power = program.apply(MULTIPLY, whole, half) if abs(literal) > 1 else half
            return power if literal > 0 else program.apply(RECIPROCAL, power)
    return program.apply(POWER, base, exponent)


def _root(program: Program, x: int, n: int) -> int:
    operator = {2.0: "sqrt", 3.0: "cbrt"}.get(program.constants.get(n, 0.0))
    return program.apply(_OPERATIONS[operator], x) if operator else program.apply(ROOT, x, n)


def _log_base(program: Program, x: int, base: int) -> int:
    direct = {2.0: LOG2, 10.0: LOG10}.get(program.constants.get(base, 0.0))
    if direct:
        return program.apply(direct, x)
    return program.apply(DIVIDE, program.apply(LOG, x), program.apply(LOG_OF_BASE, base))


def _arccot(program: Program, u: int) -> int:
    return program.apply(ARCTAN2, program.constant(1.0), u)


def _sigmoid(program: Program, u: int) -> int:
    exponential = program.apply(EXP, program.apply(NEGATIVE, u))
    return program.apply(RECIPROCAL, program.apply(ADD, exponential, program.constant(1.0)))


def _relu(program: Program, u: int) -> int:
    return program.apply(MAXIMUM, u, program.constant(0.0))


def _leaky_relu(program: Program, u: int) -> int:
    return program.apply(MAXIMUM, u, program.apply(MULTIPLY, u, program.constant(0.01)))


def _softplus(program: Program, u: int) -> int:
    tail = program.apply(EXP, program.apply(NEGATIVE, program.apply(ABS, u)))
    return program.apply(ADD, _relu(program, u), program.apply(LOG1P, tail))


def _step(program: Program, u: int) -> int:
    return program.apply(STEP, u, program.constant(0.0))


def _gauss(program: Program, u: int) -> int:
    return program.apply(EXP, program.apply(NEGATIVE, program.apply(SQUARE, u)))


def _factorial(program: Program, u: int) -> int:
    return program.apply(GAMMA, program.apply(ADD, u, program.constant(1.0)))


def _sinc(program: Program, u: int) -> int:
    zero = program.apply(EQUAL, u, program.constant(0.0))
    quotient = program.apply(DIVIDE, program.apply(SIN, u), u)
    return program.apply(SELECT, zero, program.constant(1.0), quotient)


_COMPARED: Final = (np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal)

ARRAY_OPERATORS: Final[dict[str, Lowering]] = {
    **{operator: _primitive(operation) for operator, operation in _OPERATIONS.items()},
    **{
        operator: _primitive(Operation(function, boolean=True))
        for operator, function in zip(COMPARISONS, _COMPARED, strict=True)
    },
    "and": _primitive(Operation(_every, boolean=True)),
    "or": _primitive(Operation(_any, boolean=True)),
    "not": _primitive(Operation(np.logical_not, boolean=True)),
    "true": _primitive(_truth(True)),
    "false": _primitive(_truth(False)),
    "artanh": _primitive(ARTANH),
    "add": _chain(ADD),
    "mul": _chain(MULTIPLY),
    "div": _primitive(DIVIDE),
    "pow": raised,
    "root": _root,
    "log_base": _log_base,
    "mod": _primitive(MOD),
    "atan2": _primitive(ARCTAN2),
    "hypot": _hypot,
    "min": _chain(MINIMUM),
    "max": _chain(MAXIMUM),
    "cot": _reciprocal_of("tan"),
    "sec": _reciprocal_of("cos"),
    "csc": _reciprocal_of("sin"),
    "coth": _reciprocal_of("tanh"),
    "sech": _reciprocal_of("cosh"),
    "csch": _reciprocal_of("sinh"),
    "arcsec": _of_reciprocal("arccos"),
    "arccsc": _of_reciprocal("arcsin"),
    "arccot": _arccot,
    "arcoth": _of_reciprocal("artanh"),
    "arsech": _of_reciprocal("arcosh"),
    "arcsch": _of_reciprocal("arsinh"),
    "sigmoid": _sigmoid,
    "relu": _relu,
    "leaky_relu": _leaky_relu,
    "softplus": _softplus,
    "step": _step,
    "gauss": _gauss,
    "erf": _primitive(_special(special.erf)),
    "gamma": _primitive(GAMMA),
    "digamma": _primitive(_special(special.digamma)),
    "trigamma": _primitive(_special(special.trigamma)),
    "factorial": _factorial,
    "sinc": _sinc,
    "piecewise": _primitive(SELECT),
}
"""Operator → lowering of its operands' values."""
