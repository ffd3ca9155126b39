"""Poses as arrays and back: the form in which they can be kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twitchcam.pose.landmarks import LANDMARKS, Pose
from twitchcam.records import PoseLooks, frozen_array

__all__ = ["looks_from_poses", "poses_from_looks"]


def looks_from_poses(found: Sequence[tuple[float, tuple[Pose, ...]]]) -> PoseLooks:
    """Return times and poses of pictures as arrays."""
    poses = [(number, pose) for number, (_, several) in enumerate(found) for pose in several]
    landmarks = [pose.landmarks for _, pose in poses]
    return PoseLooks(
        times_s=frozen_array(np.array([time_s for time_s, _ in found], np.float64)),
        picture=frozen_array(np.array([number for number, _ in poses], np.int64)),
        turn_deg=frozen_array(np.array([pose.rotation_deg for _, pose in poses], np.int64)),
        score=frozen_array(np.array([pose.score for _, pose in poses], np.float64)),
        farther=frozen_array(np.array([pose.farther for _, pose in poses], np.bool_)),
        landmarks=frozen_array(np.stack(landmarks) if landmarks else np.zeros((0, LANDMARKS, 3), np.float32)),
    )


def poses_from_looks(looks: PoseLooks) -> list[tuple[float, tuple[Pose, ...]]]:
    """Return what `looks_from_poses` was given."""
    found: list[tuple[float, tuple[Pose, ...]]] = []
    for number, time_s in enumerate(looks.times_s):
        poses = tuple(
            Pose(looks.landmarks[row], int(looks.turn_deg[row]), float(looks.score[row]), bool(looks.farther[row]))
            for row in np.flatnonzero(looks.picture == number)
        )
        found.append((float(time_s), poses))
    return found
