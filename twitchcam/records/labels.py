"""What a movement can be taken for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

__all__ = ["PATTERN_LABEL", "Label", "Pattern"]


class Label(StrEnum):
    """What a movement is taken for."""

    NORMAL_JERK = "normal_jerk"
    NEEDS_REVIEW = "needs_review"
    OTHER_MOVEMENT = "other_movement"


class Pattern(StrEnum):
    """Which kind of movement within its label."""

    SINGLE_JERK = "single_jerk"
    JERK_CLUSTER = "jerk_cluster"
    RHYTHMIC = "rhythmic"
    TREMOR = "tremor"
    SPASM_SERIES = "spasm_series"
    SINGLE_SPASM_LIKE = "single_spasm_like"
    STIFFENING = "stiffening"
    PROLONGED = "prolonged"
    UNDECIDED = "undecided"
    GROSS_MOVEMENT = "gross_movement"
    SUCKING = "sucking"
    BREATHING = "breathing"
    CAREGIVER = "caregiver"
    CAMERA = "camera"

    @property
    def is_rhythm(self) -> bool:
        """Whether it is a rhythm of any rate that needs review."""
        return self in {Pattern.RHYTHMIC, Pattern.TREMOR}


PATTERN_LABEL: Mapping[Pattern, Label] = MappingProxyType(
    {
        Pattern.SINGLE_JERK: Label.NORMAL_JERK,
        Pattern.JERK_CLUSTER: Label.NORMAL_JERK,
        Pattern.RHYTHMIC: Label.NEEDS_REVIEW,
        Pattern.TREMOR: Label.NEEDS_REVIEW,
        Pattern.SPASM_SERIES: Label.NEEDS_REVIEW,
        Pattern.SINGLE_SPASM_LIKE: Label.NEEDS_REVIEW,
        Pattern.STIFFENING: Label.NEEDS_REVIEW,
        Pattern.PROLONGED: Label.NEEDS_REVIEW,
        Pattern.UNDECIDED: Label.NEEDS_REVIEW,
        Pattern.GROSS_MOVEMENT: Label.OTHER_MOVEMENT,
        Pattern.SUCKING: Label.OTHER_MOVEMENT,
        Pattern.BREATHING: Label.OTHER_MOVEMENT,
        Pattern.CAREGIVER: Label.OTHER_MOVEMENT,
        Pattern.CAMERA: Label.OTHER_MOVEMENT,
    }
)
"""The one label that each pattern belongs to."""
