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
"""

from __future__ import annotations

import tempfile
from collections import deque
from types import TracebackType
from typing import IO, Any, Self, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.records import Frame, Scan, ScanBlock, frozen_array
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

__all__ = ["Scanner", "decode_activity", "encode_activity"]

_GLANCE_S = 0.5
_CODE_GAIN = 25.0
"""Coded activity = 25 x sqrt(activity): steps of 7% at the usual noise, full scale at 104 grey levels."""


def encode_activity(activity: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Code activity (grey levels) in one byte."""
    return np.minimum(np.rint(_CODE_GAIN * np.sqrt(activity)), 255.0).astype(np.uint8)


def decode_activity(coded: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return activity in grey levels from its code."""
    return cast("NDArray[np.float32]", np.square(coded.astype(np.float32) / np.float32(_CODE_GAIN)))


def _mapped(spool: IO[bytes], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    spool.flush()
    return np.memmap(cast(Any, spool), dtype=np.uint8, mode="r", shape=shape)


class Scanner:
    """Collects the scan of a recording frame by frame. Use it as a context manager.

    Parameters
    ----------
    settings : ScanSettings
    width_px, height_px : int
        Size of the original picture.
    """

    def __init__(self, settings: ScanSettings, width_px: int, height_px: int) -> None:
        self._settings = settings
        self._original = (width_px, height_px)
        self._cell_px = (0.0, 0.0)
        self._grid = (0, 0)
        self._recent: deque[tuple[float, NDArray[np.float32], float, bool]] = deque()
        self._times: list[float] = []
        self._keyframes: list[tuple[bool, bool]] = []
        self._brightness: list[float] = []
        self._contrast: list[float] = []
        self._blocks: list[ScanBlock] = []
        self._block_first = 0
        self._block_codes: list[NDArray[np.uint8]] = []
        self._block_luma: NDArray[np.float64] | None = None
        self._block_texture: NDArray[np.float64] | None = None
        self._glance_times: list[float] = []
        self._spool: IO[bytes] = tempfile.TemporaryFile(prefix="twitchcam-scan-")  # noqa: SIM115 - lives with the scan
        self._glances: IO[bytes] = tempfile.TemporaryFile(prefix="twitchcam-glances-")  # noqa: SIM115 - likewise

    @property
    def lags_s(self) -> tuple[float, float]:
        """The two lags."""
        return (self._settings.short_lag_s, self._settings.long_lag_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file that activity is kept in; a finished scan stays readable."""
        self._spool.close()
        self._glances.close()

    def add(self, frame: Frame) -> None:
        """Take in the next frame, shrunk to about the width that the settings name."""
        if not self._times:
            self._lay_grid(frame.luma.shape)
        if self._times and self._block_of(frame.time_s) != self._block_of(self._times[-1]):
            self._close_block(self._block_of(self._times[-1]))
        picture = frame.luma.astype(np.float32)
        probe = picture[::4, ::4]
        low, middle, high = np.quantile(probe, (0.1, 0.5, 0.9))
        coded, crossed = self._compare(frame.time_s, picture, float(middle), frame.keyframe)
        self._times.append(frame.time_s)
        self._keyframes.append(crossed)
        self._brightness.append(float(middle))
        self._contrast.append(float(high - low))
        self._block_codes.append(coded)
        if self._block_luma is None or self._block_texture is None:
            self._block_luma = np.zeros(self._grid)
            self._block_texture = np.zeros(self._grid)
        if (len(self._times) - 1 - self._block_first) % 16 == 0:
            self._block_luma += self._cells(picture)
            step = np.abs(np.diff(picture, axis=1, append=picture[:, -1:]))
            self._block_texture += self._cells(step)
        if not self._glance_times or int(frame.time_s / _GLANCE_S) != int(self._glance_times[-1] / _GLANCE_S):
            self._glance_times.append(frame.time_s)
            self._glances.write(np.rint(self._cells(picture)).astype(np.uint8).tobytes())
        self._recent.append((frame.time_s, picture, float(middle), frame.keyframe))
        while len(self._recent) > 2 and self._recent[0][0] < frame.time_s - 2.0 * self.lags_s[1]:
            self._recent.popleft()

    def finish(self) -> Scan:
        """Return the scan of all frames so far.

        Raises
        ------
        ValueError
            If there was no frame.
        """
        if not self._times:
            raise ValueError("a scan needs at least one frame")
        if self._block_codes:
            self._close_block(self._block_of(self._times[-1]))
        coded = _mapped(self._spool, (len(self._times), 2, *self._grid))
        glances = _mapped(self._glances, (len(self._glance_times), *self._grid))
        self.close()  # what is mapped stays readable, and the space is given back when it is let go
        return Scan(
            times_s=frozen_array(np.array(self._times, np.float64)),
            after_keyframe=frozen_array(np.array(self._keyframes, np.bool_).T),
            brightness=frozen_array(np.array(self._brightness, np.float32)),
            contrast=frozen_array(np.array(self._contrast, np.float32)),
            coded_activity=coded,
            glance_times_s=frozen_array(np.array(self._glance_times, np.float64)),
            glances=glances,
            blocks=tuple(self._blocks),
            cell_px=self._cell_px,
            lags_s=self.lags_s,
        )

    def _lay_grid(self, shape: tuple[int, ...]) -> None:
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
            difference -= np.float32(np.median(difference[::4, ::4]))
            coded[index] = encode_activity(self._cells(np.abs(difference)))
            crossed[index] |= any(entry[3] and entry[0] > earlier[0] for entry in self._recent)
        return coded, (crossed[0], crossed[1])

    def _close_block(self, number: int) -> None:
        codes = np.stack(self._block_codes)
        self._spool.write(codes.tobytes())
        # The first frame of a recording has nothing to be compared with; an all-zero code is no quiet.
        # Pictures that are repeated have nothing to be compared with either.
        compared = codes[codes.max(axis=(1, 2, 3)) > 0]
        compared = compared if len(compared) else codes
        low = np.quantile(compared, self._settings.low_quantile, axis=0, method="lower").astype(np.uint8)
        looks = (len(codes) + 15) // 16
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
        self._block_codes = []
        self._block_luma = self._block_texture = None
