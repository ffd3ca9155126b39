"""The values that pass between the stages. No I/O, nothing computed beyond what a value says of itself.

Units stand in every name: ``_s`` seconds from the first picture, ``_hz``, ``_px`` pixels of the upright
original picture. Lengths without a unit are in body lengths (crown to heel). Arrays are read-only.

::

    video     a recording and its pictures
    body      where the infant lies
    motion    how the picture, and each part of the body in it, moves
    sound     what is heard
    surroundings  what else happens around a movement
    bursts    single strokes, bursts of them, series of bursts
    labels    what a movement can be taken for
    events    a movement with its label
    pieces    what reading a piece of a recording leaves behind
    outcome   what a run measures, and what it concludes
    arrays    arrays that nobody can write to

Import the values from here, not from the modules.
"""

from twitchcam.records.arrays import frozen_array
from twitchcam.records.body import BodyMap, Box, FoundBy, Part, PartRegion, PoseTrack
from twitchcam.records.bursts import Burst, Series, Stroke
from twitchcam.records.events import Event, Member, Reason
from twitchcam.records.labels import PATTERN_LABEL, Label, Pattern
from twitchcam.records.motion import BY_BRIGHTNESS, Envelope, LookedWindow, MotionTrace, Place, Scan, ScanBlock
from twitchcam.records.outcome import Analysis, Measurement
from twitchcam.records.pieces import PoseLooks, ScannedPiece, ScanPiece
from twitchcam.records.sound import Crying, Noise, Sound, SoundBlock
from twitchcam.records.surroundings import State, StateSpan, Surroundings
from twitchcam.records.video import Excluded, Footage, Frame, Joined, Masked, Segment, StartFrom, VideoInfo

__all__ = [
    "BY_BRIGHTNESS",
    "PATTERN_LABEL",
    "Analysis",
    "BodyMap",
    "Box",
    "Burst",
    "Crying",
    "Envelope",
    "Event",
    "Excluded",
    "Footage",
    "FoundBy",
    "Frame",
    "Joined",
    "Label",
    "LookedWindow",
    "Masked",
    "Measurement",
    "Member",
    "MotionTrace",
    "Noise",
    "Part",
    "PartRegion",
    "Pattern",
    "Place",
    "PoseLooks",
    "PoseTrack",
    "Reason",
    "Scan",
    "ScanBlock",
    "ScanPiece",
    "ScannedPiece",
    "Segment",
    "Series",
    "Sound",
    "SoundBlock",
    "StartFrom",
    "State",
    "StateSpan",
    "Stroke",
    "Surroundings",
    "VideoInfo",
    "frozen_array",
]
