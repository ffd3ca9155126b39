"""Small recordings with sound, written for one test: any codec, rate and holes."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.support.videos import HEIGHT, WIDTH, picture

RATE_HZ = 16_000


def write_heard(
    path: Path,
    samples: np.ndarray,
    rate_hz: int = RATE_HZ,
    *,
    codec: str = "pcm_s16le",
    bit_rate: int | None = None,
    holes: Sequence[tuple[float, float]] = (),
    jitter_s: float = 0.0,
    picture_start_s: float = 0.0,
    fps: int = 2,
) -> Path:
    """Write a recording (Matroska unless the name says otherwise) that sounds like the samples; return its path.

    ``holes`` are stretches whose packets are left out; ``jitter_s`` moves every second stamp that much too late.
    """
    duration_s = len(samples) / rate_hz
    with av.open(str(path), "w") as container:
        # AVI keeps no presentation times, and H.264 would come out a picture late.
        video: Any = container.add_stream("mpeg4" if path.suffix == ".avi" else "libx264", rate=fps)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound: Any = container.add_stream(codec, rate=rate_hz, layout="mono")
        if bit_rate is not None:
            sound.bit_rate = bit_rate
        grey = np.full((HEIGHT // 2, WIDTH), 128, np.uint8)
        for number in range(max(1, int(duration_s * fps))):
            frame = av.VideoFrame.from_ndarray(np.vstack([picture(number), grey]), format="yuv420p")
            frame.pts, frame.time_base = round((number / fps + picture_start_s) * 1000), Fraction(1, 1000)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for packet in _packets(sound, samples, rate_hz, holes, jitter_s):
            container.mux(packet)
    return path


def _packets(
    sound: Any, samples: np.ndarray, rate_hz: int, holes: Sequence[tuple[float, float]], jitter_s: float
) -> Any:
    step = 1024
    form = next(iter(sound.codec_context.codec.audio_formats)).name
    planar = form.endswith("p")
    for number, start in enumerate(range(0, len(samples), step)):
        middle_s = (start + step / 2) / rate_hz
        if any(a <= middle_s < b for a, b in holes):
            continue
        piece = np.clip(samples[start : start + step], -1.0, 1.0).astype(np.float32)
        if not form.startswith("flt"):
            piece, kind = (piece * 32767).round().astype(np.int16), "s16p" if planar else "s16"
        else:
            kind = "fltp" if planar else "flt"
        frame = av.AudioFrame.from_ndarray(piece[np.newaxis], format=kind, layout="mono")
        late = round(jitter_s * rate_hz) if number % 2 else 0
        frame.sample_rate, frame.pts, frame.time_base = rate_hz, start + late, Fraction(1, rate_hz)
        yield from sound.encode(frame)
    yield from sound.encode(None)
