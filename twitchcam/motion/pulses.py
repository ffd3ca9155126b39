"""Where a keyframe changes no more than keyframes always do there.

Coders bring what they had left as it was up to date with every keyframe. In flat places, at a low bit rate, the new
grain fits the old one nowhere, so flow sees a jump that stays until the next keyframe: single jerks, and uneven rows of
them. What the scan says tells such a jump from a movement that happens to fall on a keyframe. With a(k, c) the activity
of cell c at the short lag at keyframe k, and of a block that holds ``_FEWEST`` keyframes:

1. p(c) = median of a over the keyframes; q(c) = median of the activity of frames behind no keyframe.
2. The cell pulses where p(c) >= ``_LEAST_PULSE`` q(c). What moves most of the time moves between keyframes as well.
3. Keyframe k is usual there where a(k, c) <= ``_USUAL_ALONE`` p(c), and the mean of a over the cell and its neighbours
   is at most ``_USUAL`` times that of p: one cell goes up and down by more than nine.

Of 102 single strokes that rose within the step of a keyframe where nothing moved, the largest a of the place came to
0.87 to 1.37 times the median of its largest (2 to 98%), and that to 2.0 times what it showed otherwise and more; of 166
that were jerks or parts of episodes three in four came to 2.7 times that median and more, and half of those places
showed less than 1.9 times as much at keyframes as otherwise.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.motion.noise import block_range
from twitchcam.motion.scan import decode_activity
from twitchcam.records import Scan, frozen_array
from twitchcam.timespan import TimeSpan

__all__ = ["Pulses"]

_FEWEST = 4
_LEAST_PULSE = 2.0
_USUAL_ALONE, _USUAL = 2.0, 1.3
_SAMPLED = 300
"""Of about so many other frames the median is taken."""


class Pulses:
    """What the keyframes of a recording change, block by block.

    Parameters
    ----------
    scan : Scan
    """

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        behind = scan.after_keyframe[0]
        self._keyframes = np.flatnonzero(behind & ~np.concatenate([[True], behind[:-1]]))
        self._of_block: dict[int, NDArray[np.float32] | None] = {}

    def during(self, span: TimeSpan) -> tuple[tuple[float, NDArray[np.bool_]], ...]:
        """Return the time of every keyframe in a span and the cells where it is usual, shape (rows, columns)."""
        times_s = self._scan.times_s
        first, stop = np.searchsorted(times_s, (span.start_s, span.end_s + 1e-6))
        found: list[tuple[float, NDArray[np.bool_]]] = []
        for index in self._keyframes[(self._keyframes >= first) & (self._keyframes < stop)]:
            pulse = self._pulse(int(index))
            if pulse is None:
                continue
            activity = decode_activity(self._scan.coded_activity[int(index)][0])
            cells = (activity <= _USUAL_ALONE * pulse) & (_around(activity) <= _USUAL * _around(pulse))
            if cells.any():
                found.append((float(times_s[index]), frozen_array(cells)))
        return tuple(found)

    def _pulse(self, index: int) -> NDArray[np.float32] | None:
        """Return p of the block of a frame, 0 where a cell does not pulse; None where it holds too few keyframes."""
        number = next(n for n in range(len(self._scan.blocks)) if index < block_range(self._scan, n)[1])
        if number not in self._of_block:
            self._of_block[number] = self._pulse_of_block(number)
        return self._of_block[number]

    def _pulse_of_block(self, number: int) -> NDArray[np.float32] | None:
        first, stop = block_range(self._scan, number)
        keyframes = self._keyframes[(self._keyframes >= first) & (self._keyframes < stop)]
        between = first + np.flatnonzero(~self._scan.after_keyframe[0, first:stop])
        if len(keyframes) < _FEWEST or not len(between):
            return None
        between = between[:: max(1, len(between) // _SAMPLED)]
        coded = self._scan.coded_activity[first:stop][:, 0]
        pulse = np.median(decode_activity(coded[keyframes - first]), axis=0)
        other = np.median(decode_activity(coded[between - first]), axis=0)
        return np.where(pulse >= _LEAST_PULSE * other, pulse, 0.0).astype(np.float32)


def _around(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean over each cell and its neighbours."""
    return np.asarray(cv2.blur(values, (3, 3), borderType=cv2.BORDER_REPLICATE), np.float32)
