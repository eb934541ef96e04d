import pytest

from explorer.views.theme import theme
from explorer.views.widgets.step_bar import StepBar, StepPlayer


@pytest.fixture
def bar(qtbot):
    widget = StepBar()
    qtbot.addWidget(widget)
    widget.set_theme(theme("light"), 1.0)
    widget.resize(600, 44)
    return widget


def chosen_by(bar, name):
    steps = []
    bar.step_chosen.connect(steps.append)
    bar.button(name).click()
    return steps


@pytest.mark.parametrize(("name", "step"), [("first", 0), ("back", 6), ("forward", 8), ("last", 23)])
def test_each_button_asks_for_its_step(bar, name, step):
    bar.set_steps(23, 7)
    assert bar.told == "step 7 of 23"
    assert chosen_by(bar, name) == [step]
    assert bar.told == "step 7 of 23", "the owner decides"


def test_setting_a_step_asks_for_nothing(bar, qtbot):
    with qtbot.assertNotEmitted(bar.step_chosen):
        bar.set_steps(23, 7)
        bar.set_steps(5, 9)
    assert bar.told == "step 5 of 5"


def test_the_timeline_asks_for_the_step_under_the_knob(bar):
    bar.set_steps(23, 7)
    steps = []
    bar.step_chosen.connect(steps.append)
    bar.timeline.setValue(12)
    assert steps == [12]


def test_what_leads_nowhere_is_disabled(bar):
    bar.set_steps(0, 0)
    assert not any(bar.button(name).isEnabled() for name in ("first", "back", "play", "forward", "last"))
    bar.set_steps(3, 3)
    assert bar.button("back").isEnabled() and bar.button("play").isEnabled() and not bar.button("last").isEnabled()
    bar.set_steps(3, 0)
    assert not bar.button("first").isEnabled() and bar.button("forward").isEnabled()


def test_a_bar_that_begins_with_the_first_step_never_goes_before_it(qtbot):
    bar = StepBar(least=1)
    qtbot.addWidget(bar)
    bar.set_steps(4, 0)
    assert bar.told == "step 1 of 4" and not bar.button("back").isEnabled()
    bar.set_steps(4, 3)
    assert chosen_by(bar, "first") == [1]
    bar.set_steps(1, 1)
    assert not bar.button("play").isEnabled()


def test_play_is_asked_for_and_shown(bar, qtbot):
    bar.set_steps(3, 0)
    with qtbot.waitSignal(bar.play_toggled, timeout=1000):
        bar.button("play").click()
    assert bar.button("play").toolTip() != "Pause"
    bar.set_playing(True)
    assert bar.button("play").toolTip() == "Pause"


def test_a_narrow_bar_gives_up_its_timeline_and_keeps_its_words(bar):
    bar.set_steps(128, 7)
    bar.show()
    bar.resize(bar.minimumSizeHint())
    assert not bar.timeline.isVisible()
    bar.resize(600, 44)
    assert bar.timeline.isVisible()


def test_the_player_ticks_only_while_it_plays(qtbot):
    player = StepPlayer(interval=1)
    changes = []
    player.playing_changed.connect(changes.append)
    player.play(False)
    with qtbot.waitSignal(player.advance, timeout=2000):
        player.play(True)
    player.play(False)
    assert not player.isActive() and changes == [True, False]
