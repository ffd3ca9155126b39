"""What passes before the camera and leaves nothing: an insect, a shadow, the light of a car.

It changes one place after the other, while a limb that jerks changes all of its place at once. Within a block, with the
cells that stand clear of the noise at the short lag, z(i, c) how far they do, and two neighbours that do so too:

1. What touches in space and time is one movement (gaps of one frame are closed). Of what is left, so is what comes
   within ``REACH`` cells, if it goes on for ``LEAPING_S``: a fast insect leaps from place to place of a slow camera.
2. m(i) is the middle of its cells at frame i, weighted by z, and R the root mean square distance of its cells from it
   at their own frame, and half a cell. A straight line m(i) = a + v t(i), weighted by the sum of z, explains r2 of how
   m varies, over T from the first frame to the last.
3. It passes where it goes one way, r2 >= ``ONE_WAY``; far for its size, abs(v) T >= ``FAR`` R; at no frame over more
   than ``AT_ONCE`` of its cells, half of which it has left again within ``BRIEFLY`` of T; and at most ``LEFT`` of its
   cells, and ``STAYS`` of those of its last frame, look different at the next glance from the last one before. A hand
   that comes and an arm that is laid elsewhere stay, and a limb that returns goes no way.
4. It hides a cell from the first frame to the last at which the cell changes, and a frame more at either end; and the
   cells around it as well.

Of 40 drawn insects 31 passed by these rules, most others flew over something that moved; and of all that moved in 254
recordings three other things, none of them the infant. Half of 478 jerks went a tenth of their size, 99% less than
once. Insects went 2.5 to 7 times theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.glances import changed_between
from twitchcam.records import Scan
from twitchcam.timespan import TimeSpan

__all__ = ["Passage", "passages"]

ONE_WAY: Final = 0.8
FAR: Final = 2.2
AT_ONCE: Final = 0.8
BRIEFLY: Final = 0.5
LEFT, STAYS = 0.2, 0.5
"""Judgements all of them, between 0.9 and 2.5 for FAR and 0.04 and 0.5 for LEFT; the others leave out what is no path
at all."""
REACH: Final = 4
LEAPING_S: Final = 0.3
"""Jerks and kicks whose places were tied together so took 0.27 s at most where they seemed to pass."""
_NEIGHBOURS: Final = 2
_FEWEST_CELLS: Final = 5
_FEWEST_FRAMES: Final = 3
_MARGIN_S: Final = 0.05
"""A glance this close to a passage may show it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Something that passed before the camera."""

    span: TimeSpan
    hidden: tuple[tuple[float, NDArray[np.bool_]], ...]
    """Time of a frame and the cells that it hides there, shape (rows, columns)."""

    def touches(self, cells: NDArray[np.bool_]) -> bool:
        """Whether it hides any of some cells at any time."""
        return any(bool((hidden & cells).any()) for _, hidden in self.hidden)


def passages(scan: Scan, first: int, z: NDArray[np.float32], clear: NDArray[np.bool_]) -> Iterator[Passage]:
    """Yield what passes within a block.

    Parameters
    ----------
    scan : Scan
    first : int
        Index of the block's first frame.
    z : array, shape (frames, rows, columns)
        Activity at the short lag in multiples of the noise.
    clear : array of bool, shape (frames, rows, columns)
        Which cells stand clear of it.
    """
    times_s = scan.times_s[first : first + len(z)]
    around = ndimage.convolve(clear.view(np.uint8), np.ones((1, 3, 3), np.uint8), mode="constant")
    clear = clear & (around > _NEIGHBOURS)
    for reach in (0, REACH):
        spread = ndimage.binary_dilation(clear, np.ones((1, reach + 1, reach + 1), np.bool_)) if reach else clear
        closed = ndimage.binary_closing(spread, structure=np.ones((3, 1, 1), np.bool_)) | spread
        labels, _ = ndimage.label(closed, structure=np.ones((3, 3, 3)))
        for number, where in enumerate(ndimage.find_objects(labels), start=1):
            part = (labels[where] == number) & clear[where]
            span = TimeSpan(float(times_s[where[0].start]), float(times_s[where[0].stop - 1]))
            if reach and span.duration_s < LEAPING_S:
                continue
            if not _goes_by(part, np.where(part, z[where], 0.0), times_s[where[0]]):
                continue
            whole = np.zeros((len(part), *z.shape[1:]), np.bool_)
            whole[:, where[1], where[2]] = part
            if _leaves_nothing(scan, whole, span):
                clear[where] &= ~part
                yield Passage(span, tuple(_hidden(whole, where[0].start, times_s)))


def _goes_by(part: NDArray[np.bool_], weights: NDArray[np.float64], times_s: NDArray[np.float64]) -> bool:
    """Whether a movement goes one way, and far for its size (rules 2 and 3); `part` and `weights` are frames first."""
    cells = np.count_nonzero(part.any(axis=0))
    if len(part) < _FEWEST_FRAMES or cells < _FEWEST_CELLS:
        return False
    if np.count_nonzero(part, axis=(1, 2)).max() > AT_ONCE * cells:
        return False
    if np.median(part.mean(axis=0)[part.any(axis=0)]) > BRIEFLY:
        return False
    seen = part.any(axis=(1, 2))
    weights, t = weights[seen], times_s[seen]
    mass = weights.sum(axis=(1, 2))
    rows, columns = np.mgrid[: part.shape[1], : part.shape[2]]
    middle = np.stack([(weights * axis).sum(axis=(1, 2)) / mass for axis in (rows, columns)], axis=1)
    apart = (rows - middle[:, 0, None, None]) ** 2 + (columns - middle[:, 1, None, None]) ** 2
    size = float(np.sqrt((weights * apart).sum() / mass.sum())) + 0.5
    share = mass / mass.sum()
    since = t - share @ t
    away = middle - share @ middle
    spread, varies = float(share @ since**2), float((share[:, None] * away**2).sum())
    if spread <= 0.0 or varies <= 0.0:
        return False
    velocity = (share * since) @ away / spread
    one_way = float(velocity @ velocity) * spread / varies
    far = float(np.linalg.norm(velocity)) * float(t[-1] - t[0])
    return one_way >= ONE_WAY and far >= FAR * size


def _leaves_nothing(scan: Scan, part: NDArray[np.bool_], span: TimeSpan) -> bool:
    """Whether its cells, and half of those of its last frame, look the same after it (rule 3).

    False where there is no glance to tell it by.
    """
    before_s = span.start_s - scan.lags_s[0] - _MARGIN_S
    before = int(np.searchsorted(scan.glance_times_s, before_s, side="right")) - 1
    after = int(np.searchsorted(scan.glance_times_s, span.end_s + _MARGIN_S))
    if before < 0 or after >= len(scan.glance_times_s):
        return False
    changed = changed_between(scan, before, after)
    return float(changed[part.any(axis=0)].mean()) <= LEFT and float(changed[part[-1]].mean()) <= STAYS


def _hidden(
    part: NDArray[np.bool_], start: int, times_s: NDArray[np.float64]
) -> Iterator[tuple[float, NDArray[np.bool_]]]:
    """Yield the frames of a passage and what it hides at each (rule 4)."""
    stop = start + len(part)
    first, last = max(0, start - 1), min(len(times_s), stop + 1)
    longer = np.zeros((last - first, *part.shape[1:]), np.bool_)
    longer[start - first : stop - first] = part
    arrived = np.logical_or.accumulate(longer, axis=0)
    leaves = np.logical_or.accumulate(longer[::-1], axis=0)[::-1]
    hidden = ndimage.binary_dilation(arrived & leaves, np.ones((3, 3, 3), np.bool_))
    for time_s, cells in zip(times_s[first:last], hidden, strict=True):
        yield float(time_s), np.asarray(cells, np.bool_)
