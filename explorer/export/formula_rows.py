"""Ready rows of formulas: f(x, y) = …, ∂f/∂x = …, ∇f = (…), ‖∇f‖ = √(…), and formulas with numbers put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final

from explorer.core.expression.latex import name_latex, to_latex
from explorer.core.expression.mathml import mathml_with_nodes, name_mathml
from explorer.core.expression.nodes import Node, number_of_nodes
from explorer.core.expression.printing import ExpressionTooLong
from explorer.core.expression.text import name_text, to_text

__all__ = [
    "TOO_LONG",
    "FormulaItem",
    "FormulaRow",
    "function_row",
    "gradient_row",
    "join_rows",
    "node_row",
    "norm_row",
    "number_row",
    "numbers_row",
    "partial_head",
    "partial_row",
    "renumbered",
    "unwritten_row",
]

TOO_LONG: Final = "The formula is too long to typeset."
_LONGEST_TEXT: Final = 4000
_EQUALS: Final = '<mo form="infix">=</mo>'
_OPENING: Final = '<mo stretchy="true" form="prefix" lspace="0" rspace="0">(</mo>'
_CLOSING: Final = '<mo stretchy="true" form="postfix" lspace="0" rspace="0">)</mo>'
_COMMA: Final = '<mo form="infix">,</mo>'


@dataclass(frozen=True, slots=True)
class FormulaRow:
    """MathML with the nodes that it refers to, and the same as plain text and LaTeX.

    ``markup`` is None for what is too long to typeset. ``sums`` are the indices of the nodes whose
    + and − may begin a new line.
    """

    markup: str | None
    text: str
    latex: str = ""
    nodes: tuple[Node, ...] = ()
    sums: tuple[int, ...] = ()


FormulaItem = Node | FormulaRow | str


def node_row(node: Node, substitute: Mapping[str, str] | None = None) -> FormulaRow:
    """A tree as a row, with numbers put in for some names if given."""
    try:
        markup, nodes = mathml_with_nodes(node, substitute)
    except ExpressionTooLong:
        return FormulaRow(None, *_written(node))
    text, latex = ("", "") if substitute else _written(node)
    return FormulaRow(markup, text, latex, nodes, (0,) if nodes else ())


@lru_cache(maxsize=64)
def _written(node: Node) -> tuple[str, str]:
    try:
        return to_text(node, _LONGEST_TEXT), to_latex(node, _LONGEST_TEXT * 4)
    except ExpressionTooLong:
        return f"a formula of {number_of_nodes(node)} parts", ""


def join_rows(items: Sequence[FormulaItem]) -> FormulaRow:
    """Trees, rows and plain text side by side as one row."""
    markup: list[str] | None = []
    nodes: list[Node] = []
    sums: list[int] = []
    rows = [_as_row(item) for item in items]
    if len(rows) == 1:
        return rows[0]
    for row in rows:
        if row.markup is None:
            markup = None
            break
        assert markup is not None
        markup.append(renumbered(row, len(nodes)))
        sums += [index + len(nodes) for index in row.sums]
        nodes += row.nodes
    joined = None if markup is None else f"<mrow>{''.join(markup)}</mrow>"
    text, latex = "".join(row.text for row in rows), "".join(row.latex for row in rows)
    return FormulaRow(joined, text, latex, tuple(nodes) if markup else (), tuple(sums) if markup else ())


def _as_row(item: FormulaItem) -> FormulaRow:
    if isinstance(item, FormulaRow):
        return item
    if isinstance(item, Node):
        return node_row(item)
    return FormulaRow(f"<mtext>{escape(item)}</mtext>", item, rf"\text{{{item}}}")


def renumbered(row: FormulaRow, offset: int) -> str:
    """The markup of ``row`` where ``offset`` nodes stand before its own."""
    assert row.markup is not None
    if not offset or not row.nodes:
        return row.markup
    first, *rest = row.markup.split('data-node="')
    numbered = (piece.partition('"') for piece in rest)
    return first + "".join(f'data-node="{int(index) + offset}"{tail}' for index, _, tail in numbered)


def _equals() -> FormulaRow:
    return FormulaRow(_EQUALS, " = ", " = ")


def function_row(name: str, variables: Sequence[str], root: Node | None) -> FormulaRow:
    """``f(x, y) = …``; without variables ``f = …``; without a tree ``f(x, y) from Python``."""
    head = name_mathml(name).replace("data-name", "data-function")
    text, latex = name_text(name), name_latex(name)
    if variables:
        head += f"<mrow>{_OPENING}{_COMMA.join(map(name_mathml, variables))}{_CLOSING}</mrow>"
        text += f"({', '.join(map(name_text, variables))})"
        latex += rf"\left({', '.join(map(name_latex, variables))}\right)"
    row = FormulaRow(f"<mrow>{head}</mrow>", text, latex)
    return join_rows([row, " from Python"] if root is None else [row, _equals(), root])


def partial_symbol(name: str, variable: str) -> FormulaRow:
    """A stacked ∂f over ∂x; the denominator carries the variable's name, to be coloured."""
    upper = f'<mrow><mo form="none">∂</mo>{name_mathml(name).replace("data-name", "data-function")}</mrow>'
    lower = f'<mrow><mo form="none">∂</mo>{name_mathml(variable)}</mrow>'
    latex = rf"\frac{{\partial {name_latex(name)}}}{{\partial {name_latex(variable)}}}"
    return FormulaRow(f"<mfrac>{upper}{lower}</mfrac>", f"∂{name_text(name)}/∂{name_text(variable)}", latex)


def unwritten_row(name: str, variable: str) -> FormulaRow:
    """``∂f/∂x at P``: a partial that is known by its number alone."""
    return join_rows([partial_symbol(name, variable), " at P"])


def partial_row(name: str, variable: str, root: Node | None) -> FormulaRow:
    """``∂f/∂x = …``; without a tree the symbol and the sign of equality alone."""
    return join_rows([partial_head(name, variable), root if root is not None else "…"])


def partial_head(name: str, variable: str) -> FormulaRow:
    """``∂f/∂x =``, the beginning of a line."""
    return join_rows([partial_symbol(name, variable), _equals()])


def gradient_row(values: Sequence[tuple[str, str]], name: str = "f") -> FormulaRow:
    """``∇f = (1.608, 3.232)`` from (variable, number as it is to be shown) pairs."""
    numbers = _COMMA.join(_number(text, variable) for variable, text in values)
    function = name_mathml(name).replace("data-name", "data-function")
    nabla = f'<mrow data-role="gradient"><mtext>∇</mtext>{function}</mrow>'
    markup = f"<mrow>{nabla}{_EQUALS}<mrow>{_OPENING}{numbers}{_CLOSING}</mrow></mrow>"
    listed = ", ".join(_minus(text) for _, text in values)
    text = f"∇{name_text(name)} = ({listed})"
    return FormulaRow(markup, text, rf"\nabla {name_latex(name)} = \left({_ascii(listed)}\right)")


def norm_row(values: Sequence[tuple[str, str]], result: str, name: str = "f") -> FormulaRow:
    """``‖∇f‖ = √(1.608² + 3.232²) = 3.610``."""
    squares = '<mo form="infix">+</mo>'.join(_squared(text) for _, text in values)
    bars = '<mo form="{}" stretchy="false">‖</mo>'
    function = name_mathml(name).replace("data-name", "data-function")
    head = f"{bars.format('prefix')}<mtext>∇</mtext>{function}{bars.format('postfix')}"
    markup = f"<mrow><mrow>{head}</mrow>{_EQUALS}<msqrt><mrow>{squares}</mrow></msqrt>{_EQUALS}{_number(result)}</mrow>"
    written = " + ".join(f"({_minus(text)})²" if text.startswith(("-", "−")) else f"{text}²" for _, text in values)
    text = f"‖∇{name_text(name)}‖ = √({written}) = {_minus(result)}"
    latex = rf"\left\|\nabla {name_latex(name)}\right\| = \sqrt{{{_ascii(written.replace('²', '^2'))}}} = {result}"
    return FormulaRow(markup, text, latex)


def numbers_row(root: Node, values: Mapping[str, str], results: Sequence[str] = ()) -> FormulaRow:
    """The formula with numbers put in, then the value of each of its terms: ``2(0.80)(0.60) = 0.960``.

    ``values`` maps names to numbers as they are to be shown; ``results`` are those of the terms,
    or the one of the whole.
    """
    row = node_row(root, values)
    if row.markup is None:
        return row
    shown = f"{_written(root)[0]} at " + ", ".join(f"{n} = {_minus(v)}" for n, v in values.items())
    row = FormulaRow(row.markup, shown, "", row.nodes, row.sums)
    if not results:
        return row
    total = _number(results[0])
    text = _minus(results[0])
    for result in results[1:]:
        negative = result.startswith(("-", "−"))
        sign = "−" if negative else "+"
        total += f'<mo form="infix">{sign}</mo>{_number(result.lstrip("-−"))}'
        text += f" {sign} {result.lstrip('-−')}"
    return join_rows([row, FormulaRow(f"<mrow>{_EQUALS}{total}</mrow>", f" = {text}")])


def number_row(text: str) -> FormulaRow:
    """A number as it is to be shown."""
    return FormulaRow(_number(text), _minus(text), _ascii(text))


def _number(text: str, name: str | None = None) -> str:
    sign = '<mo form="prefix">−</mo>' if text.startswith(("-", "−")) else ""
    attribute = f' data-name="{escape(name)}"' if name else ""
    return f'<mrow{attribute} data-role="number">{sign}<mn>{escape(text.lstrip("-−"))}</mn></mrow>'


def _squared(text: str) -> str:
    base = _number(text)
    if text.startswith(("-", "−")):
        base = f"<mrow>{_OPENING}{base}{_CLOSING}</mrow>"
    return f"<msup>{base}<mn>2</mn></msup>"


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _ascii(text: str) -> str:
    return text.replace("−", "-")
