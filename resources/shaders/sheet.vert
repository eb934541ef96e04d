// One lattice point of a translucent sheet: its place in the box, and (share along, share across, light).
ATTRIBUTE vec3 place;
ATTRIBUTE vec3 datum;
uniform mat4 matrix;
VARYING_OUT float height;
VARYING_OUT vec3 told;

void main() {
    height = place.z;
    told = datum;
    gl_Position = matrix * vec4(place, 1.0);
}
