"""Where the data are from: made from a seed, a public set, or a file or text of one's own."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.controller.learning.data_desk import DataReport
from explorer.core.learn.generators import GENERATORS
from explorer.model.learn_settings import DataSettings
from explorer.model.public_data import public_data
from explorer.views.panels.panel import Shown
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label
from explorer.views.widgets.notice import Notice
from explorer.views.widgets.segments import Segments
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["DataSourceSection"]

WORDS: Final = {
    "line": "Line",
    "curve": "Noisy curve",
    "blobs": "Blobs",
    "xor": "XOR",
    "circles": "Circles",
    "moons": "Moons",
    "spiral": "Spiral",
}
ORIGINS: Final = (("generated", "Made"), ("public", "Public sets"), ("table", "File or text"))
DELIMITERS: Final = ((",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "bars"), (" ", "blanks"))
ABOUT: Final = "Small sets with a known best fit, to try a model on."
NAME_WIDTH: Final = 56
MOST_ROWS, MOST_NOISE, MOST_SEED = 2_000, 1.0, 100


class DataSourceSection(QWidget):
    """Setters down, signals up."""

    generator_chosen = Signal(str)
    generator_moved = Signal(str, float)
    generator_released = Signal()
    public_chosen = Signal(str)
    open_asked = Signal()
    paste_asked = Signal()
    reread_asked = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.origins = Segments(ORIGINS, "Where the data are from")
        self.origins.chosen.connect(self._turn_to)
        column.addWidget(self.origins)
        self._pages = (self._make_generators(), self._make_public(), self._make_file())
        for page in self._pages:
            column.addWidget(page)
        self._turn_to("generated")
        self._origin = ""

    def _make_generators(self) -> QWidget:
        page, column = _page()
        grid = QGridLayout()
        grid.setSpacing(6)
        self.generators: dict[str, QToolButton] = {}
        for place, name in enumerate(GENERATORS):
            button = QToolButton()
            button.setText(WORDS.get(name, name))
            button.setCheckable(True)
            button.setProperty("role", "outlined")
            button.clicked.connect(lambda _checked=False, name=name: self.generator_chosen.emit(name))
            grid.addWidget(button, place // 4, place % 4)
            self.generators[name] = button
        column.addLayout(grid)
        self.rows = ValueSlider("Rows", logarithmic=True, with_range=False)
        self.noise = ValueSlider("Noise", with_range=False)
        self.seed = ValueSlider("Seed", with_range=False)
        self.dice = IconButton("refresh", "Another seed", 18)
        for keyword, slider in (("rows", self.rows), ("noise", self.noise), ("seed", self.seed)):
            slider.value_changed.connect(lambda value, keyword=keyword: self.generator_moved.emit(keyword, value))
            slider.released.connect(self.generator_released)
        column.addWidget(self.rows)
        column.addWidget(self.noise)
        row = QHBoxLayout()
        row.addWidget(self.seed, 1)
        row.addWidget(self.dice)
        column.addLayout(row)
        self.dice.clicked.connect(self._throw)
        return page

    def _make_public(self) -> QWidget:
        page, column = _page()
        self.sets = QComboBox()
        self.sets.setAccessibleName("Public data set")
        self.sets.addItem("Choose a set", "")
        for name, entry in public_data().items():
            self.sets.addItem(entry.title, name)
        self.sets.activated.connect(lambda place: self._choose_set(str(self.sets.itemData(place))))
        column.addWidget(self.sets)
        self._about = label("", "", wraps=True)
        self._source = label("", "quiet", wraps=True)
        column.addWidget(self._about)
        column.addWidget(self._source)
        return page

    def _make_file(self) -> QWidget:
        page, column = _page()
        row = QHBoxLayout()
        row.setSpacing(8)
        self.open, self.paste = QPushButton("Open a file…"), QPushButton("Paste a table")
        self.open.setToolTip("Ctrl+Alt+O")
        self.paste.setToolTip("Ctrl+Shift+V")
        self.open.clicked.connect(self.open_asked)
        self.paste.clicked.connect(self.paste_asked)
        row.addWidget(self.open)
        row.addWidget(self.paste)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(label("Or drop a CSV or TSV file anywhere on the window.", "quiet", wraps=True))
        self.problem = Notice()
        self._report = label("", "", wraps=True)
        column.addWidget(self.problem)
        column.addWidget(self._report)
        self._reading = QWidget()
        row = QHBoxLayout(self._reading)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.header = QCheckBox("Headings in the first row")
        self.header.clicked.connect(lambda on: self.reread_asked.emit(bool(on), None))
        self.delimiter = QComboBox()
        self.delimiter.setAccessibleName("Cells are divided by")
        for character, word in DELIMITERS:
            self.delimiter.addItem(word, character)
        self.delimiter.activated.connect(lambda place: self.reread_asked.emit(None, self.delimiter.itemData(place)))
        row.addWidget(self.header)
        row.addStretch(1)
        row.addWidget(label("divided by", "quiet"))
        row.addWidget(self.delimiter)
        column.addWidget(self._reading)
        return page

    def show_values(self, shown: Shown) -> None:
        """The settings, and what was found in the last text."""
        data, report = shown.document.learn.data, shown.results.data_report
        origin = "table" if report.problem or report.is_reading else data.origin
        if origin != self._origin and origin != "none":
            self._turn_to(origin)
        self._origin = origin
        self._show_generator(data)
        self._show_public(data)
        self._show_report(report)

    def _show_generator(self, data: DataSettings) -> None:
        made = data.generator
        for name, button in self.generators.items():
            button.setChecked(data.origin == "generated" and name == made.name)
        self.rows.set_values(made.rows, 10, max(MOST_ROWS, made.rows), 1)
        self.noise.set_values(made.noise, 0.0, max(MOST_NOISE, made.noise), 0.01)
        self.seed.set_values(made.seed, 0, max(MOST_SEED, made.seed), 1)

    def _show_public(self, data: DataSettings) -> None:
        name = data.title if data.origin == "public" else ""
        self.sets.setCurrentIndex(max(self.sets.findData(name), 0))
        entry = public_data().get(name)
        self._about.setText(entry.about if entry is not None else ABOUT)
        self._source.setText(f"{entry.source}. {entry.licence}" if entry is not None else "")
        self._source.setVisible(entry is not None)

    def _show_report(self, report: DataReport) -> None:
        self.problem.tell(report.problem, is_warning=True)
        told = f"Reading {report.title} …" if report.is_reading else " ".join(report.sentences)
        self._report.setText(told)
        self._report.setVisible(bool(told))
        self._reading.setVisible(report.can_reread and not report.is_reading)
        self.header.setChecked(report.header)
        self.delimiter.setCurrentIndex(max(self.delimiter.findData(report.delimiter), 0))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the signs; names of one width."""
        self.dice.set_theme(theme, text_scale)
        self.problem.set_theme(theme, text_scale)
        for slider in (self.rows, self.noise, self.seed):
            slider.name_label.setMinimumWidth(scaled(NAME_WIDTH, text_scale))

    def _turn_to(self, origin: str) -> None:
        self.origins.set_chosen(origin)
        for page, (key, _) in zip(self._pages, ORIGINS, strict=True):
            page.setVisible(key == origin)

    def _choose_set(self, name: str) -> None:
        if name:
            self.public_chosen.emit(name)

    def _throw(self) -> None:
        self.generator_moved.emit("seed", float((round(self.seed.box.value) + 1) % (MOST_SEED + 1)))
        self.generator_released.emit()


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return page, column
