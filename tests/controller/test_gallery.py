"""Every entry of the gallery opens, fits its window, and its descent goes somewhere worth watching."""

import numpy as np
import pytest

import explorer
from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.model.document import Document
from explorer.model.gallery import gallery_entries
from explorer.model.store import Store

ENTRIES = gallery_entries()
ASKED = """
textbook bowl saddle monkey-saddle rosenbrock himmelblau beale rastrigin ackley peaks ripples ravine absolute pole
parameters
"""


def test_everything_asked_is_there():
    assert set(ASKED.split()) <= {entry.name for entry in ENTRIES} and len(ENTRIES) >= 15


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_it_opens_and_shows_something(entry):
    store = Store()
    executor = Executor(lambda work: work(), synchronous=True)
    engine = Engine(store, executor, core_mathematics())
    store.replace(engine.synchronised(entry.document(Document())))
    engine.start()
    results = engine.results
    assert results.problem is None and not results.failures and results.picture.message is None
    assert np.isfinite(results.picture.field.f).mean() > 0.3
    for run in results.runs:
        assert (
            run.outcome in ("converged", "diverged", "stalled", "left the domain", "out of steps")
            and len(run.points) > 2
        )
    executor.close()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_its_words(entry):
    assert entry.title and len(entry.note) > 20 and entry.optimiser in explorer.OPTIMIZERS
