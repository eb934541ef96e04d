"""The chart of what every row adds to the gradient, in the plane of the two partials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.controller.plots import Plot, PlotArrow, PlotAxis, PlotMark, PlotRule
from explorer.core.expression.text import name_text
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.controller.studies.contributions import Batch, Link

__all__ = ["contributions_plot"]

TITLE: Final = "Each row’s share of the gradient"
ROOM: Final = 0.09
_NOTHING = PlotAxis("", 0.0, 1.0)
LEGEND: Final = (("negative", "ŷ too low"), ("positive", "ŷ too high"))
TOTAL_WIDTH, BATCH_WIDTH = 3.2, 2.4


def contributions_plot(
    axes: tuple[str, ...] = (),
    links: tuple[Link, ...] = (),
    total: FloatArray | None = None,
    batch: FloatArray | None = None,
    count: int = 0,
    told: Batch | None = None,
    message: str = "",
) -> Plot:
    """Arrows head to tail from 0, ∇L from 0 to their end, and the batch's own gradient."""
    if message or total is None or not links:
        return Plot(TITLE, _NOTHING, _NOTHING, message=message or "There is no row to add up.")
    subtitle = _subtitle(len(links), count)
    if len(total) == 1:
        return _staircase(axes[0], links, total, batch, subtitle, told)
    ends = np.cumsum([link.change for link in links], axis=0)
    tails = np.vstack([np.zeros(2), ends[:-1]])
    arrows = [_arrow(link, tail, end) for link, tail, end in zip(links, tails, ends, strict=True)]
    reached = [ends, np.zeros((1, 2)), total[None, :]]
    if batch is not None and told is not None:
        words = f"{len(told.rows):,} of {told.of:,} rows"
        arrows.append(
            PlotArrow(0.0, 0.0, float(batch[0]), float(batch[1]), "gradient", BATCH_WIDTH, words, hollow=True)
        )
        reached.append(batch[None, :])
    arrows.append(PlotArrow(0.0, 0.0, float(total[0]), float(total[1]), "gradient", TOTAL_WIDTH, "∇L"))
    low, high = _range(np.vstack(reached))
    x, y = (
        PlotAxis(f"∂L/∂{name_text(name)}", float(low[place]), float(high[place]), meaning=meaning)
        for place, (name, meaning) in enumerate(zip(axes, ("x", "y"), strict=True))
    )
    rules = tuple(PlotRule(0.0, vertical) for vertical, axis in ((True, x), (False, y)) if axis.low < 0 < axis.high)
    return Plot(
        TITLE,
        x,
        y,
        (),
        (PlotMark(0.0, 0.0, "text", "open", "0"),),
        rules,
        subtitle,
        "gradient",
        arrows=tuple(arrows),
        legend=LEGEND,
    )


def _staircase(
    name: str, links: tuple[Link, ...], total: FloatArray, batch: FloatArray | None, subtitle: str, told: Batch | None
) -> Plot:
    """With one parameter the arrows lie along one axis, each a step below the one before."""
    ends = np.cumsum([float(link.change[0]) for link in links])
    tails = np.concatenate(([0.0], ends[:-1]))
    heights = len(links) - np.arange(len(links), dtype=float)
    arrows = [
        _arrow(link, np.array([tail, height]), np.array([end, height]))
        for link, tail, end, height in zip(links, tails, ends, heights, strict=True)
    ]
    below = -0.06 * len(links) - 0.4
    arrows.append(PlotArrow(0.0, below, float(total[0]), below, "gradient", TOTAL_WIDTH, "∇L"))
    reached = [*ends.tolist(), 0.0, float(total[0])]
    if batch is not None and told is not None:
        words = f"{len(told.rows):,} of {told.of:,} rows"
        arrows.append(
            PlotArrow(0.0, 2 * below, float(batch[0]), 2 * below, "gradient", BATCH_WIDTH, words, hollow=True)
        )
        reached.append(float(batch[0]))
    low, high = _range(np.array(reached)[:, None])
    bottom = PlotAxis(f"∂L/∂{name_text(name)}", float(low[0]), float(high[0]), meaning="x")
    left = PlotAxis("", 3 * below, len(links) + 1.0, ticks=((below, "∇L"),))
    return Plot(
        TITLE,
        bottom,
        left,
        rules=(PlotRule(0.0),),
        subtitle=subtitle,
        bar="gradient",
        arrows=tuple(arrows),
        legend=LEGEND,
    )


def _arrow(link: Link, tail: FloatArray, end: FloatArray) -> PlotArrow:
    meaning = "positive" if link.sign > 0 else "negative"
    (x, y), (end_x, end_y) = tail.tolist(), end.tolist()
    return PlotArrow(x, y, end_x, end_y, meaning, key=link.key, faint=not link.in_batch)


def _subtitle(links: int, count: int) -> str:
    if links == count:
        return f"{count:,} arrows, head to tail" if count > 1 else "one row is all of it"
    return f"{links} arrows, each of about {round(count / links):,} rows"


def _range(points: FloatArray) -> tuple[FloatArray, FloatArray]:
    low, high = points.min(axis=0), points.max(axis=0)
    width = high - low
    width = np.where(width > 0, width, np.maximum(np.abs(high), 1.0))
    return np.asarray(low - ROOM * width), np.asarray(high + ROOM * width)
