"""The real pose model on rendered infants, on a real one, and where there is none."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from twitchcam.errors import ModelFileError
from twitchcam.pose import SURE, body_maps, open_pose_finder, part_at
from twitchcam.records import FoundBy, Frame, Part
from twitchcam.settings import PoseSettings

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
FOOTAGE = ROOT.parent / "shared" / "footage"
SIDED = {Part.LEFT_ARM, Part.RIGHT_ARM, Part.LEFT_LEG, Part.RIGHT_LEG}
UNCOVERED = ("brief_jerks", "quiet_breathing", "rhythmic", "stiffening", "spasm_series")


@pytest.fixture(scope="module")
def finder():
    if importlib.util.find_spec("mediapipe") is None:
        pytest.skip("mediapipe is not installed here")
    try:
        opened = open_pose_finder(PoseSettings())
    except ModelFileError as error:
        pytest.skip(f"no model to test with: {error}")
    with opened:
        yield opened


def pictures(path: Path, *times_s: float) -> list[Frame]:
    """The first picture at or after each time."""
    found: list[Frame] = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if len(found) < len(times_s) and frame.time >= times_s[len(found)]:
                luma = frame.to_ndarray()[: frame.height, : frame.width].astype(np.uint8)
                found.append(Frame(float(frame.time), luma, keyframe=frame.key_frame))
            if len(found) == len(times_s):
                break
    return found


def sample(name: str) -> tuple[Path, dict]:
    path = SAMPLES / f"{name}.mp4"
    truth = SAMPLES / f"{name}.truth.json"
    if not path.is_file() or not truth.is_file():
        pytest.skip(f"no sample {name} in {SAMPLES}")
    return path, json.loads(truth.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", UNCOVERED)
def test_every_part_of_a_rendered_infant_is_named_where_it_was_drawn(finder, name):
    path, truth = sample(name)
    (body,) = body_maps(finder, pictures(path, 0.0), 10.0, PoseSettings())
    assert body.box_plausibility > 0.7
    assert {region.part for region in body.regions} >= SIDED
    length_px = truth["body_length_px"]
    assert body.body_length_px == pytest.approx(length_px, rel=0.15)
    joints = {joint: np.array(place) for joint, place in truth["joints"].items()}
    for joint, part in (("wrist", "arm"), ("elbow", "arm"), ("knee", "leg"), ("ankle", "leg")):
        for side in ("left", "right"):
            place = joints[f"{side}_{joint}"] + np.random.default_rng(0).normal(0.0, 3.0, (20, 2))
            assert part_at(body, place)[0] is Part(f"{side}_{part}"), (side, joint)
    for place in joints.values():
        assert body.box.left_px <= place[0] <= body.box.right_px
        assert body.box.top_px <= place[1] <= body.box.bottom_px
    drawn = np.array(list(joints.values()))
    assert body.box.width_px < np.ptp(drawn[:, 0]) + 0.35 * length_px
    assert body.box.height_px < np.ptp(drawn[:, 1]) + 0.35 * length_px


def test_under_a_blanket_body_and_length_stay_and_no_leg_is_named(finder):
    path, truth = sample("covered_jerks")
    maps = body_maps(finder, pictures(path, 0.0, 10.0), 20.0, PoseSettings())
    assert len(maps) == 2
    for body in maps:
        assert body.body_length_px == pytest.approx(truth["body_length_px"], rel=0.25)
        assert not {region.part for region in body.regions} & {Part.LEFT_LEG, Part.RIGHT_LEG, Part.LEG}
        for joint in ("left_hand", "right_hand", "crown", "pelvis"):
            x, y = truth["joints"][joint]
            assert body.box.left_px <= x <= body.box.right_px, joint
            assert body.box.top_px <= y <= body.box.bottom_px, joint


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_the_face_of_a_rendered_infant_under_a_blanket_tells_its_length(finder, turn):
    path, truth = sample("covered_jerks")
    luma = pictures(path, 0.0)[0].luma
    nose = np.array(truth["joints"]["nose"])
    for _ in range(turn):  # counter-clockwise: (x, y) goes to (y, width - x)
        nose = np.array([nose[1], luma.shape[1] - nose[0]])
        luma = np.ascontiguousarray(np.rot90(luma))
    (face, *others) = finder.faces(luma)
    assert others == []
    assert face.body_length_px == pytest.approx(truth["body_length_px"], rel=0.2)
    assert np.linalg.norm(np.array(face.middle_px) - nose) < 0.06 * truth["body_length_px"]


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_the_face_of_a_real_infant_of_which_half_is_seen_tells_its_length(finder, turn):
    path = FOOTAGE / "crib.mp4"
    if not path.is_file():
        pytest.skip(f"no real footage at {path}")
    luma = pictures(path, 0.0)[0].luma
    length_px = 0.72 * luma.shape[1]
    half = np.ascontiguousarray(np.rot90(luma[:, : round(0.55 * luma.shape[1])], turn))
    (body,) = body_maps(finder, [Frame(0.0, half, keyframe=True)], 10.0, PoseSettings())
    assert finder.faces(half)[0].body_length_px == pytest.approx(length_px, rel=0.15)
    assert body.body_length_px == pytest.approx(length_px, rel=0.2)


def test_the_same_picture_gives_the_same_map(finder):
    path, _ = sample("quiet_breathing")
    first, second = (body_maps(finder, pictures(path, 0.0), 10.0, PoseSettings())[0] for _ in range(2))
    assert first.landmarks is not None
    assert second.landmarks is not None
    assert np.array_equal(first.landmarks, second.landmarks)
    assert first.regions == second.regions


def test_a_small_infant_in_a_wide_picture_is_found(finder):
    path, truth = sample("brief_jerks")
    luma = pictures(path, 0.0)[0].luma
    wide = np.full((luma.shape[0] * 2, luma.shape[1] * 2), int(np.median(luma)), np.uint8)
    wide[300 : 300 + luma.shape[0], 500 : 500 + luma.shape[1]] = luma
    (body,) = body_maps(finder, [Frame(0.0, wide, keyframe=True)], 10.0, PoseSettings())
    assert body.body_length_px == pytest.approx(truth["body_length_px"], rel=0.15)
    nose = np.array(truth["joints"]["nose"]) + np.array([500.0, 300.0])
    assert part_at(body, nose[np.newaxis])[0] in {Part.FACE, Part.HEAD}


@pytest.mark.parametrize("level", [0, 90, 255])
def test_where_there_is_no_infant_there_is_no_map(finder, level):
    noise = np.random.default_rng(0).normal(level, 12.0, (360, 640))
    picture = noise.clip(0, 255).astype(np.uint8)
    assert finder.faces(picture) == ()
    assert body_maps(finder, [Frame(0.0, picture, keyframe=True)], 10.0, PoseSettings()) == ()


@pytest.mark.parametrize("name", ["crib.mp4", "dev/mixed_15fps.mp4", "dev/jerks_noisy.mp4"])
def test_a_real_infant_on_its_side_has_a_box_and_no_sides(finder, name):
    path = FOOTAGE / name
    if not path.is_file():
        pytest.skip(f"no real footage at {path}")
    frames = pictures(path, 0.0, 4.0, 8.0)
    maps = body_maps(finder, frames, 10.0, PoseSettings(look_s=1.0))
    assert [body.found_by for body in maps] == [FoundBy.LANDMARKS] * 3
    width_px = frames[0].luma.shape[1]
    assert np.median([body.body_length_px for body in maps]) / width_px == pytest.approx(0.72, rel=0.08)
    for body in maps:
        assert not {region.part for region in body.regions} & SIDED
        assert body.body_length_px / width_px == pytest.approx(0.72, rel=0.2)
        assert body.box.left_px > 0.08 * width_px
        assert body.box.right_px < 0.98 * width_px
        assert body.axis is not None
        assert body.axis[0] < -0.8  # the head is at the left


def test_finding_a_pose_opens_no_network_socket_and_writes_no_log(finder, tmp_path):
    path, _ = sample("quiet_breathing")
    np.save(tmp_path / "luma.npy", pictures(path, 0.0)[0].luma)
    program = (
        "import sys, numpy\n"
        "def watch(event, args):\n"
        "    if event.startswith('socket.'): raise SystemExit(event)\n"
        "sys.addaudithook(watch)\n"
        "import twitchcam.pose as pose\n"
        "from twitchcam.settings import PoseSettings\n"
        "assert 'mediapipe' not in sys.modules\n"
        "with pose.open_pose_finder(PoseSettings()) as finder:\n"
        f"    luma = numpy.load({str(tmp_path / 'luma.npy')!r})\n"
        "    assert finder.faces(luma)\n"
        "    print(len(finder.find(luma, True)))\n"
    )
    calls = tmp_path / "calls"
    command = [sys.executable, "-c", program]
    # The audit hook sees Python's own sockets; those of native code are seen from outside, where that is possible.
    traced = shutil.which("strace") is not None and (
        subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0
    )
    if traced:
        command = ["strace", "-f", "-e", "trace=network", "-o", str(calls), *command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "4\n"
    assert done.stderr == ""
    if traced:
        assert "socket(" not in calls.read_text(encoding="utf-8")


def test_an_infant_in_a_flat_picture_is_found(finder):
    path, _ = sample("brief_jerks")
    (frame,) = pictures(path, 1.0)
    flat = np.clip(100.0 + 0.12 * (frame.luma.astype(np.float64) - 128.0), 0.0, 255.0).astype(np.uint8)
    (clear,) = body_maps(finder, iter([frame]), 10.0, PoseSettings())
    (body,) = body_maps(finder, iter([Frame(frame.time_s, flat, keyframe=True)]), 10.0, PoseSettings())
    assert body.box_plausibility > 0.5
    assert body.body_length_px == pytest.approx(clear.body_length_px, rel=0.15)


@pytest.mark.parametrize("name", ["brief_jerks", "quiet_breathing", "rhythmic", "spasm_series"])
def test_an_infant_whose_crown_and_feet_are_cut_off_is_found(finder, name):
    path, truth = sample(name)
    (frame,) = pictures(path, 1.0)
    joints = np.array(list(truth["joints"].values()))
    low, high = joints.min(axis=0), joints.max(axis=0)
    left, top = (int(value) for value in np.maximum(low + 0.12 * (high - low), 0.0))
    right, bottom = (int(value) for value in high - 0.12 * (high - low))
    close = np.ascontiguousarray(frame.luma[top:bottom, left:right])
    (body,) = body_maps(finder, [Frame(0.0, close, keyframe=True)], 10.0, PoseSettings())
    assert body.box_plausibility >= SURE
    assert body.box.width_px * body.box.height_px > 0.9 * close.size
    chest = np.array([truth["joints"]["chest"]]) - (left, top)
    assert part_at(body, chest)[0] is Part.TRUNK


@pytest.mark.parametrize("width_px", [317, 318, 319, 320])
def test_pictures_of_any_width_have_silhouettes(finder, width_px):
    """Rows of masks that are no multiple of sixteen bytes end the process in mediapipe 0.10.31."""
    path, truth = sample("brief_jerks")
    luma = pictures(path, 0.0)[0].luma
    height_px = round(width_px * luma.shape[0] / luma.shape[1]) | 1
    small = cv2.resize(luma, (width_px, height_px), interpolation=cv2.INTER_AREA)
    poses = [pose for pose in finder.find(small, True) if pose.silhouette is not None]
    assert len(poses) >= 4
    scale = width_px / luma.shape[1]
    for pose in poses:
        assert pose.silhouette is not None
        assert pose.silhouette.whole
        assert pose.silhouette.length_px == pytest.approx(scale * truth["body_length_px"], rel=0.12)
        assert pose.silhouette.box.right_px <= width_px
