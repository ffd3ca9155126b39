"""Single strokes, bursts of them by duration and repetition, and series of alike bursts."""

from twitchcam.bursts.grouping import find_bursts
from twitchcam.bursts.length import with_length
from twitchcam.bursts.series import find_series

__all__ = ["find_bursts", "find_series", "with_length"]
