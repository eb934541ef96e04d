"""Rows of one step through a network: its formula in the names on screen, and the same with its numbers put in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.core.expression.nodes import Apply, Node, Number, Symbol, postorder
from explorer.core.learn.network_trace import TraceStep
from explorer.core.numbers import format_value
from explorer.export.formula_rows import FormulaItem, FormulaRow, join_rows, node_row, number_row, partial_head
from explorer.export.receipt_rows import name_row

__all__ = ["head_row", "mean_slope_row", "step_numbers_row", "step_row"]

MOST_TERMS: Final = 4
MOST_NUMBERS: Final = 3  # numbers are wider than names
_MANY: Final = 6
_EQUALS: Final = FormulaRow('<mo form="infix">=</mo>', " = ", " = ")
_AND_SO_ON: Final = FormulaRow(
    '<mrow><mo form="infix">+</mo><mo form="none">⋯</mo><mo form="infix">+</mo></mrow>', " + ⋯ + ", r" + \cdots + "
)
_OPEN: Final = FormulaRow('<mo stretchy="false" form="prefix" lspace="0" rspace="0">(</mo>', "(", r"\left(")
_CLOSE: Final = FormulaRow('<mo stretchy="false" form="postfix" lspace="0" rspace="0">)</mo>', ")", r"\right)")
_THIN: Final = FormulaRow('<mspace width="0.17em"/>', " ", r"\,")
_DOT: Final = FormulaRow('<mo form="infix" lspace="0.12em" rspace="0.12em">·</mo>', " · ", r"\cdot ")
_IF_OPEN: Final = FormulaRow('<mo stretchy="false" form="prefix" lspace="0.17em" rspace="0">[</mo>', "[", r"\left[")
_IF_CLOSE: Final = FormulaRow('<mo stretchy="false" form="postfix" lspace="0" rspace="0">]</mo>', "]", r"\right]")
_POSITIVE: Final = FormulaRow('<mrow><mo form="infix">&gt;</mo><mn>0</mn></mrow>', " > 0", " > 0")

Numbers = Mapping[str, str] | None


def head_row(step: TraceStep, names: Mapping[str, str]) -> FormulaRow:
    """What the step finds, with an equals sign: ``δ₁₁ =``, ``∂L/∂w₁₁₁ =``. ``names`` are those on screen."""
    if step.symbol.startswith("∂L/∂"):
        return partial_head("L", step.symbol.removeprefix("∂L/∂"))
    return join_rows([name_row(names.get(step.symbol, step.symbol)), _EQUALS])


def step_row(step: TraceStep, names: Mapping[str, str]) -> FormulaRow:
    """``δ₁₁ = w₂₁₁ δ₂₁ (1 − h₁²)``. A long sum is shortened; ReLU's slope is [h₁ > 0]: 1 where that holds, else 0."""
    return join_rows([head_row(step, names), _formula(step, names, None)])


def step_numbers_row(step: TraceStep, names: Mapping[str, str], with_result: bool = True) -> FormulaRow:
    """``(−1.965)·0.145·(1 − 0.524²) = −0.207``: the right side with numbers, and what it comes to.

    Without the result it begins with the equals sign: ``= (−0.207)·0.525``.
    """
    written = _short if len(step.inputs) > _MANY else format_value
    numbers = {names.get(name, name): written(value) for name, value in step.inputs.items()}
    parts: list[FormulaItem] = [] if with_result else [_EQUALS]
    parts.append(_formula(step, names, numbers))
    if with_result:
        parts += [_EQUALS, number_row(format_value(step.value))]
    return join_rows(parts)


def mean_slope_row(name: str, delta: str, entering: str) -> FormulaRow:
    """``∂L/∂w₁₁₁ = 1/n Σ δ₁₁ x₁``: over a batch; ``entering`` is "" for a bias."""
    mean = FormulaRow(
        '<mrow><mfrac><mn>1</mn><mi>n</mi></mfrac><mo form="prefix" movablelimits="false">∑</mo></mrow>',
        "1/n Σ ",
        r"\frac1n\sum ",
    )
    term: Node = Symbol(delta) * Symbol(entering) if entering else Symbol(delta)
    return join_rows([partial_head("L", name), mean, term])


def _formula(step: TraceStep, names: Mapping[str, str], numbers: Numbers) -> FormulaRow:
    root = _renamed(step.formula, names)
    if step.kind == "sum":
        return _total(root, numbers)
    if (
        step.kind == "delta"
        and isinstance(root, Apply)
        and root.operator == "mul"
        and _is_long_or_stepped(root, numbers)
    ):
        total, slope = root.args
        first = _total(total, numbers)
        if isinstance(total, Apply) and total.operator == "add":
            first = join_rows([_OPEN, first, _CLOSE])
        return join_rows([first, *_slope(slope, step, numbers)])
    return node_row(root, numbers)


def _is_long_or_stepped(root: Apply, numbers: Numbers) -> bool:
    total, slope = root.args
    is_long = (
        isinstance(total, Apply)
        and total.operator == "add"
        and len(total.args) > (MOST_NUMBERS if numbers else MOST_TERMS)
    )
    return is_long or _is_cases(slope)


def _slope(slope: Node, step: TraceStep, numbers: Numbers) -> list[FormulaItem]:
    """The activation's slope as a factor."""
    if not _is_cases(slope):
        inner = node_row(slope, numbers)
        return [_DOT if numbers else _THIN, _OPEN, inner, _CLOSE]
    name = next(iter(slope.symbols))
    found = next((value for symbol, value in step.inputs.items() if symbol.startswith("a_")), 0.0)
    otherwise = slope.children[-1]
    low = otherwise.value if isinstance(otherwise, Number) else 0.0
    if numbers:
        return [_DOT, number_row(f"{1.0 if found > 0 else low:g}")]
    if low:
        return [_THIN, slope]
    return [_IF_OPEN, name_row(name), _POSITIVE, _IF_CLOSE]


def _total(root: Node, numbers: Numbers) -> FormulaRow:
    """A sum, with its middle left out where it is long; a bias at its end stays beside the last term."""
    most = MOST_NUMBERS if numbers else MOST_TERMS
    if not (isinstance(root, Apply) and root.operator == "add" and len(root.args) > most):
        return node_row(root, numbers)
    tail = root.args[-2:] if isinstance(root.args[-1], Symbol) else root.args[-1:]
    end = Apply("add", tail) if len(tail) > 1 else tail[0]
    return join_rows([node_row(root.args[0], numbers), _AND_SO_ON, node_row(end, numbers)])


def _short(value: float) -> str:
    """Three digits, for a row of many numbers."""
    size = abs(value)
    return f"{value:.3g}" if 0.001 <= size < 1000 or value == 0 else format_value(value)


def _is_cases(node: Node) -> bool:
    return isinstance(node, Apply) and node.operator == "piecewise"


def _renamed(root: Node, names: Mapping[str, str]) -> Node:
    """The tree in other names, without factors of 1."""
    made: dict[Node, Node] = {}
    one = Number(1.0)
    for node in postorder(root):
        if isinstance(node, Symbol):
            made[node] = Symbol(names.get(node.name, node.name))
        elif isinstance(node, Apply):
            args = [made[arg] for arg in node.args]
            kept = [arg for arg in args if arg is not one] if node.operator == "mul" else args
            made[node] = Apply(node.operator, kept) if len(kept) > 1 or kept == args else (kept or [one])[0]
        else:
            made[node] = node
    return made[root]
