"""A few small pictures of each event: before it, at its strongest, at its end, after it."""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from twitchcam.records import BodyMap, FoundBy, Label, Measurement
from twitchcam.results.events_json import Document, EventEntry
from twitchcam.timespan import TimeSpan, merge
from twitchcam.video import Picture, Planes, Recording, fitted_size, pictures

__all__ = ["Thumbnail", "take_thumbnails"]

Progress = Callable[[str, float, float], None]

_AROUND_S = 0.6
"""How long before and after an event the outer two pictures are taken."""
_DECODED_PX = 640
"""Longer side that pictures are decoded in: they are cut to the infant, then shrunk."""
_WIDTH_PX = 200
_JPEG_QUALITY = 62
_MARGIN = 0.06
"""What is left around the infant, as a share of the picture."""
_MARK = (77, 184, 255)  # blue, green, red
_NEAREST_S = 1.0
"""A picture further than this from its time is left out."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """One small picture."""

    when: str
    """``before``, ``strongest``, ``end`` or ``after``."""
    width_px: int
    height_px: int
    source: str
    """A ``data:`` address that holds the picture."""


def take_thumbnails(
    recording: Recording, document: Document, measurement: Measurement, progress: Progress | None = None
) -> Mapping[str, tuple[Thumbnail, ...]]:
    """Return the pictures of each event that counts, by its name.

    Parameters
    ----------
    recording : Recording
        Not used for anything else meanwhile.
    document : Document
    measurement : Measurement
        Its body maps say where the infant lies.
    progress : callable, optional
    """
    taken: dict[str, tuple[Thumbnail, ...]] = {}
    events = [event for event in document["events"] if event["label"] != Label.OTHER_MOVEMENT]
    if not events:
        return taken
    info = recording.info
    size_px = fitted_size(info.width_px, info.height_px, 2, _DECODED_PX)
    scale = size_px[0] / info.width_px
    for number, event in enumerate(events):
        if progress is not None:
            progress("Making the page", number, len(events))
        wanted = _moments(event)
        found = _nearest(recording, wanted.values(), size_px)
        area = _area(_body_at(measurement.body_maps, event["start_s"]), event, scale, size_px)
        taken[event["id"]] = tuple(
            _thumbnail(when, found[time_s], area, event, scale, marked=when == "strongest")
            for when, time_s in wanted.items()
            if time_s in found
        )
    return taken


def _moments(event: EventEntry) -> dict[str, float]:
    start_s, end_s = event["start_s"], event["end_s"]
    peak_s = min(max(event["peak_s"], start_s), end_s)
    moments = {"before": max(0.0, start_s - _AROUND_S), "strongest": peak_s, "end": end_s, "after": end_s + _AROUND_S}
    if event["label"] == Label.NORMAL_JERK:
        del moments["end"]  # so brief that it looks as at its strongest or as after it; a night can have hundreds
    return moments


def _nearest(recording: Recording, wanted: Iterable[float], size_px: tuple[int, int]) -> dict[float, Planes]:
    """Return for each time the picture nearest to it; times that lie close together are decoded in one go."""
    times = sorted(set(wanted))
    best: dict[float, Picture] = {}
    half_s = max(0.1, 1.0 / float(recording.info.nominal_fps))
    for span in merge([TimeSpan(max(0.0, time_s - half_s), time_s + half_s) for time_s in times], 2.0):
        for picture in pictures(recording, span, size_px):
            for time_s in times:
                if time_s not in best or abs(picture.time_s - time_s) < abs(best[time_s].time_s - time_s):
                    best[time_s] = picture
    return {time_s: found.planes for time_s, found in best.items() if abs(found.time_s - time_s) <= _NEAREST_S}


def _body_at(bodies: tuple[BodyMap, ...], time_s: float) -> BodyMap | None:
    at = bisect_right([body.span.start_s for body in bodies], time_s) - 1
    return bodies[at] if at >= 0 and bodies[at].found_by is not FoundBy.NOTHING else None


def _area(body: BodyMap | None, event: EventEntry, scale: float, size_px: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return what is cut out: infant and movement with a margin, in the shape of the picture."""
    width, height = size_px
    if body is None:
        return 0, 0, width, height
    boxes = np.array([[body.box.left_px, body.box.top_px, body.box.right_px, body.box.bottom_px], event["box_px"]])
    left, top = boxes[:, :2].min(axis=0) * scale - _MARGIN * width
    right, bottom = boxes[:, 2:].max(axis=0) * scale + _MARGIN * width
    share = min(1.0, max((right - left) / width, (bottom - top) / height))
    wide, high = share * width, share * height
    x = min(max(0.5 * (left + right - wide), 0.0), width - wide)
    y = min(max(0.5 * (top + bottom - high), 0.0), height - high)
    return int(x), int(y), int(x + wide), int(y + high)


def _thumbnail(
    when: str, planes: Planes, area: tuple[int, int, int, int], event: EventEntry, scale: float, *, marked: bool
) -> Thumbnail:
    picture = _bgr(planes)
    left, top, right, bottom = area
    cut = picture[top:bottom, left:right]
    factor = _WIDTH_PX / max(1, cut.shape[1])
    size = _WIDTH_PX, max(1, round(cut.shape[0] * factor))
    small = cv2.resize(cut, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC)
    if marked:
        corners = (np.array(event["box_px"]).reshape(2, 2) * scale - (left, top)) * factor
        (x0, y0), (x1, y1) = np.round(corners + np.array([[-3, -3], [3, 3]])).astype(int).tolist()
        cv2.rectangle(small, (x0, y0), (x1, y1), _MARK, 2, cv2.LINE_AA)
    _, code = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return Thumbnail(when, *size, "data:image/jpeg;base64," + base64.b64encode(code.tobytes()).decode("ascii"))


def _bgr(planes: Planes) -> NDArray[np.uint8]:
    height, width = planes[0].shape
    flat = np.concatenate([plane.reshape(-1) for plane in planes]).reshape(height * 3 // 2, width)
    return np.asarray(cv2.cvtColor(flat, cv2.COLOR_YUV2BGR_I420), np.uint8)
