"""Where the infant lies when no pose says so: from what moves, or from a region that a person gave."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.errors import RegionError
from twitchcam.records import BodyMap, Box, FoundBy
from twitchcam.timespan import TimeSpan

__all__ = ["USUAL_LENGTH", "body_from_activity", "body_from_mask", "body_from_region"]

ACTIVE: Final = 3.0
"""A cell moves from this many times the recording's noise on."""

TINY: Final = 0.004
"""Regions smaller than this share of the picture are a clock, a lamp or noise, and not an infant by themselves."""

EDGE_HANDICAP: Final = 8.0
"""How many times as heavy a region at the picture's edge must be: a clock must not outdo an infant that fills the
picture, and a fan in the corner must not outdo a breathing infant."""

NEAR: Final = 0.08
"""Regions at most this share of the picture's longer side apart are joined: an infant's parts move by themselves."""

BLANKET_MARGIN: Final = 0.05
"""Around what moves, as a share of the picture's longer side: the rest of the body lies still beside it."""

USUAL_LENGTH: Final = 0.6
"""Body length assumed where nothing tells it, as a share of the picture's longer side: cameras over a crib show little
around it. How far movement reaches does not tell it: over 240 views of a real infant and 167 drawn recordings its
correlation with the true length was -0.1 and 0.04. Of 17 in which neither skeleton nor face was found 12 were close-ups
of 1.1 to 1.65; with 0.8 they had as many errors, and the five others twice as many."""

MOTION_PLAUSIBILITY: Final = 0.3
"""Of a place that only movement speaks for: less than any that landmarks speak for."""


def body_from_activity(
    activity: NDArray[np.floating],
    cell_px: tuple[float, float],
    span: TimeSpan,
    width_px: int,
    height_px: int,
) -> BodyMap | None:
    """Take the largest compact moving region for the infant.

    1. Cells from ``3`` times the noise on are active; holes of one cell are closed.
    2. Connected regions are found. One below 0.4% of the picture is a clock or noise and cannot lead. One that touches
       the picture's edge is more likely a fan, a hand or the camera: it leads only where it weighs eight times as much
       as any other, and then at half the plausibility.
    3. The region with the largest weight leads: the sum of log(activity) over its cells, times its compactness (its
       cells over the cells of its box). Regions away from the edge within 0.08 of the picture's
       longer side of it join it, tiny ones too.
    4. The box is theirs with a margin of 0.05 of the longer side. The body length is ``USUAL_LENGTH`` of that side: a
       guess, good to a factor of about two.

    Parameters
    ----------
    activity : ndarray, shape (rows, columns)
        How much each cell moves over the span, in multiples of the noise (for instance its 90% quantile); not finite:
        unknown, taken as still.
    cell_px : tuple of float
        Width and height of a cell in pixels of the original picture.
    span : TimeSpan
        How long the map is to hold.
    width_px, height_px : int
        Size of the original picture.

    Returns
    -------
    BodyMap or None
        None where nothing moves; otherwise without regions, axis and landmarks.
    """
    if activity.ndim != 2:
        raise ValueError(f"activity should have the shape (rows, columns), found {activity.shape}")
    level = np.nan_to_num(np.asarray(activity, dtype=np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    active = (level >= ACTIVE).astype(np.uint8)
    # A frame of still cells around it, so that closing does not stop at the edge.
    framed = cv2.morphologyEx(np.pad(active, 1), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))[1:-1, 1:-1]
    count, labels, table, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(framed), connectivity=8)
    rows, columns = level.shape
    candidates: list[tuple[float, int, bool]] = []
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in table[label])
        if area < max(2.0, TINY * level.size):
            continue
        at_edge = left == 0 or top == 0 or left + width == columns or top + height == rows
        weight = float(np.log(np.maximum(level[labels == label], 1.0)).sum()) * area / (width * height)
        candidates.append((weight / EDGE_HANDICAP if at_edge else weight, label, at_edge))
    if not candidates:
        return None
    _, leading, at_edge = max(candidates)

    longer_px = float(max(width_px, height_px))
    across_px, down_px = cell_px
    boxes = table[:, :4] * np.array([across_px, down_px, across_px, down_px])
    corners = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
    edge = {label for _, label, touching in candidates if touching}
    joined = {leading}
    while True:
        low = corners[sorted(joined), :2].min(axis=0)
        high = corners[sorted(joined), 2:].max(axis=0)
        gap = np.maximum(np.maximum(corners[:, :2] - high, low - corners[:, 2:]), 0.0)
        near = set(np.flatnonzero(np.hypot(gap[:, 0], gap[:, 1]) <= NEAR * longer_px).tolist()) - {0} - edge
        if near <= joined:
            break
        joined |= near
    margin_px = BLANKET_MARGIN * longer_px
    return BodyMap(
        span=span,
        found_by=FoundBy.MOTION,
        box=Box(
            float(max(0.0, low[0] - margin_px)),
            float(max(0.0, low[1] - margin_px)),
            float(min(width_px, high[0] + margin_px)),
            float(min(height_px, high[1] + margin_px)),
        ),
        box_plausibility=MOTION_PLAUSIBILITY * (0.5 if at_edge else 1.0),
        body_length_px=USUAL_LENGTH * longer_px,
    )


def body_from_region(region_px: tuple[int, int, int, int], span: TimeSpan, width_px: int, height_px: int) -> BodyMap:
    """Take a rectangle that a person gave for the infant's place.

    Parameters
    ----------
    region_px : tuple of int
        Left, top, width and height in pixels; what lies outside the picture is cut off.
    span : TimeSpan
        How long the map is to hold.
    width_px, height_px : int
        Size of the picture.

    Raises
    ------
    RegionError
        If the rectangle is empty or lies outside the picture.
    """
    left, top, width, height = region_px
    box = Box(
        float(max(0, left)),
        float(max(0, top)),
        float(min(width_px, left + width)),
        float(min(height_px, top + height)),
    )
    if box.width_px <= 0.0 or box.height_px <= 0.0:
        raise RegionError(
            f"The region {left},{top},{width},{height} does not lie in the picture, which is {width_px} by {height_px}."
        )
    return _given(box, span)


def body_from_mask(mask: NDArray[np.bool_], span: TimeSpan) -> BodyMap:
    """Take a mask that a person gave for the infant's place.

    Parameters
    ----------
    mask : ndarray, shape (height, width)
        True where the infant may be.
    span : TimeSpan
        How long the map is to hold.

    Raises
    ------
    RegionError
        If the mask marks nothing.
    """
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        raise RegionError("The mask marks no pixel; expected the infant's place in white.")
    return _given(Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)), span)


def _given(box: Box, span: TimeSpan) -> BodyMap:
    """Return the map of a place that was given: believed, and its diagonal taken for the body length."""
    return BodyMap(
        span=span,
        found_by=FoundBy.REGION,
        box=box,
        box_plausibility=1.0,
        body_length_px=float(np.hypot(box.width_px, box.height_px)),
    )
