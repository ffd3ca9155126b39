from __future__ import annotations

import dataclasses

import numpy as np

from tests.support.skeletons import LENGTH_PX, face_of, four_turns, outline, pose, supine
from twitchcam.pose import Sight, looks_from_sights, sights_from_looks
from twitchcam.records import Box


def test_what_was_seen_comes_back_as_it_was():
    whole = dataclasses.replace(pose(supine()), silhouette=outline(LENGTH_PX, Box(1.0, 2.0, 300.0, 400.0)))
    sights = [
        Sight(0.0, four_turns(supine()), (face_of(supine()), face_of(supine((200.0, 200.0)), 100.0))),
        Sight(2.5, ()),
        Sight(5.0, (whole,)),
        Sight(60.0, (), (face_of(supine()),)),
    ]
    back = sights_from_looks(looks_from_sights(sights))
    assert [(sight.time_s, sight.faces, len(sight.poses)) for sight in back] == [
        (sight.time_s, sight.faces, len(sight.poses)) for sight in sights
    ]
    for one, other in zip(sights, back, strict=True):
        for before, after in zip(one.poses, other.poses, strict=True):
            assert np.array_equal(before.landmarks, after.landmarks)
            assert (before.rotation_deg, before.score, before.silhouette) == (
                after.rotation_deg,
                after.score,
                after.silhouette,
            )


def test_nothing_seen_is_nothing():
    assert sights_from_looks(looks_from_sights([])) == []
