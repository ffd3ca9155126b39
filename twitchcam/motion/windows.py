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
from twitchcam.motion.foreign import NEVER_RESTS, SHORTEST_S, at_edge, foreign_cells
from twitchcam.motion.in_force import body_during, body_in_force, cells_of_body
from twitchcam.motion.noise import block_range, block_z, flicker, light_wavers, moved_cells
from twitchcam.motion.passing import Passage, passages
from twitchcam.motion.persistence import has_neighbours, persists
from twitchcam.motion.pulses import Pulses
from twitchcam.motion.visitors import Visit, VisitorWatch, with_stays
from twitchcam.motion.writing import find_writing
from twitchcam.records import BodyMap, Envelope, Excluded, Scan, frozen_array
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan, gaps, merge

__all__ = [
    "Activity",
    "Window",
    "activity_map",
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
    passing: tuple[tuple[float, NDArray[np.bool_]], ...] = ()
    """Its frames, and the cells of the scan that something hides there which passes, shape (rows, columns)."""


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
    writing: NDArray[np.bool_]
    """Cells of running writing, such as a clock, shape (rows, columns)."""
    passages: tuple[Passage, ...] = ()
    """What passes over the infant's region and leaves nothing."""


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
    foreign = foreign_cells(scan, bodies, settings)
    writing = find_writing(scan, bodies, foreign, settings)
    active, broad = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    strength = np.zeros(count, np.float32)
    light = light_switches(scan)
    watch, visits = VisitorWatch(scan, cut := [*light, *breaks]), list[Visit]()
    passed: list[Passage] = []
    behind = fresh_frames(scan.times_s, breaks, scan.lags_s[1]) if breaks else np.zeros(count, np.bool_)
    for number, block in enumerate(scan.blocks):
        body = body_in_force(bodies, block.span.middle_s)
        inside = cells_of_body(scan, body, mask)
        first, last = block_range(scan, number)
        z = block_z(scan, number, inside, settings)
        z[writing.own(scan, number)] = 0.0
        moved = moved_cells(z, settings)
        inside &= ~foreign
        light_z = flicker(scan, number, z, inside, settings)[:, :, None, None]
        above = z / light_z
        active[first:last] = has_neighbours(moved_cells(above, settings) & inside, settings.active_cells)
        active[first:last] |= ((above[:, 0] >= settings.lone_z) & inside).any(axis=(1, 2))
        active[first:last] |= persists(above, scan.times_s[first:last], inside, settings)
        cells = np.sort(np.maximum(z[:, 0], z[:, 1] / 1.5)[:, inside], axis=1)
        strength[first:last] = cells[:, -2] if cells.shape[1] > 1 else 0.0
        textured = ~inside & ~foreign & (block.texture >= np.median(block.texture))
        if np.count_nonzero(textured) >= 8:
            sharp = ~foreign & (block.texture >= np.quantile(block.texture, _SHARP))
            broad[first:last] = moved[:, textured].mean(axis=1) >= _BROAD_SHARE
            broad[first:last] &= moved[:, sharp].mean(axis=1) >= _ALL_SHARP
        clear = (z[:, 0] >= 2.0 * settings.active_z) & ~foreign & ~behind[first:last, None, None]
        passed += [passage for passage in passages(scan, first, z[:, 0], clear) if passage.touches(inside)]
        moved = clear & ~broad[first:last, None, None]
        visits += watch.visits(scan.times_s[first:last], moved, inside, cells_of_body(scan, body, margin=0.0))
    stays = with_stays(visits, scan, cut)
    passed = [passage for passage in passed if not any(passage.span.overlap_s(visit.span) > 0.0 for visit in stays)]
    return Activity(scan.times_s, active, strength, broad, stays, foreign, writing.cells, tuple(passed))


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
        moved = moved_cells(z, settings)
        textured = block.texture >= np.median(block.texture)
        calm = moved[:, textured].mean(axis=1) < _BROAD_SHARE
        busy += moved.sum(axis=0)
        if calm.any():
            total += np.quantile(z[calm], 0.95, axis=0).max(axis=0)
            count += 1
    areas, found = ndimage.label(busy >= NEVER_RESTS * len(scan.times_s), structure=np.ones((3, 3)))
    for number in range(1, found + 1):
        if at_edge(areas == number) and float(scan.times_s[-1]) >= SHORTEST_S:
            total[ndimage.binary_dilation(areas == number, structure=np.ones((3, 3), np.bool_), iterations=2)] = 0.0
    return (total / max(count, 1)).astype(np.float32)


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
            hidden = tuple(one for passage in activity.passages for one in passage.hidden if span.contains(one[0]))
            windows.append(
                Window(span, body, rests, moves, activity.foreign, visits, wavers, pulses.during(span), hidden)
            )
    by_others = [visit.span for visit in activity.visits]
    passed = [passage.span for passage in activity.passages]
    return tuple(windows), exclusions(scan, light, camera, by_others, passed, unrecorded)


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
