"""Rows of the approximations: L(x, y) = f(P) + ∂f/∂x (x − x₀) + …, in letters and with the probe's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from explorer.core.expression.mathml import name_mathml
from explorer.core.expression.nodes import Symbol
from explorer.core.expression.text import name_text
from explorer.export.formula_rows import FormulaRow

__all__ = ["linear_numbers_row", "linear_row", "quadratic_numbers_row", "quadratic_row", "second_partials_row"]

_OPENING = '<mo stretchy="false" form="prefix" lspace="0" rspace="0">(</mo>'
_CLOSING = '<mo stretchy="false" form="postfix" lspace="0" rspace="0">)</mo>'
_COMMA = '<mo form="infix">,</mo>'
_PLUS, _MINUS, _EQUALS = (f'<mo form="infix">{sign}</mo>' for sign in "+−=")
_SIGN = '<mo form="prefix">−</mo>'
_GAP = '<mspace width="1.2em"/>'
_HALF = "<mfrac><mn>1</mn><mn>2</mn></mfrac>"
_THIN = '<mspace width="0.17em"/>'
# A line may be broken before the signs of the sum, never within its terms.
_NODES = (Symbol("x") + Symbol("y"), Symbol("x"))

_Part = tuple[str, str]
"""MathML and the same as plain text."""


def linear_row(axes: Sequence[str]) -> FormulaRow:
    """``L(x, y) = f(P) + f_x(P) (x − x₀) + f_y(P) (y − y₀)``."""
    terms = [(_slope(name), _offset(name)) for name in axes]
    return _row(_head("L", axes), [_of_p("f"), *(_joined(slope, _of_p(""), away) for slope, away in terms)])


def quadratic_row(axes: Sequence[str]) -> FormulaRow:
    """``Q(x, y) = L(x, y) + ½ f_xx (x − x₀)² + f_xy (x − x₀)(y − y₀) + ½ f_yy (y − y₀)²``."""
    terms = [_head("L", axes)]
    for first, second in _pairs(len(axes)):
        if first == second:
            half = (_HALF + _THIN, "½ ")
            terms.append(_joined(half, _bend(axes, first, second), _squared(_offset(axes[first]))))
        else:
            terms.append(_joined(_bend(axes, first, second), _offset(axes[first]), _offset(axes[second])))
    return _row(_head("Q", axes), terms)


def linear_numbers_row(axes: Sequence[str], value: str, slopes: Sequence[str], place: Sequence[str]) -> FormulaRow:
    """``L(x, y) = 26.000 + 28.000 (x − 1.00) + 37.000 (y − 2.00)``; all numbers as they are to be shown."""
    terms = [_number(value)]
    for name, slope, at in zip(axes, slopes, place, strict=True):
        terms.append(_joined(_number(slope, name), _offset(name, at)))
    return _row(_head("L", axes), terms)


def quadratic_numbers_row(axes: Sequence[str], bends: Sequence[Sequence[str]], place: Sequence[str]) -> FormulaRow:
    """``Q(x, y) = L(x, y) + 2.000 (x − 1.00)² + …``; ``bends`` are the coefficients, halved on the diagonal."""
    terms = [_head("L", axes)]
    for first, second in _pairs(len(axes)):
        one, other = (_offset(axes[k], place[k]) for k in (first, second))
        number = _number(bends[first][second], axes[first] if first == second else None)
        terms.append(_joined(number, _squared(one)) if first == second else _joined(number, one, other))
    return _row(_head("Q", axes), terms)


def second_partials_row(axes: Sequence[str], bends: Sequence[Sequence[str]]) -> FormulaRow:
    """``f_xx = 4.000   f_xy = 38.000   f_yy = 36.000``."""
    parts: list[_Part] = []
    for first, second in _pairs(len(axes)):
        markup, written = _number(bends[first][second], axes[first] if first == second else None)
        signed = (_SIGN + markup if written.startswith("−") else markup, written)
        parts.append(_joined(_bend(axes, first, second), (_EQUALS, " = "), signed))
    text = ", ".join(part[1] for part in parts)
    return FormulaRow(f"<mrow>{_GAP.join(part[0] for part in parts)}</mrow>", text, _latex(text))


def _pairs(count: int) -> list[tuple[int, int]]:
    return [(first, second) for first in range(count) for second in range(first, count)]


def _row(head: _Part, terms: Sequence[_Part]) -> FormulaRow:
    """head = sum of terms; a term that begins with a minus sign is subtracted."""
    markup, text = terms[0]
    if text.startswith("−"):
        markup = _SIGN + markup
    for term, written in terms[1:]:
        negative = written.startswith("−")
        markup += (_MINUS if negative else _PLUS) + term
        text += f" − {written[1:]}" if negative else f" + {written}"
    whole = f'<mrow data-node="0">{head[0]}{_EQUALS}{markup}</mrow>'
    return FormulaRow(whole, f"{head[1]} = {text}", _latex(f"{head[1]} = {text}"), _NODES, (0,))


def _joined(*parts: _Part) -> _Part:
    """Parts side by side, with a thin space before a bracket."""
    markup = "".join((_THIN if index and "(" in part[1] else "") + part[0] for index, part in enumerate(parts))
    return markup, "".join(part[1] for part in parts)


def _head(letter: str, axes: Sequence[str]) -> _Part:
    names = _COMMA.join(map(name_mathml, axes))
    markup = f"<mi>{letter}</mi>{_OPENING}{names}{_CLOSING}"
    return markup, f"{letter}({', '.join(map(name_text, axes))})"


def _of_p(letter: str) -> _Part:
    head = f"<mi>{letter}</mi>" if letter else ""
    return f"{head}{_OPENING}<mi>P</mi>{_CLOSING}", f"{letter}(P)"


def _slope(name: str) -> _Part:
    return f"<msub><mi>f</mi>{name_mathml(name)}</msub>", f"f_{name_text(name)}"


def _bend(axes: Sequence[str], first: int, second: int) -> _Part:
    names = name_mathml(axes[first]) + name_mathml(axes[second])
    written = name_text(axes[first]) + name_text(axes[second])
    return f"<msub><mi>f</mi><mrow>{names}</mrow></msub>", f"f_{written}"


def _offset(name: str, at: str = "") -> _Part:
    """``(x − x₀)``, or with a number ``(x − 1.00)``; ``(x + 1.00)`` for a negative one."""
    attribute = f'data-name="{escape(name)}"'
    if at:
        negative = at.startswith(("-", "−"))
        sign, number = ("+", at[1:]) if negative else ("−", at)
        end, written = f'<mrow {attribute} data-role="number"><mn>{escape(number)}</mn></mrow>', number
    else:
        sign, end, written = "−", f"<msub {attribute}>{name_mathml(name)}<mn>0</mn></msub>", f"{name_text(name)}₀"
    # Its own node keeps this sign from being a place to break the line.
    inner = f'{name_mathml(name)}<mo form="infix" data-node="1">{sign}</mo>{end}'
    return f"{_OPENING}{inner}{_CLOSING}", f"({name_text(name)} {sign} {written})"


def _squared(part: _Part) -> _Part:
    head, end = part[0].removesuffix(_CLOSING), f"<msup>{_CLOSING}<mn>2</mn></msup>"
    return head + end, f"{part[1]}²"


def _number(text: str, name: str | None = None) -> _Part:
    """A number without its minus sign, which :func:`_row` writes; the text keeps it."""
    shown = text.replace("-", "−")
    attribute = f' data-name="{escape(name)}"' if name else ""
    # Marked as a number, so that other digits need no other layout.
    return f'<mrow{attribute} data-role="number"><mn>{escape(shown.lstrip("−"))}</mn></mrow>', shown


def _latex(text: str) -> str:
    for sign, spelling in (("−", "-"), ("₀", "_0"), ("²", "^2"), ("½", r"\tfrac12"), ("·", r"\cdot ")):
        text = text.replace(sign, spelling)
    return text
