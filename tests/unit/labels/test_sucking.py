from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.support.bursts import burst
from twitchcam.bursts import find_series
from twitchcam.labels import label_bursts
from twitchcam.records import Box, Burst, Event, Label, Part, Pattern
from twitchcam.settings import BurstSettings, LabelSettings


def events_of(bursts: Sequence[Burst]) -> tuple[Event, ...]:
    return label_bursts(bursts, find_series(bursts, BurstSettings()), (), LabelSettings())


def sucking(start_s: float, **changes: Any) -> Burst:
    small: dict[str, Any] = {"parts": (Part.FACE,), "amplitude": 0.008, "share": 0.02, "mouth_distance": 0.02}
    return burst(start_s, 5.0, 10, **{**small, **changes})


def test_small_rhythmic_bursts_with_pauses_at_the_face_are_sucking() -> None:
    for parts in ((Part.FACE,), (Part.FACE, Part.UNKNOWN), (Part.HEAD,), (Part.HEAD, Part.FACE), (Part.UNKNOWN,)):
        (event,) = events_of([sucking(start_s, parts=parts) for start_s in (10.0, 20.0, 29.0)])
        assert (event.label, event.pattern) == (Label.OTHER_MOVEMENT, Pattern.SUCKING)
        assert len(event.members) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"parts": (Part.LEFT_ARM,), "mouth_distance": 0.2},
        {"parts": (Part.UNKNOWN,), "mouth_distance": 0.07, "interval_cv": 0.15},
        {"parts": (Part.FACE, Part.LEFT_ARM), "share": 0.03},
        {"amplitude": 0.02},
        {"share": 0.06},
        {"rate_hz": 2.8},
        {"rate_hz": 1.3},
        {"mouth_distance": 0.07, "interval_cv": 0.15},  # a hand beside the face
        {"mouth_distance": 0.07, "phase_ratio": 1.5},
        {"mouth_distance": 0.4},
        {"mouth_distance": 0.07, "share": 0.03},
    ],
)
def test_a_rhythm_elsewhere_larger_wider_faster_or_slower_is_no_sucking(other: dict[str, object]) -> None:
    (event,) = events_of([sucking(10.0, **other), sucking(20.0, **other)])
    assert event.pattern is Pattern.RHYTHMIC


def without_mouth(start_s: float, **changes: Any) -> Burst:
    """Very even, out and back alike, of a very small place; nobody knows where the mouth is."""
    given = sucking(start_s, **{"parts": (Part.UNKNOWN,), "interval_cv": 0.05, "phase_ratio": 1.1, **changes})
    return replace(given, features={name: value for name, value in given.features.items() if name != "mouth_distance"})


@pytest.mark.parametrize("part", [Part.UNKNOWN, Part.HEAD, Part.FACE])
def test_where_the_mouth_was_not_found_what_goes_just_like_sucking_is(part: Part) -> None:
    (event,) = events_of([without_mouth(start_s, parts=(part,)) for start_s in (10.0, 20.0, 29.0)])
    assert (event.label, event.pattern) == (Label.OTHER_MOVEMENT, Pattern.SUCKING)


@pytest.mark.parametrize(
    "other",
    [
        {"parts": (Part.LEFT_ARM,)},
        {"interval_cv": 0.12},
        {"phase_ratio": 1.5},  # quick out, slow back: clonic
        {"share": 0.03},
        {"amplitude": 0.02},
        {"rate_hz": 1.3},
    ],
)
def test_otherwise_it_is_a_rhythm(other: dict[str, Any]) -> None:
    (event,) = events_of([without_mouth(10.0, **other), without_mouth(20.0, **other)])
    assert event.pattern is Pattern.RHYTHMIC


def test_where_the_mouth_was_not_found_sucking_stays_at_one_place() -> None:
    away = Box(400.0, 120.0, 500.0, 220.0)
    events = events_of([without_mouth(10.0), without_mouth(20.0, box=away)])
    assert all(event.label is Label.NEEDS_REVIEW for event in events)


def test_sucking_without_pauses_is_a_rhythm() -> None:
    (event,) = events_of([sucking(10.0)])
    assert event.pattern is Pattern.RHYTHMIC


@pytest.mark.parametrize(
    "misled", [{"parts": (Part.LEFT_ARM,)}, {"parts": (Part.UNKNOWN,), "mouth_distance": 0.25}, {"mouth_distance": 0.1}]
)
def test_a_pose_that_is_wrong_about_the_mouth_does_not_hide_sucking(misled: dict[str, Any]) -> None:
    (event,) = events_of([sucking(start_s, interval_cv=0.05, **misled) for start_s in (10.0, 20.0)])
    assert event.pattern is Pattern.SUCKING
