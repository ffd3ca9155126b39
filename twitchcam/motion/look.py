"""The second pass: where every point of the body has moved to, against the picture at rest.

For a window with rests r_0, r_1, ... (stretches without activity or visitor; the lead is the first):

1. Each picture is cut to the body box and scaled so that a body length has ``body_length_px``.
2. R_k = mean of the pictures of rest r_k (at most ``rest_pictures`` of them).
3. Frames between two rests are compared with the rest before them: F(i) = dense flow from R_k to
   picture i, averaged over cells. Flow against a picture at rest does not drift, and a held position
   stays visible as long as it is held.
4. Where a rest follows a rest, the offsets add up: O_0 = 0, O_(k+1) = O_k + flow(R_k, R_(k+1)); an
   offset beyond ``longest_offset`` is no longer measured well and starts at 0 again.
5. D(i) = O_k + F(i); inside rest k: D(i) = O_k.
6. All of this is done at ``readings`` scales: with s the step, at 1, 1 / (1 + s), 1 + s, 1 / (1 + s)^2, ... times that
   of rule 1. Cells fall otherwise on the infant in each (see `twitchcam.labels.agreement`).
7. Where the whole picture moves, the median over the cells is taken out from then on. T(i) is the share of the textured
   cells that have moved by one and the same vector since the last rest. A camera movement that the scan found is one
   where T comes to ``_AT_ALL``; the scan sees only that much of the picture changes, as it does when a spasm shakes a
   blanket or a hand comes in. And wherever T comes to ``_TOGETHER`` the camera has moved, whatever the scan says: in a
   close-up nothing but the infant may show, and only that tells a knock at the camera from it.

D is in body lengths, shape (frames, rows, columns, 2).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.motion.cut import Cut, widened
from twitchcam.motion.windows import Window
from twitchcam.records import Box, FoundBy, Frame
from twitchcam.settings import LookSettings
from twitchcam.timespan import TimeSpan, gaps, merge

__all__ = ["Field", "look_at"]

_STAND_IN_S = 0.3
"""Time over which pictures are averaged where a window does not start at rest."""
_FINEST_SCALE = 1
"""Flow is computed down to pictures of half the size; all the way is four times as dear."""
_PATCH_STRIDE_PX = 5
"""Distance between patches of 8 pixels: a third fewer of them than with the usual 4, and found to say the same."""
_REFINEMENTS = 3
"""Steps of smoothing at each scale; the usual 5 are a fifth dearer and found no more."""
_TOGETHER, _AT_ALL, _SAME_VECTOR = 0.6, 0.4, 0.35
"""Shares of the textured cells, and how far from their median as a share of its length. Of 89 camera movements that the
scan found in 352 recordings 28 were knocks, with 0.67 to 1; spasms, startles, restless infants, hands and what changed
otherwise came to 0.13 at most."""
_AROUND_MOVE_S = 0.15
"""How far around a camera movement of the scan it is looked for: its short lag, and half of a slow camera's frame."""
_ONE_MOVE_S = 0.5
"""Camera movements closer than this are one."""
_FEWEST_FRAMES = 3
"""Fewer frames show no movement."""


@dataclass(frozen=True, slots=True)
class Field:
    """Displacement of every cell of the body box during a window."""

    times_s: NDArray[np.float64]
    """Shape (n,)."""
    displacement: NDArray[np.float32]
    """Body lengths, shape (n, rows, columns, 2), x and y."""
    change: NDArray[np.float32]
    """Mean absolute difference to the rest picture, grey levels, shape (n, rows, columns); 0 inside rests."""
    residual: NDArray[np.float32]
    """The same difference after the displacement was taken back, grey levels, shape (n, rows, columns)."""
    rest_change: NDArray[np.float32]
    """Mean absolute difference of pictures at rest to their mean, grey levels, shape (rows, columns)."""
    moving: NDArray[np.bool_]
    """False inside rests, where displacement was not computed but carried on, shape (n,)."""
    texture: NDArray[np.float32]
    """Mean gradient of the rest picture, grey levels a pixel, shape (rows, columns)."""
    brightness: NDArray[np.float32]
    """Mean of the rest picture, 0 to 255, shape (rows, columns)."""
    box: Box
    """What the cells cover, pixels of the original picture."""
    in_box: NDArray[np.bool_]
    """Cells inside the infant's own box, without the margin, shape (rows, columns)."""
    pixel: float
    """Side of a pixel of the picture that flow was computed on, body lengths."""
    usable: NDArray[np.bool_]
    """Cells that are not known to belong to something else, shape (rows, columns)."""
    visitors: tuple[tuple[TimeSpan, NDArray[np.bool_]], ...] = ()
    """When a visitor is in the picture, and which cells it moves over, shape (rows, columns)."""
    light_wavers: bool = False
    """Whether the light goes up and down all the time."""
    found_by: FoundBy = FoundBy.NOTHING
    """How the body map in force was found."""
    camera_moves: tuple[TimeSpan, ...] = ()
    """When the whole picture moves; what the infant does meanwhile is not known."""
    pulses: tuple[tuple[float, NDArray[np.bool_]], ...] = ()
    """Keyframes, and the cells where each changes no more than keyframes always do, shape (rows, columns)."""
    light: NDArray[np.float16] | None = None
    """Mean brightness of every quarter of a cell, less that of the first picture, shape (n, 2 rows, 2 columns); of the
    first reading only."""
    first_light: NDArray[np.float32] | None = None
    """Mean brightness of every quarter in the first picture, shape (2 rows, 2 columns)."""
    inner: NDArray[np.bool_] | None = None
    """Quarters in the infant's box that are usable and away from the picture's edge, shape (2 rows, 2 columns)."""
    passing: tuple[tuple[float, NDArray[np.bool_]], ...] = ()
    """Times of frames, and the cells that something hides there which passes, shape (rows, columns)."""

    def cell_size_px(self) -> tuple[float, float]:
        """Width and height of a cell in pixels of the original picture."""
        rows, columns = self.texture.shape
        return self.box.width_px / columns, self.box.height_px / rows


def look_at(window: Window, frames: Iterable[Frame], settings: LookSettings) -> tuple[Field, ...]:
    """Compute the displacement fields of a window, one a reading.

    Parameters
    ----------
    window : Window
    frames : iterable of Frame
        The window's frames at full size, in time order; consumed as they come, only the shrunk cuts
        are kept.
    settings : LookSettings

    Returns
    -------
    tuple of Field
        Empty where the window holds fewer than three frames.
    """
    collectors = [
        _Collector(Cut(window.body, settings, factor), window, settings, with_light=number == 0)
        for number, factor in enumerate(_factors(settings))
    ]
    for frame in frames:
        for collector in collectors:
            collector.add(frame)
    if len(collectors[0].times) < _FEWEST_FRAMES:
        return ()
    fields = tuple(collector.finish() for collector in collectors)
    together = [_together(field, settings) for field in fields]
    moves = tuple(move for move in window.camera_moves if _is_move(move, fields[0], together[0]))
    return tuple(_steadied(field, moves, share) for field, share in zip(fields, together, strict=True))


def _factors(settings: LookSettings) -> list[float]:
    """Return the scale of each reading, in multiples of the first one's, rule 6."""
    steps = ((number + 1) // 2 * (-1 if number % 2 else 1) for number in range(settings.readings))
    return [float((1.0 + settings.reading_step) ** step) for step in steps]


class _Collector:
    """Takes the frames of a window one by one; keeps displacements and the pictures of the latest rest only."""

    def __init__(self, cut: Cut, window: Window, settings: LookSettings, *, with_light: bool) -> None:
        self.times: list[float] = []
        self._with_light = with_light
        self._light: list[NDArray[np.float16]] = []
        self._first_light: NDArray[np.float32] | None = None
        self._cut = cut
        self._window = window
        self._settings = settings
        self._rests = _rests_with_start(window)
        self._number = -1
        self._latest: deque[NDArray[np.uint8]] = deque(maxlen=settings.rest_pictures)
        self._rest_from = 0
        self._rest_picture: NDArray[np.uint8] | None = None
        self._first_rest: NDArray[np.uint8] | None = None
        self._offset: NDArray[np.float32] | None = None
        self._displacement: list[NDArray[np.float32]] = []
        self._change: list[NDArray[np.float32]] = []
        self._residual: list[NDArray[np.float32]] = []
        self._moving: list[bool] = []
        self._rest_changes: list[NDArray[np.float32]] = []
        self._dis = _flow_engine()

    def add(self, frame: Frame) -> None:
        """Take in the next frame."""
        picture = self._cut.take(frame.luma)
        if self._with_light:
            self._add_light(picture)
        number = self._rest_number(frame.time_s)
        if self._latest and number != self._number:
            self._close_rest()
        self.times.append(frame.time_s)
        self._moving.append(number is None)
        if number is not None:
            if number != self._number:
                self._number, self._rest_from = number, len(self.times) - 1
            self._latest.append(picture)
            self._displacement.append(np.zeros((*self._cut.grid, 2), np.float32))
            self._change.append(np.zeros(self._cut.grid, np.float32))
            self._residual.append(np.zeros(self._cut.grid, np.float32))
            return
        assert self._rest_picture is not None
        assert self._offset is not None
        flow, change, residual = self._cut.compare(self._dis, self._rest_picture, picture)
        self._displacement.append(self._offset + flow)
        self._change.append(change)
        self._residual.append(residual)

    def _add_light(self, picture: NDArray[np.uint8]) -> None:
        quarters = self._cut.quarters(picture)
        if self._first_light is None:
            self._first_light = quarters
        self._light.append((quarters - self._first_light).astype(np.float16))

    def finish(self) -> Field:
        """Return the field of all frames taken in."""
        if self._latest:
            self._close_rest()
        assert self._first_rest is not None
        return Field(
            times_s=np.array(self.times),
            displacement=np.stack(self._displacement),
            change=np.stack(self._change),
            residual=np.stack(self._residual),
            rest_change=np.median(np.stack(self._rest_changes), axis=0).astype(np.float32),
            moving=np.array(self._moving),
            texture=self._cut.texture(self._first_rest),
            brightness=self._cut.cells(self._first_rest.astype(np.float32)),
            box=self._cut.box,
            in_box=self._cut.in_box(),
            pixel=self._cut.pixel,
            usable=~widened(self._cut.of_scan(self._window.foreign)),
            visitors=tuple((visit.span, self._cut.of_scan(visit.cells)) for visit in self._window.visits),
            light_wavers=self._window.light_wavers,
            pulses=tuple((time_s, self._cut.of_scan(cells)) for time_s, cells in self._window.pulses),
            found_by=self._window.body.found_by,
            passing=tuple((time_s, widened(self._cut.of_scan(cells))) for time_s, cells in self._window.passing),
            light=np.stack(self._light) if self._light else None,
            first_light=self._first_light,
            inner=self._cut.inner_quarters(~widened(self._cut.of_scan(self._window.foreign))),
        )

    def _rest_number(self, time_s: float) -> int | None:
        if not self.times:
            return 0
        return next((n for n, rest in enumerate(self._rests) if rest.contains(time_s)), None)

    def _close_rest(self) -> None:
        """Make the rest picture, and carry the offset on from the rest before."""
        mean = np.mean(np.stack(self._latest), axis=0, dtype=np.float32)
        picture = np.rint(mean).astype(np.uint8)
        apart = np.abs(np.stack(self._latest) - mean).mean(axis=0, dtype=np.float32)
        self._rest_changes.append(self._cut.cells(np.asarray(apart, np.float32)))
        if self._rest_picture is None or self._offset is None:
            self._offset = np.zeros((*self._cut.grid, 2), np.float32)
            self._first_rest = picture
        else:
            step, _, _ = self._cut.compare(self._dis, self._rest_picture, picture)
            self._offset = _chained(self._offset, step, self._settings.longest_offset)
        self._rest_picture = picture
        for index in range(self._rest_from, len(self._displacement)):
            self._displacement[index] = self._offset
        self._latest.clear()


def _flow_engine() -> cv2.DISOpticalFlow:
    """Return the dense inverse search, preset fast, down to half size: 10 to 15 ms for the cut around an infant."""
    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    dis.setFinestScale(_FINEST_SCALE)
    dis.setPatchStride(_PATCH_STRIDE_PX)
    dis.setVariationalRefinementIterations(_REFINEMENTS)
    return dis


def _rests_with_start(window: Window) -> tuple[TimeSpan, ...]:
    """Return the rests without visitors; where a window starts in a movement, its first frames stand in for one.

    A hand that lies still would be part of the rest picture, and all that it had covered would differ once it leaves.
    """
    start_s = window.span.start_s
    visits = [visit.span for visit in window.visits]
    pieces = ((rest, piece) for rest in window.rests for piece in gaps(visits, rest))
    rests = tuple(piece for rest, piece in pieces if piece == rest or piece.duration_s >= _STAND_IN_S)
    if rests and rests[0].start_s <= start_s + 1e-6:
        return rests
    stand_in = TimeSpan(start_s, start_s + _STAND_IN_S)
    return (stand_in, *(rest for rest in rests if rest.start_s > stand_in.end_s))


def _chained(offset: NDArray[np.float32], step: NDArray[np.float32], longest: float) -> NDArray[np.float32]:
    """Add an offset, cell by cell; what is no longer measured well starts at 0."""
    total = offset + step
    lost = np.linalg.norm(total, axis=2) > longest
    total[lost] = 0.0
    return total


def _together(field: Field, settings: LookSettings) -> NDArray[np.float64]:
    """Return the share T of rule 7 for every frame, 0 at rest and where the median is too short to tell, shape (n,)."""
    textured = field.texture >= np.median(field.texture)
    share = np.zeros(len(field.times_s))
    rest = field.displacement[0][textured]
    for index in range(len(field.times_s)):
        now = field.displacement[index][textured]
        if not field.moving[index]:
            rest = now
            continue
        middle = np.median(now - rest, axis=0)
        length = float(np.linalg.norm(middle))
        if length >= settings.smallest_movement:
            share[index] = float((np.linalg.norm(now - rest - middle, axis=1) <= _SAME_VECTOR * length).mean())
    return share


def _steadied(field: Field, moves: Sequence[TimeSpan], together: NDArray[np.float64]) -> Field:
    """Return a field without the movements of the camera, those of the scan and those that it shows itself."""
    seen = [TimeSpan(time_s, time_s) for time_s in field.times_s[together >= _TOGETHER].tolist()]
    all_moves = merge([*moves, *seen], _ONE_MOVE_S)
    _take_out_camera(field.displacement, field.times_s, all_moves)
    return replace(field, camera_moves=all_moves)


def _is_move(move: TimeSpan, field: Field, together: NDArray[np.float64]) -> bool:
    """Whether the camera does move; true as well where no picture of it was compared."""
    around = move.pad(_AROUND_MOVE_S)
    during = (field.times_s >= around.start_s) & (field.times_s <= around.end_s) & field.moving
    return not during.any() or float(together[during].max()) >= _AT_ALL


def _take_out_camera(
    displacement: NDArray[np.float32], times_s: NDArray[np.float64], moves: tuple[TimeSpan, ...]
) -> None:
    """Take the median over the cells out of the frames from each camera movement on."""
    for move in moves:
        later = times_s >= move.start_s - _ONE_MOVE_S
        if later.any():
            displacement[later] -= np.median(displacement[later], axis=(1, 2), keepdims=True)
