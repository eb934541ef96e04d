"""The playhead, and the one table of actions."""

import re

import pytest

from explorer.controller.actions import ACTIONS
from explorer.controller.playback import SPEEDS


@pytest.fixture
def playing(program):
    program.intents.enter_formula("x^2 + 3y^2")
    program.intents.start_at_probe()
    program.playback.set_length(program.engine.results.run_length)
    program.playback.pause()
    program.playback.rewind()
    return program


def test_time_moves_the_ball(playing):
    playback = playing.playback
    playback.set_speed(10.0)
    playback.play()
    playback.tick(100.0)
    playback.tick(100.1)
    assert playback.playhead == pytest.approx(1.0)
    playback.tick(100.2)
    assert playback.playhead == pytest.approx(2.0)
    playback.pause()
    playback.tick(105.0)
    assert playback.playhead == pytest.approx(2.0)


def test_nothing_ticks_when_nothing_moves(playing):
    playing.ticks.clear()
    playing.playback.pause()
    playing.playback.scrub(3.0)
    playing.playback.tick(1.0)
    assert not playing.ticks


def test_it_stops_at_the_end_and_stays_in_bounds(playing):
    playback = playing.playback
    playback.scrub(1e9)
    assert playback.playhead == playback.length
    playback.scrub(-5)
    assert playback.playhead == 0
    playback.set_speed(SPEEDS[-1])
    playback.play()
    time = 0.0
    for _ in range(200):
        time += 0.2
        playback.tick(time)
    assert playback.playhead == playback.length and not playback.playing


def test_playing_is_no_undo_step(playing):
    before = playing.store.document
    playing.playback.scrub(4)
    assert playing.store.document is before


def test_every_action_is_whole():
    identities = [action.id for action in ACTIONS]
    assert len(set(identities)) == len(identities) >= 30
    for action in ACTIONS:
        assert (
            re.fullmatch(r"[a-z]+\.[A-Za-z_]+", action.id)
            and action.title
            and action.menu
            and callable(action.function)
        )


def test_no_shortcut_is_taken_twice():
    shortcuts = [action.shortcut for action in ACTIONS if action.shortcut]
    assert len(set(shortcuts)) == len(shortcuts)
    assert not {"Home", "End", "Left", "Right", "Space"} & set(shortcuts)
