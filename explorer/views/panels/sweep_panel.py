"""The Sweep panel: basins over the map, two settings against each other, the learning-rate finder."""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.intents import Intents
from explorer.controller.plots import Plot, PlotAxis
from explorer.controller.studies.basins import LISTED, BasinsAnswer, PlaceRow
from explorer.controller.studies.rate_finder import RateAnswer
from explorer.controller.studies.setting_map import SettingsAnswer, setting_words
from explorer.controller.studies.tuning import TuningAnswer
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.core.optim import OPTIMIZERS
from explorer.model.document import OptimiserSettings, SweepSettings
from explorer.views.charts.plot_view import PlotView
from explorer.views.panels.panel import Panel, Shown
from explorer.views.panels.sweep_page import SweepPage
from explorer.views.panels.tuning_part import TuningPart
from explorer.views.theme import Theme
from explorer.views.widgets.value_table import TableRow

__all__ = ["SweepPanel"]

_NOTHING = PlotAxis("", 0.0, 1.0)
WAITING = Plot("Sweep", _NOTHING, _NOTHING, message="Type a function above; its chart appears here.")
NO_CHART = Plot("Starts that have arrived", _NOTHING, _NOTHING, message="No start has arrived yet.")
TRIALS = "Validation loss of the trials"
HINTS = {
    "basins": "Click the map: the chosen run starts there and plays. A row of the table moves P to its place.",
    "settings": "Click the chart: the chosen run takes both settings and plays.",
    "rate": "Click the chart: the chosen run takes that rate and plays.",
}
Answers = BasinsAnswer | SettingsAnswer | RateAnswer | TuningAnswer


class SweepPanel(Panel):
    """One page for four sweeps; the chart below the views is that of the open one."""

    page: SweepPage

    def __init__(self) -> None:
        self.page = SweepPage()
        self.chart = PlotView()
        self.trials = TuningPart(self.page)
        self.strip = (self.chart,)
        self._intents: Intents | None = None
        self._sweep = SweepSettings()
        self._answer: Answers | None = None
        self._rows: tuple[PlaceRow, ...] = ()

    # Up

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Segments, boxes, rows, the chart, Cancel."""
        self._intents = intents
        page, change = self.page, intents.sweeps.change
        page.kind_chosen.connect(lambda kind: change("Choose sweep", kind=kind))
        for form in (page.basins, page.settings):
            form.changed.connect(lambda field, value: change("Set sweep", **{field: value}))
        page.rate.changed.connect(self._change_rate)
        self.trials.wire(intents)
        page.settings.setting_chosen.connect(self._choose_setting)
        page.settings.range_entered.connect(self._set_range)
        page.place_chosen.connect(self._go)
        page.taken.connect(self._take)
        page.state.stop_asked.connect(intents.stop)
        page.state.again_asked.connect(intents.search_again)
        self.chart.place_clicked.connect(self._load)

    def _set_range(self, role: str, low: float, high: float) -> None:
        if self._intents is not None:
            self._intents.sweeps.change("Set range", **{f"{role}_range": (low, high)})

    def _change_rate(self, field: str, value: float) -> None:
        if self._intents is None:
            return
        low, high = self._sweep.rates
        changes: dict[str, dict[str, object]] = {
            "rate_low": {"rates": (value, high)},
            "rate_high": {"rates": (low, value)},
            "rate_steps": {"rate_steps": value},
        }
        self._intents.sweeps.change("Set sweep", **changes[field])

    def _choose_setting(self, role: str, keyword: str) -> None:
        """Another setting with its own range; where it is the other one's, they change places."""
        other = "second" if role == "first" else "first"
        varied = self._answer.varied if isinstance(self._answer, SettingsAnswer) else None
        if self._intents is None or varied is None:
            return
        now = dict(zip(("first", "second"), (one.keyword for one in varied), strict=True))
        changes: dict[str, object] = {role: keyword, f"{role}_range": None}
        if now[other] == keyword:
            changes |= {other: now[role], f"{other}_range": None}
        elif not getattr(self._sweep, other):
            changes[other] = now[other]
        self._intents.sweeps.change("Choose setting", **changes)

    def _go(self, key: str) -> None:
        self.trials.load_row(key)
        for row in self._rows:
            if row.key == key and self._intents is not None:
                self._intents.go_to(row.x, row.y)

    def _take(self) -> None:
        """What was found best."""
        answer = self._answer
        if self._intents is None:
            return
        if isinstance(answer, TuningAnswer):
            self.trials.take()
        elif isinstance(answer, SettingsAnswer) and answer.best is not None:
            self._load(*answer.best)
        elif isinstance(answer, RateAnswer) and answer.suggested is not None:
            self._intents.sweeps.load_settings({answer.keyword: float(f"{answer.suggested:.2g}")})

    def _load(self, x: float, y: float) -> None:
        """The run behind a place of the chart."""
        answer = self._answer
        if self._intents is None:
            return
        if isinstance(answer, TuningAnswer):
            self.trials.load_place(x, y)
        elif isinstance(answer, RateAnswer) and answer.keyword:
            self._intents.sweeps.load_settings({answer.keyword: float(f"{x:.3g}")})
        elif isinstance(answer, SettingsAnswer) and answer.varied is not None:
            cell = answer.cell(x, y)
            if cell is not None:
                first, second = answer.varied
                values = {first.keyword: cell[0], second.keyword: cell[1]}
                self._intents.sweeps.load_settings({name: float(f"{number:.6g}") for name, number in values.items()})

    # Down

    def show(self, shown: Shown) -> None:
        """The sweep that is open, as far as it is known."""
        page, sweep = self.page, shown.document.studies.sweep
        self._sweep = sweep
        answer = shown.answer(sweep.kind)
        self._answer = answer if isinstance(answer, Answers) else None
        page.set_kind(sweep.kind)
        for form in (page.basins, page.settings):
            form.set_letter(shown.letter)
        page.basins.set_values(sweep)
        page.settings.set_values(sweep)
        page.rate.set_values(sweep)
        self.trials.show(shown, self._answer)
        has_function = shown.results.function is not None
        page.set_text(page.message, "" if has_function else "Type a function above; sweeps of it appear here.")
        page.set_text(page.whose, _whose(shown) if has_function else "")
        self._show_state(shown)
        self._show_found(shown)
        self._show_settings(shown)
        self._show_chart(shown)

    def subtitle(self, shown: Shown) -> str:
        """Whose settings are swept."""
        kind = OPTIMIZERS.get(_optimiser(shown).name)
        return kind.title if kind is not None else ""

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Hand the theme to page and chart."""
        self.page.set_theme(theme, text_scale)
        self.chart.set_theme(theme)
        self.chart.set_text_scale(text_scale)

    def _show_state(self, shown: Shown) -> None:
        kind, answer, results = self._sweep.kind, self._answer, shown.results
        failure = shown.failure(kind)
        busy = kind in results.computing and results.progress is not None
        state = failure or (answer.state if answer is not None else "")
        self.page.state.set_state(state, bool(answer and answer.is_good), busy, kind in results.stopped)

    def _show_found(self, shown: Shown) -> None:
        page, answer = self.page, self._answer
        self._rows = answer.rows if isinstance(answer, BasinsAnswer) else ()
        if isinstance(answer, TuningAnswer):
            self.trials.show_found()
            return
        largest = sorted(self._rows, key=lambda row: -row.share)[:LISTED]
        listed = sorted(largest, key=lambda row: row.number)
        axes = shown.results.axes
        place = f"({', '.join(map(name_text, axes))})"
        page.set_places(("Place", place, shown.letter, "Starts", "Steps"), [_table_row(row) for row in listed])
        at = next((row.key for row in self._rows if (row.x, row.y) == shown.document.probe), "")
        page.table.set_selected(at)
        notes: list[str] = []
        if isinstance(answer, BasinsAnswer):
            notes = [f"{share:.1%} of the starts {words}.".replace("%", " %") for words, share in answer.others]
        if isinstance(answer, (BasinsAnswer, RateAnswer)):
            notes += answer.notes
        page.set_text(page.notes, "\n".join(notes))
        page.set_text(
            page.hint,
            HINTS.get(self._sweep.kind, "") if answer is not None and (answer.plots or answer.figures) else "",
        )
        page.set_take(_take_words(answer))

    def _show_settings(self, shown: Shown) -> None:
        form, answer = self.page.settings, self._answer
        if not isinstance(answer, SettingsAnswer) or answer.varied is None:
            return
        form.set_choices(setting_words(_optimiser(shown)))
        for role, one in zip(("first", "second"), answer.varied, strict=True):
            form.set_setting(role, one.keyword, one.swept.low, one.swept.high)

    def _show_chart(self, shown: Shown) -> None:
        answer = self._answer
        if answer is not None and answer.plots:
            self.chart.set_plot(answer.plots[0])
        elif answer is not None and not answer.is_good:
            title = TRIALS if isinstance(answer, TuningAnswer) else NO_CHART.title
            self.chart.set_plot(Plot(title, _NOTHING, _NOTHING, message=answer.state))
        else:
            self.chart.set_plot(WAITING if shown.results.function is None else NO_CHART)


def _optimiser(shown: Shown) -> OptimiserSettings:
    runs = shown.document.runs
    return runs[min(max(shown.view.run, 0), len(runs) - 1)].optimiser if runs else shown.document.optimiser


def _whose(shown: Shown) -> str:
    kind = OPTIMIZERS.get(_optimiser(shown).name)
    title = kind.title if kind is not None else _optimiser(shown).name
    if not shown.document.runs:
        start = "P is the start" if shown.results.learned.network is None else "its first weights are the start"
        return f"{title}, as the next run will have it; there is no run yet, so {start}."
    return f"{title}, as run {min(shown.view.run, len(shown.document.runs) - 1) + 1} has it."


def _take_words(answer: Answers | None) -> str:
    if isinstance(answer, SettingsAnswer) and answer.best is not None:
        return "Take the best settings"
    if isinstance(answer, RateAnswer) and answer.suggested is not None:
        return f"Take the rate {answer.suggested:.2g}"
    return ""


def _table_row(row: PlaceRow) -> TableRow:
    place = f"({format_value(row.x, 2)}, {format_value(row.y, 2)})"
    cells = (str(row.number), place, format_value(row.value), f"{100 * row.share:.1f} %", f"{row.steps:.0f}")
    return TableRow(row.key, row.shape, cells, row.meaning)
