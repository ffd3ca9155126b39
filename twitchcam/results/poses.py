"""The landmark track of a recording: poses.npz for programs, poses.csv for tables."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from twitchcam.errors import ResultsError
from twitchcam.records import PoseTrack, VideoInfo, frozen_array
from twitchcam.results.archive import read_archive, write_archive
from twitchcam.results.tables import array_fields, record_from_table, table_from_record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FORMAT", "LANDMARK_NAMES", "read_poses", "write_poses", "write_poses_csv"]

FORMAT = "twitchcam-poses-1"

LANDMARK_NAMES = (
    "nose",
    *("left_eye_inner", "left_eye", "left_eye_outer", "right_eye_inner", "right_eye", "right_eye_outer"),
    *("left_ear", "right_ear", "mouth_left", "mouth_right"),
    *("left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist"),
    *("left_pinky", "right_pinky", "left_index", "right_index", "left_thumb", "right_thumb"),
    *("left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle"),
    *("left_heel", "right_heel", "left_foot_index", "right_foot_index"),
)
"""BlazePose's 33 landmarks in their order; left is the infant's left."""


def write_poses(track: PoseTrack, request: Mapping[str, Any], file: BinaryIO) -> None:
    """Write a landmark track.

    Parameters
    ----------
    track : PoseTrack
        What to keep.
    request : mapping
        What was asked for (pose model, time between looks), to tell later whether the file still fits.
    file : binary file
        Open for writing.
    """
    import numpy as np

    header = {
        "format": FORMAT,
        "video": table_from_record(track.video),
        "request": dict(request),
        "landmark_names": list(LANDMARK_NAMES),
    }
    arrays: dict[str, NDArray[np.generic]] = {
        name: np.asarray(getattr(track, name), kind) for name, kind in array_fields(PoseTrack).items()
    }
    write_archive(file, header, arrays)


def read_poses(path: Path) -> PoseTrack:
    """Read a landmark track.

    Raises
    ------
    ResultsError
        If the file is missing, damaged or of another format.
    """
    header, arrays = read_archive(path, FORMAT)
    try:
        parts: dict[str, Any] = {name: frozen_array(arrays[name]) for name in array_fields(PoseTrack)}
        return PoseTrack(video=record_from_table(VideoInfo, header["video"]), **parts)
    except (KeyError, ValueError, TypeError) as error:
        raise ResultsError(f"{path} is damaged or was not written by this version of twitchcam.") from error


def write_poses_csv(track: PoseTrack, file: TextIO) -> None:
    """Write a heading and one row a look; cells of a look that found nobody are empty.

    ``file`` is open for writing, with ``newline=""``. Pixels have 1 decimal, visibilities 3.
    """
    writer = csv.writer(file, lineterminator="\n")
    columns = [f"{name}_{value}" for name in LANDMARK_NAMES for value in ("x_px", "y_px", "visibility")]
    writer.writerow(["time_s", "found", "box_plausibility", *columns])
    for index, time_s in enumerate(track.times_s.tolist()):
        found = bool(track.found[index])
        cells = track.landmarks[index].tolist() if found else []
        writer.writerow(
            [
                f"{time_s:.3f}",
                int(found),
                f"{float(track.box_plausibility[index]):.3f}",
                *(
                    text
                    for x_px, y_px, visibility in cells
                    for text in (f"{x_px:.1f}", f"{y_px:.1f}", f"{visibility:.3f}")
                ),
                *([""] * len(columns) if not cells else []),
            ]
        )
