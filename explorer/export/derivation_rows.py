"""Rows of a worked derivation: ∂f/∂x = the whole line, the part at work marked, with numbers on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from explorer.core.derivation import Step, line_mathml
from explorer.core.expression.nodes import Node
from explorer.core.expression.printing import ExpressionTooLong
from explorer.core.expression.text import to_text
from explorer.export.formula_rows import FormulaRow, join_rows, partial_head

__all__ = ["line_row"]

_LONGEST_TEXT = 4000


def line_row(
    step: Step, which: Literal["before", "after"], substitute: Mapping[str, str] | None = None, result: str = ""
) -> FormulaRow:
    """``∂f/∂x = …`` as it stands before or after a step.

    ``substitute`` puts numbers in for names; ``result`` is a value to end the line with.
    """
    text = _text(step.line_before if which == "before" else step.line)
    latex = step.latex if which == "after" else ""
    try:
        markup, nodes = line_mathml(step, which, substitute)
    except ExpressionTooLong:
        return FormulaRow(None, text, latex)
    head = partial_head(step.title, step.name)
    end = (FormulaRow(f'<mo form="infix">=</mo><mn>{result}</mn>', f" = {result}"),) if result else ()
    line = join_rows((head, FormulaRow(markup, text, "", nodes, (0,) if nodes else ()), *end))
    return FormulaRow(line.markup, line.text, latex, line.nodes, line.sums)


def _text(tree: Node) -> str:
    try:
        return to_text(tree, _LONGEST_TEXT)
    except ExpressionTooLong:
        return "a long formula"
