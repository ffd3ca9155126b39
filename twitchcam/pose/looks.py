"""What was seen in single pictures, as arrays and back: the form in which it can be kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twitchcam.pose.faces import Face
from twitchcam.pose.landmarks import LANDMARKS, Pose
from twitchcam.pose.sight import Sight
from twitchcam.pose.silhouette import Silhouette
from twitchcam.records import Box, PoseLooks, frozen_array

__all__ = ["looks_from_sights", "sights_from_looks"]


def looks_from_sights(found: Sequence[Sight]) -> PoseLooks:
    """Return what was seen in pictures as arrays."""
    poses = [(number, pose) for number, sight in enumerate(found) for pose in sight.poses]
    faces = [(number, face) for number, sight in enumerate(found) for face in sight.faces]
    landmarks = [pose.landmarks for _, pose in poses]
    return PoseLooks(
        times_s=frozen_array(np.array([sight.time_s for sight in found], np.float64)),
        picture=frozen_array(np.array([number for number, _ in poses], np.int64)),
        turn_deg=frozen_array(np.array([pose.rotation_deg for _, pose in poses], np.int64)),
        score=frozen_array(np.array([pose.score for _, pose in poses], np.float64)),
        farther=frozen_array(np.array([pose.farther for _, pose in poses], np.bool_)),
        landmarks=frozen_array(np.stack(landmarks) if landmarks else np.zeros((0, LANDMARKS, 3), np.float32)),
        silhouette=frozen_array(np.array([_row(pose.silhouette) for _, pose in poses], np.float64).reshape(-1, 7)),
        face_picture=frozen_array(np.array([number for number, _ in faces], np.int64)),
        face=frozen_array(np.array([_face_row(face) for _, face in faces], np.float64).reshape(-1, 6)),
    )


def sights_from_looks(looks: PoseLooks) -> list[Sight]:
    """Return what `looks_from_sights` was given."""
    found: list[Sight] = []
    for number, time_s in enumerate(looks.times_s):
        poses = tuple(
            Pose(
                looks.landmarks[row],
                int(looks.turn_deg[row]),
                float(looks.score[row]),
                bool(looks.farther[row]),
                _silhouette(looks.silhouette[row].tolist()),
            )
            for row in np.flatnonzero(looks.picture == number)
        )
        faces = (_face(looks.face[row].tolist()) for row in np.flatnonzero(looks.face_picture == number))
        found.append(Sight(float(time_s), poses, tuple(faces)))
    return found


def _face_row(face: Face) -> list[float]:
    return [*face.middle_px, face.side_px, *face.down, face.support]


def _face(row: Sequence[float]) -> Face:
    x_px, y_px, side_px, right, down, support = row
    return Face((x_px, y_px), side_px, (right, down), support)


def _row(silhouette: Silhouette | None) -> list[float]:
    if silhouette is None:
        return [np.nan] * 7
    box = silhouette.box
    ends_px = [box.left_px, box.top_px, box.right_px, box.bottom_px]
    return [*ends_px, silhouette.area_px, silhouette.extent_px, silhouette.holds]


def _silhouette(row: Sequence[float]) -> Silhouette | None:
    left_px, top_px, right_px, bottom_px, area_px, extent_px, holds = row
    if np.isnan(area_px):
        return None
    return Silhouette(Box(left_px, top_px, right_px, bottom_px), area_px, extent_px, holds)
