"""The recording as events.json shows it, and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import NotRequired, TypedDict

from twitchcam.records import Segment, StartFrom, VideoInfo
from twitchcam.timespan import TimeSpan

__all__ = ["SegmentEntry", "VideoEntry", "video_entry", "video_info"]


class SegmentEntry(TypedDict):
    """One file of a joined recording."""

    file_name: str
    sha256: str
    start_s: float
    end_s: float
    start_time: str | None
    start_from: str


class VideoEntry(TypedDict):
    """Facts of the recording."""

    file_name: str
    sha256: str
    width_px: int
    height_px: int
    nominal_fps: str
    duration_s: float
    codec: str
    rotation_deg: int
    start_time: str | None
    has_sound: bool
    segments: NotRequired[list[SegmentEntry]]
    """Of a joined recording only, and so are gaps and overlaps."""
    gaps: NotRequired[list[dict[str, float]]]
    overlaps: NotRequired[list[dict[str, float]]]


def video_info(entry: VideoEntry) -> VideoInfo:
    """Return the facts that an entry was made from, as far as it holds them."""
    segments = tuple(
        Segment(
            file_name=segment["file_name"],
            sha256=segment["sha256"],
            span=TimeSpan(segment["start_s"], segment["end_s"]),
            start_time=None if segment["start_time"] is None else datetime.fromisoformat(segment["start_time"]),
            start_from=StartFrom(segment["start_from"]),
        )
        for segment in entry.get("segments", [])
    )
    return VideoInfo(
        file_name=entry["file_name"],
        sha256=entry["sha256"],
        width_px=entry["width_px"],
        height_px=entry["height_px"],
        nominal_fps=Fraction(entry["nominal_fps"]),
        duration_s=entry["duration_s"],
        codec=entry["codec"],
        rotation_deg=entry["rotation_deg"],
        start_time=None if entry["start_time"] is None else datetime.fromisoformat(entry["start_time"]),
        has_sound=entry["has_sound"],
        segments=segments,
    )


def video_entry(video: VideoInfo) -> VideoEntry:
    """Return the facts of a recording as events.json shows them."""
    entry: VideoEntry = {
        "file_name": _shown_name(video.file_name),
        "sha256": video.sha256,
        "width_px": int(video.width_px),
        "height_px": int(video.height_px),
        "nominal_fps": f"{video.nominal_fps.numerator}/{video.nominal_fps.denominator}",
        "duration_s": _seconds(video.duration_s),
        "codec": video.codec,
        "rotation_deg": int(video.rotation_deg),
        "start_time": None if video.start_time is None else video.start_time.isoformat(),
        "has_sound": bool(video.has_sound),
    }
    if video.segments:
        entry["segments"] = [
            {
                "file_name": _shown_name(segment.file_name),
                "sha256": segment.sha256,
                "start_s": _seconds(segment.span.start_s),
                "end_s": _seconds(segment.span.end_s),
                "start_time": None if segment.start_time is None else segment.start_time.isoformat(),
                "start_from": segment.start_from.value,
            }
            for segment in video.segments
        ]
        entry["gaps"], entry["overlaps"] = _stretches(video.unrecorded()), _stretches(video.overlaps())
    return entry


def _stretches(spans: Iterable[TimeSpan]) -> list[dict[str, float]]:
    return [{"start_s": _seconds(span.start_s), "end_s": _seconds(span.end_s)} for span in spans]


def _shown_name(name: str) -> str:
    """Return a name as it can be written: one that is no valid Unicode would make the document unreadable."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _seconds(value: float) -> float:
    return round(float(value), 3) + 0.0
