"""An OpenGL context of our own that draws off screen, on whatever OpenGL there is.

The surface is drawn into a framebuffer and read back instead of through a QOpenGLWidget. That costs
a copy of a few milliseconds at most, and takes away what goes wrong with GL widgets: floating a dock
moves no context, no window is re-created when its first GL child appears, a software renderer need
not compose the whole window for every blinking cursor, and ``QWidget.grab`` works.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QOffscreenSurface, QOpenGLContext, QOpenGLFunctions, QSurfaceFormat
from PySide6.QtOpenGL import QOpenGLShader, QOpenGLShaderProgram
from shiboken6 import isValid

from explorer.model.resources import resource_text
from explorer.views.surface.scene import SurfaceFailure

__all__ = ["OffscreenContext", "build_program", "gl_available"]

GL_RENDERER = 0x1F01
SOFTWARE = (
    "llvmpipe",
    "softpipe",
    "software rasterizer",
    "swiftshader",
    "swr",
    "microsoft basic render",
    "gdi generic",
)
HEADERS = {
    "core": "#version 330 core\n#define ATTRIBUTE in\n#define VARYING_OUT out\n#define VARYING_IN in\n"
    "#define TEXTURE texture\n",
    "legacy": "#version 120\n#define ATTRIBUTE attribute\n#define VARYING_OUT varying\n#define VARYING_IN varying\n"
    "#define TEXTURE texture2D\n#define FRAGMENT gl_FragColor\n",
    "es": "#version 300 es\nprecision highp float;\n#define ATTRIBUTE in\n#define VARYING_OUT out\n"
    "#define VARYING_IN in\n#define TEXTURE texture\n",
}
OWN_OUTPUT = "out vec4 FRAGMENT;\n"


class OffscreenContext:
    """A current-able context with an off-screen surface; ``dialect`` names its shading language.

    Tries desktop OpenGL 3.3 core, then 2.1, then OpenGL ES 3.0, or only the one asked for. Raises
    :class:`SurfaceFailure` when none can be made current.
    """

    def __init__(self, dialect: str | None = None) -> None:
        for name in ("core", "legacy", "es") if dialect is None else (dialect,):
            context = QOpenGLContext()
            context.setFormat(_wanted(name))
            surface = QOffscreenSurface()
            if not context.create():
                continue
            surface.setFormat(context.format())
            surface.create()
            if surface.isValid() and context.makeCurrent(surface) and _can_shade(context):
                self.dialect, self._context, self._surface = _dialect_of(name, context), context, surface
                self.functions: QOpenGLFunctions = context.functions()
                self.renderer = str(self.functions.glGetString(GL_RENDERER))
                return
        raise SurfaceFailure("No OpenGL 2.1, 3.3 or ES 3.0 could be started on this display.")

    @property
    def is_alive(self) -> bool:
        """Whether Qt still holds the context and its surface."""
        return bool(isValid(self._surface) and isValid(self._context))

    @property
    def is_software(self) -> bool:
        """Whether the processor does the drawing."""
        return any(name in self.renderer.lower() for name in SOFTWARE)

    def make_current(self) -> None:
        """Direct OpenGL calls here; raises :class:`SurfaceFailure` when the context is lost."""
        if not self._context.makeCurrent(self._surface):
            raise SurfaceFailure("The OpenGL context was lost.")

    def done(self) -> None:
        """Let go of the context."""
        self._context.doneCurrent()

    def destroy(self) -> None:
        """Give context and surface back."""
        self._context.doneCurrent()
        self._surface.destroy()


def build_program(context: OffscreenContext, name: str, attributes: tuple[str, ...]) -> QOpenGLShaderProgram:
    """The linked program from ``resources/shaders/<name>.vert`` and ``.frag``; attributes get places 0, 1, …"""
    program = QOpenGLShaderProgram()
    header = HEADERS[context.dialect]
    output = "" if context.dialect == "legacy" else OWN_OUTPUT
    vertex, fragment = resource_text("shaders", f"{name}.vert"), resource_text("shaders", f"{name}.frag")
    kind = QOpenGLShader.ShaderTypeBit
    built = program.addShaderFromSourceCode(kind.Vertex, header + vertex)
    built = built and program.addShaderFromSourceCode(kind.Fragment, header + output + fragment)
    for place, attribute in enumerate(attributes):
        program.bindAttributeLocation(attribute, place)
    if not built or not program.link():
        raise SurfaceFailure(f"The graphics driver refused the {name} shader: {program.log().strip()[:200]}")
    return program


@cache
def gl_available() -> tuple[bool, str]:
    """Whether the surface can be drawn by OpenGL, and the renderer's name or the reason why not."""
    try:
        context = OffscreenContext()
    except SurfaceFailure as failure:
        return False, str(failure)
    name = context.renderer
    context.destroy()
    return True, name


def _wanted(name: str) -> QSurfaceFormat:
    form = QSurfaceFormat()
    form.setDepthBufferSize(24)
    kind = QSurfaceFormat.RenderableType
    form.setRenderableType(kind.OpenGLES if name == "es" else kind.OpenGL)
    version = {"core": (3, 3), "legacy": (2, 1), "es": (3, 0)}[name]
    form.setVersion(*version)
    if name == "core":
        form.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    return form


def _dialect_of(name: str, context: QOpenGLContext) -> str:
    """What was really given: asking for one kind may answer with another."""
    if context.isOpenGLES():
        return "es"
    return name if name != "es" else "legacy"


def _can_shade(context: QOpenGLContext) -> bool:
    version = context.format().version()
    return tuple(version) >= ((3, 0) if context.isOpenGLES() else (2, 1))
