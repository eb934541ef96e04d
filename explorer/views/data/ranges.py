"""Which part of the data's plane is shown: all of them with some room, or what was zoomed and dragged to."""

from __future__ import annotations

import numpy as np

from explorer.controller.data_picture import DataPicture
from explorer.controller.learning.data_plane import range_of
from explorer.core.sampling.field import FloatArray
from explorer.views.data.layout import Range

__all__ = ["DataRanges"]

EMPTY: Range = (0.0, 10.0)
NEAREST, FARTHEST = 1e-6, 50.0  # widths of a view, in those of all data


class DataRanges:
    """The ranges of both axes.

    They are stable: while a single point changes they stay, or grow to hold it; other data have ranges of their own.
    """

    def __init__(self) -> None:
        self._home: tuple[Range, Range] | None = None
        self._view: tuple[Range, Range] | None = None
        self._columns: tuple[FloatArray, FloatArray] | None = None
        self._names = ("", "")

    @property
    def shown(self) -> tuple[Range, Range]:
        """The range across and the range up."""
        return self._view or self._home or (EMPTY, EMPTY)

    @property
    def is_home(self) -> bool:
        """Whether all data are shown."""
        return self._view is None

    def take(self, picture: DataPicture, is_held: bool) -> None:
        """Other data; while one of their points ``is_held`` nothing moves."""
        if is_held or not len(picture.x):
            return
        columns, names = (picture.x, picture.y), (picture.x_label, picture.y_label)
        if self._columns is not None and self._columns[0] is columns[0] and self._columns[1] is columns[1]:
            return
        fresh = range_of(picture.x), range_of(picture.y)
        is_same = names == self._names and self._columns is not None and _is_one_edit(self._columns, columns)
        if is_same and self._home is not None:
            self._home = _union(self._home[0], fresh[0]), _union(self._home[1], fresh[1])
        else:
            self._home, self._view = fresh, None
        self._columns, self._names = columns, names

    def go_home(self) -> None:
        """Show all data, without the room that points left which have gone elsewhere."""
        self._view = None
        if self._columns is not None:
            self._home = range_of(self._columns[0]), range_of(self._columns[1])

    def zoom(self, factor: float, across: float, up: float) -> None:
        """Widths times ``factor`` around the place at these shares of both axes."""
        ranges = tuple(
            _scaled(shown, home, factor, at)
            for shown, home, at in zip(self.shown, self._home or (EMPTY, EMPTY), (across, up), strict=True)
        )
        self._view = ranges[0], ranges[1]

    def pan(self, across: float, up: float) -> None:
        """Move what is shown by these shares of both axes."""
        (left, right), (low, high) = self.shown
        dx, dy = across * (right - left), up * (high - low)
        self._view = (left + dx, right + dx), (low + dy, high + dy)


def _scaled(shown: Range, home: Range, factor: float, at: float) -> Range:
    low, high = shown
    usual = home[1] - home[0]
    width = min(max((high - low) * factor, NEAREST * usual), FARTHEST * usual)
    fixed = low + at * (high - low)
    return fixed - at * width, fixed + (1.0 - at) * width


def _union(first: Range, second: Range) -> Range:
    return min(first[0], second[0]), max(first[1], second[1])


def _is_one_edit(before: tuple[FloatArray, FloatArray], after: tuple[FloatArray, FloatArray]) -> bool:
    """Whether at most one row differs, was added or was taken away."""
    counts = len(before[0]), len(after[0])
    if abs(counts[0] - counts[1]) > 1 or min(counts) < 1:
        return False
    least = min(counts)
    from_start = [np.logical_and(*(a[:least] == b[:least] for a, b in zip(before, after, strict=True)))]
    if counts[0] == counts[1]:
        return bool(np.count_nonzero(~from_start[0]) <= 1)
    from_end = np.logical_and(*(a[-least:] == b[-least:] for a, b in zip(before, after, strict=True)))
    head = least if from_start[0].all() else int(np.argmin(from_start[0]))
    tail = least if from_end.all() else int(np.argmin(from_end[::-1]))
    return head + tail >= least
