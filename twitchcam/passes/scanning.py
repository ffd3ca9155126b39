"""The first pass: every picture once, in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from twitchcam.errors import RecordingError
from twitchcam.motion import ScanJoiner, breaks_of
from twitchcam.passes.cuts import Cut, cuts_of, scan_cuts
from twitchcam.passes.hands import Hands, tools_here
from twitchcam.passes.keeping import Keeper
from twitchcam.pose import Sight, maps_of_looks, sights_from_looks
from twitchcam.records import BodyMap, Excluded, Scan, ScannedPiece
from twitchcam.settings import Settings
from twitchcam.timespan import TimeSpan

__all__ = ["Scanned", "scan_recording"]

Progress = Callable[[str, float, float], None]
_DOING = "Reading the recording"
_REPORT_EVERY_S = 1.0
_FIRST_LOOKS_S = (0.0, 2.5, 5.0, 20.0, 40.0)
"""Times of the looks at the pose in the first minute: a short recording gets several as well."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the first pass found."""

    scan: Scan
    bodies: tuple[BodyMap, ...]
    """Where the infant was found by its pose; empty where it was not."""
    damage: tuple[Excluded, ...]
    """Stretches that could not be read."""


def scan_recording(
    hands: Hands,
    stretch: TimeSpan | None,
    settings: Settings,
    keeper: Keeper,
    progress: Progress | None = None,
) -> Scanned:
    """Read a recording once from beginning to end.

    Parameters
    ----------
    hands : Hands
    stretch : TimeSpan, optional
        Only this much of it.
    settings : Settings
        With the pose model that is to be used.
    keeper : Keeper
        Gives the pieces that an earlier run has read, and gets those that are read now.
    progress : callable, optional

    Raises
    ------
    RecordingError
        If no picture can be read.
    """
    info = hands.tools.info
    cuts = cuts_of(stretch, info.duration_s, settings.scan.block_s)
    looks_s = look_times(info.duration_s, settings.pose.interval_s, breaks_of(info, settings.scan))
    looks: dict[int, list[Sight]] = {}
    damage: list[Excluded] = []
    joiner = ScanJoiner(settings.scan, keeper.folder)
    for cut, piece in _pieces(hands, cuts, stretch, looks_s, settings, keeper, progress):
        joiner.add(cut.number, piece.scan)
        looks[cut.number] = sights_from_looks(piece.looks)
        damage.extend(piece.damage)
    try:
        scan = joiner.finish()
    except ValueError as error:
        raise RecordingError(f"{hands.tools.called} holds no picture in the stretch that was asked for.") from error
    found = [look for number in sorted(looks) for look in looks[number]]
    bodies = maps_of_looks(found, info.width_px, info.height_px, info.duration_s, settings.pose)
    return Scanned(scan, bodies, tuple(sorted(damage, key=lambda item: (item.span, item.reason))))


def look_times(duration_s: float, interval_s: float, breaks: Sequence[TimeSpan] = ()) -> list[float]:
    """Return when the pose is looked for, seconds: not within a break, but at its end."""
    times = {*_FIRST_LOOKS_S, *(number * interval_s for number in range(1, int(duration_s / interval_s) + 2))}
    outside = {time_s for time_s in times if not any(span.contains(time_s) for span in breaks)}
    return sorted(outside | {span.end_s for span in breaks})


def _pieces(
    hands: Hands,
    cuts: Sequence[Cut],
    stretch: TimeSpan | None,
    looks_s: Sequence[float],
    settings: Settings,
    keeper: Keeper,
    progress: Progress | None,
) -> Iterator[tuple[Cut, ScannedPiece]]:
    """Yield every piece, those that were kept first."""
    total_s = hands.tools.info.duration_s
    done_s, missing = 0.0, list[Cut]()
    for cut in cuts:
        kept = keeper.piece(cut.number)
        if kept is None:
            missing.append(cut)
        else:
            done_s += cut.end_s - cut.start_s
            yield cut, kept
    if hands.number > 1 and len(missing) > 1:
        if progress is not None:
            progress(_DOING, done_s, total_s)
        scan_one = partial(_scan_one, stretch=stretch, looks_s=looks_s)
        for cut, piece in hands.elsewhere(scan_one, missing):
            keeper.keep_piece(cut.number, piece)
            yield cut, piece
            done_s += min(cut.end_s, total_s) - cut.start_s
            if progress is not None:
                progress(_DOING, done_s, total_s)
        return
    for run in _runs(missing):
        told_s = -_REPORT_EVERY_S
        tools = hands.tools
        for done, outcome in scan_cuts(tools.recording(), run, stretch, looks_s, tools.finder(), settings):
            if done is not None and isinstance(outcome, ScannedPiece):
                if len(cuts) > 1:
                    keeper.keep_piece(done.number, outcome)
                yield done, outcome
            elif progress is not None and isinstance(outcome, float) and outcome - told_s >= _REPORT_EVERY_S:
                told_s = outcome
                progress(_DOING, outcome, total_s)


def _scan_one(cut: Cut, *, stretch: TimeSpan | None, looks_s: Sequence[float]) -> ScannedPiece:
    """Scan one piece, in a process of `Hands`."""
    tools = tools_here()
    for _, outcome in scan_cuts(tools.recording(), [cut], stretch, looks_s, tools.finder(), tools.settings):
        if isinstance(outcome, ScannedPiece):
            return outcome
    raise AssertionError("a piece ends with its outcome")


def _runs(cuts: Sequence[Cut]) -> Iterator[list[Cut]]:
    """Yield pieces that follow each other together: they are read in one go."""
    run: list[Cut] = []
    for cut in cuts:
        if run and cut.number != run[-1].number + 1:
            yield run
            run = []
        run.append(cut)
    if run:
        yield run
