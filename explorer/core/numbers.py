"""Numbers as a person reads them: U+2212 for minus, powers of ten as 10⁻², widths that do not jump."""

from __future__ import annotations

import math

__all__ = ["format_power_of_ten", "format_tick", "format_ticks", "format_value", "short_value"]

MINUS = "\u2212"
FIGURE_SPACE = "\u2007"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def format_power_of_ten(exponent: int) -> str:
    """``-2`` → ``10⁻²``."""
    return "10" + str(exponent).translate(_SUPERSCRIPTS)


def short_value(value: float) -> str:
    """A value to two digits: 0.32, 1.8, 560, 3.2·10⁻⁴, 10⁻⁵."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return _signed(f"{float(f'{value:.1e}'):g}")
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    mantissa = f"{value / 10.0**exponent:.1f}".removesuffix(".0")
    power = format_power_of_ten(exponent)
    return power if mantissa == "1" else _signed(f"{mantissa}·{power}")


def format_value(value: float, decimals: int = 3, width: int = 0) -> str:
    """A measured value: ``decimals`` places, four significant digits where it is small or large.

    1.608, −0.001234 (below 0.1), 1.234·10⁻⁵ (below 0.001), 1.234·10⁶ (from 100,000). NaN reads
    "undefined". ``width`` pads on the left with figure spaces, as wide as a digit.
    """
    return _value_text(float(value), decimals).rjust(width, FIGURE_SPACE)


def _value_text(value: float, decimals: int) -> str:
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    size = abs(value)
    if value == 0:
        value = 0.0  # its sign tells nothing to a reader
    if value == 0 or 0.1 <= size < 1e5:
        return _signed(f"{value:.{decimals}f}")
    if 0.001 <= size < 0.1:
        places = max(decimals, 3 - math.floor(math.log10(size)))
        return _signed(f"{value:.{places}f}")
    return _scientific(value, 3)


def format_tick(value: float, step: float) -> str:
    """A tick's label with as many decimals as ``step`` (the distance of ticks) needs; zero is ``0``.

    Ticks from 100,000 on, or less than 0.001 apart near zero, are written as 2·10⁻⁹.
    """
    if value == 0:
        return "0"
    if not (math.isfinite(value) and step > 0 and math.isfinite(step)):
        return _value_text(value, 3)
    size = abs(value)
    finest = math.floor(math.log10(step) + 1e-9)
    if size >= 1e5 or (finest < -3 and size < 0.1):
        digits = max(0, min(15, math.floor(math.log10(size) + 1e-12) - finest))
        return _scientific(value, digits, trim=True)
    return _signed(f"{value:.{max(0, min(15, -finest))}f}")


def format_ticks(values: list[float]) -> list[str]:
    """Labels of evenly spaced ticks, alike in their number of decimals."""
    step = abs(values[1] - values[0]) if len(values) > 1 else abs(values[0]) if values else 0.0
    return [format_tick(value, step) for value in values]


def _scientific(value: float, digits: int, trim: bool = False) -> str:
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    if trim and "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    power = format_power_of_ten(int(exponent))
    if trim and mantissa in ("1", "-1"):
        return power if mantissa == "1" else MINUS + power
    return f"{_signed(mantissa)}·{power}"


def _signed(text: str) -> str:
    return text.replace("-", MINUS)
