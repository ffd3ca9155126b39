"""Where an infant lies of which only the face was found.

With L the body length that the face tells, m its middle and d the direction from eyes to mouth:

1. The head is a circle of radius 0.13 L around m, 0.04 L towards the crown.
2. The shoulders lie 0.16 L from the middle of the head along d, hips 0.313 L and feet 0.55 L (legs drawn up) from
   there. A head is turned on its neck by up to some ``TURNED_DEG``, so all of them may lie on a fan of directions of
   that much to either side.
3. The box is around the head, and the reach of arms and legs around shoulders, hips and feet in every direction of the
   fan.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from twitchcam.pose.faces import Face
from twitchcam.pose.proportions import (
    ARM_REACH,
    DRAWN_UP_SHARE,
    FACE_RADIUS,
    HEAD_RADIUS_SHARE,
    LEG_REACH,
    SHOULDERS_TO_HEAD_SHARE,
    TORSO_SHARE,
)
from twitchcam.records import BodyMap, Box, FoundBy, Part, PartRegion
from twitchcam.timespan import TimeSpan

__all__ = ["map_of_face"]

PLAUSIBLE: Final = 0.6
"""More than a lone skeleton (0.5): where the head is, and how long the infant, is sure; less than two that agree."""
SURE_HEAD: Final = 0.8
TURNED_DEG: Final = (-60.0, -30.0, 0.0, 30.0, 60.0)
_TO_THE_MIDDLE: Final = 0.04


def map_of_face(face: Face, length_px: float, span: TimeSpan, width_px: int, height_px: int) -> BodyMap:
    """Return the map of an infant whose face alone was found.

    Parameters
    ----------
    face : Face
    length_px : float
        Its body length, pixels.
    span : TimeSpan
        How long the map is to hold.
    width_px, height_px : int
        Size of the picture.
    """
    middle, down = np.array(face.middle_px), np.array(face.down)
    head = middle - _TO_THE_MIDDLE * length_px * down
    points, radii = [head], [HEAD_RADIUS_SHARE]
    for turned in np.radians(TURNED_DEG):
        cos, sin = float(np.cos(turned)), float(np.sin(turned))
        along = np.array([cos * down[0] - sin * down[1], sin * down[0] + cos * down[1]]) * length_px
        shoulders = head + SHOULDERS_TO_HEAD_SHARE * along
        points += [shoulders, shoulders + TORSO_SHARE * along, shoulders + DRAWN_UP_SHARE * along]
        radii += [ARM_REACH[0], LEG_REACH, LEG_REACH]
    reach_px = np.array(radii)[:, np.newaxis] * length_px
    low, high = (np.array(points) - reach_px).min(axis=0), (np.array(points) + reach_px).max(axis=0)
    left, right = np.clip([low[0], high[0]], 0.0, width_px)
    top, bottom = np.clip([low[1], high[1]], 0.0, height_px)
    return BodyMap(
        span=span,
        found_by=FoundBy.FACE,
        box=Box(round(float(left), 2), round(float(top), 2), round(float(right), 2), round(float(bottom), 2)),
        box_plausibility=PLAUSIBLE,
        body_length_px=round(length_px, 2),
        axis=(-face.down[0], -face.down[1]),
        regions=(
            _circle(Part.HEAD, head[0], head[1], HEAD_RADIUS_SHARE * length_px),
            _circle(Part.FACE, middle[0], middle[1], FACE_RADIUS * length_px),
        ),
        mouth_px=(round(face.mouth_px[0], 2), round(face.mouth_px[1], 2)),
    )


def _circle(part: Part, x_px: float, y_px: float, radius_px: float) -> PartRegion:
    return PartRegion(part, ((round(float(x_px), 2), round(float(y_px), 2)),), round(radius_px, 2), SURE_HEAD)
