"""Which part of the body a moving region belongs to. Pure geometry."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitchcam.pose.landmarks import OPPOSITE
from twitchcam.records import BodyMap, Part, PartRegion

__all__ = ["axial_share", "mouth_distance", "part_at"]

AXIAL: Final = frozenset({Part.HEAD, Part.FACE, Part.TRUNK})
"""The parts along the body's axis."""

FADE: Final = 0.5
"""How far beyond a region's radius a point still counts, falling to nothing, as a share of the radius: moving cells are
coarse, and a limb that moves leaves its place."""

LEAST: Final = 0.2
"""Least plausibility at which a region is given a name."""

CLEARER: Final = 0.6
"""A side is named where the other side's plausibility is below this share of it."""

EITHER: Final = {
    Part.LEFT_ARM: Part.ARM,
    Part.RIGHT_ARM: Part.ARM,
    Part.LEFT_LEG: Part.LEG,
    Part.RIGHT_LEG: Part.LEG,
}
"""The name of a limb without its side."""


def part_at(body: BodyMap, points_px: NDArray[np.floating]) -> tuple[Part, float]:
    """Name the part of the body that a moving region belongs to.

    1. A point's depth in a part's region is clip01((1.5 r - d) / (0.5 r)), d its distance from the region's line and r
       the region's radius: 1 inside, falling to 0 half a radius outside.
    2. Each point is shared out: where regions overlap, the one whose line is nearest in its own radii takes it whole;
       within the face, the face takes it from the head.
    3. A part's plausibility is (mean depth of the points it takes, over all points) x (its region's plausibility).
    4. The most plausible part gives its name; below 0.2 the name is unknown. A side is only named where the other side
       stays below 0.6 of it; else both count together, as the limb without its side.

    Parameters
    ----------
    body : BodyMap
        In force where the region moves.
    points_px : ndarray, shape (k, 2)
        x and y of the moving pixels or cells, in pixels of the original picture.

    Returns
    -------
    part : Part
        ``Part.UNKNOWN`` where nothing fits, and where there are no points or no regions.
    plausibility : float
        0 to 1; of an unknown part, that of the best guess.

    Raises
    ------
    ValueError
        If the points have another shape.
    """
    taken = _depths_taken(body.regions, points_px)
    if taken is None:
        return Part.UNKNOWN, 0.0
    shares = taken.mean(axis=0)
    weights: dict[Part, float] = {}
    for region, share in zip(body.regions, shares, strict=True):
        weights[region.part] = weights.get(region.part, 0.0) + float(share) * region.plausibility
    part = max(weights, key=lambda name: weights[name])
    plausibility = weights[part]
    if part in OPPOSITE and weights.get(OPPOSITE[part], 0.0) >= CLEARER * plausibility:
        plausibility += weights[OPPOSITE[part]]
        part = EITHER[part]
    if plausibility < LEAST:
        return Part.UNKNOWN, round(plausibility, 4)
    return part, round(min(plausibility, 1.0), 4)


def axial_share(body: BodyMap, points_px: NDArray[np.floating]) -> float:
    """Return how much of a moving region lies in head and trunk, nearer to them than to any limb.

    Parameters
    ----------
    body : BodyMap
        In force where the region moves.
    points_px : ndarray, shape (k, 2)
        As in `part_at`.

    Returns
    -------
    float
        0 to 1, points shared out as in `part_at` and not weighted by plausibility; 0 where there are no regions.
    """
    taken = _depths_taken(body.regions, points_px)
    if taken is None:
        return 0.0
    axial = np.array([region.part in AXIAL for region in body.regions])
    return float(np.clip(taken[:, axial].sum(axis=1).mean(), 0.0, 1.0))


def mouth_distance(body: BodyMap, points_px: NDArray[np.floating]) -> float | None:
    """Return how far the middle of a moving region lies from the mouth, body lengths.

    Parameters
    ----------
    body : BodyMap
        In force where the region moves.
    points_px : ndarray, shape (k, 2)
        As in `part_at`.

    Returns
    -------
    float or None
        From the middle of the points to that of the mouth; None where there are no points or the mouth was not seen.
    """
    if body.mouth_px is None or not len(points_px):
        return None
    away = np.asarray(points_px, dtype=np.float64).mean(axis=0) - np.array(body.mouth_px)
    distance = float(np.hypot(away[0], away[1])) / body.body_length_px
    return round(distance, 4) if np.isfinite(distance) else None


def _depths_taken(regions: tuple[PartRegion, ...], points_px: NDArray[np.floating]) -> NDArray[np.float64] | None:
    """Rules 1 and 2: shape (k, regions), at most one value other than 0 a row; None where there is nothing to tell."""
    points = np.asarray(points_px, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"points should have the shape (k, 2), found {points.shape}")
    if not len(points) or not regions:
        return None
    radii = np.array([max(region.radius_px, 1e-6) for region in regions])
    relative = np.stack([_distances_px(points, region) for region in regions], axis=1) / radii
    depth = np.clip((1.0 + FADE - relative) / FADE, 0.0, 1.0)
    # The face lies within the head and would lose its rim to it: inside, nothing comes before it.
    order = relative.copy()
    for column, region in enumerate(regions):
        if region.part is Part.FACE:
            order[:, column] = np.where(relative[:, column] <= 1.0, -1.0, np.inf)
    nearest = order.argmin(axis=1)
    taken: NDArray[np.float64] = np.zeros_like(depth)
    rows = np.arange(len(points))
    taken[rows, nearest] = depth[rows, nearest]
    return taken


def _distances_px(points: NDArray[np.float64], region: PartRegion) -> NDArray[np.float64]:
    """Distance of each point, shape (k,), from the line through the region's points."""
    line = np.array(region.points_px, dtype=np.float64)
    if len(line) == 1:
        return np.asarray(np.linalg.norm(points - line[0], axis=1))
    starts, steps = line[:-1], np.diff(line, axis=0)
    squared = np.maximum((steps**2).sum(axis=1), 1e-12)
    offsets = points[:, np.newaxis] - starts
    along = np.clip((offsets * steps).sum(axis=2) / squared, 0.0, 1.0)
    feet = starts + along[:, :, np.newaxis] * steps
    return np.asarray(np.linalg.norm(points[:, np.newaxis] - feet, axis=2).min(axis=1))
