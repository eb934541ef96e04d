"""Rows with matrices: H(x, y) = (second partials), H(P) = (numbers)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.core.expression.latex import name_latex
from explorer.core.expression.mathml import name_mathml
from explorer.core.expression.nodes import Node
from explorer.core.expression.text import name_text
from explorer.export.formula_rows import FormulaItem, FormulaRow, join_rows, number_row, renumbered

__all__ = ["hessian_head", "matrix_row", "numbers_matrix"]

_OPENING: Final = '<mo stretchy="true" form="prefix" lspace="0" rspace="0">(</mo>'
_CLOSING: Final = '<mo stretchy="true" form="postfix" lspace="0" rspace="0">)</mo>'
_SPACING: Final = 'rowspacing="0.55em" columnspacing="1.2em"'
_COMMA: Final = '<mo form="infix">,</mo>'


def hessian_head(arguments: Sequence[str]) -> FormulaRow:
    """``H(x, y) =``; with the one argument P, ``H(P) =``."""
    names = _COMMA.join(map(name_mathml, arguments))
    markup = f'<mrow><mi>H</mi><mrow>{_OPENING}{names}{_CLOSING}</mrow><mo form="infix">=</mo></mrow>'
    text = f"H({', '.join(map(name_text, arguments))}) = "
    latex = rf"H\left({', '.join(map(name_latex, arguments))}\right) = "
    return FormulaRow(markup, text, latex)


def matrix_row(entries: Sequence[Sequence[FormulaItem]]) -> FormulaRow:
    """A matrix of trees or prepared rows in round brackets, row by row."""
    cells = [[join_rows((item,)) for item in line] for line in entries]
    text = "; ".join(", ".join(cell.text for cell in line) for line in cells)
    latex = r" \\ ".join(" & ".join(cell.latex for cell in line) for line in cells)
    latex = rf"\begin{{pmatrix}} {latex} \end{{pmatrix}}"
    if any(cell.markup is None for line in cells for cell in line):
        return FormulaRow(None, f"({text})", latex)
    table = ""
    nodes: tuple[Node, ...] = ()
    for line in cells:
        table += "<mtr>"
        for cell in line:
            table += f"<mtd>{renumbered(cell, len(nodes))}</mtd>"
            nodes += cell.nodes
        table += "</mtr>"
    return FormulaRow(
        f"<mrow>{_OPENING}<mtable {_SPACING}>{table}</mtable>{_CLOSING}</mrow>", f"({text})", latex, nodes
    )


def numbers_matrix(entries: Sequence[Sequence[str]]) -> FormulaRow:
    """A matrix of numbers as they are to be shown."""
    return matrix_row([[number_row(text) for text in line] for line in entries])
