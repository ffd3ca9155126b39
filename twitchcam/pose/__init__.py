"""Where the infant is in the picture, how it lies, and how far that may be believed.

::

    landmarks.py         one pose: 33 landmarks; turning pictures and points
    finder.py            the seam: a picture goes in, poses come out
    mediapipe_finder.py  the real finder; the only file that imports mediapipe, when it is opened
    proportions.py       how an infant is proportioned; body length from a pose
    plausibility.py      which of the poses agree, and how far each part may be believed
    body_map.py          poses -> body maps
    looks.py             poses as arrays, the form in which they are kept
    fallback.py          body maps without poses: from what moves, or from a region that was given
    widening.py          how far an infant reaches beyond its pose, from where things moved
    parts.py             which part of the body a moving region belongs to
"""

from twitchcam.pose.body_map import USUAL_LENGTH, body_maps, map_body, maps_of_looks, poses_in
from twitchcam.pose.fallback import body_from_activity, body_from_mask, body_from_region
from twitchcam.pose.finder import NoPoseFinder, PoseFinder, ScriptedPoseFinder, open_pose_finder
from twitchcam.pose.landmarks import Landmark, Pose
from twitchcam.pose.looks import looks_from_poses, poses_from_looks
from twitchcam.pose.parts import axial_share, mouth_distance, part_at
from twitchcam.pose.plausibility import SURE
from twitchcam.pose.widening import may_reach_further, widened

__all__ = [
    "SURE",
    "USUAL_LENGTH",
    "Landmark",
    "NoPoseFinder",
    "Pose",
    "PoseFinder",
    "ScriptedPoseFinder",
    "axial_share",
    "body_from_activity",
    "body_from_mask",
    "body_from_region",
    "body_maps",
    "looks_from_poses",
    "map_body",
    "maps_of_looks",
    "may_reach_further",
    "mouth_distance",
    "open_pose_finder",
    "part_at",
    "poses_from_looks",
    "poses_in",
    "widened",
]
