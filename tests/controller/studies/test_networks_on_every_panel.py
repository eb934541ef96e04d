"""What panels made for formulas say of a network's loss and of a model's: numbers, or one sentence."""

import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.studies.derivation import compute_derivation
from explorer.controller.studies.gradient_check import compute_check
from explorer.controller.studies.graph import compute_graph
from explorer.controller.studies.points import held_note
from tests.controller.studies.learn_givens import given_fit
from tests.controller.studies.network_givens import given_network


@pytest.mark.parametrize(
    ("studied", "called"), [(given_network, "A network’s loss has"), (given_fit, "A mean over rows has")]
)
def test_there_is_no_formula_to_derive_or_draw(studied, called):
    given = studied()
    assert compute_derivation(given, CancelToken()).message == f"{called} no short formula to derive."
    assert compute_graph(given, CancelToken()).message == f"{called} no short formula to draw as a graph."


@pytest.mark.parametrize("hidden", [(4,), (8, 8)])
def test_its_gradient_is_checked_against_differences(hidden):
    given = given_network(hidden=hidden)
    answer = compute_check(given, CancelToken())
    assert answer.message == ""
    assert [checked.row.name for checked in answer.partials[:2]] == list(given.axes)
    assert len(answer.partials) == 8
    slopes = [abs(checked.row.reverse) for checked in answer.partials[2:]]
    assert slopes == sorted(slopes, reverse=True)
    for checked in answer.partials:
        own, forward, central = checked.ways[1], checked.ways[2], checked.ways[3]
        assert (own.title, own.verdict) == ("reverse pass", "reference")
        assert forward.verdict == "unknown"
        assert central.verdict in ("agrees", "close")
    assert len(answer.plots) == 2


def test_what_is_held_is_told_shortly():
    note = held_note(given_network(hidden=(8, 8)))
    assert note.count("=") == 8 and "95 more" in note
