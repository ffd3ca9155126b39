"""Stretches that cannot be judged, read off the scan.

- no_recording: one file of the recording had ended, and the next had not begun.
- missing_frames: no frame for longer than five usual distances, and than 1 s, save where nothing was recorded.
- light_switch: the median brightness, or the contrast, after a moment differs from that before it by at least
  ``light_step``, and ``light_share`` of the cells change by ``light_cell_step`` and more at some time in between: a
  hand that comes in changes both as well. Gain and offset are taken out of the activity, but shadows and noise change
  all the same.
- exposure: the brightness of the whole picture goes up and down for some seconds (`exposure_hunts`); a change of the
  light that is mostly that is told as such.
- camera_moved: most textured cells away from the infant are active at once, without a change of the light, unless the
  picture does not move when it is looked at; and where it does move then (`twitchcam.motion.look`).
- caregiver: somebody else is in the picture (`twitchcam.motion.visitors`), or lies over the infant
  (`twitchcam.motion.covering`) while neither light nor camera change.
- passing: something passes before the infant and leaves nothing (`twitchcam.motion.passing`); what it hides is bridged,
  and the rest of the infant is judged all the same.
- frozen: no cell changes at all for longer than ``frozen_s``, in a recording that otherwise shows noise.
- too_dark: brightness and contrast near nothing for longer than ``dark_s``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

from twitchcam.motion.exposure import exposure_hunts
from twitchcam.motion.noise import block_range
from twitchcam.motion.stretches import stretches
from twitchcam.records import Excluded, Scan
from twitchcam.timespan import TimeSpan, merge, overlap_s

__all__ = ["exclusions", "exclusions_seen", "light_switches"]

_LIGHT_STEP = 0.2
"""Relative change of brightness or contrast within a moment; flicker and breathing stay below a tenth."""
_LIGHT_SHARE, _LIGHT_CELL_STEP = 0.75, 0.03
"""Switches and exposures were seen at 0.98 and more, hands at 0.3 and less, and an arm across a close-up at 0.57."""
_LIGHT_OFFSET = 5.0
"""Grey levels added before ratios are taken, so that dark noise makes no step."""
_BEFORE_S, _AROUND_S = 0.3, 0.3
_FROZEN_S = 2.0
_DARK_S = 5.0
_DARK_GREY_LEVELS = 8.0
_CAREGIVER, _CAMERA = "caregiver", "camera_moved"
_OF_VISIT_S = 1.0
"""Longest time between a visit and a change of the whole picture that is part of it (judgement)."""
_ALL_CHANGES = frozenset({"light_switch", "exposure", _CAMERA})
"""What changes the whole picture, and lies over nothing."""


def light_switches(scan: Scan) -> tuple[TimeSpan, ...]:
    """Return the moments at which the light changes, with a margin around them."""
    times = scan.times_s
    if len(times) < 5:
        return ()
    width = max(3, round(_BEFORE_S / max(float(np.median(np.diff(times))), 1e-3)))
    changed = np.zeros(len(times), np.bool_)
    for values in (scan.brightness, scan.contrast):
        smooth = ndimage.median_filter(values.astype(np.float64), size=width, mode="nearest") + _LIGHT_OFFSET
        reach = width // 2 + 1
        before = np.concatenate([np.repeat(smooth[0], reach), smooth[:-reach]])
        after = np.concatenate([smooth[reach:], np.repeat(smooth[-1], reach)])
        changed |= np.maximum(before, after) / np.minimum(before, after) >= 1.0 + _LIGHT_STEP
    spans = (TimeSpan(float(t), float(t)).pad(_AROUND_S) for t in times[changed])
    return tuple(_within(span, scan) for span in merge(spans, 0.5) if _everywhere(scan, span))


def _everywhere(scan: Scan, span: TimeSpan) -> bool:
    """Whether most cells change; true where there are no two glances to tell it by."""
    first = max(0, int(np.searchsorted(scan.glance_times_s, span.start_s, side="right")) - 1)
    last = min(len(scan.glance_times_s), int(np.searchsorted(scan.glance_times_s, span.end_s)) + 1)
    seen = scan.glances[first:last].astype(np.float32) + _LIGHT_OFFSET
    if len(seen) < 2:
        return True
    return bool((seen.max(axis=0) / seen.min(axis=0) >= 1.0 + _LIGHT_CELL_STEP).mean() >= _LIGHT_SHARE)


def exclusions(
    scan: Scan,
    light: Sequence[TimeSpan],
    camera: Sequence[TimeSpan],
    visits: Sequence[TimeSpan],
    passed: Sequence[TimeSpan],
    unrecorded: Sequence[TimeSpan] = (),
) -> tuple[Excluded, ...]:
    """Return all stretches that cannot be judged, in time order."""
    hunts = [_within(span.pad(_AROUND_S), scan) for span in exposure_hunts(scan)]
    found = [Excluded(span, "exposure") for span in hunts]
    found += [Excluded(span, "light_switch") for span in light if 2.0 * overlap_s(span, hunts) < span.duration_s]
    found += [Excluded(span, _CAMERA) for span in camera]
    found += [Excluded(_within(span, scan), _CAREGIVER) for span in visits]
    found += [Excluded(span, "passing") for span in merge(passed)]
    missing = [span for span in _gaps_in_time(scan) if not any(span.overlap_s(gap) > 0.0 for gap in unrecorded)]
    found += [Excluded(span, "missing_frames") for span in missing]
    found += [Excluded(span, "no_recording") for gap in unrecorded if (span := _near(gap, scan)) is not None]
    found += [Excluded(span, "frozen") for span in _frozen(scan)]
    found += [Excluded(span, "too_dark") for span in _dark(scan)]
    return tuple(sorted(found, key=lambda item: (item.span, item.reason)))


def exclusions_seen(
    excluded: Sequence[Excluded],
    covered: Sequence[TimeSpan],
    camera_moves: Sequence[TimeSpan],
    no_moves: Sequence[TimeSpan],
) -> tuple[Excluded, ...]:
    """Return what the scan found to exclude, corrected by what was seen when its windows were looked at.

    Parameters
    ----------
    excluded : sequence of Excluded
        From `exclusions`.
    covered : sequence of TimeSpan
        In which something lay over the infant.
    camera_moves : sequence of TimeSpan
        In which the whole picture moves.
    no_moves : sequence of TimeSpan
        Movements of the camera that are none. Those within ``_OF_VISIT_S`` of a visit belong to it: somebody who comes
        in or goes changes most of the picture.
    """
    excluded = [item for item in excluded if item.reason != _CAMERA or item.span not in no_moves]
    known = [item.span for item in excluded if item.reason == _CAMERA]
    excluded += [Excluded(move, _CAMERA) for move in camera_moves if all(move.distance_s(s) > 0.0 for s in known)]
    other = [item.span for item in excluded if item.reason in _ALL_CHANGES]
    hands = [span for span in covered if 2.0 * overlap_s(span, other) < span.duration_s]
    visits = merge([*hands, *(item.span for item in excluded if item.reason == _CAREGIVER)])
    for change in no_moves:
        visits = merge(visit.hull(change) if visit.distance_s(change) <= _OF_VISIT_S else visit for visit in visits)
    kept = [item for item in excluded if item.reason != _CAREGIVER]
    return tuple(sorted([*kept, *(Excluded(span, _CAREGIVER) for span in visits)], key=lambda e: (e.span, e.reason)))


def _within(span: TimeSpan, scan: Scan) -> TimeSpan:
    first, last = float(scan.times_s[0]), float(scan.times_s[-1])
    return TimeSpan(min(max(span.start_s, first), last), min(max(span.end_s, first), last))


def _near(gap: TimeSpan, scan: Scan) -> TimeSpan | None:
    """Return what of a gap lies between the first picture and the last; beyond them nothing was asked for."""
    return gap.intersect(TimeSpan(float(scan.times_s[0]), float(scan.times_s[-1])))


def _gaps_in_time(scan: Scan) -> list[TimeSpan]:
    steps = np.diff(scan.times_s)
    if not len(steps):
        return []
    longest_s = max(1.0, 5.0 * float(np.median(steps)))
    return [TimeSpan(float(scan.times_s[i]), float(scan.times_s[i + 1])) for i in np.flatnonzero(steps > longest_s)]


def _frozen(scan: Scan) -> list[TimeSpan]:
    still = np.zeros(len(scan.times_s), np.bool_)
    for number in range(len(scan.blocks)):
        first, last = block_range(scan, number)
        still[first:last] = scan.coded_activity[first:last].max(axis=(1, 2, 3)) == 0
    if float(still.mean()) > 0.5:  # a recording without any noise rests without being frozen
        return []
    return stretches(scan.times_s, still, _FROZEN_S)


def _dark(scan: Scan) -> list[TimeSpan]:
    dark = (scan.brightness < _DARK_GREY_LEVELS) & (scan.contrast < _DARK_GREY_LEVELS)
    return stretches(scan.times_s, dark, _DARK_S)
