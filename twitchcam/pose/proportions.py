"""How an infant is proportioned, and how long one is in the picture.

All shares are of the body length L, crown to heel when stretched out.

====================================  ======  ======================================================================
crown to shoulders                    0.287   head a quarter of the length at birth, and a short neck
shoulders to hips                     0.313   what is left above the hips
hips to ankles                        0.36    lower segment 1/2.7 = 0.37 (below), hip joints 0.03 above its upper end,
                                              ankle joints 0.04 above the sole
humerus, ulna, femur, tibia           0.13,   at L = 55 cm, from regressions of length on bone length (below)
                                      0.12,
                                      0.14,
                                      0.13
====================================  ======  ======================================================================

Sources: upper to lower segment (crown to symphysis, symphysis to sole) is 1.7 at birth: Hall, Froster-Iskenius,
Allanson, Handbook of Normal Physical Measurements, chapter 3. Length in cm from bones in cm: 7.52 humerus + 2.47,
8.20 ulna + 2.38, 6.44 femur + 4.51, 7.24 tibia + 4.90 (medicalalgorithms.com, infant body length from long bones).
Both are for newborns; legs grow faster than the trunk in the first year, which makes the estimate from the torso a few
per cent too small then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twitchcam.pose.landmarks import Landmark

__all__ = [
    "ANKLE_PATH_SHARE",
    "ARM_REACH",
    "DRAWN_UP_SHARE",
    "FACE_RADIUS",
    "HEAD_RADIUS_SHARE",
    "LEG_REACH",
    "LONGEST_BONES",
    "SHOULDERS_TO_HEAD_SHARE",
    "TORSO_SHARE",
    "Measured",
    "core_points",
    "head_centres",
    "measure",
]

TORSO_SHARE: Final = 0.313
"""Middle of the shoulders to middle of the hips, body lengths."""

ANKLE_PATH_SHARE: Final = TORSO_SHARE + 0.36
"""From the middle of the shoulders over hip and knee to the ankle, body lengths."""

NOSE_TO_ANKLE_SHARE: Final = 0.85
"""Straight from the nose to the ankles of a stretched-out infant, body lengths: all but crown to nose and the foot."""

DRAWN_UP_SHARE: Final = 0.55
"""From the middle of the shoulders to the feet where the legs are drawn up, as in sleep, body lengths."""

SHOULDERS_SHARE: Final = 0.21
"""From shoulder to shoulder, body lengths."""

SHOULDERS_TO_HEAD_SHARE: Final = 0.16
"""From the middle of the shoulders to the middle of the head as `head_centres` has it, body lengths."""

HEAD_RADIUS_SHARE: Final = 0.13
"""Half the height of the head, body lengths."""

FACE_RADIUS: Final = 0.09
"""Of the face, around nose and mouth, body lengths."""
ARM_REACH: Final = (0.18, 0.30)
"""Body lengths around the middle of the shoulders, where an arm that cannot be found may lie: bent before an infant on
its side, and spread out beside one that faces the camera."""
LEG_REACH: Final = 0.13
"""Body lengths around the middle of the hips, where the knee of a leg that cannot be found may lie: a thigh."""

LONGEST_BONES: Final = {"arm": (0.20, 0.19), "leg": (0.25, 0.25)}
"""Longest upper and lower bone that is still taken for one, body lengths. The bones above, and half as much again:
landmarks sit on the outside of joints, children differ, and what is nearer to the camera looks larger."""


def head_centres(landmarks: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the middle of the head, shape (n, 2): between the ears, a little away from the mouth.

    Parameters
    ----------
    landmarks : ndarray, shape (n, 33, 3)
        x and y in pixels.
    """
    ears = landmarks[:, [Landmark.LEFT_EAR, Landmark.RIGHT_EAR], :2].mean(axis=1, dtype=np.float64)
    mouth = landmarks[:, [Landmark.MOUTH_LEFT, Landmark.MOUTH_RIGHT], :2].mean(axis=1, dtype=np.float64)
    return np.asarray(ears + 0.5 * (ears - mouth))


def core_points(landmarks: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return head, middle of the shoulders, of the hips and of the feet, shape (n, 4, 2), for poses (n, 33, 3)."""
    points = landmarks[:, :, :2].astype(np.float64)
    feet = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE, Landmark.LEFT_TOES, Landmark.RIGHT_TOES]
    return np.stack(
        [
            head_centres(landmarks),
            points[:, [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]].mean(axis=1),
            points[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1),
            points[:, feet].mean(axis=1),
        ],
        axis=1,
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What poses, n of them, say about the body they belong to."""

    lengths_px: NDArray[np.float64]
    """Crown to heel when stretched out, shape (n,), pixels."""
    core: NDArray[np.float64]
    """Head, middle of the shoulders, of the hips and of the feet, shape (n, 4, 2), the unseen ones put where an infant
    has them."""
    seen: NDArray[np.bool_]
    """Which of the four are seen, shape (n, 4); head and shoulders always are."""


def measure(landmarks: NDArray[np.floating]) -> Measured:
    """Return body length and main points of each pose.

    1. Hips are seen where their mean visibility is 0.5 or more, feet where that of knees and ankles is 0.3 or more and
       the hips are seen. What a blanket hides the model makes up, with visibilities of 0 to 0.2.
    2. From the torso: (shoulders to hips) / 0.313.
    3. From the path: (shoulders to hips + thigh and shank, the mean of both legs) / 0.673.
    4. From the extent: (nose to the ankles, straight, the mean of both) / 0.85.
    5. What points towards the camera looks shorter and never longer, so each of the three is a lower limit, and the
       largest of them is the length; but at most 1.35 times the middle one, so that a single stray joint does not set
       it. Where the feet are not seen, 2 alone counts; where the hips are not, the larger of (width of the shoulders)
       / 0.21 and (shoulders to the middle of the head) / 0.16.
    6. Hips that are not seen are put 0.313 L from the shoulders, feet 0.55 L (legs drawn up), away from the head and
       at right angles to the shoulders (the mean of both directions).

    Parameters
    ----------
    landmarks : ndarray, shape (n, 33, 3)
        x and y in pixels, visibility.
    """
    marks = np.asarray(landmarks, dtype=np.float64)
    core = core_points(marks)
    hips_seen = marks[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 2].mean(axis=1) >= 0.5
    legs = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE, Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
    feet_seen = hips_seen & (marks[:, legs, 2].mean(axis=1) >= 0.3)
    estimates = np.stack(_estimates(marks, core), axis=0)
    ordered = np.sort(estimates, axis=0)
    across = marks[:, Landmark.LEFT_SHOULDER, :2] - marks[:, Landmark.RIGHT_SHOULDER, :2]
    neck = core[:, 1] - core[:, 0]
    upper = np.maximum(
        np.linalg.norm(across, axis=1) / SHOULDERS_SHARE, np.linalg.norm(neck, axis=1) / SHOULDERS_TO_HEAD_SHARE
    )
    lengths_px = np.where(
        feet_seen, np.minimum(ordered[2], 1.35 * ordered[1]), np.where(hips_seen, estimates[0], upper)
    )
    lengths_px = np.maximum(lengths_px, 1.0)

    away = _unit(neck)
    square = _unit(np.stack([-across[:, 1], across[:, 0]], axis=1))
    square = square * np.where((square * away).sum(axis=1) < 0.0, -1.0, 1.0)[:, np.newaxis]
    down = _unit(away + square) * lengths_px[:, np.newaxis]
    along = np.where(hips_seen[:, np.newaxis], _unit(core[:, 2] - core[:, 1]) * lengths_px[:, np.newaxis], down)
    core[:, 2] = np.where(hips_seen[:, np.newaxis], core[:, 2], core[:, 1] + TORSO_SHARE * down)
    core[:, 3] = np.where(feet_seen[:, np.newaxis], core[:, 3], core[:, 1] + DRAWN_UP_SHARE * along)
    always = np.ones_like(hips_seen)
    return Measured(lengths_px, core, np.stack([always, always, hips_seen, feet_seen], axis=1))


def _estimates(
    marks: NDArray[np.float64], core: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Rules 2 to 4 of `measure`, each of shape (n,)."""

    def distance(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.linalg.norm(a - b, axis=-1))

    hips = marks[:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP], :2]
    knees = marks[:, [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE], :2]
    ankles = marks[:, [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE], :2]
    torso = distance(core[:, 1], core[:, 2])
    legs = (distance(hips, knees) + distance(knees, ankles)).mean(axis=1)
    extent = distance(marks[:, [Landmark.NOSE], :2], ankles).mean(axis=1)
    return torso / TORSO_SHARE, (torso + legs) / ANKLE_PATH_SHARE, extent / NOSE_TO_ANKLE_SHARE


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Vectors, shape (n, 2), with length 1; those without length stay zero."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))
