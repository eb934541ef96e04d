"""A loss whose rows are moved is the loss that would be made anew."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from explorer.controller.learning.resolver import LearningResolver
from explorer.core.learn.loss import loss
from explorer.model.data_store import DataStore
from explorer.model.document import Document
from explorer.model.learn_settings import MODEL, DataSettings, FitSettings


def _document(ref, **fit):
    document = Document()
    learn = replace(document.learn, data=DataSettings("table", "made", ref), fit=FitSettings(**fit))
    return replace(document, subject=MODEL, learn=learn)


@pytest.mark.parametrize("model", ["w*x + b", "a*exp(-k*x)"])
def test_moving_a_row_gives_the_same_loss_as_reading_it_anew(model):
    store, random = DataStore(), np.random.default_rng(4)
    rows = random.normal(size=(20, 2))
    resolver = LearningResolver(store)
    first = resolver.resolve(_document(store.add(rows, ("x", "y")), model=model)).loss
    moved = rows.copy()
    moved[3] = [0.5, -2.0]
    second = resolver.resolve(_document(store.add(moved, ("x", "y")), model=model)).loss
    assert first is not None and second is not None
    anew = loss(model, second.data, "y")
    at = random.normal(size=2)
    value, gradient = second.value_and_gradient(at)
    assert value == pytest.approx(anew.value_and_gradient(at)[0], rel=1e-12)
    assert gradient == pytest.approx(anew.value_and_gradient(at)[1], rel=1e-12)
    assert value != first.value_and_gradient(at)[0]


def test_another_model_or_other_columns_are_read_anew():
    store = DataStore()
    rows = np.random.default_rng(5).normal(size=(12, 2))
    resolver = LearningResolver(store)
    line = resolver.resolve(_document(store.add(rows, ("x", "y")), model="w*x + b")).loss
    curve = resolver.resolve(_document(store.add(rows, ("x", "y")), model="w*x**2 + b")).loss
    other = resolver.resolve(_document(store.add(rows + 1, ("u", "y")), model="w*x**2 + b")).loss
    assert line is not None and curve is not None and other is not None
    assert curve.text == "w*x**2 + b"
    assert "x" in other.variables  # no column is called x any more
