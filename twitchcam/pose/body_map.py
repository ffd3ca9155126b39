"""From what was seen of an infant to where it and its parts lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitchcam.pose.face_map import map_of_face
from twitchcam.pose.faces import Face
from twitchcam.pose.fallback import USUAL_LENGTH
from twitchcam.pose.landmarks import LIMBS, Landmark
from twitchcam.pose.plausibility import SURE, Body, judge_body
from twitchcam.pose.proportions import ARM_REACH, FACE_RADIUS, HEAD_RADIUS_SHARE, LEG_REACH
from twitchcam.pose.sight import Sight, surest_face
from twitchcam.records import BodyMap, Box, FoundBy, Part, PartRegion, frozen_array
from twitchcam.settings import PoseSettings
from twitchcam.timespan import TimeSpan

__all__ = ["map_body"]

# Radii and margins in body lengths. Limbs are about as thick as the forearm and the calf of a newborn in a sleep suit
# (girths of 0.2 to 0.3 body lengths), with room for the landmarks' own error of about 0.03.
ARM_RADIUS: Final = 0.055
LEG_RADIUS: Final = 0.065
TRUNK_RADIUS: Final = (0.09, 0.13)
"""Smallest and largest; half the shoulders' width in between."""
HAND: Final = 0.05
"""Half the length of a hand or a foot: how far they reach around their landmarks."""
BOX_MARGIN: Final = 0.03
"""Around everything: clothes, and the landmarks' own error."""
SAME_SIZE: Final = (0.8, 1.25)
"""Length that a face tells over that of the body, for its mouth to be the body's: one that was 1.45 times too large had
its mouth beside the chin."""
LIMB_IN_BOX: Final = 0.3
"""Plausibility of a limb from which on its own joints widen the box; where its side is below it, its reach does."""


def map_body(
    look: Sequence[Sight],
    span: TimeSpan,
    width_px: int,
    height_px: int,
    settings: PoseSettings,
    expected: Box | None = None,
    told_px: float | None = None,
) -> BodyMap | None:
    """Make one map from one look.

    1. Where poses agree well enough, the map is theirs. What was found with a margin around the picture counts where
       the other poses do not agree on a sure body.
    2. Where they do not, and the look shows a face, it is that of the face (`map_of_face`).
    3. Where a body is less plausible than ``SURE`` and shorter than ``USUAL_LENGTH`` of the picture's longer side, its
       body length is the geometric mean of the two, unless a whole silhouette or a face tells it: a skeleton of half an
       infant is too short, and none is too long by foreshortening.

    Parameters
    ----------
    look : sequence of Sight
    span : TimeSpan
        How long the map is to hold.
    width_px, height_px : int
        Size of the picture.
    settings : PoseSettings
        Its thresholds of plausibility.
    expected : Box, optional
        Where the infant was before; of several bodies the one there is preferred.
    told_px : float, optional
        The body length that faces tell; without it, the one that the surest face of this look tells.

    Returns
    -------
    BodyMap or None
        None where neither a body is plausible enough nor a face was seen.
    """
    face = surest_face(look)
    if told_px is None and face is not None:
        told_px = face.body_length_px
    poses = [pose for sight in look for pose in sight.poses]
    plain = [pose for pose in poses if not pose.farther]
    body = judge_body(plain, width_px, height_px, expected, face, told_px)
    if len(plain) < len(poses) and (body is None or body.box_plausibility < SURE):
        body = judge_body(poses, width_px, height_px, expected, face, told_px)
    if body is None or body.box_plausibility < settings.box_plausibility:
        return None if face is None or told_px is None else map_of_face(face, told_px, span, width_px, height_px)
    regions = _regions(body, settings)
    axis = body.core[0] - body.core[2]
    length = float(np.hypot(axis[0], axis[1]))
    return BodyMap(
        span=span,
        found_by=FoundBy.LANDMARKS,
        box=_box(body, width_px, height_px),
        box_plausibility=round(body.box_plausibility, 4),
        body_length_px=round(body.body_length_px if told_px else _likely_length_px(body, width_px, height_px), 2),
        axis=(float(axis[0]) / length, float(axis[1]) / length) if length > 0.0 else None,
        regions=regions,
        landmarks=frozen_array(body.landmarks),
        mouth_px=_mouth_px(body, face),
    )


def _mouth_px(body: Body, face: Face | None) -> tuple[float, float]:
    """Return where a face of the body's size has the mouth, or else the skeleton: that of a profile is often wrong."""
    low, high = SAME_SIZE
    if face is not None and low <= face.body_length_px / body.body_length_px <= high:
        return round(face.mouth_px[0], 2), round(face.mouth_px[1], 2)
    x, y = body.landmarks[[Landmark.MOUTH_LEFT, Landmark.MOUTH_RIGHT], :2].mean(axis=0, dtype=np.float64)
    return round(float(x), 2), round(float(y), 2)


def _likely_length_px(body: Body, width_px: int, height_px: int) -> float:
    """Rule 3 of `map_body`."""
    usual_px = USUAL_LENGTH * max(width_px, height_px)
    if body.outline is not None or body.box_plausibility >= SURE or body.body_length_px >= usual_px:
        return body.body_length_px
    return float(np.sqrt(body.body_length_px * usual_px))


def _regions(body: Body, settings: PoseSettings) -> tuple[PartRegion, ...]:
    """Return the region of each part that may be named."""
    points = body.landmarks[:, :2]
    length_px = body.body_length_px
    core = body.core
    shoulders = float(np.linalg.norm(points[Landmark.LEFT_SHOULDER] - points[Landmark.RIGHT_SHOULDER]))
    trunk_px = float(np.clip(0.5 * shoulders, TRUNK_RADIUS[0] * length_px, TRUNK_RADIUS[1] * length_px))
    mouth = points[[Landmark.MOUTH_LEFT, Landmark.MOUTH_RIGHT]].mean(axis=0)
    face = 0.5 * (points[Landmark.NOSE] + mouth)
    drawn = [
        _region(Part.HEAD, core[:1], HEAD_RADIUS_SHARE * length_px, body.head_plausibility),
        _region(Part.FACE, face[np.newaxis], FACE_RADIUS * length_px, body.head_plausibility),
        _region(Part.TRUNK, core[1:3], trunk_px, body.trunk_plausibility),
    ]
    sided: set[Part] = set()
    for limb in LIMBS:
        if body.side_plausibility[limb.part] >= settings.side_plausibility:
            sided.add(limb.part)
    for limb in LIMBS:
        # A limb that is known by its side next to one that is only known as a limb would name the other side by
        # elimination: either both sides stand, or neither does.
        if all(other.part in sided for other in LIMBS if other.either is limb.either):
            part, plausibility = limb.part, body.side_plausibility[limb.part]
        else:
            part, plausibility = limb.either, body.limb_plausibility[limb.part]
        radius_px = (ARM_RADIUS if limb.either is Part.ARM else LEG_RADIUS) * length_px
        drawn.append(_region(part, _limb_line(body, limb.joints, limb.tip), radius_px, plausibility))
    return tuple(region for region in drawn if region.plausibility >= settings.limb_plausibility)


def _region(part: Part, points: NDArray[np.floating], radius_px: float, plausibility: float) -> PartRegion:
    """Return a region with plain numbers, rounded to a hundredth of a pixel."""
    return PartRegion(
        part,
        tuple((round(float(x), 2), round(float(y), 2)) for x, y in points),
        round(radius_px, 2),
        round(plausibility, 4),
    )


def _limb_line(body: Body, joints: tuple[Landmark, ...], tip: Landmark) -> NDArray[np.float32]:
    """Return the line along a limb, with its hand or foot: to its own landmark, but no farther than one can reach."""
    points = body.landmarks[list(joints), :2]
    step = body.landmarks[tip, :2] - points[-1]
    length = float(np.hypot(step[0], step[1]))
    limit = 2.0 * HAND * body.body_length_px
    if length > limit:
        step = step * (limit / length)
    return np.concatenate([points, (points[-1] + step)[np.newaxis]])


def _box(body: Body, width_px: int, height_px: int) -> Box:
    """Return the box around head, trunk, feet, plausible limbs, the reach of the others and a whole silhouette.

    Trunk and feet under a blanket are taken to be where an infant has them.
    """
    length_px = body.body_length_px
    core = body.core
    points, radii = [core[0], core[1], core[2]], [HEAD_RADIUS_SHARE, TRUNK_RADIUS[0], TRUNK_RADIUS[0]]
    if body.feet_seen:
        for foot in (Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE, Landmark.LEFT_TOES, Landmark.RIGHT_TOES):
            points.append(body.landmarks[foot, :2].astype(np.float64))
            radii.append(HAND)
    else:
        points.append(core[3])
        radii.append(LEG_REACH)
    for limb in LIMBS:
        if body.limb_plausibility[limb.part] >= LIMB_IN_BOX:
            line = _limb_line(body, limb.joints, limb.tip).astype(np.float64)
            points.extend(line)
            radii.extend([HAND] * len(line))
        if body.side_plausibility[limb.part] < LIMB_IN_BOX:
            points.append(core[1] if limb.either is Part.ARM else core[2])
            radii.append(ARM_REACH[round(body.facing)] if limb.either is Part.ARM else LEG_REACH)
    around = np.array(points)
    reach = (np.array(radii)[:, np.newaxis] + BOX_MARGIN) * length_px
    low, high = (around - reach).min(axis=0), (around + reach).max(axis=0)
    if body.outline is not None:
        low = np.minimum(low, (body.outline.left_px, body.outline.top_px))
        high = np.maximum(high, (body.outline.right_px, body.outline.bottom_px))
    left, right = np.clip([low[0], high[0]], 0.0, width_px)
    top, bottom = np.clip([low[1], high[1]], 0.0, height_px)
    return Box(round(float(left), 2), round(float(top), 2), round(float(right), 2), round(float(bottom), 2))
