"""The study of the graph: what it depends on, what it keeps, what is written above the nodes."""

import explorer
from explorer.controller.executor import CancelToken
from explorer.controller.studies.graph import LONGEST_LABEL, compute_graph, graph_key, graph_picture
from tests.controller.studies.givens import given_for


def picture(text, opened=frozenset()):
    function = explorer.parse(text)
    return graph_picture(function.root, function.variables, opened)


def test_the_layout_is_kept_while_only_numbers_change():
    assert picture("x²y + 3xy³") is picture("x²y + 3xy³")


def test_labels_name_the_step():
    found = picture("x²y + 3xy³")
    assert list(found.labels.values()) == ["x", "y", "v₁ = x²", "v₂ = v₁·y", "v₃ = y³", "v₄ = 3·x·v₃", "v₅ = v₂ + v₄"]
    assert found.total == 7 and not found.folded


def test_a_long_label_gives_way_to_the_sign_of_the_operation():
    found = picture("sin(x) + cos(x) + tan(x) + x² + x³ + x⁴")
    assert found.labels[found.graph.output.identity] == "v₇: +"
    assert all(len(label) <= LONGEST_LABEL for label in found.labels.values())


def test_boxes_are_as_wide_as_their_labels():
    found = picture("x + y + x·y·sin(x)")
    widths = {identity: size[0] for identity, size in found.layout.sizes.items()}
    longest = max(found.labels, key=lambda identity: len(found.labels[identity]))
    assert widths[longest] == max(widths.values()) > widths[0]


def test_an_opened_fold_shows_what_is_inside():
    text = "+".join(f"sin({k}x)cos({k}y)/{k}" for k in range(1, 40))
    shut = picture(text)
    assert shut.folded
    fold = next(node for node in shut.graph.nodes if node.kind == "fold")
    opened = picture(text, frozenset([fold.identity]))
    assert opened.graph.by_identity[fold.identity].opened
    assert shut.labels[fold.identity].endswith("steps)")


def answer(*arguments, **choices):
    return compute_graph(given_for(*arguments, **choices), CancelToken())


def test_the_numbers_are_those_at_the_probe_with_held_values_and_parameters():
    found = answer("a x² z + y", probe=(2.0, 5.0))
    function = explorer.parse("a x² z + y")
    assert found.axes == ("x", "y")
    assert [found.evaluation.gradient[name] for name in function.variables] == function.gradient(x=2, y=5, z=1).tolist()
    assert found.steps[-1].kind == "gradient"


def test_a_constant_has_a_graph_too():
    found = answer("5")
    assert found.evaluation.value == 5.0 and not found.axes and found.steps[-1].kind == "gradient"


def test_the_key_holds_all_it_depends_on():
    key = graph_key(given_for("x²y"))
    assert key == graph_key(given_for("x²y"))
    assert key != graph_key(given_for("x²y", probe=(1.5, 2.0)))
    assert key != graph_key(given_for("x²y", graph_opened=(3,)))
    assert key != graph_key(given_for("x²y + 1"))
