"""Trees evaluated by mpmath: a reference that shares nothing with the program's own evaluators."""

import mpmath
from mpmath import mpf

from explorer.core.expression.nodes import Apply, Constant, Number, Symbol, postorder
from tests.core.operator_cases import BINARY, UNARY

CONSTANTS = {"e": mpmath.e, "pi": mpmath.pi, "tau": 2 * mpmath.pi}
COMPARISONS = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
}


class UndefinedHere(Exception):
    """The tree has no real value at this point."""


def value(root, point):
    """The value of a tree at a point in the working precision; UndefinedHere where it has no finite real one."""
    values = {}
    for node in postorder(root):
        if isinstance(node, Apply) and node.operator == "piecewise":
            values[node] = _chosen(node, values)
            continue
        try:
            values[node] = _value(node, values, point)
        except (ZeroDivisionError, ValueError, OverflowError, UndefinedHere):
            values[node] = None
    if values[root] is None or not mpmath.isfinite(values[root]):
        raise UndefinedHere
    return values[root]


def _value(node, values, point):
    if isinstance(node, Number):
        return mpf(node.value)
    if isinstance(node, Constant):
        return +CONSTANTS[node.name]
    if isinstance(node, Symbol):
        return mpf(point[node.name])
    args = [values[arg] for arg in node.args]
    if any(arg is None for arg in args):
        raise UndefinedHere
    found = _applied(node.operator, args)
    if isinstance(found, mpmath.mpc):
        raise UndefinedHere
    return found


def _applied(operator, args):
    if operator == "add":
        return mpmath.fsum(args)
    if operator == "mul":
        return mpmath.fprod(args)
    if operator == "neg":
        return -args[0]
    if operator in ("min", "max"):
        return (min if operator == "min" else max)(args)
    if operator == "hypot":
        return mpmath.sqrt(mpmath.fsum(arg**2 for arg in args))
    if operator in COMPARISONS:
        return COMPARISONS[operator](*args)
    if operator in ("and", "or"):
        return (all if operator == "and" else any)(args)
    if operator == "not":
        return not args[0]
    if operator in ("true", "false"):
        return operator == "true"
    return (UNARY[operator] if operator in UNARY else BINARY[operator])[0](*args)


def _chosen(node, values):
    args = [values[arg] for arg in node.args]
    for index in range(0, len(args) - 1, 2):
        if args[index] is None:
            return None
        if args[index]:
            return args[index + 1]
    return args[-1] if len(args) % 2 else None


def slope(root, name, point, digits=40):
    """∂root/∂name at a point by mpmath's own differentiation, as a float; UndefinedHere where there is none."""
    with mpmath.workdps(digits):
        return float(mpmath.diff(lambda t: value(root, {**point, name: t}), mpf(point[name])))
