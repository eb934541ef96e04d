"""Shows the function, its partials and its gradient as rendered mathematics, in header and panel."""

from __future__ import annotations

from math import atan2, degrees

from explorer.controller.results import Partial, Results
from explorer.core.numbers import format_value
from explorer.export.formula_rows import (
    FormulaRow,
    function_row,
    gradient_row,
    norm_row,
    numbers_row,
    partial_row,
)
from explorer.views.formula_label import FormulaLabel
from explorer.views.panels.partials_panel import SlopeCard
from explorer.views.status_row import position
from explorer.views.theme import Theme
from explorer.views.workspace import Workspace

__all__ = ["FormulaPresenter"]

_EMPTY = FormulaRow("<mrow></mrow>", "")


class FormulaPresenter:
    """Knows which row goes where; the rows are made in :mod:`explorer.export.formula_rows`."""

    def __init__(self, workspace: Workspace) -> None:
        self._views = workspace
        self._theme: Theme | None = None
        self._results = Results()

    def set_theme(self, theme: Theme) -> None:
        """Colour every letter by its meaning in this theme."""
        self._theme = theme
        self._colour()

    def show_function(self, results: Results) -> None:
        """The function as it was read."""
        self._results = results
        function = results.function
        header = self._views.window.header
        if function is None:
            return
        names = function.variables
        header.prefix.setText(f"f({', '.join(names)}) =" if names else "f =")
        self._colour()
        header.formula.set_row(function_row("f", names, function.root))

    def show_partials(self, results: Results) -> None:
        """Both drawn partials in header and panel, as soon as they are known."""
        self._results = results
        views, header = self._views, self._views.window.header
        known = {partial.name: partial for partial in results.partials}
        drawn = [known[name] for name in results.axes if name in known]
        slots = ((header.slope_x, views.partials.slope_x), (header.slope_y, views.partials.slope_y))
        for index, (slot, card) in enumerate(slots):
            shown = index < len(drawn)
            slot.setVisible(shown)
            if shown:
                partial = drawn[index]
                row = partial_row("f", partial.name, partial.node)
                slot.formula.set_row(row)
                card.formula.set_row(row)
                card.set_note(partial.note)
        views.partials.set_cards(len(drawn))
        self.show_reading(results)

    def show_reading(self, results: Results) -> None:
        """The numbers at the probe, put into the formulas."""
        self._results = results
        reading, panel = results.reading, self._views.partials
        if reading is None or not results.axes:
            return
        place = {name: position(value) for name, value in zip(results.axes, (reading.x, reading.y), strict=False)}
        place |= {slider.name: position(slider.value) for slider in (*results.held, *results.parameters)}
        known = {partial.name: partial for partial in results.partials}
        slopes = (reading.slope_x, reading.slope_y)
        others = (results.axes[1:], results.axes[:1])
        panel.set_position(results.axes, (reading.x, reading.y))
        for card, name, slope, held in zip((panel.slope_x, panel.slope_y), results.axes, slopes, others, strict=False):
            _show_slope(card, name, slope, held, known.get(name), place)
        values = [(name, format_value(slope)) for name, slope in zip(results.axes, slopes, strict=False)]
        panel.gradient.sentence.setText("Gradient at P: both slopes as one arrow")
        panel.gradient.formula.set_row(gradient_row(values))
        panel.gradient.numbers.set_row(norm_row(values, format_value(reading.norm)) if reading.defined else _EMPTY)
        panel.gradient.set_note(
            _direction(results.axes[0], reading.slope_x, reading.slope_y) if reading.defined else ""
        )
        held_names = [(name, value) for name, value in results.gradient if name not in results.axes]
        panel.set_others("   ".join(f"∂f/∂{name} = {format_value(value)}" for name, value in held_names))

    def _colour(self) -> None:
        if self._theme is None:
            return
        colours = dict(zip(self._results.axes, (self._theme.x, self._theme.y), strict=False))
        colours |= {slider.name: self._theme.held for slider in self._results.held}
        for label in self._labels():
            label.set_colours(colours)

    def _labels(self) -> tuple[FormulaLabel, ...]:
        header, panel = self._views.window.header, self._views.partials
        cards = (panel.slope_x, panel.slope_y, panel.gradient)
        return (
            header.formula,
            header.slope_x.formula,
            header.slope_y.formula,
            *(card.formula for card in cards),
            *(card.numbers for card in cards),
        )


def _show_slope(
    card: SlopeCard, name: str, slope: float, held: tuple[str, ...], partial: Partial | None, place: dict[str, str]
) -> None:
    counted = f": {held[0]} counts as a number" if held else ""
    card.sentence.setText(f"Slope along {name}{counted}")
    card.result.setText(format_value(slope))
    node = partial.node if partial is not None else None
    card.numbers.set_row(_EMPTY if node is None else numbers_row(node, place, (format_value(slope),)))


def _direction(first: str, slope_x: float, slope_y: float) -> str:
    if slope_x == 0 and slope_y == 0:
        return "No direction: the plane tangent here is level"
    angle = f"{degrees(atan2(slope_y, slope_x)):.1f}".replace("-", "\N{MINUS SIGN}")
    return f"{angle}° from the {first} axis, at a right angle to the level curve"
