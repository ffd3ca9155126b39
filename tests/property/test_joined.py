"""Files cut from one recording are, joined, that recording: whatever the cuts, gaps and overlaps."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.cutting import cut_out, keyframes_s
from tests.support.videos import write_video
from twitchcam.timespan import TimeSpan
from twitchcam.video import join_files, open_recording

LENGTH_S = 40.0


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "whole.mp4"
    # A picture every 100 ms and a keyframe every second, so that names can state where a file begins.
    options = {"preset": "ultrafast", "g": "10", "bf": "0", "sc_threshold": "0"}
    write_video(path, [100 * number for number in range(400)], rate=10, options=options)
    assert keyframes_s(path)[:3] == [0.0, 1.0, 2.0]
    return path


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cuts=st.sets(st.integers(8, 32), min_size=1, max_size=3),
    shifts=st.lists(st.integers(-3, 5), min_size=3, max_size=3),
    looked=st.tuples(st.floats(0.0, LENGTH_S), st.floats(0.0, LENGTH_S)),
)
def test_a_joined_recording_has_the_frames_of_the_whole_one(
    whole: Path,
    tmp_path_factory: pytest.TempPathFactory,
    cuts: set[int],
    shifts: list[int],
    looked: tuple[float, float],
) -> None:
    """A shift of 0 is a cut; below it files overlap by so many seconds, above it that much is missing."""
    folder = tmp_path_factory.mktemp("files")
    edges = [0, *sorted(cuts), int(LENGTH_S)]
    paths, covered = list[Path](), list[TimeSpan]()
    for number, (start, end) in enumerate(itertools.pairwise(edges)):
        begin = start + (shifts[number - 1] if number else 0)
        # Files may be put up to a second later than they are, where names leave that second out.
        put_s = (put + span.duration_s for put, span in zip(_placed(covered), covered, strict=True))
        held_s = max([*put_s, *(span.end_s for span in covered)], default=0.0) - begin
        if begin >= end - 1 or (covered and begin <= covered[-1].start_s) or 2 * held_s > end - begin:
            return  # nothing is left of it, or it is no overlap but the same time
        paths.append(cut_out(whole, folder / f"20260301_2230{begin:02}.mp4", TimeSpan(begin, end)))
        covered.append(TimeSpan(float(begin), float(end)))
    joined = join_files(paths[::-1], longest_gap_s=60.0)
    assert [segment.span.start_s for segment in joined.info.segments] == pytest.approx(_placed(covered), abs=1e-9)
    if any(shift == 1 or shift == -1 for shift in shifts):
        return  # such a second is what names leave out
    with open_recording(whole) as one, open_recording(joined) as several:
        expected = [
            frame for frame in one.frames() if any(s.start_s - 1e-6 <= frame.time_s < s.end_s - 1e-6 for s in covered)
        ]
        found = list(several.frames())
        assert [frame.time_s for frame in found] == pytest.approx([frame.time_s for frame in expected], abs=1e-6)
        assert np.all(np.diff([frame.time_s for frame in found]) > 0.0)
        span = TimeSpan(min(looked), max(looked))
        within = [frame.time_s for frame in found if span.start_s - 1e-6 <= frame.time_s <= span.end_s + 1e-6]
        assert [frame.time_s for frame in several.frames(span)] == within


def _placed(covered: list[TimeSpan]) -> list[float]:
    """Return where names that state whole seconds put files: within 1.5 s of the end before, right behind it."""
    starts, end_s = list[float](), 0.0
    for span in covered:
        starts.append(end_s if starts and abs(span.start_s - end_s) <= 1.5 else span.start_s)
        end_s = max(end_s, starts[-1] + span.duration_s)
    return starts
