"""What a study draws over the surface and the map, as values: lines, marks, vectors, sheets, boxes.

A study says where something is and what it means; the two views know how it looks. ``meaning`` is
the name of one of the theme's colours (``x``, ``y``, ``gradient``, ``held``, ``text``, ``loss``,
``success``, ``error``, ``run1`` … ``run8``). ``on`` tells where it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from explorer.core.sampling.field import FloatArray

__all__ = [
    "EVERYWHERE",
    "Boxes",
    "Chain",
    "Figure",
    "Mark",
    "MarkShape",
    "Place",
    "Raster",
    "Sheet",
    "Stroke",
    "Style",
    "Vector",
]

Place: TypeAlias = Literal["map", "surface", "floor"]
Style: TypeAlias = Literal["solid", "dashed", "dotted"]
MarkShape: TypeAlias = Literal["minimum", "maximum", "saddle", "degenerate", "kink", "point", "ring"]
EVERYWHERE: frozenset[Place] = frozenset(("map", "surface"))


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """A polyline of points (m, 2) on the axes, lifted onto the surface in space.

    With points (m, 3) the third number is the height in units of f, and the line goes there in
    space instead of lying on the surface. NaN breaks the line.
    """

    points: FloatArray
    meaning: str
    width: float = 2.4
    style: Style = "solid"
    label: str = ""
    on: frozenset[Place] = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the axes with a shape that tells its kind and a short label.

    ``z`` is its height in units of f, None for on the surface. ``key`` is told when it is clicked.
    """

    x: float
    y: float
    shape: MarkShape
    meaning: str = "text"
    label: str = ""
    z: float | None = None
    key: str = ""
    on: frozenset[Place] = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Vector:
    """An arrow in the plane of the inputs, from (x, y) to (x + dx, y + dy).

    With ``pixels`` it points that way but is so long on the screen, whatever the window. ``key`` is told
    while the pointer is on it, and names it where it is to stand out.
    """

    x: float
    y: float
    dx: float
    dy: float
    meaning: str
    label: str = ""
    width: float = 2.4
    pixels: float | None = None
    on: frozenset[Place] = frozenset(("map", "floor"))
    key: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A translucent second surface: heights (rows, columns) in units of f over a lattice x (columns,), y (rows,)."""

    x: FloatArray
    y: FloatArray
    heights: FloatArray
    meaning: str
    opacity: float = 0.22
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Rectangles of the axes, rows of (x least, x most, y least, y most), outlined on the map and on the floor."""

    corners: FloatArray
    meaning: str = "warning"
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Cells of the window in classes, over the map's ground: ``classes`` (rows, columns), rows upwards, −1 for none.

    ``window`` is (x least, x most, y least, y most). Class k has the colour of ``meanings[k]``, the paler the
    higher its cell's ``shades`` (0 … 1); those in ``hatched`` are hatched. A click on a cell is told.
    """

    window: tuple[float, float, float, float]
    classes: NDArray[np.int16]
    shades: FloatArray
    meanings: tuple[str, ...]
    hatched: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Arrows head to tail on the map from (x, y), the probe: ``links`` (m, 2) are slopes along both axes.

    They are as long as the gradient's arrow at the probe would be with those slopes, so that links that add up to
    the gradient end at its tip. Each has a meaning and a key, as a :class:`Vector` has; the ``faint`` ones stand
    back, and a ``hollow`` chain is outlined. The label stands at the last tip.
    """

    x: float
    y: float
    links: FloatArray
    meanings: tuple[str, ...]
    keys: tuple[str, ...]
    faint: tuple[bool, ...]
    width: float = 2.0
    label: str = ""
    hollow: bool = False


Figure: TypeAlias = Stroke | Mark | Vector | Sheet | Boxes | Raster | Chain
