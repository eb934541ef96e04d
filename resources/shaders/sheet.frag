// A translucent sheet (slice plane, tangent plane, approximation), cut off at the range shown; colour times opacity.
VARYING_IN float height;
VARYING_IN vec3 told;
uniform vec4 tint;
uniform float z_half;
uniform float lines;       // lattice lines each way, 0 for none
uniform float pixel;       // drawn pixels for one pixel of the look
uniform float line_opacity;
uniform float edge_opacity;

float line_at(float share) {
    float rank = share * lines;
    float distance_px = abs(fract(rank - 0.5) - 0.5) / max(fwidth(rank), 1e-6);
    return 1.0 - smoothstep(0.5 * pixel - 0.5, 0.5 * pixel + 0.5, distance_px);
}

void main() {
    float room = z_half * 1.0005 - abs(height);
    if (room < 0.0) discard;
    float opacity = tint.a;
    if (lines > 0.0) {
        opacity = mix(opacity, line_opacity, max(line_at(told.x), line_at(told.y)));
        if (room < 1.2 * pixel * fwidth(height)) opacity = edge_opacity;
    }
    FRAGMENT = vec4(tint.bgr * told.z * opacity, opacity);  // as QImage keeps its pixels
}
