"""The prediction on the Sensitivity panel without a window: what it shows and what its controls ask for."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.core.numbers import format_value
from explorer.model.store import Store
from explorer.views.panels.panel import Shown
from explorer.views.panels.sensitivity_panel import SensitivityPanel
from explorer.views.theme import theme


@pytest.fixture
def shown(qtbot):
    """The panel beside a store and an engine that answer within each call, on a model of six columns."""
    store, executor = Store(), Executor(lambda work: work(), synchronous=True)
    engine = Engine(store, executor, core_mathematics())
    intents = Intents(store, engine, Playback(store, lambda: None))
    panel = SensitivityPanel()
    for widget in (panel.page, *panel.strip):
        qtbot.addWidget(widget)
    panel.set_theme(theme("light"), 1.0)
    panel.wire(intents, lambda _identity: None)
    panel.page.resize(424, 1400)

    def refresh(*_changed):
        panel.show(Shown(store.document, store.view, engine.results))

    for signal in (engine.status_changed, engine.answers_changed, engine.reading_changed):
        signal.connect(refresh)
    store.document_changed.connect(refresh)
    store.view_changed.connect(refresh)
    intents.choose_panel("sensitivity")
    engine.start()
    panel.page.show()
    intents.learning.choose_subject("model")
    intents.learning.choose_public("longley")
    yield SimpleNamespace(
        store=store, engine=engine, intents=intents, panel=panel, page=panel.page, section=panel.page.prediction
    )
    executor.close()


def press(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())


def answer(shown):
    return shown.engine.results.answers["prediction"]


def test_slopes_of_a_linear_model_are_its_parameters(shown):
    values = {slider.name: slider.value for slider in shown.store.document.held}
    bars = {bar.name: bar.value for bar in shown.section.bars.bars}
    assert list(bars) == ["deflator", "product", "unemployed", "forces", "population", "year"]
    assert bars["product"] == pytest.approx(values["w_2"]) and bars["year"] == pytest.approx(values["w_6"])
    assert shown.section.prediction.text() == f"ŷ = {format_value(answer(shown).prediction)}"
    assert shown.section.where.text() == "with the parameters at P" and shown.page.kinds.isVisible()


def test_rows_are_stepped_typed_and_averaged(shown):
    section = shown.section
    assert not section.back.isEnabled() and section.of.text() == "of 16"
    press(section.next)
    assert shown.store.view.sample == 1 and section.back.isEnabled()
    section.number.setFocus()
    section.number.selectAll()
    QTest.keyClicks(section.number, "16")
    QTest.keyClick(section.number, Qt.Key.Key_Return)
    assert shown.store.view.sample == 15 and not section.next.isEnabled()
    assert section.target.text() == "measured: 70551.000"
    press(section.mean)
    assert shown.store.view.sample == -1 and section.mean.isChecked() and section.target.text().startswith("mean")


def test_scaling_shows_slope_times_deviation(shown):
    shown.section.scaling.chosen.emit("scaled")
    bars = {bar.name: bar.value for bar in shown.section.bars.bars}
    for one in answer(shown).features:
        assert bars[f"{one.title} · σ"] == pytest.approx(one.slope * one.deviation)


def test_a_nudge_is_typed_dragged_and_reset(shown):
    section = shown.section
    edit = section.nudges.edits["year"]
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "2")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    year = answer(shown).features[-1]
    assert year.nudge == 2.0 and section.nudges.cells["year"][1].text() == format_value(2 * year.slope)
    (chart,) = shown.panel.strip
    chart.handle_moved.emit("nudge", year.value + 5, 0.0)
    assert dict(shown.store.document.studies.feature_nudge)["year"] == 5.0
    press(section.nudges.reset)
    assert shown.store.document.studies.feature_nudge == () and not section.nudges.reset.isEnabled()


def test_the_charted_feature_is_chosen(shown):
    section = shown.section
    section.feature.setCurrentIndex(section.feature.findData("forces"))
    section.feature.activated.emit(section.feature.currentIndex())
    (chart,) = shown.panel.strip
    assert chart.plot.title == "Prediction along forces" and shown.store.document.studies.feature == "forces"


def test_the_loss_by_its_parameters_stays_at_hand(shown):
    shown.page.kinds.chosen.emit("parameters")
    assert shown.section.isHidden() and shown.page.bars.bars and "sensitivity" in shown.engine.results.answers
    (chart,) = shown.panel.strip
    assert "nudge" in chart.plot.title or chart.plot.lines
    shown.page.kinds.chosen.emit("prediction")
    assert not shown.section.isHidden()


def test_a_formula_has_no_choice(shown):
    shown.intents.learning.choose_subject("formula")
    assert shown.page.kinds.isHidden() and shown.section.isHidden() and shown.page.bars.bars


def test_importance_is_told_with_what_it_does_not_mean(shown):
    assert [bar.value for bar in shown.section.importance.bars] == [one.importance for one in answer(shown).features]
    assert "no cause" in shown.section.limits.text() and "all rows" in shown.section.over.text()
