"""The Points panel: every critical point of the window in a table, and how f bends at the probe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.controller.intents import Intents
from explorer.controller.studies.curvature import CurvatureAnswer
from explorer.controller.studies.points import PointRow, PointsAnswer
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.views.panels.hessian_section import HessianSection
from explorer.views.panels.panel import Panel, Shown
from explorer.views.theme import Theme
from explorer.views.widgets.basics import hairline, label
from explorer.views.widgets.search_state import SearchState
from explorer.views.widgets.value_table import TableRow, ValueTable

__all__ = ["PointsPanel", "place_text", "row_at", "table_rows"]

EMPTY = "Type a function above; its critical points are listed here."
HINT = "Choose a row: P goes there."


class PointsPage(QWidget):
    """State of the search, table, the chosen point in words, notes, Hessian."""

    point_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.message = label(EMPTY, "quiet", wraps=True)
        column.addWidget(self.message)
        self.state = SearchState()
        column.addWidget(self.state)
        self.table = ValueTable("Critical points")
        self.table.row_chosen.connect(self.point_chosen)
        column.addWidget(self.table)
        self.sentence = label("", "", wraps=True)
        column.addWidget(self.sentence)
        self.notes = label("", "quiet", wraps=True)
        column.addWidget(self.notes)
        column.addWidget(hairline())
        self.hessian = HessianSection()
        column.addWidget(self.hessian)
        column.addStretch(1)

    def set_points(self, heads: tuple[str, ...], rows: Sequence[TableRow], notes: Sequence[str]) -> None:
        """The table, and what it does not tell."""
        self.table.set_rows(heads, rows)
        self.table.setVisible(bool(rows))
        self.set_text(self.notes, "\n".join(notes))

    def set_chosen(self, key: str, sentence: str) -> None:
        """The row where the probe is, and why it is of its kind."""
        self.table.set_selected(key)
        self.set_text(self.sentence, sentence)

    @staticmethod
    def set_text(line: QLabel, text: str) -> None:
        """A line that is there only when it says something."""
        line.setText(text)
        line.setVisible(bool(text))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour."""
        self.state.set_theme(theme, text_scale)
        self.table.set_theme(theme, text_scale)
        self.hessian.set_theme(theme, text_scale)


class PointsPanel(Panel):
    """Clicks on rows move the probe."""

    page: PointsPage

    def __init__(self) -> None:
        self.page = PointsPage()
        self._theme: Theme | None = None
        self._answer: PointsAnswer | None = None
        self._probe = (0.0, 0.0)
        self._curvature: tuple[object, ...] = ()

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Rows, Cancel and Search again, the switch of the eigenvectors."""

        def go(key: str) -> None:
            for row in self._answer.rows if self._answer is not None else ():
                if row.key == key:
                    intents.go_to(row.x, row.y if _dimension(self._answer) == 2 else self._probe[1])

        self.page.point_chosen.connect(go)
        self.page.state.stop_asked.connect(intents.stop)
        self.page.state.again_asked.connect(intents.search_again)
        self.page.hessian.eigenvectors_wanted.connect(
            lambda on: intents.change_study("Show eigenvectors" if on else "Hide eigenvectors", eigenvectors=on)
        )

    def show(self, shown: Shown) -> None:
        """The newest answers, and where the probe is among them."""
        self._probe = shown.document.probe
        self._show_points(shown)
        self._show_curvature(shown)

    def subtitle(self, shown: Shown) -> str:
        """How many, in short."""
        answer = shown.answer("points")
        if not isinstance(answer, PointsAnswer) or not answer.rows:
            return ""
        return f"{len(answer.rows)} found" + ("" if answer.complete else ", some boxes undecided")

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to the page; formulas take their colours with the next values."""
        self._theme = theme
        self._curvature = ()
        self.page.set_theme(theme, text_scale)

    def _show_points(self, shown: Shown) -> None:
        page, results = self.page, shown.results
        answer = shown.answer("points")
        answer = answer if isinstance(answer, PointsAnswer) else None
        failure = shown.failure("points")
        if answer is not self._answer or answer is None:
            self._answer = answer
            rows = answer.rows if answer is not None else ()
            page.set_points(
                _heads(answer, shown.letter),
                table_rows(rows, _dimension(answer), _dimension(answer)),
                answer.notes if answer else (),
            )
        busy = "points" in results.computing and results.progress is not None
        stopped = "points" in results.stopped
        page.state.set_state(
            failure or (answer.state if answer else ""), bool(answer and answer.complete), busy, stopped
        )
        waiting = answer is None and results.function is None
        page.set_text(page.message, EMPTY if waiting else "")
        row = row_at(answer.rows if answer else (), shown.document.probe, _dimension(answer))
        page.set_chosen(row.key if row else "", row.sentence if row else HINT if answer and answer.rows else "")

    def _show_curvature(self, shown: Shown) -> None:
        answer = shown.answer("curvature")
        answer = answer if isinstance(answer, CurvatureAnswer) else None
        self.page.hessian.set_eigenvectors(shown.document.studies.eigenvectors)
        state = (answer, shown.failure("curvature"), self._theme)
        if self._theme is not None and state != self._curvature:
            self._curvature = state
            axes = answer.axes if answer is not None else ()
            self.page.hessian.set_answer(answer, state[1], _colours(self._theme, axes, shown))


def _colours(theme: Theme, axes: Sequence[str], shown: Shown) -> Mapping[str, str]:
    held = {slider.name: theme.held for slider in shown.results.held}
    return held | dict(zip(axes, (theme.x, theme.y), strict=False))


def _dimension(answer: PointsAnswer | None) -> int:
    return len(answer.axes) if answer is not None else 2


def _heads(answer: PointsAnswer | None, letter: str = "f") -> tuple[str, ...]:
    axes = answer.axes if answer is not None else ("x", "y")
    place = name_text(axes[0]) if len(axes) == 1 else f"({', '.join(map(name_text, axes))})"
    return ("Kind", place, letter, f"{letter}″") if len(axes) == 1 else ("Kind", place, letter, "λ₁", "λ₂")


def table_rows(rows: Sequence[PointRow], numbers: int, dimension: int = 2) -> list[TableRow]:
    """Points of one or two coordinates as rows with ``numbers`` columns for eigenvalues or multipliers."""
    return [
        TableRow(
            row.key,
            row.shape,
            (
                row.word.capitalize(),
                place_text(row, dimension == 1),
                table_number(row.value),
                *map(table_number, row.numbers),
                *("—",) * (numbers - len(row.numbers)),
            ),
        )
        for row in rows
    ]


def table_number(value: float) -> str:
    """A number of a table: two decimals, one where it has three digits before the point."""
    return format_value(value, 2 if abs(value) < 100 else 1)


def place_text(row: PointRow, one: bool) -> str:
    """The position with two decimals, of one variable a single number."""
    x, y = (f"{value:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}") for value in (row.x, row.y))
    return x if one else f"({x}, {y})"


def row_at(rows: Sequence[PointRow], probe: tuple[float, float], dimension: int) -> PointRow | None:
    """The point at which the probe stands."""
    return next((row for row in rows if (row.x, row.y)[:dimension] == probe[:dimension]), None)
