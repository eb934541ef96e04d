"""The tables of the look, recomputed: contrast of every colour, and what colour-blind eyes tell apart."""

from __future__ import annotations

from itertools import pairwise

import pytest

from explorer.views.theme import Theme, colour_map, colour_map_names, contrast, theme
from tests.views.colour_vision import VIEWS, ciede2000, lab_of, smallest_differences

LIGHT, DARK = theme("light"), theme("dark")
THEMES = pytest.mark.parametrize("chosen", [LIGHT, DARK], ids=["light", "dark"])

# Colour → its stated contrast on canvas, panel and window.
STATED_ON_GROUNDS = {
    "light": {
        "text": (16.7, 15.9, 14.7),
        "text2": (7.5, 7.1, 6.6),
        "disabled": (3.3, 3.1, 2.9),
        "border": (3.8, 3.6, 3.4),
        "accent": (7.6, 7.2, 6.7),
        "focus": (5.2, 4.9, 4.5),
        "warning": (5.9, 5.6, 5.2),
    },
    "dark": {
        "text": (15.4, 13.8, 14.9),
        "text2": (8.8, 7.8, 8.5),
        "disabled": (4.0, 3.6, 3.9),
        "border": (4.4, 3.9, 4.3),
        "accent": (9.5, 8.5, 9.3),
        "focus": (10.0, 8.9, 9.7),
        "warning": (11.0, 9.9, 10.7),
    },
}
STATED_ON_CANVAS = {
    "light": {"x": 5.1, "y": 5.2, "gradient": 10.3, "held": 5.7, "loss": 9.8, "success": 5.4, "error": 8.2},
    "dark": {"x": 7.2, "y": 6.5, "gradient": 12.9, "held": 6.0, "loss": 13.7, "success": 13.4, "error": 6.3},
}
# Set → smallest difference for normal, deuteranopia, protanopia, tritanopia.
STATED_DIFFERENCES = {
    "light": {
        "meanings": (40, 18.5, 22.8, 18.2),
        "all meanings": (18.8, 12.3, 14.6, 18.2),
        "runs 1 to 4": (34.2, 25.0, 18.7, 25.6),
        "runs": (15.0, 10.7, 11.5, 12.6),
        "runs against meanings": (16.2, 10.2, 8.2, 6.9),
        "outcomes": (57, 13.8, 17.6, 57),
    },
    "dark": {
        "meanings": (37.7, 23.7, 15.8, 21.9),
        "all meanings": (18.5, 12.8, 15.8, 18.0),
        "runs 1 to 4": (30.1, 28.4, 20.6, 19.5),
        "runs": (20.3, 9.6, 9.0, 12.5),
        "runs against meanings": (20.9, 7.8, 7.1, 9.1),
        "outcomes": (57, 20.5, 26.1, 61),
    },
}
# Sharma, Wu and Dalal, table 1: pairs that a wrong implementation gets wrong.
PUBLISHED = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 3.1571, -77.2803), (50.0, 0.0, -82.7485), 2.8615),
    ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("first", "second", "difference"), PUBLISHED)
def test_the_difference_formula_gives_the_published_values(first, second, difference) -> None:
    assert ciede2000(first, second) == pytest.approx(difference, abs=5e-5)
    assert ciede2000(second, first) == pytest.approx(difference, abs=5e-5)


def test_the_contrast_formula_gives_the_known_values() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert contrast("#FFFFFF", "#777777") == pytest.approx(4.48, abs=0.005)


def test_white_keeps_its_colour_in_every_view() -> None:
    for view in VIEWS:
        assert lab_of("#FFFFFF", view) == pytest.approx((100, 0, 0), abs=0.02)


@THEMES
def test_contrast_on_canvas_panel_and_window_is_as_stated(chosen: Theme) -> None:
    grounds = (chosen.canvas, chosen.panel, chosen.window)
    for token, stated in STATED_ON_GROUNDS[chosen.name].items():
        found = [contrast(getattr(chosen, token), ground) for ground in grounds]
        assert found == pytest.approx(stated, abs=0.06), token


@THEMES
def test_contrast_of_meanings_on_canvas_is_as_stated(chosen: Theme) -> None:
    for token, stated in STATED_ON_CANVAS[chosen.name].items():
        assert contrast(getattr(chosen, token), chosen.canvas) == pytest.approx(stated, abs=0.06), token


@THEMES
def test_text_can_be_read_and_controls_can_be_seen(chosen: Theme) -> None:
    for ground in (chosen.canvas, chosen.panel, chosen.window):
        for token in ("text", "text2", "accent", "warning"):
            assert contrast(getattr(chosen, token), ground) >= 4.5, token
        for token in ("border", "focus"):
            assert contrast(getattr(chosen, token), ground) >= 3, token
    assert contrast(chosen.on_accent, chosen.accent) >= 4.5
    assert contrast(chosen.accent, chosen.accent_background) >= 4.5
    assert contrast(chosen.held, chosen.held_background) >= 4.5


@THEMES
def test_meanings_and_runs_can_be_seen_as_lines(chosen: Theme) -> None:
    meanings = [getattr(chosen, token) for token in STATED_ON_CANVAS[chosen.name]]
    for colour in (*meanings, chosen.probe, *chosen.runs):
        for ground in (chosen.canvas, chosen.panel):
            assert contrast(colour, ground) >= 3, colour


@THEMES
def test_every_line_has_a_casing_that_shows_on_any_map(chosen: Theme) -> None:
    meanings = [getattr(chosen, token) for token in STATED_ON_CANVAS[chosen.name]]
    for core in (*meanings, chosen.probe):
        assert contrast(core, chosen.casing_for(core)) >= 4.8, core


@THEMES
def test_colour_blind_eyes_tell_apart_what_is_stated(chosen: Theme) -> None:
    meanings = [chosen.x, chosen.y, chosen.gradient]
    found = {
        "meanings": smallest_differences(meanings),
        "all meanings": smallest_differences([*meanings, chosen.held, chosen.probe, chosen.loss]),
        "runs 1 to 4": smallest_differences(chosen.runs[:4]),
        "runs": smallest_differences(chosen.runs),
        "runs against meanings": smallest_differences(chosen.runs, meanings),
        "outcomes": smallest_differences([chosen.success, chosen.error]),
    }
    for name, stated in STATED_DIFFERENCES[chosen.name].items():
        for view, got, expected in zip(VIEWS, found[name], stated, strict=True):
            rounding = 0.06 if expected != round(expected) else 0.51
            assert got == pytest.approx(expected, abs=rounding), f"{name}, {view}"


def hexadecimal(row) -> str:
    return "#" + "".join(f"{channel:02X}" for channel in row)


def test_the_default_map_grows_lighter_for_every_eye() -> None:
    stops = [hexadecimal(row) for row in colour_map("strata", 9)]
    assert (stops[0], stops[-1]) == ("#133561", "#FAEAC5")
    for view in VIEWS:
        lightness = [lab_of(colour, view)[0] for colour in stops]
        assert all(later - earlier > 2 for earlier, later in pairwise(lightness)), view


def test_the_diverging_map_keeps_its_ends_apart() -> None:
    table = colour_map("tide")
    assert min(smallest_differences([hexadecimal(table[0]), hexadecimal(table[-1])])) >= 25


def test_every_shipped_map_is_a_table_of_bytes() -> None:
    assert {"strata", "tide"} <= set(colour_map_names())
    for name in colour_map_names():
        assert colour_map(name).shape == (256, 3)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_signs_are_told_apart_from_the_ground_and_from_each_other(name):
    look = theme(name)
    positive, negative = look.meaning("positive"), look.meaning("negative")
    assert positive != negative
    assert min(contrast(core, ground) for core in (positive, negative) for ground in (look.canvas, look.panel)) >= 4.4
