"""Luma recordings read from a file, changed, and written to another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


def read_luma(path: Path, start_s: float = 0.0, end_s: float = float("inf")) -> list[Bytes]:
    """Decode the pictures of a stretch of a recording with even frame times."""
    with av.open(str(path)) as container:
        wanted = (frame for frame in container.decode(video=0) if start_s <= float(frame.time) < end_s)
        return [np.asarray(frame.reformat(format="gray").to_ndarray(), np.uint8) for frame in wanted]


def write_luma(path: Path, pictures: Iterable[Bytes], fps: float, *, crf: int = 20, keyframe_every: int = 60) -> Path:
    """Encode grey pictures with H.264 and return the path."""
    pictures = list(pictures)
    height, width = pictures[0].shape
    grey = np.full((height // 2, width), 128, np.uint8)
    options = {"preset": "veryfast", "crf": str(crf), "g": str(keyframe_every), "bf": "0", "threads": "1"}
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1000), options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for picture in pictures:
            frame = av.VideoFrame.from_ndarray(np.vstack([picture, grey]), format="yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def changed(pictures: Sequence[Bytes], change: Callable[[Bytes], Bytes]) -> list[Bytes]:
    """Apply the same change to every picture."""
    return [np.ascontiguousarray(change(picture)) for picture in pictures]
