from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from tests.support.skeletons import LENGTH_PX, face_of, four_turns, outline, pose, supine
from twitchcam.pose import SURE, NoPoseFinder, ScriptedPoseFinder, Sight, body_maps, maps_of_looks
from twitchcam.pose.sequence import NEAR_S
from twitchcam.records import Box, FoundBy, Frame, Part
from twitchcam.settings import PoseSettings

SETTINGS = PoseSettings()
PICTURE = np.full((480, 640), 90, np.uint8)
LIMBS = {Part.LEFT_ARM, Part.RIGHT_ARM, Part.LEFT_LEG, Part.RIGHT_LEG}


def frames(*times_s: float):
    return (Frame(time_s, PICTURE, keyframe=True) for time_s in times_s)


def parts(body):
    return {region.part for region in body.regions}


def lone(centre, length_px):
    return (pose(supine(centre, length_px)),)


def test_maps_follow_each_other_without_a_gap():
    with ScriptedPoseFinder(lambda luma: four_turns(supine())) as finder:
        maps = body_maps(finder, frames(0.4, 60.0, 62.0, 120.0), 150.0, SETTINGS)
    assert [(body.span.start_s, body.span.end_s) for body in maps] == [(0.0, 60.0), (60.0, 120.0), (120.0, 150.0)]
    assert finder.calls == 4


def test_a_lost_body_stays_where_it_was_and_fades():
    with ScriptedPoseFinder([four_turns(supine()), ()]) as finder:
        maps = body_maps(finder, frames(0.0, 3600.0, 7200.0), 9000.0, SETTINGS)
    assert [body.found_by for body in maps] == [FoundBy.LANDMARKS, FoundBy.LAST_KNOWN, FoundBy.LAST_KNOWN]
    assert maps[1].box == maps[0].box
    assert maps[1].box_plausibility == pytest.approx(0.5 * maps[0].box_plausibility, abs=1e-3)
    assert maps[2].box_plausibility == pytest.approx(0.25 * maps[0].box_plausibility, abs=1e-3)
    assert maps[1].landmarks is None
    assert parts(maps[1]) == {Part.HEAD, Part.TRUNK}


def test_before_anything_is_found_there_is_no_map():
    with ScriptedPoseFinder([(), four_turns(supine())]) as finder:
        maps = body_maps(finder, frames(0.0, 60.0), 90.0, SETTINGS)
    assert [(body.span.start_s, body.span.end_s) for body in maps] == [(60.0, 90.0)]
    with NoPoseFinder() as nothing:
        assert body_maps(nothing, frames(0.0, 60.0), 90.0, SETTINGS) == ()
        assert body_maps(nothing, frames(), 90.0, SETTINGS) == ()


def test_somebody_who_bends_over_the_infant_does_not_become_it():
    infant = four_turns(supine((220.0, 240.0), 260.0))
    other = four_turns(supine((480.0, 240.0), 400.0))
    script = [infant, (*infant[:2], *other[:3]), infant]
    with ScriptedPoseFinder(script) as finder:
        maps = body_maps(finder, frames(0.0, 60.0, 120.0), 150.0, SETTINGS)
    assert all(body.box.right_px < 400.0 for body in maps)


def test_without_rotations_turns_are_looked_at_only_where_the_body_is_lost():
    turned = tuple(one for one in four_turns(supine()) if one.rotation_deg)
    without = dataclasses.replace(SETTINGS, rotations=False)
    with ScriptedPoseFinder(lambda luma: four_turns(supine())) as finder:
        maps = body_maps(finder, frames(0.0), 60.0, without)
        assert finder.calls == 1
    assert not parts(maps[0]) & LIMBS
    with ScriptedPoseFinder(lambda luma: turned) as finder:
        assert len(body_maps(finder, frames(0.0), 60.0, without)) == 1
        assert finder.calls == 2


def test_one_look_that_measures_wrong_does_not_change_the_infants_length():
    looks = [four_turns(supine()), four_turns(supine(length_px=180.0)), four_turns(supine())]
    with ScriptedPoseFinder(looks) as finder:
        maps = body_maps(finder, frames(0.0, 60.0, 120.0), 150.0, SETTINGS)
    assert maps[1].body_length_px == pytest.approx(0.8 * maps[0].body_length_px, rel=0.01)
    assert maps[2].body_length_px == pytest.approx(LENGTH_PX, rel=0.1)


def test_a_lone_pose_elsewhere_gives_way_to_a_body_that_several_agree_on():
    infant = four_turns(supine((220.0, 240.0), 260.0))
    for script in ([lone((520.0, 120.0), 140.0), infant], [infant, lone((520.0, 120.0), 140.0)]):
        with ScriptedPoseFinder(script) as finder:
            maps = body_maps(finder, frames(0.0, 60.0), 120.0, SETTINGS)
        assert maps
        assert all(body.box.right_px < 420.0 for body in maps)


def test_a_lone_pose_counts_where_the_infant_was_or_nothing_else_is_known():
    infant = four_turns(supine((220.0, 240.0), 260.0))
    with ScriptedPoseFinder([infant, lone((230.0, 240.0), 260.0)]) as finder:
        maps = body_maps(finder, frames(0.0, 60.0), 120.0, SETTINGS)
    assert [body.found_by for body in maps] == [FoundBy.LANDMARKS, FoundBy.LANDMARKS]
    with ScriptedPoseFinder([lone((220.0, 240.0), 260.0)]) as finder:
        assert len(body_maps(finder, frames(0.0), 60.0, SETTINGS)) == 1


def test_a_lone_pose_in_the_infants_place_takes_the_box_of_a_surer_look():
    infant, half = four_turns(supine((320.0, 240.0), 260.0)), lone((320.0, 225.0), 200.0)
    for script in ([half, infant], [infant, half]):
        with ScriptedPoseFinder(script) as finder:
            maps = body_maps(finder, frames(0.0, 60.0), 120.0, SETTINGS)
        assert len({body.box for body in maps}) == 1
        assert maps[0].box.bottom_px > 240.0 + 0.5 * 260.0
        assert {body.body_length_px for body in maps} == {maps[0].body_length_px}
        assert min(body.box_plausibility for body in maps) >= SURE


def test_a_surer_look_long_ago_says_nothing_of_an_infant_that_may_have_turned():
    infant, half = four_turns(supine((320.0, 240.0), 260.0)), lone((320.0, 225.0), 200.0)
    with ScriptedPoseFinder([infant, infant, half]) as finder:
        maps = body_maps(finder, frames(0.0, 60.0, 60.0 + 1.1 * NEAR_S + 60.0), 1000.0, SETTINGS)
    assert maps[2].box != maps[1].box


@pytest.mark.parametrize(("length_px", "expected_px"), [(96.0, np.sqrt(96.0 * 384.0)), (420.0, 420.0)])
def test_the_length_of_a_lone_short_pose_lies_between_its_own_and_the_usual_one(length_px, expected_px):
    # 384 is 0.6 of 640; a skeleton of half an infant is too short, hardly one is too long.
    with ScriptedPoseFinder([lone((320.0, 240.0), length_px)]) as finder:
        (body,) = body_maps(finder, frames(0.0), 60.0, SETTINGS)
    assert body.body_length_px == pytest.approx(expected_px, rel=0.05)


def test_a_lone_short_pose_with_a_whole_silhouette_keeps_its_length():
    (alone,) = lone((320.0, 240.0), 96.0)
    whole = dataclasses.replace(alone, silhouette=outline(96.0, Box(280.0, 190.0, 360.0, 290.0)))
    with ScriptedPoseFinder([(whole,)]) as finder:
        (body,) = body_maps(finder, frames(0.0), 60.0, SETTINGS)
    assert body.body_length_px == pytest.approx(96.0, rel=0.02)


def test_a_face_tells_the_length_of_looks_that_do_not_show_one():
    squeezed = lone((320.0, 240.0), 250.0)
    short = four_turns(supine((320.0, 240.0), 250.0))
    sights = [Sight(0.0, short), Sight(60.0, (), (face_of(supine()),)), Sight(60.0 + 1.1 * NEAR_S, squeezed)]
    near = maps_of_looks(sights[:2], 640, 480, 120.0, SETTINGS)
    assert near[0].found_by is FoundBy.LANDMARKS
    assert [body.body_length_px for body in near] == pytest.approx([LENGTH_PX, LENGTH_PX], rel=0.01)
    far = maps_of_looks(sights[2:], 640, 480, 800.0, SETTINGS)
    # The usual length, 0.6 of 640, and that of the skeleton.
    assert far[0].body_length_px == pytest.approx(np.sqrt(384.0 * 250.0), rel=0.02)


def test_faces_tell_the_length_by_their_median():
    seen = ((0.0, 1.0), (20.0, 1.02), (40.0, 2.0))
    sights = [Sight(time_s, (), (face_of(supine(), share * LENGTH_PX),)) for time_s, share in seen]
    maps = maps_of_looks(sights, 640, 480, 60.0, SETTINGS)
    assert [body.body_length_px for body in maps] == [round(1.02 * LENGTH_PX, 2)] * 3


def doubtful(times=1.0, support=4.0):
    """A face of an infant that many times as long as the skeletons."""
    return (dataclasses.replace(face_of(supine((320.0, 240.0)), times * LENGTH_PX), support=support),)


def lengths(*sights):
    return [body.body_length_px for body in maps_of_looks(sights, 640, 480, 200.0, SETTINGS)]


def test_an_upper_body_that_looks_like_a_face_once_does_not_make_the_infant_longer():
    poses = four_turns(supine((320.0, 240.0)))
    plain = lengths(Sight(0.0, poses), Sight(60.0, poses))
    assert lengths(Sight(0.0, poses), Sight(60.0, poses, doubtful(2.4))) == plain
    for twice_or_sure in (
        (Sight(0.0, poses, doubtful(2.4)), Sight(60.0, poses, doubtful(2.4))),
        (Sight(0.0, poses), Sight(60.0, poses, doubtful(2.4, support=4.6))),
    ):
        assert min(lengths(*twice_or_sure)) > 1.5 * max(plain)


def test_a_doubtful_face_counts_where_it_says_less_than_skeletons_or_nothing_else_says_anything():
    poses = four_turns(supine((320.0, 240.0), 1.4 * LENGTH_PX))
    without, with_face = (lengths(Sight(0.0, poses), Sight(60.0, poses, face)) for face in ((), doubtful()))
    assert max(with_face) < 0.85 * min(without)
    (alone,) = lengths(Sight(0.0, (), doubtful(1.2)))
    assert alone == pytest.approx(1.2 * LENGTH_PX, rel=0.05)
