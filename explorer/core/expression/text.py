"""The tree as plain Unicode text in the program's own notation: ``x²y + 3xy³``; it parses back."""

from __future__ import annotations

from typing import ClassVar, Final

from explorer.core.expression.infix import InfixPrinter, cases, is_single
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol
from explorer.core.expression.numerals import numeral, superscript
from explorer.core.expression.placeholders import pending_name
from explorer.core.expression.precedence import Binding, whole_exponent
from explorer.core.expression.printing import LONGEST_TEXT, Part, Task, write

__all__ = ["name_text", "number_text", "to_text"]

_CONSTANTS: Final = {"e": "e", "pi": "π", "tau": "τ"}
_NAMES: Final = {"log": "ln", "log_base": "log"}
_COMPARISONS: Final = {"lt": "<", "le": "≤", "gt": ">", "ge": "≥", "eq": "==", "ne": "≠"}
_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def to_text(node: Node, limit: int = LONGEST_TEXT, dotted: bool = False) -> str:
    """``node`` as text that parses back to equal values; :class:`ExpressionTooLong` beyond ``limit`` characters.

    With ``dotted`` every product has its ``·``, so that numbers can be put in for the letters.
    """
    printer = _DottedPrinter(node) if dotted else _TextPrinter(node)
    return write(Task(node), printer.expand, limit)


def name_text(name: str) -> str:
    """A canonical name as it is written in text: ``x_1`` as x₁."""
    letter, _, subscript = name.partition("_")
    if subscript.isascii() and subscript.isdecimal():
        return letter + subscript.translate(_SUBSCRIPTS)
    if len(subscript) > 1 and not (subscript.isascii() and subscript.isalnum()):
        return f"{letter}_{{{subscript}}}"
    return name


def number_text(value: float) -> str:
    """A number as text that parses back, its size told by a power of ten where digits alone would be long."""
    sign = "−" if value < 0 else ""
    written = numeral(value)
    if written.exponent is None:
        return sign + written.digits
    power = f"10^{written.exponent}" if written.exponent >= 0 else f"10^(−{-written.exponent})"
    return sign + (power if written.digits == "1" else f"{written.digits}·{power}")


class _TextPrinter(InfixPrinter):
    enclosed: ClassVar[dict[str, tuple[str, str]]] = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}

    def leaf(self, node: Node, task: Task) -> list[Part]:
        if isinstance(node, Number):
            return [number_text(node.value)]
        if isinstance(node, Constant):
            return [_CONSTANTS[node.name]]
        assert isinstance(node, Symbol)
        return [name_text(node.name)]

    def bracketed(self, inner: list[Part]) -> list[Part]:
        return ["(", *inner, ")"]

    def pending(self, node: Apply, task: Task) -> list[Part]:
        return [f"∂/∂{name_text(pending_name(node))}[", self.inner(node.args[0], task), "]"]

    def operation(self, node: Apply, task: Task) -> list[Part]:
        operator = node.operator
        if operator in ("div", "pow", "exp"):
            return self._written_out(node, task)
        if operator in ("sqrt", "cbrt"):
            return self._root(node, task)
        if operator == "abs" and node.args[0] not in self.with_bars:
            return ["|", self.inner(node.args[0], task), "|"]
        if operator == "piecewise":
            return self._piecewise(node, task)
        if operator in _COMPARISONS:
            return self.listed(node, task, f" {_COMPARISONS[operator]} ", Binding.SUM)
        if operator in ("and", "or"):
            return self._joined(node, task)
        if operator in ("true", "false"):
            return [operator.capitalize()]
        opening, closing = self.enclosed.get(operator, (_NAMES.get(operator, operator) + "(", ")"))
        return [opening, *self.listed(node, task, ", "), closing]

    def _written_out(self, node: Apply, task: Task) -> list[Part]:
        if node.operator == "exp":
            return ["e", *self._exponent(node.args[0], task)]
        first, second = node.args
        if node.operator == "div":
            return [self.beside(first, task, Binding.PRODUCT), "/", self.beside(second, task, Binding.POWER)]
        if raised := self.raised_function(node):
            function, whole = raised
            return [f"{function.operator}{superscript(whole)}(", self.inner(function.args[0], task), ")"]
        return [*self.base(first, task), *self._exponent(second, task)]

    def _exponent(self, exponent: Node, task: Task) -> list[Part]:
        whole = whole_exponent(exponent)
        if whole is not None:
            return [superscript(whole)]
        written: Part = self.inner(exponent, task)
        return ["^", written] if is_single(exponent) else ["^(", written, ")"]

    def _root(self, node: Apply, task: Task) -> list[Part]:
        sign = "√" if node.operator == "sqrt" else "∛"
        written: Part = self.inner(node.args[0], task)
        return [sign, written] if is_single(node.args[0]) else [f"{sign}(", written, ")"]

    def _joined(self, node: Apply, task: Task) -> list[Part]:
        parts: list[Part] = []
        for index, arg in enumerate(node.args):
            nested = isinstance(arg, Apply) and arg.operator in ("and", "or")
            operand: list[Part] = [self.inner(arg, task)]
            parts += [f" {node.operator} "] * (index > 0) + (["(", *operand, ")"] if nested else operand)
        return parts

    def _piecewise(self, node: Apply, task: Task) -> list[Part]:
        pairs, otherwise = cases(node)
        parts: list[Part] = ["{"]
        for index, (condition, value) in enumerate(pairs):
            parts += [", " if index else "", self.inner(condition, task), ": ", self.inner(value, task)]
        if otherwise is not None:
            parts += [", ", self.inner(otherwise, task)]
        return [*parts, "}"]


class _DottedPrinter(_TextPrinter):
    marks: ClassVar[dict[str, str]] = {"": "·", " ": "·", "·": "·"}
