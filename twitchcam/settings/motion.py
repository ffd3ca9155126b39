"""How movement is measured."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LookSettings", "ScanSettings"]


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """The first pass over every frame, its noise floor, and the windows that follow from it."""

    width_px: int = 160
    """Width of the shrunk picture. Jerks of 1.2% of a body length were seen at 28 x the noise here."""
    cell_px: int = 5
    """Side of a cell in pixels of the shrunk picture."""
    short_lag_s: float = 0.1
    """Time between the pictures compared for quick movement: about the rise time of a jerk."""
    long_lag_s: float = 0.5
    """Time between the pictures compared for slow movement."""
    block_s: float = 60.0
    """Length of a block of absolute recording time that keeps its own noise figures."""
    low_quantile: float = 0.3
    """Quantile of a cell's activity taken for its noise: a movement of up to 70% of a block leaves it alone."""
    floor_ratio: float = 1.8
    """A cell's noise is at most this many times that of still cells of its brightness."""
    floor_grey_levels: float = 0.15
    """Smallest noise a cell can have: half a rounding step spread over a cell."""
    usual_flicker: float = 1.25
    """How far the noise of still cells goes up and down by itself, as a multiple of its low quantile: in steady light
    eight frames of ten were seen below 1.3 times that."""
    wavering_share: float = 0.008
    """Least mean change of the light over the short lag where it wavers: 0.009 to 0.015 where it did by 3%, and up
    to 0.007 in steady light, as the median of a dark picture goes in whole grey levels."""
    wavering_grey_levels: float = 0.7
    """... and in grey levels: 0.8 to 1.5 against up to 0.6."""
    most_flicker: float = 3.0
    """Wavering light is taken to lift the noise of a frame this many times at most; 3% of it at 15 frames a second and
    a low bit rate lifted it up to three times. A grown-up who fills the picture is no light."""
    active_z: float = 6.0
    """A cell is active from this many times its noise on; deliberately low, flow decides."""
    active_cells: int = 2
    """Fewest neighbouring active cells that open a window."""
    lone_z: float = 12.0
    """A cell that is active by itself opens a window from this many times its noise on. Four of 430 jerks in views of a
    real infant and drawn ones showed in one cell alone, at 14 to 35 times its noise; still ones came to 12 two to four
    times a minute, where 30 to 45 other things open a window."""
    persisting_s: float = 1.0
    """Stretch over which weaker movement is averaged: four strokes and more of a tremor of 4 to 8 Hz."""
    persisting_z: float = 2.5
    """Least mean activity of what goes on, in multiples of the noise: tremors of 1 to 2.5% of a body length in views of
    a real infant had 2.5 to 50 in two neighbouring cells, still cells mostly 1 to 2."""
    persisting_ratio: float = 2.4
    """... and in multiples of what the cell shows otherwise. 2.0 opened windows in two to seven times as many still
    frames."""
    persisting_quick: float = 1.2
    """... and of its mean activity at the long lag: tremors in views of a real infant came to 1.5 to 4."""
    persisting_slower: float = 0.75
    """... or of that, for a while: with abs(sin(pi f L)) the ratio is 0.65 and less up to 1.5 Hz, and 0.8 and more from
    3 Hz on."""
    persisting_least_s: float = 1.5
    """The shortest such while, half of the shortest tremor looked for."""
    rest_s: float = 0.8
    """Shortest stretch without activity that counts as rest; long enough to average a rest picture from."""
    moment_s: float = 0.35
    """What the scan saw for less than this may be the tip of a jerk: myoclonic jerks last up to 0.4 s by EMG (Wang and
    Cai), of which those of a face showed in one to four frames."""
    slow_frame_s: float = 0.08
    """Time from frame to frame from which on one frame may be all that shows of a jerk, which comes within 60 to 150
    ms. Of faster cameras the first active frame holds only its beginning."""
    before_moment_s: float = 0.2
    """How long before such a moment there is no rest yet."""
    after_moment_s: float = 0.4
    """How long after it: a jerk swings back more slowly than it comes."""
    close_gap_s: float = 20.0
    """Active stretches closer than this are looked at together, so that a held position between two movements
    is seen as one."""
    lead_s: float = 1.2
    """Quiet before a window's first activity: the rest picture is made from it."""
    trail_s: float = 1.5
    """Time after a window's last activity: what is let go, and what stays, is read there."""
    longest_window_s: float = 120.0
    """Longer activity is cut into windows of this length at its quietest moments."""


@dataclass(frozen=True, slots=True)
class LookSettings:
    """The second pass: flow inside the windows, and the regions that move."""

    body_length_px: int = 320
    """Length of the infant in the picture that flow is computed on; smaller pictures are blown up by at most half."""
    readings: int = 3
    """At how many scales every window is measured: this one, then smaller and larger in turn. What they agree on is
    told (see `twitchcam.labels.agreement`)."""
    reading_step: float = 0.1
    """How much larger each scale is than the next smaller one: three cells more or less along an infant."""
    cell_px: int = 10
    """Side of a cell in pixels of that picture: 3% of a body length, about a fist."""
    margin: float = 0.15
    """How far around the body box is looked at, body lengths."""
    blur_px: float = 1.0
    """Standard deviation of the blur against sensor noise, pixels of that picture."""
    rest_pictures: int = 12
    """Most pictures averaged into a rest picture: noise falls to a third."""
    longest_offset: float = 0.25
    """Larger shifts between two rests are no longer measured well, body lengths."""
    smallest_movement: float = 0.0025
    """Smallest displacement of a region that is kept, body lengths. Jerks of 1.2 to 2% in a place as small as a mouth
    come out as 0.3 to 0.5%, since cells average over 9% of a body length."""
    smallest_z: float = 5.0
    """Smallest displacement of a region in multiples of its noise."""
    change_z: float = 2.5
    """Least change of a moving cell against the rest picture, in multiples of its noise."""
    explained: float = 0.3
    """Least share of a cell's change, beyond noise, that its displacement explains."""
    floor_ratio: float = 1.8
    """A cell's noise is at most this many times that of cells of its brightness."""
    usual_flicker: float = 1.25
    """How far the noise of still cells goes up and down by itself (see `ScanSettings`)."""
    most_flicker: float = 3.0
    """Wavering light is taken to lift the noise of a frame this many times at most (see `ScanSettings`)."""
    floor_grey_levels: float = 0.3
    """Smallest noise a cell can have, grey levels."""
    region_level: float = 0.4
    """A region reaches from its liveliest cell down to this share of that cell's displacement."""
    region_cells: int = 3
    """Fewest cells of a region."""
    same_region: float = 0.7
    """Cosine between two regions' displacement maps from which on they are the same part of the body."""
    epoch_gap_s: float = 0.3
    """Movements closer than this are one epoch."""
