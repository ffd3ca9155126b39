"""What else changes in the picture, named with its place: things that never rest, and running writing such as a clock.

Nothing is decided here about what moves: this only names.

Never rests: each connected area of the cells that were found to move from the first frame to the last around a place
outside the infant (`twitchcam.motion.windows.Activity.foreign`).

Running writing, with z(i, L, c) the activity of cell c at frame i (time t_i) and lag L, in multiples of its noise, S
the short lag, G the long one, and T the usual time from frame to frame:

1. r(i, L, c) = z(i, L, c) / max(1, q(i, L)), where q = the 90% quantile of z over the cells outside the infant: what
   the whole picture does, as behind a keyframe or when the light changes, is no writing.
2. e(i, c) = min(r(i, S, c), ``_CLEAR``) - 1, at least 0; phase(c) = the circular mean of t_i mod 1 s over the frames of
   a block, weighted by e(i, c), from -0.5 s to 0.5 s: where in the second the cell changes. A clock that runs a little
   fast against the recording changes elsewhere in every block.
3. a = t_i - k - phase(c) is how far frame i lies from the change in the second k. What changes from one picture to the
   next differs over one lag, and not longer: at the short lag while abs(a) <= S / 2 + T, the step; at the long lag
   while S / 2 + T <= a <= G - S / 2 - T, the hold; and no more while G - S / 2 + T <= a <= 1 - S / 2 - T, the rest.
4. Cell c steps in the second k when the largest r(S) in the step is at least ``_STEP``, and ``_STANDS_OUT`` times the
   largest r(S) of the second outside it, and the mean r(G) of the hold is at least ``_STAYS`` times that of the rest.
   What swings moves for longer; what twitches comes back, and then differs from half a second before.
5. Cell c is writing when it or one that touches it steps in ``_NEARLY_ALL`` of the seconds, and in at least
   ``_FEWEST_STEPS``, and it does itself in ``_PART`` of them: a digit may lie across the border of two.
6. An area is named when no cell of it lies within the infant's box and it covers at most ``_LARGEST_WRITING`` of the
   picture. A rhythm of the infant that came exactly once a second would reach into its box.
7. A clock of high contrast may seem to never rest, as the long lag shows each step for half a second. An area that
   never rests is writing where it holds cells of writing and is no larger than that.

It goes block by block; the seconds that lie on the border of two are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.in_force import body_in_force
from twitchcam.motion.noise import block_range, block_z
from twitchcam.motion.windows import Activity, cells_of_body
from twitchcam.records import BodyMap, Box, Masked, Scan
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

__all__ = ["name_sources"]

_PICTURE_SHARE = 0.9
"""Quantile of the cells outside the infant that stands for the whole picture: a clock changes one cell or two."""
_FEWEST_OUTSIDE = 8
"""Fewer cells outside the infant say nothing of the whole picture; all of them are taken then."""
_CLEAR = 6.0
"""What changes more than this counts no more for the phase: a hand over the clock moves longer than its digits."""
_STEP = 1.5
"""Weakest step: from 3 to 4 or 5 to 6 the last digit of drawn clocks came to 1.7 to 2.5, from 0 to 1 to 6 and more."""
_STANDS_OUT = 1.5
"""At both lags: of the last digits of 34 clocks outside the infant all but one stepped in 0.83 to 1.0 of the seconds,
half of them in 0.98 and more; of cells outside the infant in 74 recordings without a clock none in more than 0.25."""
_STAYS = 1.5
_NEARLY_ALL, _PART = 0.9, 0.5
_FEWEST_STEPS = 20
"""So many beats of a movement whose intervals differ by a tenth are spread over half a second and more."""
_LEAST_SEEN_S = 1.25
"""Half of the time that one second is told by: with fewer pictures it is passed over."""
_COARSEST_S = 0.15
"""With a longer time from frame to frame a step is no narrow part of a second."""
_LARGEST_WRITING = 0.02
"""Largest share of the picture: the last digits of a clock fill up to four cells of several hundred."""
_TOUCHING = np.ones((3, 3), np.bool_)


def name_sources(
    scan: Scan, activity: Activity, bodies: Sequence[BodyMap], settings: ScanSettings
) -> tuple[Masked, ...]:
    """Return the places in the picture that change by themselves, what never rests first, each from top to bottom.

    Parameters
    ----------
    scan : Scan
    activity : Activity
        Of this scan.
    bodies : sequence of BodyMap
        In time order; the one in force is used for each block.
    settings : ScanSettings

    Returns
    -------
    tuple of Masked
        ``never_rests`` and ``on_screen_text``; each spans the whole scan.
    """
    span = TimeSpan(float(scan.times_s[0]), float(scan.times_s[-1]))
    written = np.zeros_like(activity.foreign)
    for area in _writing(scan, activity, bodies, settings):
        written |= area
    kept = activity.foreign | written
    named = []
    for area in _areas(activity.foreign):
        if not _is_small(area) or not (area & written).any():
            named.append(Masked(span, "never_rests", _box(scan, area)))
            kept &= ~area
    return (*named, *(Masked(span, "on_screen_text", _box(scan, area)) for area in _areas(kept)))


def _writing(
    scan: Scan, activity: Activity, bodies: Sequence[BodyMap], settings: ScanSettings
) -> Iterator[NDArray[np.bool_]]:
    """Yield the areas that change once a second (steps 5 and 6)."""
    if len(scan.times_s) < 2 or float(np.median(np.diff(scan.times_s))) > _COARSEST_S:
        return
    own, around = np.zeros((2, *activity.foreign.shape), np.int64)
    seconds = 0
    reached = np.zeros_like(activity.foreign)
    for number, block in enumerate(scan.blocks):
        body = body_in_force(bodies, block.span.middle_s)
        reached |= cells_of_body(scan, body, margin=0.0)
        stepped = _steps(scan, number, body, activity, settings)
        own += stepped.sum(axis=0)
        around += ndimage.binary_dilation(stepped, structure=_TOUCHING[None]).sum(axis=0)
        seconds += len(stepped)
    writing = (around >= _FEWEST_STEPS) & (around >= _NEARLY_ALL * seconds) & (own >= _PART * seconds)
    for area in _areas(writing):
        if _is_small(area) and not (area & reached).any():
            yield area


def _steps(scan: Scan, number: int, body: BodyMap, activity: Activity, settings: ScanSettings) -> NDArray[np.bool_]:
    """Return which cells step in each whole second of a block, shape (seconds, rows, columns) (steps 1 to 4)."""
    first, last = block_range(scan, number)
    times_s = scan.times_s[first:last]
    inside = cells_of_body(scan, body)
    relative = block_z(scan, number, inside, settings)
    outside = ~inside & ~activity.foreign
    outside = outside if np.count_nonzero(outside) >= _FEWEST_OUTSIDE else np.ones_like(outside)
    picture = np.maximum(np.quantile(relative[:, :, outside], _PICTURE_SHARE, axis=2), 1.0)
    relative /= picture[:, :, None, None].astype(np.float32)
    phase_s = _phase_s(relative[:, 0], times_s)
    usual_s = float(np.median(np.diff(scan.times_s)))
    found = []
    # Whatever the phase, these seconds lie within the block.
    for second in range(int(np.ceil(times_s[0] + 1.0)), int(np.floor(times_s[-1] - 1.5)) + 1):
        begin, end = np.searchsorted(times_s, (second - 1.0, second + 1.5))
        if (end - begin) * usual_s >= _LEAST_SEEN_S:
            away_s = times_s[begin:end, None, None] - second - phase_s
            found.append(_stepped(relative[begin:end], away_s, usual_s, scan.lags_s))
    return np.array(found, np.bool_).reshape(-1, *inside.shape)


def _stepped(
    relative: NDArray[np.float32], away_s: NDArray[np.float64], usual_s: float, lags_s: tuple[float, float]
) -> NDArray[np.bool_]:
    """Return which cells step in one second, shape (rows, columns) (steps 3 and 4)."""
    short, long = relative[:, 0], relative[:, 1]
    early_s, late_s = 0.5 * lags_s[0] + usual_s, lags_s[1] - 0.5 * lags_s[0]
    near = np.abs(away_s) <= early_s
    second = (away_s >= -0.5) & (away_s < 0.5)
    step, beside = (np.max(short, axis=0, initial=0.0, where=frames) for frames in (near, second & ~near))
    hold, rest = (
        np.sum(long, axis=0, where=frames) / np.maximum(np.count_nonzero(frames, axis=0), 1)
        for frames in (
            (away_s >= early_s) & (away_s <= late_s - usual_s),
            (away_s >= late_s + usual_s) & (away_s <= 1.0 - early_s),
        )
    )
    return np.asarray((step >= _STEP) & (step >= _STANDS_OUT * beside) & (hold >= _STAYS * rest) & (hold > 0.0))


def _phase_s(relative: NDArray[np.float32], times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where in the second every cell changes, shape (rows, columns)."""
    excess = np.maximum(np.minimum(relative, np.float32(_CLEAR)) - np.float32(1.0), np.float32(0.0))
    angle = 2.0 * np.pi * times_s
    east, north = (np.einsum("i,irc->rc", turn, excess) for turn in (np.cos(angle), np.sin(angle)))
    return np.asarray(np.arctan2(north, east) / (2.0 * np.pi), np.float64)


def _is_small(area: NDArray[np.bool_]) -> bool:
    return bool(np.count_nonzero(area) <= max(1.0, _LARGEST_WRITING * area.size))


def _areas(cells: NDArray[np.bool_]) -> Iterator[NDArray[np.bool_]]:
    """Yield each connected area, in the order of its first cell, row by row."""
    labels, count = ndimage.label(cells, structure=_TOUCHING)
    for number in range(1, count + 1):
        yield labels == number


def _box(scan: Scan, area: NDArray[np.bool_]) -> Box:
    """Return the box around cells, pixels of the original picture."""
    rows, columns = np.flatnonzero(area.any(axis=1)), np.flatnonzero(area.any(axis=0))
    width_px, height_px = scan.cell_px
    return Box(
        float(columns[0] * width_px),
        float(rows[0] * height_px),
        float((columns[-1] + 1) * width_px),
        float((rows[-1] + 1) * height_px),
    )
