"""The renderer of the sample recordings: same seed, same clip; truth that fits what is drawn."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

make_samples = importlib.import_module("make_samples")

from rendering.encode import render, truth  # noqa: E402
from rendering.figure import JOINTS, SETTINGS, joint_positions, resting_pose, settings_vector  # noqa: E402
from rendering.kinds import Plan  # noqa: E402
from rendering.movement import course, measure, settings_at, tips  # noqa: E402
from rendering.picture import Picture  # noqa: E402
from rendering.scene import Blanket, Camera, Noise, Scene  # noqa: E402

NAMES = sorted(make_samples.SAMPLES)
SMALL = Camera(160, 120, Fraction(10), body_length_px=105.0)


def small(scene: Scene) -> Scene:
    return replace(scene, camera=SMALL)


def events(name: str, seed: int | None = None) -> list:
    scene = make_samples.sample(name, seed)
    rest = resting_pose(scene.pose, scene.seed)
    return [measure(rest, scene.movements, which) for which in range(len(scene.movements))]


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_events_other_seed_other_events(name):
    assert events(name) == events(name)
    if events(name):
        assert events(name) != events(name, seed=9)


@pytest.mark.parametrize("name", ["brief_jerks", "covered_jerks"])
def test_same_seed_same_frames_in_any_order(name):
    scene = small(make_samples.sample(name))
    index = round(scene.movements[0].start_s * 10) + 1
    one, other = Picture(scene), Picture(scene)
    first = [one.frame(index) for index in (0, index, index + 1)]
    again = [other.frame(index) for index in (index + 1, 0, index)]
    for left, right in zip(first, [again[1], again[2], again[0]], strict=True):
        assert np.array_equal(left, right)


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
@pytest.mark.parametrize("name", NAMES)
def test_events_lie_apart_with_quiet_around_them(name, seed):
    found = events(name, seed)
    duration = make_samples.sample(name, seed).duration_s
    edges = [0.0, *(edge for event in found for edge in (event.onset_s, event.offset_s)), duration]
    assert np.all(np.diff(edges)[::2] >= 3.0)
    assert np.all(np.diff(edges)[1::2] > 0.0)


def test_strokes_move_the_joint_as_far_as_asked():
    rest = resting_pose("supine_arms_up", 5)
    plan = Plan(rest, np.random.default_rng(5), 4.0)
    asked = []
    for part, amplitude in (("left_hand", 0.02), ("right_arm", 0.05), ("left_leg", 0.06), ("right_foot", 0.03)):
        plan.jerk((part,), amplitude)
        plan.wait(3.0, 4.0)
        asked.append(amplitude)
    measured = [measure(rest, plan.movements, which) for which in range(4)]
    assert [event.amplitude for event in measured] == pytest.approx(asked, abs=0.001)
    for event, movement in zip(measured, plan.movements, strict=True):
        assert 0.15 < event.offset_s - event.onset_s < 0.5
        assert movement.start_s < event.onset_s < movement.start_s + 0.05


def test_a_jerk_moves_its_own_limb_only():
    rest = resting_pose("supine_arms_up", 5)
    plan = Plan(rest, np.random.default_rng(6), 4.0)
    plan.jerk(("left_leg",), 0.05)
    rows = settings_at(rest, plan.movements, np.linspace(3.9, 4.6, 50))
    moved = np.linalg.norm(np.ptp(joint_positions(rows), axis=0), axis=-1)
    assert {name for name, far in zip(JOINTS, moved, strict=True) if far > 1e-9} == {
        "left_knee",
        "left_ankle",
        "left_toe",
    }


def test_onset_and_offset_are_where_a_twentieth_of_the_peak_is_reached():
    rest = resting_pose("supine_arms_down", 2)
    plan = Plan(rest, np.random.default_rng(2), 4.0)
    plan.stiffening(0.05, held_s=5.0)
    event = measure(rest, plan.movements, 0)
    moved = tips(plan.movements[0].moved)
    ends = joint_positions(settings_at(rest, plan.movements, np.array([event.onset_s, event.offset_s])))[:, moved]
    away = np.linalg.norm(ends - joint_positions(rest)[moved], axis=-1).max(axis=1)
    assert away == pytest.approx([0.0025, 0.0025], abs=0.0003)


def test_what_is_laid_elsewhere_stays_there():
    rest = resting_pose("supine_one_arm_up", 2)
    plan = Plan(rest, np.random.default_rng(2), 4.0)
    plan.reposition("left_arm", 0.09)
    after = joint_positions(settings_at(rest, plan.movements, np.array([20.0])))[0]
    moved = tips(("left_arm",))
    assert np.linalg.norm(after - joint_positions(rest), axis=-1)[moved].max() == pytest.approx(0.09, abs=0.001)


def test_course_is_smooth_and_keeps_its_knots():
    knots = [(1.0, 0.0), (1.1, 1.0), (1.4, 0.2)]
    assert course(knots, np.array([0.0, 1.0, 1.05, 1.1, 1.4, 9.0])) == pytest.approx([0, 0, 0.5, 1, 0.2, 0.2])
    fine = course(knots, np.arange(0.9, 1.5, 1e-4))
    assert np.abs(np.diff(fine)).max() < 2e-3


def test_patterns_are_what_they_are_called():
    spasms = make_samples.sample("spasm_series").movements
    assert {movement.series for movement in spasms} == {"s1"}
    assert np.all(np.diff([movement.start_s for movement in spasms]) >= 5.0)
    (clonic,) = [item for item in make_samples.sample("rhythmic").movements if item.kind == "clonic"]
    peaks = [
        time
        for (time, value), (_, before) in zip(clonic.channels[0].knots[1:], clonic.channels[0].knots, strict=False)
        if value > before
    ]
    gaps = np.diff(peaks)
    assert len(peaks) == clonic.strokes >= 10
    assert gaps.std() / gaps.mean() < 0.2
    assert 1.5 < 1 / gaps.mean() < 2.5


def test_pixels_move_where_the_truth_says_and_nowhere_else():
    scene = replace(small(make_samples.sample("brief_jerks")), breathing_depth=0.0)
    picture, event = Picture(scene), events("brief_jerks")[1]
    before, during = picture.clean_frame(event.onset_s - 0.2), picture.clean_frame(event.onset_s + 0.1)
    changed = np.abs(during - before)
    row, column = np.unravel_index(changed.argmax(), changed.shape)
    joints = picture.joints_px(np.array([event.onset_s]))[0]
    nearest = JOINTS[int(np.linalg.norm(joints - [column, row], axis=-1).argmin())]
    assert changed.max() > 5.0
    assert nearest.startswith("right_")
    assert nearest.split("_")[1] in ("hip", "knee", "ankle", "toe")
    assert changed[:40].max() < 0.5
    assert np.array_equal(picture.clean_frame(1.0), picture.clean_frame(2.0))


def test_breathing_stays_small_and_noise_differs_from_frame_to_frame():
    scene = replace(small(make_samples.sample("quiet_breathing")), noise=Noise(smoothing_px=0.0))
    picture = Picture(scene)
    breath = np.abs(picture.clean_frame(0.9) - picture.clean_frame(0.0))
    assert 0.05 < breath.max() < 12.0
    grain = [picture.frame(index).astype(float) - picture.clean_frame(index / 10) for index in (0, 1)]
    assert abs(np.corrcoef(grain[0].ravel(), grain[1].ravel())[0, 1]) < 0.05


def test_render_writes_clip_and_truth(tmp_path):
    rest = resting_pose("supine_arms_up", 4)
    plan = Plan(rest, np.random.default_rng(4), 0.4)
    plan.jerk(("left_arm",), 0.05)
    scene = Scene("tiny", 1.5, 4, movements=plan.movements, camera=SMALL, blanket=Blanket(), bit_rate=100_000)
    render(scene, tmp_path / "tiny.mp4")
    render(scene, tmp_path / "again.mp4")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "again.mp4",
        "again.truth.json",
        "tiny.mp4",
        "tiny.truth.json",
    ]
    assert (tmp_path / "tiny.mp4").read_bytes() == (tmp_path / "again.mp4").read_bytes()
    written = json.loads((tmp_path / "tiny.truth.json").read_text())
    assert written == json.loads(json.dumps(truth(scene, Picture(scene))))
    (event,) = written["events"]
    assert (event["label"], event["pattern"]) == ("normal_jerk", "single_jerk")
    assert (event["part"], event["parts"]) == ("arm", ["left_arm"])
    assert written["body_length_frame_widths"] == pytest.approx(105 / 160, abs=1e-4)
    assert set(written["joints"]) == set(JOINTS)


@pytest.mark.parametrize("name", NAMES)
def test_samples_in_the_folder_are_those_of_the_script(name):
    clip = ROOT / "samples" / f"{name}.mp4"
    written = json.loads(clip.with_suffix(".truth.json").read_text())
    scene = make_samples.sample(name)
    assert clip.stat().st_size < 2_000_000
    assert written["seed"] == scene.seed
    assert [(event["onset_s"], event["offset_s"]) for event in written["events"]] == [
        (event.onset_s, event.offset_s) for event in events(name)
    ]


def test_a_setting_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        settings_vector({"left_tail": 1.0})
    assert len(SETTINGS) == len(set(SETTINGS))


def test_a_movement_that_is_out_of_reach_is_refused():
    plan = Plan(resting_pose("supine_arms_up", 1), np.random.default_rng(1), 4.0)
    with pytest.raises(ValueError, match="cannot move"):
        plan.jerk(("left_hand",), 0.6)


def test_a_movement_that_is_nearly_in_reach_goes_as_far_as_it_can():
    plan = Plan(resting_pose("supine_arms_up", 1), np.random.default_rng(1), 4.0)
    with pytest.raises(ValueError, match="at most") as refused:
        plan.jerk(("left_hand",), 0.6)
    furthest = float(str(refused.value).rsplit(" ", 1)[-1])
    for wanted in (0.97 * furthest, 1.03 * furthest):
        Plan(resting_pose("supine_arms_up", 1), np.random.default_rng(1), 4.0).jerk(("left_hand",), wanted)
