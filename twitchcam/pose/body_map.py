"""From poses to where the infant and its parts lie.

The pictures that the pose is looked for in come in groups (looks): one now and then while nothing happens, some more
near movements. Each look gives one map, and a map holds until the next look::

    looks      |           |           | |              |
    found      yes         yes         yes              no
    maps       [  landmarks )[landmarks )[  landmarks    )[ last known  )
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitchcam.pose.finder import PoseFinder
from twitchcam.pose.landmarks import LIMBS, Landmark, Pose
from twitchcam.pose.plausibility import SURE, Body, judge_body
from twitchcam.pose.proportions import HEAD_RADIUS_SHARE
from twitchcam.records import BodyMap, Box, FoundBy, Frame, Part, PartRegion, frozen_array
from twitchcam.settings import PoseSettings
from twitchcam.timespan import TimeSpan

__all__ = ["body_maps", "map_body", "maps_of_looks", "poses_in"]

# Radii and margins in body lengths. Limbs are about as thick as the forearm and the calf of a newborn in a sleep suit
# (girths of 0.2 to 0.3 body lengths), with room for the landmarks' own error of about 0.03.
FACE_RADIUS: Final = 0.09
ARM_RADIUS: Final = 0.055
LEG_RADIUS: Final = 0.065
TRUNK_RADIUS: Final = (0.09, 0.13)
"""Smallest and largest; half the shoulders' width in between."""
HAND: Final = 0.05
"""Half the length of a hand or a foot: how far they reach around their landmarks."""
BOX_MARGIN: Final = 0.03
"""Around everything: clothes, and the landmarks' own error."""
ARM_REACH: Final = (0.18, 0.30)
"""Around the middle of the shoulders, where an arm that cannot be found may lie: bent before an infant on its side, and
spread out beside one that faces the camera."""
LEG_REACH: Final = 0.13
"""Around the middle of the hips, where the knee of a leg that cannot be found may lie: a thigh's length."""
SAME_LENGTH: Final = (0.8, 1.25)
"""How far the body lengths of two looks at the same infant may differ."""
ALONE: Final = 0.5
"""Box plausibility that one pose alone can reach; two that agree come to 0.75."""
SURE_NEAR_S: Final = 600.0
"""How far away in time a surer look may be whose box is taken: sleeping infants lie in one place for longer."""
USUAL_LENGTH: Final = 0.6
"""Body length assumed where nothing tells it, as a share of the picture's longer side: cameras over a crib show little
around it."""
LIMB_IN_BOX: Final = 0.3
"""Plausibility of a limb from which on its own joints widen the box; where its side is below it, its reach does."""


def map_body(
    poses_by_time: Sequence[tuple[float, tuple[Pose, ...]]],
    span: TimeSpan,
    width_px: int,
    height_px: int,
    settings: PoseSettings,
    expected: Box | None = None,
) -> BodyMap | None:
    """Make one map from the poses of one look.

    Parameters
    ----------
    poses_by_time : sequence of (time in seconds, poses)
        All candidates, each time's own.
    span : TimeSpan
        How long the map is to hold.
    width_px, height_px : int
        Size of the picture.
    settings : PoseSettings
        Its thresholds of plausibility.
    expected : Box, optional
        Where the infant was before; of several bodies the one there is preferred.

    Returns
    -------
    BodyMap or None
        None where no body is plausible enough.
    """
    poses = [pose for _, found in poses_by_time for pose in found]
    plain = [pose for pose in poses if not pose.farther]
    body = judge_body(plain, width_px, height_px, expected)
    if len(plain) < len(poses) and (body is None or body.box_plausibility < SURE):
        body = judge_body(poses, width_px, height_px, expected)
    if body is None or body.box_plausibility < settings.box_plausibility:
        return None
    regions = _regions(body, settings)
    axis = body.core[0] - body.core[2]
    length = float(np.hypot(axis[0], axis[1]))
    return BodyMap(
        span=span,
        found_by=FoundBy.LANDMARKS,
        box=_box(body, width_px, height_px),
        box_plausibility=round(body.box_plausibility, 4),
        body_length_px=round(_likely_length_px(body, width_px, height_px), 2),
        axis=(float(axis[0]) / length, float(axis[1]) / length) if length > 0.0 else None,
        regions=regions,
        landmarks=frozen_array(body.landmarks),
    )


def body_maps(
    finder: PoseFinder, frames: Iterable[Frame], duration_s: float, settings: PoseSettings
) -> tuple[BodyMap, ...]:
    """Look at frames in time order and say where the infant lies, throughout.

    1. Frames at most ``settings.look_s`` after the first of a look belong to that look. What was found with a margin
       around the picture counts where the other poses do not agree on a sure body.
    2. The upright picture is looked at, and all its turns: always with ``settings.rotations``, otherwise only where the
       upright one shows no plausible body.
    3. A look's map holds from its first frame to the first of the next; the first map that is found holds from 0 s
       if no look before it came to nothing, the last one to the end.
    4. An infant does not grow overnight: a map's body length is limited to 0.8 to 1.25 times the median of all looks
       that found the body, each counted by its plausibility.
    5. Where a look finds nothing, the last map goes on as last known, its plausibilities halved every
       ``settings.last_known_half_s``. Before anything was found there is no map.
    6. A body that one pose alone speaks for (a box plausibility of at most 1/2) was right in two of three only. Where
       another look of the recording found one that several agree on, it counts as nothing, unless its middle lies where
       the infant was last.
    7. Where a map is less plausible than ``SURE``, and a surer look within ``SURE_NEAR_S`` shows the infant in the same
       place (the middle of either box lies in the other), box and body length are those of the nearest such look, and
       it counts as just sure: of 40 maps of drawn infants that overlapped with the truth by 0.76, then by 0.79.
    8. Where a map is less plausible than ``SURE`` and shorter than ``USUAL_LENGTH`` of the picture's longer side, its
       body length is the geometric mean of the two, unless a whole silhouette tells it: a skeleton of half an infant
       is too short, and none is too long by foreshortening. This comes before rules 4 and 7.

    Parameters
    ----------
    finder : PoseFinder
        Stays open.
    frames : iterable of Frame
        In time order, all of one size; taken one by one and not kept.
    duration_s : float
        Length of the recording, seconds.
    settings : PoseSettings
        Where its limits come from.

    Returns
    -------
    tuple of BodyMap
        In time order; spans follow each other without overlap. Empty where no body was ever found.
    """
    found: list[tuple[float, tuple[Pose, ...]]] = []
    size: tuple[int, int] | None = None
    for frame in frames:
        height_px, width_px = frame.luma.shape
        size = (width_px, height_px)
        found.append((frame.time_s, poses_in(finder, frame.luma, settings)))
    return () if size is None else maps_of_looks(found, *size, duration_s, settings)


def poses_in(finder: PoseFinder, luma: NDArray[np.uint8], settings: PoseSettings) -> tuple[Pose, ...]:
    """Rule 2 of `body_maps`: the poses in one picture, shape (height, width)."""
    poses = finder.find(luma, settings.rotations)
    if not settings.rotations and not _plausible(poses, luma.shape[1], luma.shape[0], settings):
        poses = finder.find(luma, True)
    return poses


def maps_of_looks(
    found: Sequence[tuple[float, tuple[Pose, ...]]],
    width_px: int,
    height_px: int,
    duration_s: float,
    settings: PoseSettings,
) -> tuple[BodyMap, ...]:
    """Rules 1 and 3 to 8 of `body_maps`, from times and poses of pictures of one size."""
    looks: list[list[tuple[float, tuple[Pose, ...]]]] = []
    for time_s, poses in found:
        if not looks or time_s - looks[-1][0][0] > settings.look_s:
            looks.append([])
        looks[-1].append((time_s, poses))

    spans = [
        TimeSpan(
            0.0 if index == 0 else look[0][0],
            looks[index + 1][0][0] if index + 1 < len(looks) else max(duration_s, look[-1][0]),
        )
        for index, look in enumerate(looks)
    ]
    size = (width_px, height_px)
    maps = _maps_of(looks, spans, size, settings, agreed=True)
    return _steady_length(_surer(maps or _maps_of(looks, spans, size, settings, agreed=False)))


def _maps_of(
    looks: Sequence[Sequence[tuple[float, tuple[Pose, ...]]]],
    spans: Sequence[TimeSpan],
    size: tuple[int, int],
    settings: PoseSettings,
    agreed: bool,
) -> list[BodyMap]:
    """Rules 3, 5 and, with ``agreed``, 6 of `body_maps`."""
    maps: list[BodyMap] = []
    last: BodyMap | None = None
    for look, span in zip(looks, spans, strict=True):
        found = map_body(look, span, *size, settings, expected=None if last is None else last.box)
        alone = found is not None and found.box_plausibility <= ALONE
        if found is not None and not (agreed and alone and (last is None or not last.box.holds_middle_of(found.box))):
            maps.append(found)
            last = found
        elif last is not None:
            maps.append(_last_known(last, span, settings))
    return maps


def _surer(maps: Sequence[BodyMap]) -> list[BodyMap]:
    """Rule 7 of `body_maps`."""
    sure = [body for body in maps if body.found_by is FoundBy.LANDMARKS and body.box_plausibility >= SURE]
    outcome: list[BodyMap] = []
    for body in maps:
        near = [
            (abs(other.span.start_s - body.span.start_s), other)
            for other in sure
            if body.box_plausibility < SURE and _same_place(other.box, body.box)
        ]
        distance_s, best = min(near, key=lambda item: item[0], default=(0.0, body))
        if near and distance_s <= SURE_NEAR_S:
            length_px = best.body_length_px
            body = dataclasses.replace(body, box=best.box, body_length_px=length_px, box_plausibility=SURE)
        outcome.append(body)
    return outcome


def _same_place(one: Box, other: Box) -> bool:
    """Whether the middle of either box lies in the other."""
    return one.holds_middle_of(other) and other.holds_middle_of(one)


def _steady_length(maps: Sequence[BodyMap]) -> tuple[BodyMap, ...]:
    """Rule 4 of `body_maps`."""
    found = sorted((body.body_length_px, body.box_plausibility) for body in maps if body.found_by is FoundBy.LANDMARKS)
    if not found:
        return tuple(maps)
    lengths_px, weights = np.array(found).T
    median_px = float(lengths_px[np.searchsorted(np.cumsum(weights), 0.5 * weights.sum())])
    low_px, high_px = SAME_LENGTH[0] * median_px, SAME_LENGTH[1] * median_px
    return tuple(
        dataclasses.replace(body, body_length_px=round(min(max(body.body_length_px, low_px), high_px), 2))
        for body in maps
    )


def _plausible(poses: tuple[Pose, ...], width_px: int, height_px: int, settings: PoseSettings) -> bool:
    """Whether these poses alone make a plausible body."""
    body = judge_body(poses, width_px, height_px)
    return body is not None and body.box_plausibility >= settings.box_plausibility


def _last_known(last: BodyMap, span: TimeSpan, settings: PoseSettings) -> BodyMap:
    """Return the last map for a later span, believed the less the longer ago it was made."""
    since_s = max(0.0, span.start_s - last.span.start_s)
    fading = 0.5 ** (since_s / settings.last_known_half_s)
    regions = tuple(
        dataclasses.replace(region, plausibility=round(region.plausibility * fading, 4))
        for region in last.regions
        if region.part in (Part.HEAD, Part.TRUNK)  # limbs do not stay where they were
    )
    return dataclasses.replace(
        last,
        span=span,
        found_by=FoundBy.LAST_KNOWN,
        box_plausibility=round(last.box_plausibility * fading, 4),
        regions=regions,
        landmarks=None,
    )


def _likely_length_px(body: Body, width_px: int, height_px: int) -> float:
    """Rule 8 of `body_maps`."""
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
