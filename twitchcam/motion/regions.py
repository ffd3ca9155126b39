"""Which areas of the body move together, and when: from the displacement field to tracks.

With D(i, c) the displacement of cell c at frame i (averaged over the cell's eight neighbours):

1. sigma(c) = low quantile of abs(D(i, c) - D(i-1, c)) over the frames that were looked at, scaled to a
   standard deviation, and at most ``3 x`` its median over all cells: a movement cannot lift it far. With n the cell's
   noise in grey levels and g its gradient, s(c) = n / (g k) pixels is what noise makes of the displacement where k x k
   pixels are averaged; sigma(c) is at most ``_MOST_EXPLAINED`` s(c), however much of the time the cell moves.
2. Cell c moves at frame i when abs(D(i, c) - D(j, c)) >= max(least, z sigma(c)) for a frame j one lag
   earlier: a short lag (quick movement) or a long one (slow movement), or a very short one in at least ``tremor_share``
   of the frames around it (tremor, which is back where it was after the short lag); and when its change against the
   rest picture is at least ``change_z`` times its noise (the low quantile over the looked-at frames, at
   most ``floor_ratio`` times that of cells of its brightness), and taking the displacement back removes at
   least the share ``explained`` of that change beyond noise: flow alone wanders where there is no texture.
   Where a keyframe that changes no more than usual (see `twitchcam.motion.pulses`) lies between i and j, it stands for
   j. Cells that a visitor moves over are left out while it is there. A tremor may fill all frames that were looked at,
   but none of a rest: for it, and in rule 1, the noise is at most that of cells of its brightness times how much
   noisier than those the cell is at rest (`calm_noise`).
3. Gaps in time up to ``epoch_gap_s`` are closed; what then touches in space and time is an episode.
4. M(c) = trust(c) x max over the episode of abs(D(i, c) - D(start, c)), where trust = g^2 / (g^2 + n^2)
   with the cell's gradient g and half its noise n: displacement is only as good as texture allows. Regions
   grow from the liveliest cell down to ``region_level`` of it, over cells that on the whole go the same way: the mean
   of what goes opposite ways is nothing. Cells around that follow the same course (correlation) and are less lively
   than that are absorbed, the rest may grow a region of its own. A region that lies
   mostly outside the infant's box takes in no cell deeper inside than flow smears: there the infant moves.
5. Regions of different episodes whose maps M are alike (cosine) are one track: the same part of the body.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.change import calm_noise, change_noise, flicker
from twitchcam.motion.cut import SMEAR_CELLS
from twitchcam.motion.look import Field
from twitchcam.settings import LookSettings

__all__ = ["Track", "find_tracks", "in_body", "lagged_index", "with_edge"]

_LOW_QUANTILE = 0.3
_LOW_TO_SIGMA = 0.845
"""The 30% quantile of the length of a two-dimensional normal step with standard deviation 1 a component."""
_SIGMA_CAP = 3.0
_LEAST_EXPLAINED, _MOST_EXPLAINED = np.float32(1.5), np.float32(4.0)
"""Noise of 385 regions that truly moved in multiples of s: 1.6 to 7.5 (5 to 95%), half of them 2.5 to 4.6."""
_SHORT_LAG_S, _LONG_LAG_S = 0.12, 0.5
_TREMOR_LAG_S, _TREMOR_S, _TREMOR_SHARE = 0.06, 0.8, 0.4
"""Half a period of the fastest tremor looked for, and over which time how many frames have to be quick."""
_LEAST_SHORT, _LEAST_LONG = 0.6, 1.0
"""Least displacement over each lag, in multiples of ``smallest_movement``."""
_FLAT = 0.5
"""Gradient, grey levels a pixel, below which a cell says little of where it moves."""
_LEAST_TEXTURE = np.float32(0.05)
"""No cell is taken for flatter, grey levels a pixel."""
_LEAST_SIGMA = np.float32(1e-4)
"""No displacement is known better, body lengths: a thirtieth of a pixel."""
_SKIRT_CORRELATION = 0.8
_MOST_REGIONS, _MOST_TOGETHER = 6, 24
"""Of one episode: the infant's, and altogether. Flat sheet that a coder stirs up must not take the infant's places."""
_IN_BODY_SHARE = 0.4
"""Share of a region's weight that must lie in the infant's box for it to be the infant's."""


@dataclass(slots=True)
class Track:
    """One part of the body that moves, over a whole window."""

    weights: NDArray[np.float32]
    """How much each cell takes part, shape (rows, columns)."""
    mask: NDArray[np.bool_]
    """Cells that belong to it at its widest, shape (rows, columns)."""
    sigma: NDArray[np.float32]
    """Standard deviation of each cell's displacement while nothing moves, body lengths, shape (rows, columns)."""
    least_sigma: NDArray[np.float32]
    """The least that texture lets it be, however still a coder keeps what is flat, body lengths."""
    episodes: list[tuple[int, int]] = field(default_factory=list)
    """First and last frame index of each stretch in which it moves."""
    own_weights: list[NDArray[np.float32]] = field(default_factory=list)
    """How much each cell takes part in each of these stretches, shape (rows, columns) each."""


def lagged_index(times_s: NDArray[np.float64], lag_s: float) -> NDArray[np.intp]:
    """Return for every frame the index of the frame nearest to one lag earlier, always an earlier one."""
    wanted = times_s - lag_s
    right = np.clip(np.searchsorted(times_s, wanted), 1, len(times_s) - 1)
    nearer_left = np.abs(times_s[right - 1] - wanted) <= np.abs(times_s[right] - wanted)
    nearest = np.where(nearer_left, right - 1, right)
    return np.maximum(np.minimum(nearest, np.arange(len(times_s)) - 1), 0)


def find_tracks(look: Field, settings: LookSettings) -> list[Track]:
    """Find what moves in a displacement field.

    Parameters
    ----------
    look : Field
    settings : LookSettings

    Returns
    -------
    list of Track
        In the order in which they first move.
    """
    smooth = _smoothed(look.displacement, look.texture)
    noise = change_noise(look, settings)
    calm = calm_noise(look, noise, settings)
    pixels = np.asarray(calm / np.maximum(look.texture, _LEAST_TEXTURE), np.float32)
    explained = pixels * np.float32(look.pixel / settings.cell_px)
    least_sigma = cast("NDArray[np.float32]", np.maximum(_LEAST_EXPLAINED * explained, _LEAST_SIGMA))
    sigma = _cell_noise(smooth, look.moving, explained)
    moved = _moved(smooth, look, sigma, (noise, calm), settings) & look.usable
    for span, cells in look.visitors:
        during = (look.times_s >= span.start_s) & (look.times_s <= span.end_s)
        moved[during] &= ~cells
    trust = np.square(look.texture) / (np.square(look.texture) + np.square(0.5 * noise))
    tracks: list[Track] = []
    for first, last, cells in _episodes(moved, look.times_s, settings):
        for weights, mask in _regions(smooth[first : last + 1], cells, sigma, trust, look.in_box, settings):
            track = _alike(tracks, weights, settings.same_region)
            if track is None:
                tracks.append(Track(weights.copy(), mask.copy(), sigma, least_sigma, [(first, last)], [weights]))
            else:
                track.weights += weights
                track.mask |= mask
                track.episodes.append((first, last))
                track.own_weights.append(weights)
    return tracks


def in_body(weights: NDArray[np.float32], in_box: NDArray[np.bool_]) -> bool:
    """Whether a region of these weights lies in the infant's box; both of shape (rows, columns)."""
    return bool(weights[in_box].sum() >= _IN_BODY_SHARE * weights.sum())


def with_edge(in_box: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the cells of the infant's box and those next to it, shape (rows, columns).

    Cells are averages over nine, so what moves at the edge of the box shows in the next cell too, and hands and feet
    reach beyond the landmarks of wrist and ankle.
    """
    return cv2.dilate(in_box.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)


def _smoothed(displacement: NDArray[np.float32], texture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average over a cell and its neighbours, each as much as its texture lets it know."""
    weights = np.square(texture) + np.float32(_FLAT**2)
    kernel = np.ones((3, 3), np.float32)
    total = cv2.filter2D(weights, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    return np.stack([
        cv2.filter2D(frame * weights[:, :, None], -1, kernel, borderType=cv2.BORDER_REPLICATE) / total[:, :, None]
        for frame in displacement
    ])  # fmt: skip


def _cell_noise(
    smooth: NDArray[np.float32], moving: NDArray[np.bool_], explained: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the standard deviation of a cell's displacement while nothing moves, shape (rows, columns), rule 1."""
    steps = np.linalg.norm(np.diff(smooth, axis=0), axis=3)[moving[1:] & moving[:-1]]
    if len(steps) < 3:
        return cast("NDArray[np.float32]", np.maximum(_LEAST_EXPLAINED * explained, _LEAST_SIGMA))
    sigma = np.quantile(steps, _LOW_QUANTILE, axis=0) / (_LOW_TO_SIGMA * np.sqrt(2.0))
    sigma = np.minimum(sigma, _SIGMA_CAP * np.median(sigma))
    sigma = np.minimum(sigma, _MOST_EXPLAINED * explained)
    return cast("NDArray[np.float32]", np.maximum(sigma, _LEAST_SIGMA).astype(np.float32))


def _moved(
    smooth: NDArray[np.float32],
    look: Field,
    sigma: NDArray[np.float32],
    change_noises: tuple[NDArray[np.float32], NDArray[np.float32]],
    settings: LookSettings,
) -> NDArray[np.bool_]:
    """Whether each cell moves at each frame, shape (frames, rows, columns); ``change_noises`` for jerks and tremors."""
    moved = np.zeros(smooth.shape[:3], np.bool_)
    for lag_s, least in ((_SHORT_LAG_S, _LEAST_SHORT), (_LONG_LAG_S, _LEAST_LONG)):
        earlier = lagged_index(look.times_s, lag_s)
        change = _change_since(smooth, look, earlier)
        limit = np.maximum(least * settings.smallest_movement, settings.smallest_z * sigma)
        moved |= change >= limit
    # A tremor comes back to where it was within the short lag; it is quick in most frames instead of few.
    change = np.linalg.norm(smooth - smooth[lagged_index(look.times_s, _TREMOR_LAG_S)], axis=3)
    quick = change >= np.maximum(_LEAST_SHORT * settings.smallest_movement, settings.smallest_z * sigma)
    around = max(3, round(_TREMOR_S / float(np.median(np.diff(look.times_s)))))
    tremor = quick & (ndimage.uniform_filter1d(quick.astype(np.float32), around, axis=0) >= _TREMOR_SHARE)
    moved |= tremor
    usual, calm = change_noises
    noise = np.where(tremor, calm, usual) * flicker(look, usual, settings)[:, None, None]
    changed = look.change >= settings.change_z * noise
    explained = look.change - look.residual >= settings.explained * (look.change - noise)
    return moved & changed & explained & look.moving[:, None, None]


def _change_since(smooth: NDArray[np.float32], look: Field, earlier: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return how far each cell is from where it was at an earlier frame, shape (frames, rows, columns), rule 2."""
    change = np.linalg.norm(smooth - smooth[earlier], axis=3)
    for time_s, cells in look.pulses:
        at = int(np.searchsorted(look.times_s, time_s - 1e-6))
        across = np.flatnonzero(earlier[at:] < at) + at
        if len(across):
            change[across] = np.where(cells, np.linalg.norm(smooth[across] - smooth[at], axis=3), change[across])
    return cast("NDArray[np.float32]", change)


def _episodes(
    moved: NDArray[np.bool_], times_s: NDArray[np.float64], settings: LookSettings
) -> list[tuple[int, int, NDArray[np.bool_]]]:
    """Return first frame, last frame and cells of everything that touches in space and time."""
    step_s = float(np.median(np.diff(times_s)))
    reach = max(1, int(settings.epoch_gap_s / step_s / 2.0))
    earlier = lagged_index(times_s, _SHORT_LAG_S)  # what a frame moved against: where the movement began
    bridged = ndimage.maximum_filter1d(moved.view(np.uint8), 2 * reach + 1, axis=0)
    bridged = ndimage.minimum_filter1d(bridged, 2 * reach + 1, axis=0)
    spread = ndimage.maximum_filter(bridged, size=(1, 3, 3))
    labels, _ = ndimage.label(spread, structure=np.ones((3, 3, 3)))
    labels = np.where(moved, labels, 0)
    episodes = []
    for number, where in enumerate(ndimage.find_objects(labels), start=1):
        if where is None:
            continue  # type: ignore[unreachable]  # the stubs leave out labels that are gone
        part = labels[where] == number
        cells = np.zeros(moved.shape[1:], np.bool_)
        cells[where[1], where[2]] = part.any(axis=0)
        if np.count_nonzero(cells) >= settings.region_cells:
            episodes.append((int(earlier[where[0].start]), where[0].stop - 1, cells))
    return sorted(episodes, key=lambda episode: episode[:2])


def _regions(
    smooth: NDArray[np.float32],
    cells: NDArray[np.bool_],
    sigma: NDArray[np.float32],
    trust: NDArray[np.float32],
    in_box: NDArray[np.bool_],
    settings: LookSettings,
) -> list[tuple[NDArray[np.float32], NDArray[np.bool_]]]:
    """Split the cells of one episode into regions: weights and mask of each."""
    course = smooth - smooth[0]
    reach = np.linalg.norm(course, axis=3).max(axis=0) * trust
    least = np.maximum(settings.smallest_movement, settings.smallest_z * sigma)
    free = cells & (reach >= least)
    deep = cv2.erode(in_box.view(np.uint8), np.ones((2 * SMEAR_CELLS + 1,) * 2, np.uint8), borderValue=1).view(np.bool_)
    near = with_edge(in_box)
    regions: list[tuple[NDArray[np.float32], NDArray[np.bool_]]] = []
    own = 0
    while free.any() and own < _MOST_REGIONS and len(regions) < _MOST_TOGETHER:
        peak = np.unravel_index(int(np.argmax(np.where(free, reach, 0.0))), reach.shape)
        alike = (reach >= settings.region_level * reach[peak]) & _same_way(course, peak)
        mask = _connected(free & alike, peak)
        outside = not deep[peak] and not in_body(np.where(mask, reach, 0.0), near)
        if outside:
            mask = _connected(mask & ~deep, peak)
        free &= ~mask
        if np.count_nonzero(mask) < settings.region_cells:
            continue
        weights = np.where(mask, reach, 0.0).astype(np.float32)
        regions.append((weights, mask))
        own += not outside
        # As lively a place that stands apart is another limb, even where both move alike.
        skirt = _skirt(course, weights, mask, cells, peak) & (reach < settings.region_level * reach[peak])
        free &= ~(skirt & ~deep) if outside else ~skirt
    return regions


def _same_way(course: NDArray[np.float32], peak: tuple[np.intp, ...]) -> NDArray[np.bool_]:
    """Return which cells go with the liveliest one rather than against it, shape (rows, columns)."""
    return cast("NDArray[np.bool_]", np.einsum("trcx,tx->rc", course, course[:, peak[0], peak[1]]) >= 0.0)


def _connected(candidates: NDArray[np.bool_], seed: tuple[np.intp, ...]) -> NDArray[np.bool_]:
    """Return the candidates that connect to the seed, diagonals included."""
    labels, _ = ndimage.label(candidates, structure=np.ones((3, 3)))
    return cast("NDArray[np.bool_]", labels == labels[seed])


def _skirt(
    course: NDArray[np.float32],
    weights: NDArray[np.float32],
    mask: NDArray[np.bool_],
    candidates: NDArray[np.bool_],
    peak: tuple[np.intp, ...],
) -> NDArray[np.bool_]:
    """Return the cells around a region that follow its course."""
    middle = np.einsum("trcx,rc->tx", course, weights) / weights.sum()
    middle = middle - middle.mean(axis=0)
    _, _, axes = np.linalg.svd(middle, full_matrices=False)
    along = middle @ axes[0]
    centred = course - course.mean(axis=0)
    together = np.linalg.norm(np.einsum("trcx,t->rcx", centred, along), axis=2)
    size = np.sqrt(np.square(centred).sum(axis=(0, 3)) * np.square(along).sum())
    follows = together >= _SKIRT_CORRELATION * np.maximum(size, 1e-9)
    return _connected(mask | (candidates & follows), peak)


def _alike(tracks: list[Track], weights: NDArray[np.float32], least: float) -> Track | None:
    """Return the track whose map is most like the weights, if any is alike enough."""
    best, best_cosine = None, least
    for track in tracks:
        size = float(np.linalg.norm(track.weights) * np.linalg.norm(weights))
        cosine = float(np.vdot(track.weights, weights)) / max(size, 1e-9)
        if cosine >= best_cosine:
            best, best_cosine = track, cosine
    return best
