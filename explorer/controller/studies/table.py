"""The table of studies; the order is the order in which their figures are drawn."""

from __future__ import annotations

from explorer.controller.studies.approximation import approximation_key, compute_approximation
from explorer.controller.studies.basins import basins_key, compute_basins, wants_basins
from explorer.controller.studies.constraint import compute_constraint, constraint_key
from explorer.controller.studies.contributions import compute_contributions, contributions_key
from explorer.controller.studies.curvature import compute_curvature, curvature_key
from explorer.controller.studies.derivation import compute_derivation, derivation_key
from explorer.controller.studies.direction import compute_direction, direction_key
from explorer.controller.studies.doctor import compute_doctor, doctor_key
from explorer.controller.studies.fit import compute_fit, fit_key
from explorer.controller.studies.gradient_check import check_key, compute_check
from explorer.controller.studies.graph import compute_graph, graph_key
from explorer.controller.studies.landscape import (
    EVERY_PANEL,
    compute_landscape,
    is_quick_landscape,
    landscape_key,
    wants_landscape,
)
from explorer.controller.studies.layer_norms import compute_layer_norms, layer_norms_key
from explorer.controller.studies.multiplier import compute_multiplier, multiplier_key
from explorer.controller.studies.network_decision import (
    compute_network_decision,
    is_quick_decision,
    network_decision_key,
)
from explorer.controller.studies.network_pass import compute_network_pass, is_quick_pass, network_pass_key
from explorer.controller.studies.optimum import compute_optimum, is_quick_optimum, is_slow_optimum, optimum_key
from explorer.controller.studies.points import compute_points, points_key
from explorer.controller.studies.prediction import (
    compute_prediction,
    prediction_key,
    wants_function,
    wants_prediction,
)
from explorer.controller.studies.rate_finder import compute_rate, rate_key, wants_rate
from explorer.controller.studies.receipt import compute_receipt, receipt_key
from explorer.controller.studies.sensitivity import compute_sensitivity, sensitivity_key
from explorer.controller.studies.setting_map import compute_settings, settings_key, wants_settings
from explorer.controller.studies.slices import compute_slices, slices_key
from explorer.controller.studies.study import Study
from explorer.controller.studies.tuning import compute_tuning, tuning_key, wants_tuning

__all__ = ["STUDIES"]

STUDIES: tuple[Study, ...] = (
    Study("slices", frozenset({"partials"}), slices_key, compute_slices),
    Study("direction", frozenset({"direction"}), direction_key, compute_direction),
    Study("derivation", frozenset({"derivation"}), derivation_key, compute_derivation),
    Study("points", frozenset({"points"}), points_key, compute_points, live=False),
    Study("curvature", frozenset({"points"}), curvature_key, compute_curvature),
    Study("multiplier", frozenset({"constraint"}), multiplier_key, compute_multiplier),
    Study("constraint", frozenset({"constraint"}), constraint_key, compute_constraint, live=False),
    Study("approximation", frozenset({"approximation"}), approximation_key, compute_approximation),
    Study("sensitivity", frozenset({"sensitivity"}), sensitivity_key, compute_sensitivity, wanted=wants_function),
    Study("prediction", frozenset({"sensitivity"}), prediction_key, compute_prediction, wanted=wants_prediction),
    Study("check", frozenset({"check"}), check_key, compute_check),
    Study("graph", frozenset({"graph"}), graph_key, compute_graph),
    Study("doctor", frozenset({"descent"}), doctor_key, compute_doctor, live=False),
    Study("receipt", frozenset({"descent"}), receipt_key, compute_receipt),
    Study("basins", frozenset({"sweep"}), basins_key, compute_basins, live=False, wanted=wants_basins),
    Study("settings", frozenset({"sweep"}), settings_key, compute_settings, live=False, wanted=wants_settings),
    Study("contributions", frozenset({"fit"}), contributions_key, compute_contributions),
    Study("fit", frozenset({"fit"}), fit_key, compute_fit),
    Study("optimum", frozenset({"fit"}), optimum_key, compute_optimum, wanted=is_quick_optimum),
    Study("optimum search", frozenset({"fit"}), optimum_key, compute_optimum, live=False, wanted=is_slow_optimum),
    Study("network_pass", frozenset({"network"}), network_pass_key, compute_network_pass, is_quick=is_quick_pass),
    Study("tuning", frozenset({"sweep"}), tuning_key, compute_tuning, live=False, wanted=wants_tuning),
    Study(
        "network_decision",
        frozenset({"network"}),
        network_decision_key,
        compute_network_decision,
        is_quick=is_quick_decision,
    ),
    Study("layer_norms", frozenset({"network"}), layer_norms_key, compute_layer_norms, is_quick=is_quick_decision),
    Study("rate", frozenset({"sweep"}), rate_key, compute_rate, live=False, wanted=wants_rate),
    Study(
        "landscape",
        EVERY_PANEL,
        landscape_key,
        compute_landscape,
        wanted=wants_landscape,
        is_quick=is_quick_landscape,
    ),
)
