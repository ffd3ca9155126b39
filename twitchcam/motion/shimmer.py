"""Rhythms that flow does not show: a place whose brightness goes up and down evenly.

Flow needs texture. Under a blanket, in the dark, or over a few pixels a limb in rhythm changes how bright the places
are that it moves under, and flow wanders there. With L(i, q) the mean brightness of quarter q of a cell in frame i:

1. What the whole picture does is taken out: D(i, q) = L(i, q) - M(q) - o(i) - s(i) (M(q) - mean M), M the median over
   the frames, o(i) the median of the difference, s(i) the slope of what is left over M.
2. Stretches of ``_STRETCH_S`` are looked at, one every ``_EVERY_S``, without those in which the camera moves or a
   visitor is there, and squares of ``_SIDE`` quarters in the infant's box, away from the picture's edge, where fans and
   clocks are. Without a cubic course, the first principal component of a square is c(i) e(q), and p its share of the
   variance.
3. r is the largest correlation of c with itself from 1 / ``_FASTEST_HZ`` to 1 / ``_SLOWEST_HZ`` later, once it has been
   below ``_TURNED``; r2 that twice as much later. The square shimmers where r >= ``_AGAIN`` and
   p min(r, r2 + ``_WORSE``) >= ``_EVEN``.
4. Stretches that shimmer and meet belong together; the square is that of the largest value. One that comes to
   ``_HINT`` in ``_ALWAYS`` of all stretches of a window of ``_LONG_S`` and more is something else's, such as a fan's.
   One whose c is o and s by ``_EXPLAINED`` of its variance is the light's, where o varies by ``_FLICKERS``: dark hair
   takes part in what a lamp does by less than all of it. In steady light s may be what a large limb does.
5. How far it goes is not known. Told is how far c swings (5 to 95%) in the mean quarter, over the root mean square of
   M's gradient in the square, within ``_FARTHEST``: as far as that brightness would have to move.

In 61 views of a real infant, 16 hand-made clips and two drawn recordings with an episode that had been missed, four
rhythms were told that flow had not shown, at 0.54 to 0.79, and nothing else; a chest that breathed came to 0.51.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.look import Field
from twitchcam.motion.traces import PlaceOf
from twitchcam.motion.windows import Window
from twitchcam.records import BY_BRIGHTNESS, Box, MotionTrace, frozen_array
from twitchcam.timespan import TimeSpan

__all__ = ["shimmer_of"]

_STRETCH_S: Final = 4.0
"""Four strokes of the slowest rhythm, and not much more than four of a quicker one (judgement)."""
_EVERY_S: Final = 1.0
_FEWEST_FRAMES: Final = 16
_SIDE: Final = 5
"""Quarters: 8% of a body length, about a hand."""
_STRIDE: Final = 2
_SLOWEST_HZ, _FASTEST_HZ = 1.1, 5.0
"""Breathing comes to 0.5 to 0.83 Hz; four cycles of slower rhythms do not fit into a stretch."""
_TURNED: Final = 0.2
_AGAIN: Final = 0.7
_WORSE: Final = 0.1
"""Judgement, all three: a course is alike near itself, and strokes slow down and fade a little."""
_EVEN: Final = 0.5
"""The four that were told came to 0.54 to 0.79; of 62 stretches in which nothing happened, without fans, clocks and
light that flickers everywhere, one came to more than 0.5 within an infant's box (0.56, at eight frames a second)."""
_HINT: Final = 0.25
"""Half of it, since squares are half a square apart (judgement)."""
_LEAST_CHANGE: Final = 0.15
"""Grey levels; smaller courses are rounding."""
_ALWAYS, _LONG_S = 0.7, 20.0
"""From one fan, which a hand covered for five seconds."""
_EXPLAINED, _FLICKERS = 0.5, 0.15
"""Share of a course's variance, and grey levels. Four that were a lamp's came to 0.82 to 0.99 and 0.19 to 1.1; of limbs
that flow showed beside them five to 0 to 0.04, and five of one recording, which this costs nothing, to 0.81 to 0.95. In
steady light o varied by 0.11 at most."""
_FARTHEST: Final = (0.005, 0.015)
"""Peak to peak, body lengths."""
_NOISE: Final = 1e-4
"""Body lengths: that of the quietest traces. What is too faint to be told has been left out by rule 3."""
_TAPER_S: Final = 0.2
_SAMPLED: Final = 300
"""Of about so many pictures the median is taken."""
_DEGREE: Final = 3


@dataclass(frozen=True, slots=True)
class _Seen:
    """The square of a stretch that goes up and down most evenly."""

    start_s: float
    value: float
    row: int
    column: int

    @property
    def square(self) -> tuple[slice, slice]:
        """Its rows and columns."""
        return slice(self.row, self.row + _SIDE), slice(self.column, self.column + _SIDE)


def shimmer_of(look: Field, window: Window, number: int, place_of: PlaceOf) -> list[MotionTrace]:
    """Return a trace for each rhythm that shows as a change of brightness, still outside it.

    Parameters
    ----------
    look : Field
        With brightness.
    window : Window
    number : int
        Number of the window within the recording, for the traces' names.
    place_of : callable
        See `twitchcam.motion.traces.PlaceOf`.
    """
    if look.light is None or len(look.times_s) < _FEWEST_FRAMES:
        return []
    light, whole = _own_light(look)
    starts = np.arange(look.times_s[0], look.times_s[-1] - _STRETCH_S, _EVERY_S)
    spans = [TimeSpan(float(start), float(start + _STRETCH_S)) for start in starts]
    unclear = [*look.camera_moves, *(span for span, _ in look.visitors)]
    spans = [span for span in spans if not any(span.overlap_s(other) > 0.0 for other in unclear)]
    seen = [one for span in spans if (one := _most_even(light, look, span)) is not None]
    groups: list[list[_Seen]] = []
    for one in seen:
        if groups and one.start_s - groups[-1][-1].start_s <= 2.0 * _EVERY_S:
            groups[-1].append(one)
        else:
            groups.append([one])
    bests = [max(group, key=lambda one: one.value) for group in groups]
    kept = [
        group
        for group, best in zip(groups, bests, strict=True)
        if not _always(light, look, spans, best) and not _of_the_lamp(light, whole, look, group, best)
    ]
    return [_trace(light, look, window, f"w{number:04d}b{k}", group, place_of) for k, group in enumerate(kept)]


def _always(light: NDArray[np.float32], look: Field, spans: list[TimeSpan], best: _Seen) -> bool:
    """Whether a square shimmers in nearly all stretches of a long window (rule 4)."""
    if look.times_s[-1] - look.times_s[0] < _LONG_S:
        return False
    step_s = float(np.median(np.diff(look.times_s)))
    values = [
        _evenness(_detrended(light[during][:, *best.square]), np.zeros((1, 2), np.intp), step_s)[0][0]
        for span in spans
        if np.count_nonzero(during := (look.times_s >= span.start_s) & (look.times_s < span.end_s)) >= _FEWEST_FRAMES
    ]
    return bool(np.mean(np.array(values) >= _HINT) >= _ALWAYS)


def _of_the_lamp(
    light: NDArray[np.float32], whole: NDArray[np.float32], look: Field, group: list[_Seen], best: _Seen
) -> bool:
    """Whether a square does what the light of the whole picture does, which flickers (rule 4)."""
    during = _during(look, group)
    common = _detrended(whole[during])
    if float(common[:, 0].std()) < _FLICKERS:
        return False
    course = _course(light, during, best)
    fitted = common @ np.linalg.lstsq(common, course, rcond=None)[0]
    return bool(np.square(course - fitted).sum() <= (1.0 - _EXPLAINED) * np.square(course).sum())


def _during(look: Field, group: list[_Seen]) -> NDArray[np.bool_]:
    """Return the frames of stretches that belong together."""
    return np.asarray((look.times_s >= group[0].start_s) & (look.times_s <= group[-1].start_s + _STRETCH_S))


def _course(light: NDArray[np.float32], during: NDArray[np.bool_], best: _Seen) -> NDArray[np.float32]:
    """Return the first principal component of a square during some frames."""
    stretch = _detrended(light[during][:, *best.square])
    flat = stretch.reshape(len(stretch), -1)
    _, _, along = np.linalg.svd(flat, full_matrices=False)
    return np.asarray(flat @ along[0], np.float32)


def _own_light(look: Field) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the brightness of every quarter without what the whole picture does, and what that is (rule 1).

    Shapes (n, rows, columns), and (n, 2): o and s.
    """
    assert look.light is not None
    assert look.first_light is not None
    shift = np.median(look.light[:: 1 + len(look.light) // _SAMPLED], axis=0).astype(np.float32)
    level = (look.first_light + shift).ravel()
    level -= level.mean()
    own = look.light.astype(np.float32).reshape(len(look.light), -1)
    own -= shift.ravel()
    whole = np.zeros((len(own), 2), np.float32)
    for frame, common in zip(own, whole, strict=True):  # one by one, since a long window takes much memory
        common[0] = np.median(frame)
        frame -= common[0]
        common[1] = float(frame @ level) / max(float(level @ level), 1e-6)
        frame -= common[1] * level
    return own.reshape(look.light.shape), whole


def _detrended(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a stretch without its cubic course, the shape kept."""
    flat = values.reshape(len(values), -1)
    powers = np.stack([np.linspace(-1.0, 1.0, len(values)) ** degree for degree in range(_DEGREE + 1)], axis=1)
    basis, _ = np.linalg.qr(powers)
    basis = basis.astype(np.float32)
    return np.asarray((flat - basis @ (basis.T @ flat)).reshape(values.shape), np.float32)


def _most_even(light: NDArray[np.float32], look: Field, span: TimeSpan) -> _Seen | None:
    """Return the square that shimmers most in a stretch; None where none does (rules 2 and 3).

    Every fourth square is tried first, and those around it where it comes near: evenness changes little over half a
    square.
    """
    during = (look.times_s >= span.start_s) & (look.times_s < span.end_s)
    assert look.inner is not None
    if np.count_nonzero(during) < _FEWEST_FRAMES or min(look.inner.shape) < _SIDE:
        return None
    stretch = _detrended(light[during])
    step_s = float(np.median(np.diff(look.times_s)))
    middles = np.zeros(stretch.shape[1:], np.bool_)
    middles[: 1 - _SIDE, : 1 - _SIDE] = look.inner[_SIDE // 2 : -(_SIDE // 2), _SIDE // 2 : -(_SIDE // 2)]
    tried = _every(middles, 2 * _STRIDE)
    value, _ = _evenness(stretch, np.argwhere(tried), step_s)
    hints = np.zeros_like(middles)
    hints[tuple(np.argwhere(tried)[value >= _HINT].T)] = True
    around = np.ones((2 * _STRIDE + 1, 2 * _STRIDE + 1), np.bool_)
    corners = np.argwhere(ndimage.binary_dilation(hints, structure=around) & _every(middles, _STRIDE))
    value, again = _evenness(stretch, corners, step_s)
    value = np.where(again >= _AGAIN, value, 0.0)
    if not len(value) or value.max() < _EVEN:
        return None
    best = int(np.argmax(value))
    return _Seen(span.start_s, float(value[best]), int(corners[best, 0]), int(corners[best, 1]))


def _every(corners: NDArray[np.bool_], stride: int) -> NDArray[np.bool_]:
    """Return the corners of every so many rows and columns, shape (rows, columns)."""
    kept = np.zeros_like(corners)
    kept[::stride, ::stride] = corners[::stride, ::stride]
    return kept


def _evenness(
    stretch: NDArray[np.float32], corners: NDArray[np.intp], step_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return p min(r, r2 + ``_WORSE``) and r of every square, each shape (k,); 0 where hardly anything changes."""
    value, again = np.zeros((2, len(corners)))
    squares = np.lib.stride_tricks.sliding_window_view(stretch, (_SIDE, _SIDE), axis=(1, 2))
    chosen = squares[:, corners[:, 0], corners[:, 1]].reshape(len(stretch), len(corners), _SIDE**2).transpose(1, 0, 2)
    lively = np.sqrt(np.square(chosen).mean(axis=(1, 2))) >= _LEAST_CHANGE
    if lively.any():
        kept = np.ascontiguousarray(chosen[lively])
        power, along = np.linalg.eigh(kept.transpose(0, 2, 1) @ kept)
        again[lively], twice = _repeats((kept @ along[:, :, -1:])[:, :, 0], step_s)
        value[lively] = power[:, -1] / power.sum(axis=1) * np.minimum(again[lively], twice + _WORSE)
    return value, again


def _repeats(courses: NDArray[np.float32], step_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return r and r2 of every course, each shape (k,) (rule 3)."""
    count = courses.shape[1]
    spectrum = np.abs(np.fft.rfft(courses, 2 * count, axis=1)) ** 2
    alike = np.fft.irfft(spectrum, axis=1)[:, :count] / (count - np.arange(count))
    alike /= np.maximum(alike[:, :1], 1e-9)
    later_s = np.arange(count) * step_s
    within = (later_s >= 1.0 / _FASTEST_HZ) & (later_s <= 1.0 / _SLOWEST_HZ)
    turned = np.cumsum(alike < _TURNED, axis=1) > 0
    shift = np.where(turned & within, alike, -1.0).argmax(axis=1)
    rows = np.arange(len(alike))
    again = np.where((turned & within)[rows, shift], alike[rows, shift], 0.0)
    return again, alike[rows, np.minimum(2 * shift, count - 1)]


def _trace(
    light: NDArray[np.float32], look: Field, window: Window, trace_id: str, group: list[_Seen], place_of: PlaceOf
) -> MotionTrace:
    """Return the trace of stretches that belong together (rules 4 and 5)."""
    best = max(group, key=lambda one: one.value)
    during = _during(look, group)
    course = _course(light, during, best).astype(np.float64)
    course *= np.sign(course[int(np.argmax(np.abs(course)))])
    assert look.light is not None
    assert look.first_light is not None
    usual = look.first_light[best.square] + np.median(look.light[:, *best.square].astype(np.float32), axis=0)
    steepness = float(np.sqrt(np.square(np.gradient(usual)).sum(axis=0).mean()))
    rows, columns = look.light.shape[1:]
    width_px, height_px = look.box.width_px / columns, look.box.height_px / rows
    quarter = 0.5 * (width_px + height_px) / window.body.body_length_px
    # |e| is 1 over all quarters: 1 / side of it is in each.
    swing = float(np.quantile(course, 0.95) - np.quantile(course, 0.05)) / _SIDE
    reach = float(np.clip(swing / max(steepness, 1e-3) * quarter, *_FARTHEST))
    displacement = np.zeros(len(look.times_s))
    displacement[during] = course * (reach / max(swing * _SIDE, 1e-9)) * _taper(look.times_s[during])
    x0, y0 = look.box.left_px + best.column * width_px, look.box.top_px + best.row * height_px
    points = np.column_stack([v.ravel() for v in np.meshgrid(
        x0 + (np.arange(_SIDE) + 0.5) * width_px, y0 + (np.arange(_SIDE) + 0.5) * height_px
    )])  # fmt: skip
    place = place_of(window.body, points)
    share = 0.25 * _SIDE**2 / max(int(np.count_nonzero(look.in_box)), 1)
    step_s = float(np.median(np.diff(look.times_s)))
    return MotionTrace(
        trace_id=trace_id,
        window=TimeSpan(float(look.times_s[0]), float(look.times_s[-1])),
        part=place.part,
        box=Box(x0, y0, x0 + _SIDE * width_px, y0 + _SIDE * height_px),
        centroid_px=(float(points[:, 0].mean()), float(points[:, 1].mean())),
        share=share,
        axis=(1.0, 0.0),
        in_body=True,
        plausibility=float(place.plausibility),
        axial_share=float(place.axial_share),
        mouth_distance=place.mouth_distance,
        body_length_px=float(window.body.body_length_px),
        noise_displacement=_NOISE,
        noise_speed=float(_NOISE * np.sqrt(2.0) / (2.0 * step_s)),
        times_s=frozen_array(look.times_s),
        displacement=frozen_array(displacement.astype(np.float32)),
        speed=frozen_array(np.abs(np.gradient(displacement, look.times_s)).astype(np.float32)),
        active_share=frozen_array(np.where(during, share, 0.0).astype(np.float32)),
        valid=frozen_array(np.ones(len(look.times_s), np.bool_)),
        stirred=frozen_array(np.zeros(len(look.times_s), np.float32)),
        body_found_by=window.body.found_by,
        reading=BY_BRIGHTNESS,
    )


def _taper(times_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights that rise from 0 at the first time and fall to it at the last."""
    edge_s = np.minimum(times_s - times_s[0], times_s[-1] - times_s)
    return np.asarray(np.clip(edge_s / _TAPER_S, 0.0, 1.0))
