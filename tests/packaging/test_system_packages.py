"""Missing system packages are installed where we may, and told with one command where we may not."""

from __future__ import annotations

import subprocess
import sys

import pytest
import system_packages
from system_packages import LIBRARIES, MissingPackages, ensure_system_packages, missing_packages


@pytest.fixture(autouse=True)
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")


class Machine:
    """A Debian machine on which libegl1 is missing; records what is run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, root: bool, sudo: bool = False, apt: bool = True) -> None:
        self.missing = ["libegl1"]
        self.commands: list[list[str]] = []
        self.apt_fails = False
        programs = {"apt-get": apt, "sudo": sudo}
        monkeypatch.setattr(system_packages, "missing_packages", lambda tests: list(self.missing))
        monkeypatch.setattr(system_packages, "_missing_optional", lambda: ["fonts-inter"])
        monkeypatch.setattr(system_packages.os, "geteuid", lambda: 0 if root else 1000, raising=False)
        monkeypatch.setattr(system_packages.shutil, "which", lambda name: name if programs.get(name) else None)
        monkeypatch.setattr(system_packages.subprocess, "run", self.run)

    def run(self, command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        if self.apt_fails and "update" in command:
            return subprocess.CompletedProcess(command, 100, "", "E: no network\n")
        if "install" in command:
            self.missing.clear()
        return subprocess.CompletedProcess(command, 0, "", "")


def test_what_does_not_load_is_missing_in_a_fixed_order() -> None:
    absent = {"libEGL.so.1", "libxcb-cursor.so.0"}
    found = missing_packages(tests=False, library_loads=lambda name: name not in absent)
    assert [name for name in found if name != "python3-venv"] == ["libxcb-cursor0", "libegl1"]


def test_the_tests_need_a_virtual_screen_too() -> None:
    found = missing_packages(tests=True, library_loads=lambda name: True, which=lambda name: None)
    assert found[-2:] == ["xvfb", "xauth"]
    assert "xvfb" not in missing_packages(tests=False, library_loads=lambda name: True, which=lambda name: None)


def test_all_that_the_window_needs_is_looked_for() -> None:
    assert len(LIBRARIES) == len(set(LIBRARIES.values())) == 10


def test_nothing_is_run_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, root=True)
    machine.missing.clear()
    ensure_system_packages(tests=True)
    assert machine.commands == []


def test_root_installs_what_is_missing_and_the_typeface(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, root=True)
    ensure_system_packages(tests=False)
    update, _offered, install = machine.commands
    assert update[:3] == ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"] and "update" in update
    assert install[-2:] == ["libegl1", "fonts-inter"]


def test_sudo_is_used_where_it_asks_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, root=False, sudo=True)
    ensure_system_packages(tests=False)
    assert machine.commands[0] == ["sudo", "-n", "true"]
    assert machine.commands[-1][:2] == ["sudo", "-n"]


def test_without_the_right_the_exact_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, root=False)
    with pytest.raises(MissingPackages, match=r"sudo apt-get update && sudo apt-get install -y libegl1$"):
        ensure_system_packages(tests=False)
    assert machine.commands == []


def test_a_system_without_apt_is_told_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(monkeypatch, root=True, apt=False)
    with pytest.raises(MissingPackages, match="Debian calls libegl1"):
        ensure_system_packages(tests=False)


def test_a_failing_apt_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine(monkeypatch, root=True)
    machine.apt_fails = True
    with pytest.raises(MissingPackages, match="E: no network") as caught:
        ensure_system_packages(tests=False)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_bring_their_libraries(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    machine = Machine(monkeypatch, root=False)
    monkeypatch.setattr(sys, "platform", platform)
    ensure_system_packages(tests=True)
    assert machine.commands == []
