"""What the printers share: how tightly a node binds, its sign, its factors, and where a product needs a dot."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final, Literal

from explorer.core.expression.nodes import Apply, Node, Number
from explorer.core.expression.numerals import numeral
from explorer.core.expression.operators import COMPARISONS, LOGIC
from explorer.core.expression.placeholders import MARK, marked

__all__ = [
    "Binding",
    "Side",
    "binding",
    "factors",
    "joints",
    "side_of_name",
    "split_sign",
    "terms",
    "unmarked",
    "whole_exponent",
]


class Binding(IntEnum):
    """How tightly a printed node holds together, loosest first."""

    CONDITION = 0
    SUM = 1
    NEGATION = 2
    DIVISION = 3
    PRODUCT = 4
    POWER = 5
    ATOM = 6


Side = Literal["number", "letter", "name", "function", "bracket", "bars", "root", "raised", "caret"]

_LOOSE: Final = {
    "add": Binding.SUM,
    "neg": Binding.NEGATION,
    "div": Binding.DIVISION,
    "mul": Binding.PRODUCT,
    "pow": Binding.POWER,
    "exp": Binding.POWER,
    **dict.fromkeys((*COMPARISONS, *LOGIC), Binding.CONDITION),
}

_WORD_LIST: Final = """
sin cos tan cot sec csc tg ctg ctan cosec sh ch th cth sinh cosh tanh coth sech csch cosech asin acos atan acot asec
acsc arcsin arccos arctan arccot arcsec arccsc arctg arcctg arsinh arcosh artanh arcoth arsech arcsch
asinh acosh atanh acoth asech acsch arcsinh arccosh arctanh exp ln log lg ld lb abs fabs sgn sign signum
sqrt cbrt root floor ceil ceiling mod fmod min max hypot atan erf erfc gamma digamma trigamma factorial fact sinc
sigmoid relu leaky step heaviside gauss softplus pow if else and or not then where cases piecewise
pi tau alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron rho sigma
upsilon phi chi psi omega varphi varepsilon vartheta nan True False None import del yield otherwise frac cdot
"""
_WORDS: Final = frozenset(_WORD_LIST.split())
_LONGEST_WORD: Final = max(map(len, _WORDS))


def binding(node: Node) -> Binding:
    """How tightly ``node`` binds when printed on one line."""
    node = unmarked(node)
    if isinstance(node, Number):
        return _number_binding(node.value)
    if not isinstance(node, Apply):
        return Binding.ATOM
    if node.operator in ("mul", "div") and _is_negative(node.args[0]):
        return Binding.NEGATION
    return _LOOSE.get(node.operator, Binding.ATOM)


def _number_binding(value: float) -> Binding:
    if value < 0:
        return Binding.NEGATION
    written = numeral(value)
    if written.is_plain:
        return Binding.ATOM
    return Binding.POWER if written.digits == "1" else Binding.PRODUCT


def unmarked(node: Node) -> Node:
    """What stands inside a mark; any other node itself."""
    return node.args[0] if isinstance(node, Apply) and node.operator == MARK else node


def _is_negative(node: Node) -> bool:
    node = unmarked(node)
    return (isinstance(node, Number) and node.value < 0) or (isinstance(node, Apply) and node.operator == "neg")


def split_sign(node: Node) -> tuple[bool, Node]:
    """``(True, u)`` where ``node`` prints as −u, else ``(False, node)``."""
    if isinstance(node, Number) and node.value < 0:
        return True, Number(-node.value)
    if not isinstance(node, Apply):
        return False, node
    if node.operator == MARK:
        negative, size = split_sign(node.args[0])
        return negative, marked(size)
    if node.operator == "neg":
        return True, node.args[0]
    if node.operator in ("mul", "div"):
        negative, first = _split_sign_of_leaf(node.args[0])
        if negative and first is Number(1.0) and node.operator == "mul":
            rest = node.args[1:]
            return True, rest[0] if len(rest) == 1 else Apply("mul", rest)
        if negative:
            return True, Apply(node.operator, (first, *node.args[1:]))
    return False, node


def _split_sign_of_leaf(node: Node) -> tuple[bool, Node]:
    """As :func:`split_sign`, but looking no deeper than ``node`` itself."""
    if isinstance(node, Apply) and node.operator == MARK:
        negative, size = _split_sign_of_leaf(node.args[0])
        return negative, marked(size)
    if isinstance(node, Number) and node.value < 0:
        return True, Number(-node.value)
    if isinstance(node, Apply) and node.operator == "neg":
        return True, node.args[0]
    return False, node


def terms(node: Apply) -> list[Node]:
    """The terms of a sum, sums within it opened up, in the order in which they were typed."""
    return _opened(node, "add")


def factors(node: Apply) -> list[Node]:
    """The factors of a product, products within it opened up, in the order in which they were typed."""
    return _opened(node, "mul")


def _opened(node: Apply, operator: str) -> list[Node]:
    found: list[Node] = []
    stack: list[Node] = list(reversed(node.args))
    while stack:
        child = stack.pop()
        inner = unmarked(child)
        opens = isinstance(inner, Apply) and inner.operator == operator
        if opens and (operator == "add" or binding(inner) is not Binding.NEGATION):
            stack.extend(reversed(inner.children if inner is child else list(map(marked, inner.children))))
        else:
            found.append(child)
    return found


def whole_exponent(node: Node) -> int | None:
    """The exponent as a whole number small enough to be raised in superscript digits, else None."""
    if isinstance(node, Apply) and node.operator == "neg" and isinstance(node.args[0], Number):
        positive = whole_exponent(node.args[0])
        return -positive if positive else None
    if isinstance(node, Number) and node.value.is_integer() and abs(node.value) < 10_000:
        return int(node.value)
    return None


def joints(kinds: Sequence[tuple[Side, Side]], texts: Sequence[str]) -> list[str]:
    """What stands before each factor of a product: nothing, a space or ``·``.

    ``kinds`` are the (first, last) sides of the factors; ``texts`` the letters of single-letter
    factors (empty for others): ``s·i·n`` must not join into a word that the notation knows.
    """
    marks = [""]
    run = texts[0] if texts else ""
    for index in range(1, len(kinds)):
        mark = _joint(kinds[index - 1][1], kinds[index][0], run)
        letter = texts[index]
        if mark == "" and letter and _makes_word(run + letter):
            mark = "·"
        # A raised letter ends the run of letters that might be read as one word.
        run = (run + letter if mark == "" else letter) if kinds[index][1] in ("letter", "name") else ""
        marks.append(mark)
    return marks


def _joint(left: Side, right: Side, run: str) -> str:
    if right == "number" or left in ("caret", "bars", "root", "name") or (right == "name" and left != "number"):
        return "·"
    if right == "function":
        return "" if left == "number" else " "
    if left == "function":
        return "·"
    if right == "bracket" and left == "letter":
        return "" if len(run) == 1 and run.isascii() and run.islower() and run != "e" else "·"
    return ""


def _makes_word(run: str) -> bool:
    return any(run[-length:] in _WORDS for length in range(2, min(len(run), _LONGEST_WORD) + 1))


def side_of_name(name: str) -> tuple[Side, str]:
    """How a name behaves next to other factors, and its letter if it is a single one."""
    if len(name) == 1:
        return "letter", name
    letter, _, subscript = name.partition("_")
    if len(letter) == 1 and subscript.isdecimal() and subscript.isascii():
        return "raised", ""
    return "name", ""
