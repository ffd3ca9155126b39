"""Tables as files: CSV for everything, Parquet for what knows types."""

from __future__ import annotations

import csv
import importlib.util
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from twitchcam.batch.collecting import NUMBER, TEXT, TIME, TRUTH, WHOLE, Collection, Table
from twitchcam.errors import OutputError
from twitchcam.results.folder import OutputFolder

__all__ = ["check_output", "recordings_path", "write_collection"]

_TYPES = {TEXT: "VARCHAR", WHOLE: "BIGINT", NUMBER: "DOUBLE", TRUTH: "BOOLEAN", TIME: "TIMESTAMP"}
_AT_ONCE = 1000
"""Rows handed over together."""


def recordings_path(path: Path) -> Path:
    """Return where the table of recordings goes: ``events.csv`` -> ``events_recordings.csv``."""
    return path.with_name(f"{path.stem}_recordings{path.suffix}")


def check_output(path: Path) -> None:
    """Raise OutputError where no tables can be written to a path: before hours of reading, not after."""
    ending = path.suffix.lower()
    if ending not in _WRITERS:
        raise OutputError(f"{path} ends in {ending or 'nothing'}; expected a file ending in .csv or .parquet.")
    if ending == ".parquet" and importlib.util.find_spec("duckdb") is None:
        raise OutputError(
            "Parquet files need the package duckdb, which is not installed here: "
            "pip install 'twitchcam[parquet]'; or write a .csv file."
        )
    for one in (path, recordings_path(path)):
        if one.is_dir():
            raise OutputError(f"{one} is a folder; expected a file.")


def write_collection(collection: Collection, path: Path) -> Path:
    """Write both tables, each whole or not at all; return the path of the second.

    Parameters
    ----------
    collection : Collection
    path : Path
        For the events, ending in ``.csv`` or ``.parquet``; the recordings go beside it, see `recordings_path`.

    Raises
    ------
    OutputError
        If the ending is another, or a file cannot be written.
    """
    check_output(path)
    write = _WRITERS[path.suffix.lower()]
    second = recordings_path(path)
    with OutputFolder(path.parent) as folder:
        folder.write({path.name: partial(write, collection.events), second.name: partial(write, collection.recordings)})
    return second


def _write_csv(table: Table, file: BinaryIO) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(name for name, _ in table.columns)
    writer.writerows(table.rows)
    text.flush()
    text.detach()


def _write_parquet(table: Table, file: BinaryIO) -> None:
    import duckdb

    # Nothing is fetched: Parquet is built in, and looking for more is turned off.
    offline: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    columns = ", ".join(f'"{name}" {_TYPES[kind]}' for name, kind in table.columns)
    row = f"({', '.join('?' * len(table.columns))})"
    with duckdb.connect(":memory:", config=offline) as database:
        database.execute(f"CREATE TABLE collected ({columns})")
        for first in range(0, len(table.rows), _AT_ONCE):
            rows = table.rows[first : first + _AT_ONCE]
            cells = [cell for cells in rows for cell in cells]
            database.execute(f"INSERT INTO collected VALUES {', '.join([row] * len(rows))}", cells)
        name = str(file.name).replace("'", "''")
        try:
            database.execute(f"COPY collected TO '{name}' (FORMAT parquet, COMPRESSION zstd)")
        except duckdb.IOException as error:
            raise OSError(str(error)) from error


_WRITERS: dict[str, Callable[[Table, BinaryIO], None]] = {".csv": _write_csv, ".parquet": _write_parquet}
