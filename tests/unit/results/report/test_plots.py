import re

import numpy as np
import pytest

from tests.support import examples
from twitchcam.records import Envelope, Pattern, frozen_array
from twitchcam.results.events_json import document_of, event_entry
from twitchcam.results.report.plots import activity_svg, events_svg, ticks_of, trace_plot
from twitchcam.timespan import TimeSpan


def envelope(*activity: float) -> Envelope:
    times = np.arange(len(activity), dtype=np.float32) + 0.5
    return Envelope(frozen_array(times), frozen_array(np.array(activity, np.float32)))


def heights(svg: str) -> list[float]:
    return [40.0 - float(y) for _, y in re.findall(r"([\d.]+),([\d.]+)", svg)]


@pytest.mark.parametrize("duration_s", [3.0, 33.0, 80.0, 3599.0, 3600.0, 8 * 3600.0, 40 * 3600.0])
def test_a_few_even_times_stand_under_the_time_line(duration_s: float) -> None:
    document = document_of(
        examples.analysis(measurement=examples.measurement(video=examples.video(duration_s=duration_s)))
    )
    ticks = ticks_of(document)
    assert 1 <= len(ticks) <= 6
    assert all(0.0 <= tick.percent < 94.0 for tick in ticks)


def test_a_brief_event_in_a_long_night_can_be_seen() -> None:
    svg = str(events_svg([event_entry(examples.event(start_s=29999.9))], 30000.0, "jerk"))
    (left, width) = re.findall(r'x="([\d.]+)" y="0" width="([\d.]+)"', svg)[0]
    assert float(width) == 3.0
    assert float(left) + float(width) <= 1000.0


def test_a_quiet_recording_looks_quiet() -> None:
    assert max(heights(str(activity_svg(envelope(3.0, 4.0, 5.0, 3.5), 4.0)))) <= 1.0
    loud = heights(str(activity_svg(envelope(3.0, 20.0, 900.0, float("nan")), 4.0)))
    assert loud[1] < loud[2]
    assert loud[2] == pytest.approx(39.0)
    assert loud[3] == pytest.approx(1.0)


def test_an_empty_envelope() -> None:
    assert "<path" not in str(activity_svg(envelope(), 10.0))


def long_trace(samples: int, moved: np.ndarray):
    times = 5.0 + np.arange(samples) / 25.0
    return examples.trace(
        samples,
        times_s=frozen_array(times),
        displacement=frozen_array(moved.astype(np.float32)),
        valid=frozen_array(np.ones(samples, np.bool_)),
        window=TimeSpan(5.0, float(times[-1])),
    )


def test_no_stroke_is_lost_when_a_long_trace_is_thinned() -> None:
    moved = np.zeros(25 * 600)
    moved[7000] = 0.05
    plot = trace_plot(event_entry(examples.event(Pattern.RHYTHMIC, 6.0, 590.0)), [long_trace(len(moved), moved)])
    assert plot is not None
    assert plot.full_percent == pytest.approx(5.0)
    points = re.findall(r'points="([^"]*)"', str(plot.svg))[0].split()
    assert len(points) < 600
    assert min(float(point.split(",")[1]) for point in points) == pytest.approx(50.0 - 46.0, abs=0.1)


def test_displacement_counts_from_before_the_movement() -> None:
    moved = np.full(25 * 20, 0.3)
    moved[25 * 10 : 25 * 11] = 0.34
    plot = trace_plot(event_entry(examples.event(start_s=15.0, duration_s=1.0)), [long_trace(len(moved), moved)])
    assert plot is not None
    assert plot.full_percent == pytest.approx(4.0, abs=0.01)


def test_a_small_movement_does_not_look_large() -> None:
    plot = trace_plot(event_entry(examples.event(start_s=15.0)), [long_trace(500, np.full(500, 0.001))])
    assert plot is not None
    assert plot.full_percent == 1.0


def test_without_a_trace_there_is_no_plot() -> None:
    assert trace_plot(event_entry(examples.event()), []) is None
    assert trace_plot(event_entry(examples.event(start_s=500.0)), [long_trace(100, np.zeros(100))]) is None
