"""Every text of the corpus has its value, and what we print of it reads back to the same value."""

import json
from pathlib import Path

import pytest

import explorer

CASES = [
    json.loads(line) for line in (Path(__file__).parent / "notations.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_value(case):
    point = {**case["vars"], **case["params"]}
    assert explorer.parse(case["text"])(point) == pytest.approx(case["value"], rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("form", ["text", "latex"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_is_printed_reads_back(case, form):
    point = {**case["vars"], **case["params"]}
    printed = getattr(explorer.parse(case["text"]), form)
    assert explorer.parse(printed)(point) == pytest.approx(case["value"], rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_the_names_are_those_of_the_corpus(case):
    function = explorer.parse(case["text"])
    assert set(case["params"]) <= set(function.names) <= {*case["params"], *case["vars"]}
