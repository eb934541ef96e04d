"""The page and the chart of the Network panel: what they show and ask for, and that nothing is wider than the dock."""

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.controller.studies.network_decision import NetworkDecisionAnswer
from explorer.model.document import OptimiserSettings, RunSpec
from explorer.model.learn_settings import NetworkSettings
from explorer.views.charts.bar_chart import Bar
from explorer.views.charts.layer_chart import LayerChart
from explorer.views.panels.network_page import NetworkPage, right_words
from explorer.views.theme import theme

ADAM = RunSpec((), OptimiserSettings("Adam", (("lr", 0.05),)))


@pytest.fixture
def page(qtbot):
    made = NetworkPage()
    qtbot.addWidget(made)
    made.set_theme(theme("light"), 1.0)
    return made


def heard(signal):
    told = []
    signal.connect(lambda *values: told.append(values))
    return told


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_four_layers_fit_into_the_docks_width(page, qtbot):
    page.shape.set_values(NetworkSettings((16,) * 4, ("leaky_relu",) * 4), 2, 881)
    page.training.set_values(ADAM, 0.05, 100_000)
    page.start.set_values(NetworkSettings(initialisation="zeros"), "All neurons of the hidden layer stay equal.")
    page.show()
    qtbot.waitExposed(page)
    assert page.minimumSizeHint().width() <= 413


def test_the_shape_asks_for_one_more_and_one_fewer_within_its_bounds(page):
    shape = page.shape
    shape.set_values(NetworkSettings((16, 1), ("tanh", "relu")), 2, 60)
    widths, layers = heard(shape.width_asked), heard(shape.layers_asked)
    assert not shape.rows[0].more.isEnabled() and not shape.rows[1].fewer.isEnabled()
    click(shape.rows[0].fewer)
    click(shape.rows[1].more)
    click(shape.add)
    click(shape.remove)
    assert widths == [(0, 15), (1, 2)] and layers == [(3,), (1,)]
    assert shape.rows[2].name.isHidden() and shape.told.text().startswith("2–16–1–1")
    shape.set_values(NetworkSettings((), ()), 2, 3)
    assert not shape.remove.isEnabled() and shape.add.isEnabled()


def test_a_choice_shown_asks_for_nothing(page):
    told = [
        heard(signal)
        for signal in (
            page.shape.activation_chosen,
            page.shape.output_chosen,
            page.shape.loss_chosen,
            page.training.optimiser_chosen,
            page.training.batch_chosen,
            page.start.initialisation_chosen,
        )
    ]
    page.shape.set_values(NetworkSettings((3,), ("softplus",), "linear", "squared", "he", 5), 1, 10)
    page.training.set_values(RunSpec((), OptimiserSettings("GD"), batch=32), 0.1, 120)
    page.start.set_values(NetworkSettings(initialisation="he", seed=5), "")
    assert not any(told)
    assert page.shape.rows[0].kind.currentData() == "softplus" and page.training.batch.value == 32
    assert page.start.seed.value == 5 and page.start.seed.isEnabled()


def test_what_can_be_mended_has_a_button(page):
    asked = heard(page.mend_asked)
    page.tell_problem("Row 3 has the target 2.5, which is no class.", "Use squared loss")
    assert not page.mend.isHidden() and page.message.text.startswith("Row 3")
    click(page.mend)
    assert asked
    page.tell_problem("There are no data.", "")
    assert page.mend.isHidden() and page.message.text
    page.tell_problem("", "Use squared loss")
    assert page.mend.isHidden() and not page.message.text


def test_the_dice_go_to_the_next_seed_and_rest_where_all_weights_are_the_same(page):
    page.start.set_values(NetworkSettings(seed=7), "")
    asked = heard(page.start.seed_entered)
    click(page.start.dice)
    assert asked == [(8,)]
    page.start.set_values(NetworkSettings(initialisation="ones"), "All neurons stay equal.")
    assert not page.start.dice.isEnabled() and page.start.twins.text == "All neurons stay equal."


def test_the_counts_in_words():
    both = NetworkDecisionAnswer(loss=0.165, validation=0.32, wrong=9, rows=120, wrong_aside=8, rows_aside=60)
    assert right_words(both) == "Training: L = 0.165, wrong 9 of 120. Set aside: L = 0.320, wrong 8 of 60."
    alone = NetworkDecisionAnswer(loss=0.5, rows=40)
    assert right_words(alone) == "Training: L = 0.500, 40 rows." and math.isnan(alone.accuracy)


@pytest.mark.parametrize(("layers", "columns"), [(2, 1), (5, 2)])
def test_bars_of_many_layers_stand_in_two_columns_of_one_scale(qtbot, layers, columns):
    chart = LayerChart()
    qtbot.addWidget(chart)
    chart.resize(520, 260)
    chart.show()
    qtbot.waitExposed(chart)
    bars = [
        Bar(f"{letter}{layer}", 10.0**-layer, "gradient") for layer in range(1, layers + 1) for letter in ("W", "b")
    ]
    chart.set_values(bars, "norm at step 3", "It vanishes.", is_warning=True)
    assert chart.more.isVisible() == (columns == 2)
    assert len(chart.bars.bars) + len(chart.more.bars) == 2 * layers
    assert chart.sentence.text() == "It vanishes."
    if columns == 2:
        assert [bar.name for bar in chart.more.bars] == [f"b{layer}" for layer in range(1, layers + 1)]
        assert chart.bars.bar_rectangle(0).width() == pytest.approx(chart.more.bar_rectangle(0).width(), abs=1)


def test_bars_that_do_not_fit_below_each_other_part(qtbot):
    chart = LayerChart()
    qtbot.addWidget(chart)
    chart.set_theme(theme("dark"))
    chart.set_text_scale(1.5)
    chart.resize(420, 190)
    chart.show()
    qtbot.waitExposed(chart)
    chart.set_values([Bar(name, 1.0, "gradient") for name in ("W₁", "b₁", "W₂", "b₂")], "", "")
    assert chart.more.isVisible()


def test_norms_have_four_digits_and_tracks_keep_their_length(qtbot) -> None:
    chart = LayerChart()
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    lengths = set()
    for value, told in ((12.3456, "12.35"), (0.23456, "0.2346"), (0.0123456, "0.01235"), (0.000123456, "1.235·10⁻⁴")):
        chart.set_values((Bar("W₁", value, "gradient"),), "norm", "")
        assert chart.bars.bars[0].told == told
        lengths.add(chart.bars._track(0).width())
    assert len(lengths) == 1
