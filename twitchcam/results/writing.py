"""Puts the outcome of a run into its folder: which files, with what in them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, TextIO

from twitchcam.records import Analysis, PoseTrack
from twitchcam.results.events_csv import write_events_csv
from twitchcam.results.events_json import Document, document_of, to_text
from twitchcam.results.folder import EVENTS_CSV, EVENTS_JSON, POSES_CSV, POSES_NPZ, SIGNALS_NPZ, OutputFolder
from twitchcam.results.poses import write_poses, write_poses_csv
from twitchcam.results.signals import write_signals

__all__ = ["write_analysis", "write_events", "write_pose_track"]

Writer = Callable[[BinaryIO], None]


def write_analysis(folder: OutputFolder, analysis: Analysis) -> Document:
    """Write signals.npz, events.csv and events.json, and return the document.

    Raises
    ------
    OutputError
        If a file cannot be written; the earlier files are then still there.
    """
    document = document_of(analysis)
    signals: Writer = lambda file: write_signals(analysis.measurement, file)  # noqa: E731 (one of three alike)
    folder.write({SIGNALS_NPZ: signals, **_events(document)})
    return document


def write_events(folder: OutputFolder, analysis: Analysis) -> Document:
    """Write events.csv and events.json beside a signals.npz that stays, and return the document; raises as above."""
    document = document_of(analysis)
    folder.write(_events(document))
    return document


def write_pose_track(folder: OutputFolder, track: PoseTrack, request: Mapping[str, Any]) -> None:
    """Write poses.csv and poses.npz; ``request`` is what `write_poses` keeps of it; raises as above."""
    folder.write(
        {
            POSES_CSV: _text(lambda file: write_poses_csv(track, file)),
            POSES_NPZ: lambda file: write_poses(track, request, file),
        }
    )


def _events(document: Document) -> dict[str, Writer]:
    return {
        EVENTS_CSV: _text(lambda file: write_events_csv(document, file)),
        # Last: where it lies, the other files are complete.
        EVENTS_JSON: _text(lambda file: file.write(to_text(document))),
    }


def _text(write: Callable[[TextIO], object]) -> Writer:
    """Turn a writer of text into one of bytes: UTF-8, newlines as they are."""

    def write_bytes(file: BinaryIO) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        write(text)
        text.flush()
        text.detach()

    return write_bytes
