"""Writes a recording again, made worse on purpose: to see what detection stands.

Only brightness is kept, since only brightness is looked at. Frames keep their presentation times.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from twitchcam.errors import OutputError
from twitchcam.video.joined import open_recording

__all__ = ["Worsening", "reencode"]

_TIME_BASE = Fraction(1, 10_000)
"""Exact to 0.1 ms, and the finest that MPEG-4 part 2 can state in round numbers."""
_FULL_RANGE = frozenset({"mjpeg"})
"""Codecs that know no limited range; luma goes through unchanged either way."""
_PRESET = "veryfast"
"""About what the chip of a camera does; slower presets spend most of a test's time."""


@dataclass(frozen=True, slots=True)
class Worsening:
    """What is done to a recording; left out, nothing is."""

    kept_frames: float = 1.0
    """Share of the frames that are kept, evenly spread: a lower frame rate."""
    size: float = 1.0
    """Factor on width and height."""
    bits_per_s: int | None = None
    """Bit rate; None: constant quality."""
    codec: str = "libx264"
    """Name of the encoder."""
    dropped_frames: float = 0.0
    """Share of the frames that are lost at random; the first one stays."""
    brightness: float = 1.0
    """Factor on the brightness."""
    noise: float = 0.0
    """Standard deviation of added noise, grey levels, new in every frame."""
    quality: int = 18
    """Constant rate factor of H.264 where no bit rate is given."""
    seed: int = 0
    """Where noise and lost frames start."""


def reencode(source: Path, target: Path, change: Worsening) -> None:
    """Write ``source`` again as an MP4 file.

    Frame *i* stays when floor((i + 1) k) > floor(i k), with k = ``kept_frames``, and is then lost with probability
    ``dropped_frames``. Then it is shrunk by averaging, darkened, and given noise, in this order.

    Parameters
    ----------
    source, target : Path
        ``target`` is made or replaced.
    change : Worsening

    Raises
    ------
    RecordingError
        If the source cannot be read.
    OutputError
        If the target cannot be written.
    """
    chance = random.Random(change.seed)
    noise = np.random.default_rng(change.seed)
    with open_recording(source) as recording:
        info = recording.info
        width, height = (max(16, 2 * round(0.5 * change.size * px)) for px in (info.width_px, info.height_px))
        try:
            with av.open(str(target), "w", format="mp4") as container:
                stream: Any = container.add_stream(
                    change.codec, rate=_rate(info.nominal_fps * Fraction(change.kept_frames))
                )
                stream.width, stream.height = width, height
                stream.pix_fmt = "yuvj420p" if change.codec in _FULL_RANGE else "yuv420p"
                stream.codec_context.time_base = _TIME_BASE
                if change.bits_per_s is not None:
                    stream.bit_rate = change.bits_per_s
                if change.codec == "libx264":
                    quality = {} if change.bits_per_s is not None else {"crf": str(change.quality)}
                    stream.options = {"preset": _PRESET, **quality}
                last_pts = -1
                for number, frame in enumerate(recording.frames()):
                    if int((number + 1) * change.kept_frames + 1e-9) == int(number * change.kept_frames + 1e-9):
                        continue
                    if last_pts >= 0 and chance.random() < change.dropped_frames:
                        continue
                    luma = _worse(frame.luma, (width, height), change, noise)
                    picture = _picture(luma, stream.pix_fmt)
                    last_pts = max(last_pts + 1, round(frame.time_s / _TIME_BASE))
                    picture.pts, picture.time_base = last_pts, _TIME_BASE
                    container.mux(stream.encode(picture))
                container.mux(stream.encode(None))
        except (FFmpegError, OSError) as error:
            raise OutputError(f"{source} cannot be written again with {change.codec}: {error}.") from error
        except ValueError as error:  # how an unknown codec is told
            raise OutputError(f"There is no encoder {change.codec!r} here.") from error


def _rate(nominal_fps: Fraction) -> Fraction:
    return max(Fraction(1), nominal_fps).limit_denominator(1001)


def _worse(
    luma: NDArray[np.uint8], size: tuple[int, int], change: Worsening, noise: np.random.Generator
) -> NDArray[np.uint8]:
    if (luma.shape[1], luma.shape[0]) != size:
        luma = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
    if change.brightness == 1.0 and change.noise == 0.0:
        return luma
    values = luma.astype(np.float32) * np.float32(change.brightness)
    if change.noise > 0.0:
        values += noise.standard_normal(values.shape, np.float32) * np.float32(change.noise)
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def _picture(luma: NDArray[np.uint8], pixel_format: str) -> VideoFrame:
    """Return a picture of that brightness, without colour."""
    height, width = luma.shape
    planes = np.full((height * 3 // 2, width), 128, np.uint8)
    planes[:height] = luma
    return VideoFrame.from_ndarray(planes, format=pixel_format)
