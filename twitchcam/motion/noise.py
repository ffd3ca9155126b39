"""What a cell shows when nothing moves in it, and how far above that it stands.

For a block, a lag and a cell c of brightness b(c):

1. own(c) = the low quantile of the cell's activity over the block.
2. predicted(c) = median of own over the cells outside the infant whose brightness lies within a band
   around b(c); over all outside cells where the band holds too few, over all cells where nothing lies
   outside.
3. floor(c) = max(min(own(c), ratio x predicted(c)), smallest).

A cell of the infant can so never lift its own floor above what still cells of its brightness show,
however long it moves; and a noisy cell is not taken for a moving one.

4. z(i, c) = activity(i, c) / (floor(c) x pulse), where pulse = max(1, median over still cells of
   activity / floor) of the frames behind a keyframe, because coders let noise pulse there.
5. flicker(i) = the median of z over flat still cells at frame i, in multiples of ``usual_flicker`` times its low
   quantile over the block, from 1 to ``most_flicker``; without that allowance where the light is known to waver: where
   the median brightness of pictures one short lag apart differs by ``wavering_share`` of it, and by
   ``wavering_grey_levels``, on average. What is flat does not show movement, only light: where that wavers, coders
   bring some places up to date and leave others as they were, so taking the gain out of the whole picture leaves much.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from twitchcam.motion.scan import decode_activity
from twitchcam.records import Scan, ScanBlock
from twitchcam.settings import ScanSettings

__all__ = ["block_range", "block_z", "flicker", "light_wavers", "moved_cells", "noise_floor"]

_BAND_GREY_LEVELS = 20.0
"""Brightness band: sensor noise changes little within a tenth of the range."""
_FEWEST_CELLS = 8
"""Fewer cells than this give no steady median."""


def noise_floor(block: ScanBlock, inside: NDArray[np.bool_], settings: ScanSettings) -> NDArray[np.float32]:
    """Return the noise floor of every cell of a block, grey levels.

    Parameters
    ----------
    block : ScanBlock
    inside : array of bool, shape (rows, columns)
        Cells that belong to the infant.

    Returns
    -------
    array of float32, shape (2, rows, columns)
    """
    outside = ~inside if int(np.count_nonzero(~inside)) >= _FEWEST_CELLS else np.ones_like(inside)
    # In order of brightness each cell's band is a run, and cells of one run share its median.
    order = np.argsort(block.brightness[outside], kind="stable")
    own_outside = block.low_activity[:, outside][:, order]
    bright_outside = block.brightness[outside][order]
    near = np.abs(bright_outside[None, :] - block.brightness.ravel()[:, None]) <= _BAND_GREY_LEVELS
    runs = np.stack([near.argmax(axis=1), np.count_nonzero(near, axis=1)], axis=1)
    runs[runs[:, 1] < _FEWEST_CELLS] = (0, len(order))  # too few: all of them
    different, which = np.unique(runs, axis=0, return_inverse=True)
    medians = np.stack([_median(own_outside[:, first : first + count]) for first, count in different], axis=1)
    predicted = medians[:, which.ravel()].reshape(block.low_activity.shape).astype(block.low_activity.dtype)
    floor = np.minimum(block.low_activity, settings.floor_ratio * predicted)
    return cast("NDArray[np.float32]", np.maximum(floor, settings.floor_grey_levels).astype(np.float32))


def _median(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the median of each row, as np.median does with more ado."""
    ordered = np.sort(rows, axis=1)
    count = rows.shape[1]
    return np.asarray(np.float32(0.5) * (ordered[:, (count - 1) // 2] + ordered[:, count // 2]), np.float32)


def block_z(scan: Scan, number: int, inside: NDArray[np.bool_], settings: ScanSettings) -> NDArray[np.float32]:
    """Return activity in multiples of the noise for one block, shape (frames, 2, rows, columns)."""
    first, last = block_range(scan, number)
    activity = decode_activity(scan.coded_activity[first:last])
    z = activity / noise_floor(scan.blocks[number], inside, settings)
    outside = ~inside if int(np.count_nonzero(~inside)) >= _FEWEST_CELLS else np.ones_like(inside)
    for lag in range(2):
        behind = scan.after_keyframe[lag, first:last]
        if behind.any() and not behind.all():
            still, pulsing = z[~behind, lag][:, outside], z[behind, lag][:, outside]
            pulse = float(np.median(pulsing)) / max(float(np.median(still)), 1.0)
            z[behind, lag] /= max(pulse, 1.0)
    return z


def flicker(
    scan: Scan, number: int, z: NDArray[np.float32], inside: NDArray[np.bool_], settings: ScanSettings
) -> NDArray[np.float32]:
    """Return by how much wavering light lifts the noise of every frame of a block, shape (frames, 2).

    Parameters
    ----------
    scan : Scan
    number : int
        Of the block.
    z : array, shape (frames, 2, rows, columns)
        From `block_z`.
    inside : array of bool, shape (rows, columns)
        Cells that belong to the infant.
    settings : ScanSettings
    """
    texture = scan.blocks[number].texture
    outside = ~inside if int(np.count_nonzero(~inside)) >= 2 * _FEWEST_CELLS else np.ones_like(inside)
    flat = outside & (texture <= np.median(texture[outside]))
    shown = np.median(z[:, :, flat], axis=2)
    known = light_wavers(scan, *block_range(scan, number), settings)
    allowed = 1.0 if known else settings.usual_flicker
    usual = allowed * np.maximum(np.quantile(shown, settings.low_quantile, axis=0), 1.0)
    return np.asarray(np.clip(shown / usual, 1.0, settings.most_flicker), np.float32)


def light_wavers(scan: Scan, first: int, last: int, settings: ScanSettings) -> bool:
    """Return whether the light goes up and down all the time from a frame to one past the last."""
    times_s, brightness = scan.times_s[first:last], scan.brightness[first:last]
    if len(times_s) < 2:
        return False
    half_a_frame_s = 0.5 * float(np.median(np.diff(times_s)))
    earlier = np.searchsorted(times_s, times_s - scan.lags_s[0] - half_a_frame_s)
    change = float(np.mean(np.abs(brightness - brightness[earlier])))
    share = settings.wavering_share * float(np.median(brightness))
    return change >= max(settings.wavering_grey_levels, share)


def moved_cells(z: NDArray[np.float32], settings: ScanSettings) -> NDArray[np.bool_]:
    """Return which cells move at each frame: at the short lag, or more so at the long one, where breathing shows too.

    Parameters
    ----------
    z : array, shape (frames, 2, rows, columns)
        From `block_z`.
    settings : ScanSettings

    Returns
    -------
    array of bool, shape (frames, rows, columns)
    """
    return np.asarray((z[:, 0] >= settings.active_z) | (z[:, 1] >= 1.5 * settings.active_z))


def block_range(scan: Scan, number: int) -> tuple[int, int]:
    """Return first and one past the last frame index of a block."""
    first = scan.blocks[number].first
    later = number + 1 < len(scan.blocks)
    return first, scan.blocks[number + 1].first if later else len(scan.times_s)
