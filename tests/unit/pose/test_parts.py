from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.skeletons import LENGTH_PX, four_turns, supine
from twitchcam.pose import Landmark, Sight, axial_share, map_body, mouth_distance, part_at
from twitchcam.records import BodyMap, Box, FoundBy, Part, PartRegion
from twitchcam.settings import PoseSettings
from twitchcam.timespan import TimeSpan

SPAN = TimeSpan(0.0, 60.0)


def supine_map() -> BodyMap:
    found = map_body([Sight(0.0, four_turns(supine()))], SPAN, 640, 480, PoseSettings())
    assert found is not None
    return found


BODY = supine_map()


def blob(centre, radius_px=8.0, count=60):
    rng = np.random.default_rng(1)
    return np.asarray(centre, dtype=np.float64) + rng.uniform(-radius_px, radius_px, (count, 2))


def body(*regions: PartRegion) -> BodyMap:
    return BodyMap(SPAN, FoundBy.LANDMARKS, Box(0, 0, 640, 480), 0.9, 300.0, regions=regions)


@pytest.mark.parametrize(
    ("landmark", "part"),
    [
        (Landmark.LEFT_WRIST, Part.LEFT_ARM),
        (Landmark.RIGHT_ELBOW, Part.RIGHT_ARM),
        (Landmark.LEFT_KNEE, Part.LEFT_LEG),
        (Landmark.RIGHT_TOES, Part.RIGHT_LEG),
        (Landmark.MOUTH_LEFT, Part.FACE),
    ],
)
def test_what_moves_at_a_joint_is_named_by_it(landmark, part):
    name, plausibility = part_at(BODY, blob(supine()[landmark, :2]))
    assert name is part
    assert plausibility > 0.6


def test_the_whole_head_is_the_head():
    crown = supine()[[Landmark.LEFT_EAR, Landmark.RIGHT_EAR], :2].mean(axis=0) - (0.0, 0.05 * LENGTH_PX)
    assert part_at(BODY, blob(crown, 0.1 * LENGTH_PX))[0] is Part.HEAD


def test_the_belly_is_trunk_and_axial_and_a_hand_is_not():
    belly = blob((320.0, 240.0), 15.0)
    assert part_at(BODY, belly)[0] is Part.TRUNK
    assert axial_share(BODY, belly) > 0.95
    assert axial_share(BODY, blob(supine()[Landmark.LEFT_WRIST, :2])) == 0.0


def test_the_mouth_is_where_its_corners_are():
    mouth = supine()[[Landmark.MOUTH_LEFT, Landmark.MOUTH_RIGHT], :2].mean(axis=0)
    at, beside = blob(mouth), blob(np.add(mouth, (0.1 * BODY.body_length_px, 0.0)))
    assert mouth_distance(BODY, at) == pytest.approx(0.0, abs=0.01)
    assert mouth_distance(BODY, beside) == pytest.approx(0.1, abs=0.01)
    assert mouth_distance(body(), at) is None, "a map without landmarks"
    assert mouth_distance(BODY, np.empty((0, 2))) is None


def test_far_from_the_body_nothing_is_named():
    assert part_at(BODY, blob((20.0, 20.0))) == (Part.UNKNOWN, 0.0)
    assert axial_share(BODY, blob((20.0, 20.0))) == 0.0


def test_where_two_sides_fall_on_each_other_none_is_named():
    line = ((100.0, 100.0), (200.0, 100.0))
    both = body(PartRegion(Part.LEFT_LEG, line, 20.0, 0.7), PartRegion(Part.RIGHT_LEG, line, 21.0, 0.7))
    alone, _ = part_at(both, blob((150.0, 100.0)))
    assert alone is Part.RIGHT_LEG  # nearer in its own radii at every point
    apart = body(
        PartRegion(Part.LEFT_LEG, ((100.0, 96.0), (200.0, 96.0)), 20.0, 0.7),
        PartRegion(Part.RIGHT_LEG, ((100.0, 104.0), (200.0, 104.0)), 20.0, 0.7),
    )
    name, plausibility = part_at(apart, blob((150.0, 100.0)))
    assert name is Part.LEG
    assert plausibility == pytest.approx(0.7, abs=0.01)


def test_an_implausible_region_gives_no_name():
    weak = body(PartRegion(Part.LEFT_ARM, ((100.0, 100.0),), 20.0, 0.1))
    part, plausibility = part_at(weak, blob((100.0, 100.0)))
    assert part is Part.UNKNOWN
    assert plausibility == pytest.approx(0.1)


def test_without_regions_or_points_there_is_nothing_to_tell():
    assert part_at(body(), blob((100.0, 100.0))) == (Part.UNKNOWN, 0.0)
    assert part_at(BODY, np.empty((0, 2))) == (Part.UNKNOWN, 0.0)
    with pytest.raises(ValueError, match=r"\(k, 2\)"):
        part_at(BODY, np.zeros(4))


@given(st.floats(-500.0, 500.0), st.floats(-500.0, 500.0), st.floats(0.2, 5.0))
def test_moving_and_scaling_everything_changes_no_name(x, y, scale):
    points = blob((150.0, 110.0), 12.0)
    regions = (
        PartRegion(Part.LEFT_ARM, ((100.0, 100.0), (150.0, 120.0), (200.0, 100.0)), 15.0, 0.8),
        PartRegion(Part.TRUNK, ((150.0, 160.0), (150.0, 220.0)), 40.0, 0.9),
    )
    changed = tuple(
        PartRegion(r.part, tuple((a * scale + x, b * scale + y) for a, b in r.points_px), r.radius_px * scale, 0.8)
        for r in regions
    )
    same = tuple(PartRegion(r.part, r.points_px, r.radius_px, 0.8) for r in regions)
    name, plausibility = part_at(body(*same), points)
    moved, then = part_at(body(*changed), points * scale + (x, y))
    assert moved is name
    assert then == pytest.approx(plausibility, abs=0.03)


@given(st.lists(st.tuples(st.floats(-100, 700), st.floats(-100, 600)), min_size=1, max_size=30))
def test_shares_stay_between_0_and_1(points):
    _, plausibility = part_at(BODY, np.array(points))
    assert 0.0 <= plausibility <= 1.0
    assert 0.0 <= axial_share(BODY, np.array(points)) <= 1.0
