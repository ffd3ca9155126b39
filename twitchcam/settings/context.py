"""What is heard, and what surrounds a movement."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ContextSettings", "SoundSettings"]


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """Listening; (judgement) marks a number without a source, tried on sounds made by a program (docs/sound.md)."""

    listen: bool = True
    """Whether the sound is listened to at all."""
    floor_quantile: float = 0.1
    """Quantile of each frequency's power over a minute that is its floor: the breaths between cries reach down to it,
    so crying for minutes cannot lift it (judgement)."""
    voice_strength: float = 0.38
    """Least share of a spectrum that a pitch explains in a voice: cries came to 0.5 and more down to 10 dB over noise,
    noise itself to 0.25 (judgement)."""
    voice_over_db: float = 6.0
    """Least level of a voice over the floor, decibels (judgement)."""
    cry_low_hz: float = 300.0
    """Lowest usual pitch of crying: 300 to 600 Hz (Wasz-Hoeckert 1968; LaGasse 2005)."""
    cry_high_hz: float = 600.0
    """Highest usual pitch of crying."""
    cry_shortest_s: float = 0.5
    """Shortest usual cry: one breath out, 0.5 to 2 s."""
    cry_longest_s: float = 2.0
    """Longest usual cry."""
    cry_steady_share: float = 0.45
    """Largest share of a cry in which its pitch stands still: cries bend, sung and played notes stand (judgement)."""
    cry_bend: float = 0.6
    """Least range of a cry's pitch, semitones (judgement)."""
    cry_dull_db: float = 10.0
    """Most decibels by which a cry may be weaker above 1 kHz than below: an open, pressed voice; crooning lies at 13
    and more (judgement)."""
    cry_valley_db: float = 5.0
    """Deepest usual valley in the loudness of a cry, decibels; syllables are cut by deeper ones (judgement)."""
    cries_in_a_row: int = 3
    """Fewest cries of crying (judgement)."""
    cry_pause_s: float = 4.0
    """Longest pause between cries that belong together (judgement)."""
    cry_voice_share: float = 0.8
    """Least share of cries in all that is voiced from the first cry to the last (judgement)."""
    cry_confidence: float = 0.5
    """Least confidence at which crying is reported (judgement)."""
    noise_rise_db: float = 12.0
    """Least rise of a sudden noise in one band within a tenth of a second (judgement)."""
    noise_wide_rise_db: float = 8.0
    """... or in two bands (judgement)."""
    noise_quiet_s: float = 1.5
    """How long nothing as loud was heard before a sudden noise, seconds (judgement)."""


@dataclass(frozen=True, slots=True)
class ContextSettings:
    """What surrounds a movement; (judgement) marks a number without a source."""

    settled_s: float = 300.0
    """Without larger movement for this long the infant counts as settled: 5 min (Actiware, for adults; there is no
    standard for infants on video)."""
    gross_share: float = 0.2
    """Share of the infant's area from which on a movement is a larger one (as in LabelSettings)."""
    gross_regions: int = 3
    """Separated regions from which on a movement is a larger one (judgement)."""
    gross_shortest_s: float = 1.0
    """Briefer movements are no larger movement, however wide: a startle (judgement)."""
    gross_join_s: float = 10.0
    """Larger movements closer than this are one stretch (judgement)."""
    calm_s: float = 30.0
    """Without larger movement and crying for this long before a movement the infant was calm (judgement)."""
    arousal_s: float = 30.0
    """How soon after a movement crying or restlessness is an arousal by it (judgement)."""
    restless_s: float = 60.0
    """Larger movement of this length is restlessness (judgement)."""
    noise_before_s: float = 1.0
    """How soon after a sudden noise a movement may have been set off by it (judgement; a startle follows a sound within
    a quarter of a second, a sleeping infant's arousal later)."""
    crying_within_s: float = 10.0
    """A movement with crying this near is to be reviewed (judgement: the founding table's "wakes crying") ..."""
    crying_shortest_s: float = 0.5
    """... if it lasts this long (judgement)."""
    away_s: float = 60.0
    """Shortest stretch between two visits that the infant can be out of the crib (judgement)."""
    rate_hours: float = 0.5
    """Analysable hours from which on jerks are counted an hour (judgement)."""
    persistent_hours: float = 3.0
    """Analysable hours from which on a high rate can be called persistent (judgement)."""
    several_per_hour: int = 3
    """Jerks in an hour from which on they are several (judgement)."""
    side_events: int = 10
    """Jerks whose side is known from which on sides are compared (judgement)."""
