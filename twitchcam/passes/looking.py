"""The second pass: windows, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from twitchcam.motion import Window, bridged, find_tracks, look_at, shimmer_of, traces_of, with_covers
from twitchcam.passes.hands import Hands, Tools, tools_here
from twitchcam.passes.keeping import Keeper
from twitchcam.pose import axial_share, mouth_distance, part_at
from twitchcam.records import BodyMap, LookedWindow, Place

__all__ = ["look_closely"]

Progress = Callable[[str, float, float], None]
_DOING = "Looking closely at movement"
_KEEP_EVERY_S = 120.0
"""Windows are kept whenever they sum up to this much."""
_WORTH_STARTING_S = 60.0
"""Less than this is done here: other processes take a second or two to start."""


def look_closely(
    hands: Hands, windows: Sequence[Window], keeper: Keeper, progress: Progress | None = None
) -> list[LookedWindow]:
    """Measure the movement in windows, in their order; see `scan_recording` for what the arguments are."""
    total_s = sum(window.span.duration_s for window in windows)
    found = {number: looked for number, looked in keeper.windows().items() if number < len(windows)}
    missing = [(number, window) for number, window in enumerate(windows) if number not in found]
    done_s = total_s - sum(window.span.duration_s for _, window in missing)
    fresh: dict[int, LookedWindow] = {}
    if progress is not None and missing:
        progress(_DOING, done_s, total_s)
    for number, looked in _looks(hands, missing):
        fresh[number] = looked
        done_s += windows[number].span.duration_s
        if progress is not None:
            progress(_DOING, done_s, total_s)
        if sum(windows[one].span.duration_s for one in fresh) >= _KEEP_EVERY_S:
            keeper.keep_windows(fresh)
            found.update(fresh)
            fresh = {}
    found.update(fresh)
    return [found[number] for number in range(len(windows))]


def _looks(hands: Hands, missing: Sequence[tuple[int, Window]]) -> Iterator[tuple[int, LookedWindow]]:
    """Yield what is seen in each window as soon as it is there."""
    left_s = sum(window.span.duration_s for _, window in missing)
    if hands.number > 1 and len(missing) > 1 and left_s >= _WORTH_STARTING_S:
        for (number, _), looked in hands.elsewhere(_look_there, missing):
            yield number, looked
        return
    for number, window in missing:
        yield number, _look(hands.tools, number, window)


def _look_there(task: tuple[int, Window]) -> LookedWindow:
    """Look at one window, in a process of `Hands`."""
    return _look(tools_here(), *task)


def _look(tools: Tools, number: int, window: Window) -> LookedWindow:
    settings = tools.settings.look
    fields = [bridged(field, settings) for field in look_at(window, tools.recording().frames(window.span), settings)]
    seen = [with_covers(field, settings) for field in fields]
    traces = tuple(
        trace
        for reading, (field, _) in enumerate(seen)
        for trace in traces_of(field, find_tracks(field, settings), window, number, _place, reading)
    )
    if not seen:
        return LookedWindow(traces)
    traces += tuple(shimmer_of(seen[0][0], window, number, _place))
    moves = fields[0].camera_moves
    no_moves = tuple(
        move for move in window.camera_moves if all(move.distance_s(seen_move) > 0.0 for seen_move in moves)
    )
    return LookedWindow(traces, seen[0][1], moves, no_moves)


def _place(body: BodyMap, points_px: NDArray[np.float64]) -> Place:
    part, plausibility = part_at(body, points_px)
    return Place(part, plausibility, axial_share(body, points_px), mouth_distance(body, points_px))
