"""The doctor's section: what is told, and what its buttons ask for."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt

from explorer.controller.results import Results
from explorer.controller.studies.doctor import DoctorAnswer
from explorer.core.optim.diagnosis import Change
from explorer.model.document import Document
from explorer.model.view_state import ViewState
from explorer.views.panels.doctor_section import DoctorSection
from explorer.views.panels.panel import Shown
from explorer.views.theme import theme

CHANGE = Change("Add momentum 0.9", "Momentum", (("lr", 0.1),))
ZIGZAG = DoctorAnswer(
    "", 1, "GD", "Zigzags across a ravine", "It turns.", "", "warning", 37, CHANGE, "Tried: it is at rest."
)


def shown(answer=None, computing=()):
    answers = {} if answer is None else {"doctor": answer}
    return Shown(Document(), ViewState(), Results(answers=answers, computing=frozenset(computing)))


@pytest.fixture
def section(qtbot):
    widget = DoctorSection()
    widget.set_theme(theme("light"), 1.0)
    qtbot.addWidget(widget)
    widget.resize(384, 700)
    widget.show()
    asked = []
    intents = SimpleNamespace(
        go_to_step=lambda step: asked.append(("go", step)), mend_run=lambda run, change: asked.append((run, change))
    )
    widget.wire(intents, lambda name: None)
    widget.asked = asked
    return widget


def test_diagnosis_and_buttons(section, qtbot):
    section.show_values(shown(ZIGZAG))
    assert (section.title.text(), section.sentence.text()) == ("Zigzags across a ravine", "It turns.")
    assert section.run.text() == "run 2, GD" and section.promise.text() == "Tried: it is at rest."
    assert (section.go.text(), section.mend.text()) == ("Go to step 37", "Add momentum 0.9")
    qtbot.mouseClick(section.go, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(section.mend, Qt.MouseButton.LeftButton)
    assert section.asked == [("go", 37.0), (1, CHANGE)]


def test_a_place_in_brackets_stays_on_the_button_and_a_reason_goes_below(section):
    for change, button, below in (
        (Change("Start at (1, 0.12)"), "Start at (1, 0.12)", "Tried."),
        (
            Change("Set the learning rate to 0.5", reason="half of 2/λ"),
            "Set the learning rate to 0.5",
            "That is half of 2/λ. Tried.",
        ),
    ):
        section.show_values(shown(DoctorAnswer(title="It", sentence="It.", change=change, promise="Tried.")))
        assert (section.mend.text(), section.promise.text()) == (button, below)


def test_nothing_to_mend_has_no_button(section):
    section.show_values(shown(DoctorAnswer(title="Converged at a minimum", sentence="Good.", tone="success")))
    assert section.card.isVisible()
    assert not section.mend.isVisible() and not section.go.isVisible() and not section.promise.isVisible()


def test_while_it_is_examined_the_old_suggestion_cannot_be_taken(section):
    section.show_values(shown(ZIGZAG, ("doctor",)))
    assert not section.mend.isEnabled()
    section.show_values(shown(ZIGZAG))
    assert section.mend.isEnabled()


def test_without_an_answer_a_sentence(section):
    section.show_values(shown())
    assert section.message.isVisible() and "Drop a ball" in section.message.text()
    section.show_values(shown(computing=("doctor",)))
    assert "examined" in section.message.text()
    section.show_values(shown(DoctorAnswer("GD could not begin.")))
    assert section.message.text() == "GD could not begin." and not section.card.isVisible()
