"""The Data panel: rows as points and as a table, where they are from and what they are for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from explorer.controller.data_picture import DataPicture
from explorer.controller.intents import Intents
from explorer.controller.learning.data_view import column_facts, data_axes, data_view
from explorer.controller.learning.learned import Learned
from explorer.controller.learning.words import data_words
from explorer.views.data.data_stage import DataStage
from explorer.views.data.table_view import TableEditor
from explorer.views.panels.data_page import DataPage
from explorer.views.panels.panel import Panel, Shown
from explorer.views.theme import Theme

__all__ = ["DataPanel"]

BEGIN = "No data yet. Make some, choose a set or open a file."
PLOT_SHARE, TABLE_SHARE = 62, 38
FIRST = {"line": {"rows": 60, "noise": 0.5}, "moons": {"rows": 180, "noise": 0.15}}


class DataPanel(Panel):
    """Setters down, intents up."""

    page: DataPage

    def __init__(self) -> None:
        self.page = DataPage()
        self.data_stage, self.table = DataStage(), TableEditor()
        self.stage, self.stage_title = _side_by_side(self.data_stage, self.table), "Data"
        self._intents: Intents | None = None
        self._drawn: tuple[str, str] = ("", "")
        self._target = ""
        self._made: tuple[tuple[object, ...], DataPicture] | None = None
        self._chosen = -1
        self._learned: Learned | None = None

    # The way up

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect page, picture and table."""
        self._intents = intents
        learning, source, columns = intents.learning, self.page.source, self.page.columns
        source.generator_chosen.connect(self._make)
        source.generator_moved.connect(self._change_generator)
        source.generator_released.connect(learning.settle)
        source.public_chosen.connect(learning.choose_public)
        source.open_asked.connect(lambda: run_action("data.open"))
        source.paste_asked.connect(lambda: run_action("data.paste"))
        source.reread_asked.connect(learning.read_again)
        columns.role_chosen.connect(learning.set_role)
        columns.missing_chosen.connect(lambda way: learning.change_data("Empty cells", None, missing=way))
        columns.standardised_chosen.connect(
            lambda on: learning.change_data("Standardise" if on else "Own units", None, standardised=bool(on))
        )
        columns.aside_moved.connect(self._change_split)
        columns.aside_released.connect(learning.settle)
        self.page.fit_asked.connect(lambda: intents.choose_panel("fit"))
        self.page.network_asked.connect(lambda: intents.choose_panel("network"))
        self.data_stage.begin_asked.connect(lambda key: run_action("data.open") if key == "open" else self._make(key))
        self.data_stage.columns_chosen.connect(lambda x, y: intents.show_step(data_x=x, data_y=y))
        self._wire_rows(intents)

    def _wire_rows(self, intents: Intents) -> None:
        learning, plot = intents.learning, self.data_stage.plot
        plot.point_moved.connect(self._move)
        plot.point_released.connect(lambda _row: learning.settle())
        plot.point_added.connect(self._add)
        plot.point_removed.connect(learning.remove_row)
        plot.point_chosen.connect(self._choose)
        self.table.cell_entered.connect(learning.set_cell)
        self.table.row_added.connect(lambda: learning.add_row({}))
        self.table.row_removed.connect(learning.remove_row)
        self.table.row_chosen.connect(self._choose)
        self.table.pasted.connect(learning.paste)
        self.table.refused.connect(learning.say)

    def _make(self, name: str) -> None:
        if self._intents is not None:
            self._intents.learning.change_generator(f"Make {name}", None, name=name, **FIRST.get(name, FIRST["moons"]))

    def _change_generator(self, keyword: str, value: float) -> None:
        if self._intents is not None:
            number = value if keyword == "noise" else round(value)
            self._intents.learning.change_generator(f"Set {keyword}", f"generator {keyword}", **{keyword: number})

    def _change_split(self, name: str, value: float) -> None:
        if self._intents is not None:
            number = value if name == "validation" else round(value)
            self._intents.learning.change_data("Set rows aside", f"split {name}", **{name: number})

    def _move(self, row: int, x: float, y: float) -> None:
        if self._intents is not None:
            self._intents.learning.move_row(row, dict(zip(self._drawn, (x, y), strict=True)))

    def _add(self, x: float, y: float, kind: int) -> None:
        if self._intents is not None:
            values = dict(zip(self._drawn, (x, y), strict=True))
            if self._target not in values:
                values[self._target] = float(kind)
            self._intents.learning.add_row(values)

    def _choose(self, row: int) -> None:
        """A row stands out in the picture and in the table."""
        if row != self._chosen and self._learned is not None:
            self._chosen = row
            self.table.choose_row(row)
            self._show_picture(self._learned)

    # The way down

    def show(self, shown: Shown) -> None:
        """Page, picture and table."""
        learned, data = shown.results.learned, shown.document.learn.data
        self._learned = learned
        table, used = learned.table, learned.used
        there_are = data.origin != "none"
        problem = learned.data_problem if there_are else ""
        self.page.source.show_values(shown)
        self.page.show_data(table is not None, problem)
        if table is not None:
            facts = column_facts(table, learned)
            empty = int(np.count_nonzero(np.isnan(table.numbers)))
            self.page.columns.show_values(shown, facts, empty)
        aside: frozenset[int] = frozenset()
        if used is not None:
            self._drawn = data_axes(used, shown.view.data_x, shown.view.data_y)
            self._target = used.target
            titles = [used.data.titles[name] for name in used.data.names]
            self.data_stage.set_columns(used.data.names, titles, self._drawn)
            if used.validation_rows is not None:
                aside = frozenset(used.table_rows[used.validation_rows].tolist())
        is_classes = used is not None and used.is_classes
        self.data_stage.set_kind(there_are, is_classes, self._target not in self._drawn)
        told = "" if table is None else f"{len(table.numbers):,} rows, double-click a cell to change it"
        self.table.set_table(table, aside, told + (", tinted rows are set aside" if aside else ""))
        self._show_picture(learned)

    def _show_picture(self, learned: Learned) -> None:
        key = (learned.used, learned.data_problem, self._drawn, self._chosen)
        if self._made is None or not all(a is b or a == b for a, b in zip(self._made[0], key, strict=True)):
            picture = replace(data_view(learned, *self._drawn), chosen=self._chosen)
            if learned.settings.data.origin == "none":
                picture = replace(picture, message=BEGIN)
            self._made = (key, picture)
        self.data_stage.plot.set_picture(self._made[1])

    def subtitle(self, shown: Shown) -> str:
        """Which data."""
        return data_words(shown.document.learn.data)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page, picture and table."""
        self.page.set_theme(theme, text_scale)
        self.data_stage.set_theme(theme, text_scale)
        self.table.set_theme(theme, text_scale)


def _side_by_side(picture: QWidget, table: QWidget) -> QWidget:
    """The picture with the table at its right; the border between them can be dragged."""
    both = QSplitter(Qt.Orientation.Horizontal)
    both.setChildrenCollapsible(False)
    for place, (widget, share) in enumerate(((picture, PLOT_SHARE), (table, TABLE_SHARE))):
        both.addWidget(widget)
        both.setStretchFactor(place, share)
    both.setSizes([10 * PLOT_SHARE, 10 * TABLE_SHARE])
    return both
