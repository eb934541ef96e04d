"""Pictures on a logarithmic scale of heights."""

import numpy as np
import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.field_request import FieldRequest, Fineness, compute_picture
from explorer.controller.height_scale import can_be_logarithmic, on_scale
from explorer.core.function import parse
from explorer.model.document import Window


def picture_of(text, window=(-2.0, 2.0, -2.0, 2.0)):
    function = parse(text)
    request = FieldRequest(
        function, function.variables, (), Window(*window), Fineness((33, 33), "float64"), "strata", "f"
    )
    return compute_picture(request, lambda _field: None, CancelToken())


def test_a_positive_plane_tells_its_decades():
    picture = picture_of("exp(3*x + y)")
    drawn = on_scale(picture, "logarithmic")
    assert drawn.logarithmic and drawn.field is picture.field
    # log f is linear, so equal steps along x are equal shares of the height
    shares = drawn.share(picture.field.f[16])
    np.testing.assert_allclose(np.diff(shares), np.diff(shares)[0], rtol=1e-9)
    np.testing.assert_allclose(drawn.share(np.array([drawn.low, drawn.high])), [0.0, 1.0], atol=1e-12)
    assert ((drawn.levels > drawn.low) & (drawn.levels < drawn.high)).all()


def test_the_linear_scale_leaves_the_picture_as_it_is():
    picture = picture_of("x^2 + y^2 + 1")
    assert on_scale(picture, "linear") is picture
    np.testing.assert_allclose(picture.share(np.array([picture.low, picture.high])), [0.0, 1.0])


@pytest.mark.parametrize("text", ["x + y", "x^2 + y^2", "log(x - 9) + y"])
def test_where_a_value_has_no_logarithm_it_stays_linear(text):
    picture = picture_of(text)
    assert not can_be_logarithmic(picture)
    assert on_scale(picture, "logarithmic") is picture


def test_holes_do_not_matter():
    picture = picture_of("1 + sqrt(x) + y^2")
    assert np.isnan(picture.field.f).any()
    assert on_scale(picture, "logarithmic").logarithmic
