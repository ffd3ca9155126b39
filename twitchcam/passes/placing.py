"""Between the passes: where the infant lies at every moment, and what moves there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from twitchcam.motion import MOMENT_S, Activity, activity_map, measure_activity, moved_places
from twitchcam.pose import USUAL_LENGTH, body_from_activity, may_reach_further, widened
from twitchcam.records import BodyMap, Box, FoundBy, Scan, VideoInfo
from twitchcam.settings import Settings
from twitchcam.timespan import TimeSpan, gaps

__all__ = ["bodies_everywhere", "place_infant"]

_LEAST_PLAUSIBLE: Final = 0.2
"""Movement that says less surely where the infant is, such as one at the picture's edge, is no reason to look nowhere
else."""
_AROUND_S: Final = 300.0
"""How long before and after a body map's span movement tells how far the infant reaches: it lies still for longer."""


def place_infant(
    found: tuple[BodyMap, ...], scan: Scan, info: VideoInfo, settings: Settings, breaks: Sequence[TimeSpan]
) -> tuple[tuple[BodyMap, ...], Activity]:
    """Return body maps for the whole recording, and what moves.

    Parameters
    ----------
    found : tuple of BodyMap
        Those that poses speak for, in time order; or the one that a person gave, which is taken as it is.
    scan : Scan
    info : VideoInfo
    settings : Settings
    breaks : sequence of TimeSpan
        Long stretches in which nothing was recorded.
    """
    given = any(body.found_by is FoundBy.REGION for body in found)
    bodies = found if given else bodies_everywhere(found, scan, info, settings)
    activity = measure_activity(scan, bodies, settings.scan, breaks=breaks)
    open_ended = [body for body in bodies if _open_ended(body)]
    if not open_ended:
        return bodies, activity
    moved = moved_places(scan, bodies, activity, settings.scan)
    wider = tuple(_widened(body, moved, scan, info) if _open_ended(body) else body for body in bodies)
    if wider == bodies:
        return bodies, activity
    return wider, measure_activity(scan, wider, settings.scan, breaks=breaks)


def bodies_everywhere(
    found: tuple[BodyMap, ...], scan: Scan, info: VideoInfo, settings: Settings
) -> tuple[BodyMap, ...]:
    """Fill the stretches without a body map: from what moves, or else with the whole picture."""
    missing = gaps([body.span for body in found], TimeSpan(0.0, max(info.duration_s, 1e-3)))
    if not missing:
        return found
    moving = body_from_activity(
        activity_map(scan, settings.scan), scan.cell_px, missing[0], info.width_px, info.height_px
    )
    length_px = USUAL_LENGTH * max(info.width_px, info.height_px)
    if moving is not None and moving.box_plausibility < _LEAST_PLAUSIBLE:
        moving = None
    whole = BodyMap(missing[0], FoundBy.NOTHING, Box(0, 0, info.width_px, info.height_px), 0.0, length_px)
    fill = found[0] if found else moving or whole
    kind = FoundBy.LAST_KNOWN if found else fill.found_by
    filled = [replace(fill, span=span, found_by=kind) for span in missing]
    return tuple(sorted([*found, *filled], key=lambda body: body.span))


def _open_ended(body: BodyMap) -> bool:
    return body.found_by in (FoundBy.LANDMARKS, FoundBy.FACE, FoundBy.LAST_KNOWN) and may_reach_further(body)


def _widened(
    body: BodyMap, moved: np.ndarray[tuple[int, ...], np.dtype[np.int8]], scan: Scan, info: VideoInfo
) -> BodyMap:
    first = max(0, int((body.span.start_s - _AROUND_S) / MOMENT_S))
    last = int((body.span.end_s + _AROUND_S) / MOMENT_S) + 1
    return widened(body, moved[first:last], scan.cell_px, info.width_px, info.height_px)
