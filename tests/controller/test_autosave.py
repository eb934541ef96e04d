"""Unsaved work outlives a crash; recent files outlive the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.controller.autosave import Autosave, lost_work, state_folder
from explorer.controller.recent import load_recent, save_recent
from explorer.model.document import Document
from explorer.model.view_state import ViewState

WORK = Document(formula="x^2 + unsaved")


class Clock:
    """Collects what is to be done later."""

    def __init__(self):
        self.due = []

    def __call__(self, seconds, work):
        assert seconds == 2.0
        entry = [work]
        self.due.append(entry)
        return entry.clear

    def pass_two_seconds(self):
        for entry in self.due:
            for work in entry:
                work()
        self.due.clear()


def dead_process():
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_two_seconds_after_the_last_change(tmp_path):
    clock = Clock()
    autosave = Autosave(tmp_path, clock)
    autosave.changed(Document(formula="x"), ViewState(), True)
    autosave.changed(WORK, ViewState(), True)
    assert not autosave.path.exists()
    clock.pass_two_seconds()
    assert autosave.path.exists() and len(list(tmp_path.iterdir())) == 1


def test_a_running_program_is_not_robbed_and_a_clean_end_leaves_nothing(tmp_path):
    autosave = Autosave(tmp_path, Clock())
    autosave.changed(WORK, ViewState(), True)
    autosave.flush()
    assert lost_work(tmp_path) == []
    autosave.close()
    assert list(tmp_path.iterdir()) == []


def test_saved_work_needs_no_copy(tmp_path):
    autosave = Autosave(tmp_path, Clock())
    autosave.changed(WORK, ViewState(), True)
    autosave.flush()
    autosave.changed(WORK, ViewState(), False)
    assert not autosave.path.exists()


def test_what_a_crash_left_is_found(tmp_path):
    autosave = Autosave(tmp_path, Clock())
    autosave.changed(WORK, ViewState(theme="dark"), True)
    autosave.flush()
    left = tmp_path / f"autosave-{dead_process()}.gradx"
    os.rename(autosave.path, left)
    (lost,) = lost_work(tmp_path)
    assert lost.session.document == WORK and lost.session.view.theme == "dark"
    lost.discard()
    assert lost_work(tmp_path) == []


def test_a_broken_copy_is_put_away(tmp_path):
    (tmp_path / f"autosave-{dead_process()}.gradx").write_bytes(b"not a session")
    assert lost_work(tmp_path) == [] and list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_once(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    told = []
    autosave = Autosave(blocked / "folder", Clock(), told.append)
    for _ in range(3):
        autosave.changed(WORK, ViewState(), True)
        try:
            autosave.flush()
        except OSError:
            pytest.fail("a failing autosave must not reach the user's work")
    assert len(told) == 1


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_STATE_HOME": "/s"}, "/s/gradient-explorer"),
        ("linux", {"HOME": "/h"}, "/h/.local/state/gradient-explorer"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/gradient-explorer"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/gradient-explorer"),
    ],
)
def test_where_it_is_kept(platform, environment, expected):
    assert state_folder(environment, platform) == Path(expected)


def test_recent_files(tmp_path):
    files = [tmp_path / f"{k}.gradx" for k in range(3)]
    for file in files[:2]:
        file.write_text("")
    save_recent(tmp_path / "state", files)
    assert load_recent(tmp_path / "state") == tuple(files[:2])
    (tmp_path / "state" / "recent.json").write_text("{broken")
    assert load_recent(tmp_path / "state") == ()
