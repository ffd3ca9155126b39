"""How detection is scored. These settings describe the judge, so they are not part of a recording's settings."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CameraLimit", "CompareSettings", "ScoringSettings", "StressSettings"]


@dataclass(frozen=True, slots=True)
class ScoringSettings:
    """What counts as found, as false, and how uncertain a figure is."""

    onset_tolerance_s: float = 0.2
    """Largest difference between a true and a found onset of the same jerk, seconds (judgement)."""
    onset_tolerance_frames: float = 2.0
    """... or this many frames, whichever is longer: a slow camera cannot show an onset more exactly."""
    other_tolerances_s: tuple[float, ...] = (0.1, 0.5)
    """Tolerances that are reported beside it, exactly as they stand, seconds."""
    coverage: float = 0.5
    """Share of a review episode that the one finding matched to it covers at least."""
    reach_s: float = 2.0
    """How far that finding may reach out of the episode on either side, seconds."""
    series_reach_s: float = 5.0
    """The same for a series: its ends are weak, and its members lie 5 to 10 s apart."""
    night_hours: float = 11.0
    """Hours of a night that figures a night are given for: what an infant of some months sleeps at night, with the
    hours in the crib before and after (judgement; figures an hour are given beside it)."""
    confidence_bins: int = 5
    """Bins of equal width in the reliability table."""
    amplitude_edges: tuple[float, ...] = (0.0, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1)
    """Edges of the bins in which detection is given against amplitude, body lengths; the last bin is open."""
    interval_level: float = 0.95
    """Level of all intervals."""
    resamples: int = 2000
    """How often children and clips are drawn again for the intervals over children."""
    seed: int = 20240501
    """Where the drawing starts."""


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """When two runs differ beyond noise."""

    level: float = 0.05
    """A difference that chance alone brings about at most this often is beyond noise."""
    exact_up_to: int = 14
    """With up to this many clips that differ all changes of sign are tried, with more a sample of them."""
    permutations: int = 20000
    """Size of that sample."""
    seed: int = 20240501
    """Where the drawing starts."""


@dataclass(frozen=True, slots=True)
class CameraLimit:
    """The most that a weak camera gives; None: as much as there is."""

    fps: float | None = None
    """Frames a second."""
    lines: int | None = None
    """Height of the picture, pixels."""
    bits_per_s: int | None = None
    """Bit rate, H.264."""

    @property
    def words(self) -> str:
        """The limit in words."""
        fps, lines, bits_per_s = self.fps, self.lines, self.bits_per_s
        parts = (
            None if fps is None else f"{fps:g} fps",
            None if lines is None else f"{lines} lines",
            None if bits_per_s is None else f"{bits_per_s / 1000:g} kbit/s",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class StressSettings:
    """How clips are made worse, one factor at a time; each value is a step downwards."""

    least_amplitude: float = 0.025
    """Jerks below this are left out: body lengths."""
    weak_cameras: tuple[CameraLimit, ...] = (
        CameraLimit(fps=10.0),
        CameraLimit(lines=360),
        CameraLimit(bits_per_s=200_000),
        CameraLimit(10.0, 360, 200_000),
    )
    """The least that cheap cameras send, one by one and together."""
    frame_rates: tuple[float, ...] = (0.67, 0.5)
    """Shares of the frames that are kept, evenly spread."""
    sizes: tuple[float, ...] = (0.75, 0.5)
    """Shares of width and height."""
    bit_rates: tuple[float, ...] = (0.5, 0.25)
    """Shares of the file's own bit rate, H.264."""
    codecs: tuple[str, ...] = ("mpeg4", "mjpeg")
    """Other encoders, at the file's own bit rate."""
    dropped_frames: tuple[float, ...] = (0.1, 0.3)
    """Shares of the frames that are lost at random; the others keep their times."""
    darkness: tuple[float, ...] = (0.6, 0.35)
    """Factors on the brightness."""
    noise: tuple[float, ...] = (4.0, 8.0)
    """Standard deviations of added noise, grey levels."""
    quality: int = 18
    """Constant quality (CRF) of H.264 where the bit rate is not the factor."""
    seed: int = 20240501
    """Where noise and dropped frames start."""
