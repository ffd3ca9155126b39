"""Where the infant lies throughout a recording.

The pictures that the infant is looked for in come in groups (looks): one now and then while nothing happens, some more
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

from twitchcam.pose.body_map import map_body
from twitchcam.pose.faces import Face, same_face
from twitchcam.pose.finder import PoseFinder
from twitchcam.pose.plausibility import SURE
from twitchcam.pose.sight import Sight, sight_in, surest_face
from twitchcam.records import BodyMap, Box, FoundBy, Frame, Part
from twitchcam.settings import PoseSettings
from twitchcam.timespan import TimeSpan

__all__ = ["body_maps", "maps_of_looks"]

SAME_LENGTH: Final = (0.8, 1.25)
"""How far the body lengths of two looks at the same infant may differ."""
ALONE: Final = 0.5
"""Box plausibility that one pose alone can reach; two that agree come to 0.75."""
SURE_FACE: Final = 4.5
"""Support of a face that is no other part of the infant (of at most 8)."""
NEAR_S: Final = 600.0
"""How far away in time a surer look may be whose box is taken, and a face whose body length is: sleeping infants lie in
one place for longer."""


def body_maps(
    finder: PoseFinder, frames: Iterable[Frame], duration_s: float, settings: PoseSettings
) -> tuple[BodyMap, ...]:
    """Look at frames in time order and say where the infant lies, throughout.

    1. Frames at most ``settings.look_s`` after the first of a look belong to that look.
    2. A look's map holds from its first frame to the first of the next; the first map that is found holds from 0 s
       if no look before it came to nothing, the last one to the end.
    3. The faces seen within ``NEAR_S`` of a look tell its body length: the median of them, one a picture.
    4. An infant does not grow overnight: a map's body length is limited to 0.8 to 1.25 times the median of all looks
       that found the body, each counted by its plausibility.
    5. Where a look finds nothing, the last map goes on as last known, its plausibilities halved every
       ``settings.last_known_half_s``. Before anything was found there is no map.
    6. A body that one pose alone speaks for (a box plausibility of at most 1/2) was right in two of three only. Where
       another look of the recording found one that several agree on, it counts as nothing, unless its middle lies where
       the infant was last.
    7. Where a map is less plausible than ``SURE``, and a surer look within ``NEAR_S`` shows the infant in the same
       place (the middle of either box lies in the other), box and body length are those of the nearest such look, and
       it counts as just sure: of 40 maps of drawn infants that overlapped with the truth by 0.76, then by 0.79.
    8. A face that is seen once, with a support below ``SURE_FACE``, is doubtful: of 46 in 478 recordings 13 had less
       than 0.7 or more than 1.5 times the true size, of 249 surer ones none. The upper body of a covered infant looks
       like a face two to three times as large. So doubtful faces that make the infant longer than the looks without
       them do, by more than looks may differ, are none.

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
    found: list[Sight] = []
    size: tuple[int, int] | None = None
    for frame in frames:
        height_px, width_px = frame.luma.shape
        size = (width_px, height_px)
        found.append(sight_in(finder, frame.time_s, frame.luma, settings))
    return () if size is None else maps_of_looks(found, *size, duration_s, settings)


def maps_of_looks(
    found: Sequence[Sight],
    width_px: int,
    height_px: int,
    duration_s: float,
    settings: PoseSettings,
) -> tuple[BodyMap, ...]:
    """Rules 1 to 8 of `body_maps`, from what was seen in pictures of one size."""
    maps = _maps_from(found, width_px, height_px, duration_s, settings)
    sure = _without_doubtful_faces(found)
    if sure != list(found):
        without = _maps_from(sure, width_px, height_px, duration_s, settings)
        skeletons_px = [body.body_length_px for body in without if body.found_by is FoundBy.LANDMARKS]
        lengths_px = [body.body_length_px for body in maps]
        if skeletons_px and float(np.median(lengths_px)) > SAME_LENGTH[1] * float(np.median(skeletons_px)):
            return without
    return maps


def _without_doubtful_faces(found: Sequence[Sight]) -> list[Sight]:
    """Leave out the faces of rule 8 of `body_maps`."""

    def again(number: int, face: Face) -> bool:
        others = (other for index, sight in enumerate(found) if index != number for other in sight.faces)
        return any(same_face(face, other) for other in others)

    return [
        dataclasses.replace(
            sight, faces=tuple(face for face in sight.faces if face.support >= SURE_FACE or again(number, face))
        )
        for number, sight in enumerate(found)
    ]


def _maps_from(
    found: Sequence[Sight], width_px: int, height_px: int, duration_s: float, settings: PoseSettings
) -> tuple[BodyMap, ...]:
    """Rules 1 to 7 of `body_maps`."""
    looks: list[list[Sight]] = []
    for sight in found:
        if not looks or sight.time_s - looks[-1][0].time_s > settings.look_s:
            looks.append([])
        looks[-1].append(sight)

    spans = [
        TimeSpan(
            0.0 if index == 0 else look[0].time_s,
            looks[index + 1][0].time_s if index + 1 < len(looks) else max(duration_s, look[-1].time_s),
        )
        for index, look in enumerate(looks)
    ]
    size = (width_px, height_px)
    maps = _maps_of(looks, spans, size, settings, agreed=True)
    return _steady_length(_surer(maps or _maps_of(looks, spans, size, settings, agreed=False)))


def _maps_of(
    looks: Sequence[Sequence[Sight]],
    spans: Sequence[TimeSpan],
    size: tuple[int, int],
    settings: PoseSettings,
    agreed: bool,
) -> list[BodyMap]:
    """Rules 2, 3, 5 and, with ``agreed``, 6 of `body_maps`."""
    faces = [(sight.time_s, surest_face([sight])) for look in looks for sight in look]
    lengths = [(time_s, face.body_length_px) for time_s, face in faces if face is not None]
    maps: list[BodyMap] = []
    last: BodyMap | None = None
    for look, span in zip(looks, spans, strict=True):
        near = [length_px for time_s, length_px in lengths if abs(time_s - look[0].time_s) <= NEAR_S]
        told_px = float(np.median(near)) if near else None
        found = map_body(look, span, *size, settings, None if last is None else last.box, told_px)
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
        if near and distance_s <= NEAR_S:
            length_px = best.body_length_px
            body = dataclasses.replace(body, box=best.box, body_length_px=length_px, box_plausibility=SURE)
        outcome.append(body)
    return outcome


def _same_place(one: Box, other: Box) -> bool:
    """Whether the middle of either box lies in the other."""
    return one.holds_middle_of(other) and other.holds_middle_of(one)


def _steady_length(maps: Sequence[BodyMap]) -> tuple[BodyMap, ...]:
    """Rule 4 of `body_maps`."""
    found = sorted(
        (body.body_length_px, body.box_plausibility)
        for body in maps
        if body.found_by in (FoundBy.LANDMARKS, FoundBy.FACE)
    )
    if not found:
        return tuple(maps)
    lengths_px, weights = np.array(found).T
    median_px = float(lengths_px[np.searchsorted(np.cumsum(weights), 0.5 * weights.sum())])
    low_px, high_px = SAME_LENGTH[0] * median_px, SAME_LENGTH[1] * median_px
    return tuple(
        dataclasses.replace(body, body_length_px=round(min(max(body.body_length_px, low_px), high_px), 2))
        for body in maps
    )


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
        mouth_px=None,
    )
