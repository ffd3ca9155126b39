"""Running writing in the picture, such as a clock: what changes once a second, always at the same moment of it.

With z(i, L, c) the activity of cell c at frame i (time t_i) and lag L, in multiples of its noise, S the short lag, G
the long one, and T the usual time from frame to frame:

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
   What swings moves for longer; what twitches comes back, and then differs from half a second before. A second whose
   step holds a frame behind a keyframe tells nothing of c: coders bring places up to date with every keyframe, and many
   send one a second.
5. Cell c is writing when it or one that touches it steps in ``_NEARLY_ALL`` of the seconds that tell, and in at least
   ``_FEWEST_STEPS``, and it does itself in ``_PART`` of them: a digit may lie across the border of two.
6. An area of them counts when it covers at most ``_LARGEST_WRITING`` of the picture, and either no cell of it lies
   within the infant's box or all of it lies within ``_AT_EDGE`` of the picture's edge, where cameras write. A rhythm of
   the infant that came exactly once a second would reach further in.

It goes block by block; the seconds that lie on the border of two are left out.

7. What an area and the cells that touch it (the digit before the last one goes on every ten seconds) show is the
   writing's own at the short lag while abs(a) <= S / 2 + T, and at the long lag while -S / 2 - T <= a <= G - S / 2 + T,
   with the phase of that cell of the area which steps most often. At other times a foot beside the clock moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.areas import TOUCHING, areas
from twitchcam.motion.in_force import body_in_force, cells_of_body
from twitchcam.motion.noise import block_range, block_z
from twitchcam.records import BodyMap, Scan
from twitchcam.settings import ScanSettings

__all__ = ["Writing", "find_writing", "is_small"]

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
_AT_EDGE = 0.15
"""Share of the picture's shorter side."""


@dataclass(frozen=True, slots=True)
class Writing:
    """The running writing of a recording."""

    cells: NDArray[np.bool_]
    """Which are, shape (rows, columns)."""
    around: NDArray[np.intp]
    """0, or of cells that are or touch an area its number, from 1 on, shape (rows, columns)."""
    phases_s: NDArray[np.float64]
    """Where in the second each area changes in each block, shape (blocks, areas)."""

    def own(self, scan: Scan, number: int) -> NDArray[np.bool_]:
        """Return where what the frames of a block show is the writing's own, shape (frames, 2, rows, columns) (rule 7).

        Parameters
        ----------
        scan : Scan
        number : int
            Of the block.
        """
        first, last = block_range(scan, number)
        times_s, (short_s, long_s) = scan.times_s[first:last], scan.lags_s
        own = np.zeros((len(times_s), 2, *self.cells.shape), np.bool_)
        early_s = 0.5 * short_s + (float(np.median(np.diff(scan.times_s))) if len(scan.times_s) > 1 else 0.0)
        for area, phase_s in enumerate(self.phases_s[number], start=1):
            since_s = (times_s - phase_s + early_s) % 1.0
            during = np.stack([since_s <= 2.0 * early_s, since_s <= long_s - 0.5 * short_s + early_s], axis=1)
            own |= during[:, :, None, None] & (self.around == area)
        return own


def find_writing(scan: Scan, bodies: Sequence[BodyMap], foreign: NDArray[np.bool_], settings: ScanSettings) -> Writing:
    """Return the running writing of a recording.

    Parameters
    ----------
    scan : Scan
    bodies : sequence of BodyMap
        In time order; the one in force is used for each block.
    foreign : array of bool, shape (rows, columns)
        Cells that never rest and are not the infant's.
    settings : ScanSettings
    """
    nothing = Writing(np.zeros_like(foreign), np.zeros(foreign.shape, np.intp), np.zeros((len(scan.blocks), 0)))
    if len(scan.times_s) < 2 or float(np.median(np.diff(scan.times_s))) > _COARSEST_S:
        return nothing
    own, around, seconds = np.zeros((3, *foreign.shape), np.int64)
    reached = np.zeros_like(foreign)
    phases_s = []
    for number, block in enumerate(scan.blocks):
        body = body_in_force(bodies, block.span.middle_s)
        reached |= cells_of_body(scan, body, margin=0.0)
        phase_s, stepped, tells = _steps(scan, number, body, foreign, settings)
        phases_s.append(phase_s)
        own += stepped.sum(axis=0)
        around += (ndimage.binary_dilation(stepped, structure=TOUCHING[None]) & tells).sum(axis=0)
        seconds += tells.sum(axis=0)
    writing = (around >= _FEWEST_STEPS) & (around >= _NEARLY_ALL * seconds) & (own >= _PART * seconds)
    inwards = reached & ~_near_edge(scan)
    found = [area for area in areas(writing) if is_small(area) and not (area & inwards).any()]
    if not found:
        return nothing
    numbers = np.zeros(foreign.shape, np.intp)
    for number, area in enumerate(found, start=1):
        numbers[ndimage.binary_dilation(area, structure=TOUCHING)] = number
    surest = [int(np.argmax(np.where(area, own, -1))) for area in found]
    return Writing(np.any(found, axis=0), numbers, np.array([phase_s.ravel()[surest] for phase_s in phases_s]))


def _steps(
    scan: Scan, number: int, body: BodyMap, foreign: NDArray[np.bool_], settings: ScanSettings
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the phase of every cell in a block, which step in each whole second of it, and of which that second tells.

    Shapes (rows, columns), (seconds, rows, columns) and (seconds, rows, columns).
    """
    first, last = block_range(scan, number)
    times_s = scan.times_s[first:last]
    inside = cells_of_body(scan, body)
    relative = block_z(scan, number, inside, settings)
    outside = ~inside & ~foreign
    outside = outside if np.count_nonzero(outside) >= _FEWEST_OUTSIDE else np.ones_like(outside)
    picture = np.maximum(np.quantile(relative[:, :, outside], _PICTURE_SHARE, axis=2), 1.0)
    relative /= picture[:, :, None, None].astype(np.float32)
    phase_s = _phase_s(relative[:, 0], times_s)
    usual_s = float(np.median(np.diff(scan.times_s)))
    behind = scan.after_keyframe[0, first:last]
    found = []
    # Whatever the phase, these seconds lie within the block.
    for second in range(int(np.ceil(times_s[0] + 1.0)), int(np.floor(times_s[-1] - 1.5)) + 1):
        begin, end = np.searchsorted(times_s, (second - 1.0, second + 1.5))
        if (end - begin) * usual_s >= _LEAST_SEEN_S:
            away_s = times_s[begin:end, None, None] - second - phase_s
            found.append(_stepped(relative[begin:end], away_s, behind[begin:end], usual_s, scan.lags_s))
    stepped, tells = np.array(found, np.bool_).reshape(-1, 2, *inside.shape).swapaxes(0, 1)
    return phase_s, stepped & tells, tells


def _stepped(
    relative: NDArray[np.float32],
    away_s: NDArray[np.float64],
    behind: NDArray[np.bool_],
    usual_s: float,
    lags_s: tuple[float, float],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which cells step in one second, and of which it tells, each (rows, columns) (steps 3 and 4)."""
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
    steps = (step >= _STEP) & (step >= _STANDS_OUT * beside) & (hold >= _STAYS * rest) & (hold > 0.0)
    return np.asarray(steps), np.asarray(~(near & behind[:, None, None]).any(axis=0))


def _phase_s(relative: NDArray[np.float32], times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where in the second every cell changes, shape (rows, columns)."""
    excess = np.maximum(np.minimum(relative, np.float32(_CLEAR)) - np.float32(1.0), np.float32(0.0))
    angle = 2.0 * np.pi * times_s
    east, north = (np.einsum("i,irc->rc", turn, excess) for turn in (np.cos(angle), np.sin(angle)))
    return np.asarray(np.arctan2(north, east) / (2.0 * np.pi), np.float64)


def _near_edge(scan: Scan) -> NDArray[np.bool_]:
    """Return which cells have their middle within ``_AT_EDGE`` of the picture's edge, shape (rows, columns)."""
    rows, columns = scan.blocks[0].brightness.shape
    width_px, height_px = scan.cell_px
    within_px = _AT_EDGE * min(columns * width_px, rows * height_px)
    from_edge_px = [
        (np.minimum(np.arange(count), np.arange(count)[::-1]) + 0.5) * size_px
        for count, size_px in ((rows, height_px), (columns, width_px))
    ]
    return np.asarray(np.minimum(from_edge_px[0][:, None], from_edge_px[1][None, :]) <= within_px)


def is_small(area: NDArray[np.bool_]) -> bool:
    """Whether an area covers no more of the picture than writing does."""
    return bool(np.count_nonzero(area) <= max(1.0, _LARGEST_WRITING * area.size))
