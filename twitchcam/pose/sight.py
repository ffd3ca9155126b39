"""What is seen of an infant in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twitchcam.pose.faces import Face
from twitchcam.pose.finder import PoseFinder
from twitchcam.pose.landmarks import Pose
from twitchcam.pose.plausibility import SURE, judge_body
from twitchcam.settings import PoseSettings

__all__ = ["Sight", "sight_in", "surest_face"]


@dataclass(frozen=True, slots=True)
class Sight:
    """One picture."""

    time_s: float
    poses: tuple[Pose, ...]
    faces: tuple[Face, ...] = ()
    """The surest first; looked for only where no whole body shows."""


def sight_in(finder: PoseFinder, time_s: float, luma: NDArray[np.uint8], settings: PoseSettings) -> Sight:
    """Look at one picture, shape (height, width).

    1. The upright picture is looked at, and all its turns: always with ``settings.rotations``, otherwise only where the
       upright one shows no plausible body.
    2. Faces are looked for unless the poses agree on a sure body with a whole silhouette: what that tells of place and
       length needs no help.
    """
    height_px, width_px = luma.shape
    poses = finder.find(luma, settings.rotations)
    if not settings.rotations:
        body = judge_body(poses, width_px, height_px)
        if body is None or body.box_plausibility < settings.box_plausibility:
            poses = finder.find(luma, True)
    body = judge_body([pose for pose in poses if not pose.farther], width_px, height_px)
    if body is not None and body.outline is not None and body.box_plausibility >= SURE:
        return Sight(time_s, poses)
    return Sight(time_s, poses, finder.faces(luma))


def surest_face(look: Sequence[Sight]) -> Face | None:
    """Return the face that most speaks for, of all pictures of a look."""
    return max((face for sight in look for face in sight.faces), key=lambda face: face.support, default=None)
