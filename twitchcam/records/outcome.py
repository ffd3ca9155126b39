"""What a run measures, and what it concludes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from twitchcam.records.body import BodyMap
from twitchcam.records.events import Event
from twitchcam.records.motion import Envelope, MotionTrace
from twitchcam.records.sound import Sound
from twitchcam.records.surroundings import Surroundings
from twitchcam.records.video import Excluded, Masked, VideoInfo

__all__ = ["Analysis", "Measurement"]


@dataclass(frozen=True, slots=True)
class Measurement:
    """Everything measured from pictures and sound: enough to group and label again without decoding."""

    video: VideoInfo
    settings: Mapping[str, Any]
    """The settings it was measured with, as plain tables."""
    versions: Mapping[str, str]
    """Names of the program and of the libraries that touch the numbers, with their versions."""
    model_checksums: Mapping[str, str]
    """File names of the models used, with their SHA-256."""
    body_maps: tuple[BodyMap, ...]
    traces: tuple[MotionTrace, ...]
    excluded: tuple[Excluded, ...]
    envelope: Envelope
    smallest_movement: float | None
    """Smallest movement the recording could show, body lengths; None where it cannot be told."""
    sound: Sound | None = None
    """What was heard; None where the recording holds no sound, or it was not listened to."""
    masked: tuple[Masked, ...] = ()
    """Places in the picture that change by themselves."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The outcome of a run."""

    video: VideoInfo
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    model_checksums: Mapping[str, str]
    body_maps: tuple[BodyMap, ...]
    events: tuple[Event, ...]
    """In order of their start."""
    findings: Mapping[str, Any]
    """Findings of the whole recording; docs/events.md lists them."""
    excluded: tuple[Excluded, ...]
    analysable_s: float
    """Seconds of the recording that could be judged."""
    measurement: Measurement
    """What the events were judged from."""
    surroundings: Surroundings = field(default_factory=lambda: Surroundings((), (), (), None))
    """What surrounds the events."""
    masked: tuple[Masked, ...] = ()
    """Places in the picture that change by themselves."""
