"""The diagram as it is painted, pointed at and walked through."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from explorer.controller.studies.network_pass import network_pass
from explorer.core.learn.network import Network
from explorer.views.network import DiagramView
from explorer.views.network.scene import GRADIENTS, NONE, WEIGHTS, DiagramScene, short_number
from explorer.views.theme import theme
from tests.views.pictures import near, pixels


def answer(sizes=(2, 4, 1), sample=3, step=-1, seed=4, loss="cross-entropy"):
    random = np.random.default_rng(3)
    network = Network(sizes, "tanh", loss, seed=seed)
    samples = random.normal(size=(20, sizes[0]))
    targets = np.repeat((samples.sum(axis=1, keepdims=True) > 0).astype(float), sizes[-1], axis=1)
    return network_pass(network, samples, targets, (sample, step, ""), tuple(f"x_{k + 1}" for k in range(sizes[0])))


def scene(numbers=GRADIENTS, **asked):
    told = answer(**asked)
    return DiagramScene(told.picture, told.reached, numbers)


@pytest.fixture
def make_view(qtbot):
    def make(numbers=GRADIENTS, chosen=(1, 0, 0), name="light", scale=1.0, **asked):
        view = DiagramView()
        qtbot.addWidget(view)
        view.resize(620, 420)
        view.set_theme(theme(name), scale)
        told = answer(**asked)
        view.set_network(told.picture, told.reached, numbers, chosen)
        return view

    return make


def in_view(view, point):
    return (QPointF(*point) + view.origin()).toPoint()


def test_numbers_on_edges_are_the_gradients_times_the_scale():
    shown = scene()
    for layer, slopes in enumerate(shown.picture.weight_slopes, 1):
        for neuron, origin in np.ndindex(slopes.shape):
            text = shown.text((layer, neuron, origin)).replace("−", "-")
            wanted = slopes[neuron, origin] * 10.0**shown.exponent
            assert float(text) == pytest.approx(wanted, rel=0.006, abs=0.006)
    for layer, slopes in enumerate(shown.picture.bias_slopes, 1):
        for neuron, wanted in enumerate(slopes):
            text = shown.text((layer, neuron, shown.sizes[layer - 1])).replace("−", "-")
            assert float(text) == pytest.approx(wanted * 10.0**shown.exponent, rel=0.006, abs=0.006)
    every = np.concatenate([slopes.ravel() for slopes in shown.slopes])
    edge = shown.largest_slope
    assert abs(shown.slopes[edge[0] - 1][edge[1], edge[2]]) == np.abs(every).max()
    assert 1 <= np.abs(every).max() * 10.0**shown.exponent < 1000


def test_weights_stand_there_going_forward_and_nothing_where_nothing_is_wanted():
    told = scene(WEIGHTS, step=3)
    assert float(told.text((1, 2, 1)).replace("−", "-")) == pytest.approx(told.picture.weights[0][2, 1], abs=0.006)
    assert scene(NONE).text((1, 0, 0)) == ""
    assert scene(GRADIENTS, step=3).text((1, 0, 0)) == ""  # not found yet


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0001, "0.00"),
        (-0.034, "−0.03"),
        (12.06, "12.1"),
        (-376.2, "−376"),
        (4567.0, "10³"),
        (9.999, "10.0"),
    ],
)
def test_short_numbers(value, text):
    assert short_number(value) == text


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_gradients_colour_comes_with_the_way_back(make_view, name):
    colour = theme(name).gradient
    forward = near(pixels(make_view(WEIGHTS, None, name, step=10))[40:360], colour, 40).sum()
    backward = near(pixels(make_view(GRADIENTS, None, name))[40:360], colour, 40).sum()
    assert forward == 0
    assert backward > 1000


def test_values_fill_the_neurons_only_once_they_are_found(make_view):
    before, after = make_view(WEIGHTS, None, step=1), make_view(WEIGHTS, None)
    x, y = before.geometry_shown().node(1, 0)
    place = in_view(before, (x, y + 0.6 * before.geometry_shown().radius(1)))
    canvas = [int(theme("light").canvas[k : k + 2], 16) for k in (1, 3, 5)]
    assert pixels(before)[place.y(), place.x()].tolist() == canvas
    assert pixels(after)[place.y(), place.x()].tolist() != canvas


@pytest.mark.parametrize("sizes", [(2, 4, 1), (1, 8, 1), (3, 5, 4, 1), (2, 2, 2), (2, 16, 16, 16, 16, 1), (40, 3, 1)])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_networks_of_every_size_are_painted_at_every_step(make_view, sizes, scale):
    for step in (0, 1, 5, -1):
        view = make_view(sizes=sizes, scale=scale, step=step)
        assert np.unique(pixels(view).reshape(-1, 3), axis=0).shape[0] > 20


def test_a_click_on_a_number_chooses_its_weight(make_view, qtbot):
    view = make_view()
    edge, centre = list(view.geometry_shown().places.centres.items())[5]
    with qtbot.waitSignal(view.edge_chosen) as caught:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=in_view(view, centre))
    assert tuple(caught.args) == edge
    x0, y0, x1, y1 = view.geometry_shown().ends((1, 3, 1))
    with qtbot.waitSignal(view.edge_chosen) as caught:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=in_view(view, (x0 + (x1 - x0) / 4, y0 + (y1 - y0) / 4)))
    assert tuple(caught.args) == (1, 3, 1)
    with qtbot.waitSignal(view.neuron_chosen) as caught:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=in_view(view, view.geometry_shown().node(1, 3)))
    assert tuple(caught.args) == (1, 3)


def test_what_is_under_the_pointer_is_told(make_view):
    view = make_view()
    QTest.mouseMove(view, in_view(view, view.geometry_shown().node(1, 2)))
    view._hover(*(view.neuron_at(QPointF(in_view(view, view.geometry_shown().node(1, 2)))), None))
    assert view.scene.facts().startswith("z₁₃ = ")
    assert "δ₁₃ = " in view.scene.facts()
    view._hover(None, (2, 0, 1))
    assert view.scene.facts().startswith("w₂₁₂ = ")
    assert "∂L/∂w₂₁₂ = " in view.scene.facts()
    view._hover(None, None)
    assert view.scene.facts() == ""


def test_arrows_walk_through_weights_and_steps(make_view, qtbot):
    view = make_view(chosen=(1, 0, 1))
    with qtbot.waitSignal(view.edge_chosen) as caught:
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert tuple(caught.args) == (1, 0, 2)
    with qtbot.waitSignal(view.step_asked) as caught:
        QTest.keyClick(view, Qt.Key.Key_Left)
    assert caught.args == [-1]


def test_zooming_makes_room_for_more_numbers_and_home_shows_the_whole(make_view):
    view = make_view(sizes=(2, 8, 8, 1))
    before = len(view.geometry_shown().places.centres)
    place = QPointF(view.rect().center())
    under = place - view.origin()
    view.zoom_by(3.0, place)
    assert len(view.geometry_shown().places.centres) > before
    moved = place - view.origin()
    assert moved.x() / 3.0 == pytest.approx(under.x(), abs=1.0)  # the point under the pointer stays there
    assert moved.y() / 3.0 == pytest.approx(under.y(), abs=1.0)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    QTest.mouseMove(view, QPoint(260, 190))
    QTest.mouseMove(view, QPoint(200, 150))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert (place - view.origin()).x() > moved.x()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.zoom == 1.0


def test_a_sentence_stands_where_there_is_no_network(make_view):
    view = make_view()
    view.set_network(None, None)
    view.set_message("")
    assert view.edge_at(QPointF(100, 100)) is None
    assert near(pixels(view), theme("light").text2, 60).sum() > 50
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.scene is None
