"""Draws surface, floor and sheets with OpenGL into an image.

One static buffer of lattice places, one index buffer a stride, and one upload of (height, slopes,
defined) a frame; everything else happens in the shaders of ``resources/shaders``. Edges are smoothed
by drawing the picture at rest with four samples a pixel.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QMatrix4x4, QVector3D, QVector4D
from PySide6.QtOpenGL import (
    QOpenGLBuffer,
    QOpenGLFramebufferObject,
    QOpenGLFramebufferObjectFormat,
    QOpenGLShaderProgram,
    QOpenGLTexture,
    QOpenGLVertexArrayObject,
)
from shiboken6 import VoidPtr

from explorer.controller.pictures import FieldPicture
from explorer.core.projection import FLOOR_Z, Z_HALF, Projection
from explorer.views.surface.gl_context import OffscreenContext, build_program
from explorer.views.surface.mesh import Mesh, lattice_places, mesh_of, sheet_mesh, triangles
from explorer.views.surface.scene import (
    SHEET_EDGE_OPACITY,
    SHEET_LINE_OPACITY,
    BodyScene,
    Quality,
    Sheet,
    SurfaceFailure,
    covered_by,
    drawing_order,
)
from explorer.views.theme import Theme, colour_map

__all__ = ["GLBody"]

COLOUR, COLOUR_AND_DEPTH, DEPTH_TEST, BLEND = 0x4000, 0x4100, 0x0B71, 0x0BE2
ONE, ONE_MINUS_SRC_ALPHA = 1, 0x0303
TRIANGLES, FLOAT, UNSIGNED_INT, UNSIGNED_BYTE, RGBA = 4, 0x1406, 0x1405, 0x1401, 0x1908
COLOUR_BUFFER, NEAREST, RGBA8 = 0x4000, 0x2600, 0x8058
KEY_LIGHT, FILL_LIGHT = (-0.50, 0.70, 0.55), (0.80, 0.10, 0.50)
DARKEST_PART = 0.34
FLOOR_CURVES = {False: 0.32, True: 0.5}


class GLBody:
    """See :class:`explorer.views.surface.scene.BodyRenderer`."""

    def __init__(self, dialect: str | None = None) -> None:
        self.context = OffscreenContext(dialect)
        self._surface = build_program(self.context, "surface", ("place", "datum"))
        self._sheet = build_program(self.context, "sheet", ("place", "datum"))
        self._array = QOpenGLVertexArrayObject()
        self._has_array = self._array.create()
        self._places, self._data, self._corners = (_buffer(QOpenGLBuffer.Type.VertexBuffer) for _ in range(3))
        self._sheet_index = _buffer(QOpenGLBuffer.Type.IndexBuffer)
        self._indices: dict[int, tuple[QOpenGLBuffer, int]] = {}
        self._target: QOpenGLFramebufferObject | None = None
        self._many: QOpenGLFramebufferObject | None = None
        self._rough: QOpenGLFramebufferObject | None = None
        self._texture: QOpenGLTexture | None = None
        self._texture_name = ""
        self._picture: FieldPicture | None = None
        self._mesh: Mesh | None = None
        self._depth: tuple[object, ...] | None = None
        self._rough_depth: tuple[object, ...] | None = None
        self._shape: tuple[int, int] | None = None
        self.context.done()

    @property
    def is_slow(self) -> bool:
        """Whether the processor does the drawing."""
        return self.context.is_software

    def render(self, scene: BodyScene, quality: Quality) -> QImage:
        """Surface and floor as an opaque image; raises SurfaceFailure."""
        self.context.make_current()
        try:
            target = self._draw_body(scene, quality)
            whole = QRect(QPoint(0, 0), _size(scene.projection))
            return self._read(target, whole, QImage.Format.Format_RGB32)
        finally:
            self.context.done()

    def render_sheets(self, scene: BodyScene, sheets: tuple[Sheet, ...], quality: Quality) -> QImage:
        """Sheets on a transparent ground; raises SurfaceFailure.

        A framebuffer still holds the depth of the surface drawn last; it is drawn anew only where that is another.
        """
        self.context.make_current()
        try:
            size = _size(scene.projection)
            target = self._with_depth(scene, quality)
            target.bind()
            functions = self.context.functions
            functions.glViewport(0, 0, size.width(), size.height())
            functions.glClearColor(0.0, 0.0, 0.0, 0.0)
            functions.glClear(COLOUR)
            functions.glEnable(DEPTH_TEST)
            if self._has_array:
                self._array.bind()
            self._draw_sheets(scene, sheets)
            if self._has_array:
                self._array.release()
            return self._read(target, covered_by(sheets, scene.projection), QImage.Format.Format_ARGB32_Premultiplied)
        finally:
            self.context.done()

    def _with_depth(self, scene: BodyScene, quality: Quality) -> QOpenGLFramebufferObject:
        """A framebuffer that holds the surface's depth; sheets in motion have a smaller one of their own."""
        size, wanted = _size(scene.projection), _depth_key(scene, quality)
        if quality.smooth:
            if self._many is None or self._many.size() != size or self._depth != wanted:
                return self._draw_body(scene, quality)
            return self._many
        if self._rough is None or self._rough.size() != size or self._rough_depth != wanted:
            self._upload(scene)
            if self._rough is None or self._rough.size() != size:
                self._rough = _framebuffer(size, 0)
            self._begin(self._rough, scene)
            self._draw_meshes(scene, quality)
            self._rough_depth = wanted
        return self._rough

    def _draw_body(self, scene: BodyScene, quality: Quality) -> QOpenGLFramebufferObject:
        """Surface and floor into a framebuffer, left bound."""
        self._upload(scene)
        target = self._prepare(scene, quality)
        self._draw_meshes(scene, quality)
        if quality.smooth:
            self._depth = _depth_key(scene, quality)
        return target

    def release(self) -> None:
        """Free everything on the graphics card."""
        if not self.context.is_alive:
            return  # at the program's end Qt was quicker
        try:
            self.context.make_current()
        except SurfaceFailure:
            return
        if self._texture is not None:
            self._texture.destroy()
        own = (self._places, self._data, self._corners, self._sheet_index)
        for buffer in (*own, *(entry[0] for entry in self._indices.values())):
            buffer.destroy()
        self._array.destroy()
        self._target = self._many = self._rough = self._texture = None
        self._surface.removeAllShaders()
        self._sheet.removeAllShaders()
        self.context.destroy()

    def _upload(self, scene: BodyScene) -> None:
        if self._picture is not scene.picture:
            mesh = mesh_of(scene.picture)
            if mesh.shape != self._shape:
                _fill(self._places, lattice_places(mesh.shape))
            if mesh.shape != self._shape or mesh.broken is not None or (self._mesh and self._mesh.broken is not None):
                for buffer, _ in self._indices.values():
                    buffer.destroy()
                self._indices.clear()
            _fill(self._data, mesh.vertices)
            self._picture, self._mesh, self._shape = scene.picture, mesh, mesh.shape
        if self._texture_name != scene.colour_map:
            self._texture = _colour_texture(scene.colour_map)
            self._texture_name = scene.colour_map
            self.context.functions.glGetError()  # QOpenGLTexture asks OpenGL ES for what only desktop OpenGL has

    def _prepare(self, scene: BodyScene, quality: Quality) -> QOpenGLFramebufferObject:
        """A framebuffer of the right size, bound and cleared."""
        size = _size(scene.projection)
        if self._target is None or self._target.size() != size:
            self._target, self._many, self._depth = _framebuffer(size, 0), None, None
        target = self._target
        if quality.smooth:
            self._many = self._many or _framebuffer(size, 4)
            target = self._many
        self._begin(target, scene)
        return target

    def _begin(self, target: QOpenGLFramebufferObject, scene: BodyScene) -> None:
        """Bind and clear a framebuffer."""
        size = target.size()
        if not target.isValid() or not target.bind():
            raise SurfaceFailure("The graphics card has no room for the surface's picture.")
        functions = self.context.functions
        functions.glViewport(0, 0, size.width(), size.height())
        canvas = QColor(scene.theme.canvas)
        functions.glClearColor(canvas.blueF(), canvas.greenF(), canvas.redF(), 1.0)
        functions.glClear(COLOUR_AND_DEPTH)
        functions.glEnable(DEPTH_TEST)
        functions.glDepthMask(1)
        functions.glDisable(BLEND)

    def _draw_meshes(self, scene: BodyScene, quality: Quality) -> None:
        if self._has_array:
            self._array.bind()
        program = self._surface
        program.bind()
        _set_uniforms(program, scene)
        assert self._texture is not None
        self._texture.bind(0)
        program.setUniformValue1i(program.uniformLocation("colours"), 0)
        for buffer, place, size in ((self._places, 0, 2), (self._data, 1, 4)):
            buffer.bind()
            program.enableAttributeArray(place)
            program.setAttributeBuffer(place, FLOAT, 0, size)
        if scene.shows_floor:
            self._draw_mesh(program, max(2, quality.stride), 1.0)
        self._draw_mesh(program, quality.stride, 0.0)
        program.disableAttributeArray(0)
        program.disableAttributeArray(1)
        program.release()
        if self._has_array:
            self._array.release()

    def _draw_mesh(self, program: QOpenGLShaderProgram, stride: int, flatness: float) -> None:
        assert self._mesh is not None
        if stride not in self._indices:
            index = triangles(self._mesh.shape, stride, self._mesh.broken)
            buffer = _buffer(QOpenGLBuffer.Type.IndexBuffer)
            _fill(buffer, index)
            self._indices[stride] = (buffer, len(index))
        buffer, count = self._indices[stride]
        buffer.bind()
        program.setUniformValue1f(program.uniformLocation("flatness"), flatness)
        self.context.functions.glDrawElements(TRIANGLES, count, UNSIGNED_INT, VoidPtr(0))  # type: ignore[arg-type]
        buffer.release()

    def _draw_sheets(self, scene: BodyScene, sheets: tuple[Sheet, ...]) -> None:
        """Back to front, tested against the surface's depth but writing none; colours times their opacity."""
        functions, program = self.context.functions, self._sheet
        functions.glEnable(BLEND)
        functions.glBlendFunc(ONE, ONE_MINUS_SRC_ALPHA)
        functions.glDepthMask(0)
        program.bind()
        program.setUniformValue(program.uniformLocation("matrix"), _matrix(scene.projection))
        for name, number in (
            ("z_half", Z_HALF),
            ("pixel", scene.pixel),
            ("line_opacity", SHEET_LINE_OPACITY),
            ("edge_opacity", SHEET_EDGE_OPACITY),
        ):
            program.setUniformValue1f(program.uniformLocation(name), number)
        ordered = drawing_order(sheets, scene.projection)
        vertices, indices = zip(*map(sheet_mesh, ordered), strict=True)
        starts = np.cumsum([0, *map(len, vertices)])
        _fill(self._corners, np.concatenate(vertices))
        _fill(self._sheet_index, np.concatenate([i + np.uint32(s) for i, s in zip(indices, starts, strict=False)]))
        self._corners.bind()
        for place in (0, 1):
            program.enableAttributeArray(place)
            program.setAttributeBuffer(place, FLOAT, 12 * place, 3, 24)
        self._sheet_index.bind()
        start = 0
        for sheet, index in zip(ordered, indices, strict=True):
            colour = QColor(sheet.colour)
            tint = QVector4D(colour.redF(), colour.greenF(), colour.blueF(), sheet.opacity)
            program.setUniformValue(program.uniformLocation("tint"), tint)
            program.setUniformValue1f(program.uniformLocation("lines"), float(sheet.lines))
            functions.glDrawElements(TRIANGLES, len(index), UNSIGNED_INT, VoidPtr(4 * start))  # type: ignore[arg-type]
            start += len(index)
        self._sheet_index.release()
        program.disableAttributeArray(0)
        program.disableAttributeArray(1)
        program.release()
        functions.glDepthMask(1)

    def _read(self, target: QOpenGLFramebufferObject, part: QRect, form: QImage.Format) -> QImage:
        """Copy a part of the picture off the card; it was drawn upside down so that its rows need no turning."""
        if target is self._many:
            assert self._target is not None
            QOpenGLFramebufferObject.blitFramebuffer(self._target, part, target, part, COLOUR_BUFFER, NEAREST)
            self._target.bind()
        image = QImage(part.size(), form)
        image.setOffset(part.topLeft())
        pixels = image.bits()
        destination = VoidPtr(pixels, len(pixels), True)  # type: ignore[call-arg, arg-type]
        functions = self.context.functions
        area = (part.left(), part.top(), part.width(), part.height())
        functions.glReadPixels(*area, RGBA, UNSIGNED_BYTE, destination)  # type: ignore[arg-type]
        fault = functions.glGetError()
        target.release()
        if fault:
            raise SurfaceFailure(f"OpenGL reported error {fault:#06x} while drawing the surface.")
        return image


def _set_uniforms(program: QOpenGLShaderProgram, scene: BodyScene) -> None:
    projection, theme = scene.projection, scene.theme
    frame = projection.directions * np.array([[1.0], [1.0], [-1.0]])
    eye = projection.eye if projection.camera.perspective else -projection.directions[2]
    program.setUniformValue(program.uniformLocation("matrix"), _matrix(projection))
    vectors = {
        "eye": QVector3D(*map(float, eye)),
        "key_light": _direction(np.array(KEY_LIGHT) @ frame),
        "fill_light": _direction(np.array(FILL_LIGHT) @ frame),
        "canvas": _colour(theme.canvas),
        "edge_colour": _colour(theme.text),
        "curve_dark": _colour(theme.contour),
        "curve_light": _colour(theme.contour_on_dark),
        "curve_floor": _colour(floor_curve_colour(theme)),
    }
    for name, vector in vectors.items():
        program.setUniformValue(program.uniformLocation(name), vector)
    numbers = {
        "perspective": float(projection.camera.perspective),
        "floor_z": FLOOR_Z,
        "z_half": Z_HALF,
        "floor_mix": theme.floor_mix,
        "pixel": scene.pixel,
        "darkest": DARKEST_PART,
    }
    for name, number in numbers.items():
        program.setUniformValue1f(program.uniformLocation(name), number)
    _pair(program, "levels", scene.levels)
    _pair(program, "curve_opacity", (theme.contour_opacity, FLOOR_CURVES[theme.dark]))


def floor_curve_colour(theme: Theme) -> str:
    """Level curves on the floor: light ones in the dark theme, since its floor is dark."""
    return theme.contour_on_dark if theme.dark else theme.contour


def _size(projection: Projection) -> QSize:
    return QSize(round(projection.width), round(projection.height))


def _depth_key(scene: BodyScene, quality: Quality) -> tuple[object, ...]:
    """What the depth of the surface depends on; the picture by identity."""
    projection = scene.projection
    return id(scene.picture), projection.camera, projection.width, projection.height, quality.stride


def _pair(program: QOpenGLShaderProgram, name: str, values: Sequence[float]) -> None:
    program.setUniformValue(program.uniformLocation(name), *map(float, values))


def _direction(vector: NDArray[np.float64]) -> QVector3D:
    return QVector3D(*map(float, vector / np.linalg.norm(vector)))


def _colour(name: str) -> QVector3D:
    colour = QColor(name)
    return QVector3D(colour.redF(), colour.greenF(), colour.blueF())


def _matrix(projection: Projection) -> QMatrix4x4:
    turned = projection.matrix.copy()
    turned[1] *= -1
    return QMatrix4x4(*map(float, turned.ravel()))


def _buffer(kind: QOpenGLBuffer.Type) -> QOpenGLBuffer:
    buffer = QOpenGLBuffer(kind)
    if not buffer.create():
        raise SurfaceFailure("The graphics card gave no buffer for the surface.")
    return buffer


def _fill(buffer: QOpenGLBuffer, values: NDArray[np.generic]) -> None:
    data = values.tobytes()
    buffer.bind()
    buffer.allocate(data, len(data))
    buffer.release()


def _framebuffer(size: QSize, samples: int) -> QOpenGLFramebufferObject:
    form = QOpenGLFramebufferObjectFormat()
    form.setAttachment(QOpenGLFramebufferObject.Attachment.Depth)
    form.setInternalTextureFormat(RGBA8)
    form.setSamples(samples)
    return QOpenGLFramebufferObject(size, form)


def _colour_texture(name: str) -> QOpenGLTexture:
    table = colour_map(name, 256)
    image = QImage(table.tobytes(), 256, 1, 256 * 3, QImage.Format.Format_RGB888)
    plain = QOpenGLTexture.MipMapGeneration.DontGenerateMipMaps
    texture = QOpenGLTexture(image.convertToFormat(QImage.Format.Format_RGBA8888), plain)
    texture.setMinMagFilters(QOpenGLTexture.Filter.Linear, QOpenGLTexture.Filter.Linear)
    texture.setWrapMode(QOpenGLTexture.WrapMode.ClampToEdge)
    return texture
