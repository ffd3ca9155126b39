from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.support.examples import body_map, event, measurement, video
from twitchcam.labels import findings_of
from twitchcam.records import Excluded, FoundBy, Part, Pattern
from twitchcam.timespan import TimeSpan

HOUR = measurement(
    video=video(duration_s=3600.0), body_maps=(body_map(span=TimeSpan(0.0, 1800.0)),), excluded=(), traces=()
)


def test_jerks_and_clusters_and_reviews_are_counted_and_jerks_set_against_the_time() -> None:
    patterns = [Pattern.SINGLE_JERK] * 3 + [Pattern.JERK_CLUSTER, Pattern.RHYTHMIC, Pattern.GROSS_MOVEMENT]
    found = findings_of([event(pattern) for pattern in patterns], HOUR, 1800.0)
    assert (found["jerks"], found["clusters"], found["review"]) == (4, 1, 1)
    assert found["jerks_per_hour"] == pytest.approx(8.0)
    assert (found["analysable_hours"], found["analysable_share"]) == (0.5, 0.5)


def test_without_analysable_time_there_is_no_rate() -> None:
    assert findings_of([], HOUR, 0.0)["jerks_per_hour"] is None


def test_one_sidedness_counts_jerks_whose_side_is_known() -> None:
    parts = [Part.LEFT_ARM, Part.LEFT_LEG, Part.LEFT_ARM, Part.RIGHT_LEG, Part.UNKNOWN, Part.ARM]
    events = [event(part=part) for part in parts]
    events.append(event(parts=(Part.LEFT_ARM, Part.RIGHT_ARM)))
    found = findings_of(events, HOUR, 3600.0)
    assert found["side_known_jerks"] == 4
    assert found["one_sidedness"] == pytest.approx(0.75)
    assert findings_of([event(part=Part.UNKNOWN)], HOUR, 3600.0)["one_sidedness"] is None


def test_the_share_of_time_with_a_body_counts_overlapping_maps_once() -> None:
    maps = (
        body_map(span=TimeSpan(0.0, 1800.0)),
        body_map(span=TimeSpan(900.0, 1800.0)),
        body_map(span=TimeSpan(1800.0, 9999.0), found_by=FoundBy.NOTHING),
    )
    assert findings_of([], replace(HOUR, body_maps=maps), 3600.0)["body_found_share"] == pytest.approx(0.5)


def warnings_of(seconds: float = 3600.0, **changes: object) -> str:
    return " ".join(findings_of([], replace(HOUR, **changes), seconds)["warnings"])  # type: ignore[arg-type]


def test_what_limits_the_outcome_is_said() -> None:
    assert warnings_of() == ""
    assert "only in part" in warnings_of(excluded=(Excluded(TimeSpan(5.0, 9.0), "unreadable"),))
    assert "No infant was found" in warnings_of(body_maps=(body_map(found_by=FoundBy.NOTHING),))
    assert "where the picture moves" in warnings_of(body_maps=(body_map(found_by=FoundBy.MOTION),))
    assert "Less than half" in warnings_of(1799.0)
    assert "fewer than 10 pictures" in warnings_of(video=video(duration_s=3600.0, nominal_fps=Fraction(9)))
