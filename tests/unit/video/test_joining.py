"""Where files stand on the time line of a joined recording. Files of this test are described, not read."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.support import examples
from twitchcam.errors import RecordingError
from twitchcam.records import Joined, StartFrom
from twitchcam.timespan import TimeSpan
from twitchcam.video import joining
from twitchcam.video.start_times import name_start

NIGHT = datetime(2026, 3, 1, 22, 30)
HOUR_S = 3600.0


def file(name: str, length_s: float = 60.0, stated: datetime | None = None, **changes: object) -> joining.LookedAt:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    info = examples.video(file_name=Path(name).name, sha256=sha256, duration_s=length_s, start_time=stated, **changes)
    return joining.LookedAt(Path(name), info, name_start(Path(name)))


def named(
    after_s: float, length_s: float = 60.0, stated: datetime | None = None, **changes: object
) -> joining.LookedAt:
    return file(f"{NIGHT + timedelta(seconds=after_s):%Y%m%d_%H%M%S}.mp4", length_s, stated, **changes)


@pytest.fixture
def join(monkeypatch: pytest.MonkeyPatch):
    def joined(*files: joining.LookedAt, in_order: bool = False, tell=None) -> Joined:
        by_path = {one.path: one for one in files}
        monkeypatch.setattr(joining, "look_at_file", by_path.__getitem__)
        return joining.join_files([one.path for one in files], in_order=in_order, longest_gap_s=3 * HOUR_S, tell=tell)

    return joined


def spans(joined: Joined) -> list[tuple[float, float]]:
    return [(segment.span.start_s, segment.span.end_s) for segment in joined.info.segments]


def test_files_stand_in_order_of_their_clock_whatever_the_order_given(join) -> None:
    joined = join(named(60), named(0), named(120))
    assert [path.name for path in joined.paths] == ["20260301_223000.mp4", "20260301_223100.mp4", "20260301_223200.mp4"]
    assert spans(joined) == [(0.0, 60.0), (60.0, 120.0), (120.0, 180.0)]
    assert (joined.name, joined.info.start_time, joined.info.duration_s) == ("20260301_223000.mp4", NIGHT, 180.0)
    assert {segment.start_from for segment in joined.info.segments} == {StartFrom.NAME}


def test_what_the_clock_leaves_out_is_neither_gap_nor_overlap(join) -> None:
    joined = join(named(0, 60.9667), named(60, 59.1), named(121, 60.0))
    assert spans(joined) == [(0.0, 60.967), (60.967, 120.067), (120.067, 180.067)]
    assert joined.info.unrecorded() == ()
    assert joined.info.overlaps() == ()


@pytest.mark.parametrize("length_s", [60.4, 59.6])
def test_small_differences_do_not_add_up_over_a_night(join, length_s: float) -> None:
    joined = join(*(named(60 * number, length_s) for number in range(200)))
    for number, (start_s, _) in enumerate(spans(joined)):
        assert abs(start_s - 60.0 * number) <= 1.5


def test_gaps_and_overlaps_are_where_the_clock_says(join) -> None:
    joined = join(named(0), named(90), named(145, 60.0))
    assert spans(joined) == [(0.0, 60.0), (90.0, 150.0), (145.0, 205.0)]
    assert joined.info.unrecorded() == (TimeSpan(60.0, 90.0),)
    assert joined.info.overlaps() == (TimeSpan(145.0, 150.0),)


def test_names_without_seconds_leave_a_minute_open(join) -> None:
    joined = join(
        file("2026-03-01_22-30.mp4", 330.0), file("2026-03-01_22-35.mp4", 300.0), file("2026-03-01_22-50.mp4")
    )
    assert spans(joined) == [(0.0, 330.0), (330.0, 630.0), (1200.0, 1260.0)]


def test_names_win_and_disagreement_is_told(join) -> None:
    told: list[str] = []
    utc_and_end = [named(60 * n, 60.0, NIGHT + timedelta(hours=-1, seconds=60 * n + 60)) for n in range(2)]
    assert spans(join(*utc_and_end, tell=told.append))[1] == (60.0, 120.0)
    assert told == []
    join(named(0, 60.0, NIGHT + timedelta(seconds=100)), named(60), tell=told.append)
    assert told == [
        "The clock times inside the files are not those of their names (by 40 s in 20260301_223000.mp4); "
        "the names are used."
    ]


def test_what_files_state_is_used_where_names_say_nothing(join) -> None:
    joined = join(file("b.mp4", 60.0, NIGHT + timedelta(seconds=60)), file("a.mp4", 60.0, NIGHT))
    assert [(segment.file_name, segment.start_from) for segment in joined.info.segments] == [
        ("a.mp4", StartFrom.METADATA),
        ("b.mp4", StartFrom.METADATA),
    ]


def test_the_time_at_which_files_were_finished_is_known_as_such(join) -> None:
    ends = {"a.mp4": (60.0, 60.0), "b.mp4": (30.0, 90.0), "c.mp4": (90.0, 180.0)}
    joined = join(*(file(name, length, NIGHT + timedelta(seconds=at)) for name, (length, at) in ends.items()))
    assert spans(joined) == [(0.0, 60.0), (60.0, 90.0), (90.0, 180.0)]
    assert joined.info.segments[0].start_from is StartFrom.METADATA_END
    assert joined.info.start_time == NIGHT


def test_without_any_clock_files_are_put_end_to_end_only_when_asked(join) -> None:
    files = [file("b.mp4", 60.0), file("a.mp4", 30.0)]
    with pytest.raises(RecordingError, match=r"When b\.mp4 begins is stated neither .* --in-order"):
        join(*files)
    joined = join(*files, in_order=True)
    assert [path.name for path in joined.paths] == ["b.mp4", "a.mp4"]
    assert spans(joined) == [(0.0, 60.0), (60.0, 90.0)]
    assert joined.info.segments[1].start_time is None


def test_one_time_in_all_files_is_no_clock(join) -> None:
    with pytest.raises(RecordingError, match="--in-order"):
        join(file("a.mp4", 60.0, NIGHT), file("b.mp4", 60.0, NIGHT))


@pytest.mark.parametrize(
    ("later", "problem"),
    [
        (named(60, width_px=640), "pictures of 640 x 720 pixels, not 1280 x 720 as 20260301_223000.mp4; expected"),
        (named(5 * HOUR_S), r"begins 5\.0 h after the end of 20260301_223000.mp4"),
        (named(20), "was recorded at the same time as 20260301_223000.mp4"),
    ],
)
def test_files_that_do_not_belong_together_are_refused(join, later: joining.LookedAt, problem: str) -> None:
    with pytest.raises(RecordingError, match=problem):
        join(named(0), later)


def test_the_checksum_stands_for_files_and_their_places(join) -> None:
    joined = join(named(0), named(60))
    lines = "".join(f"{one.sha256} {start}\n" for one, start in zip(joined.info.segments, (0, 60000), strict=True))
    assert joined.info.sha256 == hashlib.sha256(lines.encode()).hexdigest()
    assert join(named(0), named(63)).info.sha256 != joined.info.sha256


def test_runs_end_at_long_gaps_and_other_sizes() -> None:
    files = [named(0), named(60), named(1000), named(1060, width_px=640), named(1120, width_px=640)]
    runs = joining.runs_of(files, 600.0)
    assert [len(run.paths) if isinstance(run, Joined) else 1 for run in runs] == [2, 1, 2]
    assert joining.runs_of([file("a.mp4"), file("b.mp4")], 600.0) == [Path("a.mp4"), Path("b.mp4")]


def test_files_of_one_time_are_left_alone() -> None:
    files = [named(0), named(10), named(60)]
    assert joining.runs_of(files, 600.0) == [one.path for one in files]
