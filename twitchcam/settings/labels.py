"""What each burst is taken for."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LabelSettings"]


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """The label rules; (judgement) marks a number without a source."""

    rhythm_strokes: int = 5
    """Fewest strokes of one part in a rhythm (judgement)."""
    rhythm_interval_cv: float = 0.3
    """Largest spread of the intervals of a rhythm (judgement)."""
    minor_rhythm_level: float = 0.45
    """Share of the largest displacement below which a rhythm lies beneath a larger movement. Of 568 rhythms of drawn
    infants and a real one's views ten lay below it, with intervals that spread by 0.10 at most; a restless movement's
    turns by 0.29."""
    rhythm_low_hz: float = 0.2
    """Slowest rhythm: clonic jerks down to 0.2 Hz in one definition, 1 to 3 a second in others."""
    rhythm_high_hz: float = 5.0
    """Fastest clonic rhythm; jitteriness and tremor start at 5 to 6 Hz."""
    unequal_phases: float = 1.4
    """The slower over the faster phase of a rhythm's strokes from which on they are unequal, as clonic ones are; those
    of tremor are equal. Of drawn rhythms nine in ten clonic ones had 1.41 to 2.0 and tremors 1.03 to 1.55, whose quick
    strokes are known to a frame or two only: so it tells clonic strokes from breathing, and nothing from tremor."""
    evenness: float = 0.15
    """Least difference between repeating and spread of amplitudes (see BurstSettings.evenness)."""
    restless_moving: float = 0.5
    """Share of its time that a wide movement moves above which it may be restlessness (judgement): that hardly pauses,
    while spasms of the whole body that come every few seconds rest between."""
    wide_evenness: float = 0.3
    """The same where much of the body moves, or many parts: restless movement of them came to 0.19, by chance."""
    sampling_share: float = 0.4
    """A rate above this share of the frame rate cannot be judged: it folds over at one half."""
    breathing_low_hz: float = 0.4
    """Slowest breathing."""
    breathing_high_hz: float = 1.3
    """Breathing at 0.5 to 0.83 Hz, and some room."""
    breathing_amplitude: float = 0.012
    """Largest displacement of breathing, body lengths (judgement: 5 mm on 50 cm, and some room)."""
    breathing_usual_hz: float = 0.9
    """Fastest breathing that another part is taken to be moved by: 0.83 Hz and some room. A clonic arm under a blanket
    beat at 1.2 Hz."""
    breathing_axial: float = 0.3
    """Least share of such a part that lies on head and trunk: arms that lie on the chest had 0.33 to 0.4."""
    breathing_repeat: float = 0.8
    """How well three or four breaths repeat themselves at least (judgement: whole runs of breaths did at 0.93 to
    0.98)."""
    breathing_share: float = 0.15
    """Least share of the infant's area that breathing moves where its parts cannot be told (judgement; breathing of one
    real infant moved 0.29 to 0.32, rhythms of a limb 0.05 to 0.14)."""
    slight_amplitude: float = 0.007
    """Movement of up to 3.5 mm on 50 cm, body lengths: a sinusoid of breathing's rate is breathing where parts cannot
    be told, and what moves axially or in two places, as chest and belly do, is a sigh (judgement: deep breaths were
    seen at 0.007, spasms at 0.02 and more)."""
    sigh_speed: float = 0.06
    """Peak speed, body lengths/s, below which a single movement that stays out for ``sigh_stay_s`` is no spasm and no
    jerk: deep breaths of up to 0.015 came to 0.03 and 0.04, 73 spasms to 0.093 and more."""
    sigh_stay_s: float = 0.4
    """See ``sigh_speed``: deep breaths stayed for 0.5 s and more, small jerks, of which an eighth are as slow before a
    slow camera, for 0.3 s at most."""
    sinusoid_ratio: float = 1.4
    """Largest median peak speed of a sinusoidal movement, in multiples of a true sinusoid's (judgement)."""
    slight_sinusoid_ratio: float = 2.0
    """The same of movement of up to ``slight_amplitude`` at usual rates of breathing: an infant breathes in faster than
    out, and pauses (one real infant at 1.7). Slow clonic strokes, of 0.008 and more, had 3.1 and more."""
    sucking_low_hz: float = 1.5
    """Slowest sucking."""
    sucking_high_hz: float = 2.5
    """Non-nutritive sucking at 2.1 Hz (Martens 2020)."""
    sucking_amplitude: float = 0.017
    """Largest displacement of sucking, body lengths (judgement): a jaw that opens by a centimetre, of 60."""
    sucking_share: float = 0.04
    """Largest share of the infant's area that sucking moves (judgement): chin, mouth and cheeks, in cells of a fist."""
    sucking_mouth_distance: float = 0.065
    """Farthest from the mouth that the middle of what sucking moves lies, body lengths. Of 76 bursts of sucking warped
    into views of a real infant it lay within 0.054 of where the face has the mouth, of 29 drawn ones within 0.02 and of
    one that was taken for too short at 0.064; the nearest of 60 rhythms of limbs at 0.092. Where a skeleton alone tells
    the mouth, which may be 0.13 off, sucking lay up to 0.14 from it, and hands beside the face, named face as well now
    and then, at 0.025 to 0.2."""
    sucking_sure_share: float = 0.02
    """Largest share of the infant's area that moves for a rhythm to be sucking wherever the mouth is: with
    ``sucking_sure_cv``, equal phases and ``rhythm_strokes`` 323 of 387 readings of bursts of sucking are so, and none
    of 135 of rhythms of sucking's rate and size in other parts."""
    sucking_sure_cv: float = 0.1
    """Largest spread of its intervals then."""
    sucking_sure_distance: float = 0.3
    """Farthest from a mouth that was found that it may lie then, body lengths (judgement): once a pose had the mouth
    0.25 off."""
    stiffening_s: float = 2.0
    """Shortest hold of a stiffening: over 2 s (ILAE), over 3 s (Wang and Cai)."""
    hold_part: float = 0.7
    """Least share of the time that a position is away, above 70% of its way, where it never rests: 324 readings of
    stiffenings had 0.76 and more, a head that turned smoothly and back with 0.8 s between 0.60 to 0.63. Without any
    pause it would be 0.37 (minimum jerk)."""
    released: float = 0.6
    """Share of a held displacement that is let go (judgement)."""
    stiffening_share: float = 0.15
    """Share of the infant's area that makes a hold of one region a stiffening: more than one limb, as a leg has 14% and
    an arm 9% of an infant's surface (Lund and Browder 1944)."""
    stiffening_level: float = 0.5
    """Least displacement of such a hold, as a share of how far anything goes meanwhile: of restless infants one region
    seemed held at 0.30 and 0.33 (judgement; stiffenings of fewer than half held several regions)."""
    stiffening_minor_level: float = 0.25
    """The same where several regions are held: what goes less far than a quarter of the largest movement is minor (see
    BurstSettings.minor_level). Stiffenings of several regions had 0.31 and more, restless movement once 0.21."""
    limb_hold_part: float = 0.5
    """Least share of a movement that the hold of one limb, or of several strokes, takes up for it to be more than a
    pause: jerks that stayed half way did so for 0.62 to 0.69 of their time, arms that wriggled for 0.22 to 0.36."""
    limb_hold_rise_s: float = 0.6
    """Longest time in which one limb comes to where it is held, 10% to 90%, for it to be more than a change of posture.
    17 of 18 readings of stiffenings that showed in one limb alone had 0.19 to 0.59 s, 17 of 18 of an arm that was laid
    beside the face and taken back 0.63 to 0.88 s, limbs laid elsewhere for good 0.8 to 1.7 s."""
    several_regions: int = 2
    """Separated regions from which on a movement is of several parts."""
    spasm_shortest_s: float = 0.5
    """A movement up to this long can be a jerk; spasms last 0.4 to 3 s in 86% by EMG (Wang and Cai)."""
    spasm_longest_s: float = 3.0
    """Longest movement taken for a spasm; 1 to 2 s (ILAE), to 3 s in 86% (Wang and Cai)."""
    spasm_strokes: int = 2
    """Most strokes of a spasm: out, and at most once more (judgement)."""
    plateau_s: float = 0.2
    """Time near the furthest point that a spasm has and a jerk has not (judgement)."""
    new_position: float = 0.75
    """Share of a stroke that is left at its end from which on it came to a new place: plateaus of 75 spasms and partial
    holds had left 0.7 at most, places that restless movement had come to 0.9 and more."""
    wavering_share: float = 0.05
    """Smallest place that may waver where it came to, share of the infant's area (judgement): limbs that twitch in a
    cluster move less mostly, and of larger ones none of 178 clusters stayed away as long."""
    plateau_amplitude: float = 0.008
    """Smallest movement whose plateau counts, or which is axial by itself, body lengths: what drifts behind a bump of
    the camera was seen at 0.005, deep breaths at 0.007, spasms at 0.02 and more."""
    lone_spasm_amplitude: float = 0.012
    """Smallest single spasm, body lengths, where no other burst is like it: 6 mm on 50 cm. Of 67 that were flagged in
    152 recordings eight were smaller, none of them right; those that were right had 0.0135 and more. In a series
    smaller ones count: hiccups were seen at 0.008."""
    two_sided: float = 0.35
    """How far a spasm may swing beyond where it started, share of its way out (see BurstSettings.rebound_level): spasms
    were seen at 0 to 0.1, restless movement of a limb or the head at 0.1 to 0.85."""
    axial_moving_share: float = 0.05
    """Share of the infant's area from which on a very small movement of head or trunk is theirs rather than that of a
    fold on them: a quarter of the head, which has 19% of an infant's surface (Lund and Browder 1944). Deep breaths
    were seen at 0.01 to 0.02."""
    part_hold_s: float = 1.0
    """Shortest stay part of the way that makes a jerk undecided (see BurstSettings.part_hold_s): half-held movements of
    2 to 5 s came to 1.28 s and more, 416 jerks to 0.15 s at most, and one to 0.85 s; this lies between."""
    limb_extent: float = 0.6
    """How far the places of one limb reach at most, body lengths: a leg and a foot, and a length that is out by a sixth
    (judgement)."""
    jerk_longest_s: float = 0.5
    """Longest single jerk: myoclonic jerks last under 0.4 s by EMG (Wang and Cai); the limb swings on a little."""
    cluster_longest_s: float = 2.0
    """Longest cluster of 2 to 4 irregular strokes: brief, 1 to 2 s."""
    even_cv: float = 0.2
    """Four strokes as even as this are undecided (judgement)."""
    dense_s: float = 5.0
    """As many strokes of one part as a rhythm has, within this time, are no brief jerks (judgement)."""
    repeat_gap_s: float = 2.15
    """Strokes of one part closer than this go on, where there are many of them (judgement: 2 s, and what a slow camera
    adds)."""
    most_turns: float = 3.2
    """Quick turns of a region a stroke, out and back being two, above which uneven movement wanders: 57 prolonged and
    uneven movements that were right had up to 2.4, five that were wrong 4 to 18 (an arm that had been laid elsewhere,
    hands)."""
    wander_share: float = 0.015
    """Share of the infant's area below which uneven movement may be flow that wanders (see
    BurstSettings.region_share)."""
    wander_moving: float = 0.75
    """Share of its time that such movement moves at least; irregular strokes of places as small had rests and moved for
    0.47 to 0.73 of theirs, flow on sheet and hair for 0.80 to 1."""
    wander_repeat: float = 0.3
    """How little it repeats itself: flow on sheet and hair by 0 to 0.23, irregular strokes of places as small mostly by
    0.33 to 0.70."""
    carried_level: float = 0.5
    """How far a spasm may go, share of a wide restless movement at the same time, to be carried along by it: nine
    that were false came to 0.12 to 0.48."""
    carried_share: float = 0.5
    """Share of its time that lies in that movement (judgement)."""
    carrying_longest_s: float = 10.0
    """Longest restless movement that carries others along; in what goes on for longer a spasm is one by itself
    (judgement)."""
    prolonged_s: float = 5.0
    """Repeated strokes without rhythm beyond this are prolonged: sustained over 5 s."""
    gross_share: float = 0.2
    """Share of the infant's area from which on irregular movement is of the whole body (judgement; restless movement
    was seen at 0.24 to 0.46, rhythms of a limb at 0.05 to 0.14)."""
    whole_share: float = 0.25
    """Share of the infant's area from which on a stroke of one region is of the whole body, however brief: limbs under
    a blanket were seen at up to 0.23 (440 readings of brief jerks), one startle under one at 0.26 to 0.29, twitches of
    the trunk at 0.33 to 0.6."""
    startle_share: float = 0.1
    """Share of the infant's area from which on a brief stroke of head or trunk with another region is no twitch: of 469
    brief jerks of drawn and real infants none was, of 6 brief startles three."""
    tiny_share: float = 0.007
    """Share of the infant's area below which a stroke that stays is no jerk, whatever its size (see
    BurstSettings.tiny_share): 1,000 jerks that were right moved more or came back at once."""
    gross_regions: int = 3
    """Separated regions from which on irregular movement is of the whole body (judgement)."""
    quick_speed: float = 0.05
    """Speed that jerks were seen to exceed, body lengths/s; shown, never decisive alone."""
    clear_signal: float = 60.0
    """Displacement in multiples of its noise that the smallest jerks looked for have; shown, never decisive alone."""
    series_members: int = 2
    """Fewest spasm-like bursts of a series."""
    series_brief_members: int = 3
    """Fewest bursts of a series of single jerks of much of the body: two may be two startles (judgement)."""
    series_axial_share: float = 0.12
    """Share of the body from which on a movement of the trunk can be a hiccup. Of 53 places in 461 recordings that
    jerked three times and more in the same way, seven were hiccups, with 0.15 to 0.47; jerks had 0.16 at most without a
    blanket, 0.22 under one."""
    series_axial: float = 0.35
    """Share of such a region that lies on head and trunk; hiccups had 0.35 to 0.58 where the pose was known."""
    series_brief_s: float = 0.4
    """Duration from which on brief jerks of a series may be hiccups: those lasted 0.40 to 0.56 s, jerks of as much of
    the body up to 0.33 s."""
    series_plateau_s: float = 0.15
    """Time near the furthest point that these have at least; hiccups had 0.15 to 0.28 s."""
    series_brief_share: float = 0.66
    """Least share of such bursts among all of the series from the first to the last: of hiccups nearly all stay near
    their furthest point, of jerks under a blanket, which moves as a whole, three of eight (judgement)."""
    series_interval_s: float = 60.0
    """Longest usual time from one to the next (judgement; typical are 5 to 10 s)."""
    series_similarity: float = 0.4
    """How alike the members of a series are at least; shown (judgement)."""
    rhythm_pause_s: float = 10.0
    """Rhythmic bursts closer than this are one episode: sleep twitches come in bursts up to 10 s apart."""
    rate_ratio: float = 2.0
    """Largest ratio of the rates of rhythmic bursts of one episode (judgement: rhythms slow down as they end). After
    more than ``repeat_gap_s`` times that of their amplitudes: 31 of 32 pairs of one rhythm had at most 1.6 and one
    1.8, three of two rhythms 2.1 to 4.7."""
    exclusion_margin_s: float = 0.3
    """How far around an excluded stretch movement is still its echo."""
    visitor_beat: float = 1.0
    """How much a hand that pats changes in a rhythm that it pushes, in standard deviations of the change of what it
    pushes (see `twitchcam.bursts.beats`): as much at least, by its meaning. Of 19 rhythms that hands pushed 18 had 1.9
    and more (0.55 one, mostly as the hand left), of 75 of limbs under hands 74 had 0.78 and less (1.5 one)."""
    excluded_share: float = 0.3
    """A burst with more than this share in excluded stretches is not judged."""
    length_error: float = 0.17
    """How far off a body length may be: everything is judged with lengths this much smaller and larger as well. Those
    of sure body maps spread by 0.1 (drawn infants) to 0.18 (views of a real one), as the standard deviation of the
    logarithm. 0: it is judged once."""
    same_event: float = 0.3
    """Least overlap over union of two readings' events that are the same (judgement)."""
    least_support: float = 0.5
    """Share of readings that an event needs: most of them."""
    least_confidence: float = 0.5
    """Least confidence of a brief jerk that is told: below it findings were wrong more often than right. Half of the F1
    reached is where a cut makes F1 largest (Lipton, Elkan and Naryanaswamy 2014)."""
    review_weight: float = 1.4
    """How much more a reading counts that finds what needs review: of nine four are enough (judgement: calling such a
    pattern a brief jerk is the worst error)."""
