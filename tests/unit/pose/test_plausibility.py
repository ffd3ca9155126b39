from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.skeletons import LENGTH_PX, four_turns, outline, pose, supine
from twitchcam.pose import Pose
from twitchcam.pose.landmarks import LIMBS, Landmark
from twitchcam.pose.plausibility import Body, judge_body
from twitchcam.pose.proportions import measure
from twitchcam.records import Box, Part

SIZE = (640, 480)


def judged(poses: Sequence[Pose], expected: Box | None = None) -> Body:
    body = judge_body(poses, *SIZE, expected=expected)
    assert body is not None
    return body


def test_an_infant_on_its_back_is_believed_in_every_limb():
    body = judged(four_turns(supine()))
    assert body.candidates == 4
    assert body.box_plausibility > 0.8
    assert min(body.side_plausibility.values()) > 0.8
    assert body.body_length_px == pytest.approx(LENGTH_PX, rel=0.08)


def test_a_lone_pose_is_believed_half():
    body = judged([pose(supine())])
    assert body.box_plausibility == pytest.approx(0.5)
    assert body.side_plausibility[Part.LEFT_ARM] == pytest.approx(0.5)


def test_nothing_comes_of_nothing():
    assert judge_body([], *SIZE) is None
    broken = supine()
    broken[3, 0] = np.nan
    assert judge_body([pose(broken)], *SIZE) is None


def test_a_wrist_that_the_turns_disagree_about_takes_its_arm_only():
    poses = []
    for index, one in enumerate(four_turns(supine())):
        marks = one.landmarks.copy()
        marks[Landmark.LEFT_WRIST, :2] += (0.0, -60.0 * index)
        poses.append(pose(marks, one.rotation_deg))
    body = judged(poses)
    assert body.side_plausibility[Part.LEFT_ARM] < 0.35
    assert body.limb_plausibility[Part.LEFT_ARM] < 0.35
    assert body.side_plausibility[Part.RIGHT_ARM] > 0.8
    assert body.side_plausibility[Part.LEFT_LEG] > 0.8
    assert body.box_plausibility > 0.8


def test_turns_that_swap_the_sides_still_agree_that_there_are_legs():
    poses = list(four_turns(supine()))
    for index in (1, 2):
        marks = poses[index].landmarks.copy()
        for name in ("KNEE", "ANKLE", "HIP"):
            pair = [Landmark[f"LEFT_{name}"], Landmark[f"RIGHT_{name}"]]
            marks[pair] = marks[pair[::-1]]
        poses[index] = pose(marks, poses[index].rotation_deg)
    body = judged(poses)
    assert body.limb_plausibility[Part.LEFT_LEG] > 0.8
    assert body.side_plausibility[Part.LEFT_LEG] < 0.6


def test_an_infant_on_its_side_has_limbs_but_no_sides():
    marks = supine()
    for landmark in Landmark:
        if landmark.name.endswith(("SHOULDER", "HIP")):
            marks[landmark, 0] = 320.0 + 0.3 * (marks[landmark, 0] - 320.0)
    body = judged(four_turns(marks, noise_px=0.5))
    assert max(body.side_plausibility.values()) == 0.0
    assert body.box_plausibility > 0.8
    assert body.limb_plausibility[Part.LEFT_LEG] > 0.6


def test_a_bone_of_half_a_body_is_no_bone():
    marks = supine()
    marks[[Landmark.LEFT_WRIST, Landmark.LEFT_INDEX], 1] -= 150.0
    body = judged(four_turns(marks))
    assert body.side_plausibility[Part.LEFT_ARM] == 0.0
    assert body.side_plausibility[Part.RIGHT_ARM] > 0.8


def test_a_limb_outside_the_picture_is_left_out():
    body = judge_body(four_turns(supine()), 640, 340)
    assert body is not None
    assert body.side_plausibility[Part.LEFT_LEG] == 0.0
    assert body.side_plausibility[Part.LEFT_ARM] > 0.8


def test_a_head_between_the_legs_is_no_body():
    marks = supine()
    marks[:11, 1] += 0.6 * LENGTH_PX
    assert judged(four_turns(marks)).box_plausibility < 0.2


def test_a_garbled_candidate_pulls_at_nothing():
    good = four_turns(supine(), noise_px=0.0)[:3]
    garbled = supine()
    rng = np.random.default_rng(3)
    garbled[13:, :2] += rng.normal(0.0, 80.0, (20, 2)).astype(np.float32)
    body = judged([*good, pose(garbled, 270)])
    assert np.abs(body.landmarks[:, :2] - supine()[:, :2]).max() < 15.0


def test_of_two_bodies_the_one_found_more_often_is_taken_unless_it_was_elsewhere_before():
    infant = four_turns(supine((200.0, 240.0), 200.0))[:2]
    other = four_turns(supine((480.0, 240.0), 400.0))[:3]
    alone = judged([*infant, *other])
    assert alone.landmarks[Landmark.NOSE, 0] > 400.0
    known = judged([*infant, *other], expected=Box(100.0, 100.0, 300.0, 380.0))
    assert known.landmarks[Landmark.NOSE, 0] < 300.0


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0, 360.0), st.floats(80.0, 280.0), st.floats(-60.0, 60.0), st.floats(-60.0, 60.0))
def test_where_how_large_and_which_way_up_change_nothing(turn_deg, length_px, x, y):
    reference = judged(four_turns(supine(), noise_px=0.0))
    marks = supine((320.0 + x, 240.0 + y), length_px, turn_deg)
    body = judged(four_turns(marks, noise_px=0.0))
    assert body.body_length_px / length_px == pytest.approx(reference.body_length_px / LENGTH_PX, rel=1e-3)
    for limb in LIMBS:
        assert body.side_plausibility[limb.part] == pytest.approx(reference.side_plausibility[limb.part], abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.0, 200.0))
def test_plausibilities_stay_between_0_and_1(seed, noise_px):
    body = judged(four_turns(supine(), noise_px=noise_px, seed=seed))
    values = [body.box_plausibility, body.trunk_plausibility, body.head_plausibility]
    values += [*body.limb_plausibility.values(), *body.side_plausibility.values()]
    assert all(0.0 <= value <= 1.0 for value in values)


def test_drawn_up_legs_do_not_shorten_the_body():
    stretched = supine()
    bent = stretched.copy()
    for side in ("LEFT", "RIGHT"):
        for name in ("ANKLE", "HEEL", "TOES"):
            bent[Landmark[f"{side}_{name}"], 1] -= 0.25 * LENGTH_PX
    both = measure(np.stack([stretched, bent])).lengths_px
    assert both[1] / both[0] > 0.9


def test_one_stray_ankle_does_not_set_the_length():
    stray = supine()
    stray[Landmark.LEFT_ANKLE, 1] += 400.0
    assert measure(stray[np.newaxis]).lengths_px[0] < 2.2 * LENGTH_PX


def covered(marks):
    """Everything below the chest made up by the model, and known as such by its visibility."""
    rng = np.random.default_rng(5)
    marks[Landmark.LEFT_HIP :, :2] += rng.normal(0.0, 90.0, (10, 2)).astype(np.float32)
    marks[Landmark.LEFT_HIP :, 2] = 0.1
    return marks


def test_under_a_blanket_the_body_goes_on_where_an_infant_has_it():
    body = judged(four_turns(covered(supine())))
    assert body.box_plausibility > 0.8
    assert body.body_length_px == pytest.approx(LENGTH_PX, rel=0.15)
    assert body.core[2] == pytest.approx((320.0, 240.0 + 0.1 * LENGTH_PX), abs=0.08 * LENGTH_PX)
    assert not body.feet_seen
    assert body.trunk_plausibility < 0.01
    assert body.limb_plausibility[Part.LEFT_LEG] == 0.0
    assert body.side_plausibility[Part.LEFT_ARM] == 0.0  # whether it lies on its back cannot be seen without hips


AROUND = Box(200.0, 80.0, 440.0, 400.0)


def test_a_whole_silhouette_tells_the_length_where_the_hips_are_wrong():
    marks = supine()
    for joint in ("HIP", "KNEE", "ANKLE"):
        marks[[Landmark[f"LEFT_{joint}"], Landmark[f"RIGHT_{joint}"]], 1] += 0.12 * LENGTH_PX
    poses = four_turns(marks)
    without = judged(poses)
    outlined = [dataclasses.replace(one, silhouette=outline(LENGTH_PX, AROUND)) for one in poses[:2]]
    body = judged([*outlined, *poses[2:]])
    assert without.body_length_px > 1.15 * LENGTH_PX
    assert without.outline is None
    assert body.body_length_px == pytest.approx(LENGTH_PX, rel=0.01)
    assert body.outline == AROUND
    assert body.box_plausibility >= without.box_plausibility - 0.03


def test_a_lone_pose_with_a_whole_silhouette_is_believed_more():
    alone = pose(supine())
    whole = dataclasses.replace(alone, silhouette=outline(LENGTH_PX, AROUND))
    part = dataclasses.replace(alone, silhouette=outline(0.5 * LENGTH_PX, AROUND, holds=7 / 11))
    assert judged([whole]).box_plausibility == pytest.approx(0.65)
    assert judged([part]).box_plausibility == judged([alone]).box_plausibility


@pytest.mark.parametrize(("holds", "length_px"), [(1.0, 180.0), (7 / 11, np.sqrt(180.0 * LENGTH_PX))])
def test_a_silhouette_that_is_not_whole_tells_a_length_but_no_body(holds, length_px):
    """A skeleton garbled into twice the infant's length must not set it alone."""
    marks = supine()
    for joint in ("KNEE", "ANKLE"):
        marks[[Landmark[f"LEFT_{joint}"], Landmark[f"RIGHT_{joint}"]], 2] = 0.1
    with_outline = dataclasses.replace(pose(marks), silhouette=outline(180.0, AROUND, holds=holds))
    assert judged([pose(marks)]).body_length_px == pytest.approx(LENGTH_PX, rel=0.01)
    assert judged([with_outline]).body_length_px == pytest.approx(length_px, rel=0.01)
    assert judged([with_outline]).outline is None
    assert judged([with_outline]).box_plausibility == judged([pose(marks)]).box_plausibility


def test_an_infant_that_fills_the_picture_is_as_long_as_its_face_says():
    """Its skeleton and silhouette end at the picture's edge, whatever else is true of them."""
    whole = [dataclasses.replace(one, silhouette=outline(LENGTH_PX, AROUND)) for one in four_turns(supine())]
    small = (0.7 * LENGTH_PX, 0.9 * LENGTH_PX)
    told = judge_body(whole, *small, told_px=1.25 * LENGTH_PX)
    untold = judge_body(whole, *small)
    assert told is not None
    assert untold is not None
    assert told.body_length_px == pytest.approx(1.25 * LENGTH_PX)
    assert untold.body_length_px == pytest.approx(0.9 * LENGTH_PX)


def test_silhouettes_of_another_body_do_not_count():
    """Of poses that do not agree with the leading one, neither the length nor the box is taken."""
    far = pose(supine((480.0, 240.0), 200.0))
    poses = [*four_turns(supine((220.0, 240.0))), dataclasses.replace(far, silhouette=outline(200.0, AROUND))]
    assert judged(poses).outline is None
    assert judged(poses).body_length_px == pytest.approx(LENGTH_PX, rel=0.08)
