"""SymPy functions for the operators that SymPy lacks, or evaluates with another meaning than ours.

None of them evaluates anything on construction: a ``max`` of sixty operands or a factorial of a
million is only a name here. Derivatives are the almost-everywhere ones (DESIGN §4).
"""

from __future__ import annotations

from typing import Any, ClassVar

import sympy

__all__ = ["OPAQUE", "Cases", "Opaque", "opaque", "power"]

_LARGEST_NUMBER_BITS = 2000
Expression = Any  # SymPy has no types


class Opaque(sympy.Function):  # type: ignore[misc]
    """Base: a real function of real operands, called ``operator`` in our tree."""

    operator: ClassVar[str] = ""
    is_real = True

    @classmethod
    def eval(cls, *args: Expression) -> None:
        """Never evaluate."""

    def slopes(self) -> tuple[Expression, ...]:
        """The partial derivative by each operand."""
        return tuple(sympy.Integer(0) for _ in self.args)

    def _eval_derivative(self, name: Expression) -> Expression:
        total: Expression = sympy.Integer(0)
        for argument, slope in zip(self.args, self.slopes(), strict=True):
            inner = argument.diff(name)
            if inner != 0:
                total += slope * inner
        return total


OPAQUE: dict[str, type[Opaque]] = {}


def opaque(operator: str) -> type[Opaque]:
    """The class that stands for ``operator``, made at first use for those without a derivative of their own."""
    if operator not in OPAQUE:
        OPAQUE[operator] = type(f"Opaque_{operator}", (Opaque,), {"operator": operator})
    return OPAQUE[operator]


def _register(cls: type[Opaque]) -> type[Opaque]:
    OPAQUE[cls.operator] = cls
    return cls


def power(base: Expression, exponent: Expression) -> Expression:
    """``base**exponent``, unevaluated where SymPy would write out a number of thousands of digits."""
    if exponent.is_Rational and abs(exponent) > 4:
        coefficient = base if base.is_Rational else base.as_coeff_Mul()[0]
        if coefficient.is_Rational:
            bits = max(coefficient.p.bit_length(), coefficient.q.bit_length()) * abs(exponent)
            if bits > _LARGEST_NUMBER_BITS and coefficient not in (1, -1):
                return opaque("pow")(base, exponent)
    return sympy.Pow(base, exponent)


@_register
class _Power(Opaque):
    operator = "pow"

    def slopes(self) -> tuple[Expression, ...]:
        base, exponent = self.args
        return exponent * power(base, exponent - 1), self * sympy.log(base)


@_register
class _Absolute(Opaque):
    operator = "abs"

    def slopes(self) -> tuple[Expression, ...]:
        return (opaque("sign")(self.args[0]),)


@_register
class _Root(Opaque):
    operator = "root"

    def slopes(self) -> tuple[Expression, ...]:
        radicand, degree = self.args
        return self / (degree * radicand), -self * sympy.log(opaque("abs")(radicand)) / degree**2


@_register
class _CubeRoot(Opaque):
    operator = "cbrt"

    def slopes(self) -> tuple[Expression, ...]:
        return (1 / (3 * self**2),)


@_register
class _Arccot(Opaque):
    operator = "arccot"

    def slopes(self) -> tuple[Expression, ...]:
        return (-1 / (1 + self.args[0] ** 2),)


@_register
class _Sigmoid(Opaque):
    operator = "sigmoid"

    def slopes(self) -> tuple[Expression, ...]:
        return (self * (1 - self),)


@_register
class _Softplus(Opaque):
    operator = "softplus"

    def slopes(self) -> tuple[Expression, ...]:
        return (opaque("sigmoid")(self.args[0]),)


@_register
class _Relu(Opaque):
    operator = "relu"

    def slopes(self) -> tuple[Expression, ...]:
        return (opaque("step")(self.args[0]),)


@_register
class _LeakyRelu(Opaque):
    operator = "leaky_relu"

    def slopes(self) -> tuple[Expression, ...]:
        positive = opaque("gt")(self.args[0], sympy.Integer(0))
        return (Cases(positive, sympy.Integer(1), sympy.Rational(1, 100)),)


@_register
class _Gauss(Opaque):
    operator = "gauss"

    def slopes(self) -> tuple[Expression, ...]:
        return (-2 * self.args[0] * self,)


@_register
class _Erf(Opaque):
    operator = "erf"

    def slopes(self) -> tuple[Expression, ...]:
        return (2 * sympy.exp(-(self.args[0] ** 2)) / sympy.sqrt(sympy.pi),)


@_register
class _Gamma(Opaque):
    operator = "gamma"

    def slopes(self) -> tuple[Expression, ...]:
        return (self * opaque("digamma")(self.args[0]),)


@_register
class _Factorial(Opaque):
    operator = "factorial"

    def slopes(self) -> tuple[Expression, ...]:
        return (self * opaque("digamma")(self.args[0] + 1),)


@_register
class _Digamma(Opaque):
    operator = "digamma"

    def slopes(self) -> tuple[Expression, ...]:
        return (opaque("trigamma")(self.args[0]),)


@_register
class _Trigamma(Opaque):
    operator = "trigamma"

    def slopes(self) -> tuple[Expression, ...]:
        raise NotImplementedError("the derivative of the trigamma function has no name here")


@_register
class _Sinc(Opaque):
    operator = "sinc"

    def slopes(self) -> tuple[Expression, ...]:
        argument = self.args[0]
        return ((sympy.cos(argument) - self) / argument,)


@_register
class _Modulo(Opaque):
    operator = "mod"

    def slopes(self) -> tuple[Expression, ...]:
        dividend, divisor = self.args
        return sympy.Integer(1), -opaque("floor")(dividend / divisor)


@_register
class _Angle(Opaque):
    operator = "atan2"

    def slopes(self) -> tuple[Expression, ...]:
        y, x = self.args
        return x / (x**2 + y**2), -y / (x**2 + y**2)


@_register
class _Hypotenuse(Opaque):
    operator = "hypot"

    def slopes(self) -> tuple[Expression, ...]:
        return tuple(argument / self for argument in self.args)


class _Extreme(Opaque):
    """The slope is that of the first operand that is the extreme one."""

    comparison: ClassVar[str]

    def _eval_derivative(self, name: Expression) -> Expression:
        inner = [argument.diff(name) for argument in self.args]
        if len(self.args) == 1 or all(slope == inner[0] for slope in inner):
            return inner[0]
        parts: list[Expression] = []
        for index, argument in enumerate(self.args[:-1]):
            others = (*self.args[:index], *self.args[index + 1 :])
            rest = others[0] if len(others) == 1 else type(self)(*others)
            parts += [opaque(self.comparison)(argument, rest), inner[index]]
        return Cases(*parts, inner[-1])


@_register
class _Greatest(_Extreme):
    operator = "max"
    comparison = "ge"


@_register
class _Least(_Extreme):
    operator = "min"
    comparison = "le"


@_register
class Cases(Opaque):
    """``piecewise``: condition, value, …[, value otherwise]; differentiated value by value."""

    operator = "piecewise"

    def _eval_derivative(self, name: Expression) -> Expression:
        count = len(self.args)
        values = [index % 2 == 1 or index == count - 1 for index in range(count)]
        if count % 2 == 0:
            values[-1] = True
        inner = [arg.diff(name) if is_value else arg for arg, is_value in zip(self.args, values, strict=True)]
        slopes = {slope for slope, is_value in zip(inner, values, strict=True) if is_value}
        return next(iter(slopes)) if len(slopes) == 1 and count % 2 else Cases(*inner)
