"""The rules that turn one burst into a pattern.

With n strokes of the leading region, CV the spread of their intervals, r their rate, f the sampling rate and
duration d, and a tolerance of one frame, 1/f, on every duration (a movement reaches out by up to half a frame
on either side of the frames that show it), the first rule that holds decides:

1. n >= rhythm_strokes and r > sampling_share x f: undecided, the recording is too slow to tell its rate.
2. n >= rhythm_strokes, or n >= 3 that repeat themselves by breathing_repeat; at the trunk (or, up to
   breathing_usual_hz, with it or at least breathing_axial on it, as an arm is that lies on the chest, and up to
   slight_amplitude the head, which goes along with the chest by less; or, where parts cannot be told, up to
   slight_amplitude, or up to breathing_usual_hz of at least breathing_share of the body or repeating itself by
   breathing_repeat), breathing_low_hz <= r <= breathing_high_hz, a median amplitude A of the strokes <=
   breathing_amplitude, a median peak speed of at most sinusoid_ratio x pi r A (slight_sinusoid_ratio up to
   slight_amplitude and breathing_usual_hz), and, above breathing_usual_hz or where the largest is above
   breathing_amplitude, phases that differ by less than unequal_phases: breathing.
3. n >= rhythm_strokes, low <= r, CV <= limit, and even (repeat - amplitude_cv >= evenness, or wide_evenness where the
   moving share is at least gross_share, or in gross_regions places, and it moves for more than restless_moving of its
   time: what rests between its strokes is not restless): rhythmic up to rhythm_high_hz, tremor above. The
   limit is rhythm_interval_cv; even_cv where the median of the strokes is less than minor_rhythm_level of how far
   anything goes, since restless movement holds regions that turn like that by chance.
4. A position held for at least stiffening_s and let go again, of several separated regions and at least
   stiffening_minor_level of how far anything goes, or of at least stiffening_share of the body and stiffening_level of
   that: stiffening. It is held while it rests, or for hold_part of the time that it is away: what turns smoothly and
   back is not.
5. One stroke of less than sigh_speed within cluster_longest_s + 1/f that stays out for sigh_stay_s + 1/f, and not for
   part_hold_s: gross_movement, a sigh. Jerk-like onset, spasm_shortest_s + 1/f < d <= spasm_longest_s, and at most
   spasm_strokes strokes that are axial or have a plateau of at least plateau_s + 1/f, or fewer than rhythm_strokes of
   several separated regions, without a plateau beyond spasm_shortest_s + 2.5/f (what a jerk lasts at most, rule 11):
   single_spasm_like, unless two strokes and more of up to jerk_longest_s each follow one another in one limb, or
   within limb_extent where parts cannot be told, in fewer than gross_regions places: those are jerks of it, and hip
   and foot are two places. Nor does a plateau count in one place, or that it is axial, where all of two strokes and
   more last up to spasm_shortest_s: none of them would be a spasm by itself. But where a place of at least
   wavering_share of the body stays half of its way out for spasm_shortest_s + 1/f at once, fewer than rhythm_strokes
   strokes are its wavering. So is a jerk of any length up to spasm_longest_s that moves at least gross_share of the
   body in at least gross_regions places (a startle), or at least whole_share of it in one place (to and fro for
   cluster_longest_s + 1/f at most), or head or trunk and another region together (startle_share; not to and fro), by
   slight_amplitude: only twitches of hands and feet are normal in several places at once.
6. n = 4, CV <= even_cv and even, but not beneath a larger movement (rule 3): undecided, one stroke short of a rhythm,
   however much moves.
7. A position of one place, come to within limb_hold_rise_s, held as in rule 4 and for limb_hold_part of d, and let go:
   undecided, however much moves as well. Tonic movement of a newborn may take one limb alone (ILAE, Pressler et al.
   2021), and so may an ordinary posture, which is come to at leisure.
8. Wide movement (moving share >= gross_share, or at least gross_regions separated regions) with n >= rhythm_strokes or
   longer than a cluster: gross_movement. It comes after the tests for rhythm, hold and spasm. So is n >= rhythm_strokes
   of a region that wanders: one that turns quickly more than most_turns times a stroke, or one of less than
   wander_share of the body that moves for wander_moving of the time and repeats itself by less than wander_repeat.
   Otherwise n >= rhythm_strokes: undecided up to prolonged_s, prolonged above.
9. Movement that does not start like a jerk: gross_movement.
10. n = 4, CV <= even_cv and strokes alike (repeat >= amplitude_cv): undecided. So is a jerk of up to prolonged_s + 1/f
    that stays where it came to, or part of the way, for at least part_hold_s before it is let go, and, where there
    are more strokes, for limb_hold_part of d: what pauses between them wriggles.
11. n = 1 and d <= jerk_longest_s + 2.5/f (a frame at either end, and what a peak between frames adds): single_jerk.
    2 <= n <= 4 and d <= cluster_longest_s + 1/f: jerk_cluster. But with a plateau of at least plateau_s + 1/f, of up to
    slight_amplitude and less than startle_share, or of less than tiny_share, gross_movement: jerks come back at once,
    and sighs stay.
12. A plateau of at least plateau_s + 1/f in up to prolonged_s + 1/f, n = 4, or n = 3 alike with CV <= limit:
    undecided, partly held or partly in rhythm. Anything left: gross_movement, as three uneven turns in some seconds
    are.

Where no other burst is like it, a movement longer than a jerk (rule 11) is no spasm and has no plateau below
lone_spasm_amplitude. A plateau counts from plateau_amplitude on, where no more than new_position of its stroke is left
at the end, and in rule 5 so does an axial movement of one place alone, or from axial_moving_share of the body on: a
head that turns and stays is no spasm. There nothing of up to slight_amplitude counts but a plateau. None of them does
where the movement goes to and fro: to the other side of where it started by more than two_sided of its way out.

Sucking is told from rhythms of other parts over several bursts (see `twitchcam.labels.events`).
Sources and judgements for the numbers stand beside them in `LabelSettings`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from twitchcam.labels.criteria import alike, confidence_of, decisive, evenness_margin, reason
from twitchcam.records import Burst, Part, Pattern, Reason
from twitchcam.settings import LabelSettings

__all__ = ["Verdict", "is_wide", "judge_burst", "nearly_rhythmic"]

_JERK_FRAMES = 2.5
"""Frames that a jerk may be longer for: one at either end; and where its peak falls between two frames, what is left of
it afterwards weighs more, and it seems to come back later (at 10 frames a second two of 58 lasted 0.72 s)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a burst is taken for, and why."""

    pattern: Pattern
    reasons: tuple[Reason, ...]
    confidence: float


def is_wide(burst: Burst, settings: LabelSettings) -> bool:
    """Whether much of the body moves, or many parts of it."""
    return burst.share >= settings.gross_share or burst.separated_regions >= settings.gross_regions


def judge_burst(burst: Burst, settings: LabelSettings, *, alone: bool = False) -> Verdict:
    """Apply the rules to one burst; see the module's text.

    Parameters
    ----------
    burst : Burst
    settings : LabelSettings
    alone : bool
        Whether no other burst is known to be like it, which rules 5 and 12 ask.
    """
    pattern, criteria = _decide(burst, settings, alone=alone)
    reasons = decisive(_reasons(burst, settings), criteria)
    return Verdict(pattern, reasons, confidence_of(reasons))


def _decide(burst: Burst, settings: LabelSettings, *, alone: bool) -> tuple[Pattern, tuple[str, ...]]:
    """Return the pattern, and the criteria that the deciding rule asks for."""
    small = alone and _small(burst, settings)
    duration_s, strokes = burst.span.duration_s, len(burst.strokes)
    frame_s = 1.0 / burst.sampling_hz
    many = strokes >= settings.rhythm_strokes
    if burst.rate_hz is not None and _breathing(burst, settings):
        return Pattern.BREATHING, ("rate_hz", "amplitude")
    if many and burst.rate_hz is not None:
        if burst.rate_hz > settings.sampling_share * burst.sampling_hz:
            return Pattern.UNDECIDED, ("strokes", "sampling_limit_hz")
        if _rhythmic(burst, settings):
            fast = burst.rate_hz > settings.rhythm_high_hz
            return (Pattern.TREMOR if fast else Pattern.RHYTHMIC), ("strokes", "interval_cv", "evenness")
    one_place = burst.features["hold_share"] >= settings.stiffening_share
    one_place = one_place and burst.features["hold_level"] >= settings.stiffening_level
    several = burst.features["hold_regions"] >= settings.several_regions
    several = several and burst.features["hold_level"] >= settings.stiffening_minor_level
    held = burst.hold_s >= settings.stiffening_s and burst.features["hold_part"] >= settings.hold_part
    if held and (one_place or several):
        return Pattern.STIFFENING, ("hold_s", "hold_share", "hold_regions")
    if _sigh(burst, settings):
        return Pattern.GROSS_MOVEMENT, ("peak_speed", "plateau_s")
    if not small and _spasm_like(burst, settings):
        stays = "away_s" if _wavers(burst, settings) else "plateau_s"
        return Pattern.SINGLE_SPASM_LIKE, ("duration_s", stays, "separated_regions")
    if nearly_rhythmic(burst, settings):
        return Pattern.UNDECIDED, ("strokes", "interval_cv", "evenness")
    if (
        held
        and burst.hold_s >= settings.limb_hold_part * duration_s
        and burst.features["hold_rise_s"] <= settings.limb_hold_rise_s
    ):
        return Pattern.UNDECIDED, ("hold_s",)
    if is_wide(burst, settings) and (many or duration_s > settings.cluster_longest_s + frame_s):
        return Pattern.GROSS_MOVEMENT, ("share_of_body", "separated_regions")
    if many and burst.features["turns"] > settings.most_turns:
        return Pattern.GROSS_MOVEMENT, ("turns",)
    if many and _wanders(burst, settings):
        return Pattern.GROSS_MOVEMENT, ("share_of_body", "evenness")
    if many:
        long = duration_s > settings.prolonged_s
        return (Pattern.PROLONGED if long else Pattern.UNDECIDED), ("strokes", "interval_cv")
    if not burst.jerk_like_onset or not strokes:
        return Pattern.GROSS_MOVEMENT, ("peak_speed",)
    return _few_strokes(burst, settings, small=small)


def nearly_rhythmic(burst: Burst, settings: LabelSettings) -> bool:
    """Whether a burst is one stroke short of a rhythm (rule 6)."""
    return _four_even(burst, settings) and _repeats(burst, settings) and not _minor(burst, settings)


def _small(burst: Burst, settings: LabelSettings) -> bool:
    """Whether a movement is too small to be a spasm where nothing else is like it, and too long for a jerk."""
    long = burst.span.duration_s > settings.jerk_longest_s + _JERK_FRAMES / burst.sampling_hz
    return long and burst.amplitude < settings.lone_spasm_amplitude


def _sigh(burst: Burst, settings: LabelSettings) -> bool:
    """Whether a single movement comes slowly and stays (rule 5)."""
    frame_s = 1.0 / burst.sampling_hz
    brief = burst.span.duration_s <= settings.cluster_longest_s + frame_s and _stays_s(burst) < settings.part_hold_s
    stays = burst.features["plateau_s"] >= settings.sigh_stay_s + frame_s
    return len(burst.strokes) == 1 and brief and stays and burst.peak_speed < settings.sigh_speed


def _few_strokes(burst: Burst, settings: LabelSettings, *, small: bool) -> tuple[Pattern, tuple[str, ...]]:
    """Rules 10 to 12, for one to four strokes."""
    duration_s, strokes = burst.span.duration_s, len(burst.strokes)
    frame_s = 1.0 / burst.sampling_hz
    if _four_even(burst, settings):
        return Pattern.UNDECIDED, ("strokes", "interval_cv")
    brief = duration_s <= settings.prolonged_s + frame_s
    least_s = settings.part_hold_s if strokes == 1 else max(settings.part_hold_s, settings.limb_hold_part * duration_s)
    if brief and _stays_s(burst) >= least_s:
        return Pattern.UNDECIDED, ("part_hold_s",)
    single = strokes == 1 and duration_s <= settings.jerk_longest_s + _JERK_FRAMES * frame_s
    cluster = strokes >= 2 and duration_s <= settings.cluster_longest_s + frame_s
    slight = burst.amplitude <= settings.slight_amplitude and burst.share < settings.startle_share
    slight = slight or burst.share < settings.tiny_share
    if (single or cluster) and slight and burst.features["plateau_s"] >= settings.plateau_s + frame_s:
        return Pattern.GROSS_MOVEMENT, ("amplitude", "plateau_s")
    if single or cluster:
        return (Pattern.SINGLE_JERK, ("duration_s",)) if single else (Pattern.JERK_CLUSTER, ("duration_s", "strokes"))
    even = (burst.interval_cv or 0.0) <= settings.rhythm_interval_cv and alike(burst)
    stays = brief and not small and _has_plateau(burst, settings)
    if stays or strokes == settings.rhythm_strokes - 1 or (strokes >= 3 and even):
        return Pattern.UNDECIDED, ("duration_s", "plateau_s")
    return Pattern.GROSS_MOVEMENT, ("duration_s", "plateau_s")


def _four_even(burst: Burst, settings: LabelSettings) -> bool:
    """One stroke short of a rhythm, and as even as one, in its intervals and at all in its strokes."""
    almost = len(burst.strokes) == settings.rhythm_strokes - 1 and alike(burst)
    return almost and burst.interval_cv is not None and burst.interval_cv <= settings.even_cv


def _stays_s(burst: Burst) -> float:
    """How long a region stays where it came to, or part of the way back, before it is let go."""
    return max(burst.features["part_hold_s"], burst.hold_s)


def _repeats(burst: Burst, settings: LabelSettings) -> bool:
    """Whether the strokes are alike, and the movement repeats itself."""
    restless = is_wide(burst, settings) and burst.moving_share > settings.restless_moving
    limit = settings.wide_evenness if restless else settings.evenness
    return evenness_margin(burst) >= limit


def _rhythmic(burst: Burst, settings: LabelSettings) -> bool:
    if burst.rate_hz is None or burst.interval_cv is None:
        return False
    slow_enough = burst.rate_hz >= settings.rhythm_low_hz
    limit = settings.even_cv if _minor(burst, settings) else settings.rhythm_interval_cv
    return slow_enough and burst.interval_cv <= limit and _repeats(burst, settings)


def _minor(burst: Burst, settings: LabelSettings) -> bool:
    """Whether the strokes lie beneath a larger movement."""
    usual = float(np.median([stroke.amplitude for stroke in burst.strokes]))
    return usual < settings.minor_rhythm_level * burst.amplitude


def _wanders(burst: Burst, settings: LabelSettings) -> bool:
    """Whether a small region keeps moving without doing anything twice; strokes have rests between them, or repeat."""
    restless = burst.moving_share >= settings.wander_moving and burst.features["repeat"] < settings.wander_repeat
    return burst.share < settings.wander_share and restless


def _breathing(burst: Burst, settings: LabelSettings) -> bool:
    """Small, sinusoidal and at the trunk, or of so much of the body that the trunk is in it."""
    rate_hz = burst.rate_hz or 0.0
    repeats = len(burst.strokes) >= 3 and burst.features["repeat"] >= settings.breathing_repeat
    slight = burst.amplitude <= settings.slight_amplitude and rate_hz <= settings.breathing_usual_hz
    most = settings.slight_sinusoid_ratio if slight else settings.sinusoid_ratio
    sinusoidal = 0.0 < burst.features["speed_ratio"] <= most
    unusual = rate_hz > settings.breathing_usual_hz or burst.amplitude > settings.breathing_amplitude
    unequal = burst.features.get("phase_ratio", 1.0) >= settings.unequal_phases
    sinusoidal = sinusoidal and not (unusual and unequal)
    return (
        (len(burst.strokes) >= settings.rhythm_strokes or repeats)
        and _where_breathing_shows(burst, rate_hz, settings)
        and settings.breathing_low_hz <= rate_hz <= settings.breathing_high_hz
        and float(np.median([stroke.amplitude for stroke in burst.strokes])) <= settings.breathing_amplitude
        and sinusoidal
    )


def _where_breathing_shows(burst: Burst, rate_hz: float, settings: LabelSettings) -> bool:
    """Whether a burst lies at the trunk, on it or next to it, or is so wide or slight that it may."""
    if burst.parts[0] is Part.TRUNK:
        return True
    slight = burst.amplitude <= settings.slight_amplitude
    if burst.parts[0] is Part.UNKNOWN:
        wide = burst.share >= settings.breathing_share or burst.features["repeat"] >= settings.breathing_repeat
        if slight or (wide and rate_hz <= settings.breathing_usual_hz):
            return True
    if burst.parts[0] in {Part.HEAD, Part.FACE} and not slight:
        return False
    on_it = Part.TRUNK in burst.parts or burst.features["axial_share"] >= settings.breathing_axial
    return on_it and rate_hz <= settings.breathing_usual_hz


def _has_plateau(burst: Burst, settings: LabelSettings) -> bool:
    """Whether a movement stays near its furthest point; of a very small one that cannot be told from drift."""
    frame_s = 1.0 / burst.sampling_hz
    long_enough = burst.features["plateau_s"] >= settings.plateau_s + frame_s
    large = burst.amplitude >= settings.plateau_amplitude
    return large and long_enough and not _to_and_fro(burst, settings) and not _stays_there(burst, settings)


def _stays_there(burst: Burst, settings: LabelSettings) -> bool:
    """Whether the stroke that stays longest is never let go: a new position is no plateau."""
    longest = max(burst.strokes, key=lambda stroke: stroke.plateau_s, default=None)
    return longest is not None and longest.residual > settings.new_position


def _to_and_fro(burst: Burst, settings: LabelSettings) -> bool:
    """Whether a movement goes about as far to the other side of where it started; a spasm goes out and comes back."""
    return burst.features["two_sided"] > settings.two_sided


def _startles(burst: Burst, settings: LabelSettings) -> bool:
    """Whether all of the body moves, much of it in three places, or head or trunk with a limb, however briefly."""
    wide = burst.share >= settings.gross_share and burst.separated_regions >= settings.gross_regions
    wide = wide or burst.features["largest_share"] >= settings.whole_share
    several = burst.separated_regions >= settings.several_regions
    if _to_and_fro(burst, settings):
        # Restless for longer than a cluster; up to that a twitch of the whole body.
        wide = wide and burst.span.duration_s <= settings.cluster_longest_s + 1.0 / burst.sampling_hz
    else:
        wide = wide or (burst.axial and several and burst.share >= settings.startle_share)
    return (
        wide
        and burst.amplitude > settings.slight_amplitude
        and burst.span.duration_s <= settings.spasm_longest_s
        and 1 <= len(burst.strokes) <= settings.spasm_strokes
    )


def _spasm_like(burst: Burst, settings: LabelSettings) -> bool:
    if burst.jerk_like_onset and _startles(burst, settings):
        return True
    frame_s = 1.0 / burst.sampling_hz
    long_enough = settings.spasm_shortest_s + frame_s < burst.span.duration_s <= settings.spasm_longest_s
    several = burst.separated_regions >= settings.several_regions
    plateau = _has_plateau(burst, settings) and (several or not _only_jerks(burst, settings))
    large = burst.amplitude >= settings.plateau_amplitude or burst.share >= settings.axial_moving_share
    axial = burst.axial and large and not _stays_there(burst, settings)
    axial = axial and (several or not _only_jerks(burst, settings))
    spread = burst.amplitude > settings.slight_amplitude and (several or axial)
    wavers = _wavers(burst, settings)
    few = 1 <= len(burst.strokes) <= (settings.rhythm_strokes - 1 if several or wavers else settings.spasm_strokes)
    spread = spread and not _one_by_one(burst, settings)
    longer = burst.span.duration_s > settings.spasm_shortest_s + _JERK_FRAMES * frame_s
    there = plateau or (spread and longer and not _to_and_fro(burst, settings)) or wavers
    return burst.jerk_like_onset and long_enough and few and there


def _wavers(burst: Burst, settings: LabelSettings) -> bool:
    """Whether several strokes are the wavering of a larger place that stays away, and not a cluster."""
    long_s = settings.spasm_shortest_s + 1.0 / burst.sampling_hz
    large = burst.share >= settings.wavering_share and burst.amplitude >= settings.lone_spasm_amplitude
    return len(burst.strokes) >= 2 and large and burst.features["away_s"] >= long_s


def _only_jerks(burst: Burst, settings: LabelSettings) -> bool:
    """Whether there are several strokes, each as brief as a jerk: one by itself would be none of a spasm either."""
    longest_s = max((stroke.end_s - stroke.onset_s for stroke in burst.strokes), default=0.0)
    return len(burst.strokes) >= 2 and longest_s <= settings.spasm_shortest_s


def _one_by_one(burst: Burst, settings: LabelSettings) -> bool:
    """Whether one limb jerks and comes back several times; a spasm goes out and stays there for a moment."""
    longest_s = max((stroke.end_s - stroke.onset_s for stroke in burst.strokes), default=0.0)
    small = burst.parts[0] is Part.UNKNOWN and burst.features["extent"] <= settings.limb_extent
    one_limb = len(burst.parts) == 1 and (burst.parts[0].is_limb or small) and not burst.axial
    one_limb = one_limb and burst.separated_regions < settings.gross_regions
    return one_limb and len(burst.strokes) >= 2 and longest_s <= settings.jerk_longest_s


def _reasons(burst: Burst, settings: LabelSettings) -> tuple[Reason, ...]:
    """Every criterion with this burst's value; which of them decided is marked later."""
    duration_limit_s = settings.jerk_longest_s if len(burst.strokes) <= 1 else settings.cluster_longest_s
    frame_s = 1.0 / burst.sampling_hz
    several = len(burst.strokes) >= 3
    evenness = evenness_margin(burst) if several else None
    return (
        reason("duration_s", burst.span.duration_s, duration_limit_s + frame_s),
        reason("strokes", len(burst.strokes), settings.rhythm_strokes),
        reason("interval_cv", burst.interval_cv, settings.rhythm_interval_cv),
        reason("evenness", evenness, settings.evenness),
        reason("rate_hz", burst.rate_hz, settings.rhythm_high_hz),
        reason("turns", burst.features["turns"] if burst.strokes else None, settings.most_turns),
        reason("phase_ratio", burst.features.get("phase_ratio"), settings.unequal_phases),
        reason("sampling_limit_hz", burst.rate_hz, settings.sampling_share * burst.sampling_hz),
        reason("hold_s", burst.hold_s, settings.stiffening_s),
        reason("hold_share", burst.features["hold_share"], settings.stiffening_share),
        reason("hold_regions", burst.features["hold_regions"], settings.several_regions),
        reason("released", burst.released if burst.hold_s > 0 else None, settings.released),
        reason("part_hold_s", _stays_s(burst), settings.part_hold_s),
        reason("plateau_s", burst.features["plateau_s"], settings.plateau_s + frame_s),
        reason("away_s", burst.features["away_s"], settings.spasm_shortest_s + frame_s),
        reason("share_of_body", burst.share, settings.gross_share),
        reason("separated_regions", burst.separated_regions, settings.several_regions),
        reason("axial", float(burst.axial), 1.0),
        reason("peak_speed", burst.peak_speed, settings.quick_speed),
        reason("amplitude", burst.amplitude, settings.breathing_amplitude),
        reason("signal_to_noise", burst.signal_to_noise, settings.clear_signal),
    )
