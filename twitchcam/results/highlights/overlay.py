"""What is drawn onto the pictures themselves: the skeleton where it is plausible, and where the movement is."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from twitchcam.records import BodyMap, FoundBy, Part
from twitchcam.results.highlights.drawing import SKELETON, Colour, yuv_of
from twitchcam.results.poses import LANDMARK_NAMES
from twitchcam.video import Planes

__all__ = ["draw_brackets", "draw_skeleton"]

_AT = {name: index for index, name in enumerate(LANDMARK_NAMES)}
_LIMBS: tuple[tuple[tuple[str, ...], frozenset[Part]], ...] = (
    (("left_shoulder", "left_elbow", "left_wrist"), frozenset({Part.LEFT_ARM, Part.ARM})),
    (("right_shoulder", "right_elbow", "right_wrist"), frozenset({Part.RIGHT_ARM, Part.ARM})),
    (("left_hip", "left_knee", "left_ankle"), frozenset({Part.LEFT_LEG, Part.LEG})),
    (("right_hip", "right_knee", "right_ankle"), frozenset({Part.RIGHT_LEG, Part.LEG})),
    (("left_shoulder", "right_shoulder", "right_hip", "left_hip", "left_shoulder"), frozenset({Part.TRUNK})),
)
_SHADOW: Colour = (16, 20, 26)


def draw_skeleton(planes: Planes, body: BodyMap | None, scale: float, least_plausibility: float) -> None:
    """Draw the limbs of a body that was seen, each only where its own landmarks are plausible.

    Parameters
    ----------
    planes : tuple of ndarray
        Drawn into.
    body : BodyMap or None
        The body map in force; one that is only remembered is not drawn.
    scale : float
        Pixels shown over pixels of the recording.
    least_plausibility : float
        Below it a part is left out.
    """
    if body is None or body.landmarks is None or body.found_by is not FoundBy.LANDMARKS:
        return
    thickness = max(1, planes[0].shape[1] // 420)
    for names, parts in _LIMBS:
        marks = body.landmarks[[_AT[name] for name in names]].astype(float)
        if not np.isfinite(marks).all() or _plausibility(body, parts, marks) < least_plausibility:
            continue
        points = marks[:, :2] * scale
        _polyline(planes, points, _SHADOW, thickness + 2)
        _polyline(planes, points, SKELETON, thickness)


def draw_brackets(planes: Planes, box: Sequence[float], scale: float, colour: Colour, *, moving: bool) -> None:
    """Mark a place by the corners of a rectangle, so that what moves is not covered.

    Parameters
    ----------
    planes : tuple of ndarray
        Drawn into.
    box : sequence of float
        Left, top, right and bottom in pixels of the recording.
    scale : float
        Pixels shown over pixels of the recording.
    colour : tuple of int
    moving : bool
        Whether the movement is going on now: then the corners are bold.
    """
    height, width = planes[0].shape
    margin = 0.012 * width
    left, top = max(2.0, box[0] * scale - margin), max(2.0, box[1] * scale - margin)
    right, bottom = min(width - 3.0, box[2] * scale + margin), min(height - 3.0, box[3] * scale + margin)
    arm = min(0.05 * width, 0.35 * (right - left), 0.35 * (bottom - top))
    thickness = max(2, width // (200 if moving else 420))
    for wider, tint in ((2, _SHADOW), (0, colour)):
        half = 0.5 * thickness + wider
        for x, towards_x in ((left, arm), (right, -arm)):
            for y, towards_y in ((top, arm), (bottom, -arm)):
                _fill(planes, min(x, x + towards_x) - half, y - half, max(x, x + towards_x) + half, y + half, tint)
                _fill(planes, x - half, min(y, y + towards_y) - half, x + half, max(y, y + towards_y) + half, tint)


def _plausibility(body: BodyMap, parts: frozenset[Part], marks: np.ndarray) -> float:
    """Return that of the region made from these landmarks; of a limb without a side, the region that lies nearest."""
    best, nearest = 0.0, float("inf")
    for region in body.regions:
        if region.part in parts:
            points = np.asarray(region.points_px, float)
            gaps = np.linalg.norm(points[:, None] - marks[None, :, :2], axis=2).min(axis=1)
            distance = float(gaps.mean())
            if distance < nearest:
                best, nearest = region.plausibility, distance
    return best


def _polyline(planes: Planes, points: np.ndarray, colour: Colour, thickness: int) -> None:
    for plane, value, half in zip(planes, yuv_of(colour), (1.0, 0.5, 0.5), strict=True):
        scaled = np.round((points * half) * 16).astype(np.int32)
        width = max(1, round(thickness * half))
        cv2.polylines(plane, [scaled.reshape(-1, 1, 2)], False, value, width, cv2.LINE_AA, shift=4)


def _fill(planes: Planes, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
    """Fill an upright rectangle; what lies outside the picture is cut off."""
    x0, y0, x1, y1 = (max(0, round(0.5 * edge)) for edge in (left, top, right, bottom))
    for plane, value, size in zip(planes, yuv_of(colour), (2, 1, 1), strict=True):
        plane[y0 * size : max(y1, y0 + 1) * size, x0 * size : max(x1, x0 + 1) * size] = value
