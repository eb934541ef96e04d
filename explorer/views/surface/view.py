"""The surface view: a widget that shows a body (OpenGL or QPainter) under lines and labels.

It holds nothing but what it was given to draw. The body is kept as an image until something that it
depends on changes, so that moving the probe or the playhead redraws lines only; nothing ticks at rest.
Should OpenGL fail while drawing, the QPainter body takes over and ``failed`` tells why.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.controller.figures import Figure, Sheet
from explorer.controller.pictures import FieldPicture, RunPicture
from explorer.core.camera import Camera
from explorer.core.projection import Projection
from explorer.core.sampling.field import ProbeReading
from explorer.core.sampling.picking import HeightMap
from explorer.model.document import Layers
from explorer.views.motion import Motion
from explorer.views.surface import cameras
from explorer.views.surface.body_images import BodyImages, same_key
from explorer.views.surface.brush import pen_of
from explorer.views.surface.curves_layer import cut_edges, sheets_of
from explorer.views.surface.interaction import Interaction
from explorer.views.surface.overlay import draw_message, draw_overlay
from explorer.views.surface.scene import BodyRenderer, BodyScene, Quality, box_of
from explorer.views.surface.stage import Memory, Stage
from explorer.views.theme import Theme, theme

__all__ = ["SurfaceView"]

EMPTY = "Type a function of two variables above to see its surface here."
REST_MILLISECONDS = 160
VISIBILITY_LATTICE = 96
SLOW_LATTICE = 140
MOVING_SHARE = 0.5
CAMERA_MILLISECONDS = 450


class SurfaceView(QWidget):
    """Shows a :class:`FieldPicture` in space; setters down, signals up.

    ``probe_moved(x, y)`` and ``start_moved(x, y)`` are on the axes, followed by ``probe_released`` and
    ``start_released``; ``mark_clicked(str)`` tells the key of a mark that was clicked;
    ``camera_changed(Camera)`` follows every turn of the picture; ``failed(str)``
    tells in a sentence why OpenGL was given up (also in ``failure``).
    """

    probe_moved = Signal(float, float)
    probe_released = Signal()
    start_moved = Signal(float, float)
    start_released = Signal()
    start_added = Signal(float, float)
    camera_changed = Signal(object)
    mark_clicked = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None, body: BodyRenderer | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surfaceView")
        self.setAccessibleName("Surface")
        self.setMinimumSize(220, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.motion = Motion(self)
        self._theme, self._text_scale, self._layers = theme("light"), 1.0, Layers()
        self._picture: FieldPicture | None = None
        self._probe: ProbeReading | None = None
        self._runs: tuple[RunPicture, ...] = ()
        self._playhead = 0.0
        self._figures: tuple[Figure, ...] = ()
        self._held = (False, False)
        self._camera = cameras.reset_view()
        self._interaction = Interaction(self)
        self._focus_shown = False
        self._memory: tuple[tuple[Any, ...], Memory] | None = None
        self._derived: tuple[FieldPicture, HeightMap, HeightMap, Any] | None = None
        self._rest, self._sheet_rest = self._rest_timer(), self._rest_timer()
        self._projections: dict[tuple[Camera, int, int], Projection] = {}
        self._images = images = BodyImages(body, self._body_failed)
        self.failure: str | None = images.failure
        self.destroyed.connect(lambda _widget=None: images.release())

    @property
    def without_opengl(self) -> bool:
        """Whether QPainter draws the surface."""
        return self._images.without_opengl

    def release(self) -> None:
        """Free what the graphics card holds, while its context still lives: the window closes."""
        self._images.release()

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._theme = theme
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Multiply the size of all type."""
        self._text_scale = scale
        self.update()

    def set_picture(self, picture: FieldPicture | None) -> None:
        """Show another field, or the hint when there is none."""
        if picture is not self._picture:
            self._picture = picture
            self._moved()

    def set_layers(self, layers: Layers) -> None:
        """Choose what is drawn."""
        if layers != self._layers:
            self._layers = layers
            self._moved()

    def set_probe(self, reading: ProbeReading | None) -> None:
        """Place the probe."""
        self._probe = reading
        if self._layers.slices or self._layers.tangent_plane:
            self._sheets_moved()
        self.update()

    def set_figures(self, figures: tuple[Figure, ...]) -> None:
        """Show what the open panel's studies draw."""
        if figures is not self._figures:
            had_sheet = any(isinstance(figure, Sheet) for figure in (*self._figures, *figures))
            self._figures = figures
            if had_sheet:
                self._sheets_moved()
            self.update()

    def set_held(self, held: tuple[bool, bool]) -> None:
        """Tell which padlocks of the two axes are closed: slices along an axis held alone are left out."""
        if held != self._held:
            self._held = held
            self.update()

    def set_runs(self, runs: tuple[RunPicture, ...]) -> None:
        """Show these runs."""
        self._runs = runs
        self.update()

    def set_playhead(self, step: float) -> None:
        """Put the balls at a step; a fraction lies between two."""
        if step != self._playhead:
            self._playhead = step
            self.update()

    def set_camera(self, camera: Camera) -> None:
        """Look from there, at once; emits nothing."""
        if camera != self._camera:
            self._camera = camera
            self._moved()

    @property
    def camera(self) -> Camera:
        """Where the surface is seen from."""
        return self._camera

    @property
    def probe(self) -> ProbeReading | None:
        """The probe shown."""
        return self._probe

    @property
    def settled(self) -> bool:
        """Whether what is shown is the finished picture, not the coarse one of something moving."""
        return not (self._rest.isActive() or self._sheet_rest.isActive() or self.motion.running)

    def settle(self) -> None:
        """Finish at once: the next paint is the fine one."""
        self._rest.stop()
        self._sheet_rest.stop()
        self.update()

    @property
    def is_hardware(self) -> bool:
        """Whether a graphics card draws the body."""
        return not self._images.renderer.is_slow

    def top_view(self) -> Camera:
        """The camera straight above."""
        return cameras.top_view()

    def side_view(self) -> Camera:
        """The camera at the surface's height."""
        return cameras.side_view()

    def reset_view(self) -> Camera:
        """The camera of the start."""
        return cameras.reset_view()

    def animate_to(self, camera: Camera) -> None:
        """Move there within 450 ms, or jump where motion is reduced; tells ``camera_changed`` on the way."""
        start = self._camera
        self.motion.run(lambda share: self.show_camera(cameras.between(start, camera, share)), CAMERA_MILLISECONDS)

    def show_camera(self, camera: Camera) -> None:
        """Look from there and tell it."""
        if camera != self._camera:
            self.set_camera(camera)
            self.camera_changed.emit(camera)

    def image(self) -> QImage:
        """The finished view as a picture, in the screen's own pixels."""
        self.settle()
        return self.grab().toImage()

    def stage(self) -> Stage | None:
        """The placed frame, or None when there is nothing to place on."""
        picture = self._picture
        if picture is None or (picture.message is not None and not _has_values(picture)):
            return None
        if not _has_values(picture):
            return None
        box = box_of(picture)
        heights, coarse, _ = self._derive(picture)
        projection = self._projection(max(1, self.width()), max(1, self.height()))
        fixed = (picture, box, projection, heights, coarse, self._theme, self._layers, self._text_scale)
        moving = (self._probe, self._runs, self._playhead, self._figures, self._held)
        dragging = self._sheet_rest.isActive()
        return Stage(*fixed, *moving, self.devicePixelRatioF(), dragging, self._remembering(fixed))

    def _remembering(self, fixed: tuple[Any, ...]) -> Memory:
        """The memory of what was drawn for this camera, picture and look; a new one when any of it changes."""
        picture, _box, projection, _heights, _coarse, *look = fixed
        key = (picture, projection.camera, projection.width, projection.height, self.devicePixelRatioF(), *look)
        if self._memory is None or not same_key(self._memory[0], key):
            self._memory = (key, Memory())
        return self._memory[1]

    def sizeHint(self) -> QSize:
        """As in the look."""
        return QSize(590, 470)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Body, then lines and labels, or a sentence."""
        painter = QPainter(self)
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # slopes of 10²⁰⁰ are off the picture, no fault
                self._paint(painter)
        finally:
            painter.end()  # a painter left open would take the program down

    def _paint(self, painter: QPainter) -> None:
        stage = self.stage()
        if stage is None:
            painter.fillRect(self.rect(), QColor(self._theme.canvas))
            message = EMPTY if self._picture is None else self._picture.message or "The function is undefined here."
            draw_message(painter, self._theme, message, QRectF(self.rect()), self._text_scale)
        else:
            painter.drawImage(0, 0, self._body_of(stage))
            sheets = self._sheets_image(stage)
            if sheets is not None:
                # Told in so many words: a picture of fewer pixels than the screen's is not enlarged by its ratio alone.
                place = QPointF(sheets.offset()) / sheets.devicePixelRatioF()
                painter.drawImage(QRectF(place, sheets.deviceIndependentSize()), sheets, QRectF(sheets.rect()))
            draw_overlay(painter, stage, self._derive(stage.picture)[2])
        if self._focus_shown:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen_of(self._theme.focus, 2.0))
            painter.drawRect(QRectF(self.rect()).adjusted(3, 3, -3, -3))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """See :mod:`explorer.views.surface.interaction`."""
        self.motion.stop()
        self._interaction.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """See :mod:`explorer.views.surface.interaction`."""
        self._interaction.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """See :mod:`explorer.views.surface.interaction`."""
        self._interaction.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the first camera."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.animate_to(cameras.reset_view())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self._interaction.wheel(event)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn, zoom, reset; other keys go on to the window."""
        if not self._interaction.key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A ring when the keyboard brought the focus here."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        self._focus_shown = event.reason() in reasons
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No ring."""
        self._focus_shown = False
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another screen may have another scale."""
        self.update()
        super().changeEvent(event)

    def _rest_timer(self) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(REST_MILLISECONDS)
        timer.timeout.connect(self.update)
        return timer

    def _sheets_moved(self) -> None:
        """Only sheets changed: they are coarse until they rest; surface and floor stay as they are."""
        if self._images.renderer.is_slow and self.isVisible():
            self._sheet_rest.start()
        self.update()

    def _moved(self) -> None:
        """Something that the body depends on changed: draw coarsely until it rests, where drawing is slow."""
        if self._images.renderer.is_slow and self.isVisible():
            self._rest.start()
        self.update()

    def _derive(self, picture: FieldPicture) -> tuple[HeightMap, HeightMap, Any]:
        """What is computed once a picture: heights, coarse heights, edges of the cut."""
        if self._derived is None or self._derived[0] is not picture:
            heights = HeightMap.from_field(picture.field, box_of(picture))
            self._derived = (picture, heights, heights.coarser(VISIBILITY_LATTICE), cut_edges(picture))
        return self._derived[1:]

    def _projection(self, width: int, height: int) -> Projection:
        """From the camera onto that many pixels; kept, because it remembers what follows from the camera."""
        key = (self._camera, width, height)
        if key not in self._projections:
            kept = {known: value for known, value in self._projections.items() if known[0] == self._camera}
            self._projections = {**dict([*kept.items()][-3:]), key: Projection(*key)}
        return self._projections[key]

    def _scene(self, stage: Stage, share: float = 1.0) -> tuple[BodyScene, tuple[Any, ...]]:
        """What surface and floor are drawn from, and its key; with that share of the screen's pixels each way."""
        ratio = self.devicePixelRatioF() * share
        width, height = max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio))
        layers = self._layers
        parts = (layers.surface_contours, layers.floor, layers.colour_map)
        projection = self._projection(width, height)
        key = (stage.picture, self._camera, self._theme, width, height, *parts)
        return BodyScene(stage.picture, projection, self._theme, ratio, *parts), key

    def _body_of(self, stage: Stage) -> QImage:
        scene, key = self._scene(stage)
        return self._images.body(scene, key, self._quality(stage.picture, self._rest.isActive()))

    def _sheets_image(self, stage: Stage) -> QImage | None:
        quality = self._quality(stage.picture, self._rest.isActive() or self._sheet_rest.isActive())
        scene, key = self._scene(stage, 1.0 if quality.smooth else MOVING_SHARE)
        key = (*key, self._probe, self._figures, self._held, self._layers)
        return self._images.sheets(scene, key, quality, lambda: sheets_of(stage))

    def _quality(self, picture: FieldPicture, moving: bool) -> Quality:
        if not self._images.renderer.is_slow:
            return Quality(1, True)
        return Quality(max(1, -(-max(picture.field.shape) // SLOW_LATTICE)), not (moving or self.motion.running))

    def _body_failed(self, reason: str) -> None:
        self.failure = reason
        QTimer.singleShot(0, self, self._tell_failure)

    def _tell_failure(self) -> None:
        if self.failure is not None:
            self.failed.emit(self.failure)


def _has_values(picture: FieldPicture) -> bool:
    return bool(np.isfinite(picture.field.f).any())
