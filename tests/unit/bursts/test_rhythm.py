from __future__ import annotations

import numpy as np
import pytest

from tests.support.examples import stroke
from tests.support.traces import Course, cluster, frame_times, irregular, jerk, pulses, sinusoid, together, trace_of
from twitchcam.bursts.legs import find_episodes
from twitchcam.bursts.rhythm import Evenness, Rhythm, even_runs, evenness_of, rhythm_of, sure_runs
from twitchcam.bursts.strokes import find_strokes
from twitchcam.records import MotionTrace, Stroke
from twitchcam.settings import BurstSettings, LabelSettings

SETTINGS, LABELS = BurstSettings(), LabelSettings()


def strokes_at(*onsets: float) -> tuple[Stroke, ...]:
    return tuple(stroke(onset) for onset in onsets)


def measured(course: Course, *, end_s: float = 40.0, fps: float = 15.0, seed: int = 0) -> tuple[Rhythm, Evenness, int]:
    trace = trace_of(course, frame_times(end_s, fps, jitter_s=0.1 / fps, seed=seed), seed=seed)
    strokes, _ = find_strokes(trace, find_episodes(trace, SETTINGS), SETTINGS)
    rhythm = rhythm_of(tuple(strokes), fps)
    assert rhythm is not None
    return rhythm, evenness_of(trace, tuple(strokes)), len(strokes)


def test_rate_and_spread_of_known_onsets() -> None:
    rhythm = rhythm_of(strokes_at(1.0, 1.5, 2.0, 2.5, 3.0), 1000.0)
    assert rhythm is not None
    assert rhythm.rate_hz == pytest.approx(2.0)
    assert (rhythm.low_hz, rhythm.high_hz) == pytest.approx((2.0, 2.0))
    assert rhythm.interval_cv == pytest.approx(0.0, abs=1e-3)
    uneven = rhythm_of(strokes_at(1.0, 1.4, 2.0, 2.4, 3.0), 1000.0)
    assert uneven is not None
    assert uneven.interval_cv == pytest.approx(np.std([0.4, 0.6, 0.4, 0.6], ddof=1) / 0.5, abs=1e-3)


def test_two_strokes_have_no_rate() -> None:
    assert rhythm_of(strokes_at(1.0, 2.0), 15.0) is None
    assert rhythm_of((), 15.0) is None


def test_one_long_pause_does_not_set_the_rate() -> None:
    onsets = [1.0 + 0.5 * i for i in range(8)]
    rhythm = rhythm_of(strokes_at(*onsets, *(20.0 + t for t in onsets)), 1000.0)
    assert rhythm is not None
    assert rhythm.rate_hz == pytest.approx(2.0, rel=0.15)


def test_the_error_of_the_frame_times_is_not_counted_as_spread() -> None:
    # Onsets rounded to frames of 1/8 s: with an interval of 0.33 s the intervals come out as 0.25 or 0.375 s.
    onsets = np.round(np.arange(1.0, 8.0, 0.33) * 8.0) / 8.0
    raw = float(np.std(np.diff(onsets), ddof=1) / np.mean(np.diff(onsets)))
    rhythm = rhythm_of(strokes_at(*onsets), 8.0)
    assert rhythm is not None
    assert raw > 0.15
    assert rhythm.interval_cv < 0.12


@pytest.mark.parametrize(
    ("rate_hz", "fps"),
    [(r, f) for r in (0.5, 1.0, 2.0, 3.0, 4.5) for f in (8.0, 10.0, 15.0, 30.0) if r <= LABELS.sampling_share * f],
)
def test_the_interval_of_the_rate_covers_the_truth_wherever_it_can_be_judged(rate_hz: float, fps: float) -> None:
    covered, spreads, counts = 0, [], []
    for seed in range(6):
        rhythm, _, count = measured(pulses(3.0, rate_hz, 14, jitter=0.05, seed=seed), fps=fps, seed=seed)
        # The true rate of this run of strokes wanders from the nominal one with the jitter: 5% over the root of 13.
        covered += 0.97 * rhythm.low_hz <= rate_hz <= 1.03 * rhythm.high_hz
        spreads.append(rhythm.interval_cv)
        counts.append(count)
        assert rhythm.rate_hz == pytest.approx(rate_hz, rel=0.08)
        assert rhythm.high_hz - rhythm.low_hz < 0.35 * rate_hz
    assert covered >= 5
    assert np.median(counts) == 14
    assert float(np.median(spreads)) < 0.15


def test_the_spread_of_the_intervals_follows_the_jitter() -> None:
    spreads = [measured(pulses(3.0, 1.5, 16, jitter=j, seed=3), fps=25.0)[0].interval_cv for j in (0.0, 0.1, 0.25)]
    assert spreads[0] < 0.03
    assert spreads[1] == pytest.approx(0.1, abs=0.05)
    assert spreads[2] == pytest.approx(0.22, abs=0.09)


def is_rhythmic(trace: MotionTrace, strokes: tuple[Stroke, ...], fps: float) -> bool:
    """By evenness and by the intervals, as the label rules ask for."""
    rhythm, evenness = rhythm_of(strokes, fps), evenness_of(trace, strokes)
    even = evenness.repeat - evenness.amplitude_cv >= LABELS.evenness
    return rhythm is not None and even and rhythm.interval_cv <= LABELS.rhythm_interval_cv


def share_rhythmic(courses: list[Course], seed: int) -> tuple[float, int]:
    """Share of the courses with enough strokes that are taken for rhythmic, and how many those are."""
    rng = np.random.default_rng(seed)
    found = []
    for number, course in enumerate(courses):
        fps = float(rng.choice([10.0, 15.0, 25.0]))
        trace = trace_of(course, end_s=30.0, fps=fps, seed=number)
        strokes = tuple(find_strokes(trace, find_episodes(trace, SETTINGS), SETTINGS)[0])
        if len(strokes) >= LABELS.rhythm_strokes:
            found.append(is_rhythmic(trace, strokes, fps))
    return float(np.mean(found)), len(found)


def test_clonic_movement_is_told_as_such_in_49_of_50() -> None:
    rng = np.random.default_rng(0)
    drawn = [(float(rng.uniform(0.8, 3.5)), int(rng.integers(6, 20))) for _ in range(50)]
    courses = [pulses(3.0, rate, count, 0.03, jitter=0.08, seed=seed) for seed, (rate, count) in enumerate(drawn)]
    share, judged = share_rhythmic(courses, seed=0)
    assert judged == 50
    assert share >= 0.98


def test_irregular_movement_passes_for_a_rhythm_in_at_most_one_of_seven() -> None:
    # 9.5% did over 200 seeds.
    rng = np.random.default_rng(1)
    lengths = rng.uniform(4.0, 9.0, 50)
    courses = [irregular(3.0, float(s), 0.06, low_hz=0.5, high_hz=3.0, seed=i) for i, s in enumerate(lengths)]
    share, judged = share_rhythmic(courses, seed=1)
    assert judged >= 45
    assert share <= 1 / 7


def test_a_sinusoid_repeats_itself_almost_perfectly() -> None:
    _, evenness, _ = measured(sinusoid(3.0, 1.5, 10.0), fps=25.0)
    assert evenness.repeat > 0.9
    assert evenness.amplitude_cv < 0.3  # it fades in and out


def test_fewer_than_three_strokes_have_no_evenness() -> None:
    assert evenness_of(trace_of(cluster([5.0])), strokes_at(5.0)) == Evenness(0.0, 0.0)


def test_strokes_that_stand_apart_evenly_are_a_run() -> None:
    even = [5.0 + 3.0 * i for i in range(7)]
    (run,) = even_runs(list(strokes_at(*even)), SETTINGS)
    assert [s.onset_s for s in run] == even


def test_strokes_too_far_apart_too_few_or_too_uneven_are_no_run() -> None:
    assert even_runs(list(strokes_at(*(5.0 + 6.0 * i for i in range(8)))), SETTINGS) == []
    assert even_runs(list(strokes_at(*(5.0 + 3.0 * i for i in range(4)))), SETTINGS) == []
    assert even_runs(list(strokes_at(5, 7, 11.5, 13, 18, 20, 24.5, 26)), SETTINGS) == []
    assert even_runs([], SETTINGS) == []


def test_few_strokes_have_to_be_more_even_to_be_a_run() -> None:
    assert [len(run) for run in even_runs(list(strokes_at(5.0, 6.5, 8.1, 9.5, 11.0)), SETTINGS)] == [5]
    uneven = [5.0, 6.5, 8.3, 9.6, 11.4]
    assert even_runs(list(strokes_at(*uneven)), SETTINGS) == []
    assert [len(run) for run in even_runs(list(strokes_at(*uneven, 12.9)), SETTINGS)] == [6]


def test_a_run_begins_anew_behind_a_stroke_out_of_step() -> None:
    first, second = [5.0 + 1.5 * i for i in range(7)], [20.0 + 4.0 * i for i in range(7)]
    runs = even_runs(list(strokes_at(*first, *second)), SETTINGS)
    assert [len(run) for run in runs] == [7, 7]


def test_what_ends_a_quick_rhythm_does_not_begin_a_slow_one_that_follows() -> None:
    quick, slow = [5.0 + 0.2 * i for i in range(20)], [11.5 + 1.8 * i for i in range(7)]
    runs = even_runs(list(strokes_at(*quick, *slow)), SETTINGS)
    assert [(run[0].onset_s, len(run)) for run in runs] == [(5.0, 20), (11.5, 7)]


def test_spasms_that_come_evenly_are_no_run_of_brief_strokes() -> None:
    onsets = [5.0 + 4.6 * i for i in range(5)]

    def lasting(duration_s: float) -> list[Stroke]:
        return [stroke(onset, end_s=onset + duration_s) for onset in onsets]

    assert [len(run) for run in even_runs(lasting(0.9 * SETTINGS.apart_stroke_s), SETTINGS)] == [5]
    assert even_runs(lasting(1.1 * SETTINGS.apart_stroke_s), SETTINGS) == []


def test_a_sure_rhythm_is_found_among_strays() -> None:
    rhythm = pulses(8.0, 2.0, 9)
    trace = trace_of(together(cluster([5.0, 6.4]), rhythm, cluster([14.5])))
    strokes, _ = find_strokes(trace, find_episodes(trace, SETTINGS), SETTINGS)
    assert len(strokes) == 12
    (run,) = sure_runs(trace, strokes, SETTINGS)
    assert [run[0], run[-1]] == [strokes[2], strokes[10]]
    assert sure_runs(trace, strokes[:9], SETTINGS) == [], "seven strokes are not sure"
    assert sure_runs(trace, [], SETTINGS) == []


def test_even_times_alone_are_no_sure_rhythm() -> None:
    sizes = [0.03, 0.09, 0.04, 0.10, 0.03, 0.035, 0.09, 0.03, 0.10, 0.04]
    trace = trace_of(together(*(jerk(5.0 + 0.5 * i, size) for i, size in enumerate(sizes))))
    strokes, _ = find_strokes(trace, find_episodes(trace, SETTINGS), SETTINGS)
    assert len(strokes) >= SETTINGS.rhythm_sure_strokes
    assert sure_runs(trace, strokes, SETTINGS) == []
