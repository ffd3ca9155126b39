"""What a detector says of a clip: the one form that all detectors are scored in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from twitchcam.records import Excluded, Label, Pattern
from twitchcam.timespan import TimeSpan

__all__ = ["ClipFindings", "Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One movement that a detector reports."""

    span: TimeSpan
    label: Label
    pattern: Pattern | None = None
    """None where the detector tells labels only."""
    confidence: float = 1.0
    """0 to 1."""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClipFindings:
    """All that a detector says of one clip."""

    findings: tuple[Finding, ...]
    excluded: tuple[Excluded, ...] = ()
    """Stretches that it did not judge."""
    crying: tuple[TimeSpan, ...] = ()
    """Stretches of crying that it heard."""
    noises_s: tuple[float, ...] = ()
    """Onsets of the sudden noises that it heard."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """What it was set to, as plain tables: the same for every clip."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """The program and the libraries that touch the numbers."""
    model_checksums: Mapping[str, str] = field(default_factory=dict)
    """File names of the models used, with their SHA-256."""
