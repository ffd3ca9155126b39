"""The first pass: every frame once, shrunk, compared with earlier ones cell by cell.

Let S_i be the shrunk luma of frame i at time t_i, and lag L one of two (about 0.1 s, where a quick
movement shows best, and 0.5 s, where a slow one does).

1. j = the frame whose time is nearest to t_i - L, before i.
2. g = median(S_i) / median(S_j) over a fixed grid of pixels; D = S_i - g S_j; D <- D - median(D).
   A change of the light or of the camera's gain is taken out so.
3. activity(i, L, cell) = mean of abs(D) over the cell's pixels.

Twice a second the mean brightness of every cell is kept as well: what has come to lie in the picture does not move, but
it changes what is seen.

Every block of absolute recording time keeps a low quantile of each cell's activity: what a cell
shows when nothing moves in it. Activity itself is coded in one byte and kept on disk, so memory does
not grow with the recording.

Pictures on either side of a break, a long stretch in which nothing was recorded, are not compared: the first one behind
it has nothing before it, as the first of a recording.

A recording can be scanned in pieces that begin at any block. What a frame is compared with lies at most two long lags
before it; a piece is read from a little before its beginning, so any cut gives the same scan.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.motion.spool import Spool
from twitchcam.records import Frame, Scan, ScanBlock, ScanPiece, frozen_array
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

__all__ = ["ScanJoiner", "Scanner", "decode_activity", "encode_activity"]

_GLANCE_S = 0.5
_CODE_GAIN = 25.0
"""Coded activity = 25 x sqrt(activity): steps of 7% at the usual noise, full scale at 104 grey levels."""
_SAMPLED = 16
"""Brightness and texture of a block are those of every so many frames."""


def encode_activity(activity: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Code activity (grey levels) in one byte."""
    return np.minimum(np.rint(_CODE_GAIN * np.sqrt(activity)), 255.0).astype(np.uint8)


def decode_activity(coded: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return activity in grey levels from its code."""
    return cast("NDArray[np.float32]", np.square(coded.astype(np.float32) / np.float32(_CODE_GAIN)))


class Scanner:
    """Scans a recording frame by frame.

    Parameters
    ----------
    settings : ScanSettings
    width_px, height_px : int
        Size of the original picture.
    breaks : sequence of TimeSpan
        Long stretches in which nothing was recorded.
    """

    def __init__(self, settings: ScanSettings, width_px: int, height_px: int, breaks: Sequence[TimeSpan] = ()) -> None:
        self._settings = settings
        self._breaks_s = [span.end_s for span in breaks]
        self._original = (width_px, height_px)
        self._cell_px = (0.0, 0.0)
        self._grid = (0, 0)
        self._recent: deque[tuple[float, NDArray[np.float32], float, bool]] = deque()
        self._last_s: float | None = None
        self._begin()

    def _begin(self) -> None:
        """Start a piece."""
        self._times: list[float] = []
        self._keyframes: list[tuple[bool, bool]] = []
        self._brightness: list[float] = []
        self._contrast: list[float] = []
        self._codes: list[NDArray[np.uint8]] = []
        self._glance_times: list[float] = []
        self._glances: list[NDArray[np.uint8]] = []
        self._blocks: list[ScanBlock] = []
        self._block_first = 0
        self._block_luma: NDArray[np.float64] | None = None
        self._block_texture: NDArray[np.float64] | None = None

    @property
    def lags_s(self) -> tuple[float, float]:
        """The two lags."""
        return (self._settings.short_lag_s, self._settings.long_lag_s)

    @staticmethod
    def enough_before(times_s: Iterable[float], begin_s: float, settings: ScanSettings) -> bool:
        """Whether frames at these times, all there are from ``begin_s`` on, are enough to go on from.

        Two frames, and all within two long lags of the last one, are what is kept while scanning.
        """
        times = list(times_s)
        return len(times) >= 2 and begin_s <= times[-1] - 2.0 * settings.long_lag_s

    def warm_up(self, frame: Frame) -> None:
        """Take in a frame before the first one that counts: later ones are compared with it."""
        self._forget_before(frame.time_s)
        self._lay_grid(frame.luma.shape)
        picture = frame.luma.astype(np.float32)
        self._remember(frame, picture, _levels(frame.luma)[1])

    def add(self, frame: Frame) -> None:
        """Take in the next frame, shrunk to about the width that the settings name."""
        self._lay_grid(frame.luma.shape)
        self._forget_before(frame.time_s)
        if self._times and self._block_of(frame.time_s) != self._block_of(self._times[-1]):
            self._close_block(self._block_of(self._times[-1]))
        picture = frame.luma.astype(np.float32)
        low, middle, high = _levels(frame.luma)
        coded, crossed = self._compare(frame.time_s, picture, middle, frame.keyframe)
        self._times.append(frame.time_s)
        self._keyframes.append(crossed)
        self._brightness.append(middle)
        self._contrast.append(high - low)
        self._codes.append(coded)
        if self._block_luma is None or self._block_texture is None:
            self._block_luma = np.zeros(self._grid)
            self._block_texture = np.zeros(self._grid)
        if (len(self._times) - 1 - self._block_first) % _SAMPLED == 0:
            self._block_luma += self._cells(picture)
            step = np.abs(np.diff(picture, axis=1, append=picture[:, -1:]))
            self._block_texture += self._cells(step)
        if self._last_s is None or int(frame.time_s / _GLANCE_S) != int(self._last_s / _GLANCE_S):
            self._glance_times.append(frame.time_s)
            self._glances.append(np.rint(self._cells(picture)).astype(np.uint8))
        self._remember(frame, picture, middle)

    def take(self) -> ScanPiece:
        """Return the scan of the frames since the last call, and begin a new piece."""
        if self._times:
            self._close_block(self._block_of(self._times[-1]))
        piece = ScanPiece(
            times_s=frozen_array(np.array(self._times, np.float64)),
            after_keyframe=frozen_array(np.array(self._keyframes, np.bool_).reshape(-1, 2).T),
            brightness=frozen_array(np.array(self._brightness, np.float32)),
            contrast=frozen_array(np.array(self._contrast, np.float32)),
            coded_activity=frozen_array(_stacked(self._codes, (2, *self._grid))),
            glance_times_s=frozen_array(np.array(self._glance_times, np.float64)),
            glances=frozen_array(_stacked(self._glances, self._grid)),
            blocks=tuple(self._blocks),
            cell_px=self._cell_px,
        )
        self._begin()
        return piece

    def finish(self) -> Scan:
        """Return the scan of all frames so far, if it was not taken in pieces.

        Raises
        ------
        ValueError
            If there was no frame.
        """
        joiner = ScanJoiner(self._settings)
        joiner.add(0, self.take())
        return joiner.finish()

    def _forget_before(self, time_s: float) -> None:
        """Let go of the pictures before a break that lies between them and a time."""
        if self._recent and any(self._recent[-1][0] < break_s <= time_s for break_s in self._breaks_s):
            self._recent.clear()

    def _remember(self, frame: Frame, picture: NDArray[np.float32], middle: float) -> None:
        self._last_s = frame.time_s
        self._recent.append((frame.time_s, picture, middle, frame.keyframe))
        while len(self._recent) > 2 and self._recent[0][0] < frame.time_s - 2.0 * self.lags_s[1]:
            self._recent.popleft()

    def _lay_grid(self, shape: tuple[int, ...]) -> None:
        if self._grid[0]:
            return
        rows, columns = shape[0] // self._settings.cell_px, shape[1] // self._settings.cell_px
        self._grid = (max(rows, 1), max(columns, 1))
        width, height = self._original
        self._cell_px = (
            width / shape[1] * self._settings.cell_px,
            height / shape[0] * self._settings.cell_px,
        )

    def _block_of(self, time_s: float) -> int:
        return int(time_s // self._settings.block_s)

    def _cells(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean over each cell; pixels beyond the last whole cell are left out."""
        cell = self._settings.cell_px
        rows, columns = self._grid
        whole = picture[: rows * cell, : columns * cell]
        shrunk = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
        return cast("NDArray[np.float32]", shrunk)

    def _compare(
        self, time_s: float, picture: NDArray[np.float32], middle: float, keyframe: bool
    ) -> tuple[NDArray[np.uint8], tuple[bool, bool]]:
        """Coded activity at both lags, and whether a keyframe lies within each."""
        coded = np.zeros((2, *self._grid), np.uint8)
        crossed = [keyframe, keyframe]
        for index, lag_s in enumerate(self.lags_s):
            if not self._recent:
                continue
            earlier = min(self._recent, key=lambda entry: abs(time_s - lag_s - entry[0]))
            difference = picture - earlier[1] * ((middle + 1.0) / (earlier[2] + 1.0))
            difference -= _median(difference[::4, ::4])
            coded[index] = encode_activity(self._cells(np.abs(difference)))
            crossed[index] |= any(entry[3] and entry[0] > earlier[0] for entry in self._recent)
        return coded, (crossed[0], crossed[1])

    def _close_block(self, number: int) -> None:
        codes = np.stack(self._codes[self._block_first :])
        # The first frame of a recording has nothing to be compared with; an all-zero code is no quiet.
        # Pictures that are repeated have nothing to be compared with either.
        compared = codes[codes.max(axis=(1, 2, 3)) > 0]
        compared = compared if len(compared) else codes
        low = _low_quantile(compared, self._settings.low_quantile)
        looks = (len(codes) + _SAMPLED - 1) // _SAMPLED
        assert self._block_luma is not None
        assert self._block_texture is not None
        self._blocks.append(
            ScanBlock(
                span=TimeSpan(number * self._settings.block_s, (number + 1) * self._settings.block_s),
                first=self._block_first,
                low_activity=frozen_array(decode_activity(low)),
                brightness=frozen_array((self._block_luma / looks).astype(np.float32)),
                texture=frozen_array((self._block_texture / looks).astype(np.float32)),
            )
        )
        self._block_first += len(codes)
        self._block_luma = self._block_texture = None


class ScanJoiner:
    """Makes one scan of its pieces, which may come in any order.

    Parameters
    ----------
    settings : ScanSettings
    folder : Path, optional
        Where what does not fit into memory is kept.
    """

    def __init__(self, settings: ScanSettings, folder: Path | None = None) -> None:
        self._lags_s = (settings.short_lag_s, settings.long_lag_s)
        self._activity, self._glances = Spool(folder), Spool(folder)
        self._pieces: dict[int, dict[str, Any]] = {}
        self._cell_px: tuple[float, float] | None = None

    def add(self, number: int, piece: ScanPiece) -> None:
        """Take in the piece that comes at that place; one without frames changes nothing."""
        if not len(piece.times_s):
            return
        self._activity.add(number, piece.coded_activity)
        self._glances.add(number, piece.glances)
        names = ("times_s", "after_keyframe", "brightness", "contrast", "glance_times_s", "blocks")
        self._pieces[number] = {name: getattr(piece, name) for name in names}
        self._cell_px = piece.cell_px

    def finish(self) -> Scan:
        """Return the scan of all pieces; what is on disk is given back when it is let go.

        Raises
        ------
        ValueError
            If there was no frame.
        """
        if self._cell_px is None:
            raise ValueError("a scan needs at least one frame")
        pieces = [self._pieces[number] for number in sorted(self._pieces)]
        before = np.cumsum([0, *(len(piece["times_s"]) for piece in pieces)])

        def joined(name: str, axis: int = 0) -> NDArray[Any]:
            return frozen_array(np.concatenate([piece[name] for piece in pieces], axis=axis))

        return Scan(
            times_s=joined("times_s"),
            after_keyframe=joined("after_keyframe", axis=1),
            brightness=joined("brightness"),
            contrast=joined("contrast"),
            coded_activity=cast("NDArray[np.uint8]", self._activity.array()),
            glance_times_s=joined("glance_times_s"),
            glances=cast("NDArray[np.uint8]", self._glances.array()),
            blocks=tuple(
                replace(block, first=block.first + int(first))
                for piece, first in zip(pieces, before, strict=False)
                for block in piece["blocks"]
            ),
            cell_px=self._cell_px,
            lags_s=self._lags_s,
        )


def _stacked(rows: list[NDArray[np.uint8]], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    return np.stack(rows) if rows else np.zeros((0, *shape), np.uint8)


def _levels(luma: NDArray[np.uint8]) -> tuple[float, float, float]:
    """Return the 10%, 50% and 90% quantiles over a fixed grid of pixels."""
    probe = luma[::4, ::4]
    up_to = np.cumsum(np.bincount(probe.ravel(), minlength=256))  # counting is quicker than sorting
    places = np.array((0.1, 0.5, 0.9)) * (probe.size - 1)
    below = places.astype(np.intp)
    low = np.searchsorted(up_to, below, side="right")
    high = np.searchsorted(up_to, np.minimum(below + 1, probe.size - 1), side="right")
    first, middle, last = low + (high - low) * (places - below)
    return float(first), float(middle), float(last)


def _median(values: NDArray[np.float32]) -> np.float32:
    """Return what np.median does, without its detours."""
    flat = values.ravel()
    middle = flat.size // 2
    if flat.size % 2:
        return np.float32(np.partition(flat, middle)[middle])
    low, high = np.partition(flat, (middle - 1, middle))[middle - 1 : middle + 1]
    return np.float32(0.5 * (low + high))


def _low_quantile(codes: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    """Return the quantile of each cell over the frames, the lower of two between which it falls."""
    place = int(np.floor(share * (len(codes) - 1)))
    return np.asarray(np.sort(codes, axis=0)[place], np.uint8)
