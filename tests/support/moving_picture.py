"""Small luma recordings for tests, without a codec: a textured infant whose limbs are warped by known amounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.motion import Scanner
from twitchcam.records import BodyMap, Box, FoundBy, Frame, Scan
from twitchcam.settings import ScanSettings
from twitchcam.timespan import TimeSpan

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Shift = Callable[[float], float]
"""Time in seconds to a displacement in pixels."""


@dataclass(frozen=True)
class Limb:
    """A round piece of the picture that is moved as a whole; the skin around it gives way."""

    x_px: float
    y_px: float
    radius_px: float
    along: tuple[float, float]
    """Direction of the movement (x, y), of length 1."""
    shift_px: Shift

    def displacement(self, x: Floats, y: Floats, time_s: float) -> tuple[Floats, Floats]:
        """Displacement of every point: all of it within the radius, none beyond twice the radius."""
        away = np.hypot(x - self.x_px, y - self.y_px) / self.radius_px
        weight = np.clip(2.0 - away, 0.0, 1.0)
        weight = weight * weight * (3.0 - 2.0 * weight) * self.shift_px(time_s)
        return weight * np.float32(self.along[0]), weight * np.float32(self.along[1])


@dataclass(frozen=True)
class Visitor:
    """A bright textured disc that follows a path; outside the picture it does not show."""

    path: Callable[[float], tuple[float, float]]
    radius_px: float = 22.0


@dataclass(frozen=True)
class Clock:
    """Running seconds, written over the picture."""

    left_px: int
    bottom_px: int
    late_s: float = 0.0
    """How long after each whole second of the recording it goes on."""
    scale: float = 0.35

    def write(self, picture: Floats, time_s: float) -> None:
        """Write the time into a picture; frame times are rounded, so that none falls just short of a second."""
        text = f"{int(round(time_s - self.late_s, 6) + 40) % 60:02d}"
        ink = np.zeros(picture.shape, np.uint8)
        cv2.putText(ink, text, (self.left_px, self.bottom_px), cv2.FONT_HERSHEY_SIMPLEX, self.scale, 255)
        picture[ink > 0] = 235.0


@dataclass(frozen=True)
class MovingPicture:
    """A recording in which only what is asked for happens."""

    width_px: int = 160
    height_px: int = 120
    fps: float = 10.0
    duration_s: float = 20.0
    limbs: Sequence[Limb] = ()
    noise: float = 0.6
    """Standard deviation of the sensor's noise, grey levels."""
    noisy_patch: tuple[Box, float] | None = None
    """A place with other noise."""
    keyframe_every: int = 0
    """Frames from one keyframe to the next; 0: the first only."""
    keyframe_noise: float = 0.0
    """Coding error that is new at every keyframe and stays until the next, grey levels."""
    gain: Callable[[float], float] = field(default=lambda time_s: 1.0)
    camera: Callable[[float], tuple[float, float]] = field(default=lambda time_s: (0.0, 0.0))
    """Shift of the whole picture, pixels."""
    fan: Box | None = None
    """A place that never rests."""
    clock: Clock | None = None
    visitors: Sequence[Visitor] = ()
    dark_px: int = 0
    """Columns at the left that are too dark to show anything."""
    missing: Sequence[TimeSpan] = ()
    """Stretches without frames."""
    frozen: Sequence[TimeSpan] = ()
    """Stretches in which the same picture comes again and again."""
    seed: int = 0

    def times_s(self) -> list[float]:
        """Times of the frames that are there."""
        every = [number / self.fps for number in range(round(self.duration_s * self.fps))]
        return [t for t in every if not any(span.start_s < t < span.end_s for span in self.missing)]

    def frames(self) -> list[Frame]:
        """All frames, in time order."""
        still = texture(self.height_px, self.width_px, self.seed)
        skin = texture(self.height_px, self.width_px, self.seed + 1) + 40.0
        x, y = np.meshgrid(np.arange(self.width_px, dtype=np.float32), np.arange(self.height_px, dtype=np.float32))
        rng = np.random.default_rng([self.seed, 2])
        coding = np.zeros_like(still)
        frames: list[Frame] = []
        for number, time_s in enumerate(self.times_s()):
            keyframe = number == 0 or (self.keyframe_every > 0 and number % self.keyframe_every == 0)
            picture = self._moved(still, skin, x, y, time_s) * np.float32(self.gain(time_s))
            if keyframe and self.keyframe_noise:
                coding = rng.normal(0.0, self.keyframe_noise, still.shape).astype(np.float32)
            picture += coding + rng.standard_normal(still.shape, dtype=np.float32) * self._noise()
            luma = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
            if frames and any(span.contains(time_s) for span in self.frozen):
                luma = frames[-1].luma
            frames.append(Frame(time_s, luma, keyframe))
        return frames

    def scan(self, settings: ScanSettings | None = None) -> Scan:
        """The scan of all frames, the original as large as the pictures."""
        scanner = Scanner(settings or ScanSettings(), self.width_px, self.height_px)
        for frame in self.frames():
            scanner.add(frame)
        return scanner.finish()

    def _moved(self, still: Floats, skin: Floats, x: Floats, y: Floats, time_s: float) -> Floats:
        shift_x, shift_y = self.camera(time_s)
        map_x, map_y = x - np.float32(shift_x), y - np.float32(shift_y)
        for limb in self.limbs:
            dx, dy = limb.displacement(x, y, time_s)
            map_x, map_y = map_x - dx, map_y - dy
        picture = cv2.remap(still, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
        if self.fan is not None:
            rows = slice(round(self.fan.top_px), round(self.fan.bottom_px))
            columns = slice(round(self.fan.left_px), round(self.fan.right_px))
            picture[rows, columns] += 25.0 * np.sin(0.5 * x[rows, columns] + 17.0 * time_s)
        for visitor in self.visitors:
            at_x, at_y = visitor.path(time_s)
            disc = np.hypot(x - at_x, y - at_y) <= visitor.radius_px
            picture[disc] = skin[disc] + 60.0
        if self.clock is not None:
            self.clock.write(picture, time_s)
        picture[:, : self.dark_px] = 20.0
        return picture

    def _noise(self) -> Floats:
        noise = np.full((self.height_px, self.width_px), self.noise, np.float32)
        if self.noisy_patch is not None:
            box, level = self.noisy_patch
            noise[round(box.top_px) : round(box.bottom_px), round(box.left_px) : round(box.right_px)] = level
        return noise


def texture(height: int, width: int, seed: int, grain_px: float = 2.0) -> Floats:
    """A cloth-like picture around middle grey, structure at several sizes."""
    rng = np.random.default_rng(seed)
    picture = np.full((height, width), 110.0, np.float32)
    for size, contrast in ((grain_px, 16.0), (2.5 * grain_px, 12.0), (8.0 * grain_px, 8.0)):
        layer = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), size)
        picture += contrast * layer / float(layer.std())
    return picture


BODY_BOX = Box(50.0, 30.0, 110.0, 90.0)


def body(box: Box = BODY_BOX, length_px: float = 70.0, until_s: float = 3600.0) -> BodyMap:
    """Where the infant lies, given by hand."""
    return BodyMap(TimeSpan(0.0, until_s), FoundBy.REGION, box, 1.0, length_px)
