"""The tree as LaTeX mathematics: ``x^{2} y + 3 x y^{3}``; it parses back."""

from __future__ import annotations

from typing import ClassVar, Final

from explorer.core.expression.infix import InfixPrinter, cases
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol
from explorer.core.expression.numerals import numeral
from explorer.core.expression.placeholders import pending_name
from explorer.core.expression.precedence import Binding
from explorer.core.expression.printing import LONGEST_TEXT, Part, Task, write

__all__ = ["name_latex", "to_latex"]

_CONSTANTS: Final = {"e": "e", "pi": r"\pi", "tau": r"\tau"}
_COMPARISONS: Final = {"lt": "<", "le": r"\le", "gt": ">", "ge": r"\ge", "eq": "=", "ne": r"\ne"}
_LOGIC: Final = {"and": r" \text{ and } ", "or": r" \text{ or } "}
_OWN_COMMANDS: Final = "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan min max"
_COMMANDS: Final = {
    **{name: f"\\{name}" for name in _OWN_COMMANDS.split()},
    "log": r"\ln",
    "gamma": r"\Gamma",
}
_LETTERS: Final = "αβγδεζηθικλμνξπρσςτυφχψωΓΔΘΛΞΠΣΥΦΨΩϑϕϵ"
_LETTER_NAMES: Final = """
alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma varsigma tau upsilon varphi
chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega vartheta phi epsilon
"""
_GREEK: Final = dict(zip(_LETTERS, _LETTER_NAMES.split(), strict=True))


def to_latex(node: Node, limit: int = LONGEST_TEXT) -> str:
    """``node`` as LaTeX for a mathematics environment; :class:`ExpressionTooLong` beyond ``limit`` characters."""
    return write(Task(node), _LatexPrinter(node).expand, limit)


def name_latex(name: str) -> str:
    """A canonical name in LaTeX: ``α_1`` as ``\\alpha_{1}``; a word is set upright."""
    letter, _, subscript = name.partition("_")
    head = _letter(letter) if len(letter) == 1 else rf"\mathrm{{{letter}}}"
    if len(letter) == 2 and letter[1] == "\u0302":
        head = rf"\hat{{{_letter(letter[0])}}}"
    elif letter == "∇f":
        head = r"\nabla f"
    return f"{head}_{{{''.join(map(_letter, subscript))}}}" if subscript else head


def _letter(character: str) -> str:
    return f"\\{_GREEK[character]}" if character in _GREEK else character


class _LatexPrinter(InfixPrinter):
    minus: ClassVar[str] = " - "
    sign: ClassVar[str] = "-"
    ellipsis: ClassVar[str] = r"\ldots"
    marks: ClassVar[dict[str, str]] = {"": " ", " ": " ", "·": r" \cdot "}
    stacked_fractions: ClassVar[bool] = True
    enclosed: ClassVar[dict[str, tuple[str, str]]] = {
        "abs": (r"\left|", r"\right|"),
        "floor": (r"\left\lfloor ", r" \right\rfloor"),
        "ceil": (r"\left\lceil ", r" \right\rceil"),
    }

    def leaf(self, node: Node, task: Task) -> list[Part]:
        if isinstance(node, Number):
            return [_number_latex(node.value)]
        if isinstance(node, Constant):
            return [_CONSTANTS[node.name]]
        assert isinstance(node, Symbol)
        return [name_latex(node.name)]

    def bracketed(self, inner: list[Part]) -> list[Part]:
        return [r"\left(", *inner, r"\right)"]

    def pending(self, node: Apply, task: Task) -> list[Part]:
        head = rf"\frac{{\partial}}{{\partial {name_latex(pending_name(node))}}}"
        return [head, r"\left[", self.inner(node.args[0], task), r"\right]"]

    def operation(self, node: Apply, task: Task) -> list[Part]:
        operator = node.operator
        if operator in ("div", "pow", "exp"):
            return self._stacked(node, task)
        if operator in ("sqrt", "cbrt", "root"):
            return self._root(node, task)
        if operator == "piecewise":
            return self._piecewise(node, task)
        if operator in _COMPARISONS:
            return self.listed(node, task, f" {_COMPARISONS[operator]} ", Binding.SUM)
        if operator in _LOGIC:
            return self._joined(node, task)
        if operator in ("true", "false"):
            return [rf"\text{{{operator}}}"]
        if operator in self.enclosed:
            opening, closing = self.enclosed[operator]
            return [opening, self.inner(node.args[0], task), closing]
        if operator == "log_base":
            argument, base = node.args
            return [r"\log_{", self.inner(base, task), "}", *self.bracketed([self.inner(argument, task)])]
        return [_command(operator), *self.bracketed(self.listed(node, task, ", "))]

    def _stacked(self, node: Apply, task: Task) -> list[Part]:
        if node.operator == "exp":
            return ["e^{", self.inner(node.args[0], task), "}"]
        first, second = node.args
        if node.operator == "div":
            return [r"\frac{", self.inner(first, task), "}{", self.inner(second, task), "}"]
        if raised := self.raised_function(node):
            function, whole = raised
            argument = self.bracketed([self.inner(function.args[0], task)])
            return [f"{_command(function.operator)}^{{{whole}}}", *argument]
        return [*self.base(first, task), "^{", self.inner(second, task), "}"]

    def _root(self, node: Apply, task: Task) -> list[Part]:
        degree: list[Part] = ["[3]"] if node.operator == "cbrt" else []
        if node.operator == "root":
            degree = ["[", self.inner(node.args[1], task), "]"]
        return [r"\sqrt", *degree, "{", self.inner(node.args[0], task), "}"]

    def _joined(self, node: Apply, task: Task) -> list[Part]:
        parts: list[Part] = []
        for index, arg in enumerate(node.args):
            nested = isinstance(arg, Apply) and arg.operator in _LOGIC
            operand: list[Part] = [self.inner(arg, task)]
            parts += [_LOGIC[node.operator]] * (index > 0) + (self.bracketed(operand) if nested else operand)
        return parts

    def _piecewise(self, node: Apply, task: Task) -> list[Part]:
        pairs, otherwise = cases(node)
        parts: list[Part] = [r"\begin{cases} "]
        for index, (condition, value) in enumerate(pairs):
            parts += [r" \\ " if index else "", self.inner(value, task), r" & \text{if } ", self.inner(condition, task)]
        if otherwise is not None:
            parts += [r" \\ ", self.inner(otherwise, task), r" & \text{otherwise}"]
        return [*parts, r" \end{cases}"]


def _command(operator: str) -> str:
    return _COMMANDS.get(operator) or rf"\operatorname{{{operator.replace('_', chr(92) + '_')}}}"


def _number_latex(value: float) -> str:
    sign = "-" if value < 0 else ""
    written = numeral(value)
    if written.exponent is None:
        return sign + written.digits
    power = f"10^{{{written.exponent}}}"
    return sign + (power if written.digits == "1" else rf"{written.digits} \cdot {power}")
