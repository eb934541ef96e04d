"""The table of runs and the settings of the chosen one, as widgets of their own."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.controller.optimiser_settings import schedule_rows, settings_of
from explorer.controller.race_table import RaceRow
from explorer.model.document import OptimiserSettings, ScheduleSettings
from explorer.views.panels.run_settings import RunSettings, SettingsShown
from explorer.views.panels.run_table import RunTable
from explorer.views.theme import theme

ROWS = tuple(
    RaceRow(index, name, "lr 0.1", within, outcome, tone, shown)
    for index, (name, within, outcome, tone, shown) in enumerate(
        [
            ("GD", "step 41", "converged", "success", True),
            ("Momentum", "—", "left the domain", "error", True),
            ("Adam", "—", "out of steps", "text2", False),
        ]
    )
)
NUMBERS = (("1.000", "2.000"), ("−4.018", "7.180"), ("", ""))


@pytest.fixture
def table(qtbot):
    widget = RunTable()
    qtbot.addWidget(widget)
    widget.set_theme(theme("dark"), 1.0)
    widget.resize(400, 300)
    widget.set_rows(ROWS, NUMBERS, "10⁻²")
    widget.show()
    return widget


def place(table, row, x):
    area, viewport = table.row_place(row)
    return viewport, QPoint(x, int(area.center().y()))


def test_it_says_everything_in_words(table):
    assert table.texts[0] == "GD, lr 0.1, f 1.000, ‖∇f‖ 2.000, step 41, converged"
    assert "hidden" in table.texts[2] and table.height() > 3 * 40


def test_a_click_chooses_and_one_on_the_marker_hides(table, qtbot):
    chosen, toggled = [], []
    table.chosen_changed.connect(chosen.append)
    table.shown_toggled.connect(lambda row, shown: toggled.append((row, shown)))
    for row, x in ((1, 120), (0, 14), (2, 14)):
        viewport, point = place(table, row, x)
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert chosen == [1] and toggled == [(0, False), (2, True)]


def test_keys_choose_hide_and_remove(table):
    chosen, toggled, removed = [], [], []
    table.chosen_changed.connect(lambda row: (chosen.append(row), table.set_chosen(row)))
    table.shown_toggled.connect(lambda row, shown: toggled.append((row, shown)))
    table.removal_asked.connect(lambda: removed.append(True))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End):
        QTest.keyClick(table.rows, key)
    QTest.keyClick(table.rows, Qt.Key.Key_Space)
    QTest.keyClick(table.rows, Qt.Key.Key_Delete)
    assert chosen == [1, 2, 2, 1, 2] and toggled == [(2, True)] and removed == [True]


def test_the_chosen_row_and_hidden_markers_are_painted(table):
    table.set_chosen(1)
    image = table.rows.viewport().grab().toImage()
    ratio = image.devicePixelRatio()

    def colour(row, x, y=0):
        area, _ = table.row_place(row)
        return image.pixelColor(int(x * ratio), int((area.center().y() + y) * ratio)).name().upper()

    look = theme("dark")
    assert colour(1, 385) == look.accent_background.upper() != colour(0, 385)
    assert colour(0, 15) == look.runs[0].upper() and colour(1, 15) == look.runs[1].upper()
    assert colour(2, 15) != look.runs[2].upper()


def shown(**changes):
    values = {
        "title": "of run 1, Adam",
        "optimiser": "Adam",
        "summary": "",
        "settings": settings_of(OptimiserSettings("Adam"), 0.1),
        "schedule": "Step",
        "schedule_settings": schedule_rows(ScheduleSettings("Step")),
        "warm_up": 0,
        "noise": 0.0,
        "seed": 0,
        "start_names": ("x", "y"),
        "start": (1.0, 2.0),
        "steps": 200,
        "is_fork": False,
        "same_start": True,
    }
    return SettingsShown(**{**values, **changes})


@pytest.fixture
def settings(qtbot):
    widget = RunSettings([("GD", "Gradient descent"), ("Adam", "Adam")], [("Constant", "Constant"), ("Step", "Steps")])
    qtbot.addWidget(widget)
    widget.set_theme(theme("light"), 1.0)
    widget.set_values(shown(), 1)
    widget.show()
    return widget


def test_every_setting_has_its_row(settings):
    assert list(settings.hyperparameters.rows)[:3] == ["lr", "betas.0", "betas.1"]
    assert settings.hyperparameters.rows["lr"].box.value == 0.1
    assert list(settings.schedule_rows.rows) == ["step_size", "gamma"]


def test_what_is_typed_and_chosen_is_asked_for(settings):
    told = []
    settings.optimiser_chosen.connect(lambda name: told.append(name))
    settings.noise_entered.connect(lambda value: told.append(("noise", value)))
    settings.seed_entered.connect(lambda value: told.append(("seed", value)))
    settings.warm_up_entered.connect(lambda value: told.append(("warm-up", value)))
    settings.steps_entered.connect(lambda value: told.append(("steps", value)))
    settings.start_entered.connect(lambda x, y: told.append((x, y)))
    settings.hyperparameters.changed.connect(lambda key, value: told.append((key, value)))
    for edit, text in (
        (settings.noise, "0.5"),
        (settings.seed, "7"),
        (settings.warm_up, "10"),
        (settings.steps, "50"),
        (settings.start[0], "-3"),
        (settings.hyperparameters.rows["lr"].box, "-1"),
    ):
        edit.selectAll()
        QTest.keyClicks(edit, text)
        QTest.keyClick(edit, Qt.Key.Key_Return)
    settings.optimisers.activated.emit(0)
    assert told == [("noise", 0.5), ("seed", 7), ("warm-up", 10), ("steps", 50), (-3.0, 2.0), ("lr", -1.0), "GD"]


def test_it_folds_with_several_runs_until_opened(settings):
    assert settings.body.isVisible() and not settings.same_start.isVisible()
    settings.set_values(shown(), 3)
    assert not settings.body.isVisible()
    QTest.mouseClick(settings.fold, Qt.MouseButton.LeftButton)
    assert settings.body.isVisible() and settings.same_start.isVisible()
    settings.set_values(shown(is_fork=True, same_start=False), 3)
    assert settings.body.isVisible() and not settings.start[0].isEnabled()


def test_a_rule_without_a_rate_has_no_schedule(settings):
    settings.set_values(shown(schedule="", optimiser="GD"), 1)
    assert not settings.schedules.isVisible() and not settings.schedule_rows.isVisible()


def test_rows_a_step_are_asked_for_where_there_are_rows(settings):
    assert not settings.batch.isVisible()
    asked = []
    settings.batch_entered.connect(asked.append)
    settings.set_values(shown(rows=60), 1)
    assert settings.batch.isVisible() and settings.batch.value == 60
    for text in ("8", "60", "900"):
        settings.batch.selectAll()
        QTest.keyClicks(settings.batch, text)
        QTest.keyClick(settings.batch, Qt.Key.Key_Return)
    for button in settings.batches.values():
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [8, 0, 0, 0, 32, 1]
    settings.set_values(shown(rows=20, batch=500), 1)
    assert settings.batch.value == 20
    assert [rows for rows, button in settings.batches.items() if button.isVisible()] == [0, 1]
