"""Where the first pass may be cut, and reading from a cut as if it had been read through.

1. Cuts lie at multiples of a whole number of blocks, in absolute recording time; a piece holds start <= t < end.
2. A piece that is not the first is read from a little before its start: from two frames before it, and from two long
   lags before the last of these. Where frames are missing there, from further back; never from before a break, since
   nothing is compared over one.
3. A stretch that cannot be read belongs to the piece in which it begins.
4. The pose is looked for in the first frame at or after each of the times asked for, in whichever piece that is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from twitchcam.motion import Scanner, breaks_of
from twitchcam.pose import PoseFinder, Sight, looks_from_sights, sight_in
from twitchcam.records import Excluded, Frame, ScannedPiece
from twitchcam.settings import Settings
from twitchcam.timespan import TimeSpan
from twitchcam.video import Recording

__all__ = ["PIECE_S", "Cut", "cuts_of", "scan_cuts"]

PIECE_S = 300.0
"""Length of a piece: long against the second that is read twice, short against what one would mind losing."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One piece of the first pass."""

    number: int
    """Its place among all pieces of the recording."""
    start_s: float
    end_s: float
    """Infinity for the last one, whatever the file states of its length."""
    first: bool
    """Whether nothing is read before it."""


def cuts_of(
    stretch: TimeSpan | None, duration_s: float, block_s: float, piece_s: float | None = None
) -> tuple[Cut, ...]:
    """Return the pieces of a recording, or of a stretch of it, in order; ``piece_s`` left out is `PIECE_S`."""
    piece_s = PIECE_S if piece_s is None else piece_s
    from_s = 0.0 if stretch is None else max(0.0, stretch.start_s)
    until_s = duration_s if stretch is None else min(duration_s, stretch.end_s)
    step_s = block_s * max(1, math.ceil(piece_s / block_s - 1e-9))
    first = int(from_s // step_s)
    last = max(first, math.ceil(until_s / step_s - 1e-9) - 1)
    return tuple(
        Cut(
            number,
            max(from_s, number * step_s),
            math.inf if number == last else (number + 1) * step_s,
            first=number == first,
        )
        for number in range(first, last + 1)
    )


def scan_cuts(
    recording: Recording,
    cuts: Sequence[Cut],
    stretch: TimeSpan | None,
    looks_s: Sequence[float],
    finder: PoseFinder,
    settings: Settings,
) -> Iterator[tuple[Cut | None, ScannedPiece | float]]:
    """Scan pieces that follow each other in one go.

    Yields
    ------
    (Cut, ScannedPiece) or (None, float)
        Each piece when it is done, and in between how far reading has come, seconds.
    """
    info = recording.info
    scanner = Scanner(settings.scan, info.width_px, info.height_px, breaks_of(info, settings.scan))
    damage: list[Excluded] = []
    sights: list[Sight] = []
    waiting = list(cuts)

    def taken() -> tuple[Cut, ScannedPiece]:
        cut = waiting.pop(0)
        mine = tuple(item for item in damage if item.span.start_s >= cut.start_s)
        piece = ScannedPiece(scanner.take(), looks_from_sights(sights), mine)
        damage.clear()
        sights.clear()
        return cut, piece

    for frame in _frames(recording, scanner, cuts[0], stretch, looks_s, settings, damage):
        while waiting and frame.time_s >= waiting[0].end_s:
            yield taken()
        if not waiting:
            return
        scanner.add(frame)
        if frame.still is not None:
            sights.append(sight_in(finder, frame.time_s, frame.still, settings.pose))
        yield None, frame.time_s
    while waiting:
        yield taken()


def _frames(
    recording: Recording,
    scanner: Scanner,
    cut: Cut,
    stretch: TimeSpan | None,
    looks_s: Sequence[float],
    settings: Settings,
    damage: list[Excluded],
) -> Iterator[Frame]:
    """Yield the frames from a cut on, after the scanner has seen enough of those before it."""
    first_s = 0.0 if stretch is None else max(0.0, stretch.start_s)
    end_s = math.inf if stretch is None else stretch.end_s
    if cut.first:
        yield from recording.frames(stretch, width_px=settings.scan.width_px, still_times_s=looks_s, damage=damage)
        return
    for span in breaks_of(recording.info, settings.scan):
        if span.start_s <= cut.start_s:
            first_s = max(first_s, min(span.end_s, cut.start_s))
    back_s = 2.0 * settings.scan.long_lag_s + 1.0
    while True:
        begin_s = max(first_s, cut.start_s - back_s)
        damage.clear()
        before: list[Frame] = []
        frames = recording.frames(
            TimeSpan(begin_s, end_s),
            width_px=settings.scan.width_px,
            # One that was due before the first frame here has been looked at in the piece before.
            still_times_s=[time_s for time_s in looks_s if time_s > begin_s or begin_s <= first_s],
            damage=damage,
        )
        frame = next(frames, None)
        while frame is not None and frame.time_s < cut.start_s:
            before.append(frame)
            frame = next(frames, None)
        if begin_s <= first_s or Scanner.enough_before((one.time_s for one in before), begin_s, settings.scan):
            break
        back_s *= 4.0
    for one in before:
        scanner.warm_up(one)
    if frame is not None:
        yield frame
        yield from frames
