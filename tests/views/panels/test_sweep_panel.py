"""The Sweep panel on a program without a window: its three sweeps, what its controls ask for, what it says."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.model.store import Store
from explorer.views.panels.panel import Shown
from explorer.views.panels.sweep_panel import HINTS, SweepPanel
from explorer.views.theme import theme

HIMMELBLAU = "(x² + y − 11)² + (x + y² − 7)²"


@pytest.fixture
def shown(qtbot):
    """The panel beside a store and an engine that answer within each call."""
    store, executor = Store(), Executor(lambda work: work(), synchronous=True)
    engine = Engine(store, executor, core_mathematics())
    intents = Intents(store, engine, Playback(store, lambda: None))
    panel = SweepPanel()
    for widget in (panel.page, panel.chart):
        qtbot.addWidget(widget)
    panel.set_theme(theme("light"), 1.0)
    panel.wire(intents, lambda _identity: None)
    panel.page.resize(424, 900)
    panel.chart.resize(900, 260)

    def refresh(*_changed):
        panel.show(Shown(store.document, store.view, engine.results))

    for signal in (engine.status_changed, engine.answers_changed, engine.runs_changed):
        signal.connect(refresh)
    store.document_changed.connect(refresh)
    intents.sweeps.change("Fewer", side=32, cells=6)
    intents.choose_panel("sweep")
    engine.start()
    panel.page.show()
    panel.chart.show()
    intents.enter_window(-6, 6, -6, 6)
    intents.enter_formula(HIMMELBLAU)
    yield SimpleNamespace(
        store=store, engine=engine, intents=intents, panel=panel, page=panel.page, chart=panel.chart, refresh=refresh
    )
    executor.close()


def click(widget, pos=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=pos or widget.rect().center())


def type_into(edit, text):
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def sweep(shown):
    return shown.store.document.studies.sweep


def chart_place(shown, x, y):
    box = shown.chart._laid_out()
    place = box.place(type(box.plot.marks[0])(x, y))
    return QPoint(round(place.x()), round(place.y()))


def test_basins_are_listed_with_their_colours(shown):
    rows = shown.page.table.rows
    assert [row.cells[0] for row in rows] == ["1", "2", "3", "4"] and {row.meaning for row in rows} == {
        "run1",
        "run2",
        "run3",
        "run4",
    }
    assert "of the starts end at 4 places" in shown.page.state.sentence.text()
    assert shown.page.hint.text() == HINTS["basins"] and not shown.page.take.isVisibleTo(shown.page)
    assert "there is no run yet" in shown.page.whose.text()


def test_a_row_moves_the_probe_to_its_place_and_is_tinted(shown):
    table = shown.page.table
    click(table.viewport(), table.visualRect(table.model().index(2, 1)).center())
    row = shown.panel._rows[2]
    assert shown.store.document.probe == (row.x, row.y) and table.selected == row.key


def test_segments_choose_the_sweep_and_its_form(shown):
    for kind in ("settings", "rate", "basins"):
        click(shown.page.kinds.choice(kind))
        assert sweep(shown).kind == kind
        visible = {name for name, form in shown.page.forms.items() if form.isVisibleTo(shown.page)}
        assert visible == {kind}
        assert shown.chart.plot is shown.engine.results.answers[kind].plots[0]


def test_boxes_set_the_sweep_within_bounds(shown):
    basins = shown.page.basins
    type_into(basins.edits["side"], "24")
    type_into(basins.edits["steps"], "50")
    type_into(basins.edits["tolerance"], "1e-2")
    assert (sweep(shown).side, sweep(shown).steps, sweep(shown).tolerance) == (24, 50, 0.01)
    assert shown.engine.results.figures[0].classes.shape == (24, 24)
    type_into(basins.edits["side"], "100000")
    assert sweep(shown).side == 24 and "from 2 to 512" in basins.edits["side"].toolTip()


def test_the_chart_of_two_settings_is_clicked_to_take_both(shown):
    click(shown.page.kinds.choice("settings"))
    answer = shown.engine.results.answers["settings"]
    best = answer.best
    click(shown.chart, chart_place(shown, *best))
    given = dict(shown.store.document.runs[0].optimiser.hyperparameters)
    assert (given["lr"], given["momentum"]) == pytest.approx(best, rel=1e-5)


def test_the_best_settings_are_taken_with_the_button(shown):
    click(shown.page.kinds.choice("settings"))
    best = shown.engine.results.answers["settings"].best
    assert shown.page.take.text() == "Take the best settings"
    click(shown.page.take)
    given = dict(shown.store.document.runs[0].optimiser.hyperparameters)
    assert (given["lr"], given["momentum"]) == pytest.approx(best, rel=1e-5)


def test_settings_are_chosen_swapped_and_ranged(shown):
    click(shown.page.kinds.choice("settings"))
    form = shown.page.settings
    assert form.boxes["first"].currentData() == "lr" and form.boxes["second"].currentData() == "momentum"
    form.setting_chosen.emit("second", "weight_decay")
    assert (sweep(shown).first, sweep(shown).second) == ("lr", "weight_decay")
    form.setting_chosen.emit("first", "weight_decay")
    assert (sweep(shown).first, sweep(shown).second) == ("weight_decay", "lr")
    type_into(form.edits["second_high"], "0.1")
    assert sweep(shown).second_range == (1e-05, 0.1)
    type_into(form.edits["second_low"], "0.5")
    assert "must be above its start" in shown.page.state.sentence.text() and not shown.page.take.isVisibleTo(shown.page)
    click(form.goal.choice("loss"))
    assert sweep(shown).goal == "loss"


def test_the_rate_is_taken_by_button_and_by_click(shown):
    click(shown.page.kinds.choice("rate"))
    answer = shown.engine.results.answers["rate"]
    click(shown.page.take)
    lr = dict(shown.store.document.runs[0].optimiser.hyperparameters)["lr"]
    assert lr == float(f"{answer.suggested:.2g}") and shown.page.whose.text() == "Gradient descent, as run 1 has it."
    click(shown.chart, chart_place(shown, 1e-3, shown.chart.plot.rules[0].at))
    assert dict(shown.store.document.runs[0].optimiser.hyperparameters)["lr"] == pytest.approx(1e-3, rel=0.03)
    type_into(shown.page.rate.edits["rate_low"], "1e-3")
    type_into(shown.page.rate.edits["rate_high"], "2")
    type_into(shown.page.rate.edits["rate_steps"], "7")
    assert sweep(shown).rates == (1e-3, 2.0) and sweep(shown).rate_steps == 7


@pytest.mark.parametrize(
    ("formula", "sentence"),
    [("x²", "Basins need two variables"), ("5", "Basins need two variables"), ("ln(x − 99) + y", "leaves the domain")],
)
def test_where_there_is_nothing_the_page_and_the_chart_say_so(shown, formula, sentence):
    shown.intents.enter_formula(formula)
    assert sentence in shown.page.state.sentence.text() and sentence in shown.chart.plot.message
    assert not shown.page.table.isVisibleTo(shown.page)


def test_the_settings_of_another_rule_are_its_own(shown):
    click(shown.page.kinds.choice("settings"))
    shown.intents.choose_optimiser("Adam")
    form = shown.page.settings
    assert form.boxes["second"].currentText() == "Betas β₁"
    shown.intents.choose_optimiser("Newton")
    assert shown.panel.subtitle(Shown(shown.store.document, shown.store.view, shown.engine.results))
