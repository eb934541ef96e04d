"""Formula rows of a network: ŷ = σ(W₂ tanh(W₁x + b₁) + b₂), and its loss as a mean over the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.export.formula_rows import FormulaRow, join_rows
from explorer.export.loss_rows import loss_row

__all__ = ["network_loss_row", "network_row", "says_row"]

MOST_NESTED: Final = 3  # layers that are written inside each other; of more one stands for all
_HAT: Final = '<mover accent="true"><mi>y</mi><mo stretchy="false">^</mo></mover>'
_EQUALS: Final = '<mo form="infix">=</mo>'
_PLUS: Final = '<mo form="infix">+</mo>'
_MINUS: Final = '<mo form="infix">−</mo>'
_OPEN: Final = '<mo stretchy="false" form="prefix" lspace="0" rspace="0">(</mo>'
_CLOSE: Final = '<mo stretchy="false" form="postfix" lspace="0" rspace="0">)</mo>'
_THIN: Final = '<mspace width="0.17em"/>'
_GAP: Final = FormulaRow('<mspace width="1.6em"/>', "    ", r"\qquad ")
_COMMA: Final = FormulaRow('<mrow><mo form="infix">,</mo><mspace width="0.6em"/></mrow>', ", ", r",\quad ")
_BELOW: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_VECTOR: Final = FormulaRow('<mi mathvariant="bold-italic">x</mi>', "x", r"\boldsymbol{x}")
_NAMES: Final = {
    "sigmoid": ("<mi>σ</mi>", "σ", r"\sigma"),
    "tanh": ("<mi>tanh</mi>", "tanh", r"\tanh"),
    "relu": ("<mi>ReLU</mi>", "ReLU", r"\operatorname{ReLU}"),
    "leaky_relu": ("<mi>leaky</mi>", "leaky", r"\operatorname{leaky}"),
    "softplus": ("<mi>softplus</mi>", "softplus", r"\operatorname{softplus}"),
    "softmax": ("<mi>softmax</mi>", "softmax", r"\operatorname{softmax}"),
}


def network_row(activations: Sequence[str], loss: str) -> FormulaRow:
    """What it says and what it is trained to make small, side by side."""
    return join_rows([says_row(activations), _GAP, network_loss_row(loss)])


def says_row(activations: Sequence[str]) -> FormulaRow:
    """``ŷ = σ(W₂ tanh(W₁x + b₁) + b₂)``; of many layers ``ŷ = σ(W₅a₄ + b₅), aₗ = tanh(Wₗaₗ₋₁ + bₗ), a₀ = x``.

    ``activations`` are those of all layers after the inputs, the last of them the output's.
    """
    head = FormulaRow(f"<mrow>{_HAT}{_EQUALS}</mrow>", "ŷ = ", r"\hat y = ")
    count = len(activations)
    if count <= MOST_NESTED:
        inner = _VECTOR
        for layer, kind in enumerate(activations, 1):
            inner = _layer(kind, str(layer), inner)
            if kind == "linear" and layer < count:
                inner = _bracketed(inner.markup or "", inner.text, inner.latex)
        return join_rows([head, inner])
    last = _layer(activations[-1], str(count), _value(str(count - 1)))
    hidden = set(activations[:-1])
    kind = hidden.pop() if len(hidden) == 1 else ""
    index = "l"
    rule = _layer(kind, index, _value("l−1"), is_general=not kind)
    equals = FormulaRow(_EQUALS, " = ", " = ")
    return join_rows([head, last, _COMMA, _value(index), equals, rule, _COMMA, _value("0"), equals, _VECTOR])


def network_loss_row(loss: str) -> FormulaRow:
    """``L = −1/n Σ [y ln ŷ + (1 − y) ln(1 − ŷ)]`` of a network's loss."""
    if loss != "half-squared":
        return loss_row(loss)
    whole = loss_row("squared")
    once, twice = "<mfrac><mn>1</mn><mi>n</mi></mfrac>", "<mfrac><mn>1</mn><mrow><mn>2</mn><mi>n</mi></mrow></mfrac>"
    assert whole.markup is not None and once in whole.markup
    return FormulaRow(
        whole.markup.replace(once, twice),
        whole.text.replace("1/n", "1/(2n)"),
        whole.latex.replace(r"\frac1n", r"\frac{1}{2n}"),
    )


def _layer(kind: str, index: str, inner: FormulaRow, is_general: bool = False) -> FormulaRow:
    """``tanh(W₁x + b₁)``; a linear layer has no function before it, and any one is φ."""
    weight, bias = _named("W", index), _named("b", index)
    text = f"{weight.text} {inner.text} + {bias.text}"
    latex = f"{weight.latex} {inner.latex} + {bias.latex}"
    markup = f"{weight.markup}{_THIN if inner is not _VECTOR else ''}{inner.markup}{_PLUS}{bias.markup}"
    name = ("<msub><mi>φ</mi><mi>l</mi></msub>", "φₗ", r"\varphi_l") if is_general else _NAMES.get(kind)
    if name is None:
        return FormulaRow(f"<mrow>{markup}</mrow>", text, latex)
    inside = _bracketed(markup, text, latex)
    return FormulaRow(f"<mrow>{name[0]}{inside.markup}</mrow>", f"{name[1]}{inside.text}", f"{name[2]}{inside.latex}")


def _bracketed(markup: str, text: str, latex: str) -> FormulaRow:
    return FormulaRow(f"<mrow>{_OPEN}{markup}{_CLOSE}</mrow>", f"({text})", rf"\left({latex}\right)")


def _value(index: str) -> FormulaRow:
    """``a₄``: what a layer gives."""
    return _named("a", index)


def _named(letter: str, index: str) -> FormulaRow:
    """A letter with a layer's number, l, or l − 1 below."""
    if index.isdigit():
        return FormulaRow(
            f"<msub><mi>{letter}</mi><mn>{index}</mn></msub>",
            letter + index.translate(_BELOW),
            f"{letter}_{{{index}}}",
        )
    below = "<mi>l</mi>" if index == "l" else f"<mrow><mi>l</mi>{_MINUS}<mn>1</mn></mrow>"
    told = "ₗ" if index == "l" else "ₗ₋₁"
    return FormulaRow(
        f"<msub><mi>{letter}</mi>{below}</msub>", letter + told, f"{letter}_{{{index.replace('−', '-')}}}"
    )
