"""Which part of the recording is looked at, and how the infant is looked for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["JoiningSettings", "PoseSettings", "RecordingSettings"]


@dataclass(frozen=True, slots=True)
class RecordingSettings:
    """Which part of the recording is looked at."""

    from_s: float = 0.0
    """Start of the stretch to analyse, seconds."""
    to_s: float | None = None
    """End of the stretch to analyse, seconds; None: to the end."""
    region_px: tuple[int, int, int, int] | None = None
    """Where the infant lies, given by the person: left, top, width, height in pixels; None: found by itself."""
    mask_sha256: str | None = None
    """Checksum of the mask picture given by the person; None: no mask."""
    start_time: str | None = None
    """Clock time of the first picture (ISO 8601), given by the person; None: taken from the file where it says."""
    age_weeks: float | None = None
    """Age of the baby in weeks, given by the person; changes no label, only what is said of that age."""


@dataclass(frozen=True, slots=True)
class JoiningSettings:
    """Which files are one recording; nothing here changes what is found in it, so events.json does not list it."""

    longest_gap_s: float = 600.0
    """`twitchcam batch --join`: a longer gap begins the next recording, seconds (judgement: a camera that restarts or
    loses the network is back by then)."""
    longest_asked_gap_s: float = 10800.0
    """`twitchcam analyze --join`: files further apart are refused, seconds (judgement: not of one night)."""


@dataclass(frozen=True, slots=True)
class PoseSettings:
    """Finding the infant with pose landmarks."""

    model: str = "full"
    """``full``, ``heavy`` or ``none``. full is the default: heavy loses an arm on grey pictures."""
    interval_s: float = 60.0
    """Time between two looks at the pose while nothing happens."""
    people: int = 2
    """How many bodies are looked for in a picture: the infant, and one who bends over it."""
    picture_px: int = 320
    """Longer side of the picture that the pose model sees, pixels; larger pictures are shrunk by averaging, which takes
    out sensor noise. Measured on noisy night pictures: a body was found in 41 of 72 turned pictures at 320, in 29 at
    their own 640 and in 29 at 224."""
    rotations: bool = True
    """Look at all four turns of the picture each time: their agreement is what tells right limbs from wrong ones. Off:
    only where the upright picture shows no plausible body; a single upright pose never gives a limb its side."""
    look_s: float = 5.0
    """Pictures at most this far apart are judged together as one look, seconds."""
    box_plausibility: float = 0.4
    """Least plausibility at which a body counts as found, 0 to 1."""
    side_plausibility: float = 0.6
    """Least plausibility at which a limb is called left or right, 0 to 1."""
    limb_plausibility: float = 0.3
    """Least plausibility at which a limb is named at all, 0 to 1."""
    last_known_half_s: float = 3600.0
    """While no body is found, the plausibility of its last known place halves in this time, seconds."""
