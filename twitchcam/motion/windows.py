"""From the scan to the windows that are looked at closely, and to the stretches that cannot be judged.

1. A frame is active when at least ``active_cells`` neighbouring cells of the infant stand at
   ``active_z`` times their noise at the short lag, or 1.5 times that at the long lag (where breathing
   shows too), when one cell alone stands at ``lone_z`` at the short lag (a hand or a face may fit into one), or when
   weaker movement goes on in them (`persists`).
2. Active frames closer than ``close_gap_s`` form a window, reaching out by ``lead_s`` and ``trail_s``.
3. Inside it, stretches without any active frame for ``rest_s`` are rests: the picture is taken as still
   there, and the rest pictures come from them. Their last picture is the first active frame, or of a slow camera, with
   ``slow_frame_s`` and more from frame to frame, the one before it.
   Around what was active for less than ``moment_s`` there is no rest yet, ``before_moment_s`` before and
   ``after_moment_s`` after it.
4. A frame is broad when most of the textured cells outside the infant are active as well, and nearly all of the most
   textured ones anywhere, since whatever moves the camera moves every edge: the camera moved, unless the light changed
   (`light_switches`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.breaks import fresh_frames
from twitchcam.motion.exclusions import exclusions, light_switches
from twitchcam.motion.in_force import body_during, body_in_force
from twitchcam.motion.noise import block_range, block_z, flicker, light_wavers
from twitchcam.motion.persistence import has_neighbours, persists
from twitchcam.motion.pulses import Pulses
from twitchcam.motion.visitors import Visit, VisitorWatch, with_stays
from twitchcam.records import BodyMap, Envelope, Excluded, Scan, frozen_array
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan, gaps, merge

__all__ = [
    "Activity",
    "Window",
    "activity_map",
    "cells_of_body",
    "envelope",
    "find_windows",
    "measure_activity",
]

_BROAD_SHARE = 0.5
"""Share of the textured cells outside the infant that must be active at once for the whole picture to have changed."""
_SHARP, _ALL_SHARP = 0.8, 0.75
"""Quantile of the texture from which on cells hold sharp edges, and how many of these must be active then: of 28 knocks
at the camera 27 came to 0.93 and more and one to 0.81, 33 hands, spasms and startles to 0.08 to 0.88, 26 of them below
0.75; infants that kick in a close-up come to 0.99, which only flow tells from a knock."""
_NEVER_RESTS = 0.9
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
_SHORTEST_FOR_FOREIGN_S = 20.0
"""In shorter recordings nothing can be said to never rest."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch to look at closely."""

    span: TimeSpan
    body: BodyMap
    rests: tuple[TimeSpan, ...]
    """Stretches inside the span where nothing moves, the lead included."""
    camera_moves: tuple[TimeSpan, ...]
    """Stretches where the whole picture moves."""
    foreign: NDArray[np.bool_]
    """Cells of the scan that do not belong to the infant, shape (rows, columns)."""
    visits: tuple[Visit, ...] = ()
    """Those that overlap the span."""
    light_wavers: bool = False
    """Whether the light goes up and down in it all the time."""
    pulses: tuple[tuple[float, NDArray[np.bool_]], ...] = ()
    """Its keyframes, and the cells of the scan where each changes no more than usual, shape (rows, columns)."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What the scan says of every frame."""

    times_s: NDArray[np.float64]
    active: NDArray[np.bool_]
    """Whether something of the infant moves, shape (n,)."""
    strength: NDArray[np.float32]
    """Second largest z of the infant's cells, shape (n,)."""
    broad: NDArray[np.bool_]
    """Whether the whole picture changes, shape (n,)."""
    visits: tuple[Visit, ...]
    """Stretches in which a second body is in the picture, over the infant."""
    foreign: NDArray[np.bool_]
    """Cells that move from the first to the last frame around a place outside the infant, such as a fan,
    shape (rows, columns)."""


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


def measure_activity(
    scan: Scan,
    bodies: Sequence[BodyMap],
    settings: ScanSettings,
    mask: NDArray[np.bool_] | None = None,
    breaks: Sequence[TimeSpan] = (),
) -> Activity:
    """Reduce the scan to one set of figures a frame.

    Parameters
    ----------
    scan : Scan
    bodies : sequence of BodyMap
        In time order; the one in force is used for each block.
    settings : ScanSettings
    mask : array of bool, shape (rows, columns), optional
        Cells that a person marked as the infant's.
    breaks : sequence of TimeSpan
        Long stretches in which nothing was recorded.
    """
    count = len(scan.times_s)
    foreign = _foreign_cells(scan, bodies, settings)
    active, broad = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    strength = np.zeros(count, np.float32)
    light = light_switches(scan)
    watch, visits = VisitorWatch(scan, cut := [*light, *breaks]), list[Visit]()
    behind = fresh_frames(scan.times_s, breaks, scan.lags_s[1]) if breaks else np.zeros(count, np.bool_)
    for number, block in enumerate(scan.blocks):
        body = body_in_force(bodies, block.span.middle_s)
        inside = cells_of_body(scan, body, mask)
        first, last = block_range(scan, number)
        z = block_z(scan, number, inside, settings)
        moved = _moved(z, settings)
        inside &= ~foreign
        light_z = flicker(scan, number, z, inside, settings)[:, :, None, None]
        above = z / light_z
        active[first:last] = has_neighbours(_moved(above, settings) & inside, settings.active_cells)
        active[first:last] |= ((above[:, 0] >= settings.lone_z) & inside).any(axis=(1, 2))
        active[first:last] |= persists(above, scan.times_s[first:last], inside, settings)
        cells = np.sort(np.maximum(z[:, 0], z[:, 1] / 1.5)[:, inside], axis=1)
        strength[first:last] = cells[:, -2] if cells.shape[1] > 1 else 0.0
        textured = ~inside & ~foreign & (block.texture >= np.median(block.texture))
        if np.count_nonzero(textured) >= 8:
            sharp = ~foreign & (block.texture >= np.quantile(block.texture, _SHARP))
            broad[first:last] = moved[:, textured].mean(axis=1) >= _BROAD_SHARE
            broad[first:last] &= moved[:, sharp].mean(axis=1) >= _ALL_SHARP
        moved = (z[:, 0] >= 2.0 * settings.active_z) & ~foreign & ~(broad | behind)[first:last, None, None]
        visits += watch.visits(scan.times_s[first:last], moved, inside, cells_of_body(scan, body, margin=0.0))
    return Activity(scan.times_s, active, strength, broad, with_stays(visits, scan, cut), foreign)


def activity_map(scan: Scan, settings: ScanSettings) -> NDArray[np.float32]:
    """Return how much each cell moves over the whole recording, in multiples of its noise, shape (rows, columns).

    The mean over the blocks of each block's 95% quantile, at whichever lag shows more: for finding the infant where
    no landmarks do. Moments at which most of the picture changes say nothing of where the infant is, and neither does
    what never rests at the picture's edge.
    """
    nowhere = np.zeros(scan.blocks[0].brightness.shape, np.bool_)
    total, busy, count = np.zeros(nowhere.shape, np.float64), np.zeros(nowhere.shape, np.float64), 0
    for number, block in enumerate(scan.blocks):
        z = block_z(scan, number, nowhere, settings)
        moved = _moved(z, settings)
        textured = block.texture >= np.median(block.texture)
        calm = moved[:, textured].mean(axis=1) < _BROAD_SHARE
        busy += moved.sum(axis=0)
        if calm.any():
            total += np.quantile(z[calm], 0.95, axis=0).max(axis=0)
            count += 1
    areas, found = ndimage.label(busy >= _NEVER_RESTS * len(scan.times_s), structure=np.ones((3, 3)))
    for number in range(1, found + 1):
        if _at_edge(areas == number) and float(scan.times_s[-1]) >= _SHORTEST_FOR_FOREIGN_S:
            total[ndimage.binary_dilation(areas == number, structure=np.ones((3, 3), np.bool_), iterations=2)] = 0.0
    return (total / max(count, 1)).astype(np.float32)


def _moved(z: NDArray[np.float32], settings: ScanSettings) -> NDArray[np.bool_]:
    return np.asarray((z[:, 0] >= settings.active_z) | (z[:, 1] >= 1.5 * settings.active_z))


def _foreign_cells(scan: Scan, bodies: Sequence[BodyMap], settings: ScanSettings) -> NDArray[np.bool_]:
    """Cells around sources that never rest and are not the infant's.

    A cell never rests where it moves in nearly every frame, or, as where the blades of a slow fan pass, in half of
    them and at least once in nearly every ``_PASSES_S``. A movement of the infant that fills the whole recording stays,
    even that of a hand which reaches over the edge, and so does what covers much of the infant's box.
    """
    used = [body_in_force(bodies, block.span.middle_s) for block in scan.blocks]
    busy, again = _how_often(scan, used, settings)
    foreign = np.zeros(busy.shape, np.bool_)
    if float(scan.times_s[-1]) < _SHORTEST_FOR_FOREIGN_S:
        return foreign
    infant = cells_of_body(scan, used[len(used) // 2])
    often = (busy >= 0.5 * _NEVER_RESTS) & (busy >= _STANDS_OUT * np.quantile(busy, 0.75))
    areas, count = ndimage.label((busy >= _NEVER_RESTS) | (often & (again >= _NEVER_RESTS)), structure=np.ones((3, 3)))
    for number in range(1, count + 1):
        core = areas == number
        if np.count_nonzero(core & infant) > _LARGEST_FOREIGN * np.count_nonzero(infant):
            continue
        # Blades pass the outer cells now and then only: they belong to what never rests in their midst.
        near = busy >= _BLADE_SHARE * float(np.median(busy[core]))
        area = ndimage.binary_dilation(core, structure=np.ones((3, 3), np.bool_), iterations=_BLADE_CELLS, mask=near)
        if _is_foreign(scan, used, busy, core, _at_edge(area), settings):
            foreign |= area
    return foreign


def _how_often(
    scan: Scan, used: Sequence[BodyMap], settings: ScanSettings
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return in which share of the frames every cell moves, and in which it moved within the last or next moment."""
    busy = np.zeros(scan.blocks[0].brightness.shape, np.float64)
    again = np.zeros_like(busy)
    passes = max(1, round(_PASSES_S / float(np.median(np.diff(scan.times_s))))) if len(scan.times_s) > 1 else 1
    for number, body in enumerate(used):
        moved = _moved(block_z(scan, number, cells_of_body(scan, body), settings), settings)
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
    row, column = np.average(np.argwhere(core), axis=0, weights=busy[core]) + 0.5
    x, y = column * scan.cell_px[0], row * scan.cell_px[1]
    outside = float(np.median([_distance(body, x, y) for body in used])) > (0.0 if at_edge else _OWN_MARGIN)
    always = core & (busy >= _NEVER_RESTS)
    if not always.any():
        return outside and _steadiness(scan, core, used, settings) >= _STEADY
    return outside or (at_edge and _steadiness(scan, always, used, settings) >= _STEADY)


def _steadiness(scan: Scan, area: NDArray[np.bool_], used: Sequence[BodyMap], settings: ScanSettings) -> float:
    """Return the 5% quantile over the median of an area's activity at the short lag."""
    course = [
        block_z(scan, number, cells_of_body(scan, body), settings)[:, 0][:, area].mean(axis=1)
        for number, body in enumerate(used)
    ]
    low, middle = np.quantile(np.concatenate(course), (0.05, 0.5))
    return float(low / max(middle, 1e-9))


def _at_edge(area: NDArray[np.bool_]) -> bool:
    return bool(area[[0, -1]].any() or area[:, [0, -1]].any())


def _distance(body: BodyMap, x_px: float, y_px: float) -> float:
    """Return how far a point lies outside the body's box, body lengths; 0 inside."""
    outside_x = max(body.box.left_px - x_px, x_px - body.box.right_px, 0.0)
    outside_y = max(body.box.top_px - y_px, y_px - body.box.bottom_px, 0.0)
    return float(np.hypot(outside_x, outside_y)) / body.body_length_px


def find_windows(
    scan: Scan,
    activity: Activity,
    bodies: Sequence[BodyMap],
    settings: ScanSettings,
    unrecorded: Sequence[TimeSpan] = (),
    breaks: Sequence[TimeSpan] = (),
) -> tuple[tuple[Window, ...], tuple[Excluded, ...]]:
    """Return the windows to look at, and the stretches that cannot be judged, both in time order.

    Parameters
    ----------
    scan : Scan
    activity : Activity
        Of this scan.
    bodies : sequence of BodyMap
        In time order; see `twitchcam.motion.in_force.body_during`.
    settings : ScanSettings
    unrecorded : sequence of TimeSpan
        Stretches between the files of a recording.
    breaks : sequence of TimeSpan
        Those of them that are too long to look across.
    """
    times = activity.times_s
    end_s = float(times[-1])
    settled = ~fresh_frames(times, breaks, scan.lags_s[1])
    moving = _spans(times, activity.active & settled, scan.lags_s[1])
    around = merge(_looked_around(span, times, settings) for span in moving)
    broad = _spans(times, activity.broad & settled, scan.lags_s[1])
    light = light_switches(scan)
    camera = merge(span for span in broad if not any(span.distance_s(change) <= 1.0 for change in light))
    windows: list[Window] = []
    pulses = Pulses(scan)
    settled_s = min(float(times[0]) + scan.lags_s[1], end_s)
    for group, room in _between([*light, *breaks], merge(moving, settings.close_gap_s), TimeSpan(settled_s, end_s)):
        for piece in _pieces(group, activity, settings.longest_window_s):
            start_s = max(room.start_s, piece.start_s - settings.lead_s)
            span = TimeSpan(start_s, max(min(room.end_s, piece.end_s + settings.trail_s), start_s))
            rests = tuple(rest for rest in gaps(around, span) if rest.duration_s >= settings.rest_s)
            moves = tuple(c for c in camera if span.overlap_s(c) > 0 or span.contains(c.start_s))
            visits = tuple(visit for visit in activity.visits if span.overlap_s(visit.span) > 0)
            body = body_during(bodies, span)
            frames = np.searchsorted(times, (span.start_s, span.end_s))
            wavers = light_wavers(scan, int(frames[0]), int(frames[1]) + 1, settings)
            windows.append(Window(span, body, rests, moves, activity.foreign, visits, wavers, pulses.during(span)))
    return tuple(windows), exclusions(scan, light, camera, [v.span for v in activity.visits], unrecorded)


def _looked_around(seen: TimeSpan, times_s: NDArray[np.float64], settings: ScanSettings) -> TimeSpan:
    """Return where there is no rest around what the scan saw, rule 3.

    The first frame of a slow camera that moves is none of the rest before it: it may be all that shows of a jerk. What
    was seen for a moment only may be the tip of a jerk, whose rest lies below the scan's level.
    """
    if seen.duration_s >= settings.moment_s:
        before_s = float(times_s[max(0, int(np.searchsorted(times_s, seen.start_s)) - 1)])
        slow = seen.start_s - before_s >= settings.slow_frame_s
        return TimeSpan(before_s, seen.end_s) if slow else seen
    return TimeSpan(max(0.0, seen.start_s - settings.before_moment_s), seen.end_s + settings.after_moment_s)


def _between(cuts: Sequence[TimeSpan], groups: Sequence[TimeSpan], whole: TimeSpan) -> list[tuple[TimeSpan, TimeSpan]]:
    """Cut groups at changes of the light and at breaks, since pictures on either side cannot be compared.

    Returns each piece with the stretch around it that none of these cuts.
    """
    return [
        (piece, room) for group in groups for room in gaps(cuts, whole) if (piece := group.intersect(room)) is not None
    ]


def envelope(activity: Activity, bin_s: float = 0.5) -> Envelope:
    """Return the largest activity of every bin, for time lines."""
    bins = (activity.times_s / bin_s).astype(np.int64)
    numbers, first = np.unique(bins, return_index=True)
    values = np.maximum.reduceat(activity.strength, first)
    return Envelope(frozen_array(((numbers + 0.5) * bin_s).astype(np.float32)), frozen_array(values.astype(np.float32)))


def _spans(times: NDArray[np.float64], flags: NDArray[np.bool_], lag_s: float) -> tuple[TimeSpan, ...]:
    """Turn flagged frames into spans; frames at most a lag apart belong together."""
    return merge((TimeSpan(float(t), float(t)) for t in times[flags]), lag_s)


def _pieces(group: TimeSpan, activity: Activity, longest_s: float) -> list[TimeSpan]:
    """Cut a long group at its quietest moments."""
    pieces: list[TimeSpan] = []
    while group.duration_s > longest_s:
        late = (activity.times_s > group.start_s + 0.5 * longest_s) & (activity.times_s < group.start_s + longest_s)
        if not late.any():
            break
        candidates = np.flatnonzero(late)
        cut_s = float(activity.times_s[candidates[int(np.argmin(activity.strength[candidates]))]])
        pieces.append(TimeSpan(group.start_s, cut_s))
        group = TimeSpan(cut_s, group.end_s)
    pieces.append(group)
    return pieces
