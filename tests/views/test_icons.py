"""Icons: one hand, the theme's colours, sharp at every scale."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

from explorer.model.resources import resource_path, resource_text
from explorer.views.icons import app_icon, icon, icon_file, icon_image, icon_names
from explorer.views.theme import Theme, rgb, theme

ASKED_FOR = """gallery undo redo present export search home layers camera help close check warning first back play pause
forward last lock unlock plus minus fork refresh chevron-down chevron-right open save sun moon eye settings partials
derivation direction descent compare data network graph target lesson trash fullscreen"""


def painted(image: QImage) -> list[tuple[int, int, int, int]]:
    """Every pixel that is not wholly transparent, as (x, y, rgb without alpha, alpha)."""
    straight = image.convertToFormat(QImage.Format.Format_ARGB32)
    pixels = ((x, y, straight.pixel(x, y)) for y in range(straight.height()) for x in range(straight.width()))
    return [(x, y, value & 0xFFFFFF, value >> 24) for x, y, value in pixels if value >> 24]


def strongest(image: QImage) -> tuple[int, int, int]:
    """The colour of the most opaque pixel."""
    _x, _y, value, _alpha = max(painted(image), key=lambda pixel: pixel[3])
    return value >> 16, value >> 8 & 255, value & 255


def close(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    """Equal but for rounding of premultiplied colours."""
    return all(abs(a - b) <= 3 for a, b in zip(first, second, strict=True))


def test_all_that_the_window_names_are_there() -> None:
    assert set(ASKED_FOR.split()) <= set(icon_names())
    assert "app" not in icon_names()


@pytest.mark.parametrize("name", icon_names())
def test_every_drawing_keeps_the_grid_the_line_and_the_current_colour(name: str) -> None:
    root = ElementTree.fromstring(resource_text("icons", f"{name}.svg"))
    assert root.get("viewBox") == "0 0 20 20"
    assert (root.get("stroke-width"), root.get("stroke"), root.get("fill")) == ("1.6", "currentColor", "none")
    assert (root.get("stroke-linecap"), root.get("stroke-linejoin")) == ("round", "round")
    assert not [child for child in root if child.get("fill") or child.get("stroke")]


@pytest.mark.parametrize("name", icon_names())
def test_every_icon_paints_inside_its_margins(name: str, qapp: object) -> None:
    pixels = painted(icon_image(name, "#000000", 20, 4.0))
    assert len(pixels) >= 60, "next to nothing is painted"
    assert all(4 <= x < 76 and 4 <= y < 76 for x, y, _value, alpha in pixels if alpha > 40)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
def test_a_picture_has_the_screen_s_own_pixels(ratio: float, qapp: object) -> None:
    image = icon_image("gallery", "#123456", 20, ratio)
    assert image.width() == image.height() == round(20 * ratio)
    assert image.devicePixelRatio() == ratio
    assert image.deviceIndependentSize().width() == pytest.approx(20, abs=0.5)


@pytest.mark.parametrize("chosen", [theme("light"), theme("dark")], ids=lambda chosen: chosen.name)
def test_colours_follow_the_theme_and_the_control_s_state(chosen: Theme, qapp: object) -> None:
    drawn = icon("pause", chosen)
    size = QSize(20, 20)
    expected = {
        (QIcon.Mode.Normal, QIcon.State.Off): chosen.text,
        (QIcon.Mode.Active, QIcon.State.Off): chosen.text,
        (QIcon.Mode.Normal, QIcon.State.On): chosen.accent,
        (QIcon.Mode.Disabled, QIcon.State.Off): chosen.disabled,
        (QIcon.Mode.Disabled, QIcon.State.On): chosen.disabled,
    }
    for (mode, state), colour in expected.items():
        assert close(strongest(drawn.pixmap(size, 2.0, mode, state).toImage()), rgb(colour)), (mode, state)


def test_a_colour_with_a_meaning_stays_when_switched_on(qapp: object) -> None:
    chosen = theme("light")
    drawn = icon("warning", chosen, colour=chosen.error)
    image = drawn.pixmap(QSize(20, 20), 2.0, QIcon.Mode.Normal, QIcon.State.On).toImage()
    assert close(strongest(image), rgb(chosen.error))


def test_a_scaled_screen_gets_a_picture_drawn_for_it(qapp: object) -> None:
    pixmap = icon("camera", theme("light"), 24).pixmap(QSize(24, 24), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (48, 2.0)


def test_the_program_s_icon_has_the_sizes_that_desktops_ask_for(qapp: object) -> None:
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes
    assert {value for _x, _y, value, _alpha in painted(icon_image("app", "", 64))} > {0x133561, 0x7A0F5A}


def test_a_name_that_is_not_shipped_is_refused(qapp: object) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", theme("light"))


def test_no_drawing_reaches_outside_itself() -> None:
    for path in resource_path("icons").glob("*.svg"):
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not any(word in text for word in ("href", "url(", "<script", "<image", "<text", "http")), path.name


def test_an_icon_as_a_file_for_a_style_sheet_has_its_colour():
    path = Path(icon_file("chevron-down", "#123456"))
    assert path.exists() and "#123456" in path.read_text() and "currentColor" not in path.read_text()
    assert icon_file("chevron-down", "#123456") == path.as_posix()
