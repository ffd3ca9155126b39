"""A trace as it would be with another body length."""

from __future__ import annotations

from dataclasses import replace

from twitchcam.records import MotionTrace, frozen_array

__all__ = ["with_length"]


def with_length(trace: MotionTrace, factor: float) -> MotionTrace:
    """Return a trace as it would be, had the infant been taken for ``factor`` times as long.

    Displacements, speeds and their noise are in body lengths, and so is the distance to the mouth; the share of the
    infant that moves is one of the infant's box, which stays.
    """
    mouth = trace.mouth_distance
    return replace(
        trace,
        body_length_px=trace.body_length_px * factor,
        displacement=frozen_array(trace.displacement / factor),
        speed=frozen_array(trace.speed / factor),
        noise_displacement=trace.noise_displacement / factor,
        noise_speed=trace.noise_speed / factor,
        mouth_distance=None if mouth is None else mouth / factor,
    )
