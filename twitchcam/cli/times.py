"""Times as people type them: positions in a recording, and clock times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction

__all__ = ["ClockTime", "Position", "parse_clock_time", "parse_position"]

_SECONDS = re.compile(r"\d+(\.\d*)?|\.\d+", re.ASCII)
_FRAMES = re.compile(r"(\d+)f", re.ASCII)
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d*)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Position:
    """A position in a recording, in seconds or as a number of frames."""

    seconds: float | None = None
    frames: int | None = None

    def to_s(self, nominal_fps: Fraction | None) -> float:
        """Return the position in seconds; frames count at the recording's nominal rate, which they need."""
        if self.frames is not None:
            if nominal_fps is None:
                raise ValueError("a position in frames needs the recording's rate")
            return float(self.frames / nominal_fps)
        return self.seconds or 0.0


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A clock time, with its date or without."""

    at: time
    day: date | None = None

    def on(self, day: date) -> datetime:
        """Return the moment, on ``day`` where no date was given."""
        return datetime.combine(self.day or day, self.at)


def parse_position(text: str) -> Position:
    """Read ``90``, ``90.5``, ``1:30`` (minutes, seconds), ``01:02:03.25`` or ``1500f`` (frames).

    Raises
    ------
    ValueError
        If the text is none of these.
    """
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return Position(seconds=float(text))
    if match := _FRAMES.fullmatch(text):
        return Position(frames=int(match[1]))
    if match := _CLOCK.fullmatch(text):
        hours, minutes, seconds = match[1], int(match[2]), float(match[3])
        if seconds < 60 and (hours is None or minutes < 60):
            return Position(seconds=3600 * int(hours or 0) + 60 * minutes + seconds)
    raise ValueError(
        f"{text!r} is not a time in a recording; expected seconds (90.5), MM:SS (1:30), HH:MM:SS (01:02:03.25) "
        "or frames (1500f)."
    )


def parse_clock_time(text: str) -> ClockTime:
    """Read ``2024-03-05T22:10:00``, the same with a blank instead of the T, ``22:10`` or ``22:10:30``.

    Raises
    ------
    ValueError
        If the text is none of these.
    """
    text = text.strip()
    try:
        if re.match(r"\d{1,2}:", text):
            alone = time.fromisoformat(text.zfill(len(text) + (text.index(":") == 1)))
            if alone.tzinfo is None:
                return ClockTime(alone)
        elif re.match(r"\d{4}-\d{2}-\d{2}[T ]", text):
            moment = datetime.fromisoformat(text)
            return ClockTime(moment.timetz(), moment.date())
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not a clock time; expected 2024-03-05T22:10:00, or 22:10 or 22:10:30.")
