"""What holds for all movements: order, time, sign and size of the traces that bursts and labels are made from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.traces import (
    Course,
    irregular,
    jerk,
    pulses,
    scaled,
    several,
    spasm,
    step,
    together,
    tonic,
)
from twitchcam.bursts import find_bursts, find_series
from twitchcam.labels import label_bursts
from twitchcam.records import Event, MotionTrace, Pattern, frozen_array
from twitchcam.settings import BurstSettings, LabelSettings
from twitchcam.timespan import TimeSpan

few = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 10_000)
FPS = st.sampled_from([12.0, 15.0, 25.0, 30.0])


@dataclass(frozen=True)
class Movement:
    """A drawn movement with the pattern that it clearly is, on its own."""

    course: Course
    pattern: Pattern


def clear_movements() -> st.SearchStrategy[Movement]:
    """Movements far from the limits of the label rules."""
    sizes = st.floats(0.03, 0.06)
    starts = st.floats(3.0, 3.9)
    return st.one_of(
        st.builds(lambda t, a: Movement(jerk(t, a), Pattern.SINGLE_JERK), starts, sizes),
        st.builds(lambda t, a: Movement(together(jerk(t, a), jerk(t + 0.8, a)), Pattern.JERK_CLUSTER), starts, sizes),
        st.builds(
            lambda t, a, r, s: Movement(pulses(t, r, 10, a, seed=s), Pattern.RHYTHMIC),
            starts,
            sizes,
            st.floats(1.0, 3.0),
            SEEDS,
        ),
        st.builds(lambda t, a: Movement(spasm(t, a, held_s=0.8), Pattern.SINGLE_SPASM_LIKE), starts, sizes),
        st.builds(lambda t, a: Movement(step(t, a, rise_s=1.5), Pattern.GROSS_MOVEMENT), starts, sizes),
    )


def any_courses() -> st.SearchStrategy[list[Course]]:
    """One to four regions, each still, brief, rhythmic, held or irregular."""
    starts = st.floats(2.0, 9.0)
    one = st.one_of(
        st.builds(jerk, starts, st.floats(0.01, 0.08)),
        st.builds(lambda t, r, s: pulses(t, r, 8, seed=s), starts, st.floats(0.6, 3.5), SEEDS),
        st.builds(lambda t, h: tonic(t, h), starts, st.floats(0.5, 4.0)),
        st.builds(lambda t, s: irregular(t, 4.0, seed=s), starts, SEEDS),
    )
    return st.lists(one, min_size=1, max_size=4)


def events_of(traces: list[MotionTrace]) -> tuple[Event, ...]:
    bursts = find_bursts(traces, BurstSettings())
    return label_bursts(bursts, find_series(bursts, BurstSettings()), (), LabelSettings())


def later(trace: MotionTrace, by_s: float) -> MotionTrace:
    window = TimeSpan(trace.window.start_s + by_s, trace.window.end_s + by_s)
    return replace(trace, window=window, times_s=frozen_array(trace.times_s + by_s))


def mirrored(trace: MotionTrace) -> MotionTrace:
    axis = (-trace.axis[0], -trace.axis[1])
    return replace(trace, axis=axis, displacement=frozen_array(-trace.displacement))


@few
@given(any_courses(), FPS, st.randoms(use_true_random=False))
def test_bursts_do_not_depend_on_the_order_of_the_traces(courses: list[Course], fps: float, random: object) -> None:
    traces = several(*courses, fps=fps)
    shuffled = list(traces)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find_bursts(shuffled, BurstSettings()) == find_bursts(traces, BurstSettings())
    assert events_of(shuffled) == events_of(traces)


@few
@given(any_courses(), FPS, st.sampled_from([-1.0, 0.5, 64.0, 4096.0]))
def test_moving_everything_in_time_moves_the_events_and_changes_nothing_else(
    courses: list[Course], fps: float, by_s: float
) -> None:
    before = events_of(several(*courses, fps=fps))
    after = events_of([later(trace, by_s) for trace in several(*courses, fps=fps)])
    assert len(before) == len(after)
    for first, second in zip(before, after, strict=True):
        # A frame right at the edge of an episode may fall to either side when times are rounded differently.
        assert second.span.start_s == pytest.approx(first.span.start_s + by_s, abs=0.25 / fps)
        assert second.span.end_s == pytest.approx(first.span.end_s + by_s, abs=1.0 / fps)
        assert second.peak_s == pytest.approx(first.peak_s + by_s, abs=1.0 / fps)
        assert (second.pattern, second.parts, second.trace_ids) == (first.pattern, first.parts, first.trace_ids)
        assert second.confidence == pytest.approx(first.confidence, abs=0.01)
        assert second.amplitude == pytest.approx(first.amplitude, rel=0.01)
        assert len(second.strokes) == len(first.strokes)


@few
@given(any_courses(), FPS)
def test_the_sign_of_displacement_changes_nothing_but_direction(courses: list[Course], fps: float) -> None:
    traces = several(*courses, fps=fps)
    before, after = events_of(traces), events_of([mirrored(trace) for trace in traces])
    turned = [
        replace(event, strokes=tuple(replace(s, direction=-s.direction) for s in event.strokes)) for event in after
    ]
    assert turned == list(before)


@few
@given(clear_movements(), FPS, st.floats(0.7, 1.5))
def test_a_clear_movement_keeps_its_label_when_it_is_larger_or_smaller(
    movement: Movement, fps: float, factor: float
) -> None:
    for size in (1.0, factor):
        events = events_of(several(scaled(movement.course, size), fps=fps, end_s=18.0))
        assert [event.pattern for event in events] == [movement.pattern]


@few
@given(any_courses(), FPS)
def test_events_are_in_time_order_with_unique_ids_and_hold_their_members(courses: list[Course], fps: float) -> None:
    events = events_of(several(*courses, fps=fps))
    assert [event.span for event in events] == sorted(event.span for event in events)
    assert len({event.event_id for event in events}) == len(events)
    for event in events:
        assert 0.5 <= event.confidence <= 1.0
        assert all(event.span.start_s <= m.span.start_s and m.span.end_s <= event.span.end_s for m in event.members)
        assert all(event.span.start_s - 1e-6 <= s.onset_s <= s.end_s for s in event.strokes)
