"""Formula rows of a model and its loss: ŷ = …, L = 1/n Σ …, and ∂L by a parameter as a mean over the rows."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from explorer.core.expression.mathml import name_mathml
from explorer.core.expression.nodes import Apply, Node, Number, Symbol, postorder
from explorer.core.learn.loss import Loss
from explorer.core.numbers import format_value
from explorer.export.formula_rows import FormulaItem, FormulaRow, join_rows, node_row, number_row, partial_head

__all__ = [
    "PREDICTION",
    "fit_row",
    "loss_row",
    "mean_numbers_row",
    "mean_row",
    "model_row",
    "prediction_row",
    "total_row",
]

PREDICTION: Final = "ŷ"
_HAT: Final = '<mover accent="true"><mi>y</mi><mo stretchy="false">^</mo></mover>'
_HAT_I: Final = f"<msub>{_HAT}<mi>i</mi></msub>"
_Y_I: Final = "<msub><mi>y</mi><mi>i</mi></msub>"
_EQUALS: Final = '<mo form="infix">=</mo>'
_MINUS: Final = '<mo form="infix">−</mo>'
_PLUS: Final = '<mo form="infix">+</mo>'
_OPEN: Final = '<mo stretchy="false" form="prefix" lspace="0" rspace="0">(</mo>'
_CLOSE: Final = '<mo stretchy="false" form="postfix" lspace="0" rspace="0">)</mo>'
_SUM: Final = '<munder><mo form="prefix" movablelimits="false">∑</mo><mi>i</mi></munder>'
_RESIDUAL: Final = f"<mrow>{_HAT_I}{_MINUS}{_Y_I}</mrow>"
_IN_BRACKETS: Final = f"<mrow>{_OPEN}{_RESIDUAL}{_CLOSE}</mrow>"
_BARS: Final = '<mo form="{}" stretchy="false">|</mo>'
_LETTER_L: Final = '<mi data-function="L">L</mi>'
_GAP: Final = FormulaRow('<mspace width="1.6em"/>', "    ", r"\qquad ")
_TEXT_RESIDUAL, _LATEX_RESIDUAL = "(ŷᵢ − yᵢ)", r"\left(\hat y_i - y_i\right)"


def prediction_row() -> FormulaRow:
    """``ŷ``."""
    return FormulaRow(_HAT, PREDICTION, r"\hat y")


def model_row(root: Node) -> FormulaRow:
    """``ŷ = wx + b``."""
    head = FormulaRow(f"<mrow>{_HAT}{_EQUALS}</mrow>", f"{PREDICTION} = ", r"\hat y = ")
    return join_rows([head, root])


def fit_row(loss: Loss) -> FormulaRow:
    """The model and its loss side by side."""
    return join_rows([model_row(loss.trees.root), _GAP, loss_row(loss.kind, loss.l1, loss.l2, loss.delta)])


# The loss


def loss_row(kind: str, l1: float = 0.0, l2: float = 0.0, delta: float = 1.0) -> FormulaRow:
    """``L = 1/n Σ (ŷᵢ − yᵢ)²`` of a kind of loss, with its penalties."""
    sign, inner, text, latex = _of_one_row(kind, delta)
    front = '<mo form="prefix">−</mo>' if sign < 0 else ""
    markup = f"<mrow>{_LETTER_L}{_EQUALS}{front}{_fraction('1')}{_SUM}{inner}</mrow>"
    minus = "−" if sign < 0 else ""
    row = FormulaRow(markup, f"L = {minus}1/n Σ {text}", rf"L = {minus.replace('−', '-')}\frac1n\sum_i {latex}")
    return join_rows([row, *_penalties(l1, l2)])


def total_row(loss: Loss) -> FormulaRow:
    """:func:`loss_row` of a loss as it is set."""
    return loss_row(loss.kind, loss.l1, loss.l2, loss.delta)


def _of_one_row(kind: str, delta: float) -> tuple[int, str, str, str]:
    """Sign before the mean, and what is averaged: markup, text, LaTeX."""
    if kind == "absolute":
        inner = f"<mrow>{_BARS.format('prefix')}{_RESIDUAL}{_BARS.format('postfix')}</mrow>"
        return 1, inner, "|ŷᵢ − yᵢ|", r"\left|\hat y_i - y_i\right|"
    if kind == "huber":
        width = format_value(delta, 2).rstrip("0").rstrip(".")
        inner = f"<mrow><msub><mi>H</mi><mn>{width}</mn></msub>{_IN_BRACKETS}</mrow>"
        return 1, inner, f"H_{width}{_TEXT_RESIDUAL}", f"H_{{{width}}}{_LATEX_RESIDUAL}"
    if kind == "cross-entropy":
        one_minus = f"<mrow>{_OPEN}<mn>1</mn>{_MINUS}{{}}{_CLOSE}</mrow>"
        logs = (
            f"<mrow>{_Y_I}<mspace width='0.17em'/><mi>ln</mi><mspace width='0.17em'/>{_HAT_I}</mrow>{_PLUS}"
            f"<mrow>{one_minus.format(_Y_I)}<mspace width='0.17em'/><mi>ln</mi>{one_minus.format(_HAT_I)}</mrow>"
        )
        square = '<mo stretchy="false" form="{}" lspace="0" rspace="0">{}</mo>'
        inner = f"<mrow>{square.format('prefix', '[')}{logs}{square.format('postfix', ']')}</mrow>"
        latex = r"\left[y_i\ln\hat y_i + (1 - y_i)\ln(1 - \hat y_i)\right]"
        return -1, inner, "[yᵢ ln ŷᵢ + (1 − yᵢ) ln(1 − ŷᵢ)]", latex
    return 1, f"<msup>{_IN_BRACKETS}<mn>2</mn></msup>", f"{_TEXT_RESIDUAL}²", rf"{_LATEX_RESIDUAL}^2"


def _penalties(l1: float, l2: float) -> list[FormulaItem]:
    """``+ 0.1 Σ|p|`` and ``+ 0.1 Σ p²`` over the parameters."""
    made: list[FormulaItem] = []
    bars = f"<mrow>{_BARS.format('prefix')}<mi>p</mi>{_BARS.format('postfix')}</mrow>"
    square = "<msup><mi>p</mi><mn>2</mn></msup>"
    for weight, inner, text, latex in ((l1, bars, "|p|", "|p|"), (l2, square, "p²", "p^2")):
        if weight:
            told = _short(weight)
            total = '<munder><mo form="prefix" movablelimits="false">∑</mo><mi>p</mi></munder>'
            markup = f"<mrow>{_PLUS}<mn>{told}</mn>{total}{inner}</mrow>"
            made.append(FormulaRow(markup, f" + {told} Σ {text}", rf" + {told}\sum_p {latex}"))
    return made


# Its partials


def mean_row(loss: Loss, name: str) -> FormulaRow:
    """``∂L/∂w = 2/n Σ (ŷᵢ − yᵢ)·xᵢ``: the partial by a parameter as a mean over the rows."""
    numerator, markup, text, latex = _slope_of_one_row(loss)
    head = FormulaRow(
        f"<mrow>{_fraction(numerator)}{_SUM}{markup}</mrow>",
        f"{numerator}/n Σ {text}",
        rf"\frac{{{numerator}}}{{n}}\sum_i {latex}",
    )
    parts: list[FormulaItem] = [partial_head("L", name), head]
    slope = _indexed(loss.trees.slopes[loss.variables.index(name)], loss.trees.columns)
    if slope is not Number(1.0):
        dot = FormulaRow('<mo form="infix" lspace="0.1em" rspace="0.1em">·</mo>', "·", r"\cdot ")
        parts += [dot, _bracketed(node_row(slope)) if _is_sum(slope) else slope]
    return join_rows([*parts, *_penalty_slopes(loss, name)])


def mean_numbers_row(loss: Loss, name: str, value: float, position: float = 0.0) -> FormulaRow:
    """``2/60 · (−96.4) = −3.21``: the same with the sum over the rows as a number.

    ``value`` is the partial and ``position`` where the parameter is, for the penalties.
    """
    numerator = _slope_of_one_row(loss)[0]
    penalty = loss.l1 * ((position > 0) - (position < 0)) + 2.0 * loss.l2 * position
    total = (value - penalty) * len(loss) / float(numerator)
    below = FormulaRow(
        f"<mfrac><mn>{numerator}</mn><mn>{len(loss)}</mn></mfrac>",
        f"{numerator}/{len(loss)}",
        rf"\frac{{{numerator}}}{{{len(loss)}}}",
    )
    dot = FormulaRow('<mo form="infix">·</mo>', " · ", r"\cdot ")
    parts: list[FormulaItem] = [below, dot, _bracketed_number(format_value(total))]
    if penalty:
        sign = "−" if penalty < 0 else "+"
        parts.append(FormulaRow(f'<mo form="infix">{sign}</mo>', f" {sign} ", f" {sign} ".replace("−", "-")))
        parts.append(number_row(format_value(abs(penalty))))
    equals = FormulaRow(_EQUALS, " = ", " = ")
    return join_rows([*parts, equals, number_row(format_value(value))])


def _slope_of_one_row(loss: Loss) -> tuple[str, str, str, str]:
    """∂ℓ by the model's output: the factor above n, then markup, text and LaTeX."""
    if loss.kind == "squared":
        return "2", _IN_BRACKETS, _TEXT_RESIDUAL, _LATEX_RESIDUAL
    if loss.kind == "absolute":
        return (
            "1",
            f"<mrow><mi>sgn</mi>{_IN_BRACKETS}</mrow>",
            f"sgn{_TEXT_RESIDUAL}",
            rf"\operatorname{{sgn}}{_LATEX_RESIDUAL}",
        )
    if loss.kind == "huber":
        width = _short(loss.delta)
        markup = f"<mrow><msub><mi>clip</mi><mn>{width}</mn></msub>{_IN_BRACKETS}</mrow>"
        return "1", markup, f"clip_{width}{_TEXT_RESIDUAL}", rf"\operatorname{{clip}}_{{{width}}}{_LATEX_RESIDUAL}"
    if loss.trees.is_logit:
        return "1", _IN_BRACKETS, _TEXT_RESIDUAL, _LATEX_RESIDUAL
    below = f"<mrow>{_HAT_I}{_OPEN}<mn>1</mn>{_MINUS}{_HAT_I}{_CLOSE}</mrow>"
    latex = r"\frac{\hat y_i - y_i}{\hat y_i(1 - \hat y_i)}"
    return "1", f"<mfrac>{_RESIDUAL}{below}</mfrac>", "(ŷᵢ − yᵢ)/(ŷᵢ(1 − ŷᵢ))", latex


def _penalty_slopes(loss: Loss, name: str) -> list[FormulaItem]:
    made: list[FormulaItem] = []
    letter = name_mathml(name)
    if loss.l1:
        told = _short(loss.l1)
        markup = f"<mrow>{_PLUS}<mn>{told}</mn><mi>sgn</mi>{_OPEN}{letter}{_CLOSE}</mrow>"
        made.append(FormulaRow(markup, f" + {told} sgn({name})", rf" + {told}\operatorname{{sgn}}({name})"))
    if loss.l2:
        told = _short(2.0 * loss.l2)
        made.append(
            FormulaRow(f"<mrow>{_PLUS}<mn>{told}</mn>{letter}</mrow>", f" + {told}·{name}", f" + {told} {name}")
        )
    return made


@lru_cache(maxsize=64)
def _indexed(root: Node, columns: tuple[str, ...]) -> Node:
    """``root`` with the row's index i at every column: x becomes xᵢ, x₁ becomes x₁ᵢ."""
    made: dict[Node, Node] = {}
    for node in postorder(root):
        if isinstance(node, Symbol) and node.name in columns:
            made[node] = Symbol(f"{node.name}i" if "_" in node.name else f"{node.name}_i")
        elif isinstance(node, Apply):
            made[node] = Apply(node.operator, tuple(made[arg] for arg in node.args))
        else:
            made[node] = node
    return made[root]


def _is_sum(node: Node) -> bool:
    return isinstance(node, Apply) and node.operator in ("add", "sub", "neg")


def _bracketed(row: FormulaRow) -> FormulaRow:
    opening, closing = FormulaRow(_OPEN, "(", r"\left("), FormulaRow(_CLOSE, ")", r"\right)")
    return join_rows([opening, row, closing])


def _bracketed_number(text: str) -> FormulaRow:
    return _bracketed(number_row(text)) if text.startswith(("-", "−")) else number_row(text)


def _fraction(numerator: str) -> str:
    return f"<mfrac><mn>{numerator}</mn><mi>n</mi></mfrac>"


def _short(value: float) -> str:
    """A setting without needless zeros."""
    return f"{value:g}".replace("-", "−")
