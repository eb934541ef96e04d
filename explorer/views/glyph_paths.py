"""Drawings of typeset formulas as painter paths, glyph by glyph, so that known glyphs are not read again.

A formula with the probe's numbers in it changes with every move of the probe, but its glyphs are few. An SVG
renderer would read them all anew each time, which takes longer than painting them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, Qt

__all__ = ["drawing_path"]

_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_SHAPE: Final = (
    r'<path d="(?P<path>[-MLQCZ0-9. ]*)" ?/>'
    rf'|<rect x="(?P<x>{_NUMBER})" y="(?P<y>{_NUMBER})" width="(?P<width>{_NUMBER})" height="(?P<height>{_NUMBER})" ?/>'
)
_PART: Final = re.compile(
    rf'<g transform="translate\((?P<right>{_NUMBER}) (?P<down>{_NUMBER})\)"><path d="(?P<moved>[-MLQCZ0-9. ]*)" ?/></g>'
    rf"|{_SHAPE}"
)
_POINTS: Final = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}


@lru_cache(maxsize=2048)
def drawing_path(drawing: str) -> QPainterPath | None:
    """The outline of a piece's ``drawing`` (see :class:`explorer.export.formula.Piece`), to be filled, not changed.

    None where it holds more than glyphs and bars: an SVG renderer has to draw that.
    """
    result = QPainterPath()
    result.setFillRule(Qt.FillRule.WindingFill)
    end = 0
    for part in _PART.finditer(drawing):
        if part.start() != end:
            return None
        end = part.end()
        moved, glyph = part["moved"], part["path"]
        if part["x"] is not None:
            result.addRect(QRectF(*(float(part[name]) for name in ("x", "y", "width", "height"))))
            continue
        outline = _outline(glyph if moved is None else moved)
        if outline is None:
            return None
        result.addPath(outline if moved is None else outline.translated(float(part["right"]), float(part["down"])))
    return result if end == len(drawing) else None


@lru_cache(maxsize=2048)
def _outline(commands: str) -> QPainterPath | None:
    """A path's commands, all absolute and each with its letter, as ziafont writes them; None for any others."""
    path = QPainterPath()
    words = iter(commands.split())
    try:
        for letter in words:
            points = [QPointF(float(next(words)), float(next(words))) for _ in range(_POINTS[letter])]
            if letter == "M":
                path.moveTo(*points)
            elif letter == "L":
                path.lineTo(*points)
            elif letter == "Q":
                path.quadTo(*points)
            elif letter == "C":
                path.cubicTo(*points)
            else:
                path.closeSubpath()
    except (KeyError, ValueError, StopIteration, RuntimeError):
        return None
    return path
