"""The seam behind which the progress of a run is kept, for the case that it is stopped.

::

    Keeper
    |-- NotKept                          keeps nothing
    `-- twitchcam.results.progress       keeps files in the output folder
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from twitchcam.records import LookedWindow, ScannedPiece

__all__ = ["Keeper", "NotKept"]


class Keeper(Protocol):
    """Keeps pieces of a run. What was kept under another identity is never given back."""

    @property
    def folder(self) -> Path | None:
        """Where large passing files may lie; None: where the system puts them."""
        ...

    def begin(self, identity: Mapping[str, Any]) -> None:
        """Say what the pieces depend on: recording, settings, versions. Plain tables, fit for JSON."""
        ...

    def piece(self, number: int) -> ScannedPiece | None:
        """Return a piece of the first pass, None where it was not kept or cannot be read."""
        ...

    def keep_piece(self, number: int, piece: ScannedPiece) -> None:
        """Keep a piece of the first pass, whole or not at all."""
        ...

    def windows(self) -> dict[int, LookedWindow]:
        """Return what was seen in all windows that were kept, by number."""
        ...

    def keep_windows(self, found: Mapping[int, LookedWindow]) -> None:
        """Keep what was seen in some windows, whole or not at all."""
        ...


class NotKept:
    """Keeps nothing."""

    folder: Path | None = None

    def begin(self, identity: Mapping[str, Any]) -> None:
        """Take note of nothing."""

    def piece(self, number: int) -> ScannedPiece | None:  # noqa: ARG002 - the seam's
        """Return nothing."""
        return None

    def keep_piece(self, number: int, piece: ScannedPiece) -> None:
        """Keep nothing."""

    def windows(self) -> dict[int, LookedWindow]:
        """Return nothing."""
        return {}

    def keep_windows(self, found: Mapping[int, LookedWindow]) -> None:
        """Keep nothing."""
