"""The search for hyperparameters against trainings and closed forms that know nothing of it."""

import math

import numpy as np
import pytest

from explorer.core.learn.dataset import DataSet
from explorer.core.learn.generators import generate
from explorer.core.learn.loss import loss
from explorer.core.learn.network import Network
from explorer.core.learn.network_measures import accuracy
from explorer.core.learn.network_objective import NetworkObjective
from explorer.core.learn.scaling import split
from explorer.core.learn.tuning import Contender, ranked, tune
from explorer.core.learn.tuning_trials import Trial, tuning_trials
from explorer.core.optim import OPTIMIZERS, descend


def finished(chunks):
    parts, results = [], []
    while True:
        try:
            part, result = next(chunks)
        except StopIteration as end:
            assert tuple(results) == end.value
            return parts, end.value
        parts.append(part)
        if result is not None:
            results.append(result)


# Which trials


def test_a_grid_has_every_combination_once():
    trials = tuning_trials("grid", (0.1, 0.01, 0.1), (0, 8), (), (0.0, 1.0))
    assert len(trials) == len(set(trials)) == 2 * 2 * 2
    assert {(one.rate, one.batch, one.penalty) for one in trials} == {
        (rate, batch, penalty) for rate in (0.1, 0.01) for batch in (0, 8) for penalty in (0.0, 1.0)
    }
    assert all(one.width is None for one in trials)
    assert tuning_trials("grid") == (Trial(),)


def test_random_rates_are_spread_evenly_over_the_decades():
    trials = tuning_trials("random", (1e-4, 1.0), (0, 4, 16), (2, 9), (0.0, 0.01, 1.0), trials=1000, seed=3)
    logarithms = np.log10([one.rate for one in trials])
    counts, _ = np.histogram(logarithms, bins=4, range=(-4, 0))
    assert counts.sum() == 1000 and (abs(counts - 250) < 5 * math.sqrt(250)).all()
    assert {one.batch for one in trials} == {0, 4, 16}
    assert {one.width for one in trials} == set(range(2, 10))
    zeros = sum(one.penalty == 0 for one in trials)
    assert abs(zeros - 1000 / 3) < 5 * math.sqrt(1000 / 3)
    assert min(one.penalty for one in trials if one.penalty) >= 0.01


def test_random_trials_are_decided_by_the_seed_and_more_of_them_begin_alike():
    few = tuning_trials("random", (0.001, 1.0), (), (), (0.0, 0.1), trials=5, seed=1)
    assert few == tuning_trials("random", (0.001, 1.0), (), (), (0.0, 0.1), trials=9, seed=1)[:5]
    assert few != tuning_trials("random", (0.001, 1.0), (), (), (0.0, 0.1), trials=5, seed=2)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"rates": (0.0,)}, "A learning rate must be a number above 0, not 0."),
        ({"penalties": (-1.0,)}, "A penalty must be a number from 0 on, not -1."),
        ({"rates": (math.nan,)}, "A learning rate must"),
        ({"rates": tuple(range(1, 64)), "batches": tuple(range(1, 20))}, "1,197 trials"),
        ({"search": "random", "trials": 0}, "0 trials"),
        ({"search": "best"}, "no search called 'best'"),
    ],
)
def test_trials_that_make_no_sense_are_refused_with_a_sentence(given, words):
    with pytest.raises(ValueError, match=words):
        tuning_trials(**given)


# Judging them


@pytest.fixture(scope="module")
def line():
    generator = np.random.default_rng(5)
    x = generator.normal(size=40)
    data = DataSet({"x": x, "y": 2 * x + 1 + 0.1 * generator.normal(size=40)})
    return split(data, 0.25, 1)


def line_contender(line, **settings):
    training, aside = line
    plain = loss("w*x + b", training, "y")
    penalty = settings.pop("penalty", 0.0)
    rate = settings.pop("rate", 0.1)
    kind = settings.pop("kind", "GD")
    return Contender(
        loss("w*x + b", training, "y", l2=penalty),
        np.zeros(2),
        OPTIMIZERS[kind](lr=rate) if kind != "BFGS" else OPTIMIZERS[kind](),
        len(training),
        plain,
        plain.on(aside),
        **settings,
    )


@pytest.mark.parametrize("kind", ["GD", "Adam", "BFGS"])
def test_a_trial_ends_where_the_same_descent_ends(line, kind):
    one = line_contender(line, kind=kind, penalty=0.01)
    _, (result,) = finished(tune([Trial()], lambda _: one, 30))
    run = descend(one.objective, {"b": 0.0, "w": 0.0}, one.optimizer, 30)
    judged = [one.validation.value_at(point) for point in run.points]
    assert result.validation == pytest.approx(min(judged), rel=1e-12)
    assert result.last == pytest.approx(judged[-1], rel=1e-12)
    assert result.best_step == int(np.argmin(judged)) and result.steps == len(run)
    assert result.training == pytest.approx(one.training.value_at(run.points[result.best_step]), rel=1e-12)


def test_a_penalty_draws_to_the_ridge_solution_and_is_not_part_of_the_judgement(line):
    training, aside = line
    one = line_contender(line, penalty=0.5, rate=0.2)
    _, (result,) = finished(tune([Trial()], lambda _: one, 400))
    matrix = np.column_stack((np.ones(len(training)), training["x"]))
    ridge = np.linalg.solve(
        matrix.T @ matrix / len(training) + 0.5 * np.eye(2), matrix.T @ training["y"] / len(training)
    )
    plain = np.mean((ridge[0] + ridge[1] * aside["x"] - aside["y"]) ** 2)
    assert result.last == pytest.approx(plain, rel=1e-9)


def test_batches_step_by_their_own_rows(line):
    one = line_contender(line, batch=7, seed=4, rate=0.05)
    _, (result,) = finished(tune([Trial()], lambda _: one, 25))
    position, training = np.zeros(2), line[0]
    for step in range(25):
        epoch, place = divmod(step, 5)
        rows = np.random.default_rng((4, epoch)).permutation(30)[7 * place : 7 * place + 7]
        error = position[0] + position[1] * training["x"][rows] - training["y"][rows]
        position = position - 0.05 * 2 * np.array([error.mean(), (error * training["x"][rows]).mean()])
    assert result.last == pytest.approx(one.validation.value_at(position), rel=1e-10)


def test_a_network_is_judged_as_its_own_training_does_it():
    training, aside = split(generate("moons", 60, 0.1, 2), 0.3, 0)
    network = Network([2, 4, 1], ["tanh", "sigmoid"], "cross-entropy", 1)
    first = network.parameters.copy()
    names = [name for name in training.names][:2]
    parts = [(part.matrix(names), part[training.names[-1]][:, None]) for part in (training, aside)]
    optimizer = OPTIMIZERS["Adam"](lr=0.05, weight_decay=0.01)
    objective, validation = (NetworkObjective(network, *part) for part in parts)

    def rightly(position):
        other = network.copy()
        other.parameters = position
        return accuracy(other, *parts[1])

    one = Contender(objective, first, optimizer, len(training), objective, validation, 16, seed=3, accuracy=rightly)
    _, (result,) = finished(tune([Trial()], lambda _: one, 40))
    trained = network.copy()
    *_, record = trained.train_chunks(*parts[0], optimizer, 40, 16, seed=3, validation=parts[1], record_path=True)
    assert result.validation == pytest.approx(record.validation_losses.min(), rel=1e-9)
    assert result.best_step == int(record.validation_losses.argmin())
    assert result.accuracy == rightly(record.path[result.best_step])


def test_what_diverges_or_cannot_begin_is_told_and_ranked_last(line):
    rates = [0.1, 1e200, -1.0, 0.3]
    parts, results = finished(tune([Trial(rate) for rate in rates], lambda t: line_contender(line, rate=t.rate), 50))
    assert parts[-1] == 1.0 and parts == sorted(parts)
    assert (
        results[1].outcome == "diverged"
        and math.isnan(results[1].validation)
        and "lower the learning rate" in results[1].reason
    )
    assert results[2].outcome == "not started" and "lr" in results[2].reason
    order = ranked(results)
    assert order[0].validation == min(one.validation for one in results if one.validation == one.validation)
    assert [one.number for one in order[-2:]] == [1, 2]


def test_a_search_stops_where_it_is_no_longer_asked(line):
    made = []

    def make(trial):
        made.append(trial)
        return line_contender(line)

    chunks = tune([Trial()] * 50, make, 100_000, seconds=0.001)
    part, result = next(chunks)
    assert 0 < part < 0.02 and result is None and len(made) == 1
    chunks.close()


def test_overfitting_is_seen_on_the_rows_set_aside():
    generator = np.random.default_rng(0)
    x = np.linspace(-1, 1, 8)
    training = DataSet({"x": x, "y": np.sign(generator.normal(size=8))})
    aside = DataSet({"x": x, "y": training["y"] * -1})
    plain = loss("a + b*x + c*x^2", training, "y")
    one = Contender(plain, np.zeros(3), OPTIMIZERS["GD"](lr=0.2), 8, plain, plain.on(aside))
    _, (result,) = finished(tune([Trial()], lambda _: one, 100))
    assert result.best_step == 0 and result.outcome == "no gain"
    assert result.training == pytest.approx(1.0)
