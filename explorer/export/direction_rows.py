"""Formula rows of the directional derivative: D_u f = ∇f·u, the same with numbers, and ‖∇f‖ cos φ."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from explorer.export.formula_rows import FormulaRow

__all__ = ["DIRECTION", "cosine_numbers_row", "cosine_row", "slope_numbers_row", "slope_row"]

DIRECTION: Final = "direction u"
"""What u is called where colours are given by name; a variable may be called u as well."""

_EQUALS: Final = '<mo form="infix">=</mo>'
_PLUS: Final = '<mo form="infix">+</mo>'
_DOT: Final = '<mo form="infix">·</mo>'
_F: Final = '<mi data-function="f">f</mi>'
_U: Final = f'<mi data-name="{DIRECTION}" mathvariant="bold-italic">u</mi>'
_SLOPE: Final = f"<mrow><msub><mi>D</mi>{_U}</msub>{_F}</mrow>"
_NABLA: Final = f'<mrow data-role="gradient"><mtext>∇</mtext>{_F}</mrow>'
_NORM: Final = (
    '<mrow data-role="gradient"><mo form="prefix" stretchy="false">‖</mo><mtext>∇</mtext>'
    f'{_F}<mo form="postfix" stretchy="false">‖</mo></mrow>'
)
_COSINE: Final = "<mi>cos</mi>"


def slope_row() -> FormulaRow:
    """``D_u f = ∇f·u``."""
    markup = f"<mrow>{_SLOPE}{_EQUALS}{_NABLA}{_DOT}{_U}</mrow>"
    return FormulaRow(markup, "D_u f = ∇f·u", r"D_{\mathbf u} f = \nabla f \cdot \mathbf u")


def slope_numbers_row(terms: Sequence[tuple[str, str, str]], result: str) -> FormulaRow:
    """``(1.608)(0.87) + (3.232)(0.50) = 3.009`` from (variable, slope, component) as they are to be shown."""
    products = [f"<mrow>{_bracketed(slope, name)}{_bracketed(part, DIRECTION)}</mrow>" for name, slope, part in terms]
    markup = f"<mrow>{_PLUS.join(products)}{_EQUALS}{_number(result)}</mrow>"
    written = " + ".join(f"({slope})({part})" for _, slope, part in terms)
    return FormulaRow(markup, f"{written} = {result}", _ascii(f"{written} = {result}"))


def cosine_row() -> FormulaRow:
    """``D_u f = ‖∇f‖ cos φ``."""
    markup = f"<mrow>{_SLOPE}{_EQUALS}{_NORM}<mrow>{_COSINE}<mi>φ</mi></mrow></mrow>"
    return FormulaRow(markup, "D_u f = ‖∇f‖ cos φ", r"D_{\mathbf u} f = \left\|\nabla f\right\| \cos\varphi")


def cosine_numbers_row(norm: str, angle: str, result: str) -> FormulaRow:
    """``3.610 · cos 33.5° = 3.009``."""
    markup = f"<mrow>{_number(norm)}{_DOT}<mrow>{_COSINE}{_number(angle)}</mrow>{_EQUALS}{_number(result)}</mrow>"
    text = f"{norm} · cos {angle} = {result}"
    return FormulaRow(markup, text, _ascii(text).replace("·", r"\cdot").replace("cos", r"\cos").replace("°", r"^\circ"))


def _bracketed(text: str, name: str) -> str:
    opening = '<mo stretchy="true" form="prefix" lspace="0" rspace="0">(</mo>'
    closing = '<mo stretchy="true" form="postfix" lspace="0" rspace="0">)</mo>'
    return f"<mrow>{opening}{_number(text, name)}{closing}</mrow>"


def _number(text: str, name: str = "") -> str:
    sign = '<mo form="prefix">−</mo>' if text.startswith(("-", "−")) else ""
    attribute = f' data-name="{escape(name)}"' if name else ""
    return f'<mrow{attribute} data-role="number">{sign}<mn>{escape(text.lstrip("-−"))}</mn></mrow>'


def _ascii(text: str) -> str:
    return text.replace("−", "-")
