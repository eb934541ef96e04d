// One lattice point: place on the floor of the box, and (height, slope along x, slope along y, defined).
ATTRIBUTE vec2 place;
ATTRIBUTE vec4 datum;
uniform mat4 matrix;
uniform float floor_z;
uniform float flatness;  // 0 for the surface, 1 for its shadow on the floor
VARYING_OUT vec3 at;
VARYING_OUT vec4 sampled;

void main() {
    at = vec3(place, mix(datum.x, floor_z, flatness));
    sampled = datum;
    gl_Position = matrix * vec4(at, 1.0);
}
