"""Every optimiser can be shown, moved and run from the window's rows."""

import numpy as np
import pytest

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.executor import CancelToken
from explorer.controller.optimiser_settings import keyword_value, settings_of
from explorer.core.function import parse
from explorer.core.optim import OPTIMIZERS
from explorer.model.document import OptimiserSettings, RunSpec

# Looking ahead needs momentum and no dampening, and c1 must lie below c2, as the optimisers say themselves.
TOGETHER = {"nesterov", "momentum", "dampening", "c1", "c2"}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rows_number_makes_an_optimiser(name):
    kind = OPTIMIZERS[name]
    rows = settings_of(OptimiserSettings(name), 0.25)
    assert next(row for row in rows if row.keyword == kind.rate).value == 0.25
    for row in rows:
        assert row.minimum <= row.value <= row.maximum and row.title and row.help and row.is_default
        for number in (row.minimum, row.value, row.maximum):
            keyword, value = keyword_value(OptimiserSettings(name), row.keyword, number)
            if keyword not in TOGETHER:
                assert keyword in kind(**{keyword: value}).values
            shown = settings_of(OptimiserSettings(name, ((keyword, value),)), None)
            assert next(one for one in shown if one.keyword == row.keyword).value == pytest.approx(number, abs=0.51)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimiser_descends_with_nothing_said(name):
    start = np.array([2.0, -1.0])
    descend = core_mathematics().descend
    spec = RunSpec((("x", 2.0), ("y", -1.0)), OptimiserSettings(name), 60)
    run, rate = descend(parse("x^2 + 3y^2"), start, spec, None, CancelToken())
    assert rate is not None and rate > 0 and run.losses[-1] < run.losses[0]


def test_limited_memory_shows_each_iteration():
    rows = {row.keyword: row for row in settings_of(OptimiserSettings("LBFGS"), None)}
    assert rows["max_iter"].value == 1 and rows["line_search_fn"].is_switch and rows["line_search_fn"].value == 1
    assert keyword_value(OptimiserSettings("LBFGS"), "history_size", 7.4) == ("history_size", 7.0)
