"""What is shown of the outcome; changes nothing of what is found."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HighlightSettings"]


@dataclass(frozen=True, slots=True)
class HighlightSettings:
    """The highlight video; nothing here changes what is found, so events.json does not list it."""

    before_s: float = 3.0
    """Shown before a movement, seconds."""
    after_s: float = 5.0
    """Shown after a movement, seconds."""
    first_s: float = 20.0
    """Of a movement that lasts longer than both together this much of the beginning is shown, seconds ..."""
    last_s: float = 5.0
    """... and this much of the end, seconds."""
    jerks: int = 20
    """Most brief jerks in the video: the clearest, by amplitude over noise."""
    card_s: float = 2.0
    """How long a title card stands, seconds: enough for two short lines."""
    least_width_px: int = 640
    """Smaller pictures are enlarged, so that what is written under them can be read on a phone."""
    most_px: int = 1920
    """Pictures with a longer side are shrunk."""
    skeleton_plausibility: float = 0.75
    """Least plausibility at which a part of the skeleton is drawn, 0 to 1 (judgement: the hips of an infant on its side
    were seen in the wrong place at 0.73)."""
    quality: int = 26
    """x264's constant rate factor: lower is better and larger; 23 is its own default."""
