"""What surrounds the movements of a recording."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from twitchcam.records.sound import Sound
from twitchcam.timespan import TimeSpan

__all__ = ["State", "StateSpan", "Surroundings"]


class State(StrEnum):
    """How the infant seems to be, an estimate from movement alone; sleep itself cannot be seen."""

    MOVING = "moving"
    """Awake and moving, or crying."""
    SETTLING = "settling"
    """The first minutes after the last larger movement."""
    SETTLED = "settled"
    """No larger movement for minutes."""
    CAREGIVER = "caregiver"
    """Somebody else is in the picture."""
    AWAY = "out_of_crib"
    """Between two visits, with nobody found and nothing moving."""


@dataclass(frozen=True, slots=True)
class StateSpan:
    """A stretch in one state."""

    span: TimeSpan
    state: State


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else happens in a recording."""

    gross: tuple[TimeSpan, ...]
    """Stretches of larger movement of the infant, in time order, disjoint."""
    states: tuple[StateSpan, ...]
    """In time order, disjoint; where nothing is said it is not known."""
    unseen: tuple[TimeSpan, ...]
    """Stretches in which movement could not be seen, in time order, disjoint."""
    sound: Sound | None
    """None where the recording holds no sound, or it was not listened to."""

    def state_at(self, time_s: float) -> State | None:
        """Return the state at a time; None where it is not known."""
        return next((entry.state for entry in self.states if entry.span.contains(time_s)), None)
