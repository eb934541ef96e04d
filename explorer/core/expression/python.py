"""The tree as a line of Python over NumPy arrays: ``x**2*y + 3*x*y**3``, ``np.sin(x)``.

For people to copy into their own scripts; the program itself never executes it.
"""

from __future__ import annotations

from typing import Final

from explorer.core.expression.infix import cases
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol
from explorer.core.expression.precedence import Binding, binding, split_sign, terms
from explorer.core.expression.printing import LONGEST_TEXT, Part, Task, write

__all__ = ["name_python", "to_python"]

_CONSTANTS: Final = {"e": "np.e", "pi": "np.pi", "tau": "2*np.pi"}
_COMPARISONS: Final = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_SAME_NAME: Final = """
sqrt cbrt exp log sin cos tan arcsin arccos arctan sinh cosh tanh abs sign floor ceil hypot
"""
_CALLS: Final = {
    **{name: f"np.{name}" for name in _SAME_NAME.split()},
    "arsinh": "np.arcsinh",
    "arcosh": "np.arccosh",
    "artanh": "np.arctanh",
    "mod": "np.mod",
    "atan2": "np.arctan2",
    **{name: f"scipy.special.{name}" for name in ("erf", "gamma", "digamma", "factorial")},
}
# {0} is the first operand, in brackets; each shape is a whole call or is bracketed by its user.
_SHAPES: Final = {
    "cot": "(1/np.tan({0}))",
    "sec": "(1/np.cos({0}))",
    "csc": "(1/np.sin({0}))",
    "coth": "(1/np.tanh({0}))",
    "sech": "(1/np.cosh({0}))",
    "csch": "(1/np.sinh({0}))",
    "arccot": "(np.pi/2 - np.arctan({0}))",
    "arcsec": "np.arccos(1/({0}))",
    "arccsc": "np.arcsin(1/({0}))",
    "arcoth": "np.arctanh(1/({0}))",
    "arsech": "np.arccosh(1/({0}))",
    "arcsch": "np.arcsinh(1/({0}))",
    "sigmoid": "(1/(1 + np.exp(-({0}))))",
    "relu": "np.maximum({0}, 0)",
    "leaky_relu": "np.maximum({0}, 0.01*({0}))",
    "softplus": "np.logaddexp(0, {0})",
    "step": "np.heaviside({0}, 0)",
    "gauss": "np.exp(-({0})**2)",
    "sinc": "np.sinc(({0})/np.pi)",
    "trigamma": "scipy.special.polygamma(1, {0})",
    "root": "(np.sign({0})*np.abs({0})**(1/({1})))",
    "log_base": "(np.log({0})/np.log({1}))",
}


def to_python(node: Node, limit: int = LONGEST_TEXT) -> str:
    """``node`` as a Python expression using ``np`` (and ``scipy.special``); bounded like the other printers."""
    return write(Task(node), _expand, limit)


def name_python(name: str) -> str:
    """A canonical name as an identifier."""
    return "".join(c if c.isalnum() or c == "_" else "_" for c in name)


def _expand(task: Task) -> list[Part]:
    node = task.node
    if binding(node) < task.level:
        return ["(", Task(node), ")"]
    if binding(node) is Binding.NEGATION:
        return ["-", Task(split_sign(node)[1], Binding.DIVISION)]
    if isinstance(node, Number):
        return [repr(int(node.value)) if node.value.is_integer() and node.value < 1e16 else repr(node.value)]
    if isinstance(node, Constant):
        return [f"({_CONSTANTS[node.name]})" if node.name == "tau" else _CONSTANTS[node.name]]
    if isinstance(node, Symbol):
        return [name_python(node.name)]
    assert isinstance(node, Apply)
    return _operation(node)


def _operation(node: Apply) -> list[Part]:
    operator, args = node.operator, node.args
    if operator == "add":
        return _sum(node)
    if operator == "mul":
        return _separated(args, "*", Binding.PRODUCT)
    if operator == "div":
        return [Task(args[0], Binding.DIVISION), "/", Task(args[1], Binding.POWER)]
    if operator == "pow":
        return [Task(args[0], Binding.ATOM), "**", Task(args[1], Binding.POWER if _plain(args[1]) else Binding.ATOM)]
    if operator in _COMPARISONS:
        return ["(", *_separated(args, f" {_COMPARISONS[operator]} ", Binding.SUM), ")"]
    if operator in ("and", "or"):
        return ["(", *_separated(args, " & " if operator == "and" else " | "), ")"]
    if operator == "not":
        return ["~", Task(args[0])]
    if operator in ("true", "false"):
        return [operator.capitalize()]
    return _call(node)


def _call(node: Apply) -> list[Part]:
    operator, args = node.operator, node.args
    if operator == "piecewise":
        return _piecewise(node)
    if operator in ("min", "max"):
        return [f"np.{operator}imum.reduce([", *_separated(args, ", "), "])"]
    if operator in _SHAPES:
        return _shaped(_SHAPES[operator], args)
    return [f"{_CALLS[operator]}(", *_separated(args, ", "), ")"]


def _shaped(shape: str, args: tuple[Node, ...]) -> list[Part]:
    parts: list[Part] = []
    for piece in shape.replace("}", "{").split("{"):
        parts.append(Task(args[int(piece)]) if piece in ("0", "1") and len(piece) == 1 else piece)
    return parts


def _separated(args: tuple[Node, ...], separator: str, level: Binding = Binding.CONDITION) -> list[Part]:
    parts: list[Part] = []
    for index, arg in enumerate(args):
        parts += [separator] * (index > 0)
        parts.append(Task(arg, level))
    return parts


def _sum(node: Apply) -> list[Part]:
    parts: list[Part] = []
    for index, term in enumerate(terms(node)):
        negative, size = split_sign(term) if index else (False, term)
        if index:
            parts.append(" - " if negative else " + ")
        parts.append(Task(size, Binding.DIVISION if index else Binding.NEGATION))
    return parts


def _piecewise(node: Apply) -> list[Part]:
    pairs, otherwise = cases(node)
    parts: list[Part] = []
    for condition, value in pairs:
        parts += ["np.where(", Task(condition), ", ", Task(value), ", "]
    parts.append(Task(otherwise) if otherwise is not None else "np.nan")
    return [*parts, ")" * len(pairs)]


def _plain(node: Node) -> bool:
    return isinstance(node, Number) and node.value >= 0
