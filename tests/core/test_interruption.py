"""Checkpoints stop heavy landscapes within few of their steps."""

import threading

import numpy as np
import pytest

from explorer.core.interruption import checkpoint, interrupted_by
from explorer.core.learn.dataset import DataSet
from explorer.core.learn.loss import loss
from explorer.core.learn.network import Network
from explorer.core.learn.network_objective import NetworkObjective


class Stop(Exception):
    """Raised at a checkpoint."""


class Asked:
    """Stops at the third checkpoint."""

    count = 0

    def __call__(self):
        self.count += 1
        if self.count >= 3:
            raise Stop


def test_without_a_question_nothing_happens():
    checkpoint()


def test_another_thread_is_not_asked():
    asked = Asked()
    with interrupted_by(asked):
        thread = threading.Thread(target=checkpoint)
        thread.start()
        thread.join()
    checkpoint()
    assert asked.count == 0


@pytest.mark.parametrize("text", ["w*x + b", "σ(w*x + b)", "a*exp(-k*x)"])
def test_a_heavy_loss_stops(text):
    rng = np.random.default_rng(0)
    data = DataSet({"x": rng.normal(size=3000), "y": (rng.random(3000) > 0.5) * 1.0})
    made = loss(text, data, "y", "cross-entropy" if text.startswith("σ") else "absolute")
    asked = Asked()
    with pytest.raises(Stop), interrupted_by(asked):
        made.sample(made.variables, (-1.0, 1.0), (-1.0, 1.0), (32, 32), {})
    assert asked.count == 3


def test_a_heavy_network_stops():
    rng = np.random.default_rng(0)
    network = Network([2, 4, 1], ["tanh", "sigmoid"], "cross-entropy", 0)
    objective = NetworkObjective(network, rng.normal(size=(3000, 2)), (rng.random((3000, 1)) > 0.5) * 1.0)
    asked = Asked()
    with pytest.raises(Stop), interrupted_by(asked):
        objective.sample(("w_111", "w_112"), (-1.0, 1.0), (-1.0, 1.0), (32, 32), {})
    assert asked.count == 3
