from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tests.support import examples
from tests.support.moving_picture import Limb, MovingPicture, body
from tests.support.traces import jerk
from twitchcam.motion import measure_activity
from twitchcam.passes import place_infant
from twitchcam.pose import SURE
from twitchcam.records import BodyMap, Box, FoundBy, Part, PartRegion, Scan
from twitchcam.settings import Settings
from twitchcam.timespan import TimeSpan

SETTINGS = Settings()
INFO = examples.video(width_px=160, height_px=120, duration_s=20.0)
HALF = replace(body(Box(50.0, 20.0, 110.0, 60.0), 70.0, until_s=20.0), found_by=FoundBy.LANDMARKS)
"""Head and arms; what moves below is left out."""


def jerking(*times: float) -> Callable[[float], float]:
    courses = [jerk(at_s, 6.0) for at_s in times]
    return lambda time_s: float(sum(course(np.array([time_s]))[0] for course in courses))


def scan_of(*times: float) -> Scan:
    return MovingPicture(limbs=[Limb(80.0, 78.0, 9.0, (1.0, 0.0), jerking(*times))]).scan()


SCAN = scan_of(3.0, 9.0, 15.0)


def placed(found: BodyMap, scan: Scan = SCAN) -> BodyMap:
    (outcome,), activity = place_infant((found,), scan, INFO, SETTINGS, ())
    again = measure_activity(scan, (outcome,), SETTINGS.scan)
    assert np.array_equal(activity.strength, again.strength), "what moves is told for the box that is returned"
    return outcome


def test_a_box_that_few_poses_agree_on_takes_in_what_moves_beside_it() -> None:
    wider = placed(replace(HALF, box_plausibility=0.9 * SURE))
    assert wider.box.bottom_px > 80.0
    assert (wider.box.left_px, wider.box.top_px, wider.box.right_px) == (50.0, 20.0, 110.0)
    assert placed(replace(HALF, box_plausibility=0.9 * SURE, found_by=FoundBy.LAST_KNOWN)).box == wider.box


def test_what_jerks_once_is_enough() -> None:
    unsure = replace(HALF, box_plausibility=0.9 * SURE)
    assert placed(unsure, scan_of(9.0)).box == placed(unsure).box
    assert placed(unsure, scan_of()).box == HALF.box


def test_a_sure_box_takes_in_what_moves_where_trunk_and_legs_are_hidden() -> None:
    hidden = replace(HALF, box_plausibility=SURE, regions=())
    assert placed(hidden).box.bottom_px > 80.0


def test_a_sure_box_takes_in_what_moves_towards_hidden_legs() -> None:
    trunk = PartRegion(Part.TRUNK, ((80.0, 30.0), (80.0, 50.0)), 8.0, 0.8)
    upright = replace(HALF, box_plausibility=SURE, regions=(trunk,), axis=(0.0, -1.0))
    assert placed(upright).box.bottom_px > 80.0
    turned = replace(upright, axis=(0.0, 1.0))
    assert placed(turned) is turned


def test_a_sure_box_and_a_persons_own_stay_as_they_are() -> None:
    trunk = PartRegion(Part.TRUNK, ((80.0, 30.0), (80.0, 50.0)), 8.0, 0.8)
    legs = tuple(PartRegion(part, ((80.0, 55.0),), 8.0, 0.8) for part in (Part.LEFT_LEG, Part.RIGHT_LEG))
    sure = replace(HALF, box_plausibility=SURE, regions=(trunk, *legs))
    assert placed(sure) is sure
    own = replace(HALF, box_plausibility=0.9 * SURE, found_by=FoundBy.REGION)
    assert placed(own) is own


def test_before_the_first_body_and_without_any_there_is_one_all_the_same() -> None:
    late = replace(HALF, span=TimeSpan(8.0, 20.0))
    bodies, _ = place_infant((late,), SCAN, INFO, SETTINGS, ())
    assert [one.span for one in bodies] == [TimeSpan(0.0, 8.0), TimeSpan(8.0, 20.0)]
    assert bodies[0].found_by is FoundBy.LAST_KNOWN
    ((only,), _) = place_infant((), SCAN, INFO, SETTINGS, ())
    assert only.span == TimeSpan(0.0, 20.0)
    assert only.found_by in (FoundBy.MOTION, FoundBy.NOTHING)
