from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from tests.support.examples import body_map, event, measurement, surroundings, video
from twitchcam.labels import findings_of as all_findings_of
from twitchcam.records import Event, Excluded, FoundBy, Measurement, Part, PartRegion, Pattern, Surroundings
from twitchcam.settings import ContextSettings
from twitchcam.timespan import TimeSpan

HOUR = measurement(
    video=video(duration_s=3600.0), body_maps=(body_map(span=TimeSpan(0.0, 1800.0)),), excluded=(), traces=()
)

NOTHING = Surroundings((), (), (), None)


def findings_of(
    events: Sequence[Event], measured: Measurement, analysable_s: float, around: Surroundings = NOTHING, **changes: Any
) -> dict[str, Any]:
    return all_findings_of(events, measured, analysable_s, around, ContextSettings(**changes))


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
    assert findings_of(events, HOUR, 3600.0)["one_sidedness"] is None  # four say nothing
    found = findings_of(events, HOUR, 3600.0, side_events=4)
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
    assert "Less than half of the recording" in warnings_of(1799.0)
    outside = (Excluded(TimeSpan(600.0, 3600.0), "outside_requested_stretch"),)
    assert warnings_of(301.0, excluded=outside) == ""
    assert "Less than half of the stretch that was asked for" in warnings_of(299.0, excluded=outside)
    assert "fewer than 10 pictures" in warnings_of(video=video(duration_s=3600.0, nominal_fps=Fraction(9)))


def test_a_rate_needs_half_an_hour() -> None:
    assert findings_of([event()], HOUR, 1799.0)["jerks_per_hour"] is None
    assert findings_of([event()], HOUR, 1801.0)["jerks_per_hour"] == pytest.approx(3600.0 / 1801.0)


@pytest.mark.parametrize(
    ("hours", "per_hour", "persistent"), [(2.9, 9, None), (3.0, 3, True), (8.0, 4, True), (8.0, 2, False)]
)
def test_a_rate_is_persistent_when_every_hour_holds_several(
    hours: float, per_hour: int, persistent: bool | None
) -> None:
    night = replace(HOUR, video=video(duration_s=3600.0 * hours))
    events = [event(start_s=3600.0 * hour + 60.0 * n) for hour in range(int(hours)) for n in range(per_hour)]
    assert findings_of(events, night, 3600.0 * hours)["persistent"] is persistent


def test_a_quiet_hour_breaks_persistence_and_an_unseen_one_does_not() -> None:
    night = replace(HOUR, video=video(duration_s=4 * 3600.0))
    events = [event(start_s=3600.0 * hour + 60.0 * n) for hour in (0, 1, 3) for n in range(5)]
    assert findings_of(events, night, 4 * 3600.0)["persistent"] is False
    unseen = replace(night, excluded=(Excluded(TimeSpan(3600.0 * 2, 3600.0 * 3), "too_dark"),))
    assert findings_of(events, unseen, 3 * 3600.0)["persistent"] is True


def test_sides_are_set_against_what_was_seen_of_them() -> None:
    left, right = (PartRegion(part, ((1.0, 1.0),), 5.0, 0.9) for part in (Part.LEFT_ARM, Part.RIGHT_ARM))
    events = [event(start_s=10.0 * n) for n in range(12)]  # all of the left arm
    both = replace(HOUR, body_maps=(body_map(span=TimeSpan(0.0, 3600.0), regions=(left, right)),))
    found = findings_of(events, both, 3600.0)
    assert (found["busier_side"], found["one_sidedness"]) == ("left", 1.0)
    assert found["left_expected_share"] == pytest.approx(0.5)
    assert found["side_chance"] == pytest.approx(2 * 0.5**12)
    hidden = (
        body_map(span=TimeSpan(0.0, 3000.0), regions=(left,)),
        body_map(span=TimeSpan(3000.0, 3600.0), regions=(left, right)),
    )
    found = findings_of(events, replace(HOUR, body_maps=hidden), 3600.0)
    assert found["left_expected_share"] == pytest.approx(3600 / 4200)
    assert found["side_chance"] > 0.1


def test_what_was_heard_is_counted_and_no_sound_is_not_known() -> None:
    assert findings_of([], HOUR, 3600.0)["crying_minutes"] is None
    events = [event(context={"noise_before_s": 0.4}), event(context={"noise_before_s": None})]
    found = findings_of(events, HOUR, 3600.0, surroundings())
    assert found["crying_minutes"] == pytest.approx(0.5)
    assert (found["sudden_noises"], found["jerks_after_noise"]) == (1, 1)
