"""The closed table of operators: what an :class:`~.nodes.Apply` may apply, and to how many operands.

Everything that gives an operator a meaning (derivative rule, kernel, printers, SymPy
counterpart) is a table keyed by these names; a test checks that each table is complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["COMPARISONS", "LOGIC", "OPERATORS", "UNARY_FUNCTIONS", "Operator"]

Kind = Literal["arithmetic", "function", "comparison", "logic", "choice"]


@dataclass(frozen=True, slots=True)
class Operator:
    """Name, number of operands (``most`` is None where there is no bound) and kind."""

    name: str
    least: int
    most: int | None
    kind: Kind


UNARY_FUNCTIONS: Final = (
    "sqrt cbrt exp log "
    "sin cos tan cot sec csc "
    "arcsin arccos arctan arccot arcsec arccsc "
    "sinh cosh tanh coth sech csch "
    "arsinh arcosh artanh arcoth arsech arcsch "
    "abs sign floor ceil sigmoid relu leaky_relu softplus step gauss "
    "erf gamma digamma trigamma factorial sinc"
).split()
"""Real functions of one real operand. ``log`` is natural; ``cbrt`` is real for negative operands;
``arccot`` is arctan(1/x) continued to (0, π); ``digamma`` and ``trigamma`` are ψ and ψ′ (the
derivatives of ``gamma`` and ``factorial`` need them)."""

COMPARISONS: Final = ("lt", "le", "gt", "ge", "eq", "ne")
LOGIC: Final = ("and", "or", "not", "true", "false")

_ARITHMETIC = (("add", 2, None), ("mul", 2, None), ("neg", 1, 1), ("div", 2, 2), ("pow", 2, 2))
_FUNCTIONS = (
    ("root", 2, 2),  # root(x, n): real n-th root, real for x < 0 when n is odd
    ("log_base", 2, 2),  # log_base(x, b)
    ("mod", 2, 2),  # x - y·floor(x/y)
    ("atan2", 2, 2),  # atan2(y, x)
    ("hypot", 2, None),
    ("min", 1, None),
    ("max", 1, None),
)
_LOGIC = (("and", 2, None), ("or", 2, None), ("not", 1, 1), ("true", 0, 0), ("false", 0, 0))

OPERATORS: Final[dict[str, Operator]] = {
    operator.name: operator
    for operator in (
        *(Operator(name, least, most, "arithmetic") for name, least, most in _ARITHMETIC),
        *(Operator(name, 1, 1, "function") for name in UNARY_FUNCTIONS),
        *(Operator(name, least, most, "function") for name, least, most in _FUNCTIONS),
        *(Operator(name, 2, 2, "comparison") for name in COMPARISONS),
        *(Operator(name, least, most, "logic") for name, least, most in _LOGIC),
        # piecewise(condition, value, condition, value, …[, value otherwise]); first true condition
        # wins, undefined (NaN) where none holds.
        Operator("piecewise", 2, None, "choice"),
    )
}
