"""The quiet recording that views are made of: its grey pictures, shown forward and backward in turn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from warping.places import InputError

_LONGEST_S: Final = 30.0
_MOST_BYTES: Final = 500_000_000
"""What is taken of a long recording: no more than fits comfortably into memory."""

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Source:
    """Grey pictures and when each is shown."""

    pictures: tuple[Grey, ...]
    times_s: NDArray[np.float64]

    @property
    def width_px(self) -> int:
        """Width of the pictures."""
        return int(self.pictures[0].shape[1])

    @property
    def height_px(self) -> int:
        """Height of the pictures."""
        return int(self.pictures[0].shape[0])

    def shown_at(self, time_s: float) -> int:
        """Return the number of the picture shown at a time: forward, backward, forward and so on, without a jump.

        Nearest in time: a blend of two would soften the recording's own noise in some pictures and not in others.
        """
        length = float(self.times_s[-1])
        into = time_s % (2 * length) if length > 0 else 0.0
        return int(np.argmin(np.abs(self.times_s - min(into, 2 * length - into))))


@cache
def read_source(path: Path) -> Source:
    """Read the pictures of a recording, of a long one its first half minute.

    Raises
    ------
    InputError
        If there is no recording that can be read.
    """
    if not path.is_file():
        raise InputError(f"There is no recording {path}.")
    pictures: list[Grey] = []
    times: list[float] = []
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                pictures.append(np.asarray(frame.to_ndarray(format="gray"), np.uint8))
                times.append(float(frame.time or 0.0))
                if times[-1] - times[0] >= _LONGEST_S or len(pictures) * pictures[0].size >= _MOST_BYTES:
                    break
    except (av.error.FFmpegError, IndexError) as error:
        raise InputError(f"{path} cannot be read as a recording: {error}.") from error
    if len(pictures) < 2:
        raise InputError(f"{path} holds no moving pictures.")
    return Source(tuple(pictures), np.asarray(times) - times[0])
