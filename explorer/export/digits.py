"""Rows that differ in the digits of their numbers alone share one layout: figures are all equally wide.

Laying a row out takes the typesetter tens of milliseconds, and the numbers at the probe change with
every move of it. So the digits of numbers that were put in are laid out as zeros, once, each with a
slot in the drawing, and other digits are put into the slots afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from xml.etree import ElementTree

__all__ = ["SLOT", "Slots", "with_digits", "without_digits"]

SLOT: Final = "\ue000"
"""Stands in a drawing for a digit that is still to be put in."""

_NUMBER: Final = re.compile(r'data-role="number">((?:(?!data-role=).)*?)<mn>([^<]*)</mn>', re.DOTALL)
_DIGIT: Final = re.compile("[0-9]")


@dataclass(slots=True)
class Slots:
    """The slots of a layout, in the order in which they stand in its drawing: number, glyph of a zero, place."""

    numbers: list[int] = field(default_factory=list)
    glyphs: list[Any] = field(default_factory=list)
    places: list[tuple[float, float]] = field(default_factory=list)

    def add(self, number: int, glyph: Any, x: float, y: float) -> str:
        """Take up a zero; what stands for it in the drawing."""
        self.numbers.append(number)
        self.glyphs.append(glyph)
        self.places.append((x, y))
        return SLOT

    def drawings(self, digits: Sequence[str]) -> list[str]:
        """The drawing of every slot's digit; ``digits`` are those of each number, in order."""
        coming = [iter(found) for found in digits]
        drawn = []
        for number, glyph, (x, y) in zip(self.numbers, self.glyphs, self.places, strict=True):
            path = _path(glyph.glyph.font, next(coming[number]), glyph.size)
            drawn.append(f'<g transform="translate({x:.3f} {y:.3f})">{path}</g>')
        return drawn


def without_digits(markup: str) -> tuple[str, list[str]]:
    """``markup`` with zeros for the digits of the numbers put in, and those digits, number by number."""
    digits: list[str] = []

    def zeroed(match: re.Match[str]) -> str:
        before, number = match.groups()
        digits.append("".join(_DIGIT.findall(number)))
        return f'data-role="number">{before}<mn data-slot="{len(digits) - 1}">{_DIGIT.sub("0", number)}</mn>'

    return _NUMBER.sub(zeroed, markup), digits


def with_digits(drawing: str, coming: Any) -> str:
    """``drawing`` with the next of the ``coming`` drawings in each of its slots."""
    first, *rest = drawing.split(SLOT)
    return first + "".join(next(coming) + part for part in rest)


@lru_cache(maxsize=1024)
def _path(font: Any, digit: str, size: float) -> str:
    element = font.glyph(digit).place(0.0, 0.0, size)
    element.attrib.pop("fill", None)
    return ElementTree.tostring(element, encoding="unicode")
