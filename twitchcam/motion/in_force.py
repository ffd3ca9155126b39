"""Which body map holds at a time, and during a stretch, and which cells of the scan are its infant's.

Each look at the pose misses something: a leg, a hand. During a stretch the box is the one around

1. the box of the map in force at its middle, and
2. those of other maps in force during it that are no less plausible and of the same place: the middle of either lies in
   the other. One that is less plausible may be that of a fold of the sheet.

Of 360 windows of drawn recordings boxes held less than 95% of the joints in 18 by rule 1 alone, in 11 with rule 2; they
are 1.02 times as large.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from twitchcam.records import BodyMap, Scan
from twitchcam.timespan import TimeSpan

__all__ = ["body_during", "body_in_force", "cells_of_body"]


def body_in_force(bodies: Sequence[BodyMap], time_s: float) -> BodyMap:
    """Return the body map whose span holds the time, or the nearest one."""
    return min(bodies, key=lambda body: body.span.distance_s(TimeSpan(time_s, time_s)))


def body_during(bodies: Sequence[BodyMap], span: TimeSpan) -> BodyMap:
    """Return the map in force in the middle of a stretch, with the box that holds during all of it."""
    body = body_in_force(bodies, span.middle_s)
    same = [
        other.box
        for other in bodies
        if other.span.overlap_s(span) > 0.0
        and other.box_plausibility >= body.box_plausibility
        and other.box.holds_middle_of(body.box)
        and body.box.holds_middle_of(other.box)
    ]
    return replace(body, box=body.box.around(*same))


def cells_of_body(
    scan: Scan, body: BodyMap, mask: NDArray[np.bool_] | None = None, margin: float = 0.10
) -> NDArray[np.bool_]:
    """Return which cells belong to the infant, shape (rows, columns).

    Parameters
    ----------
    scan : Scan
    body : BodyMap
    mask : array of bool, shape (rows, columns), optional
        Cells that a person marked as the infant's; no other is.
    margin : float
        How far a limb may reach out of the body box, body lengths.
    """
    rows, columns = scan.blocks[0].brightness.shape
    margin_px = margin * body.body_length_px
    x = (np.arange(columns) + 0.5) * scan.cell_px[0]
    y = (np.arange(rows) + 0.5) * scan.cell_px[1]
    inside_x = (x >= body.box.left_px - margin_px) & (x <= body.box.right_px + margin_px)
    inside_y = (y >= body.box.top_px - margin_px) & (y <= body.box.bottom_px + margin_px)
    inside = inside_y[:, None] & inside_x[None, :]
    return inside if mask is None else inside & mask
