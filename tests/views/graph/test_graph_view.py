"""The drawing of a graph: what is painted, where clicks go, what stays in sight."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

import explorer
from explorer.controller.studies.graph import graph_picture
from explorer.core.graph import evaluate_graph, state_at, steps
from explorer.views.graph import GraphView
from explorer.views.graph.camera import FULL_DETAIL
from explorer.views.graph.words import FormulaText, formula_words
from explorer.views.theme import theme
from tests.views.pictures import near, pixels

LARGE = "+".join(f"sin({k}x)cos({k}y)/{k}" for k in range(1, 40))


class Stage:
    """A view of one formula's graph at one point."""

    def __init__(self, qtbot, text="x²y + 3xy³", x=1.0, y=2.0, name="light", scale=1.0, opened=frozenset()):
        function = explorer.parse(text)
        self.picture = graph_picture(function.root, function.variables, opened)
        self.graph = self.picture.graph
        self.evaluation = evaluate_graph(self.graph, {**function.parameters, "x": x, "y": y})
        self.steps = steps(self.graph, self.evaluation)
        self.view = GraphView()
        qtbot.addWidget(self.view)
        self.view.resize(900, 560)
        self.view.set_theme(theme(name), scale)
        self.give_graph()

    def give_graph(self):
        picture = self.picture
        self.view.set_graph(picture.graph, picture.layout, picture.labels, {"x": "x", "y": "y"})

    def go_unseen(self, step):
        count = step if step >= 0 else len(self.steps) + 1 + step
        self.view.set_state(state_at(self.graph, self.evaluation, self.steps, count), self.evaluation.slopes)

    def go(self, step):
        self.go_unseen(step)
        return pixels(self.view)

    def place(self, identity):
        return self.view.camera.pixel(self.picture.layout.positions[identity])

    def point(self, identity):
        return self.place(identity).toPoint()


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_way_back_is_drawn_in_the_gradients_colour_and_only_then(qtbot, name):
    stage = Stage(qtbot, name=name)
    colour = theme(name).gradient
    graph_only = slice(0, 500)
    assert near(stage.go(5)[graph_only], colour, 30).sum() == 0
    some, all_of_it = near(stage.go(9)[graph_only], colour, 60).sum(), near(stage.go(-1)[graph_only], colour, 60).sum()
    assert 200 < some < all_of_it


def test_inputs_have_the_colours_of_their_letters(qtbot):
    stage = Stage(qtbot)
    picture = stage.go(0)
    for identity, token in ((0, "x"), (1, "y")):
        place = stage.point(identity)
        around = picture[place.y() - 60 : place.y() + 30, max(place.x() - 60, 0) : place.x() + 60]
        assert near(around, getattr(theme("light"), token), 60).sum() > 40


def test_the_node_at_work_is_ringed(qtbot):
    stage = Stage(qtbot)
    before, after = stage.go(0), stage.go(4)
    place = stage.point(stage.steps[3].node)
    box = (slice(place.y() - 45, place.y() + 45), slice(place.x() - 60, place.x() + 60))
    text = theme("light").text
    assert near(after[box], text).sum() > near(before[box], text).sum() + 300


def test_a_click_tells_the_node_and_a_drag_moves_the_picture(qtbot):
    stage = Stage(qtbot)
    stage.go(0)
    clicked = []
    stage.view.node_clicked.connect(clicked.append)
    QTest.mouseClick(stage.view, Qt.MouseButton.LeftButton, pos=stage.point(4))
    assert clicked == [4]
    before = stage.place(4)
    QTest.mousePress(stage.view, Qt.MouseButton.LeftButton, pos=QPoint(450, 20))
    QTest.mouseMove(stage.view, QPoint(480, 60))
    QTest.mouseRelease(stage.view, Qt.MouseButton.LeftButton, pos=QPoint(480, 60))
    assert stage.place(4) - before == QPointF(30, 40) and clicked == [4]


def test_a_fold_asks_to_be_opened_and_an_opened_node_to_be_closed(qtbot):
    stage = Stage(qtbot, LARGE)
    fold = next(node for node in stage.graph.nodes if node.kind == "fold")
    stage.go(next(i + 1 for i, step in enumerate(stage.steps) if step.node == fold.identity))
    asked = []
    stage.view.fold_toggled.connect(asked.append)
    QTest.mouseClick(stage.view, Qt.MouseButton.LeftButton, pos=stage.point(fold.identity))
    assert asked == [fold.identity]
    wider = Stage(qtbot, LARGE, opened=frozenset([fold.identity]))
    wider.go(next(i + 1 for i, step in enumerate(wider.steps) if step.node == fold.identity))
    clicked = []
    wider.view.node_clicked.connect(clicked.append)
    wider.view.fold_toggled.connect(asked.append)
    QTest.mouseClick(wider.view, Qt.MouseButton.LeftButton, pos=wider.point(fold.identity))
    assert clicked == [fold.identity] and len(asked) == 1
    look = wider.view._look()
    badge = look.badge(look.node_box(wider.view._scene, wider.graph.by_identity[fold.identity]))
    QTest.mouseClick(wider.view, Qt.MouseButton.LeftButton, pos=badge.center().toPoint())
    assert asked == [fold.identity] * 2


def test_every_step_of_a_large_graph_is_in_sight(qtbot):
    stage = Stage(qtbot, LARGE)
    for count, step in enumerate(stage.steps[:-1]):
        stage.go_unseen(count + 1)
        assert stage.view.rect().contains(stage.point(step.node))


def test_words_are_readable_from_the_start_and_the_whole_is_one_key_away(qtbot):
    stage = Stage(qtbot, LARGE)
    stage.go(0)
    assert stage.view.camera.zoom == pytest.approx(FULL_DETAIL)
    QTest.keyClick(stage.view, Qt.Key.Key_Home)
    assert stage.view.camera.zoom < FULL_DETAIL
    assert all(stage.view.rect().contains(stage.point(node.identity)) for node in stage.graph.nodes)
    QTest.keyClick(stage.view, Qt.Key.Key_Home)
    assert stage.view.camera.zoom == pytest.approx(FULL_DETAIL)


def test_the_text_scale_enlarges_what_is_drawn(qtbot):
    stage = Stage(qtbot, LARGE, scale=1.5)
    stage.go(0)
    assert stage.view.camera.zoom == pytest.approx(1.5 * FULL_DETAIL)


def test_zooming_keeps_what_is_under_the_pointer(qtbot):
    stage = Stage(qtbot)
    stage.go(0)
    QTest.keyClick(stage.view, Qt.Key.Key_Minus)
    middle = stage.view._area().center()
    before = stage.view.camera
    point = ((middle.x() - before.left) / before.zoom, (middle.y() - before.top) / before.zoom)
    QTest.keyClick(stage.view, Qt.Key.Key_Plus)
    assert stage.view.camera.zoom == pytest.approx(before.zoom * 1.2)
    assert (stage.view.camera.pixel(point) - middle).manhattanLength() < 1e-6


def test_arrow_keys_ask_for_steps(qtbot):
    stage = Stage(qtbot)
    asked = []
    stage.view.step_asked.connect(asked.append)
    QTest.keyClick(stage.view, Qt.Key.Key_Right)
    QTest.keyClick(stage.view, Qt.Key.Key_Left)
    assert asked == [1, -1]


def test_another_formula_starts_in_its_own_place(qtbot):
    stage = Stage(qtbot, LARGE)
    stage.go(0)
    stage.view.show_whole()
    stage.picture = graph_picture(explorer.parse("x²y").root, ("x", "y"), frozenset())
    stage.give_graph()
    assert stage.view.camera.zoom >= FULL_DETAIL


def test_without_a_graph_a_sentence_says_what_to_do(qtbot):
    view = GraphView()
    qtbot.addWidget(view)
    view.resize(600, 300)
    blank = pixels(view)
    assert near(blank, theme("light").text2, 120).sum() > 100
    view.set_message("The graph is not there.")
    assert (pixels(view) != blank).any()


def test_names_are_slanted_and_words_upright():
    assert formula_words("v₄ = sin(x)·3") == "𝑣₄ = sin(𝑥)·3"
    assert formula_words("w_rate") == "𝑤_rate"


def test_a_long_formula_breaks_at_its_spaces(qtbot):
    line = FormulaText(18)
    qtbot.addWidget(line)
    line.set_formula("∂f/∂x = 28, ∂f/∂y = 37")
    assert line.heightForWidth(2000) < line.heightForWidth(100)
    assert line.text == "∂f/∂x = 28, ∂f/∂y = 37"
    line.set_formula("")
    assert line.isHidden()
