from __future__ import annotations

import pytest

from tests.support.traces import Course, cluster, frame_times, jerk, rest, scaled, spasm, step, together, trace_of
from twitchcam.bursts.away import away_s
from twitchcam.timespan import TimeSpan

LEAD_S = 0.25


def away(course: Course, start_s: float, end_s: float, fps: float = 25.0) -> float:
    return away_s(trace_of(course, frame_times(12.0, fps)), TimeSpan(start_s, end_s), LEAD_S)


def wavering(amplitude: float = 0.06) -> Course:
    """A spasm that trembles by a third of its way while it is held."""
    return together(spasm(4.0, amplitude, held_s=0.8), jerk(4.35, -0.33 * amplitude), jerk(4.75, -0.33 * amplitude))


@pytest.mark.parametrize("fps", [10.0, 15.0, 25.0])
def test_a_spasm_is_away_as_long_whether_it_wavers_or_not(fps: float) -> None:
    held, wavers = (away(course, 4.0, 5.5, fps) for course in (spasm(4.0, 0.06, held_s=0.8), wavering()))
    assert held == pytest.approx(1.15, abs=0.1 + 1.0 / fps)
    assert wavers == pytest.approx(held, abs=1.0 / fps)


@pytest.mark.parametrize("fps", [10.0, 15.0, 25.0])
def test_strokes_of_a_cluster_come_back_between(fps: float) -> None:
    assert away(cluster([4.0, 4.5, 4.95]), 4.0, 5.3, fps) <= 0.25


def test_side_and_size_do_not_matter() -> None:
    assert away(scaled(wavering(), -0.5), 4.0, 5.5) == pytest.approx(away(wavering(), 4.0, 5.5), abs=0.05)


def test_what_finds_a_new_place_and_what_does_not_move_are_not_away() -> None:
    assert away(step(4.0), 4.0, 4.8) == 0.0
    assert away_s(trace_of(rest(), frame_times(12.0, 25.0), noise=0.0), TimeSpan(4.0, 5.0), LEAD_S) == 0.0


def test_too_few_frames_say_nothing() -> None:
    assert away(wavering(), 20.0, 21.0) == 0.0
