// One colour with its opacity.
uniform vec4 tint;

void main() {
    FRAGMENT = vec4(tint.bgr, tint.a);  // as QImage keeps its pixels
}
