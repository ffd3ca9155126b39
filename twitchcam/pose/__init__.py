"""Where the infant is in the picture, how it lies, and how far that may be believed.

::

    landmarks.py         one pose: 33 landmarks; turning pictures and points
    finder.py            the seam: a picture goes in, poses and faces come out
    mediapipe_finder.py  the real finder; with mediapipe_faces.py all that imports mediapipe, when it is opened
    brightness.py        how bright a picture is made before the models see it
    silhouette.py        the outline of a body, and what it says of the length
    faces.py             faces, and what they say of the length
    sight.py             all that is seen in one picture
    proportions.py       how an infant is proportioned; body length from a pose
    plausibility.py      which of the poses agree, and how far each part may be believed
    body_map.py          one look -> a body map
    face_map.py          a face alone -> a body map
    sequence.py          all looks of a recording -> body maps
    looks.py             what was seen as arrays, the form in which it is kept
    fallback.py          body maps without poses: from what moves, or from a region that was given
    widening.py          how far an infant reaches beyond its pose, from where things moved
    parts.py             which part of the body a moving region belongs to
"""

from twitchcam.pose.body_map import map_body
from twitchcam.pose.faces import Face
from twitchcam.pose.fallback import USUAL_LENGTH, body_from_activity, body_from_mask, body_from_region
from twitchcam.pose.finder import NoPoseFinder, PoseFinder, ScriptedPoseFinder, open_pose_finder
from twitchcam.pose.landmarks import Landmark, Pose
from twitchcam.pose.looks import looks_from_sights, sights_from_looks
from twitchcam.pose.parts import axial_share, mouth_distance, part_at
from twitchcam.pose.plausibility import SURE
from twitchcam.pose.sequence import body_maps, maps_of_looks
from twitchcam.pose.sight import Sight, sight_in
from twitchcam.pose.widening import may_reach_further, widened

__all__ = [
    "SURE",
    "USUAL_LENGTH",
    "Face",
    "Landmark",
    "NoPoseFinder",
    "Pose",
    "PoseFinder",
    "ScriptedPoseFinder",
    "Sight",
    "axial_share",
    "body_from_activity",
    "body_from_mask",
    "body_from_region",
    "body_maps",
    "looks_from_sights",
    "map_body",
    "maps_of_looks",
    "may_reach_further",
    "mouth_distance",
    "open_pose_finder",
    "part_at",
    "sight_in",
    "sights_from_looks",
    "widened",
]
