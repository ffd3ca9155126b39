from __future__ import annotations

import numpy as np
import pytest

from tests.support.traces import jerk, trace_of
from twitchcam.bursts import find_bursts, with_length
from twitchcam.settings import BurstSettings


def test_with_twice_the_length_everything_moves_half_as_far_and_as_clearly() -> None:
    trace = trace_of(jerk(5.0, 0.04))
    longer = with_length(trace, 2.0)
    np.testing.assert_allclose(longer.displacement, 0.5 * trace.displacement)
    assert longer.body_length_px == 2.0 * trace.body_length_px
    (burst,) = find_bursts([trace], BurstSettings())
    (other,) = find_bursts([longer], BurstSettings())
    assert other.amplitude == pytest.approx(0.5 * burst.amplitude)
    assert other.peak_speed == pytest.approx(0.5 * burst.peak_speed)
    assert other.signal_to_noise == pytest.approx(burst.signal_to_noise)
    assert other.share == burst.share
    assert trace.displacement.max() == pytest.approx(0.04, rel=0.05), "the trace itself stays"
