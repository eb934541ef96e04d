"""Every data set that ships loads whole, names its source, and is fitted by the model that comes with it."""

from __future__ import annotations

import pytest

from explorer.core.learn.loss import Loss, loss
from explorer.core.learn.minimum import minimize
from explorer.model.public_data import PublicData, public_data
from explorer.model.resources import resource_names


def fit_of(entry: PublicData) -> Loss:
    return loss(entry.model, entry.load(), entry.target, entry.kind)


def test_every_file_is_in_the_index() -> None:
    assert [entry.file for entry in public_data().values()] == sorted(
        resource_names("data", ".csv"), key=lambda name: list(public_data()).index(name.removesuffix(".csv"))
    )


@pytest.mark.parametrize("name", public_data())
def test_it_is_whole_and_fitted(name: str) -> None:
    entry = public_data()[name]
    data = entry.load()
    assert len(data) >= 14 and not data.notices and "Public domain" in entry.licence and entry.source
    fit = fit_of(entry)
    assert set(entry.start) == set(fit.variables)
    found = minimize(fit, entry.start)
    assert found.converged and found.unique
    assert found.value < 0.2 * fit(entry.start) or name == "o-rings"


def test_the_o_rings_give_the_published_logistic_fit() -> None:
    """Dalal, Fowlkes and Hoadley, Journal of the American Statistical Association 84 (1989): 15.043 − 0.2322 t."""
    entry = public_data()["o-rings"]
    found = minimize(fit_of(entry), entry.start)
    assert found.position == pytest.approx({"b": 15.0429, "w": -0.2322}, abs=5e-5)
