"""What must not change what is found: when it happens in the recording, left and right, light, frame rate, size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

import twitchcam
from tests.support.clips import Bytes, changed, read_luma, write_luma
from twitchcam.records import Event, Label, Part, Pattern

SAMPLES = Path(__file__).parents[2] / "samples"
FPS = 15.0
MIRRORED = {
    Part.LEFT_ARM: Part.RIGHT_ARM,
    Part.RIGHT_ARM: Part.LEFT_ARM,
    Part.LEFT_LEG: Part.RIGHT_LEG,
    Part.RIGHT_LEG: Part.LEFT_LEG,
}
STRETCHES = {"rhythmic": (7.0, 23.0), "covered_jerks": (2.0, 18.5)}
"""A rhythm; three brief jerks, one of them under a blanket."""


@cache
def pictures(name: str) -> tuple[Bytes, ...]:
    return tuple(read_luma(SAMPLES / f"{name}.mp4", *STRETCHES[name]))


def found(path: Path, frames: Sequence[Bytes], fps: float = FPS) -> list[Event]:
    analysis = twitchcam.analyze(write_luma(path, frames, fps))
    return [event for event in analysis.events if event.label is not Label.OTHER_MOVEMENT]


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Event]]:
    """What is found in the same stretches, encoded again but otherwise as they are."""
    folder = tmp_path_factory.mktemp("unchanged")
    return {name: found(folder / f"{name}.mp4", pictures(name)) for name in STRETCHES}


def assert_same(events: Sequence[Event], reference: Sequence[Event], later_s: float = 0.0, fps: float = FPS) -> None:
    assert [(event.label, event.pattern) for event in events] == [(event.label, event.pattern) for event in reference]
    onsets = [event.span.start_s - later_s for event in events]
    assert onsets == pytest.approx([event.span.start_s for event in reference], abs=2.0 / fps + 1e-6)


each = pytest.mark.parametrize("name", STRETCHES)


@pytest.mark.slow
def test_encoding_again_changes_nothing(unchanged: dict[str, list[Event]]) -> None:
    assert [event.pattern for event in unchanged["rhythmic"]] == [Pattern.RHYTHMIC]
    assert [event.pattern for event in unchanged["covered_jerks"]] == [Pattern.SINGLE_JERK] * 3


@pytest.mark.slow
@each
def test_a_blank_lead_in_shifts_everything_and_changes_nothing(
    name: str, unchanged: dict[str, list[Event]], tmp_path: Path
) -> None:
    blank = np.full_like(pictures(name)[0], round(float(np.median(pictures(name)[0]))))
    events = found(tmp_path / "later.mp4", [*[blank] * 90, *pictures(name)])
    assert_same(events, unchanged[name], later_s=90 / FPS)


@pytest.mark.slow
@each
def test_left_and_right_change_places(name: str, unchanged: dict[str, list[Event]], tmp_path: Path) -> None:
    events = found(tmp_path / "mirrored.mp4", changed(pictures(name), np.fliplr))
    assert_same(events, unchanged[name])
    for event, before in zip(events, unchanged[name], strict=True):
        if event.parts[0] in MIRRORED and before.parts[0] in MIRRORED:
            assert event.parts[0] is MIRRORED[before.parts[0]]


@pytest.mark.slow
@each
@pytest.mark.parametrize("gain", [0.75, 1.2])
def test_more_or_less_light_changes_nothing(
    name: str, gain: float, unchanged: dict[str, list[Event]], tmp_path: Path
) -> None:
    def lit(picture: Bytes) -> Bytes:
        return np.asarray(np.clip(np.rint(gain * picture), 0, 255), np.uint8)

    assert_same(found(tmp_path / "lit.mp4", changed(pictures(name), lit)), unchanged[name])


@pytest.mark.slow
@each
def test_every_second_picture_is_enough(name: str, unchanged: dict[str, list[Event]], tmp_path: Path) -> None:
    events = found(tmp_path / "half.mp4", pictures(name)[::2], FPS / 2)
    assert_same(events, unchanged[name], fps=FPS / 2)


@pytest.mark.slow
@each
@pytest.mark.parametrize("size", [(480, 360), (800, 600)])
def test_the_size_of_the_picture_changes_nothing(
    name: str, size: tuple[int, int], unchanged: dict[str, list[Event]], tmp_path: Path
) -> None:
    def resized(picture: Bytes) -> Bytes:
        how = cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_CUBIC
        return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)

    events = found(tmp_path / "resized.mp4", changed(pictures(name), resized))
    assert_same(events, unchanged[name])
    for event, before in zip(events, unchanged[name], strict=True):
        assert event.amplitude == pytest.approx(before.amplitude, rel=0.35)  # body lengths, not pixels
