"""Rows of a step's receipt: a term with its formula, and the step with its numbers put in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.core.expression.latex import name_latex
from explorer.core.expression.mathml import name_mathml
from explorer.core.expression.nodes import Node, Symbol
from explorer.core.expression.text import name_text
from explorer.export.formula_rows import FormulaRow, join_rows, node_row, number_row

__all__ = ["name_row", "named_number", "step_with_numbers", "term_row"]

_EQUALS: Final = FormulaRow('<mo form="infix">=</mo>', " = ", " = ")


def name_row(name: str) -> FormulaRow:
    """A name as it stands in formulas."""
    return FormulaRow(name_mathml(name), name_text(name), name_latex(name))


def term_row(symbol: str, formula: Node) -> FormulaRow:
    """``m = β₁ m + (1 − β₁) g``; the symbol alone where the formula is that symbol."""
    if isinstance(formula, Symbol) and formula.name == symbol:
        return name_row(symbol)
    return join_rows((name_row(symbol), _EQUALS, formula))


def named_number(name: str, number: str) -> FormulaRow:
    """``η = 0.1``."""
    return join_rows((name_row(name), _EQUALS, number_row(number)))


def step_with_numbers(symbol: str, variable: str, formula: Node, numbers: Mapping[str, str], result: str) -> FormulaRow:
    """``Δ_x = −0.1 · 1.545 / (3.234 + 10⁻⁸) = −0.0478``, the index in the variable's colour."""
    head = FormulaRow(
        f"<msub>{name_mathml(symbol)}{name_mathml(variable)}</msub>",
        f"{name_text(symbol)}_{name_text(variable)}",
        f"{name_latex(symbol)}_{{{name_latex(variable)}}}",
    )
    return join_rows((head, _EQUALS, node_row(formula, numbers), _EQUALS, number_row(result)))
