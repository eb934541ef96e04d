// Colour map, level curves, light, holes and cut of the surface, or the quiet map on its floor.
VARYING_IN vec3 at;
VARYING_IN vec4 sampled;
uniform sampler2D colours;
uniform vec3 eye;            // position, or direction without perspective
uniform float perspective;
uniform float z_half;
uniform float flatness;
uniform vec3 canvas;
uniform float floor_mix;
uniform vec3 key_light;
uniform vec3 fill_light;
uniform vec3 edge_colour;
uniform vec3 curve_dark;
uniform vec3 curve_light;
uniform vec3 curve_floor;
uniform vec2 curve_opacity;  // on the surface, on the floor
uniform vec2 levels;         // one level's height, distance between levels; distance 0 for none
uniform float pixel;         // drawn pixels for one pixel of the look
uniform float darkest;       // below this part of the range level curves are white

float curve_strength(float opacity) {
    float rank = (sampled.x - levels.x) / max(levels.y, 1e-9);
    float density = max(fwidth(rank), 1e-6);
    float distance_px = abs(fract(rank - 0.5) - 0.5) / density;
    float width = 0.575 * pixel;
    float line = 1.0 - smoothstep(width - 0.5, width + 0.5, distance_px);
    float fade = 1.0 - smoothstep(0.22, 0.5, density * pixel);
    return levels.y > 0.0 ? line * fade * opacity : 0.0;
}

vec3 lit(vec3 colour) {
    vec3 normal = normalize(vec3(-sampled.y, -sampled.z, 1.0));
    vec3 view = normalize(perspective > 0.5 ? eye - at : eye);
    float side = 1.0;
    if (dot(normal, view) < 0.0) {
        normal = -normal;
        side = 0.82;
    }
    float ambient = 0.36 + 0.10 * abs(normal.z);
    float key = 0.66 * max((dot(normal, key_light) + 0.15) / 1.15, 0.0);
    float fill = 0.10 * max(dot(normal, fill_light), 0.0);
    float gloss = max(dot(normal, normalize(key_light + view)), 0.0);
    float g4 = gloss * gloss * gloss * gloss;
    float g16 = g4 * g4 * g4 * g4;
    float shine = 0.10 * g16 * g16 * g4;  // to the 36th
    return side * (colour * colour * (ambient + key + fill) + shine);
}

void main() {
    if (sampled.w < 0.5) discard;
    float part = sampled.x / (2.0 * z_half) + 0.5;
    vec3 colour = TEXTURE(colours, vec2(clamp(part, 0.0, 1.0) * 0.99609375 + 0.001953125, 0.5)).rgb;
    float opacity = flatness > 0.5 ? curve_opacity.y : curve_opacity.x;
    float curve = curve_strength(opacity);
    if (flatness > 0.5) {
        colour = mix(canvas, colour, floor_mix);
        colour = mix(colour, curve_floor, curve);
    } else {
        if (abs(sampled.x) > z_half * 1.002) discard;
        colour = mix(colour, part < darkest ? curve_light : curve_dark, curve);
        colour = sqrt(min(lit(colour), vec3(1.0)));
        float rim = fwidth(sampled.w) * 1.5 * pixel;
        if (sampled.w < 0.9999 && sampled.w < 0.5 + rim) colour = edge_colour;
    }
    FRAGMENT = vec4(colour.bgr, 1.0);  // as QImage keeps its pixels
}
