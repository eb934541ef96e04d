"""Trials of hyperparameters in the window: what is told and charted, what a click loads, and what asks for nothing."""

import math
from dataclasses import replace as changed

import numpy as np
import pytest
from msgspec.structs import replace

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.executor import Cancelled, CancelToken
from explorer.controller.learning.resolver import LearningResolver
from explorer.controller.learning.tuning_intents import has_trial, with_trial
from explorer.controller.problem import Resolver
from explorer.controller.run_request import RunRequest, compute_run
from explorer.controller.studies.study import StudyInput
from explorer.controller.studies.tuning import NO_ASIDE, NOT_LEARNED, compute_tuning, tuning_key
from explorer.controller.studies.tuning_plots import trial_at
from explorer.core.learn.network import Network
from explorer.core.learn.tuning_trials import Trial
from explorer.core.optim import OPTIMIZERS, descend
from explorer.model.document import Document, OptimiserSettings, RunSpec
from explorer.model.learn_settings import (
    DataSettings,
    FitSettings,
    GeneratorSettings,
    LearnSettings,
    NetworkSettings,
    TuningSettings,
)

RESOLVER = Resolver(core_mathematics().parse, LearningResolver())


def document_of(subject="model", validation=0.25, runs=(), optimiser="GD", fit=None, network=None, **tuning):
    generator = GeneratorSettings("line", 40, 0.5) if subject == "model" else GeneratorSettings("moons", 60, 0.1)
    learn = LearnSettings(
        DataSettings("generated", generator=generator, validation=validation),
        FitSettings() if fit is None else fit,
        NetworkSettings() if network is None else network,
        tuning=TuningSettings(**{"rates": (0.01, 0.1), "penalties": (0.0, 0.1), "steps": 30, **tuning}),
    )
    return Document(subject=subject, learn=learn, probe=(0.5, -1.0), runs=runs, optimiser=OptimiserSettings(optimiser))


def given_of(document):
    given = StudyInput(RESOLVER.resolve(document))
    sweep = replace(given.problem.studies.sweep, kind="tuning")
    studies = replace(given.problem.studies, sweep=sweep)
    return changed(given, problem=changed(given.problem, studies=studies))


def answer_of(document):
    return compute_tuning(given_of(document), CancelToken())


def test_trials_of_a_model_are_judged_without_their_penalty():
    document = document_of()
    answer, learned = answer_of(document), RESOLVER.resolve(document).learned
    assert len(answer.results) == 4 and answer.count == 4 and answer.part == 1.0 and answer.is_good
    assert [one.field for one in answer.varied] == ["rate", "penalty"]
    losses = [one.validation for one in answer.results]
    assert losses == sorted(losses) and answer.best is answer.results[0]
    aside = learned.used.validation
    for one in answer.results:
        model = replace(document.learn.fit, l2=one.trial.penalty)
        trained = RESOLVER.resolve(replace(document, learn=replace(document.learn, fit=model))).learned.loss
        run = descend(trained, {"b": 0.5, "w": -1.0}, OPTIMIZERS["GD"](lr=one.trial.rate), 30)
        b, w = run.points[one.best_step]
        assert one.validation == pytest.approx(np.mean((w * aside["x"] + b - aside["y"]) ** 2), rel=1e-9)


def test_a_network_is_trained_from_its_first_weights_with_weight_decay():
    answer = answer_of(document_of("network", optimiser="Adam", widths=(2, 5)))
    assert len(answer.results) == 8 and answer.is_classes
    one = next(r for r in answer.results if r.trial == Trial(0.1, 0, 5, 0.1))
    learned = RESOLVER.resolve(document_of("network")).learned
    used = learned.used
    parts = [(p.matrix(used.inputs), p[used.target][:, None]) for p in (used.training, used.validation)]
    network = Network([2, 5, 1], ["tanh", "sigmoid"], "cross-entropy")
    *_, training = network.train_chunks(
        *parts[0], OPTIMIZERS["Adam"](lr=0.1, weight_decay=0.1), 30, validation=parts[1]
    )
    assert one.validation == pytest.approx(training.validation_losses.min(), rel=1e-9)
    assert one.last == pytest.approx(training.validation_losses[-1], rel=1e-9)
    assert 0 <= one.accuracy <= 1


def test_the_map_has_a_cell_for_every_pair_and_a_click_finds_its_trial():
    answer = answer_of(document_of(penalties=(0.0, 0.01, 0.1)))
    (plot,) = answer.plots
    assert plot.image.shares.shape == (3, 2) and np.isfinite(plot.image.shares).all() and plot.clickable
    assert plot.image.shares.min() == 0.0 and [label for _, label in plot.bottom.ticks] == ["0.01", "0.1"]
    for one in answer.results:
        x, y = (0.01, 0.1).index(one.trial.rate), (0.0, 0.01, 0.1).index(one.trial.penalty)
        assert trial_at(answer.results, answer.varied, False, x + 0.3, y - 0.4) is one
    mark = plot.marks[-1]
    assert trial_at(answer.results, answer.varied, False, mark.x, mark.y) is answer.best


def test_random_trials_are_dots_with_the_colours_of_the_bar():
    answer = answer_of(document_of(search="random", trials=7, rates=(0.001, 0.3), penalties=(0.0, 0.001, 1.0)))
    (plot,) = answer.plots
    dots = [mark for mark in plot.marks if mark.shape == "disc"]
    assert len(answer.results) == 7 == len(dots) and plot.image.shares.size == 0
    assert min(mark.share for mark in dots) == 0.0 and max(mark.share for mark in dots) <= 1.0
    for mark in dots:
        assert plot.bottom.low < mark.x < plot.bottom.high and plot.left.low < mark.y < plot.left.high
        assert mark.x == pytest.approx(
            math.log10(trial_at(answer.results, answer.varied, True, mark.x, mark.y).trial.rate)
        )


def test_one_setting_alone_is_a_line_and_none_a_sentence():
    (plot,) = answer_of(document_of(penalties=())).plots
    assert [line.label for line in plot.lines] == ["training", "validation"] and plot.image is None
    (plot,) = answer_of(document_of(penalties=(), rates=())).plots
    assert "same settings" in plot.message


def test_loading_a_trial_trains_exactly_what_was_judged_and_asks_for_no_other_search():
    document = document_of()
    answer = answer_of(document)
    loaded = with_trial(document, answer.best.trial, None, {"b": 0.5, "w": -1.0})
    spec = loaded.runs[0]
    assert dict(spec.optimiser.hyperparameters)["lr"] == answer.best.trial.rate and spec.steps == 30
    assert loaded.learn.fit.l2 == answer.best.trial.penalty and has_trial(loaded, answer.best.trial, 0)
    assert not any(has_trial(loaded, one.trial, 0) for one in answer.results[1:])
    assert tuning_key(given_of(loaded)) == tuning_key(given_of(document))
    again = answer_of(loaded)
    assert [one.validation for one in again.results] == [one.validation for one in answer.results]


def test_loading_a_networks_trial_changes_its_shape_and_starts_at_its_first_weights():
    document = document_of("network", widths=(2, 5), batches=(0, 8), optimiser="Adam")
    document = replace(document, runs=(RunSpec((("w_111", 3.0),), OptimiserSettings("Adam", (("lr", 0.5),))),))
    before = tuning_key(given_of(document))
    loaded = with_trial(document, Trial(0.1, 8, 5, 0.01), 0)
    assert loaded.learn.network.hidden == (5,) and loaded.runs[0].batch == 8 == loaded.batch
    assert dict(loaded.runs[0].optimiser.hyperparameters) == {"lr": 0.1, "weight_decay": 0.01}
    assert loaded.runs[0].start == () and tuning_key(given_of(loaded)) == before


@pytest.mark.parametrize(
    "other",
    [
        {"steps": 31},
        {"rates": (0.01, 0.2)},
        {"fit": FitSettings("w*x")},
        {"optimiser": "Adam"},
        {"validation": 0.5},
    ],
)
def test_whatever_changes_a_trial_changes_the_key(other):
    assert tuning_key(given_of(document_of(**other))) != tuning_key(given_of(document_of()))


def test_what_an_optimiser_does_not_have_is_not_varied_and_told():
    answer = answer_of(document_of("network", optimiser="BFGS"))
    assert len(answer.results) == 2 and any("no weight decay" in note for note in answer.notes)
    assert {one.trial.penalty for one in answer.results} == {None}
    assert {one.trial.width for one in answer_of(document_of(widths=(2, 5))).results} == {None}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (document_of(validation=0.0), NO_ASIDE),
        (Document(), NOT_LEARNED),
        (document_of(rates=(0.0,)), "A learning rate must be a number above 0, not 0."),
        (document_of(rates=(1e9, 1e10)), "Every trial diverges"),
    ],
)
def test_what_cannot_be_searched_is_told_in_a_sentence(document, words):
    answer = answer_of(document)
    assert words in answer.state and not answer.is_good
    assert answer.needs_rows == (words == NO_ASIDE)


def test_a_search_is_published_on_its_way_and_can_be_stopped():
    seen = []

    class Stopping(CancelToken):
        def publish(self, answer):
            seen.append(answer)
            self.cancel()

    with pytest.raises(Cancelled):
        compute_tuning(given_of(document_of()), Stopping())
    assert len(seen) == 1 and 0 < seen[0].part < 1 and len(seen[0].results) == 1


@pytest.mark.parametrize("subject", ["model", "network"])
def test_a_loaded_trial_of_batches_comes_to_the_loss_it_was_judged_by(subject):
    document = document_of(subject, optimiser="Adam", batches=(8,), rates=(0.05,), penalties=(0.01,))
    (trial,) = answer_of(document).results
    problem = RESOLVER.resolve(with_trial(document, trial.trial, None, {"b": 0.5, "w": -1.0}))
    run = compute_run(RunRequest.of(problem, 0), core_mathematics().descend, CancelToken())
    learned = problem.learned
    aside, judge = learned.used.validation, learned.validation_objective
    if judge is None:
        judged = [np.mean((w * aside["x"] + b - aside["y"]) ** 2) for b, w in run.positions]
    else:
        judged = [judge.value_at(position) for position in run.positions]
    assert min(judged) == pytest.approx(trial.validation, rel=1e-9)
    assert int(np.argmin(judged)) == trial.best_step
