"""What never rests and is not the infant's: a fan, a mobile, a television."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.in_force import body_in_force, cells_of_body
from twitchcam.motion.noise import block_z, moved_cells
from twitchcam.motion.stretches import stretches
from twitchcam.records import BodyMap, Scan
from twitchcam.settings import ScanSettings

__all__ = ["NEVER_RESTS", "SHORTEST_S", "at_edge", "foreign_cells"]

NEVER_RESTS = 0.9
"""Share of the recording from which on a cell counts as moving from the first to the last frame."""
_PASSES_S = 1.5
"""Longest time from one blade to the next: three blades that turn once in 4.5 s (judgement)."""
_STANDS_OUT = 10.0
"""How much more often than three quarters of the cells blades must move: slow fans were seen at 50 and more, the noise
of a coder over a whole infant at 1 to 5."""
_LARGEST_FOREIGN = 0.25
"""Largest share of the infant's box that something foreign may cover: fans were seen at up to 0.04; what covers more is
the infant, with noise all over."""
_BLADE_CELLS, _BLADE_SHARE = 2, 0.25
"""How far around it, in cells, what moves at least this share of the time belongs to an area that never rests."""
_OWN_MARGIN = 0.08
"""How far from the infant's box, body lengths, the middle of what never rests may lie to be the infant's own."""
_STEADY = 0.3
"""Least steadiness of blades: fans were seen at 0.34 to 0.78, rhythms of limbs at 0.03 to 0.25."""
_CURTAIN_PART, _CURTAIN_ALL, _CURTAIN_DEEP = 0.35, 0.7, 0.25
"""Judgement: curtains that swayed lay along 0.4 to 0.9 of an edge, 0.1 to 0.2 deep."""
_CURTAIN_STANDS_OUT = 5.0
"""As ``_STANDS_OUT``; curtains came to 5.4 to 29, noise along an edge to 3.7."""
_COVERED_S = 2.0
"""Blades that are still for longer are behind a hand that came in; at the turns of a rhythm a limb is for less
(judgement): behind a hand of 5 s in a minute a fan came to 0.06, and to 0.55 without that time."""
SHORTEST_S = 20.0
"""In shorter recordings nothing can be said to never rest."""


def foreign_cells(scan: Scan, bodies: Sequence[BodyMap], settings: ScanSettings) -> NDArray[np.bool_]:
    """Cells around sources that never rest and are not the infant's.

    A cell never rests where it moves in nearly every frame, or, as where the blades of a slow fan pass, in half of
    them and at least once in nearly every ``_PASSES_S``. A movement of the infant that fills the whole recording stays,
    even that of a hand which reaches over the edge, and so does what covers much of the infant's box.
    """
    used = [body_in_force(bodies, block.span.middle_s) for block in scan.blocks]
    busy, again = _how_often(scan, used, settings)
    foreign = np.zeros(busy.shape, np.bool_)
    if float(scan.times_s[-1]) < SHORTEST_S:
        return foreign
    infant = cells_of_body(scan, used[len(used) // 2])
    often = (busy >= 0.5 * NEVER_RESTS) & (busy >= _STANDS_OUT * np.quantile(busy, 0.75))
    areas, count = ndimage.label((busy >= NEVER_RESTS) | (often & (again >= NEVER_RESTS)), structure=np.ones((3, 3)))
    for number in range(1, count + 1):
        core = areas == number
        if np.count_nonzero(core & infant) > _LARGEST_FOREIGN * np.count_nonzero(infant):
            continue
        # Blades pass the outer cells now and then only: they belong to what never rests in their midst.
        near = busy >= _BLADE_SHARE * float(np.median(busy[core]))
        area = ndimage.binary_dilation(core, structure=np.ones((3, 3), np.bool_), iterations=_BLADE_CELLS, mask=near)
        if _is_foreign(scan, used, busy, core, at_edge(area), settings):
            foreign |= area
    return foreign | _curtains(used, busy, again, scan)


def _curtains(
    used: Sequence[BodyMap], busy: NDArray[np.float64], again: NDArray[np.float64], scan: Scan
) -> NDArray[np.bool_]:
    """Cells of what hangs along the edge of the picture and sways from the first frame to the last.

    It lies along ``_CURTAIN_ALL`` of an edge, or with its middle beside the infant's box along ``_CURTAIN_PART``, and
    no deeper in the picture than ``_CURTAIN_DEEP``. It comes to rest at every turn, and so may a limb: but no limb lies
    like that.
    """
    found = np.zeros(busy.shape, np.bool_)
    sways = (busy >= 0.5 * NEVER_RESTS) & (again >= NEVER_RESTS)
    usual = float(np.quantile(busy, 0.75))
    areas, count = ndimage.label(sways, structure=np.ones((3, 3)))
    for number in range(1, count + 1):
        core = areas == number
        along, deep = _along_the_edge(core)
        least = _CURTAIN_PART if _beside(scan, used, core, busy) > 0.0 else _CURTAIN_ALL
        often = float(np.median(busy[core]))
        if along >= least and deep <= _CURTAIN_DEEP and often >= _CURTAIN_STANDS_OUT * usual:
            near = busy >= _BLADE_SHARE * often
            found |= ndimage.binary_dilation(core, np.ones((3, 3), np.bool_), _BLADE_CELLS, mask=near)
    return found


def _along_the_edge(area: NDArray[np.bool_]) -> tuple[float, float]:
    """Return along which share of an edge of the picture an area lies, and how deep into the picture it reaches.

    Both are shares of the picture's height or width; the edge is that along which it lies for the most part.
    """
    upright = max(float(area[:, 0].mean()), float(area[:, -1].mean()))
    level = max(float(area[0].mean()), float(area[-1].mean()))
    if upright >= level:
        return upright, float(area.any(axis=0).mean())
    return level, float(area.any(axis=1).mean())


def _beside(scan: Scan, used: Sequence[BodyMap], area: NDArray[np.bool_], busy: NDArray[np.float64]) -> float:
    """Return how far from the infant's box the middle of an area lies, body lengths, in the median; 0 inside."""
    row, column = np.average(np.argwhere(area), axis=0, weights=busy[area]) + 0.5
    x, y = column * scan.cell_px[0], row * scan.cell_px[1]
    return float(np.median([_distance(body, x, y) for body in used]))


def _how_often(
    scan: Scan, used: Sequence[BodyMap], settings: ScanSettings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return in which share of the frames every cell moves, and in which it moved within the last or next moment."""
    busy = np.zeros(scan.blocks[0].brightness.shape, np.float64)
    again = np.zeros_like(busy)
    passes = max(1, round(_PASSES_S / float(np.median(np.diff(scan.times_s))))) if len(scan.times_s) > 1 else 1
    for number, body in enumerate(used):
        moved = moved_cells(block_z(scan, number, cells_of_body(scan, body), settings), settings)
        busy += moved.sum(axis=0)
        again += ndimage.maximum_filter1d(moved.view(np.uint8), passes, axis=0).sum(axis=0, dtype=np.int64)
    return busy / len(scan.times_s), again / len(scan.times_s)


def _is_foreign(
    scan: Scan,
    used: Sequence[BodyMap],
    busy: NDArray[np.float64],
    core: NDArray[np.bool_],
    at_edge: bool,
    settings: ScanSettings,
) -> bool:
    """Whether what never rests is not the infant's.

    It has its middle outside the infant's box: by how much depends, not at all for what reaches the picture's edge, as
    a fan or a mobile does, and ``_OWN_MARGIN`` for the rest. Or it reaches the edge and moves steadily, wherever the
    box lies: blades do not stop, while a limb stops at every turn. What rests in half of the frames must both lie
    outside and move steadily, since a limb may move in one burst after the other.
    """
    outside = _beside(scan, used, core, busy) > (0.0 if at_edge else _OWN_MARGIN)
    always = core & (busy >= NEVER_RESTS)
    if not always.any():
        return outside and _steadiness(scan, core, used, settings) >= _STEADY
    return outside or (at_edge and _steadiness(scan, always, used, settings) >= _STEADY)


def _steadiness(scan: Scan, area: NDArray[np.bool_], used: Sequence[BodyMap], settings: ScanSettings) -> float:
    """Return the 5% quantile over the median of an area's activity at the short lag, save while it is covered."""
    course = np.concatenate([
        block_z(scan, number, cells_of_body(scan, body), settings)[:, 0][:, area].mean(axis=1)
        for number, body in enumerate(used)
    ])  # fmt: skip
    seen = np.ones(len(course), np.bool_)
    for covered in stretches(scan.times_s, course < settings.active_z, _COVERED_S):
        seen &= (scan.times_s < covered.start_s) | (scan.times_s > covered.end_s)
    low, middle = np.quantile(course[seen] if seen.any() else course, (0.05, 0.5))
    return float(low / max(middle, 1e-9))


def at_edge(area: NDArray[np.bool_]) -> bool:
    """Whether an area of the scan reaches the edge of the picture."""
    return bool(area[[0, -1]].any() or area[:, [0, -1]].any())


def _distance(body: BodyMap, x_px: float, y_px: float) -> float:
    """Return how far a point lies outside the body's box, body lengths; 0 inside."""
    outside_x = max(body.box.left_px - x_px, x_px - body.box.right_px, 0.0)
    outside_y = max(body.box.top_px - y_px, y_px - body.box.bottom_px, 0.0)
    return float(np.hypot(outside_x, outside_y)) / body.body_length_px
