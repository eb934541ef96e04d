"""The tree as presentation MathML, the input of the typesetter.

Every name carries ``data-name`` and every printed operation ``data-node`` (its index in the list
of nodes handed back), so that the typeset pieces can be coloured, hovered and clicked.
What is nested too deep to be read is folded: fractions beyond the second level are written on
one line, and beyond ``fold_depth`` brackets an ellipsis with ``data-role="folded"`` stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import ClassVar, Final

from explorer.core.expression.infix import InfixPrinter, cases
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol
from explorer.core.expression.numerals import numeral
from explorer.core.expression.placeholders import FOLDED, MARK, pending_name
from explorer.core.expression.precedence import Binding, Side
from explorer.core.expression.printing import Part, Task, write

__all__ = ["FOLD_DEPTH", "LONGEST_MATHML", "mathml_with_nodes", "name_mathml", "to_mathml"]

FOLD_DEPTH: Final = 6
HAT: Final = "\u0302"
LONGEST_MATHML: Final = 60_000
_STACKED_LEVELS: Final = 2
_LINEAR: Final = 99

_CONSTANTS: Final = {"e": "e", "pi": "π", "tau": "τ"}
_COMPARISONS: Final = {"lt": "&lt;", "le": "≤", "gt": "&gt;", "ge": "≥", "eq": "=", "ne": "≠"}
_FUNCTIONS: Final = {
    "log": "ln",
    "sigmoid": "σ",
    "gamma": "Γ",
    "digamma": "ψ",
    "trigamma": "ψ′",
    "sign": "sgn",
    "leaky_relu": "leaky relu",
}
_FOLDED: Final = '<mtext data-role="folded">…</mtext>'
_THIN: Final = '<mspace width="0.17em"/>'


def to_mathml(node: Node, substitute: Mapping[str, str] | None = None, limit: int = LONGEST_MATHML) -> str:
    """``node`` as an ``<mrow>``; names in ``substitute`` are replaced by those numbers, in brackets where needed.

    Raises :class:`~explorer.core.expression.printing.ExpressionTooLong` beyond ``limit`` characters.
    """
    return mathml_with_nodes(node, substitute, limit)[0]


def mathml_with_nodes(
    node: Node, substitute: Mapping[str, str] | None = None, limit: int = LONGEST_MATHML
) -> tuple[str, tuple[Node, ...]]:
    """As :func:`to_mathml`, with the nodes that the ``data-node`` indices stand for."""
    printer = _MathmlPrinter(node, substitute)
    return printer.write(limit), tuple(printer.nodes)


def name_mathml(name: str) -> str:
    """A canonical name: a letter in italics, a word upright, with its subscript; a letter may wear a hat."""
    letter, _, subscript = name.partition("_")
    attribute = f'data-name="{escape(name)}"'
    if len(letter) == 2 and letter[1] == HAT:
        return f'<mover {attribute} accent="true"><mi>{escape(letter[0])}</mi><mo stretchy="false">^</mo></mover>'
    if name == "∇f":
        return f"<mrow {attribute}><mi>∇</mi><mi>f</mi></mrow>"
    head = f"<mi {attribute}>{escape(letter)}</mi>" if len(letter) == 1 else f"<mtext>{escape(letter)}</mtext>"
    if not subscript:
        return head if len(letter) == 1 else f"<mrow {attribute}>{head}</mrow>"
    if subscript.isdecimal():
        index = f"<mn>{subscript}</mn>"
    else:
        index = f"<mi>{escape(subscript)}</mi>" if len(subscript) == 1 else f"<mtext>{escape(subscript)}</mtext>"
    return f"<msub {attribute}>{head}{index}</msub>"


class _MathmlPrinter(InfixPrinter):
    """Prints one tree; ``nodes`` lists what the ``data-node`` indices stand for."""

    plus: ClassVar[str] = '<mo form="infix">+</mo>'
    minus: ClassVar[str] = '<mo form="infix">−</mo>'
    sign: ClassVar[str] = '<mo form="prefix">−</mo>'
    ellipsis: ClassVar[str] = _FOLDED
    marks: ClassVar[dict[str, str]] = {"": "", " ": _THIN, "·": '<mo form="infix">·</mo>'}
    stacked_fractions: ClassVar[bool] = True
    enclosed: ClassVar[dict[str, tuple[str, str]]] = {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}

    def __init__(self, root: Node, substitute: Mapping[str, str] | None = None, fold_depth: int = FOLD_DEPTH) -> None:
        super().__init__(root)
        self._root = root
        self._substitute = dict(substitute or {})
        self._fold_depth = fold_depth
        self.nodes: list[Node] = []
        self._index: dict[Node, int] = {}

    def write(self, limit: int = LONGEST_MATHML) -> str:
        """The MathML of the whole tree."""
        return f"<mrow>{write(Task(self._root), self.expand, limit)}</mrow>"

    def expand(self, task: Task) -> list[Part]:
        if task.depth > self._fold_depth and task.node.children:
            return [_FOLDED]
        if isinstance(task.node, Symbol) and task.node.name in self._substitute:
            return self._number_for(task.node.name, task.level)
        operation = isinstance(task.node, Apply) and task.node.operator not in (MARK, FOLDED)
        if operation and self.binding(task.node) >= task.level:
            return [f'<mrow data-node="{self._number_of(task.node)}">', *self.unbracketed(task.node, task), "</mrow>"]
        return super().expand(task)

    def leaf(self, node: Node, task: Task) -> list[Part]:
        if isinstance(node, Number):
            return [_number(node.value)]
        if isinstance(node, Constant):
            return [f'<mi data-role="constant">{_CONSTANTS[node.name]}</mi>']
        assert isinstance(node, Symbol)
        return [name_mathml(node.name)]

    def bracketed(self, inner: list[Part]) -> list[Part]:
        return _fenced("(", inner, ")")

    def mark(self, inner: Part) -> list[Part]:
        return ['<mrow data-role="touched">', inner, "</mrow>"]

    def pending(self, node: Apply, task: Task) -> list[Part]:
        name = pending_name(node)
        sign = '<mo form="none">∂</mo>'
        inner: Part = self.inner(node.args[0], task)
        if name in self._substitute:
            inner = self._without_number_for(name, node.args[0], task)
        return [
            f"<mfrac><mrow>{sign}</mrow><mrow>{sign}{name_mathml(name)}</mrow></mfrac>",
            *_fenced("[", [inner], "]"),
        ]

    def _without_number_for(self, name: str, node: Node, task: Task) -> str:
        """A number has no derivative: what is still to be differentiated by ``name`` keeps that name."""
        others = {other: number for other, number in self._substitute.items() if other != name}
        printer = _MathmlPrinter(node, others, self._fold_depth)
        printer.nodes, printer._index = self.nodes, self._index
        return write(Task(node, depth=task.depth + 1, fractions=task.fractions), printer.expand, LONGEST_MATHML)

    def sides(self, factor: Node) -> tuple[Side, Side]:
        if isinstance(factor, Symbol):
            # Typeset names are told apart by their shape, numbers put in for them by brackets.
            return ("bracket" if factor.name in self._substitute else "letter"), "bracket"
        first, last = super().sides(factor)
        if first == "bars":
            return "function", "bracket"
        return first, last if last in ("number", "function") or isinstance(factor, Number) else "bracket"

    def letter(self, factor: Node) -> str:
        return ""

    def operation(self, node: Apply, task: Task) -> list[Part]:
        operator = node.operator
        if operator == "div":
            return self._quotient(node, task)
        if operator in ("pow", "exp"):
            return self._power(node, task)
        if operator in ("sqrt", "cbrt", "root"):
            return self._root_sign(node, task)
        if operator == "piecewise":
            return self._piecewise(node, task)
        if operator in _COMPARISONS:
            return self.listed(node, task, f'<mo form="infix">{_COMPARISONS[operator]}</mo>', Binding.SUM)
        if operator in ("and", "or", "not", "true", "false"):
            return self._logic(node, task)
        if operator in self.enclosed:
            opening, closing = self.enclosed[operator]
            return _fenced(opening, [self.inner(node.args[0], task)], closing)
        return self._call(node, task)

    def _call(self, node: Apply, task: Task) -> list[Part]:
        name: list[Part] = [_function(node.operator)]
        args = self.listed(node, task, '<mo form="infix">,</mo>')
        if node.operator == "log_base":
            name = ["<msub><mtext>log</mtext><mrow>", self.inner(node.args[1], task), "</mrow></msub>"]
            args = [self.inner(node.args[0], task)]
        if node.operator == "factorial":
            return [self.beside(node.args[0], task, Binding.ATOM), '<mo form="postfix">!</mo>']
        return [*name, *self.bracketed(args)]

    def _quotient(self, node: Apply, task: Task) -> list[Part]:
        over, under = node.args
        if task.fractions >= _STACKED_LEVELS:
            first = self.beside(over, task, Binding.PRODUCT)
            line: list[Part] = [first, '<mo form="infix" lspace="0" rspace="0">/</mo>']
            line.append(self.beside(under, task, Binding.POWER))
            return line if task.level < Binding.PRODUCT else self.bracketed(line)
        above, below = (Task(part, depth=task.depth + 1, fractions=task.fractions + 1) for part in node.args)
        return ["<mfrac><mrow>", above, "</mrow><mrow>", below, "</mrow></mfrac>"]

    def _power(self, node: Apply, task: Task) -> list[Part]:
        if node.operator == "exp":
            base: list[Part] = ['<mi data-role="constant">e</mi>']
            exponent = node.args[0]
        elif raised := self.raised_function(node):
            function, whole = raised
            name = f"<msup>{_function(function.operator)}<mn>{whole}</mn></msup>"
            return [name, *self.bracketed([self.inner(function.args[0], task)])]
        else:
            base, exponent = self.base(node.args[0], task), node.args[1]
        script = Task(exponent, depth=task.depth + 1, fractions=_LINEAR)
        return ["<msup><mrow>", *base, "</mrow><mrow>", script, "</mrow></msup>"]

    def _root_sign(self, node: Apply, task: Task) -> list[Part]:
        radicand: list[Part] = ["<mrow>", self.inner(node.args[0], task), "</mrow>"]
        if node.operator == "sqrt":
            return ["<msqrt>", *radicand, "</msqrt>"]
        degree: Part = "<mn>3</mn>" if node.operator == "cbrt" else self.inner(node.args[1], task)
        return ["<mroot>", *radicand, "<mrow>", degree, "</mrow></mroot>"]

    def _logic(self, node: Apply, task: Task) -> list[Part]:
        if not node.args:
            return [f"<mtext>{node.operator}</mtext>"]
        if node.operator == "not":
            return ["<mtext>not </mtext>", *self.bracketed([self.inner(node.args[0], task)])]
        parts: list[Part] = []
        for index, arg in enumerate(node.args):
            nested = isinstance(arg, Apply) and arg.operator in ("and", "or")
            operand: list[Part] = [self.inner(arg, task)]
            parts += [f"<mtext> {node.operator} </mtext>"] * (index > 0)
            parts += self.bracketed(operand) if nested else operand
        return parts

    def _piecewise(self, node: Apply, task: Task) -> list[Part]:
        pairs, otherwise = cases(node)
        parts: list[Part] = ['<mo stretchy="true" form="prefix">{</mo><mtable columnalign="left left">']
        for condition, value in pairs:
            parts += ["<mtr><mtd>", self.inner(value, task), "</mtd><mtd><mtext> if </mtext>"]
            parts += [self.inner(condition, task), "</mtd></mtr>"]
        if otherwise is not None:
            parts += ["<mtr><mtd>", self.inner(otherwise, task), "</mtd><mtd><mtext> otherwise</mtext></mtd></mtr>"]
        return [*parts, "</mtable>"]

    def _number_for(self, name: str, level: Binding) -> list[Part]:
        text = self._substitute[name].replace("-", "−")
        negative = text.startswith("−")
        digits = f"<mn>{escape(text.lstrip('−'))}</mn>"
        signed = (self.sign if negative else "") + digits
        alone = level <= Binding.NEGATION or (level is Binding.DIVISION and not negative)
        inner: list[Part] = [signed] if alone else self.bracketed([signed])
        return [f'<mrow data-name="{escape(name)}" data-role="number">', *inner, "</mrow>"]

    def _number_of(self, node: Node) -> int:
        if node not in self._index:
            self._index[node] = len(self.nodes)
            self.nodes.append(node)
        return self._index[node]


def _fenced(opening: str, inner: list[Part], closing: str) -> list[Part]:
    return [
        f'<mrow><mo stretchy="true" form="prefix" lspace="0" rspace="0">{opening}</mo>',
        *inner,
        f'<mo stretchy="true" form="postfix" lspace="0" rspace="0">{closing}</mo></mrow>',
    ]


def _function(operator: str) -> str:
    return f"<mtext>{_FUNCTIONS.get(operator, operator)}</mtext>"


def _number(value: float) -> str:
    written = numeral(value)
    if written.exponent is None:
        return f"<mn>{written.digits}</mn>"
    sign = '<mo form="prefix">−</mo>' if written.exponent < 0 else ""
    power = f"<msup><mn>10</mn><mrow>{sign}<mn>{abs(written.exponent)}</mn></mrow></msup>"
    if written.digits == "1":
        return power
    return f'<mrow><mn>{written.digits}</mn><mo form="infix">·</mo>{power}</mrow>'
