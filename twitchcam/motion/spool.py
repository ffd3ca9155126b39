"""Arrays that are kept on disk, piece by piece, so that memory does not grow with the recording.

Read with ordinary file calls and not mapped into memory: mapped pages that were looked at once count as memory of the
process until the system takes them back.
"""

from __future__ import annotations

import tempfile
import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Spool", "SpooledArray"]


class _Passing:
    """A file without a name, which closes when nobody holds this any more."""

    def __init__(self, folder: Path | None) -> None:
        self.file: Any = tempfile.TemporaryFile(prefix="twitchcam-", dir=folder)  # noqa: SIM115 - lives with this
        weakref.finalize(self, self.file.close)


class Spool:
    """Takes rows in pieces, in any order, and gives them back as one array in the order of their numbers.

    The space is given back when neither this nor the array is held any more.

    Parameters
    ----------
    folder : Path, optional
        Where the file lies; it has no name there. Left out: the system's folder for such files.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._passing = _Passing(folder)
        self._pieces: dict[int, tuple[int, int]] = {}
        self._row: tuple[int, ...] = ()

    def add(self, number: int, rows: NDArray[np.uint8]) -> None:
        """Append a piece of shape (n, ...)."""
        self._row = rows.shape[1:] if len(rows) or not self._row else self._row
        self._pieces[number] = (self._passing.file.seek(0, 2), len(rows))
        self._passing.file.write(rows.tobytes())

    def array(self) -> SpooledArray:
        """Return all rows; the spool must not be added to any more."""
        return SpooledArray(self._passing, [self._pieces[number] for number in sorted(self._pieces)], self._row)


class SpooledArray:
    """A read-only array on disk: indexing reads rows into memory, as a NumPy array."""

    def __init__(self, passing: _Passing, pieces: list[tuple[int, int]], row: tuple[int, ...]) -> None:
        self._passing = passing
        self._pieces = pieces
        self._row = row
        self._ends = np.cumsum([rows for _, rows in pieces], dtype=np.int64)
        self._row_bytes = int(np.prod(row, dtype=np.int64))
        self.shape = (int(self._ends[-1]) if len(pieces) else 0, *row)
        self.dtype = np.dtype(np.uint8)
        self.ndim = len(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, index: Any) -> Any:
        first, rest = (index[0], index[1:]) if isinstance(index, tuple) else (index, ())
        if isinstance(first, slice):
            start, stop, step = first.indices(len(self))
            rows = self._read(start, max(stop, start)) if step > 0 else self._read(0, len(self))
            rows = rows[::step] if step > 0 else rows[first]
            return rows[(slice(None), *rest)]
        number = int(first) + (len(self) if first < 0 else 0)
        if not 0 <= number < len(self):
            raise IndexError(f"row {int(first)} of {len(self)}")
        return self._read(number, number + 1)[(0, *rest)]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self._read(0, len(self)).astype(dtype or np.uint8, copy=False)

    def _read(self, start: int, stop: int) -> NDArray[np.uint8]:
        """Return rows from ``start`` to before ``stop``."""
        file = self._passing.file
        out = np.empty((stop - start, *self._row), np.uint8)
        at = start
        piece = int(np.searchsorted(self._ends, start, side="right"))
        while at < stop:
            offset, rows = self._pieces[piece]
            before = int(self._ends[piece]) - rows
            until = min(stop, before + rows)
            file.seek(offset + (at - before) * self._row_bytes)
            file.readinto(out[at - start : until - start].data.cast("B"))
            at, piece = until, piece + 1
        return out
