"""An hour of quiet night, made from few rendered minutes.

Each minute begins and ends with the same resting infant at the same depth of breath, starts with a keyframe and
refers to nothing before it. So its encoded packets can be repeated, in any order, with their times shifted.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av.container import OutputContainer

from rendering.children import CHILDREN
from rendering.encode import STEADY, add_stream, events, frames, truth, video_frame, write_truth
from rendering.quick import QuickPicture
from rendering.scene import Blanket, Camera, Disturbance, Light, Noise, Scene

MINUTE_S: Final = 60.0
_BREATHS_A_MINUTE: Final = 36


@dataclass(frozen=True, slots=True)
class QuietHour:
    """A long quiet recording."""

    name: str
    scenes: tuple[Scene, ...]
    """The minutes that are rendered; all of them alike but for noise and disturbances."""
    order: tuple[int, ...]
    """Which of them follow one another."""

    @property
    def scene(self) -> Scene:
        """The first of its minutes."""
        return self.scenes[0]


def quiet_hour(seed: int, minutes: int = 60) -> QuietHour:
    """Return an hour of quiet night: a fan all the time; now and then a light, a knock, hunting exposure, noise."""
    rng = np.random.default_rng([seed, 61])
    base = Scene(
        "quiet_hour",
        MINUTE_S,
        seed * 1000 + 900,
        pose="supine_one_arm_up",
        camera=Camera(640, 480, Fraction(10), body_length_px=380.0, rotation_deg=12.0, blur_px=0.8, exposure_s=1 / 20),
        light=Light(level=0.75, spot_x=0.45),
        noise=Noise(5.0, 0.8),
        blanket=Blanket(top=0.0),
        breathing_hz=_BREATHS_A_MINUTE / MINUTE_S,
        # Whole numbers of waves in a minute, so that its end meets its beginning.
        breathing_wander_hz=(4 / MINUTE_S, 3 / MINUTE_S),
        bit_rate=180_000,
        keyframe_every_s=4.0,
        preset="superfast",
        child=CHILDREN[2],
    )
    always = Disturbance("fan", 0.0, MINUTE_S, strength=0.07, rate_hz=30 / MINUTE_S, x=0.98, y=0.02)
    disturbed: tuple[tuple[Disturbance, ...], ...] = (
        (),
        (),
        (),
        (Disturbance("flicker", 0.0, MINUTE_S, strength=0.9, rate_hz=2.0),),
        (Disturbance("light_switch", 20.0, 34.0, strength=0.9),),
        (Disturbance("bump", 25.0, 26.2, strength=1.0),),
        (Disturbance("exposure", 30.0, 34.0, strength=0.8, rate_hz=0.7),),
        (Disturbance("bump", 12.0, 12.9, strength=0.6), Disturbance("exposure", 40.0, 43.0, strength=1.1, rate_hz=1.0)),
    )
    noise = (5.0, 5.0, 7.0, 5.0, 5.0, 5.0, 6.0, 5.0)
    scenes = tuple(
        replace(
            base, disturbances=(always, *others), noise_seed=which + 1, noise=replace(base.noise, strength=strength)
        )
        for which, (others, strength) in enumerate(zip(disturbed, noise, strict=True))
    )
    plain = (0, 1, 2)
    order = [
        int(rng.choice(plain)) if rng.random() < 0.6 else int(rng.integers(3, len(scenes))) for _ in range(minutes)
    ]
    return QuietHour("quiet_hour", scenes, tuple(order))


def render_quiet_hour(hour: QuietHour, path: Path) -> int:
    """Render the recording and its truth; returns how many frames were drawn."""
    packets = [_packets(scene) for scene in hour.scenes]
    unfinished = path.with_name(f".{path.name}.part")
    base = 1 / hour.scene.camera.fps
    try:
        with av.open(str(unfinished), "w", format="mp4", options={"movflags": "faststart"}) as container:
            stream = _stream(hour.scene, container)
            for minute, which in enumerate(hour.order):
                shift = minute * hour.scene.frame_count
                for number, (data, keyframe) in enumerate(packets[which]):
                    packet = av.Packet(data)
                    packet.stream, packet.time_base = stream, base
                    packet.pts = packet.dts = shift + number
                    packet.duration, packet.is_keyframe = 1, keyframe
                    container.mux(packet)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    write_truth(hour_truth(hour), path)
    return sum(scene.frame_count for scene in hour.scenes)


def hour_truth(hour: QuietHour) -> dict[str, Any]:
    """Return the truth of the whole recording: that of its minutes, shifted."""
    known = truth(hour.scene, QuickPicture(hour.scene))
    known["duration_s"] = MINUTE_S * len(hour.order)
    known["events"] = [
        {**event, "onset_s": event["onset_s"] + shift, "offset_s": event["offset_s"] + shift}
        for shift, which in zip(np.arange(len(hour.order)) * MINUTE_S, hour.order, strict=True)
        for event in events(hour.scenes[which])
    ]
    known["minutes"] = list(hour.order)
    return known


def _stream(scene: Scene, container: OutputContainer) -> Any:
    """A stream whose frames refer only backwards, so that packets follow one another as frames do."""
    return add_stream(scene, container, {**STEADY, "bf": "0", "forced-idr": "1"})


def _packets(scene: Scene) -> list[tuple[bytes, bool]]:
    """Render one minute and return its encoded packets, with whether each is a keyframe."""
    with av.open(io.BytesIO(), "w", format="mp4") as container:
        stream = _stream(scene, container)
        base = 1 / scene.camera.fps
        encoded = []
        for index, (_, picture) in enumerate(frames(scene, QuickPicture(scene))):
            frame = video_frame(picture)
            frame.pts, frame.time_base = index, base
            encoded += stream.encode(frame)
        encoded += stream.encode(None)
        return [(bytes(packet), bool(packet.is_keyframe)) for packet in encoded]
