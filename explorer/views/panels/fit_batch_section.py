"""How many rows a step takes, and the gradient of a few of them beside that of all."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from explorer.controller.studies.contributions import ContributionsAnswer
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.views.icons import icon
from explorer.views.panels.panel import Shown
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width
from explorer.views.widgets.segments import Segments

__all__ = ["FitBatchSection"]

BATCHES: Final = (("0", "All"), ("32", "32"), ("1", "1"), ("other", "Other"))
OTHER: Final = 8


class FitBatchSection(QWidget):
    """Setters down, signals up."""

    batch_chosen = Signal(int)
    next_batch = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._count, self._size = 0, 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Rows a step", "section"))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.batches = Segments(BATCHES, "Rows a step")
        self.batches.chosen.connect(self._choose)
        row.addWidget(self.batches)
        self.batch = NumberEdit("Rows a step", 0, 1e9)
        stretch_width(self.batch, 5)
        self.batch.value_entered.connect(lambda value: self.batch_chosen.emit(round(value)))
        row.addWidget(self.batch)
        row.addStretch(1)
        self.next = QPushButton("Next")
        self.next.setAccessibleName("Next batch")
        self.next.setToolTip("Show the rows that the next step takes")
        self.next.clicked.connect(self.next_batch)
        row.addWidget(self.next)
        column.addLayout(row)
        self.told = label("", "quiet", wraps=True)
        column.addWidget(self.told)

    def show_values(self, shown: Shown, shares: ContributionsAnswer | None) -> None:
        """What is chosen, and both gradients."""
        loss, size = shown.results.learned.loss, shown.document.batch
        self._count = count = len(loss) if loss is not None else 0
        whole = size <= 0 or size >= count
        self._size = 0 if whole else size
        key = "0" if whole else str(size)
        self.batches.set_chosen(key if key in dict(BATCHES) else "other")
        self.batch.set_value(count if whole else size)
        self.next.setEnabled(not whole)
        if shares is not None and not shares.message:
            self.told.setText(_words(shown, shares))

    def _choose(self, key: str) -> None:
        """A choice; the last one begins with a few rows and puts the keyboard on their number."""
        if key != "other":
            self.batch_chosen.emit(int(key))
            return
        self.batch_chosen.emit(min(OTHER, max(1, self._count // 2)))
        self.batch.setFocus()
        self.batch.selectAll()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the button's sign."""
        self.next.setIcon(icon("refresh", theme, scaled(16, text_scale), theme.text))


def _words(shown: Shown, shares: ContributionsAnswer) -> str:
    axes, total = shown.results.axes, shares.total
    whole = "" if total is None else _tuple(total.tolist())
    if shares.batch is None:
        names = ", ".join(f"∂L/∂{name_text(name)}" for name in axes)
        return f"Every step takes all {shares.row_count:,} rows: ({names}) = {whole}."
    loss = shown.results.learned.loss
    places = [loss.variables.index(name) for name in axes] if loss is not None else []
    few = _tuple([float(shares.batch.gradient[place]) for place in places])
    count = len(shares.batch.rows)
    rows = "one row" if count == 1 else f"these {count:,} rows"
    return (
        f"Step {shown.view.batch_step + 1}: gradient of {rows} {few}, of all {shares.batch.of:,} {whole}. "
        "The next run takes so many rows a step."
    )


def _tuple(values: list[float]) -> str:
    return f"({', '.join(format_value(value) for value in values)})"
