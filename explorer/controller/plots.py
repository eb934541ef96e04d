"""What a study charts, as values: axes, lines, marks and guide lines of one small plot.

The chart widget draws every :class:`Plot` alike; ``meaning`` names one of the theme's colours, as
in :mod:`explorer.controller.figures`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

from explorer.controller.figures import Style
from explorer.core.sampling.field import FloatArray

__all__ = ["Plot", "PlotArrow", "PlotAxis", "PlotImage", "PlotLine", "PlotMark", "PlotRule"]

PlotShape: TypeAlias = Literal["ring", "disc", "open", "square", "minimum", "maximum", "none"]


@dataclass(frozen=True, slots=True)
class PlotAxis:
    """A named range; on a logarithmic one both ends are above zero. The ends are widened to round ticks on request.

    ``ticks`` (value, label) replace the round ones, e.g. multiples of 90°.
    """

    name: str
    low: float
    high: float
    logarithmic: bool = False
    meaning: str = "text2"
    widen: bool = False
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PlotLine:
    """A polyline of points (m, 2) in units of the axes; NaN breaks it. The label stands at its right end."""

    points: FloatArray
    meaning: str
    width: float = 2.4
    style: Style = "solid"
    label: str = ""


@dataclass(frozen=True, slots=True)
class PlotMark:
    """A point with a label beside it; one with a ``handle`` can be dragged and tells that name.

    With a ``share`` from 0 to 1 it has that colour of the plot's colour bar instead of its meaning's.
    """

    x: float
    y: float
    meaning: str = "text"
    shape: PlotShape = "disc"
    label: str = ""
    handle: str = ""
    share: float = math.nan


@dataclass(frozen=True, slots=True)
class PlotRule:
    """A straight guide line across the plot at one value of an axis; ``until`` ends it at a value of the other."""

    at: float
    vertical: bool = True
    meaning: str = "text2"
    style: Style = "dotted"
    label: str = ""
    until: float | None = None


@dataclass(frozen=True, slots=True)
class PlotArrow:
    """An arrow from (x, y) to (end_x, end_y) in units of the axes, its label beyond the tip.

    ``key`` is told while the pointer is on it, and names it where it is to stand out. A ``faint`` one stands back; a
    ``hollow`` one is outlined.
    """

    x: float
    y: float
    end_x: float
    end_y: float
    meaning: str
    width: float = 1.6
    label: str = ""
    key: str = ""
    faint: bool = False
    hollow: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PlotImage:
    """A lattice of cells that fills the plot: ``shares`` (rows, columns) of the colour bar, NaN is hatched.

    Without any cell there is the bar alone, for marks with a share of it.

    Rows go upwards. ``low`` and ``high`` are the values at the ends of the bar, which is called ``name``;
    ``hatched`` says what the hatched cells are.
    """

    shares: FloatArray
    low: float
    high: float
    name: str
    logarithmic: bool = False
    hatched: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """One chart; with a ``message`` that sentence stands in its place.

    ``image`` lies under everything else. A click on a ``clickable`` plot is told with its place. ``bar`` is the
    meaning whose colour stands beside the title. The ``legend`` (meaning, words) says below the plot what its arrows'
    colours are.
    """

    title: str
    bottom: PlotAxis
    left: PlotAxis
    lines: tuple[PlotLine, ...] = ()
    marks: tuple[PlotMark, ...] = ()
    rules: tuple[PlotRule, ...] = ()
    subtitle: str = ""
    bar: str = ""
    message: str = ""
    image: PlotImage | None = None
    clickable: bool = False
    arrows: tuple[PlotArrow, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
