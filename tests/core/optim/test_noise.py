"""Noise: its distribution, and that only the seed and the number of the step decide it."""

import math

import numpy as np
import pytest

import explorer
from explorer.core.optim import Runner, race
from explorer.core.optim.noise import gradient_noise

BOWL = explorer.parse("x^2 + y^2")
START = {"x": 1.0, "y": -2.0}


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 9])
def test_a_steps_noise_is_the_same_whatever_is_asked_for_with_it(size):
    whole = gradient_noise(7, 0, 50, size, 1.0)
    for first, count in ((0, 1), (13, 1), (10, 40), (49, 1)):
        assert np.array_equal(gradient_noise(7, first, count, size, 1.0), whole[first : first + count])
    assert np.array_equal(gradient_noise(7, 10**12, 1, size, 1.0), gradient_noise(7, 10**12 - 3, 9, size, 1.0)[3:4])


def test_it_is_normal_with_the_deviation_asked_for_and_no_memory():
    noise = gradient_noise(3, 0, 100_000, 3, 2.0)
    assert np.abs(noise.mean(axis=0)).max() < 0.03 and np.allclose(noise.std(axis=0), 2.0, rtol=0.01)
    below = np.mean(noise / 2.0 < 1.0)
    assert below == pytest.approx(0.5 * (1 + math.erf(1 / math.sqrt(2))), abs=3e-3)
    assert np.mean((noise / 2.0) ** 4) == pytest.approx(3.0, abs=0.1)
    assert np.abs(np.corrcoef(noise.T) - np.eye(3)).max() < 0.02
    assert abs(np.corrcoef(noise[1:, 0], noise[:-1, 0])[0, 1]) < 0.02
    assert abs(np.corrcoef(noise[:, 0], gradient_noise(4, 0, 100_000, 3, 2.0)[:, 0])[0, 1]) < 0.02


def test_plain_descent_adds_it_to_the_gradient():
    run = explorer.descend(BOWL, START, explorer.OPTIMIZERS["GD"](lr=0.1), steps=30, noise=0.5, seed=11)
    noise, position = gradient_noise(11, 0, 30, 2, 0.5), np.array([1.0, -2.0])
    for step in range(30):
        position = position - 0.1 * (2 * position + noise[step])
        assert np.allclose(run.points[step + 1], position, rtol=1e-12)
    assert np.allclose(run.losses, (run.points**2).sum(axis=1))


@pytest.mark.parametrize("name", ["Adam", "Newton", "LBFGS", "GradientFlow"])
def test_a_seed_decides_a_run_and_another_one_another(name):
    optimiser = explorer.OPTIMIZERS[name]()
    runs = [explorer.descend(BOWL, START, optimiser, steps=20, noise=0.3, seed=seed).points for seed in (1, 1, 2)]
    assert np.array_equal(runs[0], runs[1]) and not np.allclose(runs[0], runs[2])


def test_newtons_step_on_a_bowl_is_off_by_the_noise_over_the_curvature():
    run = explorer.descend(BOWL, START, explorer.OPTIMIZERS["Newton"](), steps=5, noise=0.3, seed=5)
    assert np.allclose(run.points[1:], -gradient_noise(5, 0, 5, 2, 0.3) / 2, rtol=1e-10)


def test_runners_of_a_race_with_one_seed_meet_the_same_noise():
    rate = explorer.OPTIMIZERS["GD"](lr=0.1)
    one, other = race(BOWL, [Runner(START, rate, None, 0.5, 3), Runner({"x": 0.0, "y": 0.0}, rate, None, 0.5, 3)], 25)
    assert np.allclose((one.points - other.points)[25], 0.8**25 * np.array([1.0, -2.0]))


@pytest.mark.parametrize(("noise", "seed"), [(-1.0, 0), (math.nan, 0), (math.inf, 0), (0.1, -1), (0.1, 2**63)])
def test_noise_that_makes_no_sense(noise, seed):
    with pytest.raises(ValueError, match=r"must be"):
        explorer.descend(BOWL, START, explorer.OPTIMIZERS["GD"](), noise=noise, seed=seed)


@pytest.mark.parametrize(("noise", "seed"), [("much", 0), (None, 0), (0.1, 0.5), (0.1, True)])
def test_noise_of_the_wrong_type(noise, seed):
    with pytest.raises(TypeError, match=r"must be"):
        explorer.descend(BOWL, START, explorer.OPTIMIZERS["GD"](), noise=noise, seed=seed)
