"""Where the probe is, as a row of boxes to type into: "P at x … y …"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.views.widgets.basics import label
from explorer.views.widgets.number_edit import NumberEdit, stretch_width

__all__ = ["ProbeRow"]


class ProbeRow(QWidget):
    """``entered`` carries both coordinates when one was typed."""

    entered = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label("P at", "quiet"))
        self._names = (label("x"), label("y"))
        self._edits = (NumberEdit("First coordinate of P"), NumberEdit("Second coordinate of P"))
        for name, edit in zip(self._names, self._edits, strict=True):
            row.addWidget(name)
            stretch_width(edit, 8)
            row.addWidget(edit)
            edit.value_entered.connect(lambda _value: self._enter())
        row.addStretch(1)

    def set_position(self, axes: Sequence[str], place: tuple[float, float]) -> None:
        """Where the probe is, on up to two axes."""
        for index in (0, 1):
            shown = index < len(axes)
            self._names[index].setVisible(shown)
            self._edits[index].setVisible(shown)
            if shown:
                self._names[index].setText(axes[index])
                self._edits[index].set_value(place[index])

    def focus_first(self) -> None:
        """Put the keyboard on the first coordinate."""
        self._edits[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edits[0].selectAll()

    def _enter(self) -> None:
        self.entered.emit(self._edits[0].value, self._edits[1].value)
