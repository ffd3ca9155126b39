"""Which stretches of movement belong together in time.

1. Two stretches belong together when they share at least ``together_share`` of the shorter one's moving time, start
   within ``together_onset_s``, or have fewer than ``rhythm_strokes`` strokes each and ``together_share`` of those
   of one begin within ``in_time_s`` of the other's: a cluster may begin in one limb and end in the next; bursts are
   the connected groups. What goes on for ``lasting_s`` and more, and ``lasting_ratio`` times as long as the other,
   takes only its neighbours in: much can happen elsewhere meanwhile. What goes up and down slightly and slowly, as
   breathing does (at most ``swell_amplitude``, half of its legs of ``swell_leg_s`` or longer), belongs with nothing
   ``swells_by`` times as fast that does not start with it; breathing of the trunk, of at most ``breath_level`` of
   the other's amplitude, not even where it does, nor that of any part beneath a stroke as brief as a jerk
   (``jerk_s``). What has no stroke and goes on for twice as long as such a one is no part of it. An even rhythm of
   ``rhythm_strokes`` takes nothing in without a stroke that starts apart from it, and what lasts without one takes
   nothing in that has some.
2. Weak regions, below ``leading_level`` of a group's largest amplitude, do not join strong ones that have nothing else
   in common: a group falls into those, and each weak region goes where it has most time in common. One with
   ``rhythm_few_strokes`` strokes and more, most of which begin where nothing stronger moves, goes nowhere: a rhythm is
   not carried along by what happens during one stroke of it.
   A region that never rests (``never_rests_share`` of its window, ``never_rests_s`` at least), such as a mobile, is a
   burst of its own where the others fall apart without it.
   So are regions that start and stop together, within ``together_onset_s``, while another goes on (as in 1.): two and
   more, of ``sudden_share`` of the infant, with nothing else for ``sudden_apart_s`` around but what goes on. A spasm or
   a startle stays what it is beside an arm that never comes to rest.
3. A face in rhythm, with what lies next to it and is not named as a limb, is a burst of its own beside limbs that do
   not move with it: an infant that sucks twitches as well. A limb moves with it that has ``rhythm_few_strokes`` strokes
   and more, and starts with it (being even as well, where the face is so by ``clear_evenness``) or has
   ``in_time_share`` of them begin within ``in_time_s`` of one of the face's; or that has fewer but goes on for half as
   long. Where the face's rhythm comes back after a pause (`comes_back`), only limbs in time with it do.
4. Rhythms of which one is ``rates_apart`` times as fast as the slowest, such as a tremor and the breathing beneath it,
   do not belong together: the fast ones, with regions next to them that move meanwhile and are in no rhythm, are groups
   of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from twitchcam.bursts.legs import Leg
from twitchcam.bursts.parts import Stretch
from twitchcam.bursts.returning import comes_back
from twitchcam.bursts.rhythm import evenness_of
from twitchcam.records import MotionTrace, Part
from twitchcam.settings import BurstSettings
from twitchcam.timespan import TimeSpan, merge, overlap_s, total_s

__all__ = ["evenness_of_stretch", "group_stretches", "largest_share"]


def group_stretches(stretches: Sequence[Stretch], settings: BurstSettings) -> list[list[Stretch]]:
    """Return the groups of stretches that belong together; see the module's text.

    Parameters
    ----------
    stretches : sequence of Stretch
        In time order.
    settings : BurstSettings
    """
    groups: list[list[Stretch]] = []
    for group in _connected(stretches, settings):
        restless, others = _never_resting(group, settings)
        if restless is not None and len(_connected(others, settings)) > 1:
            groups += [[restless], *group_stretches(others, settings)]
            continue
        face, limbs = _face_in_rhythm(group, settings)
        if face and limbs:
            groups += [face, *group_stretches(limbs, settings)]
            continue
        fast, slow = _by_rate(group, settings)
        if fast and slow:
            groups += [*group_stretches(fast, settings), *group_stretches(slow, settings)]
            continue
        sudden, rest = _sudden(group, settings)
        if sudden:
            groups += [sudden, *group_stretches(rest, settings)]
            continue
        largest = max(stretch.amplitude for stretch in group)
        strong = [stretch for stretch in group if stretch.amplitude >= settings.leading_level * largest]
        alone = {id(s) for s in group if s.amplitude < settings.leading_level * largest and _alone(s, strong, settings)}
        if alone:
            groups += group_stretches([stretch for stretch in group if id(stretch) in alone], settings)
            groups += group_stretches([stretch for stretch in group if id(stretch) not in alone], settings)
            continue
        parts = _connected(strong, settings)
        if len(parts) == 1:
            groups.append(group)
            continue
        taken = set(map(id, strong))
        for weak in (stretch for stretch in group if id(stretch) not in taken):
            max(parts, key=lambda part: _closeness(weak, part)).append(weak)
        for part in parts:
            groups += group_stretches(sorted(part, key=lambda s: (s.span, s.trace.trace_id)), settings)
    return groups


def _alone(weak: Stretch, strong: Sequence[Stretch], settings: BurstSettings) -> bool:
    """Whether most strokes of a weak region begin where nothing stronger moves, rule 2."""
    if len(weak.strokes) < settings.rhythm_few_strokes:
        return False
    meanwhile = merge(piece for one in strong for piece in one.moving)
    apart = sum(
        not any(piece.pad(settings.together_onset_s).contains(stroke.onset_s) for piece in meanwhile)
        for stroke in weak.strokes
    )
    return 2 * apart > len(weak.strokes)


def _never_resting(group: Sequence[Stretch], settings: BurstSettings) -> tuple[Stretch | None, list[Stretch]]:
    """Return the stretch that never rests while the others of a group come and go, if there is one, and the others."""
    longest = max(group, key=lambda s: total_s(s.moving))
    others = [stretch for stretch in group if stretch is not longest]
    times = longest.trace.times_s
    window_s = float(times[-1] - times[0])
    rests_not = total_s(longest.moving) >= max(settings.never_rests_share * window_s, settings.never_rests_s)
    return (longest if rests_not else None), others


def _face_in_rhythm(group: Sequence[Stretch], settings: BurstSettings) -> tuple[list[Stretch], list[Stretch]]:
    """Return a face in rhythm, with what lies next to it, and the limbs that do not move with it, rule 3."""
    faces = [s for s in group if s.trace.part is Part.FACE and len(s.strokes) >= settings.rhythm_strokes]
    face = max(faces, key=evenness_of_stretch, default=None)
    if face is None or evenness_of_stretch(face) < settings.evenness:
        return [], list(group)
    own = [s for s in group if s.trace.part is Part.FACE or _stirred_up(s.trace, face.trace, settings)]
    limbs = [s for s in group if not any(s is one for one in own)]
    returns = comes_back(face, settings)
    if any(_in_time(limb, face, settings) or (not returns and _moves_with(limb, face, settings)) for limb in limbs):
        return [], list(group)
    return own, limbs


def _stirred_up(beside: MotionTrace, face: MotionTrace, settings: BurstSettings) -> bool:
    """Whether a region next to a face may be no more than what that moves along."""
    return not beside.part.is_limb and _near(beside, face, settings)


def _by_rate(group: Sequence[Stretch], settings: BurstSettings) -> tuple[list[Stretch], list[Stretch]]:
    """Return the rhythms that are much faster than the slowest, with their surroundings, and the others, rule 4."""
    turning = [s for s in group if len(s.strokes) >= settings.rhythm_strokes]
    even = [s for s in turning if evenness_of_stretch(s) >= settings.evenness]
    least_hz = settings.rates_apart * min(map(_rate_hz, even), default=float("inf"))
    fast = [s for s in even if _rate_hz(s) >= least_hz]
    rhythms = set(map(id, even))
    own = [s for s in group if any(s is one or (id(s) not in rhythms and _beside(s, one, settings)) for one in fast)]
    return own, [s for s in group if not any(s is one for one in own)]


def _beside(stretch: Stretch, rhythm: Stretch, settings: BurstSettings) -> bool:
    """Whether a region moves next to one in rhythm, and hardly ever but while that does."""
    meanwhile = stretch.span.overlap_s(rhythm.span) >= settings.meanwhile_share * stretch.span.duration_s
    return meanwhile and _near(stretch.trace, rhythm.trace, settings)


def _rate_hz(stretch: Stretch) -> float:
    onsets = [stroke.onset_s for stroke in stretch.strokes]
    return (len(onsets) - 1) / max(onsets[-1] - onsets[0], 1e-9)


def _moves_with(limb: Stretch, face: Stretch, settings: BurstSettings) -> bool:
    """Whether a limb begins with a face and moves like it, or goes on beside it."""
    if len(limb.strokes) < settings.rhythm_few_strokes:
        return total_s(limb.moving) > 0.5 * total_s(face.moving)
    starts_with_it = abs(limb.span.start_s - face.span.start_s) <= settings.together_onset_s
    clearly_even = evenness_of_stretch(face) >= settings.clear_evenness
    return starts_with_it and not (clearly_even and evenness_of_stretch(limb) < settings.evenness)


def _in_time(limb: Stretch, face: Stretch, settings: BurstSettings) -> bool:
    """Whether a limb's strokes begin with the face's."""
    beats_s = np.array([stroke.onset_s for stroke in face.strokes])
    during = [stroke.onset_s for stroke in limb.strokes if face.span.contains(stroke.onset_s)]
    in_time = sum(float(np.abs(beats_s - onset_s).min()) <= settings.in_time_s for onset_s in during)
    return len(during) >= settings.rhythm_few_strokes and in_time >= settings.in_time_share * len(during)


def _sudden(group: Sequence[Stretch], settings: BurstSettings) -> tuple[list[Stretch], list[Stretch]]:
    """Return what starts and stops together while something else goes on, if there is any, and the others."""
    longest_s = max(total_s(stretch.moving) for stretch in group)
    if longest_s >= settings.lasting_s:
        for first in group:
            if longest_s < settings.lasting_ratio * first.span.duration_s:
                continue
            meanwhile = first.span.pad(settings.together_onset_s)
            at_once = [stretch for stretch in group if _lies_in(stretch.span, meanwhile)]
            whole = sum(_coincide(first.span, stretch.span, settings.together_onset_s) for stretch in at_once)
            others = [stretch for stretch in group if not any(stretch is one for one in at_once)]
            around = first.span.pad(settings.sudden_apart_s)
            alone = all(s.span.overlap_s(around) <= 0.0 or total_s(s.moving) >= settings.lasting_s for s in others)
            if alone and whole > 1 and sum(map(largest_share, at_once)) >= settings.sudden_share:
                return at_once, others
    return [], list(group)


def _lies_in(inner: TimeSpan, outer: TimeSpan) -> bool:
    return outer.start_s <= inner.start_s and inner.end_s <= outer.end_s


def _coincide(first: TimeSpan, second: TimeSpan, within_s: float) -> bool:
    return abs(first.start_s - second.start_s) <= within_s and abs(first.end_s - second.end_s) <= within_s


def _closeness(weak: Stretch, part: Sequence[Stretch]) -> tuple[float, float]:
    """Order in which groups take in a weak region that touches several: by time in common, then by nearness."""
    strong_s = TimeSpan(min(s.span.start_s for s in part), max(s.span.end_s for s in part))
    return weak.span.overlap_s(strong_s), -abs(weak.span.start_s - strong_s.start_s)


def _connected(stretches: Sequence[Stretch], settings: BurstSettings) -> list[list[Stretch]]:
    """Return the connected groups of stretches of which each two neighbours belong together."""
    group_of = list(range(len(stretches)))

    def root(index: int) -> int:
        while group_of[index] != index:
            index = group_of[index]
        return index

    for second, later in enumerate(stretches):
        for first in range(second):
            if _belong(stretches[first], later, settings):
                group_of[root(second)] = root(first)
    groups: dict[int, list[Stretch]] = {}
    for index, stretch in enumerate(stretches):
        groups.setdefault(root(index), []).append(stretch)
    return list(groups.values())


def _belong(first: Stretch, second: Stretch, settings: BurstSettings) -> bool:
    if first.span.distance_s(second.span) > settings.together_onset_s:
        return False
    if _breathes(first, second, settings) or _breathes(second, first, settings):
        return False
    if _slow_beside_jerk(first, second, settings) or _slow_beside_jerk(second, first, settings):
        return False
    if abs(first.span.start_s - second.span.start_s) <= settings.together_onset_s:
        return True
    shorter_s, longer_s = sorted((total_s(first.moving), total_s(second.moving)))
    common_s = sum(overlap_s(piece, second.moving) for piece in first.moving)
    together = common_s >= settings.together_share * shorter_s or _strokes_in_time(first, second, settings)
    if shorter_s <= 0 or not together:
        return False
    if _swells(first, second, settings) or _swells(second, first, settings):
        return False
    if _rhythm_beside_slow(first, second, settings) or _rhythm_beside_slow(second, first, settings):
        return False
    if longer_s < settings.lasting_s or longer_s < settings.lasting_ratio * shorter_s:
        return True
    longer, shorter = sorted((first, second), key=lambda s: -total_s(s.moving))
    wanders = not longer.strokes and bool(shorter.strokes)
    return not wanders and _near(first.trace, second.trace, settings)


def _strokes_in_time(first: Stretch, second: Stretch, settings: BurstSettings) -> bool:
    """Whether of two stretches with a few strokes each the one with fewer has half of them at once with the other."""
    fewer, more = sorted((first.strokes, second.strokes), key=len)
    if not fewer or len(more) >= settings.rhythm_strokes:
        return False
    at_once = sum(any(abs(a.onset_s - b.onset_s) <= settings.in_time_s for b in more) for a in fewer)
    return at_once >= settings.together_share * len(fewer)


def _rhythm_beside_slow(rhythm: Stretch, slow: Stretch, settings: BurstSettings) -> bool:
    """Whether one stretch is an even rhythm, and the other has no stroke at all."""
    even = len(rhythm.strokes) >= settings.rhythm_strokes and evenness_of_stretch(rhythm) >= settings.evenness
    return even and not slow.strokes


def _swells(slow: Stretch, brief: Stretch, settings: BurstSettings) -> bool:
    """Whether one stretch goes up and down slowly and slightly, as breathing does, while the other is much faster."""
    leg_s = float(np.median([leg.end_s - leg.onset_s for leg in slow.legs]))
    faster = max(leg.peak_speed for leg in brief.legs) / max(max(map(_sinusoid_speed, slow.legs)), 1e-9)
    return slow.amplitude <= settings.swell_amplitude and leg_s >= settings.swell_leg_s and faster >= settings.swells_by


def _breathes(slow: Stretch, brief: Stretch, settings: BurstSettings) -> bool:
    """Whether one stretch is breathing beneath a larger movement, of the trunk or a jerk: that goes on by itself."""
    jerk = bool(brief.strokes) and brief.span.duration_s <= settings.jerk_s
    beneath = slow.trace.part is Part.TRUNK or jerk
    return beneath and slow.amplitude <= settings.breath_level * brief.amplitude and _swells(slow, brief, settings)


def _slow_beside_jerk(slow: Stretch, jerk: Stretch, settings: BurstSettings) -> bool:
    """Whether one stretch is a stroke as brief as a jerk, and the other has none and goes on for twice as long."""
    brief = bool(jerk.strokes) and jerk.span.duration_s <= settings.jerk_s
    return brief and not slow.strokes and slow.span.duration_s >= 2.0 * jerk.span.duration_s


def _sinusoid_speed(leg: Leg) -> float:
    """Peak speed of a half sinusoid from 10% to 90% in a leg's time; what another's jerk adds to it does not count.

    It takes 2 asin(0.8) / pi = 0.59 of a half period T for that, and peaks at pi / 2 of amplitude / T.
    """
    return float(np.arcsin(0.8)) * leg.amplitude / max(leg.end_s - leg.onset_s, 1e-3)


def _near(first: MotionTrace, second: MotionTrace, settings: BurstSettings) -> bool:
    """Whether two regions lie next to each other."""
    x = max(first.box.left_px, second.box.left_px) - min(first.box.right_px, second.box.right_px)
    y = max(first.box.top_px, second.box.top_px) - min(first.box.bottom_px, second.box.bottom_px)
    apart = float(np.hypot(max(x, 0.0), max(y, 0.0)))
    return apart <= settings.region_distance * first.body_length_px


def largest_share(stretch: Stretch) -> float:
    """Largest share of the infant's area that moves at once during a stretch."""
    trace = stretch.trace
    inside = (trace.times_s >= stretch.span.start_s) & (trace.times_s <= stretch.span.end_s)
    return float(trace.active_share[inside].max(initial=0.0))


def evenness_of_stretch(stretch: Stretch) -> float:
    """How much better the strokes of a region repeat themselves than they differ in size."""
    return evenness_of(stretch.trace, stretch.strokes).margin
