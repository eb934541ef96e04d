"""What is written at a node: its operation as a sign with blanks, and in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from explorer.core.expression.nodes import Apply, Constant, Node, Number
from explorer.core.expression.numerals import superscript
from explorer.core.expression.precedence import whole_exponent
from explorer.core.expression.printing import ExpressionTooLong
from explorer.core.expression.text import to_text

__all__ = ["constant_text", "operation_label", "operation_sentence"]

BLANK: Final = "( )"
_LONGEST_CONSTANT: Final = 12
_SIGNS: Final = {
    "add": "+",
    "mul": "×",
    "neg": f"−{BLANK}",
    "div": "÷",
    "exp": f"e^{BLANK}",
    "sqrt": f"√{BLANK}",
    "cbrt": f"∛{BLANK}",
    "abs": f"|{BLANK}|",
    "log": "ln",
    "log_base": "log",
    "factorial": f"{BLANK}!",
    "floor": "⌊ ⌋",
    "ceil": "⌈ ⌉",
    "sigmoid": "σ",
    "gamma": "Γ",
    "piecewise": "if",
    "lt": "<",
    "le": "≤",
    "gt": ">",
    "ge": "≥",
    "eq": "=",
    "ne": "≠",
}
_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_POWERS: Final = {2: "Square", 3: "Cube"}
_WORDS: Final = {
    "neg": "Change the sign of {}.",
    "exp": "Raise e to the power {}.",
    "sqrt": "Take the square root of {}.",
    "cbrt": "Take the cube root of {}.",
    "abs": "Take the absolute value of {}.",
    "log": "Take the natural logarithm of {}.",
    "sigmoid": "Take the sigmoid of {}.",
    "piecewise": "Choose the first branch whose condition holds.",
    "min": "Take the smallest of {}.",
    "max": "Take the largest of {}.",
    "hypot": "Take the root of the sum of the squares of {}.",
}


def constant_text(node: Node) -> str:
    """A part without names as short text, ``c`` where it would be long."""
    try:
        return to_text(node, _LONGEST_CONSTANT)
    except ExpressionTooLong:
        return "c"


def operation_label(node: Node) -> str:
    """The operation as a sign, ``( )`` standing for an operand: ``×``, ``3 ×``, ``( )²``, ``e^( )``, ``sin``."""
    if not isinstance(node, Apply):
        return constant_text(node)
    special = _LABELS.get(node.operator)
    return special(node) if special is not None else _SIGNS.get(node.operator, node.operator)


def _of_sum(node: Apply) -> str:
    signs = ["−" if _is_negated(arg) else "+" for arg in node.args]
    if len(node.args) != 2:
        return "+"
    first, second = (constant_text(_unsigned(arg)) if not arg.symbols else BLANK for arg in node.args)
    if first is BLANK and second is BLANK:
        return signs[1] if signs[0] == "+" else "+"
    return f"{signs[0] if signs[0] == '−' else ''}{first} {signs[1]} {second}"


def _of_product(node: Apply) -> str:
    constants = [constant_text(arg) for arg in node.args if not arg.symbols]
    varying = sum(1 for arg in node.args if arg.symbols)
    if not constants:
        return "×"
    coefficient = "·".join(constants) if len(constants) < 3 else "c"
    return f"{coefficient}·{BLANK}" if varying == 1 else f"{coefficient} ×"


def _of_quotient(node: Apply) -> str:
    upper, lower = node.args
    if upper.symbols and lower.symbols:
        return "÷"
    return f"{BLANK}/{constant_text(lower)}" if upper.symbols else f"{constant_text(upper)}/{BLANK}"


def _of_power(node: Apply) -> str:
    base, exponent = node.args
    if base.symbols and exponent.symbols:
        return f"{BLANK}^{BLANK}"
    if exponent.symbols:
        return f"{constant_text(base)}^{BLANK}"
    whole = whole_exponent(exponent)
    return f"{BLANK}{superscript(whole)}" if whole is not None else f"{BLANK}^{constant_text(exponent)}"


def _of_root(node: Apply) -> str:
    whole = whole_exponent(node.args[1])
    return f"{superscript(whole)}√{BLANK}" if whole is not None else "root"


def _of_logarithm(node: Apply) -> str:
    whole = whole_exponent(node.args[1])
    return f"log{str(whole).translate(_SUBSCRIPTS)}" if whole is not None and whole >= 0 else "log"


_LABELS: Final[dict[str, Callable[[Apply], str]]] = {
    "add": _of_sum,
    "mul": _of_product,
    "div": _of_quotient,
    "pow": _of_power,
    "root": _of_root,
    "log_base": _of_logarithm,
}


def operation_sentence(node: Node, write: Callable[[Node], str]) -> str:
    """What the step does, in words; ``write`` names an operand."""
    if not isinstance(node, Apply):
        return "A number."
    written = [write(arg) for arg in node.args]
    if node.operator == "add":
        return _sum_in_words(node, write)
    if node.operator == "mul":
        return f"Multiply {_listed(written)}."
    if node.operator == "div":
        return f"Divide {written[0]} by {written[1]}."
    if node.operator == "pow":
        word = _POWERS.get(whole_exponent(node.args[1]) or 0)
        return f"{word} {written[0]}." if word else f"Raise {written[0]} to the power {written[1]}."
    pattern = _WORDS.get(node.operator)
    if pattern is None:
        name = _SIGNS.get(node.operator, node.operator)
        pattern = f"Take {name} of {{}}." if len(written) < 3 and name.isalpha() else "Compare {}."
    return pattern.format(_listed(written))


def _sum_in_words(node: Apply, write: Callable[[Node], str]) -> str:
    written = [write(_unsigned(arg)) for arg in node.args]
    negative = [_is_negated(arg) for arg in node.args]
    if negative == [False, True]:
        return f"Subtract {written[1]} from {written[0]}."
    if any(negative):
        added = [text for text, minus in zip(written, negative, strict=True) if not minus]
        taken = [text for text, minus in zip(written, negative, strict=True) if minus]
        return f"Add {_listed(added)}, subtract {_listed(taken)}." if added else f"Subtract {_listed(taken)} from 0."
    return f"Add {_listed(written)}."


def _is_negated(node: Node) -> bool:
    return (isinstance(node, Apply) and node.operator == "neg") or (isinstance(node, Number) and node.value < 0)


def _unsigned(node: Node) -> Node:
    if isinstance(node, Number):
        return Number(abs(node.value))
    if isinstance(node, Constant) or not _is_negated(node):
        return node
    return node.children[0]


def _listed(texts: Sequence[str]) -> str:
    if len(texts) > 6:
        texts = [*texts[:3], f"{len(texts) - 4} more", texts[-1]]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
