"""The environment is made when it must be, left alone when it is good, and mended when it is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import environment
import pytest
from environment import Environment, environment_folder, prepare_environment


class Recorder:
    """Stands in for venv and pip: writes down what would be done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self.runs = False
        self.whole = True
        self.failures = 0
        monkeypatch.setattr(environment, "_create", self.create)
        monkeypatch.setattr(environment, "_install", self.install)
        monkeypatch.setattr(environment, "_runs", lambda made: self.runs)
        monkeypatch.setattr(environment, "_is_whole", lambda made: self.whole)

    def create(self, made: Environment) -> None:
        self.done.append("create")
        made.folder.mkdir(exist_ok=True)
        self.runs = True

    def install(self, made: Environment, root: Path, extras: list[str]) -> None:
        self.done.append(f"install {','.join(extras)}".strip())
        if self.failures:
            self.failures -= 1
            raise subprocess.CalledProcessError(1, "pip")

    def prepare(self, root: Path, *extras: str) -> list[str]:
        """What one call does."""
        self.done.clear()
        prepare_environment(extras, root)
        return list(self.done)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    return Recorder(monkeypatch)


def test_the_second_call_does_nothing(recorder: Recorder, checkout: Path) -> None:
    assert recorder.prepare(checkout) == ["create", "install"]
    assert recorder.prepare(checkout) == []


def test_more_extras_are_added_and_fewer_change_nothing(recorder: Recorder, checkout: Path) -> None:
    recorder.prepare(checkout)
    assert recorder.prepare(checkout, "test") == ["install test"]
    assert recorder.prepare(checkout, "package") == ["install package,test"]
    assert recorder.prepare(checkout) == []


def test_new_requirements_are_installed_into_the_same_environment(recorder: Recorder, checkout: Path) -> None:
    recorder.prepare(checkout, "test")
    (checkout / "pyproject.toml").write_text("[project]\nname = 'other'\n", encoding="utf-8")
    assert recorder.prepare(checkout, "test") == ["install test"]


def test_another_python_gets_another_environment(
    recorder: Recorder, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.prepare(checkout)
    monkeypatch.setattr(sys, "version", "3.99.0 (another)")
    recorder.runs = False
    assert recorder.prepare(checkout) == ["create", "install"]


def test_an_environment_with_something_missing_is_installed_again(recorder: Recorder, checkout: Path) -> None:
    recorder.prepare(checkout)
    recorder.whole = False
    assert recorder.prepare(checkout) == ["install"]


def test_an_environment_that_cannot_be_mended_is_made_anew(recorder: Recorder, checkout: Path) -> None:
    recorder.prepare(checkout)
    recorder.whole, recorder.failures = False, 1
    assert recorder.prepare(checkout) == ["install", "create", "install"]


def test_a_lasting_failure_is_told(recorder: Recorder, checkout: Path) -> None:
    recorder.failures = 2
    with pytest.raises(subprocess.CalledProcessError):
        recorder.prepare(checkout)
    assert recorder.prepare(checkout) == ["install"], "no stamp was left by the failure"


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"key": 3}', "\x00"])
def test_a_damaged_stamp_means_install(recorder: Recorder, checkout: Path, stamp: str) -> None:
    recorder.prepare(checkout)
    (environment_folder(checkout) / environment.STAMP).write_text(stamp, encoding="utf-8")
    assert recorder.prepare(checkout) == ["install"]


def test_the_environment_lives_in_the_checkout(checkout: Path) -> None:
    assert environment_folder(checkout) == checkout / ".venv"


def test_a_read_only_checkout_has_its_environment_in_the_user_s_cache(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment.os, "access", lambda path, mode: False)
    monkeypatch.setattr(environment, "_cache_folder", lambda: tmp_path / "cache")
    folder = environment_folder(checkout)
    assert folder.parent == tmp_path / "cache" / "gradient-explorer"
    assert folder != environment_folder(checkout / "another"), "two checkouts do not share one"


def test_a_broken_interpreter_is_seen(tmp_path: Path) -> None:
    assert not environment._runs(Environment(tmp_path / "nowhere"))


def test_this_very_environment_runs_and_is_whole() -> None:
    here = Environment(Path(sys.prefix))
    if sys.prefix == sys.base_prefix:
        pytest.skip("the tests run outside a virtual environment")
    assert environment._runs(here)
