"""Arrays that nobody can write to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["frozen_array"]


def frozen_array(values: NDArray[Any]) -> NDArray[Any]:
    """Return a read-only array of the same values; one that others could still write to is copied."""
    if not values.flags.writeable and values.flags.owndata:
        return values
    array = values.copy()
    array.flags.writeable = False
    return array
