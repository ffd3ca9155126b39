from __future__ import annotations

import math

import pytest

from twitchcam.labels.criteria import confidence_of, decisive, reason


def test_a_value_at_its_limit_is_above_it() -> None:
    assert [reason("duration_s", value, 0.5).side for value in (0.49, 0.5, 0.51)] == ["below", "above", "above"]


def test_what_was_not_measured_is_unknown() -> None:
    unknown = reason("interval_cv", None, 0.3)
    assert (unknown.value, unknown.side, unknown.decisive) == (None, "unknown", False)


def test_only_the_criteria_asked_for_are_decisive() -> None:
    marked = decisive([reason("strokes", 6, 5), reason("interval_cv", 0.1, 0.3)], ("strokes", "hold_s"))
    assert [(item.criterion, item.decisive) for item in marked] == [("strokes", True), ("interval_cv", False)]


def test_confidence_is_one_half_at_a_limit_and_grows_with_the_distance_on_either_side() -> None:
    def confidence(value: float) -> float:
        return confidence_of(decisive([reason("duration_s", value, 0.5)], ("duration_s",)))

    assert confidence(0.5) == pytest.approx(0.5)
    assert 0.5 < confidence(0.45) < confidence(0.3) < confidence(0.1) < 1.0
    assert 0.5 < confidence(0.55) < confidence(0.8) < confidence(2.0) < 1.0
    # 63% of the way from one half to one at a logarithmic distance of 0.35.
    value = (0.5 * 1.05) * math.exp(0.35) - 0.025
    assert confidence(value) == pytest.approx(1.0 - 0.5 / math.e)


def test_the_nearest_limit_decides_the_confidence() -> None:
    near, far = reason("duration_s", 0.45, 0.5), reason("strokes", 50, 5)
    both = confidence_of(decisive([near, far], ("duration_s", "strokes")))
    assert both == confidence_of(decisive([near], ("duration_s",)))


def test_without_a_decisive_measured_value_confidence_is_one_half() -> None:
    assert confidence_of([]) == 0.5
    assert confidence_of(decisive([reason("rate_hz", None, 5.0), reason("hold_s", 9.0, 2.0)], ("rate_hz",))) == 0.5
