"""Which files are one recording, and where each stands on its time line.

With c_i the clock time at which file i begins, counted from c_0, and E the end of the files placed before it:

1. Names say when a file begins; where they do not, what the files state of themselves does. That can be the time at
   which a file was finished; it is taken so only where the files fit together much better then.
2. Clocks are cut off at whole seconds (or minutes): both c_0 and c_i may be wrong by their resolution r.
   abs(c_i - E) <= r + 0.5 s is no gap and no overlap, and the file is put right behind: s_i = E. Otherwise s_i = c_i.
   Since every file is held against the clock, what lengths and clock differ by cannot add up beyond that.
3. Places are whole milliseconds, so that they are the same in every table.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from twitchcam.errors import RecordingError
from twitchcam.records import Footage, Joined, Segment, StartFrom, VideoInfo
from twitchcam.timespan import TimeSpan
from twitchcam.video.joined import open_recording
from twitchcam.video.start_times import NameStart, name_start

__all__ = ["LookedAt", "join_files", "look_at_file", "runs_of"]

_ROUNDING_S = 0.5
_AGREE_S = 5.0
_TIME_ZONE_S = 900.0
"""Clocks that differ by whole quarters of an hour, and by less than a day, differ in their time zone."""
_MUCH_BETTER = 0.5


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A file, and what it says of itself."""

    path: Path
    info: VideoInfo
    named: NameStart | None


@dataclass(frozen=True, slots=True)
class _Start:
    file: LookedAt
    time: datetime | None
    resolution_s: float
    known_from: StartFrom


@dataclass(frozen=True, slots=True)
class _Misfit:
    """A file that does not go on from the one before."""

    earlier: LookedAt
    later: LookedAt
    problem: str
    """What stands between both names in a sentence."""
    same_time: bool = False


def look_at_file(path: Path) -> LookedAt:
    """Open a file and read its checksum; a RecordingError says why it cannot be read."""
    with open_recording(path) as recording:
        return LookedAt(path, recording.info, name_start(path))


def join_files(
    paths: Sequence[Path], *, in_order: bool = False, longest_gap_s: float, tell: Callable[[str], None] | None = None
) -> Joined:
    """Make one recording of files.

    Parameters
    ----------
    paths : sequence of Path
        At least one.
    in_order : bool
        Put each right behind the one before, whatever clocks say.
    longest_gap_s : float
        Files that lie further apart are not of one recording.
    tell : callable, optional
        Gets a sentence where names and files disagree.

    Raises
    ------
    RecordingError
        If a file cannot be read, it is not known when one begins, or they do not belong together.
    """
    files = [look_at_file(path) for path in paths]
    starts = [_Start(file, None, 0.0, StartFrom.ORDER) for file in files] if in_order else _starts(files)
    if starts is None:
        raise RecordingError(_unknown(files))
    for misfit in _misfits(starts, longest_gap_s):
        raise RecordingError(
            f"{misfit.later.path} {misfit.problem} {misfit.earlier.path}; "
            "expected files of one camera that follow each other."
        )
    if tell is not None and starts[0].known_from is StartFrom.NAME and (words := _disagreement(starts)):
        tell(words)
    return _joined(starts)


def runs_of(files: Sequence[LookedAt], longest_gap_s: float) -> list[Footage]:
    """Return the recordings that files of one camera make, in order; a file that stands alone as it is.

    Files that were recorded at the same time are of several cameras, or copies: then each stands alone.
    """
    starts = _starts(files) if len(files) > 1 else None
    misfits = [] if starts is None else _misfits(starts, longest_gap_s)
    if starts is None or any(misfit.same_time for misfit in misfits):
        return [file.path for file in files]
    runs: list[list[_Start]] = []
    for start in starts:
        if not runs or any(misfit.later is start.file for misfit in misfits):
            runs.append([])
        runs[-1].append(start)
    return [_joined(run) if len(run) > 1 else run[0].file.path for run in runs]


def _starts(files: Sequence[LookedAt]) -> list[_Start] | None:
    """Return when the files begin, in that order; None where it is not known of all."""
    named = [file.named for file in files if file.named is not None]
    if len(named) == len(files) and _usable([start.time for start in named]):
        return _sorted(
            _Start(file, start.time, start.resolution_s, StartFrom.NAME)
            for file, start in zip(files, named, strict=True)
        )
    stated = [file.info.start_time for file in files if file.info.start_time is not None]
    if len(stated) < len(files) or not _usable(stated):
        return None
    begun = _sorted(_Start(file, time, 1.0, StartFrom.METADATA) for file, time in zip(files, stated, strict=True))
    ended = _sorted(
        _Start(file, time - timedelta(seconds=file.info.duration_s), 1.0, StartFrom.METADATA_END)
        for file, time in zip(files, stated, strict=True)
    )
    ended_s, begun_s = _mismatch_s(ended), _mismatch_s(begun)
    return ended if begun_s > len(files) and ended_s < _MUCH_BETTER * begun_s else begun


def _usable(times: Sequence[datetime]) -> bool:
    """Whether times can be set against each other; some cameras write the same time into every file."""
    return len({time.tzinfo is None for time in times}) == 1 and (len(times) == 1 or len(set(times)) > 1)


def _sorted(starts: Iterable[_Start]) -> list[_Start]:
    return sorted(starts, key=lambda start: (start.time, start.file.path.name))


def _mismatch_s(starts: Sequence[_Start]) -> float:
    """Return how much gap and overlap the files make together."""
    total_s = 0.0
    for earlier, later in itertools.pairwise(starts):
        assert earlier.time is not None
        assert later.time is not None
        total_s += abs((later.time - earlier.time).total_seconds() - earlier.file.info.duration_s)
    return total_s


def _spans(starts: Sequence[_Start]) -> list[TimeSpan]:
    """Return where the files stand, rules 2 and 3."""
    spans: list[TimeSpan] = []
    end_s, zero = 0.0, starts[0].time
    for start in starts:
        begin_s = end_s
        if start.time is not None and zero is not None:
            stated_s = round((start.time - zero).total_seconds(), 3)
            tolerance_s = max(start.resolution_s, starts[0].resolution_s) + _ROUNDING_S
            if not spans or abs(stated_s - end_s) > tolerance_s:
                begin_s = stated_s
        spans.append(TimeSpan(begin_s, round(begin_s + start.file.info.duration_s, 3)))
        end_s = max(end_s, spans[-1].end_s)
    return spans


def _misfits(starts: Sequence[_Start], longest_gap_s: float) -> list[_Misfit]:
    """Return the files that do not go on from the one before, with what is wrong."""
    found = []
    spans, end_s = _spans(starts), 0.0
    for number in range(1, len(starts)):
        earlier, later, span = starts[number - 1].file, starts[number].file, spans[number]
        end_s = max(end_s, spans[number - 1].end_s)
        size, expected = ((file.info.width_px, file.info.height_px) for file in (later, earlier))
        if end_s - span.start_s > 0.5 * span.duration_s:
            found.append(_Misfit(earlier, later, "was recorded at the same time as", same_time=True))
        elif size != expected:
            problem = f"has pictures of {size[0]} x {size[1]} pixels, not {expected[0]} x {expected[1]} as"
            found.append(_Misfit(earlier, later, problem))
        elif span.start_s - end_s > longest_gap_s:
            found.append(_Misfit(earlier, later, f"begins {(span.start_s - end_s) / 3600.0:.1f} h after the end of"))
    return found


def _joined(starts: Sequence[_Start]) -> Joined:
    segments = tuple(
        Segment(start.file.info.file_name, start.file.info.sha256, span, start.time, start.known_from)
        for start, span in zip(starts, _spans(starts), strict=True)
    )
    first = starts[0]
    stated = first.time
    if stated is None:
        stated = first.file.info.start_time if first.file.named is None else first.file.named.time
    info = replace(
        first.file.info,
        sha256=_sha256_of(segments),
        duration_s=max(segment.span.end_s for segment in segments),
        start_time=stated,
        has_sound=any(start.file.info.has_sound for start in starts),
        segments=segments,
    )
    return Joined(tuple(start.file.path for start in starts), info)


def _sha256_of(segments: Sequence[Segment]) -> str:
    """Return the SHA-256 of a line for each file: its own checksum, a blank, and its start in milliseconds."""
    lines = (f"{segment.sha256} {round(1000.0 * segment.span.start_s)}\n" for segment in segments)
    return hashlib.sha256("".join(lines).encode("ascii")).hexdigest()


def _unknown(files: Sequence[LookedAt]) -> str:
    without = next((file for file in files if file.named is None), None)
    if without is None:
        return (
            f"{files[0].path} and the others state no different times of beginning; "
            "give the recordings in their order with --in-order to put them end to end."
        )
    return (
        f"When {without.path} begins is stated neither in its name nor reliably in the file; "
        "give the recordings in their order with --in-order to put them end to end."
    )


def _disagreement(starts: Sequence[_Start]) -> str | None:
    """Return a sentence where the files state other times than their names, beyond time zone and length."""
    worst: tuple[float, _Start] | None = None
    for start in starts:
        stated, named, length_s = start.file.info.start_time, start.time, start.file.info.duration_s
        if stated is None or named is None:
            continue
        off_s = (stated.replace(tzinfo=None) - named.replace(tzinfo=None)).total_seconds()
        apart_s = min(_beyond_time_zone(off_s), _beyond_time_zone(off_s - length_s))
        if apart_s > _AGREE_S and (worst is None or apart_s > worst[0]):
            worst = apart_s, start
    if worst is None:
        return None
    return (
        f"The clock times inside the files are not those of their names (by {worst[0]:.0f} s in "
        f"{worst[1].file.path.name}); the names are used."
    )


def _beyond_time_zone(off_s: float) -> float:
    """Return how much of a difference of two clocks no time zone explains."""
    quarters = round(off_s / _TIME_ZONE_S)
    return abs(off_s) if abs(quarters) > 15 * 4 else abs(off_s - quarters * _TIME_ZONE_S)
