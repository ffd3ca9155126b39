"""How much a cell of a displacement field changes against the picture at rest where nothing moves."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from twitchcam.motion.look import Field
from twitchcam.settings import LookSettings

__all__ = ["calm_noise", "change_noise", "flicker"]

_LOW_QUANTILE = 0.3
_PIECE_S, _LASTING = 10.0, 2.0
"""Length of the pieces of a window that noise is taken from, and how much more than in the calmest it may be
(judgement): after a change of position it was twenty times as much, and changed with the piece little otherwise."""
_AS_AT_REST = np.float32(1.25)
"""How far the noise of a cell may go beyond what it is at rest, against others of its brightness (judgement)."""
_ALIKE_CELLS = 61
"""How many cells of neighbouring brightness give the noise that is usual at that brightness."""


def change_noise(look: Field, settings: LookSettings) -> NDArray[np.float32]:
    """Mean change of a cell while nothing moves in it, grey levels, shape (rows, columns)."""
    own = _own_change(look)
    floor = np.minimum(own, settings.floor_ratio * _usual(own, look.brightness))
    return cast("NDArray[np.float32]", np.maximum(floor, settings.floor_grey_levels).astype(np.float32))


def calm_noise(look: Field, noise: NDArray[np.float32], settings: LookSettings) -> NDArray[np.float32]:
    """Return the change of a cell that a tremor filling all looked-at frames cannot lift, shape (rows, columns).

    At most what is usual at its brightness, times how much more than usual it changes at rest (edges do).
    """
    at_rest = np.maximum(look.rest_change, np.float32(0.5 * settings.floor_grey_levels))
    noisier = _AS_AT_REST * at_rest / _usual(at_rest, look.brightness)
    calm = np.clip(noisier, 1.0, settings.floor_ratio) * _usual(_own_change(look), look.brightness)
    return cast("NDArray[np.float32]", np.minimum(noise, np.maximum(calm, settings.floor_grey_levels)))


def _own_change(look: Field) -> NDArray[np.float32]:
    """Return the low quantile of each cell's change over the frames that were looked at, shape (rows, columns).

    At most ``_LASTING`` times that of its calmest piece of ``_PIECE_S``: after a change of position in a window without
    a rest everything differs from the picture at rest until the window ends, and before it all would seem noise.
    """
    change = look.change[look.moving]
    if not len(change):
        return np.asarray(look.change[0], np.float32)
    low = np.quantile(change, _LOW_QUANTILE, axis=0)
    frames = round(_PIECE_S / float(np.median(np.diff(look.times_s))))
    if len(change) >= 2 * frames:
        pieces = np.array_split(change, len(change) // frames)
        calmest = np.min([np.quantile(piece, _LOW_QUANTILE, axis=0) for piece in pieces], axis=0)
        low = np.minimum(low, _LASTING * calmest)
    return np.asarray(low, np.float32)


def _usual(noise: NDArray[np.float32], brightness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the noise that is usual at each cell's brightness, shape (rows, columns)."""
    order = np.argsort(brightness, axis=None)
    ranked = ndimage.median_filter(noise.ravel()[order], size=min(_ALIKE_CELLS, noise.size), mode="nearest")
    usual = np.empty(noise.size, np.float32)
    usual[order] = ranked
    return usual.reshape(noise.shape)


def flicker(look: Field, noise: NDArray[np.float32], settings: LookSettings) -> NDArray[np.float32]:
    """Return by how much wavering light lifts the noise of every frame, shape (n,).

    The median over the flatter half of the cells, in multiples of its low quantile: movement hardly shows there.
    """
    flat = look.texture <= np.median(look.texture)
    shown = np.median((look.change / noise)[:, flat], axis=1)
    usual = float(np.quantile(shown[look.moving], _LOW_QUANTILE)) if look.moving.any() else 1.0
    usual = (1.0 if look.light_wavers else settings.usual_flicker) * max(usual, 1.0)
    return np.asarray(np.clip(shown / usual, 1.0, settings.most_flicker), np.float32)
