"""What surrounds a movement: what is heard, and what else moves."""

from twitchcam.context.hearing import RATE_HZ, Listener
from twitchcam.context.surroundings import surroundings_of

__all__ = ["RATE_HZ", "Listener", "surroundings_of"]
