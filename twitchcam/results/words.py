"""Every label, pattern, part and reason in plain language: one table for all that a person reads.

A normal jerk is shown as "brief jerk", never as "normal"; nothing here reassures or alarms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from twitchcam.records import FoundBy, Label, Part, Pattern, State

__all__ = [
    "AROUSAL_WORDS",
    "BRIEF_JERK",
    "CRITERION_WORDS",
    "DOCTOR_TODAY",
    "EMERGENCY",
    "EXCLUDED_WORDS",
    "FOUND_BY_WORDS",
    "LABEL_WORDS",
    "MOVED_BY_CRYING",
    "NOTHING_EXCLUDED",
    "NOT_KNOWN",
    "NO_MEDICAL_DEVICE",
    "PART_WORDS",
    "PATTERN_WORDS",
    "SHOW_DOCTOR",
    "STATE_WORDS",
    "CriterionWords",
    "PatternWords",
    "excluded_words",
]

BRIEF_JERK = "Brief, single jerk. Jerks like this are common in sleeping babies; video alone cannot show the cause."
"""What is said of every brief jerk."""

DOCTOR_TODAY = "Show this clip to a doctor today; do not wait for more nights."
"""What is said of rhythmic, stiffening, series and single spasm-like events."""

SHOW_DOCTOR = "Show this clip to a doctor."
"""What is said of the other events that need review."""

NO_MEDICAL_DEVICE = "This is not a medical device, and it makes no diagnosis."

NOTHING_EXCLUDED = (
    "Many seizures in newborns cannot be seen on video at all: a recording without a flag excludes nothing."
)

EMERGENCY = (
    "This is not a live monitor: call emergency services if a movement lasts over 5 minutes, breathing is hard, "
    "the colour changes or the baby cannot be woken."
)

LABEL_WORDS: Mapping[Label, str] = MappingProxyType(
    {
        Label.NORMAL_JERK: "brief jerk",
        Label.NEEDS_REVIEW: "needs review",
        Label.OTHER_MOVEMENT: "other movement",
    }
)


@dataclass(frozen=True, slots=True)
class PatternWords:
    """How one pattern is called, and what is said of it."""

    name: str
    """Fits into a sentence, small letters."""
    meaning: str
    """One sentence: what was seen."""
    advice: str
    """One sentence: what to do; empty where there is nothing to do."""


PATTERN_WORDS: Mapping[Pattern, PatternWords] = MappingProxyType(
    {
        Pattern.SINGLE_JERK: PatternWords("brief jerk", BRIEF_JERK, ""),
        Pattern.JERK_CLUSTER: PatternWords(
            "brief jerks close together",
            "A few brief jerks of the same part close together. Jerks like these are common in sleeping babies; "
            "video alone cannot show the cause.",
            "",
        ),
        Pattern.RHYTHMIC: PatternWords(
            "rhythmic movement", "The same part moves again and again in an even rhythm.", DOCTOR_TODAY
        ),
        Pattern.TREMOR: PatternWords(
            "trembling", "The same part moves to and fro in a fast, even rhythm.", SHOW_DOCTOR
        ),
        Pattern.SPASM_SERIES: PatternWords(
            "series of like movements",
            "Movements that are alike, of head, trunk or several parts at once, follow each other.",
            DOCTOR_TODAY,
        ),
        Pattern.SINGLE_SPASM_LIKE: PatternWords(
            "single movement of about a second, of head, trunk or several parts at once",
            "One movement of about a second takes in head, trunk or several parts at once, or is held for a moment. "
            "A startle can look the same.",
            DOCTOR_TODAY,
        ),
        Pattern.STIFFENING: PatternWords(
            "stiffening", "A large part of the body moves, holds still in the new position, then lets go.", DOCTOR_TODAY
        ),
        Pattern.PROLONGED: PatternWords(
            "movement that goes on", "Movements repeat for more than a few seconds without a clear rhythm.", SHOW_DOCTOR
        ),
        Pattern.UNDECIDED: PatternWords(
            "movement that could not be told",
            "This movement has something of a pattern that needs review, and could not be told apart from it.",
            SHOW_DOCTOR,
        ),
        Pattern.GROSS_MOVEMENT: PatternWords("larger movement", "Stretching, turning or moving about.", ""),
        Pattern.SUCKING: PatternWords("sucking", "Movement of the mouth in bursts with pauses.", ""),
        Pattern.BREATHING: PatternWords("breathing", "Small, even movement of the trunk.", ""),
        Pattern.CAREGIVER: PatternWords("somebody else", "Another person moves in the picture.", ""),
        Pattern.CAMERA: PatternWords("camera", "The camera or the whole picture moves.", ""),
    }
)

PART_WORDS: Mapping[Part, str] = MappingProxyType(
    {
        Part.HEAD: "head",
        Part.FACE: "face",
        Part.TRUNK: "trunk",
        Part.LEFT_ARM: "left arm",
        Part.RIGHT_ARM: "right arm",
        Part.LEFT_LEG: "left leg",
        Part.RIGHT_LEG: "right leg",
        Part.ARM: "arm",
        Part.LEG: "leg",
        Part.UNKNOWN: "part of the body not known",
    }
)

FOUND_BY_WORDS: Mapping[FoundBy, str] = MappingProxyType(
    {
        FoundBy.LANDMARKS: "the infant's pose was recognised",
        FoundBy.FACE: "the infant's face was seen",
        FoundBy.LAST_KNOWN: "the infant's last known place was used",
        FoundBy.MOTION: "the infant was found by where the picture moves",
        FoundBy.REGION: "the region that was given was used",
        FoundBy.NOTHING: "the infant was not found",
    }
)

EXCLUDED_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "unreadable": "the file could not be read",
        "frozen": "the picture stood still",
        "missing_frames": "pictures were missing",
        "no_recording": "nothing was recorded, between two files",
        "too_dark": "the picture was too dark",
        "light_switch": "the light or the night mode changed",
        "exposure": "the brightness of the whole picture changed",
        "camera_moved": "the camera moved",
        "caregiver": "a hand or somebody else moved over the baby",
        "passing": "something passed before the camera, such as an insect or a shadow; only what it hid was not seen",
        "outside_requested_stretch": "outside the stretch that was asked for",
    }
)


MASKED_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "never_rests": "something that never stops moving",
        "on_screen_text": "running writing such as a clock",
    }
)
"""What changes by itself in the picture."""


def excluded_words(reason: str) -> str:
    """Return why a stretch was not judged, in words; a reason that has none is shown as it is."""
    return EXCLUDED_WORDS.get(reason, reason.replace("_", " "))


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """How one criterion is called, and the unit of its value."""

    name: str
    unit: str
    """Written behind the value; empty for a count or a share."""


CRITERION_WORDS: Mapping[str, CriterionWords] = MappingProxyType(
    {
        "duration_s": CriterionWords("how long it lasts", "s"),
        "strokes": CriterionWords("how often it moves", ""),
        "interval_cv": CriterionWords("how uneven the rhythm is", ""),
        "evenness": CriterionWords("how well it repeats itself", ""),
        "rate_hz": CriterionWords("how fast it repeats", "times a second"),
        "turns": CriterionWords("how often it turns for each stroke", ""),
        "agreement": CriterionWords("share of the measurements that come to this", ""),
        "phase_ratio": CriterionWords("how many times as long it takes one way as the other", ""),
        "hold_s": CriterionWords("how long a position is held", "s"),
        "hold_share": CriterionWords("how much of the body is held", ""),
        "hold_regions": CriterionWords("how many separate places are held", ""),
        "released": CriterionWords("how much of the held position is let go", ""),
        "share_of_body": CriterionWords("how much of the body moves", ""),
        "separated_regions": CriterionWords("how many separate places move at once", ""),
        "axial": CriterionWords("whether head or trunk take part", ""),
        "plateau_s": CriterionWords("how long it stays near its furthest point", "s"),
        "part_hold_s": CriterionWords("how long it stays out, or part of the way", "s"),
        "away_s": CriterionWords("how long it stays half of its way out, still or not", "s"),
        "peak_speed": CriterionWords("how quick it is", "body lengths a second"),
        "sampling_limit_hz": CriterionWords("the fastest rhythm that the recording can show", "times a second"),
        "similarity": CriterionWords("how alike the movements are", ""),
        "series_members": CriterionWords("how many movements are alike", ""),
        "series_interval_s": CriterionWords("the time from one to the next", "s"),
        "amplitude": CriterionWords("how far it moves", "body lengths"),
        "signal_to_noise": CriterionWords("how clearly it stands out from the picture's noise", "times the noise"),
        "crying_burst_s": CriterionWords("how long it lasts, with crying near it", "s"),
        "crying_distance_s": CriterionWords("how near to it crying was heard", "s away"),
        "moving_share": CriterionWords("how much of the time anything moves", ""),
    }
)

STATE_WORDS: Mapping[State, str] = MappingProxyType(
    {
        State.MOVING: "awake and moving",
        State.SETTLING: "settling, within minutes of moving about",
        State.SETTLED: "settled, without larger movement for minutes",
        State.CAREGIVER: "somebody was there",
        State.AWAY: "seemingly not in the crib",
    }
)
"""An estimate from movement; sleep itself cannot be seen."""

AROUSAL_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "calm": "calm before and after",
        "unsettled": "moving about or crying before it, calm after it",
        "moving": "a minute or more of moving about begins within 30 s after it",
        "crying": "crying begins with it or within 30 s after it",
        "unknown": "not known from this recording",
    }
)

NOT_KNOWN = "Not known from this recording."
MOVED_BY_CRYING = (
    "Crying was heard near this movement, which lasts half a second or longer. That alone is why it is shown: whether "
    "it woke or frightened the baby is for a doctor to judge."
)
"""What is said of a movement that would not have been flagged without the crying."""
