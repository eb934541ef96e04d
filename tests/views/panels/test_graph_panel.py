"""The Graph panel: what it says at each step, and what it asks for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.controller.executor import CancelToken
from explorer.controller.results import Results
from explorer.controller.studies.graph import compute_graph
from explorer.model.document import Document, Studies
from explorer.model.view_state import ViewState
from explorer.views.panels.graph_panel import GraphPanel
from explorer.views.panels.panel import Shown
from explorer.views.theme import theme
from tests.controller.studies.givens import given_for

LARGE = "+".join(f"sin({k}x)cos({k}y)/{k}" for k in range(1, 40))


class Recorder:
    """Takes the place of the intents and of the window that answers them."""

    def __init__(self, qtbot, formula="x²y + 3xy³", probe=(1.0, 2.0)):
        self.formula, self.probe, self.view, self.studies = formula, probe, ViewState(), Studies()
        self.asked = []
        self.panel = GraphPanel()
        for widget in (self.panel.page, self.panel.stage):
            qtbot.addWidget(widget)
        self.panel.set_theme(theme("light"), 1.0)
        self.panel.wire(self, lambda _action: None)
        self.show()

    def show(self):
        given = given_for(self.formula, probe=self.probe, graph_opened=self.studies.graph_opened)
        answers = {"graph": compute_graph(given, CancelToken())} if self.formula else {}
        document = Document(formula=self.formula, probe=self.probe, studies=self.studies)
        self.shown = Shown(document, self.view, Results(answers=answers))
        self.panel.show(self.shown)

    def show_step(self, graph_step):
        self.view = ViewState(graph_step=graph_step)
        self.show()

    def change_study(self, label, graph_opened):
        self.asked.append(label)
        self.studies = Studies(graph_opened=graph_opened)
        self.show()

    def place_probe(self, x, y):
        self.probe = (x, y)
        self.show()


@pytest.fixture
def recorder(qtbot):
    return Recorder(qtbot)


def partials(panel):
    return [(formula.text, value.text()) for formula, value in panel.page._lines if formula.text]


def test_before_the_first_step_it_says_how_to_begin(recorder):
    page = recorder.panel.page
    assert page.bar.told == "step 0 of 15" and "Step forward" in page.sentence.text()
    assert partials(recorder.panel) == [("∂f/∂x = x̄", "not reached yet"), ("∂f/∂y = y\u0304", "not reached yet")]
    assert recorder.panel.subtitle(recorder.shown) == "5 operations"


def test_stepping_through_ends_at_the_gradient(recorder):
    page = recorder.panel.page
    formulas = []
    while page.bar.button("forward").isEnabled():
        page.bar.button("forward").click()
        formulas.append(page.formula.text)
    assert formulas[3] == "v₄ = 3·x·v₃" and formulas[8] == "x̄ = v̄₄·∂v₄/∂x"
    assert formulas[-1] == "∂f/∂x = 28, ∂f/∂y = 37"
    assert "same gradient as in Partials" in page.sentence.text()
    assert partials(recorder.panel) == [("∂f/∂x = x̄", "28"), ("∂f/∂y = y\u0304", "37")]


def test_a_partial_is_told_as_so_far_until_all_shares_have_come(recorder):
    recorder.show_step(9)
    assert partials(recorder.panel)[0] == ("∂f/∂x = x̄", "24 so far")
    recorder.show_step(14)
    assert partials(recorder.panel)[0] == ("∂f/∂x = x̄", "28")


def test_the_passes_are_one_click_away(recorder):
    page = recorder.panel.page
    page.passes.choice("backward").click()
    assert recorder.view.graph_step == 6 and page.title.text() == "The way back begins"
    page.passes.choice("forward").click()
    assert recorder.view.graph_step == 1


def test_a_click_on_a_node_goes_to_its_step(recorder):
    view = recorder.panel.view
    view.node_clicked.emit(5)
    assert recorder.view.graph_step == 4
    recorder.show_step(15)
    view.node_clicked.emit(0)
    assert recorder.view.graph_step == 14, "in the reverse pass: where its adjoint became complete"


def test_the_keyboard_steps(recorder):
    QTest.keyClick(recorder.panel.view, Qt.Key.Key_Right)
    assert recorder.view.graph_step == 1
    QTest.keyClick(recorder.panel.view, Qt.Key.Key_Left)
    QTest.keyClick(recorder.panel.view, Qt.Key.Key_Left)
    assert recorder.view.graph_step == 0


def test_playing_goes_on_to_the_end_and_then_begins_anew(recorder, qtbot):
    recorder.panel._player.setInterval(1)
    recorder.panel.page.bar.button("play").click()
    qtbot.waitUntil(lambda: not recorder.panel._player.isActive(), timeout=5000)
    assert recorder.view.graph_step == 15
    recorder.panel.page.bar.button("play").click()
    assert recorder.view.graph_step == 0 and recorder.panel._player.isActive()
    recorder.panel._player.play(False)


def test_numbers_follow_the_probe_and_the_step_stays(recorder):
    recorder.show_step(4)
    recorder.panel.page.probe_entered.emit(2.0, 1.0)
    assert recorder.panel.page.numbers.text == "= 3·2·1 = 6"
    assert recorder.panel.page.bar.told == "step 4 of 15"


def test_folds_open_and_close(qtbot):
    recorder = Recorder(qtbot, LARGE)
    assert "shown as" in recorder.panel.page.note.text()
    fold = next(node.identity for node in recorder.panel._answer.picture.graph.nodes if node.kind == "fold")
    recorder.panel.view.fold_toggled.emit(fold)
    assert recorder.studies.graph_opened == (fold,)
    recorder.panel.view.fold_toggled.emit(fold)
    assert recorder.studies.graph_opened == () and len(recorder.asked) == 2


def test_where_f_is_undefined_it_says_so(qtbot):
    recorder = Recorder(qtbot, "ln(-x² - 1) + y")
    recorder.show_step(99)
    assert "no gradient" in recorder.panel.page.sentence.text()
    assert [value for _, value in partials(recorder.panel)] == ["undefined", "undefined"]


def test_without_a_formula_a_sentence_says_what_to_do(recorder):
    recorder.formula = ""
    recorder.show()
    assert not recorder.panel.page.message.isHidden() and recorder.panel.page._body.isHidden()
    assert recorder.panel.subtitle(recorder.shown) == ""
