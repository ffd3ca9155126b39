"""From tracks to motion traces: signed displacement, speed and noise of each region that moves.

A part that once moves as a whole and once at its end only is one track, but a mean over all of it would water the
smaller movement down. So, with w the weights of the track, w_k those of its episode k, and D the displacement field:

1. Between episodes the track moves as the mean of D under w does, along the main axis of all that it does.
2. During episode k it moves as the mean of D under w_k does, along the main axis of that episode, which points the way
   that the track's axis points.
3. Where the two lie across one another, the same cells tell the sign: if the mean of D under w_k stands at ``_AWAY`` or
   more of where the window began when the episode starts, and the trace does too, then back is back for both.
   Otherwise it points the way that the episode goes furthest.
4. The trace is the sum of these steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from twitchcam.motion.look import Field
from twitchcam.motion.regions import Track, in_body, with_edge
from twitchcam.motion.stirring import Stirring
from twitchcam.motion.windows import Window
from twitchcam.records import BodyMap, Box, MotionTrace, Place, frozen_array
from twitchcam.timespan import TimeSpan

__all__ = ["PlaceOf", "traces_of"]

PlaceOf = Callable[[BodyMap, NDArray[np.float64]], Place]
"""Tells where on the body points lie: x, y in pixels, shape (k, 2)."""

_LOW_QUANTILE, _LOW_TO_SIGMA = 0.3, 0.385
"""The 30% quantile of the absolute value of a normal variable with standard deviation 1."""
_LEAST_NOISE = 1e-4
"""No displacement is known better than this, body lengths: a fortieth of a pixel."""
_ALONG = 0.3
"""Cosine between two axes below which they lie across one another."""
_AWAY = 0.004
"""Distance from which on a region stands away from where it was, body lengths: somewhat above ``smallest_movement``."""
_BESIDE_Z = 50.0
"""Least reach of a region at the edge of the infant's box, in multiples of its noise: twice what is asked of others.
Limbs there were seen at 67 and more, sheet that a coder stirs up at 26."""
_GOES_ON_S, _REPEATS = 2.0, 0.5
"""What moves there for longer than this has to repeat itself: of tremors the course correlated with itself one stroke
later at 0.7 to 0.9, of sheet that breathing or a restless infant stirs up at 0.2 to 0.4."""
_NEVER_RESTS = 0.9
"""Share of a window in which a fan or a mobile at the edge of the box moves at least."""
_MOVING_LEVEL = 0.2
"""Share of an episode's highest speed from which on a cell counts as moving."""


def traces_of(
    look: Field, tracks: list[Track], window: Window, number: int, place_of: PlaceOf, reading: int = 0
) -> list[MotionTrace]:
    """Reduce each track of a window to its trace.

    Parameters
    ----------
    look : Field
    tracks : list of Track
    window : Window
    number : int
        Number of the window within the recording, for the traces' names.
    place_of : callable
        See `PlaceOf`.
    reading : int
        Number of the measurement of the window (see `twitchcam.motion.look.look_at`); later ones stand in the names.
    """
    name = f"w{number:04d}" + (f"m{reading}" if reading else "")
    stirring = Stirring(look)
    return [
        replace(_trace(look, track, window, f"{name}r{index}", place_of, stirring), reading=reading)
        for index, track in enumerate(tracks)
    ]


def _trace(
    look: Field,
    track: Track,
    window: Window,
    trace_id: str,
    place_of: PlaceOf,
    stirring: Stirring,
) -> MotionTrace:
    weights = track.weights / track.weights.sum()
    axis, steps, along = _courses(look, track, weights)
    course = np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])
    velocity = np.gradient(course, look.times_s, axis=0)
    sigma = _noise(along, look.moving, weights, track)
    step_s = float(np.median(np.diff(look.times_s)))
    body_cells = max(int(np.count_nonzero(look.in_box)), 1)
    width_px, height_px = look.cell_size_px()
    rows, columns = np.nonzero(track.mask)
    points = np.column_stack(
        [look.box.left_px + (columns + 0.5) * width_px, look.box.top_px + (rows + 0.5) * height_px]
    )
    place = place_of(window.body, points)
    heavy = weights[rows, columns]
    middle = (heavy[:, None] * points).sum(axis=0) / heavy.sum()
    return MotionTrace(
        trace_id=trace_id,
        window=TimeSpan(float(look.times_s[0]), float(look.times_s[-1])),
        part=place.part,
        box=Box(
            float(points[:, 0].min() - width_px / 2),
            float(points[:, 1].min() - height_px / 2),
            float(points[:, 0].max() + width_px / 2),
            float(points[:, 1].max() + height_px / 2),
        ),
        centroid_px=(float(middle[0]), float(middle[1])),
        share=float(np.count_nonzero(track.mask) / body_cells),
        axis=(float(axis[0]), float(axis[1])),
        in_body=_of_infant(look, track, weights, along, sigma),
        plausibility=float(place.plausibility),
        axial_share=float(place.axial_share),
        mouth_distance=place.mouth_distance,
        body_length_px=float(window.body.body_length_px),
        noise_displacement=sigma,
        noise_speed=float(sigma * np.sqrt(2.0) / (2.0 * step_s)),
        times_s=frozen_array(look.times_s),
        displacement=frozen_array(along.astype(np.float32)),
        speed=frozen_array(np.linalg.norm(velocity, axis=1).astype(np.float32)),
        active_share=frozen_array(_active_share(look, track, body_cells)),
        valid=frozen_array(_valid(look)),
        stirred=frozen_array(stirring.beside(track.mask)),
        body_found_by=window.body.found_by,
    )


def _valid(look: Field) -> NDArray[np.bool_]:
    valid = np.ones(len(look.times_s), np.bool_)
    for move in look.camera_moves:
        valid &= ~((look.times_s >= move.start_s - 0.1) & (look.times_s <= move.end_s + 0.1))
    return valid


def _courses(
    look: Field, track: Track, weights: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the track's main axis, its steps from frame to frame, shape (n - 1, 2), and its signed displacement."""
    course = np.einsum("trcx,rc->tx", look.displacement.astype(np.float64), weights)
    axis = _main_axis([course[first : last + 1] for first, last in track.episodes])
    steps = np.diff(course, axis=0)
    along = steps @ axis
    for first, last, own_weights in _without_overlap(track):
        stands, own = _own_course(look, first, last, own_weights)
        own_axis = _main_axis([own])
        turned = float(own_axis @ axis)
        if abs(turned) >= _ALONG:
            own_axis = own_axis * np.sign(turned)
        else:
            own_axis = own_axis * _side(float(stands @ own_axis), float(along[:first].sum()))
        steps[first:last] = np.diff(own, axis=0)
        along[first:last] = steps[first:last] @ own_axis
    return axis, steps, np.concatenate([[0.0], np.cumsum(along)])


def _own_course(
    look: Field, first: int, last: int, own_weights: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the cells of an episode stand when it starts, as seen from the window's start, and their course."""
    shares = own_weights / own_weights.sum()
    own = np.einsum("trcx,rc->tx", look.displacement[first : last + 1].astype(np.float64), shares)
    began = np.einsum("rcx,rc->x", look.displacement[0].astype(np.float64), shares)
    return own[0] - began, own


def _side(stands: float, stood: float) -> float:
    """Return the sign that makes two displacements of the same cells agree; 1 where either is too small to tell."""
    return -1.0 if min(abs(stands), abs(stood)) >= _AWAY and stands * stood < 0 else 1.0


def _without_overlap(track: Track) -> list[tuple[int, int, NDArray[np.float32]]]:
    """Return the track's episodes in time order; those that overlap become one."""
    merged: list[tuple[int, int, NDArray[np.float32]]] = []
    order = sorted(zip(track.episodes, track.own_weights, strict=True), key=lambda item: item[0])
    for (first, last), weights in order:
        if merged and first < merged[-1][1]:
            start, stop, other = merged[-1]
            merged[-1] = (start, max(stop, last), other + weights)
        else:
            merged.append((first, last, weights))
    return merged


def _main_axis(courses: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the unit vector of the main direction; the largest displacement counts as positive."""
    moves = np.concatenate([course - course[0] for course in courses])
    _, _, axes = np.linalg.svd(moves, full_matrices=False)
    axis = axes[0]
    along = moves @ axis
    return np.asarray(axis if along[int(np.argmax(np.abs(along)))] >= 0 else -axis)


def _of_infant(
    look: Field, track: Track, weights: NDArray[np.float32], along: NDArray[np.float64], sigma: float
) -> bool:
    """Whether a region is the infant's: it lies in its box, or at its edge, rests at times, and stands out or repeats.

    There flat sheet and rails are stirred up by a coder that kept them still, so texture has a say in the noise; and
    what is stirred up for long goes to and fro without a measure, at whatever size.
    """
    if in_body(weights, look.in_box):
        return True
    stretches = _without_overlap(track)
    moving_frames = sum(last - first + 1 for first, last, _ in stretches)
    if not in_body(weights, with_edge(look.in_box)) or moving_frames >= _NEVER_RESTS * len(along):
        return False
    first, last, _ = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    if look.times_s[last] - look.times_s[first] >= _GOES_ON_S:
        return _repeats(along[first : last + 1], look.times_s[first : last + 1]) >= _REPEATS
    reach = max(float(np.abs(along[first : last + 1] - along[first]).max()) for first, last in track.episodes)
    return reach >= _BESIDE_Z * max(sigma, _of_cells(weights, track.least_sigma))


def _repeats(along: NDArray[np.float64], times_s: NDArray[np.float64]) -> float:
    """Return how well a course repeats itself, 0 to 1.

    Without its mean over a second around, the largest correlation with itself up to 1.5 s later, once it has gone below
    0: that of one stroke later, not that of the same stroke.
    """
    second = max(3, round(1.0 / float(np.median(np.diff(times_s)))))
    values = along - uniform_filter1d(along, second, mode="nearest")
    power = float(np.square(values).mean())
    if power <= 0.0:
        return 0.0
    shifts = range(1, min(round(1.5 * second), len(values) // 2) + 1)
    alike = [float((values[:-shift] * values[shift:]).mean()) / power for shift in shifts]
    turned = next((index for index, value in enumerate(alike) if value < 0.0), len(alike))
    return max([0.0, *alike[turned:]])


def _of_cells(weights: NDArray[np.float32], sigma: NDArray[np.float32]) -> float:
    """Return the noise of a mean over cells: they average over nine, so their errors add up as those of a ninth."""
    return 3.0 * float(np.sqrt(np.square(weights * sigma).sum()))


def _noise(along: NDArray[np.float64], moving: NDArray[np.bool_], weights: NDArray[np.float32], track: Track) -> float:
    """Return the standard deviation of the displacement while nothing moves, body lengths.

    At most what the cells' own noise explains, since a rhythm can fill every frame that was looked at.
    """
    explained = _of_cells(weights, track.sigma)
    steps = np.abs(np.diff(along))[moving[1:] & moving[:-1]]
    if len(steps) < 3:
        return max(explained, _LEAST_NOISE)
    own = float(np.quantile(steps, _LOW_QUANTILE)) / (_LOW_TO_SIGMA * np.sqrt(2.0))
    return float(max(min(own, explained), _LEAST_NOISE))


def _active_share(look: Field, track: Track, body_cells: int) -> NDArray[np.float32]:
    """Share of the infant's area that this region moves at each frame; 0 outside its own episodes."""
    share = np.zeros(len(look.times_s), np.float32)
    cells = look.displacement[:, track.mask]
    for first, last in track.episodes:
        start, stop = max(first - 1, 0), min(last + 2, len(share))
        if stop - start < 2:
            continue
        speed = np.linalg.norm(np.gradient(cells[start:stop], look.times_s[start:stop], axis=0), axis=2)
        limit = _MOVING_LEVEL * float(speed.max())
        moving = (speed >= max(limit, 1e-6)).sum(axis=1) / body_cells
        own = slice(first - start, last - start + 1)
        share[first : last + 1] = np.maximum(moving[own], 1.0 / body_cells)
    return share
