"""The one file that starts everything: its commands, its exit codes, the Python that it asks for."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import run
import stages
from environment import ROOT, Environment
from stages import combined_exit_code

SCRIPTS = sorted((ROOT / "packaging").glob("*.py"))
STARTS_FIRST = ("run.py", "environment.py", "stages.py", "system_packages.py")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """What run.main would do, without doing it."""
    made: list[tuple[str, object]] = []

    def ready(extras: tuple[str, ...], *, tests: bool) -> Environment:
        made.append(("ready", (extras, tests)))
        return Environment(Path("somewhere"))

    monkeypatch.setattr(run, "ready", ready)
    for name in ("open_window", "test", "check", "benchmark", "build"):
        monkeypatch.setattr(stages, name, lambda env, *rest, name=name: made.append((name, rest)) or 0)
    return made


@pytest.mark.parametrize(
    ("arguments", "extras", "tests", "stage", "rest"),
    [
        ([], (), False, "open_window", ([],)),
        (["x² + y²", "--theme", "dark"], (), False, "open_window", (["x² + y²", "--theme", "dark"],)),
        (["test"], ("test",), True, "test", ([],)),
        (["test", "-x", "tests/core"], ("test",), True, "test", (["-x", "tests/core"],)),
        (["check"], ("test",), False, "check", ()),
        (["benchmark"], ("test",), True, "benchmark", ([],)),
        (["build"], ("package", "test"), True, "build", ()),
    ],
)
def test_each_command_makes_what_it_needs_and_runs(calls, arguments, extras, tests, stage, rest) -> None:
    assert run.main(arguments) == 0
    assert calls == [("ready", (extras, tests)), (stage, rest)]


def test_help_makes_nothing(calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["help"]) == 0
    assert not calls
    assert "packaging/run.py test" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("codes", "combined"), [((0, 0), 0), ((0, 5), 0), ((5, 0), 0), ((5, 5), 5), ((1, 0), 1), ((0, 2), 2), ((3, 1), 3)]
)
def test_a_part_with_nothing_to_run_is_no_failure(codes: tuple[int, ...], combined: int) -> None:
    assert combined_exit_code(*codes) == combined


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Xvfb is how Linux makes a screen")
def test_every_part_is_run_and_opengl_has_a_screen_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = {}

    def call(command, cwd, env, stdout, stderr):
        seen[command[command.index("-m", command.index("pytest")) + 1], env.get("GRADIENT_EXPLORER_TESTS")] = (
            command,
            env,
        )
        if stdout is not None:
            stdout.write(b"3 passed\n")
        return 0

    monkeypatch.setattr(stages.subprocess, "call", call)
    monkeypatch.setitem(os.environ, "QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delitem(os.environ, "GRADIENT_EXPLORER_TESTS", raising=False)  # this test runs in a part itself
    assert stages.test(Environment(Path("somewhere")), ["-x"]) == 0
    assert seen.keys() == {("not gl", "lower"), ("not gl", "upper"), ("gl", None)}
    assert all(command[-1] == "-x" for command, _ in seen.values())
    assert seen["not gl", "lower"][1]["GRADIENT_EXPLORER_WITHOUT_QT"] == "1"
    drawn, drawn_env = seen["gl", None]
    assert drawn[0] == "xvfb-run"
    assert (drawn_env["QT_QPA_PLATFORM"], drawn_env["GRADIENT_EXPLORER_SCREEN"]) == ("xcb", "required")
    assert capsys.readouterr().out.rstrip().endswith("3 passed")


@pytest.mark.parametrize("script", STARTS_FIRST)
def test_an_older_python_can_read_these_files(script: str) -> None:
    ast.parse((ROOT / "packaging" / script).read_text(encoding="utf-8"), feature_version=(3, 9))


@pytest.mark.parametrize("script", STARTS_FIRST)
def test_only_the_standard_library_is_needed_to_start(script: str) -> None:
    own = {path.stem for path in SCRIPTS}
    for node in ast.walk(ast.parse((ROOT / "packaging" / script).read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert all(name.split(".")[0] in sys.stdlib_module_names | own for name in names), names


def test_the_version_that_is_asked_for_is_the_project_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"
    assert "sys.version_info < (3, 11)" in (ROOT / "packaging" / "run.py").read_text(encoding="utf-8")


def test_the_readme_names_both_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 packaging/run.py " in readme and "python3 packaging/run.py test" in readme


def test_help_works_without_any_environment_and_from_anywhere(tmp_path: Path) -> None:
    command = [sys.executable, "-S", str(ROOT / "packaging" / "run.py"), "help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "packaging/run.py test" in done.stdout
