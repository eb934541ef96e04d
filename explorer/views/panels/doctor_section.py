"""The section of the Descent panel called Doctor: what the run shows, where, and what would help."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from explorer.controller.intents import Intents
from explorer.controller.studies.doctor import DoctorAnswer
from explorer.views.charts.plot_view import PlotView
from explorer.views.icons import icon
from explorer.views.panels.panel import Shown
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, label

__all__ = ["DoctorSection"]

EMPTY = "Drop a ball: the doctor looks at its run here."
BUSY = "The run is being examined …"
ICONS = {"success": "check", "warning": "warning", "error": "warning", "text2": "info"}
CHARTS, CHART_HEIGHT = 2, 168


class DoctorSection(QWidget):
    """Values by :meth:`show_values`, wishes through the intents."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label("Doctor", "section"))
        self.run = label("", "quiet")
        head.addWidget(self.run)
        head.addStretch(1)
        column.addLayout(head)
        self.message = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.message)
        self.card = self._make_card()
        column.addWidget(self.card)
        self.charts = tuple(PlotView() for _ in range(CHARTS))
        for chart in self.charts:
            column.addWidget(chart)
            chart.hide()
        self.card.hide()
        self._answer: DoctorAnswer | None = None
        self._theme: Theme | None = None
        self._scale = 1.0

    def _make_card(self) -> Card:
        card = Card()
        card.body.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._sign = QLabel()
        row.addWidget(self._sign)
        self.title = label("", "section")
        row.addWidget(self.title, 1)
        self.go = QPushButton()
        self.go.setToolTip("Move the playhead to where it shows")
        row.addWidget(self.go)
        card.body.addLayout(row)
        self.sentence = label("", "", wraps=True)
        self.also = label("", "quiet", wraps=True)
        self.mend = QPushButton()
        self.mend.setProperty("role", "primary")
        self.promise = label("", "quiet", wraps=True)
        for widget in (self.sentence, self.also):
            card.body.addWidget(widget)
        card.body.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self.promise)
        return card

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect what it emits; called once."""
        del run_action

        def go() -> None:
            if self._answer is not None and self._answer.step is not None:
                intents.go_to_step(float(self._answer.step))

        def mend() -> None:
            if self._answer is not None and self._answer.change is not None:
                intents.mend_run(self._answer.run, self._answer.change)

        self.go.clicked.connect(go)
        self.mend.clicked.connect(mend)

    def show_values(self, shown: Shown) -> None:
        """Show the diagnosis, or the sentence why there is none."""
        answer = shown.answer("doctor")
        examining = "doctor" in shown.results.computing
        self.mend.setEnabled(not examining)
        if not isinstance(answer, DoctorAnswer):
            self._answer = None
            self._show_message(shown.failure("doctor") or (BUSY if examining else EMPTY))
        elif answer is not self._answer:
            self._show_answer(answer)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take colours and type."""
        self._theme, self._scale = theme, text_scale
        for chart in self.charts:
            chart.set_theme(theme)
            chart.set_text_scale(text_scale)
            chart.setFixedHeight(scaled(CHART_HEIGHT, text_scale))
        self._show_sign()

    def _show_message(self, message: str) -> None:
        self.run.setText("")
        self.message.setText(message)
        self.message.show()
        for widget in (self.card, *self.charts):
            widget.hide()

    def _show_answer(self, answer: DoctorAnswer) -> None:
        self._answer = answer
        if not answer.title:
            self._show_message(answer.message)
            return
        self.message.hide()
        self.card.show()
        self.run.setText(f"run {answer.run + 1}, {answer.name}")
        self.title.setText(answer.title)
        self.sentence.setText(answer.sentence)
        self.also.setText(answer.also)
        self.also.setVisible(bool(answer.also))
        self.go.setVisible(answer.step is not None)
        self.go.setText(f"Go to step {answer.step}")
        self.mend.setVisible(answer.change is not None)
        change = answer.change
        self.mend.setText(change.words if change is not None else "")
        rests_on = f"That is {change.reason}." if change is not None and change.reason else ""
        self.promise.setText(" ".join(part for part in (rests_on, answer.promise) if part))
        self.promise.setVisible(bool(self.promise.text()))
        for index, chart in enumerate(self.charts):
            chart.setVisible(index < len(answer.charts))
            chart.set_plot(answer.charts[index] if index < len(answer.charts) else None)
        self._show_sign()

    def _show_sign(self) -> None:
        if self._theme is None or self._answer is None:
            return
        tone = self._answer.tone
        size = scaled(18, self._scale)
        colour = str(getattr(self._theme, tone))
        self.card.set_bar_colour(colour)
        picture = icon(ICONS[tone], self._theme, size, colour)
        self._sign.setPixmap(picture.pixmap(QSize(size, size), self.devicePixelRatioF()))
