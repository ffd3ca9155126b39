"""Made-up poses for tests: an infant on its back in front of the camera, and ways to spoil it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from twitchcam.pose import Face, Landmark, Pose
from twitchcam.pose.faces import FACE_SHARE
from twitchcam.pose.silhouette import EXTENT_SHARE, ROOT_AREA_SHARE, Silhouette
from twitchcam.records import Box

LENGTH_PX = 300.0
"""Body length of `supine`, crown to heel."""

# x to the right, y down, in body lengths from the crown; the infant's left is at the right, as in a picture from above.
_HALF = {
    "EAR": (0.07, 0.155), "SHOULDER": (0.10, 0.287), "ELBOW": (0.20, 0.37), "WRIST": (0.25, 0.47),
    "INDEX": (0.26, 0.52),
    "HIP": (0.06, 0.60), "KNEE": (0.12, 0.75), "ANKLE": (0.12, 0.93), "HEEL": (0.11, 0.97), "TOES": (0.15, 0.97),
}  # fmt: skip


def supine(
    centre_px: tuple[float, float] = (320.0, 240.0), length_px: float = LENGTH_PX, turn_deg: float = 0.0
) -> NDArray[np.float32]:
    """Landmarks, shape (33, 3), of an infant on its back, turned clockwise about its middle."""
    marks = np.zeros((33, 3))
    marks[:, 2] = 0.95
    marks[:11, :2] = (0.0, 0.17)
    marks[Landmark.NOSE, :2] = (0.0, 0.17)
    marks[Landmark.MOUTH_LEFT, :2], marks[Landmark.MOUTH_RIGHT, :2] = (0.02, 0.205), (-0.02, 0.205)
    for name, (x, y) in _HALF.items():
        marks[Landmark[f"LEFT_{name}"], :2] = (x, y)
        marks[Landmark[f"RIGHT_{name}"], :2] = (-x, y)
    for left, wrist in ((17, Landmark.LEFT_WRIST), (18, Landmark.RIGHT_WRIST)):
        marks[[left, left + 4], :2] = marks[wrist, :2]
    points = (marks[:, :2] - (0.0, 0.5)) * length_px
    angle = np.deg2rad(turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    marks[:, :2] = points @ turn.T + centre_px
    return marks.astype(np.float32)


def pose(landmarks: NDArray[np.float32], rotation_deg: int = 0) -> Pose:
    """A pose of these landmarks, its score their mean visibility."""
    return Pose(landmarks, rotation_deg, float(landmarks[:, 2].mean()))


def outline(length_px: float, box: Box, holds: float = 1.0) -> Silhouette:
    """The silhouette of an infant of this length."""
    return Silhouette(box, (ROOT_AREA_SHARE * length_px) ** 2, EXTENT_SHARE * length_px, holds)


def face_of(landmarks: NDArray[np.float32], length_px: float = LENGTH_PX) -> Face:
    """The face that a detector sees with these landmarks, of a body of this length."""
    x, y = (float(value) for value in landmarks[Landmark.NOSE, :2])
    return Face((x, y), FACE_SHARE * length_px, (0.0, 1.0), 5.0)


def four_turns(landmarks: NDArray[np.float32], noise_px: float = 1.0, seed: int = 0) -> tuple[Pose, ...]:
    """The same skeleton found at all four turns, each a little off."""
    rng = np.random.default_rng(seed)
    poses = []
    for rotation_deg in (0, 90, 180, 270):
        shaken = landmarks.copy()
        shaken[:, :2] += rng.normal(0.0, noise_px, (33, 2)).astype(np.float32)
        poses.append(pose(shaken, rotation_deg))
    return tuple(poses)
