"""How movement is put together into strokes, bursts and series."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BurstSettings"]


@dataclass(frozen=True, slots=True)
class BurstSettings:
    """Strokes, bursts and series."""

    least_amplitude: float = 0.003
    """Smallest turn of a trace that counts, body lengths; a third of the smallest jerk looked for, as small places show
    it (see LookSettings.smallest_movement)."""
    least_z: float = 6.0
    """Smallest turn of a trace in multiples of its noise."""
    least_reach_z: float = 25.0
    """Smallest reach of an episode, and smallest leg of a stretch, in multiples of the trace's noise. Wandering flow of
    regions without texture was seen at up to 24, since its errors are not independent; of 790 findings that were right
    all but three stood at 30 and more, the smallest jerks at 60."""
    tremor_legs: int = 8
    """Legs, four strokes, from which on a tremor stands out by the median of them: its reach is half a stroke, as it
    goes to both sides of where it started."""
    tremor_leg_s: float = 0.2
    """Longest mean leg of a tremor: 2.5 Hz, above which there is neither breathing nor sucking."""
    most_noise: float = 0.0006
    """Noise of a trace from which on it says nothing, body lengths: flow without texture wanders. None of 675 findings
    that were right in 157 recordings was led by a trace of more; of 76 false ones, 5 were."""
    nowhere_share: float = 0.003
    """Smallest region, as a share of the picture, that says something where no infant was found: six cells of 1,700. A
    whole picture has three times as many places as an infant where noise may look like a jerk. There 14 of 18 false
    findings were led by smaller ones, none of 58 right ones was (a sucking mouth had 0.0038)."""
    tiny_share: float = 0.007
    """Smallest region of a part that cannot be told, share of the infant, where it is small (``tiny_area``) too."""
    tiny_area: float = 0.005
    """Smallest box of such a region, square body lengths: 7% by 7%, a hand's width. Of what smaller ones led or held on
    for longer six findings were false and none was right; with 0.006 and any share two jerks of 400 were lost."""
    drift_speed: float = 0.005
    """Slower legs are settling, not movement, body lengths/s; the slowest movement looked for goes at 0.02."""
    ripple_level: float = 0.25
    """A turn smaller than this share of both neighbours is a ripple on a larger movement."""
    quick_s: float = 0.45
    """Longest rise, 10% to 90%, of a stroke; myoclonic jerks last under 0.4 s by EMG (Wang and Cai), and a frame
    of a slow camera adds to it."""
    jerk_s: float = 0.45
    """Longest stroke that is as brief as a jerk, there and back; what breathes beneath a longer one may be part of it
    (judgement: myoclonic jerks last under 0.4 s by EMG, Wang and Cai, and a frame)."""
    outdone_by: float = 3.0
    """How many times as fast as a breath a leg is at least that follows it and is no way back (judgement)."""
    rebound_s: float = 0.5
    """Time after a stroke in which a small stroke is its rebound."""
    rebound_level: float = 0.35
    """Largest rebound, share of the stroke's amplitude."""
    plateau_level: float = 0.7
    """Share of the largest displacement above which a position counts as held."""
    minor_level: float = 0.25
    """Strokes below this share of the largest leg of their stretch are minor and not counted."""
    end_level: float = 0.45
    """A stroke ends when it has come back below this share of its amplitude."""
    rest_speed_level: float = 0.12
    """A stroke has come to rest below this share of its peak speed."""
    settle_s: float = 3.0
    """A position held longer than this after a stroke is a position, not part of the stroke."""
    lead_s: float = 0.25
    """How far before a region is seen moving its trace is read."""
    trail_s: float = 0.6
    """How far after a region was last seen moving its trace is read."""
    held_together_s: float = 2.0
    """Shortest hold of several places at once that says how long a movement lasts: a stiffening's (see
    LabelSettings.stiffening_s). With 1 s the plateaus of spasms did, and seven more were false in 573 recordings."""
    hold_amplitude: float = 0.010
    """Smallest displacement of a hold, body lengths."""
    release_level: float = 0.6
    """Share of a held displacement that must be let go."""
    let_go_s: float = 0.5
    """How long what was held has to stay let go; restless movement comes back at once (judgement)."""
    part_hold_level: float = 0.45
    """Share of a stroke's amplitude from which on a limb counts as held part of the way: half, less what flow is out by
    (judgement). At a third, six more of 300 brief jerks that swing back slowly counted, at 0.45 one."""
    part_hold_spread: float = 0.2
    """How much a position may vary that is held part of the way, share of the amplitude (judgement)."""
    part_hold_s: float = 0.8
    """Shortest time that a limb stays part of the way; jerks swing back, then rest, within 0.4 s."""
    part_hold_lead: float = 0.7
    """Share of the largest amplitude of a burst from which on a region's partial hold counts (judgement): what moves
    beside a jerk that slides back was seen at 0.67."""
    part_hold_longest_s: float = 5.0
    """Longest time from such a stroke to its end; later movement of the limb is another one."""
    borrowed_hold_s: float = 1.0
    """Shortest hold of which only one end was seen in the region itself (judgement)."""
    borrowed_beyond: float = 1.2
    """How far back such a hold goes at most, in ways out: what goes on beyond has moved elsewhere (judgement)."""
    borrowed_rise_s: float = 0.9
    """Longest way out of such a hold: see `LabelSettings.limb_hold_rise_s`."""
    longest_hold_s: float = 60.0
    """Longer than this apart, going and coming back are two movements."""
    join_gap_s: float = 1.0
    """Strokes of one part closer than this belong to one burst."""
    rhythm_gap_s: float = 5.5
    """Strokes of one part up to this far apart can be a rhythm: 0.2 Hz and some jitter."""
    rhythm_strokes: int = 5
    """Fewest strokes of a rhythm."""
    rhythm_sure_strokes: int = 8
    """Strokes from which on a rhythm of a region that moves less than others is no chance."""
    uneven_regions: int = 2
    """Regions that turn as often without rhythm from which on a short rhythm beside them may be chance (judgement)."""
    lead_level: float = 0.5
    """Share of the largest amplitude from which on a region may lead by its rhythm."""
    rate_window_cycles: float = 5.0
    """Length of the windows that the rate of a rhythm is read off from, in periods: a rhythm that slows down by a third
    over ten strokes does so by a seventh in one (judgement)."""
    rate_range: float = 3.0
    """How far the rate may lie from that of the strokes, either way: two of three may be missed (judgement)."""
    rate_level: float = 0.8
    """Share of the highest maximum of a periodogram from which on a faster one is the rate: at 0.9 and intervals that
    spread by 15%, a tenth of 96 rates came out at half, at 0.8 half as many."""
    rate_fit: float = 0.4
    """Share of a movement that a rate has to explain: pulses with intervals that spread by 5% came to 0.46 and more, by
    15% to 0.24 and more, where one rate in sixteen was wrong."""
    rhythm_spread: float = 1.67
    """Largest ratio of an interval to the median of its rhythm, either way."""
    evenness: float = 0.15
    """Least difference between how well a rhythm repeats itself (correlation) and how much its amplitudes spread (CV):
    rhythms were seen at 0.26 to 0.54, irregular movement of many parts at -0.23 to 0.05."""
    slow_rhythm_cv: float = 0.2
    """Largest spread of the intervals where strokes stand apart: chance makes random jerks look even now and then."""
    short_rhythm_cv: float = 0.12
    """The same for a run of just ``rhythm_strokes``, whose four intervals look even by chance more often."""
    apart_stroke_s: float = 0.65
    """Longest usual stroke of a rhythm whose strokes stand apart: of 67 slow clonic rhythms 0.18 to 0.51 s, of breaths
    0.76 to 1.03 s, of spasms 1.1 s."""
    faint_level: float = 0.4
    """Least amplitude of a stroke that is known by its regularity alone, as a share of those seen (judgement)."""
    faint_z: float = 8.0
    """Least amplitude of such a stroke, in multiples of the trace's noise."""
    faint_known: int = 2
    """How many strokes of a rhythm have to be seen moving by themselves."""
    faint_sinusoid_ratio: float = 1.4
    """Least median peak speed of such strokes, in multiples of a sinusoid's of their rate and amplitude: breathing was
    seen at 1.0 to 1.2, strokes of limbs under cloth at 2.3 to 3.7 (see LabelSettings.sinusoid_ratio)."""
    returning_cycles: float = 5.0
    """Cycles of a rhythm in which it is looked for after a pause. Of 30 courses of restless movement 27 were like three
    of them somewhere, 11 like four and 2 like five; weak bursts of sucking were like five as well as like three."""
    returning_fit: float = 0.8
    """Share of a course that a sinusoid of the rhythm's rate explains at least: weak bursts of sucking had 0.83 to
    0.94, mouths at rest 0.6 at most."""
    returning_cycle_fit: float = 0.5
    """The same of each cycle (judgement)."""
    returning_pause_s: float = 1.0
    """Shortest pause before a rhythm comes back (as ``join_gap_s``)."""
    returning_within_s: float = 12.0
    """How far from a rhythm its windows may reach: pauses of sucking are up to 10 s long (see
    LabelSettings.rhythm_pause_s), and five cycles take 2 s and more."""
    together_share: float = 0.5
    """Movements of several regions are one burst when they share this much of the shorter one's time."""
    together_onset_s: float = 0.25
    """... or start within this time."""
    swell_amplitude: float = 0.015
    """Largest displacement of breathing, body lengths: jerks go on top of it. Somewhat above ``breathing_amplitude``,
    since the largest of many breaths counts here: deep ones of 0.010 to 0.011 had one of 0.0126 among them."""
    breath_level: float = 0.75
    """Largest breath beneath another movement, as a share of that one's amplitude (judgement; those seen were 0.3 to
    0.7)."""
    swell_leg_s: float = 0.25
    """Least usual time of a leg of breathing, from 10% to 90%: 0.37 s at 0.8 Hz, if it is a sinusoid."""
    swells_by: float = 1.5
    """How many times as fast as breathing a jerk is at least: breathing of 0.012 at 0.8 Hz peaks at 0.03 body
    lengths/s, jerks at 0.05 and more (with 2, strokes at 8 and 10 frames a second, whose peaks fall between frames,
    were part of the breath)."""
    clear_evenness: float = 0.7
    """Evenness that irregular movement does not reach: sucking had 0.85 to 0.9, a face in restless movement 0.46."""
    rates_apart: float = 2.5
    """A rhythm that is this many times as fast as another is another movement; twice as fast may be the same one, of
    which every other stroke was missed."""
    meanwhile_share: float = 0.8
    """Share of a region's time in which a rhythm next to it goes on, for it to belong to that (judgement)."""
    rhythm_few_strokes: int = 3
    """Fewer strokes of a limb are no rhythm of its own."""
    in_time_s: float = 0.1
    """Strokes of two parts that begin this close to each other begin at once: a frame at 10 frames a second."""
    in_time_share: float = 0.7
    """Share of a limb's strokes that begin with one of the face's where they move together: 0.4 by chance at 2 Hz."""
    lasting_s: float = 8.0
    """Movement that goes on for this long happens beside others rather than with them (judgement)."""
    lasting_ratio: float = 4.0
    """... if it goes on for this many times as long as they do (judgement; with 8 a clonic arm of six seconds was part
    of half a minute of wandering)."""
    never_rests_share: float = 0.9
    """Share of its window from which on a region never rests: a mobile, or a rhythm over the whole recording; what
    comes and goes beside it is no part of it (judgement)."""
    never_rests_s: float = 20.0
    """... if it moves for this long: twice as long as restless movement usually goes on (judgement)."""
    sudden_share: float = 0.1
    """Share of the infant that has to move at once, in two regions and more, to be a movement of its own in one that is
    going on: half of what makes a movement wide (judgement)."""
    sudden_apart_s: float = 1.0
    """How long before and after nothing else may move but what goes on all the time (judgement)."""
    beside_share: float = 0.008
    """Smallest region beside the infant's box that may be the infant's, share of the infant's area: the four true jerks
    that were seen so had 0.009 and more, two false ones up to 0.004."""
    beside_stroke_s: float = 0.5
    """Longest stroke there (as ``jerk_longest_s``)."""
    beside_alone_s: float = 0.3
    """How long before and after it nothing else may move (judgement)."""
    leading_level: float = 0.3
    """Regions below this share of the largest one's amplitude are carried along, not separate."""
    region_share: float = 0.015
    """Smallest region that counts as separate, share of the infant's area."""
    region_distance: float = 0.2
    """Least distance between the middles of separate regions, body lengths."""
    axial_share: float = 0.5
    """Share of a region on head or trunk from which on it is axial."""
    series_longest_interval_s: float = 60.0
    """Longest time from one spasm to the next in a series (judgement; typical are 5 to 10 s, epilepsy.com)."""
    series_duration_ratio: float = 4.0
    """Largest ratio of the durations of bursts that are alike."""
    series_amplitude_ratio: float = 4.0
    """Largest ratio of the amplitudes of bursts that are alike: strength rises, then falls (Kellaway 1979)."""
    series_wide_share: float = 0.2
    """Share of the infant's area from which on movements are of the whole body, and alike wherever they are strongest
    (see LabelSettings.gross_share)."""
    series_rate_ratio: float = 3.0
    """Largest ratio of the rates of neighbouring bursts of a series that have one (judgement: more than a rhythm that
    slows down, see LabelSettings.rate_ratio, less than between breathing and a rhythm of 3 Hz)."""
    series_share_ratio: float = 3.0
    """Largest ratio of the moving shares of bursts that are alike."""
