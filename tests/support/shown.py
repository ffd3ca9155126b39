"""A short recording with a flash and a click at one moment, and an outcome that fits it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.support import examples
from tests.support.videos import picture
from twitchcam.records import Analysis, Box, Event, Measurement, Part, Pattern, frozen_array
from twitchcam.results.events_json import Document, document_of
from twitchcam.timespan import TimeSpan
from twitchcam.video import open_recording

SECONDS = 40
FLASH_S = 10.0
WIDTH, HEIGHT = 160, 120
_SOUND_HZ = 16000


def write_recording(path: Path, *, sound: bool = True) -> list[float]:
    """Write pictures at uneven times, with a wandering square; return the times. Flash and click begin together."""
    rng = np.random.default_rng(3)
    times = np.cumsum(rng.choice([20, 40, 60, 100], size=SECONDS * 20))
    times = (times - times[0])[times - times[0] < 1000 * SECONDS]
    flash = times[times >= 1000 * FLASH_S][0]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=20, options={"preset": "ultrafast", "crf": "12", "g": "60"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        voice = container.add_stream("aac", rate=_SOUND_HZ, layout="mono") if sound else None
        for number, time in enumerate(times.tolist()):
            luma = picture(number // 10, WIDTH, HEIGHT)
            if flash <= time < flash + 200:
                luma = np.full_like(luma, 235)
            planes = np.vstack([luma, np.full((HEIGHT // 2, WIDTH), 128, np.uint8)])
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = time, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if voice is not None:
            samples = np.zeros(_SOUND_HZ * SECONDS, np.float32)
            at = int(flash / 1000 * _SOUND_HZ)
            samples[at : at + 1600] = 0.8 * np.sin(np.arange(1600) * 0.6)
            for start in range(0, len(samples), 1024):
                block = av.AudioFrame.from_ndarray(samples[None, start : start + 1024].copy(), "fltp", "mono")
                block.sample_rate, block.pts, block.time_base = _SOUND_HZ, start, Fraction(1, _SOUND_HZ)
                container.mux(voice.encode(block))
            container.mux(voice.encode(None))
    return [time / 1000 for time in times.tolist()]


def events() -> tuple[Event, ...]:
    """A rhythm around the flash, and a jerk apart from it."""
    box = Box(30.0, 40.0, 90.0, 90.0)
    onsets = [9.0 + number / 2 for number in range(8)]
    rhythm = examples.event(
        Pattern.RHYTHMIC,
        9.0,
        4.0,
        Part.RIGHT_ARM,
        strokes=tuple(examples.stroke(onset_s, Part.RIGHT_ARM) for onset_s in onsets),
        box=box,
        rate_hz=2.0,
        rate_low_hz=1.9,
        rate_high_hz=2.1,
    )
    return rhythm, examples.event(Pattern.SINGLE_JERK, 30.0, 0.3, Part.LEFT_LEG, box=box, trace_ids=("w0001r0",))


def measurement(path: Path) -> Measurement:
    """What could have been measured in a recording: two windows."""
    with open_recording(path) as recording:
        info = recording.info
    traces = []
    for number, (first_s, last_s) in enumerate(((7.0, 15.0), (28.0, 33.0))):
        times = np.arange(first_s, last_s, 0.05)
        moved = (0.02 * np.sin(2 * np.pi * 2 * times)).astype(np.float32)
        traces.append(
            examples.trace(
                len(times),
                trace_id=f"w000{number}r0",
                window=TimeSpan(first_s, last_s),
                times_s=frozen_array(times),
                displacement=frozen_array(moved),
                valid=frozen_array(np.ones(len(times), np.bool_)),
            )
        )
    body = replace(examples.body_map(), span=TimeSpan(0.0, info.duration_s), box=Box(20.0, 20.0, 140.0, 100.0))
    return examples.measurement(video=info, traces=tuple(traces), body_maps=(body,), excluded=())


def analysis(path: Path) -> Analysis:
    """Return an outcome of the recording."""
    return examples.analysis(
        measurement=measurement(path),
        events=events(),
        findings=examples.findings(jerks=1, clusters=0, review=1, analysable_share=1.0),
    )


def document(path: Path) -> Document:
    """The same as the document of events.json."""
    return document_of(analysis(path))
