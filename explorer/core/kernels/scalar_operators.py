"""What each operator becomes in straight-line Python: the table behind :mod:`.scalar`.

Expressions raise one of :data:`ARITHMETIC_ERRORS` where :func:`evaluate` would give NaN or inf;
a branch of a piecewise, computed whether or not it is taken, calls variants that do not raise.
"""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from explorer.core import special
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.expression.operators import COMPARISONS

__all__ = ["ARITHMETIC_ERRORS", "FUNCTIONS", "GUARDED", "SCALAR_OPERATORS", "Emitter", "name"]

ARITHMETIC_ERRORS: Final = (ValueError, OverflowError, ZeroDivisionError)
LARGEST_PRODUCT_POWER: Final = 64
_NESTING: Final = 12
_TERMS_A_STATEMENT: Final = 24

_SAME_NAME: Final = "sqrt cbrt exp log sin cos tan sinh cosh tanh erf hypot atan2"
_MATH: Final = {
    **{operator: operator for operator in _SAME_NAME.split()},
    **{f"arc{end}": f"a{end}" for end in ("sin", "cos", "tan")},
    **{f"ar{end}": f"a{end}" for end in ("sinh", "cosh", "tanh")},
}

_RAISING: Final = (
    "div pow root sqrt log log_base exp mod cot sec csc coth sech csch sinh cosh sigmoid gamma factorial "
    "arcsin arccos arcsec arccsc arcosh artanh arcoth arsech arcsch"
)
GUARDED: Final = frozenset(_RAISING.split())
"""Operators whose fast form raises somewhere in the reals."""


def real_root(x: float, n: float) -> float:
    """The real n-th root, negative where n is odd and x is negative; raises where there is none."""
    if x < 0 and n % 2 == 1:
        return -math.pow(-x, 1 / n)
    return math.pow(x, 1 / n)


FUNCTIONS: Final[dict[str, object]] = {
    **{f"m_{operator}": getattr(math, function) for operator, function in _MATH.items()},
    "m_floor": math.floor,
    "m_ceil": math.ceil,
    "m_log2": math.log2,
    "m_log10": math.log10,
    "m_pow": math.pow,
    "m_root": real_root,
    "m_log1p": math.log1p,
    "m_fabs": math.fabs,
    "m_gamma": math.gamma,
    "m_digamma": special.digamma_scalar,
    "m_trigamma": special.trigamma_scalar,
    "m_arithmetic_errors": ARITHMETIC_ERRORS,
}
"""The functions that emitted statements call, by the identifier under which they do."""


def name(identifier: str) -> ast.Name:
    """The value of a local or global identifier."""
    return ast.Name(id=identifier, ctx=ast.Load())


def literal(value: float | bool) -> ast.expr:
    """A number or a truth value."""
    return ast.Constant(value=value)


def call(function: str, *args: ast.expr) -> ast.expr:
    """A call of one of :data:`FUNCTIONS`, named without its prefix."""
    return ast.Call(func=name(f"m_{function}"), args=list(args), keywords=[])


def binary(left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.expr:
    """An arithmetic operation; adding a negated value subtracts it."""
    if isinstance(operator, ast.Add) and isinstance(right, ast.UnaryOp) and isinstance(right.op, ast.USub):
        return ast.BinOp(left=left, op=ast.Sub(), right=right.operand)
    return ast.BinOp(left=left, op=operator, right=right)


def negative(value: ast.expr) -> ast.expr:
    """The negated value."""
    return ast.UnaryOp(op=ast.USub(), operand=value)


def compared(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
    """A comparison."""
    return ast.Compare(left=left, ops=[operator], comparators=[right])


def chosen(test: ast.expr, value: ast.expr, otherwise: ast.expr) -> ast.expr:
    """``value if test else otherwise``."""
    return ast.IfExp(test=test, body=value, orelse=otherwise)


class Emitter:
    """Turns a DAG into statements: one for each value that is used twice or nested too deeply."""

    def __init__(self, roots: Sequence[Node], names: Mapping[str, ast.expr], prefix: str) -> None:
        self.statements: list[ast.stmt] = []
        self._names = names
        self._prefix = prefix
        self._count = 0
        self._expressions: dict[Node, ast.expr] = {}
        self._depths: dict[Node, int] = {}
        self._powers: dict[tuple[Node, int], ast.expr] = {}
        order = postorder(*roots)
        self._uses = Counter(child for node in order for child in node.children)
        self._uses.update(roots)
        self._eager = _always_taken(roots)
        for node in order:
            self._place(node)

    def __getitem__(self, node: Node) -> ast.expr:
        return self._expressions[node]

    def number(self, node: Node) -> ast.expr:
        """The value of a node as a float, also if it is a condition."""
        value = self._expressions[node]
        if isinstance(node, Apply) and node.operator in _CONDITIONS:
            return chosen(value, literal(1.0), literal(0.0))
        return value

    def local(self, value: ast.expr) -> ast.expr:
        """``value`` bound to an identifier, unless it is one already."""
        if isinstance(value, (ast.Name, ast.Constant)):
            return value
        identifier = f"{self._prefix}{self._count}"
        self._count += 1
        self.statements.append(ast.Assign(targets=[ast.Name(id=identifier, ctx=ast.Store())], value=value))
        return name(identifier)

    def atom(self, node: Node) -> ast.expr:
        """The value of a node that an expression is about to use more than once."""
        value = self.local(self._expressions[node])
        self._expressions[node] = value
        self._depths[node] = 0
        return value

    def power(self, base: Node, exponent: int) -> ast.expr:
        """A positive integer power as products, squares shared between powers of one base."""
        if exponent == 1:
            return self.atom(base)
        known = self._powers.get((base, exponent))
        if known is None:
            half = self.power(base, exponent // 2)
            square: ast.expr = ast.BinOp(left=half, op=ast.Mult(), right=half)
            known = binary(square, ast.Mult(), self.atom(base)) if exponent % 2 else square
            if exponent > 3:
                known = self.local(known)
            self._powers[base, exponent] = known
        return known

    def folded(self, values: Sequence[ast.expr], operator: ast.operator) -> ast.expr:
        """A long sum or product, in statements of bounded length."""
        result = values[0]
        for index, value in enumerate(values[1:], 1):
            result = binary(result, operator, value)
            if index % _TERMS_A_STATEMENT == 0:
                result = self.local(result)
        return result

    def _place(self, node: Node) -> None:
        depth = 0
        if isinstance(node, (Number, Constant)):
            value = literal(node.value)
        elif isinstance(node, Symbol):
            value = self._names[node.name]
        else:
            value = self._applied(node)
            depth = 1 + max((self._depths[child] for child in node.children), default=0)
            if self._uses[node] > 1 or depth > _NESTING:
                value, depth = self.local(value), 0
        self._expressions[node] = value
        self._depths[node] = depth

    def _applied(self, node: Node) -> ast.expr:
        assert isinstance(node, Apply)
        if node.operator in GUARDED and node not in self._eager:
            return call(f"safe_{node.operator}", *(self[arg] for arg in node.args))
        return SCALAR_OPERATORS[node.operator](self, node.args)


def _always_taken(roots: Sequence[Node]) -> set[Node]:
    """Nodes whose value is needed wherever the roots' are: not only in a branch of a piecewise."""
    taken: set[Node] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node not in taken:
            taken.add(node)
            lazy = isinstance(node, Apply) and node.operator == "piecewise"
            stack.extend(node.children[:1] if lazy else node.children)
    return taken


Rule = Callable[[Emitter, tuple[Node, ...]], ast.expr]


def _function(function: str) -> Rule:
    return lambda emitter, args: call(function, *(emitter[arg] for arg in args))


def _reciprocal_of(function: str) -> Rule:
    return lambda emitter, args: binary(literal(1.0), ast.Div(), call(function, emitter[args[0]]))


def _of_reciprocal(function: str) -> Rule:
    return lambda emitter, args: call(function, binary(literal(1.0), ast.Div(), emitter[args[0]]))


def _neg(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return negative(emitter[args[0]])


def _sum(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return emitter.folded([emitter[arg] for arg in args], ast.Add())


def _product(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return emitter.folded([emitter[arg] for arg in args], ast.Mult())


def _div(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return binary(emitter[args[0]], ast.Div(), emitter[args[1]])


def _pow(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    base, exponent = args
    if isinstance(exponent, Number):
        whole = int(exponent.value) if exponent.value == math.floor(exponent.value) else 0
        if 0 < abs(whole) <= LARGEST_PRODUCT_POWER:
            power = emitter.power(base, abs(whole))
            return power if whole > 0 else binary(literal(1.0), ast.Div(), power)
        if exponent.value == 0.5:
            return call("sqrt", emitter[base])
    return call("pow", emitter[base], emitter[exponent])


def _root(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    function = {2.0: "sqrt", 3.0: "cbrt"}.get(args[1].value) if isinstance(args[1], Number) else None
    if function:
        return call(function, emitter[args[0]])
    return call("root", emitter[args[0]], emitter[args[1]])


def _log_base(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    base = args[1]
    direct = {2.0: "log2", 10.0: "log10"}.get(base.value) if isinstance(base, Number) else None
    if direct:
        return call(direct, emitter[args[0]])
    return binary(call("log", emitter[args[0]]), ast.Div(), call("log", emitter[base]))


def _mod(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return binary(emitter[args[0]], ast.Mod(), emitter[args[1]])


def _extreme(comparison: type[ast.cmpop]) -> Rule:
    def rule(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
        best = emitter.atom(args[0])
        for arg in args[1:]:
            value = emitter.atom(arg)
            # A NaN on the left is kept by the second test, one on the right by the failing first.
            keep = ast.BoolOp(
                op=ast.Or(), values=[compared(best, comparison(), value), compared(best, ast.NotEq(), best)]
            )
            best = emitter.local(chosen(keep, best, value))
        return best

    return rule


def _sign(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    x, zero = emitter.atom(args[0]), literal(0.0)
    return chosen(compared(x, ast.Gt(), zero), literal(1.0), chosen(compared(x, ast.Lt(), zero), literal(-1.0), x))


def _floor(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return binary(literal(1.0), ast.Mult(), call("floor", emitter[args[0]]))


def _ceil(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return binary(literal(1.0), ast.Mult(), call("ceil", emitter[args[0]]))


def _sigmoid(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return binary(literal(1.0), ast.Div(), binary(literal(1.0), ast.Add(), call("exp", negative(emitter[args[0]]))))


def _ramp(slope: float) -> Rule:
    def rule(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
        x = emitter.atom(args[0])
        below = binary(literal(slope), ast.Mult(), x) if slope else literal(0.0)
        return chosen(compared(x, ast.Lt(), literal(0.0)), below, x)

    return rule


def _softplus(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    x = emitter.atom(args[0])
    smooth = call("log1p", call("exp", negative(call("fabs", x))))
    return binary(chosen(compared(x, ast.Lt(), literal(0.0)), literal(0.0), x), ast.Add(), smooth)


def _step(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    x, zero = emitter.atom(args[0]), literal(0.0)
    return chosen(compared(x, ast.Gt(), zero), literal(1.0), chosen(compared(x, ast.LtE(), zero), zero, x))


def _gauss(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return call("exp", negative(emitter.power(args[0], 2)))


def _factorial(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return call("gamma", binary(emitter[args[0]], ast.Add(), literal(1.0)))


def _sinc(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    x = emitter.atom(args[0])
    return chosen(compared(x, ast.Eq(), literal(0.0)), literal(1.0), binary(call("sin", x), ast.Div(), x))


def _arccot(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return call("atan2", literal(1.0), emitter[args[0]])


def _comparison(operator: type[ast.cmpop]) -> Rule:
    return lambda emitter, args: compared(emitter[args[0]], operator(), emitter[args[1]])


def _all_or_any(operator: type[ast.boolop]) -> Rule:
    return lambda emitter, args: ast.BoolOp(op=operator(), values=[emitter[arg] for arg in args])


def _not(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    return ast.UnaryOp(op=ast.Not(), operand=emitter[args[0]])


def _piecewise(emitter: Emitter, args: tuple[Node, ...]) -> ast.expr:
    result = emitter[args[-1]] if len(args) % 2 else literal(math.nan)
    pairs = [(args[index], args[index + 1]) for index in range(0, len(args) - 1, 2)]
    for depth, (condition, value) in enumerate(reversed(pairs), 1):
        result = chosen(emitter[condition], emitter[value], result)
        if depth % _NESTING == 0:
            result = emitter.local(result)
    return result


_CONDITIONS: Final[dict[str, Rule]] = {
    **{
        operator: _comparison(kind)
        for operator, kind in zip(COMPARISONS, (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq), strict=True)
    },
    "and": _all_or_any(ast.And),
    "or": _all_or_any(ast.Or),
    "not": _not,
    "true": lambda emitter, args: literal(True),
    "false": lambda emitter, args: literal(False),
}

SCALAR_OPERATORS: Final[dict[str, Rule]] = {
    **{operator: _function(operator) for operator in (*_MATH, "gamma", "digamma", "trigamma")},
    **_CONDITIONS,
    "abs": _function("fabs"),
    "add": _sum,
    "mul": _product,
    "neg": _neg,
    "div": _div,
    "pow": _pow,
    "root": _root,
    "log_base": _log_base,
    "mod": _mod,
    "min": _extreme(ast.Lt),
    "max": _extreme(ast.Gt),
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
    "sign": _sign,
    "floor": _floor,
    "ceil": _ceil,
    "sigmoid": _sigmoid,
    "relu": _ramp(0.0),
    "leaky_relu": _ramp(0.01),
    "softplus": _softplus,
    "step": _step,
    "gauss": _gauss,
    "factorial": _factorial,
    "sinc": _sinc,
    "piecewise": _piecewise,
}
"""How each operator is written in Python, given the values of its operands."""
