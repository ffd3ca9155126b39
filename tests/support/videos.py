"""Small video files with known pictures and times, written for one test."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

WIDTH, HEIGHT = 96, 64


def picture(number: int = 0, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """Return luma that tells up from down and left from right, with a square that wanders with the number."""
    y, x = np.mgrid[:height, :width]
    luma = 40.0 + 60.0 * x / width + 40.0 * y / height
    luma[: height // 4, : width // 4] = 220.0  # the bright corner: top left
    left = width // 4 + (7 * number) % (width // 2)
    luma[height // 2 : height // 2 + 12, left : left + 12] = 20.0
    return np.asarray(luma.round(), np.uint8)


def write_video(
    path: Path,
    times: Sequence[int],
    *,
    time_base: Fraction = Fraction(1, 1000),
    rate: int = 25,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    container_format: str | None = None,
    size: tuple[int, int] = (WIDTH, HEIGHT),
    sound_s: float = 0.0,
) -> list[np.ndarray]:
    """Write one picture at each of the times (in units of the time base) and return the pictures' luma."""
    pictures = [picture(number, *size) for number in range(len(times))]
    if codec == "libx264" and options is None:
        options = {"preset": "ultrafast", "crf": "10", "g": "10", "bf": "0"}
    with av.open(str(path), "w", format=container_format, options=container_options or {}) as container:
        stream: Any = container.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = *size, pixel_format
        stream.codec_context.time_base = time_base
        sound = container.add_stream("aac", rate=16000, layout="mono") if sound_s else None
        for luma, time in zip(pictures, times, strict=True):
            frame = av.VideoFrame.from_ndarray(_planes(luma), format="yuv420p").reformat(format=pixel_format)
            frame.pts, frame.time_base = time, time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound is not None:
            for start in range(0, int(16000 * sound_s), 1024):
                block = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
                block.sample_rate, block.pts, block.time_base = 16000, start, Fraction(1, 16000)
                container.mux(sound.encode(block))
            container.mux(sound.encode(None))
    return pictures


def write_sound(path: Path) -> None:
    """Write a file that holds sound and no pictures."""
    with av.open(str(path), "w") as container:
        sound = container.add_stream("aac", rate=16000, layout="mono")
        for start in range(0, 16000, 1024):
            block = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
            block.sample_rate, block.pts, block.time_base = 16000, start, Fraction(1, 16000)
            container.mux(sound.encode(block))
        container.mux(sound.encode(None))


def turn(path: Path, clockwise_deg: int) -> None:
    """Patch the display matrix of an mp4: it is to be shown turned clockwise."""
    one = 1 << 16
    a, b, c, d = {0: (one, 0, 0, one), 90: (0, one, -one, 0), 180: (-one, 0, 0, -one), 270: (0, -one, one, 0)}[
        clockwise_deg
    ]
    data = bytearray(path.read_bytes())
    start = data.index(b"tkhd") + 4
    matrix = start + (52 if data[start] == 1 else 40)
    for index, value in enumerate((a, b, 0, c, d, 0, 0, 0, 1 << 30)):
        data[matrix + 4 * index : matrix + 4 * index + 4] = value.to_bytes(4, "big", signed=True)
    path.write_bytes(bytes(data))


def _planes(luma: np.ndarray) -> np.ndarray:
    """Return a grey picture as yuv420p."""
    height, width = luma.shape
    return np.vstack([luma, np.full((height // 2, width), 128, np.uint8)])
