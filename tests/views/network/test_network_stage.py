"""The stage's head: which pass, which sample, which numbers; and the card that works one of them out."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.core.learn.network_trace import step_places
from explorer.model.view_state import ViewState
from explorer.views.network.stage import NetworkStage
from explorer.views.panels.edge_card import TITLES, EdgeCard
from explorer.views.theme import theme
from tests.views.network.test_diagram_view import answer


class Asked:
    """What a stage asked for."""

    def __init__(self):
        self.steps = []

    def show_step(self, **fields):
        self.steps.append(fields)

    @property
    def last(self):
        return self.steps[-1]


def shown(told, failure="", **view):
    return SimpleNamespace(answer=lambda _name: told, failure=lambda _name: failure, view=ViewState(**view))


@pytest.fixture
def asked():
    return Asked()


@pytest.fixture
def stage(qtbot, asked):
    made = NetworkStage()
    qtbot.addWidget(made)
    made.resize(700, 520)
    made.set_theme(theme("light"), 1.0)
    made.wire(asked, lambda _action: None)
    made.show_values(shown(answer()))
    return made


@pytest.fixture
def card(qtbot):
    made = EdgeCard()
    qtbot.addWidget(made)
    made.resize(384, 300)
    made.set_theme(theme("light"), 1.0)
    return made


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("name", "step", "numbers"), [("forward", 10, "weights"), ("loss", 11, "none"), ("backward", -1, "gradients")]
)
def test_a_pass_is_chosen_and_shown_with_its_numbers(stage, asked, name, step, numbers):
    click(stage.passes.choice(name))
    assert asked.last == {"pass_step": step, "edge_numbers": ""}
    stage.show_values(shown(answer(step=step)))
    assert stage.passes.choice(name).isChecked()
    assert stage.numbers.choice(numbers).isChecked()
    assert stage.view.scene.numbers == numbers


def test_other_numbers_may_stand_on_the_edges(stage, asked):
    click(stage.numbers.choice("weights"))
    assert asked.last == {"edge_numbers": "weights"}
    stage.show_values(shown(answer(), edge_numbers="weights"))
    assert stage.view.scene.numbers == "weights"


def test_the_sample_goes_around_and_gives_way_to_the_batch(stage, asked):
    stage.show_values(shown(answer(sample=19)))
    assert (stage.samples.number.text(), stage.samples.total.text()) == ("20", "of 20")
    click(stage.samples.forward)
    assert asked.last == {"sample": 0}
    click(stage.samples.kinds.choice("batch"))
    assert asked.last == {"sample": -1}
    stage.show_values(shown(answer(sample=-1)))
    assert not stage.samples.forward.isEnabled()
    assert stage.words() == ", mean of 20 samples"
    click(stage.samples.kinds.choice("sample"))
    assert asked.last == {"sample": 19}
    stage.samples.number.setText("7")
    stage.samples.number.value_entered.emit(7.0)
    assert asked.last == {"sample": 6}


def test_stepping_and_choosing(stage, asked):
    click(stage.bar.button("back"))
    assert asked.last == {"pass_step": len(step_places((2, 4, 1))) - 1, "edge_numbers": ""}
    stage.view.edge_chosen.emit(1, 2, 2)
    assert asked.last == {"edge": "b_13", "pass_step": -1}
    assert stage.view.scene.chosen == (1, 0, 0)
    stage.show_values(shown(answer(step=5)))
    assert stage.view.scene.chosen is None  # the step at work stands out alone


def test_a_neuron_leads_to_its_step_of_the_pass_that_is_shown(stage, asked):
    places = step_places((2, 4, 1))
    stage.view.neuron_chosen.emit(1, 2)
    place = places[asked.last["pass_step"] - 1]
    assert (place.kind, place.layer, place.neuron) == ("delta", 1, 3)
    stage.show_values(shown(answer(step=10)))
    stage.view.neuron_chosen.emit(2, 0)
    place = places[asked.last["pass_step"] - 1]
    assert (place.kind, place.layer, place.neuron) == ("activation", 2, 1)
    count = len(asked.steps)
    stage.view.neuron_chosen.emit(0, 1)
    assert len(asked.steps) == count


def test_nothing_to_show(stage):
    stage.show_values(shown(None, "It failed."))
    assert stage.view.scene is None
    assert not stage.bar.button("forward").isEnabled()
    assert stage.words() == ""


def test_a_narrow_stage_puts_its_head_in_more_rows(stage):
    wide = stage.view.geometry().top()
    stage.resize(360, 520)
    stage.grab()
    assert stage.view.geometry().top() > wide
    assert stage.numbers.geometry().right() <= 360


@pytest.mark.parametrize("place", step_places((2, 2, 1)), ids=lambda place: f"{place.kind}{place.layer}{place.neuron}")
def test_every_step_has_title_formula_and_value(card, place):
    told = answer(sizes=(2, 2, 1), step=step_places((2, 2, 1)).index(place) + 1)
    card.show_values(shown(told))
    assert card.title.text() == TITLES[place.kind]
    assert card.formula.picture is not None or card.formula.isVisibleTo(card)
    assert card.numbers.isVisibleTo(card)
    assert card.result.text()
    assert card.before.isVisibleTo(card) == ("slope" in place.kind)


def test_the_batchs_gradient_is_told_as_a_mean(card):
    card.show_values(shown(answer(sample=-1)))
    assert card.place.text() == "Mean of 20 samples, edge x₁ → h₁"
    assert not card.numbers.isVisibleTo(card)
    card.show_values(shown(answer(sample=2)))
    assert card.place.text() == "This sample, edge x₁ → h₁"
    assert card.foot.text().endswith("is the mean of 20 of these.")
    assert card.numbers.isVisibleTo(card)


def test_the_card_says_why_there_is_nothing(card):
    card.show_values(shown(None, "There are no data."))
    assert card.message.text() == "There are no data."
    assert not card.card.isVisibleTo(card)
