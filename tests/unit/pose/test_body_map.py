from __future__ import annotations

import dataclasses

import pytest

from tests.support.skeletons import LENGTH_PX, face_of, four_turns, outline, pose, supine
from twitchcam.pose import SURE, Landmark, Sight, map_body
from twitchcam.records import Box, FoundBy, Part
from twitchcam.settings import PoseSettings
from twitchcam.timespan import TimeSpan

SETTINGS = PoseSettings()
LIMBS = {Part.LEFT_ARM, Part.RIGHT_ARM, Part.LEFT_LEG, Part.RIGHT_LEG}


def one_map(landmarks, settings=SETTINGS):
    return map_body([Sight(0.0, four_turns(landmarks))], TimeSpan(0.0, 60.0), 640, 480, settings)


def parts(body):
    return {region.part for region in body.regions}


def test_an_infant_on_its_back_has_every_part():
    body = one_map(supine())
    assert parts(body) == LIMBS | {Part.HEAD, Part.FACE, Part.TRUNK}
    assert body.found_by is FoundBy.LANDMARKS
    assert body.axis == pytest.approx((0.0, -1.0), abs=0.02)
    assert body.landmarks.shape == (33, 3)
    assert not body.landmarks.flags.writeable


def test_the_box_holds_crown_hands_and_heels_and_little_more():
    box = one_map(supine()).box
    top, bottom = 240.0 - 0.5 * LENGTH_PX, 240.0 + 0.5 * LENGTH_PX
    assert top - 0.1 * LENGTH_PX < box.top_px <= top
    assert bottom <= box.bottom_px < bottom + 0.1 * LENGTH_PX
    hand = supine()[Landmark.LEFT_INDEX, 0]
    assert hand < box.right_px < hand + 0.1 * LENGTH_PX


def test_a_limb_region_ends_at_its_own_limb():
    region = next(region for region in one_map(supine()).regions if region.part is Part.LEFT_LEG)
    assert len(region.points_px) == 4
    assert region.points_px[2] == pytest.approx(tuple(supine()[Landmark.LEFT_ANKLE, :2]), abs=3.0)


def test_one_side_alone_is_never_named():
    poses = []
    for index, one in enumerate(four_turns(supine())):
        marks = one.landmarks.copy()
        marks[Landmark.LEFT_WRIST, :2] += (0.0, -20.0 * index)
        poses.append(pose(marks, one.rotation_deg))
    body = map_body([Sight(0.0, tuple(poses))], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert Part.RIGHT_ARM not in parts(body)
    assert Part.ARM in parts(body)
    assert {Part.LEFT_LEG, Part.RIGHT_LEG} <= parts(body)


def test_limits_come_from_the_settings():
    lone = [Sight(0.0, (pose(supine()),))]
    span = TimeSpan(0.0, 60.0)
    assert map_body(lone, span, 640, 480, dataclasses.replace(SETTINGS, box_plausibility=0.6)) is None
    bold = map_body(lone, span, 640, 480, dataclasses.replace(SETTINGS, side_plausibility=0.4))
    assert parts(bold) >= LIMBS
    shy = map_body(lone, span, 640, 480, dataclasses.replace(SETTINGS, limb_plausibility=0.7))
    assert parts(shy) == set()


def test_two_pictures_of_one_look_count_together():
    first, second = supine(), supine()
    second[Landmark.LEFT_WRIST, :2] -= (0.0, 90.0)
    look = [Sight(0.0, four_turns(first)), Sight(2.0, four_turns(second))]
    body = map_body(look, TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert Part.LEFT_ARM not in parts(body)


def test_what_a_margin_shows_counts_where_the_picture_alone_says_too_little():
    farther = tuple(dataclasses.replace(one, farther=True) for one in four_turns(supine(length_px=200.0)))
    plain, alone = four_turns(supine()), (pose(supine()),)
    agreed = map_body([Sight(0.0, (*plain, *farther))], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    helped = map_body([Sight(0.0, (*alone, *farther))], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert agreed is not None
    assert helped is not None
    assert agreed.body_length_px == pytest.approx(LENGTH_PX, rel=0.1)
    assert helped.body_length_px == pytest.approx(200.0, rel=0.1)
    assert helped.box_plausibility >= SURE


def test_the_length_of_a_short_pose_that_others_agree_with_is_its_own():
    assert one_map(supine(length_px=120.0)).body_length_px == pytest.approx(120.0, rel=0.05)


def test_the_box_holds_the_whole_silhouette():
    wide = Box(100.0, 60.0, 500.0, 420.0)
    poses = tuple(dataclasses.replace(one, silhouette=outline(LENGTH_PX, wide)) for one in four_turns(supine()))
    body = map_body([Sight(0.0, poses)], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert body is not None
    assert (body.box.left_px, body.box.right_px) == (100.0, 500.0)


def test_a_silhouette_that_the_picture_cuts_gives_a_box_inside_it():
    beyond = Box(-50.0, -20.0, 700.0, 500.0)
    poses = tuple(dataclasses.replace(one, silhouette=outline(LENGTH_PX, beyond)) for one in four_turns(supine()))
    body = map_body([Sight(0.0, poses)], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert body is not None
    assert body.box == Box(0.0, 0.0, 640.0, 480.0)


def test_a_face_alone_gives_place_and_length():
    face = face_of(supine())
    body = map_body([Sight(0.0, (), (face,))], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert body is not None
    assert body.found_by is FoundBy.FACE
    assert body.body_length_px == pytest.approx(LENGTH_PX, rel=0.01)
    assert map_body([Sight(0.0, ())], TimeSpan(0.0, 60.0), 640, 480, SETTINGS) is None


def test_the_mouth_is_where_the_face_has_it_rather_than_the_skeleton():
    look = four_turns(supine())
    alone = map_body([Sight(0.0, look)], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    face = dataclasses.replace(face_of(supine()), down=(0.6, 0.8))
    faced = map_body([Sight(0.0, look, (face,))], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert alone is not None
    assert faced is not None
    assert faced.found_by is FoundBy.LANDMARKS
    assert faced.mouth_px == pytest.approx(face.mouth_px, abs=0.01)
    corners = look[0].landmarks[[Landmark.MOUTH_LEFT, Landmark.MOUTH_RIGHT], :2].mean(axis=0)
    assert alone.mouth_px == pytest.approx(tuple(corners), abs=2.0)


def test_a_face_of_another_size_than_a_whole_silhouette_tells_no_mouth():
    whole = outline(LENGTH_PX, Box(200.0, 90.0, 440.0, 390.0))
    look = tuple(dataclasses.replace(one, silhouette=whole) for one in four_turns(supine()))
    face = dataclasses.replace(face_of(supine()), down=(0.6, 0.8))
    alone = map_body([Sight(0.0, look)], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert alone is not None
    for larger, told in ((1.15, True), (1.4, False)):
        seen = dataclasses.replace(face, side_px=larger * face.side_px)
        faced = map_body([Sight(0.0, look, (seen,))], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
        assert faced is not None
        assert faced.mouth_px == pytest.approx(seen.mouth_px if told else alone.mouth_px, abs=0.01)


def test_a_skeleton_of_another_length_than_the_face_tells_is_nothing():
    squeezed = four_turns(supine((320.0, 150.0), 0.5 * LENGTH_PX))
    alone = map_body([Sight(0.0, squeezed)], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    faced = map_body([Sight(0.0, squeezed, (face_of(supine()),))], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert alone is not None
    assert alone.body_length_px == pytest.approx(0.5 * LENGTH_PX, rel=0.05)
    assert faced is not None
    assert faced.found_by is FoundBy.FACE


def test_a_skeleton_whose_head_is_elsewhere_is_nothing():
    face = face_of(supine((200.0, 240.0)))
    look = [Sight(0.0, four_turns(supine((420.0, 240.0))), (face,))]
    body = map_body(look, TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert body is not None
    assert body.found_by is FoundBy.FACE
    assert body.box.left_px < 200.0 < body.box.right_px


def test_a_face_corrects_the_length_of_a_skeleton_and_keeps_one_that_agrees():
    look = [Sight(0.0, four_turns(supine()))]
    for share, expected in ((1.3, 1.3), (1.1, 1.0), (0.95, 1.0)):
        body = map_body(look, TimeSpan(0.0, 60.0), 640, 480, SETTINGS, told_px=share * LENGTH_PX)
        assert body is not None
        assert body.found_by is FoundBy.LANDMARKS
        assert body.body_length_px == pytest.approx(expected * LENGTH_PX, rel=0.05)


def test_an_infant_may_be_longer_than_the_picture_where_its_face_says_so():
    close = supine((320.0, 560.0), 900.0)
    look = four_turns(close)
    alone = map_body([Sight(0.0, look)], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    faced = map_body([Sight(0.0, look, (face_of(close, 900.0),))], TimeSpan(0.0, 60.0), 640, 480, SETTINGS)
    assert alone is None or alone.body_length_px <= 640.0
    assert faced is not None
    assert faced.body_length_px == pytest.approx(900.0, rel=0.05)


def test_a_whole_silhouette_knows_better_than_a_face():
    whole = tuple(
        dataclasses.replace(one, silhouette=outline(LENGTH_PX, Box(200.0, 90.0, 440.0, 390.0)))
        for one in four_turns(supine())
    )
    body = map_body([Sight(0.0, whole)], TimeSpan(0.0, 60.0), 640, 480, SETTINGS, told_px=1.3 * LENGTH_PX)
    assert body is not None
    assert body.body_length_px == pytest.approx(LENGTH_PX, rel=0.05)
