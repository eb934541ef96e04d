// A flat translucent sheet: slice plane or tangent plane.
ATTRIBUTE vec3 corner;
uniform mat4 matrix;

void main() {
    gl_Position = matrix * vec4(corner, 1.0);
}
