"""Which row of the data a diagram shows: ``One ◀ 17 ▶ of 120``, or the whole batch."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label
from explorer.views.widgets.number_edit import NumberEdit
from explorer.views.widgets.segments import Segments

__all__ = ["SampleRow"]

WHOLE = -1
_KINDS = (("sample", "One"), ("batch", "Batch"))


class SampleRow(QWidget):
    """Rows count from 1 on screen, from 0 in ``chosen``, where −1 is the whole batch."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._sample, self._count, self._last = 0, 0, 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.kinds = Segments(_KINDS, "Values of")
        self.kinds.choice("sample").setToolTip("One sample: a row of the training data")
        self.kinds.choice("batch").setToolTip("Means over all rows of the training data")
        self.back, self.forward = IconButton("back", "Sample before"), IconButton("forward", "Next sample")
        self.number = NumberEdit("Sample")
        self.total = label("", "quiet")
        for part in (self.kinds, self.back, self.number, self.forward, self.total):
            row.addWidget(part)
        self.kinds.chosen.connect(lambda kind: self.chosen.emit(self._last if kind == "sample" else WHOLE))
        self.back.clicked.connect(lambda: self._step(-1))
        self.forward.clicked.connect(lambda: self._step(1))
        self.number.value_entered.connect(lambda value: self.chosen.emit(round(value) - 1))
        self.set_sample(0, 0)

    def set_sample(self, sample: int, count: int) -> None:
        """Row ``sample`` of ``count``, −1 for the batch; 0 rows disable all."""
        self._sample, self._count = sample, count
        self._last = sample if sample >= 0 else self._last
        self.kinds.set_chosen("batch" if sample < 0 else "sample")
        for part in (self.back, self.number, self.forward):
            part.setEnabled(count > 0 and sample >= 0)
        self.kinds.setEnabled(count > 0)
        self.number.set_bounds(1, max(count, 1))
        self.number.set_value(min(self._last, max(count - 1, 0)) + 1)
        self.total.setText(f"of {count:,}" if count else "")

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the icons and follow the text scale."""
        self.back.set_theme(theme, text_scale)
        self.forward.set_theme(theme, text_scale)
        self.number.setFixedWidth(scaled(44, text_scale))

    def _step(self, by: int) -> None:
        """The next row, around the end."""
        if self._count:
            self.chosen.emit((self._sample + by) % self._count)
