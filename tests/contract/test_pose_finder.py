"""What every pose finder promises, real or not."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np
import pytest

from tests.support.skeletons import face_of, four_turns, supine
from twitchcam.errors import ModelFileError, SettingsError
from twitchcam.pose import NoPoseFinder, PoseFinder, ScriptedPoseFinder, open_pose_finder
from twitchcam.settings import PoseSettings

PICTURE = np.random.default_rng(0).integers(0, 255, (48, 64)).astype(np.uint8)


def _real(model: str) -> PoseFinder:
    if importlib.util.find_spec("mediapipe") is None:
        pytest.skip("mediapipe is not installed here")
    try:
        return open_pose_finder(PoseSettings(model=model))
    except ModelFileError as error:
        pytest.skip(f"no model to test with: {error}")


FINDERS: dict[str, Callable[[], PoseFinder]] = {
    "none": NoPoseFinder,
    "opened none": lambda: open_pose_finder(PoseSettings(model="none")),
    "scripted": lambda: ScriptedPoseFinder([four_turns(supine()), ()], [face_of(supine())]),
    "scripted function": lambda: ScriptedPoseFinder(lambda luma: four_turns(supine())),
    "mediapipe full": lambda: _real("full"),
}


@pytest.fixture(params=list(FINDERS))
def finder(request):
    with FINDERS[request.param]() as opened:
        yield opened


def test_find_returns_poses_in_order_of_their_turn(finder):
    turns = [pose.rotation_deg for pose in finder.find(PICTURE, True)]
    assert turns == sorted(turns)
    assert set(turns) <= {0, 90, 180, 270}


def test_without_rotations_only_the_upright_picture_counts(finder):
    assert {pose.rotation_deg for pose in finder.find(PICTURE, False)} <= {0}


def test_poses_are_whole_and_cannot_be_written_to(finder):
    for pose in finder.find(PICTURE, True):
        assert pose.landmarks.shape == (33, 3)
        assert pose.landmarks.dtype == np.float32
        assert not pose.landmarks.flags.writeable
        assert 0.0 <= pose.score <= 1.0


@pytest.mark.parametrize(
    "picture",
    [np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.float32), np.zeros((0, 4), np.uint8)],
    ids=["colour", "float", "empty"],
)
def test_other_pictures_are_refused(finder, picture):
    with pytest.raises(ValueError, match="expected brightness"):
        finder.find(picture, False)
    with pytest.raises(ValueError, match="expected brightness"):
        finder.faces(picture)


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (500, 3), (720, 1280)])
def test_pictures_of_any_size_do(finder, shape):
    assert isinstance(finder.find(np.full(shape, 90, np.uint8), True), tuple)
    assert isinstance(finder.faces(np.full(shape, 90, np.uint8)), tuple)


def test_faces_come_surest_first_and_point_somewhere(finder):
    faces = finder.faces(PICTURE)
    assert [face.support for face in faces] == sorted((face.support for face in faces), reverse=True)
    for face in faces:
        assert np.hypot(*face.down) == pytest.approx(1.0)
        assert face.side_px > 0.0
    assert finder.faces(PICTURE) == faces


def test_the_picture_stays_as_it_was(finder):
    before = PICTURE.copy()
    finder.find(PICTURE, True)
    assert np.array_equal(PICTURE, before)


def test_a_picture_that_cannot_be_written_to_does(finder):
    picture = PICTURE.copy()
    picture.flags.writeable = False
    assert isinstance(finder.find(picture, True), tuple)


def test_closing_twice_is_fine_and_finding_afterwards_is_not(finder):
    finder.close()
    finder.close()
    with pytest.raises(ValueError, match="closed"):
        finder.find(PICTURE, False)
    with pytest.raises(ValueError, match="closed"):
        finder.faces(PICTURE)


def test_an_unknown_model_is_named():
    with pytest.raises(SettingsError, match="full, heavy, none; found 'lite'"):
        open_pose_finder(PoseSettings(model="lite"))


def test_a_model_without_mediapipe_says_what_to_do(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelFileError, match=r"needs the package mediapipe, which is not installed.*'none'"):
        open_pose_finder(PoseSettings(model="full"))


def test_a_missing_model_is_reported_as_such(monkeypatch, tmp_path):
    if importlib.util.find_spec("mediapipe") is None:
        pytest.skip("mediapipe is not installed here")
    monkeypatch.setenv("TWITCHCAM_MODELS", str(tmp_path))
    with pytest.raises(ModelFileError, match="looked for"):
        open_pose_finder(PoseSettings(model="full"))
