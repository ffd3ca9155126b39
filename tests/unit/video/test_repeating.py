from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.videos import write_sound, write_video
from twitchcam.errors import RecordingError
from twitchcam.video import decode_all, open_recording, repeat_recording


@pytest.mark.parametrize(
    "options", [{"preset": "ultrafast", "g": "10", "bf": "0"}, {"preset": "veryfast", "g": "20", "bf": "2"}]
)
@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_every_repetition_holds_the_same_pictures_at_shifted_times(
    tmp_path: Path, ending: str, options: dict[str, str]
) -> None:
    source, target = tmp_path / f"one.{ending}", tmp_path / f"many.{ending}"
    write_video(source, list(range(0, 2000, 50)), rate=20, options=options, sound_s=2.0)
    starts_s = repeat_recording(source, target, 7.0)
    assert starts_s == pytest.approx([0.0, 2.0, 4.0, 6.0], abs=0.002)
    with open_recording(source) as one, open_recording(target) as many:
        once, all_of_it = list(one.frames()), list(many.frames())
        assert many.info.duration_s == pytest.approx(8.0, abs=0.06)
        assert not many.info.has_sound
    assert len(all_of_it) == 4 * len(once) == decode_all(target)
    for number, frame in enumerate(all_of_it):
        original = once[number % len(once)]
        assert frame.time_s == pytest.approx(starts_s[number // len(once)] + original.time_s, abs=0.002)
        assert (frame.luma == original.luma).all()


def test_what_cannot_be_repeated_is_said(tmp_path: Path) -> None:
    write_sound(tmp_path / "sound.mp4")
    with pytest.raises(RecordingError, match="only sound"):
        repeat_recording(tmp_path / "sound.mp4", tmp_path / "long.mp4", 10.0)
    write_video(tmp_path / "one.mp4", [0, 50, 100])
    with pytest.raises(RecordingError, match="cannot be repeated"):
        repeat_recording(tmp_path / "one.mp4", tmp_path / "long.nonsense", 10.0)


def test_another_recording_stands_between_as_often_as_asked(tmp_path: Path) -> None:
    rare, quiet, target = tmp_path / "rare.mp4", tmp_path / "quiet.mp4", tmp_path / "night.mp4"
    write_video(rare, list(range(0, 1000, 50)), rate=20)
    write_video(quiet, list(range(0, 2000, 50)), rate=20)
    starts_s = repeat_recording(rare, target, 9.0, between=quiet, times=2)
    assert starts_s == pytest.approx([0.0, 5.0], abs=0.002)
    with open_recording(rare) as one, open_recording(quiet) as other, open_recording(target) as night:
        unit = [frame.luma for frame in one.frames()] + 2 * [frame.luma for frame in other.frames()]
        shown = list(night.frames())
    assert [frame.time_s for frame in shown] == pytest.approx([0.05 * number for number in range(200)], abs=0.002)
    assert all((frame.luma == luma).all() for frame, luma in zip(shown, 2 * unit, strict=True))


def test_what_is_coded_otherwise_does_not_stand_between(tmp_path: Path) -> None:
    write_video(tmp_path / "rare.mp4", [0, 50, 100], rate=20)
    write_video(tmp_path / "quiet.mp4", [0, 50, 100], rate=20, size=(64, 64))
    with pytest.raises(RecordingError, match=r"quiet\.mp4 is coded otherwise"):
        repeat_recording(tmp_path / "rare.mp4", tmp_path / "night.mp4", 1.0, between=tmp_path / "quiet.mp4")
