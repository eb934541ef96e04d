"""The Constraint panel: extrema of f where g = 0, and the probe sliding along that curve."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from explorer.controller.constraints import Constraint
from explorer.controller.intents import Intents
from explorer.controller.plots import Plot
from explorer.controller.studies.constraint import ConstraintAnswer
from explorer.controller.studies.multiplier import MultiplierAnswer
from explorer.controller.studies.sliding_plot import HANDLE, empty_plot, with_points
from explorer.core.expression.text import name_text
from explorer.views.charts.plot_view import PlotView
from explorer.views.panels.constraint_page import MOST, ConstraintPage, set_text
from explorer.views.panels.panel import Panel, Shown
from explorer.views.panels.points_panel import row_at, table_rows
from explorer.views.theme import Theme

__all__ = ["ConstraintPanel"]

EMPTY = "Type a function above, then a constraint here."
HINT = "Choose a row: P goes there."
WAITING = empty_plot(EMPTY)


class ConstraintPanel(Panel):
    """The page, and f along the constraint below the views."""

    page: ConstraintPage

    def __init__(self) -> None:
        self.page = ConstraintPage()
        self.chart = PlotView()
        self.strip = (self.chart,)
        self._intents: Intents | None = None
        self._theme: Theme | None = None
        self._texts: tuple[str, ...] = ()
        self._probe = (0.0, 0.0)
        self._slide: MultiplierAnswer | None = None
        self._answer: ConstraintAnswer | None = None
        self._drawn: tuple[object, ...] = ()
        self._wants_focus = False

    # Up

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Fields, examples, the handle on the chart, rows, Cancel."""
        self._intents = intents
        page = self.page
        for field in page.fields:
            field.edited.connect(lambda index, text: self._set_text(index, text, _key(index)))
            field.committed.connect(intents.settle)
            field.reverted.connect(lambda index: intents.revert_study(_key(index)))
            field.removed.connect(self._remove)
        page.example_chosen.connect(self._use_example)
        page.add_asked.connect(self._add)
        page.follow_wanted.connect(intents.follow_constraint)
        page.move_asked.connect(self._move_onto)
        page.point_chosen.connect(self._go)
        page.state.stop_asked.connect(intents.stop)
        page.state.again_asked.connect(intents.search_again)
        self.chart.handle_moved.connect(self._slide_to)
        self.chart.handle_released.connect(lambda _handle: intents.settle())

    def _change(self, label: str, texts: tuple[str, ...], merge_key: str | None = None) -> None:
        if self._intents is not None:
            self._intents.change_study(label, merge_key, constraints=texts)

    def _set_text(self, index: int, text: str, merge_key: str | None = None) -> None:
        texts = [*self._texts, *("",) * (index + 1 - len(self._texts))]
        texts[index] = text
        self._change("Type constraint", tuple(texts), merge_key)

    def _remove(self, index: int) -> None:
        self._change("Remove constraint", self._texts[:index] + self._texts[index + 1 :])

    def _add(self) -> None:
        self._wants_focus = True
        self._change("Add constraint", (*self._texts, ""))

    def _use_example(self, text: str) -> None:
        """Into the first empty field, else into the first."""
        free = next((index for index, known in enumerate(self._texts) if not known.strip()), 0)
        self._set_text(free, text)

    def _move_onto(self) -> None:
        if self._intents is not None:
            self._intents.slide_probe(*self._probe)
            self._intents.settle()

    def _go(self, key: str) -> None:
        for row in self._answer.rows if self._answer is not None else ():
            if row.key == key and self._intents is not None:
                self._intents.go_to(row.x, row.y)

    def _slide_to(self, handle: str, s: float, _height: float) -> None:
        foot = self._slide.footing if self._slide is not None else None
        if handle == HANDLE and foot is not None and self._intents is not None:
            self._intents.slide_probe(*foot.track.place(s))

    # Down

    def show(self, shown: Shown) -> None:
        """Fields, alignment, chart and table."""
        slide, answer = shown.answer("multiplier"), shown.answer("constraint")
        self._slide = slide if isinstance(slide, MultiplierAnswer) else None
        self._texts, self._probe = shown.document.studies.constraints, shown.document.probe
        self._show_fields(shown)
        self._show_alignment(shown)
        self._show_points(shown, answer if isinstance(answer, ConstraintAnswer) else None)
        self._show_chart(shown)

    def subtitle(self, shown: Shown) -> str:
        """How many points, in short."""
        answer = self._answer
        return f"{len(answer.rows)} found" if answer is not None and answer.rows else ""

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page and chart."""
        self._theme = theme
        self.page.set_theme(theme, text_scale)
        self.chart.set_theme(theme)
        self.chart.set_text_scale(text_scale)

    def _show_fields(self, shown: Shown) -> None:
        page, axes = self.page, shown.results.axes
        constraints = self._slide.constraints if self._slide is not None else ()
        count = max(1, len(self._texts))
        names = shown.results.function.variables if shown.results.function is not None else ()
        for index, field in enumerate(page.fields):
            text = self._texts[index] if index < len(self._texts) else ""
            known = constraints[index] if index < len(constraints) else None
            told = known if known is not None and known.text == text else Constraint(text)
            name = f"g_{index + 1}" if count > 1 else "g"
            field.set_constraint(told, name, names, self._colours(shown))
            field.setVisible(index < count)
            field.set_removable(bool(text) or count > 1)
        page.add.setEnabled(len(self._texts) < MOST and all(text.strip() for text in self._texts) and bool(self._texts))
        page.set_examples(_examples(axes))
        for button in page.examples:
            button.setEnabled(len(axes) == 2)
        if self._wants_focus:
            self._wants_focus = False
            page.fields[count - 1].focus()

    def _colours(self, shown: Shown) -> Mapping[str, str]:
        if self._theme is None:
            return {}
        held = {slider.name: self._theme.held for slider in shown.results.held}
        return held | dict(zip(shown.results.axes, (self._theme.x, self._theme.y), strict=False))

    def _show_alignment(self, shown: Shown) -> None:
        page, slide, studies = self.page, self._slide, shown.document.studies
        message = slide.message if slide is not None else shown.failure("multiplier") or EMPTY
        set_text(page.message, message)
        if slide is None or slide.message:
            page.set_alignment("", "", "", "")
        else:
            page.set_alignment(slide.relation, slide.multiplier, slide.meaning, slide.place)
        page.follow.setChecked(studies.follow_constraint)
        page.follow.setEnabled((slide is not None and slide.footing is not None) or studies.follow_constraint)

    def _show_points(self, shown: Shown, answer: ConstraintAnswer | None) -> None:
        page, results = self.page, shown.results
        silent = self._slide is None or bool(self._slide.message)
        if answer is not self._answer:
            self._answer = answer
            rows = answer.rows if answer is not None else ()
            count = answer.count if answer is not None else 1
            page.set_points(_heads(answer, shown.letter), table_rows(rows, max(1, count)), ())
        notes = answer.notes if answer is not None and not silent else ()
        set_text(page.notes, "\n".join(notes))
        busy = "constraint" in results.computing and results.progress is not None
        state = shown.failure("constraint") or (answer.state if answer is not None and not silent else "")
        complete = answer is not None and answer.complete
        page.state.set_state(state, complete, busy, "constraint" in results.stopped)
        row = row_at(answer.rows if answer is not None else (), shown.document.probe, 2)
        page.table.set_selected(row.key if row is not None else "")
        hint = HINT if answer is not None and answer.rows else ""
        set_text(page.sentence, row.sentence if row is not None else hint)

    def _show_chart(self, shown: Shown) -> None:
        state = (self._slide, self._answer)
        if state == self._drawn:
            return
        self._drawn = state
        self.chart.set_plot(self._plot(shown))

    def _plot(self, shown: Shown) -> Plot:
        slide = self._slide
        if slide is None or not slide.plots:
            return WAITING
        if slide.footing is None or self._answer is None:
            return slide.plots[0]
        window = shown.document.window
        sizes = np.array([window.x_max - window.x_min, window.y_max - window.y_min])
        return with_points(slide.plots[0], slide.footing, self._answer.rows, sizes)


def _key(index: int) -> str:
    return f"constraint {index}"


def _heads(answer: ConstraintAnswer | None, letter: str = "f") -> tuple[str, ...]:
    axes = answer.axes if answer is not None and len(answer.axes) == 2 else ("x", "y")
    place = f"({', '.join(map(name_text, axes))})"
    return (
        ("Kind", place, letter, "λ₁", "λ₂") if answer is not None and answer.count > 1 else ("Kind", place, letter, "λ")
    )


def _examples(axes: tuple[str, ...]) -> tuple[str, str, str]:
    x, y = (name_text(name) for name in axes) if len(axes) == 2 else ("x", "y")
    dot = "" if len(x) == len(y) == 1 else "·"
    return f"{x}² + {y}² = 1", f"{x} + {y} = 1", f"{x}{dot}{y} = 1"
