"""Everything that was measured, without loss: signals.npz. Enough to group, label and draw again without decoding.

The header holds the tables (video, settings, body maps, one entry a trace, excluded stretches, masked places); the
arrays of all traces stand end to end, each trace with the place of its first sample and its number of samples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from twitchcam.errors import ResultsError
from twitchcam.records import (
    BodyMap,
    Envelope,
    Excluded,
    Masked,
    Measurement,
    MotionTrace,
    Sound,
    VideoInfo,
    frozen_array,
)
from twitchcam.results.archive import read_archive, write_archive
from twitchcam.results.tables import array_fields, record_from_table, table_from_record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[np.generic]]

__all__ = ["FORMAT", "read_signals", "trace_arrays", "trace_tables", "traces_from", "write_signals"]

FORMAT = "twitchcam-signals-4"


def write_signals(measurement: Measurement, file: BinaryIO) -> None:
    """Write a measurement; equal measurements give equal bytes.

    Parameters
    ----------
    measurement : Measurement
        What to keep.
    file : binary file
        Open for writing.
    """
    import numpy as np

    arrays: dict[str, NDArray[np.generic]] = {
        f"envelope_{name}": np.asarray(getattr(measurement.envelope, name), kind)
        for name, kind in array_fields(Envelope).items()
    }
    landmarks = [body.landmarks for body in measurement.body_maps if body.landmarks is not None]
    arrays["body_landmarks"] = np.stack(landmarks).astype(np.float32) if landmarks else np.empty((0, 33, 3), np.float32)
    if measurement.sound is not None:
        for name, kind in array_fields(Sound).items():
            arrays[f"sound_{name}"] = np.asarray(getattr(measurement.sound, name), kind)
    write_archive(file, _header(measurement), {**arrays, **trace_arrays(measurement.traces)})


def read_signals(path: Path) -> Measurement:
    """Read a measurement back, equal in every digit.

    Raises
    ------
    ResultsError
        If the file is missing, damaged or of another format.
    """
    header, arrays = read_archive(path, FORMAT)
    try:
        return Measurement(
            video=record_from_table(VideoInfo, header["video"]),
            settings=header["settings"],
            versions=header["versions"],
            model_checksums=header["model_checksums"],
            body_maps=_body_maps(header["body_maps"], arrays),
            traces=traces_from(header["traces"], arrays),
            excluded=tuple(record_from_table(Excluded, table) for table in header["excluded"]),
            envelope=Envelope(**{name: frozen_array(arrays[f"envelope_{name}"]) for name in array_fields(Envelope)}),
            smallest_movement=header["smallest_movement"],
            sound=_sound(header["sound"], arrays),
            masked=tuple(record_from_table(Masked, table) for table in header["masked"]),
        )
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise ResultsError(f"{path} is damaged or was not written by this version of twitchcam.") from error


def trace_arrays(traces: Sequence[MotionTrace]) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of all traces, end to end, by ``trace_`` and the field's name."""
    import numpy as np

    arrays: dict[str, NDArray[np.generic]] = {}
    for name, kind in array_fields(MotionTrace).items():
        pieces = [np.asarray(getattr(trace, name), kind) for trace in traces]
        arrays[f"trace_{name}"] = np.concatenate(pieces) if pieces else np.empty(0, kind)
    return arrays


def trace_tables(traces: Sequence[MotionTrace]) -> list[dict[str, Any]]:
    """Return everything else of each trace, with the place of its samples in `trace_arrays`."""
    first, tables = 0, []
    for trace in traces:
        samples = len(trace.times_s)
        tables.append({**table_from_record(trace), "first_sample": first, "samples": samples})
        first += samples
    return tables


def _header(measurement: Measurement) -> dict[str, Any]:
    found, bodies = 0, []
    for body in measurement.body_maps:
        bodies.append({**table_from_record(body), "landmarks_row": None if body.landmarks is None else found})
        found += body.landmarks is not None
    smallest = measurement.smallest_movement
    return {
        "format": FORMAT,
        "video": table_from_record(measurement.video),
        "settings": {stage: dict(table) for stage, table in measurement.settings.items()},
        "versions": dict(measurement.versions),
        "model_checksums": dict(measurement.model_checksums),
        "smallest_movement": None if smallest is None else float(smallest),
        "excluded": [table_from_record(excluded) for excluded in measurement.excluded],
        "masked": [table_from_record(masked) for masked in measurement.masked],
        "body_maps": bodies,
        "traces": trace_tables(measurement.traces),
        "sound": None if measurement.sound is None else table_from_record(measurement.sound),
    }


def _sound(table: Mapping[str, Any] | None, arrays: Arrays) -> Sound | None:
    if table is None:
        return None
    kept = {name: frozen_array(arrays[f"sound_{name}"]) for name in array_fields(Sound)}
    return record_from_table(Sound, table, **kept)


def traces_from(tables: Sequence[Mapping[str, Any]], arrays: Arrays) -> tuple[MotionTrace, ...]:
    """Return the traces that `trace_tables` and `trace_arrays` were made of; ValueError where one is cut off."""
    traces = []
    for table in tables:
        first, samples = table["first_sample"], table["samples"]
        pieces = {}
        for name, kind in array_fields(MotionTrace).items():
            piece = arrays[f"trace_{name}"][first : first + samples]
            if len(piece) != samples or piece.dtype != kind:
                raise ValueError(f"trace {table['trace_id']} is cut off")
            pieces[name] = frozen_array(piece)
        traces.append(record_from_table(MotionTrace, table, **pieces))
    return tuple(traces)


def _body_maps(tables: Sequence[Mapping[str, Any]], arrays: Arrays) -> tuple[BodyMap, ...]:
    bodies = []
    for table in tables:
        row = table["landmarks_row"]
        landmarks: Any = None if row is None else arrays["body_landmarks"][row]
        found = None if landmarks is None else frozen_array(landmarks)
        bodies.append(record_from_table(BodyMap, table, landmarks=found))
    return tuple(bodies)
