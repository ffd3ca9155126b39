"""What comes to lie over the infant without being it: a hand that nobody saw come in.

A hand is told from the infant by where it comes from (`twitchcam.motion.visitors`), which needs it to be seen on its
way: at ten frames a second it is there within two or three, and in a close-up everything reaches the picture's edge.
Close to, it differs in another way. Where the infant moves, its texture can be found again; what is covered cannot.
With n(c) the noise of cell c in grey levels (`calm_noise`), L the body length:

1. A cell is unexplained at a frame when it differs from the picture at rest by at least ``LEAST_NOISE`` n(c) and
   ``LEAST_GREY_LEVELS``, and taking the displacement back leaves at least ``LEFT`` of that.
2. A(i) is the largest connected area of such cells. The infant is covered while A(i) is at least ``LEAST_AREA`` x L^2
   and ``LEAST_SHARE`` of its box; gaps of up to ``GAP_S`` are closed, and of up to ``REST_S`` in which what moves takes
   no longer than that: a hand that lay still begins to go by little. It has to take ``SHORTEST_S``, to be so in
   ``STEADY`` of the frames in which anything moves, as a limb that is lost on its way comes back, and to reach the edge
   of what is looked at, as hands come from elsewhere.
3. What covers it are the cells of these areas and their neighbours. They say nothing of the infant meanwhile. Where
   the scan knows of a visitor for half of that time, all is said.

Where no infant was found nothing is told: its length is not known. In 80 views of a real infant the median of A over 18
visits by hands was 0.047 to 1.8 L^2. Over 361 other events it was 0.028 at most, startles, spasms and kicking among
them, where the body length was known to a fifth.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.change import calm_noise, change_noise
from twitchcam.motion.look import Field
from twitchcam.records import FoundBy
from twitchcam.settings import LookSettings
from twitchcam.timespan import TimeSpan, overlap_s

__all__ = ["with_covers"]

LEAST_NOISE: Final = 4.0
LEAST_GREY_LEVELS: Final = 3.0
LEFT: Final = 0.7
"""Judgement: half of a change may be left where flow follows a limb imperfectly."""
LEAST_AREA: Final = 0.05
"""More than an arm that is raised further than it can be followed, here and where it was: 0.35 x 0.07 each."""
LEAST_SHARE: Final = 0.05
"""Of a box around an infant that was taken for much too short, so that all areas came out too large."""
GAP_S: Final = 0.5
REST_S: Final = 10.0
"""A hand that lies still is part of the picture at rest, and does not differ from it."""
SHORTEST_S: Final = 1.5
STEADY: Final = 0.8
AROUND: Final = 2
"""Cells: displacement is an average over neighbours, and a rim is partly explained."""
PADDING_S: Final = 0.5
"""As around visitors that the scan sees: a hand shows a little less at both ends."""


def with_covers(look: Field, settings: LookSettings) -> tuple[Field, tuple[TimeSpan, ...]]:
    """Return the field with what covers the infant among its visitors, and when it does.

    Parameters
    ----------
    look : Field
    settings : LookSettings
    """
    if look.found_by is FoundBy.NOTHING:
        return look, ()
    areas = _unexplained(look, settings)
    cell = settings.cell_px * look.pixel
    sizes = np.count_nonzero(areas, axis=(1, 2))
    least = max(LEAST_AREA / cell**2, LEAST_SHARE * np.count_nonzero(look.in_box), 1.0)
    found = tuple(
        (
            TimeSpan(float(look.times_s[first]), float(look.times_s[last])),
            np.asarray(np.logical_or.reduce(areas[first : last + 1], axis=0), np.bool_),
        )
        for first, last in _runs(sizes >= least, look)
        if _reaches_the_edge(areas[first : last + 1], least)
    )
    visits = [span for span, _ in look.visitors]
    found = tuple((span, cells) for span, cells in found if 2.0 * overlap_s(span, visits) < span.duration_s)
    if not found:
        return look, ()
    around = tuple(
        (span.pad(PADDING_S), np.asarray(ndimage.binary_dilation(cells, np.ones((3, 3), np.bool_), AROUND)))
        for span, cells in found
    )
    return replace(look, visitors=(*look.visitors, *around)), tuple(span for span, _ in around)


def _unexplained(look: Field, settings: LookSettings) -> NDArray[np.bool_]:
    """Return the largest area of every frame, rules 1 and 2, shape (n, rows, columns)."""
    noise = calm_noise(look, change_noise(look, settings), settings)
    differs = look.change >= np.maximum(LEAST_NOISE * noise, LEAST_GREY_LEVELS)
    cells: NDArray[np.bool_] = differs & (look.residual >= LEFT * look.change) & look.usable
    cells &= look.moving[:, np.newaxis, np.newaxis]
    for frame in cells:
        labels, count = ndimage.label(frame, structure=np.ones((3, 3)))
        if count:
            frame &= labels == 1 + int(np.argmax(np.bincount(labels.ravel())[1:]))
    return cells


def _runs(covered: NDArray[np.bool_], look: Field) -> list[tuple[int, int]]:
    """Return first and last frame of every stretch, gaps closed."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], covered.astype(np.int8), [0]])))
    runs: list[tuple[int, int]] = []
    for first, stop in zip(edges[::2], edges[1::2], strict=True):
        if runs and _closed(look, runs[-1][1], int(first)):
            runs[-1] = (runs[-1][0], int(stop) - 1)
        else:
            runs.append((int(first), int(stop) - 1))
    return [
        (first, last)
        for first, last in runs
        if look.times_s[last] - look.times_s[first] >= SHORTEST_S
        and covered[first : last + 1][look.moving[first : last + 1]].mean() >= STEADY
    ]


def _reaches_the_edge(areas: NDArray[np.bool_], least: float) -> bool:
    """Whether an area that is large enough lies at the edge of what is looked at, at any of these frames."""
    edge = np.ones(areas.shape[1:], np.bool_)
    edge[1:-1, 1:-1] = False
    large = np.count_nonzero(areas, axis=(1, 2)) >= least
    return bool((areas[large] & edge).any())


def _closed(look: Field, last: int, first: int) -> bool:
    """Whether the gap between two frames is none: short, or at rest but for a short time."""
    gap_s = float(look.times_s[first] - look.times_s[last])
    moving_s = float(np.diff(look.times_s[last : first + 1])[:-1] @ look.moving[last + 1 : first])
    return gap_s <= GAP_S or (gap_s <= REST_S and moving_s <= GAP_S)
