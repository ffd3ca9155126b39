"""How far a run has come, kept in its output folder until the results are there.

``.progress/`` holds ``identity.json`` (what the run depends on), ``piece-00000.npz`` for each piece of the first pass,
and ``windows-00000.npz`` for windows of the second. Each is written whole or not at all; one that cannot be read is as
good as none. Pieces of another recording, other settings or another version are thrown away, never used.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from twitchcam.errors import ResultsError
from twitchcam.records import Excluded, LookedWindow, PoseLooks, ScanBlock, ScannedPiece, ScanPiece, frozen_array
from twitchcam.results.archive import read_archive, write_archive
from twitchcam.results.folder import tidy, write_whole
from twitchcam.results.signals import trace_arrays, trace_tables, traces_from
from twitchcam.results.tables import array_fields, record_from_table, table_from_record
from twitchcam.timespan import TimeSpan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.generic]]

__all__ = ["PROGRESS", "RunProgress"]

PROGRESS = ".progress"
_IDENTITY = "identity.json"
_SPANS = ("covered", "camera_moves", "no_moves")
"""Of `LookedWindow`, in its order."""
_PIECE_FORMAT, _WINDOWS_FORMAT = "twitchcam-piece-4", "twitchcam-windows-3"
_BROKEN = (ResultsError, KeyError, ValueError, TypeError, IndexError)


class RunProgress:
    """Keeps the progress of a run: the keeper that `twitchcam.pipeline.analyze` takes.

    Parameters
    ----------
    folder : Path
        The output folder; it exists.
    tell : callable, optional
        Gets a sentence where an earlier run is gone on with, or cannot be.
    """

    def __init__(self, folder: Path, tell: Callable[[str], None] | None = None) -> None:
        self.folder: Path | None = folder
        self._path = folder / PROGRESS
        self._tell = tell
        self._identity = ""

    def begin(self, identity: Mapping[str, Any]) -> None:
        """Throw away what an earlier run kept, unless it was the same."""
        self._identity = json.dumps(identity, sort_keys=True)
        if not self._path.is_dir():
            return
        tidy(self._path)
        try:
            kept = (self._path / _IDENTITY).read_text(encoding="utf-8", errors="replace")
        except OSError:
            kept = ""
        if kept != self._identity:
            changed = _what_changed(kept, identity)
            self.clear()
            self._say(f"{changed} since the run that was stopped, so it begins afresh.")
        elif any(self._path.glob("*.npz")):
            self._say("Going on where the last run was stopped.")

    def piece(self, number: int) -> ScannedPiece | None:
        """Return a piece of the first pass, None where it was not kept or cannot be read."""
        path = self._path / f"piece-{number:05d}.npz"
        if not path.is_file():
            return None
        try:
            return _read_piece(*read_archive(path, _PIECE_FORMAT))
        except _BROKEN:
            return None

    def keep_piece(self, number: int, piece: ScannedPiece) -> None:
        """Keep a piece of the first pass, whole or not at all; raises OutputError."""
        self._write(f"piece-{number:05d}.npz", _PIECE_FORMAT, *_piece_tables(piece))

    def windows(self) -> dict[int, LookedWindow]:
        """Return what was seen in all windows that were kept, by number."""
        found: dict[int, LookedWindow] = {}
        for path in sorted(self._path.glob("windows-*.npz")):
            try:
                header, arrays = read_archive(path, _WINDOWS_FORMAT)
                traces = traces_from(header["traces"], arrays)
                owners: Sequence[int] = header["window_of_trace"]
                for number, *spans in zip(header["windows"], *(header[name] for name in _SPANS), strict=True):
                    mine = (trace for trace, owner in zip(traces, owners, strict=True) if owner == number)
                    found[int(number)] = LookedWindow(tuple(mine), *(_spans(rows) for rows in spans))
            except _BROKEN:
                continue
        return found

    def keep_windows(self, found: Mapping[int, LookedWindow]) -> None:
        """Keep what was seen in some windows, whole or not at all; raises OutputError."""
        numbers = sorted(found)
        traces = [trace for number in numbers for trace in found[number].traces]
        tables = {
            "windows": numbers,
            "window_of_trace": [number for number in numbers for _ in found[number].traces],
            **{name: [_rows(getattr(found[number], name)) for number in numbers] for name in _SPANS},
            "traces": trace_tables(traces),
        }
        self._write(f"windows-{numbers[0]:05d}.npz", _WINDOWS_FORMAT, tables, trace_arrays(traces))

    def clear(self) -> None:
        """Take away what was kept: the results are there, or it belongs to something else."""
        shutil.rmtree(self._path, ignore_errors=True)

    def _say(self, sentence: str) -> None:
        if self._tell is not None:
            self._tell(sentence)

    def _write(self, name: str, format_name: str, tables: Mapping[str, Any], arrays: Arrays) -> None:
        self._path.mkdir(exist_ok=True)
        if not (self._path / _IDENTITY).is_file():
            write_whole(self._path, {_IDENTITY: lambda file: _put(self._identity, file)})
        header = {"format": format_name, "video": {}, **tables}
        write_whole(self._path, {name: partial(_put_archive, header, arrays)})


def _rows(spans: Sequence[TimeSpan]) -> list[list[float]]:
    return [[span.start_s, span.end_s] for span in spans]


def _spans(rows: Sequence[Sequence[float]]) -> tuple[TimeSpan, ...]:
    return tuple(TimeSpan(float(start_s), float(end_s)) for start_s, end_s in rows)


def _put(text: str, file: BinaryIO) -> None:
    file.write(text.encode())


def _put_archive(header: Mapping[str, Any], arrays: Arrays, file: BinaryIO) -> None:
    write_archive(file, header, arrays)


def _what_changed(kept: str, identity: Mapping[str, Any]) -> str:
    """Say what is not as it was: the beginning of a sentence."""
    try:
        before = json.loads(kept)
        now = json.loads(json.dumps(identity))
        names = [name for name in now if before.get(name) != now[name]]
    except (ValueError, AttributeError):
        names = []
    words = {"video": "The recording has changed", "settings": "The settings have changed"}
    return next((words[name] for name in names if name in words), "The program has changed")


def _piece_tables(piece: ScannedPiece) -> tuple[dict[str, Any], Arrays]:
    """Return a piece as plain tables and arrays; the blocks' arrays stand one above the other."""
    import numpy as np

    arrays: Arrays = {}
    for record, name in ((piece.scan, "scan"), (piece.looks, "looks")):
        arrays |= {f"{name}_{field}": getattr(record, field) for field in array_fields(type(record))}
    for field in array_fields(ScanBlock):
        rows = [getattr(block, field) for block in piece.scan.blocks]
        arrays[f"block_{field}"] = np.stack(rows) if rows else np.empty(0, np.float32)
    tables = {
        "cell_px": list(piece.scan.cell_px),
        "blocks": [table_from_record(block) for block in piece.scan.blocks],
        "damage": [table_from_record(item) for item in piece.damage],
    }
    return tables, arrays


def _read_piece(header: Mapping[str, Any], arrays: Mapping[str, NDArray[np.generic]]) -> ScannedPiece:
    blocks = tuple(
        record_from_table(
            ScanBlock,
            table,
            **{field: frozen_array(arrays[f"block_{field}"][row]) for field in array_fields(ScanBlock)},
        )
        for row, table in enumerate(header["blocks"])
    )
    width, height = header["cell_px"]
    scan: dict[str, Any] = {name: frozen_array(arrays[f"scan_{name}"]) for name in array_fields(ScanPiece)}
    looks: dict[str, Any] = {name: frozen_array(arrays[f"looks_{name}"]) for name in array_fields(PoseLooks)}
    return ScannedPiece(
        ScanPiece(**scan, blocks=blocks, cell_px=(width, height)),
        PoseLooks(**looks),
        tuple(record_from_table(Excluded, table) for table in header["damage"]),
    )
