"""What the text, LaTeX and MathML printers have in common: sums, products and where brackets go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Final

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.expression.placeholders import MARK, PENDING, PLACEHOLDERS
from explorer.core.expression.precedence import (
    Binding,
    Side,
    binding,
    factors,
    joints,
    side_of_name,
    split_sign,
    terms,
    unmarked,
    whole_exponent,
)
from explorer.core.expression.printing import Part, Task

__all__ = ["SQUARABLE", "InfixPrinter", "cases", "is_single"]

SQUARABLE: Final = frozenset(("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"))
"""Functions whose powers are written before the bracket: sin²(x)."""

_BARE: Final = frozenset(
    ("add", "mul", "div", "neg", "pow", "exp", "abs", "floor", "ceil", "sqrt", "cbrt", "root", "piecewise")
)


class InfixPrinter(ABC):
    """Expands one task into parts; a subclass says how each operator looks in its format."""

    plus: ClassVar[str] = " + "
    minus: ClassVar[str] = " − "
    sign: ClassVar[str] = "−"
    ellipsis: ClassVar[str] = "…"
    marks: ClassVar[dict[str, str]] = {"": "", " ": " ", "·": "·"}
    stacked_fractions: ClassVar[bool] = False
    enclosed: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, root: Node) -> None:
        self.with_bars: set[Node] = set()
        for node in postorder(root):
            own = isinstance(node, Apply) and node.operator == "abs"
            if own or any(child in self.with_bars for child in node.children):
                self.with_bars.add(node)

    @abstractmethod
    def leaf(self, node: Node, task: Task) -> list[Part]:
        """A non-negative number, a constant or a symbol."""

    @abstractmethod
    def operation(self, node: Apply, task: Task) -> list[Part]:
        """Any operator but add, mul and what is printed with a leading minus."""

    @abstractmethod
    def pending(self, node: Apply, task: Task) -> list[Part]:
        """∂/∂x[…], a derivative that is still to be worked out."""

    def mark(self, inner: Part) -> list[Part]:
        """``inner`` with a mark, in formats that have one."""
        return [inner]

    @abstractmethod
    def bracketed(self, inner: list[Part]) -> list[Part]:
        """``inner`` in round brackets."""

    def binding(self, node: Node) -> Binding:
        """How tightly ``node`` binds in this format: a stacked fraction needs no brackets as a factor."""
        found = binding(node)
        return Binding.PRODUCT if found is Binding.DIVISION and self.stacked_fractions else found

    def inner(self, node: Node, task: Task, level: Binding = Binding.CONDITION) -> Task:
        """A task for an operand inside brackets, a function or a script of ``task``."""
        return Task(node, level, task.depth + 1, task.fractions)

    def beside(self, node: Node, task: Task, level: Binding) -> Task:
        """A task for an operand on the same line as its operator."""
        return Task(node, level, task.depth, task.fractions)

    def expand(self, task: Task) -> list[Part]:
        """The parts that ``task`` consists of."""
        node = task.node
        if self.binding(node) < task.level:
            return self.bracketed([self.inner(node, task)])
        return self.unbracketed(node, task)

    def unbracketed(self, node: Node, task: Task) -> list[Part]:
        """The parts of ``node`` where it needs no brackets."""
        if isinstance(node, Apply) and node.operator in PLACEHOLDERS:
            return self._placeholder(node, task)
        if self.binding(node) is Binding.NEGATION:
            return [self.sign, self.beside(split_sign(node)[1], task, Binding.DIVISION)]
        if not isinstance(node, Apply):
            return self.leaf(node, task)
        if node.operator == "add":
            return self.sum(node, task)
        return self.product(node, task) if node.operator == "mul" else self.operation(node, task)

    def _placeholder(self, node: Apply, task: Task) -> list[Part]:
        if node.operator == MARK:
            return self.mark(task._replace(node=node.args[0]))
        return self.pending(node, task) if node.operator == PENDING else [self.ellipsis]

    def sum(self, node: Apply, task: Task) -> list[Part]:
        """Terms joined by their signs."""
        parts: list[Part] = []
        for index, term in enumerate(terms(node)):
            if index == 0:
                parts.append(self.beside(term, task, Binding.NEGATION))
                continue
            negative, size = split_sign(term)
            parts += [self.minus if negative else self.plus, self.beside(size, task, Binding.DIVISION)]
        return parts

    def product(self, node: Apply, task: Task) -> list[Part]:
        """Factors side by side, with a dot only where they would be misread."""
        found = factors(node)
        bare = [unmarked(factor) for factor in found]
        kinds = [self.sides(factor) for factor in bare]
        parts: list[Part] = []
        for index, (factor, mark) in enumerate(zip(found, joints(kinds, [self.letter(f) for f in bare]), strict=True)):
            if index and mark == "" and kinds[index - 1][1] == "number" and _reads_as_exponent(bare[index]):
                mark = "·"
            parts += [self.marks[mark]] * (index > 0)
            parts.append(self.beside(factor, task, Binding.PRODUCT))
        return parts

    def listed(self, node: Apply, task: Task, separator: str, level: Binding = Binding.CONDITION) -> list[Part]:
        """All operands with a separator between them."""
        parts: list[Part] = []
        for index, arg in enumerate(node.args):
            parts += [separator] * (index > 0)
            parts.append(self.inner(arg, task, level))
        return parts

    def raised_function(self, node: Apply) -> tuple[Apply, int] | None:
        """The function and exponent of a power that is written sin²(x)."""
        base, whole = node.args[0], whole_exponent(node.args[1])
        if isinstance(base, Apply) and base.operator in SQUARABLE and whole is not None and whole >= 2:
            return base, whole
        return None

    def base(self, node: Node, task: Task) -> list[Part]:
        """The base of a power; a function call is bracketed as a whole, ``(ln(x))²``."""
        if isinstance(node, Apply) and node.operator not in _BARE:
            return self.bracketed([self.inner(node, task)])
        return [self.beside(node, task, Binding.ATOM)]

    def sides(self, factor: Node) -> tuple[Side, Side]:
        """What the factor of a product begins and ends with."""
        if self.binding(factor) < Binding.PRODUCT:
            return "bracket", "bracket"
        if isinstance(factor, Number):
            return "number", "number" if binding(factor) is Binding.ATOM else "caret"
        if isinstance(factor, (Symbol, Constant)):
            side = side_of_name(factor.name)[0] if isinstance(factor, Symbol) else "letter"
            return side, side
        assert isinstance(factor, Apply)
        return self._sides_of_apply(factor)

    def _sides_of_apply(self, factor: Apply) -> tuple[Side, Side]:
        if factor.operator == "pow":
            return self._sides_of_power(factor)
        if factor.operator == "exp":
            return "letter", self._side_of_exponent(factor.args[0])
        if factor.operator in ("sqrt", "cbrt") or (factor.operator == "root" and self.stacked_fractions):
            return "bracket", "bracket" if self.stacked_fractions else "root"
        if factor.operator == "div":
            return "bracket", "bracket"
        if factor.operator == "abs" and factor.args[0] not in self.with_bars:
            return "bars", "bars"
        return ("bracket", "bracket") if factor.operator in self.enclosed else ("function", "function")

    def _sides_of_power(self, factor: Apply) -> tuple[Side, Side]:
        if self.raised_function(factor):
            return "function", "function"
        base = factor.args[0]
        leaf = isinstance(base, (Symbol, Constant, Number)) and binding(base) is Binding.ATOM
        return self.sides(base)[0] if leaf else "bracket", self._side_of_exponent(factor.args[1])

    def _side_of_exponent(self, exponent: Node) -> Side:
        return "raised" if self.stacked_fractions or whole_exponent(exponent) is not None else "caret"

    def letter(self, factor: Node) -> str:
        """The letter of a single-letter factor or of its base, else nothing."""
        if isinstance(factor, Apply) and factor.operator == "exp":
            return "e"
        base = factor.args[0] if isinstance(factor, Apply) and factor.operator == "pow" else factor
        if isinstance(base, Constant):
            return {"e": "e", "pi": "π", "tau": "τ"}[base.name]
        return side_of_name(base.name)[1] if isinstance(base, Symbol) else ""


def cases(node: Apply) -> tuple[list[tuple[Node, Node]], Node | None]:
    """The (condition, value) pairs of a piecewise node and the value otherwise, if it has one."""
    args = node.args
    otherwise = args[-1] if len(args) % 2 else None
    pairs = [(args[index], args[index + 1]) for index in range(0, len(args) - 1, 2)]
    if otherwise is None and len(pairs) > 1 and pairs[-1][0] is Apply("true", ()):
        otherwise = pairs.pop()[1]
    return pairs, otherwise


def is_single(node: Node) -> bool:
    """Whether ``node`` is one token, which a root or an exponent takes without brackets."""
    return isinstance(node, (Symbol, Constant)) or (isinstance(node, Number) and binding(node) is Binding.ATOM)


def _reads_as_exponent(factor: Node) -> bool:
    """``2e`` with nothing raised could be taken for a number with an exponent."""
    return factor is Constant("e") or (isinstance(factor, Symbol) and factor.name == "E")
