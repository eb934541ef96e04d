"""How a double is written: the shortest digits that give it back, never ``1e-12`` or ``2.0``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Numeral", "numeral", "superscript"]

_LARGEST_PLAIN = 16
_SMALLEST_PLAIN = -7
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A non-negative number as ``digits`` times ten to the ``exponent`` (None: digits alone)."""

    digits: str
    exponent: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the number is its digits, with no power of ten."""
        return self.exponent is None


def numeral(value: float) -> Numeral:
    """The shortest way to write ``abs(value)`` that reads back as the same double.

    Digits are those of ``repr``. Outside 1e-7 … 1e16 a power of ten is split off.
    """
    exact = Decimal(repr(abs(value)))
    if not exact:
        return Numeral("0")
    exponent = exact.adjusted()
    if _SMALLEST_PLAIN <= exponent < _LARGEST_PLAIN:
        return Numeral(_plain(exact))
    return Numeral(_plain(exact.scaleb(-exponent)), exponent)


def superscript(whole: int) -> str:
    """A whole number in Unicode superscript digits, ``-2`` as ``⁻²``."""
    return str(whole).translate(_SUPERSCRIPTS)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
