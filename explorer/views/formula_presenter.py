"""Shows the function, its partials and its gradient as rendered mathematics, in header and panel."""

from __future__ import annotations

from math import atan2, degrees

from explorer.controller.callables import tree_of
from explorer.controller.learning.words import letter_of
from explorer.controller.results import Partial, Results
from explorer.core.expression.text import name_text
from explorer.core.learn.loss import Loss
from explorer.core.numbers import format_value
from explorer.core.sampling.field import ProbeReading
from explorer.export.formula_rows import (
    FormulaRow,
    function_row,
    gradient_row,
    norm_row,
    numbers_row,
    partial_row,
    unwritten_row,
)
from explorer.export.loss_rows import fit_row, mean_numbers_row, mean_row
from explorer.export.network_rows import network_row
from explorer.model.learn_settings import MODEL, NETWORK
from explorer.views.panels.partials_panel import SlopeCard
from explorer.views.status_row import position
from explorer.views.theme import Theme
from explorer.views.workspace import Workspace

__all__ = ["FormulaPresenter"]

MOST_NAMED = 3
MOST_OTHERS = 12
_EMPTY = FormulaRow("<mrow></mrow>", "")


class FormulaPresenter:
    """Knows which row goes where; the rows are made in :mod:`explorer.export.formula_rows`."""

    def __init__(self, workspace: Workspace) -> None:
        self._views = workspace
        self._theme: Theme | None = None
        self._results = Results()
        self._locked: tuple[str, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        """Colour every letter by its meaning in this theme."""
        self._theme = theme
        self._colour()

    def set_locked(self, names: tuple[str, ...]) -> None:
        """Which variables a padlock holds constant."""
        if names != self._locked:
            self._locked = names
            self._colour()
            self.show_reading(self._results)

    def show_function(self, results: Results) -> None:
        """The function as it was read; with other axes, other partials are shown at once."""
        before, self._results = self._results, results
        function = results.function
        header = self._views.window.header
        if function is None:
            return
        names = function.variables
        header.prefix.setText(_prefix(results.learned.subject, names))
        self._colour()
        header.formula.set_row(_function_row(results))
        if before.function == function and before.axes != results.axes:
            self.show_partials(results)

    def show_partials(self, results: Results) -> None:
        """Both drawn partials in header and panel, as soon as they are known."""
        self._results = results
        views, header = self._views, self._views.window.header
        known = {partial.name: partial for partial in results.partials}
        loss = results.learned.loss
        is_python = results.function is not None and tree_of(results.function) is None and loss is None
        drawn = [known[name] for name in results.axes if name in known]
        slots = ((header.slope_x, views.partials.slope_x), (header.slope_y, views.partials.slope_y))
        for index, (slot, card) in enumerate(slots):
            shown = index < len(drawn)
            slot.setVisible(shown and not is_python)
            if shown:
                partial = drawn[index]
                row = _partial_row(partial, loss, is_python)
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
        panel.set_position(results.axes, (reading.x, reading.y))
        loss, spots = results.learned.loss, (reading.x, reading.y)
        for card, name, slope, at in zip((panel.slope_x, panel.slope_y), results.axes, slopes, spots, strict=False):
            if loss is not None and name in loss.variables:
                card.result.setText(format_value(slope))
                card.numbers.set_row(mean_numbers_row(loss, name, slope, at))
            else:
                _show_slope(card, name, slope, known.get(name), place)
            card.sentence.setText(_slope_sentence(name, results, self._locked, place))
        letter = letter_of(results.learned.subject)
        values = [(name, format_value(slope)) for name, slope in zip(results.axes, slopes, strict=False)]
        panel.gradient.sentence.setText("Gradient at P: both slopes as one arrow")
        panel.gradient.formula.set_row(gradient_row(values, letter))
        norm = norm_row(values, format_value(reading.norm), letter) if reading.defined else _EMPTY
        panel.gradient.numbers.set_row(norm)
        panel.gradient.set_note(_gradient_note(results.axes, reading))
        panel.set_others(_others_text([pair for pair in results.gradient if pair[0] not in results.axes], letter))

    def _colour(self) -> None:
        """A variable that counts as a constant is grey: everywhere if it alone is held, else in its card."""
        if self._theme is None:
            return
        theme, axes = self._theme, self._results.axes
        colours = dict(zip(axes, (theme.x, theme.y), strict=False))
        colours |= {slider.name: theme.held for slider in (*self._results.held, *self._results.parameters)}
        header, panel = self._views.window.header, self._views.partials
        for label in (panel.gradient.formula, panel.gradient.numbers):
            label.set_colours(colours)
        locked = [name for name in axes if name in self._locked]
        if len(locked) == 1:
            colours[locked[0]] = theme.held
        for label in (header.formula, header.slope_x.formula, header.slope_y.formula):
            label.set_colours(colours)
        for card, others in ((panel.slope_x, axes[1:]), (panel.slope_y, axes[:1])):
            greyed = {name: theme.held for name in others if name in self._locked}
            card.formula.set_colours(colours | greyed)
            card.numbers.set_colours(colours | greyed)


def _function_row(results: Results) -> FormulaRow:
    """The function, or a model or a network with its loss."""
    function, learned = results.function, results.learned
    assert function is not None
    if learned.loss is not None:
        return fit_row(learned.loss)
    if learned.network is not None:
        return network_row(learned.network.activations, learned.network.loss)
    return function_row("f", function.variables, tree_of(function))


def _prefix(subject: str, names: tuple[str, ...]) -> str:
    """What stands before the text that is typed."""
    if subject == MODEL:
        return "ŷ ="
    if subject == NETWORK:
        return "L ="
    return f"f({', '.join(names)}) =" if names else "f ="


def _partial_row(partial: Partial, loss: Loss | None, is_python: bool) -> FormulaRow:
    """A partial as a formula; that of a loss is a mean over the rows."""
    if loss is not None and partial.name in loss.variables:
        return mean_row(loss, partial.name)
    return unwritten_row("f", partial.name) if is_python else partial_row("f", partial.name, partial.node)


def _show_slope(card: SlopeCard, name: str, slope: float, partial: Partial | None, place: dict[str, str]) -> None:
    card.result.setText(format_value(slope))
    node = partial.node if partial is not None else None
    card.numbers.set_row(_EMPTY if node is None else numbers_row(node, place, (format_value(slope),)))


def _others_text(slopes: list[tuple[str, float]], letter: str) -> str:
    """The partials by variables that are not drawn; of very many the largest."""
    told = slopes
    if len(slopes) > MOST_OTHERS:
        told = sorted(slopes, key=lambda pair: -abs(pair[1]) if pair[1] == pair[1] else 0.0)[:MOST_OTHERS]
    text = "   ".join(f"∂{letter}/∂{name_text(name)} = {format_value(value)}" for name, value in told)
    left = len(slopes) - len(told)
    return f"The largest {len(told)} of the others: {text}   and {left:,} smaller ones." if left else text


def _slope_sentence(name: str, results: Results, locked: tuple[str, ...], place: dict[str, str]) -> str:
    """What stands still while ``name`` moves."""
    others = [other for other in results.axes if other != name]
    if others and others[0] in locked:
        return f"Slope along {name}: {others[0]} is held at {place[others[0]]}"
    names = [*others, *(slider.name for slider in results.held)]
    if name in locked:
        others_told = f": {_listed(names)} as {'a number' if len(names) == 1 else 'numbers'}" if names else ""
        return f"Slope along {name}, which is held now{others_told}"
    return (
        f"Slope along {name}: {_listed(names)} as {'a number' if len(names) == 1 else 'numbers'}"
        if names
        else (f"Slope along {name}")
    )


def _listed(names: list[str]) -> str:
    """``y counts``, ``y and z count``, ``all others count``."""
    if len(names) == 1:
        return f"{names[0]} counts"
    return f"{', '.join(names[:-1])} and {names[-1]} count" if len(names) <= MOST_NAMED else "all others count"


def _gradient_note(axes: tuple[str, ...], reading: ProbeReading) -> str:
    """What kind of thing the gradient is: a way to walk, no height."""
    if len(axes) < 2 or not reading.defined:
        return ""
    if reading.slope_x == 0 and reading.slope_y == 0:
        return "No direction: the plane tangent here is level."
    angle = f"{degrees(atan2(reading.slope_y, reading.slope_x)):.1f}".replace("-", "\N{MINUS SIGN}")
    first, second = axes
    return (
        f"{angle}° from the {first} axis, at a right angle to the level curve. "
        f"An arrow in the {first}-{second} plane: it says which way to walk, not how high. "
        f"Lifted onto the surface, that way climbs with slope {format_value(reading.norm)}."
    )
